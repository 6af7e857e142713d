//! A letter box: whoever has the public key can put something in, only the private key takes it out.
//!
//! HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.

use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, Serializable};

use crate::{Error, Key, Random, Sensitive, hex, shot};

type Suite = X25519HkdfSha256;

/// The key that puts in, from the key that takes out, as 64 hex digits.
pub fn public_key(private: &Key) -> Result<String, Error> {
    let private = <Suite as Kem>::PrivateKey::from_bytes(private.bytes()).map_err(|_| Error::Malformed)?;
    Ok(hex::encode(&Suite::sk_to_pk(&private).to_bytes()))
}

/// Seals `plain` to a public key: encapsulated key, then ciphertext with tag.
pub fn put_in(public: &str, bound: &[u8], plain: &[u8], random: &dyn Random) -> Result<Vec<u8>, Error> {
    shot::seal::<Suite>(INFO, &hex::decode(public)?, bound, plain, random)
}

/// Opens what [`put_in`] made.
pub fn take_out(private: &Key, bound: &[u8], sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, Error> {
    shot::open::<Suite>(INFO, private, bound, sealed)
}

const INFO: &[u8] = b"henro/inbox/1";

#[cfg(test)]
mod tests {
    use hpke::OpModeR;
    use hpke::aead::ChaCha20Poly1305;
    use hpke::kdf::HkdfSha256;

    use super::*;

    fn count(out: &mut [u8]) {
        out.iter_mut().enumerate().for_each(|(i, b)| *b = i as u8 ^ 0x5c);
    }

    /// RFC 9180 A.2.1 (DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode): the library under
    /// us opens the first message of the RFC.
    #[test]
    fn the_suite_opens_the_message_of_rfc_9180_a_2_1() {
        let hexed = |text: &str| hex::decode(text).unwrap();
        let private = <Suite as Kem>::PrivateKey::from_bytes(&hexed(
            "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
        ))
        .unwrap();
        let encapped = <Suite as Kem>::EncappedKey::from_bytes(&hexed(
            "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
        ))
        .unwrap();
        let plain = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Suite>(
            &OpModeR::Base,
            &private,
            &encapped,
            &hexed("4f6465206f6e2061204772656369616e2055726e"),
            &hexed(
                "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
            ),
            &hexed("436f756e742d30"),
        )
        .unwrap();
        assert_eq!(plain, b"Beauty is truth, truth beauty");
    }

    #[test]
    fn only_the_private_key_takes_out_and_every_change_is_noticed() {
        let private = Key::from_bytes([7; 32]);
        let public = public_key(&private).unwrap();
        let sealed = put_in(&public, b"record", b"128/82", &count).unwrap();
        assert_eq!(take_out(&private, b"record", &sealed).unwrap().expose(), b"128/82");
        assert!(take_out(&Key::from_bytes([8; 32]), b"record", &sealed).is_err());
        assert!(take_out(&private, b"another", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            assert!(take_out(&private, b"record", &bad).is_err(), "byte {at}");
            assert!(take_out(&private, b"record", &sealed[..at]).is_err(), "cut {at}");
        }
        assert_eq!(put_in("00", b"", b"x", &count).unwrap_err(), Error::Malformed);
        assert_eq!(put_in("zz", b"", b"x", &count).unwrap_err(), Error::Malformed);
        // A point of small order would give everybody the same secret.
        assert!(put_in(&"00".repeat(32), b"", b"x", &count).is_err());
    }
}
