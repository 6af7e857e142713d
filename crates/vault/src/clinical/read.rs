//! Reading what is medical back.

use henro_domain::{ActorId, DeviceNumber, EntryId, Medical, MedicalKind, When};
use rusqlite::{Connection, params};

use super::Clinical;
use crate::daily::log;
use crate::daily::noun::{DAMAGED, Noun, medical_kind, medical_of, noun_of, noun_of_medical, settled};
use crate::daily::state::{self, State};
use crate::daily::{fold, write};
use crate::{Digest, Error, Op, Source};

/// Something medical as the record has it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredMedical {
    /// Its id.
    pub id: EntryId,
    /// When it was.
    pub when: When,
    /// What it is.
    pub medical: Medical,
    /// When it was first written, UTC milliseconds.
    pub recorded_at: i64,
    /// Whether it was changed since.
    pub edited: bool,
    /// When it was deleted, UTC milliseconds.
    pub deleted: Option<i64>,
}

/// One version of something medical.
#[derive(Debug, Clone, PartialEq)]
pub struct MedicalVersion {
    /// What the change did.
    pub op: Op,
    /// When, UTC milliseconds.
    pub at: i64,
    /// Who.
    pub actor: ActorId,
    /// On which device.
    pub device: DeviceNumber,
    /// How it came in.
    pub source: Source,
    /// When it was, as this version has it.
    pub when: When,
    /// What it is, as this version has it.
    pub medical: Medical,
}

impl Clinical {
    /// One of them, deleted or not. `None` where the record never had it.
    pub fn entry(&self, id: EntryId) -> Result<Option<StoredMedical>, Error> {
        if let Some((noun, found)) = write::find(self.db(), self.log.nouns, id)? {
            return Ok(Some(stored(noun, found)?));
        }
        let Some(removed) = state::removed(self.db(), id.as_i64())? else { return Ok(None) };
        let (id, noun) = (removed.id, noun_of(removed.kind)?);
        let row = fold::removed_row(self.db(), &removed)?;
        let (change, recorded, edited) = (removed.change, removed.recorded, removed.edited);
        let found = stored(noun, State { id, row, change, recorded, edited })?;
        Ok(Some(StoredMedical { deleted: Some(removed.at), ..found }))
    }

    /// Every version of one, oldest first. Empty where the record never had it.
    pub fn history(&self, id: EntryId) -> Result<Vec<MedicalVersion>, Error> {
        let newest = match write::find(self.db(), self.log.nouns, id)? {
            Some((_, found)) => found.change,
            None => match state::removed(self.db(), id.as_i64())? {
                Some(removed) => removed.change,
                None => return Ok(Vec::new()),
            },
        };
        let mut versions = Vec::new();
        let mut row = None;
        for change in log::chain(self.db(), newest)? {
            let Some(noun) = change.noun() else { continue };
            let row = row.get_or_insert_with(|| log::blank(noun));
            log::lay_over(row, &change.body)?;
            // Not every version that another device wrote can be read.
            let Some(seen) = settled(noun, change.entity, row.clone()) else { continue };
            versions.push(MedicalVersion {
                op: change.op,
                at: change.at,
                actor: change.actor,
                device: change.device,
                source: change.source,
                when: seen.when()?,
                medical: medical_of(medical_kind(noun.number).ok_or(DAMAGED)?, seen.columns)?,
            });
        }
        Ok(versions)
    }

    /// What was deleted at `since` (UTC milliseconds) or later, the newest deletion first, at most 1,000.
    pub fn deleted_since(&self, since: i64) -> Result<Vec<StoredMedical>, Error> {
        let mut found = Vec::new();
        for id in self.log.deleted_ids(since)? {
            found.extend(self.entry(EntryId::from_i64(id)?)?);
        }
        Ok(found)
    }

    /// The digest of the tables.
    pub fn digest(&self) -> Result<Digest, Error> {
        self.log.digest()
    }

    /// The digest the tables should have by the log.
    pub fn digest_of_log(&self) -> Result<Digest, Error> {
        self.log.digest_of_log()
    }

    /// Throws the tables of state away and plays the log into them again.
    pub fn rebuild(&mut self) -> Result<(), Error> {
        self.log.rebuild()
    }

    /// These, and the results of those among them that are reports.
    pub(super) fn with_results(&self, ids: &[EntryId]) -> Result<Vec<EntryId>, Error> {
        let mut all = ids.to_vec();
        all.extend(results_in(self.db(), ids)?);
        Ok(unique(all))
    }

    /// These, and results that were deleted at the same moment as the report they stand in.
    pub(super) fn with_removed_results(&self, ids: &[EntryId]) -> Result<Vec<EntryId>, Error> {
        let mut all = ids.to_vec();
        for id in ids {
            let Some(report) = state::removed(self.db(), id.as_i64())? else { continue };
            if report.kind != noun_of_medical(MedicalKind::Report).number {
                continue;
            }
            let mut statement =
                self.db().prepare_cached("SELECT id FROM removed WHERE at = ?1 AND id <> ?2 ORDER BY id")?;
            let beside: Vec<i64> = statement
                .query_map(params![report.at, id.as_i64()], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for beside in beside {
                let beside = EntryId::from_i64(beside)?;
                let of = self.entry(beside)?.and_then(|found| report_of(&found.medical));
                all.extend(of.filter(|of| of == id).map(|_| beside));
            }
        }
        Ok(unique(all))
    }
}

/// The results that stand in those of them that are reports.
pub(super) fn results_in(db: &Connection, ids: &[EntryId]) -> Result<Vec<EntryId>, Error> {
    let mut all = Vec::new();
    for kind in WITH_REPORT {
        let sql = format!("SELECT id FROM {} WHERE report = ?1", noun_of_medical(kind).table);
        let mut statement = db.prepare_cached(&sql)?;
        for id in ids {
            for found in statement.query_map([id.as_i64()], |row| row.get(0))? {
                all.push(EntryId::from_i64(found?)?);
            }
        }
    }
    Ok(all)
}

/// The report something stands in.
fn report_of(medical: &Medical) -> Option<EntryId> {
    match medical {
        Medical::Result(finding) | Medical::Growth(finding) => finding.report,
        _ => None,
    }
}

fn unique(mut ids: Vec<EntryId>) -> Vec<EntryId> {
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    ids
}

pub(super) fn stored(noun: &Noun, state: State) -> Result<StoredMedical, Error> {
    Ok(StoredMedical {
        id: EntryId::from_i64(state.id)?,
        when: state.row.when()?,
        recorded_at: state.recorded,
        edited: state.edited,
        deleted: None,
        medical: medical_of(medical_kind(noun.number).ok_or(DAMAGED)?, state.row.columns)?,
    })
}

const WITH_REPORT: [MedicalKind; 2] = [MedicalKind::Result, MedicalKind::Growth];
