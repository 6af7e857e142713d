//! Clock values of a clock that ran far ahead, taken back while nobody else has seen them.

use std::collections::{HashMap, HashSet};

use henro_domain::Hlc;
use rusqlite::{Connection, params};

use crate::Error;
use crate::daily::log::{self, Logged, Pen};
use crate::daily::state::{self, Newest};
use crate::daily::{Daily, fold};

impl Daily {
    /// Gives changes of this device that are in no frame and lie after `now` clock values from now on, in their order.
    /// Withdraw unsent frames first. Answers how many changes that were.
    pub fn restamp(&mut self, now_ms: i64) -> Result<u64, Error> {
        self.transaction(|db, pen| {
            let found = ahead(db, pen, now_ms)?;
            let bound = params![pen.device.0, limit(now_ms)];
            let base: i64 = db.query_row(BASE, bound, |row| row.get(0))?;
            let mut clock = Hlc(base as u64);
            let (mut stamps, mut seen, mut touched) = (HashMap::new(), HashSet::new(), Vec::new());
            for (seq, entity) in found {
                clock = clock.next(now_ms);
                stamps.insert(seq, clock.0);
                if seen.insert(entity) {
                    touched.push(entity);
                }
            }
            for (id, kind) in touched {
                let newest = match state::newest(db, id, kind)? {
                    Some(Newest::Live(_, state)) => state.change,
                    Some(Newest::Elsewhere(change)) => change,
                    None => continue,
                };
                let mut chain = log::chain(db, newest)?;
                for change in &mut chain {
                    stamp(db, change, &stamps)?;
                }
                fold::settle(db, id, kind, chain)?;
            }
            db.execute("UPDATE about SET hlc = ?1", [clock.0 as i64])?;
            pen.hlc = clock;
            Ok(stamps.len() as u64)
        })
    }
}

type Entity = (i64, i64);

fn ahead(db: &Connection, pen: &Pen, now_ms: i64) -> Result<Vec<(i64, Entity)>, Error> {
    let mut statement =
        db.prepare(&format!("SELECT seq, entity, kind FROM change WHERE {AHEAD} ORDER BY seq"))?;
    let rows = statement.query_map(params![pen.device.0, limit(now_ms)], |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The clock value a change may have at most: that of the end of this millisecond.
fn limit(now_ms: i64) -> i64 {
    Hlc(0).next(now_ms).0 as i64 | 0xffff
}

fn stamp(db: &Connection, change: &mut Logged, stamps: &HashMap<i64, u64>) -> Result<(), Error> {
    if let Some(hlc) = stamps.get(&change.seq) {
        change.hlc = *hlc;
        // The wall clock of that moment stays what it was, right or wrong.
        db.prepare_cached("UPDATE change SET hlc = ?2, at = ?3 WHERE seq = ?1")?.execute(params![
            change.seq,
            *hlc as i64,
            change.at
        ])?;
    }
    Ok(())
}

const AHEAD: &str = "device = ?1 AND hlc > ?2 AND batch >= 0 \
    AND seq > coalesce((SELECT sealed FROM stream WHERE stream.section = change.section), 0)";
const BASE: &str = "SELECT coalesce(max(hlc), 0) FROM change WHERE NOT (device = ?1 AND hlc > ?2 AND batch >= 0 \
    AND seq > coalesce((SELECT sealed FROM stream WHERE stream.section = change.section), 0))";
