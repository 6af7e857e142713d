use henro_domain::FoodRef;

use crate::Serving;

/// The words the tables know. Implemented by `app` on `reference`, by a small fake in the tests.
///
/// `text` comes in one form: NFKC, trimmed, as the person wrote it (kanji, kana, romaji or English).
pub trait Lexicon {
    /// Foods and dishes for these words, best first.
    fn foods(&self, text: &str) -> Vec<LexFood>;
    /// Activities for these words, best first. Verbs come in their plain form (歩く, 走る).
    fn activities(&self, text: &str) -> Vec<LexActivity>;
}

/// A food or dish found.
#[derive(Debug, Clone, PartialEq)]
pub struct LexFood {
    /// What it is.
    pub food: FoodRef,
    /// Its name in the table. A part in brackets tells sizes of the same thing apart: ビール(350mL缶).
    pub name: String,
    /// The words are its name, its name before the bracket, its reading or one of its other names.
    pub exact: bool,
    /// 0..=1. An exact hit 0.1 above the next exact one is taken without a question.
    pub score: f32,
    /// How much one portion is.
    pub serving: Serving,
}

/// An activity found.
#[derive(Debug, Clone, PartialEq)]
pub struct LexActivity {
    /// Code of the table.
    pub code: String,
    /// Its name in the table.
    pub name: String,
    /// The words are its name, its name before the bracket, its reading or one of its other names.
    pub exact: bool,
    /// 0..=1. An exact hit 0.1 above the next exact one is taken without a question.
    pub score: f32,
}

/// A lexicon asked at most a fixed number of times for one line, so that a long line stays quick.
pub(crate) struct Lookup<'a> {
    lexicon: &'a dyn Lexicon,
    left: u32,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(lexicon: &'a dyn Lexicon) -> Self {
        Self { lexicon, left: MOST_QUESTIONS }
    }

    pub(crate) fn foods(&mut self, text: &str) -> Vec<LexFood> {
        if self.spend(text) { self.lexicon.foods(text) } else { Vec::new() }
    }

    pub(crate) fn activities(&mut self, text: &str) -> Vec<LexActivity> {
        if self.spend(text) { self.lexicon.activities(text) } else { Vec::new() }
    }

    fn spend(&mut self, text: &str) -> bool {
        let worth = self.left > 0 && text.chars().any(char::is_alphabetic);
        self.left = self.left.saturating_sub(u32::from(worth));
        worth
    }
}

/// Enough for a day's meals in one line; words after that are leftovers.
const MOST_QUESTIONS: u32 = 400;
