//! The photo of a person: kept, shown, on one's other device, with the other guardian and with who is shown it; cut off on the way,
//! taken back, backed up, in no plain byte anywhere.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_app::{Code, Context};
use henro_testkit::{Home, PASSWORD, call, copy_folder, refused};
use serde_json::{Value, json};

use crate::devices::sync;
use crate::guardians::family;
use crate::keys::with_cards_and_keyring;
use crate::live::{self, Running};
use crate::share::{know, person, server_on};
use crate::{organisation, without_server};

/// A picture by its structure, 512 pixels a side; `mark` is found in no other.
fn picture(mark: &str, length: usize) -> Vec<u8> {
    let segment = |marker: u8, body: &[u8]| {
        let length = (body.len() as u16 + 2).to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    };
    let frame = [8, 2, 0, 2, 0, 1, 1, 0x11, 0];
    let begin = [&[0xff, 0xd8][..], &segment(0xe0, b"JFIF\0"), &segment(0xc0, &frame)].concat();
    let scan: Vec<u8> = mark.bytes().cycle().take(length).collect();
    [&begin[..], &segment(0xda, &[0; 6]), &scan, &[0xff, 0xd9]].concat()
}

fn keep(ctx: &Context, id: &str, bytes: &[u8]) -> Value {
    call(ctx, "photo_write", json!({ "id": id, "image": STANDARD.encode(bytes) }))
}

/// The photo of somebody as a screen gets it.
fn shown(ctx: &Context, id: &str) -> Option<Vec<u8>> {
    let view = call(ctx, "photo_read", json!({ "id": id }));
    let text = view["image"].as_str()?.strip_prefix("data:image/jpeg;base64,").unwrap().to_owned();
    Some(STANDARD.decode(text).unwrap())
}

fn me(ctx: &Context) -> String {
    call(ctx, "person_list", json!({}))["persons"][0]["id"].as_str().unwrap().to_owned()
}

/// Files below a folder whose bytes hold these.
fn found(folder: &Path, bytes: &[u8]) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let holds = |file: &[u8]| file.windows(bytes.len()).any(|window| window == bytes);
    entries
        .map(|path| match path.is_dir() {
            true => found(&path, bytes),
            false => usize::from(std::fs::read(path).is_ok_and(|file| holds(&file))),
        })
        .sum()
}

#[test]
fn a_photo_is_kept_replaced_checked_backed_up_and_taken_away() {
    let home = Home::new();
    let ctx = home.open();
    let id = me(&ctx);
    assert_eq!(shown(&ctx, &id), None);
    let (first, second) = (picture("first face", 60_000), picture("second face", 70_000));
    let list = keep(&ctx, &id, &first);
    let name = list["persons"][0]["photo"].clone();
    assert_eq!(name.as_str().unwrap().len(), 64);
    assert_eq!(shown(&ctx, &id), Some(first.clone()));
    assert_ne!(keep(&ctx, &id, &first)["persons"][0]["photo"], name, "never sealed alike");
    keep(&ctx, &id, &second);
    let blobs = home.path("data/record/blobs");
    assert_eq!(std::fs::read_dir(&blobs).unwrap().count(), 1, "the one before is gone");
    assert_eq!(found(&home.path(""), b"second face"), 0, "nothing lies open");
    let bad = |image: &[u8]| {
        let ask = json!({ "id": id, "image": STANDARD.encode(image) });
        refused(&ctx, "photo_write", ask).code
    };
    assert_eq!(bad(b"no picture"), Code::PhotoInvalid);
    assert_eq!(bad(&picture("x", 2 << 20)), Code::PhotoInvalid);
    let ask = json!({ "id": "00112233445566778899aabbccddeeff", "image": STANDARD.encode(&first) });
    assert_eq!(refused(&ctx, "photo_write", ask).code, Code::PersonMissing);

    // A ward has its own.
    let child = crate::family::add(&ctx, "陽太");
    let third = picture("child face", 50_000);
    keep(&ctx, &child, &third);
    assert_eq!((shown(&ctx, &id), shown(&ctx, &child)), (Some(second.clone()), Some(third.clone())));

    // A backup has them; a restore brings them back.
    let made = call(&ctx, "backup_make", json!({}));
    call(&ctx, "photo_remove", json!({ "id": id }));
    assert_eq!(shown(&ctx, &id), None);
    assert_eq!(std::fs::read_dir(&blobs).unwrap().count(), 0);
    call(&ctx, "backup_restore", json!({ "path": made["path"], "password": PASSWORD }));
    assert_eq!((shown(&ctx, &id), shown(&ctx, &child)), (Some(second), Some(third)));
    assert_eq!(call(&ctx, "record_verify", json!({}))["sound"], true);

    // A spoilt file is no picture, and the check says so.
    let file = std::fs::read_dir(&blobs).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[30_000] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert_eq!(shown(&ctx, &id), None);
    assert_eq!(call(&ctx, "record_verify", json!({}))["sound"], false);
}

/// A line to a server that breaks in the middle of a blob while `cut` is set.
struct Line {
    address: String,
    cut: Arc<AtomicBool>,
    cuts: Arc<AtomicUsize>,
    /// How often a blob was put or asked after.
    asked: Arc<AtomicUsize>,
}

impl Line {
    fn to(server: &str) -> Self {
        let server = server.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (cut, cuts) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let asked = Arc::new(AtomicUsize::new(0));
        let line = Self { address, cut: cut.clone(), cuts: cuts.clone(), asked: asked.clone() };
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(&server) else { continue };
                let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Both);
                });
                let (cut, cuts, asked) = (cut.clone(), cuts.clone(), asked.clone());
                std::thread::spawn(move || pass(client, server, &cut, (&cuts, &asked)));
            }
        });
        line
    }
}

/// Passes on what a device sends; of a blob only the first 40,000 bytes or so while it is to be cut.
fn pass(
    mut from: TcpStream,
    mut to: TcpStream,
    cut: &AtomicBool,
    (cuts, asked): (&AtomicUsize, &AtomicUsize),
) {
    let (mut buffer, mut of_blob) = (vec![0; 16 << 10], None::<usize>);
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let bytes = &buffer[..read];
        if bytes.starts_with(b"PUT /v1/streams/") && bytes.windows(7).any(|part| part == b"/blobs/") {
            of_blob = Some(0);
            asked.fetch_add(1, Ordering::SeqCst);
        }
        if to.write_all(bytes).is_err() {
            return;
        }
        of_blob = of_blob.map(|count| count + read);
        if of_blob.is_some_and(|count| count > 40_000) && cut.load(Ordering::SeqCst) {
            cuts.fetch_add(1, Ordering::SeqCst);
            let _ = to.shutdown(Shutdown::Both);
            let _ = from.shutdown(Shutdown::Both);
            return;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[test]
fn a_photo_reaches_the_other_device_and_who_is_shown_it_until_it_is_taken_back() {
    let name = "photo::a_photo_reaches_the_other_device_and_who_is_shown_it_until_it_is_taken_back";
    with_cards_and_keyring(name, |home, _| {
        let server = server_on(home);
        let line = Line::to(&server);
        let (mine, hers) = (person(home, "mine", &line.address), person(home, "hers", &server));
        let id = me(&mine);
        let tablet = crate::devices::add(home, &mine, "tablet", false);
        let to = know(&mine, &hers, "田中");
        let ask = json!({ "to": to, "sections": ["profile"], "role": "read", "past": true, "days": 31, "purpose": "" });
        let grant = call(&mine, "grant_give", ask)["grants"][0]["id"].clone();

        // Cut off again and again, by rounds of its own too, then let through: it goes on where it was.
        let face = picture("a face nobody else sees", 900_000);
        line.cut.store(true, Ordering::SeqCst);
        keep(&mine, &id, &face);
        for _ in 0..2 {
            sync(&mine);
        }
        assert!(line.cuts.load(Ordering::SeqCst) > 0);
        sync(&tablet);
        assert_eq!(shown(&tablet, &id), None, "not all of it is there");
        line.cut.store(false, Ordering::SeqCst);
        assert_eq!(sync(&mine)["waiting"], 0);
        sync(&tablet);
        assert_eq!(shown(&tablet, &id), Some(face.clone()));
        sync(&hers);
        let shared = call(&hers, "shared_list", json!({}))["records"][0].clone();
        assert_eq!(shared["photo"].as_str().unwrap().len(), 64);
        assert_eq!(shown(&hers, &id), Some(face.clone()));
        assert_eq!(found(&home.path(""), b"a face nobody else sees"), 0, "nothing lies open anywhere");

        // Taken back: the next photo does not reach her; what she has stays.
        call(&mine, "grant_revoke", json!({ "id": grant }));
        let next = picture("another face", 100_000);
        keep(&tablet, &id, &next);
        sync(&tablet);
        sync(&mine);
        assert_eq!(shown(&mine, &id), Some(next));
        sync(&hers);
        assert_eq!(shown(&hers, &id), Some(face));
    });
}

#[test]
fn the_photo_of_a_child_is_with_both_guardians_and_follows_who_changed_it_last() {
    let home = Home::empty();
    let address = crate::guardians::server(&home);
    let (mother, father, child) = family(&home, &address);
    let (one, two) = (picture("seen by mother", 80_000), picture("seen by father", 90_000));
    keep(&mother, &child, &one);
    sync(&mother);
    sync(&father);
    assert_eq!(shown(&father, &child), Some(one));
    home.clock.pass(60_000);
    keep(&father, &child, &two);
    sync(&father);
    sync(&mother);
    assert_eq!(shown(&mother, &child), Some(two));
    call(&mother, "photo_remove", json!({ "id": child }));
    sync(&mother);
    sync(&father);
    assert_eq!(shown(&father, &child), None);
}

/// Somebody new is shown the profile of a person from the beginning on, and what they see of the photo.
fn seen_by(home: &Home, name: &str, server: &Running, of: &Context) -> Option<Vec<u8>> {
    let reader = live::person(home, name, server);
    know(of, &reader, name);
    let known = call(of, "contact_list", json!({}));
    let one = known["contacts"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap();
    let ask = json!({ "to": one["id"], "sections": ["profile"], "role": "read", "past": true, "days": 31, "purpose": "" });
    call(of, "grant_give", ask);
    let view = call(&reader, "share_sync", json!({}));
    assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
    assert_eq!(call(&reader, "shared_list", json!({}))["records"][0]["record"], me(of), "{view}");
    shown(&reader, &me(of))
}

#[test]
fn a_photo_is_back_after_one_round_on_a_server_that_was_set_back_or_emptied() {
    let home = Home::empty();
    let start = |port| Running::start(&home, "server", port);
    let server = start(0);
    let (port, mine) = (server.address.port(), live::person(&home, "mine", &server));
    let (id, face) = (me(&mine), picture("a face that comes back", 200_000));
    call(&mine, "share_sync", json!({}));
    drop(server);
    copy_folder(&home.path("server"), &home.path("older"));
    let server = start(port);
    keep(&mine, &id, &face);
    call(&mine, "share_sync", json!({}));
    assert!(home.path("server/blobs").exists());

    // An older copy without it. What goes next makes the server say what it lacks.
    drop(server);
    std::fs::remove_dir_all(home.path("server")).unwrap();
    copy_folder(&home.path("older"), &home.path("server"));
    let server = start(port);
    let profile = json!({ "name": "宮武 直子", "birth": "1950-05-05", "sex": "female", "activity": "normal", "stride_m": null });
    call(&mine, "profile_write", profile);
    let view = call(&mine, "share_sync", json!({}));
    assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
    assert!(view["refilled_ms"].is_null());
    assert_eq!(seen_by(&home, "first", &server, &mine), Some(face.clone()));

    // Nothing at all.
    drop(server);
    std::fs::remove_dir_all(home.path("server")).unwrap();
    let server = start(port);
    let view = call(&mine, "share_sync", json!({}));
    assert!(view["refilled_ms"].is_i64(), "{view}");
    assert_eq!(seen_by(&home, "second", &server, &mine), Some(face));
}

#[test]
fn a_photo_goes_along_by_file_and_by_meeting() {
    with_cards_and_keyring("photo::a_photo_goes_along_by_file_and_by_meeting", |home, _| {
        let mother = without_server::alone(home, "mother");
        let id = me(&mother);
        let faces = ["a first face", "a second face", "a third face"].map(|mark| picture(mark, 150_000));
        keep(&mother, &id, &faces[0]);
        let tablet = without_server::add_near(home, &mother, "居間のタブレット");
        assert_eq!(shown(&tablet, &id).as_ref(), Some(&faces[0]), "it came with the record");
        keep(&tablet, &id, &faces[1]);
        let path = without_server::make(&tablet);
        without_server::read(&mother, &path);
        assert_eq!(shown(&mother, &id).as_ref(), Some(&faces[1]));
        assert_eq!(without_server::read(&mother, &path), 0, "once more changes nothing");
        keep(&mother, &id, &faces[2]);
        let wait = call(&mother, "near_begin", json!({ "on": "127.0.0.1" }));
        call(&tablet, "near_join", json!({ "code": wait["qr"], "address": "" }));
        assert_eq!(shown(&tablet, &id).as_ref(), Some(&faces[2]));
        call(&mother, "near_cancel", json!({}));
        // Taken away, it goes on the other device too.
        call(&tablet, "photo_remove", json!({ "id": id }));
        without_server::read(&mother, &without_server::make(&tablet));
        assert_eq!(shown(&mother, &id), None);
        for ctx in [&mother, &tablet] {
            assert_eq!(call(ctx, "record_verify", json!({}))["sound"], true);
        }
        for mark in ["a first face", "a second face", "a third face"] {
            assert_eq!(found(&home.path(""), mark.as_bytes()), 0, "nothing lies open anywhere");
        }
    });
}

#[test]
fn a_photo_reaches_the_members_of_an_organisation_until_it_is_taken_back() {
    let name = "photo::a_photo_reaches_the_members_of_an_organisation_until_it_is_taken_back";
    with_cards_and_keyring(name, |home, _| {
        let address = organisation::server(home);
        let centre = organisation::centre(home, &address);
        let yamada = person(home, "yamada", &address);
        organisation::join(&centre, &yamada, "山田 花子", "保健師");
        let mother = organisation::shows(home, "mother", &address, &centre);
        let id = me(&mother);
        let face = picture("a face for a nurse", 150_000);
        keep(&mother, &id, &face);
        for ctx in [&mother, &centre, &yamada] {
            organisation::round(ctx);
        }
        assert_eq!(shown(&yamada, &id), None, "her profile is not shown to them");
        let to = call(&mother, "contact_list", json!({}))["contacts"][0]["id"].clone();
        let ask = json!({ "to": to, "sections": ["profile"], "role": "read", "past": true, "days": null, "purpose": "顔合わせ" });
        let list = call(&mother, "grant_give", ask);
        let grants = list["grants"].as_array().unwrap();
        let given = grants.iter().find(|one| one["sections"] == json!(["profile"])).unwrap()["id"].clone();
        for ctx in [&centre, &yamada] {
            organisation::round(ctx);
        }
        assert_eq!(shown(&yamada, &id), Some(face.clone()));
        let record = call(&yamada, "shared_list", json!({}))["records"][0].clone();
        assert_eq!(record["photo"].as_str().unwrap().len(), 64);
        assert_eq!(shown(&centre, &id), None, "the seat looks at nothing");

        // Taken back: the next photo does not reach her; what she has stays.
        call(&mother, "grant_revoke", json!({ "id": given }));
        keep(&mother, &id, &picture("another face", 150_000));
        for ctx in [&mother, &centre, &yamada] {
            organisation::round(ctx);
        }
        assert_eq!(shown(&yamada, &id), Some(face));
    });
}

#[test]
fn a_server_is_not_asked_each_day_whether_it_still_has_a_photo() {
    let home = Home::empty();
    let line = Line::to(&crate::guardians::server(&home));
    let mine = crate::guardians::person(&home, "mine", &line.address);
    keep(&mine, &me(&mine), &picture("a face", 20_000));
    let asked_after = |days: i64| {
        home.clock.pass(days * 86_400_000);
        assert_eq!(crate::devices::sync(&mine)["waiting"], 0);
        line.asked.load(Ordering::SeqCst)
    };
    let put = asked_after(0);
    assert!(put > 0);
    assert_eq!([asked_after(1), asked_after(3)], [put, put]);
    assert_eq!(asked_after(31), put + 1, "now and then it is");
}
