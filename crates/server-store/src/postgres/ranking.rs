//! What people chose to show.

use deadpool_postgres::Object;
use henro_sync::IdentityId;

use super::rows::{number, optional, signed};
use crate::Error;
use crate::rank::{RankAmong, RankAsk, RankBy, RankEntry, RankRows};

pub(super) async fn put(
    db: &mut Object,
    id: &IdentityId,
    entry: &RankEntry,
    oldest: u64,
) -> Result<(), Error> {
    let step = db.transaction().await?;
    let text = "DELETE FROM ranking WHERE identity = $1 AND month < $2";
    step.execute(text, &[&&id.0[..], &signed(oldest)]).await?;
    let text = "INSERT INTO ranking (identity, month, nickname, steps, bmi, town, team)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (identity, month) DO UPDATE
        SET nickname = $3, steps = $4, bmi = $5, town = $6, team = $7";
    step.execute(
        text,
        &[
            &&id.0[..],
            &signed(entry.month),
            &entry.nickname,
            &signed(entry.steps),
            &entry.bmi.map(signed),
            &entry.town,
            &entry.team.as_ref().map(|team| &team[..]),
        ],
    )
    .await?;
    Ok(step.commit().await?)
}

pub(super) async fn leave(db: &Object, id: &IdentityId) -> Result<(), Error> {
    db.execute("DELETE FROM ranking WHERE identity = $1", &[&&id.0[..]]).await?;
    Ok(())
}

pub(super) async fn own(db: &Object, id: &IdentityId, month: u64) -> Result<Option<RankEntry>, Error> {
    let text = "SELECT nickname, steps, bmi, town, team FROM ranking WHERE identity = $1 AND month = $2";
    let Some(row) = db.query_opt(text, &[&&id.0[..], &signed(month)]).await? else { return Ok(None) };
    let team: Option<&[u8]> = row.try_get(4)?;
    Ok(Some(RankEntry {
        nickname: row.try_get(0)?,
        month,
        steps: number(&row, 1)?,
        bmi: optional(&row, 2)?,
        town: row.try_get(3)?,
        team: team.map(|team| team.try_into().map_err(|_| Error::Damaged)).transpose()?,
    }))
}

pub(super) async fn board(db: &Object, ask: &RankAsk) -> Result<RankRows, Error> {
    let (column, better, order) = match ask.by {
        RankBy::Steps => ("steps", ">", "DESC"),
        RankBy::Bmi => ("bmi", "<", "ASC"),
    };
    let (town, team) = match &ask.among {
        RankAmong::All => (None, None),
        RankAmong::Town(town) => (Some(town.as_str()), None),
        RankAmong::Team(team) => (None, Some(&team[..])),
    };
    let on = format!(
        "FROM ranking WHERE month = $1 AND ($2::text IS NULL OR town = $2) AND ($3::bytea IS NULL OR team = $3)
        AND {column} IS NOT NULL"
    );
    let month = signed(ask.month);
    // As SQLite orders letters: by their bytes.
    let text = format!(
        "SELECT nickname, {column} {on} ORDER BY {column} {order}, nickname COLLATE \"C\", identity LIMIT $4"
    );
    let rows = db.query(&text, &[&month, &town, &team, &signed(ask.most)]).await?;
    let top = rows.iter().map(|row| Ok((row.try_get(0)?, number(row, 1)?))).collect::<Result<_, Error>>()?;
    let text = format!("SELECT count(*), count(CASE WHEN {column} {better} $4::bigint THEN 1 END) {on}");
    let row = db.query_one(&text, &[&month, &town, &team, &ask.own.map(signed)]).await?;
    Ok(RankRows { top, count: number(&row, 0)?, before: number(&row, 1)? })
}
