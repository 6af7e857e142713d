//! New keys of the account close the door, and the device that set the password makes another. Against the real server; no
//! command puts a device out yet, so the entries are made here.

use std::path::Path;
use std::time::Duration;

use henro_seal::{AccountSeed, KemKey, SlotState};
use henro_sync::{DeviceEntry, StreamId, Tier, consent};
use henro_sync_client::{add_device, remove_device};
use henro_vault::{FactorKind, KdfParams, NewFactor};
use serde_json::{Value, json};

use super::super::connect::{share_connect, share_sync};
use super::super::email_join::email_join;
use super::*;
use crate::{Config, dispatch};

const EMAIL: &str = "hanako@example.jp";
const PASSWORD: &str = "桜の咲く丘へ行く";

pub(in crate::share) fn server(data: &Path) -> String {
    let data = data.to_owned();
    let (told, address) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        tokio::runtime::Runtime::new().unwrap().block_on(async move {
            let server = henro_server::Server::bind(henro_server::Config::local(data)).await.unwrap();
            told.send(server.address().unwrap()).unwrap();
            server.serve(std::future::pending()).await;
        });
    });
    format!("http://{}", address.recv_timeout(Duration::from_secs(20)).unwrap())
}

/// A record with a clinical tier that is open, connected, with one pressure and a password set.
pub(in crate::share) fn first(folder: &Path, address: &str) -> Context {
    let ctx = Context::open(Config::system(folder.to_owned()));
    crate::record::make(&ctx, "花子".to_owned(), PASSWORD, KdfParams::testing()).unwrap();
    let secret = Key::make(&random::system);
    let (kind, state) = (FactorKind::Device, SlotState::Current);
    let factor = NewFactor { kind, state, identity: b"", challenges: None, secret: &secret };
    ctx.with_open(|open, now| {
        open.vault().begin_clinical(&factor, &random::system, now.stamp).map(drop).map_err(failed)
    })
    .unwrap();
    let body = json!({ "kind": "blood_pressure", "systolic": 128, "diastolic": 82, "pulse": null });
    let entry = json!({ "day": ctx.today().unwrap(), "minute": null, "body": body });
    dispatch(&ctx, "entry_record", json!({ "entries": [entry], "confirmed": false })).unwrap();
    share_connect(&ctx, ShareConnect { address: address.to_owned() }).unwrap();
    email_set(&ctx, EmailSet { email: EMAIL.to_owned(), password: PASSWORD.to_owned() }).unwrap();
    ctx
}

/// A tablet joins.
pub(in crate::share) fn take_in_a_tablet(reach: &Reach) -> DeviceKey {
    let mut trip = reach.set_out().unwrap();
    let id = trip.owned.identity;
    let account = AccountSeed::from_key(trip.owned.account().unwrap().key().clone());
    let (tablet, kem) = (SigningKey::make(&random::system).unwrap(), KemKey::make(&random::system));
    let device = DeviceEntry {
        key: tablet.public(),
        tier: Tier::Daily,
        name: String::new(),
        kem: kem.public().unwrap(),
    };
    reach
        .on_own(&mut trip, |engine, round| {
            engine.follow_identity(round, &id)?;
            let known = engine.identity(&id).unwrap();
            let entry = add_device(known, &account, device, consent(&id, &tablet), round.moment.now)?;
            round.remote.extend_identity(&id, &entry)?;
            engine.follow_identity(round, &id)
        })
        .unwrap();
    tablet.public()
}

/// A tablet that joined is put out: the account has new keys, and so have all streams.
fn put_out_a_tablet(reach: &Reach) {
    let tablet = take_in_a_tablet(reach);
    let mut trip = reach.set_out().unwrap();
    let id = trip.owned.identity;
    let account = AccountSeed::from_key(trip.owned.account().unwrap().key().clone());
    let seed = reach
        .on_own(&mut trip, |engine, round| {
            let now = round.moment.now;
            let known = engine.identity(&id).unwrap();
            let (entry, seed) = remove_device(known, &account, tablet, now, &random::system)?;
            round.remote.extend_identity(&id, &entry)?;
            engine.follow_identity(round, &id)?;
            Ok(seed)
        })
        .unwrap();
    reach
        .open(|open| {
            open.vault().clinical()?.put_secret("account", seed.key().expose())?;
            open.daily().put_secret("daily kem", seed.daily().key().expose())
        })
        .unwrap();
    let mut trip = reach.set_out().unwrap();
    reach
        .on_own(&mut trip, |engine, round| {
            let streams: Vec<StreamId> = engine.control().unwrap().streams.keys().copied().collect();
            engine.rotate(round, &streams)
        })
        .unwrap();
}

fn comes(folder: &Path, address: &str) -> (Context, Result<RecordStatus, WireError>) {
    let ctx = Context::open(Config::system(folder.to_owned()));
    let (address, email, password) = (address.to_owned(), EMAIL.to_owned(), PASSWORD.to_owned());
    let came = email_join(&ctx, EmailJoin { address, email, password, own: None });
    (ctx, came)
}

fn door(ctx: &Context) -> henro_sync::Door {
    known(&ctx.reach()).unwrap().unwrap().door.unwrap()
}

#[test]
fn new_keys_close_the_door_and_the_next_round_makes_another() {
    let home = tempfile::tempdir().unwrap();
    let address = server(&home.path().join("server"));
    let ctx = first(&home.path().join("first"), &address);
    let before = door(&ctx);
    {
        // No round of the background in between.
        let _one = ctx.line.rounds.lock().unwrap();
        put_out_a_tablet(&ctx.reach());
        assert!(email_status(&ctx, Empty {}).unwrap().closed);
        let (_, refused) = comes(&home.path().join("early"), &address);
        assert_eq!(refused.err().unwrap().code, Code::LoginStale);
        assert!(!home.path().join("early/record").exists());
    }
    share_sync(&ctx, Empty {}).unwrap();
    let after = door(&ctx);
    assert!(after.open && after.key != before.key, "who was put out may know the old one");
    assert!(email_status(&ctx, Empty {}).unwrap().on);
    // The same password, and what was written before the keys changed.
    let (second, came) = comes(&home.path().join("second"), &address);
    assert!(came.unwrap().daily_only);
    let day: Value = dispatch(&second, "day_read", json!({ "day": second.today().unwrap() })).unwrap();
    assert_eq!(day["entries"][0]["body"]["systolic"], 128, "{day}");
}

/// What a kill leaves behind that comes after a door was made and before it stands in the chain.
fn break_off(ctx: &Context) -> DeviceKey {
    let made = SigningKey::make(&random::system).unwrap();
    ctx.reach().open(|open| open.vault().clinical()?.put_secret(NEXT, made.seed().expose())).unwrap();
    made.public()
}

#[test]
fn a_door_that_did_not_get_into_the_chain_does_in_the_next_round() {
    let home = tempfile::tempdir().unwrap();
    let address = server(&home.path().join("server"));
    let ctx = first(&home.path().join("first"), &address);
    // Set anew while the door of before is open, then after the account had new keys.
    for (turn, closed) in [("open", false), ("closed", true)] {
        let made = {
            let _one = ctx.line.rounds.lock().unwrap();
            if closed {
                put_out_a_tablet(&ctx.reach());
            }
            break_off(&ctx)
        };
        share_sync(&ctx, Empty {}).unwrap();
        assert!(door(&ctx).open && door(&ctx).key == made, "{turn}");
        let (_, came) = comes(&home.path().join(turn), &address);
        assert!(came.unwrap().daily_only, "{turn}");
        // And it stays.
        share_sync(&ctx, Empty {}).unwrap();
        assert!(door(&ctx).key == made && email_status(&ctx, Empty {}).unwrap().on, "{turn}");
    }
}
