#![no_main]

include!("../read_parcels.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_parcels(bytes);
});
