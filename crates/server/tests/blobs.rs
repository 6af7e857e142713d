//! Sealed blobs over HTTP: cut off and gone on with, read in parts, closed with their stream, copied, and kept through kills. The same
//! tests with pieces in a folder, and in a bucket of a program that speaks S3 where `HENRO_RCLONE` names one.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod common;
mod place;
#[expect(dead_code, reason = "each test takes what it needs")]
mod running;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use common::world::*;
use common::*;
use henro_server::{Bucket, Config, Error, Server, backup, doctor, restore};
use henro_sync::{BlobHash, Role};
use place::Place;
use running::Running;
use serde_json::{Value, json};

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| ((at * 31) >> 3) as u8).collect()
}

fn path(book: &Book, bytes: &[u8]) -> String {
    let mut hash = BlobHash::new(&book.record);
    hash.update(bytes);
    format!("/v1/streams/{}/blobs/{}", book.daily, hash.finish())
}

/// Somebody with a record of their own.
async fn begin(base: &str) -> (Person, Asker, Book) {
    let me = Person::new(1, now());
    let mine = Asker::new(base).enter(&me).await;
    let book = Book::new(1, &me, now());
    assert_eq!(mine.ask("POST", "/v1/records", book.genesis.clone()).await.status, 201);
    (me, mine, book)
}

/// How far the server says it has come.
async fn offset(asker: &Asker, path: &str) -> Option<u64> {
    let request = asker.client.head(format!("{}{path}", asker.base));
    let answer = request.bearer_auth(asker.token.as_ref().unwrap()).send().await.unwrap();
    let offset = answer.headers().get("upload-offset").map(|value| value.to_str().unwrap().parse().unwrap());
    assert_eq!(offset.is_some(), answer.status() == 204);
    offset
}

async fn range(asker: &Asker, path: &str, range: &str) -> (u16, Vec<u8>) {
    let request = asker.client.get(format!("{}{path}", asker.base)).header("range", range);
    let answer = request.bearer_auth(asker.token.as_ref().unwrap()).send().await.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

/// Says it sends all that is left, sends `part` of it, and hangs up.
fn hang_up(asker: &Asker, path: &str, (size, from): (usize, u64), part: &[u8]) {
    let host = asker.base.strip_prefix("http://").unwrap();
    let mut line = TcpStream::connect(host).unwrap();
    let length = size as u64 - from;
    let token = asker.token.as_ref().unwrap();
    let head = format!(
        "PUT {path}?size={size}&from={from} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\
         content-type: application/octet-stream\r\ncontent-length: {length}\r\n\r\n"
    );
    line.write_all(head.as_bytes()).unwrap();
    // The server may hang up first: where it is killed.
    let _ = line.write_all(part);
    let _ = line.flush();
    let _ = line.shutdown(std::net::Shutdown::Write);
    let _ = line.read(&mut [0; 512]);
}

async fn an_upload_that_was_cut_off_goes_on_at_any_byte(place: Place) {
    let base = serve(place.config()).await;
    let (_, mine, book) = begin(&base).await;
    let whole = content(20 << 20);
    let path = path(&book, &whole);
    assert_eq!(offset(&mine, &path).await, None);
    let mut had = 0;
    for part in [3_000_001, 1 << 20, 777_777] {
        hang_up(&mine, &path, (whole.len(), had), &whole[had as usize..][..part]);
        let mut have = had;
        for _ in 0..200 {
            have = offset(&mine, &path).await.unwrap();
            if have == had + part as u64 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(have, had + part as u64, "every byte that came is kept");
        had = have;
    }
    assert_eq!(mine.ask("GET", &path, "").await.code(), (404, "unknown".to_owned()), "not whole yet");
    let put = format!("{path}?size={}&from={}", whole.len(), had - 5);
    let gap = mine.ask("PUT", &put, whole[had as usize - 5..].to_vec()).await;
    assert_eq!((gap.status, gap.json()), (409, json!({ "code": "gap", "seq": had })));
    let put = format!("{path}?size={}&from={had}", whole.len());
    let done = mine.ask("PUT", &put, whole[had as usize..].to_vec()).await;
    assert_eq!((done.status, done.json()), (200, json!({ "have": whole.len(), "whole": true })));
    assert!(mine.ask("GET", &path, "").await.body == whole);
    assert_eq!(
        range(&mine, &path, "bytes=3000000-3000009").await,
        (206, whole[3_000_000..3_000_010].to_vec())
    );
    let last = whole[whole.len() - 7..].to_vec();
    assert_eq!(range(&mine, &path, "bytes=-7").await, (206, last));
    assert_eq!(range(&mine, &path, "bytes=99999999-").await.0, 416);
    let again = mine.ask("PUT", &put, "").await;
    assert_eq!(again.json()["whole"], true, "said twice");
}

async fn bytes_that_hash_to_something_else_and_too_many_are_refused(place: Place) {
    let base = serve(place.config()).await;
    let (_, mine, book) = begin(&base).await;
    let whole = content(50_000);
    let path = path(&book, &whole);
    let put = format!("{path}?size={}", whole.len());
    let mut other = whole.clone();
    other[9] ^= 1;
    assert_eq!(mine.ask("PUT", &put, other).await.code(), (403, "forged".to_owned()));
    assert_eq!(offset(&mine, &path).await, Some(0));
    let long = [&whole[..], b"x"].concat();
    assert_eq!(mine.ask("PUT", &put, long).await.code(), (413, "too_large".to_owned()));
    let huge = mine.ask("PUT", &format!("{path}?size={}", 1u64 << 40), "").await;
    assert_eq!(huge.code(), (413, "too_many".to_owned()));
    assert_eq!(mine.ask("PUT", &put, whole.clone()).await.status, 200);
    // Without a session, nothing.
    let nobody = Asker { token: None, ..mine.clone() };
    assert_eq!(nobody.ask("GET", &path, "").await.status, 401);
    assert_eq!(nobody.ask("PUT", &put, whole).await.status, 401);
}

async fn a_reader_gets_it_and_is_refused_once_the_consent_is_taken_back(place: Place) {
    let base = serve(place.config()).await;
    let (me, mine, mut book) = begin(&base).await;
    let nurse = Person::new(2, now());
    let theirs = Asker::new(&base).enter(&nurse).await;
    book.knows(&nurse);
    let whole = content(50_000);
    let path = path(&book, &whole);
    assert_eq!(mine.ask("PUT", &format!("{path}?size={}", whole.len()), whole.clone()).await.status, 200);
    let control = format!("/v1/records/{}/control", book.record);
    assert_eq!(theirs.ask("GET", &path, "").await.status, 404);
    for reads in [true, false] {
        let act = match reads {
            true => book.grant(1, &nurse, Role::Read, 0, None),
            false => book.revoke(1, now(), 0),
        };
        let entry = book.entry(&me, now(), act);
        assert_eq!(mine.ask("POST", &control, entry.clone()).await.status, 200);
        book.follow(&entry);
        let got = theirs.ask("GET", &path, "").await;
        assert_eq!(got.body == whole, reads, "{}", got.status);
        assert_eq!(offset(&theirs, &path).await.is_some(), reads);
    }
}

fn pieces(folder: &Path) -> usize {
    let inner = |folder: std::fs::DirEntry| std::fs::read_dir(folder.path()).unwrap().count();
    std::fs::read_dir(folder).unwrap().map(|folder| inner(folder.unwrap())).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_holds_blobs_and_the_doctor_misses_what_is_gone() {
    let (folder, copy, fresh) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let config = Config::local(folder.path().to_owned());
    let base = serve(config.clone()).await;
    let (me, mine, book) = begin(&base).await;
    let whole = content(3_000_000);
    let path = path(&book, &whole);
    assert_eq!(mine.ask("PUT", &format!("{path}?size={}", whole.len()), whole.clone()).await.status, 200);
    let file = copy.path().join("copy.db");
    backup(&config, &file).unwrap();
    assert_eq!(pieces(&copy.path().join("copy.db.blobs")), 3);
    let again = Config::local(fresh.path().to_owned());
    restore(&again, &file).unwrap();
    let mut said = Vec::new();
    doctor(&again, &mut said).await.unwrap();
    assert!(String::from_utf8(said).unwrap().contains("ok   blobs: 3 pieces, all there"));
    let other = Asker::new(&serve(again.clone()).await).login(&me.id, &me.device).await.unwrap();
    assert!(other.ask("GET", &path, "").await.body == whole);

    let blobs = fresh.path().join("blobs");
    let one = std::fs::read_dir(&blobs).unwrap().next().unwrap().unwrap();
    let one = std::fs::read_dir(one.path()).unwrap().next().unwrap().unwrap().path();
    let bytes = std::fs::read(&one).unwrap();
    std::fs::write(&one, &bytes[1..]).unwrap();
    let mut said = Vec::new();
    assert!(doctor(&again, &mut said).await.is_err());
    assert!(String::from_utf8(said).unwrap().contains("FAIL blobs: 1 of 3 pieces"));
}

/// The program with its pieces in that place.
fn run(place: &Place) -> Running {
    let blobs = place.address().map_or_else(Vec::new, |address| vec!["--blobs", address]);
    Running::with(&place.data(), |command| command.args(blobs).envs(place.words()))
}

async fn a_kill_in_the_middle_of_an_upload_loses_nothing_that_was_told(place: Place) {
    let whole = content(30 << 20);
    let (me, path) = {
        let running = run(&place);
        let (me, _, book) = begin(&running.base).await;
        (me, path(&book, &whole))
    };
    let (mut told, mut kills) = (0, 0);
    loop {
        let running = run(&place);
        let mine = Asker::new(&running.base).login(&me.id, &me.device).await.unwrap();
        let have = offset(&mine, &path).await.unwrap_or(0);
        assert!(have >= told, "{have} of {told} that were told");
        let rest = whole[have as usize..].to_vec();
        if kills == 5 {
            let put = format!("{path}?size={}&from={have}", whole.len());
            assert_eq!(mine.ask("PUT", &put, rest).await.json()["whole"], Value::Bool(true));
            assert!(mine.ask("GET", &path, "").await.body == whole);
            break;
        }
        let (sender, to, size) = (mine.clone(), path.clone(), whole.len());
        // Slowly enough for the kill to come in the middle: a third, then it waits for the rest.
        let part = rest.len() / 3;
        std::thread::spawn(move || hang_up(&sender, &to, (size, have), &rest[..part]));
        for _ in 0..kills * 4 + 3 {
            told = told.max(offset(&mine, &path).await.unwrap_or(0));
            tokio::time::sleep(Duration::from_millis(7)).await;
        }
        drop(running);
        kills += 1;
    }
    assert!(told > 0, "the kills came before anything was told");
    doctor(&place.config(), &mut Vec::new()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_names_what_is_in_a_bucket_and_the_doctor_what_is_gone_there() {
    let (Some(place), copy) = (Place::bucket(), tempfile::tempdir().unwrap()) else { return };
    let base = serve(place.config()).await;
    let (me, mine, book) = begin(&base).await;
    let whole = content(3_000_000);
    let path = path(&book, &whole);
    assert_eq!(mine.ask("PUT", &format!("{path}?size={}", whole.len()), whole.clone()).await.status, 200);
    assert!(!place.data().join("blobs").exists(), "nothing beside the database");
    let names = place.pieces().await;
    assert_eq!(names.len(), 3);
    let file = copy.path().join("copy.db");
    backup(&place.config(), &file).unwrap();
    assert_eq!(std::fs::read_dir(copy.path()).unwrap().count(), 1, "the database alone");

    // The copy in another folder, on the same bucket.
    let fresh = tempfile::tempdir().unwrap();
    let again = Config { data: fresh.path().to_owned(), ..place.config() };
    restore(&again, &file).unwrap();
    let other = Asker::new(&serve(again.clone()).await).login(&me.id, &me.device).await.unwrap();
    assert!(other.ask("GET", &path, "").await.body == whole);
    let mut said = Vec::new();
    doctor(&again, &mut said).await.unwrap();
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("ok   bucket: can be written, read, listed and cleared"), "{said}");
    assert!(said.contains("ok   blobs: 3 pieces, all there"), "{said}");
    assert!(!said.contains(place::SECRET), "{said}");

    // One is gone, one is shorter.
    place.spoil(&names[0], None).await;
    place.spoil(&names[1], Some(b"short")).await;
    let mut said = Vec::new();
    assert!(doctor(&again, &mut said).await.is_err());
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("FAIL blobs: 2 of 3 pieces") && said.contains(&names[0]), "{said}");
    assert!(!other.try_ask("GET", &path, "").await.is_ok_and(|answer| answer.body == whole));

    // Another server has no business there, and who has no right to the bucket is told so.
    let stranger = tempfile::tempdir().unwrap();
    let other = Config { data: stranger.path().to_owned(), ..place.config() };
    assert!(matches!(Server::bind(other).await, Err(Error::BucketTaken)));
    let mut said = Vec::new();
    assert!(doctor(&place.config_with("wrong"), &mut said).await.is_err());
    assert!(String::from_utf8(said).unwrap().contains("FAIL bucket: "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_cannot_be_reached_is_no_server() {
    let folder = tempfile::tempdir().unwrap();
    let words = [
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
    ];
    let words = words.map(|(word, value)| (word.to_owned(), value.to_owned()));
    let config = Config {
        bucket: Some(Bucket::read("s3://henro", words).unwrap()),
        ..Config::local(folder.path().to_owned())
    };
    assert!(matches!(Server::bind(config).await, Err(Error::Depot(_))));
}

async fn bytes_that_are_lost_are_taken_again(place: Place) {
    let base = serve(place.config()).await;
    let (_, mine, book) = begin(&base).await;
    let whole = content(3_000_000);
    let path = path(&book, &whole);
    let put = format!("{path}?size={}", whole.len());
    assert_eq!(mine.ask("PUT", &put, whole.clone()).await.status, 200);
    let said = json!({ "have": whole.len(), "whole": true });
    assert_eq!(mine.ask("PUT", &put, "").await.json(), said);
    for spoilt in [None, Some(&b"short"[..])] {
        for name in place.pieces().await {
            place.spoil(&name, spoilt).await;
        }
        assert_eq!(mine.ask("PUT", &put, "").await.json(), json!({ "have": 0, "whole": false }));
        assert_eq!(mine.ask("PUT", &put, whole.clone()).await.json(), said);
        assert!(mine.ask("GET", &path, "").await.body == whole);
    }
    doctor(&place.config(), &mut Vec::new()).await.unwrap();
}

/// Each test twice.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {
        mod in_a_folder {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(super::Place::folder()).await;
            })+
        }
        mod in_a_bucket {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(place) = super::Place::bucket() {
                    super::$name(place).await;
                }
            })+
        }
    };
}

both! {
    an_upload_that_was_cut_off_goes_on_at_any_byte,
    bytes_that_hash_to_something_else_and_too_many_are_refused,
    a_reader_gets_it_and_is_refused_once_the_consent_is_taken_back,
    bytes_that_are_lost_are_taken_again,
    a_kill_in_the_middle_of_an_upload_loses_nothing_that_was_told,
}
