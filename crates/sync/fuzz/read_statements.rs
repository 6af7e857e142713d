// Shared by the fuzz target and `tests/mutations.rs`: whatever the bytes, reading ends, and what is taken keeps the
// rules of its format. Answers whether something was taken.

fn read_statements(bytes: &[u8]) -> bool {
    let access = henro_sync::AccessEntry::read(bytes).inspect(|entry| assert!(entry.look.len() <= 4096));
    let beat = henro_sync::Heartbeat::read(bytes).inspect(|beat| assert!(beat.streams.len() <= 64));
    // Read and then found to be signed by another key.
    let head = henro_sync::SignedHead::read(bytes, &henro_sync::DeviceKey([1; 32]));
    let head = matches!(head, Ok(_) | Err(henro_sync::Error::Forged));
    let erased = henro_sync::Erased::read(bytes, &henro_sync::DeviceKey([1; 32]));
    let head = head || matches!(erased, Ok(_) | Err(henro_sync::Error::Forged));
    let look = matches!(henro_sync::Look::read(bytes), Ok(_) | Err(henro_sync::Error::Forged));
    let handout = matches!(henro_sync::Handout::read(bytes), Ok(_) | Err(henro_sync::Error::Forged));
    let report = henro_sync::Report::read(bytes)
        .inspect(|report| assert!(report.looks.len() <= henro_sync::Report::MOST));
    let report = matches!(report, Ok(_) | Err(henro_sync::Error::Forged));
    let reads = matches!(henro_sync::Reads::read(bytes), Ok(_) | Err(henro_sync::Error::Forged));
    let given = henro_sync::Given::read(bytes).is_ok();
    let handed = henro_sync::HandedRecord::read(bytes)
        .inspect(|all| assert!(all.len() <= henro_sync::HandedRecord::MOST));
    let plain = handed.is_ok() || henro_sync::Welcome::read(bytes).is_ok();
    handout || report || reads || given || plain || access.is_ok() || beat.is_ok() || look || head
}
