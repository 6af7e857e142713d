#![no_main]

use henro_domain::{about_of, answers_of, answers_text};

include!("../read_any.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read_paper(bytes));
