//! kill -9 in the middle of enrolling, revoking, printing a sheet, a new password and a new key: the record opens
//! with the old or the new factors, never with neither.
//!
//! `HENRO_KILLS` sets the number of kills, 20 by default.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use henro_domain::{OffsetMinutes, Stamp};
use henro_vault::{Error, FactorKind, KdfParams, Key, NewFactor, SlotState, Vault};

fn stamp(n: i64) -> Stamp {
    Stamp { utc_ms: 20_779 * 86_400_000 + n, offset: OffsetMinutes::JAPAN }
}

fn random(out: &mut [u8]) {
    use std::sync::atomic::{AtomicU64, Ordering};
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let mut state = u64::from(std::process::id()) << 32 | call;
    for byte in out {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = (state >> 33) as u8;
    }
}

fn password(turn: u32) -> String {
    format!("password {turn}")
}

fn secret(turn: u32, what: u8) -> Key {
    let mut bytes = [what; 32];
    bytes[..4].copy_from_slice(&turn.to_le_bytes());
    Key::from_bytes(bytes)
}

fn identity(turn: u32) -> [u8; 4] {
    turn.to_le_bytes()
}

fn card<'a>(identity: &'a [u8; 4], secret: &'a Key) -> NewFactor<'a> {
    NewFactor { kind: FactorKind::Transit, state: SlotState::Current, identity, challenges: None, secret }
}

/// Each turn enrols card `turn + 1`, revokes card `turn`, prints a new sheet, types it back, changes the password, and
/// now and then the key of the daily file. Prints the turn when all of it is acknowledged.
#[test]
#[ignore = "run by the test below as a child process"]
fn child_changes_keys_until_it_is_killed() {
    let Some(folder) = std::env::var_os("HENRO_KILL_FOLDER") else { return };
    let from: u32 = std::env::var("HENRO_KILL_TURN").unwrap().parse().unwrap();
    let mut vault = Vault::at(folder);
    let (at, _) = opened(&mut vault, from);
    let mut out = std::io::stdout().lock();
    let mut old = vault.factors_of_card(&identity(at.card)).unwrap()[0].id.clone();
    let mut now = at.password;
    let params = KdfParams::testing();
    for turn in from + 2..from + 1_000_000 {
        writeln!(out, "begin {turn}").unwrap();
        let fresh = secret(turn, 1);
        if turn % 2 == 0 {
            old = vault.replace_factor(&old, &card(&identity(turn), &fresh), &random).unwrap();
        } else {
            let id = vault.add_factor(&card(&identity(turn), &fresh), &random).unwrap();
            vault.remove_factor(&old).unwrap();
            old = id;
        }
        let sheet = secret(turn, 2);
        let next = NewFactor {
            kind: FactorKind::Recovery,
            state: SlotState::Next,
            identity: b"",
            challenges: None,
            secret: &sheet,
        };
        let id = vault.add_factor(&next, &random).unwrap();
        vault.confirm_sheet(&id).unwrap();
        vault
            .change_password(&password(now), &password(turn), params, &random, stamp(i64::from(turn)))
            .unwrap();
        now = turn;
        if turn % 3 == 0 {
            vault.rekey_daily(&password(now), &random, stamp(i64::from(turn))).unwrap();
        }
        writeln!(out, "done {turn}").unwrap();
    }
}

struct At {
    password: u32,
    card: u32,
    sheet: u32,
}

/// Opens with what was in use at turn `last` or came at the next two; says which.
fn opened(vault: &mut Vault, last: u32) -> (At, u32) {
    let turns = || last..last + 4;
    let clock = |turn: u32| stamp(i64::from(turn) * 1_000_000);
    let password_of = turns().find(|turn| match vault.unlock(&password(*turn), &random, clock(*turn)) {
        Ok(_) => true,
        Err(Error::WrongPassword) => false,
        Err(error) => panic!("{error}"),
    });
    let password = password_of.expect("the old or the new password opens");
    let card = turns().find(|turn| {
        let found = vault.factors_of_card(&identity(*turn)).unwrap();
        found.first().is_some_and(|factor| vault.open_clinical(&factor.id, &secret(*turn, 1)).is_ok())
    });
    let sheet = turns().find(|turn| vault.sheet_of(FactorKind::Recovery, &secret(*turn, 2)).is_ok());
    let at = At {
        password,
        card: card.expect("the old or the new card opens"),
        sheet: sheet.expect("the old or the new sheet opens"),
    };
    let newest = at.password.max(at.card).max(at.sheet);
    (at, newest)
}

/// Lets a child change keys for a while and kills it. Answers the last turn it acknowledged, if any.
fn killed_after(folder: &Path, from: u32, pause: Duration) -> Option<u32> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "child_changes_keys_until_it_is_killed", "--nocapture"])
        .env("HENRO_KILL_FOLDER", folder)
        .env("HENRO_KILL_TURN", from.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.by_ref().find(|line| line.starts_with("begin")).expect("the child begins");
    std::thread::sleep(pause);
    child.kill().unwrap();
    child.wait().unwrap();
    lines.filter_map(|line| line.strip_prefix("done ")?.parse().ok()).max()
}

#[test]
fn a_kill_leaves_the_old_or_the_new_factors() {
    let kills: u64 = std::env::var("HENRO_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("record");
    let mut vault = Vault::create(&folder, &password(0), KdfParams::testing(), &random, stamp(0)).unwrap();
    vault.begin_clinical(&card(&identity(0), &secret(0, 1)), &random, stamp(0)).unwrap();
    let sheet = secret(0, 2);
    let first = NewFactor {
        kind: FactorKind::Recovery,
        state: SlotState::Current,
        identity: b"",
        challenges: None,
        secret: &sheet,
    };
    vault.add_factor(&first, &random).unwrap();
    vault.clinical().unwrap().put_secret("word", b"kept").unwrap();
    vault.lock(&random).unwrap();
    let (mut last, mut turns) = (0, 0);
    for kill in 0..kills {
        if let Some(turn) = killed_after(&folder, last, Duration::from_micros(kill * 2_711 % 45_000)) {
            turns += turn - last;
            last = turn;
        }
        let mut vault = Vault::at(&folder);
        let (at, newest) = opened(&mut vault, last);
        assert!(at.password >= last && at.card >= last, "kill {kill}: an acknowledged change is gone");
        assert_eq!(vault.clinical().unwrap().secret("word").unwrap().unwrap().expose(), b"kept");
        vault.lock(&random).unwrap();
        // The sheet opens both, whatever the kill cut off.
        let by_sheet = (FactorKind::Recovery, &secret(at.sheet, 2));
        vault
            .recover(by_sheet, &password(newest), KdfParams::testing(), &random, stamp(i64::MAX / 4))
            .unwrap();
        if at.card != newest || at.sheet != newest {
            let (card_secret, sheet_secret) = (secret(newest, 1), secret(newest, 2));
            let old = vault.factors_of_card(&identity(at.card)).unwrap()[0].id.clone();
            vault.replace_factor(&old, &card(&identity(newest), &card_secret), &random).unwrap();
            let sheet = NewFactor { secret: &sheet_secret, ..first };
            let id = vault.add_factor(&sheet, &random).unwrap();
            vault.confirm_sheet(&id).unwrap();
        }
        for extra in vault.factors().unwrap() {
            let own = vault.factors_of_card(&identity(newest)).unwrap();
            if extra.kind == FactorKind::Transit && own[0].id != extra.id {
                vault.remove_factor(&extra.id).unwrap();
            }
        }
        last = newest;
        vault.lock(&random).unwrap();
    }
    assert!(turns > 0, "no turn was acknowledged");
}
