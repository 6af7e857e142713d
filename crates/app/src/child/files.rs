//! What goes out of vaccinations: a calendar file, pages to print, texts to scan.

use std::path::PathBuf;

use henro_domain::Day;
use henro_exchange::ics;
use henro_growth::CheckupDays;
use henro_reference as reference;
use henro_sheet::{Language as Printed, SheetDose, SheetVisit, VaccineAbout, VaccineSheet, vaccine_sheet};
use henro_sync::RecordId;

use super::checkups;
use super::kept::kept;
use super::vaccines::{chosen, view};
use crate::settings::{file_code, free, write_private};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Writes the twelve months to come into a calendar file. No vaccine is named in it unless that was asked for.
pub(crate) fn vaccine_calendar(ctx: &Context, ask: VaccineCalendar) -> Result<VaccineFile, WireError> {
    let title = ask.title.trim();
    if title.is_empty() || title.chars().count() > 60 {
        return Err(WireError::limit(Code::TextLong, 60));
    }
    let (now, language) = (ctx.now()?, ctx.state().settings.language);
    let (whose, doses) = kept(ctx)?;
    let record = ctx.with_open(|open, _| Ok(open.record()))?;
    let shown = view(&whose, &doses, now.today, &chosen(ctx)?)?;
    let mut events = Vec::new();
    for visit in &shown.visits {
        if ask.names {
            let named = |dose| {
                event(record, visit.day, format!("{title} {}", words_of(dose, language)), &id_of(dose))
            };
            events.extend(visit.doses.iter().map(named));
        } else if let Some(first) = visit.doses.first() {
            events.push(event(record, visit.day, title.to_owned(), &id_of(first)));
        }
    }
    for (day, checkup) in checkups_coming(ctx, whose.0.birth, now.today)? {
        let of = format!("checkup {}", checkup.checkup.code);
        if ask.names {
            let summary = format!("{title} {}", checkups::until(&checkup, language));
            events.push(event(record, day, summary, &of));
        } else if events.iter().all(|event| event.from != day) {
            events.push(event(record, day, title.to_owned(), &of));
        }
    }
    let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let file = ics::write(&ics::Calendar { name: title.to_owned(), made_ms: now.stamp.utc_ms, events });
    let path = place(ctx, ask.folder, &format!("henro-calendar-{}", now.today), "ics")?;
    write_private(&path, file.as_bytes())?;
    answer(path, count)
}

fn id_of(dose: &VaccineVisitDose) -> String {
    format!("{} {}", dose.series, dose.number)
}

/// Its id is worked out from the record and the dose or checkup, so that a newer file moves the day; it says nothing of either.
fn event(record: RecordId, day: Day, summary: String, of: &str) -> ics::Event {
    let of = format!("henro calendar {record} {of}");
    let hash = ring::digest::digest(&ring::digest::SHA256, of.as_bytes());
    let uid: String = hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    ics::Event { uid, from: day, to: day, summary, description: String::new(), remind_days: Some(7) }
}

/// Name of a vaccine and its dose.
fn words_of(dose: &VaccineVisitDose, language: Language) -> String {
    let of = reference::vaccine(&dose.vaccine);
    match language {
        Language::Ja => {
            let mut doses = reference::vaccine_doses().iter();
            let label = doses.find(|it| it.series == dose.series && it.number == dose.number);
            let short = of.map_or(dose.vaccine.as_str(), |of| of.short);
            format!("{short} {}", label.map_or("", |it| it.label)).trim().to_owned()
        }
        Language::En => {
            format!("{}, dose {}", of.map_or(dose.vaccine.as_str(), |of| of.name_en), dose.number)
        }
    }
}

/// Makes a page to print.
pub(crate) fn vaccine_print(ctx: &Context, ask: VaccinePrint) -> Result<VaccineFile, WireError> {
    let (made, language) = (ctx.today()?, ctx.state().settings.language);
    let (whose, doses) = kept(ctx)?;
    let person = &whose.0;
    let birth = person.birth.ok_or(Code::HandoverBirth)?;
    let shown = view(&whose, &doses, made, &chosen(ctx)?)?;
    let short: String = person.name.chars().take(60).collect();
    let printed = match language {
        Language::Ja => Printed::Ja,
        Language::En => Printed::En,
    };
    let given = sheet_doses(&shown, language);
    let (codes, _) = codes(&person.name, birth, &given);
    let coming = coming(&shown, checkups_coming(ctx, person.birth, made)?, language);
    let (about, count, name) = match ask.page {
        VaccinePage::Given => (VaccineAbout::Given(&given, &codes), given.len(), "henro-vaccinations"),
        VaccinePage::Coming => (VaccineAbout::Coming(&coming), coming.len(), "henro-vaccination-plan"),
    };
    let person = if short.trim().is_empty() { "Henro" } else { &short };
    let page = vaccine_sheet(&VaccineSheet { language: printed, person, birth, made, about });
    let path = place(ctx, ask.folder, &format!("{name}-{made}"), "pdf")?;
    write_private(&path, &page.map_err(|_| Code::Internal)?)?;
    answer(path, u32::try_from(count).unwrap_or(u32::MAX))
}

/// What was given, for others to read and to scan.
pub(crate) fn vaccine_proof(ctx: &Context, _: Empty) -> Result<VaccineProof, WireError> {
    let (made, language) = (ctx.today()?, ctx.state().settings.language);
    let (whose, doses) = kept(ctx)?;
    let mut shown = view(&whose, &doses, made, &chosen(ctx)?)?;
    let (person, _) = whose;
    let given = sheet_doses(&shown, language);
    let (codes, left_out) = person.birth.map_or((vec![], 0), |birth| codes(&person.name, birth, &given));
    shown.doses.reverse();
    Ok(VaccineProof { name: person.name, birth: person.birth, made, codes, left_out, doses: shown.doses })
}

/// Oldest first, as books have them.
fn sheet_doses(shown: &VaccineView, language: Language) -> Vec<SheetDose> {
    let dose = |dose: &VaccineDose| SheetDose {
        day: dose.day,
        name: match language {
            Language::Ja => {
                reference::vaccine(&dose.code).map_or(dose.name.as_str(), |of| of.short).to_owned()
            }
            Language::En => dose.name_en.clone(),
        },
        number: match (&dose.counts_as, language) {
            (Some(counted), Language::Ja) => counted.label.clone(),
            (Some(counted), Language::En) => counted.number.to_string(),
            (None, _) => String::new(),
        },
        lot: dose.lot.clone().unwrap_or_default(),
        clinic: dose.clinic.clone().unwrap_or_default(),
    };
    // Before birth, or twice on a day: perhaps another child's. Whoever scans it must not count it.
    shown.doses.iter().rev().filter(|dose| dose.verdict != "mistaken").map(dose).collect()
}

fn checkups_coming(
    ctx: &Context,
    birth: Option<Day>,
    today: Day,
) -> Result<Vec<(Day, CheckupDays)>, WireError> {
    ctx.with_clinical(|clinical, _, _| checkups::coming(clinical, birth, today))
}

/// Vaccinations and checkups, in order of days.
fn coming(shown: &VaccineView, checkups: Vec<(Day, CheckupDays)>, language: Language) -> Vec<SheetVisit> {
    let visit = |visit: &VaccineVisitView| SheetVisit {
        day: visit.day,
        doses: visit.doses.iter().map(|dose| words_of(dose, language)).collect(),
    };
    let checkup =
        |(day, it): &(Day, CheckupDays)| SheetVisit { day: *day, doses: vec![checkups::until(it, language)] };
    let mut all: Vec<SheetVisit> =
        shown.visits.iter().map(visit).chain(checkups.iter().map(checkup)).collect();
    all.sort_by_key(|visit| visit.day);
    all
}

/// Texts for QR codes of the doses, and how many doses found no room.
fn codes(name: &str, birth: Day, doses: &[SheetDose]) -> (Vec<String>, u32) {
    let head = format!("{}\n{birth}\n", clean(name, 60));
    let line = |dose: &SheetDose| {
        let line = format!("{} {} {} {}", dose.day, clean(&dose.name, 40), dose.number, clean(&dose.lot, 20));
        format!("{}\n", line.trim_end())
    };
    packed(&head, doses.iter().map(line))
}

/// Lines in texts for QR codes, each with the head and small enough for a phone to read off paper, and how many lines found no room.
pub(crate) fn packed(head: &str, lines: impl Iterator<Item = String>) -> (Vec<String>, u32) {
    let mut codes = vec![head.to_owned()];
    let mut left_out = 0;
    for line in lines {
        let full = codes.last().is_none_or(|code| code.len() + line.len() > CODE_BYTES);
        if full && codes.len() == CODES {
            left_out += 1;
            continue;
        }
        if full {
            codes.push(head.to_owned());
        }
        if let Some(code) = codes.last_mut() {
            code.push_str(&line);
        }
    }
    (codes, left_out)
}

/// One line, no longer than so many letters.
pub(crate) fn clean(text: &str, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect()
}

pub(crate) fn place(
    ctx: &Context,
    folder: Option<String>,
    name: &str,
    ending: &str,
) -> Result<PathBuf, WireError> {
    let folder = folder.map_or_else(|| ctx.config.files_dir.clone(), PathBuf::from);
    std::fs::create_dir_all(&folder).map_err(|error| file_code(&error))?;
    Ok(free(&folder, name, ending))
}

pub(crate) fn answer(path: PathBuf, count: u32) -> Result<VaccineFile, WireError> {
    Ok(VaccineFile { path: path.to_str().ok_or(Code::FileRefused)?.to_owned(), count })
}

const CODES: usize = 6;
const CODE_BYTES: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;

    fn dose(number: i32) -> SheetDose {
        SheetDose {
            day: Day::parse("2026-07-10").unwrap().plus(number),
            name: "小児用肺炎球菌（15価／20価）".to_owned(),
            number: "初回1回目".to_owned(),
            lot: "AB1234".to_owned(),
            clinic: String::new(),
        }
    }

    #[test]
    fn every_code_says_whose_and_fits_and_what_found_no_room_is_counted() {
        let birth = Day::parse("2026-05-10").unwrap();
        let doses: Vec<SheetDose> = (0..60).map(dose).collect();
        let (codes, left_out) = codes("宮武 結衣", birth, &doses);
        assert_eq!(codes.len(), 6);
        assert!(
            codes.iter().all(|code| code.len() <= CODE_BYTES && code.starts_with("宮武 結衣\n2026-05-10\n"))
        );
        let lines: usize = codes.iter().map(|code| code.lines().count() - 2).sum();
        assert_eq!(lines + left_out as usize, 60);
        assert!(codes[0].contains("2026-07-10 小児用肺炎球菌（15価／20価） 初回1回目 AB1234\n"));
    }

    #[test]
    fn a_name_with_a_line_break_makes_no_line_of_its_own() {
        let (codes, _) = codes("a\nb", Day::parse("2026-05-10").unwrap(), &[]);
        assert_eq!(codes, ["ab\n2026-05-10\n"]);
    }
}
