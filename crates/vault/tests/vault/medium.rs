//! A real full disk and a real read-only one, made in a mount namespace of a child process. Where the system
//! gives none, the test says so and stops there; `src/daily.rs` has a full database without one.

use std::path::PathBuf;
use std::process::Command;

use henro_vault::{Error, NewEntry, Vault};

use crate::common::*;

#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
/// Runs an ignored test of this file in a child whose namespace `script` has set up. `None`: no namespaces here.
fn in_namespace(folder: &std::path::Path, script: &str, test: &str) -> Option<bool> {
    let shell = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", script]).env("HENRO_MEDIUM", folder);
        command
    };
    let possible = shell(r#"mount -t tmpfs -o size=1m none "$HENRO_MEDIUM""#).output();
    if !possible.is_ok_and(|output| output.status.success()) {
        eprintln!("not run: this system gives no mount namespace");
        return None;
    }
    let exe = std::env::current_exe().expect("a test knows its own file");
    let script = format!("{script} && exec \"$HENRO_EXE\" --ignored --exact medium::{test} --nocapture");
    let output = shell(&script).env("HENRO_EXE", exe).output().expect("unshare ran a moment ago");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    Some(true)
}

fn medium() -> PathBuf {
    PathBuf::from(std::env::var_os("HENRO_MEDIUM").expect("set by the parent")).join("record")
}

#[test]
fn a_full_disk_is_named_so_and_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let script = r#"mount -t tmpfs -o size=900k none "$HENRO_MEDIUM""#;
    in_namespace(folder.path(), script, "child_fills_the_disk");
}

#[test]
#[ignore = "run by the test above in a namespace of its own"]
fn child_fills_the_disk() {
    let folder = medium();
    let mut vault = new_vault(&folder);
    let (early, again) = (folder.with_file_name("b.henro"), folder.with_file_name("again"));
    vault.backup_to(&early).unwrap();
    let new = |n: u32| NewEntry { when: at(day(11, 22), 7, 5), entry: steps(n) };
    let mut acknowledged = Vec::new();
    let failure = loop {
        let n = acknowledged.len() as u32 + 1;
        match vault.daily().unwrap().record(&[new(n)], &meta(i64::from(n))) {
            Ok(ids) => acknowledged.push((ids[0], n)),
            Err(error) => break error,
        }
        assert!(n < 20_000, "the disk never filled");
    };
    assert_eq!(failure, Error::Full);
    assert!(acknowledged.len() > 20);
    assert_eq!(vault.backup_to(&folder.join("late.henro")), Err(Error::Full));
    assert_eq!(Vault::restore_from(&early, &again, stamp(29_000)).map(|_| ()), Err(Error::Full));
    assert!(!again.exists() && !folder.join("late.henro").exists());
    let all_there = |vault: &mut Vault| {
        for (id, n) in &acknowledged {
            assert_eq!(vault.daily().unwrap().entry(*id).unwrap().unwrap().entry, steps(*n));
        }
    };
    assert_eq!(vault.rekey_daily(PASSWORD, &random(9), stamp(29_500)), Err(Error::Full));
    // Readable while the disk is full, locked, and after the process is gone.
    all_there(&mut vault);
    drop(vault);
    let mut vault = Vault::at(&folder);
    vault.unlock(PASSWORD, &random(4), stamp(30_000)).unwrap();
    all_there(&mut vault);
    drop(vault);
    // With room again, writing goes on.
    let grown = Command::new("mount")
        .args(["-o", "remount,size=20m"])
        .arg(std::env::var_os("HENRO_MEDIUM").unwrap())
        .status()
        .unwrap();
    assert!(grown.success());
    let mut vault = Vault::at(&folder);
    vault.unlock(PASSWORD, &random(5), stamp(30_001)).unwrap();
    vault.daily().unwrap().record(&[new(1)], &meta(30_002)).unwrap();
    all_there(&mut vault);
    assert!(vault.verify().unwrap().is_whole());
}

#[test]
fn a_read_only_medium_is_named_so_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record");
    let mut vault = new_vault(&record);
    vault.daily().unwrap().record(&one_of_each(day(11, 22)), &meta(1)).unwrap();
    vault.lock(&random(2)).unwrap();
    let before = std::fs::read(record.join("daily.db")).unwrap();
    let script =
        r#"mount --bind "$HENRO_MEDIUM" "$HENRO_MEDIUM" && mount -o remount,bind,ro "$HENRO_MEDIUM""#;
    in_namespace(folder.path(), script, "child_opens_a_read_only_medium");
    assert_eq!(std::fs::read(record.join("daily.db")).unwrap(), before);
    vault.unlock(PASSWORD, &random(3), stamp(5)).unwrap();
    assert_eq!(vault.daily().unwrap().count_entries().unwrap(), 8);
}

#[test]
#[ignore = "run by the test above in a namespace of its own"]
fn child_opens_a_read_only_medium() {
    let folder = medium();
    assert_eq!(Vault::at(&folder).unlock(PASSWORD, &random(3), stamp(5)), Err(Error::ReadOnly));
    assert!(Vault::at(&folder).status(stamp(5)).unwrap().exists);
    let other = folder.with_file_name("other");
    let made = Vault::create(&other, "x", henro_vault::KdfParams::testing(), &random(3), stamp(5));
    assert_eq!(made.map(|_| ()), Err(Error::ReadOnly));
}
