//! Recovery on paper: the kit of one sheet, and the family's three of which two open.

use std::path::PathBuf;

use henro_recovery::{CodeFault, FamilySecret, KitCode, SetTag, Share, ShareFault, combine, split};
use henro_sheet::{KitSheet, Opens, ShareSheet, kit_sheet, share_sheet};
use henro_vault::{FactorKind, Key, NewFactor, SlotState, Vault};
use zeroize::Zeroizing;

use super::letter::enter_letters;
use super::{clinical::is_current, factor};
use crate::context::ClinicalBy;
use crate::open::{Open, failed, seconds};
use crate::record::{calibrated, check_password};
use crate::settings::file_code;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Sheets that were made and not typed back yet. Wiped when dropped.
pub(crate) struct Made {
    id: String,
    kind: SheetKind,
    set: u32,
    sheets: Vec<Zeroizing<Vec<String>>>,
    keepers: Vec<String>,
    files: Vec<PathBuf>,
}

/// Makes new sheets. They open beside the old ones until they are typed back; then the old ones do not any more.
pub(crate) fn sheet_make(ctx: &Context, ask: SheetMake) -> Result<SheetsMade, WireError> {
    if ask.keepers.len() > 3 || ask.keepers.iter().any(|name| name.chars().count() > 60) {
        return Err(Code::NameInvalid.into());
    }
    let made = ctx.with_own(|open, now| {
        let kind = kind_of(ask.kind);
        // One that was never typed back makes room for the next try.
        let stale = open.vault().factors().map_err(failed)?;
        for old in stale.iter().filter(|old| old.kind == kind && !is_current(old)) {
            open.vault().remove_factor(&old.id).map_err(failed)?;
        }
        let (secret, sheets, set) = match ask.kind {
            SheetKind::Recovery => {
                let code = KitCode::make(&random::system);
                (code.secret(), vec![code.groups()], 0)
            }
            SheetKind::Family => {
                let set = next_set(open)?;
                let secret = FamilySecret::make(&random::system);
                let record = open.vault().record().map_err(failed)?;
                let shares = split(&secret, SetTag::derive(record.as_bytes(), set), &random::system);
                (secret.secret(), shares.iter().map(Share::groups).collect(), set)
            }
        };
        let key = Key::from_bytes(*secret);
        let new = NewFactor { kind, state: SlotState::Next, identity: b"", challenges: None, secret: &key };
        let id = open.vault().add_factor(&new, &random::system).map_err(failed)?;
        factor::note_new(open, &id, String::new(), now)?;
        Ok(Made { id, kind: ask.kind, set, sheets, keepers: ask.keepers.clone(), files: vec![] })
    })?;
    let view = SheetsMade { sheets: made.sheets.iter().map(|groups| groups.to_vec()).collect() };
    ctx.state().sheets = Some(made);
    Ok(view)
}

/// Writes the sheets that were just made as PDF files into the folder of files. They are deleted once typed back.
pub(crate) fn sheet_print(ctx: &Context, _: Empty) -> Result<SheetFiles, WireError> {
    let now = ctx.now()?;
    let mut state = ctx.state();
    let person = state.open.as_ref().map(|open| open.person().name.clone());
    let language = match state.settings.language {
        Language::Ja => henro_sheet::Language::Ja,
        Language::En => henro_sheet::Language::En,
    };
    let made = state.sheets.as_mut().ok_or(Code::PlanGone)?;
    // A name with letters the font does not have is left to be written by hand.
    let printable = |name: &str| !name.is_empty() && henro_sheet::missing_letters(name).is_empty();
    let person = person.filter(|name| printable(name));
    let folder = ctx.config.files_dir.clone();
    std::fs::create_dir_all(&folder).map_err(|error| file_code(&error))?;
    let mut files = Vec::new();
    for (number, groups) in (1..).zip(&made.sheets) {
        let keeper = made.keepers.get(usize::from(number) - 1).map(String::as_str);
        let keeper = keeper.filter(|name| printable(name));
        let (name, page) = match made.kind {
            SheetKind::Recovery => (
                format!("henro-recovery-{}.pdf", now.today),
                kit_sheet(&KitSheet {
                    language,
                    groups,
                    person: person.as_deref(),
                    opens: Opens::Alone,
                    made: now.today,
                }),
            ),
            SheetKind::Family => (
                format!("henro-family-{}-{number}.pdf", now.today),
                share_sheet(&ShareSheet {
                    language,
                    groups,
                    number,
                    set: made.set,
                    person: person.as_deref(),
                    keeper,
                    opens: Opens::Alone,
                    made: now.today,
                }),
            ),
        };
        let path = folder.join(name);
        let page = Zeroizing::new(page.map_err(|_| Code::Internal)?);
        crate::settings::write_private(&path, &page)?;
        files.push(path);
    }
    made.files = files;
    Ok(SheetFiles { files: made.files.iter().map(|path| path.display().to_string()).collect() })
}

/// The sheets were typed back: they count now, the ones before do not, and the printed files are deleted.
pub(crate) fn sheet_confirm(ctx: &Context, ask: SheetTyped) -> Result<FactorList, WireError> {
    let key = typed(ctx, &ask)?;
    let made = ctx.state().sheets.as_ref().map(|made| (made.id.clone(), made.files.clone()));
    ctx.with_own(|open, _| {
        let id = open.vault().sheet_of(kind_of(ask.kind), &key).map_err(sheet_failed)?;
        // An old sheet that still opens is not the one that was to be typed back.
        let pending = open.vault().factors().map_err(failed)?;
        if pending.iter().any(|factor| factor.id == id && is_current(factor)) {
            return Err(Code::SheetOld.into());
        }
        open.vault().confirm_sheet(&id).map_err(failed)?;
        Ok(())
    })?;
    for file in made.map(|(_, files)| files).unwrap_or_default() {
        let _ = std::fs::remove_file(file);
    }
    ctx.state().sheets = None;
    factor::factor_list(ctx, Empty {})
}

/// Looks at what was typed so far: which groups hold a mistake. Opens nothing.
pub(crate) fn sheet_check(_: &Context, ask: SheetTyped) -> Result<SheetChecked, WireError> {
    let sheets = ask.codes.iter().take(2).map(|code| {
        let fault = match ask.kind {
            SheetKind::Recovery => KitCode::parse(code).err(),
            SheetKind::Family => Share::parse(code).err(),
        };
        let (wrong, right) = match fault {
            None => (vec![], true),
            Some(CodeFault::Groups(groups)) => (groups, false),
            Some(CodeFault::Letter(group)) => (vec![group], false),
            Some(_) => (vec![], false),
        };
        SheetGroups { wrong: wrong.iter().map(|group| *group as u32).collect(), right }
    });
    Ok(SheetChecked { sheets: sheets.collect() })
}

/// Opens both tiers with the sheets and sets a new password.
pub(crate) fn sheet_open(ctx: &Context, ask: SheetOpen) -> Result<RecordStatus, WireError> {
    check_password(&ask.password)?;
    let now = ctx.now()?;
    let key = typed(ctx, &SheetTyped { kind: ask.kind, codes: ask.codes })?;
    ctx.lock();
    let mut vault = Vault::at(ctx.record_dir());
    let sheet = (kind_of(ask.kind), &key);
    let unlocked = vault.recover(sheet, &ask.password, calibrated(), &random::system, now.stamp);
    let unlocked = unlocked.map_err(|error| {
        let wait = vault.status(now.stamp).map_or(0, |status| status.wait_ms);
        match sheet_failed(error) {
            WireError { code: Code::SheetWrong, .. } => WireError::wait(Code::SheetWrong, seconds(wait)),
            other => other,
        }
    })?;
    ctx.clear_letters();
    let id = vault.sheet_of(sheet.0, sheet.1).map_err(sheet_failed)?;
    let mut open = Open::new(vault, now)?;
    factor::note_use(&mut open, &id, now)?;
    let entered = enter_letters(&mut open, now).unwrap_or_default();
    let mut state = ctx.state();
    state.rolled_back = unlocked.rolled_back;
    state.inbox_replaced = unlocked.inbox_replaced;
    state.entered = entered;
    state.clinical_by = Some(ClinicalBy { factor: id, card: None });
    state.closed_why = None;
    state.open = Some(open);
    drop(state);
    ctx.settle_people(now);
    crate::record::status(ctx, Empty {})
}

/// The key that the typed sheets stand for.
fn typed(ctx: &Context, ask: &SheetTyped) -> Result<Key, WireError> {
    match (ask.kind, ask.codes.as_slice()) {
        (SheetKind::Recovery, [code]) => {
            let code = KitCode::parse(code).map_err(|fault| code_fault(&fault, 0))?;
            Ok(Key::from_bytes(*code.secret()))
        }
        (SheetKind::Family, [one, two]) => {
            let parse = |text: &String, index| Share::parse(text).map_err(|fault| code_fault(&fault, index));
            let (one, two) = (parse(one, 0)?, parse(two, 1)?);
            let record = Vault::at(ctx.record_dir()).record().map_err(failed)?;
            for (index, share) in [&one, &two].into_iter().enumerate() {
                let own = (1..=MOST_SETS)
                    .any(|set| share.check_set(SetTag::derive(record.as_bytes(), set)).is_ok());
                if !own {
                    return Err(WireError::at(Code::SheetOther, index));
                }
            }
            let secret = combine(&one, &two).map_err(|fault| match fault {
                ShareFault::SameShare => WireError::from(Code::SheetSame),
                _ => WireError::from(Code::SheetMixed),
            })?;
            Ok(Key::from_bytes(*secret.secret()))
        }
        _ => Err(Code::RequestInvalid.into()),
    }
}

/// Which sheet of the request, and which group of it.
fn code_fault(fault: &CodeFault, index: usize) -> WireError {
    match fault {
        CodeFault::Groups(groups) => {
            WireError::group(Code::SheetGroup, index, groups.first().copied().unwrap_or(0))
        }
        CodeFault::Letter(group) => WireError::group(Code::SheetGroup, index, *group),
        CodeFault::Short { .. } => WireError::at(Code::SheetShort, index),
        CodeFault::Long => WireError::at(Code::SheetLong, index),
        _ => WireError::at(Code::SheetMixed, index),
    }
}

fn sheet_failed(error: henro_vault::Error) -> WireError {
    match error {
        henro_vault::Error::Factor(henro_vault::FactorFault::Wrong) => Code::SheetWrong.into(),
        error => failed(error),
    }
}

fn next_set(open: &mut Open) -> Result<u32, WireError> {
    let stored = open.daily().local(SETS).map_err(failed)?;
    let last: u32 = stored.and_then(|text| text.parse().ok()).unwrap_or(0);
    let set = if last < MOST_SETS { last + 1 } else { 1 };
    open.daily().put_local(SETS, &set.to_string()).map_err(failed)?;
    Ok(set)
}

fn kind_of(kind: SheetKind) -> FactorKind {
    match kind {
        SheetKind::Recovery => FactorKind::Recovery,
        SheetKind::Family => FactorKind::Family,
    }
}

/// Sets of family sheets that are told apart. A share of another record passes for one of ours with this many chances
/// in 65,536, and then opens nothing.
const MOST_SETS: u32 = 99;
const SETS: &str = "family_sets";
