use henro_domain::Day;

use crate::canvas::Ink;
use crate::error::{Fault, Field};
use crate::flow::{Flow, INNER};
use crate::letter::printable;
use crate::lines::lines;
use crate::page::{MARGIN, pages};
use crate::paper_words::PaperWords;
use crate::vaccine::squares;
use crate::words::Language;

/// A paper with questions (予診票, 問診票), filled in by the family; what a doctor writes and who signs is left for the pen.
#[derive(Clone, Copy)]
pub struct PaperPage<'a> {
    /// Language of the words. Questions and answers come as they are to be printed.
    pub language: Language,
    /// What is left for the pen.
    pub about: PaperAbout,
    /// Its name.
    pub title: &'a str,
    /// The edition of its questions.
    pub edition: &'a str,
    /// What it is made after, and what it is not.
    pub source: &'a str,
    /// Whose.
    pub person: &'a str,
    /// Day of birth.
    pub birth: Option<Day>,
    /// The day it is for.
    pub day: Day,
    /// Vaccines or the checkup it is for.
    pub what: &'a str,
    /// The questions in order.
    pub rows: &'a [PaperRow],
    /// Texts that stand there as QR codes, at most six of at most 420 bytes.
    pub codes: &'a [String],
}

/// Before what a paper is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperAbout {
    /// A vaccination: a doctor decides and signs, a parent signs, the lot is stuck on.
    Vaccination,
    /// A checkup: who wrote it.
    Checkup,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    /// Heading; one that differs from that of the row before is printed.
    pub section: String,
    /// The question.
    pub question: String,
    /// The answer; a line for the pen where it is empty.
    pub answer: String,
    /// It is to be talked about at the visit.
    pub said: bool,
}

/// The paper as a PDF of as many pages as it takes.
///
/// # Errors
/// [`Fault::Field`] for a name that is empty or too long, or a text too long for its QR code; [`Fault::Full`] for more
/// than fits into a hundred pages.
pub fn paper_page(page: &PaperPage<'_>) -> Result<Vec<u8>, Fault> {
    let person = printable(Field::Person.checked(page.person)?);
    let words = page.language.paper();
    let parts = parts(page, words);
    let mut rest = parts.iter().peekable();
    let mut first = true;
    pages(page.language, page.title, TYPE, |flow| {
        if std::mem::take(&mut first) {
            head(flow, page, words, &person)?;
        }
        while let Some(part) = rest.peek() {
            let before = flow.y;
            match part.draw(flow) {
                Ok(()) => rest.next(),
                Err(Fault::Full) if before > NEW_PAGE => return Ok(true),
                // What does not fit at the top of a page never will.
                Err(fault) => return Err(fault),
            };
        }
        Ok(false)
    })
}

fn head(
    flow: &mut Flow<'_, '_, '_>,
    page: &PaperPage<'_>,
    words: &PaperWords,
    person: &str,
) -> Result<(), Fault> {
    flow.headline(18.0, &printable(page.title))?;
    let birth = page.birth.map(|birth| age(page.language, birth, page.day));
    flow.blank(12.0, 0.0, 0.0, words.person, Some(person))?;
    flow.blank(12.0, 0.0, 0.0, words.birth, birth.as_deref())?;
    flow.blank(12.0, 0.0, 0.0, words.what, Some(&printable(page.what)))?;
    flow.blank(12.0, 0.0, 0.0, words.day, Some(&page.language.day(page.day)))?;
    flow.y += 4.0;
    flow.paragraph(9.0, 0.0, 0.0, &format!("{} {}", words.lead, words.mark))
}

/// The day of birth and the age on the day, as papers ask for it.
fn age(language: Language, birth: Day, day: Day) -> String {
    let mut months = (day.year() - birth.year()) * 12 + day.month() as i32 - birth.month() as i32;
    months -= i32::from(day.day_of_month() < birth.day_of_month());
    let (years, months) = (months.max(0) / 12, months.max(0) % 12);
    let born = language.day(birth);
    match language {
        Language::Ja => format!("{born}（{years}歳{months}か月）"),
        Language::En => format!("{born} ({years} years {months} months)"),
    }
}

/// What stands below the head, piece by piece: a piece is never broken over two pages.
enum Part<'a> {
    Section(String),
    Row(String, String, bool),
    Blanks(&'a [&'static str]),
    Codes(&'a str, &'a [String]),
    Small(String),
}

fn parts<'a>(page: &PaperPage<'a>, words: &'a PaperWords) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut section = "";
    for row in page.rows {
        if row.section != section {
            section = &row.section;
            parts.push(Part::Section(printable(section)));
        }
        parts.push(Part::Row(printable(&row.question), printable(&row.answer), row.said));
    }
    parts.push(Part::Section(words.pen.to_owned()));
    let blanks = match page.about {
        PaperAbout::Vaccination => words.vaccination,
        PaperAbout::Checkup => words.checkup,
    };
    parts.extend(blanks.chunks(1).map(Part::Blanks));
    if !page.codes.is_empty() {
        parts.extend(page.codes.chunks(3).enumerate().map(|(at, codes)| {
            let last = (at + 1) * 3 >= page.codes.len();
            Part::Codes(if last { words.squares } else { "" }, codes)
        }));
    }
    let edition = printable(page.edition);
    parts.push(Part::Small(format!("{} {edition}　{}", words.edition, printable(page.source))));
    parts
}

impl Part<'_> {
    fn draw(&self, flow: &mut Flow<'_, '_, '_>) -> Result<(), Fault> {
        match self {
            // With room for what it stands over.
            Self::Section(text) => {
                has_room(flow, 60.0)?;
                flow.y += 6.0;
                flow.headline(TYPE + 1.0, text)
            }
            Self::Row(question, answer, said) => row(flow, question, answer, *said),
            Self::Blanks(names) => names.iter().try_for_each(|name| flow.blank(12.0, 0.0, 0.0, name, None)),
            Self::Codes(below, codes) => {
                has_room(flow, 240.0)?;
                squares(flow, below, codes)
            }
            Self::Small(text) => {
                has_room(flow, 60.0)?;
                flow.y += 6.0;
                flow.paragraph(8.5, 0.0, 0.0, text)
            }
        }
    }
}

/// So much is left of the page: a part is drawn whole or on the next one.
fn has_room(flow: &mut Flow<'_, '_, '_>, height: f32) -> Result<(), Fault> {
    let top = flow.y;
    flow.room(height)?;
    flow.y = top;
    Ok(())
}

/// A question on the left, its answer on the right, a line below.
fn row(flow: &mut Flow<'_, '_, '_>, question: &str, answer: &str, said: bool) -> Result<(), Fault> {
    let (left, right) = (INNER * QUESTION - 8.0, INNER * (1.0 - QUESTION) - MARK);
    let asked = lines(&flow.canvas.face, question, TYPE, left);
    let mut said_lines = lines(&flow.canvas.face, answer, TYPE, right);
    // The rest of very long words stands in the record.
    if said_lines.len() > MOST_LINES {
        said_lines.truncate(MOST_LINES);
        if let Some(last) = said_lines.last_mut() {
            last.push('…');
        }
    }
    let height = asked.len().max(said_lines.len()).max(1) as f32 * LINE + 7.0;
    let top = flow.room(height)?;
    let answers = MARGIN + INNER * QUESTION;
    for (at, line) in asked.iter().enumerate() {
        flow.canvas.text(MARGIN, top + LINE * (at as f32 + 1.0), TYPE, line);
    }
    if said {
        flow.canvas.heavy(answers, top + LINE, TYPE, "●");
    }
    for (at, line) in said_lines.iter().enumerate() {
        flow.canvas.heavy(answers + MARK, top + LINE * (at as f32 + 1.0), TYPE, line);
    }
    flow.canvas.line((MARGIN, top + height), (MARGIN + INNER, top + height), Ink::Thin);
    Ok(())
}

const TYPE: f32 = 10.5;
const LINE: f32 = 14.0;
/// Share of the width that questions take.
const QUESTION: f32 = 0.58;
/// Room of the mark before an answer.
const MARK: f32 = 14.0;
/// Half a page.
const MOST_LINES: usize = 26;
/// Above this something stands on the page already.
const NEW_PAGE: f32 = 60.0;
