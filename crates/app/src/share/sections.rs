//! The sections of a record: their names and numbers, and which stream is which.

use std::collections::BTreeMap;

use henro_domain::Section;
use henro_sync::{RecordId, StreamId, Tier};
use henro_sync_client::{Engine, Fault, Round};

use super::reach::Reach;
use crate::wire::SectionName;

/// Sections with their numbers on the wire (docs/protocol.md).
pub(super) const SECTIONS: [(SectionName, Section, u8); 14] = [
    (SectionName::Profile, Section::Profile, 0),
    (SectionName::Vitals, Section::Vitals, 1),
    (SectionName::Activity, Section::Activity, 2),
    (SectionName::Meals, Section::Meals, 3),
    (SectionName::Diary, Section::Diary, 4),
    (SectionName::Walk, Section::Walk, 5),
    (SectionName::Checkups, Section::Checkups, 6),
    (SectionName::Documents, Section::Documents, 7),
    (SectionName::Medication, Section::Medication, 8),
    (SectionName::Vaccination, Section::Immunization, 9),
    (SectionName::Growth, Section::Growth, 10),
    (SectionName::Problems, Section::Problems, 11),
    (SectionName::Guidance, Section::Guidance, 12),
    (SectionName::Emergency, Section::Emergency, 13),
];

/// All of them with their tiers, as a record is begun with them.
pub(super) fn with_tiers() -> [(u8, Tier); 14] {
    SECTIONS.map(|(_, section, number)| (number, tier_of(section)))
}

/// The half of the record a section lies in.
pub(super) fn tier_of(section: Section) -> Tier {
    if section.is_clinical() { Tier::Clinical } else { Tier::Daily }
}

/// The number of a section by its name.
pub(super) fn section_number(name: SectionName) -> u8 {
    SECTIONS.iter().find(|(of, ..)| *of == name).map_or(0, |(.., number)| *number)
}

/// The section of a name.
pub(super) fn section_named(name: SectionName) -> Option<Section> {
    SECTIONS.iter().find(|(of, ..)| *of == name).map(|(_, section, _)| *section)
}

/// The name of a section.
pub(super) fn name_of(section: Section) -> Option<SectionName> {
    SECTIONS.iter().find(|(_, of, _)| *of == section).map(|(name, ..)| *name)
}

/// The section of a number; nothing for one of a newer version.
pub(super) fn section_of(number: u8) -> Option<Section> {
    SECTIONS.iter().find(|(.., of)| *of == number).map(|(_, section, _)| *section)
}

/// The number of a section.
pub(super) fn number_of(section: Section) -> u8 {
    SECTIONS.iter().find(|(_, of, _)| *of == section).map_or(0, |(.., number)| *number)
}

/// Streams for sections the record has none for yet: one that was begun by an older version gets those of the clinical half
/// the first time that is open.
pub(super) fn complete(engine: &mut Engine, round: &mut Round) -> Result<(), Fault> {
    if round.hands.account.is_none() {
        return Ok(());
    }
    match engine.add_streams(round, &with_tiers()) {
        // It can wait for another round.
        Err(Fault::Busy | Fault::Refused(_)) => Ok(()),
        other => other,
    }
}

impl Reach {
    /// Which section each stream of a record is, those of a clinical half that is closed too.
    pub(super) fn sections(&self, file: Option<RecordId>) -> Result<BTreeMap<StreamId, SectionName>, Fault> {
        self.daily(file, |daily| {
            let mut named = BTreeMap::new();
            for stream in daily.streams()? {
                named.extend(name_of(stream.section).map(|name| (stream.id, name)));
            }
            for (name, _, number) in SECTIONS {
                let known = daily.sync_fact(&fact(number))?.unwrap_or_default();
                named.extend(known.try_into().ok().map(|id| (StreamId(id), name)));
            }
            Ok(named)
        })
    }
}

/// Under which name the daily file keeps which stream a clinical section is: the consents and the log of looks are shown while
/// that half is closed. Nothing of what is in it.
pub(super) fn fact(number: u8) -> String {
    format!("stream of {number}")
}
