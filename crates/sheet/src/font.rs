//! The one font: which glyph a letter has and how wide it is.

use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// BIZ UDPGothic, cut down by `fonts/make.py`; see NOTICE.
pub(crate) const BYTES: &[u8] = include_bytes!("../fonts/henro-sheet.ttf");

/// Reads letters off the font.
pub(crate) struct Face {
    letters: Charmap<'static>,
    widths: GlyphMetrics<'static>,
}

impl Face {
    pub(crate) fn new() -> Self {
        let font = FontRef::new(BYTES).expect("the font in the program is whole, a test reads it");
        // Size 1: widths are parts of the type size.
        Self { letters: font.charmap(), widths: font.glyph_metrics(Size::new(1.0), LocationRef::default()) }
    }

    /// The letter's glyph; for one the font lacks the 〓 that printers put for a missing type.
    pub(crate) fn glyph(&self, letter: char) -> GlyphId {
        let glyph = self.letters.map(letter).or_else(|| self.letters.map(GETA));
        glyph.unwrap_or(GlyphId::NOTDEF)
    }

    /// The width of a letter in type of size 1.
    pub(crate) fn letter(&self, letter: char) -> f32 {
        self.widths.advance_width(self.glyph(letter)).unwrap_or(1.0)
    }

    /// The width of a line.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.letter(letter)).sum::<f32>() * size
    }

    /// The size at which the text is no wider than `room`, at most `size`.
    pub(crate) fn fitting(&self, text: &str, size: f32, room: f32) -> f32 {
        let width = self.width(text, size);
        if width > room { size * room / width } else { size }
    }
}

/// The letters of a text that the font lacks: printed as 〓, to be filled in by hand. For a warning before printing.
pub fn missing_letters(text: &str) -> Vec<char> {
    let face = Face::new();
    let mut missing: Vec<char> = text.chars().filter(|letter| face.letters.map(*letter).is_none()).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

const GETA: char = '〓';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_names_are_there_and_the_rest_is_told() {
        assert_eq!(missing_letters("髙橋 﨑山 濵田 ﾊﾅｺ ハナコ はなこ 吉野川市 Zoë #1"), Vec::<char>::new());
        assert_eq!(missing_letters("𠮷野😀𠮷"), ['😀', '𠮷']);
    }

    #[test]
    fn a_missing_letter_is_printed_as_a_geta() {
        let face = Face::new();
        assert_eq!(face.glyph('𠮷'), face.glyph('〓'));
        assert_ne!(face.glyph('吉'), face.glyph('〓'));
        assert_ne!(face.glyph('〓'), GlyphId::NOTDEF);
    }

    #[test]
    fn a_full_width_letter_is_as_wide_as_the_type_and_long_text_shrinks() {
        let face = Face::new();
        assert!((face.width("国", 20.0) - 20.0).abs() < 0.01);
        assert!((face.fitting("国国国国", 20.0, 40.0) - 10.0).abs() < 0.01);
        assert!((face.fitting("国", 20.0, 40.0) - 20.0).abs() < 0.01);
    }
}
