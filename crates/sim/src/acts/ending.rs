//! A consent that ends at once, and what comes before the new keys.

use henro_seal::AccountSeed;
use henro_sync::GrantId;
use henro_sync_client::Fault;

use crate::world::World;

impl World {
    /// With the clinical half closed, as without a card; and a round after it.
    pub fn end(&mut self, device: usize, id: GrantId) -> Result<(), String> {
        self.note(|| format!("device {device} ends {id}"));
        let of = &mut self.devices[device];
        let to = of.engine.control().and_then(|control| Some(control.grants.get(&id)?.given.to));
        of.store.closed = true;
        let account = of.account.take();
        let result = self.drive(device, |engine, round| {
            engine.end(round, id)?;
            engine.sync(round).map(drop)
        });
        let of = &mut self.devices[device];
        of.store.closed = false;
        match &of.account {
            // It was renewed meanwhile.
            Some(_) => of.former.extend(account.as_ref().map(AccountSeed::clinical)),
            None => of.account = account,
        }
        self.judge(device, &result)?;
        if self.dice.chance(500) {
            return Ok(());
        }
        // Others send what they write, by the chains as they know them: under the key that is in force still. Then the one whose
        // consent ended looks.
        for other in self.usable() {
            let knows = self.devices[other].engine.control().is_some();
            if other != device && knows && Some(self.devices[other].identity) != to {
                self.edit(other, 1)?;
                let sent = self.drive(other, |engine, round| engine.send_ready(round));
                self.judge(other, &sent)?;
            }
        }
        let theirs = |n: &usize| Some(self.devices[*n].identity) == to;
        let theirs: Vec<usize> = self.usable().into_iter().filter(theirs).collect();
        let strange = |fault: Fault| format!("who may not read any more: {fault:?}");
        theirs.into_iter().try_for_each(|other| self.sync(other).map(drop).map_err(strange))
    }
}
