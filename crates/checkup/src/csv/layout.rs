//! A profile as a file: TOML in and out. What cannot be used is told by its line.

use std::ops::Range;

use super::profile::{Item, Layout, Map, Profile, pattern};

/// Why a profile is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// Larger than 256 KB, or more than 500 items.
    #[error("profile too large")]
    TooLarge,
    /// No TOML, or not of this shape.
    #[error("profile not readable at line {line}")]
    Shape {
        /// Line.
        line: u32,
    },
    /// Another format.
    #[error("another format of profile")]
    Format,
    /// An item the catalogue does not have.
    #[error("unknown item in profile at line {line}")]
    Item {
        /// Line on which the item begins.
        line: u32,
    },
    /// A pattern, a delimiter or a table that cannot be used, or a person who would be the same in every row.
    #[error("part of the profile at line {line} cannot be used")]
    Part {
        /// Line on which the part begins.
        line: u32,
    },
}

impl Profile {
    /// Reads a profile and looks whether it can be used.
    ///
    /// # Errors
    /// As [`ProfileError`].
    pub fn read(text: &str) -> Result<Self, ProfileError> {
        if text.len() > MOST_BYTES {
            return Err(ProfileError::TooLarge);
        }
        let profile: Self = toml::from_str(text).map_err(|error| ProfileError::Shape {
            line: error.span().map_or(1, |span| line_at(text, span)),
        })?;
        if profile.format != FORMAT {
            return Err(ProfileError::Format);
        }
        if profile.item.len() > MOST_ITEMS {
            return Err(ProfileError::TooLarge);
        }
        if let Some((key, nth)) = profile.unusable() {
            return Err(ProfileError::Part { line: line_of(text, key, nth) });
        }
        let known = |item: &Item| item.codes().all(|code| henro_reference::checkup_item(code).is_some());
        match profile.item.iter().position(|item| !known(item)) {
            Some(nth) => Err(ProfileError::Item { line: line_of(text, "item", nth) }),
            None => Ok(profile),
        }
    }

    /// The profile as a file that [`Profile::read`] reads as the same. `None` where a value has no form in TOML, which none of a
    /// profile has.
    pub fn to_toml(&self) -> Option<String> {
        toml::to_string(self).ok()
    }

    /// The first part that cannot be used: its key and, of several, which.
    fn unusable(&self) -> Option<(&'static str, usize)> {
        let file = &self.file;
        let letters = [file.delimiter, file.quote].iter().all(char::is_ascii);
        let long = file.layout == Layout::Wide || self.long.is_some();
        let header = (1..=3).contains(&file.header_rows) && file.skip_rows <= 50;
        if !letters || !long || !header || !file.trailer.iter().all(|text| pattern(text).is_some()) {
            return Some(("file", 0));
        }
        if !self.matches.file_name.iter().all(|text| pattern(text).is_some()) {
            return Some(("match", 0));
        }
        // Whose a row is, its own cells say: a name written once for all of them, or behind a word of another column, would let anybody's
        // through.
        let who = &self.person;
        let fields = [&who.id, &who.name, &who.kana, &who.birth];
        let named =
            fields.into_iter().flatten().any(|field| field.constant.is_some() || !field.map.is_empty());
        if named || who.sex.as_ref().is_some_and(|sex| sex.constant.is_some()) {
            return Some(("person", 0));
        }
        let nth = self.item.iter().position(|item| !self.can_use(item))?;
        Some(("item", nth))
    }

    fn can_use(&self, item: &Item) -> bool {
        let maps = item.map.iter().chain(item.map_by_date.iter().map(|one| &one.map));
        let mut named = maps.filter_map(|map| match map {
            Map::Named(name) => Some(name),
            Map::Inline(_) => None,
        });
        item.split.iter().all(|split| pattern(&split.pattern).is_some())
            && named.all(|name| self.maps.contains_key(name))
    }
}

/// The line on which a part begins.
fn line_of(text: &str, key: &str, nth: usize) -> u32 {
    let span = || {
        let table = toml::de::DeTable::parse(text).ok()?.into_inner();
        let part = table.get(key)?;
        let one = part.get_ref().as_array().and_then(|all| all.get(nth));
        Some(one.map_or(part.span(), |one| one.span()))
    };
    span().map_or(1, |span| line_at(text, span))
}

fn line_at(text: &str, span: Range<usize>) -> u32 {
    let before = text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

const FORMAT: &str = "phr-checkup-profile/1";
const MOST_BYTES: usize = 256 * 1024;
const MOST_ITEMS: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "format = 'phr-checkup-profile/1'\nid = 'a'\nname = 'b'\n[file]\nlayout = 'wide'\n[person]\n[exam]\ndate = { col = '受診日', formats = ['yyyy/m/d'] }\n";
    const HEIGHT: &str = "[[item]]\ncol = 'h'\ncode = '9N001000000000001'\n";

    #[test]
    fn a_small_profile_is_enough_and_faults_are_told_by_their_line() {
        assert!(Profile::read(SMALL).is_ok());
        let error = |more: &str| Profile::read(&format!("{SMALL}{more}")).err();
        // The small one has 8 lines, an item of height 3.
        assert_eq!(error("[[item]]\ncol = 'a'\ncode = 'x'"), Some(ProfileError::Item { line: 9 }));
        let second = format!("{HEIGHT}[[item]]\ncol = 'a'\ncode = 'x'");
        assert_eq!(error(&second), Some(ProfileError::Item { line: 12 }));
        assert_eq!(error("[[item]]\ncol = 'a'\nscript = 'rm'"), Some(ProfileError::Shape { line: 11 }));
        assert_eq!(error("[[item]]\ncol = 'a"), Some(ProfileError::Shape { line: 10 }));
        let bad = format!("{HEIGHT}[[item]]\ncol = 'a'\nsplit = {{ pattern = '(', codes = [] }}");
        assert_eq!(error(&bad), Some(ProfileError::Part { line: 12 }));
        let lost = "[[item]]\ncol = 'a'\ncode = '9N001000000000001'\nmap = 'nowhere'";
        assert_eq!(error(lost), Some(ProfileError::Part { line: 9 }));
        let with = |from: &str, to: &str| Profile::read(&SMALL.replace(from, to)).err();
        assert_eq!(with("'wide'", "'wide'\nskip_rows = 51"), Some(ProfileError::Part { line: 4 }));
        assert_eq!(with("/1'", "/2'"), Some(ProfileError::Format));
        assert_eq!(Profile::read(&" ".repeat(300_000)).err(), Some(ProfileError::TooLarge));
    }

    #[test]
    fn nobody_is_named_for_every_row() {
        let whose =
            |field: &str| Profile::read(&SMALL.replace("[person]", &format!("[person]\n{field}"))).err();
        for field in ["name", "kana", "sex", "birth", "id"] {
            let field = format!("{field} = {{ const = 'female' }}");
            assert_eq!(whose(&field), Some(ProfileError::Part { line: 6 }), "{field}");
        }
        for field in ["name", "kana", "birth", "id"] {
            let field = format!("{field} = {{ col = '年度', map = {{ '2024' = '山田 花子' }} }}");
            assert_eq!(whose(&field), Some(ProfileError::Part { line: 6 }), "{field}");
        }
        assert_eq!(whose("name = { col = '氏名' }"), None);
        assert_eq!(whose("sex = { col = '性別', map = { '女' = 'female' } }"), None);
    }
}
