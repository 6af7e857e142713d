//! A segment: frames a..b of one device in one stream, packed into one. Nothing is dropped: it holds the batch of every
//! frame, so what was concurrent stays so.
//!
//! Big-endian: the letter S, a frame head (its sequence number is b) 77, a 8, number of the signing device 4, hash that frame
//! a follows 32, hash that frame b + 1 follows 32, digest 32, length 4, ciphertext, signature 64. The text is sealed
//! under the frame head, as that of a frame is. The signature covers the head and the SHA-256 of the ciphertext.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::frame::{array, exactly, text_and_signature, text_hash};
use crate::merge::StateDigest;
use crate::{
    Batch, Change, Control, DeviceKey, EntityState, Error, FrameHead, Hash, Label, MAX_TEXT, Op, Origin,
    Rules, Signature, Signer, verify,
};

/// Bytes before the ciphertext.
pub const SEGMENT_HEAD_LEN: usize = 190;
const TAG: u8 = b'S';
/// Most frames of one segment.
const MAX_FRAMES: u64 = 1 << 16;

/// What everybody may see of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentHead {
    /// Stream, author, last sequence number, epoch, newest clock, salt and commitment.
    pub frame: FrameHead,
    /// First sequence number.
    pub first: u64,
    /// Number of the device that packed and signs it: the author, or one of an owner where the author is lost.
    pub by: u32,
    /// Hash that frame `first` follows.
    pub before: Hash,
    /// Hash that the frame after the last one follows.
    pub after: Hash,
    /// [`segment_digest`] of what is in it.
    pub digest: Hash,
}

impl SegmentHead {
    fn bytes(&self) -> Vec<u8> {
        let (first, by) = (self.first.to_be_bytes(), self.by.to_be_bytes());
        let hashes = [&self.before.0[..], &self.after.0, &self.digest.0].concat();
        [&[TAG][..], &self.frame.bytes(), &first, &by, &hashes].concat()
    }

    fn fits(&self) -> bool {
        let frames = self.frame.seq.checked_sub(self.first);
        self.by != 0 && self.first != 0 && frames.is_some_and(|frames| frames < MAX_FRAMES)
    }
}

/// A segment before it is signed.
#[derive(Debug, Clone, Copy)]
pub struct UnsignedSegment<'a> {
    /// Head.
    pub head: SegmentHead,
    /// Sealed batches: [`Batch::encode_all`] under `head.frame`.
    pub text: &'a [u8],
}

impl UnsignedSegment<'_> {
    /// Signs it and answers the bytes as sent.
    pub fn sign(&self, device: &dyn Signer) -> Result<Vec<u8>, Error> {
        if self.text.len() > MAX_TEXT || !self.head.fits() {
            return Err(Error::Malformed);
        }
        let head = self.head.bytes();
        let length = (self.text.len() as u32).to_be_bytes();
        let signature = device.sign_parts(Label::Segment, &[&head, &length, &text_hash(self.text)]);
        Ok([&head[..], &length, self.text, &signature].concat())
    }
}

/// A segment as received. Nothing is copied before the signature is checked.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    /// Head.
    pub head: SegmentHead,
    /// Sealed batches.
    pub text: &'a [u8],
    /// All bytes of it.
    pub bytes: &'a [u8],
    signature: Signature,
}

impl<'a> Segment<'a> {
    /// Takes the first segment off `bytes`.
    pub fn take(bytes: &mut &'a [u8]) -> Result<Self, Error> {
        let whole = *bytes;
        let mut rest = whole;
        if array(&mut rest)? != [TAG] {
            return Err(Error::Malformed);
        }
        let head = SegmentHead {
            frame: FrameHead::take(&mut rest)?,
            first: u64::from_be_bytes(array(&mut rest)?),
            by: u32::from_be_bytes(array(&mut rest)?),
            before: Hash(array(&mut rest)?),
            after: Hash(array(&mut rest)?),
            digest: Hash(array(&mut rest)?),
        };
        if !head.fits() {
            return Err(Error::Malformed);
        }
        let (text, signature) = text_and_signature(&mut rest)?;
        *bytes = rest;
        Ok(Self { head, text, bytes: &whole[..whole.len() - rest.len()], signature })
    }

    /// Reads exactly one segment.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        exactly(bytes, Self::take)
    }

    /// Checks that `key`, the device with the number `by`, signed it as what follows `prev`, and answers the hash the next
    /// frame or segment follows. Whether that device may: [`may_compact`].
    pub fn verify(&self, key: &DeviceKey, prev: &Hash) -> Result<Hash, Error> {
        let (head, length) = (self.head.bytes(), (self.text.len() as u32).to_be_bytes());
        verify(key, Label::Segment, &[&head, &length, &text_hash(self.text)], &self.signature)?;
        if self.head.before == *prev { Ok(self.head.after) } else { Err(Error::Unchained) }
    }

    /// The batches of its frames, from the opened text: one for each, adding up to what the head says.
    pub fn batches(&self, opened: &[u8]) -> Result<Vec<Batch>, Error> {
        let batches = Batch::decode_all(opened)?;
        let SegmentHead { frame, first, digest, .. } = self.head;
        if batches.len() as u64 != frame.seq - first + 1 {
            return Err(Error::Malformed);
        }
        if segment_digest(frame.device, first, &batches) == digest { Ok(batches) } else { Err(Error::Forged) }
    }
}

/// What the batches of frames `first`.. of a device add up to by themselves, by plain rules ([`Rules::default`]). Who
/// has the frames computes the same, and so knows whether a segment says what they said.
pub fn segment_digest(device: u32, first: u64, batches: &[Batch]) -> Hash {
    let numbered = batches.iter().zip(first..);
    let mut ops: Vec<(&Op, u64)> =
        numbered.flat_map(|(batch, seq)| batch.ops.iter().map(move |op| (op, seq))).collect();
    ops.sort_unstable_by_key(|(op, _)| (op.entity, op.kind));
    let mut digest = StateDigest::new();
    for changes in ops.chunk_by(|(a, _), (b, _)| (a.entity, a.kind) == (b.entity, b.kind)) {
        match changes {
            [(op, _)] if op.fields.is_sorted_by(|(a, _), (b, _)| a < b) => digest.single(op),
            _ => {
                let mut state = EntityState::default();
                for &(op, seq) in changes {
                    let origin = Origin { device, seq, frontier: BTreeMap::new() };
                    state.add(Change { op: op.clone(), origin });
                }
                if let Some(view) = state.view(&Rules::default()) {
                    digest.view(changes[0].0.entity, &view);
                }
            }
        }
    }
    digest.finish()
}

/// Whether the device that signs may pack these frames: those of its own identity, whatever becomes of its role, or those of a
/// device of an owner where it belongs to an owner itself. What a doctor signed is packed by the doctor only.
pub fn may_compact(head: &SegmentHead, control: &Control) -> bool {
    let identity = |number| control.devices.get(&number).map(|device| device.identity);
    let owner = |number| identity(number).is_some_and(|identity| control.owners.contains(&identity));
    let author = head.frame.device;
    let same = identity(author).is_some() && identity(author) == identity(head.by);
    same || (owner(author) && owner(head.by))
}

/// Which of the segments that a server holds of a chain a new one takes the place of. `held` are theirs, in order and without a gap
/// from 1; `newest` is the last frame of the chain. The new one begins where a held one does or right after the last, and
/// ends where a held one does or after all of them: so coverage stays without a gap.
pub fn coverage(held: &[(u64, u64)], newest: u64, (first, last): (u64, u64)) -> Result<Range<usize>, Error> {
    let covered = held.last().map_or(0, |(_, last)| *last);
    if first == 0 || last < first || last > newest {
        return Err(Error::Unchained);
    }
    let from = held.iter().position(|(begins, _)| *begins == first);
    let from = from.or((first == covered + 1).then_some(held.len())).ok_or(Error::Unchained)?;
    let to = held.iter().position(|(_, ends)| *ends == last).map(|place| place + 1);
    let to = to.or((last > covered).then_some(held.len())).ok_or(Error::Unchained)?;
    Ok(from..to)
}

const _: () = assert!(1 + (crate::HEAD_LEN - 4) + 8 + 4 + 3 * 32 + 4 == SEGMENT_HEAD_LEN);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sign::tests::Pen;
    use crate::{OpAct, StreamId, Unsigned, Value, state_digest};

    fn batches() -> Vec<Batch> {
        let op = |hlc, act, fields| Op {
            entity: 1 << 40,
            kind: 2,
            act,
            hlc,
            at: None,
            actor: 1,
            subject: 1,
            source: 0,
            fields,
        };
        let put = op(70_000, OpAct::Put, vec![(5, Value::Integer(63_400)), (6, Value::Real(f64::NAN))]);
        let set = op(70_001, OpAct::Set, vec![(5, Value::Integer(63_500))]);
        let one = Batch { control: 1, frontier: vec![], ops: vec![put] };
        let none = Batch { control: 1, frontier: vec![(2, 1)], ops: vec![] };
        vec![one, none, Batch { control: 2, frontier: vec![(2, 3)], ops: vec![set] }]
    }

    fn frame(seq: u64) -> FrameHead {
        let (stream, salt, commitment) = (StreamId([7; 16]), [1; 24], [2; 16]);
        FrameHead { stream, device: 3, seq, epoch: 1, minute: 1, salt, commitment }
    }

    /// Three frames, and the segment of the last two of them.
    fn chain(pen: &Pen) -> (Vec<Hash>, Vec<u8>, Vec<u8>) {
        let mut hashes = vec![Hash::ZERO];
        for (batch, seq) in batches().iter().zip(1..) {
            let text = batch.encode().unwrap();
            let prev = hashes[seq as usize - 1];
            let bytes = Unsigned { head: frame(seq), prev, text: &text }.sign(pen).unwrap();
            let read = crate::Frame::read(&bytes).unwrap();
            hashes.push(read.verify(&pen.public(), &prev).unwrap());
        }
        let rest = &batches()[1..];
        let text = Batch::encode_all(rest).unwrap();
        let (before, after, digest) = (hashes[1], hashes[3], segment_digest(3, 2, rest));
        let head = SegmentHead { frame: frame(3), first: 2, by: 3, before, after, digest };
        let bytes = UnsignedSegment { head, text: &text }.sign(pen).unwrap();
        (hashes, text, bytes)
    }

    /// The digest as its rule says it: every change into the state of its entry, and all of them shown.
    fn plainly(device: u32, first: u64, batches: &[Batch]) -> Hash {
        let mut states: BTreeMap<(i64, u32), EntityState> = BTreeMap::new();
        for (batch, seq) in batches.iter().zip(first..) {
            for op in &batch.ops {
                let origin = Origin { device, seq, frontier: BTreeMap::new() };
                states.entry((op.entity, op.kind)).or_default().add(Change { op: op.clone(), origin });
            }
        }
        let views: Vec<_> =
            states.iter().map(|((id, _), state)| (*id, state.view(&Rules::default()).unwrap())).collect();
        state_digest(views.iter().map(|(id, view)| (*id, view)))
    }

    fn any_op() -> impl Strategy<Value = Op> {
        let fields = prop::collection::vec((0u32..4, (0i64..3).prop_map(Value::Integer)), 0..4);
        (-1i64..3, 1u32..3, 1u8..5, 0u64..4, fields).prop_map(|(entity, kind, act, hlc, fields)| {
            let act = OpAct::from_number(act).unwrap();
            Op { entity, kind, act, hlc, at: None, actor: 1, subject: 1, source: 0, fields }
        })
    }

    proptest! {
        #[test]
        fn the_digest_says_what_the_states_of_all_entries_say(
            runs in prop::collection::vec(prop::collection::vec(any_op(), 0..5), 0..4),
        ) {
            let runs = runs.into_iter().map(|ops| Batch { control: 1, frontier: vec![], ops });
            let runs = runs.collect::<Vec<_>>();
            prop_assert_eq!(segment_digest(3, 2, &runs), plainly(3, 2, &runs));
        }
    }

    #[test]
    fn a_segment_follows_what_its_frames_followed_and_holds_their_batches() {
        let pen = Pen::new(1);
        let (hashes, text, bytes) = chain(&pen);
        let segment = Segment::read(&bytes).unwrap();
        assert_eq!(segment.bytes, bytes);
        assert_eq!(segment.verify(&pen.public(), &hashes[1]), Ok(hashes[3]));
        assert_eq!(segment.verify(&pen.public(), &hashes[0]), Err(Error::Unchained));
        assert_eq!(segment.verify(&Pen::new(2).public(), &hashes[1]), Err(Error::Forged));
        assert_eq!(segment.batches(&text).unwrap(), batches()[1..]);
        // Other frames in it than it says, or fewer.
        let mut other = batches()[1..].to_vec();
        other[1].ops[0].fields[0].1 = Value::Integer(1);
        assert_eq!(segment.batches(&Batch::encode_all(&other).unwrap()), Err(Error::Forged));
        assert_eq!(segment.batches(&Batch::encode_all(&other[1..]).unwrap()), Err(Error::Malformed));
        assert_eq!(crate::Frame::read(&bytes).unwrap_err(), Error::Newer, "an older reader says so");
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        let pen = Pen::new(1);
        let (hashes, _, good) = chain(&pen);
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            let read = Segment::read(&bad).and_then(|segment| segment.verify(&pen.public(), &hashes[1]));
            assert!(read.is_err(), "bit {bit}");
        }
        for cut in 0..good.len() {
            assert!(Segment::read(&good[..cut]).is_err(), "cut {cut}");
        }
        assert!(Segment::read(&[&good[..], b"x"].concat()).is_err());
    }

    #[test]
    fn a_head_that_cannot_be_is_refused() {
        let pen = Pen::new(1);
        let (_, text, bytes) = chain(&pen);
        let head = Segment::read(&bytes).unwrap().head;
        let wrong = [
            SegmentHead { first: 0, ..head },
            SegmentHead { first: 4, ..head },
            SegmentHead { by: 0, ..head },
            SegmentHead { frame: frame(MAX_FRAMES + 2), ..head },
        ];
        for head in wrong {
            assert!(UnsignedSegment { head, text: &text }.sign(&pen).is_err());
            let mut bytes = bytes.clone();
            bytes[..SEGMENT_HEAD_LEN - 4].copy_from_slice(&head.bytes());
            assert!(Segment::read(&bytes).is_err());
        }
    }

    #[test]
    fn coverage_stays_without_a_gap_and_is_replaced_whole() {
        let held = [(1, 10), (11, 20), (21, 30)];
        assert_eq!(coverage(&[], 50, (1, 10)), Ok(0..0));
        assert_eq!(coverage(&held, 50, (31, 50)), Ok(3..3));
        assert_eq!(coverage(&held, 50, (11, 30)), Ok(1..3));
        assert_eq!(coverage(&held, 50, (11, 20)), Ok(1..2));
        assert_eq!(coverage(&held, 50, (1, 44)), Ok(0..3));
        for bad in [(2, 10), (32, 40), (31, 51), (11, 25), (12, 20), (30, 30), (0, 10), (20, 11), (1, 5)] {
            assert_eq!(coverage(&held, 50, bad), Err(Error::Unchained), "{bad:?}");
        }
        assert_eq!(coverage(&[], 50, (2, 10)), Err(Error::Unchained));
    }
}
