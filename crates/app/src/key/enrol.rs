use henro_felica::{
    Binding, CardKey, Challenge, Class, Error, Identified, LiteS, Order, SealingKey, Stage, Step, UnifiedId,
    identify, seal_id,
};
use henro_vault::{FactorKind, Key, NewFactor, Sensitive, SlotState};

use super::cards::{class, system};
use super::factor;
use crate::context::ClinicalBy;
use crate::open::{Open, failed};
use crate::record::checked_name;
use crate::wire::{CardEnrol, CardPlan, CardPlanView, CardStep, Empty, FactorList};
use crate::{Code, Context, WireError, random};

/// A plan that was shown. Kept in memory until the card is enrolled: a card whose writing was cut short is finished
/// with the same order.
pub(crate) struct Plan {
    token: String,
    card: Identified,
    /// `None` for a transit card: nothing is written to it.
    order: Option<Order>,
    lock: bool,
}

/// Looks at a card that is to be enrolled.
pub(crate) fn card_plan(ctx: &Context, ask: CardPlan) -> Result<CardPlanView, WireError> {
    ctx.watch_cards();
    // Refused before a card is touched, not after it was written.
    ctx.with_own(|open, _| {
        if crate::share::daily_only(open) {
            return Err(Code::DailyOnly.into());
        }
        let vault = open.vault();
        match vault.has_clinical().map_err(failed)? && !vault.is_clinical_open() {
            true => Err(Code::ClinicalLocked.into()),
            false => Ok(()),
        }
    })?;
    let kept = ctx.state().card_plan.as_ref().map(|plan| (plan.card.clone(), plan.order.clone()));
    let looked = ctx.cards.with_card(ask.reader.as_deref(), |card, _| {
        let seen = identify(card)?;
        if seen.class == Class::Identifier {
            return Ok(Some((Plan { token: token(), card: seen, order: None, lock: false }, vec![], None)));
        }
        let order = match kept.filter(|(card, _)| *card == seen).and_then(|(_, order)| order) {
            Some(order) => order,
            None => new_order(&seen)?,
        };
        let order = Order { lock: ask.lock, replace: ask.replace, ..order };
        let mut lite = LiteS::find(card)?;
        let planned = match lite.plan(order.clone(), &random::system) {
            Err(Error::WrongKey) if lite.look()?.locked => return Ok(None),
            planned => planned?,
        };
        let steps = planned.steps().iter().map(|step| step_view(*step)).collect();
        let plan = Plan { token: token(), card: seen, order: Some(order), lock: ask.lock };
        Ok(Some((plan, steps, Some(planned.stage()))))
    })?;
    let (plan, steps, stage) = looked.ok_or(Code::CardClosed)?;
    let factor = ctx.with_own(|open, _| {
        let factors = open.vault().factors_of_card(&plan.card.identity_bytes()).map_err(failed)?;
        Ok(factors.first().map(|factor| factor.id.clone()))
    })?;
    let view = CardPlanView {
        plan: plan.token.clone(),
        class: class(&plan.card),
        system: system(&plan.card),
        steps,
        half_written: stage.is_some_and(|stage| stage > Stage::Blank && stage < Stage::Locked),
        factor,
    };
    ctx.state().card_plan = Some(plan);
    Ok(view)
}

/// Does what the plan says: writes a Lite-S card, makes the factor durable, and only then closes the card.
pub(crate) fn card_enrol(ctx: &Context, ask: CardEnrol) -> Result<FactorList, WireError> {
    let name = checked_name(&ask.name)?;
    let (card, order, lock) = {
        let state = ctx.state();
        let plan = state.card_plan.as_ref().filter(|plan| plan.token == ask.plan).ok_or(Code::PlanGone)?;
        (plan.card.clone(), plan.order.clone(), plan.lock)
    };
    let mut failure = None;
    let by = ctx.with_own(|open, now| {
        if let Some(old) = &ask.replaces {
            factor::known(open, old)?;
        }
        let device = match order {
            None => Some(factor::device_secret_or_new(ctx, open)?),
            Some(_) => None,
        };
        let reader = ctx.cards.reader_of(&card).ok_or(Code::CardMissing)?;
        let written = ctx.cards.with_card(Some(&reader), |reader, _| {
            if identify(reader)? != card {
                return Err(Error::CardGone);
            }
            let made = match (&order, &device) {
                (Some(order), _) => write(reader, order)?,
                (None, Some(device)) => Made::Transit(factor::transit_key(device, &card)),
                (None, None) => return Err(Error::Malformed),
            };
            let kept = keep(open, &card, &made, &ask, order.as_ref(), now).and_then(|id| {
                factor::note_new(open, &id, name.clone(), now)?;
                Ok(id)
            });
            match kept {
                Ok(id) => {
                    if let (true, Some(order)) = (lock, &order) {
                        close(reader, order)?;
                    }
                    Ok(Some(id))
                }
                Err(error) => {
                    failure = Some(error);
                    Ok(None)
                }
            }
        })?;
        match (written, failure.take()) {
            (Some(factor), _) => Ok(ClinicalBy { factor, card: Some((reader, card.clone())) }),
            (None, Some(error)) => Err(error),
            (None, None) => Err(Code::Internal.into()),
        }
    })?;
    let left = ctx.with_own(|open, _| open.vault().factors().map_err(failed))?;
    let mut state = ctx.state();
    state.card_plan = None;
    // The card that was waited for stands for the one that made room, or whose place it took.
    let stays = state.clinical_by.as_ref().is_some_and(|by| left.iter().any(|factor| factor.id == by.factor));
    if state.swap.take().is_some() || !stays {
        state.clinical_by = Some(by);
    }
    drop(state);
    factor::factor_list(ctx, Empty {})
}

enum Made {
    Keyed { challenges: [[u8; 16]; 4], secret: Key },
    Transit(Key),
}

/// Writes all but the closing and asks the card for the secret of its new key.
fn write(reader: &mut dyn henro_felica::Reader, order: &Order) -> Result<Made, Error> {
    let mut card = LiteS::find(reader)?;
    let open = Order { lock: false, ..order.clone() };
    let plan = card.plan(open, &random::system)?;
    card.write_plan(plan, &random::system, &mut |_| {}).map_err(|halted| halted.error)?;
    let challenges = [(); 4].map(|()| Challenge::make(&random::system));
    let secret = Key::from_bytes(*card.respond(&challenges)?.expose());
    Ok(Made::Keyed { challenges: challenges.each_ref().map(|challenge| *challenge.bytes()), secret })
}

fn close(reader: &mut dyn henro_felica::Reader, order: &Order) -> Result<(), Error> {
    let mut card = LiteS::find(reader)?;
    let plan = card.plan(Order { lock: true, ..order.clone() }, &random::system)?;
    card.write_plan(plan, &random::system, &mut |_| {}).map_err(|halted| halted.error)
}

fn keep(
    open: &mut Open,
    card: &Identified,
    made: &Made,
    ask: &CardEnrol,
    order: Option<&Order>,
    now: crate::context::Now,
) -> Result<String, WireError> {
    let identity = card.identity_bytes();
    let (kind, challenges, secret) = match made {
        Made::Keyed { challenges, secret } => (FactorKind::Card, Some(challenges), secret),
        Made::Transit(secret) => (FactorKind::Transit, None, secret),
    };
    let before = open.vault().factors_of_card(&identity).map_err(failed)?;
    // A card enrolled anew takes its own old place.
    let replaces = ask.replaces.as_deref().or(before.first().map(|factor| factor.id.as_str()));
    let new = NewFactor { kind, state: SlotState::Current, identity: &identity, challenges, secret };
    let id = factor::add(open, &new, replaces, now)?;
    if let Some(order) = order {
        let key =
            henro_vault::CardKey { version: order.key_version, key: Sensitive::new(*order.key.expose()) };
        open.vault().clinical().and_then(|clinical| clinical.put_card_key(&id, &key)).map_err(failed)?;
    }
    Ok(id)
}

/// A random key and a fresh id for a card of one's own.
fn new_order(card: &Identified) -> Result<Order, Error> {
    let mut id = [0; 16];
    let mut sealing = [0; 32];
    let mut account = [0; 16];
    for bytes in [&mut id[..], &mut sealing[..], &mut account[..]] {
        random::system(bytes);
    }
    let binding = Binding { idm: &card.idm, key_version: FIRST_VERSION, account: &account };
    // At home nobody asks a card for an id: what lies on it looks like any other and opens for no one.
    let sealed = seal_id(&SealingKey::new(sealing), &UnifiedId::new(id), binding)?;
    Ok(Order {
        user: *b"HENRO1",
        key_version: FIRST_VERSION,
        key: CardKey::make(&random::system),
        sealed,
        lock: false,
        replace: false,
    })
}

/// The step as it travels.
pub(crate) fn step_view(step: Step) -> CardStep {
    match step {
        Step::WriteId => CardStep::WriteId,
        Step::WriteVersion => CardStep::WriteVersion,
        Step::WriteKey => CardStep::WriteKey,
        Step::VerifyKey => CardStep::VerifyKey,
        Step::WriteSealedId => CardStep::WriteSealedId,
        Step::VerifySealedId => CardStep::VerifySealedId,
        Step::Lock => CardStep::Lock,
    }
}

/// A fresh name for a plan.
pub(crate) fn token() -> String {
    let mut bytes = [0; 8];
    random::system(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text could be one.
pub(crate) fn is_token(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

const FIRST_VERSION: u16 = 1;
