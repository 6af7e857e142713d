//! kill -9 in the middle of making the clinical key anew: the record opens with the old or the new key and file, never with neither, and
//! one file is left.
//!
//! `HENRO_KILLS` sets the number of kills, 20 by default.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod killed;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use henro_vault::{FactorKind, KdfParams, Key, NewFactor, SlotState, Vault};
use killed::{Working, kills, last_done, random, stamp};

const CARD: &[u8] = b"80DE and the number of a card";
const PASSWORD: &str = "pilgrim in white";

/// What the card answers after turn `turn`: its challenges change with each new key.
fn secret(turn: u32) -> Key {
    let mut bytes = [0xca; 32];
    bytes[..4].copy_from_slice(&turn.to_le_bytes());
    Key::from_bytes(bytes)
}

fn card(secret: &Key) -> NewFactor<'_> {
    NewFactor {
        kind: FactorKind::Transit,
        state: SlotState::Current,
        identity: CARD,
        challenges: None,
        secret,
    }
}

/// Each turn makes the clinical key anew, and now and then the daily one before it. Prints the turn when it is acknowledged.
#[test]
#[ignore = "run by the test below as a child process"]
fn child_makes_keys_anew_until_it_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let from: u32 = std::env::var("HENRO_KILL_TURN").unwrap().parse().unwrap();
    let mut vault = Vault::at(folder);
    let at = opened(&mut vault, from);
    let id = vault.factors_of_card(CARD).unwrap()[0].id.clone();
    let mut out = std::io::stdout().lock();
    for turn in at + 1..at + 1_000_000 {
        writeln!(out, "begin {turn}").unwrap();
        if turn % 4 == 0 {
            vault.rekey_daily(PASSWORD, &random, stamp(i64::from(turn))).unwrap();
        }
        let fresh = secret(turn);
        vault.rekey_clinical(&[(id.clone(), card(&fresh))], &random).unwrap();
        vault.clinical().unwrap().put_secret("turn", &turn.to_le_bytes()).unwrap();
        writeln!(out, "done {turn}").unwrap();
    }
}

/// Opens with the secret of turn `last` or the next one; says which.
fn opened(vault: &mut Vault, last: u32) -> u32 {
    vault.unlock(PASSWORD, &random, stamp(i64::from(last) * 1_000_000)).unwrap();
    let id = vault.factors_of_card(CARD).unwrap()[0].id.clone();
    let at = (last..last + 2).find(|turn| vault.open_clinical(&id, &secret(*turn)).is_ok());
    at.expect("the old or the new key opens")
}

/// Over a whole turn; each tenth is long enough for one on a busy machine.
fn pause(kill: u64) -> Duration {
    Duration::from_micros(if kill % 10 == 9 { 600_000 } else { kill * 9_711 % 200_000 })
}

/// Lets a child make keys anew for a while and kills it. Answers the last turn it acknowledged, if any.
fn killed_after(folder: &Path, from: u32, pause: Duration) -> Option<u32> {
    let working = Working::start("child_makes_keys_anew_until_it_is_killed", folder, from, "begin");
    last_done(&working.killed_after(pause))
}

#[test]
fn a_kill_leaves_the_old_or_the_new_key() {
    let kills = kills();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let mut vault = Vault::create(&folder, PASSWORD, KdfParams::testing(), &random, stamp(0)).unwrap();
    vault.begin_clinical(&card(&secret(0)), &random, stamp(0)).unwrap();
    // Large enough that a kill falls into the copying too.
    vault.clinical().unwrap().put_secret("word", &vec![0x5a; 300_000]).unwrap();
    vault.lock(&random).unwrap();
    let (mut last, mut acknowledged, mut turns, mut left) = (0, 0, 0, 0);
    for kill in 0..kills {
        if let Some(turn) = killed_after(&folder, last, pause(kill)) {
            turns += turn - last;
            (last, acknowledged) = (turn, turn);
        }
        left += usize::from(clinical_files(&folder) > 1);
        let mut vault = Vault::at(&folder);
        let at = opened(&mut vault, last);
        assert!(at >= last, "kill {kill}: an acknowledged key is gone");
        assert_eq!(clinical_files(&folder), 1, "kill {kill}");
        let clinical = vault.clinical().unwrap();
        assert_eq!(clinical.secret("word").unwrap().unwrap().expose(), &vec![0x5a; 300_000]);
        let noted = clinical
            .secret("turn")
            .unwrap()
            .map_or(0, |turn| u32::from_le_bytes(turn.expose()[..].try_into().unwrap()));
        // The last key may be one that was made and not acknowledged: nothing was written after it.
        assert!(noted >= acknowledged, "kill {kill}: what was written after turn {acknowledged} is gone");
        assert!(vault.verify().unwrap().is_whole(), "kill {kill}");
        vault.lock(&random).unwrap();
        last = at;
    }
    println!("figure: {kills} kills, {turns} keys acknowledged, two files found {left} times");
    assert!(turns > 0, "no turn was acknowledged");
    assert!(kills < 20 || left > 0, "no kill fell between the new file and its end");
}

/// How many clinical files lie there, logs aside.
fn clinical_files(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names
        .filter(|name| {
            name.to_str().is_some_and(|name| name.starts_with("clinical") && name.ends_with(".db"))
        })
        .count()
}
