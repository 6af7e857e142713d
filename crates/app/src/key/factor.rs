use henro_felica::{Identified, transit_tag};
use henro_keyring::KeyringState as Ring;
use henro_seal::{Label, derive_key};
use henro_vault::{FactorKind, Key, NewFactor, Sensitive, SlotState};
use serde::{Deserialize, Serialize};

use super::clinical::{is_current, kind_view};
use crate::context::{ClinicalBy, Now};
use crate::open::{Open, failed};
use crate::record::checked_name;
use crate::wire::{DeviceEnrol, Empty, FactorList, FactorOne, FactorRename, FactorView, KeyringState};
use crate::{Code, Context, WireError, random};
use henro_domain::Day;

/// What the person knows a factor by. Kept in the daily tier, so that a lost card can be named without it.
#[derive(Default, Clone, Serialize, Deserialize)]
struct Note {
    name: String,
    added: Option<Day>,
    used: Option<Day>,
}

/// The ways into the clinical tier.
pub(crate) fn factor_list(ctx: &Context, _: Empty) -> Result<FactorList, WireError> {
    let by = ctx.state().clinical_by.clone();
    let keyring = match ctx.keyring.state() {
        Ring::Ready => KeyringState::Ready,
        Ring::Locked => KeyringState::Locked,
        Ring::Missing => KeyringState::Missing,
    };
    ctx.with_own(|open, _| {
        let mut factors = Vec::new();
        for factor in open.vault().factors().map_err(failed)? {
            let note = note(open, &factor.id)?;
            factors.push(FactorView {
                kind: kind_view(factor.kind),
                name: note.name,
                added: note.added,
                used: note.used,
                unconfirmed: !is_current(&factor),
                in_use: by.as_ref().is_some_and(|by| by.factor == factor.id),
                id: factor.id,
            });
        }
        Ok(FactorList { factors, keyring })
    })
}

/// Gives a factor another name.
pub(crate) fn factor_rename(ctx: &Context, ask: FactorRename) -> Result<FactorList, WireError> {
    let name = checked_name(&ask.name)?;
    ctx.with_own(|open, _| {
        known(open, &ask.id)?;
        let note = Note { name, ..note(open, &ask.id)? };
        write_note(open, &ask.id, &note)
    })?;
    factor_list(ctx, Empty {})
}

/// Revokes a factor: it opens nothing from now on. The daily tier is enough, since a lost card must not wait.
pub(crate) fn factor_remove(ctx: &Context, ask: FactorOne) -> Result<FactorList, WireError> {
    ctx.with_own(|open, _| {
        known(open, &ask.id)?;
        open.vault().remove_factor(&ask.id).map_err(failed)?;
        Ok(())
    })?;
    let used = ctx.state().clinical_by.as_ref().is_some_and(|by| by.factor == ask.id);
    if used {
        ctx.close_clinical(None);
    }
    factor_list(ctx, Empty {})
}

/// Enrols the keyring of this device.
pub(crate) fn device_enrol(ctx: &Context, ask: DeviceEnrol) -> Result<FactorList, WireError> {
    let name = checked_name(&ask.name)?;
    let by = ctx.with_own(|open, now| add_device(ctx, open, name, now))?;
    ctx.state().clinical_by.get_or_insert(by);
    factor_list(ctx, Empty {})
}

/// Adds the keyring of this device.
pub(crate) fn add_device(
    ctx: &Context,
    open: &mut Open,
    name: String,
    now: Now,
) -> Result<ClinicalBy, WireError> {
    let key = device_key(&device_secret_or_new(ctx, open)?);
    let new = NewFactor {
        kind: FactorKind::Device,
        state: SlotState::Current,
        identity: b"",
        challenges: None,
        secret: &key,
    };
    let id = add(open, &new, None, now)?;
    note_new(open, &id, name, now)?;
    Ok(ClinicalBy { factor: id, card: None })
}

/// Whether this device could be a second factor now.
pub(crate) fn can_be_factor(ctx: &Context) -> bool {
    matches!(ctx.keyring.state(), Ring::Ready)
}

/// Adds a factor; the first one gives the record its clinical tier. `replaces` leaves in the same step.
pub(super) fn add(
    open: &mut Open,
    new: &NewFactor<'_>,
    replaces: Option<&str>,
    now: Now,
) -> Result<String, WireError> {
    // Its clinical tier would be another one than that of the person's other devices.
    if crate::share::daily_only(open) {
        return Err(Code::DailyOnly.into());
    }
    let vault = open.vault();
    let added = match (vault.has_clinical().map_err(failed)?, replaces) {
        (false, _) => vault.begin_clinical(new, &random::system, now.stamp),
        (true, Some(old)) => vault.replace_factor(old, new, &random::system),
        (true, None) => vault.add_factor(new, &random::system),
    };
    added.map_err(failed)
}

/// A new factor's name and day.
pub(super) fn note_new(open: &mut Open, id: &str, name: String, now: Now) -> Result<(), WireError> {
    write_note(open, id, &Note { name, added: Some(now.today), used: None })
}

/// Notes the day a factor was used.
pub(super) fn note_use(open: &mut Open, id: &str, now: Now) -> Result<(), WireError> {
    let before = note(open, id)?;
    if before.used == Some(now.today) {
        return Ok(());
    }
    // On a full disk the person still gets in.
    let _ = write_note(open, id, &Note { used: Some(now.today), ..before });
    Ok(())
}

/// What the person calls a factor.
pub(super) fn name_of(open: &mut Open, id: &str) -> Result<String, WireError> {
    Ok(note(open, id)?.name)
}

/// This device's secret for the record, where its keyring has one.
pub(super) fn device_secret(
    ctx: &Context,
    open: &mut Open,
) -> Result<Option<Sensitive<[u8; 32]>>, WireError> {
    let record = open.vault().record().map_err(failed)?;
    ctx.keyring.secret(&record).map_err(|error| keyring_code(&error).into())
}

/// The same, made where there is none yet.
pub(super) fn device_secret_or_new(ctx: &Context, open: &mut Open) -> Result<Sensitive<[u8; 32]>, WireError> {
    if let Some(secret) = device_secret(ctx, open)? {
        return Ok(secret);
    }
    let mut secret = Sensitive::new([0; 32]);
    random::system(secret.expose_mut());
    let record = open.vault().record().map_err(failed)?;
    ctx.keyring.keep(&record, secret.expose()).map_err(|error| WireError::from(keyring_code(&error)))?;
    Ok(secret)
}

/// The secret of the device alone.
pub(super) fn device_key(device: &Sensitive<[u8; 32]>) -> Key {
    derive_key(&Key::from_bytes(*device.expose()), b"", Label::DeviceFactor)
}

/// The secret of a transit card on this device.
pub(super) fn transit_key(device: &Sensitive<[u8; 32]>, card: &Identified) -> Key {
    Key::from_bytes(*transit_tag(device.expose(), card).expose())
}

fn keyring_code(error: &henro_keyring::Error) -> Code {
    match error {
        henro_keyring::Error::Locked => Code::KeyringLocked,
        _ => Code::KeyringMissing,
    }
}

pub(super) fn known(open: &mut Open, id: &str) -> Result<(), WireError> {
    let factors = open.vault().factors().map_err(failed)?;
    if factors.iter().any(|factor| factor.id == id) { Ok(()) } else { Err(Code::FactorMissing.into()) }
}

fn note(open: &mut Open, id: &str) -> Result<Note, WireError> {
    let text = open.daily().local(&key(id)).map_err(failed)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn write_note(open: &mut Open, id: &str, note: &Note) -> Result<(), WireError> {
    let text = serde_json::to_string(note).map_err(|_| Code::Internal)?;
    open.daily().put_local(&key(id), &text).map_err(failed)
}

fn key(id: &str) -> String {
    format!("factor:{id}")
}
