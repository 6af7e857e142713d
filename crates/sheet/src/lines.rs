//! Breaking a text into lines: Japanese between any two letters but not before 、。, English between words.

use crate::font::Face;

/// The lines of a text no wider than `room`. A word wider than the room is broken inside.
pub(crate) fn lines(face: &Face, text: &str, size: f32, room: f32) -> Vec<String> {
    let mut out = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let full = face.width(line.trim_end(), size) > 0.0
            && face.width(&line, size) + face.width(piece.trim_end(), size) > room;
        if full {
            out.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        for letter in piece.chars() {
            // Only a piece that is too long on its own comes here with a full line.
            if face.width(&line, size) + face.letter(letter) * size > room && !letter.is_whitespace() {
                out.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    if !line.trim().is_empty() {
        out.push(line.trim_end().to_owned());
    }
    out
}

/// What must stay together: a word with the blank behind it, a letter with the 、 behind it or the 「 before it.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut letters = rest.char_indices().zip(rest.chars().skip(1));
        let cut =
            letters.find(|((_, one), next)| may_break(*one, *next)).map(|((at, one), _)| at + one.len_utf8());
        let (piece, after) = cut.and_then(|cut| rest.split_at_checked(cut)).unwrap_or((rest, ""));
        out.push(piece);
        rest = after;
    }
    out
}

fn may_break(one: char, next: char) -> bool {
    if next.is_whitespace() || NOT_FIRST.contains(next) || NOT_LAST.contains(one) {
        return false;
    }
    // Inside an English word or a number there is no break; behind a blank and beside a Japanese letter there is.
    one.is_whitespace() || !one.is_ascii() || !next.is_ascii()
}

const NOT_FIRST: &str = "、。，．・：；？！ー）」』】〕ぁぃぅぇぉっゃゅょァィゥェォッャュョ％.,:;?!)%";
const NOT_LAST: &str = "（「『【〔(";

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, letters: f32) -> Vec<String> {
        lines(&Face::new(), text, 10.0, letters * 10.0)
    }

    #[test]
    fn japanese_breaks_between_letters_but_keeps_marks_where_they_belong() {
        assert_eq!(broken("なくしたとき、すぐに。", 6.0), ["なくしたと", "き、すぐに。"]);
        assert_eq!(broken("これは「鍵」です", 4.2), ["これは", "「鍵」です"]);
        assert_eq!(broken("ちょっと", 1.0), ["ち", "ょ", "っ", "と"]);
    }

    #[test]
    fn english_breaks_between_words_and_a_word_too_long_inside() {
        assert_eq!(broken("keep this sheet at home", 5.5), ["keep this", "sheet at", "home"]);
        let long = broken(&"m".repeat(40), 5.0);
        assert!(long.len() > 5 && long.concat().len() == 40);
    }

    #[test]
    fn nothing_is_lost_and_no_line_is_too_wide() {
        let text = "Henro を開き、「復旧シート」を選びます。1番から10番まで、順に入力します (numbers only).";
        for room in 3..40 {
            let got = broken(text, room as f32);
            let face = Face::new();
            assert!(got.iter().all(|line| face.width(line, 10.0) <= room as f32 * 10.0 + 0.01), "{got:?}");
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(bare(&got.concat()), bare(text));
        }
        assert_eq!(broken("", 5.0), Vec::<String>::new());
    }
}
