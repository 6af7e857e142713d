#![no_main]

include!("../parse_any.rs");

libfuzzer_sys::fuzz_target!(|line: &str| parse_any(line));
