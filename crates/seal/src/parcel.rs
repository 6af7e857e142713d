//! What devices of one person hand each other without a server, sealed so that only they can tell what it is.
//!
//! `HENRO-PARCEL`, version 1, length of the handed key (2), a random key handed to the daily key of the account (HPKE), then
//! pieces: length (4), sealed piece of at most 1 MiB. Bound to each piece: its number (4) and whether it is the last (1).

use crate::{Error, KemKey, Key, Label, Random, Sensitive, hand, open, seal};

/// Why a file is no parcel that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParcelFault {
    /// Not a parcel at all.
    #[error("not a parcel")]
    Other,
    /// Written by a newer version.
    #[error("a newer parcel")]
    Newer,
    /// For somebody else, or its beginning was changed.
    #[error("not for this account")]
    Foreign,
    /// Its end is missing.
    #[error("the end is missing")]
    Cut,
    /// It was changed on the way.
    #[error("changed on the way")]
    Changed,
}

/// Seals a parcel for all devices that have the daily key of the account.
pub fn seal_parcel(to: &KemKey, plain: &[u8], random: &dyn Random) -> Result<Vec<u8>, Error> {
    let key = Key::make(random);
    let handed = hand(SUITE, &to.public()?, MAGIC, key.bytes(), random)?;
    let mut out = Vec::with_capacity(plain.len() + plain.len() / 1000 + 2000);
    out.extend_from_slice(MAGIC);
    out.push(VERSION);
    let len = u16::try_from(handed.len()).map_err(|_| Error::Malformed)?;
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(&handed);
    let count = plain.len().div_ceil(PIECE).max(1);
    for n in 0..count {
        let piece = plain.get(n * PIECE..plain.len().min((n + 1) * PIECE)).unwrap_or_default();
        let sealed = seal(&key, Label::Parcel, &bound(n, n + 1 == count), piece, random);
        out.extend_from_slice(&u32::try_from(sealed.len()).map_err(|_| Error::Malformed)?.to_be_bytes());
        out.extend_from_slice(&sealed);
    }
    Ok(out)
}

/// Opens one with the keys there are: the one in force and those before it.
pub fn open_parcel<'a>(
    keys: impl Iterator<Item = &'a KemKey>,
    bytes: &[u8],
) -> Result<Sensitive<Vec<u8>>, ParcelFault> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(ParcelFault::Other)?;
    let (version, rest) = rest.split_first().ok_or(ParcelFault::Cut)?;
    match version {
        &VERSION => {}
        0 => return Err(ParcelFault::Other),
        _ => return Err(ParcelFault::Newer),
    }
    let (len, rest) = rest.split_first_chunk().ok_or(ParcelFault::Cut)?;
    let (handed, mut rest) =
        rest.split_at_checked(usize::from(u16::from_be_bytes(*len))).ok_or(ParcelFault::Cut)?;
    let key = { keys }.find_map(|key| key.open(MAGIC, handed).ok()).ok_or(ParcelFault::Foreign)?;
    let key = Key::from_slice(key.expose()).ok_or(ParcelFault::Changed)?;
    // Never more than what is there, and not grown while secrets are in it.
    let mut plain = Sensitive::new(Vec::with_capacity(rest.len()));
    for n in 0.. {
        let (piece, after) = take(rest)?;
        rest = after;
        let opened = |last| open(&key, Label::Parcel, &bound(n, last), piece);
        if let Ok(text) = opened(false) {
            plain.expose_mut().extend_from_slice(text.expose());
            continue;
        }
        let text = opened(true).map_err(|_| ParcelFault::Changed)?;
        plain.expose_mut().extend_from_slice(text.expose());
        break;
    }
    if rest.is_empty() { Ok(plain) } else { Err(ParcelFault::Changed) }
}

fn take(rest: &[u8]) -> Result<(&[u8], &[u8]), ParcelFault> {
    let (len, rest) = rest.split_first_chunk().ok_or(ParcelFault::Cut)?;
    let len = usize::try_from(u32::from_be_bytes(*len)).map_err(|_| ParcelFault::Changed)?;
    if len > PIECE + MORE {
        return Err(ParcelFault::Changed);
    }
    rest.split_at_checked(len).ok_or(ParcelFault::Cut)
}

fn bound(n: usize, last: bool) -> [u8; 5] {
    let [a, b, c, d] = u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes();
    [a, b, c, d, u8::from(last)]
}

const MAGIC: &[u8] = b"HENRO-PARCEL";
const VERSION: u8 = 1;
const SUITE: u8 = 1;
const PIECE: usize = 1 << 20;
/// What sealing adds.
const MORE: usize = 29;

#[cfg(test)]
mod tests {
    use super::*;

    fn dice() -> impl Random {
        let next = std::sync::atomic::AtomicU64::new(9);
        move |out: &mut [u8]| {
            for byte in out {
                let n = next.fetch_add(0x9e37_79b9_7f4a_7c15, std::sync::atomic::Ordering::Relaxed);
                *byte = (n >> 33) as u8;
            }
        }
    }

    #[test]
    fn each_size_comes_back_and_a_former_key_opens_it_too() {
        let random = dice();
        let (mine, newer) = (KemKey::make(&random), KemKey::make(&random));
        for size in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 5] {
            let plain: Vec<u8> = (0..size).map(|n| n as u8).collect();
            let sealed = seal_parcel(&mine, &plain, &random).unwrap();
            assert_eq!(open_parcel([&newer, &mine].into_iter(), &sealed).unwrap().expose(), &plain, "{size}");
        }
    }

    #[test]
    fn each_way_of_being_wrong_has_its_own_word() {
        let random = dice();
        let (mine, other) = (KemKey::make(&random), KemKey::make(&random));
        let sealed = seal_parcel(&mine, &[7; PIECE + 9], &random).unwrap();
        let told = |bytes: &[u8]| open_parcel([&mine].into_iter(), bytes).map(drop);
        assert_eq!(open_parcel([&other].into_iter(), &sealed).map(drop), Err(ParcelFault::Foreign));
        assert_eq!(told(b"PK\x03\x04"), Err(ParcelFault::Other));
        assert_eq!(told(&[&sealed[..], &[0]].concat()), Err(ParcelFault::Changed));
        for cut in [12, 13, 14, 700, sealed.len() - 1, sealed.len() - 40] {
            assert_eq!(told(&sealed[..cut]), Err(ParcelFault::Cut), "cut {cut}");
        }
        let changed = |at: usize| {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            told(&bad)
        };
        assert_eq!(changed(3), Err(ParcelFault::Other));
        assert_eq!(changed(12), Err(ParcelFault::Other));
        assert_eq!(changed(300), Err(ParcelFault::Foreign));
        assert_eq!(changed(sealed.len() - 1), Err(ParcelFault::Changed));
        assert_eq!(changed(5000), Err(ParcelFault::Changed));
        let mut newer = sealed.clone();
        newer[12] = 2;
        assert_eq!(told(&newer), Err(ParcelFault::Newer));
    }

    #[test]
    fn whole_pieces_left_out_or_swapped_are_noticed() {
        let random = dice();
        let mine = KemKey::make(&random);
        let sealed = seal_parcel(&mine, &[7; 3 * PIECE], &random).unwrap();
        let (piece, begin) = (4 + PIECE + MORE, sealed.len() - 3 * (4 + PIECE + MORE));
        let at = |n: usize| &sealed[begin + n * piece..begin + (n + 1) * piece];
        let told = |pieces: &[usize]| {
            let bytes: Vec<u8> = pieces.iter().flat_map(|n| at(*n).to_vec()).collect();
            open_parcel([&mine].into_iter(), &[&sealed[..begin], &bytes].concat()).map(drop)
        };
        assert_eq!(told(&[0, 1, 2]), Ok(()));
        assert_eq!(told(&[0, 1]), Err(ParcelFault::Cut));
        assert_eq!(told(&[1, 0, 2]), Err(ParcelFault::Changed));
        assert_eq!(told(&[0, 2]), Err(ParcelFault::Changed));
    }
}
