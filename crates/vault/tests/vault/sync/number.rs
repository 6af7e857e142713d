//! Joined records, restored backups, copies of a device.

use super::*;

#[test]
fn a_joined_record_is_empty_has_the_name_and_number_it_was_given_and_fills() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    assert_eq!(two.vault.record().unwrap(), "09".repeat(16));
    assert_eq!(two.daily().device_number(), Some(2));
    assert_eq!(two.daily().profile().unwrap(), None);
    one.daily().record(&one_of_each(day(11, 22)), &meta(5)).unwrap();
    two.lay(&one.seal_all()).unwrap();
    assert_eq!(two.daily().day(day(11, 22)).unwrap().len(), 8);
    assert_eq!(one.settled(), two.settled());
    let own = two.write(steps(3), 9);
    assert_eq!(own.device(), DeviceNumber(2));
    two.vault.lock(&random(1)).unwrap();
    let again =
        Vault::join(two.folder.path(), PASSWORD, KdfParams::testing(), ([9; 16], 2), &random(7), stamp(0));
    assert_eq!(again.map(|_| ()).unwrap_err(), Error::Exists);
    let place = tempfile::tempdir().unwrap();
    for number in [0, 1 << 22, (1 << 22) - 1] {
        let params = KdfParams::testing();
        let made = Vault::join(place.path(), PASSWORD, params, ([9; 16], number), &random(7), stamp(0));
        assert_eq!(made.map(|_| ()).unwrap_err(), Error::Sync(SyncFault::Number));
    }
}

/// A device, its backup, and the device restored from it.
struct Twice {
    phone: Device,
    again: Device,
    before: Vec<Sent>,
}

/// The phone writes, backs up with one change sealed but unsent and one not sealed, and goes on.
fn twice() -> Twice {
    let mut phone = Device::new(1);
    phone.write(weight(60.0), 1);
    let mut before = phone.seal_all();
    phone.write(weight(61.0), 2);
    before.extend(phone.seal_all());
    phone.write(weight(62.0), 3);
    let place = tempfile::tempdir().unwrap();
    let backup = place.path().join("a.henro-backup");
    phone.vault.backup_to(&backup).unwrap();
    let folder = tempfile::tempdir().unwrap();
    Vault::restore_from(&backup, folder.path(), stamp(4)).unwrap();
    let mut vault = Vault::at(folder.path());
    vault.unlock(PASSWORD, &random(3), stamp(4)).unwrap();
    let again = Device { folder, vault, number: 1, taken: BTreeMap::new() };
    Twice { phone, again, before }
}

#[test]
fn a_restored_backup_seals_nothing_until_it_has_a_number_of_its_own() {
    let Twice { mut phone, mut again, before } = twice();
    // The phone was not broken after all.
    let theirs = phone.write(weight(63.0), 5);
    let after = phone.seal_all();
    // The restored copy writes before it hears of that: not under the same id.
    assert!(again.daily().is_behind().unwrap());
    assert_eq!(again.daily().device_number(), None);
    let own = again.write(weight(70.0), 6);
    assert_ne!(own, theirs);
    assert_eq!(again.daily().unsealed(Section::Vitals, 9).unwrap(), Unsealed::default());
    let sent = frame(Section::Vitals, 1, (3, before[1].hash), Batch::default());
    let stored = again.daily().store_frame(&NewFrame { bytes: &sent.bytes, hash: sent.hash, upto: 4 });
    assert_eq!(stored, Err(Error::Sync(SyncFault::Behind)));
    // After a restart as well.
    again.vault.lock(&random(1)).unwrap();
    again.vault.unlock(PASSWORD, &random(2), stamp(6)).unwrap();
    assert!(again.daily().is_behind().unwrap());

    let all: Vec<Sent> = before.iter().chain(&after).cloned().collect();
    again.lay(&all).unwrap();
    assert_eq!(again.daily().take_number(2).unwrap(), 1);
    again.number = 2;
    let mine = again.seal_all();
    assert_eq!(mine.iter().map(|sent| sent.batch.ops.len()).sum::<usize>(), 1);
    phone.lay(&mine).unwrap();
    assert_eq!(phone.settled(), again.settled());
    assert_eq!(phone.daily().count_entries().unwrap(), 5);
    assert!(!again.daily().is_behind().unwrap());
    again.write(steps(2), 9);
    phone.lay(&again.seal_all()).unwrap();
    assert_eq!(phone.settled(), again.settled());
}

#[test]
fn what_only_the_backup_had_goes_over_to_the_new_number() {
    let Twice { mut again, before, .. } = twice();
    // Only the first frame ever reached a server; the phone is gone.
    let mut tablet = Device::new(3);
    tablet.lay(&before[..1]).unwrap();
    again.lay(&before[..1]).unwrap();
    let dish = Entry::OwnDish(OwnDish { name: "粥".into(), parts: vec![], nutrients: nutrients(90.0) });
    let dish = again.write(dish, 7);
    let eaten = |food: FoodRef| {
        let name = "粥".into();
        let (slot, portion) = (MealSlot::Lunch, Milli::from_milli(1_000));
        Entry::Intake(Intake { slot, food, name, portion, nutrients: nutrients(90.0) })
    };
    again.write(eaten(FoodRef::Own(dish)), 8);
    let old = again.daily().entry(EntryId::new(DeviceNumber(1), 1).unwrap()).unwrap().unwrap();
    again.daily().edit(old.id, old.when, &weight(59.0), &meta(9)).unwrap();
    again.daily().put_setting("walk", "{}", &meta(9)).unwrap();
    // Two weights of the phone, dish, meal, edit, setting.
    assert_eq!(again.daily().take_number(4).unwrap(), 6);
    again.number = 4;
    let mine = again.seal_all();
    let laid = tablet.lay(&mine).unwrap();
    assert_eq!((laid.changes, laid.refused), (6, vec![]));
    assert_eq!(tablet.settled(), again.settled());
    let entries = tablet.daily().day(day(11, 22)).unwrap();
    assert_eq!(entries.len(), 5);
    let dish = tablet.daily().own_dishes().unwrap()[0].id;
    assert_eq!(dish.device(), DeviceNumber(4));
    assert!(entries.iter().any(|stored| stored.entry == eaten(FoodRef::Own(dish))));
}

#[test]
fn a_copied_folder_notices_frames_of_its_own_that_it_never_made() {
    let mut phone = Device::new(1);
    phone.write(weight(60.0), 1);
    let before = phone.seal_all();
    phone.vault.lock(&random(1)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in ["slots", "daily.db", "mark"] {
        std::fs::copy(phone.folder.path().join(name), folder.path().join(name)).unwrap();
    }
    let mut vault = Vault::at(folder.path());
    vault.unlock(PASSWORD, &random(3), stamp(2)).unwrap();
    let mut copy = Device { folder, vault, number: 1, taken: BTreeMap::new() };
    assert!(!copy.daily().is_behind().unwrap());
    // Both write under the same number, and the same id.
    phone.vault.unlock(PASSWORD, &random(2), stamp(2)).unwrap();
    let ids = [phone.write(weight(61.0), 3), copy.write(weight(71.0), 4)];
    assert_eq!(ids[0], ids[1]);
    let after = phone.seal_all();
    let all: Vec<Sent> = before.into_iter().chain(after).collect();
    let laid = copy.lay(&all).unwrap();
    assert!(laid.behind && copy.daily().is_behind().unwrap());
    assert_eq!(copy.daily().take_number(2).unwrap(), 1);
    copy.number = 2;
    let mine = copy.seal_all();
    phone.lay(&mine).unwrap();
    assert_eq!(phone.settled(), copy.settled());
    let mut weights: Vec<Entry> =
        copy.daily().day(day(11, 22)).unwrap().into_iter().map(|stored| stored.entry).collect();
    weights.sort_by_key(|entry| format!("{:?}", Shown(entry)));
    assert_eq!(weights, [weight(60.0), weight(61.0), weight(71.0)]);
}

/// Entries do not print themselves.
struct Shown<'a>(&'a Entry);

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Entry::Measurement { value, .. } => write!(f, "{:09}", value.milli()),
            _ => f.write_str("other"),
        }
    }
}

#[test]
fn a_number_is_taken_once_and_only_a_possible_one() {
    let mut device = Device::new(1);
    device.write(weight(60.0), 1);
    assert_eq!(device.daily().take_number(1).unwrap(), 0);
    for number in [0, (1 << 22) - 1, 1 << 22, u32::MAX] {
        assert_eq!(device.daily().take_number(number), Err(Error::Sync(SyncFault::Number)));
    }
    device.settled();
}
