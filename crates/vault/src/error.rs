use std::io::ErrorKind;

/// What is wrong with a file of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFault {
    /// It is not there.
    Missing,
    /// Its end is cut off.
    Truncated,
    /// Something inside was changed: the page checksums do not fit.
    Damaged,
    /// It is encrypted, but belongs to another record or an older key.
    OtherKey,
    /// It is no encrypted database, or no backup, at all.
    Foreign,
    /// A newer version of Henro wrote it.
    Newer,
}

/// What can go wrong with a vault. Never holds a value, a password, a key or a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no record in this folder.
    #[error("no record in this folder")]
    NoRecord,
    /// There is a record in this folder already.
    #[error("a record is in this folder already")]
    Exists,
    /// Another process has the record open.
    #[error("the record is open in another process")]
    InUse,
    /// The record is locked; unlock it first.
    #[error("the record is locked")]
    Locked,
    /// A second factor: the clinical tier is closed, or what was shown does not open it.
    #[error("second factor: {0:?}")]
    Factor(FactorFault),
    /// The password does not open the record.
    #[error("wrong password")]
    WrongPassword,
    /// Too many wrong passwords: wait this long.
    #[error("too many wrong passwords, wait {wait_ms} ms")]
    TooSoon {
        /// Milliseconds until the next try is let through.
        wait_ms: i64,
    },
    /// A file of the record cannot be used.
    #[error("file of the record: {0:?}")]
    File(FileFault),
    /// The medium or folder cannot be written.
    #[error("the folder cannot be written")]
    ReadOnly,
    /// The disk is full. What was acknowledged before is kept; this write is not.
    #[error("the disk is full")]
    Full,
    /// An entry cannot change into another kind, or its value has no place in the table.
    #[error("the entry does not fit its kind")]
    Misfit,
    /// Frames and chains of sync.
    #[error("sync: {0:?}")]
    Sync(SyncFault),
    /// Anything else below the vault. Nobody can do more about it than report it.
    #[error("below the vault: {0:?}")]
    Below(Below),
}

/// What is wrong with a way into the clinical tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactorFault {
    /// The clinical tier is not open: it needs the card or another second factor.
    Closed,
    /// This card, device or sheet does not open it.
    Wrong,
    /// The last way in stays.
    Last,
    /// There is no room for another one.
    TooMany,
}

/// Why something of sync was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyncFault {
    /// The record has no such stream.
    NoStream,
    /// It does not follow what is here: something before it is missing, or it is here already.
    Gap,
    /// Another frame is here under the same number or at the same place.
    Fork,
    /// No frame can be read from these bytes.
    Malformed,
    /// Another copy of this record may have gone on under the same device number: a new number is needed first.
    Behind,
    /// The number cannot be taken.
    Number,
}

/// Where a fault comes from that no caller tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Below {
    /// Keys: memory, parameters.
    Seal(henro_seal::Error),
    /// The file system.
    Files(ErrorKind),
    /// The database engine, by its extended code.
    Engine(i32),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::Full,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly,
            kind => Self::Below(Below::Files(kind)),
        }
    }
}

impl From<henro_seal::Error> for Error {
    fn from(error: henro_seal::Error) -> Self {
        match error {
            henro_seal::Error::WrongSecret => Self::WrongPassword,
            henro_seal::Error::TooMany => Self::Factor(FactorFault::TooMany),
            henro_seal::Error::Newer => Self::File(FileFault::Newer),
            henro_seal::Error::Malformed => Self::File(FileFault::Foreign),
            henro_seal::Error::Tampered => Self::File(FileFault::Damaged),
            error => Self::Below(Below::Seal(error)),
        }
    }
}

impl From<henro_domain::Error> for Error {
    /// A stored value that is no domain value: the row was not written by us.
    fn from(_: henro_domain::Error) -> Self {
        Self::File(FileFault::Damaged)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        use rusqlite::ErrorCode::*;
        match error {
            E::SqliteFailure(failure, _) => match failure.code {
                DiskFull => Self::Full,
                ReadOnly | PermissionDenied => Self::ReadOnly,
                DatabaseBusy | DatabaseLocked => Self::InUse,
                DatabaseCorrupt | NotADatabase => Self::File(FileFault::Damaged),
                ConstraintViolation | TooBig | TypeMismatch => Self::Misfit,
                _ => Self::Below(Below::Engine(failure.extended_code)),
            },
            E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) | E::InvalidColumnType(..) => {
                Self::File(FileFault::Damaged)
            }
            _ => Self::Below(Below::Engine(-1)),
        }
    }
}
