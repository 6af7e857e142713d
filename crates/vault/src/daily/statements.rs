//! The SQL every table of state shares, made once from its columns.

use std::sync::LazyLock;

use super::noun::{Noun, every_noun};

/// Statements of one noun. The first seven columns are the same in every table.
#[derive(Debug)]
pub(crate) struct Statements {
    pub(crate) insert: String,
    pub(crate) update: String,
    pub(crate) delete: String,
    pub(crate) one: String,
    pub(crate) all: String,
    pub(crate) days: String,
    pub(crate) newest: String,
    pub(crate) newest_days: String,
}

/// The statements of a noun.
pub(crate) fn of(noun: &Noun) -> &'static Statements {
    let place = every_noun().position(|n| n.number == noun.number).expect("every noun is in its list");
    ALL.get(place).expect("made from the lists, one for one")
}

static ALL: LazyLock<Vec<Statements>> = LazyLock::new(|| every_noun().map(make).collect());

fn make(noun: &Noun) -> Statements {
    let Noun { table, columns, .. } = noun;
    let own = columns.join(", ");
    let marks: Vec<String> = (1..=COMMON_COUNT + columns.len()).map(|n| format!("?{n}")).collect();
    let sets: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(place, column)| format!("{column} = ?{}", COMMON_COUNT + 1 + place))
        .collect();
    let select = format!("SELECT {COMMON}, {own} FROM {table}");
    // The index of measurements begins with the item; naming all items lets it be used for a day.
    let items = if *table == "measurement" { "item IN (0, 1, 2, 3, 4, 5, 6) AND " } else { "" };
    Statements {
        insert: format!("INSERT INTO {table} ({COMMON}, {own}) VALUES ({})", marks.join(", ")),
        update: format!(
            "UPDATE {table} SET day = ?2, minute = ?3, offset = ?4, change = ?5, recorded = ?6, edited = ?7, {} \
             WHERE id = ?1",
            sets.join(", ")
        ),
        delete: format!("DELETE FROM {table} WHERE id = ?1"),
        one: format!("{select} WHERE id = ?1"),
        all: format!("{select} ORDER BY id"),
        days: format!("{select} WHERE {items}day BETWEEN ?1 AND ?2"),
        newest_days: format!(
            "{select} WHERE {items}day BETWEEN ?1 AND ?2 ORDER BY day DESC, minute DESC, id DESC LIMIT ?3"
        ),
        newest: format!("{select} WHERE {items}day <= ?1 ORDER BY day DESC, minute DESC, id DESC LIMIT 1"),
    }
}

/// The columns every table of state begins with.
pub(crate) const COMMON: &str = "id, day, minute, offset, change, recorded, edited";
/// How many they are.
pub(crate) const COMMON_COUNT: usize = 7;
