use super::Act;
use crate::cbor::{Reader, Writer};
use crate::{DeviceKey, Error, Hash, IdentityId, Label, RecordId, Signer};

/// An entry of a control chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlEntry {
    /// The record.
    pub record: RecordId,
    /// Place in the chain, from 0.
    pub n: u64,
    /// Hash of the entry before; zero for the first.
    pub prev: Hash,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Who acts.
    pub author: IdentityId,
    /// With which device.
    pub device: DeviceKey,
    /// What.
    pub act: Act,
}

impl ControlEntry {
    /// Signs it with the key of the device it names.
    pub fn sign(&self, device: &dyn Signer) -> Vec<u8> {
        let mut out = Writer::new();
        out.array(9).number(VERSION.into()).bytes(&self.record.0).number(self.n).bytes(&self.prev.0);
        out.number(self.at).bytes(&self.author.0).bytes(&self.device.0);
        self.act.write(&mut out);
        out.sign(Label::Control, device)
    }

    /// Reads an entry without checking its signature.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Reader::signed(bytes)?.versioned(9, VERSION, |body| {
            Ok(Self {
                record: RecordId(body.fixed()?),
                n: body.number()?,
                prev: Hash(body.fixed()?),
                at: body.number()?,
                author: IdentityId(body.fixed()?),
                device: DeviceKey(body.fixed()?),
                act: Act::read(body)?,
            })
        })
    }
}

const VERSION: u8 = 1;
