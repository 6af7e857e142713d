//! Figures, texts and how wide they will be.

/// A number with a comma every three digits.
pub(crate) fn figure(value: f64, decimals: usize) -> String {
    let plain = format!("{value:.decimals$}");
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, f)| (whole, Some(f)));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let zero = out.chars().all(|c| c == '0') && fraction.is_none_or(|f| f.chars().all(|c| c == '0'));
    let sign = if zero { "" } else { sign };
    fraction.map_or(format!("{sign}{out}"), |f| format!("{sign}{out}.{f}"))
}

/// How wide a text will be, px: a full em for what lies beyond Latin, 0.62 for the rest (a bold figure of Noto Sans is
/// 0.58 em). Only used to keep room, so too much is better than too little.
pub(crate) fn width(text: &str, text_px: f64) -> f64 {
    text.chars().map(|c| if c < '\u{2000}' { 0.62 } else { 1.0 }).sum::<f64>() * text_px
}

/// Text for an element or attribute of XML 1.0. Characters it may not hold are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..'\u{20}' | '\u{7f}'..'\u{a0}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_commas_and_no_negative_zero() {
        assert_eq!(figure(8000.0, 0), "8,000");
        assert_eq!(figure(1_234_567.25, 1), "1,234,567.2");
        assert_eq!(figure(58.6, 1), "58.6");
        assert_eq!(figure(-0.04, 1), "0.0");
        assert_eq!(figure(-1200.0, 0), "-1,200");
        assert_eq!(figure(999.0, 0), "999");
    }

    #[test]
    fn texts_are_escaped_and_forbidden_characters_dropped() {
        assert_eq!(escape("<b>&\"'\u{0}\u{1b}\n上"), "&lt;b&gt;&amp;&quot;&#39; 上");
    }
}
