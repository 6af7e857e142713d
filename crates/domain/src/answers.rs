//! The answers of a [`crate::Paper`] as one text: how they lie in a row and travel between devices.

use serde::{Deserialize, Serialize};

use crate::{Answer, Error};

/// Answers as they are stored: a list, each with `q` question, `c` choice, `t` words.
pub fn answers_text(answers: &[Answer]) -> String {
    let spelt = |answer: &Answer| Spelt {
        q: answer.question.clone(),
        c: answer.choice.clone(),
        t: answer.words.clone(),
    };
    let all: Vec<Spelt> = answers.iter().map(spelt).collect();
    serde_json::to_string(&all).expect("texts alone can always be spelt")
}

/// Reads stored answers, whatever another device wrote: at most 500; what a newer version added to one is left out.
pub fn answers_of(text: &str) -> Result<Vec<Answer>, Error> {
    let all: Vec<Spelt> = serde_json::from_str(text).map_err(|_| Error::Word)?;
    if all.len() > MOST_ANSWERS {
        return Err(Error::Number);
    }
    let answer = |Spelt { q, c, t }| Answer { question: q, choice: c, words: t };
    Ok(all.into_iter().map(answer).collect())
}

/// What a paper is about as it is stored: a list of codes, at most 500.
pub fn about_of(text: &str) -> Result<Vec<String>, Error> {
    let all: Vec<String> = serde_json::from_str(text).map_err(|_| Error::Word)?;
    if all.len() > MOST_ANSWERS { Err(Error::Number) } else { Ok(all) }
}

/// An answer in few letters.
#[derive(Serialize, Deserialize)]
struct Spelt {
    q: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    c: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    t: Option<String>,
}

/// More questions than any paper has.
const MOST_ANSWERS: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    include!("../fuzz/read_any.rs");

    #[test]
    fn answers_come_back_and_what_is_newer_is_left_out() {
        let answers = [
            Answer {
                question: "V13".into(),
                choice: Some("yes".into()),
                words: Some("1回、\"熱\"\n".into()),
            },
            Answer { question: "V24".into(), choice: None, words: None },
        ];
        let text = answers_text(&answers);
        assert_eq!(text, r#"[{"q":"V13","c":"yes","t":"1回、\"熱\"\n"},{"q":"V24"}]"#);
        assert!(answers_of(&text).unwrap() == answers);
        assert!(answers_of(r#"[{"q":"V24","new":[1]}]"#).unwrap() == answers[1..]);
    }

    #[test]
    fn too_many_too_deep_and_no_list_are_refused() {
        let many = |one: &str| format!("[{}]", vec![one; MOST_ANSWERS + 1].join(","));
        assert_eq!(answers_of(&many(r#"{"q":"a"}"#)).err(), Some(Error::Number));
        assert_eq!(about_of(&many(r#""BCG""#)).err(), Some(Error::Number));
        let deep = "[".repeat(100_000);
        for bad in ["", "{}", "[1]", r#"[{"c":"yes"}]"#, r#"[{"q":null}]"#, deep.as_str()] {
            assert_eq!(answers_of(bad).err(), Some(Error::Word));
        }
    }

    /// Seeded, so that a failure comes again: bytes of a paper changed, cut and doubled.
    #[test]
    fn any_bytes_are_read_or_refused() {
        let paper = r#"[{"q":"V13","c":"yes","t":"1回\u3042"},{"q":"V24","t":"高松市"},{"q":"x","c":null}]"#;
        let mut state = 0x5eed_u64;
        let mut next = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below.max(1)
        };
        for _ in 0..20_000 {
            let mut bytes = paper.as_bytes().to_vec();
            for _ in 0..=next(6) {
                let at = next(bytes.len());
                match next(3) {
                    0 => bytes.truncate(at),
                    1 => bytes.extend_from_within(at..),
                    _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = next(256) as u8),
                }
                bytes.truncate(4_000);
            }
            read_paper(&bytes);
        }
    }
}
