// Shared by the fuzz target and `tests/mutations.rs`: whatever the bytes, reading ends, and a reference that is taken is written
// back as it was read.

fn read_blobs(bytes: &[u8]) -> bool {
    let reference = henro_sync::BlobRef::read(bytes);
    if let Ok(reference) = &reference {
        let again = henro_sync::BlobRef::read(&reference.to_bytes());
        assert!(again.as_ref() == Ok(reference));
    }
    reference.is_ok() || henro_sync::LiveBlobs::read(bytes).is_ok()
}
