use henro_domain::{Day, Nutrient, Nutrients};

/// The rows of one of our own tables: a header line, then cells divided by tabs.
///
/// A row that does not read as its type is left out, never a panic; a test of each table counts
/// that no row is.
pub(crate) fn rows<T>(text: &'static str, read: impl Fn(&mut Cells) -> Option<T>) -> Vec<T> {
    text.lines().skip(1).filter_map(|line| read(&mut Cells { rest: Some(line) })).collect()
}

/// The cells of one row, taken from left to right.
pub(crate) struct Cells {
    rest: Option<&'static str>,
}

impl Cells {
    /// The next cell as text; `None` past the end of the row.
    pub(crate) fn text(&mut self) -> Option<&'static str> {
        let rest = self.rest?;
        let (cell, rest) = match rest.split_once('\t') {
            Some((cell, rest)) => (cell, Some(rest)),
            None => (rest, None),
        };
        self.rest = rest;
        Some(cell)
    }

    /// The next cell, which must read as `T`.
    pub(crate) fn value<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.text()?.parse().ok()
    }

    /// The next cell, which may be empty.
    pub(crate) fn maybe<T: std::str::FromStr>(&mut self) -> Option<Option<T>> {
        match self.text()? {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        }
    }

    /// The next cell as a day, which may be empty.
    pub(crate) fn day(&mut self) -> Option<Option<Day>> {
        match self.text()? {
            "" => Some(None),
            text => Day::parse(text).ok().map(Some),
        }
    }

    /// The next cell as "0" or "1".
    pub(crate) fn flag(&mut self) -> Option<bool> {
        Some(self.text()? == "1")
    }

    /// Fourteen cells in nutrient order; empty is "not measured".
    pub(crate) fn nutrients(&mut self) -> Option<Nutrients> {
        let mut values = [None; Nutrient::COUNT];
        for value in &mut values {
            *value = self.maybe()?;
        }
        Some(Nutrients::new(values))
    }

    /// A set of nutrients written as hexadecimal bits.
    pub(crate) fn nutrient_set(&mut self) -> Option<NutrientSet> {
        match self.text()? {
            "" => Some(NutrientSet(0)),
            bits => u16::from_str_radix(bits, 16).ok().map(NutrientSet),
        }
    }

    /// Words divided by `|`.
    pub(crate) fn words(&mut self) -> Option<Words> {
        self.text().map(Words)
    }
}

/// Some of the nutrients, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NutrientSet(u16);

impl NutrientSet {
    /// Is this nutrient in the set?
    pub fn contains(self, nutrient: Nutrient) -> bool {
        self.0 & (1 << (nutrient as u16)) != 0
    }

    /// Is the set empty?
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The nutrients of the set, in stored order.
    pub fn iter(self) -> impl Iterator<Item = Nutrient> {
        Nutrient::ALL.into_iter().filter(move |nutrient| self.contains(*nutrient))
    }
}

/// A list of words kept in its written form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(&'static str);

impl Words {
    /// No words.
    pub(crate) const fn none() -> Self {
        Self("")
    }

    /// The words one by one.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.split('|').filter(|word| !word.is_empty())
    }
}
