//! Digits as people and phones write them.

/// What one letter of a typed code is.
pub(crate) enum Letter {
    Digit(u8),
    Separator,
    Strange,
}

/// Reads a letter: half-width and full-width digits; any blank, hyphen, dash, long vowel mark, dot or comma between.
pub(crate) fn read(letter: char) -> Letter {
    let digit = match letter {
        '0'..='9' => u32::from(letter) - u32::from('0'),
        '０'..='９' => u32::from(letter) - u32::from('０'),
        _ if letter.is_whitespace() || SEPARATORS.contains(&letter) => return Letter::Separator,
        _ => return Letter::Strange,
    };
    u8::try_from(digit).map_or(Letter::Strange, Letter::Digit)
}

const SEPARATORS: [char; 34] = [
    '-', '_', '.', ',', '/', ':', '~', '‐', '‑', '‒', '–', '—', '―', '−', '﹣', '－', 'ー', 'ｰ', '─', '━',
    '〜', '～', '・', '･', '．', '，', '、', '。', '｡', '､', '／', '＿', '\u{200b}', '\u{feff}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_widths_of_digits_are_read() {
        for (letter, value) in ('0'..='9').chain('０'..='９').zip((0..10).chain(0..10)) {
            assert!(matches!(read(letter), Letter::Digit(digit) if digit == value));
        }
    }

    #[test]
    fn what_keyboards_put_between_digits_separates_and_the_rest_is_strange() {
        for letter in [' ', '　', '\n', '\t', '-', 'ー', '―', '－', '−', '・', '\u{a0}'] {
            assert!(matches!(read(letter), Letter::Separator), "{letter:?}");
        }
        for letter in ['a', 'O', '〇', '一', '二', '①', '٣', '½', '😀', '\0'] {
            assert!(matches!(read(letter), Letter::Strange), "{letter:?}");
        }
    }
}
