use std::path::PathBuf;
use std::time::Duration;

use henro_app::demo::{DEMO_PASSWORD, Life};
use henro_app::wire::RecordStatus;
use henro_app::{Config, Context, dispatch};
use serde_json::{Value, json};

use super::figure::timed;
use crate::output::Failure;

/// A record with the entries of a whole life, in a folder of its own that goes when this is dropped.
pub(super) struct Lifelong {
    pub(super) ctx: Context,
    /// How many entries it has.
    pub(super) entries: u64,
    /// How long writing them took, the making up included.
    pub(super) filled_in: Duration,
    life: Life,
    folder: tempfile::TempDir,
}

impl Lifelong {
    /// Makes it.
    pub(super) fn make(entries: u64) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new().prefix("henro-bench").tempdir()?;
        let mut config = Config::system(folder.path().to_owned()).at(NOW).ok_or(Failure::Time)?;
        config.demo = true;
        let ctx = Context::open(config);
        let life = life(&ctx, entries)?;
        let (entries, filled_in) = timed(|| ctx.open_life(life))?;
        Ok(Self { ctx, entries, filled_in, life, folder })
    }

    /// Runs one command as every face does.
    pub(super) fn ask(&self, command: &str, request: Value) -> Result<Value, Failure> {
        Ok(dispatch(&self.ctx, command, request)?)
    }

    /// Today, as it travels.
    pub(super) fn today(&self) -> Value {
        json!(self.life.to)
    }

    /// Days spread over the whole life, none of them near the one before.
    pub(super) fn days(&self, count: i32) -> impl Iterator<Item = Value> {
        let (to, span) = (self.life.to, self.life.to.since(self.life.from) + 1);
        (0..count).map(move |nth| json!(to.plus(-(nth * STRIDE % span))))
    }

    /// Bytes of the locked record's file.
    pub(super) fn bytes(&self) -> Result<u64, Failure> {
        Ok(std::fs::metadata(self.file())?.len())
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("record").join("daily.db")
    }
}

/// A life of about so many entries, the last of them today.
pub(crate) fn life(ctx: &Context, entries: u64) -> Result<Life, Failure> {
    let status = dispatch(ctx, "record_status", json!({}))?;
    let RecordStatus { today: to, .. } = serde_json::from_value(status).map_err(|_| Failure::Json)?;
    let back = i32::try_from(entries / A_DAY).unwrap_or(LONGEST).clamp(1, LONGEST);
    Ok(Life { seed: 88, from: to.plus(-back), to, wearable: true })
}

/// What unlocks it.
pub(super) fn password() -> Value {
    json!({ "password": DEMO_PASSWORD })
}

/// Of all runs, so that the same entries are measured every time.
const NOW: &str = "2026-11-22T21:30+09:00";
/// Entries of a routine day with a wearable; a little fewer than the life has, so that none are missing.
const A_DAY: u64 = 45;
/// Eighty years.
const LONGEST: i32 = 29_220;
/// A prime: every day comes once before any comes again.
const STRIDE: i32 = 7_919;
