use crate::line::Line;
use crate::words::{JOINTS, close};

/// How someone feels, as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Feeling {
    pub(crate) level: u8,
    /// 体調 or 調子 stands before it.
    pub(crate) labelled: bool,
    pub(crate) end: usize,
}

/// Reads 体調よい, 調子はまあまあ, だるい.
pub(crate) fn feeling(line: &Line, at: usize) -> Option<Feeling> {
    let label = line.any(at, LABELS);
    let start = label.map_or(at, |end| line.skip(end, JOINTS));
    let very = line.any(start, VERY);
    let word = very.map_or(start, |end| line.spaces(end));
    let found = WORDS.iter().filter_map(|(words, level)| line.any(word, words).map(|end| (end, *level)));
    let (end, level) = found.max_by_key(|(end, _)| *end)?;
    let end = close(line, end, false)?;
    let level = match (very, level) {
        (Some(_), 2) => 1,
        (Some(_), 4) => 5,
        (Some(_), 3) => return None,
        (_, level) => level,
    };
    Some(Feeling { level, labelled: label.is_some(), end })
}

const LABELS: &[&str] =
    &["体調", "調子", "気分", "たいちょう", "具合", "からだの調子", "体の調子", "condition", "taichou"];
const VERY: &[&str] = &["とても", "すごく", "大変", "かなり", "非常に", "very"];

const WORDS: &[(&[&str], u8)] = &[
    (&["絶好調", "最高", "抜群", "excellent"], 1),
    (
        &[
            "よい",
            "良い",
            "いい",
            "よかった",
            "良かった",
            "良好",
            "元気",
            "好調",
            "快調",
            "快適",
            "good",
            "fine",
            "ii",
            "yoi",
        ],
        2,
    ),
    (
        &[
            "ふつう",
            "普通",
            "まあまあ",
            "まずまず",
            "いつも通り",
            "いつもどおり",
            "変わりなし",
            "normal",
            "so-so",
            "futsuu",
        ],
        3,
    ),
    (
        &[
            "わるい",
            "悪い",
            "悪かった",
            "わるかった",
            "不調",
            "いまいち",
            "今ひとつ",
            "いまひとつ",
            "だるい",
            "だるかった",
            "しんどい",
            "しんどかった",
            "疲れた",
            "疲れ気味",
            "つかれた",
            "bad",
            "tired",
            "warui",
            "darui",
        ],
        4,
    ),
    (&["最悪", "つらい", "辛い", "つらかった", "terrible"], 5),
];
