use henro_domain::{Document, EntryId, Medical};
use henro_sync::BlobRef;
use henro_vault::{Clinical, NewMedical};

use super::aside;
use super::list::standing;
use crate::clinical::resolve;
use crate::entry::parse_id;
use crate::open::failed;
use crate::person::photo;
use crate::wire::*;
use crate::{Code, Context, WireError, named, share};

/// Keeps a document with the pages that were laid aside for its form.
pub(crate) fn document_record(ctx: &Context, ask: DocumentRecord) -> Result<EntryRecorded, WireError> {
    keep(ctx, None, &ask.form, ask.day, ask.body)
}

/// Changes a document; pages it does not name any more go.
pub(crate) fn document_edit(ctx: &Context, ask: DocumentEdit) -> Result<EntryRecorded, WireError> {
    keep(ctx, Some((parse_id(&ask.id)?, ask.drawn)), &ask.form, ask.day, ask.body)
}

fn keep(
    ctx: &Context,
    edited: Option<(EntryId, Option<i64>)>,
    form: &str,
    day: henro_domain::Day,
    body: DocumentBody,
) -> Result<EntryRecorded, WireError> {
    let wanted: Vec<String> = body.pages.iter().map(|page| page.name.clone()).collect();
    let draft = ClinicalDraft { day, minute: None, body: ClinicalBody::Document(body) };
    let recorded = ctx.with_open(|open, now| {
        let meta = open.meta(now);
        let clinical = open.vault().clinical().map_err(failed)?;
        let NewMedical { mut when, medical } = resolve(now, &draft, 0)?;
        let Medical::Document(mut document) = medical else { return Err(Code::RequestInvalid.into()) };
        let before = edited.map(|(id, _)| standing(clinical, id)).transpose()?;
        let old = before.as_ref().and_then(|before| match &before.medical {
            Medical::Document(old) => Some(old.pages.as_slice()),
            _ => None,
        });
        let aside = aside::of(clinical, form).map_err(failed)?;
        let once = edited.map(|(id, _)| once(clinical, id)).transpose()?.unwrap_or_default();
        document.pages = pages(&wanted, &aside, old.unwrap_or_default(), &once)?;
        something(&document)?;
        if let Some(before) = before {
            (when.minute, when.offset) = (before.when.minute, before.when.offset);
        }
        let rest = aside::rest(clinical, form, &wanted, now.stamp.utc_ms).map_err(failed)?;
        let new = NewMedical { when, medical: Medical::Document(document) };
        // As one: a form that came back after it was kept would be kept twice.
        let id = clinical.keep_form((form, &rest), edited, &new, &meta).map_err(failed)?;
        let id = id.ok_or(Code::EntryMissing)?;
        // What stays behind is cleared away by the next round or the next photo.
        let _ = named::clear(open.vault(), now.stamp.utc_ms);
        Ok(EntryRecorded { ids: vec![id.as_i64().to_string()] })
    })?;
    share::photo_changed(ctx);
    Ok(recorded)
}

/// Names of all pages a document ever had.
fn once(clinical: &Clinical, id: EntryId) -> Result<Vec<String>, WireError> {
    let versions = clinical.history(id).map_err(failed)?;
    let pages = versions.iter().flat_map(|version| match &version.medical {
        Medical::Document(document) => document.pages.as_slice(),
        _ => &[],
    });
    Ok(pages.filter_map(|page| photo::read_hex(page)).map(|of| of.id.to_string()).collect())
}

/// Pages by their names, in the order that was asked for: of those laid aside and those of before. One that was taken out elsewhere while the form
/// was open stays out. What another version wrote there and this one cannot read stays behind them.
fn pages(
    wanted: &[String],
    aside: &[BlobRef],
    before: &[String],
    once: &[String],
) -> Result<Vec<String>, WireError> {
    if wanted.len() > MOST_PAGES {
        return Err(WireError::limit(Code::RequestInvalid, MOST_PAGES as u32));
    }
    let known: Vec<BlobRef> = before.iter().filter_map(|page| photo::read_hex(page)).collect();
    let find =
        |name: &String| known.iter().chain(aside).find(|of| of.id.to_string() == *name).map(photo::hex);
    if wanted.iter().any(|name| find(name).is_none() && !once.contains(name)) {
        return Err(Code::EntryMissing.into());
    }
    let mut found: Vec<String> = wanted.iter().filter_map(find).collect();
    found.extend(before.iter().filter(|page| photo::read_hex(page).is_none()).cloned());
    Ok(found)
}

/// A paper of which nothing is said is none.
fn something(document: &Document) -> Result<(), WireError> {
    let Document { title, pages, words, .. } = document;
    if title.is_none() && words.is_none() && pages.is_empty() {
        return Err(Code::RequestInvalid.into());
    }
    Ok(())
}

const MOST_PAGES: usize = 20;
