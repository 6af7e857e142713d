//! What stored examples are made with.

use std::cell::Cell;

/// A counter for bytes: repeatable, so that the stored examples can be made again.
pub fn counting(from: u8) -> impl Fn(&mut [u8]) {
    let next = Cell::new(from);
    move |out: &mut [u8]| {
        for byte in out {
            *byte = next.get();
            next.set(next.get().wrapping_add(1));
        }
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
