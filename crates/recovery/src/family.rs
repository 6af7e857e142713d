//! Three sheets for three people; any two open the record, one alone tells nothing.
//!
//! Source: Adi Shamir, "How to share a secret", Communications of the ACM 22(11), 1979, by `vsss-rs` over GF(256):
//! each byte of the secret is a point of a straight line of its own. What the crate leaves behind unwiped is the line
//! of the last byte; every share and the secret are wiped here.

use crate::code::{CodeFault, Shape};
use crate::random::{Random, Source, derive_key, make_secret};
use ring::digest;
use vsss_rs::Gf256;
use zeroize::{Zeroize, Zeroizing};

/// A random secret of 128 bits that only exists whole while it is made and while two sheets are put together.
///
/// Wipes itself when dropped and does not print itself.
#[derive(PartialEq, Eq)]
pub struct FamilySecret(Zeroizing<[u8; 16]>);

impl FamilySecret {
    /// A new secret. `random` fills a slice with random bytes of the system.
    pub fn make(random: Random<'_>) -> Self {
        Self(make_secret(random))
    }

    /// The key this secret stands for.
    pub fn secret(&self) -> Zeroizing<[u8; 32]> {
        derive_key(&self.0, b"henro family recovery key v1")
    }
}

impl std::fmt::Debug for FamilySecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FamilySecret(..)")
    }
}

/// Which record, and which of its sets, a share belongs to. Not secret; tells nothing about the record either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetTag([u8; 2]);

impl SetTag {
    /// For the `set`-th set of shares of the record with this random name. Two records agree once in 65,536 times.
    pub fn derive(record: &[u8], set: u32) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"henro family set v1");
        context.update(&set.to_be_bytes());
        context.update(record);
        let mut tag = [0; 2];
        tag.iter_mut().zip(context.finish().as_ref()).for_each(|(out, byte)| *out = *byte);
        Self(tag)
    }
}

/// One of the three shares. Wipes itself when dropped and does not print its value.
#[derive(PartialEq, Eq)]
pub struct Share {
    /// 1, 2 or 3.
    number: u8,
    tag: SetTag,
    value: Zeroizing<[u8; 16]>,
}

impl Share {
    /// Reads a typed or scanned share: full-width digits, blanks, hyphens, dots and long vowel marks are fine.
    ///
    /// # Errors
    /// Says which groups are wrong; see [`CodeFault`].
    pub fn parse(text: &str) -> Result<Self, CodeFault> {
        let bytes = SHAPE.read::<19>(text)?;
        let [place, high, low, value @ ..] = &*bytes;
        if *place > 2 {
            return Err(CodeFault::Whole);
        }
        Ok(Self { number: place + 1, tag: SetTag([*high, *low]), value: Zeroizing::new(*value) })
    }

    /// The twelve groups as they stand on the sheet.
    pub fn groups(&self) -> Zeroizing<Vec<String>> {
        let mut bytes = Zeroizing::new([0; 19]);
        let head = [self.number - 1, self.tag.0[0], self.tag.0[1]];
        bytes.iter_mut().zip(head.iter().chain(self.value.iter())).for_each(|(out, byte)| *out = *byte);
        SHAPE.write(bytes.as_slice())
    }

    /// 1, 2 or 3.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// Whether this share is of that set: to say so when the first one is typed.
    ///
    /// # Errors
    /// [`ShareFault::OtherSet`].
    pub fn check_set(&self, tag: SetTag) -> Result<(), ShareFault> {
        if self.tag == tag { Ok(()) } else { Err(ShareFault::OtherSet) }
    }

    /// How many groups a share has.
    pub const GROUPS: usize = SHAPE.groups;

    /// As `vsss-rs` takes it: the number before the value.
    fn point(&self) -> Vec<u8> {
        [self.number].iter().chain(self.value.iter()).copied().collect()
    }
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Share").field("number", &self.number).finish_non_exhaustive()
    }
}

/// Why two shares open nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShareFault {
    /// Of another record, or of a set that was replaced.
    #[error("the share is of another set")]
    OtherSet,
    /// Twice the same sheet.
    #[error("both are the same share")]
    SameShare,
    /// The typed share is no share.
    #[error(transparent)]
    Code(#[from] CodeFault),
}

/// Makes the three shares of a secret.
pub fn split(secret: &FamilySecret, tag: SetTag, random: Random<'_>) -> [Share; 3] {
    let points = Gf256::split_bytes(2, 3, secret.0.as_slice(), Source(random));
    let points = Zeroizing::new(points.expect("two of three and sixteen bytes are within the limits"));
    [0, 1, 2].map(|index| {
        let point = points.get(index).and_then(|point| point.split_first());
        let (number, value) = point.expect("three shares were asked for");
        let mut share = Share { number: *number, tag, value: Zeroizing::new([0; 16]) };
        share.value.copy_from_slice(value);
        share
    })
}

/// Puts two shares together.
///
/// # Errors
/// [`ShareFault::OtherSet`] or [`ShareFault::SameShare`]. Two shares of one set always give its secret; whether it
/// opens the record, only the record can tell.
pub fn combine(a: &Share, b: &Share) -> Result<FamilySecret, ShareFault> {
    b.check_set(a.tag)?;
    if a.number == b.number {
        return Err(ShareFault::SameShare);
    }
    let points = Zeroizing::new([a.point(), b.point()]);
    let mut bytes =
        Gf256::combine_bytes(points.as_slice()).expect("two points of sixteen bytes with two numbers");
    let mut secret = FamilySecret(Zeroizing::new([0; 16]));
    secret.0.copy_from_slice(&bytes);
    bytes.zeroize();
    Ok(secret)
}

/// 10^48 is 14,947 times 3 x 2^144: room for a number modulo a prime over the whole share.
const SHAPE: Shape = Shape { groups: 12, modulus: 10_007, label: b"henro family share check v1" };
