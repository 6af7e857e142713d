//! What people chose to show.

use henro_sync::IdentityId;
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{number, optional, signed};
use crate::Error;
use crate::rank::{RankAmong, RankAsk, RankBy, RankEntry, RankRows};

pub(super) fn put(db: &Connection, id: &IdentityId, entry: &RankEntry, oldest: u64) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM ranking WHERE identity = ?1 AND month < ?2")?
        .execute(params![id.0, signed(oldest)])?;
    let text = "INSERT OR REPLACE INTO ranking (identity, month, nickname, steps, bmi, town, team) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    db.prepare_cached(text)?.execute(params![
        id.0,
        signed(entry.month),
        entry.nickname,
        signed(entry.steps),
        entry.bmi.map(signed),
        entry.town,
        entry.team
    ])?;
    Ok(())
}

pub(super) fn leave(db: &Connection, id: &IdentityId) -> Result<(), Error> {
    db.prepare_cached("DELETE FROM ranking WHERE identity = ?1")?.execute([id.0])?;
    Ok(())
}

pub(super) fn own(db: &Connection, id: &IdentityId, month: u64) -> Result<Option<RankEntry>, Error> {
    let text = "SELECT nickname, steps, bmi, town, team FROM ranking WHERE identity = ?1 AND month = ?2";
    let found = db.prepare_cached(text)?.query_row(params![id.0, signed(month)], |row| {
        Ok(RankEntry {
            nickname: row.get(0)?,
            month,
            steps: number(row, 1)?,
            bmi: optional(row, 2)?,
            town: row.get(3)?,
            team: row.get(4)?,
        })
    });
    Ok(found.optional()?)
}

pub(super) fn board(db: &Connection, ask: &RankAsk) -> Result<RankRows, Error> {
    let (column, better, order) = match ask.by {
        RankBy::Steps => ("steps", ">", "DESC"),
        RankBy::Bmi => ("bmi", "<", "ASC"),
    };
    let (town, team) = match &ask.among {
        RankAmong::All => (None, None),
        RankAmong::Town(town) => (Some(town), None),
        RankAmong::Team(team) => (None, Some(team)),
    };
    let on = format!(
        "FROM ranking WHERE month = ?1 AND (?2 IS NULL OR town = ?2) AND (?3 IS NULL OR team = ?3) \
         AND {column} IS NOT NULL"
    );
    let month = signed(ask.month);
    let text =
        format!("SELECT nickname, {column} {on} ORDER BY {column} {order}, nickname, identity LIMIT ?4");
    let mut first = db.prepare_cached(&text)?;
    let rows = first.query_map(params![month, town, team, signed(ask.most)], |row| {
        Ok((row.get::<_, String>(0)?, number(row, 1)?))
    })?;
    let top = rows.collect::<Result<_, _>>()?;
    let text = format!("SELECT count(*), count(CASE WHEN {column} {better} ?4 THEN 1 END) {on}");
    let (count, before) =
        db.prepare_cached(&text)?.query_row(params![month, town, team, ask.own.map(signed)], |row| {
            Ok((number(row, 0)?, number(row, 1)?))
        })?;
    Ok(RankRows { top, count, before })
}
