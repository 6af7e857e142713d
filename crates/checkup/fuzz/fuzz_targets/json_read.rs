#![no_main]

include!("../read_any.rs");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read_json(bytes));

const _: [fn(&[u8]); 4] = [read_xml, read_zip, read_table, read_layout];
