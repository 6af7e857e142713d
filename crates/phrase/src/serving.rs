use henro_domain::Milli;

use crate::line::Line;
use crate::number::number;

/// What is counted: 杯, 本, 個 …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counter {
    /// 杯, 膳, 椀, グラス, コップ, ジョッキ.
    Cup,
    /// 本.
    Stick,
    /// 缶.
    Can,
    /// 瓶, ボトル.
    Bottle,
    /// 個, つ, コ.
    Piece,
    /// 枚.
    Sheet,
    /// 皿.
    Plate,
    /// 切れ.
    Slice,
    /// 人前, 人分, 食.
    Portion,
    /// パック.
    Pack,
    /// 袋.
    Bag,
    /// 貫.
    Sushi,
    /// 丁.
    Block,
    /// 粒.
    Grain,
    /// 尾, 匹.
    Fish,
    /// 玉, 束.
    Bundle,
}

/// How much one portion is, as far as the table says.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Serving {
    /// Millilitres, for drinks.
    pub millilitres: Option<Milli>,
    /// Grams.
    pub grams: Option<Milli>,
    /// So many of what: 2本, 1/2個.
    pub count: Option<(Milli, Counter)>,
}

impl Serving {
    /// Reads the words of a table, 「茶碗1杯 150g」, 「1缶 350mL」, and where they hold no count the brackets of
    /// the name, 「りんご(1/2個)」. `total_g` is the weight of the whole portion, if the table has it.
    pub fn read(name: &str, words: &str, total_g: Option<Milli>) -> Self {
        let (outside, _) = split_brackets(words);
        let (_, bracket) = split_brackets(name);
        let mut serving = Self { grams: total_g, ..Self::default() };
        for part in outside.split_whitespace().chain(bracket.split(['・', ' '])) {
            serving.take(part);
        }
        serving
    }

    fn take(&mut self, part: &str) {
        let line = Line::new(part);
        let start = line.skip(0, VESSELS);
        let Some((value, end)) = number_or_half(&line, start) else { return };
        if line.any(end, crate::amount::MILLILITRE) == Some(line.len()) {
            self.millilitres = self.millilitres.or(Some(value));
        } else if line.any(end, crate::amount::GRAM) == Some(line.len()) {
            self.grams = self.grams.or(Some(value));
        } else if line.any(end, &["合"]) == Some(line.len()) {
            self.millilitres =
                self.millilitres.or(Some(Milli::from_milli(value.milli().saturating_mul(180))));
        } else if let Some((counter, to)) = crate::amount::counter(&line, end)
            && to == line.len()
        {
            // 1人前 10貫 is counted in 貫.
            self.count =
                self.count.filter(|(_, known)| *known != Counter::Portion).or(Some((value, counter)));
        }
    }
}

/// 1/2, ½, 半 or a plain number.
pub(crate) fn number_or_half(line: &Line, at: usize) -> Option<(Milli, usize)> {
    if let Some(end) = line.word(at, "半") {
        return Some((Milli::from_milli(500), end));
    }
    let first = number(line, at)?;
    let over = line.word(first.end, "/").and_then(|slash| number(line, slash));
    if let (Some(over), Some(top)) = (over, first.whole())
        && let Some(below @ 2..=10) = over.whole()
        && (1..=9).contains(&top)
    {
        return Some((Milli::from_milli(top * 1000 / below), over.end));
    }
    Some((Milli::from_milli(first.milli), first.end))
}

fn split_brackets(text: &str) -> (String, String) {
    let mut outside = String::new();
    let mut inside = String::new();
    let mut depth = 0_u8;
    for letter in text.chars() {
        match letter {
            '(' | '（' => depth = depth.saturating_add(1),
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(letter),
            _ => inside.push(letter),
        }
    }
    (outside, inside)
}

/// Words before the number of a serving that do not change what is counted.
const VESSELS: &[&str] = &[
    "茶碗",
    "コップ",
    "丼",
    "中",
    "大",
    "約",
    "カップ",
    "正味",
    "4枚切り",
    "5枚切り",
    "6枚切り",
    "8枚切り",
    "10枚切り",
    "12枚切り",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servings_as_the_dish_table_writes_them() {
        let milli = Milli::from_milli;
        let read = |name: &str, words: &str| Serving::read(name, words, None);
        assert_eq!(read("ごはん", "茶碗1杯 150g").count, Some((milli(1000), Counter::Cup)));
        assert_eq!(read("ごはん", "茶碗1杯 150g").grams, Some(milli(150_000)));
        assert_eq!(read("ビール", "1缶 350mL").millilitres, Some(milli(350_000)));
        assert_eq!(read("日本酒", "1合 180mL").millilitres, Some(milli(180_000)));
        assert_eq!(read("りんご(1/2個)", "正味 125g").count, Some((milli(500), Counter::Piece)));
        assert_eq!(read("餃子", "6個").count, Some((milli(6000), Counter::Piece)));
        assert_eq!(read("食パン", "6枚切り1枚 60g").count, Some((milli(1000), Counter::Sheet)));
        assert_eq!(read("焼酎お湯割り", "1杯(25度90mL)").millilitres, None);
        assert_eq!(read("卵焼き", "卵2個").count, None);
    }
}
