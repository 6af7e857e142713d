use std::sync::Arc;
use std::time::Duration;

use henro_felica::{
    CardKey, Challenge, Class, Error, Identified, KeySource, LiteS, Reader, identify, respond,
};
use henro_vault::{Factor, FactorKind, Key, SlotState};

use super::factor;
use crate::context::{ClinicalBy, Now};
use crate::open::{Open, failed};
use crate::wire::*;
use crate::{Code, Context, WireError, checkup, random};

/// Waits for something new at the readers and says what lies there.
pub(crate) fn card_watch(ctx: &Context, ask: CardWatch) -> Result<CardsView, WireError> {
    ctx.watch_cards();
    let patience = Duration::from_millis(u64::from(ask.patience_ms.min(10_000)));
    let seen = ctx.cards.look(ask.after, patience);
    let mut state = ctx.state();
    let open = state.open.as_mut();
    let vault = open.map(|open| open.vault());
    Ok(seen.view(|card| {
        let factors = vault.as_ref()?.factors_of_card(&card.identity_bytes()).ok()?;
        factors.first().map(|factor| factor.id.clone())
    }))
}

/// Opens the clinical tier with a card or with this device.
pub(crate) fn clinical_open(ctx: &Context, ask: ClinicalOpen) -> Result<RecordStatus, WireError> {
    ctx.watch_cards();
    let by = ctx.with_own(|open, now| {
        if open.vault().is_clinical_open() {
            return Ok(None);
        }
        if !open.vault().has_clinical().map_err(failed)? {
            return Err(Code::FactorNone.into());
        }
        match &ask {
            ClinicalOpen::Card { reader } => by_card(ctx, open, now, reader.as_deref()).map(Some),
            ClinicalOpen::Device => by_device(ctx, open, now).map(Some),
        }
    })?;
    if let Some(by) = by {
        let mut state = ctx.state();
        state.clinical_by = Some(by);
        state.closed_why = None;
    }
    let now = ctx.now()?;
    {
        let mut state = ctx.state();
        if let Err(error) = state.open_clinical_of(ctx.subject, now) {
            // Not one of them open and the other not: the page would not say so.
            state.close_clinical(None);
            return Err(error);
        }
        // What cannot be renewed or cleared now is at the next opening.
        let _ = state.renew_wards(now);
        if let Some(own) = &mut state.open {
            let _ = checkup::settle_forms(own, now);
            let _ = own.vault().clear_ward_keys();
        }
    }
    // The card may have left while it was read, before anybody watched over it.
    if let ClinicalOpen::Card { .. } = ask {
        ctx.close_unless_card_lies();
    }
    // What waited for it is sent and fetched.
    ctx.line.stir();
    crate::record::status(ctx, Empty {})
}

/// Another card is about to be laid where the one that opened lies: its leaving does not close the clinical tier for
/// two minutes. Without `wait` that ends at once.
pub(crate) fn card_swap(ctx: &Context, ask: CardSwap) -> Result<RecordStatus, WireError> {
    ctx.with_own(|_, _| Ok(()))?;
    if ask.wait {
        ctx.begin_swap()
    } else {
        ctx.state().end_swap()
    }
    crate::record::status(ctx, Empty {})
}

/// Closes the clinical tier; the daily one stays.
pub(crate) fn clinical_close(ctx: &Context, _: Empty) -> Result<RecordStatus, WireError> {
    ctx.close_clinical(None);
    crate::record::status(ctx, Empty {})
}

fn by_device(ctx: &Context, open: &mut Open, now: Now) -> Result<ClinicalBy, WireError> {
    let factors = open.vault().factors().map_err(failed)?;
    let own: Vec<Factor> = factors.into_iter().filter(|factor| factor.kind == FactorKind::Device).collect();
    if own.is_empty() {
        return Err(Code::FactorNone.into());
    }
    let device = factor::device_secret(ctx, open)?.ok_or(Code::DeviceUnknown)?;
    for found in own {
        match open.vault().open_clinical(&found.id, &factor::device_key(&device)) {
            Ok(()) => {
                factor::note_use(open, &found.id, now)?;
                return Ok(ClinicalBy { factor: found.id, card: None });
            }
            Err(henro_vault::Error::Factor(henro_vault::FactorFault::Wrong)) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Err(Code::DeviceUnknown.into())
}

fn by_card(ctx: &Context, open: &mut Open, now: Now, reader: Option<&str>) -> Result<ClinicalBy, WireError> {
    let mut failure = None;
    let opened = ctx.cards.with_card(reader, |card, reader| {
        let seen = identify(card)?;
        match open_with(ctx, open, card, &seen) {
            Ok(Some(factor)) => {
                let card = Some((reader.to_owned(), seen));
                Ok(Some(ClinicalBy { factor, card }))
            }
            Ok(None) => Ok(None),
            Err(Failure::Card(error)) => Err(error),
            Err(Failure::Other(error)) => {
                failure = Some(error);
                Ok(None)
            }
        }
    })?;
    match (opened, failure) {
        (Some(by), _) => {
            factor::note_use(open, &by.factor, now)?;
            Ok(by)
        }
        (None, Some(error)) => Err(error),
        (None, None) => Err(Code::CardUnknown.into()),
    }
}

pub(super) enum Failure {
    Card(Error),
    Other(WireError),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Card(error)
    }
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        Self::Other(error)
    }
}

/// Tries the factors of the card on the reader. `None` where it is enrolled nowhere here.
fn open_with(
    ctx: &Context,
    open: &mut Open,
    card: &mut dyn Reader,
    seen: &Identified,
) -> Result<Option<String>, Failure> {
    let factors = open.vault().factors_of_card(&seen.identity_bytes()).map_err(failed)?;
    let known = !factors.is_empty();
    for found in factors {
        let secret = secret_of(ctx, open, card, seen, &found)?;
        match open.vault().open_clinical(&found.id, &secret) {
            Ok(()) => {
                if let Err(error) = prove(open, card, &found) {
                    open.vault().close_clinical();
                    return Err(error.into());
                }
                return Ok(Some(found.id));
            }
            Err(henro_vault::Error::Factor(henro_vault::FactorFault::Wrong)) => {}
            Err(error) => return Err(failed(error).into()),
        }
    }
    // Its number is enrolled and its answer does not fit: a copy, or written anew.
    if known { Err(Error::WrongKey.into()) } else { Ok(None) }
}

/// The secret a card gives for one of its factors.
pub(super) fn secret_of(
    ctx: &Context,
    open: &mut Open,
    card: &mut dyn Reader,
    seen: &Identified,
    found: &Factor,
) -> Result<Key, Failure> {
    match (seen.class, found.challenges()) {
        (Class::Keyed, Some(blocks)) => {
            let challenges = blocks.map(Challenge::new);
            Ok(Key::from_bytes(*respond(card, &challenges)?.expose()))
        }
        _ => {
            let device = factor::device_secret(ctx, open)?.ok_or(WireError::from(Code::DeviceUnknown))?;
            Ok(factor::transit_key(&device, seen))
        }
    }
}

/// A fresh question, where this record knows the card's key: kept answers do not help a copy here.
pub(super) fn prove(open: &mut Open, card: &mut dyn Reader, found: &Factor) -> Result<(), Error> {
    let Ok(clinical) = open.vault().clinical() else { return Ok(()) };
    let Ok(Some(known)) = clinical.card_key(&found.id) else { return Ok(()) };
    let key = CardKey::new(*known.key.expose())?;
    let challenge = Challenge::make(&random::system);
    LiteS::find(card)?.prove_card(KeySource::Card(&key), &challenge).map(|_| ())
}

impl Context {
    /// Begins to watch the readers; a card that leaves closes what it opened.
    pub(crate) fn watch_cards(&self) {
        let state = Arc::downgrade(&self.state);
        self.cards.watch(move |reader| {
            let Some(state) = state.upgrade() else { return };
            let mut state = state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            state.card_away(reader);
        });
    }

    /// Closes the clinical tier, wiping its key.
    pub(crate) fn close_clinical(&self, why: Option<ClosedWhy>) {
        self.state().close_clinical(why);
    }

    fn close_unless_card_lies(&self) {
        let lying = self.cards.lying();
        let mut state = self.state();
        let reader = state.clinical_by.as_ref().and_then(|by| by.reader()).map(str::to_owned);
        if let Some(reader) = reader.filter(|reader| !lying.contains(reader)) {
            state.card_away(&reader);
        }
    }

    /// Looks now and then whether the card that opened still lies there: a card that was changed for another one
    /// within an instant may have gone unnoticed.
    pub(crate) fn close_if_swapped(&self) {
        let opened = {
            let state = self.state();
            let by = state.clinical_by.as_ref().filter(|_| state.swap.is_none());
            by.and_then(|by| by.card.clone())
        };
        let Some((reader, card)) = opened else { return };
        let seen = self.cards.with_card(Some(&reader), |reader, _| identify(reader));
        let other = match seen {
            Ok(seen) => seen != card,
            // Another program talks to it just now.
            Err(WireError { code: Code::CardBusy, .. }) => false,
            Err(_) => true,
        };
        if other {
            self.state().card_away(&reader);
        }
    }
}

/// The kind as it travels.
pub(super) fn kind_view(kind: FactorKind) -> crate::wire::FactorKind {
    use crate::wire::FactorKind as View;
    match kind {
        FactorKind::Card => View::Card,
        FactorKind::Transit => View::Transit,
        FactorKind::Device => View::Device,
        FactorKind::Recovery => View::Recovery,
        FactorKind::Family => View::Family,
    }
}

/// Counts a factor that is in use.
pub(super) fn is_current(factor: &Factor) -> bool {
    factor.state == SlotState::Current
}
