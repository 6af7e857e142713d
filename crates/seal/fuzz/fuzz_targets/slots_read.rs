#![no_main]

include!("../read_any.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_slots(bytes);
});

const _: fn(&[u8]) -> bool = read_sealed;
