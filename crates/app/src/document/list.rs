use henro_domain::{EntryId, Medical, MedicalKind};
use henro_vault::{Clinical, MedicalAsk, PageMark, StoredMedical};

use crate::clinical::document_body;
use crate::entry::parse_id;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// A page of documents, newest first.
pub(crate) fn document_list(ctx: &Context, ask: DocumentAsk) -> Result<DocumentList, WireError> {
    let most = ask.most.unwrap_or(USUAL);
    if !(1..=MOST).contains(&most) {
        return Err(WireError::limit(Code::RequestInvalid, MOST));
    }
    let after = ask.after.as_deref().map(|text| PageMark::parse(text).ok_or(Code::RequestInvalid));
    let wanted = MedicalAsk { after: after.transpose()?, most, brief: true, ..MedicalAsk::default() };
    ctx.with_clinical(|clinical, _, _| {
        let page = clinical.list(MedicalKind::Document, &wanted).map_err(failed)?;
        let documents = page.entries.iter().filter_map(|stored| match &stored.medical {
            Medical::Document(document) => Some(DocumentLine {
                id: stored.id.as_i64().to_string(),
                day: stored.when.day,
                body: document_body(document),
            }),
            _ => None,
        });
        Ok(DocumentList { documents: documents.collect(), next: page.next.map(PageMark::to_text) })
    })
}

/// One with its words.
pub(crate) fn document_read(ctx: &Context, ask: EntryOne) -> Result<DocumentView, WireError> {
    let id = parse_id(&ask.id)?;
    ctx.with_clinical(|clinical, _, _| {
        let stored = standing(clinical, id)?;
        let Medical::Document(document) = &stored.medical else { return Err(Code::EntryMissing.into()) };
        let drawn = clinical.drawn().map_err(failed)?;
        Ok(DocumentView { id: ask.id.clone(), day: stored.when.day, body: document_body(document), drawn })
    })
}

/// A document that stands.
pub(super) fn standing(clinical: &Clinical, id: EntryId) -> Result<StoredMedical, WireError> {
    let found = clinical.entry(id).map_err(failed)?.filter(|found| found.deleted.is_none());
    let found = found.filter(|found| matches!(found.medical, Medical::Document(_)));
    Ok(found.ok_or(Code::EntryMissing)?)
}

const USUAL: u32 = 50;
const MOST: u32 = 200;
