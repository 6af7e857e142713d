//! The open record: the vault, the person and what is kept in memory while it is open.

use henro_calc as calc;
use henro_domain::{
    ActorId, Day, Entry, EntryId, MeasureItem, OwnDish, Person, PhysicalActivityLevel, SubjectId,
};
use henro_sync::RecordId;
use henro_vault::{Daily, Error, FactorFault, FileFault, Meta, Source, StoredEntry, Vault};

use crate::context::Now;
use crate::reading::Reading;
use crate::wire::{WalkDirection, WalkSettings, WalkView};
use crate::{Code, WireError, random, walk};

/// An unlocked record.
pub(crate) struct Open {
    vault: Vault,
    person: Person,
    /// Steps by day, in order. Kept, since a lifelong walk is computed from all of them.
    steps: Option<Vec<(Day, u32)>>,
    walk: Option<(Day, WalkView)>,
    /// Newest height up to today, for the stride.
    height: Option<f64>,
    /// Who writes: the person, or the one who keeps the record for them.
    actor: ActorId,
    record: RecordId,
}

impl Open {
    /// Takes the person's own unlocked vault in.
    pub(crate) fn new(vault: Vault, now: Now) -> Result<Self, WireError> {
        Self::by(vault, now, ActorId::SELF)
    }

    /// Takes an unlocked vault in that somebody writes in.
    pub(crate) fn by(mut vault: Vault, now: Now, actor: ActorId) -> Result<Self, WireError> {
        let person = vault.daily().and_then(|daily| daily.profile()).map_err(failed)?.unwrap_or(nobody());
        let record = vault.record_id().map_err(failed)?;
        let mut open = Self { vault, person, steps: None, walk: None, height: None, actor, record };
        open.height = open.measure(MeasureItem::HeightCm, now.today)?;
        Ok(open)
    }

    /// Closes the files and wipes the keys.
    pub(crate) fn lock(mut self) {
        // The mark could not be written: the next unlock compares with the one before, which is safe.
        let _ = self.vault.lock(&random::system);
    }

    /// The vault, open as it is.
    pub(crate) fn into_vault(self) -> Vault {
        self.vault
    }

    pub(crate) fn vault(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// The daily tier.
    pub(crate) fn daily(&mut self) -> &mut Daily {
        self.vault.daily().expect("an open record has its daily tier open until it is dropped")
    }

    /// The record that guardians keep of this person, where the person said on this device that it is theirs.
    pub(crate) fn beside(&mut self) -> Result<Option<RecordId>, WireError> {
        let Some(named) = self.daily().sync_fact(ONESELF).map_err(failed)? else { return Ok(None) };
        let named: Option<RecordId> = String::from_utf8(named).ok().and_then(|text| text.parse().ok());
        let held = self.vault.shared_records().map_err(failed)?;
        Ok(named.filter(|record| held.contains(record)))
    }

    /// Says that a record somebody shows is this person's own; none takes it back. Of this device alone.
    pub(crate) fn set_beside(&mut self, record: Option<&RecordId>) -> Result<(), WireError> {
        let done = match record {
            Some(record) => self.daily().put_sync_fact(ONESELF, record.to_string().as_bytes()),
            None => self.daily().drop_sync_fact(ONESELF),
        };
        done.map_err(failed)?;
        self.all_changed()
    }

    /// What screens read from: the own record, and with it the one that guardians keep of this person.
    pub(crate) fn reading(&mut self) -> Result<Reading<'_>, WireError> {
        let beside = self.beside()?;
        let (own, beside) = self.vault.daily_beside(beside.as_ref()).map_err(failed)?;
        Ok(Reading::of(own, beside))
    }

    /// The vault, to look at.
    pub(crate) fn vault_ref(&self) -> &Vault {
        &self.vault
    }

    /// The record.
    pub(crate) fn record(&self) -> RecordId {
        self.record
    }

    /// Who writes here.
    pub(crate) fn actor(&self) -> ActorId {
        self.actor
    }

    /// Reads the person again: another device wrote.
    pub(crate) fn read_person(&mut self) -> Result<(), WireError> {
        let found = self.daily().profile().map_err(failed)?;
        self.person = found.unwrap_or(nobody());
        self.walk = None;
        Ok(())
    }

    pub(crate) fn person(&self) -> &Person {
        &self.person
    }

    /// Writes the person.
    pub(crate) fn write_person(&mut self, person: Person, now: Now) -> Result<(), WireError> {
        let meta = self.meta(now);
        self.daily().set_profile(&person, &meta).map_err(failed)?;
        self.person = person;
        self.walk = None;
        Ok(())
    }

    /// Written by hand.
    pub(crate) fn meta(&self, now: Now) -> Meta {
        Meta { stamp: now.stamp, actor: self.actor, subject: SubjectId(1), source: Source::Form }
    }

    /// Newest value of an item up to a day.
    pub(crate) fn measure(&mut self, item: MeasureItem, day: Day) -> Result<Option<f64>, WireError> {
        measure(&self.reading()?, item, day)
    }

    /// An entry that stands (not deleted).
    pub(crate) fn standing(&mut self, id: EntryId) -> Result<StoredEntry, WireError> {
        let stored = self.daily().entry(id).map_err(failed)?;
        stored.filter(|stored| stored.deleted.is_none()).ok_or(Code::EntryMissing.into())
    }

    /// Stride in metres: the person's own, by height, or that of a height of 160 cm.
    pub(crate) fn stride(&self) -> f64 {
        stride(&self.person, self.height)
    }

    /// Length of steps; `None` where the stride is only a guess.
    pub(crate) fn metres(&self, steps: u32) -> Option<u32> {
        match self.stride_guessed() {
            true => None,
            false => calc::distance_m(steps.min(MOST_STEPS), self.stride()).ok(),
        }
    }

    fn stride_guessed(&self) -> bool {
        self.person.stride_m.is_none() && self.height.is_none()
    }

    /// To be called after entries of these days were written, changed or taken away.
    pub(crate) fn days_changed(&mut self, days: impl IntoIterator<Item = Day>) -> Result<(), WireError> {
        self.walk = None;
        let mut days: Vec<Day> = days.into_iter().collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            self.refresh_steps(day)?;
        }
        let far = Day::from_number(Day::MAX_NUMBER).map_err(|_| Code::Internal)?;
        self.height = self.measure(MeasureItem::HeightCm, far)?;
        Ok(())
    }

    /// To be called after an import, or when something came from elsewhere: everything is read again.
    pub(crate) fn all_changed(&mut self) -> Result<(), WireError> {
        self.steps = None;
        if let Some(person) = self.daily().profile().map_err(failed)? {
            self.person = person;
        }
        self.days_changed([])
    }

    fn refresh_steps(&mut self, day: Day) -> Result<(), WireError> {
        if self.steps.is_none() {
            return Ok(());
        }
        let fresh = self.reading()?.steps_by_day(day, day).map_err(failed)?;
        let fresh = fresh.first().map(|(_, steps)| small(*steps));
        let Some(steps) = &mut self.steps else { return Ok(()) };
        match (steps.binary_search_by_key(&day, |(day, _)| *day), fresh) {
            (Ok(at), Some(count)) => {
                if let Some(slot) = steps.get_mut(at) {
                    slot.1 = count;
                }
            }
            (Ok(at), None) => {
                steps.remove(at);
            }
            (Err(at), Some(count)) => steps.insert(at, (day, count)),
            (Err(_), None) => {}
        }
        Ok(())
    }

    /// The pilgrimage as all steps lay it.
    pub(crate) fn walk(&mut self, today: Day) -> Result<&WalkView, WireError> {
        let view = match self.walk.take() {
            Some((day, view)) if day == today => view,
            _ => self.lay_walk(today)?,
        };
        let (_, view) = self.walk.insert((today, view));
        Ok(view)
    }

    fn lay_walk(&mut self, today: Day) -> Result<WalkView, WireError> {
        if self.steps.is_none() {
            let ends = (Day::from_number(Day::MIN_NUMBER), Day::from_number(Day::MAX_NUMBER));
            let (Ok(from), Ok(to)) = ends else { return Err(Code::Internal.into()) };
            let steps = self.reading()?.steps_by_day(from, to).map_err(failed)?;
            self.steps = Some(steps.into_iter().map(|(day, steps)| (day, small(steps))).collect());
        }
        let settings = self.walk_settings()?;
        let stride = self.stride();
        let metres: Vec<(Day, u32)> = self
            .steps
            .iter()
            .flatten()
            .map(|(day, steps)| (*day, calc::distance_m((*steps).min(MOST_STEPS), stride).unwrap_or(0)))
            // What `calc::journey` takes in one day; a file may bring more.
            .map(|(day, metres)| (day, metres.min(walk::MOST_METRES)))
            .collect();
        walk::view(&metres, settings, today, self.stride_guessed())
    }

    /// How the person walks.
    pub(crate) fn walk_settings(&mut self) -> Result<WalkSettings, WireError> {
        let stored = self.daily().setting(WALK).map_err(failed)?;
        let usual = WalkSettings { direction: WalkDirection::Forward, start: None, turns: vec![] };
        Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(usual))
    }

    /// Changes how the person walks.
    pub(crate) fn write_walk_settings(&mut self, settings: &WalkSettings, now: Now) -> Result<(), WireError> {
        let text = serde_json::to_string(settings).map_err(|_| Code::Internal)?;
        let meta = self.meta(now);
        self.daily().put_setting(WALK, &text, &meta).map_err(failed)?;
        self.walk = None;
        Ok(())
    }
}

/// An own dish. One that was deleted too: meals made of it can still be changed and eaten again.
pub(crate) fn own_dish(daily: &mut Daily, id: EntryId) -> Result<Option<OwnDish>, WireError> {
    let stored = daily.entry(id).map_err(failed)?;
    Ok(stored.and_then(|stored| match stored.entry {
        Entry::OwnDish(dish) => Some(dish),
        _ => None,
    }))
}

/// Newest value of an item up to a day.
pub(crate) fn measure(of: &Reading, item: MeasureItem, day: Day) -> Result<Option<f64>, WireError> {
    let stored = of.latest_measurement(item, day).map_err(failed)?;
    Ok(stored.and_then(|stored| match stored.entry {
        Entry::Measurement { value, .. } => Some(value.as_f64()),
        _ => None,
    }))
}

/// Stride in metres: the person's own, by height, or that of a height of 160 cm.
pub(crate) fn stride(person: &Person, height: Option<f64>) -> f64 {
    let own = person.stride_m.map(|stride| stride.as_f64());
    calc::stride_m(height, own).unwrap_or(GUESSED_STRIDE)
}

/// The code of a vault error.
pub(crate) fn failed(error: Error) -> WireError {
    let code = match error {
        Error::NoRecord => Code::RecordMissing,
        Error::Exists => Code::RecordExists,
        Error::InUse => Code::RecordInUse,
        Error::Locked => Code::RecordLocked,
        Error::Factor(FactorFault::Closed) => Code::ClinicalLocked,
        Error::Factor(FactorFault::Wrong) => Code::CardWrong,
        Error::Factor(FactorFault::Last) => Code::FactorLast,
        Error::Factor(_) => Code::FactorMany,
        Error::WrongPassword => Code::PasswordWrong,
        Error::TooSoon { wait_ms } => return WireError::wait(Code::PasswordWait, seconds(wait_ms)),
        Error::File(FileFault::Newer) => Code::RecordNewer,
        Error::File(_) => Code::RecordDamaged,
        Error::ReadOnly => Code::ReadOnly,
        Error::Full => Code::DiskFull,
        Error::Misfit => Code::RequestInvalid,
        _ => Code::Internal,
    };
    code.into()
}

/// Whole seconds of a wait, rounded up.
pub(crate) fn seconds(wait_ms: i64) -> u32 {
    u32::try_from((wait_ms.max(0) + 999) / 1000).unwrap_or(u32::MAX)
}

fn small(steps: u64) -> u32 {
    u32::try_from(steps).unwrap_or(u32::MAX)
}

pub(crate) fn nobody() -> Person {
    Person {
        name: String::new(),
        birth: None,
        sex: None,
        activity: PhysicalActivityLevel::Normal,
        stride_m: None,
    }
}

const WALK: &str = "walk";
const ONESELF: &str = "oneself";
/// 160 cm x 0.45.
const GUESSED_STRIDE: f64 = 0.72;
const MOST_STEPS: u32 = 1_000_000;
