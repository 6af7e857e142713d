//! What is left of the clinical half in the memory of the core once it closed: nothing. Linux only.
//!
//! This program has the allocator of the shipped ones. The word that is looked for never stands in it as it is.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use henro_cards::{Desk, under_own_service};
use henro_testkit::{Home, call};
use serde_json::json;

#[global_allocator]
static WIPED: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// The word with every bit turned round.
const TURNED: [u8; 16] =
    [0xb7, 0xba, 0xb1, 0xad, 0xb0, 0xd2, 0xbc, 0xbe, 0xb1, 0xbe, 0xad, 0xa6, 0xd2, 0xc7, 0xc7, 0xd2];

fn word() -> String {
    TURNED.iter().map(|byte| char::from(!byte)).collect()
}

/// How often the word stands in the memory that this process can write.
fn found() -> usize {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut memory = File::open("/proc/self/mem").unwrap();
    let mut count = 0;
    // One piece at a time in one place, so that what was read is not read again as if it were the process's own.
    let mut piece = vec![0; 1 << 20];
    for line in
        maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|rights| rights.starts_with("rw")))
    {
        let range = line.split(' ').next().unwrap();
        let (from, to) = range.split_once('-').unwrap();
        let (mut from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        while from < to {
            let length = (to - from).min(piece.len() as u64) as usize;
            memory.seek(SeekFrom::Start(from)).unwrap();
            if memory.read_exact(&mut piece[..length]).is_err() {
                break;
            }
            count += piece[..length]
                .windows(TURNED.len())
                .filter(|window| window.iter().zip(TURNED).all(|(byte, turned)| *byte == !turned))
                .count();
            piece.fill(0);
            from += length as u64;
        }
    }
    count
}

#[test]
fn no_word_of_the_clinical_half_stays_when_the_card_leaves() {
    under_own_service("memory::no_word_of_the_clinical_half_stays_when_the_card_leaves", |socket| {
        let mut desk = Desk::start(&Desk::tool(), &socket);
        let home = Home::new();
        let ctx = home.open();
        desk.order("insert lite-s-blank");
        let plan = call(&ctx, "card_plan", json!({ "reader": null, "lock": false, "replace": false }));
        call(&ctx, "card_enrol", json!({ "plan": plan["plan"], "name": "カード", "replaces": null }));
        let begin =
            json!({ "office": "役場", "contact": null, "duties": ["reception", "issuing"], "close": false });
        call(&ctx, "desk_begin", begin);
        for number in 0..50 {
            let ask = json!({ "number": number.to_string(), "name": format!("{} {number}", word()) });
            call(&ctx, "desk_person_add", ask);
        }
        let list = call(&ctx, "desk_people", json!({ "filter": "all" }));
        assert!(list.to_string().contains(&word()));
        assert!(found() >= 50, "the search finds what is there");
        drop(list);
        desk.order("remove");
        let begun = std::time::Instant::now();
        while call(&ctx, "record_status", json!({}))["clinical"] == "open" {
            assert!(begun.elapsed().as_secs() < 60, "the card left and nothing closed");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert_eq!(found(), 0, "words of the clinical half are left");
    });
}
