//! Every phrase of `phrases/*.tsv` must read exactly as written beside it.

mod support;

use support::{SmallLexicon, evening, shown};

fn rows(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once('\t').unwrap_or((line, "")))
}

fn wrong(text: &str) -> Vec<String> {
    let lexicon = SmallLexicon::new();
    let mut wrong = Vec::new();
    for (phrase, expected) in rows(text) {
        let phrase = phrase.replace("\\n", "\n");
        let read = shown(&phrase, evening(), &lexicon);
        if read != expected {
            wrong.push(format!("{phrase}\n  expected {expected}\n  read     {read}"));
        }
    }
    wrong
}

#[test]
fn phrases_written_by_hand_read_as_written() {
    let wrong = wrong(include_str!("phrases/hand.tsv"));
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nothing_unclear_becomes_a_fact_in_silence() {
    let lexicon = SmallLexicon::new();
    let mut silent = Vec::new();
    for (phrase, _) in rows(include_str!("phrases/negative.tsv")) {
        let read = henro_phrase::parse(phrase, evening(), &lexicon).unwrap();
        if !read.facts.is_empty() {
            silent.push(format!("{phrase}  ->  {}", shown(phrase, evening(), &lexicon)));
        }
    }
    assert!(silent.is_empty(), "{} silent:\n{}", silent.len(), silent.join("\n"));
}
