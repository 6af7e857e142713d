use crate::error::{Fault, Field};
use crate::flow::{Flow, INNER};
use crate::font::missing_letters;
use crate::lines::lines;
use crate::page::pages;
use crate::words::Language;

/// A letter to the one to whom a record was handed over.
#[derive(Clone, Copy)]
pub struct GiftLetter<'a> {
    /// Language of the headline.
    pub language: Language,
    /// To whom.
    pub person: &'a str,
    /// What was written, at most 4,000 characters. Letters that cannot be printed are left as empty squares.
    pub text: &'a str,
}

/// The letter as a PDF of as many pages as it takes.
///
/// # Errors
/// [`Fault::Field`] for a name that is empty or too long, [`Fault::Full`] for a letter that is too long.
pub fn gift_letter(letter: &GiftLetter<'_>) -> Result<Vec<u8>, Fault> {
    let person = printable(Field::Person.checked(letter.person)?);
    if letter.text.chars().count() > MOST {
        return Err(Fault::Full);
    }
    let text = printable(letter.text);
    let words = letter.language.gift();
    let (before, behind) = words.dear;
    let mut rest: Option<std::collections::VecDeque<String>> = None;
    pages(letter.language, words.title, TYPE, |flow| {
        let left = match &mut rest {
            Some(left) => left,
            None => {
                flow.headline(18.0, &format!("{before}{person}{behind}"))?;
                flow.y += 14.0;
                rest.insert(laid(flow, &text))
            }
        };
        while let Some(line) = left.front() {
            match flow.paragraph(TYPE, 0.0, 0.0, if line.is_empty() { "\u{3000}" } else { line }) {
                Ok(()) => drop(left.pop_front()),
                Err(Fault::Full) => return Ok(true),
                Err(fault) => return Err(fault),
            }
        }
        Ok(false)
    })
}

/// The lines of a text, paragraph by paragraph.
fn laid(flow: &Flow<'_, '_, '_>, text: &str) -> std::collections::VecDeque<String> {
    let paragraph = |part: &str| match part.trim_end() {
        "" => vec![String::new()],
        part => lines(&flow.canvas.face, part, TYPE, INNER),
    };
    text.lines().flat_map(paragraph).collect()
}

/// Letters the font does not have, as empty squares.
pub(crate) fn printable(text: &str) -> String {
    let missing = missing_letters(text);
    text.chars()
        .map(|letter| if missing.contains(&letter) && letter != '\n' { '□' } else { letter })
        .collect()
}

const TYPE: f32 = 13.0;
const MOST: usize = 4_000;
