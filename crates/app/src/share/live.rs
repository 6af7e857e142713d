//! The stream of news: one connection for all records, opened again when it breaks, less and less often while the server is
//! away. It tells which records have something new, and carries what is short of our own; the rounds lay that in and fetch the rest.

use std::sync::Weak;
use std::time::{Duration, Instant};

use henro_remote::{Heard, watch};
use henro_sync_client::Fault;

use super::hands::{ADDRESS, IDENTITY, Owned, text};
use super::line::{Line, rest};
use super::pace;
use super::reach::Reach;
use crate::random;

/// Listens for as long as there is a context.
pub(super) fn listen(line: &Weak<Line>, reach: impl Fn() -> Option<Reach>) {
    let (mut failures, mut seen) = (0, 0);
    loop {
        let pause = match once(&reach) {
            Listened::Gone => return,
            Listened::NotWanted => {
                failures = 0;
                IDLE
            }
            Listened::For(time) => {
                failures = if time >= pace::STOOD { 0 } else { failures + 1 };
                pace::again(failures, random::number())
            }
        };
        if !rest(line, &mut seen, pause) {
            return;
        }
    }
}

enum Listened {
    /// Nobody is left.
    Gone,
    /// The record is locked, connected with no server, or the device saves on traffic.
    NotWanted,
    /// It stood this long.
    For(Duration),
}

fn once(reach: &impl Fn() -> Option<Reach>) -> Listened {
    let Some(now) = reach() else { return Listened::Gone };
    let Ok(Some(owned)) = Owned::load(&now) else { return Listened::NotWanted };
    let Ok(address) = owned.place() else { return Listened::NotWanted };
    let line = Wanted { address: address.as_str().to_owned(), identity: owned.identity.to_string() };
    if !line.still(&now) {
        return Listened::NotWanted;
    }
    let begun = Instant::now();
    let token = owned.remote().and_then(|mut server| server.token());
    // Nothing of the record is held while the line is silent.
    drop((owned, now));
    let heard = |heard| match reach() {
        Some(reach) => {
            reach.hear(heard);
            line.still(&reach)
        }
        None => false,
    };
    let ended = token.and_then(|token| watch(&address, &token, heard));
    let Some(reach) = reach() else { return Listened::Gone };
    reach.line.heard(false);
    match ended {
        // Not wanted any more.
        Ok(()) => Listened::NotWanted,
        Err(Fault::Store("locked")) => Listened::NotWanted,
        Err(_) => Listened::For(begun.elapsed()),
    }
}

/// For whom a line was opened.
struct Wanted {
    address: String,
    identity: String,
}

impl Wanted {
    /// The record is open and connected as it was, and the person wants to hear at once.
    fn still(&self, reach: &Reach) -> bool {
        if reach.metered() {
            return false;
        }
        let known = reach.open(|open| {
            let daily = open.daily();
            Ok(text(daily, ADDRESS).ok().flatten().zip(text(daily, IDENTITY).ok().flatten()))
        });
        known.is_ok_and(|known| known.is_some_and(|(a, i)| a == self.address && i == self.identity))
    }
}

impl Reach {
    fn hear(&self, heard: Heard) {
        self.line.heard(true);
        match heard {
            Heard::Frames(record, carried) => self.line.tell_frames(record, carried),
            Heard::Looks(record) => self.line.tell_looks(record),
            Heard::Record(record) => self.line.tell(record),
            // What came while nobody listened was not told.
            Heard::Open | Heard::Other => self.line.stir(),
            Heard::Beat => {}
        }
    }
}

/// Until the next look whether a line is wanted, where nobody calls.
const IDLE: Duration = Duration::from_secs(60);
