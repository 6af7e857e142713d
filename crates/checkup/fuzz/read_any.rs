// Shared by the fuzz targets and `tests/mutations.rs`: whatever the bytes, reading ends, and what was read can be written
// and read again as the same.

fn read_xml(bytes: &[u8]) {
    let _ = henro_checkup::read_index(bytes);
    let _ = henro_checkup::read_summary(bytes);
    let Ok(report) = henro_checkup::read_document(bytes) else { return };
    let checked = henro_checkup::check(&report);
    assert!(checked.rows.len() <= report.observations().len());
    let written = henro_checkup::write_document(&report);
    let Ok(again) = henro_checkup::read_document(written.as_bytes()) else { panic!("our own document") };
    assert!(again.same_content(&report), "what is written says the same");
}

fn read_json(bytes: &[u8]) {
    let Ok(report) = henro_checkup::read_bundle(bytes) else { return };
    let checked = henro_checkup::check(&report);
    assert!(checked.rows.len() <= report.observations().len());
    // What of it the XML form has a place for is well-formed there.
    assert!(henro_checkup::read_document(henro_checkup::write_document(&report).as_bytes()).is_ok());
}

fn read_zip(bytes: &[u8]) {
    let Ok(mut package) = henro_checkup::open_package(bytes) else { return };
    let mut count = 0;
    for document in package.documents().take(50) {
        count += usize::from(document.report.is_ok());
    }
    assert!(count <= package.len());
}

fn read_table(bytes: &[u8]) {
    use henro_checkup::csv::{guess_profile, read_columns, read_csv};
    let Some(guess) = guess_profile(bytes) else { return };
    let today = henro_domain::Day::new(2026, 11, 22).expect("a day of the calendar");
    let columns = read_columns(bytes, &guess.profile, &[2, 3]);
    let Ok(read) = read_csv(bytes, &guess.profile, today) else { return };
    assert!(columns.is_ok_and(|columns| columns.iter().all(|column| column.of(4).is_none())));
    assert!(read.table.cut.is_none() || read.exams.last().is_some_and(|exam| exam.is_rejected()));
    for exam in read.exams {
        assert!(exam.day.is_none_or(|day| day <= today) || exam.is_rejected());
    }
}

// A layout, and behind a zero byte the table that is read by it: both may be anybody's file.
fn read_layout(bytes: &[u8]) {
    use henro_checkup::csv::{Profile, read_columns, read_csv};
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let layout = parts.next().and_then(|part| std::str::from_utf8(part).ok());
    let Some(Ok(profile)) = layout.map(Profile::read) else { return };
    let written = profile.to_toml().expect("a profile that was read has a form");
    assert!(Profile::read(&written) == Ok(profile.clone()), "what is written says the same");
    let today = henro_domain::Day::new(2026, 11, 22).expect("a day of the calendar");
    let table = parts.next().unwrap_or_default();
    let _ = read_columns(table, &profile, &[2, 3]);
    let Ok(read) = read_csv(table, &profile, today) else { return };
    for exam in read.exams {
        assert!(exam.day.is_none_or(|day| day <= today) || exam.is_rejected());
    }
}
