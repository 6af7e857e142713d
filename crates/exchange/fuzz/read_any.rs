// Shared by the fuzz target and `tests/csv_mutations.rs`: whatever the bytes, reading ends, entries are possible,
// and what was read can be written and read again.

fn options() -> henro_exchange::csv::ReadOptions {
    henro_exchange::csv::ReadOptions {
        today: henro_domain::Day::new(2026, 11, 22).expect("a day of the calendar"),
        zone: henro_domain::OffsetMinutes::JAPAN,
    }
}

fn read_any(bytes: &[u8]) {
    let Ok(reader) = open(bytes, options()) else { return };
    let mut entries = Vec::new();
    for row in reader {
        for dated in row.entries {
            let verdict = henro_domain::check_entry(&dated.entry);
            assert!(matches!(verdict, henro_domain::Verdict::Usual | henro_domain::Verdict::Rare));
            assert!(dated.when.day <= options().today);
            entries.push(dated);
        }
    }
    let mut written = Vec::new();
    write(&entries, WriteOptions::default(), &mut written).expect("a vector takes every byte");
    let back: Vec<_> = open(&written, options()).expect("our own header").flat_map(|row| row.entries).collect();
    assert!(back == entries);
}
