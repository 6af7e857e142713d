//! Who looked, and what the server says it holds: signed statements that a device can hold against it.

use crate::cbor::{Reader, Writer, check, entry_hash};
use crate::{DeviceKey, Error, GrantId, Hash, IdentityId, Label, RecordId, Signer, StreamId};

/// A request to read somebody else's record, signed by the device that reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Whose record.
    pub record: RecordId,
    /// Who reads.
    pub identity: IdentityId,
    /// With which device.
    pub device: DeviceKey,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Streams, each with the place it is read from.
    pub streams: Vec<(StreamId, u64)>,
    /// Random, so that no request is answered twice.
    pub nonce: [u8; 16],
}

impl Look {
    /// Signs it.
    pub fn sign(&self, device: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(7)
            .number(VERSION.into())
            .bytes(&self.record.0)
            .bytes(&self.identity.0)
            .bytes(&self.device.0);
        out.number(self.at).array(self.streams.len());
        for (stream, after) in &self.streams {
            out.array(2).bytes(&stream.0).number(*after);
        }
        out.bytes(&self.nonce);
        out.sign(Label::Look, device)
    }

    /// Reads it and checks the signature.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let look = Reader::signed(bytes)?.versioned(7, VERSION, |body| {
            Ok(Self {
                record: RecordId(body.fixed()?),
                identity: IdentityId(body.fixed()?),
                device: DeviceKey(body.fixed()?),
                at: body.number()?,
                streams: body.each(MAX_STREAMS, |body| {
                    body.array(2)?;
                    Ok((StreamId(body.fixed()?), body.number()?))
                })?,
                nonce: body.fixed()?,
            })
        })?;
        check(bytes, &look.device, Label::Look)?;
        Ok(look)
    }

    /// The hash by which the access log names it.
    pub fn hash(bytes: &[u8]) -> Hash {
        entry_hash(bytes, Label::Look)
    }
}

/// A line of the access log: one look by somebody who does not own the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// Whose record.
    pub record: RecordId,
    /// Place in the log, from 0.
    pub n: u64,
    /// Hash of the line before; zero for the first.
    pub prev: Hash,
    /// When, by the clock of the server.
    pub at: u64,
    /// Who looked.
    pub identity: IdentityId,
    /// With which device.
    pub device: DeviceKey,
    /// The consents that allowed it.
    pub grants: Vec<GrantId>,
    /// Streams with first and last place that was handed out.
    pub streams: Vec<(StreamId, u64, u64)>,
    /// The signed request, so that the server cannot invent looks.
    pub look: Vec<u8>,
}

impl AccessEntry {
    /// Signs it with the key of the server.
    pub fn sign(&self, server: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(10).number(VERSION.into()).bytes(&self.record.0).number(self.n).bytes(&self.prev.0);
        out.number(self.at).bytes(&self.identity.0).bytes(&self.device.0).array(self.grants.len());
        for grant in &self.grants {
            out.bytes(&grant.0);
        }
        out.array(self.streams.len());
        for (stream, first, last) in &self.streams {
            out.array(3).bytes(&stream.0).number(*first).number(*last);
        }
        out.bytes(&self.look);
        out.sign(Label::Access, server)
    }

    /// Reads it without checking anything.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Reader::signed(bytes)?.versioned(10, VERSION, |body| {
            Ok(Self {
                record: RecordId(body.fixed()?),
                n: body.number()?,
                prev: Hash(body.fixed()?),
                at: body.number()?,
                identity: IdentityId(body.fixed()?),
                device: DeviceKey(body.fixed()?),
                grants: body.each(MAX_STREAMS, |body| Ok(GrantId(body.fixed()?)))?,
                streams: body.each(MAX_STREAMS, |body| {
                    body.array(3)?;
                    Ok((StreamId(body.fixed()?), body.number()?, body.number()?))
                })?,
                look: body.bytes(MAX_LOOK)?.to_vec(),
            })
        })
    }
}

/// How far an access log was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessLog {
    /// Whose record.
    pub record: RecordId,
    /// Number of lines.
    pub len: u64,
    /// Hash of the newest.
    pub head: Hash,
    /// Time of the newest.
    pub at: u64,
}

impl AccessLog {
    /// An empty log.
    pub fn new(record: RecordId) -> Self {
        Self { record, len: 0, head: Hash::ZERO, at: 0 }
    }

    /// Checks the next line and answers it: signed by the server, following the one before, with a request signed by
    /// the one it names. Nothing changes when it is refused.
    pub fn apply(&mut self, bytes: &[u8], server: &DeviceKey) -> Result<AccessEntry, Error> {
        let entry = AccessEntry::read(bytes)?;
        check(bytes, server, Label::Access)?;
        if entry.record != self.record || entry.n != self.len || entry.prev != self.head {
            return Err(Error::Unchained);
        }
        if entry.at < self.at {
            return Err(Error::WrongTime);
        }
        let look = Look::read(&entry.look)?;
        if (look.record, look.identity, look.device) != (entry.record, entry.identity, entry.device) {
            return Err(Error::Forged);
        }
        let asked = |stream: &StreamId| look.streams.iter().any(|(of, _)| of == stream);
        if !entry.streams.iter().all(|(stream, ..)| asked(stream)) {
            return Err(Error::Forged);
        }
        self.len += 1;
        self.head = entry_hash(bytes, Label::AccessHash);
        self.at = entry.at;
        Ok(entry)
    }
}

/// What the server says a stream holds. Two that disagree prove that it lied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedHead {
    /// The stream.
    pub stream: StreamId,
    /// Number of frames.
    pub place: u64,
    /// Running head after the last of them.
    pub head: Hash,
    /// When, by the clock of the server.
    pub at: u64,
}

impl SignedHead {
    /// Signs it with the key of the server.
    pub fn sign(&self, server: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(5).number(VERSION.into()).bytes(&self.stream.0).number(self.place);
        out.bytes(&self.head.0).number(self.at);
        out.sign(Label::SignedHead, server)
    }

    /// Reads it and checks the signature.
    pub fn read(bytes: &[u8], server: &DeviceKey) -> Result<Self, Error> {
        let head = Reader::signed(bytes)?.versioned(5, VERSION, |body| {
            Ok(Self {
                stream: StreamId(body.fixed()?),
                place: body.number()?,
                head: Hash(body.fixed()?),
                at: body.number()?,
            })
        })?;
        check(bytes, server, Label::SignedHead)?;
        Ok(head)
    }
}

/// What a device has seen of a record, signed by it once a day, for its other devices to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heartbeat {
    /// The record.
    pub record: RecordId,
    /// Number of the device.
    pub device: u32,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Length and head of the control chain.
    pub control: (u64, Hash),
    /// Length and head of the access log.
    pub access: (u64, Hash),
    /// Place and running head of each stream.
    pub streams: Vec<(StreamId, u64, Hash)>,
}

impl Heartbeat {
    /// Signs it with the key of the device.
    pub fn sign(&self, device: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(9).number(VERSION.into()).bytes(&self.record.0).number(self.device.into()).number(self.at);
        out.number(self.control.0).bytes(&self.control.1.0).number(self.access.0).bytes(&self.access.1.0);
        out.array(self.streams.len());
        for (stream, place, head) in &self.streams {
            out.array(3).bytes(&stream.0).number(*place).bytes(&head.0);
        }
        out.sign(Label::Heartbeat, device)
    }

    /// Reads it without checking the signature, to learn whose it is.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Reader::signed(bytes)?.versioned(9, VERSION, |body| {
            Ok(Self {
                record: RecordId(body.fixed()?),
                device: body.word()?,
                at: body.number()?,
                control: (body.number()?, Hash(body.fixed()?)),
                access: (body.number()?, Hash(body.fixed()?)),
                streams: body.each(MAX_STREAMS, |body| {
                    body.array(3)?;
                    Ok((StreamId(body.fixed()?), body.number()?, Hash(body.fixed()?)))
                })?,
            })
        })
    }

    /// Checks that `key` signed it.
    pub fn verify(bytes: &[u8], key: &DeviceKey) -> Result<(), Error> {
        check(bytes, key, Label::Heartbeat)
    }
}

const VERSION: u8 = 1;
const MAX_STREAMS: usize = 64;
const MAX_LOOK: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::tests::Pen;

    fn look(device: &Pen) -> Vec<u8> {
        let streams = vec![(StreamId([7; 16]), 0)];
        let (record, identity) = (RecordId([1; 16]), IdentityId([2; 32]));
        Look { record, identity, device: device.public(), at: 5, streams, nonce: [9; 16] }.sign(device)
    }

    fn line(log: &AccessLog, device: &Pen) -> AccessEntry {
        AccessEntry {
            record: log.record,
            n: log.len,
            prev: log.head,
            at: 6,
            identity: IdentityId([2; 32]),
            device: device.public(),
            grants: vec![GrantId([3; 16])],
            streams: vec![(StreamId([7; 16]), 1, 4)],
            look: look(device),
        }
    }

    #[test]
    fn the_log_takes_only_looks_that_somebody_signed_in_their_order() {
        let (server, nurse) = (Pen::new(1), Pen::new(2));
        let mut log = AccessLog::new(RecordId([1; 16]));
        let good = line(&log, &nurse);
        let invented = AccessEntry { look: look(&Pen::new(3)), ..good.clone() }.sign(&server);
        assert_eq!(log.apply(&invented, &server.public()), Err(Error::Forged));
        let unasked = AccessEntry { streams: vec![(StreamId([8; 16]), 1, 4)], ..good.clone() }.sign(&server);
        assert_eq!(log.apply(&unasked, &server.public()), Err(Error::Forged));
        assert_eq!(log.apply(&good.sign(&nurse), &server.public()), Err(Error::Forged));
        let signed = good.sign(&server);
        assert_eq!(log.apply(&signed, &server.public()), Ok(good));
        assert_eq!(log.apply(&signed, &server.public()), Err(Error::Unchained));
        for bit in 0..signed.len() * 8 {
            let mut bad = signed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(AccessLog::new(log.record).apply(&bad, &server.public()).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn heads_and_heartbeats_are_read_back_and_bound_to_their_key() {
        let (server, device) = (Pen::new(1), Pen::new(2));
        let head = SignedHead { stream: StreamId([7; 16]), place: 4, head: Hash([5; 32]), at: 6 };
        assert_eq!(SignedHead::read(&head.sign(&server), &server.public()), Ok(head));
        assert_eq!(SignedHead::read(&head.sign(&device), &server.public()), Err(Error::Forged));
        let beat = Heartbeat {
            record: RecordId([1; 16]),
            device: 2,
            at: 6,
            control: (3, Hash([4; 32])),
            access: (0, Hash::ZERO),
            streams: vec![(StreamId([7; 16]), 4, Hash([5; 32]))],
        };
        let bytes = beat.sign(&device);
        assert_eq!(Heartbeat::read(&bytes), Ok(beat));
        assert_eq!(Heartbeat::verify(&bytes, &device.public()), Ok(()));
        assert_eq!(Heartbeat::verify(&bytes, &server.public()), Err(Error::Forged));
    }
}
