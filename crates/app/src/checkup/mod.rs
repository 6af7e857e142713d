//! Checkups: a file is looked at, asked about, written as one batch and taken back whole; results are read over the years.

mod ahead;
mod columns;
mod commit;
mod correct;
mod export;
mod file;
mod form;
mod item;
mod judge;
mod layout;
mod manual;
mod plan;
mod preview;
mod question;
mod scale;
mod search;
mod show;
mod store;
mod worked;
mod years;

pub(crate) use columns::columns;
pub(crate) use commit::{batches, commit, undo};
pub(crate) use correct::{edit, typed};
pub(crate) use export::export;
pub(crate) use form::settle_forms;
pub(crate) use item::item;
pub(crate) use layout::{layout_delete, layout_file, layout_list};
pub(crate) use manual::write;
pub(crate) use plan::{Plans, cancel};
pub(crate) use preview::{answer, beside, faults_file, preview};
pub(crate) use search::search;
pub(crate) use show::{plain, unit};
pub(crate) use years::years;
