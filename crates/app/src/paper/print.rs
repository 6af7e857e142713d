//! A kept paper as pages to print: what was answered, lines left for the pen where somebody signs.

use henro_sheet::{Language as Printed, PaperAbout as About, PaperPage, PaperRow, paper_page};

use super::show::{names, paper_read};
use crate::child::{file_answer, file_place};
use crate::settings::write_private;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Makes the pages. Signatures stay blank.
pub(crate) fn paper_print(ctx: &Context, ask: PaperPrint) -> Result<VaccineFile, WireError> {
    let language = ctx.state().settings.language;
    let view = paper_read(ctx, EntryOne { id: ask.id })?;
    let row = |line: &PaperLine| PaperRow {
        section: line.section.clone(),
        question: line.question.clone(),
        answer: line.answer.clone(),
        said: line.said,
    };
    let rows: Vec<PaperRow> = view.lines.iter().map(row).collect();
    let short: String = view.person.chars().filter(|letter| !letter.is_control()).take(60).collect();
    let page = paper_page(&PaperPage {
        language: match language {
            Language::Ja => Printed::Ja,
            Language::En => Printed::En,
        },
        about: if view.form == PaperOf::Vaccine { About::Vaccination } else { About::Checkup },
        title: &view.name,
        edition: &view.edition,
        source: &view.source,
        person: if short.trim().is_empty() { "Henro" } else { &short },
        birth: view.birth,
        day: view.day,
        what: &names(&view.about, language),
        rows: &rows,
        codes: &view.codes,
    });
    let path = file_place(ctx, ask.folder, &format!("henro-paper-{}", view.day), "pdf")?;
    write_private(&path, &page.map_err(|_| Code::Internal)?)?;
    file_answer(path, u32::try_from(rows.len()).unwrap_or(u32::MAX))
}
