//! The file looked at last, in memory until it is written.

use std::collections::BTreeMap;

use henro_checkup::csv::{ColumnGuess, Profile};
use henro_checkup::{Finding, Named};
use henro_domain::Day;
use henro_sync::RecordId;
use zeroize::Zeroizing;

use super::file::Sheet;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// The plan, dropped when the record or its clinical tier closes.
#[derive(Default)]
pub(crate) struct Plans(pub(super) Option<Plan>);

/// A file and what a person answered about it.
pub(super) struct Plan {
    pub id: String,
    /// Into whose record.
    pub subject: Option<RecordId>,
    pub bytes: Zeroizing<Vec<u8>>,
    pub label: String,
    pub file: CheckupFile,
    pub person: Named,
    pub confirm: bool,
    pub others: u32,
    pub reports: Vec<Report>,
    /// What cannot be taken in.
    pub rejected: Vec<Finding>,
    pub table: Option<Table>,
    /// Only the way of reading is made: the first rows of the table, whosever they are. They are shown and never written.
    pub reading: Option<Vec<Report>>,
}

/// One checkup that would be written.
pub(super) struct Report {
    pub sheet: Sheet,
    pub day: Day,
    pub known: Known,
    /// A person has it taken in beside the one of the record.
    pub beside: bool,
    /// Answers by row; `None` for the whole of it.
    pub answers: BTreeMap<Option<u32>, CheckupAnswer>,
}

/// Whether the record has a checkup already.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known {
    /// No.
    No,
    /// One of that day and institution, from another file or from paper.
    Sheet,
    /// The very same file, or it stands in the file twice.
    File,
}

impl Report {
    /// It would be written.
    pub(super) fn is_taken(&self) -> bool {
        self.known == Known::No || self.beside
    }
}

/// How a table is read.
pub(super) struct Table {
    pub profile: Profile,
    /// Guesses that nobody confirmed yet are not certain.
    pub columns: Vec<ColumnGuess>,
    /// The name it is kept under.
    pub saved: Option<String>,
    /// It came from a layout file.
    pub given: bool,
}

/// The file looked at last is not wanted: nothing of it stays in memory.
pub(crate) fn cancel(ctx: &Context, ask: CheckupPlanOne) -> Result<Empty, WireError> {
    let mut state = ctx.state();
    let fits = |plan: &mut Plan| plan.id == ask.plan && plan.subject == ctx.subject;
    state.checkup_plans.0.take_if(fits).map(|_| Empty {}).ok_or(Code::ImportGone.into())
}

impl Context {
    /// Works on the plan of this subject; a plan of somebody else, or an older one, is gone.
    pub(super) fn with_checkup_plan<T>(
        &self,
        id: &str,
        work: impl FnOnce(&mut Plan) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        let mut state = self.state();
        let plan = state.checkup_plans.0.as_mut();
        let plan = plan.filter(|plan| plan.id == id && plan.subject == self.subject);
        work(plan.ok_or(Code::ImportGone)?)
    }

    /// Keeps a plan while the clinical tier is open; of a closed one nothing may stay in memory.
    pub(super) fn keep_checkup_plan(&self, plan: Plan) {
        let mut state = self.state();
        if state.open.as_mut().is_some_and(|open| open.vault().is_clinical_open()) {
            state.checkup_plans.0 = Some(plan);
        }
    }
}
