//! What a server says it deleted: the receipt of a deep revocation.

use crate::cbor::{Reader, Writer, check, split, version};
use crate::{DeviceKey, Error, Hash, Label, Signer, StreamId};

/// A server says that of a stream nothing is left in its database under epochs older than one, but what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The stream.
    pub stream: StreamId,
    /// Nothing older is left.
    pub epoch: u32,
    /// Number of frames the stream holds.
    pub place: u64,
    /// Running head after the last of them.
    pub head: Hash,
    /// When, by the clock of the server.
    pub at: u64,
    /// Of which devices something is left, by their numbers.
    pub left: Vec<Left>,
}

/// What is left of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Number of the device.
    pub device: u32,
    /// The first place that holds something older.
    pub first: u64,
    /// The last such place.
    pub last: u64,
    /// How many such frames and segments there are.
    pub pieces: u64,
}

impl Erased {
    /// Most devices of which something may be left.
    pub const MOST: usize = 65_536;

    /// Signs it with the key of the server.
    pub fn sign(&self, server: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(7).number(VERSION.into()).bytes(&self.stream.0).number(self.epoch.into());
        out.number(self.place).bytes(&self.head.0).number(self.at).array(self.left.len());
        for left in &self.left {
            out.array(4).number(left.device.into()).number(left.first).number(left.last).number(left.pieces);
        }
        out.sign(Label::Erased, server)
    }

    /// Reads it and checks the signature.
    pub fn read(bytes: &[u8], server: &DeviceKey) -> Result<Self, Error> {
        let mut body = Reader::new(split(bytes)?.1);
        body.array(7)?;
        version(&mut body, VERSION)?;
        let erased = Self {
            stream: StreamId(body.fixed()?),
            epoch: body.word()?,
            place: body.number()?,
            head: Hash(body.fixed()?),
            at: body.number()?,
            left: body.each(Self::MOST, left)?,
        };
        body.end()?;
        check(bytes, server, Label::Erased)?;
        let rises = erased.left.is_sorted_by(|a, b| a.device < b.device);
        if rises { Ok(erased) } else { Err(Error::Malformed) }
    }

    /// What is left of a device.
    pub fn left_of(&self, device: u32) -> Option<&Left> {
        self.left.iter().find(|left| left.device == device)
    }

    /// How many frames and segments are left of all devices.
    pub fn pieces(&self) -> u64 {
        self.left.iter().fold(0, |sum, left| sum.saturating_add(left.pieces))
    }
}

fn left(body: &mut Reader) -> Result<Left, Error> {
    body.array(4)?;
    let left =
        Left { device: body.word()?, first: body.number()?, last: body.number()?, pieces: body.number()? };
    let fits =
        left.first > 0 && left.first <= left.last && (1..=left.last - left.first + 1).contains(&left.pieces);
    if fits && left.device > 0 { Ok(left) } else { Err(Error::Malformed) }
}

const VERSION: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::tests::Pen;

    fn erased() -> Erased {
        let left = vec![
            Left { device: 2, first: 3, last: 9, pieces: 4 },
            Left { device: 5, first: 7, last: 7, pieces: 1 },
        ];
        Erased { stream: StreamId([7; 16]), epoch: 3, place: 12, head: Hash([5; 32]), at: 6, left }
    }

    #[test]
    fn a_receipt_is_read_back_and_every_bit_of_it_counts() {
        let (server, other) = (Pen::new(1), Pen::new(2));
        let good = erased();
        let bytes = good.sign(&server);
        assert_eq!(Erased::read(&bytes, &server.public()), Ok(good.clone()));
        assert_eq!(Erased::read(&bytes, &other.public()), Err(Error::Forged));
        assert_eq!(
            (good.pieces(), good.left_of(5).map(|left| left.first), good.left_of(1)),
            (5, Some(7), None)
        );
        for bit in 0..bytes.len() * 8 {
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(Erased::read(&bad, &server.public()).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn what_cannot_be_left_is_refused() {
        let server = Pen::new(1);
        let one = Left { device: 2, first: 3, last: 9, pieces: 4 };
        let wrong = [
            vec![Left { device: 0, ..one }],
            vec![Left { first: 0, ..one }],
            vec![Left { first: 10, ..one }],
            vec![Left { pieces: 0, ..one }],
            vec![Left { pieces: 8, ..one }],
            vec![one, one],
        ];
        for left in wrong {
            let bytes = Erased { left, ..erased() }.sign(&server);
            assert_eq!(Erased::read(&bytes, &server.public()), Err(Error::Malformed));
        }
    }
}
