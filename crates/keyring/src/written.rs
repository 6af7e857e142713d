//! How a secret is written into the keyring: 64 hex digits, since KDE's keyring keeps text only.

use henro_seal::Sensitive;

/// 32 bytes as text.
pub(crate) fn write(secret: &[u8; 32]) -> Sensitive<Vec<u8>> {
    let mut text = Sensitive::new(Vec::with_capacity(64));
    for byte in secret {
        text.expose_mut().extend([byte >> 4, byte & 15].map(|n| b"0123456789abcdef"[usize::from(n)]));
    }
    text
}

/// The bytes again. Anything but 64 hex digits is not ours.
pub(crate) fn read(text: &[u8]) -> Option<Sensitive<[u8; 32]>> {
    let mut secret = Sensitive::new([0; 32]);
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in secret.expose_mut().iter_mut().zip(text.chunks_exact(2)) {
        for digit in pair {
            *byte = *byte << 4 | char::from(*digit).to_digit(16)? as u8;
        }
    }
    Some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_the_rest_is_not_ours() {
        let secret = std::array::from_fn(|n| n as u8 * 8 + 7);
        let text = write(&secret);
        assert!(text.expose().starts_with(b"070f17"), "hex of 7, 15, 23");
        assert_eq!(read(text.expose()).map(|read| *read.expose()), Some(secret));
        let mut letter = text.expose().clone();
        letter[40] = b'g';
        for foreign in [
            b"".as_slice(),
            &secret,
            &text.expose()[..63],
            &[text.expose(), b"0".as_slice()].concat(),
            &letter,
        ] {
            assert!(read(foreign).is_none());
        }
    }
}
