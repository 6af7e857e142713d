//! What a stream is handed out as: at each place a frame; or a gap, whose frame lies in a segment at a later place; or that
//! segment, at the place of the last frame in it.

use crate::frame::array;
use crate::{Error, Frame, FrameHead, Hash, SEGMENT_HEAD_LEN, Segment};

/// Bytes of a gap: the letter T, number of the device 4, hash of the frame 32.
pub const GAP_LEN: usize = 37;
/// Bytes at the beginning of a frame or segment that say its epoch.
pub const EPOCH_IN: usize = 34;
const GAP: u8 = b'T';
const SEGMENT: u8 = b'S';

/// What stands at a place of a stream.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// A frame.
    Frame(Frame<'a>),
    /// A frame that lies in a segment further on.
    Gap {
        /// Number of its device.
        device: u32,
        /// Its hash.
        hash: Hash,
    },
    /// The segment that ends with the frame of this place.
    Segment(Segment<'a>),
}

impl<'a> Item<'a> {
    /// Takes the first item off `bytes`.
    pub fn take(bytes: &mut &'a [u8]) -> Result<Self, Error> {
        match bytes.first() {
            Some(&GAP) => {
                let mut rest = bytes.get(1..).unwrap_or_default();
                let (device, hash) = (u32::from_be_bytes(array(&mut rest)?), Hash(array(&mut rest)?));
                *bytes = rest;
                if device == 0 { Err(Error::Malformed) } else { Ok(Self::Gap { device, hash }) }
            }
            Some(&SEGMENT) => Segment::take(bytes).map(Self::Segment),
            _ => Frame::take(bytes).map(Self::Frame),
        }
    }
}

/// A gap as handed out.
pub fn gap(device: u32, hash: &Hash) -> [u8; GAP_LEN] {
    let mut out = [0; GAP_LEN];
    out[0] = GAP;
    out[1..5].copy_from_slice(&device.to_be_bytes());
    out[5..].copy_from_slice(&hash.0);
    out
}

/// The epoch of a frame or segment by its first [`EPOCH_IN`] bytes, and whether it is a segment.
pub fn epoch_of(start: &[u8]) -> Result<(u32, bool), Error> {
    let packed = start.first() == Some(&SEGMENT);
    let mut rest = start.get(usize::from(packed) + 1 + 16 + 4 + 8..).ok_or(Error::Malformed)?;
    Ok((u32::from_be_bytes(array(&mut rest)?), packed))
}

/// A frame without text and signature, as it is kept of one that came in a segment.
pub fn bare(head: &FrameHead) -> Vec<u8> {
    [&head.bytes()[..], &[0; 4 + 64]].concat()
}

const _: () = assert!(EPOCH_IN == 2 + 16 + 4 + 8 + 4 && EPOCH_IN < SEGMENT_HEAD_LEN);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::tests::Pen;
    use crate::{Unsigned, UnsignedSegment};

    fn head(seq: u64) -> FrameHead {
        FrameHead { epoch: 9, ..crate::frame::tests::head(seq) }
    }

    #[test]
    fn frames_gaps_and_segments_in_a_row_are_told_apart_and_cut_ones_refused() {
        let pen = Pen::new(1);
        let frame = Unsigned { head: head(1), prev: Hash::ZERO, text: b"one" }.sign(&pen).unwrap();
        let zero = Hash::ZERO;
        let of =
            crate::SegmentHead { frame: head(3), first: 2, by: 3, before: zero, after: zero, digest: zero };
        let segment = UnsignedSegment { head: of, text: b"two" }.sign(&pen).unwrap();
        let row = [&frame[..], &gap(3, &Hash([5; 32])), &segment].concat();
        let mut rest = &row[..];
        assert!(matches!(Item::take(&mut rest), Ok(Item::Frame(one)) if one.bytes == frame));
        assert!(matches!(Item::take(&mut rest), Ok(Item::Gap { device: 3, hash }) if hash == Hash([5; 32])));
        assert!(matches!(Item::take(&mut rest), Ok(Item::Segment(one)) if one.bytes == segment));
        assert!(rest.is_empty() && Item::take(&mut rest).is_err());
        for item in [&frame[..], &gap(3, &zero), &segment] {
            for cut in 0..item.len() {
                assert!(Item::take(&mut &item[..cut]).is_err(), "cut {cut}");
            }
        }
        assert!(Item::take(&mut &gap(0, &zero)[..]).is_err(), "no device has the number 0");
        assert_eq!(epoch_of(&frame[..EPOCH_IN]), Ok((9, false)));
        assert_eq!(epoch_of(&segment[..EPOCH_IN]), Ok((9, true)));
        assert!(epoch_of(&segment[..EPOCH_IN - 1]).is_err());
        let kept = bare(&head(2));
        assert_eq!(Frame::read(&kept).map(|frame| (frame.head, frame.is_bare())), Ok((head(2), true)));
        assert!(Frame::read(&frame).is_ok_and(|frame| !frame.is_bare()));
    }
}
