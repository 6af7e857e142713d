#![no_main]

include!("../read_messages.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_messages(bytes);
});
