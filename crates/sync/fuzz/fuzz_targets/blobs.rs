#![no_main]

include!("../read_blobs.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_blobs(bytes);
});
