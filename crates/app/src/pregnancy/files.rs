//! What goes out of a pregnancy: a calendar file of the visits to come, and a page to print.

use henro_exchange::ics;
use henro_sheet::{Language as Printed, PregnancyRow, PregnancySheet, pregnancy_sheet};
use henro_sync::RecordId;

use super::item::mark_text;
use super::read::view;
use crate::child::{file_answer, file_place};
use crate::settings::write_private;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Writes the visits to come into a calendar file. Nothing in it says what they are unless that was asked for.
pub(crate) fn pregnancy_calendar(ctx: &Context, ask: PregnancyCalendar) -> Result<VaccineFile, WireError> {
    let title = ask.title.trim();
    if title.is_empty() || title.chars().count() > 60 {
        return Err(WireError::limit(Code::TextLong, 60));
    }
    let (now, language) = (ctx.now()?, ctx.state().settings.language);
    let record = ctx.with_open(|open, _| Ok(open.record()))?;
    let (course, view) = ctx.with_clinical(|clinical, _, now| view(clinical, now.today))?;
    let coming = view.plan.iter().filter(|one| !one.done && one.to >= now.today);
    let booked = view.next.as_ref().filter(|next| next.booked).map(|next| next.from);
    let events = coming.map(|one| {
        // What was agreed takes the place of the stretch it lies in.
        let day = booked.filter(|day| (one.from..=one.to).contains(day));
        let (from, to) = day.map_or((one.from, one.to), |day| (day, day));
        let name = if language == Language::Ja { &one.name } else { &one.name_en };
        let summary = if ask.names { format!("{title} {name}") } else { title.to_owned() };
        let uid = uid(record, course.past.len(), &one.code);
        ics::Event { uid, from, to, summary, description: String::new(), remind_days: Some(7) }
    });
    let mut events: Vec<ics::Event> = events.collect();
    // Agreed within a stretch that had its visit, or in none.
    if let Some(day) = booked.filter(|day| events.iter().all(|event| event.from != *day)) {
        let name = if language == Language::Ja { "妊婦健診" } else { "Prenatal visit" };
        let summary = if ask.names { format!("{title} {name}") } else { title.to_owned() };
        let uid = uid(record, course.past.len(), "NEXT");
        events.push(ics::Event {
            uid,
            from: day,
            to: day,
            summary,
            description: String::new(),
            remind_days: Some(7),
        });
    }
    let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let file = ics::write(&ics::Calendar { name: title.to_owned(), made_ms: now.stamp.utc_ms, events });
    let path = file_place(ctx, ask.folder, &format!("henro-calendar-{}", now.today), "ics")?;
    write_private(&path, file.as_bytes())?;
    file_answer(path, count)
}

/// Worked out from the record, so that a newer file moves the day; it says nothing of it.
fn uid(record: RecordId, pregnancy: usize, code: &str) -> String {
    let of = format!("henro calendar {record} pregnancy {pregnancy} {code}");
    let hash = ring::digest::digest(&ring::digest::SHA256, of.as_bytes());
    hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Makes a page of what was found at the visits of the newest pregnancy.
pub(crate) fn pregnancy_print(ctx: &Context, ask: PregnancyPrint) -> Result<VaccineFile, WireError> {
    let (made, language) = (ctx.today()?, ctx.state().settings.language);
    let person = ctx.with_open(|open, _| Ok(open.person().clone()))?;
    let (course, view) = ctx.with_clinical(|clinical, _, now| view(clinical, now.today))?;
    let now = view.visits.iter().rev().filter(|visit| course.due.is_none() || course.is_now(visit.day));
    let rows: Vec<PregnancyRow> = now.map(|visit| row(visit, language)).collect();
    let name: String = person.name.chars().take(60).collect();
    let page = pregnancy_sheet(&PregnancySheet {
        language: match language {
            Language::Ja => Printed::Ja,
            Language::En => Printed::En,
        },
        person: if name.trim().is_empty() { "Henro" } else { &name },
        birth: person.birth,
        due: view.due,
        born: view.born,
        made,
        rows: &rows,
    });
    let path = file_place(ctx, ask.folder, &format!("henro-pregnancy-{made}"), "pdf")?;
    write_private(&path, &page.map_err(|_| Code::Internal)?)?;
    file_answer(path, u32::try_from(rows.len()).unwrap_or(u32::MAX))
}

fn row(visit: &PregnancySeen, language: Language) -> PregnancyRow {
    let found = &visit.found;
    let number = |value: Option<f64>| value.map_or_else(String::new, as_written);
    let whole = |value: Option<u16>| value.map_or_else(String::new, |value| value.to_string());
    let mark = |mark: Option<PregnancyMark>| mark.map_or("", mark_text).to_owned();
    let pressure = match (found.systolic, found.diastolic) {
        (Some(systolic), Some(diastolic)) => format!("{systolic}/{diastolic}"),
        _ => String::new(),
    };
    PregnancyRow {
        day: visit.day,
        week: match (visit.week, visit.week_day, language) {
            (Some(week), Some(day), Language::Ja) => format!("{week}週{day}日"),
            (Some(week), Some(day), Language::En) => format!("{week}w{day}d"),
            _ => String::new(),
        },
        cells: [
            number(found.fundus_cm),
            number(found.girth_cm),
            pressure,
            mark(found.oedema),
            mark(found.protein),
            mark(found.sugar),
            number(found.weight_kg),
            whole(found.fetal_heart),
        ],
        beside: [visit.clinic.as_deref(), visit.note.as_deref()]
            .into_iter()
            .flatten()
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join("　"),
    }
}

/// 58.45 stays so, 58 is 58.0.
fn as_written(value: f64) -> String {
    let text = value.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

#[cfg(test)]
mod tests {
    use super::as_written;

    #[test]
    fn a_value_is_printed_as_it_was_written() {
        assert_eq!([58.45, 58.4, 58.0].map(as_written), ["58.45", "58.4", "58.0"]);
    }
}
