use henro_domain::{Person, PhysicalActivityLevel};
use henro_reference as reference;
use henro_vault::Vault;

use super::password;
use crate::key::enter_letters;
use crate::open::{Open, failed, seconds};
use crate::share::daily_only;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// What a face must know first.
pub(crate) fn status(ctx: &Context, _: Empty) -> Result<RecordStatus, WireError> {
    let now = ctx.now()?;
    let vault = Vault::at(ctx.record_dir());
    let found = vault.status(now.stamp).map_err(failed)?;
    let mut state = ctx.state();
    let subject = match &state.open {
        Some(_) => Some(state.of(ctx.subject, now)?),
        None => None,
    };
    let open = subject.is_some_and(|open| open.vault().is_clinical_open());
    let clinical = match (open, vault.has_clinical()) {
        (true, _) => ClinicalState::Open,
        (false, Ok(true)) => ClinicalState::Closed,
        (false, _) => ClinicalState::None,
    };
    let letters = match state.open {
        Some(_) => state.entered.entries,
        None => vault.letters_waiting().map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX)),
    };
    Ok(RecordStatus {
        state: match (&state.open, found.exists) {
            (Some(_), _) => RecordState::Open,
            (None, true) => RecordState::Locked,
            (None, false) => RecordState::Missing,
        },
        name: state.open.as_ref().map(|open| open.person().name.clone()),
        wait_s: seconds(found.wait_ms),
        rolled_back: state.rolled_back,
        inbox_replaced: state.inbox_replaced,
        clinical,
        daily_only: state.open.as_mut().is_some_and(daily_only),
        closed_why: state.closed_why,
        letters,
        letters_unread: state.entered.unread,
        demo: ctx.config.demo,
        today: now.today,
        minute: now.minute.get(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: state.settings.clone(),
    })
}

/// Makes a record and leaves it open.
pub(crate) fn create(ctx: &Context, ask: RecordCreate) -> Result<RecordStatus, WireError> {
    let name = checked_name(&ask.name)?;
    password::check(&ask.password)?;
    if Vault::at(ctx.record_dir()).status(ctx.now()?.stamp).map_err(failed)?.exists {
        return Err(Code::RecordExists.into());
    }
    make(ctx, name, &ask.password, password::calibrated())?;
    status(ctx, Empty {})
}

/// Makes a record with given costs of its password.
pub(crate) fn make(
    ctx: &Context,
    name: String,
    password: &str,
    params: henro_vault::KdfParams,
) -> Result<(), WireError> {
    let now = ctx.now()?;
    let vault = Vault::create(ctx.record_dir(), password, params, &random::system, now.stamp);
    let mut open = Open::new(vault.map_err(failed)?, now)?;
    let person =
        Person { name, birth: None, sex: None, activity: PhysicalActivityLevel::Normal, stride_m: None };
    open.write_person(person, now)?;
    ctx.state().open = Some(open);
    Ok(())
}

/// Opens the daily tier.
pub(crate) fn unlock(ctx: &Context, ask: RecordUnlock) -> Result<RecordStatus, WireError> {
    let now = ctx.now()?;
    if ctx.state().open.is_none() {
        if ask.password.len() > password::LONGEST {
            return Err(Code::PasswordLong.into());
        }
        let mut vault = Vault::at(ctx.record_dir());
        let unlocked = vault.unlock(&ask.password, &random::system, now.stamp);
        let unlocked = unlocked.map_err(|error| password::refused(&vault, error, now.stamp))?;
        let mut open = Open::new(vault, now)?;
        ctx.clear_letters();
        // A full disk keeps the letters where they are; the person gets in all the same.
        let entered = enter_letters(&mut open, now).unwrap_or_default();
        let mut state = ctx.state();
        state.rolled_back = unlocked.rolled_back;
        state.inbox_replaced = unlocked.inbox_replaced;
        state.entered = entered;
        state.open = Some(open);
        drop(state);
        ctx.settle_people(now);
    }
    status(ctx, Empty {})
}

/// Locks.
pub(crate) fn lock(ctx: &Context, _: Empty) -> Result<RecordStatus, WireError> {
    ctx.lock();
    status(ctx, Empty {})
}

/// Puts the record of a device that was taken out, has a twin, or came by e-mail beside its place: it can join anew. Nothing
/// is deleted.
pub(crate) fn put_aside(ctx: &Context, _: Empty) -> Result<RecordStatus, WireError> {
    let by_email = ctx.with_own(|open, _| Ok(crate::share::daily_only(open))).unwrap_or(false);
    if !by_email && !ctx.line.is_out() {
        return Err(Code::RequestInvalid.into());
    }
    let now = ctx.now()?;
    ctx.lock();
    Vault::at(ctx.record_dir()).put_aside(now.stamp).map_err(failed)?;
    status(ctx, Empty {})
}

/// Says that the person is there, so that the idle time begins anew.
pub(crate) fn touch(_: &Context, _: Empty) -> Result<Empty, WireError> {
    Ok(Empty {})
}

/// Where the tables come from.
pub(crate) fn sources(ctx: &Context, _: Empty) -> Result<SourceList, WireError> {
    let language = ctx.state().settings.language;
    let pick = |ja: &'static str, en: &'static str| if language == Language::Ja { ja } else { en }.to_owned();
    let sources = reference::sources().iter().map(|source| SourceView {
        table: source.id.to_owned(),
        title: format!("{} {}", pick(source.title_ja, source.title_en), source.edition),
        licence: source.licence.to_owned(),
        attribution: pick(source.attribution_ja, source.attribution_en),
    });
    Ok(SourceList { sources: sources.collect() })
}

/// A name of 1 to 100 characters.
pub(crate) fn checked_name(name: &str) -> Result<String, WireError> {
    let name = name.trim();
    match (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        true => Ok(name.to_owned()),
        false => Err(Code::NameInvalid.into()),
    }
}
