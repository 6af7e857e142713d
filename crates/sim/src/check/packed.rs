//! I12: what lies in segments reads as it was written.

use henro_sync::Tier;

use super::Broken;
use crate::world::World;

impl World {
    /// A device that comes last of all, and reads nothing but what the server has now, shows the same as one that was there.
    pub fn check_packed(&mut self) -> Broken {
        let owners = self.cloud.borrow().server.control.as_ref().map(|control| control.owners.clone());
        let owns = |n: &usize| {
            let of = &self.devices[*n];
            of.tier == Tier::Clinical && owners.as_ref().is_some_and(|owners| owners.contains(&of.identity))
        };
        let usable = self.usable();
        let Some(there) = usable.into_iter().find(owns) else { return Ok(()) };
        let Ok(new) = self.enrol(self.devices[there].person, Tier::Clinical) else { return Ok(()) };
        for _ in 0..2 {
            self.sync(new).map_err(|fault| format!("device {new}, the last: {fault:?}"))?;
        }
        if self.devices[new].told.is_some() {
            return Err(format!("I14: device {new}, the last, has not what it was told of"));
        }
        let (there, late) = (&self.devices[there].store.disk, &self.devices[new].store.disk);
        for (section, ..) in there.marks.values() {
            if late.digest(*section, self.now) != there.digest(*section, self.now) {
                return Err(format!(
                    "I12: section {section} reads otherwise from the server than it was written"
                ));
            }
        }
        self.late += 1;
        Ok(())
    }
}
