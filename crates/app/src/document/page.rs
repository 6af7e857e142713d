//! Pages: laid aside for a form, looked at, handed out as a file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_sync::{BlobKind, BlobRef};
use henro_vault::Blobs;

use super::aside;
use crate::child::{file_answer, file_place};
use crate::entry::parse_id;
use crate::open::failed;
use crate::person::{photo, picture};
use crate::settings::write_private;
use crate::wire::*;
use crate::{Code, Context, WireError, named, share};

/// Lays a page aside for a form.
pub(crate) fn document_page_write(ctx: &Context, ask: DocumentPageWrite) -> Result<DocumentPage, WireError> {
    if ask.image.len() > picture::MAX_PDF.div_ceil(3) * 4 || ask.form.is_empty() || ask.form.len() > MOST_FORM
    {
        return Err(Code::PageInvalid.into());
    }
    let bytes = STANDARD.decode(&ask.image).map_err(|_| Code::PageInvalid)?;
    let kind = picture::page(&bytes).ok_or(Code::PageInvalid)?;
    let record = ctx.with_open(|open, _| {
        // Nothing is sealed that no form could name.
        open.vault().clinical().map_err(failed)?;
        Ok(open.record())
    })?;
    let sealed = photo::seal_for(ctx, record, (kind, bytes.len() as u64), &mut &bytes[..])?;
    ctx.with_open(|open, now| {
        // Held from the keeping to the naming: nobody clears away what is not named meanwhile.
        open.vault().clinical().map_err(failed)?;
        let page = open.vault().blobs().map_err(failed)?.keep(sealed).map_err(failed)?;
        let view = view(&page);
        aside::add(open.vault().clinical().map_err(failed)?, &ask.form, page, now.stamp.utc_ms)?;
        Ok(view)
    })
}

/// A page, as a `data:` address. Nothing where its file is not here yet.
pub(crate) fn document_page_read(ctx: &Context, ask: DocumentPageAsk) -> Result<PhotoView, WireError> {
    let (of, blobs) = find(ctx, &ask)?;
    let image = of.and_then(|of| match of.kind {
        BlobKind::Pdf => None,
        BlobKind::Jpeg | BlobKind::Png => photo::image(&blobs, &of),
    });
    Ok(PhotoView { image })
}

/// Hands a PDF out as it came.
pub(crate) fn document_page_save(ctx: &Context, ask: DocumentSave) -> Result<VaccineFile, WireError> {
    let (of, blobs) = find(ctx, &ask.page)?;
    let of = of.filter(|of| of.kind == BlobKind::Pdf && blobs.has(&of.id)).ok_or(Code::FileMissing)?;
    let mut bytes = Vec::new();
    blobs.open(&of, &mut bytes).map_err(failed)?;
    if picture::page(&bytes) != Some(BlobKind::Pdf) {
        return Err(Code::PageInvalid.into());
    }
    let path = file_place(ctx, ask.folder, &format!("henro-document-{}", ctx.today()?), "pdf")?;
    write_private(&path, &bytes)?;
    file_answer(path, 1)
}

/// The page and the blobs it is among. Nothing of another document, and nothing that was deleted.
fn find(ctx: &Context, ask: &DocumentPageAsk) -> Result<(Option<BlobRef>, Blobs), WireError> {
    let named = |all: Vec<BlobRef>| all.into_iter().find(|of| of.id.to_string() == ask.page);
    if let (Some(record), Some(id)) = (&ask.record, &ask.id) {
        let (all, blobs) = share::shared_blobs_of(ctx, record, parse_id(id)?)?;
        return Ok((named(all), blobs));
    }
    ctx.with_open(|open, _| {
        let blobs = open.vault().blobs().map_err(failed)?;
        let clinical = open.vault().clinical().map_err(failed)?;
        let mut all = match &ask.form {
            Some(form) => aside::of(clinical, form).map_err(failed)?,
            None => vec![],
        };
        if let Some(id) = &ask.id {
            all.extend(named::of(&super::list::standing(clinical, parse_id(id)?)?));
        }
        Ok((named(all), blobs))
    })
}

/// As the screens see it: the key stays in the core.
pub(crate) fn view(of: &BlobRef) -> DocumentPage {
    DocumentPage { name: of.id.to_string(), pdf: of.kind == BlobKind::Pdf }
}

/// The pages of a document that this version can show.
pub(crate) fn shown(pages: &[String]) -> Vec<DocumentPage> {
    pages.iter().filter_map(|page| photo::read_hex(page)).map(|of| view(&of)).collect()
}

/// As long as the name of a draft.
const MOST_FORM: usize = 60;
