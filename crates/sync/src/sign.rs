use ring::signature::{ED25519, UnparsedPublicKey};

use crate::{DeviceKey, Error};

/// What is signed or hashed. Each purpose has its own text, so that one can never be taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A frame, signed by its device.
    Frame,
    /// The hash the next frame of a device follows.
    FrameHash,
    /// The running head of a stream.
    StreamHead,
    /// An entry of an identity chain.
    Identity,
    /// The hash of such an entry.
    IdentityHash,
    /// A new device agrees to join an identity.
    DeviceConsent,
    /// An entry of a control chain.
    Control,
    /// The hash of such an entry.
    ControlHash,
    /// Somebody agrees to an act of another that concerns them.
    Cosign,
    /// An entry of the access log, signed by the server.
    Access,
    /// The hash of such an entry.
    AccessHash,
    /// A request to read somebody else's record.
    Look,
    /// What a device saw of all streams of a record.
    Heartbeat,
    /// The head of a stream, signed by the server.
    SignedHead,
    /// The answer to a login challenge.
    Login,
    /// A token of the server.
    Token,
    /// A segment, signed by the device that made it.
    Segment,
    /// The digest of what changes add up to.
    State,
    /// The wish to be forgotten by a server.
    Leave,
    /// The hash of a letter between two devices of which one joins.
    EnrolLetter,
    /// What the device that takes the other one in binds itself to before it hears from it.
    EnrolCommit,
    /// All that was said between the two, which the pictures come from.
    Enrol,
    /// Keys an organisation hands to one of its members.
    Handout,
    /// Looks a member made.
    Report,
    /// Looks an organisation knows of.
    Reads,
    /// A line of the log an organisation keeps of its members.
    Given,
    /// The hash of such a line.
    GivenHash,
    /// Under which a device lays something down for others to find.
    Slip,
    /// What a device hands to another without a server.
    Parcel,
    /// The name of a sealed blob.
    Blob,
    /// The blobs that are still named.
    LiveBlobs,
    /// What a server says it deleted.
    Erased,
    /// The name of the key a member of an organisation has for medical sections.
    MemberKey,
}

impl Label {
    /// All labels.
    pub const ALL: [Label; 33] = [
        Label::Frame,
        Label::FrameHash,
        Label::StreamHead,
        Label::Identity,
        Label::IdentityHash,
        Label::DeviceConsent,
        Label::Control,
        Label::ControlHash,
        Label::Cosign,
        Label::Access,
        Label::AccessHash,
        Label::Look,
        Label::Heartbeat,
        Label::SignedHead,
        Label::Login,
        Label::Token,
        Label::Segment,
        Label::State,
        Label::Leave,
        Label::EnrolLetter,
        Label::EnrolCommit,
        Label::Enrol,
        Label::Handout,
        Label::Report,
        Label::Reads,
        Label::Given,
        Label::GivenHash,
        Label::Slip,
        Label::Parcel,
        Label::Blob,
        Label::LiveBlobs,
        Label::Erased,
        Label::MemberKey,
    ];

    /// The text that is signed with. Never changed, never reused.
    pub fn text(self) -> &'static str {
        match self {
            Self::Frame => "henro/sync/frame/1",
            Self::FrameHash => "henro/sync/hash-of-frame/1",
            Self::StreamHead => "henro/sync/stream-head/1",
            Self::Identity => "henro/sync/identity/1",
            Self::IdentityHash => "henro/sync/hash-of-identity/1",
            Self::DeviceConsent => "henro/sync/device-consent/1",
            Self::Control => "henro/sync/control/1",
            Self::ControlHash => "henro/sync/hash-of-control/1",
            Self::Cosign => "henro/sync/cosign/1",
            Self::Access => "henro/sync/access/1",
            Self::AccessHash => "henro/sync/hash-of-access/1",
            Self::Look => "henro/sync/look/1",
            Self::Heartbeat => "henro/sync/heartbeat/1",
            Self::SignedHead => "henro/sync/signed-head/1",
            Self::Login => "henro/sync/login/1",
            Self::Token => "henro/sync/token/1",
            Self::Segment => "henro/sync/segment/1",
            Self::State => "henro/sync/state/1",
            Self::Leave => "henro/sync/leave/1",
            Self::EnrolLetter => "henro/sync/enrol-letter/1",
            Self::EnrolCommit => "henro/sync/enrol-commit/1",
            Self::Enrol => "henro/sync/enrol/1",
            Self::Handout => "henro/sync/handout/1",
            Self::Report => "henro/sync/report/1",
            Self::Reads => "henro/sync/reads/1",
            Self::Given => "henro/sync/given/1",
            Self::GivenHash => "henro/sync/hash-of-given/1",
            Self::Slip => "henro/sync/slip/1",
            Self::Parcel => "henro/sync/parcel/1",
            Self::Blob => "henro/sync/blob/1",
            Self::LiveBlobs => "henro/sync/live-blobs/1",
            Self::Erased => "henro/sync/erased/1",
            Self::MemberKey => "henro/sync/member-key/1",
        }
    }
}

/// An Ed25519 signature.
pub type Signature = [u8; 64];

/// Half of a record: what the password opens, and what also needs a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// Opens with the password.
    Daily,
    /// Needs a second factor.
    Clinical,
}

impl Tier {
    /// As written in entries.
    pub fn number(self) -> u8 {
        match self {
            Self::Daily => 0,
            Self::Clinical => 1,
        }
    }

    /// Reads it back.
    pub fn from_number(number: u8) -> Result<Self, Error> {
        match number {
            0 => Ok(Self::Daily),
            1 => Ok(Self::Clinical),
            _ => Err(Error::Malformed),
        }
    }
}

/// A private key that signs; held by `seal` on a device, by the server for its own statements.
pub trait Signer {
    /// Its public key.
    fn public(&self) -> DeviceKey;
    /// The Ed25519 signature of a message.
    fn sign(&self, message: &[u8]) -> Signature;

    /// Signs label, a zero byte and the parts in a row. All parts but the last have a fixed length.
    fn sign_parts(&self, label: Label, parts: &[&[u8]]) -> Signature {
        self.sign(&message(label, parts))
    }
}

/// Checks what [`Signer::sign_parts`] made.
pub fn verify(key: &DeviceKey, label: Label, parts: &[&[u8]], signature: &Signature) -> Result<(), Error> {
    UnparsedPublicKey::new(&ED25519, key.0)
        .verify(&message(label, parts), signature)
        .map_err(|_| Error::Forged)
}

fn message(label: Label, parts: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + parts.iter().map(|part| part.len()).sum::<usize>());
    out.extend_from_slice(label.text().as_bytes());
    out.push(0);
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair};

    use super::*;

    /// A signer of tests, from one byte.
    pub(crate) struct Pen(Ed25519KeyPair);

    impl Pen {
        pub(crate) fn new(seed: u8) -> Self {
            Self(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
        }
    }

    impl Signer for Pen {
        fn public(&self) -> DeviceKey {
            DeviceKey::try_from(self.0.public_key().as_ref()).unwrap()
        }

        fn sign(&self, message: &[u8]) -> Signature {
            self.0.sign(message).as_ref().try_into().unwrap()
        }
    }

    #[test]
    fn no_label_is_the_beginning_of_another() {
        for a in Label::ALL {
            for b in Label::ALL {
                assert!(a == b || !a.text().starts_with(b.text()), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_signature_holds_for_its_label_parts_and_key_only() {
        let pen = Pen::new(1);
        let signature = pen.sign_parts(Label::Frame, &[b"ab", b"c"]);
        assert_eq!(verify(&pen.public(), Label::Frame, &[b"ab", b"c"], &signature), Ok(()));
        assert_eq!(verify(&pen.public(), Label::Control, &[b"ab", b"c"], &signature), Err(Error::Forged));
        assert_eq!(verify(&pen.public(), Label::Frame, &[b"ab", b"d"], &signature), Err(Error::Forged));
        assert_eq!(
            verify(&Pen::new(2).public(), Label::Frame, &[b"ab", b"c"], &signature),
            Err(Error::Forged)
        );
    }
}
