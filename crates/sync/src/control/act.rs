use crate::cbor::{Reader, Writer};
use crate::{DeviceKey, Error, GrantId, IdentityId, Signature, StreamId, Tier};

/// What a grant allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads.
    Read,
    /// Reads and adds entries.
    Append,
    /// Also changes who may see what, but not who owns.
    Manager,
}

/// New keys of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochStep {
    /// The stream.
    pub stream: StreamId,
    /// Number of the new epoch: one more than the one in force.
    pub epoch: u32,
    /// The key of the epoch before, sealed under the new one; empty where the chain is cut.
    pub back: Vec<u8>,
    /// Newest place of the stream the author had seen: who lost the right to write wrote nothing after it.
    pub seen: u64,
}

/// Keys of streams, sealed to the key of one tier of one identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrap {
    /// Who can open it.
    pub to: IdentityId,
    /// Which of its keys.
    pub tier: Tier,
    /// Sealed.
    pub text: Vec<u8>,
}

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// Its id.
    pub id: GrantId,
    /// To whom.
    pub to: IdentityId,
    /// What it allows.
    pub role: Role,
    /// Streams, each with the place it may be read from: 0 for all of it.
    pub streams: Vec<(StreamId, u64)>,
    /// When it ends by itself, in milliseconds since 1970.
    pub until: Option<u64>,
    /// Purpose and names, sealed for the owners.
    pub note: Vec<u8>,
}

/// Somebody agrees to what concerns them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosign {
    /// A device of theirs.
    pub device: DeviceKey,
    /// Signature under [`crate::Label::Cosign`].
    pub signature: Signature,
}

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The first entry: the author owns the record and has device number 1; all streams are at epoch 1.
    Genesis {
        /// Streams.
        streams: Vec<(StreamId, Tier)>,
        /// Keys for the owner.
        wraps: Vec<Wrap>,
    },
    /// A device may write under a number.
    Device {
        /// One more than the highest before.
        number: u32,
        /// Whose device.
        identity: IdentityId,
        /// The device.
        key: DeviceKey,
    },
    /// A consent is given.
    Grant {
        /// The consent.
        grant: NewGrant,
        /// New epochs, where the past stays closed.
        steps: Vec<EpochStep>,
        /// Keys for the one it is given to, and for all others where there are new epochs.
        wraps: Vec<Wrap>,
    },
    /// A consent is taken back.
    Revoke {
        /// Which.
        grant: GrantId,
        /// New epochs of all its streams.
        steps: Vec<EpochStep>,
        /// Keys for those who remain.
        wraps: Vec<Wrap>,
    },
    /// The same, and what was written before is to be sealed anew under the new epochs: from here on no server is to hold
    /// anything of these streams under an older one. Also of a consent that has ended or was taken back without it.
    RevokeDeep {
        /// Which.
        grant: GrantId,
        /// New epochs of all its streams.
        steps: Vec<EpochStep>,
        /// Keys for those who remain.
        wraps: Vec<Wrap>,
    },
    /// A consent ends at once, by somebody who has not all keys of its streams at hand: those of the streams that are left out are
    /// made as soon as somebody can.
    End {
        /// Which.
        grant: GrantId,
        /// New epochs of those of its streams that could be given new keys now.
        steps: Vec<EpochStep>,
        /// Keys for those who remain.
        wraps: Vec<Wrap>,
    },
    /// New keys without another change: a device was lost, a consent ran out or was ended without them.
    Rotate {
        /// New epochs.
        steps: Vec<EpochStep>,
        /// Keys for those who remain.
        wraps: Vec<Wrap>,
    },
    /// Another owner.
    AddOwner {
        /// Who.
        identity: IdentityId,
        /// Keys of all streams for them.
        wraps: Vec<Wrap>,
    },
    /// Notice that an owner is to be removed without having agreed: in 14 days at the earliest.
    AskRemoval {
        /// Who.
        identity: IdentityId,
    },
    /// The notice is taken back: nobody is removed for it any more.
    WithdrawRemoval {
        /// Who was to go.
        identity: IdentityId,
    },
    /// An owner is removed: oneself, with the owner's agreement, or 14 days after notice.
    RemoveOwner {
        /// Who.
        identity: IdentityId,
        /// Their agreement.
        agreed: Option<Cosign>,
        /// New epochs of all streams.
        steps: Vec<EpochStep>,
        /// Keys for those who remain.
        wraps: Vec<Wrap>,
    },
    /// The record passes to its person; nobody else owns it from here.
    HandOver {
        /// The person.
        to: IdentityId,
        /// Their agreement.
        agreed: Cosign,
        /// New epochs of all streams.
        steps: Vec<EpochStep>,
        /// Keys for the person and those with a consent.
        wraps: Vec<Wrap>,
    },
    /// Another stream, at epoch 1.
    AddStream {
        /// The stream.
        stream: StreamId,
        /// Its tier.
        tier: Tier,
        /// Keys for the owners.
        wraps: Vec<Wrap>,
    },
}

impl Act {
    /// As written in entries.
    pub(super) fn number(&self) -> u8 {
        match self {
            Act::Genesis { .. } => 0,
            Act::Device { .. } => 1,
            Act::Grant { .. } => 2,
            Act::Revoke { .. } => 3,
            Act::Rotate { .. } => 4,
            Act::AddOwner { .. } => 5,
            Act::AskRemoval { .. } => 6,
            Act::RemoveOwner { .. } => 7,
            Act::HandOver { .. } => 8,
            Act::AddStream { .. } => 9,
            Act::WithdrawRemoval { .. } => 10,
            Act::RevokeDeep { .. } => 11,
            Act::End { .. } => 12,
        }
    }

    /// New epochs.
    pub fn steps(&self) -> &[EpochStep] {
        match self {
            Act::Grant { steps, .. }
            | Act::Revoke { steps, .. }
            | Act::RevokeDeep { steps, .. }
            | Act::End { steps, .. }
            | Act::Rotate { steps, .. }
            | Act::RemoveOwner { steps, .. }
            | Act::HandOver { steps, .. } => steps,
            _ => &[],
        }
    }

    /// Sealed keys.
    pub fn wraps(&self) -> &[Wrap] {
        match self {
            Act::Genesis { wraps, .. }
            | Act::Grant { wraps, .. }
            | Act::Revoke { wraps, .. }
            | Act::RevokeDeep { wraps, .. }
            | Act::End { wraps, .. }
            | Act::Rotate { wraps, .. }
            | Act::AddOwner { wraps, .. }
            | Act::RemoveOwner { wraps, .. }
            | Act::HandOver { wraps, .. }
            | Act::AddStream { wraps, .. } => wraps,
            Act::Device { .. } | Act::AskRemoval { .. } | Act::WithdrawRemoval { .. } => &[],
        }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.number(self.number().into());
        match self {
            Act::Genesis { streams, wraps } => {
                out.array(2).array(streams.len());
                for (stream, tier) in streams {
                    out.array(2).bytes(&stream.0).number(tier.number().into());
                }
                write_wraps(out, wraps);
            }
            Act::Device { number, identity, key } => {
                out.array(3).number((*number).into()).bytes(&identity.0).bytes(&key.0);
            }
            Act::Grant { grant, steps, wraps } => {
                out.array(3);
                write_grant(out, grant);
                write_steps(out, steps);
                write_wraps(out, wraps);
            }
            Act::Revoke { grant, steps, wraps }
            | Act::RevokeDeep { grant, steps, wraps }
            | Act::End { grant, steps, wraps } => {
                out.array(3).bytes(&grant.0);
                write_steps(out, steps);
                write_wraps(out, wraps);
            }
            Act::Rotate { steps, wraps } => {
                out.array(2);
                write_steps(out, steps);
                write_wraps(out, wraps);
            }
            Act::AddOwner { identity, wraps } => {
                out.array(2).bytes(&identity.0);
                write_wraps(out, wraps);
            }
            Act::AskRemoval { identity } | Act::WithdrawRemoval { identity } => {
                out.array(1).bytes(&identity.0);
            }
            Act::RemoveOwner { identity, agreed, steps, wraps } => {
                out.array(4).bytes(&identity.0);
                write_cosigns(out, agreed.as_ref());
                write_steps(out, steps);
                write_wraps(out, wraps);
            }
            Act::HandOver { to, agreed, steps, wraps } => {
                out.array(4).bytes(&to.0);
                write_cosigns(out, Some(agreed));
                write_steps(out, steps);
                write_wraps(out, wraps);
            }
            Act::AddStream { stream, tier, wraps } => {
                out.array(3).bytes(&stream.0).number(tier.number().into());
                write_wraps(out, wraps);
            }
        }
    }

    pub(super) fn read(body: &mut Reader) -> Result<Self, Error> {
        let number = body.small()?;
        let fields = *FIELDS.get(usize::from(number)).ok_or(Error::Newer)?;
        body.array(fields)?;
        Ok(match number {
            0 => Act::Genesis { streams: body.each(MAX_STREAMS, read_stream)?, wraps: read_wraps(body)? },
            1 => Act::Device {
                number: body.word()?,
                identity: IdentityId(body.fixed()?),
                key: DeviceKey(body.fixed()?),
            },
            2 => Act::Grant { grant: read_grant(body)?, steps: read_steps(body)?, wraps: read_wraps(body)? },
            3 => Act::Revoke {
                grant: GrantId(body.fixed()?),
                steps: read_steps(body)?,
                wraps: read_wraps(body)?,
            },
            4 => Act::Rotate { steps: read_steps(body)?, wraps: read_wraps(body)? },
            5 => Act::AddOwner { identity: IdentityId(body.fixed()?), wraps: read_wraps(body)? },
            6 => Act::AskRemoval { identity: IdentityId(body.fixed()?) },
            7 => Act::RemoveOwner {
                identity: IdentityId(body.fixed()?),
                agreed: body.each(1, read_cosign)?.pop(),
                steps: read_steps(body)?,
                wraps: read_wraps(body)?,
            },
            8 => Act::HandOver {
                to: IdentityId(body.fixed()?),
                agreed: body.each(1, read_cosign)?.pop().ok_or(Error::Malformed)?,
                steps: read_steps(body)?,
                wraps: read_wraps(body)?,
            },
            10 => Act::WithdrawRemoval { identity: IdentityId(body.fixed()?) },
            11 => Act::RevokeDeep {
                grant: GrantId(body.fixed()?),
                steps: read_steps(body)?,
                wraps: read_wraps(body)?,
            },
            12 => {
                Act::End { grant: GrantId(body.fixed()?), steps: read_steps(body)?, wraps: read_wraps(body)? }
            }
            _ => Act::AddStream {
                stream: StreamId(body.fixed()?),
                tier: Tier::from_number(body.small()?)?,
                wraps: read_wraps(body)?,
            },
        })
    }
}

impl Role {
    fn number(self) -> u8 {
        match self {
            Self::Read => 1,
            Self::Append => 2,
            Self::Manager => 3,
        }
    }

    fn from_number(number: u8) -> Result<Self, Error> {
        match number {
            1 => Ok(Self::Read),
            2 => Ok(Self::Append),
            3 => Ok(Self::Manager),
            _ => Err(Error::Newer),
        }
    }
}

fn read_stream(body: &mut Reader) -> Result<(StreamId, Tier), Error> {
    body.array(2)?;
    Ok((StreamId(body.fixed()?), Tier::from_number(body.small()?)?))
}

fn write_grant(out: &mut Writer, grant: &NewGrant) {
    out.array(6).bytes(&grant.id.0).bytes(&grant.to.0).number(grant.role.number().into());
    out.array(grant.streams.len());
    for (stream, from) in &grant.streams {
        out.array(2).bytes(&stream.0).number(*from);
    }
    out.optional(grant.until).bytes(&grant.note);
}

fn read_grant(body: &mut Reader) -> Result<NewGrant, Error> {
    body.array(6)?;
    Ok(NewGrant {
        id: GrantId(body.fixed()?),
        to: IdentityId(body.fixed()?),
        role: Role::from_number(body.small()?)?,
        streams: body.each(MAX_STREAMS, |body| {
            body.array(2)?;
            Ok((StreamId(body.fixed()?), body.number()?))
        })?,
        until: body.optional()?,
        note: body.bytes(MAX_NOTE)?.to_vec(),
    })
}

fn write_steps(out: &mut Writer, steps: &[EpochStep]) {
    out.array(steps.len());
    for step in steps {
        out.array(4).bytes(&step.stream.0).number(step.epoch.into()).bytes(&step.back).number(step.seen);
    }
}

fn read_steps(body: &mut Reader) -> Result<Vec<EpochStep>, Error> {
    body.each(MAX_STREAMS, |body| {
        body.array(4)?;
        Ok(EpochStep {
            stream: StreamId(body.fixed()?),
            epoch: body.word()?,
            back: body.bytes(MAX_BACK)?.to_vec(),
            seen: body.number()?,
        })
    })
}

fn write_wraps(out: &mut Writer, wraps: &[Wrap]) {
    out.array(wraps.len());
    for wrap in wraps {
        out.array(3).bytes(&wrap.to.0).number(wrap.tier.number().into()).bytes(&wrap.text);
    }
}

fn read_wraps(body: &mut Reader) -> Result<Vec<Wrap>, Error> {
    body.each(MAX_WRAPS, |body| {
        body.array(3)?;
        Ok(Wrap {
            to: IdentityId(body.fixed()?),
            tier: Tier::from_number(body.small()?)?,
            text: body.bytes(MAX_WRAP)?.to_vec(),
        })
    })
}

fn write_cosigns(out: &mut Writer, agreed: Option<&Cosign>) {
    out.array(usize::from(agreed.is_some()));
    if let Some(agreed) = agreed {
        out.array(2).bytes(&agreed.device.0).bytes(&agreed.signature);
    }
}

fn read_cosign(body: &mut Reader) -> Result<Cosign, Error> {
    body.array(2)?;
    Ok(Cosign { device: DeviceKey(body.fixed()?), signature: body.fixed()? })
}

/// Number of fields of each act.
const FIELDS: [usize; 13] = [2, 3, 3, 3, 2, 2, 1, 4, 4, 3, 1, 3, 3];
pub(super) const MAX_STREAMS: usize = 64;
const MAX_WRAPS: usize = 4096;
const MAX_WRAP: usize = 1 << 16;
const MAX_BACK: usize = 256;
const MAX_NOTE: usize = 4096;
