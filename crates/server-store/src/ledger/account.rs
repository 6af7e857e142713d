use bytes::Bytes;
use henro_sync::{Error as Broken, Label, Signature, Tier, verify};

use super::Ledger;
use crate::store::{Account, Put};
use crate::{Refused, Session};

impl Ledger {
    /// What the server knows of the caller besides the chain.
    pub async fn account(&self, session: &Session) -> Result<Account, Refused> {
        self.check(session).await?;
        self.store.account(session.identity).await?.ok_or(Refused::NoSession)
    }

    /// Asks to be forgotten in 30 days, with a challenge signed for just that. Answers when.
    pub async fn leave(
        &self,
        session: &Session,
        answer: &[u8; 32],
        signature: &Signature,
    ) -> Result<u64, Refused> {
        let caller = self.caller(session).await?;
        if !self.challenged(&session.identity, &session.device, answer) {
            return Err(Refused::NoSession);
        }
        verify(&session.device, Label::Leave, &[&self.key().0, answer, &session.identity.0], signature)?;
        if caller.tier != Tier::Clinical {
            return Err(Broken::NotAllowed.into());
        }
        let at = self.now() + NOTICE_MS;
        self.store.leave(session.identity, Some(at)).await?;
        Ok(at)
    }

    /// Takes that back.
    pub async fn stay(&self, session: &Session) -> Result<(), Refused> {
        self.check(session).await?;
        Ok(self.store.leave(session.identity, None).await?)
    }

    /// Forgets those whose moment has come. Answers how many.
    pub async fn forget(&self) -> Result<usize, Refused> {
        let mut count = 0;
        while self.store.forget(self.now()).await? {
            count += 1;
        }
        if count > 0 {
            // What is remembered of their records is not to be asked any more.
            self.controls.clear();
            self.streams.clear();
            self.chains.clear();
        }
        Ok(count)
    }

    /// Puts a letter into a box that is known by its secret id. It lies there for ten minutes, once.
    pub async fn letter_put(&self, id: [u8; 16], bytes: Bytes) -> Result<(), Refused> {
        let now = self.now();
        match self.store.letter_put(id, bytes, now, now + LETTER_MS, MOST_LETTERS).await? {
            Put::Done => Ok(()),
            Put::Taken => Err(Refused::Taken),
            Put::Full => Err(Refused::Quota(MOST_LETTERS)),
        }
    }

    /// The letter of a box; out of it with `take`.
    pub async fn letter(&self, id: [u8; 16], take: bool) -> Result<Option<Vec<u8>>, Refused> {
        Ok(self.store.letter(id, self.now(), take).await?)
    }
}

const NOTICE_MS: u64 = 30 * 86_400_000;
const LETTER_MS: u64 = 600_000;
const MOST_LETTERS: u64 = 10_000;
