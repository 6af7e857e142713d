//! A record that was begun before there were clinical streams gets them once, whoever is first.

use henro_sync::Tier;

use crate::disk::CLINICAL;
use crate::link::Weather;
use crate::world::{Mode, SECTIONS, World};

#[test]
fn a_record_of_before_gets_its_clinical_stream_once_and_both_devices_write_in_it() {
    let mut world = World::new(1, Mode::Honest);
    world.cloud.borrow_mut().weather = Weather::default();
    world.person().unwrap();
    world.most_devices = 3;
    world.drive(0, |engine, round| engine.begin_record(round, &SECTIONS[..2])).unwrap();
    let other = world.enrol(0, Tier::Clinical).unwrap();
    for device in [0, other] {
        world.sync(device).unwrap();
    }
    // Neither has heard of the other's.
    for device in [0, other] {
        world.drive(device, |engine, round| engine.add_streams(round, &SECTIONS)).unwrap();
    }
    let streams = |world: &World| world.cloud.borrow().server.control.as_ref().unwrap().streams.len();
    assert_eq!(streams(&world), 3);
    for _ in 0..20 {
        for device in [0, other] {
            world.edit(device, 2).unwrap();
        }
    }
    for device in [0, other, 0] {
        world.sync(device).unwrap();
        world.drive(device, |engine, round| engine.add_streams(round, &SECTIONS)).unwrap();
    }
    assert_eq!(streams(&world), 3);
    let has = |device: usize| world.devices[device].store.disk.serials(CLINICAL, world.now).len();
    assert!(has(0) > 0);
    assert_eq!(has(0), has(other));
    let digest = |device: usize| world.devices[device].store.disk.digest(CLINICAL, world.now);
    assert_eq!(digest(0), digest(other));
}
