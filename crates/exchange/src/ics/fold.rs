//! Lines of RFC 5545: folded to 75 octets, texts escaped.

/// Adds a content line, folded.
///
/// # Source
/// RFC 5545, 3.1: lines end with CRLF and SHOULD NOT be longer than 75 octets, without the line break; a long line goes
/// on after CRLF and one blank. A character is never cut, as the section advises for UTF-8.
pub(super) fn line(out: &mut String, content: &str) {
    let mut octets = 0;
    for letter in content.chars() {
        if octets + letter.len_utf8() > MOST_OCTETS {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(letter);
        octets += letter.len_utf8();
    }
    out.push_str("\r\n");
}

/// A TEXT value.
///
/// # Source
/// RFC 5545, 3.3.11: backslash, semicolon and comma are escaped, a line break is `\n`. Other control characters are not
/// allowed and are left out.
pub(super) fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

const MOST_OCTETS: usize = 75;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As a reader does: RFC 5545, 3.1, "unfolding".
    fn unfolded(folded: &str) -> String {
        folded.replace("\r\n ", "").trim_end_matches("\r\n").to_owned()
    }

    #[test]
    fn the_example_of_the_rfc_unfolds() {
        // RFC 5545, 3.1: a long description over two lines is one line again.
        let long = "DESCRIPTION:This is a long description that exists on a long line and goes on and on.";
        let mut out = String::new();
        line(&mut out, long);
        assert_eq!(out.matches("\r\n").count(), 2);
        assert_eq!(unfolded(&out), long);
    }

    #[test]
    fn texts_are_escaped_as_the_rfc_says() {
        assert_eq!(text("a,b;c\\d\r\ne\nf\u{7}"), "a\\,b\\;c\\\\d\\ne\\nf");
        assert_eq!(text("5種混合：1回目"), "5種混合：1回目");
    }

    #[test]
    fn seventy_five_octets_stay_one_line_and_seventy_six_do_not() {
        for (octets, breaks) in [(75, 1), (76, 2)] {
            let mut out = String::new();
            line(&mut out, &"a".repeat(octets));
            assert_eq!(out.matches("\r\n").count(), breaks, "{octets}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(value in "\\PC{0,200}") {
            let mut out = String::new();
            line(&mut out, &value);
            prop_assert!(out.ends_with("\r\n"));
            prop_assert!(out.split("\r\n").all(|part| part.len() <= 75));
            prop_assert_eq!(unfolded(&out), value);
        }

        #[test]
        fn an_escaped_text_holds_no_line_break(value: String) {
            let escaped = text(&value);
            prop_assert!(!escaped.contains(['\r', '\n']));
        }
    }
}
