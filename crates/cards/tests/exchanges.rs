//! Logging in and issuing through the real `pcscd`.

#![cfg(target_os = "linux")]

mod support;

use henro_cards::{CARD_KEY, SEALED, under_own_service};
use henro_felica::*;
use henro_pcsc::Readers;
use std::cell::Cell;
use std::time::{Duration, Instant};
use support::*;

const FAMILIES: [&str; 5] = ["sony", "identiv", "acr122", "acr1252", "transparent"];

fn key() -> CardKey {
    CardKey::new(CARD_KEY).expect("strong")
}

fn log_in_on(readers: &Readers, seed: u8) -> Result<Issued, Error> {
    readers.with_card(FIRST, |card| log_in(card, KeySource::Card(&key()), &Challenge::new([seed; 16])))
}

fn order() -> Order {
    Order {
        user: *b"henro1",
        key_version: 1,
        key: key(),
        sealed: SealedId(SEALED),
        lock: true,
        replace: false,
    }
}

/// Bytes that differ at each call.
fn random() -> impl Fn(&mut [u8]) {
    let next = Cell::new(0_u8);
    move |out| {
        next.set(next.get().wrapping_add(1));
        out.fill(next.get());
    }
}

fn issue_on(readers: &Readers) -> Result<usize, Error> {
    let random = random();
    readers.with_card(FIRST, |card| {
        let mut card = LiteS::find(card)?;
        let plan = card.plan(order(), &random)?;
        let steps = plan.steps().len();
        card.write_plan(plan, &random, &mut |_| {}).map_err(|halted| halted.error)?;
        Ok(steps)
    })
}

#[test]
fn every_family_of_readers_carries_a_login() {
    under_own_service("every_family_of_readers_carries_a_login", |socket| {
        for family in FAMILIES {
            // One language for each reader is remembered, so each family has its own.
            let mut bench = Bench::new(&socket);
            bench.lay(&format!("lite-s-issued family={family}"));
            for seed in 1..4 {
                let issued = log_in_on(&bench.readers, seed).expect(family);
                assert_eq!((issued.sealed, issued.mutual), (SealedId(SEALED), true));
            }
        }
    });
}

/// The driver between is ours; that escapes get through the card service and its control codes is real.
#[test]
fn an_rcs300_carries_a_login_through_escapes() {
    under_own_service("an_rcs300_carries_a_login_through_escapes", |socket| {
        let mut bench = Bench::new(&socket);
        bench.desk.order("service stop");
        bench.desk.order("service start as=Sony_RC-S300/P");
        let named = "Sony RC-S300/P 00 00";
        let begun = Instant::now();
        while !bench.readers.names().is_ok_and(|names| names.iter().any(|name| name == named)) {
            assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", bench.readers.names());
            std::thread::sleep(Duration::from_millis(10));
        }
        bench.desk.order("insert lite-s-issued family=rc-s300");
        while bench.heard.next() != card_in(named) {}
        let issued = bench
            .readers
            .with_card(named, |card| log_in(card, KeySource::Card(&key()), &Challenge::new([1; 16])));
        assert_eq!(issued.map(|it| (it.sealed, it.mutual)), Ok((SealedId(SEALED), true)));
        bench.desk.order("reader pull at=0");
        let gone = bench.readers.with_card(named, |card| identify(card));
        assert_eq!(gone.err(), Some(Error::ReaderGone));
    });
}

#[test]
fn a_reader_that_is_another_one_now_is_asked_again() {
    under_own_service("a_reader_that_is_another_one_now_is_asked_again", |socket| {
        let mut bench = Bench::new(&socket);
        for family in FAMILIES {
            bench.lay(&format!("lite-s-issued family={family}"));
            log_in_on(&bench.readers, 1).expect(family);
            bench.take();
        }
    });
}

#[test]
fn each_kind_of_card_is_what_it_is() {
    under_own_service("each_kind_of_card_is_what_it_is", |socket| {
        let mut bench = Bench::new(&socket);
        for (kind, code, login) in [
            ("iruca", 0x80DE, Error::NotKeyed),
            ("suica", 0x0003, Error::NotKeyed),
            ("student", 0xFE00, Error::NotKeyed),
            ("lite-s-blank", 0x88B4, Error::WrongKey),
            ("lite-s-wrong-key", 0x88B4, Error::WrongKey),
        ] {
            bench.lay(kind);
            let card = bench.readers.with_card(FIRST, |card| identify(card)).expect(kind);
            assert_eq!(card.system_code.0, code, "{kind}");
            assert_eq!(log_in_on(&bench.readers, 1).err(), Some(login), "{kind}");
            bench.take();
            assert_eq!(log_in_on(&bench.readers, 1).err(), Some(Error::NoCard), "{kind}");
        }
        bench.lay("type-a");
        assert_eq!(log_in_on(&bench.readers, 1).err(), Some(Error::NotFelica));
    });
}

#[test]
fn a_clone_is_refused() {
    under_own_service("a_clone_is_refused", |socket| {
        let mut bench = Bench::new(&socket);
        bench.lay("lite-s-issued name=real");
        let real = bench.readers.with_card(FIRST, |card| identify(card)).expect("the card");
        log_in_on(&bench.readers, 1).expect("its key");
        bench.take();
        bench.desk.order("clone of=real");
        bench.heard.next_is(&card_in(FIRST));
        assert_eq!(bench.readers.with_card(FIRST, |card| identify(card)), Ok(real));
        assert_eq!(log_in_on(&bench.readers, 2).err(), Some(Error::WrongKey));
    });
}

/// The card leaves before it hears each APDU in turn, or its answer is lost, until one login gets through.
#[test]
fn a_card_that_leaves_at_any_apdu_is_gone_and_the_next_login_works() {
    under_own_service("a_card_that_leaves_at_any_apdu_is_gone_and_the_next_login_works", |socket| {
        let mut bench = Bench::new(&socket);
        for manner in ["torn", "lost"] {
            let mut at = 0;
            loop {
                bench.lay(&format!("lite-s-issued {manner}={at}"));
                let answer = log_in_on(&bench.readers, 1);
                if answer.is_ok() {
                    break;
                }
                assert_eq!(answer.err(), Some(Error::CardGone), "{manner} at {at}");
                bench.heard.next_is(&card_out(FIRST));
                bench.desk.order("remove");
                at += 1;
            }
            // One polling finds the language, one the card; six frames follow (7 with the language asked for).
            assert_eq!(at, 8, "{manner}");
            bench.take();
        }
        bench.heard.is_quiet();
    });
}

#[test]
fn a_card_cut_short_while_written_is_finished() {
    under_own_service("a_card_cut_short_while_written_is_finished", |socket| {
        let mut bench = Bench::new(&socket);
        // From the first write, the ninth APDU, to the look at the closed card, the twenty-first.
        for at in 8..=21 {
            bench.lay(&format!("lite-s-blank name=c{at} lost={at}"));
            let answer = issue_on(&bench.readers);
            if at == 21 {
                assert_eq!(answer, Ok(7), "there are twenty-one APDUs");
                break;
            }
            assert_eq!(answer.err(), Some(Error::CardGone), "at {at}");
            bench.heard.next_is(&card_out(FIRST));
            bench.desk.order("remove");
            bench.lay(&format!("lite-s-blank name=c{at}"));
            issue_on(&bench.readers).unwrap_or_else(|error| panic!("at {at}: {error}"));
            assert_eq!(issue_on(&bench.readers), Ok(0));
            assert_eq!(
                log_in_on(&bench.readers, 1).map(|it| (it.sealed, it.mutual)),
                Ok((SealedId(SEALED), true))
            );
            bench.take();
        }
    });
}

#[test]
fn two_programs_take_turns() {
    under_own_service("two_programs_take_turns", |socket| {
        let mut bench = Bench::new(&socket);
        bench.lay("lite-s-issued delay=2");
        let other = Readers::new();
        std::thread::scope(|scope| {
            for readers in [&bench.readers, &other] {
                scope.spawn(move || {
                    for seed in 1..8 {
                        log_in_on(readers, seed).expect("nobody comes in between");
                    }
                });
            }
        });
    });
}

#[test]
fn a_card_that_another_program_holds_is_busy() {
    under_own_service("a_card_that_another_program_holds_is_busy", |socket| {
        let mut bench = Bench::new(&socket);
        bench.lay("lite-s-issued");
        let other = pcsc::Context::establish(pcsc::Scope::User).expect("the service runs");
        let name = std::ffi::CString::new(FIRST).expect("a name");
        let held =
            other.connect(&name, pcsc::ShareMode::Exclusive, pcsc::Protocols::ANY).expect("it is free");
        assert_eq!(log_in_on(&bench.readers, 1).err(), Some(Error::Busy));
        // It lets go and resets the card, as programs do.
        drop(held);
        assert!(log_in_on(&bench.readers, 2).is_ok());
    });
}

/// The nearest to a reader that is unplugged: the service dies while the card thinks.
#[test]
fn a_service_that_dies_in_the_middle_is_a_typed_error() {
    under_own_service("a_service_that_dies_in_the_middle_is_a_typed_error", |socket| {
        let mut bench = Bench::new(&socket);
        for pause in [20, 130, 250] {
            bench.lay("lite-s-issued delay=100");
            let answer = std::thread::scope(|scope| {
                let login = scope.spawn(|| log_in_on(&bench.readers, 1));
                std::thread::sleep(Duration::from_millis(pause));
                bench.desk.order("service kill");
                login.join().expect("no panic")
            });
            let error = answer.err();
            assert!(
                matches!(error, Some(Error::ReaderGone | Error::NoService | Error::CardGone)),
                "{error:?}"
            );
            bench.heard.next_is(&card_out(FIRST));
            bench.heard.next_is(&henro_pcsc::Event::ServiceGone);
            bench.desk.order("service start");
            bench.heard.next_is(&henro_pcsc::Event::ServiceBack);
            while bench.heard.next() != henro_pcsc::Event::Readers(two()) {}
        }
    });
}

/// Figures: from the event to the card's identity and proof.
#[test]
fn a_held_card_is_identified_and_proven_in_time() {
    under_own_service("a_held_card_is_identified_and_proven_in_time", |socket| {
        let mut bench = Bench::new(&socket);
        let rounds = std::env::var("HENRO_CARD_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
        let [mut told, mut identified, mut proven, mut whole] = [vec![], vec![], vec![], vec![]];
        for seed in 0..rounds {
            // Not in step with the service, which looks every 400 ms.
            std::thread::sleep(Duration::from_millis(u64::from(seed) * 37 % 400));
            let begun = Instant::now();
            bench.lay("lite-s-issued");
            told.push(begun.elapsed());
            bench.readers.with_card(FIRST, |card| identify(card)).expect("the card");
            identified.push(begun.elapsed());
            let before = Instant::now();
            log_in_on(&bench.readers, seed).expect("its key");
            proven.push(before.elapsed());
            whole.push(begun.elapsed());
            bench.take();
        }
        for (what, times) in [
            ("held to told", &mut told),
            ("held to identified", &mut identified),
            ("mutual authentication and the sealed id", &mut proven),
            ("held to proven", &mut whole),
        ] {
            times.sort();
            let (median, p95) = (times[times.len() / 2], times[(times.len() * 95).div_ceil(100) - 1]);
            println!(
                "figure: {what}: n {}, median {median:.1?}, p95 {p95:.1?}, max {:.1?}",
                times.len(),
                times[times.len() - 1]
            );
        }
    });
}
