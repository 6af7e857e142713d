//! Checkup results as CSV of institutions: a profile says what its columns are.

mod column;
mod dates;
mod decode;
mod exam;
mod guess;
mod item;
mod layout;
mod number;
mod profile;
mod read;
mod rows;
mod table;
mod words;

pub use column::{Column, conversions, read_columns};
pub use decode::CsvEncoding;
pub use exam::{CsvExam, CsvPerson};
pub use guess::{ColumnGuess, Guess, as_field, guess_profile};
pub use layout::ProfileError;
pub use number::{Flag, Number, read_number};
pub use profile::{Field, Item, Map, Profile};
pub use read::{CsvError, CsvRead, CsvTable, read_csv, stream_csv};
pub(crate) use words::{fold_name, fold_unit};
