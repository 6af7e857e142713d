use std::collections::HashSet;

use super::Ledger;
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
}

/// Seconds until connections that broke are noticed.
const BEFORE_AGAIN: u64 = 60;
