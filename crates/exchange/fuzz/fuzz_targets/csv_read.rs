#![no_main]

use henro_exchange::csv::{WriteOptions, open, write};

include!("../read_any.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read_any(bytes));
