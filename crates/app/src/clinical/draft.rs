use crate::open::failed;
use crate::wire::{ClinicalDraftText, ClinicalDrafts, Empty};
use crate::{Code, Context, WireError, document};

/// Half-typed forms about something medical.
pub(crate) fn draft_list(ctx: &Context, _: Empty) -> Result<ClinicalDrafts, WireError> {
    ctx.with_clinical(|clinical, _, _| {
        let drafts = clinical.drafts().map_err(failed)?.into_iter();
        let drafts = drafts.map(|draft| ClinicalDraftText { form: draft.form, text: draft.text });
        Ok(ClinicalDrafts { drafts: drafts.collect() })
    })
}

/// Keeps what is half typed; an empty text forgets it.
pub(crate) fn draft_write(ctx: &Context, ask: ClinicalDraftText) -> Result<Empty, WireError> {
    let longest = if ask.form.starts_with(DOCUMENT) { LONGEST_DOCUMENT } else { LONGEST };
    if ask.text.chars().nth(longest).is_some() {
        return Err(WireError::limit(Code::TextLong, longest as u32));
    }
    if ask.form.is_empty() || ask.form.chars().nth(LONGEST_FORM).is_some() {
        return Err(Code::RequestInvalid.into());
    }
    ctx.with_clinical(|clinical, _, now| {
        clinical.keep_draft(&ask.form, &ask.text).map_err(failed)?;
        if ask.text.is_empty() {
            document::touch(clinical, &ask.form, now.stamp.utc_ms).map_err(failed)?;
        }
        Ok(Empty {})
    })
}

/// A note of 4,000 letters and every other field.
const LONGEST: usize = 12_000;
/// Forms of documents, and what fits into one: 16,000 letters, line breaks and quotes written as two, and the names of 20 pages.
const DOCUMENT: &str = "document";
const LONGEST_DOCUMENT: usize = 40_000;
const LONGEST_FORM: usize = 60;
