/// What one person may ask of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a record: frames, control entries, blobs.
    pub record_bytes: u64,
    /// Records an identity may begin.
    pub records: u64,
    /// Frames in one push.
    pub frames: usize,
    /// Bytes of a page of a pull, about.
    pub page_bytes: usize,
    /// Bytes of a list of chain entries, about.
    pub list_bytes: usize,
    /// How far the clock of a device may be off, in milliseconds.
    pub clock_ms: u64,
    /// How old or new a look may be, in milliseconds.
    pub look_ms: u64,
    /// Bytes of what an identity lays down for who comes by e-mail.
    pub escrow_bytes: usize,
    /// How long a session lasts, in milliseconds.
    pub session_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes: 1 << 30,
            records: 100_000,
            frames: 4096,
            page_bytes: 1 << 20,
            list_bytes: 8 << 20,
            clock_ms: 600_000,
            look_ms: 120_000,
            escrow_bytes: 16 << 10,
            session_ms: 900_000,
        }
    }
}
