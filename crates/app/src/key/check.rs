use henro_felica::{CardKey, Challenge, Class, Error, KeySource, LiteS, identify, respond};
use henro_vault::FactorKind;

use super::cards::{class, system};
use super::factor;
use crate::open::failed;
use crate::wire::{CardCheck, CardProof, CardReport};
use crate::{Context, WireError, random};

/// Looks at a card (照会): which it is, whether it proves itself, whose it is. Nothing is written.
pub(crate) fn card_check(ctx: &Context, ask: CardCheck) -> Result<CardReport, WireError> {
    ctx.watch_cards();
    let card = ctx.cards.with_card(ask.reader.as_deref(), |card, _| identify(card))?;
    let known = ctx.with_own(|open, _| {
        let factors = open.vault().factors_of_card(&card.identity_bytes()).map_err(failed)?;
        let Some(found) = factors.into_iter().next() else { return Ok(None) };
        let name = factor::name_of(open, &found.id)?;
        let key =
            open.vault().clinical().ok().and_then(|clinical| clinical.card_key(&found.id).ok().flatten());
        Ok(Some((found, name, key)))
    })?;
    let mut report = CardReport {
        class: class(&card),
        system: system(&card),
        proof: CardProof::NumberOnly,
        key_version: None,
        closed: false,
        name: known.as_ref().map(|(_, name, _)| name.clone()),
    };
    if card.class == Class::Identifier {
        return Ok(report);
    }
    ctx.cards.with_card(ask.reader.as_deref(), |reader, _| {
        if identify(reader)? != card {
            return Err(Error::CardGone);
        }
        let mut lite = LiteS::find(reader)?;
        let seen = lite.look()?;
        report.key_version = Some(seen.key_version);
        report.closed = seen.locked;
        let challenge = Challenge::make(&random::system);
        let key =
            known.as_ref().and_then(|(_, _, key)| key.as_ref()).map(|key| CardKey::new(*key.key.expose()));
        report.proof = match key.transpose()? {
            Some(key) => match lite.prove_card(KeySource::Card(&key), &challenge) {
                Ok(_) => CardProof::Proven,
                Err(Error::WrongKey) => CardProof::Failed,
                Err(error) => return Err(error),
            },
            // The key lies in the closed tier, or the card was made elsewhere: only the factory's key can be told.
            None => match respond(reader, &[(); 4].map(|()| Challenge::make(&random::system))) {
                Err(Error::WeakKey) => CardProof::Blank,
                Err(error) => return Err(error),
                Ok(_) if known.as_ref().is_some_and(|(found, ..)| found.kind == FactorKind::Card) => {
                    CardProof::NumberOnly
                }
                Ok(_) => CardProof::Foreign,
            },
        };
        Ok(())
    })?;
    Ok(report)
}
