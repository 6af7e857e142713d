use crate::line::Line;

/// Particles and signs between a name and its number: 体重は63.5, weight: 63.5.
pub(crate) const JOINTS: &[&str] =
    &["は", "が", "の", "を", "も", ":", "=", "値", "、", "is", "約", "およそ"];

/// Words that may close a value and change nothing: 63.5でした.
pub(crate) const CLOSERS: &[&str] =
    &["でした", "です", "だった", "でしたよ", "ですね", "になりました", "くらい", "ぐらい", "ほど", "程度"];

/// True where a clause may end: nothing more, a space, a stop, or the particle between two things.
pub(crate) fn is_break(line: &Line, at: usize) -> bool {
    line.key(at).is_none_or(|key| is_hard(key) || is_soft(key)) || line.word(at, "と").is_some()
}

/// Ends a segment: 、 。 and their kin.
pub(crate) fn is_hard(key: char) -> bool {
    matches!(key, '、' | '。' | ',' | ';' | '\n' | '!' | '?' | '|')
}

/// Ends a sentence: what was said before may no longer hold.
pub(crate) fn is_stop(key: char) -> bool {
    matches!(key, '。' | '\n' | '!' | '?')
}

/// Separates words inside a segment.
pub(crate) fn is_soft(key: char) -> bool {
    matches!(key, ' ' | '・' | '+' | '&' | '(' | ')' | '「' | '」')
}

/// Past closing words; `None` unless a clause ends there. `bare` says the last letter is a digit, so that
/// 63,5 and 63。5 are not read as 63.
pub(crate) fn close(line: &Line, at: usize, bare: bool) -> Option<usize> {
    let end = line.any(at, CLOSERS).unwrap_or(at);
    if bare && end == at && looks_like_decimals(line, at) {
        return None;
    }
    (is_break(line, end) || starts_label(line, end)).then_some(end)
}

/// 63,5 and 63。5: one or two digits after a stop that could have been meant as a point.
fn looks_like_decimals(line: &Line, at: usize) -> bool {
    let stop = matches!(line.key(at), Some(',' | '。' | '・' | '+' | '('));
    let digits = (at + 1..at + 4).take_while(|place| line.is_digit(*place)).count();
    stop && (1..=2).contains(&digits) && is_break(line, at + 1 + digits)
}

/// A word that can only begin another measurement stands here: 128/82脈66体重63.
fn starts_label(line: &Line, at: usize) -> bool {
    line.any(at, LABELS).is_some()
}

const LABELS: &[&str] = &[
    "脈",
    "心拍",
    "体重",
    "血圧",
    "体温",
    "腹囲",
    "体脂肪",
    "身長",
    "血糖",
    "spo2",
    "歩数",
    "夜",
    "朝",
    "昼",
    "熱",
];
