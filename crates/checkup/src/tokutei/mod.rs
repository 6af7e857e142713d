//! 特定健診: the national electronic form of checkup results (CDA R2 with local names), phases 1 to 4.

mod index;
mod model;
mod observe;
mod package;
mod phase;
mod read;
mod write;

pub use index::{Index, Money, Summary, read_index, read_summary};
pub use model::{
    Address, Coded, Id, Kept, Observation, Organization, Patient, Pq, Relation, Report, Section, Ticket,
    Value,
};
pub use package::{Document, OtherFile, OtherKind, Package, open_package};
pub use phase::{Phase, phase_of};
pub use read::read_document;
pub use write::write_document;
