//! One loose spelling for kana and for every common romanisation.

/// Hiragana and Latin letters as one loose Latin spelling; other characters stay.
///
/// Kunrei consonants, no doubled letter, no long vowel: とんかつ, tonkatu and tonkatsu are all
/// `tonkatu`; ラーメン, ramen and raamen are `ramen`. English words pass through the same mill, so
/// they still meet themselves.
pub(super) fn loose(text: &str) -> String {
    let mut latin = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(this) = rest.next() {
        match kana(this, rest.peek().copied()) {
            Some((letters, both)) => {
                latin.push_str(letters);
                if both {
                    rest.next();
                }
            }
            None => latin.push(this),
        }
    }
    shorten(&consonants(&latin))
}

/// Letters of one kana, or of a kana with the small one after it (then true).
fn kana(this: char, next: Option<char>) -> Option<(&'static str, bool)> {
    if let Some(next) = next
        && matches!(next, 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'ゃ' | 'ゅ' | 'ょ')
        && let Some((_, letters)) = PAIRS.iter().find(|((a, b), _)| (*a, *b) == (this, next))
    {
        return Some((letters, true));
    }
    let place = (this as usize).checked_sub('ぁ' as usize)?;
    KANA.get(place).map(|letters| (*letters, false))
}

/// Hepburn, IME and English spellings brought to one.
fn consonants(latin: &str) -> String {
    let mut out = String::with_capacity(latin.len());
    let mut rest = latin;
    while let Some(this) = rest.chars().next() {
        let ruled = matches!(this, 'c' | 'd' | 'f' | 'j' | 'p' | 's' | 't');
        let rule = RULES.iter().filter(|_| ruled).find(|(from, _)| rest.starts_with(from));
        if let Some((from, to)) = rule {
            out.push_str(to);
            rest = rest.strip_prefix(from).unwrap_or("");
            continue;
        }
        let after = rest.strip_prefix(this).unwrap_or("");
        let next = after.chars().next();
        match this {
            'm' if matches!(next, Some('b' | 'p' | 'm')) => out.push('n'),
            'h' if out.ends_with('o') && !matches!(next, Some('a' | 'e' | 'i' | 'o' | 'u' | 'y')) => {}
            'j' if matches!(next, Some('a' | 'e' | 'o' | 'u')) => out.push_str("zy"),
            'j' => out.push('z'),
            'c' | 'q' => out.push('k'),
            'l' => out.push('r'),
            'v' => out.push('b'),
            'ー' | 'っ' => {}
            _ => out.push(this),
        }
        rest = after;
    }
    out
}

/// No letter twice in a row, no `ou`, no `ei`.
fn shorten(latin: &str) -> String {
    let mut out = String::with_capacity(latin.len());
    let mut last = ' ';
    for this in latin.chars() {
        let long = matches!((last, this), ('o', 'u') | ('e', 'i'));
        if long || (this == last && this.is_ascii_alphabetic()) {
            continue;
        }
        out.push(this);
        last = this;
    }
    out
}

const RULES: [(&str, &str); 19] = [
    ("cchi", "ti"),
    ("cch", "ty"),
    ("tchi", "ti"),
    ("tch", "ty"),
    ("shi", "si"),
    ("sh", "sy"),
    ("chi", "ti"),
    ("ch", "ty"),
    ("cy", "ty"),
    ("tsu", "tu"),
    ("ts", "t"),
    ("thi", "ti"),
    ("dz", "z"),
    ("dhi", "zi"),
    ("di", "zi"),
    ("du", "zu"),
    ("jy", "zy"),
    ("fu", "hu"),
    ("ph", "f"),
];

const PAIRS: [((char, char), &str); 54] = [
    (('き', 'ゃ'), "kya"),
    (('き', 'ゅ'), "kyu"),
    (('き', 'ょ'), "kyo"),
    (('ぎ', 'ゃ'), "gya"),
    (('ぎ', 'ゅ'), "gyu"),
    (('ぎ', 'ょ'), "gyo"),
    (('し', 'ゃ'), "sya"),
    (('し', 'ゅ'), "syu"),
    (('し', 'ょ'), "syo"),
    (('し', 'ぇ'), "sye"),
    (('じ', 'ゃ'), "zya"),
    (('じ', 'ゅ'), "zyu"),
    (('じ', 'ょ'), "zyo"),
    (('じ', 'ぇ'), "zye"),
    (('ち', 'ゃ'), "tya"),
    (('ち', 'ゅ'), "tyu"),
    (('ち', 'ょ'), "tyo"),
    (('ち', 'ぇ'), "tye"),
    (('ぢ', 'ゃ'), "zya"),
    (('ぢ', 'ゅ'), "zyu"),
    (('ぢ', 'ょ'), "zyo"),
    (('つ', 'ぁ'), "ta"),
    (('つ', 'ぇ'), "te"),
    (('つ', 'ぉ'), "to"),
    (('て', 'ぃ'), "ti"),
    (('で', 'ぃ'), "zi"),
    (('で', 'ゅ'), "zyu"),
    (('と', 'ぅ'), "tu"),
    (('ど', 'ぅ'), "zu"),
    (('に', 'ゃ'), "nya"),
    (('に', 'ゅ'), "nyu"),
    (('に', 'ょ'), "nyo"),
    (('ひ', 'ゃ'), "hya"),
    (('ひ', 'ゅ'), "hyu"),
    (('ひ', 'ょ'), "hyo"),
    (('び', 'ゃ'), "bya"),
    (('び', 'ゅ'), "byu"),
    (('び', 'ょ'), "byo"),
    (('ぴ', 'ゃ'), "pya"),
    (('ぴ', 'ゅ'), "pyu"),
    (('ぴ', 'ょ'), "pyo"),
    (('ふ', 'ぁ'), "fa"),
    (('ふ', 'ぃ'), "fi"),
    (('ふ', 'ぇ'), "fe"),
    (('ふ', 'ぉ'), "fo"),
    (('み', 'ゃ'), "mya"),
    (('み', 'ゅ'), "myu"),
    (('み', 'ょ'), "myo"),
    (('り', 'ゃ'), "rya"),
    (('り', 'ゅ'), "ryu"),
    (('り', 'ょ'), "ryo"),
    (('う', 'ぃ'), "wi"),
    (('う', 'ぇ'), "we"),
    (('う', 'ぉ'), "wo"),
];

/// From ぁ (U+3041) to ゔ (U+3094), in code order; っ is dropped.
const KANA: [&str; 84] = [
    "a", "a", "i", "i", "u", "u", "e", "e", "o", "o", "ka", "ga", "ki", "gi", "ku", "gu", "ke", "ge", "ko",
    "go", "sa", "za", "si", "zi", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "ti", "zi", "", "tu", "zu",
    "te", "de", "to", "do", "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi", "pi", "hu", "bu",
    "pu", "he", "be", "pe", "ho", "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu", "yu", "yo",
    "yo", "ra", "ri", "ru", "re", "ro", "wa", "wa", "i", "e", "o", "n", "bu",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hepburn_kunrei_and_kana_are_one_spelling() {
        for (kana, others) in [
            ("とんかつ", ["tonkatu", "tonkatsu", "tonnkatsu"]),
            ("らーめん", ["ramen", "raamen", "raーmen"]),
            ("なっとう", ["natto", "nattou", "nattoh"]),
            ("まっちゃ", ["matcha", "maccha", "mattya"]),
            ("てんぷら", ["tempura", "tenpura", "tennpura"]),
            ("ぎょうざ", ["gyoza", "gyouza", "gyooza"]),
            ("しゅうまい", ["shumai", "syuumai", "shuumai"]),
            ("こんにゃく", ["konnyaku", "konyaku", "konnnyaku"]),
            ("ちぢみ", ["chijimi", "tidimi", "tizimi"]),
            ("ふらいどちきん", ["furaidochikin", "huraidotikin", "furaidotikin"]),
        ] {
            for other in others {
                assert_eq!(loose(kana), loose(other), "{kana} {other}");
            }
        }
    }

    #[test]
    fn different_dishes_stay_different() {
        assert_ne!(loose("うどん"), loose("おでん"));
        assert_ne!(loose("さけ"), loose("さば"));
        assert_ne!(loose("かき"), loose("がき"));
    }

    #[test]
    fn kanji_and_digits_stay() {
        assert_eq!(loose("鮭2切れ"), "鮭2切re");
    }

    #[test]
    fn the_kana_table_is_in_code_order() {
        // Unicode: か U+304B, ん U+3093, ゔ U+3094.
        for (kana, letters) in
            [('か', "ka"), ('っ', ""), ('な', "na"), ('ん', "n"), ('ゔ', "bu"), ('を', "o")]
        {
            assert_eq!(super::kana(kana, None), Some((letters, false)), "{kana}");
        }
        assert_eq!(super::kana('ー', None), None);
        assert_eq!(super::kana('漢', None), None);
    }
}
