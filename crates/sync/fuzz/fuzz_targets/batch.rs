#![no_main]

include!("../read_batch.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_batch(bytes);
    read_columns(bytes);
});
