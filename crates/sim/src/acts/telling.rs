//! News that carry what was written, as another device of an owner hears them.

use henro_sync::Look;

use crate::world::{Mode, World};

impl World {
    /// A part of some streams comes unasked; what does not fit, or is not whole, is fetched in a round.
    pub fn hear(&mut self, device: usize) -> Result<(), String> {
        // A lie must not be missed because the part did not fit anyway.
        let honest = self.mode == Mode::Honest;
        let (back, ahead) =
            if honest { (self.dice.below(3), u64::from(self.dice.chance(100))) } else { (0, 0) };
        let mut took = false;
        let result = self.drive(device, |engine, round| {
            let me = round.hands.identity;
            let Some(control) = engine.control().filter(|control| control.owners.contains(&me)) else {
                return Ok(());
            };
            let (now, mut nonce) = (round.moment.now, [0; 16]);
            round.moment.random.fill(&mut nonce);
            let marks = round.store.streams()?;
            let open = marks.iter().filter(|mark| control.may_read(&me, &mark.stream, now).is_some());
            let look = Look {
                record: round.store.record(),
                identity: me,
                device: henro_sync::Signer::public(round.hands.device),
                at: now,
                streams: open.map(|mark| (mark.stream, mark.place.saturating_sub(back) + ahead)).collect(),
                nonce,
            };
            let (parts, _) = round.remote.pull(&look.record, &look.sign(round.hands.device))?;
            match engine.take_told(round, &parts) {
                Ok((report, true)) => {
                    took = report.received > 0;
                    Ok(())
                }
                // Nothing is an alarm before a whole round says so.
                _ => engine.sync(round).map(drop),
            }
        });
        self.told += u64::from(took);
        self.judge(device, &result)
    }
}
