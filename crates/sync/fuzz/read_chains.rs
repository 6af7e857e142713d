// Shared by the fuzz target and `tests/mutations.rs`: whatever the bytes, reading ends, and what is taken keeps the
// rules of its format. Answers whether something was taken.

fn read_chains(bytes: &[u8]) -> bool {
    let control =
        henro_sync::ControlEntry::read(bytes).inspect(|entry| assert!(entry.act.wraps().len() <= 4096));
    let identity = henro_sync::IdentityEntry::read(bytes);
    // What an entry begins with says which it is; no bytes are both.
    assert!(control.is_err() || identity.is_err());
    let _ = henro_sync::Identity::begin(bytes);
    control.is_ok() || identity.is_ok()
}
