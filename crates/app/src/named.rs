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

/// What entries of some kinds name, those with them that can still be put back; nothing where there are too many of those to know, or
/// where an entry names something as only another version reads it.
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
    let (mut named, mut unread) = (Vec::new(), false);
    let mut take = |stored: &StoredMedical| {
        named.extend(of(stored));
        unread |= texts(stored).iter().any(|text| !text.is_empty() && photo::read_hex(text).is_none());
    };
    deleted.for_each(&mut take);
    each(clinical, kinds, take)?;
    Ok((!unread).then_some(named))
}

/// What those name that are there.
pub(crate) fn standing(clinical: &Clinical, kinds: &[MedicalKind]) -> Result<Vec<BlobRef>, Error> {
    let mut named = Vec::new();
    each(clinical, kinds, |stored| named.extend(of(stored)))?;
    Ok(named)
}

fn each(
    clinical: &Clinical,
    kinds: &[MedicalKind],
    mut take: impl FnMut(&StoredMedical),
) -> Result<(), Error> {
    for kind in kinds {
        let mut after = None::<PageMark>;
        loop {
            let ask = MedicalAsk { after, most: PAGE, brief: true, ..MedicalAsk::default() };
            let page = clinical.list(*kind, &ask)?;
            page.entries.iter().for_each(&mut take);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(())
}

/// What an entry names.
pub(crate) fn of(stored: &StoredMedical) -> Vec<BlobRef> {
    texts(stored).iter().filter_map(|digits| photo::read_hex(digits)).collect()
}

fn texts(stored: &StoredMedical) -> &[String] {
    match &stored.medical {
        Medical::Dose(dose) => dose.photo.as_slice(),
        Medical::Document(document) => &document.pages,
        _ => &[],
    }
}

/// As many as the vault answers at most.
const MOST_DELETED: usize = 1_000;
const PAGE: u32 = 500;

#[cfg(test)]
mod tests {
    use henro_domain::{ActorId, Day, Document, DocumentKind, OffsetMinutes, Stamp, SubjectId, When};
    use henro_seal::{FactorKind, SlotState};
    use henro_vault::{KdfParams, Meta, NewFactor, NewMedical, Source};

    use super::*;
    use crate::random;

    #[test]
    fn where_another_version_names_a_page_nobody_says_what_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp { utc_ms: 1_800_000_000_000, offset: OffsetMinutes::JAPAN };
        let meta = Meta { stamp, actor: ActorId(1), subject: SubjectId(1), source: Source::Form };
        let mut vault =
            Vault::create(folder.path(), "long enough", KdfParams::testing(), &random::system, stamp)
                .unwrap();
        let secret = henro_seal::Key::from_bytes([1; 32]);
        let (kind, state) = (FactorKind::Device, SlotState::Current);
        let first = NewFactor { kind, state, identity: b"", challenges: None, secret: &secret };
        vault.begin_clinical(&first, &random::system, stamp).unwrap();
        let clinical = vault.clinical().unwrap();
        let mut write = |page: &str| {
            let when =
                When { day: Day::new(2026, 6, 1).unwrap(), minute: None, offset: OffsetMinutes::JAPAN };
            let pages = vec![page.to_owned()];
            let paper = Document { kind: DocumentKind::Other, title: None, issuer: None, pages, words: None };
            clinical.record(&[NewMedical { when, medical: Medical::Document(paper) }], &meta).unwrap();
            let known = |kinds: &[MedicalKind]| medical(clinical, kinds, stamp.utc_ms).unwrap().is_some();
            (known(&NAMING), known(&[MedicalKind::Dose]))
        };
        assert_eq!(write(""), (true, true), "none at all");
        assert_eq!(write("a page of the year 2030"), (false, true));
    }
}
