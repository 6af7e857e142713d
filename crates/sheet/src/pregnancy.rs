use henro_domain::Day;

use crate::canvas::Ink;
use crate::error::{Fault, Field};
use crate::flow::{Flow, INNER};
use crate::font::Face;
use crate::letter::printable;
use crate::page::{MARGIN, pages};
use crate::words::Language;

/// A page about the visits of a pregnancy, in the columns of 母子健康手帳.
#[derive(Clone, Copy)]
pub struct PregnancySheet<'a> {
    /// Language of the words.
    pub language: Language,
    /// Whose.
    pub person: &'a str,
    /// Day of birth.
    pub birth: Option<Day>,
    /// The day due.
    pub due: Option<Day>,
    /// The day of giving birth.
    pub born: Option<Day>,
    /// The day it is made.
    pub made: Day,
    /// The visits, oldest first.
    pub rows: &'a [PregnancyRow],
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PregnancyRow {
    /// Its day.
    pub day: Day,
    /// Week of the pregnancy; may be empty.
    pub week: String,
    /// 子宮底長, 腹囲, 血圧, 浮腫, 尿蛋白, 尿糖, 体重, 胎児心拍; each may be empty.
    pub cells: [String; 8],
    /// Clinic and what was said; may be empty.
    pub beside: String,
}

/// The page as a PDF of as many pages as it takes.
///
/// # Errors
/// [`Fault::Field`] for a name that is empty or too long; [`Fault::Full`] for more than fits into a hundred pages.
pub fn pregnancy_sheet(sheet: &PregnancySheet<'_>) -> Result<Vec<u8>, Fault> {
    let person = printable(Field::Person.checked(sheet.person)?);
    let (language, words) = (sheet.language, words(sheet.language));
    let heads = std::iter::once(words.heads.map(str::to_owned).to_vec());
    let mut rest = heads.chain(sheet.rows.iter().flat_map(lines)).peekable();
    let mut first = true;
    pages(language, words.title, TYPE, |flow| {
        if std::mem::take(&mut first) {
            flow.headline(20.0, words.title)?;
            flow.y += 4.0;
            flow.blank(14.0, 0.0, 0.0, words.person, Some(&person))?;
            for (name, day) in [(words.birth, sheet.birth), (words.due, sheet.due), (words.born, sheet.born)]
            {
                if let Some(day) = day {
                    flow.blank(14.0, 0.0, 0.0, name, Some(&language.day(day)))?;
                }
            }
            flow.blank(14.0, 0.0, 0.0, words.made, Some(&language.day(sheet.made)))?;
            flow.y += 8.0;
            flow.paragraph(TYPE, 0.0, 0.0, words.lead)?;
            flow.y += 10.0;
        }
        while let Some(cells) = rest.peek() {
            if row(flow, cells).is_err() {
                return Ok(true);
            }
            rest.next();
        }
        Ok(false)
    })
}

/// A row of cells, and one across the page for what was said.
fn lines(row: &PregnancyRow) -> Vec<Vec<String>> {
    let day = row.day.to_string();
    let cells = [day.as_str(), row.week.as_str()].into_iter().chain(row.cells.iter().map(String::as_str));
    let mut lines = vec![cells.map(printable).collect()];
    if !row.beside.is_empty() {
        let broken = crate::lines::lines(&Face::new(), &printable(&row.beside), TYPE, INNER - 6.0);
        lines.extend(broken.into_iter().map(|line| vec![line]));
    }
    lines
}

/// Cells beside each other, a line below. Type shrinks to its column.
fn row(flow: &mut Flow<'_, '_, '_>, cells: &[String]) -> Result<(), Fault> {
    let top = flow.room(ROW)?;
    let mut left = MARGIN;
    let whole: &[f32] = if cells.len() == 1 { &[1.0] } else { &COLUMNS };
    for (share, cell) in whole.iter().zip(cells) {
        let room = INNER * share;
        let size = flow.canvas.face.fitting(cell, TYPE, room - 6.0);
        flow.canvas.text(left, top + ROW - 8.0, size, cell);
        left += room;
    }
    flow.canvas.line((MARGIN, top + ROW), (MARGIN + INNER, top + ROW), Ink::Thin);
    Ok(())
}

struct Words {
    title: &'static str,
    lead: &'static str,
    person: &'static str,
    birth: &'static str,
    due: &'static str,
    born: &'static str,
    made: &'static str,
    heads: [&'static str; 10],
}

fn words(language: Language) -> &'static Words {
    match language {
        Language::Ja => &JA,
        Language::En => &EN,
    }
}

const JA: Words = Words {
    title: "妊婦健診の記録",
    lead: "本人がつけた記録です。原本は母子健康手帳です。単位は、子宮底長と腹囲がcm、血圧がmmHg、体重がkg、胎児心拍が1分あたりの数です。",
    person: "お名前",
    birth: "生年月日",
    due: "出産予定日",
    born: "出産の日",
    made: "作った日",
    heads: ["日", "週数", "子宮底長", "腹囲", "血圧", "浮腫", "尿蛋白", "尿糖", "体重", "胎児心拍"],
};

const EN: Words = Words {
    title: "Visits of a pregnancy",
    lead: "Kept by the person. The original is the maternal and child health handbook. Fundal height and girth in cm, blood pressure in mmHg, weight in kg, fetal heart in beats a minute.",
    person: "Name",
    birth: "Born",
    due: "Due on",
    born: "Gave birth on",
    made: "Made on",
    heads: ["Day", "Week", "Fundus", "Girth", "Pressure", "Oedema", "Protein", "Sugar", "Weight", "Heart"],
};

const TYPE: f32 = 12.0;
const ROW: f32 = 24.0;
/// Shares of the width: the day and the pressure need more.
const COLUMNS: [f32; 10] = [0.15, 0.105, 0.1, 0.085, 0.115, 0.085, 0.09, 0.085, 0.085, 0.1];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_at_a_visit_is_printed_in_a_size_that_can_be_read() {
        let day = Day::parse("2026-11-20").unwrap();
        let beside = "貧血ぎみで鉄剤を処方された。".repeat(30);
        let row =
            PregnancyRow { day, week: String::new(), cells: Default::default(), beside: beside.clone() };
        let lines = lines(&row);
        let said: String = lines.iter().skip(1).flatten().map(String::as_str).collect();
        assert_eq!(said, beside);
        let face = Face::new();
        let fits = |line: &Vec<String>| face.fitting(&line[0], TYPE, INNER - 6.0) >= TYPE;
        assert!(lines.len() > 8 && lines.iter().skip(1).all(fits), "{}", lines.len());
    }
}
