//! The list of people an issuing desk makes cards for: a CSV file of number, name and, where the office has one, the
//! 統合ID as 32 hexadecimal digits.
//!
//! The first row may name the columns (番号・氏名・統合ID or number, name, unified id), in any order, beside others that
//! are skipped; without such a row the first three columns are meant. UTF-8 with or without a mark, UTF-16 with one, and
//! Shift_JIS are told apart as for [`csv`](crate::csv). Cells stay text: what a spreadsheet would run as a formula is
//! only a name here.

mod model;
mod read;

pub use model::{PeopleFile, PersonFault, PersonReason, PersonRow};
pub use read::{
    LONGEST_NAME, LONGEST_NUMBER, MOST_PEOPLE, MOST_PEOPLE_BYTES, checked_name, checked_number, read,
};
