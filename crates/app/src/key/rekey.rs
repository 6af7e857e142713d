//! New keys for a suspected leak. Ways in that can show themselves now go on; paper and what is not here does not.

use henro_felica::{Challenge, Class, Identified, Reader, identify, respond};
use henro_vault::{Error, Factor, FactorFault, FactorKind, Key, NewFactor, SlotState};

use super::clinical::{Failure, is_current, kind_view, prove, secret_of};
use super::factor;
use crate::context::ClinicalBy;
use crate::open::{Open, failed};
use crate::record::{LONGEST_PASSWORD, password_refused};
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Which ways in would go on with new keys, as things lie now. Nothing is changed.
pub(crate) fn rekey_plan(ctx: &Context, _: Empty) -> Result<RekeyPlan, WireError> {
    ctx.watch_cards();
    let lying = ctx.cards.lying();
    ctx.with_own(|open, _| {
        open.vault().clinical().map_err(failed)?;
        let mut here = Vec::new();
        for reader in &lying {
            // What cannot be read is not there.
            if let Ok(seen) = ctx.cards.with_card(Some(reader), |card, _| identify(card)) {
                here.extend(open.vault().factors_of_card(&seen.identity_bytes()).map_err(failed)?);
            }
        }
        let device = factor::device_secret(ctx, open).ok().flatten();
        let mut factors = Vec::new();
        for own in open.vault().factors().map_err(failed)? {
            let lies = here.iter().any(|lying| lying.id == own.id);
            let kept = match own.kind {
                FactorKind::Card => lies,
                FactorKind::Transit => lies && device.is_some(),
                FactorKind::Device => match &device {
                    Some(device) => opens(open, &own, &factor::device_key(device))?,
                    None => false,
                },
                FactorKind::Recovery | FactorKind::Family => false,
            };
            let name = factor::name_of(open, &own.id)?;
            let unconfirmed = !is_current(&own);
            factors.push(RekeyFactor { kind: kind_view(own.kind), name, kept, unconfirmed, id: own.id });
        }
        Ok(RekeyPlan { factors })
    })
}

/// Makes the keys of both tiers anew and encrypts both files again. Each way in that is to be kept must show itself; all others open
/// nothing any more.
pub(crate) fn clinical_rekey(ctx: &Context, ask: ClinicalRekey) -> Result<FactorList, WireError> {
    if ask.password.len() > LONGEST_PASSWORD {
        return Err(Code::PasswordLong.into());
    }
    ctx.watch_cards();
    let lying = ctx.cards.lying();
    let by = ctx.state().clinical_by.clone();
    let made = ctx.with_own(|open, now| {
        open.vault().clinical().map_err(failed)?;
        if ask.keeps.is_empty() {
            return Err(Code::FactorLast.into());
        }
        let mut shown = cards_shown(ctx, open, &lying, &ask.keeps)?;
        shown.extend(device_shown(ctx, open, &ask.keeps)?);
        for id in &ask.keeps {
            factor::known(open, id)?;
            if !shown.iter().any(|one| one.id == *id) {
                return Err(Code::CardMissing.into());
            }
        }
        let kept: Vec<(String, NewFactor<'_>)> =
            shown.iter().map(|one| (one.id.clone(), one.factor())).collect();
        // Who had the old keys had those of the wards: they get new ones too, after a crash at the next opening.
        open.vault().owe_ward_keys().map_err(failed)?;
        // The daily one first: the old clinical key opens what the daily key is kept under for recovery.
        let vault = open.vault();
        vault
            .rekey_daily(&ask.password, &random::system, now.stamp)
            .map_err(|error| password_refused(vault, error, now.stamp))?;
        vault.rekey_clinical(&kept, &random::system).map_err(failed)?;
        let stays = by.filter(|by| ask.keeps.contains(&by.factor));
        Ok(stays.or_else(|| {
            shown.first().map(|one| ClinicalBy { factor: one.id.clone(), card: one.card.clone() })
        }))
    });
    if made.is_err() && ctx.state().open.as_mut().is_some_and(|open| open.vault().daily().is_err()) {
        // It broke off where the file was closed. Unlocking goes on with the keys there are.
        ctx.lock();
    }
    let by = made?;
    let now = ctx.now()?;
    let mut state = ctx.state();
    state.clinical_by = by;
    // Sheets that wait to be typed back open nothing any more.
    (state.sheets, state.card_plan) = (None, None);
    // Those that cannot have theirs now get them at the next opening: what was asked for is done.
    let _ = state.renew_wards(now);
    drop(state);
    factor::factor_list(ctx, Empty {})
}

/// A way in that showed itself, with what it is wrapped under from now on.
struct Shown {
    id: String,
    kind: FactorKind,
    identity: Vec<u8>,
    challenges: Option<[[u8; 16]; 4]>,
    secret: Key,
    card: Option<(String, Identified)>,
}

impl Shown {
    fn factor(&self) -> NewFactor<'_> {
        NewFactor {
            kind: self.kind,
            state: SlotState::Current,
            identity: &self.identity,
            challenges: self.challenges.as_ref(),
            secret: &self.secret,
        }
    }
}

/// The cards on the readers that are to be kept. Each proves itself as it does when it opens, then answers new questions.
fn cards_shown(
    ctx: &Context,
    open: &mut Open,
    lying: &[String],
    keeps: &[String],
) -> Result<Vec<Shown>, WireError> {
    let mut shown = Vec::new();
    for reader in lying {
        let mut failure = None;
        let found =
            ctx.cards.with_card(Some(reader), |card, _| match card_shown(ctx, open, card, reader, keeps) {
                Ok(found) => Ok(found),
                Err(Failure::Card(error)) => Err(error),
                Err(Failure::Other(error)) => {
                    failure = Some(error);
                    Ok(Vec::new())
                }
            });
        match (found, failure) {
            (_, Some(error)) => return Err(error),
            // Another card, beside the one that counts, need not be one of ours.
            (Err(WireError { code: Code::CardNotFelica | Code::CardMissing, .. }), None) => {}
            // Two cards of one number count once.
            (found, None) => {
                let known = |one: &Shown| shown.iter().any(|other: &Shown| other.id == one.id);
                let new: Vec<Shown> = found?.into_iter().filter(|one| !known(one)).collect();
                shown.extend(new);
            }
        }
    }
    Ok(shown)
}

fn card_shown(
    ctx: &Context,
    open: &mut Open,
    card: &mut dyn Reader,
    reader: &str,
    keeps: &[String],
) -> Result<Vec<Shown>, Failure> {
    let seen = identify(card)?;
    let identity = seen.identity_bytes().to_vec();
    let mut shown = Vec::new();
    for own in open.vault().factors_of_card(&identity).map_err(failed)? {
        if !keeps.contains(&own.id) {
            continue;
        }
        let secret = secret_of(ctx, open, card, &seen, &own)?;
        if !opens(open, &own, &secret)? {
            return Err(henro_felica::Error::WrongKey.into());
        }
        prove(open, card, &own)?;
        let (challenges, secret) = match seen.class {
            Class::Keyed => {
                let fresh = [(); 4].map(|()| Challenge::make(&random::system));
                let secret = Key::from_bytes(*respond(card, &fresh)?.expose());
                (Some(fresh.each_ref().map(|challenge| *challenge.bytes())), secret)
            }
            Class::Identifier => (None, secret),
        };
        let card = Some((reader.to_owned(), seen.clone()));
        shown.push(Shown {
            id: own.id,
            kind: own.kind,
            identity: identity.clone(),
            challenges,
            secret,
            card,
        });
    }
    Ok(shown)
}

/// This device, where it is to be kept.
fn device_shown(ctx: &Context, open: &mut Open, keeps: &[String]) -> Result<Vec<Shown>, WireError> {
    let factors = open.vault().factors().map_err(failed)?;
    let wanted = factors.into_iter().filter(|own| own.kind == FactorKind::Device && keeps.contains(&own.id));
    let wanted: Vec<Factor> = wanted.collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let device = factor::device_secret(ctx, open)?.ok_or(Code::DeviceUnknown)?;
    let mut shown = Vec::new();
    for own in wanted {
        let secret = factor::device_key(&device);
        if !opens(open, &own, &secret)? {
            return Err(Code::DeviceUnknown.into());
        }
        let (id, kind) = (own.id, own.kind);
        shown.push(Shown { id, kind, identity: Vec::new(), challenges: None, secret, card: None });
    }
    Ok(shown)
}

fn opens(open: &mut Open, own: &Factor, secret: &Key) -> Result<bool, WireError> {
    match open.vault().factor_fits(&own.id, secret) {
        Ok(()) => Ok(true),
        Err(Error::Factor(FactorFault::Wrong)) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}
