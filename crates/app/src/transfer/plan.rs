use henro_domain::{Day, EntryId, Verdict};
use henro_exchange::csv::{self, Dated, Encoding, MOST_BYTES, ReadOptions, Reader, Reason, Take};
use henro_sync::RecordId;
use henro_vault::NewEntry;
use zeroize::Zeroizing;

use super::sift::Sift;
use super::source;
use crate::context::Now;
use crate::open::{Open, failed};
use crate::view::body;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The file looked at last, kept until it is written or the record locks.
#[derive(Default)]
pub(crate) struct Plans(Option<Plan>);

struct Plan {
    id: String,
    /// Into whose record.
    subject: Option<RecordId>,
    bytes: Zeroizing<Vec<u8>>,
    label: String,
    /// Rare entries that would be written.
    rare: u64,
}

/// Looks at a file. Nothing is written.
pub(crate) fn preview(ctx: &Context, ask: ImportPreview) -> Result<ImportPlan, WireError> {
    let bytes = source::bytes(ask.base64.as_deref(), ask.path.as_deref(), MOST_BYTES)?;
    let id = source::plan_id(&bytes);
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
    keep(
        ctx,
        Plan {
            id,
            subject: ctx.subject,
            bytes,
            label: source::label(ask.label.as_deref(), ask.path.as_deref(), "csv"),
            rare: plan.rare,
        },
    );
    Ok(plan)
}

/// Writes the file looked at last, all or nothing.
pub(crate) fn apply(ctx: &Context, ask: ImportApply) -> Result<ImportDone, WireError> {
    let fits = |plan: &Plan| plan.id == ask.plan && plan.subject == ctx.subject;
    let plan = ctx.state().plans.0.take().filter(fits).ok_or(Code::ImportGone)?;
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
    let rest = |made: Vec<EntryId>| {
        reader.flat_map(|row| row.entries).filter_map(move |dated| sift.place(dated, &made)).filter(wanted)
    };
    // Dishes that are gone only explain meals: deleted where they come from, so deleted here.
    let batch = open.daily().import_after(dishes, &gone, rest, &plan.label, &meta).map_err(failed)?;
    open.all_changed()?;
    let aside = gone.iter().filter(|gone| **gone).count() as u64;
    Ok(ImportDone { batch: batch.id.0.to_string(), entries: batch.entries - aside })
}

fn open_csv(bytes: &[u8], now: Now) -> Result<Reader<'_>, WireError> {
    let options = ReadOptions { today: now.today, zone: now.offset() };
    csv::open(bytes, options).map_err(|error| match error {
        henro_exchange::Error::TooLarge => source::large(MOST_BYTES),
        _ => Code::ImportEmpty.into(),
    })
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
