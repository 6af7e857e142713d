#![no_main]

include!("../read_people.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_people(bytes);
});
