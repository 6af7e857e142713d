//! Writing a blank card, cut short at every frame, and finished.

use henro_cards::{CARD_KEY, Card, InHand, Kind, SEALED};
use henro_felica::*;
use std::cell::Cell;

fn order(lock: bool) -> Order {
    let key = CardKey::new(CARD_KEY).expect("strong");
    Order { user: *b"henro1", key_version: 1, key, sealed: SealedId(SEALED), lock, replace: false }
}

/// Bytes that differ at each call; whether they are random does not matter here.
fn random() -> impl Fn(&mut [u8]) {
    let next = Cell::new(1_u64);
    move |out| {
        for byte in out {
            next.set(
                next.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407),
            );
            *byte = (next.get() >> 56) as u8;
        }
    }
}

fn write(hand: &mut InHand, order: Order) -> Result<Vec<Step>, Option<Step>> {
    let random = random();
    let mut card = LiteS::find(hand).map_err(|_| None)?;
    let plan = card.plan(order, &random).map_err(|_| None)?;
    let mut steps = Vec::new();
    match card.write_plan(plan, &random, &mut |step| steps.push(step)) {
        Ok(()) => Ok(steps),
        Err(halted) => Err(halted.step),
    }
}

fn stage(hand: &mut InHand, order: Order) -> Result<Stage, Error> {
    LiteS::find(hand)?.plan(order, &random()).map(|plan| plan.stage())
}

fn memory(hand: &InHand, number: u8) -> [u8; 16] {
    match &hand.card {
        Card::LiteS(card) => card.memory(number),
        other => panic!("{other:?} is no Lite-S card"),
    }
}

fn all(hand: &InHand) -> Vec<[u8; 16]> {
    [0x00, 0x01, 0x82, 0x86, 0x87, 0x88].map(|number| memory(hand, number)).to_vec()
}

#[test]
fn a_blank_card_becomes_one_that_logs_in() {
    for lock in [false, true] {
        let mut hand = InHand::new(Kind::Blank.card());
        let steps = write(&mut hand, order(lock)).expect("written");
        assert_eq!(steps.len(), if lock { 7 } else { 6 });
        let like = InHand::new(if lock { Kind::Issued.card() } else { Kind::IssuedOpen.card() });
        assert_eq!(all(&hand), all(&like));
        let key = CardKey::new(CARD_KEY).expect("strong");
        let issued = log_in(&mut hand, KeySource::Card(&key), &Challenge::new([5; 16])).expect("its key");
        assert_eq!((issued.sealed, issued.mutual), (SealedId(SEALED), lock));
        assert_eq!(write(&mut hand, order(lock)), Ok(Vec::new()), "nothing is left to do");
    }
}

#[test]
fn a_plan_shows_what_will_be_done_and_writes_nothing() {
    for kind in [Kind::Blank, Kind::IssuedOpen, Kind::Issued, Kind::WrongKey] {
        let mut hand = InHand::new(kind.card());
        let before = all(&hand);
        let mut card = LiteS::find(&mut hand).expect("a Lite-S card");
        let plan = card.plan(order(true), &random());
        if let Ok(plan) = &plan {
            assert_eq!(plan.is_irreversible(), kind != Kind::Issued);
            assert!(!format!("{plan:?}").contains("16, 17, 18"), "the key is not shown");
        }
        assert_eq!(plan.is_ok(), kind != Kind::WrongKey);
        assert_eq!(all(&hand), before);
    }
}

#[test]
fn a_card_cut_short_at_any_frame_is_recognised_and_finished() {
    let mut whole = InHand::new(Kind::Blank.card());
    write(&mut whole, order(true)).expect("written");
    let mut stages = std::collections::BTreeSet::new();
    for at in 0..whole.frames {
        for lost in [false, true] {
            let mut hand = InHand::new(Kind::Blank.card());
            (hand.torn_at, hand.lost_at) = if lost { (None, Some(at)) } else { (Some(at), None) };
            write(&mut hand, order(true)).expect_err("cut short");
            // The person lays the card down again.
            let mut again = InHand::new(hand.card.clone());
            again.card.reset();
            stages.insert(stage(&mut again, order(true)).expect("recognised"));
            write(&mut again, order(true)).unwrap_or_else(|step| panic!("frame {at}: stopped at {step:?}"));
            assert_eq!(all(&again), all(&whole), "frame {at}, lost {lost}");
        }
    }
    assert_eq!(stages.len(), 6, "{stages:?}: every stage but a foreign key was met");
}

#[test]
fn the_step_that_stopped_is_named() {
    let mut named = Vec::new();
    for at in 0..40 {
        let mut hand = InHand { torn_at: Some(at), ..InHand::new(Kind::Blank.card()) };
        match write(&mut hand, order(true)) {
            Ok(_) => break,
            Err(Some(step)) if named.last() != Some(&step) => named.push(step),
            Err(_) => {}
        }
    }
    assert_eq!(
        named,
        [
            Step::WriteId,
            Step::WriteVersion,
            Step::WriteKey,
            Step::VerifyKey,
            Step::WriteSealedId,
            Step::VerifySealedId,
            Step::Lock
        ]
    );
}

#[test]
fn the_card_of_someone_else_is_written_only_when_told_so_and_never_when_closed() {
    let mut foreign = order(false);
    foreign.key = CardKey::new(*b"one more key 123").expect("strong");
    let mut open = InHand::new(Kind::IssuedOpen.card());
    assert_eq!(stage(&mut open, foreign.clone()), Err(Error::WrongKey));
    let replacing = Order { replace: true, ..foreign };
    assert_eq!(stage(&mut open, replacing.clone()), Ok(Stage::OtherKey));
    assert_eq!(stage(&mut InHand::new(Kind::Issued.card()), replacing.clone()), Err(Error::WrongKey));
    write(&mut open, replacing).expect("written");
    assert_eq!(memory(&open, 0x87), *b"one more key 123");
}

#[test]
fn a_plan_for_one_card_writes_no_other() {
    let random = random();
    let mut first = InHand::new(Kind::Blank.card());
    let plan = LiteS::find(&mut first).expect("a card").plan(order(false), &random).expect("a plan");
    let mut second = InHand::new(Kind::Blank2.card());
    let before = all(&second);
    let halted = LiteS::find(&mut second)
        .expect("a card")
        .write_plan(plan, &random, &mut |_| {})
        .expect_err("another card");
    assert_eq!((halted.step, halted.error), (None, Error::CardGone));
    assert_eq!(all(&second), before);
    // The same card, changed since.
    let plan = LiteS::find(&mut first).expect("a card").plan(halted.order, &random).expect("a plan");
    write(&mut first, Order { key_version: 9, ..order(false) }).expect("written");
    let halted =
        LiteS::find(&mut first).expect("a card").write_plan(plan, &random, &mut |_| {}).expect_err("changed");
    assert_eq!((halted.step, halted.error), (None, Error::CardGone));
}
