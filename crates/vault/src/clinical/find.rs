//! Searching what is medical, and finding its days.

use henro_domain::{Day, MedicalKind};

use super::Clinical;
use super::read::{StoredMedical, stored};
use crate::Error;
use crate::daily::noun::{noun_of, noun_of_medical};
use crate::daily::search::{self, SearchPlace, SearchWords};
use crate::daily::{Towards, state, timeline};

impl Clinical {
    /// What has these words, newest first.
    pub fn search(
        &self,
        words: &SearchWords,
        kinds: &[MedicalKind],
        before: SearchPlace,
        most: u32,
    ) -> Result<Vec<(SearchPlace, StoredMedical)>, Error> {
        let nouns: Vec<i64> = kinds.iter().map(|kind| noun_of_medical(*kind).number).collect();
        let mut all = Vec::new();
        for (place, kind, id) in search::rows(self.db(), words, &nouns, before, most)? {
            let noun = noun_of(kind)?;
            if let Some(state) = state::one(self.db(), noun, id)? {
                all.push((place, stored(noun, state)?));
            }
        }
        Ok(all)
    }

    /// The nearest day that has something of these kinds, this one or one on the way.
    pub fn nearest_day(
        &self,
        kinds: &[MedicalKind],
        from: Day,
        towards: Towards,
    ) -> Result<Option<Day>, Error> {
        timeline::nearest(self.db(), kinds.iter().map(|kind| noun_of_medical(*kind)), from, towards)
    }
}
