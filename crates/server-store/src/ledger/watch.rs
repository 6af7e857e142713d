use std::collections::HashSet;

use henro_sync::{RecordId, StreamId};

use super::Ledger;
use super::pull::Part;
use crate::{Refused, Session, Topic, Watcher};

impl Ledger {
    /// Begins to wait for news of all records of the caller.
    pub async fn watch(&self, session: &Session) -> Result<Watcher, Refused> {
        let watcher = self.hub.watch(session.identity, session.device);
        let mut watcher = watcher.ok_or(Refused::TooOften(BEFORE_AGAIN))?;
        self.follow(session, &mut watcher).await?;
        Ok(watcher)
    }

    /// Follows the records in which the caller has a role now.
    pub async fn follow(&self, session: &Session, watcher: &mut Watcher) -> Result<(), Refused> {
        let records: HashSet<_> =
            self.records(session).await?.into_iter().map(|(record, _)| record).collect();
        watcher.follow(records);
        Ok(())
    }

    /// Whether the caller may hear of it now.
    pub async fn may_hear(&self, session: &Session, topic: &Topic) -> Result<bool, Refused> {
        let Some(record) = topic.record() else { return Ok(true) };
        let Some(control) = self.control(&record).await? else { return Ok(false) };
        let (who, now) = (&session.identity, self.now());
        Ok(match topic {
            Topic::Frames(_, stream) => control.may_read(who, stream, now).is_some(),
            Topic::Access(_) => control.may_manage(who, now),
            Topic::Control(_) | Topic::Identity(_) => true,
        })
    }

    /// What a stream has after a place, to go with the news of it to a device of an owner: what owners read is written down
    /// nowhere. Nothing where it is long, or the chain has moved meanwhile: then it is asked for.
    pub async fn carried(
        &self,
        session: &Session,
        record: &RecordId,
        stream: &StreamId,
        after: u64,
    ) -> Result<Option<Part>, Refused> {
        let Some(control) = self.control(record).await? else { return Ok(None) };
        let who = &session.identity;
        if !control.owners.contains(who) {
            return Ok(None);
        }
        let caller = self.caller(session).await?;
        let fetches = control.streams.get(stream).is_some_and(|state| caller.fetches(state.tier));
        let may = control.may_read(who, stream, self.now()).is_some();
        if !(fetches && may) {
            return Ok(None);
        }
        let page = self.store.page(*record, vec![(*stream, after)], CARRIED).await?;
        let whole = page.filter(|page| !page.more && page.heads.control == control.len);
        let part = whole.and_then(|page| self.parts(page).parts.pop());
        Ok(part.filter(|part| part.frames.len() <= CARRIED))
    }
}

/// Bytes of frames that go with news. An entry of a day has about 300; a line of news stays below the 4096 that clients read.
const CARRIED: usize = 2048;
/// Seconds until connections that broke are noticed.
const BEFORE_AGAIN: u64 = 60;
