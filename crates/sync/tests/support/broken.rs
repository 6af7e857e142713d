//! Stored examples, and seeded ways to break them.

use serde_json::Value as Json;

use super::dice::Dice;

/// Everything that is `bytes` or `look` in the stored vectors of these files.
pub fn seeds(names: &[&str]) -> Vec<Vec<u8>> {
    let mut found = vec![];
    for name in names {
        let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let json = serde_json::from_slice(&std::fs::read(path).expect("stored")).expect("JSON");
        collect(&json, &mut found);
    }
    assert!(!found.is_empty());
    found
}

fn collect(json: &Json, found: &mut Vec<Vec<u8>>) {
    match json {
        Json::Object(map) => map.iter().for_each(|(key, value)| match value {
            Json::String(hex) if key == "bytes" => {
                let pair = |n: usize| u8::from_str_radix(&hex[n..n + 2], 16).expect("hex");
                found.push((0..hex.len()).step_by(2).map(pair).collect());
            }
            value => collect(value, found),
        }),
        Json::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// Bytes that mean something: lengths, types, ends of ranges.
const BITS: [&[u8]; 12] = [
    &[0xff; 8],
    &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
    &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9a, 0, 1, 0, 0],
    &[0x5a, 0xff, 0xff, 0xff, 0xff],
    &[0x9f, 0xff],
    &[0xf6],
    &[0],
    &[1],
    &[16],
    &[0x82, 63],
];

pub fn broken(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len() as u64 + 1) as usize;
        match dice.roll(6) {
            0 | 1 if at < bytes.len() => bytes[at] = dice.roll(256) as u8,
            2 => bytes.truncate(at),
            3 => {
                let bits = BITS[dice.roll(BITS.len() as u64) as usize];
                let end = (at + if dice.roll(2) == 0 { 0 } else { bits.len() }).min(bytes.len());
                bytes.splice(at..end, bits.iter().copied());
            }
            4 => {
                let end = (at + dice.roll(40) as usize).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let end = (at + dice.roll(12) as usize).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    bytes
}
