use henro_sync::StreamId;

use crate::{Error, Key, Label, Random, open, seal};

/// Seals the key of the epoch before under that of `epoch`.
pub fn wrap_back(stream: &StreamId, epoch: u32, key: &Key, before: &Key, random: &dyn Random) -> Vec<u8> {
    seal(key, Label::EpochBack, &bound(stream, epoch), before.bytes(), random)
}

/// The key of the epoch before `epoch`.
pub fn step_back(stream: &StreamId, epoch: u32, key: &Key, sealed: &[u8]) -> Result<Key, Error> {
    let plain = open(key, Label::EpochBack, &bound(stream, epoch), sealed)?;
    Key::from_slice(plain.expose()).ok_or(Error::Tampered)
}

fn bound(stream: &StreamId, epoch: u32) -> [u8; 20] {
    let mut out = [0; 20];
    out[..16].copy_from_slice(&stream.0);
    out[16..].copy_from_slice(&epoch.to_be_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_leads_back_within_its_stream_and_epoch_only() {
        let (old, new) = (Key::from_bytes([1; 32]), Key::from_bytes([2; 32]));
        let stream = StreamId([7; 16]);
        let sealed = wrap_back(&stream, 2, &new, &old, &|out: &mut [u8]| out.fill(5));
        assert_eq!(step_back(&stream, 2, &new, &sealed).unwrap().bytes(), old.bytes());
        assert!(step_back(&stream, 3, &new, &sealed).is_err());
        assert!(step_back(&StreamId([8; 16]), 2, &new, &sealed).is_err());
        assert!(step_back(&stream, 2, &old, &sealed).is_err());
    }
}
