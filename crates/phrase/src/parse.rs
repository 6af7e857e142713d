use crate::lexicon::{Lexicon, Lookup};
use crate::line::Line;
use crate::scan::Scan;
use crate::settle::settle;
use crate::{Error, LineContext, Parse};

/// The longest line that is read, in characters.
pub const LONGEST: usize = 2_000;

/// Reads one line. Facts are only what is sure; the rest is asked or left over.
///
/// # Errors
/// [`Error::TooLong`] above [`LONGEST`] characters; nothing is read then.
pub fn parse(line: &str, now: LineContext, lexicon: &dyn Lexicon) -> Result<Parse, Error> {
    if line.len() > LONGEST * 4 || line.chars().count() > LONGEST {
        return Err(Error::TooLong);
    }
    let glyphs = Line::new(line);
    let items = Scan::new(line, &glyphs, now, Lookup::new(lexicon)).run();
    Ok(settle(&glyphs, items, now))
}
