//! The one-time code by which a second device is added: where the letters of the two lie, and what they are sealed under.

use zeroize::Zeroize;

use crate::kdf::{argon2id, expand};
use crate::{Error, KdfParams, Key, Label, Random, Sensitive, open, seal};

/// What both devices make of a code. Who has not seen the code can neither find, read nor write a letter.
pub struct EnrolKey(Key);

impl EnrolKey {
    /// Stretches a code: Argon2id at the floor of records. Guessing 64 bits at that price within the ten minutes a code
    /// lives is out of reach, also for who runs the server. The salt is fixed, since the two share nothing before.
    pub fn derive(code: &[u8; 8]) -> Result<Self, Error> {
        let mut stretched = argon2id(code, SALT, KdfParams::FLOOR)?;
        let key = expand(&stretched, SALT, Label::EnrolCode);
        stretched.zeroize();
        Ok(Self(key))
    }

    /// The mailbox of letter `n`.
    pub fn mailbox(&self, n: u8) -> [u8; 16] {
        let key = expand(self.0.bytes(), &[n], Label::EnrolBox);
        let mut out = [0; 16];
        out.copy_from_slice(&key.bytes()[..16]);
        out
    }

    /// Seals letter `n`.
    pub fn close(&self, n: u8, letter: &[u8], random: &dyn Random) -> Vec<u8> {
        seal(&self.0, Label::EnrolLetter, &[n], letter, random)
    }

    /// Opens letter `n`. Refuses what was changed, or sealed as another letter or under another code.
    pub fn open(&self, n: u8, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, Error> {
        open(&self.0, Label::EnrolLetter, &[n], sealed)
    }
}

impl std::fmt::Debug for EnrolKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnrolKey(..)")
    }
}

const SALT: &[u8] = b"henro enrolment 1";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    fn count(out: &mut [u8]) {
        out.iter_mut().enumerate().for_each(|(i, b)| *b = i as u8 ^ 0x5c);
    }

    #[test]
    fn a_letter_opens_under_its_code_and_number_only() {
        let key = EnrolKey::derive(&[7; 8]).unwrap();
        let sealed = key.close(1, b"hello", &count);
        assert_eq!(key.open(1, &sealed).unwrap().expose(), b"hello");
        assert!(key.open(2, &sealed).is_err());
        assert!(EnrolKey::derive(&[8; 8]).unwrap().open(1, &sealed).is_err());
        for at in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            assert!(key.open(1, &bad).is_err(), "byte {at}");
        }
        assert_eq!(format!("{key:?}"), "EnrolKey(..)");
    }

    /// The stored vector: another program finds the same mailboxes and opens the same letter
    /// (`crates/sync/tests/second/enrol.py`).
    #[test]
    fn mailboxes_and_letters_are_those_of_the_stored_vector() {
        let stored: serde_json::Value =
            serde_json::from_str(include_str!("../tests/vectors/enrol-v1.json")).unwrap();
        let text = |name: &str| stored[name].as_str().unwrap().to_owned();
        let code: [u8; 8] = hex::decode(&text("code")).unwrap().try_into().unwrap();
        let key = EnrolKey::derive(&code).unwrap();
        for (n, expected) in (0..).zip(stored["mailboxes"].as_array().unwrap()) {
            assert_eq!(hex::encode(&key.mailbox(n)), expected.as_str().unwrap(), "mailbox {n}");
        }
        let letter = hex::decode(&text("letter")).unwrap();
        assert_eq!(hex::encode(&key.close(1, &letter, &count)), text("sealed"));
        assert_eq!(key.open(1, &hex::decode(&text("sealed")).unwrap()).unwrap().expose(), &letter);
    }
}
