//! What the server must never see.

use std::collections::HashSet;

use henro_sync::{Batch, Frame};

use super::Broken;
use crate::world::World;

impl World {
    /// I7: the server has seen neither a text nor a key.
    pub fn check_secret(&self) -> Broken {
        let cloud = self.cloud.borrow();
        let finder = crate::acts::CANARY.as_bytes();
        let found = |bytes: &Vec<u8>| bytes.windows(finder.len()).any(|window| window == finder);
        if cloud.server.seen.iter().any(found) {
            return Err("I7: the server has seen a text".to_owned());
        }
        if cloud.server.seen.iter().any(|bytes| is_open(bytes)) {
            return Err("I7: the server has seen a batch".to_owned());
        }
        let streams = self.devices.iter().flat_map(|device| device.store.disk.keys.values());
        let own = self.devices.iter().map(|device| device.key.seed());
        let accounts = self.people.iter().map(|person| person.seed.key());
        let secrets: HashSet<[u8; 32]> =
            streams.chain(own).chain(accounts).map(|key| *key.expose()).collect();
        if cloud.server.seen.iter().any(|bytes| holds(bytes, &secrets)) {
            return Err("I7: the server has seen a key".to_owned());
        }
        Ok(())
    }
}

/// Whether frames can be read without a key.
fn is_open(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Ok(frame) = Frame::take(&mut rest) {
        if Batch::decode(frame.text).is_ok() {
            return true;
        }
        if rest.is_empty() {
            break;
        }
    }
    false
}

/// Whether one of these stands somewhere in bytes.
fn holds(bytes: &[u8], secrets: &HashSet<[u8; 32]>) -> bool {
    bytes.windows(32).any(|window| secrets.contains(window))
}

#[cfg(test)]
mod tests {
    use henro_seal::SigningKey;
    use henro_sync::{FrameHead, Hash, StreamId, Unsigned};

    use super::*;

    #[test]
    fn a_key_and_an_open_batch_are_found_wherever_they_stand() {
        let secrets = HashSet::from([[7; 32]]);
        assert!(holds(&[&[1; 9][..], &[7; 32], &[2; 5]].concat(), &secrets));
        assert!(!holds(&[7; 31], &secrets) && !holds(&[], &secrets));
        let pen = SigningKey::make(&crate::dice::Dice::new(1)).expect("a key");
        let frame = |text: &[u8]| {
            let head = FrameHead {
                stream: StreamId([1; 16]),
                device: 1,
                seq: 1,
                epoch: 1,
                minute: 0,
                salt: [0; 24],
                commitment: [0; 16],
            };
            Unsigned { head, prev: Hash::ZERO, text }.sign(&pen).expect("it is short")
        };
        let open = Batch::default().encode().expect("it is small");
        assert!(is_open(&[frame(b"sealed"), frame(&open)].concat()));
        assert!(!is_open(&frame(b"sealed")) && !is_open(b"other"));
    }
}
