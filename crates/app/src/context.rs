use std::sync::{Mutex, MutexGuard, PoisonError};

use henro_domain::{Day, MinuteOfDay, OffsetMinutes, Stamp};
use serde_json::Value;

use crate::open::Open;
use crate::transfer::Plans;
use crate::wire::Settings;
use crate::{Code, Config, WireError, settings};

/// One record with its clock, folders and settings. Shared by all calls of a face.
pub struct Context {
    pub(crate) config: Config,
    state: Mutex<State>,
}

pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) open: Option<Open>,
    pub(crate) plans: Plans,
    pub(crate) rolled_back: bool,
    used_ms: i64,
    ticked_ms: i64,
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
            used_ms: now,
            ticked_ms: now,
        };
        Self { config, state: Mutex::new(state) }
    }

    /// Locks the record: keys are wiped, files closed, caches dropped.
    pub fn lock(&self) {
        let mut state = self.state();
        state.plans = Plans::default();
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
            (now - state.used_ms >= i64::from(state.settings.lock_idle_minutes) * 60_000, slept)
        };
        if idle || slept {
            self.lock();
        }
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
    if name != "record_status" {
        ctx.used();
    }
    crate::commands::route(ctx, name, body)
}

/// A tick comes every 5 s; a gap of a minute means sleep or a clock that was moved.
const SLEEP_MS: i64 = 60_000;
