//! One line of words to typed facts: 「朝128の82 脈66」, 「うどんと日本酒1合」, `walk 30 min`.
//!
//! What it does: [`parse`] reads a line of Japanese, romaji or English, with full-width or kanji numbers, and
//! answers [`Fact`]s with the place of the words they came from, [`Question`]s where it is not sure, and the
//! leftovers it did not understand (offered as a diary line). Nothing is ever guessed: a value is a fact only
//! when its whole clause was understood, no word before it may qualify it, and `domain` calls it usual.
//!
//! What it does not do: no clock, no file, no food table. Foods and activities come from a [`Lexicon`], which
//! `app` fills from the tables of `reference`.
//!
//! To add a measurement: a row in `measure.rs`. To add a unit: a row in `amount.rs`. To add a word for a day
//! or a meal: a row in `when.rs`. Each with phrases in `tests/phrases/`.
#![forbid(unsafe_code)]

mod amount;
mod condition;
mod context;
mod error;
mod exercise;
mod fact;
mod guard;
mod item;
mod lexicon;
mod line;
mod meal;
mod measure;
mod moment;
mod number;
mod parse;
mod pressure;
mod reading;
mod scan;
mod serving;
mod settle;
mod when;
mod words;

pub use context::LineContext;
pub use error::Error;
pub use fact::{Choice, Fact, FactBody, Parse, Question, QuestionKind, Span};
pub use lexicon::{LexActivity, LexFood, Lexicon};
pub use parse::{LONGEST, parse};
pub use serving::{Counter, Serving};
