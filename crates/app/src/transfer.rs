//! temp
use crate::wire::*;
use crate::{Code, Context, WireError};
#[derive(Default)]
pub(crate) struct Plans;
pub(crate) fn export(_: &Context, _: ExportMake) -> Result<ExportFile, WireError> { Err(Code::Internal.into()) }
pub(crate) fn apply(_: &Context, _: ImportApply) -> Result<ImportDone, WireError> { Err(Code::Internal.into()) }
pub(crate) fn preview(_: &Context, _: ImportPreview) -> Result<ImportPlan, WireError> { Err(Code::Internal.into()) }
pub(crate) fn undo(_: &Context, _: ImportUndo) -> Result<EntryCount, WireError> { Err(Code::Internal.into()) }
