use crate::open::failed;
use crate::wire::{DayAsk, DraftList, DraftWrite, Empty};
use crate::{Code, Context, WireError};

/// Half-typed entries of a day.
pub(crate) fn draft_list(ctx: &Context, ask: DayAsk) -> Result<DraftList, WireError> {
    ctx.with_open(|open, _| {
        let drafts = open.daily().drafts(ask.day).map_err(failed)?;
        let drafts =
            drafts.into_iter().map(|draft| DraftWrite { day: ask.day, field: draft.form, text: draft.value });
        Ok(DraftList { drafts: drafts.collect() })
    })
}

/// Keeps what is half typed; an empty text forgets it.
pub(crate) fn draft_write(ctx: &Context, ask: DraftWrite) -> Result<Empty, WireError> {
    if ask.text.chars().count() > LONGEST {
        return Err(WireError::limit(Code::TextLong, 4_000));
    }
    if ask.field.is_empty() || ask.field.chars().count() > 40 {
        return Err(Code::RequestInvalid.into());
    }
    ctx.with_open(|open, now| {
        match ask.text.is_empty() {
            true => open.daily().draft_drop(ask.day, &ask.field),
            false => open.daily().draft_put(ask.day, &ask.field, &ask.text, now.stamp.utc_ms),
        }
        .map_err(failed)?;
        Ok(Empty {})
    })
}

const LONGEST: usize = 4_000;
