//! A world from one seed: people, devices, a server, faults, and two phases. In the first anything may happen; in the second
//! nothing goes wrong any more and everybody has to come to the same.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use henro_seal::SigningKey;
use henro_sync::{Hash, Op, RecordId, StreamId, Tier};
use henro_sync_client::{Fault, Resealing};

use crate::acts::RESEALING;
use crate::check::Seen;
use crate::dice::Dice;
use crate::disk::CLINICAL;
use crate::liar::Liar;
use crate::lie::Lie;
use crate::link::{Cloud, Shared, Weather};
use crate::people::Person;
use crate::server::Server;
use crate::store::Salts;

/// What a seed is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Every honest fault.
    Honest,
    /// A server that lies.
    Lying,
}

/// How a seed ended well.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    /// Steps that were done.
    pub steps: u64,
    /// The lie, if it was really told, and caught.
    pub caught: Option<Lie>,
    /// Virtual milliseconds that passed.
    pub passed: u64,
    /// Devices.
    pub devices: u64,
    /// Segments the server took.
    pub packed: u64,
    /// Of them, those that a deep revocation asked for.
    pub resealed: u64,
    /// How often something new came with news.
    pub told: u64,
    /// Whether a device that came last read all of it from the server.
    pub late: u64,
}

/// How a seed failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What was wrong.
    pub what: String,
    /// What was done before it, newest last.
    pub trace: Vec<String>,
}

/// Changes by section, each with what of the others was laid in when it was written.
pub type BySection = Vec<(u8, Vec<(Op, BTreeMap<u32, u64>)>)>;

/// The world.
pub struct World {
    pub mode: Mode,
    pub dice: Dice,
    pub cloud: Shared,
    pub record: RecordId,
    pub now: u64,
    pub people: Vec<Person>,
    pub devices: Vec<crate::device::Device>,
    pub salts: Salts,
    pub serial: i64,
    /// Every change ever written, by serial, with its section.
    pub written: BTreeMap<i64, (u8, Op)>,
    /// What who wrote a clinical change had before their eyes of the entry.
    pub seen: BTreeMap<i64, Seen>,
    /// Serials a person knows to be lost: an old copy was put back over them.
    pub lost: BTreeSet<i64>,
    /// What devices that begin anew have to write again.
    pub carried: Vec<(usize, BySection)>,
    pub trace: Vec<String>,
    pub most_devices: usize,
    pub lie: Option<Lie>,
    pub harm: bool,
    /// How often something new came with news.
    pub told: u64,
    /// Devices that came last and read all of it from the server.
    pub late: u64,
}

/// Sections of a record in the simulator.
pub const SECTIONS: [(u8, Tier); 3] = [(1, Tier::Daily), (2, Tier::Daily), (CLINICAL, Tier::Clinical)];
/// As on a new day.
const AGAIN: Resealing = Resealing { again: true, most: 1_000, ..RESEALING };
const BEGIN: u64 = 1_767_225_600_000;

/// Runs a seed.
pub fn run(seed: u64, mode: Mode) -> Result<Outcome, Failure> {
    let mut world = World::new(seed, mode);
    let steps = match mode {
        // One life in twenty is a long one.
        _ if seed % 20 == 7 => world.dice.within(300, 400),
        Mode::Honest => world.dice.within(40, 160),
        Mode::Lying => world.dice.within(30, 60),
    };
    let result = world.live(steps);
    let alarmed =
        world.devices.iter().any(|device| device.alarms.iter().any(|fault| matches!(fault, Fault::Lie(_))));
    let caught = world.lie.filter(|_| world.touched() && alarmed);
    let passed = world.now - BEGIN;
    let devices = world.devices.len() as u64;
    match result {
        Ok(()) => {
            let (packed, resealed) =
                (world.cloud.borrow().server.packed, world.cloud.borrow().server.resealed);
            Ok(Outcome {
                steps,
                caught,
                passed,
                devices,
                packed,
                resealed,
                told: world.told,
                late: world.late,
            })
        }
        Err(what) => Err(Failure { what, trace: world.trace }),
    }
}

impl World {
    pub(crate) fn new(seed: u64, mode: Mode) -> Self {
        let dice = Dice::new(seed);
        let mut id = [0; 16];
        henro_seal::Random::fill(&dice, &mut id);
        let record = RecordId(id);
        let key = SigningKey::make(&dice).unwrap_or_else(|_| unreachable!("any seed is a key"));
        let server = Server::new(key, record, dice.within(1, 12) as usize, BEGIN);
        let most_devices = dice.within(2, 8) as usize;
        let harm = mode == Mode::Honest && dice.chance(150);
        Self {
            mode,
            dice,
            cloud: Rc::new(RefCell::new(Cloud::new(server))),
            record,
            now: BEGIN,
            people: Vec::new(),
            devices: Vec::new(),
            salts: Salts::default(),
            serial: 0,
            written: BTreeMap::new(),
            seen: BTreeMap::new(),
            lost: BTreeSet::new(),
            carried: Vec::new(),
            trace: Vec::new(),
            most_devices,
            lie: None,
            harm,
            told: 0,
            late: 0,
        }
    }

    fn live(&mut self, steps: u64) -> Result<(), String> {
        self.begin().map_err(|fault| format!("the beginning: {fault:?}"))?;
        let turn = if self.mode == Mode::Lying { steps / 2 } else { u64::MAX };
        for step in 0..steps {
            if step == turn {
                self.start_to_lie()?;
            }
            self.pass_time();
            self.step()?;
        }
        match self.mode {
            Mode::Honest => self.settle(),
            Mode::Lying => self.find_out(),
        }
    }

    /// People, the first devices, the record.
    fn begin(&mut self) -> Result<(), Fault> {
        for _ in 0..self.dice.within(1, 4) {
            self.person()?;
        }
        self.drive(0, |engine, round| engine.begin_record(round, &SECTIONS))?;
        let second = if self.dice.chance(700) { Tier::Clinical } else { Tier::Daily };
        self.enrol(0, second)?;
        if self.mode == Mode::Lying {
            // Somebody to compare with, and somebody to look.
            self.enrol(0, Tier::Clinical)?;
            for device in 0..self.devices.len() {
                let _ = self.sync(device)?;
            }
        }
        Ok(())
    }

    pub fn pass_time(&mut self) {
        let dice = &self.dice;
        let by = match dice.below(100) {
            0..60 => dice.within(1_000, 60_000),
            60..90 => dice.within(60_000, 3_600_000),
            90..98 => dice.within(3_600_000, 86_400_000),
            _ => dice.within(86_400_000, 20 * 86_400_000),
        };
        self.pass(by);
    }

    pub fn pass(&mut self, by: u64) {
        self.now += by;
        let mut cloud = self.cloud.borrow_mut();
        cloud.server.now = self.now;
        cloud.settle();
    }

    pub fn note(&mut self, text: impl FnOnce() -> String) {
        if self.trace.len() < 4_000 {
            let hours = (self.now - BEGIN) as f64 / 3_600_000.0;
            self.trace.push(format!("{hours:9.2} h  {}", text()));
        }
    }

    fn touched(&self) -> bool {
        self.cloud.borrow().liar.as_ref().is_some_and(|liar| liar.touched)
    }

    fn start_to_lie(&mut self) -> Result<(), String> {
        let lie = *self.dice.pick(&Lie::ALL).unwrap_or(&Lie::Edit);
        let Some(mut victim) = self.dice.pick(&self.usable()).copied() else { return Ok(()) };
        if lie == Lie::OldWorld {
            let Ok(new) = self.enrol(self.devices[victim].person, Tier::Clinical) else { return Ok(()) };
            victim = new;
        }
        let session = self.devices[victim].session();
        let control = self.devices[victim].engine.control();
        let numbers: Vec<u32> = control.iter().flat_map(|control| control.devices.keys().copied()).collect();
        let own = self.devices[victim].store.disk.number;
        let others: Vec<u32> = numbers.into_iter().filter(|number| Some(*number) != own).collect();
        let author = self.dice.pick(&others).copied().unwrap_or(0);
        self.note(|| format!("the server begins to lie: {lie:?} to device {victim}, about {author}"));
        let other = SigningKey::make(&self.dice).unwrap_or_else(|_| unreachable!("any seed is a key"));
        let mut cloud = self.cloud.borrow_mut();
        let server = &cloud.server;
        let since = match lie {
            Lie::HideLook => server.log.len(),
            _ => server.entries.len(),
        };
        let upto = |place: u64| if lie == Lie::OldWorld { self.dice.below(place + 1) } else { place };
        let places = server.streams.iter().map(|(stream, held)| (*stream, upto(held.len() as u64)));
        let places: BTreeMap<StreamId, u64> = places.collect();
        cloud.liar = Some(Liar {
            lie,
            victim: session.device,
            since: since as u64,
            author,
            other,
            touched: false,
            places: places.clone(),
            erased: BTreeMap::new(),
            beats: None,
        });
        drop(cloud);
        self.lie = Some(lie);
        if lie == Lie::OldWorld { self.take_for_new(victim, &places) } else { Ok(()) }
    }

    /// I9: a new device finds out in its first round that it is shown less than the device had that took it in.
    fn take_for_new(&mut self, new: usize, places: &BTreeMap<StreamId, u64>) -> Result<(), String> {
        let told = self.devices[new].told.clone();
        let result = self.sync(new);
        let (of, now) = (&self.devices[new], self.now);
        let short = |(stream, place, _): &(StreamId, u64, Hash)| {
            let control = of.engine.control();
            of.store.disk.marks.contains_key(stream)
                && control.is_some_and(|control| control.may_read(&of.identity, stream, now).is_some())
                && places.get(stream).is_some_and(|shown| shown < place)
        };
        let shown_less = told.iter().flat_map(|told| &told.streams).any(short);
        let noticed = self.devices[new].alarms.iter().any(|fault| matches!(fault, Fault::Lie(_)));
        match (shown_less, noticed, result) {
            (true, false, Ok(Some(_))) => Err(format!("I9: device {new} took an old world for the new one")),
            (_, true, _) if !self.touched() => Err(format!("I10: device {new}, new: {:?}", self.alarms())),
            _ => Ok(()),
        }
    }

    /// Nothing goes wrong any more: in three rounds everybody is at the same place.
    fn settle(&mut self) -> Result<(), String> {
        self.note(|| "the faults stop".to_owned());
        self.cloud.borrow_mut().weather = Weather::default();
        self.pass(3 * 3_600_000);
        for device in &mut self.devices {
            device.asleep_until = 0;
            device.skew = device.skew.clamp(-60_000, 60_000);
            device.answers.clear();
            device.store.room = None;
            device.store.fuse = None;
        }
        // A device with a twin has to begin anew first; that is no round.
        for _ in 0..2 {
            for device in self.usable() {
                self.sync(device).map_err(|fault| format!("damaged: {fault:?}"))?;
            }
            self.write_carried()?;
        }
        for _ in 0..3 {
            self.pass(60_000);
            for device in self.usable() {
                self.sync(device).map_err(|fault| format!("damaged: {fault:?}"))?;
            }
        }
        for device in self.usable() {
            let result = self.drive(device, |engine, round| {
                engine.beat(round)?;
                engine.reseal(round, &AGAIN)
            });
            self.judge(device, &result)?;
        }
        self.check()
    }

    /// Everybody compares, twice: then a lie that was told before is known to somebody. One told for the first time while they
    /// compare has its two rounds too.
    fn find_out(&mut self) -> Result<(), String> {
        let (mut rounds, mut since_told) = (0, 0);
        while rounds < 2 || (self.touched() && since_told < 2) {
            since_told += u32::from(self.touched());
            rounds += 1;
            self.pass(60_000);
            for device in self.usable() {
                let _ = self.drive(device, |engine, round| {
                    engine.beat(round)?;
                    engine.reseal(round, &AGAIN)
                });
            }
        }
        for device in 0..self.devices.len() {
            self.check_content(device)?;
        }
        self.check_merit()?;
        self.check_secret()?;
        let alarmed = self
            .devices
            .iter()
            .any(|device| device.alarms.iter().any(|fault| matches!(fault, Fault::Lie(_))));
        match (self.touched(), alarmed, self.lie) {
            // Whom the record is closed to has nothing to compare any more.
            (true, false, Some(_)) if self.victim_is_out() => Ok(()),
            (true, false, Some(lie)) => Err(format!("I9: nobody noticed {lie:?}")),
            (false, true, lie) => Err(format!("I10: false alarm before {lie:?}: {:?}", self.alarms())),
            _ => Ok(()),
        }
    }

    fn victim_is_out(&self) -> bool {
        let cloud = self.cloud.borrow();
        let (Some(liar), Some(control)) = (&cloud.liar, &cloud.server.control) else { return true };
        let of = self.devices.iter().find(|device| device.session().device == liar.victim);
        of.is_none_or(|of| match liar.lie {
            // The log is for those who manage: whose right to it ended follows it no further.
            Lie::HideLook => !control.may_manage(&of.identity, self.now),
            _ => {
                !control.owners.contains(&of.identity)
                    && control.grants_of(&of.identity, self.now).next().is_none()
            }
        })
    }

    pub fn alarms(&self) -> Vec<(usize, Fault)> {
        let of = |(n, device): (usize, &crate::device::Device)| {
            device.alarms.iter().map(move |fault| (n, fault.clone())).collect::<Vec<_>>()
        };
        self.devices.iter().enumerate().flat_map(of).collect()
    }
}
