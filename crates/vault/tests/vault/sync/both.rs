//! Safety fields: devices that wrote without knowing of each other keep both values, and agree about it with the rule.

use proptest::prelude::*;

use super::exchange::{Turn, cases, turns};
use super::*;

const HALVES: [Section; 2] = [Section::Problems, Section::Immunization];

/// A device with the clinical half open.
struct Half {
    _folder: tempfile::TempDir,
    vault: Vault,
    number: u32,
    taken: BTreeMap<(usize, u32), usize>,
    drawn: i64,
}

impl Half {
    fn new(number: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let params = KdfParams::testing();
        let mut vault =
            Vault::join(folder.path(), PASSWORD, params, ([9; 16], number), &random(7), stamp(0)).unwrap();
        let first = NewFactor {
            kind: FactorKind::Device,
            state: SlotState::Current,
            identity: b"",
            challenges: None,
            secret: &Key::from_bytes([0xca; 32]),
        };
        vault.begin_clinical(&first, &random(8), stamp(0)).unwrap();
        for section in HALVES {
            let log = vault.clinical().unwrap().log();
            log.add_stream(&stream(section), section, 0, &Hash::ZERO).unwrap();
        }
        Self { _folder: folder, vault, number, taken: BTreeMap::new(), drawn: 0 }
    }

    fn clinical(&mut self) -> &mut Clinical {
        self.vault.clinical().unwrap()
    }

    fn seal(&mut self, section: Section, limit: usize) -> Option<Sent> {
        let number = self.number;
        let log = self.clinical().log();
        let found = log.unsealed(section, limit).unwrap();
        if found.ops.is_empty() {
            return None;
        }
        let (seq, prev) = log.newest_frame(&stream(section), number).unwrap().unwrap_or((0, Hash::ZERO));
        let bytes = Batch { control: 1, frontier: found.frontier, ops: found.ops }.encode().unwrap();
        let sent = frame(section, number, (seq + 1, prev), Batch::decode(&bytes).unwrap());
        log.store_frame(&NewFrame { bytes: &sent.bytes, hash: sent.hash, upto: found.upto }).unwrap();
        Some(sent)
    }

    fn lay(&mut self, frames: &[Sent]) {
        let page: Vec<Incoming> = frames.iter().map(Sent::incoming).collect();
        self.clinical().log().lay_in(&page, stamp(0).utc_ms).unwrap();
    }

    fn severity(&mut self, id: EntryId) -> Severity {
        match self.clinical().entry(id).unwrap().unwrap().medical {
            Medical::Problem(problem) => problem.severity.unwrap(),
            _ => panic!("no problem"),
        }
    }

    fn edit(&mut self, id: EntryId, severity: Severity, seconds: i64) {
        self.clinical()
            .edit(id, at(day(5, 1), 9, 0), &allergy("そば", Some(severity)), &meta(seconds))
            .unwrap();
    }
}

fn allergy(words: &str, severity: Option<Severity>) -> Medical {
    Medical::Problem(Problem { severity, ..Problem::new(ProblemKind::FoodAllergy, words.into()) })
}

/// Two devices that both have an allergy of one of them.
fn two() -> (Half, Half, EntryId) {
    let (mut one, mut two) = (Half::new(1), Half::new(2));
    let new = NewMedical { when: at(day(5, 1), 9, 0), medical: allergy("そば", Some(Severity::Moderate)) };
    let id = one.clinical().record(&[new], &meta(1)).unwrap()[0];
    let first = one.seal(Section::Problems, 9).unwrap();
    two.lay(&[first]);
    (one, two, id)
}

#[test]
fn what_was_typed_before_a_frame_came_is_sealed_as_not_knowing_it() {
    let (mut one, mut two, id) = two();
    one.edit(id, Severity::Severe, 10);
    two.edit(id, Severity::Mild, 20);
    let mild = two.seal(Section::Problems, 9).unwrap();
    one.lay(std::slice::from_ref(&mild));
    // Written after it came: another frame, and only that one knows it.
    let dose = |day_of| NewMedical { when: at(day(5, day_of), 9, 0), medical: allergy("ねこ", None) };
    one.clinical().record(&[dose(2)], &meta(30)).unwrap();
    let (severe, cat) = (one.seal(Section::Problems, 9).unwrap(), one.seal(Section::Problems, 9).unwrap());
    assert_eq!((severe.batch.frontier.clone(), cat.batch.frontier.clone()), (vec![(2, 0)], vec![(2, 1)]));
    assert_eq!((severe.batch.ops.len(), cat.batch.ops.len()), (1, 1));
    two.lay(&[severe, cat]);
    let both = |half: &mut Half| {
        assert_eq!(half.severity(id), Severity::Mild, "the newest is shown");
        let found = half.clinical().undecided().unwrap();
        assert_eq!((found.len(), found[0].id, found[0].question), (1, id, Question::Severity));
        let severity = |side: &Side| match &side.medical {
            Medical::Problem(problem) => (side.device.0, problem.severity),
            _ => panic!("no problem"),
        };
        let sides: Vec<_> = found[0].sides.iter().map(severity).collect();
        assert_eq!(sides, [(2, Some(Severity::Mild)), (1, Some(Severity::Severe))]);
        assert!(half.vault.verify().unwrap().is_whole());
    };
    both(&mut one);
    both(&mut two);
    // An edit of something else decides nothing, and a deletion that is taken back does not either.
    one.clinical().delete_all(&[id], &meta(40)).unwrap();
    one.clinical().restore_all(&[id], &meta(41)).unwrap();
    both(&mut one);
    // The one that is shown already is chosen: both devices stop asking.
    let drawn = one.clinical().drawn().unwrap();
    let (when, right) = (at(day(5, 1), 9, 0), allergy("そば", Some(Severity::Mild)));
    one.clinical().decide((id, Question::Severity), (when, &right), drawn, &meta(50)).unwrap();
    assert_eq!(one.clinical().undecided().unwrap(), []);
    while let Some(sent) = one.seal(Section::Problems, 9) {
        two.lay(&[sent]);
    }
    assert_eq!(two.clinical().undecided().unwrap(), []);
    assert_eq!(one.clinical().digest().unwrap(), two.clinical().digest().unwrap());
}

#[test]
fn a_form_that_was_open_while_a_frame_came_overwrites_nothing_it_did_not_show() {
    let (mut one, mut two, id) = two();
    let drawn = one.clinical().drawn().unwrap();
    two.edit(id, Severity::LifeThreatening, 20);
    let worse = two.seal(Section::Problems, 9).unwrap();
    one.lay(&[worse]);
    let when = at(day(5, 1), 9, 0);
    let save = |half: &mut Half, medical: &Medical, seconds| {
        half.clinical().edit_drawn(id, when, medical, Some(drawn), &meta(seconds)).unwrap();
    };
    // The words were changed, the severity of the form is old.
    save(&mut one, &allergy("そばとその粉", Some(Severity::Moderate)), 30);
    assert_eq!(one.severity(id), Severity::LifeThreatening);
    assert_eq!(one.clinical().undecided().unwrap(), []);
    // The severity was changed too: both stand.
    save(&mut one, &allergy("そばとその粉", Some(Severity::Mild)), 31);
    assert_eq!(one.clinical().undecided().unwrap()[0].sides.len(), 2);
    let sent = [one.seal(Section::Problems, 1).unwrap(), one.seal(Section::Problems, 1).unwrap()];
    assert!(sent.iter().all(|sent| sent.batch.frontier == [(2, 0)]), "{:?}", sent[0].batch.frontier);
    two.lay(&sent);
    assert_eq!(two.clinical().undecided().unwrap()[0].sides.len(), 2);
    assert_eq!(one.clinical().digest().unwrap(), two.clinical().digest().unwrap());
    assert!(one.vault.verify().unwrap().is_whole() && two.vault.verify().unwrap().is_whole());
}

#[test]
fn an_edit_is_not_lost_by_a_deletion_that_did_not_know_it() {
    let (mut one, mut two, id) = two();
    one.edit(id, Severity::Severe, 10);
    two.clinical().delete_all(&[id], &meta(20)).unwrap();
    let (edit, deletion) = (one.seal(Section::Problems, 9).unwrap(), two.seal(Section::Problems, 9).unwrap());
    one.lay(&[deletion]);
    two.lay(&[edit]);
    for half in [&mut one, &mut two] {
        assert_eq!(half.clinical().entry(id).unwrap().unwrap().deleted, None);
        assert_eq!(half.severity(id), Severity::Severe);
        assert!(half.vault.verify().unwrap().is_whole());
    }
    // Who saw both and deletes again deletes.
    two.clinical().delete_all(&[id], &meta(30)).unwrap();
    let again = two.seal(Section::Problems, 9).unwrap();
    one.lay(&[again]);
    for half in [&mut one, &mut two] {
        assert!(half.clinical().entry(id).unwrap().unwrap().deleted.is_some());
    }
    assert_eq!(one.clinical().digest().unwrap(), two.clinical().digest().unwrap());
}

#[test]
fn frames_that_are_sealed_again_end_where_they_ended_though_others_wrote_in_between() {
    let (mut one, mut two, id) = two();
    two.edit(id, Severity::Mild, 10);
    let mild = two.seal(Section::Problems, 9).unwrap();
    one.lay(&[mild]);
    assert!(one.seal(Section::Problems, 9).is_none(), "what others wrote is passed over");
    for (severity, seconds) in [(Severity::Severe, 20), (Severity::Moderate, 21), (Severity::Mild, 22)] {
        one.edit(id, severity, seconds);
    }
    let second = one.seal(Section::Problems, 9).unwrap();
    assert_eq!(second.batch.ops.len(), 3);
    one.clinical().log().withdraw_frames(&stream(Section::Problems), 1).unwrap();
    assert_eq!(one.seal(Section::Problems, 9).unwrap().batch.ops.len(), 1);
    assert_eq!(one.seal(Section::Problems, 9).unwrap().batch.ops, second.batch.ops);
}

struct World {
    devices: Vec<Half>,
    made: BTreeMap<(usize, u32), Vec<Sent>>,
    ids: Vec<EntryId>,
    seconds: i64,
}

impl World {
    fn take(&mut self, turn: Turn) {
        self.seconds += i64::from(turn.dice.1 % 3);
        let meta = meta(self.seconds - 700 * (turn.device as i64 % 2));
        let (a, b) = turn.dice;
        let id = self.ids.get(usize::from(a) % self.ids.len().clamp(1, 3)).copied();
        let half = &mut self.devices[turn.device];
        let drawn = half.drawn;
        match (turn.act, id) {
            (0, _) | (_, None) => {
                let dose = Medical::Dose(Dose::new("BCG".into()));
                let medical = if a.is_multiple_of(3) { dose } else { allergy("そば", None) };
                let new = NewMedical { when: at(day(3, 1 + u32::from(b % 28)), 7, 0), medical };
                self.ids.extend(half.clinical().record(&[new], &meta).unwrap());
            }
            (1..=4, Some(id)) => edit(half, id, None, b, &meta),
            (5, Some(id)) => edit(half, id, Some(drawn), b, &meta),
            (6, _) => half.drawn = half.clinical().drawn().unwrap(),
            (7, Some(id)) => drop(half.clinical().delete_all(&[id], &meta).unwrap()),
            (8, Some(id)) => drop(half.clinical().restore_all(&[id], &meta).unwrap()),
            (9, _) => decide(half, a, &meta),
            (10 | 11, _) => drop(self.seal(turn.device, usize::from(a) % 2, 1 + usize::from(b) % 4)),
            (12, _) => self.seal_anew(turn.device, usize::from(a) % 2, u64::from(b % 4)),
            _ => self.deliver(turn.device, usize::from(a), 1 + usize::from(b) % 6),
        }
    }

    fn seal(&mut self, device: usize, section: usize, limit: usize) -> bool {
        let number = device as u32 + 1;
        let sealed = self.devices[device].seal(HALVES[section], limit);
        sealed.map(|sent| self.made.entry((section, number)).or_default().push(sent)).is_some()
    }

    /// Frames no server has are taken back, and hold the same as before when they are sealed again.
    fn seal_anew(&mut self, device: usize, section: usize, from: u64) {
        let half = &mut self.devices[device];
        let before = self.made.get(&(section, half.number)).map_or(&[][..], Vec::as_slice);
        half.clinical().log().withdraw_frames(&stream(HALVES[section]), from + 1).unwrap();
        for sent in before.iter().skip(from as usize) {
            let again = half.seal(HALVES[section], 9).unwrap().batch;
            // Of those whose frames came in the meantime it says that it had seen none.
            let seen = |batch: &Batch| {
                batch.frontier.iter().copied().filter(|(_, upto)| *upto > 0).collect::<Vec<_>>()
            };
            assert_eq!((seen(&again), again.ops), (seen(&sent.batch), sent.batch.ops.clone()));
        }
    }

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
        to.lay(&page);
    }

    fn finish(&mut self) {
        for device in 0..self.devices.len() {
            for section in 0..HALVES.len() {
                while self.seal(device, section, 4) {}
            }
        }
        for to in 0..self.devices.len() {
            for from in 0..self.made.len() {
                self.deliver(to, from, 1_000);
            }
        }
    }

    /// What the rule of `sync` makes of everything that was sealed.
    fn by_the_rule(&self) -> BTreeMap<i64, henro_sync::EntryView> {
        let mut states: BTreeMap<i64, henro_sync::EntityState> = BTreeMap::new();
        for sent in self.made.values().flatten() {
            let (head, frontier) = (sent.head(), sent.batch.frontier.iter().copied().collect());
            let origin = henro_sync::Origin { device: head.device, seq: head.seq, frontier };
            for op in &sent.batch.ops {
                let change = henro_sync::Change { op: op.clone(), origin: origin.clone() };
                states.entry(op.entity).or_default().add(change);
            }
        }
        states.iter().filter_map(|(id, state)| Some((*id, state.view(clinical_rules())?))).collect()
    }
}

fn edit(half: &mut Half, id: EntryId, drawn: Option<i64>, dice: u16, meta: &Meta) {
    let Some(stored) = half.clinical().entry(id).unwrap() else { return };
    let mut when = stored.when;
    let medical = match stored.medical {
        Medical::Problem(mut problem) => {
            match dice % 5 {
                0 => problem.words = format!("{}", dice % 7),
                1 => problem.note = Some(format!("{dice}")),
                2 => problem.until = dice.is_multiple_of(2).then(|| day(4, 1 + u32::from(dice % 28))),
                _ => problem.severity = Severity::ALL.get(usize::from(dice / 5) % 5).copied(),
            }
            Medical::Problem(problem)
        }
        Medical::Dose(mut dose) => {
            match dice % 3 {
                0 => when.day = day(4, 1 + u32::from(dice % 28)),
                1 => dose.lot = Some(format!("{dice}")),
                _ => dose.vaccine = format!("V{}", dice % 4),
            }
            Medical::Dose(dose)
        }
        other => other,
    };
    half.clinical().edit_drawn(id, when, &medical, drawn, meta).unwrap();
}

fn decide(half: &mut Half, dice: u16, meta: &Meta) {
    let open = half.clinical().undecided().unwrap();
    let Some(one) = open.get(usize::from(dice) % open.len().max(1)) else { return };
    let side = &one.sides[usize::from(dice / 7) % one.sides.len()];
    let drawn = half.clinical().drawn().unwrap();
    half.clinical().decide((one.id, one.question), (side.when, &side.medical), drawn, meta).unwrap();
    let open = half.clinical().undecided().unwrap();
    assert!(open.iter().all(|other| (other.id, other.question) != (one.id, one.question)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_order_and_every_cut_ends_as_the_rule_says((devices, turns) in turns(4, 16, 90)) {
        let devices = (1..=devices as u32).map(Half::new).collect();
        let mut world = World { devices, made: BTreeMap::new(), ids: Vec::new(), seconds: 0 };
        turns.into_iter().for_each(|turn| world.take(turn));
        world.finish();
        let rule = world.by_the_rule();
        let mut digests = Vec::new();
        for half in &mut world.devices {
            prop_assert!(half.vault.verify().unwrap().is_whole(), "device {}", half.number);
            let clinical = half.vault.clinical().unwrap();
            for (id, view) in &rule {
                let id = EntryId::from_i64(*id).unwrap();
                let found = clinical.entry(id).unwrap().unwrap();
                prop_assert_eq!(found.deleted.is_none(), view.alive, "device {} {:?}", half.number, id);
                if view.alive {
                    prop_assert_eq!(&clinical.beside(id).unwrap(), &view.conflicts, "device {} {:?}", half.number, id);
                }
                let shown = match &found.medical {
                    Medical::Problem(problem) => (6, problem.words.clone()),
                    Medical::Dose(dose) => (4, dose.vaccine.clone()),
                    _ => panic!("neither"),
                };
                prop_assert_eq!(view.fields.get(&shown.0), Some(&henro_sync::Value::Text(shown.1)));
            }
            let digest = clinical.digest().unwrap();
            clinical.rebuild().unwrap();
            prop_assert_eq!(clinical.digest().unwrap(), digest);
            digests.push(digest);
        }
        prop_assert!(digests.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
