use henro_sync::StreamId;

use crate::Refusal;

/// Why a round ended early. What was done before stays done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The server cannot be reached. Nothing is wrong with the record.
    #[error("offline")]
    Offline,
    /// The server asks to wait.
    #[error("the server is busy")]
    Busy,
    /// Our clock is far from the server's.
    #[error("the clock is wrong")]
    Clock {
        /// Time of the server, in milliseconds since 1970.
        server: u64,
    },
    /// The record is not open far enough, or its file cannot be written.
    #[error("the record: {0}")]
    Store(&'static str),
    /// The clinical tier has to be open for this.
    #[error("needs the clinical tier")]
    NeedsClinical,
    /// This device was copied or restored from a backup: it has to be enrolled anew.
    #[error("this device has a twin")]
    Twin,
    /// What was written before cannot be sealed anew: somebody keeps a consent that does not open all of the past.
    #[error("somebody reads a part of it")]
    PastClosed,
    /// This device was removed.
    #[error("this device was removed")]
    Removed,
    /// The server refused, rightly or not.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The server does not keep to what it signed, or hands out what nobody signed.
    #[error("the server lies: {0:?}")]
    Lie(Lie),
    /// Written by a newer version of Henro.
    #[error("newer version")]
    Newer,
    /// Something of ours does not fit: a bug or a damaged file.
    #[error("damaged: {0}")]
    Damaged(&'static str),
}

/// What a server was caught at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// It has come less far than it had.
    RolledBack(Option<StreamId>),
    /// It shows this device another history than it showed before, or than it shows another device.
    Forked(Option<StreamId>),
    /// It handed out what its author did not sign or had no right to.
    Forged(Option<StreamId>),
    /// It hands out what it signed to have deleted.
    Kept(StreamId),
    /// It leaves something out.
    Withheld(Option<StreamId>),
    /// It is not the server it was.
    OtherServer,
}

impl Lie {
    /// The stream it was caught at, where it was at one.
    pub fn stream(&self) -> Option<StreamId> {
        match self {
            Self::RolledBack(stream)
            | Self::Forked(stream)
            | Self::Forged(stream)
            | Self::Withheld(stream) => *stream,
            Self::Kept(stream) => Some(*stream),
            Self::OtherServer => None,
        }
    }
}

impl From<henro_seal::Error> for Fault {
    fn from(error: henro_seal::Error) -> Self {
        match error {
            henro_seal::Error::Newer => Fault::Newer,
            _ => Fault::Damaged("sealed"),
        }
    }
}
