//! What goes wrong: power, disks, clocks, weather, old copies, and a member that does harm.

use std::collections::BTreeSet;

use crate::link::Weather;
use crate::world::World;

impl World {
    /// Something goes wrong.
    pub(super) fn mishap(&mut self, device: usize) -> Result<(), String> {
        let dice = self.dice.clone();
        let of = &mut self.devices[device];
        match dice.below(160) {
            0..40 => {
                of.store.fuse = Some(dice.within(1, 12) as u32);
                self.note(|| format!("device {device} will lose power"));
                self.sync(device).map(drop).map_err(|fault| format!("device {device}: {fault:?}"))
            }
            40..60 => {
                of.store.room = if of.store.room.is_some() { None } else { Some(dice.within(1, 10) as u32) };
                Ok(())
            }
            60..85 => {
                of.asleep_until = self.now + dice.within(3_600_000, 30 * 86_400_000);
                Ok(())
            }
            85..105 => {
                let skew = self.new_skew(device);
                self.devices[device].skew = skew;
                self.note(|| format!("the clock of device {device} is off by {skew}"));
                Ok(())
            }
            105..125 => self.copies(device),
            125..135 if self.harm => self.do_harm(device),
            _ => {
                let weather = self.new_weather();
                self.note(|| format!("{weather:?}"));
                self.cloud.borrow_mut().weather = weather;
                Ok(())
            }
        }
    }

    fn new_skew(&self, device: usize) -> i64 {
        let to = |at: i64| at - self.now as i64;
        match self.dice.below(6) {
            0 => to(0),
            1 => to(2_147_483_647_000),
            2 => to(4_070_908_800_000),
            3 => self.devices[device].skew - self.dice.below(86_400_000) as i64,
            _ => self.dice.below(600_000) as i64 - 300_000,
        }
    }

    fn new_weather(&self) -> Weather {
        if self.dice.chance(300) {
            return Weather::default();
        }
        let some = || if self.dice.chance(400) { self.dice.below(250) } else { 0 };
        Weather {
            lost: some(),
            unheard: some(),
            late: some(),
            twice: some(),
            busy: some(),
            cut: some(),
            full: some(),
        }
    }

    /// A backup is made, put back, or the device is copied.
    fn copies(&mut self, device: usize) -> Result<(), String> {
        let roll = self.dice.below(20);
        let of = &mut self.devices[device];
        if roll < 12 || of.backup.is_none() {
            of.backup = Some(of.store.disk.clone());
            return Ok(());
        }
        let Some(backup) = of.backup.clone() else { return Ok(()) };
        self.note(|| format!("an old copy is put back on device {device}"));
        let of = &mut self.devices[device];
        of.doubled = true;
        let old: BTreeSet<i64> = backup.own.values().flatten().filter_map(crate::disk::serial).collect();
        self.lost.extend(of.acked.difference(&old));
        of.acked.retain(|serial| old.contains(serial));
        of.store.disk = backup;
        self.power_back(device)
    }

    /// Somebody who may write pushes what nobody can read.
    fn do_harm(&mut self, device: usize) -> Result<(), String> {
        crate::harm::push(self, device);
        Ok(())
    }
}
