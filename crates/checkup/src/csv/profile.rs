//! The profile of an institution: what its columns are. TOML, and no program: nothing in it runs.

use std::collections::BTreeMap;

use henro_domain::{Day, Decimal};
use serde::{Deserialize, Serialize};

use super::dates::DateFormat;
use super::decode::CsvEncoding;

/// A profile, `phr-checkup-profile/1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// `phr-checkup-profile/1`.
    pub format: String,
    /// Stable id.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// First day of exams it is for.
    #[serde(default)]
    pub valid_from: Option<Day>,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Day>,
    /// By what it is proposed; a person always confirms.
    #[serde(default, rename = "match")]
    pub matches: Matches,
    /// The file.
    pub file: File,
    /// Columns of a file with one row a result.
    #[serde(default)]
    pub long: Option<Long>,
    /// Words and marks.
    #[serde(default)]
    pub normalize: Normalize,
    /// The person.
    pub person: Person,
    /// The exam.
    pub exam: Exam,
    /// Units of the file as those of the items.
    #[serde(default)]
    pub unit_alias: BTreeMap<String, String>,
    /// Results.
    #[serde(default)]
    pub item: Vec<Item>,
    /// Columns that are left aside, and said so.
    #[serde(default)]
    pub ignore: Ignore,
    /// Cells to codes, by name.
    #[serde(default)]
    pub maps: BTreeMap<String, BTreeMap<String, String>>,
}

/// By what a profile is proposed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Matches {
    /// Pattern of the file's name.
    pub file_name: Option<String>,
    /// Columns that must be there.
    pub header_contains: Vec<String>,
}

/// How the file is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Encoding.
    #[serde(default)]
    pub encoding: CsvEncoding,
    /// One letter between cells.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// One letter around cells.
    #[serde(default = "quote")]
    pub quote: char,
    /// Lines before the header.
    #[serde(default)]
    pub skip_rows: usize,
    /// Lines of the header, 1 to 3.
    #[serde(default = "one")]
    pub header_rows: usize,
    /// `right`: an empty cell of a group takes the label to its left.
    #[serde(default)]
    pub header_fill: Option<Fill>,
    /// Between the parts of a name.
    #[serde(default = "slash")]
    pub header_join: String,
    /// One row a person, or one row a result.
    pub layout: Layout,
    /// The file ends at a row whose first cell fits this pattern.
    #[serde(default)]
    pub trailer: Option<String>,
}

/// How merged cells of a header are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fill {
    /// Not.
    None,
    /// With the label to the left.
    Right,
}

/// Rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// One row a person and exam.
    Wide,
    /// One row a result.
    Long,
}

/// Columns of a file with one row a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Long {
    /// Columns that tell one exam from another.
    pub person_key: Vec<String>,
    /// Local number or name of the item.
    pub item_col: String,
    /// Value.
    pub value_col: String,
    /// Unit.
    #[serde(default)]
    pub unit_col: Option<String>,
    /// Lowest value within.
    #[serde(default)]
    pub low_col: Option<String>,
    /// Highest value within.
    #[serde(default)]
    pub high_col: Option<String>,
    /// Mark.
    #[serde(default)]
    pub flag_col: Option<String>,
}

/// Words for what is not there, and marks beside numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Normalize {
    /// Cells are always folded for comparing; kept for profiles that say it.
    pub nfkc: bool,
    /// As `nfkc`.
    pub trim: bool,
    /// Nothing.
    pub empty: Vec<String>,
    /// 未実施.
    pub not_done: Vec<String>,
    /// 測定不能.
    pub not_measurable: Vec<String>,
    /// Marks beside numbers.
    pub flags: Vec<String>,
}

impl Default for Normalize {
    fn default() -> Self {
        let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect();
        Self {
            nfkc: true,
            trim: true,
            empty: words(&["", "-----", "----", "---", "*"]),
            not_done: words(&["未実施", "ミジッシ", "検査せず", "未検査", "未受診"]),
            not_measurable: words(&["測定不能", "判定不能", "検体不良", "検査不能"]),
            flags: words(&["H", "L", "*", "↑", "↓"]),
        }
    }
}

/// A field of the person or the exam.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Field {
    /// Column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub col: Option<String>,
    /// Columns that are joined.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cols: Vec<String>,
    /// Between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<String>,
    /// The same for every row.
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// `date`; kept for profiles that say it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Writings of a day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<DateFormat>,
    /// Cells to words.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
}

/// Fields of the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Number at the institution.
    #[serde(default)]
    pub id: Option<Field>,
    /// Name.
    #[serde(default)]
    pub name: Option<Field>,
    /// Kana.
    #[serde(default)]
    pub kana: Option<Field>,
    /// `male`, `female`.
    #[serde(default)]
    pub sex: Option<Field>,
    /// Day of birth.
    #[serde(default)]
    pub birth: Option<Field>,
    /// Insurer.
    #[serde(default)]
    pub insurer: Option<Field>,
    /// 記号.
    #[serde(default)]
    pub symbol: Option<Field>,
    /// 番号.
    #[serde(default)]
    pub number: Option<Field>,
    /// 枝番.
    #[serde(default)]
    pub branch: Option<Field>,
}

/// Fields of the exam.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exam {
    /// Day.
    pub date: Field,
    /// Institution.
    #[serde(default)]
    pub facility: Option<Field>,
    /// Course.
    #[serde(default)]
    pub course: Option<Field>,
}

/// A column, or a local number, and what it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Item {
    /// Column of a wide file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub col: Option<String>,
    /// Local number of a long file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<String>,
    /// Item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Item by the value of another, earlier one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code_if: Vec<CodeIf>,
    /// Item by the day of the exam.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code_by_date: Vec<CodeBefore>,
    /// Unit of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Units that are reckoned over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub convert: Vec<Convert>,
    /// Cells to codes: a table or its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<Map>,
    /// Cells to codes by the day of the exam.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub map_by_date: Vec<MapBefore>,
    /// List of the codes by the day of the exam.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub oid_by_date: Vec<OidBefore>,
    /// Numbers to codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<Range>,
    /// Several values in one cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// Where words go that the map does not have; the finding itself is then present.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_code: Option<String>,
    /// The item whose physician this names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_of: Option<String>,
}

/// An item by the value of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeIf {
    /// The other item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eq: Option<String>,
    /// The item then; without `item`, in all other cases.
    pub code: String,
}

/// An item for exams before a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeBefore {
    /// Before this day; the last entry has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Day>,
    /// The item.
    pub code: String,
}

/// A table for exams before a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapBefore {
    /// Before this day; the last entry has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Day>,
    /// The table.
    pub map: Map,
}

/// A list for exams before a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidBefore {
    /// Before this day; the last entry has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Day>,
    /// The list.
    pub oid: String,
}

/// A unit that is reckoned over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Convert {
    /// Unit of the file.
    pub from: String,
    /// Times this it is the item's.
    pub factor: Decimal,
}

/// Cells to codes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Map {
    /// By the name of a table.
    Named(String),
    /// Here.
    Inline(BTreeMap<String, String>),
}

/// A number to a code, from a limit on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// At or above.
    pub ge: Decimal,
    /// The code.
    pub value: String,
}

/// Several values in one cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Pattern with one group a value.
    pub pattern: String,
    /// One item a group.
    pub codes: Vec<String>,
}

/// Columns that are left aside.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ignore {
    /// Names.
    pub cols: Vec<String>,
}

impl Profile {
    /// The table of a map.
    pub(super) fn table<'a>(&'a self, map: &'a Map) -> Option<&'a BTreeMap<String, String>> {
        match map {
            Map::Named(name) => self.maps.get(name),
            Map::Inline(table) => Some(table),
        }
    }
}

impl Item {
    /// Every item of the catalogue it may be.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let own = [&self.code, &self.text_code, &self.author_of].into_iter().flatten().map(String::as_str);
        own.chain(self.code_if.iter().map(|one| &*one.code))
            .chain(self.code_by_date.iter().map(|one| &*one.code))
            .chain(self.split.iter().flat_map(|split| split.codes.iter().map(String::as_str)))
    }
}

/// A pattern in a machine of linear time and a megabyte.
pub(super) fn pattern(text: &str) -> Option<regex::Regex> {
    if text.len() > 1_000 {
        return None;
    }
    regex::RegexBuilder::new(text).size_limit(1 << 20).build().ok()
}

fn comma() -> char {
    ','
}

fn quote() -> char {
    '"'
}

fn one() -> usize {
    1
}

fn slash() -> String {
    "/".to_owned()
}
