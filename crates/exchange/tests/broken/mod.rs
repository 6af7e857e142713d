//! Files broken the same way on every run.

mod dice;

pub use dice::Dice;

/// A file with up to six things done to it: a byte changed, the rest cut off, one of `bits` put in, a piece doubled or taken out.
pub fn broken(whole: &[u8], bits: &[&[u8]], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len() + 1);
        match dice.roll(5) {
            0 if at < bytes.len() => bytes[at] = dice.roll(256) as u8,
            1 => bytes.truncate(at),
            2 => {
                bytes.splice(at..at, bits[dice.roll(bits.len())].iter().copied());
            }
            3 => {
                let end = (at + dice.roll(40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let end = (at + dice.roll(12)).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    bytes
}
