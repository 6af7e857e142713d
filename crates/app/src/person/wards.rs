//! Records of others, opened through the person's own.

use std::collections::btree_map::Entry;

use henro_domain::ActorId;
use henro_sync::RecordId;
use henro_vault::{Error, Tier};

use super::authors::note_author;
use crate::context::{Now, State};
use crate::entry::KEPT_MS;
use crate::open::{Open, failed};
use crate::{Code, Context, WireError, checkup, random};

impl State {
    /// The open record a call is about: the person's own, or one that is kept in it and opened now if it was not yet.
    pub(crate) fn of(&mut self, subject: Option<RecordId>, now: Now) -> Result<&mut Open, WireError> {
        let own = self.open.as_ref().ok_or(Code::RecordLocked)?.record();
        match subject.filter(|record| *record != own) {
            Some(record) => self.ward(record, now),
            None => self.open.as_mut().ok_or(Code::RecordLocked.into()),
        }
    }

    fn ward(&mut self, record: RecordId, now: Now) -> Result<&mut Open, WireError> {
        let own = self.open.as_mut().ok_or(Code::RecordLocked)?;
        let place = match self.wards.entry(record) {
            Entry::Occupied(open) => return Ok(open.into_mut()),
            Entry::Vacant(place) => place,
        };
        let vault = own.vault().open_ward(&record, &random::system).map_err(|error| match error {
            Error::NoRecord => Code::PersonMissing.into(),
            other => failed(other),
        })?;
        let mut ward = Open::by(vault, now, ActorId::of_record(&own.record().0))?;
        // On a full disk the person still gets in; the name is noted at the next opening.
        let _ = note_author(&mut ward, &own.person().name, now);
        Ok(place.insert(ward))
    }

    /// Closes the record of a ward.
    pub(super) fn close_ward(&mut self, record: &RecordId) {
        if let Some(ward) = self.wards.remove(record) {
            ward.lock();
        }
        if self.shown == Some(*record) {
            self.shown = None;
        }
    }

    /// Opens the clinical tier of the ward a call is about, beside that of the person's own.
    pub(crate) fn open_clinical_of(&mut self, subject: Option<RecordId>, now: Now) -> Result<(), WireError> {
        let Some(record) = subject else { return Ok(()) };
        self.of(subject, now)?;
        let Self { open: Some(own), wards, .. } = self else { return Err(Code::RecordLocked.into()) };
        let Some(ward) = wards.get_mut(&record) else { return Ok(()) };
        let opens = !ward.vault().is_clinical_open();
        own.vault().open_ward_clinical(ward.vault(), &random::system).map_err(failed)?;
        if opens {
            // What cannot be taken out now is at the next opening, and does not leave until then.
            let _ = checkup::settle_forms(ward, now);
        }
        Ok(())
    }

    /// Looks into a ward as far as the tiers of the person's own are open: its clinical tier, whose key lies there, is open for that look only.
    pub(super) fn glance<T>(
        &mut self,
        record: RecordId,
        now: Now,
        look: impl FnOnce(&mut Open) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        let both = self.open.as_mut().is_some_and(|own| own.vault().is_clinical_open());
        let ward = self.of(Some(record), now)?.vault();
        // Of one that was never begun nothing is made.
        let opens = both && !ward.is_clinical_open() && ward.tier_path(Tier::Clinical).exists();
        if opens {
            // What cannot be opened hides nothing of every day.
            let _ = self.open_clinical_of(Some(record), now);
        }
        let ward = self.of(Some(record), now)?;
        let seen = look(ward);
        if opens {
            ward.vault().close_clinical();
        }
        seen
    }

    /// Gives wards the new keys they wait for, as far as the tiers are open.
    pub(crate) fn renew_wards(&mut self, now: Now) -> Result<(), WireError> {
        let Some(own) = &mut self.open else { return Ok(()) };
        let (daily, clinical) = own.vault().owed_ward_keys().map_err(failed)?;
        let both = own.vault().is_clinical_open();
        // One that cannot have them stops no other.
        let mut ended = Ok(());
        for record in daily.into_iter().chain(clinical.into_iter().filter(|_| both)) {
            ended = ended.and(self.renew_ward(record, now));
        }
        ended
    }

    fn renew_ward(&mut self, record: RecordId, now: Now) -> Result<(), WireError> {
        self.of(Some(record), now)?;
        let shown = self.shown;
        let Self { open: Some(own), wards, .. } = &mut *self else { return Ok(()) };
        let Some(ward) = wards.get_mut(&record) else { return Ok(()) };
        let closed = !ward.vault().is_clinical_open();
        let renewed = own.vault().renew_ward(ward.vault(), &random::system).map_err(failed);
        if ward.vault().daily().is_err() {
            // What broke off left it closed: the next call opens it anew.
            wards.remove(&record);
        } else if closed && shown != Some(record) {
            ward.vault().close_clinical();
        }
        renewed
    }
}

impl Context {
    /// To be called when the record was opened: what was put away more than 30 days ago goes, keys that are owed are made.
    pub(crate) fn settle_people(&self, now: Now) {
        let mut state = self.state();
        if let Some(own) = &mut state.open {
            // What cannot be cleared now is at the next opening.
            let _ = own.vault().clear_wards(now.stamp.utc_ms - KEPT_MS);
        }
        let _ = state.renew_wards(now);
    }
}
