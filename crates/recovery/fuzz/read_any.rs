// Shared by the fuzz target and `tests/mutations.rs`: whatever was typed, reading ends, a code that is read is
// written as the digits that were typed, and a fault names groups the code has.

use henro_recovery::{CodeFault, EnrolCode, GroupCheck, KitCode, Share, check_group};

fn read_any(text: &str) {
    match KitCode::parse(text) {
        Ok(kit) => same_digits(text, &kit.groups()),
        Err(fault) => sound(&fault, text, KitCode::GROUPS),
    }
    match EnrolCode::parse(text) {
        Ok(code) => assert!(EnrolCode::parse(&code.groups().concat()).is_ok_and(|again| again == code)),
        Err(fault) => sound(&fault, text, EnrolCode::GROUPS),
    }
    match Share::parse(text) {
        Ok(share) => {
            assert!((1..=3).contains(&share.number()));
            same_digits(text, &share.groups());
        }
        Err(fault) => sound(&fault, text, Share::GROUPS),
    }
    for (place, group) in (0..).zip(text.split(' ').take(20)) {
        check_group(place, group);
    }
}

fn same_digits(text: &str, groups: &[String]) {
    let wide = |letter: char| u32::from(letter).checked_sub(u32::from('０')).filter(|digit| *digit < 10);
    let typed = text.chars().filter_map(|letter| letter.to_digit(10).or_else(|| wide(letter)));
    let written: String = groups.concat();
    assert!(typed.eq(written.chars().filter_map(|letter| letter.to_digit(10))));
    for (place, group) in (1..).zip(groups) {
        assert!(check_group(place, group) == GroupCheck::Right);
    }
}

fn sound(fault: &CodeFault, text: &str, groups: usize) {
    match fault {
        CodeFault::Groups(wrong) => {
            assert!(!wrong.is_empty() && wrong.iter().all(|place| (1..=groups).contains(place)));
        }
        CodeFault::Short { have, need } => assert!(have < need && *need == groups * 5),
        CodeFault::Long => assert!(text.chars().count() > groups * 5),
        CodeFault::Letter(group) => assert!((1..=groups).contains(group)),
        _ => {}
    }
}
