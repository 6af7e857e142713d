use henro_domain::{Day, Milli, Person};

use super::open::checked_name;
use crate::wire::{Empty, Profile, Settings};
use crate::{Code, Context, WireError, settings};

/// The person.
pub(crate) fn profile_read(ctx: &Context, _: Empty) -> Result<Profile, WireError> {
    ctx.with_open(|open, _| Ok(view(open.person())))
}

/// Changes the person.
pub(crate) fn profile_write(ctx: &Context, ask: Profile) -> Result<Profile, WireError> {
    let name = checked_name(&ask.name)?;
    let stride_m = ask.stride_m.map(stride).transpose()?;
    ctx.with_open(|open, now| {
        if ask.birth.is_some_and(|birth: Day| birth > now.today) {
            return Err(Code::DayFuture.into());
        }
        let person = Person { name, birth: ask.birth, sex: ask.sex, activity: ask.activity, stride_m };
        open.write_person(person, now)?;
        Ok(view(open.person()))
    })
}

fn stride(metres: f64) -> Result<Milli, WireError> {
    let stride = Milli::from_f64(metres).map_err(|_| Code::ValueImpossible)?;
    match (200..=2000).contains(&stride.milli()) {
        true => Ok(stride),
        false => Err(Code::ValueImpossible.into()),
    }
}

fn view(person: &Person) -> Profile {
    Profile {
        name: person.name.clone(),
        birth: person.birth,
        sex: person.sex,
        activity: person.activity,
        stride_m: person.stride_m.map(|stride| stride.as_f64()),
    }
}

/// Settings of this device.
pub(crate) fn settings_read(ctx: &Context, _: Empty) -> Result<Settings, WireError> {
    Ok(ctx.state().settings.clone())
}

/// Changes the settings of this device.
pub(crate) fn settings_write(ctx: &Context, ask: Settings) -> Result<Settings, WireError> {
    settings::store(&ctx.config.data_dir, &ask)?;
    ctx.state().settings = ask.clone();
    Ok(ask)
}
