//! Which blobs a record names. What no entry names is cleared away; while the medical half is closed nobody knows what it names, and
//! nothing is cleared.

use henro_domain::{Medical, MedicalKind};
use henro_seal::Random;
use henro_sync::{BlobRef, RecordId};
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

/// The same of a record that somebody shows us. While the medical half is closed, what was seen of theirs is too, and nothing goes.
pub(crate) fn clear_shared(vault: &mut Vault, record: &RecordId, random: &dyn Random) -> Result<(), Error> {
    let mut named: Vec<_> = photo::of(vault.shared(record)?)?.into_iter().map(|of| of.id).collect();
    if vault.may_have_shared_clinical(record) {
        if !vault.is_clinical_open() {
            return Ok(());
        }
        named.extend(standing(vault.shared_clinical(record, random)?)?.into_iter().map(|of| of.id));
    }
    vault.shared_blobs(record).keep_only(&named)
}

/// What doses name, those with them that can still be put back; nothing where there are too many of those to know.
pub(crate) fn medical(clinical: &Clinical, now_ms: i64) -> Result<Option<Vec<BlobRef>>, Error> {
    let deleted = clinical.deleted_since(now_ms - KEPT_MS)?;
    if deleted.len() >= MOST_DELETED {
        return Ok(None);
    }
    let mut named: Vec<BlobRef> = deleted.iter().filter_map(of).collect();
    named.extend(standing(clinical)?);
    Ok(Some(named))
}

/// What the doses name that are there.
pub(crate) fn standing(clinical: &Clinical) -> Result<Vec<BlobRef>, Error> {
    let (mut named, mut after) = (Vec::new(), None::<PageMark>);
    loop {
        let page =
            clinical.list(MedicalKind::Dose, &MedicalAsk { after, most: PAGE, ..MedicalAsk::default() })?;
        named.extend(page.entries.iter().filter_map(of));
        after = page.next;
        if after.is_none() {
            return Ok(named);
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
