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

fn server(data: &Path) -> String {
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
fn first(folder: &Path, address: &str) -> Context {
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

/// A tablet that joined is put out: the account has new keys, and so have all streams.
fn put_out_a_tablet(reach: &Reach) {
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
    let seed = reach
        .on_own(&mut trip, |engine, round| {
            engine.follow_identity(round, &id)?;
            let now = round.moment.now;
            let known = engine.identity(&id).unwrap();
            let entry = add_device(known, &account, device, consent(&id, &tablet), now)?;
            round.remote.extend_identity(&id, &entry)?;
            engine.follow_identity(round, &id)?;
            let known = engine.identity(&id).unwrap();
            let (entry, seed) = remove_device(known, &account, tablet.public(), now, &random::system)?;
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
