mod ended;
mod guests;

use std::collections::BTreeMap;

use super::*;
use crate::identity::tests::{device, genesis, keys};
use crate::identity::{IdentityAct, IdentityEntry, consent};
use crate::sign::tests::Pen;
use crate::{Error, GrantId, Hash, Identity, IdentityId, RecordId, Signer, StreamId, Tier};

const VITALS: StreamId = StreamId([10; 16]);
const PROBLEMS: StreamId = StreamId([11; 16]);
const RECORD: RecordId = RecordId([1; 16]);

/// Somebody with an account and one device.
struct Person {
    account: Pen,
    device: Pen,
    id: IdentityId,
}

/// A small world: people, and one record of the first of them.
struct World {
    who: BTreeMap<IdentityId, Identity>,
    control: Control,
}

fn person(seed: u8) -> (Person, Identity) {
    let (account, device) = (Pen::new(seed), Pen::new(seed + 1));
    let identity = Identity::begin(&genesis(&account, &device)).unwrap();
    (Person { account, device, id: identity.id }, identity)
}

fn world(count: u8) -> (World, Vec<Person>) {
    let (people, identities): (Vec<_>, Vec<_>) = (0..count).map(|n| person(10 * n + 1)).unzip();
    let who: BTreeMap<_, _> = identities.into_iter().map(|identity| (identity.id, identity)).collect();
    let me = &people[0];
    let streams = vec![(VITALS, Tier::Daily), (PROBLEMS, Tier::Clinical)];
    let act = Act::Genesis { streams, wraps: vec![wrap(me, Tier::Daily), wrap(me, Tier::Clinical)] };
    let entry = ControlEntry {
        record: RECORD,
        n: 0,
        prev: Hash::ZERO,
        at: 10_000,
        author: me.id,
        device: me.device.public(),
        act,
    };
    let control = Control::begin(&entry.sign(&me.device), &who).unwrap();
    (World { who, control }, people)
}

impl World {
    fn act_at(&mut self, at: u64, by: &Person, act: Act) -> Result<(), Error> {
        let entry = ControlEntry {
            record: RECORD,
            n: self.control.len,
            prev: self.control.head,
            at,
            author: by.id,
            device: by.device.public(),
            act,
        };
        self.control.apply(&entry.sign(&by.device), &self.who).map(drop)
    }

    fn act(&mut self, by: &Person, act: Act) -> Result<(), Error> {
        self.act_at(self.control.at + 1, by, act)
    }

    fn step(&self, stream: StreamId) -> EpochStep {
        EpochStep { stream, epoch: self.control.streams[&stream].epoch + 1, back: vec![], seen: 3 }
    }

    fn steps(&self) -> Vec<EpochStep> {
        vec![self.step(VITALS), self.step(PROBLEMS)]
    }
}

fn wrap(to: &Person, tier: Tier) -> Wrap {
    Wrap { to: to.id, tier, text: vec![1, 2, 3] }
}

fn both(to: &Person) -> [Wrap; 2] {
    [wrap(to, Tier::Daily), wrap(to, Tier::Clinical)]
}

fn grant(id: u8, to: &Person, role: Role, until: Option<u64>) -> Act {
    let given =
        NewGrant { id: GrantId([id; 16]), to: to.id, role, streams: vec![(VITALS, 0)], until, note: vec![] };
    Act::Grant { grant: given, steps: vec![], wraps: vec![wrap(to, Tier::Daily)] }
}

#[test]
fn a_consent_opens_its_streams_until_it_ends_or_is_taken_back() {
    let (mut world, people) = world(3);
    let [me, nurse, other] = &people[..] else { unreachable!() };
    assert_eq!(world.act(nurse, grant(1, nurse, Role::Read, None)), Err(Error::NotAllowed));
    world.act(me, grant(1, nurse, Role::Read, Some(20_000))).unwrap();
    assert_eq!(world.control.may_read(&nurse.id, &VITALS, 19_999), Some(0));
    assert_eq!(world.control.may_read(&nurse.id, &VITALS, 20_000), None);
    assert_eq!(world.control.may_read(&nurse.id, &PROBLEMS, 15_000), None);
    assert!(!world.control.may_write(&nurse.id, &VITALS, 15_000));
    world.act(me, grant(2, other, Role::Append, None)).unwrap();
    assert!(world.control.may_write(&other.id, &VITALS, 15_000));
    // Taking back: new keys of just what was given, for exactly those who remain.
    let revoke = |world: &World, wraps: Vec<Wrap>| Act::Revoke {
        grant: GrantId([1; 16]),
        steps: vec![world.step(VITALS)],
        wraps,
    };
    let [mine, others] = [wrap(me, Tier::Daily), wrap(other, Tier::Daily)];
    for wrong in [vec![mine.clone()], vec![mine.clone(), others.clone(), wrap(nurse, Tier::Daily)]] {
        let act = revoke(&world, wrong);
        assert_eq!(world.act(me, act), Err(Error::WrongRecipients));
    }
    let none = Act::Revoke { grant: GrantId([1; 16]), steps: vec![], wraps: vec![] };
    assert_eq!(world.act(me, none), Err(Error::WrongEpoch));
    let act = revoke(&world, vec![mine, others]);
    world.act(me, act.clone()).unwrap();
    assert_eq!(world.control.may_read(&nurse.id, &VITALS, 15_000), None);
    assert_eq!(world.control.streams[&VITALS].epoch, 2);
    assert_eq!(world.control.streams[&VITALS].ended[&1], 3);
    assert_eq!(world.act(me, act), Err(Error::NotAllowed), "it is taken back already");
}

#[test]
fn the_past_stays_closed_where_the_chain_of_keys_is_cut() {
    let (mut world, people) = world(2);
    let [me, nurse] = &people[..] else { unreachable!() };
    let given = NewGrant {
        id: GrantId([1; 16]),
        to: nurse.id,
        role: Role::Read,
        streams: vec![(VITALS, 4)],
        until: None,
        note: vec![],
    };
    let wraps = vec![wrap(me, Tier::Daily), wrap(nurse, Tier::Daily)];
    world.act(me, Act::Grant { grant: given, steps: vec![world.step(VITALS)], wraps }).unwrap();
    assert_eq!(world.control.may_read(&nurse.id, &VITALS, 11_000), Some(4));
}

#[test]
fn a_consent_that_ran_out_asks_for_new_keys_once() {
    let (mut world, people) = world(2);
    let [me, nurse] = &people[..] else { unreachable!() };
    let until = world.control.at + 60_000;
    world.act(me, grant(1, nurse, Role::Read, Some(until))).unwrap();
    assert!(world.control.run_out(until - 1).is_empty());
    assert_eq!(world.control.run_out(until).into_iter().collect::<Vec<_>>(), [VITALS]);
    // New keys made before it ran out went to the nurse too.
    let early = Act::Rotate {
        steps: vec![world.step(VITALS)],
        wraps: vec![wrap(me, Tier::Daily), wrap(nurse, Tier::Daily)],
    };
    world.act_at(until - 1, me, early).unwrap();
    assert_eq!(world.control.run_out(until).len(), 1);
    let late = Act::Rotate { steps: vec![world.step(VITALS)], wraps: vec![wrap(me, Tier::Daily)] };
    world.act_at(until, me, late).unwrap();
    assert!(world.control.run_out(until + 1).is_empty());
    // Another consent to the same person that ran out long ago asks for nothing while a newer one holds.
    world.act(me, grant(2, nurse, Role::Read, None)).unwrap();
    assert!(world.control.run_out(until + 2).is_empty());
}

#[test]
fn a_manager_gives_consents_and_makes_neither_managers_nor_owners() {
    let (mut world, people) = world(3);
    let [me, father, nurse] = &people[..] else { unreachable!() };
    world.act(me, grant(1, father, Role::Manager, None)).unwrap();
    world.act(father, grant(2, nurse, Role::Read, None)).unwrap();
    assert_eq!(world.act(father, grant(3, nurse, Role::Manager, None)), Err(Error::NotAllowed));
    let owner = Act::AddOwner { identity: father.id, wraps: both(father).to_vec() };
    assert_eq!(world.act(father, owner), Err(Error::NotAllowed));
    // What he does not manage he opens to nobody, himself neither, and makes no key of it.
    let clinical = |to: &Person, steps, wraps| {
        let streams = vec![(PROBLEMS, 0)];
        let (id, role) = (GrantId([4; 16]), Role::Read);
        Act::Grant {
            grant: NewGrant { id, to: to.id, role, streams, until: None, note: vec![] },
            steps,
            wraps,
        }
    };
    for to in [nurse, father] {
        let given = clinical(to, vec![], vec![wrap(to, Tier::Clinical)]);
        assert_eq!(world.act(father, given), Err(Error::NotAllowed));
        let all = vec![wrap(me, Tier::Clinical), wrap(to, Tier::Clinical)];
        assert_eq!(world.act(father, clinical(to, vec![world.step(PROBLEMS)], all)), Err(Error::NotAllowed));
    }
    let rotate = |world: &World, streams: &[StreamId], wraps| Act::Rotate {
        steps: streams.iter().map(|stream| world.step(*stream)).collect(),
        wraps,
    };
    let daily = vec![wrap(me, Tier::Daily), wrap(father, Tier::Daily), wrap(nurse, Tier::Daily)];
    let both_of_them = [daily.clone(), vec![wrap(me, Tier::Clinical)]].concat();
    let all = rotate(&world, &[VITALS, PROBLEMS], both_of_them);
    assert_eq!(world.act(father, all), Err(Error::NotAllowed));
    // Nor by ending a consent.
    let ends = Act::End {
        grant: GrantId([2; 16]),
        steps: vec![world.step(PROBLEMS)],
        wraps: vec![wrap(me, Tier::Clinical)],
    };
    assert_eq!(world.act(father, ends), Err(Error::NotAllowed));
    let own = rotate(&world, &[VITALS], daily);
    world.act(father, own).unwrap();
}

#[test]
fn an_owner_is_removed_with_agreement_or_after_fourteen_days() {
    let (mut world, people) = world(2);
    let [mother, father] = &people[..] else { unreachable!() };
    world.act(mother, Act::AddOwner { identity: father.id, wraps: both(father).to_vec() }).unwrap();
    let remove = |world: &World, agreed| Act::RemoveOwner {
        identity: father.id,
        agreed,
        steps: world.steps(),
        wraps: both(mother).to_vec(),
    };
    let alone = remove(&world, None);
    assert_eq!(world.act(mother, alone.clone()), Err(Error::NotAllowed));
    world.act(mother, Act::AskRemoval { identity: father.id }).unwrap();
    let asked = world.control.at;
    assert_eq!(world.act_at(asked + 14 * 86_400_000 - 1, mother, alone.clone()), Err(Error::NotAllowed));
    let mut later = World { who: world.who.clone(), control: world.control.clone() };
    later.act_at(asked + 14 * 86_400_000, mother, alone).unwrap();
    assert_eq!(later.control.owners.len(), 1);
    // With his signature at once; a signature made for another moment does not count.
    let signature = cosign(&RECORD, &Hash::ZERO, 7, &father.id, &father.device);
    let stale = remove(&world, Some(Cosign { device: father.device.public(), signature }));
    assert_eq!(world.act(mother, stale), Err(Error::Forged));
    let signature = cosign(&RECORD, &world.control.head, 7, &father.id, &father.device);
    let agreed = remove(&world, Some(Cosign { device: father.device.public(), signature }));
    world.act(mother, agreed).unwrap();
    assert!(!world.control.owners.contains(&father.id));
    let last = Act::RemoveOwner { identity: mother.id, agreed: None, steps: world.steps(), wraps: vec![] };
    assert_eq!(world.act(mother, last), Err(Error::NotAllowed), "a record never stands without an owner");
}

#[test]
fn a_notice_is_taken_back_by_others_and_begins_anew_when_given_again() {
    let (mut world, people) = world(3);
    let [mother, father, aunt] = &people[..] else { unreachable!() };
    world.act(mother, Act::AddOwner { identity: father.id, wraps: both(father).to_vec() }).unwrap();
    let withdraw = Act::WithdrawRemoval { identity: father.id };
    assert_eq!(world.act(mother, withdraw.clone()), Err(Error::NotAllowed), "nobody asked");
    world.act(mother, Act::AskRemoval { identity: father.id }).unwrap();
    assert_eq!(world.act(father, withdraw.clone()), Err(Error::NotAllowed), "it is about him");
    assert_eq!(world.act(aunt, withdraw.clone()), Err(Error::NotAllowed), "she owns nothing here");
    world.act(mother, withdraw).unwrap();
    let late = world.control.at + 15 * 86_400_000;
    let remove = |world: &World| Act::RemoveOwner {
        identity: father.id,
        agreed: None,
        steps: world.steps(),
        wraps: both(mother).to_vec(),
    };
    let alone = remove(&world);
    assert_eq!(world.act_at(late, mother, alone.clone()), Err(Error::NotAllowed));
    world.act_at(late, mother, Act::AskRemoval { identity: father.id }).unwrap();
    assert_eq!(world.act_at(late + 14 * 86_400_000 - 1, mother, alone.clone()), Err(Error::NotAllowed));
    world.act_at(late + 14 * 86_400_000, mother, alone).unwrap();
    assert_eq!(world.control.owners.len(), 1);
}

#[test]
fn each_epoch_says_who_made_its_key() {
    let (mut world, people) = world(2);
    let [mother, father] = &people[..] else { unreachable!() };
    world.act(mother, Act::AddOwner { identity: father.id, wraps: both(father).to_vec() }).unwrap();
    assert!(world.control.streams.values().all(|stream| stream.by == mother.id));
    let (steps, wraps) =
        (vec![world.step(VITALS)], vec![wrap(mother, Tier::Daily), wrap(father, Tier::Daily)]);
    world.act(father, Act::Rotate { steps, wraps }).unwrap();
    assert_eq!(
        (world.control.streams[&VITALS].by, world.control.streams[&PROBLEMS].by),
        (father.id, mother.id)
    );
}

#[test]
fn two_owners_who_remove_each_other_have_one_winner() {
    let (mut world, people) = world(2);
    let [mother, father] = &people[..] else { unreachable!() };
    world.act(mother, Act::AddOwner { identity: father.id, wraps: both(father).to_vec() }).unwrap();
    world.act(mother, Act::AskRemoval { identity: father.id }).unwrap();
    world.act(father, Act::AskRemoval { identity: mother.id }).unwrap();
    let at = world.control.at + 15 * 86_400_000;
    let of = |world: &World, gone: &Person, stays: &Person| Act::RemoveOwner {
        identity: gone.id,
        agreed: None,
        steps: world.steps(),
        wraps: both(stays).to_vec(),
    };
    let (first, second) = (of(&world, father, mother), of(&world, mother, father));
    world.act_at(at, mother, first).unwrap();
    assert_eq!(world.act_at(at, father, second), Err(Error::NotAllowed));
}

#[test]
fn a_record_passes_to_its_person_who_agreed_and_nobody_keeps_a_key() {
    let (mut world, people) = world(4);
    let [mother, child, doctor, father] = &people[..] else { unreachable!() };
    world.act(mother, grant(1, doctor, Role::Read, None)).unwrap();
    let over = |world: &World, by: &Person, wraps: Vec<Wrap>| {
        let signature = cosign(&RECORD, &world.control.head, 8, &child.id, &by.device);
        let agreed = Cosign { device: by.device.public(), signature };
        Act::HandOver { to: child.id, agreed, steps: world.steps(), wraps }
    };
    let forged = over(&world, mother, both(child).to_vec());
    assert_eq!(world.act(mother, forged), Err(Error::NotAllowed));
    let keeping = over(&world, child, [both(child), both(mother)].concat());
    assert_eq!(world.act(mother, keeping), Err(Error::WrongRecipients));
    // Another owner is not put out by it: they have their fourteen days.
    let mut two = World { who: world.who.clone(), control: world.control.clone() };
    two.act(mother, Act::AddOwner { identity: father.id, wraps: both(father).to_vec() }).unwrap();
    let at_once = over(&two, child, both(child).to_vec());
    assert_eq!(two.act(mother, at_once.clone()), Err(Error::NotAllowed));
    two.act(mother, Act::AskRemoval { identity: father.id }).unwrap();
    let asked = two.control.at;
    let later = over(&two, child, both(child).to_vec());
    assert_eq!(two.act_at(asked + 14 * 86_400_000 - 1, mother, later.clone()), Err(Error::NotAllowed));
    two.act_at(asked + 14 * 86_400_000, mother, later).unwrap();
    assert_eq!(two.control.owners.iter().collect::<Vec<_>>(), [&child.id]);
    let act = over(&world, child, both(child).to_vec());
    world.act(mother, act).unwrap();
    assert_eq!(world.control.owners.iter().collect::<Vec<_>>(), [&child.id]);
    assert_eq!(world.control.may_read(&mother.id, &VITALS, world.control.at), None);
    assert_eq!(world.control.may_read(&doctor.id, &VITALS, world.control.at), None);
    world.act(child, grant(2, mother, Role::Read, None)).unwrap();
}

#[test]
fn numbers_of_devices_are_given_in_a_row_and_only_to_who_may_write() {
    let (mut world, people) = world(3);
    let [me, nurse, club] = &people[..] else { unreachable!() };
    world.act(me, grant(1, nurse, Role::Append, None)).unwrap();
    world.act(me, grant(2, club, Role::Read, None)).unwrap();
    let number = |number, of: &Person| Act::Device { number, identity: of.id, key: of.device.public() };
    assert_eq!(world.act(club, number(2, club)), Err(Error::NotAllowed));
    assert_eq!(world.act(nurse, number(3, nurse)), Err(Error::Unchained));
    world.act(nurse, number(2, nurse)).unwrap();
    assert_eq!(world.act(nurse, number(3, nurse)), Err(Error::NotAllowed), "one number a device");
    assert_eq!(world.act(nurse, number(3, me)), Err(Error::NotAllowed));
}

#[test]
fn a_device_of_the_daily_half_or_one_that_left_changes_no_consent() {
    let (mut world, people) = world(2);
    let [me, nurse] = &people[..] else { unreachable!() };
    let phone = Pen::new(90);
    let identity = world.who.get_mut(&me.id).unwrap();
    let joins =
        IdentityAct::AddDevice { device: device(&phone, Tier::Daily), consent: consent(&me.id, &phone) };
    let entry = IdentityEntry { n: identity.len, prev: identity.head, at: 5_000, act: joins };
    identity.apply(&entry.sign(&me.account)).unwrap();
    let weak = Person { account: Pen::new(1), device: phone, id: me.id };
    assert_eq!(world.act(&weak, grant(1, nurse, Role::Read, None)), Err(Error::NotAllowed));
    let number = Act::Device { number: 2, identity: me.id, key: weak.device.public() };
    world.act(&weak, number).unwrap();
    let identity = world.who.get_mut(&me.id).unwrap();
    let leaves =
        IdentityAct::RemoveDevice { device: me.device.public(), keys: keys(&me.account), handed: vec![] };
    let entry = IdentityEntry { n: identity.len, prev: identity.head, at: 10_005, act: leaves };
    identity.apply(&entry.sign(&me.account)).unwrap();
    assert_eq!(
        world.act_at(10_005 + 20 * 60_000, me, grant(1, nurse, Role::Read, None)),
        Err(Error::NotAllowed)
    );
}

#[test]
fn a_chain_is_read_again_after_a_device_with_a_number_has_left() {
    let (mut world, people) = world(2);
    let [me, nurse] = &people[..] else { unreachable!() };
    let genesis = ControlEntry {
        record: RECORD,
        n: 0,
        prev: Hash::ZERO,
        at: 10_000,
        author: me.id,
        device: me.device.public(),
        act: Act::Genesis { streams: vec![(VITALS, Tier::Daily)], wraps: vec![wrap(me, Tier::Daily)] },
    };
    let genesis = genesis.sign(&me.device);
    let mut control = Control::begin(&genesis, &world.who).unwrap();
    let entry = |control: &Control, by: &Person, act| {
        let (n, prev, at) = (control.len, control.head, control.at + 1);
        let (author, device) = (by.id, by.device.public());
        ControlEntry { record: RECORD, n, prev, at, author, device, act }.sign(&by.device)
    };
    let given = entry(&control, me, grant(1, nurse, Role::Append, None));
    control.apply(&given, &world.who).unwrap();
    let act = Act::Device { number: 2, identity: nurse.id, key: nurse.device.public() };
    let numbered = entry(&control, nurse, act);
    control.apply(&numbered, &world.who).unwrap();
    let identity = world.who.get_mut(&nurse.id).unwrap();
    let leaves = IdentityAct::RemoveDevice {
        device: nurse.device.public(),
        keys: keys(&nurse.account),
        handed: vec![],
    };
    let left = IdentityEntry { n: identity.len, prev: identity.head, at: 20_000, act: leaves };
    identity.apply(&left.sign(&nurse.account)).unwrap();
    let again = Control::fold([&genesis[..], &given, &numbered], &world.who);
    assert_eq!(again.as_ref(), Ok(&control));
}

#[test]
fn entries_are_bound_to_their_place_record_and_time_and_every_bit_counts() {
    let (world, people) = world(2);
    let [me, nurse] = &people[..] else { unreachable!() };
    let base = ControlEntry {
        record: RECORD,
        n: 1,
        prev: world.control.head,
        at: 10_001,
        author: me.id,
        device: me.device.public(),
        act: grant(1, nurse, Role::Read, Some(20_000)),
    };
    let try_on = |bytes: &[u8]| world.control.clone().apply(bytes, &world.who);
    let wrong = [
        (ControlEntry { n: 2, ..base.clone() }, Error::Unchained),
        (ControlEntry { prev: Hash::ZERO, ..base.clone() }, Error::Unchained),
        (ControlEntry { record: RecordId([2; 16]), ..base.clone() }, Error::Unchained),
        (ControlEntry { at: 9_999, ..base.clone() }, Error::WrongTime),
    ];
    for (entry, why) in wrong {
        assert_eq!(try_on(&entry.sign(&me.device)), Err(why));
    }
    assert_eq!(try_on(&base.sign(&nurse.device)), Err(Error::Forged));
    let good = base.sign(&me.device);
    assert_eq!(try_on(&good), Ok(base));
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(try_on(&bad).is_err(), "bit {bit}");
    }
}

#[test]
fn all_is_sealed_anew_only_where_nobody_stays_to_whom_the_past_is_closed() {
    let (mut world, people) = world(4);
    let [me, nurse, other, late] = &people[..] else { unreachable!() };
    for (n, to) in [(1, nurse), (2, other)] {
        world.act(me, grant(n, to, Role::Read, None)).unwrap();
    }
    let manager = grant(4, other, Role::Manager, None);
    world.act(me, manager).unwrap();
    let given = NewGrant {
        id: GrantId([3; 16]),
        to: late.id,
        role: Role::Read,
        streams: vec![(VITALS, 3)],
        until: Some(20_000),
        note: vec![],
    };
    let from_now = Act::Grant { grant: given, steps: vec![], wraps: vec![wrap(late, Tier::Daily)] };
    world.act(me, from_now).unwrap();
    let deep = |world: &World, who: &[&Person]| Act::RevokeDeep {
        grant: GrantId([1; 16]),
        steps: vec![world.step(VITALS)],
        wraps: who.iter().map(|who| wrap(who, Tier::Daily)).collect(),
    };
    let act = deep(&world, &[me, other, late]);
    assert_eq!(world.act(me, act), Err(Error::WrongRecipients), "the key would open the past to one of them");
    assert_eq!(partial_readers(&world.control, &VITALS, 19_999), [late.id].into());
    assert!(partial_readers(&world.control, &VITALS, 20_000).is_empty(), "it has run out");
    let act = deep(&world, &[me, other]);
    assert_eq!(world.act_at(20_000, other, act.clone()), Err(Error::NotAllowed), "not by a manager");
    assert_eq!(world.control.streams[&VITALS].floor, None);
    world.act_at(20_000, me, act).unwrap();
    assert_eq!(world.control.streams[&VITALS].floor, Some(Floor { epoch: 2, at: 20_000 }));
    assert_eq!(world.control.streams[&PROBLEMS].floor, None);
    let act = Act::Rotate {
        steps: vec![world.step(VITALS)],
        wraps: vec![wrap(me, Tier::Daily), wrap(other, Tier::Daily)],
    };
    world.act(me, act).unwrap();
    assert_eq!(
        world.control.streams[&VITALS].floor.map(|floor| floor.epoch),
        Some(2),
        "new keys alone ask for nothing"
    );
    let act = deep(&world, &[me, other]);
    assert_eq!(world.act_at(20_001, me, act), Err(Error::NotAllowed), "it was taken back deeply already");
}

#[test]
fn what_was_taken_back_or_ran_out_can_be_taken_back_deeply_later() {
    let (mut world, people) = world(2);
    let [me, other] = &people[..] else { unreachable!() };
    world.act(me, grant(1, other, Role::Read, None)).unwrap();
    world.act(me, grant(2, other, Role::Read, Some(20_000))).unwrap();
    let wraps = vec![wrap(me, Tier::Daily)];
    let both = vec![wrap(me, Tier::Daily), wrap(other, Tier::Daily)];
    let act = |world: &World, id: u8, deep: bool, wraps: &Vec<Wrap>| {
        let (grant, steps, wraps) = (GrantId([id; 16]), vec![world.step(VITALS)], wraps.clone());
        if deep { Act::RevokeDeep { grant, steps, wraps } } else { Act::Revoke { grant, steps, wraps } }
    };
    let first = act(&world, 1, false, &both);
    world.act_at(11_000, me, first).unwrap();
    let again = act(&world, 1, false, &both);
    assert_eq!(world.act_at(11_001, me, again), Err(Error::NotAllowed), "a second time says nothing new");
    let later = act(&world, 1, true, &both);
    assert_eq!(world.act_at(11_002, other, later.clone()), Err(Error::NotAllowed), "not by who had it");
    world.act_at(11_002, me, later).unwrap();
    let given = &world.control.grants[&GrantId([1; 16])];
    assert_eq!((given.revoked, given.deep), (Some(11_000), true), "it ended when it ended");
    assert_eq!(world.control.streams[&VITALS].floor.map(|floor| floor.at), Some(11_002));
    let over = act(&world, 2, true, &wraps);
    world.act_at(30_000, me, over).unwrap();
    assert_eq!(world.control.streams[&VITALS].floor.map(|floor| floor.at), Some(30_000));
    let more = act(&world, 1, true, &wraps);
    assert_eq!(world.act_at(30_001, me, more), Err(Error::NotAllowed), "once is enough");
}

#[test]
fn every_act_is_read_back_as_written() {
    let (world, people) = world(1);
    let me = &people[0];
    let agreed = Cosign { device: me.device.public(), signature: [4; 64] };
    let (steps, wraps) = (world.steps(), both(me).to_vec());
    let acts = [
        Act::Genesis { streams: vec![(VITALS, Tier::Daily)], wraps: wraps.clone() },
        Act::Device { number: 2, identity: me.id, key: me.device.public() },
        grant(1, me, Role::Manager, None),
        Act::Revoke { grant: GrantId([1; 16]), steps: steps.clone(), wraps: wraps.clone() },
        Act::RevokeDeep { grant: GrantId([1; 16]), steps: steps.clone(), wraps: wraps.clone() },
        Act::End { grant: GrantId([1; 16]), steps: vec![], wraps: vec![] },
        Act::Rotate { steps: steps.clone(), wraps: wraps.clone() },
        Act::AddOwner { identity: me.id, wraps: wraps.clone() },
        Act::AskRemoval { identity: me.id },
        Act::RemoveOwner { identity: me.id, agreed: None, steps: steps.clone(), wraps: wraps.clone() },
        Act::RemoveOwner {
            identity: me.id,
            agreed: Some(agreed.clone()),
            steps: steps.clone(),
            wraps: wraps.clone(),
        },
        Act::HandOver { to: me.id, agreed, steps, wraps: wraps.clone() },
        Act::AddStream { stream: VITALS, tier: Tier::Clinical, wraps },
    ];
    for act in acts {
        let (record, prev, device) = (RECORD, Hash::ZERO, me.device.public());
        let entry = ControlEntry { record, n: 7, prev, at: 1, author: me.id, device, act };
        let bytes = entry.sign(&me.device);
        assert_eq!(ControlEntry::read(&bytes).as_ref(), Ok(&entry));
        for cut in 0..bytes.len() {
            assert!(ControlEntry::read(&bytes[..cut]).is_err());
        }
    }
}

#[test]
fn frames_are_packed_by_their_device_or_for_an_owner_by_an_owner() {
    let (mut world, people) = world(3);
    let [me, partner, doctor] = &people[..] else { unreachable!() };
    world.act(me, Act::AddOwner { identity: partner.id, wraps: both(partner).to_vec() }).unwrap();
    world.act(me, grant(1, doctor, Role::Append, None)).unwrap();
    for (number, of) in [(2, partner), (3, doctor)] {
        let key = of.device.public();
        world.act(of, Act::Device { number, identity: of.id, key }).unwrap();
    }
    let frame = crate::FrameHead {
        stream: VITALS,
        device: 1,
        seq: 9,
        epoch: 1,
        minute: 1,
        salt: [0; 24],
        commitment: [0; 16],
    };
    let may = |author, by| {
        let (before, after, digest) = (Hash::ZERO, Hash::ZERO, Hash::ZERO);
        let frame = crate::FrameHead { device: author, ..frame };
        let head = crate::SegmentHead { frame, first: 1, by, before, after, digest };
        crate::may_compact(&head, &world.control)
    };
    assert!(may(1, 1) && may(1, 2) && may(3, 3));
    assert!(!may(3, 1) && !may(1, 3) && !may(4, 4) && !may(1, 4));
}
