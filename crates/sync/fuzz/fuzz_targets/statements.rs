#![no_main]

include!("../read_statements.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_statements(bytes);
});
