/// Why a page is not made. Never says what was to stand on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// This field is empty, has a control character, or is longer than the page has room for.
    #[error("a field does not fit the page: {0:?}")]
    Field(Field),
    /// The page is full before everything stands on it.
    #[error("the page is full")]
    Full,
    /// The PDF could not be put together.
    #[error("the page could not be written")]
    Write,
}

/// What the caller puts on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// The groups of a code: up to twelve, five digits each.
    Groups,
    /// The person whose record it is.
    Person,
    /// Who keeps a family share.
    Keeper,
    /// Which of the three shares.
    Share,
    /// The number of the card.
    Number,
    /// The office that issued the card.
    Office,
    /// How to reach the office.
    Contact,
}

impl Field {
    /// One line of a field: not empty, no control characters, at most 60 letters.
    pub(crate) fn checked(self, text: &str) -> Result<&str, Fault> {
        let fine =
            !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
        if fine { Ok(text) } else { Err(Fault::Field(self)) }
    }

    /// The same for a field that may be left for the pen.
    pub(crate) fn checked_if_any(self, text: Option<&str>) -> Result<Option<&str>, Fault> {
        text.map(|text| self.checked(text)).transpose()
    }
}

const LONGEST: usize = 60;
