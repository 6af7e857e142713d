//! Which blobs a record names. What no entry names is cleared away; while the medical half is closed nobody knows what it names, and
//! nothing is cleared.

use henro_domain::{Medical, MedicalKind};
use henro_seal::Random;
use henro_sync::{BlobRef, RecordId};
use henro_vault::{Clinical, Error, MedicalAsk, PageMark, StoredMedical, Vault};

use crate::document;
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
        let clinical = vault.clinical()?;
        let Some(medical) = medical(clinical, &NAMING, now_ms)? else { return Ok(()) };
        let aside = document::aside(clinical, now_ms)?;
        named.extend(medical.into_iter().chain(aside).map(|of| of.id));
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
        named.extend(standing(vault.shared_clinical(record, random)?, &NAMING)?.into_iter().map(|of| of.id));
    }
    vault.shared_blobs(record).keep_only(&named)
}

/// Kinds of entries that name blobs.
pub(crate) const NAMING: [MedicalKind; 2] = [MedicalKind::Dose, MedicalKind::Document];

/// What entries of some kinds name, those with them that can still be put back; nothing where there are too many of those to know.
pub(crate) fn medical(
    clinical: &Clinical,
    kinds: &[MedicalKind],
    now_ms: i64,
) -> Result<Option<Vec<BlobRef>>, Error> {
    let deleted = clinical.deleted_since(now_ms - KEPT_MS)?;
    if deleted.len() >= MOST_DELETED {
        return Ok(None);
    }
    let deleted = deleted.iter().filter(|stored| kinds.contains(&MedicalKind::of(&stored.medical)));
    let mut named: Vec<BlobRef> = deleted.flat_map(of).collect();
    named.extend(standing(clinical, kinds)?);
    Ok(Some(named))
}

/// What those name that are there.
pub(crate) fn standing(clinical: &Clinical, kinds: &[MedicalKind]) -> Result<Vec<BlobRef>, Error> {
    let mut named = Vec::new();
    for kind in kinds {
        let mut after = None::<PageMark>;
        loop {
            let ask = MedicalAsk { after, most: PAGE, brief: true, ..MedicalAsk::default() };
            let page = clinical.list(*kind, &ask)?;
            named.extend(page.entries.iter().flat_map(of));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(named)
}

/// What an entry names.
pub(crate) fn of(stored: &StoredMedical) -> Vec<BlobRef> {
    let named = match &stored.medical {
        Medical::Dose(dose) => dose.photo.as_slice(),
        Medical::Document(document) => &document.pages,
        _ => &[],
    };
    named.iter().filter_map(|digits| photo::read_hex(digits)).collect()
}

/// As many as the vault answers at most.
const MOST_DELETED: usize = 1_000;
const PAGE: u32 = 500;
