//! The photo of the sticker of a dose: a sealed blob that the dose names.

use henro_domain::{EntryId, Medical};
use henro_vault::StoredMedical;

use crate::entry::parse_id;
use crate::open::failed;
use crate::person::photo;
use crate::wire::*;
use crate::{Code, Context, WireError, named, share};

/// Keeps a photo of the sticker, in place of the one before.
pub(crate) fn dose_photo_write(ctx: &Context, ask: DosePhotoWrite) -> Result<EntryRecorded, WireError> {
    let id = parse_id(&ask.id)?;
    let (kind, bytes) = photo::picture_of(&ask.image)?;
    let record = ctx.with_open(|open, _| Ok(open.record()))?;
    standing(ctx, id)?;
    let sealed = photo::seal_for(ctx, record, (kind, bytes.len() as u64), &mut &bytes[..])?;
    let done = set(ctx, id, Some(sealed));
    share::photo_changed(ctx);
    done
}

/// Takes the photo of a dose away.
pub(crate) fn dose_photo_remove(ctx: &Context, ask: EntryOne) -> Result<EntryRecorded, WireError> {
    set(ctx, parse_id(&ask.id)?, None)
}

/// The photo of a dose. Nothing where there is none, or its file is not here.
pub(crate) fn dose_photo_read(ctx: &Context, ask: DosePhotoAsk) -> Result<PhotoView, WireError> {
    if let Some(record) = &ask.record {
        let (all, blobs) = share::shared_blobs_of(ctx, record, parse_id(&ask.id)?)?;
        return Ok(PhotoView { image: all.first().and_then(|of| photo::image(&blobs, of)) });
    }
    let of = named::of(&standing(ctx, parse_id(&ask.id)?)?);
    let blobs = ctx.with_open(|open, _| open.vault().blobs().map_err(failed))?;
    Ok(PhotoView { image: of.first().and_then(|of| photo::image(&blobs, of)) })
}

fn standing(ctx: &Context, id: EntryId) -> Result<StoredMedical, WireError> {
    ctx.with_clinical(|clinical, _, _| {
        let found = clinical.entry(id).map_err(failed)?.filter(|found| found.deleted.is_none());
        let found = found.ok_or(Code::EntryMissing)?;
        if matches!(found.medical, Medical::Dose(_)) { Ok(found) } else { Err(Code::EntryMissing.into()) }
    })
}

fn set(
    ctx: &Context,
    id: EntryId,
    sealed: Option<henro_vault::SealedBlob>,
) -> Result<EntryRecorded, WireError> {
    ctx.with_open(|open, now| {
        // Held from the keeping to the naming: nobody clears away what is not named meanwhile.
        let (meta, vault) = (open.meta(now), open.vault());
        let found = vault.clinical().map_err(failed)?.entry(id).map_err(failed)?;
        let found = found.filter(|found| found.deleted.is_none()).ok_or(Code::EntryMissing)?;
        let Medical::Dose(mut dose) = found.medical else { return Err(Code::EntryMissing.into()) };
        let blobs = vault.blobs().map_err(failed)?;
        dose.photo = match sealed {
            Some(sealed) => Some(photo::hex(&blobs.keep(sealed).map_err(failed)?)),
            None => None,
        };
        let clinical = vault.clinical().map_err(failed)?;
        clinical.edit(id, found.when, &Medical::Dose(dose), &meta).map_err(failed)?;
        // What stays behind is cleared away by the next round or the next photo.
        let _ = named::clear(vault, now.stamp.utc_ms);
        Ok(EntryRecorded { ids: vec![id.as_i64().to_string()] })
    })
}
