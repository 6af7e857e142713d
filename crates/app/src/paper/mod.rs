//! Papers asked for before vaccinations and checkups (予診票, 問診票): asked once, reused, printed, shown.

mod ask;
mod facts;
mod keep;
mod list;
mod print;
mod show;

pub(crate) use ask::paper_open;
pub(crate) use keep::{paper_of, paper_record};
pub(crate) use list::{about_view, paper_list};
pub(crate) use print::paper_print;
pub(crate) use show::paper_read;
