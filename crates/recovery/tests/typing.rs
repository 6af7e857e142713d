//! What a person types from paper, and what they are told when it is wrong.

use henro_recovery::{CodeFault, GroupCheck, KitCode, Share, check_group};

const KIT: &str = "98689 18862 40708 72157 44049 37866 36151 52123 78139 22181";
const SHARE: &str = "23581 32130 72398 55429 07665 51444 38073 05312 98681 34361 66401 30522";

fn fault(text: &str) -> CodeFault {
    KitCode::parse(text).expect_err("a code with a mistake")
}

#[test]
fn any_way_of_setting_the_groups_apart_is_read() {
    let kit = KitCode::parse(KIT).unwrap();
    let wide: String = KIT
        .chars()
        .map(|c| c.to_digit(10).map_or('　', |d| char::from_u32('０' as u32 + d).unwrap()))
        .collect();
    for text in [
        KIT.replace(' ', ""),
        KIT.replace(' ', "-"),
        KIT.replace(' ', "ー"),
        KIT.replace(' ', " － "),
        KIT.replace(' ', "\r\n"),
        format!("  {KIT}。\n"),
        KIT.chars().map(|c| format!("{c} ")).collect(),
        wide,
    ] {
        assert!(KitCode::parse(&text).is_ok_and(|read| read == kit), "{text}");
    }
}

#[test]
fn a_wrong_digit_names_its_group() {
    assert_eq!(fault(&KIT.replace("40708", "40709")), CodeFault::Groups(vec![3]));
    assert_eq!(
        fault(&KIT.replace("40708", "47008").replace("22181", "21281")),
        CodeFault::Groups(vec![3, 10])
    );
}

#[test]
fn groups_that_changed_places_are_named() {
    let exchanged = KIT.replace("44049", "x").replace("36151", "44049").replace('x', "36151");
    assert_eq!(fault(&exchanged), CodeFault::Groups(vec![5, 7]));
}

#[test]
fn a_missing_or_doubled_digit_names_its_group_where_groups_are_set_apart() {
    assert_eq!(fault(&KIT.replace("37866", "3786")), CodeFault::Groups(vec![6]));
    assert_eq!(fault(&KIT.replace("37866", "378666")), CodeFault::Groups(vec![6]));
    assert_eq!(
        fault(&KIT.replace("37866", "378666").replace("98689", "98680")),
        CodeFault::Groups(vec![1, 6])
    );
    // One digit slipped over the gap: together the digits are right, and that is enough.
    assert!(KitCode::parse(&KIT.replace("44049 37866", "4404 937866")).is_ok());
}

#[test]
fn without_gaps_the_number_of_digits_is_told() {
    let digits = KIT.replace(' ', "");
    assert_eq!(fault(""), CodeFault::Short { have: 0, need: 50 });
    assert_eq!(fault(&digits[..49]), CodeFault::Short { have: 49, need: 50 });
    assert_eq!(fault(&format!("{digits}0")), CodeFault::Long);
    assert_eq!(fault(&"1 ".repeat(1_000_000)), CodeFault::Long);
    assert_eq!(fault(&" ".repeat(1_000_000)), CodeFault::Long);
}

#[test]
fn a_letter_is_told_with_its_group() {
    assert_eq!(fault(&KIT.replace("40708", "4O708")), CodeFault::Letter(3));
    assert_eq!(fault("氏名"), CodeFault::Letter(1));
}

#[test]
fn a_share_is_no_kit_and_a_kit_is_no_share() {
    assert_eq!(fault(SHARE), CodeFault::Long);
    assert_eq!(Share::parse(KIT).unwrap_err(), CodeFault::Short { have: 50, need: 60 });
    assert_eq!(Share::parse(SHARE).unwrap().number(), 2);
}

#[test]
fn groups_of_two_kits_are_noticed_by_the_number_over_the_whole_code() {
    // Every group fits its place; 1 of 29 such mixtures passes, this is not one of them.
    let other = "00000 15175 59919 75819 04131 75475 77066 47627 09475 75755";
    let mixed: Vec<&str> = other.split(' ').take(5).chain(KIT.split(' ').skip(5)).collect();
    assert_eq!(fault(&mixed.join(" ")), CodeFault::Whole);
    // More than 128 bits.
    let most: Vec<String> = (1..=10)
        .map(|place| {
            (0..10)
                .map(|digit| format!("9999{digit}"))
                .find(|it| check_group(place, it) == GroupCheck::Right)
                .unwrap()
        })
        .collect();
    assert_eq!(fault(&most.concat()), CodeFault::Whole);
}

#[test]
fn ten_groups_apart_is_noticed_in_a_share_too() {
    let exchanged = SHARE.replace("23581", "x").replace("66401", "23581").replace('x', "66401");
    assert_eq!(Share::parse(&exchanged).unwrap_err(), CodeFault::Whole);
}

#[test]
fn neither_codes_nor_faults_print_what_was_typed() {
    let shown = format!(
        "{:?} {:?} {:?}",
        KitCode::parse(KIT),
        Share::parse(SHARE),
        fault(&KIT.replace("98689", "98688"))
    );
    assert_eq!(shown, "Ok(KitCode(..)) Ok(Share { number: 2, .. }) Groups([1])");
    let kit = KitCode::parse(KIT).unwrap();
    assert!(kit.groups().iter().all(|group| group.len() == 5 && group.chars().all(|c| c.is_ascii_digit())));
}
