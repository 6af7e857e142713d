//! A first profile from the columns and values of a file. A person confirms every line of it: what is not certain says so.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Cursor, Read};
use std::sync::OnceLock;

use henro_domain::Day;
use henro_reference::{CheckupItem, ItemKind, checkup_named};

use super::column::read_columns;
use super::dates::{DateFormat, read_date};
use super::decode::{CsvEncoding, Decoding, encoding_of};
use super::number::read_number;
use super::profile::{
    CodeBefore, CodeIf, Exam, Field, File, Ignore, Item, Layout, Matches, Normalize, Person, Profile, Split,
    pattern,
};
use super::table::Lines;
use super::words::{fold, fold_name, fold_unit};

/// A profile that was guessed.
pub struct Guess {
    /// The profile: ready to be confirmed, column by column.
    pub profile: Profile,
    /// What each column was taken for.
    pub columns: Vec<ColumnGuess>,
}

/// What a column was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnGuess {
    /// Name of the column.
    pub column: String,
    /// A field of the person or exam: `id`, `kana`, `name`, `sex`, `birth`, `date`, `facility`.
    pub field: Option<&'static str>,
    /// The likeliest item.
    pub code: Option<String>,
    /// Whether name, unit and values leave no other reading. What is not certain has to be asked.
    pub certain: bool,
}

crate::closed::closed_debug!(Guess);

/// Guesses the profile of a file with one row a person. `None` where no line looks like a header with a day of the exam.
pub fn guess_profile(bytes: &[u8]) -> Option<Guess> {
    let mut source = Cursor::new(bytes);
    let delimiter = delimiter(&mut source)?;
    let mut lines = Lines::open(&mut source, CsvEncoding::Auto, delimiter, '"').ok()?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some((_, cells)) = lines.next().ok()? {
        rows.push(cells);
        if rows.len() == 60 {
            break;
        }
    }
    let known = |cells: &Vec<String>| cells.iter().filter(|cell| is_known(cell)).count();
    let (at, score) = rows
        .iter()
        .take(10)
        .enumerate()
        .map(|(at, cells)| (at, known(cells)))
        .max_by_key(|(at, n)| (*n, 10 - at))?;
    if score < 3 {
        return None;
    }
    let (header, values) = (rows.get(at)?, rows.get(at + 1..)?);
    let mut guessing =
        Guessing { header, values, fields: BTreeMap::new(), items: Vec::new(), columns: Vec::new() };
    for column in 0..header.len() {
        guessing.column(column);
    }
    guessing.finish(at, delimiter)
}

/// A column of a file as a field of the person or exam ([`ColumnGuess::field`]), with the writings of days that its first cells have.
/// `None` where there is no such field or column.
pub fn as_field(bytes: &[u8], profile: &Profile, column: &str, field: &str) -> Option<(&'static str, Field)> {
    let (field, _) = FIELDS.iter().find(|(name, _)| *name == field)?;
    let first: Vec<u32> = (1..=60).collect();
    let columns = read_columns(bytes, profile, &first).ok()?;
    let cells = columns.iter().find(|one| one.is(column))?;
    let cells: Vec<&str> = first
        .iter()
        .filter_map(|line| Some(cells.of(*line)?.trim()))
        .filter(|cell| !cell.is_empty())
        .collect();
    let (fields, items, columns) = Default::default();
    let mut guessing = Guessing { header: &[], values: &[], fields, items, columns };
    guessing.field(column, field, &cells);
    Some((field, guessing.fields.remove(field)?))
}

/// The mark that stands most often in one of the first lines.
fn delimiter(source: &mut Cursor<&[u8]>) -> Option<char> {
    let encoding = encoding_of(source, CsvEncoding::Auto).ok()??;
    source.set_position(0);
    let mut first = Vec::new();
    let mut text = Decoding::new(source, encoding);
    text.by_ref().take(FIRST_BYTES).read_to_end(&mut first).ok()?;
    let text = String::from_utf8_lossy(&first);
    [',', '\t', ';'].into_iter().max_by_key(|mark| {
        text.lines().take(20).map(|line| line.matches(*mark).count()).max().unwrap_or_default()
    })
}

/// What one piece of a file may hold.
const FIRST_BYTES: u64 = 60 * 1024;

struct Guessing<'a> {
    header: &'a [String],
    values: &'a [Vec<String>],
    fields: BTreeMap<&'static str, Field>,
    items: Vec<Item>,
    columns: Vec<ColumnGuess>,
}

impl Guessing<'_> {
    fn column(&mut self, column: usize) {
        let Some(name) = self.header.get(column).filter(|name| !name.trim().is_empty()) else { return };
        // The second of two equal names is another column by its `#2`: nothing is known of it.
        let again = self.header.iter().take(column).any(|other| fold_name(other) == fold_name(name));
        let cells: Vec<&str> = self
            .values
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let guess = match field_of(name).filter(|field| !again && !self.fields.contains_key(field)) {
            Some(field) => self.field(name, field, &cells),
            None if again => self.nothing(name),
            None => self.item(name, &cells),
        };
        self.columns.push(guess);
    }

    fn nothing(&self, name: &str) -> ColumnGuess {
        ColumnGuess { column: name.trim().to_owned(), field: None, code: None, certain: false }
    }

    fn field(&mut self, name: &str, field: &'static str, cells: &[&str]) -> ColumnGuess {
        let mut certain = true;
        let mut guessed = Field { col: Some(name.trim().to_owned()), ..Field::default() };
        match field {
            "date" | "birth" => {
                let reads =
                    |format: &DateFormat| cells.iter().any(|cell| read_date(cell, &[*format]).is_some());
                guessed.formats = DateFormat::ALL.into_iter().filter(reads).collect();
                let most = cells.iter().filter(|cell| read_date(cell, &guessed.formats).is_some()).count();
                certain = guessed.formats.len() == 1 && most * 10 >= cells.len() * 8;
            }
            "sex" => {
                guessed.map =
                    SEXES.iter().map(|(word, sex)| ((*word).to_owned(), (*sex).to_owned())).collect();
                certain = cells.iter().all(|cell| !fold(cell).bytes().all(|byte| byte.is_ascii_digit()));
            }
            // One may be told by a number of the sender's own, and stands for nobody then.
            "facility" => certain = !cells.iter().any(|cell| fold(cell).bytes().all(|b| b.is_ascii_digit())),
            _ => {}
        }
        self.fields.insert(field, guessed);
        ColumnGuess { column: name.trim().to_owned(), field: Some(field), code: None, certain }
    }

    fn item(&mut self, name: &str, cells: &[&str]) -> ColumnGuess {
        let (plain, unit) = named_unit(name);
        if let Some(guess) = self.pressures(name, &plain, cells) {
            return guess;
        }
        let all = if checkup_named(name).is_empty() { checkup_named(&plain) } else { checkup_named(name) };
        let likely: Vec<&CheckupItem> =
            all.into_iter().filter(|item| fits(item, unit.as_deref(), cells)).collect();
        let Some(first) = likely.first() else { return self.nothing(name) };
        let one_meaning = likely.iter().all(|item| item.name == first.name);
        let mut item = Item { col: Some(name.trim().to_owned()), ..Item::default() };
        if first.kind == ItemKind::Number {
            item.unit = unit.or_else(|| Some(first.unit.to_owned())).filter(|unit| !unit.is_empty());
        }
        let mut certain = one_meaning && !cells.is_empty();
        let of = |start: &str| {
            likely.iter().find(|item| item.code.starts_with(start)).map(|item| item.code.to_owned())
        };
        match (of("3D0460"), of("3D0450"), self.fasting(&likely)) {
            (Some(ngsp), Some(jds), _) => {
                let before = Day::new(2013, 4, 1).ok();
                item.code_by_date =
                    vec![CodeBefore { before, code: jds }, CodeBefore { before: None, code: ngsp }];
            }
            (_, _, Some(choice)) => {
                item.code_if = choice;
                certain = !cells.is_empty();
            }
            _ => item.code = Some(first.code.to_owned()),
        }
        self.items.push(item);
        ColumnGuess {
            column: name.trim().to_owned(),
            field: None,
            code: Some(first.code.to_owned()),
            certain,
        }
    }

    /// Fasting or not, where an earlier column says when the blood was taken.
    fn fasting(&self, likely: &[&CheckupItem]) -> Option<Vec<CodeIf>> {
        let when = self.items.iter().any(|item| item.code.as_deref() == Some(WHEN));
        let of = |start: &str| {
            likely.iter().find(|item| item.code.starts_with(start)).map(|item| item.code.to_owned())
        };
        let (fasting, casual) =
            of("3F01500").zip(of("3F01512")).or_else(|| of("3D01000").zip(of("3D01012")))?;
        let first = CodeIf { item: Some(WHEN.to_owned()), eq: Some("2".to_owned()), code: fasting };
        when.then(|| vec![first, CodeIf { item: None, eq: None, code: casual }])
    }

    /// `128/79` in one column. Of which reading it is, nobody can tell: asked.
    fn pressures(&mut self, name: &str, plain: &str, cells: &[&str]) -> Option<ColumnGuess> {
        let is = fold_name(plain).starts_with("血圧") || fold_name(plain) == "ケツアツ";
        let pairs: Vec<String> =
            cells.iter().map(|cell| fold(cell)).filter(|cell| cell.contains('/')).collect();
        if !is || pairs.is_empty() {
            return None;
        }
        let both =
            pattern(r"^(\d{2,3})/(\d{2,3})$").filter(|both| pairs.iter().all(|cell| both.is_match(cell)))?;
        let codes = ["9A751000000000001", "9A761000000000001"].map(str::to_owned).to_vec();
        let split = Split { pattern: both.as_str().to_owned(), codes: codes.clone() };
        self.items.push(Item { col: Some(name.trim().to_owned()), split: Some(split), ..Item::default() });
        Some(ColumnGuess {
            column: name.trim().to_owned(),
            field: None,
            code: codes.into_iter().next(),
            certain: false,
        })
    }

    fn finish(mut self, skip_rows: usize, delimiter: char) -> Option<Guess> {
        let date = self.fields.remove("date").filter(|field| !field.formats.is_empty())?;
        let mut field = |name| self.fields.remove(name);
        let facility = field("facility");
        let person = Person {
            id: field("id"),
            name: field("name"),
            kana: field("kana"),
            sex: field("sex"),
            birth: field("birth"),
            insurer: None,
            symbol: None,
            number: None,
            branch: None,
        };
        let profile = Profile {
            format: "phr-checkup-profile/1".to_owned(),
            id: "guessed".to_owned(),
            name: String::new(),
            valid_from: None,
            valid_to: None,
            matches: Matches::default(),
            file: File {
                encoding: CsvEncoding::Auto,
                delimiter,
                quote: '"',
                skip_rows,
                header_rows: 1,
                header_fill: None,
                header_join: "/".to_owned(),
                layout: Layout::Wide,
                trailer: Some("^(合計|総計|計|ゴウケイ|ｺﾞｳｹｲ)".to_owned()),
            },
            long: None,
            normalize: Normalize::default(),
            person,
            exam: Exam { date, facility, course: None },
            unit_alias: BTreeMap::new(),
            item: self.items,
            ignore: Ignore::default(),
            maps: BTreeMap::new(),
        };
        Some(Guess { profile, columns: self.columns })
    }
}

/// Whether unit and values speak for an item.
fn fits(item: &CheckupItem, unit: Option<&str>, cells: &[&str]) -> bool {
    if item.kind != ItemKind::Number {
        return true;
    }
    let units = [item.unit, item.unit_in_files, item.unit_shown].map(fold_unit);
    if unit.is_some_and(|unit| !units.contains(&fold_unit(unit))) {
        return false;
    }
    let flags = Normalize::default().flags;
    let numbers: Vec<_> = cells.iter().filter_map(|cell| read_number(cell, &flags)).collect();
    let plausible = numbers.iter().filter(|number| item.is_plausible(number.value)).count();
    plausible * 10 >= numbers.len() * 8
}

/// `HDL(mg/dL)`, `HDL[mg/dL]`: name and unit. A bracket without a unit belongs to the name.
fn named_unit(name: &str) -> (String, Option<String>) {
    let folded = fold(name);
    for (open, close) in [('(', ')'), ('[', ']')] {
        let inner = folded.strip_suffix(close).and_then(|rest| rest.rsplit_once(open));
        if let Some((plain, unit)) = inner.filter(|(plain, unit)| !plain.is_empty() && is_unit(unit)) {
            return (plain.trim().to_owned(), Some(unit.to_owned()));
        }
    }
    (folded, None)
}

fn is_unit(text: &str) -> bool {
    static UNITS: OnceLock<HashSet<String>> = OnceLock::new();
    let units = UNITS.get_or_init(|| {
        let items = henro_reference::checkup_items().iter();
        let own = items.flat_map(|item| [item.unit, item.unit_in_files, item.unit_shown]);
        own.chain(FOREIGN_UNITS).filter(|unit| !unit.is_empty()).map(fold_unit).collect()
    });
    units.contains(&fold_unit(text))
}

fn is_known(name: &str) -> bool {
    field_of(name).is_some()
        || !checkup_named(name).is_empty()
        || !checkup_named(&named_unit(name).0).is_empty()
}

fn field_of(name: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let all = FIELDS.iter().flat_map(|(field, words)| words.iter().map(move |word| (*word, *field)));
        all.map(|(word, field)| (fold_name(word), field)).collect()
    });
    names.get(&fold_name(name)).copied()
}

/// Units no item has, but headers do: a column in one of them is asked about.
const FOREIGN_UNITS: [&str; 6] = ["g/L", "mmol/L", "umol/L", "10*3/uL", "10^3/uL", "m"];

/// 採血時間.
const WHEN: &str = "9N141000000000011";

const SEXES: [(&str, &str); 12] = [
    ("1", "male"),
    ("2", "female"),
    ("男", "male"),
    ("女", "female"),
    ("男性", "male"),
    ("女性", "female"),
    ("M", "male"),
    ("F", "female"),
    ("オトコ", "male"),
    ("オンナ", "female"),
    ("ダンセイ", "male"),
    ("ジョセイ", "female"),
];

const FIELDS: [(&str, &[&str]); 7] = [
    (
        "id",
        &[
            "受診番号",
            "受診者番号",
            "受診者NO",
            "ジュシンシャNO",
            "受診ID",
            "個人番号",
            "ID",
            "カルテ番号",
            "社員番号",
        ],
    ),
    ("kana", &["カナ", "カナ氏名", "氏名カナ", "フリガナ", "ふりがな", "カナシメイ", "氏名(カナ)"]),
    ("name", &["氏名", "名前", "受診者名", "受診者氏名", "漢字氏名"]),
    ("sex", &["性別", "セイベツ", "男女"]),
    ("birth", &["生年月日", "セイネンガッピ", "誕生日"]),
    (
        "date",
        &["受診日", "健診日", "受診年月日", "健診年月日", "検査日", "ジュシンビ", "健康診断日", "実施日"],
    ),
    (
        "facility",
        &[
            "健診機関",
            "健診機関名",
            "健診機関名称",
            "医療機関",
            "医療機関名",
            "医療機関名称",
            "実施機関",
            "実施機関名",
            "受診機関",
            "受診機関名",
            "健診施設",
            "施設名",
            "ケンシンキカン",
        ],
    ),
];
