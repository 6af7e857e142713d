//! マイライフリズム: items over a period as chart, table and the numbers of one sentence.

mod apart;
mod body;
mod draw;
mod limits;
mod read;
mod series;
mod source;
mod words;

pub(crate) use read::{read, read_shared};
