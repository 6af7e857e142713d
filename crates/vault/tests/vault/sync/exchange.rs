//! Devices that write, edit, delete and bring back, and exchange frames in any order, end with the same record.

use proptest::prelude::*;

use super::*;

/// What happens next: a device, what it does, and two dice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub(super) device: usize,
    pub(super) act: u8,
    pub(super) dice: (u16, u16),
}

/// At most so many devices, so many kinds of acts, so many turns.
pub(super) fn turns(devices: usize, acts: u8, most: usize) -> impl Strategy<Value = (usize, Vec<Turn>)> {
    (2..=devices).prop_flat_map(move |devices| {
        let turn = (0..devices, 0..acts, any::<(u16, u16)>());
        let turn = turn.prop_map(|(device, act, dice)| Turn { device, act, dice });
        (Just(devices), prop::collection::vec(turn, 20..most))
    })
}

struct World {
    devices: Vec<Device>,
    /// What each device made, by section.
    made: BTreeMap<(usize, u32), Vec<Sent>>,
    ids: Vec<EntryId>,
    seconds: i64,
}

impl World {
    fn new(devices: usize) -> Self {
        let devices = (1..=devices as u32).map(Device::new).collect();
        Self { devices, made: BTreeMap::new(), ids: Vec::new(), seconds: 0 }
    }

    fn take(&mut self, turn: Turn) {
        // Clocks of the devices differ by some minutes or not at all, and stand still now and then; the entries are few,
        // so that several devices change the same one in the same millisecond.
        self.seconds += i64::from(turn.dice.1 % 3);
        let meta = meta(self.seconds - 700 * (turn.device as i64 % 2));
        let (a, b) = turn.dice;
        let id = self.ids.get(usize::from(a) % self.ids.len().clamp(1, 5)).copied();
        let device = &mut self.devices[turn.device];
        let daily = device.daily();
        match (turn.act, id) {
            (0..=2, _) => {
                let mut new = one_of_each(day(3, 1 + u32::from(b % 28)));
                let new = new.swap_remove(usize::from(a) % 8);
                self.ids.extend(daily.record(&[new], &meta).unwrap());
            }
            (3..=4, Some(id)) => edit(daily, id, &meta, b),
            (5, Some(id)) => drop(daily.delete(id, &meta).unwrap()),
            (6, Some(id)) => drop(daily.restore(id, &meta).unwrap()),
            (7, _) => daily.put_setting(["walk", "kit"][usize::from(a % 2)], &b.to_string(), &meta).unwrap(),
            (8, _) => {
                let stride_m = a.is_multiple_of(2).then(|| Milli::from_milli(i64::from(b)));
                let activity = PhysicalActivityLevel::Normal;
                let name = format!("{}", a % 5);
                let person = Person { name, birth: None, sex: None, activity, stride_m };
                daily.set_profile(&person, &meta).unwrap();
            }
            (9, _) => drop(self.seal(turn.device, usize::from(a) % 6, 1 + usize::from(b) % 5)),
            _ => self.deliver(turn.device, usize::from(a), 1 + usize::from(b) % 6),
        }
    }

    fn seal(&mut self, device: usize, section: usize, limit: usize) -> bool {
        let sealed = self.devices[device].seal(SECTIONS[section], limit);
        let number = device as u32 + 1;
        sealed.map(|sent| self.made.entry((section, number)).or_default().push(sent)).is_some()
    }

    /// Gives a device a page: the next frames of two of the others, and some it has already.
    fn deliver(&mut self, to: usize, which: usize, count: usize) {
        let to = &mut self.devices[to];
        let others: Vec<_> = self.made.iter().filter(|((_, from), _)| *from != to.number).collect();
        let mut page = Vec::new();
        for turn in [which, which / 7] {
            let Some((key, frames)) = others.get(turn % others.len().max(1)) else { return };
            let taken = to.taken.entry(**key).or_default();
            let begin = taken.saturating_sub(count % 3);
            let end = (*taken + count).min(frames.len());
            *taken = end;
            page.extend_from_slice(&frames[begin..end]);
        }
        to.lay(&page).unwrap();
    }

    fn finish(&mut self) {
        for device in 0..self.devices.len() {
            for section in 0..SECTIONS.len() {
                while self.seal(device, section, 4) {}
            }
        }
        for to in 0..self.devices.len() {
            for from in 0..self.made.len() {
                self.deliver(to, from, 1_000);
            }
        }
    }
}

fn edit(daily: &mut Daily, id: EntryId, meta: &Meta, dice: u16) {
    let Some(stored) = daily.entry(id).unwrap() else { return };
    let when = if dice.is_multiple_of(2) { stored.when } else { at(day(4, 1 + u32::from(dice % 28)), 9, 0) };
    let entry = match stored.entry {
        Entry::Measurement { .. } => weight(60.0 + f64::from(dice % 100) / 10.0),
        Entry::BloodPressure { occasion, .. } => pressure(100 + dice % 80, 60 + dice % 20, occasion),
        Entry::Diary { .. } => Entry::Diary { text: format!("{dice}") },
        Entry::Intake(intake) => {
            Entry::Intake(Intake { nutrients: nutrients(f32::from(dice) / 3.0), ..intake })
        }
        other => other,
    };
    daily.edit(id, when, &entry, meta).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn devices_with_the_same_changes_have_the_same_record((devices, turns) in turns(5, 14, 120)) {
        let mut world = World::new(devices);
        turns.into_iter().for_each(|turn| world.take(turn));
        world.finish();
        let digests: Vec<Digest> = world.devices.iter_mut().map(Device::settled).collect();
        prop_assert!(digests.windows(2).all(|pair| pair[0] == pair[1]), "{digests:?}");
        let all: Vec<_> = world.devices.iter_mut().map(|device| seen(device, &world.ids)).collect();
        prop_assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
        for device in &mut world.devices {
            // What was taken once more changes nothing.
            for frames in world.made.values() {
                let laid = device.lay(frames).unwrap();
                prop_assert_eq!(laid, Laid::default());
            }
            prop_assert_eq!(device.daily().digest().unwrap(), digests[0]);
        }
    }
}

type Seen = (Vec<Option<StoredEntry>>, Vec<(String, String)>, Option<Person>, Vec<usize>);

/// What a person sees of it.
fn seen(device: &mut Device, ids: &[EntryId]) -> Seen {
    let daily = device.daily();
    let entries = ids.iter().map(|id| daily.entry(*id).unwrap()).collect();
    let lengths = ids.iter().map(|id| daily.history(*id).unwrap().len()).collect();
    let mut settings = daily.settings().unwrap();
    settings.sort();
    (entries, settings, daily.profile().unwrap(), lengths)
}

/// `HENRO_CASES` asks for more; so does the long run of all tests.
pub(super) fn cases() -> u32 {
    let asked = std::env::var("HENRO_CASES").ok().and_then(|n| n.parse().ok());
    asked.unwrap_or(if std::env::var_os("HENRO_LONG").is_some() { 64 } else { 12 })
}

#[test]
fn edits_of_different_fields_on_two_devices_both_stay() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    let id = one.write(pressure(128, 82, Occasion::Morning), 10);
    let first = one.seal_all();
    two.lay(&first).unwrap();
    let when = at(day(11, 22), 7, 5);
    one.daily().edit(id, when, &pressure(138, 82, Occasion::Morning), &meta(20)).unwrap();
    two.daily().edit(id, when, &pressure(128, 92, Occasion::Morning), &meta(21)).unwrap();
    let (ours, theirs) = (one.seal_all(), two.seal_all());
    one.lay(&theirs).unwrap();
    two.lay(&ours).unwrap();
    for device in [&mut one, &mut two] {
        let stored = device.daily().entry(id).unwrap().unwrap();
        assert_eq!(stored.entry, pressure(138, 92, Occasion::Morning));
        assert_eq!(device.daily().history(id).unwrap().len(), 3);
    }
    assert_eq!(one.settled(), two.settled());
}

#[test]
fn edits_of_the_same_moment_are_ordered_by_device() {
    let mut devices = [1, 2, 3].map(Device::new);
    let id = devices[0].write(weight(63.4), 10);
    let made = devices[0].seal_all();
    let mut edits = Vec::new();
    for device in &mut devices {
        device.lay(&made).unwrap();
        let kg = 60.0 + f64::from(device.number);
        device.daily().edit(id, at(day(11, 22), 7, 5), &weight(kg), &meta(20)).unwrap();
        edits.extend(device.seal_all());
    }
    assert!(edits.iter().all(|sent| sent.batch.ops[0].hlc == hlc(20)));
    for (turn, device) in devices.iter_mut().enumerate() {
        edits.rotate_left(turn);
        edits.clone().iter().for_each(|sent| drop(device.lay(std::slice::from_ref(sent)).unwrap()));
        assert_eq!(device.daily().entry(id).unwrap().unwrap().entry, weight(63.0));
        assert_eq!(device.daily().history(id).unwrap().len(), 4);
    }
    let digests = devices.map(|mut device| device.settled());
    assert!(digests[0] == digests[1] && digests[1] == digests[2]);
}

#[test]
fn an_edit_after_a_deletion_elsewhere_does_not_bring_the_entry_back() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    let id = one.write(weight(63.4), 10);
    two.lay(&one.seal_all()).unwrap();
    one.daily().delete(id, &meta(20)).unwrap();
    two.daily().edit(id, at(day(11, 22), 7, 5), &weight(62.0), &meta(30)).unwrap();
    let (ours, theirs) = (one.seal_all(), two.seal_all());
    one.lay(&theirs).unwrap();
    two.lay(&ours).unwrap();
    assert_eq!(one.settled(), two.settled());
    let stored = one.daily().entry(id).unwrap().unwrap();
    assert_eq!(stored.deleted, Some(stamp(20).utc_ms));
    // Brought back, it is what the later edit made of it.
    assert!(two.daily().restore(id, &meta(40)).unwrap());
    one.lay(&two.seal_all()).unwrap();
    let stored = one.daily().entry(id).unwrap().unwrap();
    assert_eq!((stored.entry, stored.deleted), (weight(62.0), None));
    assert_eq!(one.settled(), two.settled());
}

#[test]
fn the_clock_of_a_device_goes_on_after_what_it_took_also_after_a_restart() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    let id = one.write(weight(63.4), 3_000);
    two.lay(&one.seal_all()).unwrap();
    two.write(steps(1), 3_600);
    let page = two.seal_all();
    let own = one.write(steps(2), 3_700);
    one.lay(&page).unwrap();
    one.vault.lock(&random(1)).unwrap();
    one.vault.unlock(PASSWORD, &random(2), stamp(1)).unwrap();
    // The wall clock is an hour behind what was seen.
    one.daily().edit(id, at(day(11, 22), 7, 5), &weight(60.0), &meta(5)).unwrap();
    one.daily().delete(own, &meta(6)).unwrap();
    let ops = one.seal_all().into_iter().flat_map(|sent| sent.batch.ops);
    assert!(ops.filter(|op| op.act != OpAct::Put).all(|op| op.hlc > hlc(3_700)));
}

#[test]
fn what_went_by_hand_under_a_clock_that_ran_ahead_stands_once_on_every_device() {
    let (mut one, mut two, mut three) = (Device::new(1), Device::new(2), Device::new(3));
    let early = one.write(weight(80.0), 1);
    let id = one.write(weight(63.0), 3_600);
    let gone = one.write(weight(70.0), 3_601);
    // By hand: no server has placed it.
    two.lay(&one.seal_all()).unwrap();
    let mine = two.write(steps(5), 3_700);
    two.daily().edit(id, at(day(11, 22), 7, 5), &weight(63.5), &meta(3_701)).unwrap();
    // The clock is put right, the server refuses, and the first device takes its stamps back.
    one.daily().withdraw_frames(&stream(Section::Vitals), 1).unwrap();
    one.vault.restamp(&random(5), stamp(300)).unwrap();
    one.daily().delete(gone, &meta(310)).unwrap();
    one.daily().edit(id, at(day(11, 22), 7, 5), &weight(62.0), &meta(360)).unwrap();
    let anew = one.seal_all();
    let placed = |sent: &[Sent]| -> Vec<Sent> {
        (1..).zip(sent).map(|(place, sent)| Sent { place: Some(place), ..sent.clone() }).collect()
    };
    three.lay(&placed(&anew)).unwrap();
    let seen = |device: &mut Device, id| device.daily().entry(id).unwrap().unwrap();
    two.lay(&placed(&anew)).unwrap();
    assert_eq!(two.daily().frame_devices(&stream(Section::Vitals)).unwrap(), [1]);
    assert!(seen(&mut two, gone).deleted.is_some());
    assert_eq!(seen(&mut two, early).entry, weight(80.0));
    let history = two.daily().history(early).unwrap().len();
    assert_eq!(history, 1, "it stands there once");
    // What was written here meanwhile is not lost, and goes out.
    let own = two.seal_all();
    assert_eq!(own.iter().map(|sent| sent.batch.ops.len()).sum::<usize>(), 2);
    assert_eq!(seen(&mut two, mine).entry, steps(5));
    for device in [&mut one, &mut three] {
        device.lay(&own).unwrap();
    }
    assert_eq!(one.settled(), two.settled());
    assert_eq!(one.settled(), three.settled());
}

#[test]
fn a_clock_that_ran_ahead_is_taken_back_while_nobody_has_seen_it() {
    let (mut one, mut two) = (Device::new(1), Device::new(2));
    let id = one.write(weight(63.0), 10);
    let first = one.seal_all();
    one.daily().mark_sent(&stream(Section::Vitals), 1, 1).unwrap();
    two.lay(&first).unwrap();
    // Seventy years ahead.
    let ahead = 70 * 365 * 86_400;
    let when = at(day(11, 22), 7, 5);
    one.daily().edit(id, when, &weight(62.0), &meta(ahead)).unwrap();
    let new = one.write(weight(61.0), ahead + 1);
    one.daily().edit(id, when, &weight(60.0), &meta(20)).unwrap();
    one.seal(Section::Vitals, 1).unwrap();
    assert_eq!(one.daily().withdraw_frames(&stream(Section::Vitals), 1).unwrap(), 1);
    assert_eq!(one.vault.restamp(&random(5), stamp(30)).unwrap(), 3);
    assert_eq!(one.vault.restamp(&random(5), stamp(30)).unwrap(), 0);
    two.daily().edit(id, when, &weight(59.0), &meta(25)).unwrap();
    let (ours, theirs) = (one.seal_all(), two.seal_all());
    let ops: Vec<&Op> = ours.iter().flat_map(|sent| &sent.batch.ops).collect();
    assert_eq!(ops.len(), 3);
    assert!(ops.iter().all(|op| op.hlc >= hlc(30) && op.hlc < hlc(31)));
    one.lay(&theirs).unwrap();
    assert_eq!(two.lay(&ours).unwrap().refused, vec![]);
    assert_eq!(one.settled(), two.settled());
    assert_eq!(two.daily().entry(id).unwrap().unwrap().entry, weight(60.0));
    assert_eq!(two.daily().entry(new).unwrap().unwrap().recorded_at, stamp(ahead + 1).utc_ms);
    // What is written next goes on from now, and the mark does not take it for an older copy.
    one.write(steps(1), 40);
    assert!(one.seal_all().iter().all(|sent| sent.batch.ops[0].hlc < hlc(41)));
    one.vault.lock(&random(1)).unwrap();
    assert!(!one.vault.unlock(PASSWORD, &random(2), stamp(50)).unwrap().rolled_back);
}
