//! Readers are pulled out and plugged in while the real `pcscd` runs. Its list of readers stays (`tool/plug.c`): what is told is the
//! card, and what an exchange says.

#![cfg(target_os = "linux")]

mod support;

use henro_cards::{CARD_KEY, under_own_service};
use henro_felica::*;
use henro_pcsc::Readers;
use support::*;

fn log_in_on(readers: &Readers) -> Result<Issued, Error> {
    let key = CardKey::new(CARD_KEY).expect("strong");
    readers.with_card(FIRST, |card| log_in(card, KeySource::Card(&key), &Challenge::new([1; 16])))
}

#[test]
fn a_reader_pulled_out_takes_its_card_along_and_comes_back_empty() {
    under_own_service("a_reader_pulled_out_takes_its_card_along_and_comes_back_empty", |socket| {
        let mut bench = Bench::new(&socket);
        for kind in ["iruca", "lite-s-issued", "suica"] {
            bench.lay(kind);
            bench.desk.order("reader pull");
            bench.heard.next_is(&card_out(FIRST));
            assert_eq!(log_in_on(&bench.readers).err(), Some(Error::ReaderGone));
            bench.heard.is_quiet();
            bench.desk.order("reader plug");
        }
        bench.lay("lite-s-issued");
        assert!(log_in_on(&bench.readers).is_ok());
        bench.heard.is_quiet();
    });
}

/// Pulled out before the card hears each APDU in turn, or when it has obeyed it, until a login gets through.
#[test]
fn a_reader_pulled_out_at_any_apdu_is_a_plain_error() {
    under_own_service("a_reader_pulled_out_at_any_apdu_is_a_plain_error", |socket| {
        let mut bench = Bench::new(&socket);
        bench.lay("lite-s-issued");
        assert!(log_in_on(&bench.readers).is_ok());
        bench.take();
        for manner in ["at", "after"] {
            let mut at = 0;
            loop {
                bench.lay("lite-s-issued");
                bench.desk.order(&format!("reader pull {manner}={at}"));
                let answer = log_in_on(&bench.readers);
                if answer.is_ok() {
                    break;
                }
                assert_eq!(answer.err(), Some(Error::ReaderGone), "{manner} {at}");
                bench.heard.next_is(&card_out(FIRST));
                bench.desk.order("reader plug");
                at += 1;
            }
            // One polling for the language, one for the card, six frames.
            assert_eq!(at, 8, "{manner}");
            bench.take();
        }
        bench.heard.is_quiet();
    });
}
