//! The fuzz target's function on a seeded corpus of broken phrases and on generated ones, so that it also runs on
//! a stable compiler.

#[path = "../../exchange/tests/broken/dice.rs"]
mod dice;

use dice::Dice;
use proptest::prelude::*;

include!("../fuzz/parse_any.rs");

fn corpus() -> Vec<&'static str> {
    [
        include_str!("phrases/hand.tsv"),
        include_str!("phrases/negative.tsv"),
        include_str!("phrases/families.tsv"),
    ]
    .into_iter()
    .flat_map(str::lines)
    .filter(|line| !line.starts_with('#'))
    .filter_map(|line| line.split('\t').next())
    .collect()
}

#[test]
fn no_broken_phrase_panics_or_makes_an_unsound_parse() {
    const LETTERS: [char; 24] = [
        '0', '9', '.', ',', '/', '-', ' ', '\n', '、', '。', 'の', 'と', '万', '千', '半', '度', '杯', 'k',
        'ﾞ', '\u{301}', '\u{0}', '😀', '㎏', '½',
    ];
    let corpus = corpus();
    let mut dice = Dice(0x4845_4E52_4F21);
    for _ in 0..2_000 {
        let mut letters: Vec<char> = corpus[dice.roll(corpus.len())].chars().collect();
        for _ in 0..=dice.roll(4) {
            let at = dice.roll(letters.len() + 1);
            match dice.roll(4) {
                0 => letters.insert(at, LETTERS[dice.roll(LETTERS.len())]),
                1 if at < letters.len() => {
                    letters.remove(at);
                }
                2 => letters.truncate(at),
                _ => {
                    let other: Vec<char> = corpus[dice.roll(corpus.len())].chars().collect();
                    letters.splice(at..at, other);
                }
            }
        }
        parse_any(&letters.into_iter().collect::<String>());
    }
}

#[test]
fn a_line_beyond_the_limit_is_one_error() {
    let now = LineContext {
        today: Day::new(2026, 11, 22).unwrap(),
        day: Day::new(2026, 11, 22).unwrap(),
        minute: None,
        slot: MealSlot::Dinner,
    };
    assert!(parse(&"あ".repeat(2_000), now, &TinyLexicon).is_ok());
    assert_eq!(parse(&"あ".repeat(2_001), now, &TinyLexicon), Err(henro_phrase::Error::TooLong));
    assert_eq!(parse(&"a".repeat(10_000_000), now, &TinyLexicon), Err(henro_phrase::Error::TooLong));
}

#[test]
fn the_longest_lines_of_every_kind_end_soon() {
    for piece in [
        "1",
        "一",
        "の",
        " ",
        "128/82 ",
        "うどんと",
        "7時",
        "1/",
        "朝",
        "体重63.5",
        "体",
        "1分",
        "と",
        "%",
        "𝟙",
        "ﾞ",
    ] {
        let line: String = piece.chars().cycle().take(2_000).collect();
        parse_any(&line);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_soundly(line in "\\PC{0,60}") {
        parse_any(&line);
    }

    #[test]
    fn any_text_of_our_words_parses_soundly(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "朝", "昨日", "7時", "128", "/", "82", "の", "脈", "66", "体重", "63.5", "kg", "歩", "千", "五", "うどん",
                "と", "日本酒", "1", "合", "半", "散歩", "30分", "、", "。", " ", "\n", "妻", "なかった", "体調", "よい",
                "36", "度", "5", "分", "日記", "明日", "11/20", "24:00", "-", ".", ",", "㎏", "ｳﾄﾞﾝ", "大瓶", "2本",
            ]),
            0..14,
        )
    ) {
        parse_any(&words.concat());
    }
}
