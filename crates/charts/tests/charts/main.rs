//! Charts from the outside: kept pictures, and any input.

#[cfg(test)]
mod any_input;
#[cfg(test)]
mod common;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod pictures;
