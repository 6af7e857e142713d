//! The clinical half of a record in a round. It lies in a file of its own, and that may be closed at any moment: what works on it
//! then ends with [`CLOSED`], and the round goes on with the daily half alone.

use std::sync::PoisonError;

use henro_sync::RecordId;
use henro_sync_client::Fault;
use henro_vault::{Clinical, Daily};

use super::hands::daily_only;
use super::reach::Reach;
use crate::context::Now;
use crate::open::{Open, failed};
use crate::wire::ShareMedical;
use crate::{Context, WireError, random};

impl Reach {
    /// Runs work on the log of the clinical half of a record, as [`Reach::daily`] on the daily one.
    pub(super) fn clinical<T>(
        &self,
        file: Option<RecordId>,
        work: impl FnOnce(&mut Daily) -> Result<T, henro_vault::Error>,
    ) -> Result<T, Fault> {
        self.half(file, |clinical| work(clinical.log()))
    }

    /// The same on all of the clinical half.
    pub(super) fn half<T>(
        &self,
        file: Option<RecordId>,
        work: impl FnOnce(&mut Clinical) -> Result<T, henro_vault::Error>,
    ) -> Result<T, Fault> {
        let Some(record) = file else { return self.open(|open| work(open.vault().clinical()?)) };
        self.open_ward_clinical(record)?;
        let mut work = Some(work);
        let done = self.ward_vault(&record, |vault| match work.take() {
            Some(work) => work(vault.clinical()?),
            None => Err(henro_vault::Error::Locked),
        });
        match (done, work) {
            (Err(_), Some(work)) => {
                self.open(|open| work(open.vault().shared_clinical(&record, &random::system)?))
            }
            (Ok(done), _) => done,
            (Err(_), None) => Err(Fault::Store("file")),
        }
    }

    /// Whether the clinical tier of this app is open, and with it that of every record here.
    pub(super) fn clinical_is_open(&self) -> bool {
        matches!(self.open(|open| Ok(open.vault().is_clinical_open())), Ok(true))
    }

    /// Writes under the number of the daily half, once everything that was sent under another one is here. Answers whether
    /// that was so.
    pub(super) fn follow_number(&self, file: Option<RecordId>) -> Result<bool, Fault> {
        let number = self.daily(file, |daily| Ok(daily.device_number()))?;
        let Some(number) = number.filter(|_| self.clinical_is_open()) else { return Ok(false) };
        self.clinical(file, |log| match log.device_number() == Some(number) {
            true => Ok(false),
            false => log.take_number(number).map(|_| true),
        })
    }

    /// Whether something lies in the clinical half that no server has, while it is open.
    pub(super) fn unsent(&self, file: Option<RecordId>) -> Result<bool, Fault> {
        Ok(self.clinical_is_open() && self.clinical(file, |log| log.waiting_to_leave())? != (0, 0))
    }

    /// Opens that of somebody kept here, where it is that of one.
    fn open_ward_clinical(&self, record: RecordId) -> Result<(), Fault> {
        let now = Now::of(&self.config).map_err(|_| Fault::Store("clock"))?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(own) = state.open.as_mut() else { return Err(Fault::Store("locked")) };
        let wards = own.vault().wards().map_err(super::reach::stored)?;
        if !wards.iter().any(|ward| ward.record == record && ward.removed.is_none()) {
            return Ok(());
        }
        if !own.vault().is_clinical_open() {
            return Err(CLOSED);
        }
        state.open_clinical_of(Some(record), now).map_err(|_| Fault::Store("file"))
    }
}

/// What in the clinical half no server has, while it is open.
pub(crate) fn left(open: &mut Open) -> Option<u32> {
    let blobs = open.vault().blobs().ok()?;
    let clinical = open.vault().clinical().ok()?;
    let photos = super::blobs::waiting_medical(clinical, &blobs).ok()?;
    let (frames, changes) = clinical.log().waiting_to_leave().ok()?;
    Some(u32::try_from(frames + changes + photos).unwrap_or(u32::MAX))
}

/// How the clinical half stands with the server.
pub(super) fn standing(ctx: &Context) -> Result<(ShareMedical, Option<u32>), WireError> {
    let left = ctx.state().clinical_left;
    ctx.with_own(|open, _| {
        if daily_only(open) || !open.vault().has_clinical().map_err(failed)? {
            return Ok((ShareMedical::None, None));
        }
        match self::left(open) {
            Some(waiting) => Ok((ShareMedical::Open, Some(waiting))),
            None => Ok((ShareMedical::Waits, left)),
        }
    })
}

/// The clinical half was closed on the way. No alarm: what it had to do waits until it is open again.
pub(super) const CLOSED: Fault = Fault::Store("clinical closed");
