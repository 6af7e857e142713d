//! A batch: a fresh key for each, from the key of the epoch and a random salt, so that a phone restored from a backup
//! never uses a nonce twice. The head carries a commitment to the key: no ciphertext opens differently under two.

use henro_sync::FrameHead;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf;
use zeroize::Zeroize;

use crate::{Error, Key, Random, Sensitive};

/// Seals a batch. Salt and commitment of `head` are set here; the rest is the caller's and is bound.
pub fn seal_batch(
    key: &Key,
    head: &mut FrameHead,
    plain: &[u8],
    random: &dyn Random,
) -> Result<Vec<u8>, Error> {
    random.fill(&mut head.salt);
    let (cipher, commitment) = derive(key, head)?;
    head.commitment = commitment;
    let mut text = plain.to_vec();
    cipher
        .seal_in_place_append_tag(nonce(), Aad::from(head.bytes()), &mut text)
        .map_err(|_| Error::Malformed)?;
    Ok(text)
}

/// Opens what [`seal_batch`] made.
pub fn open_batch(key: &Key, head: &FrameHead, text: &[u8]) -> Result<Sensitive<Vec<u8>>, Error> {
    let (cipher, commitment) = derive(key, head)?;
    if commitment != head.commitment {
        return Err(Error::Tampered);
    }
    let mut text = Sensitive::new(text.to_vec());
    let length = cipher
        .open_in_place(nonce(), Aad::from(head.bytes()), text.expose_mut())
        .map_err(|_| Error::Tampered)?
        .len();
    text.expose_mut().truncate(length);
    Ok(text)
}

fn derive(key: &Key, head: &FrameHead) -> Result<(LessSafeKey, [u8; 16]), Error> {
    struct Length;
    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            48
        }
    }
    let mut out = [0; 48];
    hkdf::Salt::new(hkdf::HKDF_SHA256, &head.salt)
        .extract(key.bytes())
        .expand(&[LABEL, &head.stream.0, &head.epoch.to_be_bytes()], Length)
        .and_then(|okm| okm.fill(&mut out))
        .map_err(|_| Error::Malformed)?;
    let cipher = UnboundKey::new(&CHACHA20_POLY1305, &out[..32]).map_err(|_| Error::Malformed);
    let mut commitment = [0; 16];
    commitment.copy_from_slice(&out[32..]);
    out.zeroize();
    Ok((LessSafeKey::new(cipher?), commitment))
}

/// Each batch has a key of its own.
fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

const LABEL: &[u8] = b"henro/batch/1";

#[cfg(test)]
mod tests {
    use henro_sync::StreamId;

    use super::*;

    fn head() -> FrameHead {
        FrameHead {
            stream: StreamId([7; 16]),
            device: 1,
            seq: 1,
            epoch: 1,
            minute: 9,
            salt: [0; 24],
            commitment: [0; 16],
        }
    }

    fn count(out: &mut [u8]) {
        out.iter_mut().enumerate().for_each(|(i, b)| *b = i as u8);
    }

    #[test]
    fn a_batch_opens_with_its_key_and_head_only() {
        let key = Key::from_bytes([9; 32]);
        let mut head = head();
        let text = seal_batch(&key, &mut head, b"128/82", &count).unwrap();
        assert_eq!(open_batch(&key, &head, &text).unwrap().expose(), b"128/82");
        assert!(open_batch(&Key::from_bytes([8; 32]), &head, &text).is_err());
        let others = [
            FrameHead { stream: StreamId([8; 16]), ..head },
            FrameHead { device: 2, ..head },
            FrameHead { seq: 2, ..head },
            FrameHead { epoch: 2, ..head },
            FrameHead { minute: 8, ..head },
            FrameHead { salt: [1; 24], ..head },
            FrameHead { commitment: [1; 16], ..head },
        ];
        for other in others {
            assert!(open_batch(&key, &other, &text).is_err(), "{other:?}");
        }
        for at in 0..text.len() {
            let mut bad = text.clone();
            bad[at] ^= 1;
            assert!(open_batch(&key, &head, &bad).is_err(), "byte {at}");
            assert!(open_batch(&key, &head, &text[..at]).is_err(), "cut {at}");
        }
    }

    #[test]
    fn the_same_words_are_never_sealed_alike() {
        let key = Key::from_bytes([9; 32]);
        let (mut one, mut two) = (head(), head());
        let first = seal_batch(&key, &mut one, b"128/82", &|out: &mut [u8]| out.fill(1)).unwrap();
        let second = seal_batch(&key, &mut two, b"128/82", &|out: &mut [u8]| out.fill(2)).unwrap();
        assert_ne!(first, second);
        assert_ne!(one.commitment, two.commitment);
    }
}
