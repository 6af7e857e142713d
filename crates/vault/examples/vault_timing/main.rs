//! How fast the vault is, beside the raw engine in the same run.
//!
//! `vault_timing [ENTRIES] [FOLDER]`: fills a record with a seeded life, by default 100,000 entries, and prints one
//! JSON line a figure: name, value, unit, baseline, target, holds. The baseline is SQLCipher with the same key
//! length, page size and durability, and the same rows in the same tables with the same indexes, but no log.

mod life;
mod raw;
mod sync;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use henro_domain::*;
use henro_vault::{Daily, KdfParams, Meta, SeriesKind, Source, Vault};

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let mut arguments = std::env::args().skip(1);
    let entries: u32 = arguments.next().map_or(Ok(100_000), |n| n.parse())?;
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("vault-timing-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let done = measure(entries, &folder);
    std::fs::remove_dir_all(&folder)?;
    done
}

fn measure(entries: u32, folder: &Path) -> Result<(), Fault> {
    let params = KdfParams::testing();
    let mut vault = Vault::create(folder.join("record"), "timing", params, &random, stamp())?;
    let mut raw = raw::Raw::create(&folder.join("raw.db"))?;

    fill(vault.daily()?, &mut raw, entries)?;
    vault.lock(&random)?;
    let (bytes, raw_bytes) = (size(&vault.tier_path(henro_vault::Tier::Daily))?, raw.size()?);
    figure("bytes_per_entry", bytes / f64::from(entries), "B", Some(raw_bytes / f64::from(entries)), None)?;
    let unlocked = timed(|| vault.unlock("timing", &random, stamp()).map(|_| ()))?;
    figure("unlock_after_key", ms(unlocked), "ms", None, Some((1_000.0, ms(unlocked) <= 1_000.0)))?;

    single_writes(vault.daily()?, &mut raw)?;
    reads(vault.daily()?, &raw, life::days(entries))?;
    first_sync(vault.daily()?, entries, folder)?;
    if let Some(peak) = peak_mb() {
        figure("peak_memory", peak, "MB", None, Some((150.0, peak <= 150.0)))?;
    }
    Ok(())
}

/// Fills both in turns of one transaction each, so that both see the same machine. The time it takes to make up
/// the entries is taken off.
fn fill(daily: &mut Daily, raw: &mut raw::Raw, entries: u32) -> Result<(), Fault> {
    let (mut made, mut imported, mut filled) =
        (life::life(entries), life::life(entries), life::life(entries));
    let turn = (entries / TURNS).max(1) as usize;
    let (mut ours, mut theirs, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let making = timed(|| -> Result<(), Fault> {
            made.by_ref().take(turn).for_each(drop);
            Ok(())
        })?;
        let rate = |took: Duration| turn as f64 / took.saturating_sub(making).as_secs_f64();
        let next = imported.by_ref().take(turn);
        let our = rate(timed(|| daily.import_batch(next, "life", &meta()).map(|_| ()))?);
        let their = rate(timed(|| raw.fill(filled.by_ref().take(turn)))?);
        ours.push(our);
        theirs.push(their);
        shares.push(our / their);
    }
    figure("import_rate", rank(&mut ours, 0.5), "entries/s", Some(rank(&mut theirs, 0.5)), None)?;
    let share = rank(&mut shares, 0.5);
    figure("import_share_of_raw", share, "ratio", Some(1.0), Some((0.5, share >= 0.5)))
}

/// A first sync against the raw engine filling the same number of rows.
fn first_sync(daily: &mut Daily, entries: u32, folder: &Path) -> Result<(), Fault> {
    let done = sync::first_sync(daily, entries, folder)?;
    let mut shares: Vec<f64> = done.rates.iter().map(|(ours, theirs)| ours / theirs).collect();
    let (mut ours, mut theirs): (Vec<f64>, Vec<f64>) = done.rates.into_iter().unzip();
    figure("lay_in_rate", rank(&mut ours, 0.5), "changes/s", Some(rank(&mut theirs, 0.5)), None)?;
    figure("lay_in_all", done.took.as_secs_f64(), "s", None, None)?;
    let share = rank(&mut shares, 0.5);
    figure("lay_in_share_of_raw", share, "ratio", Some(1.0), Some((0.2, share >= 0.2)))
}

/// One durable entry against one raw commit, in turns so that both see the same disk.
fn single_writes(daily: &mut Daily, raw: &mut raw::Raw) -> Result<(), Fault> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for new in life::life(400) {
        ours.push(ms(timed(|| daily.record(std::slice::from_ref(&new), &meta()).map(|_| ()))?));
        theirs.push(ms(timed(|| raw.one(&new))?));
    }
    let (ours, theirs) = (rank(&mut ours, 0.5), rank(&mut theirs, 0.5));
    figure("single_write", ours, "ms", Some(theirs), None)?;
    figure("single_write_ratio", ours / theirs, "ratio", Some(1.0), Some((2.0, ours / theirs <= 2.0)))
}

fn reads(daily: &mut Daily, raw: &raw::Raw, days: i32) -> Result<(), Fault> {
    let start = life::FIRST_DAY;
    let day = |n: i32| Day::from_number(start + n % days);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for n in 0..1_000 {
        let on = day(n * 7_919)?;
        ours.push(ms(timed(|| daily.day(on).map(|_| ()))?));
        theirs.push(ms(timed(|| raw.day(on))?));
    }
    let p99 = rank(&mut ours, 0.99);
    figure("day_p99", p99, "ms", Some(rank(&mut theirs, 0.99)), Some((5.0, p99 <= 5.0)))?;
    figure("day_median", rank(&mut ours, 0.5), "ms", Some(rank(&mut theirs, 0.5)), None)?;

    let (from, to) = (day((days - 3_653).max(0))?, day(days - 1)?);
    let kinds = [
        ("weight", SeriesKind::Measurement(MeasureItem::WeightKg)),
        ("intake_kcal", SeriesKind::IntakeKcal),
        ("steps", SeriesKind::Steps),
        ("exercise_kcal", SeriesKind::ExerciseKcal),
    ];
    for (name, kind) in kinds {
        let took = median(5, || daily.daily_series(kind, from, to).map(|_| ()))?;
        figure(&format!("ten_years_{name}"), took, "ms", None, Some((60.0, took <= 60.0)))?;
    }
    let took = median(5, || daily.bp_series(from, to, None).map(|_| ()))?;
    figure("ten_years_pressure", took, "ms", None, Some((60.0, took <= 60.0)))?;
    let took = median(5, || daily.steps_by_day(day(0)?, to).map(|_| ()))?;
    figure("all_steps_by_day", took, "ms", None, None)?;
    let took = median(20, || daily.days_with_entries(to.plus(-41), to).map(|_| ()))?;
    figure("calendar_six_weeks", took, "ms", None, None)?;
    let took = median(20, || daily.intake_counts(Some(MealSlot::Breakfast), to.plus(-60)).map(|_| ()))?;
    figure("favourites", took, "ms", None, None)?;
    let took = median(20, || daily.latest_measurement(MeasureItem::HeightCm, to).map(|_| ()))?;
    figure("latest_height", took, "ms", None, None)?;
    let took = median(20, || daily.latest_of_kind(EntryKind::BloodPressure, to).map(|_| ()))?;
    figure("latest_pressure", took, "ms", None, None)?;
    let took = median(3, || daily.count_entries().map(|_| ()))?;
    figure("count_entries", took, "ms", None, None)
}

fn median<E: Into<Fault>>(times: usize, mut work: impl FnMut() -> Result<(), E>) -> Result<f64, Fault> {
    let mut took = Vec::new();
    for _ in 0..times {
        took.push(ms(timed(&mut work)?));
    }
    Ok(rank(&mut took, 0.5))
}

fn timed<E: Into<Fault>>(work: impl FnOnce() -> Result<(), E>) -> Result<Duration, Fault> {
    let start = Instant::now();
    work().map_err(Into::into)?;
    Ok(start.elapsed())
}

fn rank(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * share) as usize;
    values.get(place.min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

fn size(path: &Path) -> Result<f64, Fault> {
    Ok(std::fs::metadata(path)?.len() as f64)
}

/// Highest resident memory so far; only where the system tells it in /proc.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

fn figure(
    name: &str,
    value: f64,
    unit: &str,
    baseline: Option<f64>,
    target: Option<(f64, bool)>,
) -> Result<(), Fault> {
    let line = serde_json::json!({
        "name": format!("vault_{name}"),
        "value": (value * 1000.0).round() / 1000.0,
        "unit": unit,
        "baseline": baseline.map(|b| (b * 1000.0).round() / 1000.0),
        "target": target.map(|(target, _)| target),
        "holds": target.map(|(_, holds)| holds),
    });
    Ok(writeln!(std::io::stdout().lock(), "{line}")?)
}

/// The timing needs no secrecy, only bytes.
fn random(out: &mut [u8]) {
    let mut state = out.len() as u64;
    for byte in out {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        *byte = (state >> 33) as u8;
    }
}

fn stamp() -> Stamp {
    Stamp { utc_ms: 20_779 * 86_400_000, offset: OffsetMinutes::JAPAN }
}

fn meta() -> Meta {
    Meta { stamp: stamp(), actor: ActorId(1), subject: SubjectId(1), source: Source::Script }
}

/// Into how many transactions the filling is cut.
const TURNS: u32 = 10;
