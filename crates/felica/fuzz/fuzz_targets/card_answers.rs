#![no_main]

include!("../answer_any.rs");

libfuzzer_sys::fuzz_target!(|script: &[u8]| answer_any(script));
