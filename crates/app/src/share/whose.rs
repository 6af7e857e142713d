//! Whose record a call of sharing is about: one's own, or that of somebody who is kept here.

use henro_sync::RecordId;
use henro_sync_client::{Engine, Fault, Moment, Round};

use super::connect::refused;
use super::family::{self, Kept};
use super::hands::Owned;
use super::reach::Reach;
use super::round::Trip;
use crate::{Code, Context, WireError, random};

/// A record that belongs to us on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whose {
    pub(super) record: RecordId,
    /// It is kept for somebody.
    pub(super) ward: bool,
}

impl Whose {
    /// One's own.
    pub(super) fn own(owned: &Owned) -> Self {
        Self { record: owned.record, ward: false }
    }

    /// The record of a ward.
    pub(super) fn ward(record: RecordId) -> Self {
        Self { record, ward: true }
    }

    /// The record a call is about; refused where it is not ours any more.
    pub(super) fn of(ctx: &Context, owned: &Owned) -> Result<Self, WireError> {
        let Some(record) = ctx.subject.filter(|record| *record != owned.record) else {
            return Ok(Self::own(owned));
        };
        match family::kept(ctx, &record.to_string())? {
            Kept::Ours(record) => Ok(Self::ward(record)),
            Kept::Gone(..) => Err(Code::GuardianGone.into()),
        }
    }

    /// Its file, as [`Reach::daily`] takes it.
    pub(super) fn file(&self) -> Option<RecordId> {
        self.ward.then_some(self.record)
    }
}

impl Reach {
    /// Runs work on a record of ours with everything at hand.
    pub(super) fn on<T>(
        &self,
        trip: &mut Trip,
        whose: Whose,
        work: impl FnOnce(&mut Engine, &mut Round) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut store = self.store(whose.record, whose.ward);
        let mut engine = Engine::load(&store, trip.owned.server)?;
        let hands = trip.owned.hands();
        let moment = Moment { now: trip.now, random: &random::system };
        work(&mut engine, &mut Round { store: &mut store, remote: &mut trip.server, hands: &hands, moment })
    }

    /// What is known of it without asking the server.
    pub(super) fn known(&self, whose: Whose, owned: &Owned) -> Result<Engine, WireError> {
        Engine::load(&self.store(whose.record, whose.ward), owned.server).map_err(refused)
    }
}
