//! Which blobs a record names. What no entry names is cleared away; while the medical half is closed nobody knows what it names, and
//! nothing is cleared.

use henro_domain::{Medical, MedicalKind};
use henro_sync::BlobRef;
use henro_vault::{Clinical, Error, MedicalAsk, PageMark, StoredMedical, Vault};

use crate::entry::KEPT_MS;
use crate::person::photo;

/// Takes away the blobs that nothing of a record names any more. Called while the record is held, so that one that is being chosen is
/// named before.
pub(crate) fn clear(vault: &mut Vault, now_ms: i64) -> Result<(), Error> {
    let mut named: Vec<_> = photo::of(vault.daily()?)?.into_iter().map(|of| of.id).collect();
    if vault.may_have_clinical()? {
        if !vault.is_clinical_open() {
            return Ok(());
        }
        let Some(medical) = medical(vault.clinical()?, now_ms)? else { return Ok(()) };
        named.extend(medical.into_iter().map(|of| of.id));
    }
    vault.blobs()?.keep_only(&named)
}

/// What doses name, those with them that can still be put back; nothing where there are too many of those to know.
fn medical(clinical: &mut Clinical, now_ms: i64) -> Result<Option<Vec<BlobRef>>, Error> {
    let deleted = clinical.deleted_since(now_ms - KEPT_MS)?;
    if deleted.len() >= MOST_DELETED {
        return Ok(None);
    }
    let mut named: Vec<BlobRef> = deleted.iter().filter_map(of).collect();
    let mut after: Option<PageMark> = None;
    loop {
        let page =
            clinical.list(MedicalKind::Dose, &MedicalAsk { after, most: PAGE, ..MedicalAsk::default() })?;
        named.extend(page.entries.iter().filter_map(of));
        after = page.next;
        if after.is_none() {
            return Ok(Some(named));
        }
    }
}

/// What an entry names.
pub(crate) fn of(stored: &StoredMedical) -> Option<BlobRef> {
    match &stored.medical {
        Medical::Dose(dose) => photo::read_hex(dose.photo.as_deref()?),
        _ => None,
    }
}

/// As many as the vault answers at most.
const MOST_DELETED: usize = 1_000;
const PAGE: u32 = 500;
