// Shared by the fuzz target and `tests/mutations.rs`: whatever the bytes, reading ends, and what is taken was signed just so.
// The body is read before the signature is checked, so that broken bodies are read too.

fn read_parcels(bytes: &[u8]) -> bool {
    henro_sync::Parcel::read(bytes).is_ok()
}
