//! CSV of daily entries.
//!
//! # Our own form
//! One row an entry; the first row names the columns, in any order:
//!
//! | column | meaning |
//! |---|---|
//! | `date` | local day, `2026-11-22` |
//! | `time` | local time, `07:05`; empty where only the day is known |
//! | `zone` | offset of the place, `UTC+09:00` |
//! | `kind` | `blood_pressure`, `measurement`, `condition`, `diary`, `exercise`, `steps`, `intake`, `own_dish` |
//! | `item` | occasion of a pressure, item of a measurement, source of steps; `deleted` for an own dish that is gone |
//! | `value1` | systolic; the measurement; the level; minutes; steps |
//! | `value2` | diastolic; METs |
//! | `value3` | pulse; kcal |
//! | `unit` | unit of `value1`, for the reader's eye; not read back |
//! | `name` | dish or activity as shown at the time |
//! | `code` | code of the activity, dish or food; of an own dish the `own:1` by which the meals of this file name it |
//! | `slot` | `breakfast`, `lunch`, `dinner`, `other` |
//! | `portion` | portions, or hundreds of grams |
//! | `note` | the diary text; nutrients as `energy_kcal=234 salt_g=1.2`; then one line a part of an own dish |
//!
//! Numbers have up to three decimals and a point. Text that a spreadsheet would take for a formula is written
//! with a `'` before it, which reading takes away again.
//!
//! # Foreign forms
//! One row a day (or a reading) with headers such as 日付, 最高血圧, 体重(kg), 歩数 or Date, Systolic, Weight.
//! Unknown columns are skipped and named in [`Reader::unknown_columns`].

pub(crate) mod cell;
mod dates;
pub(crate) mod decode;
mod header;
mod lines;
mod model;
mod own;
mod preview;
mod read;
mod wide;
mod write;

pub use dates::{read_day, read_time};
pub use decode::Encoding;
pub use header::Layout;
pub use model::{Dated, DishNumber, DuplicateKey, Problem, Reason, Row};
pub use preview::{Preview, Take, preview};
pub(crate) use read::delimiter;
pub use read::{MOST_BYTES, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS, ReadOptions, Reader, open};
pub use write::{WriteOptions, write};
