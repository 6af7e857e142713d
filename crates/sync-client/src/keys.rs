//! Keys of streams: taken out of the wraps that are for us, and led back to the epochs before.

use henro_seal::{KemKey, StreamKey, step_back, unwrap};
use henro_sync::{ControlEntry, EpochStep, StreamId, Tier, Wrap};

use crate::{Chain, Engine, Fault, Round, Store};

impl Engine {
    /// Takes all keys that are for us out of entries not looked at yet. With the clinical tier closed the keys of its
    /// sections stay where they are and the entries are looked at again.
    pub(crate) fn open_keys(&mut self, round: &mut Round) -> Result<(), Fault> {
        let len = self.known()?.len;
        let clinical = round.hands.account.map(|account| account.clinical());
        let hands = [(Tier::Daily, Some(round.hands.daily)), (Tier::Clinical, clinical.as_ref())];
        let hands = hands.into_iter().filter_map(|(tier, private)| Some((tier, private?)));
        let new: Vec<_> = hands.filter(|(tier, _)| self.opened(*tier) < len).collect();
        if new.is_empty() {
            return Ok(());
        }
        let chain = round.store.chain(Chain::Control)?;
        for (n, bytes) in (0..).zip(&chain) {
            let due = |(tier, _): &&(Tier, &KemKey)| n >= self.opened(*tier);
            if new.iter().any(|one| due(&one)) {
                let entry = ControlEntry::read(bytes).map_err(|_| Fault::Damaged("control chain"))?;
                new.iter()
                    .filter(due)
                    .try_for_each(|(tier, private)| self.open_entry(round, &entry, *tier, private))?;
            }
        }
        self.walk_back(round.store, &chain)?;
        for (tier, _) in new {
            self.opened.insert(tier, chain.len() as u64);
        }
        Ok(())
    }

    fn opened(&self, tier: Tier) -> u64 {
        self.opened.get(&tier).copied().unwrap_or(0)
    }

    /// Keeps what one of our keys opens in an entry.
    fn open_entry(
        &self,
        round: &mut Round,
        entry: &ControlEntry,
        tier: Tier,
        private: &KemKey,
    ) -> Result<(), Fault> {
        let ours = |wrap: &&Wrap| wrap.to == round.hands.identity && wrap.tier == tier;
        for wrap in entry.act.wraps().iter().filter(ours) {
            let all = std::iter::once(private).chain(round.hands.former);
            let open = |key: &KemKey| unwrap(key, &entry.record, &wrap.to, tier, &wrap.text).ok();
            // One made for keys that are not at hand cannot be opened; what it held comes by the way back.
            let Some(keys) = { all }.find_map(open) else { continue };
            // Nobody hands out the key of an epoch that has not begun, or of another tier.
            let streams = &self.known()?.streams;
            let fits = |key: &StreamKey| {
                streams.get(&key.stream).is_some_and(|state| state.tier == tier && key.epoch <= state.epoch)
            };
            let keys: Vec<StreamKey> = keys.into_iter().filter(fits).collect();
            if !keys.is_empty() {
                round.store.add_keys(&keys)?;
            }
        }
        Ok(())
    }

    /// From the newest key of each stream back to the oldest that is linked.
    fn walk_back(&self, store: &mut dyn Store, chain: &[Vec<u8>]) -> Result<(), Fault> {
        let marks = store.streams()?;
        for bytes in chain.iter().rev() {
            let entry = ControlEntry::read(bytes).map_err(|_| Fault::Damaged("control chain"))?;
            for step in entry.act.steps().iter().filter(|step| !step.back.is_empty()) {
                let Some(mark) = marks.iter().find(|mark| mark.stream == step.stream) else { continue };
                if let Some(key) = back(store, step)? {
                    let stream: StreamId = step.stream;
                    store.add_keys(&[StreamKey {
                        stream,
                        section: mark.section,
                        epoch: step.epoch - 1,
                        key,
                    }])?;
                }
            }
        }
        Ok(())
    }
}

fn back(store: &dyn Store, step: &EpochStep) -> Result<Option<henro_seal::Key>, Fault> {
    let keys = store.keys(&step.stream)?;
    let Some(key) = keys.get(&step.epoch).filter(|_| !keys.contains_key(&(step.epoch - 1))) else {
        return Ok(None);
    };
    // Who wrote the entry may have written nonsense; the frames of that epoch then stay closed.
    Ok(step_back(&step.stream, step.epoch, key, &step.back).ok())
}
