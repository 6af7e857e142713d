//! Pages to print: the recovery kit, a family share, the letter that goes with an issued card, vaccinations given
//! and to come, papers with questions, visits of a pregnancy, the emergency page. A4, PDF, made offline.
//!
//! Pure: what stands on a page comes in as arguments, the date too, and the same arguments give the same bytes. The
//! font lies inside the program; a PDF carries only the letters it uses. No health data on any page but what somebody wrote in a letter and what a page
//! about vaccinations, one with questions or one for an emergency is asked to hold; codes stand on the page, never in the metadata or in an error. Called by `app`.
//!
//! To add a page: its file here, its words in `words.rs` in both languages, a line in `tests/pages.rs`; then look at
//! it (`SHEET_PICTURES=folder cargo test -p henro-sheet` writes the PDFs there).
#![forbid(unsafe_code)]

mod canvas;
mod cover;
mod emergency;
mod emergency_words;
mod error;
mod flow;
mod font;
mod kit;
mod letter;
mod lines;
mod page;
mod paper;
mod paper_words;
mod parts;
mod pregnancy;
mod share;
mod vaccine;
mod vaccine_words;
mod words;

pub use cover::{CoverLetter, cover_letter};
pub use emergency::{EmergencyPart, EmergencySheet, emergency_codes, emergency_sheet};
pub use error::{Fault, Field};
pub use font::missing_letters;
pub use kit::{KitSheet, kit_sheet};
pub use letter::{GiftLetter, gift_letter};
pub use paper::{PaperAbout, PaperPage, PaperRow, paper_page};
pub use pregnancy::{PregnancyRow, PregnancySheet, pregnancy_sheet};
pub use share::{ShareSheet, share_sheet};
pub use vaccine::{SheetDose, SheetVisit, VaccineAbout, VaccineSheet, vaccine_sheet};
pub use words::{Language, Opens};
