//! Keys: cards, the clinical tier, ways into it, and what is written while locked.

pub(crate) mod cards;
mod check;
mod clinical;
mod enrol;
mod factor;
mod letter;
mod rekey;
mod sheet;

pub(crate) use check::card_check;
pub(crate) use clinical::{card_swap, card_watch, clinical_close, clinical_open};
pub(crate) use enrol::{Plan, card_enrol, card_plan, is_token, step_view, token};
pub(crate) use factor::{add_device, can_be_factor, device_enrol, factor_list, factor_remove, factor_rename};
pub(crate) use letter::{Entered, enter_letters, letter_write};
pub(crate) use rekey::{clinical_rekey, rekey_plan};
pub(crate) use sheet::{Made, sheet_check, sheet_confirm, sheet_make, sheet_open, sheet_print};
