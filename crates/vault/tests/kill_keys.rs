//! kill -9 in the middle of enrolling, revoking, printing a sheet, a new password and a new key: the record opens
//! with the old or the new factors, never with neither.
//!
//! `HENRO_KILLS` sets the number of kills, 20 by default.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod killed;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use henro_vault::{Error, FactorKind, KdfParams, Key, NewFactor, SlotState, Vault};
use killed::{Working, kills, last_done, random, stamp};

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

/// Over a whole turn; each tenth is long enough for one on a busy machine.
fn pause(kill: u64) -> Duration {
    Duration::from_micros(if kill % 10 == 9 { 600_000 } else { kill * 2_711 % 45_000 })
}

/// Lets a child change keys for a while and kills it. Answers the last turn it acknowledged, if any.
fn killed_after(folder: &Path, from: u32, pause: Duration) -> Option<u32> {
    let working = Working::start("child_changes_keys_until_it_is_killed", folder, from, "begin");
    last_done(&working.killed_after(pause))
}

#[test]
fn a_kill_leaves_the_old_or_the_new_factors() {
    let kills = kills();
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
        if let Some(turn) = killed_after(&folder, last, pause(kill)) {
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
