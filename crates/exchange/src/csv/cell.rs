use henro_domain::Milli;
use unicode_normalization::UnicodeNormalization;

/// Text as it is written into a cell: a `'` before what a spreadsheet would run as a formula, and before a
/// `'` that such a guard could be mistaken for.
pub(super) fn guarded(text: &str) -> String {
    match text.chars().next() {
        Some(first) if is_dangerous(first) => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// Text of a cell without its guard.
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.chars().next().is_some_and(is_dangerous) => rest,
        _ => cell,
    }
}

fn is_dangerous(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠')
}

/// Thousandths as a plain number, `63.4`, `-0.5`.
pub(super) fn milli_text(value: Milli) -> String {
    let milli = value.milli();
    let (whole, rest) = (milli.unsigned_abs() / 1000, milli.unsigned_abs() % 1000);
    let sign = if milli < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{rest:03}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number of up to three decimals, exactly; `None` otherwise.
pub(super) fn milli(text: &str) -> Option<Milli> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(decimals) || digits.ends_with('.') {
        return None;
    }
    let mut thousandths: i64 = whole.parse::<i64>().ok()?.checked_mul(1000)?;
    let mut unit = 100;
    for digit in decimals.bytes() {
        thousandths = thousandths.checked_add(i64::from(digit - b'0') * unit)?;
        unit /= 10;
    }
    // A fourth decimal is lost only if it is zero.
    if decimals.bytes().skip(3).any(|digit| digit != b'0') {
        return None;
    }
    Some(Milli::from_milli(if negative { -thousandths } else { thousandths }))
}

/// A number as foreign files write it: full width, with commas, with its unit behind it. `Ok(None)` if empty.
pub(super) fn loose_milli(cell: &str) -> Result<Option<Milli>, ()> {
    let folded: String = cell.trim().nfkc().collect();
    let text = folded.trim();
    if text.is_empty() || matches!(text, "-" | "--" | "---" | "ー" | "n/a" | "N/A" | "null") {
        return Ok(None);
    }
    let number = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = text.get(number.len()..).unwrap_or("").trim().to_lowercase();
    if !UNITS.contains(&unit.as_str()) {
        return Err(());
    }
    let plain = without_commas(number).ok_or(())?;
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let tidy = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !tidy(whole) || !tidy(decimals) || plain.len() > 24 {
        return Err(());
    }
    // More than three decimals are rounded to the thousandth.
    let value: f64 = plain.parse().map_err(|_| ())?;
    Milli::from_f64(value).map(Some).map_err(|_| ())
}

/// Commas only before groups of three digits: 5,200 but not 63,5.
fn without_commas(number: &str) -> Option<String> {
    let mut groups = number.split(',');
    let first = groups.next()?;
    let mut joined = first.to_owned();
    for group in groups {
        let digits = group.split('.').next().unwrap_or("");
        if digits.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        joined.push_str(group);
    }
    Some(joined)
}

const UNITS: &[&str] =
    &["", "kg", "mmhg", "bpm", "拍", "拍/分", "回", "%", "cm", "°c", "度", "歩", "steps", "mg/dl", "キロ"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_come_back() {
        for text in ["=1+1", "+81", "-x", "@a", "\tx", "\rx", "'quoted", "''", "＝１", "plain", "", "'"] {
            assert_eq!(unguarded(&guarded(text)), text);
        }
        assert_eq!(guarded("=cmd|'/c calc'!A0"), "'=cmd|'/c calc'!A0");
        assert_eq!(unguarded("'tis"), "'tis");
    }

    #[test]
    fn numbers_are_exact_to_the_thousandth() {
        for (text, thousandths) in [("63.4", 63_400), ("0.001", 1), ("-0.5", -500), ("128", 128_000)] {
            assert_eq!(milli(text).unwrap().milli(), thousandths);
            assert_eq!(milli_text(Milli::from_milli(thousandths)), text);
        }
        for text in ["", ".", "1.", ".5", "1e3", "1.0001", "٣", "9999999999999999999", "--1"] {
            assert_eq!(milli(text), None, "{text}");
        }
    }

    #[test]
    fn foreign_numbers_may_carry_width_commas_and_units() {
        let value = |text: &str| loose_milli(text).map(|value| value.map(Milli::milli));
        assert_eq!(value("１２８"), Ok(Some(128_000)));
        assert_eq!(value("5,200歩"), Ok(Some(5_200_000)));
        assert_eq!(value(" 63.5 kg "), Ok(Some(63_500)));
        assert_eq!(value("36.5℃"), Ok(Some(36_500)));
        assert_eq!(value("--"), Ok(None));
        for text in ["63,5", "abc", "1/2", "160lb", "1.2.3", "NaN", "inf", "1e9"] {
            assert_eq!(value(text), Err(()), "{text}");
        }
    }
}
