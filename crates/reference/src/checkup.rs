//! The items of Japanese checkups, with units, limits and lists of answers.

use std::collections::HashMap;
use std::sync::OnceLock;

use henro_domain::{Day, Decimal, Sex};

use crate::table::{Cells, Words, rows};

/// One item of a checkup: what 特定健診 files call it, its unit and its limits.
#[derive(Debug, PartialEq)]
pub struct CheckupItem {
    /// JLAC10 code, 17 characters. The code already names the method.
    pub code: &'static str,
    /// Japanese name.
    pub name: &'static str,
    /// English name, of this project.
    pub name_en: &'static str,
    /// Group to show it in, Japanese.
    pub group: &'static str,
    /// What a value of it is.
    pub kind: ItemKind,
    /// Unit to show.
    pub unit_shown: &'static str,
    /// Unit as files write it.
    pub unit_in_files: &'static str,
    /// Unit in UCUM; empty for a number without one.
    pub unit: &'static str,
    /// Digits before and behind the point, as `NNN.N`; empty where it is no number.
    pub format: &'static str,
    /// Most characters of a text.
    pub max_chars: Option<usize>,
    /// Code of the method in the national list; empty where there is one method.
    pub method: &'static str,
    /// Its words.
    pub method_words: &'static str,
    /// OID of the list of answers of today; empty where it has none. Files of older years name other lists.
    pub list: &'static str,
    /// The item the whole panel is named by; empty outside of panels.
    pub panel: &'static str,
    /// Place in the panel.
    pub panel_place: Option<PanelPlace>,
    /// The item whose text this is.
    pub depends_on: &'static str,
    /// The item that would name the physician; files carry the name inside this one.
    pub author_item: &'static str,
    /// Only for one sex.
    pub sex: Option<Sex>,
    /// Plausible values: outside of them somebody looks again.
    pub plausible: (Option<Decimal>, Option<Decimal>),
    /// Who set the plausible values.
    pub plausible_source: &'static str,
    /// 保健指導判定値 of women and men.
    pub guidance: PerSex<Limit>,
    /// 受診勧奨判定値 of women and men.
    pub referral: PerSex<Limit>,
    /// Where the two limits come from.
    pub limit_source: Option<LimitSource>,
    /// Reference limits of one converter, not national ones: for display only where a report has none.
    pub lab_low: PerSex<Decimal>,
    /// As `lab_low`, the upper end.
    pub lab_high: PerSex<Decimal>,
    /// The answer that counts as abnormal in the source table.
    pub abnormal: &'static str,
    /// `required`, `detailed`, `choice:X` … of 特定健診.
    pub tokutei: &'static str,
    /// LOINC, where known.
    pub loinc: &'static str,
    /// `verified-name` or `memory`.
    pub loinc_status: &'static str,
    /// Edition of the table that brought it.
    pub since: &'static str,
    /// Whether today's table still has it.
    pub current: bool,
    /// Words of answers that are others than the list's: `code=words`.
    pub own_words: Words,
    /// Whether two independent sources have the code.
    pub two_sources: bool,
    /// What to know about the row.
    pub note: &'static str,
}

/// What a value of an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// PQ: a number with a unit.
    Number,
    /// CD: a code of a list.
    Code,
    /// CO: a code of an ordered list.
    OrderedCode,
    /// ST: words.
    Text,
}

/// Place of an item in its panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PanelPlace {
    /// COMP: a part.
    Part,
    /// RSON: why the panel was done.
    Reason,
}

/// A value for women and one for men.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerSex<T> {
    /// Women.
    pub female: Option<T>,
    /// Men.
    pub male: Option<T>,
}

impl<T: Copy> PerSex<T> {
    /// The one of a sex.
    pub fn of(&self, sex: Sex) -> Option<T> {
        match sex {
            Sex::Female => self.female,
            Sex::Male => self.male,
        }
    }
}

/// A limit of a value: for codes of ordered lists it is on the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Which side is out.
    pub side: Side,
    /// The number.
    pub number: Decimal,
}

/// Which side of a limit is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// `≥`.
    AtLeast,
    /// `≤`.
    AtMost,
    /// `<`.
    Below,
}

impl Limit {
    /// Whether a value has reached the limit.
    pub fn reached(self, value: Decimal) -> bool {
        match self.side {
            Side::AtLeast => value >= self.number,
            Side::AtMost => value <= self.number,
            Side::Below => value < self.number,
        }
    }
}

/// Where limits come from and from which exam on they hold.
#[derive(Debug, PartialEq, Eq)]
pub struct LimitSource {
    /// Id.
    pub id: &'static str,
    /// First day of exams they are for.
    pub from: (i32, u32, u32),
    /// The last day, for limits that were replaced.
    pub to: Option<(i32, u32, u32)>,
    /// Table or notice.
    pub title: &'static str,
    /// As `title`, in English.
    pub title_en: &'static str,
    /// Whether the table itself was read, in transcriptions.
    pub read: bool,
}

impl LimitSource {
    /// Whether the limits were those of a day.
    pub fn holds_on(&self, day: Day) -> bool {
        let of = |(year, month, date)| Day::new(year, month, date).ok();
        of(self.from).is_some_and(|from| from <= day) && self.to.and_then(of).is_none_or(|to| day <= to)
    }
}

/// Sources of the limits of the catalogue.
pub const LIMIT_SOURCES: [LimitSource; 5] = [
    LimitSource {
        id: "MHLW-R6",
        from: (2024, 4, 1),
        to: None,
        title: "標準的な健診・保健指導プログラム（令和6年度版）別紙5",
        title_en: "Standard programme of checkups and health guidance (edition of fiscal 2024), annex 5",
        read: true,
    },
    LimitSource {
        id: "R6-rule",
        from: (2024, 4, 1),
        to: None,
        title: "標準的な健診・保健指導プログラム（令和6年度版）階層化",
        title_en: "Standard programme of checkups and health guidance (edition of fiscal 2024), guidance levels",
        read: true,
    },
    LimitSource {
        id: "MHLW-2008",
        from: (2008, 4, 1),
        to: Some((2013, 3, 31)),
        title: "標準的な健診・保健指導プログラム（確定版、2007年）",
        title_en: "Standard programme of checkups and health guidance (final edition, 2007)",
        read: false,
    },
    LimitSource {
        id: "secondary",
        from: (2024, 4, 1),
        to: None,
        title: "健診機関の公開ページ（2か所）",
        title_en: "Public pages of two checkup institutions",
        read: false,
    },
    LimitSource {
        id: "memory",
        from: (2024, 4, 1),
        to: None,
        title: "未確認",
        title_en: "not confirmed",
        read: false,
    },
];

/// All items, in the order national files are written in.
pub fn checkup_items() -> &'static [CheckupItem] {
    static ITEMS: OnceLock<Vec<CheckupItem>> = OnceLock::new();
    ITEMS.get_or_init(|| rows(ITEM_TABLE, item))
}

/// The item of a JLAC10 code.
pub fn checkup_item(code: &str) -> Option<&'static CheckupItem> {
    static BY_CODE: OnceLock<HashMap<&'static str, &'static CheckupItem>> = OnceLock::new();
    BY_CODE.get_or_init(|| checkup_items().iter().map(|item| (item.code, item)).collect()).get(code).copied()
}

impl CheckupItem {
    /// Decimals of its format.
    pub fn decimals(&self) -> u32 {
        self.format.split_once('.').map_or(0, |(_, behind)| behind.len() as u32)
    }

    /// Words of one of its answers: its own, else those of its list.
    pub fn answer(&self, code: &str) -> Option<&'static str> {
        let own = self.own_words.iter().filter_map(|pair| pair.split_once('='));
        let mut own = own.filter(|(own, _)| *own == code).map(|(_, words)| words);
        own.next().or_else(|| super::checkup_list(self.list)?.words(code))
    }

    /// Whether a number lies where values of this item are plausible.
    pub fn is_plausible(&self, value: Decimal) -> bool {
        self.plausible.0.is_none_or(|low| value >= low) && self.plausible.1.is_none_or(|high| value <= high)
    }
}

fn item(cells: &mut Cells) -> Option<CheckupItem> {
    Some(CheckupItem {
        code: cells.text()?,
        name: cells.text()?,
        name_en: cells.text()?,
        group: cells.text()?,
        kind: match cells.text()? {
            "PQ" => ItemKind::Number,
            "CD" => ItemKind::Code,
            "CO" => ItemKind::OrderedCode,
            "ST" => ItemKind::Text,
            _ => return None,
        },
        unit_shown: cells.text()?,
        unit_in_files: cells.text()?,
        unit: cells.text()?,
        format: cells.text()?,
        max_chars: cells.maybe()?,
        method: cells.text()?,
        method_words: cells.text()?,
        list: cells.text()?,
        panel: cells.text()?,
        panel_place: match cells.text()? {
            "" => None,
            "COMP" => Some(PanelPlace::Part),
            "RSON" | "RSON1" => Some(PanelPlace::Reason),
            _ => return None,
        },
        depends_on: cells.text()?,
        author_item: cells.text()?,
        sex: match cells.text()? {
            "F" => Some(Sex::Female),
            "M" => Some(Sex::Male),
            _ => None,
        },
        plausible: (cells.maybe()?, cells.maybe()?),
        plausible_source: cells.text()?,
        guidance: limits(cells)?,
        referral: limits(cells)?,
        limit_source: limit_source(cells.text()?)?,
        lab_low: PerSex { male: None, female: None },
        lab_high: PerSex { male: None, female: None },
        abnormal: "",
        tokutei: "",
        loinc: "",
        loinc_status: "",
        since: "",
        current: true,
        own_words: Words::none(),
        two_sources: false,
        note: "",
    })
    .and_then(|item| rest(item, cells))
}

/// The second half of a row.
fn rest(item: CheckupItem, cells: &mut Cells) -> Option<CheckupItem> {
    let (male_low, male_high) = (cells.maybe()?, cells.maybe()?);
    let (female_low, female_high) = (cells.maybe()?, cells.maybe()?);
    Some(CheckupItem {
        lab_low: PerSex { female: female_low, male: male_low },
        lab_high: PerSex { female: female_high, male: male_high },
        abnormal: cells.text()?,
        tokutei: cells.text()?,
        loinc: cells.text()?,
        loinc_status: cells.text()?,
        since: cells.text()?,
        current: cells.text()? == "current",
        own_words: cells.words()?,
        two_sources: cells.text()? == "A",
        note: cells.text()?,
        ..item
    })
}

/// Two cells of limits, men first, as the table has them.
fn limits(cells: &mut Cells) -> Option<PerSex<Limit>> {
    let male = limit(cells.text()?)?;
    Some(PerSex { male, female: limit(cells.text()?)? })
}

/// `None` for what does not read, `Some(None)` for an empty cell.
fn limit(text: &str) -> Option<Option<Limit>> {
    if text.is_empty() {
        return Some(None);
    }
    let (side, number) = [(">=", Side::AtLeast), ("<=", Side::AtMost), ("<", Side::Below)]
        .iter()
        .find_map(|(mark, side)| Some((*side, text.strip_prefix(mark)?)))?;
    Some(Some(Limit { side, number: number.parse().ok()? }))
}

fn limit_source(id: &str) -> Option<Option<LimitSource>> {
    if id.is_empty() {
        return Some(None);
    }
    LIMIT_SOURCES.into_iter().find(|source| source.id == id).map(Some)
}

const ITEM_TABLE: &str = include_str!("../data/checkup_items.tsv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(checkup_items().len(), ITEM_TABLE.lines().count() - 1);
        assert_eq!(checkup_items().len(), 530, "322 national, 201 optional, 7 legacy items");
        let legacy = checkup_items().iter().filter(|item| !item.current).count();
        assert_eq!(legacy, 7);
        assert!(checkup_items().iter().all(|item| item.code.len() == 17));
        assert_eq!(checkup_items().first().map(|item| item.name), Some("身長"));
    }

    #[test]
    fn the_lipids_of_the_table_are_those_of_the_programme() {
        // 別紙5 (2024): HDL <40 and no referral, LDL >=120 and >=140, fasting TG >=150 and >=300
        let of = |code| checkup_item(code).unwrap();
        let (hdl, ldl, tg) = (of("3F070000002327101"), of("3F077000002327101"), of("3F015000002327101"));
        for sex in [Sex::Female, Sex::Male] {
            let low = hdl.guidance.of(sex).unwrap();
            assert!(low.reached(39.into()) && !low.reached(40.into()));
            assert_eq!(hdl.referral.of(sex), None);
            assert!(ldl.guidance.of(sex).unwrap().reached(120.into()));
            assert!(!ldl.referral.of(sex).unwrap().reached(139.into()));
            assert!(tg.referral.of(sex).unwrap().reached(300.into()));
        }
        let source = ldl.limit_source.as_ref().unwrap();
        assert!(source.holds_on(Day::new(2024, 6, 1).unwrap()));
        assert!(!source.holds_on(Day::new(2024, 3, 31).unwrap()), "an older report has other limits");
    }

    #[test]
    fn haemoglobin_has_limits_of_its_own_for_women_and_men() {
        // 別紙5: men 13.0 and 12.0, women 12.0 and 11.0
        let item = checkup_item("2A030000001930101").unwrap();
        let number = |limit: Option<Limit>| limit.unwrap().number;
        assert_eq!(number(item.guidance.male), "13.0".parse().unwrap());
        assert_eq!(number(item.guidance.female), "12.0".parse().unwrap());
        assert_eq!(number(item.referral.female), "11.0".parse().unwrap());
        assert_eq!((item.unit, item.decimals()), ("g/dL", 1));
    }

    #[test]
    fn an_answer_has_the_words_of_its_item_before_those_of_its_list() {
        // list …6.2003 says はい, the item on medicines says 服薬あり
        assert_eq!(checkup_item("9N701000000000011").unwrap().answer("1"), Some("服薬あり"));
        assert_eq!(checkup_item("1A010000000191111").unwrap().answer("4"), Some("++"));
        assert_eq!(checkup_item("1A010000000191111").unwrap().answer("9"), None);
        assert!(checkup_item("nothing").is_none());
    }

    #[test]
    fn every_list_panel_and_text_points_at_something() {
        for item in checkup_items() {
            let point = |code: &str| code.is_empty() || checkup_item(code).is_some();
            assert!(point(item.depends_on), "{}", item.code);
            let coded = matches!(item.kind, ItemKind::Code | ItemKind::OrderedCode);
            assert_eq!(coded, !item.list.is_empty(), "{}", item.code);
        }
    }
}
