use std::fs::File;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_domain::{Day, EntryId, Verdict};
use henro_exchange::csv::{self, Dated, Encoding, MOST_BYTES, ReadOptions, Reader, Reason, Take};
use henro_vault::NewEntry;
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use super::sift::Sift;
use crate::context::Now;
use crate::open::{Open, failed};
use crate::settings::file_code;
use crate::view::body;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The file looked at last, kept until it is written or the record locks.
#[derive(Default)]
pub(crate) struct Plans(Option<Plan>);

struct Plan {
    id: String,
    bytes: Zeroizing<Vec<u8>>,
    label: String,
    /// Rare entries that would be written.
    rare: u64,
}

/// Looks at a file. Nothing is written.
pub(crate) fn preview(ctx: &Context, ask: ImportPreview) -> Result<ImportPlan, WireError> {
    let bytes = bytes_of(&ask)?;
    let id = plan_id(&bytes);
    let plan = ctx.with_open(|open, now| {
        let reader = open_csv(&bytes, now)?;
        let encoding = encoding_name(reader.encoding());
        let mut sift = Sift::read(open, || open_csv(&bytes, now))?;
        let judge = |dated: &Dated| sift.as_mut().map_or(Take::New, |sift| sift.judge(dated));
        let found = csv::preview(reader, SHOWN, judge);
        if found.rows == 0 || (found.kinds.is_empty() && found.duplicates == 0 && found.problems.is_empty()) {
            return Err(Code::ImportEmpty.into());
        }
        Ok(view(&id, encoding, found))
    })?;
    keep(ctx, Plan { id, bytes, label: label(&ask), rare: plan.rare });
    Ok(plan)
}

/// Writes the file looked at last, all or nothing.
pub(crate) fn apply(ctx: &Context, ask: ImportApply) -> Result<ImportDone, WireError> {
    let plan = ctx.state().plans.0.take().filter(|plan| plan.id == ask.plan).ok_or(Code::ImportGone)?;
    let done = match (ask.rare, plan.rare) {
        (None, 1..) => Err(Code::ValueRare.into()),
        (rare, _) => ctx.with_open(|open, now| write(open, now, &plan, rare)),
    };
    if done.is_err() {
        keep(ctx, plan);
    }
    done
}

/// Keeps a plan, unless the record was locked meanwhile: then nothing of it may stay in memory.
fn keep(ctx: &Context, plan: Plan) {
    let mut state = ctx.state();
    if state.open.is_some() {
        state.plans.0 = Some(plan);
    }
}

fn write(open: &mut Open, now: Now, plan: &Plan, rare: Option<ImportRare>) -> Result<ImportDone, WireError> {
    let bytes = &plan.bytes;
    let wanted = |new: &NewEntry| {
        rare != Some(ImportRare::Leave) || henro_domain::check_entry(&new.entry) != Verdict::Rare
    };
    let mut sift = Sift::read(open, || open_csv(bytes, now))?.ok_or(Code::ImportEmpty)?;
    let reader = open_csv(bytes, now)?;
    let (dishes, gone) = sift.dishes();
    let meta = henro_vault::Meta { source: henro_vault::Source::Import, ..open.meta(now) };
    let mut aside = Vec::new();
    let rest = |made: Vec<EntryId>| {
        aside = made.iter().zip(&gone).filter(|(_, gone)| **gone).map(|(id, _)| *id).collect();
        reader.flat_map(|row| row.entries).filter_map(move |dated| sift.place(dated, &made)).filter(wanted)
    };
    let batch = open.daily().import_after(dishes, rest, &plan.label, &meta).map_err(failed)?;
    // They only explain meals: deleted where they come from, so deleted here.
    open.daily().delete_all(&aside, &meta).map_err(failed)?;
    open.all_changed()?;
    Ok(ImportDone { batch: batch.id.0.to_string(), entries: batch.entries - aside.len() as u64 })
}

fn bytes_of(ask: &ImportPreview) -> Result<Zeroizing<Vec<u8>>, WireError> {
    let bytes = match (&ask.base64, &ask.path) {
        (Some(text), None) => {
            if text.len() / 4 > MOST_BYTES / 3 + 3 {
                return Err(large());
            }
            STANDARD.decode(text).map_err(|_| Code::RequestInvalid)?
        }
        (None, Some(path)) => {
            let path = Path::new(path);
            // A pipe or a device never ends.
            if !std::fs::metadata(path).map_err(|error| file_code(&error))?.is_file() {
                return Err(Code::FileRefused.into());
            }
            let file = File::open(path).map_err(|error| file_code(&error))?;
            let mut bytes = Vec::new();
            file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| file_code(&error))?;
            if bytes.len() > MOST_BYTES {
                return Err(large());
            }
            bytes
        }
        _ => return Err(Code::RequestInvalid.into()),
    };
    Ok(Zeroizing::new(bytes))
}

/// What the import is called: the name of its file, without what would spoil a line of a list.
fn label(ask: &ImportPreview) -> String {
    let file = || Some(Path::new(ask.path.as_ref()?).file_name()?.to_string_lossy().into_owned());
    let label = ask.label.clone().or_else(file).unwrap_or_default();
    let label: String = label.chars().filter(|sign| !sign.is_control()).take(LONGEST_LABEL).collect();
    match label.trim() {
        "" => "csv".to_owned(),
        label => label.to_owned(),
    }
}

fn large() -> WireError {
    WireError::limit(Code::ImportLarge, (MOST_BYTES / 1024 / 1024) as u32)
}

fn open_csv(bytes: &[u8], now: Now) -> Result<Reader<'_>, WireError> {
    let options = ReadOptions { today: now.today, zone: now.offset() };
    csv::open(bytes, options).map_err(|error| match error {
        henro_exchange::Error::TooLarge => large(),
        _ => Code::ImportEmpty.into(),
    })
}

fn plan_id(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn view(id: &str, encoding: &str, found: csv::Preview) -> ImportPlan {
    let ends: Option<(Day, Day)> = found.days;
    ImportPlan {
        plan: id.to_owned(),
        encoding: encoding.to_owned(),
        rows: found.rows,
        entries: found.kinds.values().sum(),
        duplicates: found.duplicates,
        rare: found.rare,
        rare_lines: found.rare_lines,
        kinds: found.kinds.iter().map(|(kind, count)| ImportKind { kind: *kind, count: *count }).collect(),
        from: ends.map(|(from, _)| from),
        to: ends.map(|(_, to)| to),
        first: found
            .first
            .iter()
            .map(|dated| EntryDraft {
                day: dated.when.day,
                minute: dated.when.minute.map(|minute| minute.get()),
                body: body(&dated.entry),
            })
            .collect(),
        faults: found.faulty,
        first_faults: found
            .problems
            .iter()
            .map(|problem| ImportFault { line: problem.line, reason: reason(problem.reason) })
            .collect(),
    }
}

fn reason(reason: Reason) -> ImportReason {
    match reason {
        Reason::Date => ImportReason::Day,
        Reason::Time | Reason::Zone => ImportReason::Time,
        Reason::Future => ImportReason::Future,
        Reason::Number => ImportReason::Number,
        Reason::Impossible | Reason::Swapped | Reason::HalfPressure => ImportReason::Value,
        Reason::Word => ImportReason::Word,
        Reason::Dish => ImportReason::Dish,
        Reason::LongCell => ImportReason::Long,
        _ => ImportReason::Ragged,
    }
}

/// How an encoding is called.
pub(crate) fn encoding_name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => "UTF-8",
        Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
        Encoding::ShiftJis => "Shift_JIS",
    }
}

const SHOWN: usize = 20;
const LONGEST_LABEL: usize = 100;
