//! kill -9 while a device makes the record that another one has: there is all of it or nothing, and it can be begun again.
//!
//! `HENRO_KILLS` sets the number of kills, 20 by default.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod killed;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use henro_vault::{Error, KdfParams, Key, Vault};
use killed::{Working, device, kills, random};

const PASSWORD: &str = "another one here";

fn stamp() -> henro_domain::Stamp {
    killed::stamp(0)
}

/// As the app does it: beside its place, with keys in both halves and facts, then moved.
fn join(home: &Path) -> Result<(), Error> {
    let beside = home.join("record.joining");
    if beside.exists() {
        std::fs::remove_dir_all(&beside).unwrap();
    }
    let params = KdfParams::testing();
    let mut vault = Vault::join(&beside, PASSWORD, params, ([7; 16], 2), &random, stamp())?;
    let secret = Key::from_bytes([9; 32]);
    vault.begin_clinical(&device(&secret), &random, stamp())?;
    vault.clinical()?.put_secret("account", &[1; 32])?;
    let daily = vault.daily()?;
    for name in ["device", "daily kem"] {
        daily.put_secret(name, &[2; 32])?;
    }
    daily.put_sync_fact("address", b"https://example.jp/")?;
    vault.move_to(home.join("record"), &random, stamp()).map(drop)
}

#[test]
#[ignore = "run by the test below as a child process"]
fn child_joins_until_it_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let mut out = std::io::stdout().lock();
    for turn in 0..1_000_000 {
        let home = Path::new(&folder).join(turn.to_string());
        std::fs::create_dir_all(&home).unwrap();
        writeln!(out, "begin {turn}").unwrap();
        join(&home).unwrap();
        writeln!(out, "done {turn}").unwrap();
    }
}

/// Whether there is a record; if so, all of it has to be there.
fn is_whole(home: &Path) -> bool {
    let mut vault = Vault::at(home.join("record"));
    if !vault.status(stamp()).unwrap().exists {
        return false;
    }
    vault.unlock(PASSWORD, &random, stamp()).unwrap();
    let factor = vault.factors().unwrap()[0].id.clone();
    vault.open_clinical(&factor, &Key::from_bytes([9; 32])).unwrap();
    assert_eq!(vault.clinical().unwrap().secret("account").unwrap().unwrap().expose(), &[1; 32]);
    let daily = vault.daily().unwrap();
    assert_eq!(daily.device_number(), Some(2));
    assert!(daily.is_joined().unwrap());
    assert!(daily.secret("device").unwrap().is_some() && daily.secret("daily kem").unwrap().is_some());
    assert_eq!(daily.sync_fact("address").unwrap().unwrap(), b"https://example.jp/");
    assert!(vault.verify().unwrap().is_whole());
    true
}

#[test]
fn a_kill_leaves_all_of_a_joining_record_or_nothing() {
    let (mut whole, mut nothing) = (0, 0);
    for kill in 0..kills() {
        let place = tempfile::tempdir().unwrap();
        // The last of them lets some through on a busy machine too.
        let pause = if kill + 1 == kills() { 3_000_000 } else { kill * 7_919 % 120_000 };
        let child = Working::start("child_joins_until_it_is_killed", place.path(), 0, "begin");
        let lines = child.killed_after(Duration::from_micros(pause));
        let done: Vec<u32> =
            lines.iter().filter_map(|line| line.strip_prefix("done ")?.parse().ok()).collect();
        for home in std::fs::read_dir(place.path()).unwrap() {
            let home = home.unwrap().path();
            let turn: u32 = home.file_name().unwrap().to_str().unwrap().parse().unwrap();
            if is_whole(&home) {
                whole += 1;
                continue;
            }
            assert!(!done.contains(&turn), "kill {kill}: an acknowledged record is gone");
            nothing += 1;
            // Begun again, whatever lies there.
            join(&home).unwrap();
            assert!(is_whole(&home));
        }
    }
    assert!(whole > 0 && nothing > 0, "{whole} whole, {nothing} nothing");
}

#[test]
fn a_record_is_moved_to_a_free_place_only_and_can_be_put_aside() {
    let home = tempfile::tempdir().unwrap();
    join(home.path()).unwrap();
    assert_eq!(join(home.path()), Err(Error::Exists));
    assert!(is_whole(home.path()));
    let aside = Vault::at(home.path().join("record")).put_aside(stamp()).unwrap();
    assert!(aside.file_name().unwrap().to_str().unwrap().starts_with("record.before-"));
    assert!(!is_whole(home.path()));
    // What tries of a password left there is no record, and stays beside the new one.
    std::fs::create_dir(home.path().join("record")).unwrap();
    std::fs::write(home.path().join("record/attempts"), b"x").unwrap();
    std::fs::rename(&aside, home.path().join("elsewhere")).unwrap();
    join(home.path()).unwrap();
    assert!(is_whole(home.path()));
    assert_eq!(Vault::at(home.path().join("nowhere")).put_aside(stamp()).unwrap_err(), Error::NoRecord);
}

#[test]
fn what_is_of_this_device_does_not_travel_and_is_found_where_it_used_to_stand() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("first");
    let mut first = Vault::create(&folder, PASSWORD, KdfParams::testing(), &random, stamp()).unwrap();
    let meta = henro_vault::Meta {
        stamp: stamp(),
        actor: henro_domain::ActorId(1),
        subject: henro_domain::SubjectId(1),
        source: henro_vault::Source::Form,
    };
    let daily = first.daily().unwrap();
    daily
        .add_stream(
            &henro_sync::StreamId([7; 16]),
            henro_domain::Section::Profile,
            0,
            &henro_sync::Hash::ZERO,
        )
        .unwrap();
    daily.put_setting("factor:1", "before", &meta).unwrap();
    assert_eq!(daily.local("factor:1").unwrap().as_deref(), Some("before"));
    let changes = |daily: &mut henro_vault::Daily| {
        daily.unsealed(henro_domain::Section::Profile, 100).unwrap().ops.len()
    };
    let before = changes(daily);
    daily.put_local("factor:1", "now").unwrap();
    daily.put_local("factor:2", "new").unwrap();
    assert_eq!(daily.local("factor:1").unwrap().as_deref(), Some("now"));
    assert_eq!(changes(daily), before, "nothing of it is among the changes that travel");
    // On a device that joined, what came with the settings of the first is not its own.
    join(home.path()).unwrap();
    let mut second = Vault::at(home.path().join("record"));
    second.unlock(PASSWORD, &random, stamp()).unwrap();
    let daily = second.daily().unwrap();
    daily.put_setting("factor:1", "of the first", &meta).unwrap();
    assert_eq!(daily.local("factor:1").unwrap(), None);
}
