use crate::line::Line;

/// A number as written: 5200, 63.5, 5,200, 五千二百, 1万2千, 1.2万, ½.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    /// Thousandths.
    pub(crate) milli: i64,
    /// Decimals written.
    pub(crate) decimals: u8,
    /// Written in 0-9 alone.
    pub(crate) digits_only: bool,
    /// Begins with a 0 that is not the whole part: 090.
    pub(crate) padded: bool,
    /// One past its last letter.
    pub(crate) end: usize,
}

impl Number {
    /// The whole number, if it is one.
    pub(crate) fn whole(&self) -> Option<i64> {
        (self.decimals == 0 && self.milli % 1000 == 0).then_some(self.milli / 1000)
    }
}

/// The number that starts here. Never starts inside another one.
pub(crate) fn number(line: &Line, at: usize) -> Option<Number> {
    if inside_number(line, at) {
        return None;
    }
    if let Some(milli) = line.key(at).and_then(fraction_letter) {
        return Some(Number { milli, decimals: 2, digits_only: false, padded: false, end: at + 1 });
    }
    let first = digits(line, at);
    let mut sum = Sum { whole: 0, section: 0, current: first.map(|number| number.milli) };
    let mut end = first.map_or(at, |number| number.end);
    let mut kanji = false;
    while let Some(key) = line.key(end).filter(|_| end < at + LONGEST_NUMBER) {
        let next = match (kanji_digit(key), kanji_power(key)) {
            (Some(digit), _) if first.is_none() || kanji => sum.digit(digit).then_some(end + 1),
            (_, Some(power)) => sum.power(power).then_some(end + 1),
            _ if kanji && sum.current.is_none() => digits(line, end).map(|number| {
                sum.current = Some(number.milli);
                number.end
            }),
            _ => None,
        };
        let Some(next) = next else { break };
        kanji = true;
        end = next;
    }
    if !kanji {
        return first;
    }
    Some(Number { milli: sum.total(), decimals: 0, digits_only: false, padded: false, end })
}

struct Sum {
    whole: i64,
    section: i64,
    current: Option<i64>,
}

impl Sum {
    fn digit(&mut self, digit: i64) -> bool {
        self.current = Some(self.current.unwrap_or(0).saturating_mul(10).saturating_add(digit * 1000));
        true
    }

    /// 十, 百, 千 close a digit; 万 closes everything before it and must have something before it.
    fn power(&mut self, power: i64) -> bool {
        if power < 10_000 {
            let count = self.current.take().unwrap_or(1000);
            self.section = self.section.saturating_add(count.saturating_mul(power)).min(LARGEST);
            return true;
        }
        let before = self.section.saturating_add(self.current.take().unwrap_or(0));
        self.section = 0;
        self.whole = self.whole.saturating_add(before.saturating_mul(power)).min(LARGEST);
        before > 0
    }

    fn total(&self) -> i64 {
        self.whole.saturating_add(self.section).saturating_add(self.current.unwrap_or(0)).min(LARGEST)
    }
}

/// 0-9 with commas before groups of three and up to three decimals.
fn digits(line: &Line, at: usize) -> Option<Number> {
    let mut milli: i64 = 0;
    let mut end = at;
    while let Some(digit) = line.key(end).and_then(|key| key.to_digit(10)) {
        milli = milli.saturating_mul(10).saturating_add(i64::from(digit)).min(LARGEST);
        end += 1;
        if is_group_comma(line, at, end) {
            end += 1;
        }
    }
    if end == at {
        return None;
    }
    milli = milli.saturating_mul(1000).min(LARGEST);
    let padded = line.key(at) == Some('0') && end > at + 1;
    let mut decimals = 0;
    if line.key(end) == Some('.') && line.is_digit(end + 1) {
        let mut unit = 100;
        end += 1;
        while let Some(digit) = line.key(end).and_then(|key| key.to_digit(10)) {
            milli = milli.saturating_add(i64::from(digit) * unit);
            unit /= 10;
            decimals += 1;
            end += 1;
            if decimals > 3 {
                return None;
            }
        }
    }
    Some(Number { milli, decimals, digits_only: true, padded, end })
}

fn is_group_comma(line: &Line, start: usize, at: usize) -> bool {
    line.key(at) == Some(',')
        && (at - start <= 3 || line.key(at.wrapping_sub(4)) == Some(','))
        && (1..=3).all(|step| line.is_digit(at + step))
        && !line.is_digit(at + 4)
}

fn inside_number(line: &Line, at: usize) -> bool {
    let digit_before = at.checked_sub(1).is_some_and(|previous| line.is_digit(previous));
    let point_before = matches!(line.before(at), Some('.'))
        && at.checked_sub(2).is_some_and(|previous| line.is_digit(previous));
    digit_before || (point_before && line.is_digit(at))
}

pub(crate) fn kanji_digit(key: char) -> Option<i64> {
    "〇一二三四五六七八九".chars().position(|letter| letter == key).map(|digit| digit as i64).or(match key {
        '零' => Some(0),
        '両' => None,
        _ => None,
    })
}

fn kanji_power(key: char) -> Option<i64> {
    match key {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(10_000),
        _ => None,
    }
}

fn fraction_letter(key: char) -> Option<i64> {
    match key {
        '½' => Some(500),
        '¼' => Some(250),
        '¾' => Some(750),
        _ => None,
    }
}

/// 10^12 in thousandths: more than any limit, small enough never to overflow.
const LARGEST: i64 = 1_000_000_000_000_000;
/// Letters after which kanji digits are no longer one number.
const LONGEST_NUMBER: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_writing() {
        // Left: as written. Right: thousandths, worked out by hand.
        for (text, milli) in [
            ("5200", 5_200_000),
            ("５２００", 5_200_000),
            ("5,200", 5_200_000),
            ("12,345,678", 12_345_678_000),
            ("63.5", 63_500),
            ("五千二百", 5_200_000),
            ("一二八", 128_000),
            ("百二十八", 128_000),
            ("1万2千", 12_000_000),
            ("1.2万", 12_000_000),
            ("八千", 8_000_000),
            ("千", 1_000_000),
            ("十五", 15_000),
            ("二十", 20_000),
            ("一万五百", 10_500_000),
            ("½", 500),
        ] {
            let line = Line::new(text);
            let read = number(&line, 0).unwrap();
            assert_eq!((read.milli, read.end), (milli, line.len()), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "歩", "万歩計", "63.45678", ".5"] {
            assert_eq!(number(&Line::new(text), 0), None, "{text}");
        }
        assert_eq!(number(&Line::new("128"), 1), None);
        assert_eq!(number(&Line::new("1.28"), 2), None);
    }
}
