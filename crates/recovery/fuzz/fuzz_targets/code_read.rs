#![no_main]

include!("../read_any.rs");

libfuzzer_sys::fuzz_target!(|text: &str| read_any(text));
