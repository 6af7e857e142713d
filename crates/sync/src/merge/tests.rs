use proptest::prelude::*;

use super::*;

const KIND: u32 = 30;
const DOSE: u32 = 5;

fn rules(clinical: bool) -> Rules {
    Rules { clinical, safety: BTreeSet::from([(KIND, DOSE)]) }
}

fn change(hlc: u64, (device, seq): (u32, u64), saw: &[(u32, u64)], act: OpAct, dose: Option<i64>) -> Change {
    let fields = dose.map(|dose| (DOSE, Value::Integer(dose))).into_iter().collect();
    let op = Op { entity: 1, kind: KIND, act, hlc, at: None, actor: 1, subject: 1, source: 0, fields };
    Change { op, origin: Origin { device, seq, frontier: saw.iter().copied().collect() } }
}

fn view(changes: &[Change], clinical: bool) -> EntryView {
    let mut state = EntityState::default();
    changes.iter().for_each(|change| state.add(change.clone()));
    state.view(&rules(clinical)).unwrap()
}

fn dose(n: i64) -> Value {
    Value::Integer(n)
}

#[test]
fn a_field_has_the_value_of_its_newest_change_and_ties_go_by_device() {
    let put = change(10, (1, 1), &[], OpAct::Put, Some(1));
    let late = change(30, (2, 1), &[(1, 1)], OpAct::Set, Some(2));
    let early = change(20, (1, 2), &[(2, 1)], OpAct::Set, Some(3));
    assert_eq!(view(&[late.clone(), put.clone(), early], false).fields[&DOSE], dose(2));
    let tied = change(30, (1, 3), &[(2, 1)], OpAct::Set, Some(4));
    assert_eq!(view(&[tied, late, put], false).fields[&DOSE], dose(2));
}

#[test]
fn a_set_does_not_bring_back_what_was_deleted_and_a_restore_does() {
    let put = change(10, (1, 1), &[], OpAct::Put, Some(1));
    let delete = change(20, (1, 2), &[], OpAct::Delete, None);
    let set = change(30, (2, 1), &[(1, 1)], OpAct::Set, Some(2));
    let restore = change(40, (1, 3), &[], OpAct::Restore, Some(1));
    assert!(!view(&[put.clone(), delete.clone(), set.clone()], false).alive);
    assert!(view(&[put.clone(), delete.clone(), set.clone(), restore], false).alive);
    assert!(!view(std::slice::from_ref(&set), false).alive, "its beginning is not there yet");
    // Clinical: nobody who deleted knew of the edit.
    assert!(view(&[put.clone(), delete.clone(), set.clone()], true).alive);
    // Known to the one who deleted, it goes; also where the edit knew of the deletion.
    let knowing = change(20, (1, 2), &[(2, 1)], OpAct::Delete, None);
    assert!(!view(&[put.clone(), knowing, set.clone()], true).alive);
    let after = change(30, (2, 1), &[(1, 2)], OpAct::Set, Some(2));
    assert!(!view(&[put.clone(), delete.clone(), after], true).alive);
    let second = change(50, (3, 1), &[(1, 2), (2, 1)], OpAct::Delete, None);
    assert!(!view(&[put, delete, set, second], true).alive, "the second who deleted knew of it");
}

#[test]
fn a_dose_changed_on_two_devices_that_did_not_know_keeps_both_until_somebody_decides() {
    let put = change(10, (1, 1), &[], OpAct::Put, Some(1));
    let mine = change(20, (1, 2), &[], OpAct::Set, Some(2));
    let yours = change(25, (2, 1), &[(1, 1)], OpAct::Set, Some(3));
    let open = view(&[mine.clone(), yours.clone(), put.clone()], true);
    assert_eq!((&open.fields[&DOSE], &open.conflicts[&DOSE]), (&dose(3), &vec![dose(2)]));
    let same = change(25, (2, 1), &[(1, 1)], OpAct::Set, Some(2));
    assert!(view(&[put.clone(), mine.clone(), same], true).conflicts.is_empty(), "they say the same");
    let third = change(27, (3, 1), &[(1, 1)], OpAct::Set, Some(4));
    let three = view(&[third.clone(), mine.clone(), yours.clone(), put.clone()], true);
    assert_eq!(three.conflicts[&DOSE], [dose(3), dose(2)]);
    // Who decides knows all of them; knowing but two leaves the third open.
    let partly = change(40, (1, 3), &[(2, 1)], OpAct::Set, Some(3));
    let all = [put, mine, yours, third, partly];
    assert_eq!(view(&all, true).conflicts[&DOSE], [dose(4)]);
    let wholly = change(50, (1, 4), &[(2, 1), (3, 1)], OpAct::Set, Some(4));
    assert!(view(&[&all[..], &[wholly]].concat(), true).conflicts.is_empty());
    // What somebody decided who did not know the newest is open no more; the decision is.
    let before = change(22, (3, 1), &[(1, 2)], OpAct::Set, Some(9));
    assert_eq!(view(&[&all[..3], &[before]].concat(), true).conflicts[&DOSE], [dose(9)]);
    // No other field asks.
    let mut plain = rules(true);
    plain.safety.clear();
    let mut state = EntityState::default();
    all.iter().for_each(|change| state.add(change.clone()));
    assert!(state.view(&plain).unwrap().conflicts.is_empty());
}

#[test]
fn fields_that_a_put_or_restore_does_not_name_stay() {
    let mut newer = change(10, (1, 1), &[], OpAct::Put, Some(1));
    newer.op.fields.push((900, Value::Text("of a newer version".into())));
    let delete = change(20, (2, 1), &[(1, 1)], OpAct::Delete, None);
    let restore = change(30, (2, 2), &[(1, 1)], OpAct::Restore, Some(1));
    let shown = view(&[newer, delete, restore], false);
    assert!(shown.alive && shown.fields.contains_key(&900));
}

/// Any changes of four devices, also such as no honest device makes: the same stamp twice, frontiers of the future.
fn any_change() -> impl Strategy<Value = Change> {
    let fields = prop::collection::btree_map(
        4u32..7,
        prop_oneof![(0i64..3).prop_map(Value::Integer), any::<f64>().prop_map(Value::Real)],
        0..3,
    );
    let frontier = prop::collection::btree_map(1u32..5, 0u64..6, 0..4);
    (0u64..30, 1u32..5, 1u64..6, 1u8..5, frontier, fields).prop_map(
        |(hlc, device, seq, act, frontier, fields)| {
            let (entity, act, fields) = (1, OpAct::from_number(act).unwrap(), fields.into_iter().collect());
            let op = Op { entity, kind: KIND, act, hlc, at: None, actor: 1, subject: 1, source: 0, fields };
            Change { op, origin: Origin { device, seq, frontier } }
        },
    )
}

fn of(changes: &[Change]) -> EntityState {
    let mut state = EntityState::default();
    changes.iter().for_each(|change| state.add(change.clone()));
    state
}

fn digest(state: &EntityState, clinical: bool) -> Option<Hash> {
    state.view(&rules(clinical)).map(|view| state_digest([(1, &view)]))
}

fn joined(states: &[&EntityState]) -> EntityState {
    let mut all = EntityState::default();
    states.iter().for_each(|state| all.join(state));
    all
}

proptest! {
    #[test]
    fn order_repetition_and_batching_change_nothing(
        (changes, shuffled) in prop::collection::vec(any_change(), 0..16)
            .prop_flat_map(|changes| (Just(changes.clone()), Just(changes).prop_shuffle())),
        cut: prop::sample::Index,
        clinical: bool,
    ) {
        let whole = digest(&of(&changes), clinical);
        prop_assert_eq!(digest(&of(&shuffled), clinical), whole, "commutative");
        prop_assert_eq!(digest(&of(&[&changes[..], &shuffled].concat()), clinical), whole, "idempotent");
        let (a, rest) = changes.split_at(cut.index(changes.len() + 1));
        let (b, c) = rest.split_at(rest.len() / 2);
        let (a, b, c) = (of(a), of(b), of(c));
        prop_assert_eq!(digest(&joined(&[&joined(&[&a, &b]), &c]), clinical), whole, "associative");
        prop_assert_eq!(digest(&joined(&[&a, &joined(&[&b, &c])]), clinical), whole, "associative");
        prop_assert_eq!(digest(&joined(&[&c, &a, &b]), clinical), whole);
    }

    #[test]
    fn no_value_of_a_safety_field_vanishes_unseen(changes in prop::collection::vec(any_change(), 1..10)) {
        let state = of(&changes);
        let shown = state.view(&rules(true)).unwrap();
        let newest: Option<&Change> =
            state.changes().rfind(|change| change.op.fields.iter().any(|(field, _)| *field == DOSE));
        for change in state.changes() {
            let Some((_, value)) = change.op.fields.iter().find(|(field, _)| *field == DOSE) else { continue };
            let kept = same(value, &shown.fields[&DOSE])
                || shown.conflicts.get(&DOSE).is_some_and(|values| values.iter().any(|other| same(other, value)));
            let known = state.changes().any(|other| {
                other.stamp() != change.stamp()
                    && other.saw(change)
                    && other.op.fields.iter().any(|(field, _)| *field == DOSE)
            });
            let knew_newest = newest.is_some_and(|newest| change.saw(newest));
            prop_assert!(kept || known || knew_newest);
        }
    }
}

#[test]
fn the_digest_tells_what_is_shown() {
    let put = change(10, (1, 1), &[], OpAct::Put, Some(1));
    let base = view(std::slice::from_ref(&put), true);
    let other = view(&[put.clone(), change(20, (1, 2), &[], OpAct::Set, Some(2))], true);
    let gone = view(&[put, change(20, (1, 2), &[], OpAct::Delete, None)], true);
    let digests = [
        state_digest([(1, &base)]),
        state_digest([(2, &base)]),
        state_digest([(1, &other)]),
        state_digest([(1, &gone)]),
        state_digest([]),
    ];
    assert!(digests.iter().enumerate().all(|(n, digest)| !digests[..n].contains(digest)));
}
