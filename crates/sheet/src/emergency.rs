use henro_domain::{Day, Problem, ProblemKind};

use crate::canvas::Ink;
use crate::emergency_words::EmergencyWords;
use crate::error::{Fault, Field};
use crate::flow::{Flow, INNER};
use crate::letter::printable;
use crate::lines::lines;
use crate::page::{MARGIN, pages};
use crate::vaccine::squares;
use crate::words::Language;

/// A page for a helper at a bedside: what they must know before they act, whom to call, and by what paper it is paid.
#[derive(Clone, Copy)]
pub struct EmergencySheet<'a> {
    /// Language of the words. What the person wrote comes as it was written.
    pub language: Language,
    /// Whose.
    pub person: &'a str,
    /// Day of birth.
    pub birth: Option<Day>,
    /// The day it is made.
    pub made: Day,
    /// What is so now, in the order in which it is to stand within its part.
    pub problems: &'a [Problem],
    /// Places in `problems` of what two devices wrote differently and nobody has decided: each of the two says so.
    pub unsettled: &'a [usize],
}

/// The parts of the page, in the order a helper asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmergencyPart {
    /// Allergies of every kind.
    Allergies,
    /// Illnesses.
    Conditions,
    /// What is in the body.
    Implants,
    /// Blood type.
    Blood,
    /// Operations.
    Procedures,
    /// Whom to call.
    Contacts,
    /// Doctors, clinics, pharmacies.
    Doctors,
    /// Insurance and certificates.
    Papers,
}

impl EmergencyPart {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::Allergies,
        Self::Conditions,
        Self::Implants,
        Self::Blood,
        Self::Procedures,
        Self::Contacts,
        Self::Doctors,
        Self::Papers,
    ];

    /// Where something stands; what helps nobody at a bedside stands nowhere.
    pub fn of(kind: ProblemKind) -> Option<Self> {
        Some(match kind {
            ProblemKind::Allergy | ProblemKind::FoodAllergy | ProblemKind::DrugAllergy => Self::Allergies,
            ProblemKind::Condition => Self::Conditions,
            ProblemKind::Implant => Self::Implants,
            ProblemKind::BloodType => Self::Blood,
            ProblemKind::Procedure => Self::Procedures,
            ProblemKind::EmergencyContact => Self::Contacts,
            ProblemKind::Doctor | ProblemKind::Clinic | ProblemKind::Pharmacy => Self::Doctors,
            ProblemKind::Insurance | ProblemKind::Certificate => Self::Papers,
            ProblemKind::FamilyHistory => return None,
        })
    }
}

/// The page as a PDF of as many pages as it takes. A part of which nothing is written says that, since silence would
/// read as "none".
///
/// # Errors
/// [`Fault::Field`] for a name that is empty or too long; [`Fault::Full`] for more than fits into a hundred pages.
pub fn emergency_sheet(sheet: &EmergencySheet<'_>) -> Result<Vec<u8>, Fault> {
    let person = printable(Field::Person.checked(sheet.person)?);
    let words = sheet.language.emergency();
    let (codes, _) = emergency_codes(sheet);
    let mut rest = rows(sheet, words).into_iter().peekable();
    let mut first = true;
    pages(sheet.language, words.title, TYPE, |flow| {
        if std::mem::take(&mut first) {
            flow.headline(26.0, words.title)?;
            flow.y += 2.0;
            flow.blank(16.0, 0.0, 0.0, words.person, Some(&person))?;
            let birth = sheet.birth.map(|day| sheet.language.day(day));
            flow.blank(14.0, 0.0, 0.0, words.birth, birth.as_deref())?;
            flow.blank(14.0, 0.0, 0.0, words.made, Some(&sheet.language.day(sheet.made)))?;
            flow.y += 6.0;
        }
        while let Some(one) = rest.peek() {
            if draw(flow, one).is_err() {
                return Ok(true);
            }
            rest.next();
        }
        // The codes and the last words stand together, on a page of their own if need be.
        let foot = 30.0 + if codes.is_empty() { 0.0 } else { FOOT };
        if flow.room(foot).is_err() {
            return Ok(true);
        }
        flow.y -= foot;
        squares(flow, words.squares, &codes)?;
        flow.paragraph(SMALL, 0.0, 0.0, words.foot)?;
        Ok(false)
    })
}

/// What the codes on the page hold, as texts for QR codes: who it is, then a line each, the most important first; and how
/// many lines found no room.
pub fn emergency_codes(sheet: &EmergencySheet<'_>) -> (Vec<String>, u32) {
    let words = sheet.language.emergency();
    let birth = sheet.birth.map_or_else(String::new, |day| format!(" {day}"));
    let head = format!("{}{birth}\n", clean(sheet.person, 60));
    let (mut codes, mut left_out) = (vec![], 0);
    for (part, of) in parts(sheet) {
        for (unsettled, problem) in of {
            let line = clean(&whole(sheet, words, (unsettled, problem)), MOST_LINE);
            let line = format!("{}: {line}", words.part(part));
            let line = format!("{}\n", within(&line, CODE_BYTES - head.len() - 1));
            let full = codes.last().is_none_or(|code: &String| code.len() + line.len() > CODE_BYTES);
            if full && codes.len() == CODES {
                left_out += 1;
                continue;
            }
            if full {
                codes.push(head.clone());
            }
            if let Some(code) = codes.last_mut() {
                code.push_str(&line);
            }
        }
    }
    (codes, left_out)
}

/// One row of the page. The first of a part has its name beside it.
struct Row {
    part: Option<&'static str>,
    text: String,
    kind: Kind,
}

enum Kind {
    Thing,
    More,
    Nothing,
}

fn parts<'a>(
    sheet: &EmergencySheet<'a>,
) -> impl Iterator<Item = (EmergencyPart, impl Iterator<Item = (bool, &'a Problem)>)> {
    let (problems, unsettled) = (sheet.problems, sheet.unsettled);
    let all = move || problems.iter().enumerate().map(move |(at, one)| (unsettled.contains(&at), one));
    EmergencyPart::ALL
        .into_iter()
        .map(move |part| (part, all().filter(move |(_, one)| EmergencyPart::of(one.kind) == Some(part))))
}

fn rows(sheet: &EmergencySheet<'_>, words: &'static EmergencyWords) -> Vec<Row> {
    let mut rows = vec![];
    for (part, of) in parts(sheet) {
        let mut part = Some(words.part(part));
        for (unsettled, problem) in of {
            let grave = problem.kind.is_allergy() && problem.rank().1 < 2;
            let mark = if grave { "!! " } else { "" };
            let text = format!("{mark}{}", printable(&clean(&problem.words, 200)));
            rows.push(Row { part: part.take(), text, kind: Kind::Thing });
            let more = more(sheet.language, words, (unsettled, problem));
            if !more.is_empty() {
                rows.push(Row { part: None, text: printable(&more), kind: Kind::More });
            }
        }
        if part.is_some() {
            rows.push(Row { part, text: words.nothing.to_owned(), kind: Kind::Nothing });
        }
    }
    rows
}

/// What is said of something beside its words.
fn more(language: Language, words: &EmergencyWords, (unsettled, of): (bool, &Problem)) -> String {
    let line = |text: &Option<String>| text.as_deref().map(|text| clean(text, MOST_LINE));
    let severity = of.severity.map(|severity| words.severity(severity).to_owned());
    let kind = words.kind(of.kind).map(str::to_owned);
    let since = of.since.filter(|_| !of.kind.is_contact()).map(|since| words.since(&language.rough(since)));
    let until =
        of.until.filter(|_| of.kind.expires() || unsettled).map(|day| words.until(&language.day(day)));
    let parts = [
        unsettled.then(|| words.unsettled.to_owned()),
        kind,
        severity,
        line(&of.reaction),
        line(&of.relation),
        line(&of.number),
        line(&of.place),
        since,
        until,
        line(&of.note),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(words.comma)
}

fn whole(sheet: &EmergencySheet<'_>, words: &EmergencyWords, of: (bool, &Problem)) -> String {
    let more = more(sheet.language, words, of);
    let what = &of.1.words;
    if more.is_empty() { what.clone() } else { format!("{what}{}{more}{}", words.open, words.close) }
}

/// Draws a row whole, or nothing of it.
fn draw(flow: &mut Flow<'_, '_, '_>, row: &Row) -> Result<(), Fault> {
    let (size, heavy) = match row.kind {
        Kind::Thing => (TYPE + 2.0, true),
        Kind::More | Kind::Nothing => (TYPE, false),
    };
    let broken = lines(&flow.canvas.face, &row.text, size, INNER - LABEL);
    let gap = if row.part.is_some() { GAP } else { 0.0 };
    let mut top = flow.room(gap + size * LINE * broken.len() as f32)?;
    if let Some(name) = row.part {
        flow.canvas.line((MARGIN, top + GAP / 2.0), (MARGIN + INNER, top + GAP / 2.0), Ink::Thin);
        top += gap;
        let small = flow.canvas.face.fitting(name, TYPE, LABEL - 8.0);
        flow.canvas.heavy(MARGIN, top + size * 1.1, small, name);
    }
    for line in broken {
        match heavy {
            true => flow.canvas.heavy(MARGIN + LABEL, top + size * 1.1, size, &line),
            false => flow.canvas.text(MARGIN + LABEL, top + size * 1.1, size, &line),
        }
        top += size * LINE;
    }
    Ok(())
}

/// One line, no longer than so many letters.
fn clean(text: &str, most: usize) -> String {
    let one: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    match one.chars().nth(most) {
        None => one,
        Some(_) => one.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// As much of a text as fits into so many bytes, its end said.
fn within(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let mut room = bytes.saturating_sub('…'.len_utf8());
    let fits = |letter: &char| {
        let left = room.checked_sub(letter.len_utf8());
        room = left.unwrap_or(0);
        left.is_some()
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

const TYPE: f32 = 13.0;
/// Room for the name of a part beside what stands in it.
const LABEL: f32 = 118.0;
const GAP: f32 = 10.0;
const LINE: f32 = 1.42;
const SMALL: f32 = 10.0;
/// Letters of a note that still stand on the page.
const MOST_LINE: usize = 120;
/// Height of a row of codes with its words.
const FOOT: f32 = 200.0;
/// As many as stand beside each other.
const CODES: usize = 3;
const CODE_BYTES: usize = 400;
