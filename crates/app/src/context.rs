use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use henro_domain::{Day, MinuteOfDay, OffsetMinutes, Stamp};
use henro_felica::Identified;
use henro_keyring::DeviceKeyring;
use serde_json::Value;

use crate::key::cards::Cards;
use crate::key::{Entered, Made, Plan};
use crate::open::Open;
use crate::transfer::Plans;
use crate::wire::{ClosedWhy, Settings};
use crate::{Code, Config, WireError, settings};

/// One record with its clock, folders and settings. Shared by all calls of a face.
pub struct Context {
    pub(crate) config: Config,
    pub(crate) cards: Cards,
    pub(crate) keyring: DeviceKeyring,
    pub(crate) state: Arc<Mutex<State>>,
}

pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) open: Option<Open>,
    pub(crate) plans: Plans,
    pub(crate) rolled_back: bool,
    /// What came out of the letter box at the last unlock.
    pub(crate) entered: Entered,
    pub(crate) inbox_replaced: bool,
    /// What opened the clinical tier.
    pub(crate) clinical_by: Option<ClinicalBy>,
    /// Why it closed by itself, until it is opened again.
    pub(crate) closed_why: Option<ClosedWhy>,
    pub(crate) card_plan: Option<Plan>,
    /// The card an issuing desk is about to write.
    pub(crate) desk_plan: Option<crate::desk::Plan>,
    /// Another card is about to take the place of the one that opened.
    pub(crate) swap: Option<Swap>,
    /// Recovery sheets that are to be typed back.
    pub(crate) sheets: Option<Made>,
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

    /// Closes the clinical tier, wiping its key. Says why, where it closes by itself.
    pub(crate) fn close_clinical(&mut self, why: Option<ClosedWhy>) {
        self.clinical_by = None;
        self.swap = None;
        self.card_plan = None;
        self.desk_plan = None;
        self.sheets = None;
        if let Some(open) = &mut self.open
            && open.vault().is_clinical_open()
        {
            open.vault().close_clinical();
            self.closed_why = why;
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
            plans: Plans::default(),
            rolled_back: false,
            entered: Entered::default(),
            inbox_replaced: false,
            clinical_by: None,
            closed_why: None,
            card_plan: None,
            desk_plan: None,
            swap: None,
            sheets: None,
            used_ms: now,
            ticked_ms: now,
        };
        let state = Arc::new(Mutex::new(state));
        Self { config, cards: Cards::new(), keyring: DeviceKeyring::system(), state }
    }

    /// Locks the record: keys are wiped, files closed, caches dropped.
    pub fn lock(&self) {
        let mut state = self.state();
        state.plans = Plans::default();
        state.close_clinical(None);
        state.closed_why = None;
        state.entered = Entered::default();
        if let Some(open) = state.open.take() {
            open.lock();
        }
    }

    /// To be called every few seconds: locks after the idle time, and after a gap that means the machine slept.
    pub fn tick(&self) {
        let now = self.config.now().utc_ms;
        let (idle, slept) = {
            let mut state = self.state();
            let slept = now - state.ticked_ms > SLEEP_MS || now < state.ticked_ms - SLEEP_MS;
            state.ticked_ms = now;
            if state.swap.is_some_and(|swap| now >= swap.until_ms) {
                state.end_swap();
            }
            let unused = now - state.used_ms;
            if unused >= CLINICAL_IDLE_MS {
                state.close_clinical(Some(ClosedWhy::Idle));
            }
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

    /// Folder of the record.
    pub(crate) fn record_dir(&self) -> std::path::PathBuf {
        self.config.data_dir.join("record")
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
        let stamp = self.config.now();
        let (today, minute) = stamp.local().map_err(|_| Code::DayInvalid)?;
        Ok(Now { stamp, today, minute })
    }

    pub(crate) fn today(&self) -> Result<Day, WireError> {
        Ok(self.now()?.today)
    }

    /// Runs work on the open record.
    pub(crate) fn with_open<T>(
        &self,
        work: impl FnOnce(&mut Open, Now) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        let now = self.now()?;
        let mut state = self.state();
        work(state.open.as_mut().ok_or(Code::RecordLocked)?, now)
    }
}

/// Runs one command of the table: `name` and its request as JSON in, its reply as JSON out.
pub fn dispatch(ctx: &Context, name: &str, body: Value) -> Result<Value, WireError> {
    // Faces ask these by themselves; they say nothing about the person.
    if !["record_status", "card_watch"].contains(&name) {
        ctx.used();
    }
    crate::commands::route(ctx, name, body)
}

/// The clinical tier closes after five minutes without a touch.
const CLINICAL_IDLE_MS: i64 = 5 * 60_000;
/// How long another card is waited for.
const SWAP_MS: i64 = 2 * 60_000;
/// A tick comes every 5 s; a gap of a minute means sleep or a clock that was moved.
const SLEEP_MS: i64 = 60_000;
