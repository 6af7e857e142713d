//! Reading Rust source just far enough to measure it: comments and texts are blanked, functions are found.

/// A function and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of `fn`, from 1.
    pub line: usize,
    /// Lines from `fn` to the closing brace.
    pub length: usize,
}

/// The source with the insides of comments, strings and character literals turned into spaces. Lines stay lines.
pub fn blanked(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (taken, code) = token(rest, first);
        let (head, tail) = rest.split_at(taken.clamp(first.len_utf8(), rest.len()));
        if code {
            out.push_str(head);
        } else {
            out.extend(head.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = tail;
    }
    out
}

/// The length of the next piece and whether it is code.
fn token(rest: &str, first: char) -> (usize, bool) {
    match first {
        '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
        '/' if rest.starts_with("/*") => (block_comment(rest), false),
        '"' => (quoted(rest, 1), false),
        '\'' => char_literal(rest).map_or((1, true), |length| (length, false)),
        'r' | 'b' | 'c' if text_prefix(rest).is_some() => (text_prefix(rest).unwrap_or(1), false),
        c if c == '_' || c.is_alphanumeric() => (word(rest), true),
        c => (c.len_utf8(), true),
    }
}

fn word(rest: &str) -> usize {
    rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len())
}

/// Length of a comment that may hold comments.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(tail) = rest.get(at..) {
        if tail.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if tail.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            match tail.chars().next() {
                Some(c) => at += c.len_utf8(),
                None => break,
            }
        }
    }
    rest.len()
}

/// Length of a text whose opening quote ends at `from`.
fn quoted(rest: &str, from: usize) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().filter(|(at, _)| *at >= from) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`, `b'…'`; `None` when it is a name that begins so.
fn text_prefix(rest: &str) -> Option<usize> {
    let letters = rest.find(|c| !matches!(c, 'r' | 'b' | 'c')).filter(|length| *length <= 2)?;
    let (prefix, tail) = rest.split_at(letters);
    if prefix == "b" && tail.starts_with('\'') {
        return char_literal(tail).map(|length| letters + length);
    }
    if !prefix.contains('r') {
        return tail.starts_with('"').then(|| quoted(rest, letters + 1));
    }
    let hashes = tail.len() - tail.trim_start_matches('#').len();
    let body = tail.trim_start_matches('#').strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let open = letters + hashes + 1;
    Some(body.find(&close).map_or(rest.len(), |at| open + at + close.len()))
}

/// Length of `'x'` or `'\n'`; `None` for a lifetime.
fn char_literal(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    if body.starts_with('\\') {
        // At least one character stands after the backslash, and it may be a quote.
        let skip = 1 + body.chars().nth(1)?.len_utf8();
        return body.get(skip..)?.find('\'').map(|at| 1 + skip + at + 1);
    }
    let c = body.chars().next()?;
    body.get(c.len_utf8()..)?.starts_with('\'').then(|| 1 + c.len_utf8() + 1)
}

/// The functions of a blanked source. A declaration without a body is none.
pub fn functions(blanked: &str) -> Vec<Function> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = blanked.get(from..).and_then(|tail| tail.find("fn ")).map(|at| from + at) {
        from = at + 3;
        let before = blanked.get(..at).unwrap_or_default();
        if before.ends_with(|c: char| c == '_' || c.is_alphanumeric()) {
            continue;
        }
        let tail = blanked.get(from..).unwrap_or_default();
        let name = tail.get(..word(tail)).unwrap_or_default();
        let Some(length) = body(tail).filter(|_| !name.is_empty()) else { continue };
        let text = tail.get(..length).unwrap_or_default();
        found.push(Function {
            name: name.to_owned(),
            line: before.matches('\n').count() + 1,
            length: text.matches('\n').count() + 1,
        });
    }
    found
}

/// From the name of a function to the end of its body.
fn body(tail: &str) -> Option<usize> {
    let mut brackets = 0_i32;
    let mut braces = 0_i32;
    for (at, c) in tail.char_indices() {
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets -= 1,
            ';' if brackets == 0 && braces == 0 => return None,
            '{' => braces += 1,
            '}' => {
                braces -= 1;
                if braces <= 0 && brackets <= 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The part of a Rust file before its trailing `#[cfg(test)] mod …`.
pub fn before_tests(blanked: &str) -> &str {
    let at = blanked.rmatch_indices("\n#[cfg(test)]\nmod ").map(|(at, _)| at).last();
    at.and_then(|at| blanked.get(..at)).unwrap_or(blanked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blanked_and_code_stays() {
        let source = "let a = \"fn x() {\"; // fn y() {\n/* fn /* z */ { */ let b = '{'; let c = r#\"}\"#;";
        let blank = blanked(source);
        assert!(!blank.contains("fn") && !blank.contains('{') && !blank.contains('}'));
        assert_eq!(blank.lines().count(), 2);
        assert_eq!(blank.split_whitespace().collect::<Vec<_>>().join(" "), "let a = ; let b = ; let c = ;");
    }

    #[test]
    fn a_lifetime_is_no_text() {
        let blank = blanked("fn f<'a>(x: &'a str) -> char { '\\'' }");
        assert_eq!(functions(&blank), [Function { name: "f".into(), line: 1, length: 1 }]);
        assert!(blank.contains("&'a str"));
    }

    #[test]
    fn a_name_that_begins_like_a_text_stays() {
        assert_eq!(blanked("crab(b\"x\", rest)"), "crab(    , rest)");
    }

    #[test]
    fn functions_are_measured_from_fn_to_the_closing_brace() {
        let source = "struct S;\nimpl S {\n    pub fn one(&self) -> [u8; 2] {\n        if true {\n        }\n        [0; 2]\n    }\n    fn declared(&self);\n}\nfn two() {}\n";
        let found = functions(&blanked(source));
        let names: Vec<_> = found.iter().map(|it| (it.name.as_str(), it.line, it.length)).collect();
        assert_eq!(names, [("one", 3, 5), ("two", 10, 1)]); // lines 3 to 7, and line 10
    }

    #[test]
    fn the_trailing_tests_are_left_out() {
        let source = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        assert_eq!(functions(before_tests(&blanked(source))).len(), 1);
    }

    #[test]
    fn unfinished_source_ends_without_a_panic() {
        for source in ["\"abc", "/* abc", "r#\"abc", "'\\", "fn ", "fn x(", "b'", "'"] {
            functions(&blanked(source));
        }
    }
}
