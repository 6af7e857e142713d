//! Consents that end at once, keys to follow.

use super::*;

/// A consent to write in both halves.
fn to_both(id: u8, to: &Person) -> Act {
    let streams = vec![(VITALS, 0), (PROBLEMS, 0)];
    let grant =
        NewGrant { id: GrantId([id; 16]), to: to.id, role: Role::Append, streams, until: None, note: vec![] };
    Act::Grant { grant, steps: vec![], wraps: both(to).to_vec() }
}

/// It ends at once, with new keys of the daily stream alone.
fn end_of(world: &World, id: u8, stay: &[&Person]) -> Act {
    let wraps = stay.iter().map(|who| wrap(who, Tier::Daily)).collect();
    Act::End { grant: GrantId([id; 16]), steps: vec![world.step(VITALS)], wraps }
}

#[test]
fn a_consent_ends_at_once_and_the_keys_that_were_not_at_hand_are_owed_until_they_are_made() {
    let (mut world, people) = world(3);
    let [me, nurse, other] = &people[..] else { unreachable!() };
    world.act(me, to_both(1, nurse)).unwrap();
    world.act(me, to_both(2, other)).unwrap();
    let act = end_of(&world, 1, &[me, other]);
    assert_eq!(world.act(nurse, act.clone()), Err(Error::NotAllowed), "not by who only writes");
    let keeping = end_of(&world, 1, &[me, other, nurse]);
    assert_eq!(world.act(me, keeping), Err(Error::WrongRecipients));
    world.act(me, act.clone()).unwrap();
    assert_eq!(world.act(me, act), Err(Error::NotAllowed), "it is over already");
    let (control, at) = (&world.control, world.control.at);
    for stream in [VITALS, PROBLEMS] {
        assert_eq!(control.may_read(&nurse.id, &stream, at), None);
        assert!(!control.may_write(&nurse.id, &stream, at));
        assert_eq!(control.may_read(&other.id, &stream, at), Some(0));
    }
    assert_eq!((control.owes_key(&VITALS), control.owes_key(&PROBLEMS)), (false, true));
    assert_eq!((control.streams[&VITALS].epoch, control.streams[&PROBLEMS].epoch), (2, 1));
    // New keys for those who remain: then nothing is owed.
    let rotate = |world: &World, who: &[&Person]| Act::Rotate {
        steps: vec![world.step(PROBLEMS)],
        wraps: who.iter().map(|who| wrap(who, Tier::Clinical)).collect(),
    };
    let act = rotate(&world, &[me, other, nurse]);
    assert_eq!(world.act(me, act), Err(Error::WrongRecipients));
    let act = rotate(&world, &[me, other]);
    world.act(me, act).unwrap();
    assert!(!world.control.owes_key(&PROBLEMS));
    assert_eq!(world.control.streams[&PROBLEMS].epoch, 2);
}

#[test]
fn keys_are_owed_however_late_they_were_made_before_the_end_and_whatever_else_is_held() {
    let (mut world, people) = world(2);
    let [me, nurse] = &people[..] else { unreachable!() };
    world.act(me, to_both(1, nurse)).unwrap();
    let second = NewGrant {
        id: GrantId([2; 16]),
        to: nurse.id,
        role: Role::Read,
        streams: vec![(PROBLEMS, 0)],
        until: None,
        note: vec![],
    };
    let wraps = vec![wrap(nurse, Tier::Clinical)];
    world.act(me, Act::Grant { grant: second, steps: vec![], wraps }).unwrap();
    let act = Act::Rotate {
        steps: vec![world.step(PROBLEMS)],
        wraps: vec![wrap(me, Tier::Clinical), wrap(nurse, Tier::Clinical)],
    };
    let at = world.control.at + 1;
    world.act_at(at, me, act).unwrap();
    // In the same millisecond.
    let none = Act::End { grant: GrantId([1; 16]), steps: vec![], wraps: vec![] };
    world.act_at(at, me, none).unwrap();
    assert_eq!(world.control.may_read(&nurse.id, &PROBLEMS, at), Some(0), "by the other one");
    assert!(world.control.owes_key(&PROBLEMS) && world.control.owes_key(&VITALS));
    let deep = Act::RevokeDeep { grant: GrantId([1; 16]), steps: world.steps(), wraps: both(me).to_vec() };
    assert_eq!(world.act_at(at, me, deep), Err(Error::WrongRecipients), "the nurse still reads one");
    let wraps = [both(me).to_vec(), vec![wrap(nurse, Tier::Clinical)]].concat();
    let deep = Act::RevokeDeep { grant: GrantId([1; 16]), steps: world.steps(), wraps };
    world.act_at(at, me, deep).unwrap();
    let given = &world.control.grants[&GrantId([1; 16])];
    assert!(given.owed.is_empty() && given.deep && given.revoked == Some(at));
}

#[test]
fn what_was_written_before_a_consent_was_ended_stands_until_and_after_the_new_keys() {
    let (mut world, people) = world(2);
    let [me, nurse] = &people[..] else { unreachable!() };
    world.act(me, to_both(1, nurse)).unwrap();
    world.act(nurse, Act::Device { number: 2, identity: nurse.id, key: nurse.device.public() }).unwrap();
    let act = end_of(&world, 1, &[me]);
    world.act(me, act).unwrap();
    assert_eq!(world.control.may_stand(&PROBLEMS, 2, 1, 3), Ok(()), "under the key that is in force still");
    assert_eq!(world.control.may_stand(&VITALS, 2, 1, 3), Ok(()), "up to where was read");
    assert_eq!(world.control.may_stand(&VITALS, 2, 1, 4), Err(Error::WrongEpoch));
    assert_eq!(world.control.may_stand(&VITALS, 2, 2, 4), Err(Error::NotAllowed));
    let (steps, wraps) = (vec![world.step(PROBLEMS)], vec![wrap(me, Tier::Clinical)]);
    world.act(me, Act::Rotate { steps, wraps }).unwrap();
    assert_eq!(world.control.may_stand(&PROBLEMS, 2, 1, 3), Ok(()));
    assert_eq!(world.control.may_stand(&PROBLEMS, 2, 1, 4), Err(Error::WrongEpoch));
    assert_eq!(world.control.may_stand(&PROBLEMS, 2, 2, 4), Err(Error::NotAllowed));
}
