//! What somebody lets us see of the medical half of their record. It lies in a file of its own, under a key in our clinical file:
//! while that is closed it is as closed as our own.

use henro_domain::{EntryId, Finding, Medical, MedicalKind};
use henro_reference as reference;
use henro_sync::BlobRef;
use henro_vault::{Blobs, MedicalAsk, PageMark, StoredMedical, Undecided};

use super::sections;
use super::shared::held;
use super::writers::device_of;
use crate::checkup::{plain, unit};
use crate::child::{growth_names, vaccine_names};
use crate::clinical::{question_name, view};
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError, named, random};

/// A page of it, newest first, each with who wrote it.
pub(crate) fn shared_medical(ctx: &Context, ask: SharedMedicalAsk) -> Result<SharedMedicalView, WireError> {
    let after = ask.after.as_deref().map(|text| PageMark::parse(text).ok_or(Code::RequestInvalid));
    let wanted = MedicalAsk { after: after.transpose()?, most: MOST, ..MedicalAsk::default() };
    let held = held(ctx, &ask.record)?;
    let (page, undecided) = ctx.with_own(|open, _| {
        let half = open.vault().shared_clinical(&held.record, &random::system).map_err(failed)?;
        let named = |kind: &MedicalKind| ask.kinds.is_empty() || ask.kinds.contains(kind);
        let kinds: Vec<MedicalKind> = MedicalKind::ALL.into_iter().filter(named).collect();
        let page = half.list_kinds(&kinds, &wanted).map_err(failed)?;
        Ok((page, half.undecided().map_err(failed)?))
    })?;
    let unknown = Author { who: AuthorWho::Other, name: None };
    let entries = page.entries.iter().filter_map(|stored| {
        let author = device_of(stored.id.as_i64()).map_or(unknown.clone(), |number| held.author(number));
        let mut line = line(stored, &undecided, Some(author))?;
        if let ClinicalBody::Document(DocumentBody { words: Some(words), .. }) = &mut line.entry.body {
            cut(words);
        }
        Some(line)
    });
    let entries = entries.collect();
    Ok(SharedMedicalView { about: held.about, entries, next: page.next.map(PageMark::to_text) })
}

/// The blobs that an entry names which somebody lets us see, and where they are, as far as they have come.
pub(crate) fn shared_blobs_of(
    ctx: &Context,
    record: &str,
    id: EntryId,
) -> Result<(Vec<BlobRef>, Blobs), WireError> {
    let record = held(ctx, record)?.record;
    ctx.with_own(|open, _| {
        let half = open.vault().shared_clinical(&record, &random::system).map_err(failed)?;
        let found = half.entry(id).map_err(failed)?.filter(|found| found.deleted.is_none());
        let found = found.ok_or(Code::EntryMissing)?;
        Ok((named::of(&found), open.vault().shared_blobs(&record)))
    })
}

/// As others see it, and whoever reads a whole sheet: with its name, in words; of what nobody has decided, everything that was
/// written.
pub(crate) fn line(
    stored: &StoredMedical,
    undecided: &[Undecided],
    author: Option<Author>,
) -> Option<SharedMedical> {
    let section = sections::name_of(MedicalKind::of(&stored.medical).section())?;
    let (title, title_en) = titles(&stored.medical);
    let beside = beside(undecided, stored);
    let mut entry = view(stored);
    if let (
        Medical::Result(finding) | Medical::Growth(finding),
        ClinicalBody::Result(of) | ClinicalBody::Growth(of),
    ) = (&stored.medical, &mut entry.body)
    {
        spell(finding, &mut of.value);
    }
    Some(SharedMedical { section, entry, title, title_en, author, beside })
}

/// The sides of its questions that the entry itself does not say.
fn beside(undecided: &[Undecided], stored: &StoredMedical) -> Vec<SharedBeside> {
    let of = undecided.iter().filter(|one| one.id == stored.id);
    let sides = of.flat_map(|one| one.beside().iter().map(|side| (one.question, side)));
    let said = sides.map(|(question, side)| {
        let (title, title_en) = titles(&side.medical);
        let told = StoredMedical { when: side.when, medical: side.medical.clone(), ..stored.clone() };
        SharedBeside { question: question_name(question), entry: view(&told), title, title_en }
    });
    said.collect()
}

/// Words of a code and the unit as it is read: whoever is shown it has no tables to look them up in.
fn spell(finding: &Finding, found: &mut ClinicalFound) {
    let item = reference::checkup_item(&finding.item.code);
    match found {
        ClinicalFound::Coded { words, .. } => *words = Some(plain(item, &finding.value)),
        ClinicalFound::Quantity { unit_as_written, .. } => {
            let shown = unit(item, &finding.value);
            *unit_as_written = Some(shown.to_owned()).filter(|shown| !shown.is_empty());
        }
        ClinicalFound::Text { .. } | ClinicalFound::Absent { .. } => {}
    }
}

/// What something is called, in Japanese and English.
fn titles(medical: &Medical) -> (String, String) {
    let same = |text: &str| (text.to_owned(), text.to_owned());
    match medical {
        Medical::Dose(dose) => {
            let (name, name_en) = vaccine_names(&dose.vaccine);
            (name.to_owned(), name_en.to_owned())
        }
        Medical::Result(finding) | Medical::Growth(finding) => {
            match reference::checkup_item(&finding.item.code) {
                Some(item) => (item.name.to_owned(), item.name_en.to_owned()),
                None => match growth_names(&finding.item) {
                    Some((name, name_en)) => (name.to_owned(), name_en.to_owned()),
                    None => same(finding.item.name.as_deref().unwrap_or(&finding.item.code)),
                },
            }
        }
        Medical::Report(report) => same(report.institution.as_deref().unwrap_or_default()),
        Medical::Problem(problem) => same(&problem.words),
        Medical::Paper(paper) => match reference::paper_forms().iter().find(|form| form.code == paper.form) {
            Some(form) => (form.name.to_owned(), form.name_en.to_owned()),
            None => same(&paper.form),
        },
        Medical::Document(document) => same(document.title.as_deref().unwrap_or_default()),
    }
}

/// How words of a document begin: a page of two hundred long ones would be ten megabytes.
fn cut(words: &mut String) {
    if let Some((at, _)) = words.char_indices().nth(MOST_LETTERS) {
        words.truncate(at);
        words.push('…');
    }
}

const MOST: u32 = 200;
const MOST_LETTERS: usize = 4_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_between_letters_and_say_so() {
        let cut = |text: String| {
            let mut text = text;
            cut(&mut text);
            text
        };
        assert_eq!(cut("病".repeat(4_000)), "病".repeat(4_000));
        assert_eq!(cut("病".repeat(4_001)), format!("{}…", "病".repeat(4_000)));
    }
}
