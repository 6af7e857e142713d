//! Cards, readers and the service come and go under the real `pcscd`.

#![cfg(target_os = "linux")]

mod support;

use henro_cards::under_own_service;
use henro_felica::Error;
use henro_pcsc::{Event, Readers};
use std::time::{Duration, Instant};
use support::*;

#[test]
fn cards_come_and_go_and_each_is_told_once() {
    under_own_service("cards_come_and_go_and_each_is_told_once", |socket| {
        let mut bench = Bench::new(&socket);
        bench.lay("iruca");
        bench.take();
        bench.lay("lite-s-issued");
        bench.take();
        bench.heard.is_quiet();
    });
}

#[test]
fn a_swap_is_out_and_in() {
    under_own_service("a_swap_is_out_and_in", |socket| {
        let mut bench = Bench::new(&socket);
        bench.lay("iruca");
        for kind in ["suica", "iruca-2", "iruca"] {
            // An idle card is powered down once, 400 ms after it came; vpcd then swallows a swap at that very moment.
            std::thread::sleep(Duration::from_millis(1000));
            bench.desk.order(&format!("insert {kind}"));
            bench.heard.next_is(&card_out(FIRST));
            bench.heard.next_is(&card_in(FIRST));
        }
        bench.heard.is_quiet();
    });
}

#[test]
fn a_card_that_lies_there_already_is_told() {
    under_own_service("a_card_that_lies_there_already_is_told", |socket| {
        let mut bench = Bench::new(&socket);
        bench.lay("iruca");
        let (_monitor, heard) = listen();
        heard.next_is(&Event::Readers(two()));
        heard.next_is(&card_in(FIRST));
        heard.is_quiet();
    });
}

#[test]
fn two_readers_are_told_apart() {
    under_own_service("two_readers_are_told_apart", |socket| {
        let mut bench = Bench::new(&socket);
        bench.lay("iruca");
        bench.desk.order("insert suica reader=1");
        bench.heard.next_is(&card_in(SECOND));
        let codes = two().map_codes(&bench.readers);
        assert_eq!(codes, [0x80DE, 0x0003]);
        bench.take();
        bench.desk.order("remove reader=1");
        bench.heard.next_is(&card_out(SECOND));
        bench.heard.is_quiet();
    });
}

trait Codes {
    fn map_codes(&self, readers: &Readers) -> Vec<u16>;
}

impl Codes for Vec<String> {
    fn map_codes(&self, readers: &Readers) -> Vec<u16> {
        let code = |reader: &String| {
            readers.with_card(reader, |card| henro_felica::identify(card)).expect("a card").system_code.0
        };
        self.iter().map(code).collect()
    }
}

#[test]
fn without_a_service_that_is_said_and_nothing_breaks() {
    under_own_service("without_a_service_that_is_said_and_nothing_breaks", |_| {
        let readers = Readers::new();
        assert_eq!(readers.names(), Err(Error::NoService));
        assert_eq!(readers.with_card(FIRST, |_| Ok(())), Err(Error::NoService));
        let (monitor, heard) = listen();
        heard.next_is(&Event::ServiceGone);
        heard.is_quiet();
        let begun = Instant::now();
        monitor.stop();
        assert!(begun.elapsed() < Duration::from_secs(5));
    });
}

#[test]
fn a_service_without_readers_has_none() {
    under_own_service("a_service_without_readers_has_none", |socket| {
        let mut bench = Bench::new(&socket);
        bench.desk.order("service stop");
        bench.heard.next_is(&Event::ServiceGone);
        bench.desk.order("service bare");
        bench.heard.next_is(&Event::ServiceBack);
        bench.heard.next_is(&Event::Readers(vec![]));
        assert_eq!(bench.readers.names(), Ok(vec![]));
        assert_eq!(bench.readers.with_card(FIRST, |_| Ok(())), Err(Error::ReaderGone));
        bench.heard.is_quiet();
    });
}

#[test]
fn a_service_that_ends_and_begins_again_is_followed() {
    under_own_service("a_service_that_ends_and_begins_again_is_followed", |socket| {
        let mut bench = Bench::new(&socket);
        for end in ["service stop", "service kill"] {
            bench.lay("iruca");
            bench.desk.order(end);
            bench.heard.next_is(&card_out(FIRST));
            bench.heard.next_is(&Event::ServiceGone);
            assert_eq!(bench.readers.names(), Err(Error::NoService));
            bench.desk.order("service start");
            bench.heard.next_is(&Event::ServiceBack);
            let Event::Readers(mut readers) = bench.heard.next() else { panic!("the readers follow") };
            while readers != two() {
                let Event::Readers(now) = bench.heard.next() else { panic!("the readers follow") };
                readers = now;
            }
            bench.lay("suica");
            bench.take();
        }
        bench.heard.is_quiet();
    });
}

#[test]
fn a_monitor_that_waits_stops_at_once() {
    under_own_service("a_monitor_that_waits_stops_at_once", |socket| {
        let bench = Bench::new(&socket);
        for pause in [0, 1, 5, 300] {
            let (monitor, _heard) = listen();
            std::thread::sleep(Duration::from_millis(pause));
            let begun = Instant::now();
            monitor.stop();
            assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        }
        bench.heard.is_quiet();
    });
}

/// Thirty in the gate; `HENRO_CARD_CYCLES=1000` for the long run.
#[test]
fn many_cycles_miss_and_double_nothing() {
    under_own_service("many_cycles_miss_and_double_nothing", |socket| {
        let cycles = std::env::var("HENRO_CARD_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
        let mut bench = Bench::new(&socket);
        let begun = Instant::now();
        for cycle in 0..cycles {
            bench.lay(if cycle % 2 == 0 { "iruca" } else { "lite-s-issued" });
            bench.take();
        }
        bench.heard.is_quiet();
        println!("figure: {cycles} cycles of in and out in {} s", begun.elapsed().as_secs());
    });
}
