//! Full-text search, inside the encrypted file: pairs of letters in an index of the engine, kept by whoever writes a row of
//! state, in the same transaction (decision 46).

mod find;
mod fold;
pub(crate) mod index;
mod said;
mod words;

pub(crate) use find::rows;
pub use find::{NamedDays, SearchPlace};
pub use said::medical_text;
pub use words::{Excerpt, SearchWords};
