//! What a server that means harm answers: lists, pages, refusals, lines of news. Compiled by itself: the crate around it would
//! bring HTTP and TLS along.
#![no_main]

#[path = "../../src/line.rs"]
#[allow(dead_code)]
mod line;
#[path = "../../src/read.rs"]
#[allow(dead_code)]
mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(items) = read::list(bytes) {
        assert!(4 * items.len() + items.iter().map(|item| item.len()).sum::<usize>() == bytes.len());
        for item in items {
            let _ = read::pulled(item);
        }
    }
    if let Some((status, body)) = bytes.split_first_chunk::<2>() {
        let _ = (read::refusal(u16::from_be_bytes(*status), body), read::code(body));
    }
    let mut lines = bytes;
    while let Ok(Some(line)) = line::next(&mut lines) {
        let _ = line::heard(&line);
    }
});
