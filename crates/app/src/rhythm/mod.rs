//! マイライフリズム: items over a period as chart, table and the numbers of one sentence.

mod body;
mod draw;
mod limits;
mod read;
mod series;
mod words;

pub(crate) use read::read;
