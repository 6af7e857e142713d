use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use henro_domain::{Day, MinuteOfDay, OffsetMinutes, Stamp};
use henro_felica::Identified;
use henro_keyring::DeviceKeyring;
use henro_sync::RecordId;
use serde_json::Value;

use crate::checkup;
use crate::desk::clear_letters;
use crate::key::cards::Cards;
use crate::key::{Entered, Made, Plan};
use crate::open::Open;
use crate::share::{Giver, Guest, Host, Line, MemberGuest, Near, Reach, Taker};
use crate::transfer::Plans;
use crate::wire::{ClosedWhy, Settings};
use crate::{Code, Config, WireError, settings};

/// The core of a face: its records, and whose record a call is about.
pub struct Context {
    core: Arc<Core>,
    /// The record of somebody else that is kept here; nothing for the person's own.
    pub(crate) subject: Option<RecordId>,
}

impl std::ops::Deref for Context {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

/// One record with its wards, clock, folders and settings. Shared by all calls of a face.
pub struct Core {
    pub(crate) config: Config,
    pub(crate) cards: Cards,
    pub(crate) keyring: DeviceKeyring,
    pub(crate) state: Arc<Mutex<State>>,
    pub(crate) line: Arc<Line>,
}

/// Threads that follow a server may be at work when the last call is over: they find the record closed.
impl Drop for Core {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.line.forget();
        state.wards.clear();
        state.open = None;
    }
}

pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) open: Option<Open>,
    /// Records of others kept in this one, as far as they were opened.
    pub(crate) wards: BTreeMap<RecordId, Open>,
    /// The ward that is being looked at.
    pub(crate) shown: Option<RecordId>,
    pub(crate) plans: Plans,
    /// The file with checkups looked at last.
    pub(crate) checkup_plans: checkup::Plans,
    pub(crate) rolled_back: bool,
    /// What came out of the letter box at the last unlock.
    pub(crate) entered: Entered,
    pub(crate) inbox_replaced: bool,
    /// What opened the clinical tier.
    pub(crate) clinical_by: Option<ClinicalBy>,
    /// What in the clinical half no server had when it closed; nothing where that is not known.
    pub(crate) clinical_left: Option<u32>,
    /// Why it closed by itself, until it is opened again.
    pub(crate) closed_why: Option<ClosedWhy>,
    pub(crate) card_plan: Option<Plan>,
    /// The card an issuing desk is about to write.
    pub(crate) desk_plan: Option<crate::desk::Plan>,
    /// Another card is about to take the place of the one that opened.
    pub(crate) swap: Option<Swap>,
    /// Recovery sheets that are to be typed back.
    pub(crate) sheets: Option<Made>,
    /// Another device is being taken in.
    pub(crate) enrolling: Option<Arc<Mutex<Host>>>,
    /// A record is being handed over from here.
    pub(crate) handing: Option<Arc<Mutex<Giver>>>,
    /// A record is being taken over here.
    pub(crate) receiving: Option<Arc<Mutex<Taker>>>,
    /// Another device of the person may come by.
    pub(crate) near: Option<Arc<Mutex<Near>>>,
    /// This device is joining a record that another one has.
    pub(crate) joining: Option<Arc<Mutex<Guest>>>,
    /// This person is becoming a member of an organisation.
    pub(crate) membership: Option<Arc<Mutex<MemberGuest>>>,
    /// Where letters of an issuing desk lie while it is open.
    letters_dir: PathBuf,
    used_ms: i64,
    ticked_ms: i64,
}

/// What opened the clinical tier.
#[derive(Debug, Clone)]
pub(crate) struct ClinicalBy {
    /// The factor.
    pub(crate) factor: String,
    /// The card and the reader it lies on; nothing for a device or a sheet.
    pub(crate) card: Option<(String, Identified)>,
}

impl ClinicalBy {
    /// The reader the card lies on.
    pub(crate) fn reader(&self) -> Option<&str> {
        self.card.as_ref().map(|(reader, _)| reader.as_str())
    }
}

/// One card makes room for another on the same reader, so that the new one can be enrolled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Swap {
    /// When the clinical tier closes unless a card was enrolled.
    until_ms: i64,
    /// The card that opened has left.
    left: bool,
}

impl State {
    /// A card left the reader: closes what it opened, or notes that it made room.
    pub(crate) fn card_away(&mut self, reader: &str) {
        let opened = self.clinical_by.as_ref().is_some_and(|by| by.reader() == Some(reader));
        match &mut self.swap {
            _ if !opened => {}
            Some(swap) => swap.left = true,
            None => self.close_clinical(Some(ClosedWhy::CardAway)),
        }
    }

    /// No other card is waited for any more: closes if the one that opened has left.
    pub(crate) fn end_swap(&mut self) {
        if self.swap.take().is_some_and(|swap| swap.left) {
            self.close_clinical(Some(ClosedWhy::CardAway));
        }
    }

    /// Where that fails, the next write does it or says why not.
    fn tidy(&mut self) {
        for open in self.open.iter_mut().chain(self.wards.values_mut()) {
            let _ = open.vault().tidy();
        }
    }

    /// Closes the clinical tier, wiping its key. Says why, where it closes by itself.
    pub(crate) fn close_clinical(&mut self, why: Option<ClosedWhy>) {
        self.clinical_by = None;
        self.swap = None;
        self.card_plan = None;
        self.checkup_plans = checkup::Plans::default();
        self.desk_plan = None;
        self.sheets = None;
        if let Some(open) = &mut self.open
            && open.vault().is_clinical_open()
        {
            self.clinical_left = crate::share::left(open);
            open.vault().close_clinical();
            self.wards.values_mut().for_each(|ward| ward.vault().close_clinical());
            self.closed_why = why;
            // What cannot be deleted now is tried again at the next unlock.
            let _ = clear_letters(&self.letters_dir);
        }
    }
}

/// The moment of a call, where the person is.
#[derive(Clone, Copy)]
pub(crate) struct Now {
    pub(crate) stamp: Stamp,
    pub(crate) today: Day,
    pub(crate) minute: MinuteOfDay,
}

impl Now {
    pub(crate) fn of(config: &Config) -> Result<Self, WireError> {
        let stamp = config.now();
        let (today, minute) = stamp.local().map_err(|_| Code::DayInvalid)?;
        Ok(Self { stamp, today, minute })
    }

    pub(crate) fn offset(&self) -> OffsetMinutes {
        self.stamp.offset
    }
}

impl Context {
    /// Reads the settings; the record stays locked.
    pub fn open(config: Config) -> Self {
        let now = config.now().utc_ms;
        let state = State {
            settings: settings::load(&config.data_dir),
            open: None,
            wards: BTreeMap::new(),
            shown: None,
            plans: Plans::default(),
            checkup_plans: checkup::Plans::default(),
            rolled_back: false,
            entered: Entered::default(),
            inbox_replaced: false,
            clinical_by: None,
            clinical_left: None,
            closed_why: None,
            card_plan: None,
            desk_plan: None,
            swap: None,
            sheets: None,
            enrolling: None,
            handing: None,
            receiving: None,
            near: None,
            joining: None,
            membership: None,
            letters_dir: letters_dir(&config),
            used_ms: now,
            ticked_ms: now,
        };
        let state = Arc::new(Mutex::new(state));
        let line = Arc::new(Line::default());
        let keyring = if config.demo { DeviceKeyring::of_this_run() } else { DeviceKeyring::system() };
        let core = Core { config, cards: Cards::new(), keyring, state, line };
        Self { core: Arc::new(core), subject: None }
    }

    /// The same core for a call about somebody's record.
    pub(crate) fn about(&self, subject: Option<RecordId>) -> Self {
        Self { core: Arc::clone(&self.core), subject }
    }

    /// Locks the record and its wards: keys are wiped, files closed, caches dropped.
    pub fn lock(&self) {
        let mut state = self.state();
        state.plans = Plans::default();
        state.close_clinical(None);
        state.closed_why = None;
        state.entered = Entered::default();
        state.enrolling = None;
        state.joining = None;
        state.membership = None;
        state.handing = None;
        state.receiving = None;
        state.near = None;
        self.line.forget();
        state.shown = None;
        for ward in std::mem::take(&mut state.wards).into_values() {
            ward.lock();
        }
        if let Some(open) = state.open.take() {
            open.lock();
        }
    }

    /// To be called every few seconds: locks after the idle time, and after a gap that means the machine slept.
    pub fn tick(&self) {
        let asked = self.config.now().utc_ms;
        let (idle, slept) = {
            // A long command holds this. The time waited for it is no sleep, so the next gap is counted from its end.
            let mut state = self.state();
            let now = self.config.now().utc_ms;
            let slept = asked - state.ticked_ms > SLEEP_MS || asked < state.ticked_ms - SLEEP_MS;
            state.ticked_ms = now;
            if state.swap.is_some_and(|swap| now >= swap.until_ms) {
                state.end_swap();
            }
            let unused = now - state.used_ms;
            if unused >= CLINICAL_IDLE_MS {
                state.close_clinical(Some(ClosedWhy::Idle));
            }
            state.tidy();
            (unused >= i64::from(state.settings.lock_idle_minutes) * 60_000, slept)
        };
        if idle || slept {
            self.lock();
        }
        self.close_if_swapped();
    }

    /// To be called when the window loses the focus: locks if the person wants that.
    pub fn blurred(&self) {
        let wanted = self.state().settings.lock_on_blur;
        if wanted {
            self.lock();
        }
    }

    /// Makes rounds from now on while the record is open.
    pub(crate) fn begin_rounds(&self) {
        let (state, config) = (Arc::downgrade(&self.state), self.config.clone());
        let line = Arc::downgrade(&self.line);
        let reach = move || {
            let (state, line) = (state.upgrade()?, line.upgrade()?);
            Some(Reach { state, config: config.clone(), line })
        };
        self.line.begin(reach);
        let metered = self.state().settings.metered;
        self.line.call(metered);
    }

    /// Folder of the record.
    pub(crate) fn record_dir(&self) -> PathBuf {
        self.config.data_dir.join("record")
    }

    /// Folder of an issuing desk's letters. Nothing else lies in it, and it is empty while the desk is closed.
    pub(crate) fn letters_dir(&self) -> PathBuf {
        letters_dir(&self.config)
    }

    /// Deletes letters that a desk left behind which did not close.
    pub(crate) fn clear_letters(&self) {
        let _ = clear_letters(&self.letters_dir());
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the card that opened make room for another, for two minutes.
    pub(crate) fn begin_swap(&self) {
        let until_ms = self.config.now().utc_ms + SWAP_MS;
        let mut state = self.state();
        if state.clinical_by.is_some() {
            let left = state.swap.is_some_and(|swap| swap.left);
            state.swap = Some(Swap { until_ms, left });
        }
    }

    /// Marks that the person is there.
    pub(crate) fn used(&self) {
        self.state().used_ms = self.config.now().utc_ms;
    }

    pub(crate) fn now(&self) -> Result<Now, WireError> {
        Now::of(&self.config)
    }

    pub(crate) fn today(&self) -> Result<Day, WireError> {
        Ok(self.now()?.today)
    }

    /// Runs work on the open record the call is about.
    pub(crate) fn with_open<T>(
        &self,
        work: impl FnOnce(&mut Open, Now) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        let now = self.now()?;
        work(self.state().of(self.subject, now)?, now)
    }

    /// Runs work on the person's own record, whomever the call is about: it keeps keys, contacts and the account.
    pub(crate) fn with_own<T>(
        &self,
        work: impl FnOnce(&mut Open, Now) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        let now = self.now()?;
        work(self.state().of(None, now)?, now)
    }
}

/// Runs one command of the table: `name` and its request as JSON in, its reply as JSON out.
///
/// `subject` in the request names whose record it is about, where that is not the person's own. Nothing of it is remembered from
/// call to call: a call cannot reach another record than the one it names.
pub fn dispatch(ctx: &Context, name: &str, body: Value) -> Result<Value, WireError> {
    let (subject, body) = addressed(name, body)?;
    let ctx = &ctx.about(subject);
    if is_touch(name) {
        ctx.used();
    }
    let reply = crate::commands::route(ctx, name, body)?;
    if WRITES.contains(&name) {
        ctx.line.poke();
    }
    Ok(reply)
}

/// Takes the subject out of a request. A command that is about nobody's record in particular has none.
fn addressed(name: &str, mut body: Value) -> Result<(Option<RecordId>, Value), WireError> {
    let subject = body.as_object_mut().and_then(|fields| fields.remove("subject"));
    let subject = match subject {
        None | Some(Value::Null) => return Ok((None, body)),
        Some(Value::String(id)) => id.parse().map_err(|_| Code::PersonMissing)?,
        Some(_) => return Err(Code::RequestInvalid.into()),
    };
    if !crate::commands::OF_SUBJECT.contains(&name) {
        return Err(Code::RequestInvalid.into());
    }
    Ok((Some(subject), body))
}

fn letters_dir(config: &Config) -> PathBuf {
    config.files_dir.join("henro-letters")
}

/// Whether a command means that the person is there. Screens read by themselves, when something came or as time goes by, so what
/// only reads says nothing: hands are told by `record_touch`.
fn is_touch(name: &str) -> bool {
    name == "record_touch" || (crate::commands::changes(name) && !BY_THEMSELVES.contains(&name))
}

/// Commands that change something and that screens give by themselves.
const BY_THEMSELVES: [&str; 3] = ["look_seen", "near_look", "rank_refresh"];

/// What was written is sent on at once.
const WRITES: [&str; 35] = [
    "checkup_commit",
    "checkup_edit",
    "checkup_undo",
    "checkup_write",
    "child_checkup_record",
    "clinical_delete",
    "clinical_edit",
    "clinical_record",
    "clinical_restore",
    "conflict_settle",
    "document_edit",
    "document_record",
    "dose_edit",
    "dose_photo_remove",
    "dose_photo_write",
    "dose_record",
    "entry_delete",
    "entry_edit",
    "entry_record",
    "entry_restore",
    "growth_born",
    "growth_record",
    "import_apply",
    "paper_record",
    "person_edit",
    "pregnancy_born",
    "pregnancy_due",
    "pregnancy_next",
    "pregnancy_record",
    "problem_edit",
    "problem_record",
    "profile_write",
    "vaccine_choose",
    "vaccine_mother",
    "walk_write",
];

/// The clinical tier closes after five minutes without a touch.
const CLINICAL_IDLE_MS: i64 = 5 * 60_000;
/// How long another card is waited for.
const SWAP_MS: i64 = 2 * 60_000;
/// A tick comes every 5 s; a gap of a minute means sleep or a clock that was moved.
const SLEEP_MS: i64 = 60_000;
