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
    if ask.text.chars().nth(LONGEST).is_some() {
        return Err(WireError::limit(Code::TextLong, LONGEST as u32));
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

/// A document of 16,000 letters with its pages, a paper with all its answers, a checkup of 200 items that were added one by one.
const LONGEST: usize = 60_000;
const LONGEST_FORM: usize = 60;
