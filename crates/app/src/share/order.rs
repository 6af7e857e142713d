//! The order of frames at a server that lost some: whoever comes first says how they lie, and all others take that up.
//!
//! Only where the server was believed that it lost things ([`refill`](super::refill)), once for each time and for a hundred
//! days: another order is an alarm otherwise. See docs/decisions/0057.

use henro_sync::{Frame, StreamId};
use henro_sync_client::{Fault, LooseStore, Report, Store};

use super::hands::Owned;
use super::reach::Reach;
use super::refill::REFILLED;
use super::round::Trip;
use super::store::RecordStore;

impl Reach {
    /// Forgets the order of a stream, so that it is read from its beginning; false where nothing explains another one.
    pub(super) fn order_anew(&self, store: &RecordStore, stream: &StreamId) -> Result<bool, Fault> {
        let name = format!("order {stream}");
        let Some(told) = self.believed()? else { return Ok(false) };
        if self.daily(store.file(), |daily| daily.sync_fact(&name))?.as_ref() == Some(&told) {
            return Ok(false);
        }
        // First: without need it costs nothing.
        self.daily(None, |daily| daily.put_sync_fact(LOOSE, b"1"))?;
        store.log_of(stream, |log| log.forget_places(stream))?;
        self.daily(store.file(), |daily| daily.put_sync_fact(&name, &told))?;
        Ok(true)
    }

    /// The same for what a round ended with. True where the round is worth another try.
    pub(super) fn explained(&self, ended: &Result<Report, Fault>) -> bool {
        let Err(Fault::Lie(lie)) = ended else { return false };
        let Some(stream) = lie.stream() else { return false };
        self.order_of(&stream).unwrap_or(false)
    }

    fn order_of(&self, stream: &StreamId) -> Result<bool, Fault> {
        let Some(owned) = Owned::load(self)? else { return Ok(false) };
        let shared = self.open(|open| open.vault().shared_records())?;
        let others = self.kept_wards(false)?.into_iter().chain(shared).map(|record| (record, true));
        for (record, shared) in std::iter::once((owned.record, false)).chain(others) {
            let store = self.store(record, shared);
            if store.streams()?.iter().any(|mark| mark.stream == *stream) {
                let anew = self.order_anew(&store, stream)?;
                if anew {
                    let now = self.now_ms()?;
                    self.daily(None, |daily| daily.put_sync_fact(REFILLED, now.to_string().as_bytes()))?;
                }
                return Ok(anew);
            }
        }
        Ok(false)
    }

    /// What others wrote in our records and the server lost is laid behind what it has: they may never come back to send it.
    /// `whole`: all streams were read to their end, and what is refused now is no part of any.
    pub(super) fn lay_loose(&self, trip: &mut Trip, whole: bool) -> Result<(), Fault> {
        if self.daily(None, |daily| daily.sync_fact(LOOSE))?.is_none() {
            return Ok(());
        }
        let own = self.store(trip.owned.record, false);
        let kept = self.kept_wards(false)?.into_iter().map(|record| self.store(record, true));
        for store in std::iter::once(own).chain(kept) {
            let number = store.number()?;
            for mark in store.streams()? {
                let device = |bytes: &Vec<u8>| Frame::read(bytes).ok().map(|frame| frame.head.device);
                let loose = store.loose(&mark.stream)?;
                for of_one in loose.chunk_by(|a, b| device(a) == device(b)) {
                    if of_one.first().and_then(device) == number {
                        continue;
                    }
                    match trip.server.lay_more(&mark.stream, of_one) {
                        // Under an epoch that ended, or behind something nobody has: its author sends it anew.
                        Ok(()) | Err(Fault::Refused(_)) => {}
                        Err(fault) => return Err(fault),
                    }
                }
            }
        }
        match whole && self.clinical_is_open() {
            true => self.daily(None, |daily| daily.drop_sync_fact(LOOSE)),
            false => Ok(()),
        }
    }
}

/// An order was forgotten, and what others wrote may have no place.
const LOOSE: &str = "loose to lay";
