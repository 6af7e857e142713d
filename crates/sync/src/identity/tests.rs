use super::*;
use crate::sign::tests::Pen;

pub(crate) fn keys(account: &Pen) -> Keys {
    Keys { sign: account.public(), suite: 2, daily: vec![1; 32], clinical: vec![2; 32] }
}

pub(crate) fn device(pen: &Pen, tier: Tier) -> DeviceEntry {
    DeviceEntry { key: pen.public(), tier, name: String::new(), kem: vec![3; 32] }
}

pub(crate) fn genesis(account: &Pen, first: &Pen) -> Vec<u8> {
    let act = IdentityAct::Genesis {
        kind: Kind::Person,
        name: String::new(),
        keys: keys(account),
        device: device(first, Tier::Clinical),
    };
    IdentityEntry { n: 0, prev: Hash::ZERO, at: 1_000, act }.sign(account)
}

fn next(identity: &Identity, act: IdentityAct) -> IdentityEntry {
    IdentityEntry { n: identity.len, prev: identity.head, at: identity.at + 1, act }
}

#[test]
fn a_device_joins_with_its_consent_and_leaves_with_new_keys() {
    let (account, renewed, phone, tablet) = (Pen::new(1), Pen::new(2), Pen::new(3), Pen::new(4));
    let mut me = Identity::begin(&genesis(&account, &phone)).unwrap();
    let joins = |consent| IdentityAct::AddDevice { device: device(&tablet, Tier::Daily), consent };
    let stolen = next(&me, joins(consent(&me.id, &phone))).sign(&account);
    assert_eq!(me.apply(&stolen), Err(Error::Forged));
    let agreed = next(&me, joins(consent(&me.id, &tablet))).sign(&account);
    me.apply(&agreed).unwrap();
    assert_eq!(me.device(&tablet.public()).unwrap().tier, Tier::Daily);
    assert_eq!(me.apply(&agreed), Err(Error::Unchained));
    let leaves = IdentityAct::RemoveDevice { device: tablet.public(), keys: keys(&renewed), handed: vec![] };
    assert_eq!(me.apply(&next(&me, leaves.clone()).sign(&phone)), Err(Error::Forged));
    // New keys go to devices that stay, each once, and to nobody else.
    let (phone_of, tablet_of) = (phone.public(), tablet.public());
    for to in [vec![tablet_of], vec![phone_of, phone_of], vec![Pen::new(9).public()]] {
        let handed = to.into_iter().map(|to| Handed { to, text: vec![1] }).collect::<Vec<_>>();
        let act =
            IdentityAct::RemoveDevice { device: tablet_of, keys: keys(&renewed), handed: handed.clone() };
        assert_eq!(me.clone().apply(&next(&me, act).sign(&account)), Err(Error::NotAllowed));
        let act = IdentityAct::NewKeys { keys: keys(&renewed), handed: handed.clone() };
        let taken = me.clone().apply(&next(&me, act).sign(&account));
        assert_eq!(taken.is_ok(), handed.len() == 1 && handed[0].to == tablet_of);
    }
    me.apply(&next(&me, leaves.clone()).sign(&account)).unwrap();
    assert!(me.device(&tablet.public()).is_none());
    // The old key signs nothing any more, and a device that left cannot leave or join again.
    assert_eq!(
        me.apply(&next(&me, IdentityAct::NewKeys { keys: keys(&account), handed: vec![] }).sign(&account)),
        Err(Error::Forged)
    );
    assert_eq!(me.apply(&next(&me, leaves).sign(&renewed)), Err(Error::NotAllowed));
    let again = next(&me, joins(consent(&me.id, &tablet))).sign(&renewed);
    assert_eq!(me.apply(&again), Err(Error::NotAllowed));
}

#[test]
fn a_door_lets_in_devices_of_the_daily_tier_and_nothing_else() {
    let (account, door, phone, tablet) = (Pen::new(1), Pen::new(2), Pen::new(3), Pen::new(4));
    let mut me = Identity::begin(&genesis(&account, &phone)).unwrap();
    let enters =
        |tier| IdentityAct::Enter { device: device(&tablet, tier), consent: consent(&me.id, &tablet) };
    let (daily, clinical) = (enters(Tier::Daily), enters(Tier::Clinical));
    let opens = |key| IdentityAct::Door { key };
    // No door yet; and the account's own key does not open it either.
    assert_eq!(me.apply(&next(&me, daily.clone()).sign(&door)), Err(Error::NotAllowed));
    assert_eq!(me.apply(&next(&me, opens(Some(door.public()))).sign(&door)), Err(Error::Forged));
    me.apply(&next(&me, opens(Some(door.public()))).sign(&account)).unwrap();
    assert_eq!(me.door.map(|door| (door.since, door.open)), Some((1_001, true)));
    assert_eq!(me.apply(&next(&me, daily.clone()).sign(&account)), Err(Error::Forged));
    assert_eq!(me.apply(&next(&me, clinical).sign(&door)), Err(Error::NotAllowed));
    // Its key signs nothing else.
    let leaves = IdentityAct::RemoveDevice { device: phone.public(), keys: keys(&door), handed: vec![] };
    assert_eq!(me.apply(&next(&me, leaves).sign(&door)), Err(Error::Forged));
    assert_eq!(me.apply(&next(&me, opens(None)).sign(&door)), Err(Error::Forged));
    let mut stolen = me.clone();
    me.apply(&next(&me, daily.clone()).sign(&door)).unwrap();
    assert_eq!(me.device(&tablet.public()).unwrap().tier, Tier::Daily);
    assert_eq!(me.apply(&next(&me, daily.clone()).sign(&door)), Err(Error::NotAllowed), "twice");
    // New keys close it, and so does taking it away.
    let renewed = IdentityAct::NewKeys { keys: keys(&account), handed: vec![] };
    stolen.apply(&next(&stolen, renewed).sign(&account)).unwrap();
    assert_eq!(stolen.door.map(|door| door.open), Some(false));
    assert_eq!(stolen.apply(&next(&stolen, daily.clone()).sign(&door)), Err(Error::NotAllowed));
    stolen.apply(&next(&stolen, opens(None)).sign(&account)).unwrap();
    assert_eq!(stolen.apply(&next(&stolen, daily).sign(&door)), Err(Error::NotAllowed));
}

#[test]
fn members_come_and_go_and_the_keys_stay() {
    let [account, first, nurse, guest] = [1, 2, 3, 4].map(Pen::new);
    let genesis = |kind| {
        let act = IdentityAct::Genesis {
            kind,
            name: "みどり".into(),
            keys: keys(&account),
            device: device(&first, Tier::Clinical),
        };
        IdentityEntry { n: 0, prev: Hash::ZERO, at: 1_000, act }.sign(&account)
    };
    let mut centre = Identity::begin(&genesis(Kind::HealthCentre)).unwrap();
    let before = centre.keys.clone();
    let member = |id: &IdentityId, tier, name: &str, pen: &Pen| IdentityAct::AddMember {
        device: DeviceEntry { name: name.into(), ..device(pen, tier) },
        duty: "保健師".into(),
        consent: consent(id, pen),
    };
    let id = centre.id;
    // Nobody but the account lets anybody in: not a device of it, and not who wants in.
    for pen in [&first, &nurse] {
        let forged = next(&centre, member(&id, Tier::Daily, "山田", &nurse)).sign(pen);
        assert_eq!(centre.apply(&forged), Err(Error::Forged));
    }
    for act in [member(&id, Tier::Clinical, "山田", &nurse), member(&id, Tier::Daily, "", &nurse)] {
        assert_eq!(centre.apply(&next(&centre, act).sign(&account)), Err(Error::NotAllowed));
    }
    let other = member(&IdentityId([9; 32]), Tier::Daily, "山田", &nurse);
    assert_eq!(centre.apply(&next(&centre, other).sign(&account)), Err(Error::Forged));
    centre.apply(&next(&centre, member(&id, Tier::Daily, "山田", &nurse)).sign(&account)).unwrap();
    let state = centre.device(&nurse.public()).unwrap();
    assert_eq!((state.name.as_str(), state.duty.as_deref()), ("山田", Some("保健師")));
    assert_eq!(centre.turned, 0);
    // A device that is no member does not leave as one, and who was never there neither.
    for pen in [&first, &guest] {
        let leaves = next(&centre, IdentityAct::RemoveMember { device: pen.public() }).sign(&account);
        assert_eq!(centre.apply(&leaves), Err(Error::NotAllowed));
    }
    let leaves = IdentityAct::RemoveMember { device: nurse.public() };
    centre.apply(&next(&centre, leaves.clone()).sign(&account)).unwrap();
    assert!(centre.device(&nurse.public()).is_none());
    assert_eq!((centre.turned, &centre.keys), (centre.at, &before));
    assert_eq!(centre.apply(&next(&centre, leaves).sign(&account)), Err(Error::NotAllowed));
    // A person has no members.
    let mut person = Identity::begin(&genesis(Kind::Person)).unwrap();
    let act = member(&person.id, Tier::Daily, "山田", &nurse);
    assert_eq!(person.apply(&next(&person, act).sign(&account)), Err(Error::NotAllowed));
}

#[test]
fn every_changed_bit_of_an_entry_is_noticed() {
    let good = genesis(&Pen::new(1), &Pen::new(3));
    let id = Identity::begin(&good).unwrap().id;
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(Identity::begin(&bad).is_err(), "bit {bit}");
    }
    for cut in 0..good.len() {
        assert!(Identity::begin(&good[..cut]).is_err(), "cut {cut}");
    }
    assert_eq!(Identity::fold([&good[..]]).unwrap().id, id);
}
