#![no_main]

include!("../read_chains.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_chains(bytes);
});
