//! The issuing desk of a town hall or an employer: a list of people, cards written in a row, a log without health data.
//!
//! Its book lies in the clinical tier of the operator's own record. What the operator may do there is kept with it: a
//! duty that is not held refuses the command. That keeps an honest desk in order; it is no lock against the operator,
//! who has the keys.

mod book;
mod check;
mod issue;
mod paper;
mod people;
mod sight;

pub(crate) use book::{desk_begin, desk_read};
pub(crate) use check::desk_check;
pub(crate) use issue::{Plan, desk_issue, desk_issue_plan};
pub(crate) use paper::{clear_letters, desk_letter, desk_letter_done, desk_log, desk_revoke};
pub(crate) use people::{
    desk_import, desk_import_preview, desk_people, desk_person_add, desk_person_remove, desk_person_rename,
};
