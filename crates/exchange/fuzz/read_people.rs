// Shared by the fuzz target and `tests/people_mutations.rs`: whatever the bytes, reading ends, what is taken is
// printable, short and there once, and every fault has its line.

fn read_people(bytes: &[u8]) -> Option<henro_exchange::people::PeopleFile> {
    use henro_exchange::people::{LONGEST_NAME, LONGEST_NUMBER, MOST_PEOPLE, checked_name, checked_number};

    let file = henro_exchange::people::read(bytes).ok()?;
    assert!(file.people.len() + file.faults.len() <= MOST_PEOPLE);
    let mut numbers = std::collections::HashSet::new();
    let mut ids = std::collections::HashSet::new();
    for person in &file.people {
        assert!(person.number.chars().count() <= LONGEST_NUMBER && person.name.chars().count() <= LONGEST_NAME);
        assert!(checked_number(&person.number).as_ref() == Some(&person.number));
        assert!(checked_name(&person.name).as_ref() == Some(&person.name));
        assert!(numbers.insert(&person.number));
        assert!(person.unified.is_none_or(|unified| ids.insert(unified)));
    }
    assert!(file.faults.iter().all(|fault| fault.line > 0));
    Some(file)
}
