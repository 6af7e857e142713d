#![no_main]

include!("../read_frames.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_frames(bytes);
});
