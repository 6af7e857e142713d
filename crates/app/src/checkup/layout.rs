//! Layouts: how a table is read, as a file that goes from one machine to another, and those that are kept.

use henro_checkup::csv::{Profile, ProfileError};

use super::plan::Table;
use super::{columns, store};
use crate::transfer::source;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The layouts that are kept.
pub(crate) fn layout_list(ctx: &Context, _: Empty) -> Result<CheckupLayouts, WireError> {
    store::with(ctx, |open, _| Ok(view(&store::profiles(open)?)))
}

/// Writes a layout to a file. It says how a table is read, and nothing of anybody.
pub(crate) fn layout_file(ctx: &Context, ask: CheckupLayoutOne) -> Result<ExportFile, WireError> {
    let profiles = store::with(ctx, |open, _| store::profiles(open))?;
    let profile = profiles.iter().find(|profile| profile.name == ask.name).ok_or(Code::EntryMissing)?;
    let text = profile.to_toml().ok_or(Code::Internal)?;
    let path = store::write_file(ctx, "henro-checkup-layout", "toml", &text)?;
    Ok(ExportFile { path, entries: profile.item.len() as u64 })
}

/// Forgets a layout. What was read by it stays.
pub(crate) fn layout_delete(ctx: &Context, ask: CheckupLayoutOne) -> Result<CheckupLayouts, WireError> {
    store::with(ctx, |open, _| {
        let mut all = store::profiles(open)?;
        let count = all.len();
        all.retain(|profile| profile.name != ask.name);
        if all.len() == count {
            return Err(Code::EntryMissing.into());
        }
        store::keep_profiles(open, &all)?;
        Ok(view(&all))
    })
}

/// A layout file.
pub(super) fn read(base64: &str) -> Result<Profile, WireError> {
    let bytes = source::bytes(Some(base64), None, MOST_BYTES).map_err(|_| Code::CheckupLayoutFile)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Code::CheckupLayoutFile)?;
    Profile::read(text.trim_start_matches('\u{feff}')).map_err(|error| match error {
        ProfileError::Shape { line } => WireError::line(Code::CheckupLayoutLine, line),
        ProfileError::Item { line } => WireError::line(Code::CheckupLayoutItem, line),
        ProfileError::Part { line } => WireError::line(Code::CheckupLayoutPart, line),
        _ => Code::CheckupLayoutFile.into(),
    })
}

/// A table read by a layout that a person chose: what each column becomes is shown, and nothing of it is a guess.
pub(super) fn table(bytes: &[u8], profile: Profile) -> Result<Table, WireError> {
    if !profile.fits(bytes) {
        return Err(Code::CheckupLayoutOther.into());
    }
    Ok(Table { columns: columns::certain(&profile), profile, saved: None, given: true })
}

fn view(all: &[Profile]) -> CheckupLayouts {
    let layout = |profile: &Profile| CheckupLayout {
        name: profile.name.clone(),
        items: u32::try_from(profile.item.len()).unwrap_or(u32::MAX),
    };
    CheckupLayouts { layouts: all.iter().map(layout).collect() }
}

const MOST_BYTES: usize = 256 * 1024;
