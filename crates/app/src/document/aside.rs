//! Pages of a form that is being filled in: their blobs are kept as long as the form is half typed, and for a day beside it, so that one
//! that was thrown away can be taken back. They never travel.

use henro_sync::BlobRef;
use henro_vault::{Clinical, Error};

use crate::person::photo;
use crate::{Code, WireError};

/// Pages laid aside for a form.
pub(super) fn of(clinical: &Clinical, form: &str) -> Result<Vec<BlobRef>, Error> {
    let all = clinical.aside()?;
    Ok(all.into_iter().find(|(name, _)| name == form).map_or(vec![], |(_, text)| read(&text).1))
}

/// Lays one more aside.
pub(super) fn add(clinical: &mut Clinical, form: &str, page: BlobRef, now_ms: i64) -> Result<(), WireError> {
    let failed = crate::open::failed;
    let mut pages = of(clinical, form).map_err(failed)?;
    if pages.len() >= MOST {
        return Err(WireError::limit(Code::RequestInvalid, MOST as u32));
    }
    pages.push(page);
    clinical.lay_aside(form, &spelt(now_ms, &pages)).map_err(failed)
}

/// What stays laid aside when a form is written into the record with some pages: in another window the same form may be half typed.
pub(super) fn rest(
    clinical: &Clinical,
    form: &str,
    written: &[String],
    now_ms: i64,
) -> Result<String, Error> {
    let mut pages = of(clinical, form)?;
    pages.retain(|page| !written.contains(&page.id.to_string()));
    let newest = pages.split_off(pages.len().saturating_sub(MOST_LEFT));
    Ok(if newest.is_empty() { String::new() } else { spelt(now_ms, &newest) })
}

/// The form was thrown away, which can be taken back for a while.
pub(crate) fn touch(clinical: &mut Clinical, form: &str, now_ms: i64) -> Result<(), Error> {
    let pages = of(clinical, form)?;
    if pages.is_empty() { Ok(()) } else { clinical.lay_aside(form, &spelt(now_ms, &pages)) }
}

/// All that is laid aside. What belongs to no form any more is forgotten.
pub(crate) fn clear(clinical: &mut Clinical, now_ms: i64) -> Result<Vec<BlobRef>, Error> {
    let all = clinical.aside()?;
    if all.is_empty() {
        return Ok(vec![]);
    }
    let drafts = clinical.drafts()?;
    let mut kept = Vec::new();
    for (form, text) in all {
        let (since, pages) = read(&text);
        if drafts.iter().any(|draft| draft.form == form) || now_ms - since < DAY_MS {
            kept.extend(pages);
        } else {
            clinical.lay_aside(&form, "")?;
        }
    }
    Ok(kept)
}

/// When it was last touched, then the blobs, with spaces between.
fn spelt(now_ms: i64, pages: &[BlobRef]) -> String {
    let pages = pages.iter().map(photo::hex);
    std::iter::once(now_ms.to_string()).chain(pages).collect::<Vec<_>>().join(" ")
}

fn read(text: &str) -> (i64, Vec<BlobRef>) {
    let (since, pages) = text.split_once(' ').unwrap_or((text, ""));
    (since.parse().unwrap_or(0), pages.split(' ').filter_map(photo::read_hex).collect())
}

/// For one form: all pages of a document, each chosen anew twice.
const MOST: usize = 60;
/// The pages of another window; those that were chosen anew before them leave room for what comes.
const MOST_LEFT: usize = 20;
const DAY_MS: i64 = 86_400_000;
