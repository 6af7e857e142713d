//! What is written in the clinical tier: write, change, delete, put back, look up.

mod conflict;
mod draft;
mod emergency;
mod list;
mod problem;
mod resolve;
mod show;
mod write;

pub(crate) use conflict::{conflict_list, conflict_settle, name as question_name};
pub(crate) use draft::{draft_list, draft_write};
pub(crate) use emergency::{emergency_print, emergency_read};
pub(crate) use list::{counts, deleted, dose_list, history, list, report_list, report_read};
pub(crate) use problem::{ending, problem_list, written};
pub(crate) use resolve::{fit, resolve};
pub(crate) use show::{document_body, photo_name, view};
pub(crate) use write::{delete, dose_edit, dose_record, edit, problem_edit, problem_record, record, restore};

use henro_vault::{Clinical, Meta};

use crate::context::Now;
use crate::open::failed;
use crate::{Context, WireError};

impl Context {
    /// Runs work on the open clinical tier of the record the call is about. `Meta` is for what is written by hand.
    ///
    /// # Errors
    /// `ClinicalLocked` while it is closed.
    pub(crate) fn with_clinical<T>(
        &self,
        work: impl FnOnce(&mut Clinical, &Meta, Now) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        self.with_open(|open, now| {
            let meta = open.meta(now);
            work(open.vault().clinical().map_err(failed)?, &meta, now)
        })
    }
}
