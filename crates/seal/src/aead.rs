use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroize;

use crate::{Error, Key, Random, Sensitive, kdf::expand};

/// What a sealed thing is for. Each purpose has its own key, so that one can never be taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A wrapped database key in a slot.
    SlotWrap,
    /// The mark that remembers how far a file had come.
    Mark,
    /// The clinical key under a card or device, together with the half.
    FactorWrap,
    /// The clinical key under a recovery sheet.
    SheetWrap,
    /// The half that the password gives to every factor.
    ClinicalHalf,
    /// The daily key under the clinical key.
    DailyEscrow,
    /// Which card a factor belongs to.
    CardHint,
    /// Secrets that belong to this device, from the one in its keyring.
    DeviceFactor,
    /// The signing key of an account, from its seed.
    AccountSign,
    /// The key of an account that keys of daily sections are handed to.
    AccountDaily,
    /// The same for clinical sections.
    AccountClinical,
    /// The key of an epoch under that of the next.
    EpochBack,
    /// What a one-time code is stretched to.
    EnrolCode,
    /// Names of the mailboxes of a one-time code.
    EnrolBox,
    /// Letters in them.
    EnrolLetter,
    /// The key of an escrow, from what a login by e-mail and password finds.
    EmailExport,
    /// What a device that comes by e-mail gets.
    EmailEscrow,
    /// A piece of what a device hands to another without a server.
    Parcel,
}

impl Label {
    /// All labels.
    pub const ALL: [Label; 18] = [
        Label::SlotWrap,
        Label::Mark,
        Label::FactorWrap,
        Label::SheetWrap,
        Label::ClinicalHalf,
        Label::DailyEscrow,
        Label::CardHint,
        Label::DeviceFactor,
        Label::AccountSign,
        Label::AccountDaily,
        Label::AccountClinical,
        Label::EpochBack,
        Label::EnrolCode,
        Label::EnrolBox,
        Label::EnrolLetter,
        Label::EmailExport,
        Label::EmailEscrow,
        Label::Parcel,
    ];

    /// The text that goes into HKDF. Never changed, never reused.
    pub fn text(self) -> &'static str {
        match self {
            Self::SlotWrap => "henro/slot-wrap/1",
            Self::Mark => "henro/mark/1",
            Self::FactorWrap => "henro/factor-wrap/1",
            Self::SheetWrap => "henro/sheet-wrap/1",
            Self::ClinicalHalf => "henro/clinical-half/1",
            Self::DailyEscrow => "henro/daily-escrow/1",
            Self::CardHint => "henro/card-hint/1",
            Self::DeviceFactor => "henro/device-factor/1",
            Self::AccountSign => "henro/account-sign/1",
            Self::AccountDaily => "henro/account-daily/1",
            Self::AccountClinical => "henro/account-clinical/1",
            Self::EpochBack => "henro/epoch-back/1",
            Self::EnrolCode => "henro/enrol-code/1",
            Self::EnrolBox => "henro/enrol-box/1",
            Self::EnrolLetter => "henro/enrol-letter/1",
            Self::EmailExport => "henro/email-export/1",
            Self::EmailEscrow => "henro/email-escrow/1",
            Self::Parcel => "henro/parcel/1",
        }
    }
}

/// Seals `plain` under `key` for one purpose: version byte, random nonce, ciphertext with tag.
/// `bound` is not hidden but cannot be changed unnoticed.
pub fn seal(key: &Key, label: Label, bound: &[u8], plain: &[u8], random: &dyn Random) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    random.fill(&mut nonce);
    let mut text = plain.to_vec();
    cipher(key, label)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound), &mut text)
        .expect("a blob of ours is far below the limit of the cipher");
    let mut sealed = vec![VERSION];
    sealed.extend_from_slice(&nonce);
    sealed.append(&mut text);
    sealed
}

/// Opens what [`seal`] made. Refuses anything that was changed, cut, or sealed for another purpose.
pub fn open(key: &Key, label: Label, bound: &[u8], sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, Error> {
    let (version, rest) = sealed.split_first().ok_or(Error::Tampered)?;
    if *version != VERSION {
        return Err(if *version > VERSION { Error::Newer } else { Error::Tampered });
    }
    let (nonce, text) = rest.split_at_checked(NONCE_LEN).ok_or(Error::Tampered)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::Tampered)?;
    let mut text = text.to_vec();
    let plain = cipher(key, label)
        .open_in_place(nonce, Aad::from(bound), &mut text)
        .map_err(|_| Error::Tampered)?
        .to_vec();
    text.zeroize();
    Ok(Sensitive::new(plain))
}

fn cipher(key: &Key, label: Label) -> LessSafeKey {
    let own = expand(key.bytes(), b"", label);
    let unbound = UnboundKey::new(&CHACHA20_POLY1305, own.bytes()).expect("the key is 32 bytes");
    LessSafeKey::new(unbound)
}

const VERSION: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    fn count(out: &mut [u8]) {
        out.iter_mut().enumerate().for_each(|(i, b)| *b = i as u8);
    }

    /// RFC 8439 2.8.2.
    #[test]
    fn the_cipher_gives_the_tag_of_rfc_8439() {
        let key: Vec<u8> = (0x80..=0x9f).collect();
        let cipher = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &key).unwrap());
        let nonce = hex::decode("070000004041424344454647").unwrap();
        let bound = hex::decode("50515253c0c1c2c3c4c5c6c7").unwrap();
        let mut text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.".to_vec();
        cipher
            .seal_in_place_append_tag(
                Nonce::try_assume_unique_for_key(&nonce).unwrap(),
                Aad::from(&bound),
                &mut text,
            )
            .unwrap();
        assert_eq!(hex::encode(&text[..16]), "d31a8d34648e60db7b86afbc53ef7ec2");
        assert_eq!(hex::encode(&text[text.len() - 16..]), "1ae10b594f09e26a7e902ecbd0600691");
    }

    #[test]
    fn a_blob_opens_only_with_its_key_label_and_bound_bytes() {
        let key = Key::from_bytes([9; 32]);
        let sealed = seal(&key, Label::Mark, b"head", b"words", &count);
        assert_eq!(open(&key, Label::Mark, b"head", &sealed).unwrap().expose(), b"words");
        let refused =
            |key: &Key, label, bound: &[u8], blob: &[u8]| open(key, label, bound, blob).unwrap_err();
        assert_eq!(refused(&Key::from_bytes([8; 32]), Label::Mark, b"head", &sealed), Error::Tampered);
        assert_eq!(refused(&key, Label::SlotWrap, b"head", &sealed), Error::Tampered);
        assert_eq!(refused(&key, Label::Mark, b"heat", &sealed), Error::Tampered);
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let key = Key::from_bytes([9; 32]);
        let sealed = seal(&key, Label::Mark, b"", b"words", &count);
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&key, Label::Mark, b"", &bad).is_err(), "bit {bit}");
        }
        for cut in 0..sealed.len() {
            assert!(open(&key, Label::Mark, b"", &sealed[..cut]).is_err(), "cut {cut}");
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
}
