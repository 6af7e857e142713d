//! What stands by itself in a stretch of days.

use henro_domain::{Day, EntryKind, MedicalKind};
use henro_vault::{Clinical, MedicalAsk, StoredMedical};

use super::source::{Source, Wanted};
use super::words::name_of;
use crate::clinical::view;
use crate::open::failed;
use crate::view::entry_view;
use crate::wire::*;
use crate::{Context, WireError};

/// Events of some days, oldest first, and whether some are left out.
pub(super) fn events(
    ctx: &Context,
    source: &Source,
    wanted: &Wanted,
    days: (Day, Day),
    diary: bool,
) -> Result<(Vec<TimelineEvent>, bool), WireError> {
    let mut all: Vec<TimelineEvent> =
        source.dated_in(days).map(|(day, what, stored)| medical(*what, *day, stored)).collect();
    let mut more = false;
    source.with(ctx, |open| {
        if diary && wanted.daily.contains(&EntryKind::Diary) {
            let kinds = [EntryKind::Diary];
            let lines = open.reading()?.newest_in(&kinds, days.0, days.1, MOST + 1).map_err(failed)?;
            more |= lines.len() > MOST as usize;
            all.extend(lines.iter().take(MOST as usize).map(|line| TimelineEvent {
                what: TimelineWhat::Diary,
                day: line.when.day,
                entry: Some(entry_view(line)),
                medical: vec![],
                results: 0,
                name: None,
            }));
        }
        if !source.closed {
            let clinical = open.vault().clinical().map_err(failed)?;
            for kind in [MedicalKind::Report, MedicalKind::Dose, MedicalKind::Growth, MedicalKind::Document] {
                if wanted.medical.contains(&kind) {
                    more |= put(clinical, kind, days, &mut all)?;
                }
            }
        }
        Ok(())
    })?;
    all.sort_by_key(|event| event.day);
    Ok((all, more))
}

/// Puts events of one kind among the others; whether some are left out.
fn put(
    clinical: &Clinical,
    kind: MedicalKind,
    (from, to): (Day, Day),
    all: &mut Vec<TimelineEvent>,
) -> Result<bool, WireError> {
    let ask = MedicalAsk { from: Some(from), to: Some(to), most: MOST, brief: true, ..MedicalAsk::default() };
    let page = clinical.list(kind, &ask).map_err(failed)?;
    for stored in &page.entries {
        let day = stored.when.day;
        match (kind, all.last_mut()) {
            // Height and weight of one day are one event.
            (MedicalKind::Growth, Some(last)) if last.what == TimelineWhat::Growth && last.day == day => {
                last.medical.push(view(stored));
            }
            (MedicalKind::Growth, _) => all.push(medical(TimelineWhat::Growth, day, stored)),
            (MedicalKind::Dose, _) => all.push(medical(TimelineWhat::Dose, day, stored)),
            (MedicalKind::Document, _) => all.push(medical(TimelineWhat::Document, day, stored)),
            _ => {
                let results = clinical.results_of(stored.id).map_err(failed)?;
                all.push(TimelineEvent { results, ..medical(TimelineWhat::Report, day, stored) });
            }
        }
    }
    Ok(page.next.is_some())
}

fn medical(what: TimelineWhat, day: Day, stored: &StoredMedical) -> TimelineEvent {
    let name = name_of(&stored.medical);
    TimelineEvent { what, day, entry: None, medical: vec![view(stored)], results: 0, name }
}

/// Of each kind and stretch; the rest is seen closer.
const MOST: u32 = 60;
