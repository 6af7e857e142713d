//! eCheckup bundles of FHIR R4, as far as public notes of the guide go; [`read_bundle`] says what is read.

mod json;
mod observe;
mod read;

pub(crate) use observe::COMPARATORS;
pub use read::read_bundle;
