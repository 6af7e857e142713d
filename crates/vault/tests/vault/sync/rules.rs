//! Frames that are early, late, doubled, of the future, of a newer version, or against the rules.

use std::collections::BTreeSet;

use henro_sync::Value::{Integer, Real, Text};

use super::*;

const WEIGHT: u32 = 2;
const SETTING: u32 = 21;
const OF_TWO: i64 = 2 << 40;

fn one_op(op: Op) -> Sent {
    frame(Section::Vitals, 2, (1, Hash::ZERO), Batch { ops: vec![op], ..Batch::default() })
}

fn batch(ops: Vec<Op>) -> Batch {
    Batch { ops, ..Batch::default() }
}

/// Weights a device wrote, so many to a frame, as they come back from the server with their places.
fn placed(device: &mut Device, weights: u8, each: usize) -> Vec<Sent> {
    for n in 0..weights {
        device.write(weight(60.0 + f64::from(n)), i64::from(n));
    }
    let sent = std::iter::from_fn(|| device.seal(Section::Vitals, each));
    (1..).zip(sent).map(|(place, sent)| Sent { place: Some(place), ..sent }).collect()
}

#[test]
fn what_breaks_a_rule_is_refused_as_a_whole_and_the_chain_goes_on() {
    let put = |entity, kind, fields| op(entity, kind, OpAct::Put, hlc(5), fields);
    let good = put(OF_TWO + 1, WEIGHT, weight_fields(60_000));
    let bad = [
        // An entry in the range of another device, or of none.
        put((1 << 40) + 7, WEIGHT, weight_fields(1)),
        put(7, WEIGHT, weight_fields(1)),
        put(-1, WEIGHT, weight_fields(1)),
        // A kind of another section.
        put(OF_TWO + 2, 4, vec![(1, Integer(20_779)), (3, Integer(0)), (4, Text("x".into()))]),
        // A kind nobody knows yet, in the range of another device.
        put((1 << 40) + 7, 999, vec![]),
        Op { at: Some(-1), ..put(OF_TWO + 2, WEIGHT, weight_fields(1)) },
        Op { hlc: 1 << 63, ..put(OF_TWO + 2, WEIGHT, weight_fields(1)) },
        put(OF_TWO + 2, WEIGHT, vec![(5, Integer(1)), (4, Integer(0))]),
        put(OF_TWO + 2, WEIGHT, vec![(5, Integer(1)), (5, Integer(2))]),
        put(OF_TWO + 2, WEIGHT, vec![(0, Integer(1))]),
        put(OF_TWO + 2, WEIGHT, vec![(5, Real(f64::NAN))]),
        put(OF_TWO + 2, WEIGHT, (1..400).map(|n| (n, Integer(0))).collect()),
        // The clock stands still, or runs back.
        Op { hlc: hlc(4), ..put(OF_TWO + 2, WEIGHT, weight_fields(1)) },
        Op { hlc: hlc(3), ..put(OF_TWO + 2, WEIGHT, weight_fields(1)) },
    ];
    for (turn, bad) in bad.into_iter().enumerate() {
        let mut device = Device::new(1);
        let first = Op { hlc: hlc(4), ..good.clone() };
        let sent = frame(Section::Vitals, 2, (1, Hash::ZERO), batch(vec![first, bad]));
        let laid = device.lay(std::slice::from_ref(&sent)).unwrap();
        assert_eq!((laid.changes, laid.refused), (0, vec![(2, 1)]), "{turn}");
        let next = frame(Section::Vitals, 2, (2, sent.hash), batch(vec![good.clone()]));
        assert_eq!(device.lay(&[next]).unwrap().changes, 1, "{turn}");
        assert_eq!(device.daily().count_entries().unwrap(), 1, "{turn}");
        device.settled();
    }
}

#[test]
fn who_was_let_write_changes_nothing_that_others_wrote() {
    let own = BTreeSet::from([2, 5]);
    let guest = |sent: &Sent, device: &mut Device| {
        let frame = Incoming { guest: Some(&own), ..sent.incoming() };
        device.daily().lay_in(&[frame], stamp(0).utc_ms).unwrap()
    };
    let alone =
        |id| op(id, SETTING, OpAct::Put, hlc(5), vec![(4, Text("alone 4".into())), (5, Text("1".into()))]);
    let mut device = Device::new(1);
    let theirs = device.write(weight(61.0), 1).as_i64();
    device.daily().put_setting("alone 4", "null", &meta(1)).unwrap();
    device.daily().put_setting("other", "null", &meta(1)).unwrap();
    let before = device.settled();
    let refused = [
        (Section::Vitals, op(theirs, WEIGHT, OpAct::Set, hlc(5), vec![(5, Integer(1))])),
        (Section::Vitals, op(theirs, WEIGHT, OpAct::Delete, hlc(5), vec![])),
        (Section::Vitals, op(theirs, WEIGHT, OpAct::Restore, hlc(5), weight_fields(1))),
        // A number of nobody, and one that is another of theirs: each device makes entries under its own.
        (Section::Vitals, op(7, 999, OpAct::Put, hlc(5), vec![])),
        (Section::Vitals, op((5 << 40) + 1, WEIGHT, OpAct::Put, hlc(5), weight_fields(1))),
        (Section::Profile, op(-1, 20, OpAct::Put, hlc(5), vec![(4, Text("x".into()))])),
        (Section::Profile, op(-1, 20, OpAct::Set, hlc(5), vec![(4, Text("x".into()))])),
        (Section::Profile, alone(1)),
        (Section::Profile, op(of_setting("other"), SETTING, OpAct::Set, hlc(5), vec![(5, Text("1".into()))])),
        (Section::Profile, op(of_setting("alone 4"), SETTING, OpAct::Delete, hlc(5), vec![])),
    ];
    for (turn, (section, bad)) in refused.into_iter().enumerate() {
        let mut device = Device::new(1);
        let sent = frame(section, 2, (1, Hash::ZERO), batch(vec![bad]));
        assert_eq!(guest(&sent, &mut device).refused, vec![(2, 1)], "{turn}");
    }
    let bad = op(theirs, WEIGHT, OpAct::Delete, hlc(5), vec![]);
    let bad = frame(Section::Vitals, 2, (1, Hash::ZERO), batch(vec![bad]));
    assert_eq!(guest(&bad, &mut device).refused, vec![(2, 1)]);
    assert_eq!(device.settled(), before, "the owner's entry stands as it was");
    // Their own they make, change, take back and put back, those of their other device too; and they tell what they keep.
    let good = batch(vec![
        op(OF_TWO + 1, WEIGHT, OpAct::Put, hlc(6), weight_fields(60_000)),
        op(OF_TWO + 1, WEIGHT, OpAct::Set, hlc(7), vec![(5, Integer(61_000))]),
        op(OF_TWO + 1, WEIGHT, OpAct::Delete, hlc(8), vec![]),
        op(OF_TWO + 1, WEIGHT, OpAct::Restore, hlc(9), weight_fields(62_000)),
        op((5 << 40) + 1, WEIGHT, OpAct::Delete, hlc(10), vec![]),
    ]);
    let good = frame(Section::Vitals, 2, (2, bad.hash), good);
    assert_eq!(guest(&good, &mut device).changes, 5);
    let told =
        op(of_setting("alone 4"), SETTING, OpAct::Set, hlc(11), vec![(5, Text("\"2026-11-22\"".into()))]);
    let told = frame(Section::Profile, 2, (1, Hash::ZERO), batch(vec![told]));
    assert_eq!(guest(&told, &mut device).changes, 1);
    assert_eq!(device.daily().setting("alone 4").unwrap().as_deref(), Some("\"2026-11-22\""));
    // The same from somebody who owns the record is taken.
    let mut other = Device::new(1);
    let id = other.write(weight(61.0), 1);
    assert_eq!(other.lay(&[bad]).unwrap().changes, 1);
    assert!(other.daily().entry(id).unwrap().unwrap().deleted.is_some());
}

/// The id of a setting, as `docs/protocol.md` has it.
fn of_setting(key: &str) -> i64 {
    let hash = ring::digest::digest(&ring::digest::SHA256, key.as_bytes());
    hash.as_ref()[..5].iter().fold(0, |id, byte| id << 8 | i64::from(*byte))
}

#[test]
fn a_clock_that_does_not_rise_from_frame_to_frame_is_refused() {
    let mut device = Device::new(1);
    let at = |n, seconds| op(OF_TWO + n, WEIGHT, OpAct::Put, hlc(seconds), weight_fields(60_000));
    let one = frame(Section::Vitals, 2, (1, Hash::ZERO), batch(vec![at(1, 5)]));
    let two = frame(Section::Vitals, 2, (2, one.hash), batch(vec![at(2, 5)]));
    let laid = device.lay(&[one, two]).unwrap();
    assert_eq!((laid.changes, laid.refused), (1, vec![(2, 2)]));
}

#[test]
fn a_missing_frame_stops_the_page_and_another_one_under_the_same_number_is_a_fork() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    let sent = placed(&mut two, 6, 2);
    let gap = one.lay(&[sent[0].clone(), sent[2].clone()]);
    assert_eq!(gap.unwrap_err(), Error::Sync(SyncFault::Gap));
    assert_eq!(one.daily().count_entries().unwrap(), 0, "nothing of the page was taken");
    one.lay(&sent[..2]).unwrap();
    let other = frame(Section::Vitals, 2, (2, sent[0].hash), batch(vec![]));
    assert_eq!(one.lay(&[other]).unwrap_err(), Error::Sync(SyncFault::Fork));
    one.lay(&sent).unwrap();
    assert_eq!(one.settled(), two.settled());
    let lost = Incoming { bytes: b"x", hash: Hash::ZERO, place: None, batch: None, guest: None };
    assert_eq!(one.daily().lay_in(&[lost], 0), Err(Error::Sync(SyncFault::Malformed)));
    let unknown = FrameHead { stream: StreamId([77; 16]), ..sent[0].head() };
    let bytes = Unsigned { head: unknown, prev: Hash::ZERO, text: b"" }.sign(&Pen::of(2)).unwrap();
    let lost = Incoming { bytes: &bytes, hash: Hash::ZERO, place: None, batch: None, guest: None };
    assert_eq!(one.daily().lay_in(&[lost], 0), Err(Error::Sync(SyncFault::NoStream)));
}

#[test]
fn a_frame_that_came_in_a_segment_is_laid_in_and_leaves_no_bytes_to_fill_a_server_with() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    let mut sent = placed(&mut two, 4, 1);
    sent[1].bytes = henro_sync::bare(&sent[1].head());
    for _ in 0..2 {
        one.lay(&sent).unwrap();
    }
    assert_eq!(one.settled(), two.settled());
    let stream = sent[0].head().stream;
    let kept = one.daily().placed_frames(&stream, 0, 1 << 20).unwrap();
    let kept: Vec<u64> = kept.iter().map(|frame| Frame::read(&frame.bytes).unwrap().head.seq).collect();
    assert_eq!(kept, [1], "what lies behind the gap fills no row");
    assert_eq!(one.daily().newest_placed(&stream, 2).unwrap(), Some((4, sent[3].hash)));
    assert_eq!(one.daily().frame_devices(&stream).unwrap(), [2]);
}

#[test]
fn places_are_followed_one_by_one_and_the_head_runs_along() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    let sent = placed(&mut two, 4, 1);
    let place = |device: &mut Device| {
        let all = device.daily().streams().unwrap();
        all.into_iter().find(|stream| stream.section == Section::Vitals).map(|s| (s.place, s.head)).unwrap()
    };
    one.lay(&sent[..2]).unwrap();
    let running = sent[..2].iter().fold(Hash::ZERO, |head, s| henro_sync::running_head(&head, &s.hash));
    assert_eq!(place(&mut one), (2, running));
    let skipped = Sent { place: Some(4), ..sent[2].clone() };
    assert_eq!(one.lay(&[skipped]).unwrap_err(), Error::Sync(SyncFault::Gap));
    let swapped = Sent { place: Some(2), ..sent[2].clone() };
    assert_eq!(one.lay(&[swapped]).unwrap_err(), Error::Sync(SyncFault::Fork));
    let twice = Sent { place: Some(3), ..sent[0].clone() };
    assert_eq!(one.lay(&[twice]).unwrap_err(), Error::Sync(SyncFault::Fork));
    assert_eq!(place(&mut one), (2, running));
    one.lay(&sent).unwrap();
    // Its own frames come back to the device that made them: sent, and nothing new.
    let laid = two.lay(&sent).unwrap();
    assert_eq!(laid, Laid::default());
    assert_eq!(two.daily().unsent_frames(&stream(Section::Vitals), usize::MAX).unwrap(), []);
    assert_eq!(place(&mut one), place(&mut two));
    // A server that lost some of them has another order: it is taken up, and nothing is laid in twice.
    let id = stream(Section::Vitals);
    one.write(weight(70.0), 9);
    let own = one.seal(Section::Vitals, 9).unwrap();
    one.lay(&[Sent { place: Some(5), ..own.clone() }]).unwrap();
    let before = one.settled();
    one.daily().forget_places(&id).unwrap();
    assert_eq!(place(&mut one), (0, Hash::ZERO));
    assert_eq!(one.daily().unsent_frames(&id, usize::MAX).unwrap().len(), 1, "it may not be there any more");
    let anew = [&sent[..2], &[own], &sent[2..]].concat();
    let anew: Vec<Sent> = (1..).zip(anew).map(|(at, sent)| Sent { place: Some(at), ..sent }).collect();
    assert_eq!(one.lay(&anew).unwrap(), Laid::default());
    let running = anew.iter().fold(Hash::ZERO, |head, s| henro_sync::running_head(&head, &s.hash));
    assert_eq!(place(&mut one), (5, running));
    assert_eq!(one.daily().unsent_frames(&id, usize::MAX).unwrap(), []);
    assert_eq!(one.settled(), before);
}

#[test]
fn what_goes_into_no_frame_is_not_written_and_the_longest_that_does_is_sealed() {
    let mut device = Device::new(1);
    let text = |letters: usize| Entry::Diary { text: "あ".repeat(letters) };
    let new = |entry| NewEntry { when: at(day(11, 22), 7, 5), entry };
    let long = device.daily().record(&[new(weight(60.0)), new(text(20_000))], &meta(1));
    assert_eq!(long, Err(Error::Misfit));
    assert_eq!(device.daily().count_entries().unwrap(), 0, "all or none");
    let longest = text(19_900);
    let id = device.write(longest.clone(), 2);
    assert_eq!(device.daily().edit(id, at(day(11, 22), 7, 5), &text(20_000), &meta(3)), Err(Error::Misfit));
    // Many of them at once: as many frames as it takes.
    for n in 3..9 {
        device.write(longest.clone(), n);
    }
    let mut other = Device::new(2);
    let sent: Vec<Sent> = std::iter::from_fn(|| device.seal(Section::Diary, 1000)).collect();
    assert!(sent.len() > 1);
    other.lay(&sent).unwrap();
    assert_eq!(other.settled(), device.settled());
}

#[test]
fn a_batch_of_the_future_waits_and_does_not_move_the_clock() {
    let mut device = Device::new(1);
    let day = 86_400;
    let far = op(OF_TWO + 1, WEIGHT, OpAct::Put, hlc(day + 1), weight_fields(60_000));
    let sent = one_op(far);
    let laid = device.lay(std::slice::from_ref(&sent)).unwrap();
    assert_eq!((laid.changes, laid.waiting), (0, vec![(2, 1)]));
    assert_eq!(device.daily().count_entries().unwrap(), 0);
    device.write(steps(1), 10);
    let own = device.seal(Section::Activity, 9).unwrap();
    assert!(own.batch.ops[0].hlc < hlc(11), "the clock was not moved");
    let waiting = device.daily().waiting_frames(&stream(Section::Vitals), usize::MAX).unwrap();
    assert_eq!(waiting[0].bytes, sent.bytes);
    assert_eq!(device.daily().frontier(&stream(Section::Vitals)).unwrap(), []);
    // A day later it is laid in.
    let laid = device.daily().lay_in(&[sent.incoming()], stamp(1).utc_ms).unwrap();
    assert_eq!((laid.changes, laid.waiting), (1, vec![]));
    assert_eq!(device.daily().waiting_frames(&stream(Section::Vitals), usize::MAX).unwrap(), []);
    device.settled();
}

#[test]
fn a_frame_that_could_not_be_opened_is_laid_in_later() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    two.write(weight(61.0), 1);
    two.write(weight(62.0), 2);
    let sent: Vec<Sent> = std::iter::from_fn(|| two.seal(Section::Vitals, 1)).collect();
    let closed = Incoming { batch: None, ..sent[0].incoming() };
    let laid = one.daily().lay_in(&[closed, sent[1].incoming()], stamp(0).utc_ms).unwrap();
    assert_eq!((laid.changes, laid.waiting), (1, vec![(2, 1)]));
    assert_eq!(one.daily().frontier(&stream(Section::Vitals)).unwrap(), [], "the first is not laid in");
    assert_eq!(one.daily().frame_devices(&stream(Section::Vitals)).unwrap(), [2], "but it is here");
    assert_eq!(one.lay(&sent[..1]).unwrap().changes, 1);
    assert_eq!(one.settled(), two.settled());
}

#[test]
fn changes_that_come_before_their_entry_wait_for_it() {
    let (mut one, mut two, mut three) = (Device::new(1), Device::new(2), Device::new(3));
    let id = two.write(weight(61.0), 1);
    let made = two.seal_all();
    three.lay(&made).unwrap();
    three.daily().edit(id, at(day(11, 20), 7, 5), &weight(59.0), &meta(5)).unwrap();
    let edited = three.seal_all();
    one.lay(&edited).unwrap();
    assert_eq!((one.daily().entry(id).unwrap(), one.daily().count_entries().unwrap()), (None, 0));
    one.settled();
    one.lay(&made).unwrap();
    assert_eq!(one.daily().entry(id).unwrap().unwrap().entry, weight(59.0));
    assert_eq!(one.settled(), three.settled());
    // The same in one page, after another entry of that device.
    let mut four = Device::new(4);
    two.write(weight(70.0), 7);
    let more = two.seal_all();
    three.lay(&more).unwrap();
    let id = two.write(weight(71.0), 8);
    let last = two.seal_all();
    three.lay(&last).unwrap();
    three.daily().edit(id, at(day(11, 20), 7, 5), &weight(58.0), &meta(9)).unwrap();
    let page = [made, more, edited, three.seal_all(), last].concat();
    four.lay(&page).unwrap();
    assert_eq!(four.daily().entry(id).unwrap().unwrap().entry, weight(58.0));
    assert_eq!(four.settled(), three.settled());
}

#[test]
fn kinds_and_fields_of_a_newer_version_stay_in_the_log_and_an_entry_that_cannot_be_read_spoils_nothing() {
    let mut device = Device::new(1);
    let mut known = weight_fields(60_000);
    known.push((9, Text("a column of later".into())));
    let ops = vec![
        op(OF_TWO + 1, WEIGHT, OpAct::Put, hlc(1), known),
        op(OF_TWO + 2, 999, OpAct::Put, hlc(2), vec![(1, Integer(20_779)), (70, Text("later".into()))]),
        op(OF_TWO + 2, 999, OpAct::Set, hlc(3), vec![(70, Integer(4))]),
        // No such item; a text where a number belongs; no value at all; a day nobody lives to see.
        op(
            OF_TWO + 3,
            WEIGHT,
            OpAct::Put,
            hlc(4),
            vec![(1, Integer(20_779)), (4, Integer(99)), (5, Integer(1))],
        ),
        op(OF_TWO + 4, WEIGHT, OpAct::Put, hlc(5), vec![(1, Integer(20_779)), (4, Text("x".into()))]),
        op(OF_TWO + 5, WEIGHT, OpAct::Put, hlc(6), vec![(1, Integer(20_779))]),
        op(
            OF_TWO + 6,
            WEIGHT,
            OpAct::Put,
            hlc(7),
            vec![(1, Integer(i64::MAX)), (4, Integer(0)), (5, Integer(1))],
        ),
        // Deleted without ever having been.
        op(OF_TWO + 8, WEIGHT, OpAct::Delete, hlc(8), vec![]),
        // An edit makes a good entry one that cannot be read.
        op(OF_TWO + 9, WEIGHT, OpAct::Put, hlc(9), weight_fields(61_000)),
        op(OF_TWO + 9, WEIGHT, OpAct::Set, hlc(10), vec![(4, Text("x".into()))]),
    ];
    let sent = frame(Section::Vitals, 2, (1, Hash::ZERO), batch(ops));
    assert_eq!(device.lay(std::slice::from_ref(&sent)).unwrap().changes, 10);
    let stored = device.daily().day(Day::from_number(20_779).unwrap()).unwrap();
    assert_eq!(stored.iter().map(|entry| entry.entry.clone()).collect::<Vec<_>>(), [weight(60.0)]);
    assert_eq!(device.daily().deleted_since(0).unwrap(), []);
    device.settled();
    // The next edit makes it readable again.
    let mend = op(OF_TWO + 9, WEIGHT, OpAct::Set, hlc(11), vec![(4, Integer(0))]);
    device.lay(&[frame(Section::Vitals, 2, (2, sent.hash), batch(vec![mend]))]).unwrap();
    assert_eq!(device.daily().count_entries().unwrap(), 2);
    device.settled();
}

#[test]
fn a_setting_under_a_false_id_is_not_shown_and_does_not_stop_the_page() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    two.daily().put_setting("walk", "{}", &meta(1)).unwrap();
    let right = two.seal(Section::Profile, 9).unwrap();
    let entity = right.batch.ops[0].entity;
    let fields =
        |key: &str| vec![(1, Integer(20_779)), (3, Integer(0)), (4, Text(key.into())), (5, Text("1".into()))];
    let ops = vec![
        op(entity + 1, 21, OpAct::Put, hlc(2), fields("walk")),
        op(entity + 2, 21, OpAct::Put, hlc(3), fields("walk")),
    ];
    let wrong = frame(Section::Profile, 3, (1, Hash::ZERO), batch(ops));
    one.lay(&[wrong, right]).unwrap();
    assert_eq!(one.daily().settings().unwrap(), [("walk".to_owned(), "{}".to_owned())]);
    one.settled();
}
