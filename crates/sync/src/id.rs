use std::fmt;
use std::str::FromStr;

use crate::Error;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; $len]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                let mut out = [0; $len];
                let digits = text.as_bytes();
                if digits.len() != 2 * $len {
                    return Err(Error::Malformed);
                }
                for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
                    *byte = digit(pair[0])? << 4 | digit(pair[1])?;
                }
                Ok(Self(out))
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = Error;

            fn try_from(bytes: &[u8]) -> Result<Self, Error> {
                bytes.try_into().map($name).map_err(|_| Error::Malformed)
            }
        }
    };
}

fn digit(c: u8) -> Result<u8, Error> {
    match c {
        b'0'..=b'9' => Ok(c - b'0'),
        b'a'..=b'f' => Ok(c - b'a' + 10),
        _ => Err(Error::Malformed),
    }
}

id!(
    /// One record of a person. Random.
    RecordId, 16
);
id!(
    /// The stream of one section of one record. Random, so that the name of the section is not said.
    StreamId, 16
);
id!(
    /// A consent. Random.
    GrantId, 16
);
id!(
    /// A person or organisation: the hash of the first entry of its identity chain.
    IdentityId, 32
);
id!(
    /// Under which a device lays something down for others to find.
    Slot, 32
);
id!(
    /// A sealed blob: the hash of its record and its bytes.
    BlobId, 32
);
id!(
    /// A device: its Ed25519 public key.
    DeviceKey, 32
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_from_its_text_and_nothing_else_is() {
        let id = RecordId(*b"0123456789abcdef");
        assert_eq!(id.to_string().parse(), Ok(id));
        for bad in ["", "30", &"3".repeat(31), &"G".repeat(32), &"A".repeat(32), &"é".repeat(16)] {
            assert_eq!(bad.parse::<RecordId>(), Err(Error::Malformed), "{bad}");
        }
        assert_eq!(RecordId::try_from(&[0u8; 15][..]), Err(Error::Malformed));
    }
}
