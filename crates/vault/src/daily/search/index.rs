//! Keeps the index: to be called by whoever writes, changes or removes a row of state.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::said::{Manner, Said, manner, said};
use super::words::{put_grams, tag_token};
use crate::Error;
use crate::daily::noun::{Noun, Nouns, known_noun};
use crate::daily::state::{self, State};
use crate::daily::statements;

/// Names that are in the index, so that many rows do not ask for each.
#[derive(Default)]
pub(crate) struct Known(HashSet<(i64, String)>);

/// A row is there that was not.
pub(crate) fn put(db: &Connection, noun: &Noun, state: &State) -> Result<(), Error> {
    put_knowing(db, noun, state, &mut Known::default())
}

/// [`put`] for one of many.
pub(crate) fn put_knowing(
    db: &Connection,
    noun: &Noun,
    state: &State,
    known: &mut Known,
) -> Result<(), Error> {
    if manner(noun) == Manner::Not {
        return Ok(());
    }
    match said(noun, &state.row) {
        Said::Nothing => Ok(()),
        Said::Name(name) => put_name(db, noun.number, name, known),
        Said::Text(text, tags) => put_text(db, (noun.number, state.id), state.row.day, &text, &tags),
    }
}

/// A row is another than it was.
pub(crate) fn change(db: &Connection, noun: &Noun, state: &State) -> Result<(), Error> {
    remove(db, noun, state.id)?;
    put(db, noun, state)
}

/// A row is gone, if it was there.
pub(crate) fn remove(db: &Connection, noun: &Noun, id: i64) -> Result<(), Error> {
    if manner(noun) != Manner::ByText {
        return Ok(());
    }
    let sql = "DELETE FROM found WHERE entity = ?1 AND kind = ?2 RETURNING place";
    let place: Option<i64> =
        db.prepare_cached(sql)?.query_row([id, noun.number], |row| row.get(0)).optional()?;
    if let Some(place) = place {
        db.prepare_cached("DELETE FROM gram WHERE rowid = ?1")?.execute([place])?;
    }
    Ok(())
}

/// Nothing is in the index.
pub(crate) fn clear(db: &Connection) -> Result<(), Error> {
    Ok(db.execute_batch(
        "DELETE FROM found; DELETE FROM named; INSERT INTO gram (gram) VALUES ('delete-all');",
    )?)
}

/// Brings the index of a file up to date that was written by a version without it or with other rules, or was not
/// closed: what was written since it was last known to be whole is put in again.
pub(crate) fn bring_up(db: &mut Connection, nouns: Nouns) -> Result<(), Error> {
    let (rules, seq, newest): (i64, i64, i64) = db.query_row(
        "SELECT words, words_seq, (SELECT coalesce(max(seq), 0) FROM change) FROM about",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    if rules == RULES && seq == newest {
        return Ok(());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if rules == RULES && seq < newest {
        catch_up(&transaction, seq)?;
    } else {
        refill(&transaction, nouns)?;
    }
    transaction.execute("UPDATE about SET words = ?1", [RULES])?;
    note_whole(&transaction)?;
    Ok(transaction.commit()?)
}

/// Remembers that the index has all changes up to now.
pub(crate) fn note_whole(db: &Connection) -> Result<(), Error> {
    let newest = "(SELECT coalesce(max(seq), 0) FROM change)";
    db.execute(&format!("UPDATE about SET words_seq = {newest} WHERE words_seq <> {newest}"), [])?;
    Ok(())
}

fn catch_up(db: &Connection, since: i64) -> Result<(), Error> {
    let mut known = Known::default();
    let mut statement = db.prepare("SELECT DISTINCT entity, kind FROM change WHERE seq > ?1")?;
    let mut rows = statement.query([since])?;
    while let Some(row) = rows.next()? {
        let (id, kind): (i64, i64) = (row.get(0)?, row.get(1)?);
        let Some(noun) = known_noun(kind).filter(|noun| manner(noun) != Manner::Not) else { continue };
        remove(db, noun, id)?;
        if let Some(state) = state::one(db, noun, id)? {
            put_knowing(db, noun, &state, &mut known)?;
        }
    }
    Ok(())
}

/// Makes the index from the tables of state.
pub(crate) fn refill(db: &Connection, nouns: Nouns) -> Result<(), Error> {
    clear(db)?;
    let mut known = Known::default();
    for noun in nouns {
        match manner(noun) {
            Manner::Not => {}
            Manner::ByName => {
                let mut statement = db.prepare(&format!("SELECT DISTINCT name FROM {}", noun.table))?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    put_name(db, noun.number, &row.get::<_, String>(0)?, &mut known)?;
                }
            }
            Manner::ByText => {
                let mut statement = db.prepare(&statements::of(noun).all)?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    put_knowing(db, noun, &State::of(noun, row)?, &mut known)?;
                }
            }
        }
    }
    Ok(())
}

fn put_name(db: &Connection, kind: i64, name: &str, known: &mut Known) -> Result<(), Error> {
    if known.has(kind, name) {
        return Ok(());
    }
    let sql = "INSERT INTO named (kind, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING RETURNING id";
    let id: Option<i64> =
        db.prepare_cached(sql)?.query_row(params![kind, name], |row| row.get(0)).optional()?;
    if let Some(id) = id {
        put_row(db, NAMES + id, name, &[])?;
    }
    Ok(())
}

impl Known {
    /// Whether it was asked for before.
    fn has(&mut self, kind: i64, name: &str) -> bool {
        if self.0.len() >= MOST_KNOWN {
            self.0.clear();
        }
        let key = (kind, name.to_owned());
        !self.0.insert(key)
    }
}

/// Puts a text in on its day.
fn put_text(
    db: &Connection,
    (kind, entity): (i64, i64),
    day: i64,
    text: &str,
    tags: &[String],
) -> Result<(), Error> {
    let (first, end) = (day << DAY_BITS, (day + 1) << DAY_BITS);
    let place: i64 = db
        .prepare_cached("SELECT coalesce(max(place), ?1) + 1 FROM found WHERE place >= ?1 AND place < ?2")?
        .query_row([first, end], |row| row.get(0))?;
    if place >= end {
        // A million texts on one day: no person wrote them. They stay in the record, unsearched.
        return Ok(());
    }
    db.prepare_cached("INSERT INTO found (place, kind, entity) VALUES (?1, ?2, ?3)")?
        .execute([place, kind, entity])?;
    put_row(db, place, text, tags)
}

fn put_row(db: &Connection, place: i64, text: &str, tags: &[String]) -> Result<(), Error> {
    let mut grams = String::with_capacity(text.len() * 3);
    put_grams(text, &mut grams);
    for tag in tags {
        grams.push_str(&tag_token(tag));
        grams.push(' ');
    }
    db.prepare_cached("INSERT INTO gram (rowid, text) VALUES (?1, ?2)")?.execute(params![place, grams])?;
    Ok(())
}

/// Raised when texts are folded or cut in another way: files make their index anew. 2: papers by their kind, notes not at all.
const RULES: i64 = 2;
/// Texts of one day: place is the day and a number below this.
pub(super) const DAY_BITS: i64 = 20;
/// Where the rows of names begin: below every day.
pub(super) const NAMES: i64 = -(1 << 50);
/// Below it are names, above it days.
pub(super) const FIRST_DAY: i64 = -(1 << 40);
const MOST_KNOWN: usize = 20_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daily::{Daily, Meta, NewEntry, Source};
    use crate::{SearchPlace, SearchWords};
    use henro_domain::{ActorId, Day, Entry, OffsetMinutes, Stamp, SubjectId, When};
    use henro_seal::Key;

    fn meta() -> Meta {
        let stamp = Stamp { utc_ms: 20_779 * 86_400_000, offset: OffsetMinutes::JAPAN };
        Meta { stamp, actor: ActorId(1), subject: SubjectId(1), source: Source::Form }
    }

    fn note(text: &str) -> NewEntry {
        let when = When { day: Day::new(2026, 11, 22).unwrap(), minute: None, offset: OffsetMinutes::JAPAN };
        NewEntry { when, entry: Entry::Diary { text: text.into() } }
    }

    fn found(daily: &Daily, typed: &str) -> usize {
        let end = SearchPlace::through(Day::from_number(Day::MAX_NUMBER).unwrap());
        daily.search(&SearchWords::parse(typed).unwrap(), end, 10).unwrap().len()
    }

    #[test]
    fn what_a_version_without_the_index_wrote_is_put_in_at_the_next_opening() {
        let folder = tempfile::tempdir().unwrap();
        let (key, path) = (Key::from_bytes([5; 32]), folder.path().join("daily.db"));
        let mut daily = Daily::create(&path, &key, "", 1).unwrap();
        let ids = daily.record(&[note("朝の散歩"), note("昼の散歩"), note("夜の散歩")], &meta()).unwrap();
        daily.settle().unwrap();
        // The other version writes log and tables and nothing of the index.
        let seq: i64 = daily.db.query_row("SELECT words_seq FROM about", [], |row| row.get(0)).unwrap();
        daily.edit(ids[0], note("").when, &Entry::Diary { text: "朝の体操".into() }, &meta()).unwrap();
        daily.delete(ids[1], &meta()).unwrap();
        daily.record(&[note("雨")], &meta()).unwrap();
        clear(&daily.db).unwrap();
        for (text, id) in ["朝の散歩", "昼の散歩", "夜の散歩"].into_iter().zip(&ids) {
            put_text(&daily.db, (4, id.as_i64()), 20_779, text, &[]).unwrap();
        }
        assert_eq!((found(&daily, "散歩"), found(&daily, "雨"), seq), (2, 0, 3));
        drop(daily);
        let daily = Daily::open(&path, &key, None).unwrap();
        assert_eq!((found(&daily, "散歩"), found(&daily, "雨"), found(&daily, "体操")), (1, 1, 1));
        // Other rules: all of it is made anew.
        daily.db.execute_batch("DELETE FROM found; UPDATE about SET words = 0;").unwrap();
        drop(daily);
        let daily = Daily::open(&path, &key, None).unwrap();
        assert_eq!((found(&daily, "散歩"), found(&daily, "雨"), found(&daily, "体操")), (1, 1, 1));
    }
}
