#![no_main]

include!("../read_letters.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_letters(bytes);
});
