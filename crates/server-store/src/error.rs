/// What a database could not do. Never says what was in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// SQLite refused.
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused, or is not there.
    #[error("the database failed: {0}")]
    Postgres(#[from] tokio_postgres::Error),
    /// The address of the database cannot be read.
    #[error("the address of the database is not one; it begins with postgres://")]
    Url,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The database was written by a newer server.
    #[error("the database has version {found}, this server knows {known}")]
    Newer {
        /// Version found.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// A stored chain does not hold together.
    #[error("a stored chain is damaged")]
    Damaged,
    /// A file or folder could not be used.
    #[error("a file could not be used")]
    File(#[source] std::io::Error),
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// A write lost against others too often in a row.
    #[error("too busy")]
    Busy,
}

/// Why a request was refused. Each has a code of its own.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// Not the shape it has to be, or a rule of the protocol is broken.
    #[error("{0}")]
    Rule(#[from] henro_sync::Error),
    /// The session is not one, has ended, or its device has left.
    #[error("no session")]
    NoSession,
    /// There is no such thing, or it is not for this identity.
    #[error("unknown")]
    Unknown,
    /// The id is in use for something else.
    #[error("taken")]
    Taken,
    /// The chain is longer than the entry thinks.
    #[error("behind")]
    Behind(u64),
    /// The time in the entry is too far from the server's.
    #[error("clock")]
    Clock(u64),
    /// Frames are missing in between; the newest held.
    #[error("gap")]
    Gap(u64),
    /// Another frame is held under this number.
    #[error("fork")]
    Fork(u64),
    /// Another epoch is in force.
    #[error("epoch")]
    Epoch(u32),
    /// The record is full.
    #[error("quota")]
    Quota(u64),
    /// A request that was answered before.
    #[error("replayed")]
    Replayed,
    /// Not a message of OPAQUE.
    #[error("not a message of OPAQUE")]
    NotOpaque,
    /// Wrong password, or no such name.
    #[error("wrong password or name")]
    WrongLogin,
    /// Tried too often; seconds to wait.
    #[error("too often")]
    TooOften(u64),
    /// Too many things in one request.
    #[error("too many")]
    TooMany(u64),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}
