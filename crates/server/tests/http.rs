//! Over HTTP: the story of a consent, what is refused and how, and limits.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod common;

use std::time::{Duration, Instant};

use common::world::*;
use common::*;
use henro_server::{Config, Rates};
use henro_sync::{AccessLog, DeviceKey, Hash, IdentityAct, IdentityId, Role, SignedHead, Signer, Tier};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn read(asker: &Asker, who: &Person, book: &Book, nonce: u32) -> Answer {
    let look = who.look(book.record, now(), nonce, &[(book.daily, 0)]);
    asker.ask("POST", &format!("/v1/records/{}/pull", book.record), look).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_consents_another_reads_is_seen_and_gets_nothing_after() {
    let folder = tempfile::tempdir().unwrap();
    let open = Asker::new(&serve(Config::local(folder.path().into())).await);
    let (me, nurse) = (Person::new(1, now()), Person::new(2, now()));
    let first = open.ask("POST", "/v1/identities", me.genesis.clone()).await;
    assert_eq!((first.status, first.json()["unified"].as_str().unwrap().len()), (201, 32));
    let again = open.ask("POST", "/v1/identities", me.genesis.clone()).await;
    assert_eq!((again.status, again.json().get("unified")), (200, None), "told to nobody but its owner");
    let (mine, theirs) = (open.enter(&me).await, open.enter(&nurse).await);
    let own = mine.ask("POST", "/v1/identities", me.genesis.clone()).await.json();
    assert_eq!(own["unified"], first.json()["unified"]);
    assert_eq!(mine.ask("GET", "/v1/account", "").await.json()["unified"], own["unified"]);
    let chain = open.ask("GET", &format!("/v1/identities/{}/chain", me.id), "").await;
    assert_eq!(chain.list(), [&me.genesis[..]]);
    let mut book = Book::new(1, &me, now());
    book.knows(&nurse);
    assert_eq!(mine.ask("POST", "/v1/records", book.genesis.clone()).await.status, 201);
    let control = format!("/v1/records/{}/control", book.record);
    let entry = book.entry(&me, now(), book.grant(1, &nurse, Role::Read, 0, None));
    let watching = theirs.client.get(format!("{}/v1/watch", theirs.base));
    let token = theirs.token.clone().unwrap();
    let mut events = watching.bearer_auth(token).send().await.unwrap();
    assert_eq!(events.chunk().await.unwrap().unwrap(), ": beat\n\n");
    assert_eq!(mine.ask("POST", &control, entry.clone()).await.json()["len"], 2);
    assert_eq!(
        mine.ask("POST", &control, entry.clone()).await.json()["len"],
        2,
        "behind says how long it is"
    );
    book.follow(&entry);
    let heard = String::from_utf8(events.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(heard.starts_with("event: news\ndata: ") && heard.contains("\"control\":true"), "{heard}");
    let mut hand = Hand::new(book.daily, 1);
    let frames = [hand.write(&me.device, now(), b"one"), hand.write(&me.device, now(), b"two")].concat();
    let push = format!("/v1/streams/{}/push", book.daily);
    let head = mine.ask("POST", &push, frames.clone()).await;
    let key: DeviceKey =
        open.ask("GET", "/v1/time", "").await.json()["server"].as_str().unwrap().parse().unwrap();
    assert_eq!(SignedHead::read(&head.list()[0], &key).unwrap().place, 2);
    let heard = String::from_utf8(events.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(heard.contains(&book.daily.to_string()), "{heard}");
    let page = read(&theirs, &nurse, &book, 1).await.list();
    assert_eq!(page[0], br#"{"more":false}"#);
    assert_eq!((&page[1][..16], &page[1][16..24]), (&book.daily.0[..], &1u64.to_be_bytes()[..]));
    let length = u32::from_be_bytes(page[1][24..28].try_into().unwrap()) as usize;
    assert_eq!(&page[1][28 + length..], frames);
    let lines = mine.ask("GET", &format!("/v1/records/{}/access", book.record), "").await.list();
    let mut log = AccessLog::new(book.record);
    assert_eq!(log.apply(&lines[0], &key).unwrap().identity, nurse.id);
    assert_eq!(theirs.ask("GET", "/v1/records", "").await.json()[0]["record"], book.record.to_string());
    let entry = book.entry(&me, now(), book.revoke(1, now(), 2));
    assert_eq!(mine.ask("POST", &control, entry).await.status, 200);
    assert_eq!(read(&theirs, &nurse, &book, 2).await.code(), (403, "not_allowed".into()));
    assert_eq!(theirs.ask("GET", &control, "").await.list().len(), 3);
    assert_eq!(theirs.ask("GET", "/v1/records", "").await.json().as_array().unwrap().len(), 0);
}

/// A record of one person, another who may see nothing of it, and a server.
struct Scene {
    _folder: tempfile::TempDir,
    open: Asker,
    mine: Asker,
    theirs: Asker,
    me: Person,
    other: Person,
    book: Book,
}

async fn scene() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let open = Asker::new(&serve(Config::local(folder.path().into())).await);
    let (me, other) = (Person::new(1, now()), Person::new(2, now()));
    let (mine, theirs) = (open.enter(&me).await, open.enter(&other).await);
    let mut book = Book::new(1, &me, now());
    book.knows(&other);
    mine.ask("POST", "/v1/records", book.genesis.clone()).await;
    Scene { _folder: folder, open, mine, theirs, me, other, book }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_frame_has_its_code() {
    let Scene { _folder, open, mine, theirs, me, other, book } = scene().await;
    let push = format!("/v1/streams/{}/push", book.daily);
    let mut hand = Hand::new(book.daily, 1);
    let one = hand.write(&me.device, now(), b"one");
    assert_eq!(mine.ask("POST", &push, one.clone()).await.status, 200);
    let late = Hand { seq: 5, ..hand.clone() }.write(&me.device, now(), b"x");
    let forged = hand.clone().write(&other.device, now(), b"x");
    let later = Hand { epoch: 9, ..hand.clone() }.write(&me.device, now(), b"x");
    let forked = Hand::new(book.daily, 1).write(&me.device, now(), b"other");
    let future = hand.clone().write(&me.device, now() + 3_600_000, b"x");
    let mut newer = one.clone();
    newer[0] = 2;
    let mut endless = one[..77].to_vec();
    endless.extend_from_slice(&u32::MAX.to_be_bytes());
    for (asker, body, status, code) in [
        (&mine, late, 409, "gap"),
        (&mine, forged, 403, "forged"),
        (&mine, later, 409, "epoch"),
        (&mine, forked, 409, "fork"),
        (&mine, future, 409, "clock"),
        (&mine, newer, 400, "newer"),
        (&mine, endless, 400, "malformed"),
        (&mine, vec![], 400, "malformed"),
        (&theirs, one.clone(), 404, "unknown"),
        (&open, one.clone(), 401, "no_session"),
    ] {
        assert_eq!(asker.ask("POST", &push, body).await.code(), (status, code.into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_entry_has_its_code() {
    let Scene { _folder, open, mine, me, other, book, .. } = scene().await;
    let control = format!("/v1/records/{}/control", book.record);
    let grant = book.grant(1, &other, Role::Read, 0, None);
    let henro_sync::Act::Grant { grant: given, steps, .. } = grant.clone() else { unreachable!() };
    let nobody = henro_sync::Act::Grant { grant: given, steps, wraps: vec![] };
    let entry = |prev: Hash, act: henro_sync::Act| {
        let (record, author, device) = (book.record, me.id, me.device.public());
        henro_sync::ControlEntry { record, n: 1, prev, at: now(), author, device, act }.sign(&me.device)
    };
    let step = henro_sync::EpochStep { stream: book.daily, epoch: 3, back: vec![], seen: 0 };
    let henro_sync::Act::Grant { wraps, .. } = grant.clone() else { unreachable!() };
    let skips = henro_sync::Act::Rotate { steps: vec![step], wraps };
    let again = henro_sync::Act::Device { number: 3, identity: me.id, key: me.device.public() };
    let streams = vec![(henro_sync::StreamId([9; 16]), Tier::Daily)];
    let begins = henro_sync::Act::Genesis { streams, wraps: vec![wrap(me.id, Tier::Daily)] };
    let mut twisted = book.entry(&me, now(), grant.clone());
    *twisted.last_mut().unwrap() ^= 1;
    for (body, status, code) in [
        (book.entry(&me, now(), nobody), 403, "wrong_recipients"),
        (book.entry(&me, now() + 3_600_000, grant.clone()), 409, "clock"),
        (book.entry(&me, now() - 300_000, grant.clone()), 403, "wrong_time"),
        (twisted, 403, "forged"),
        (entry(Hash::ZERO, grant.clone()), 409, "behind"),
        (entry(book.control.head, again), 403, "not_allowed"),
        (entry(book.control.head, begins), 403, "unchained"),
        (entry(book.control.head, skips), 403, "wrong_epoch"),
        (vec![0; 63], 400, "malformed"),
        (book.genesis.clone(), 409, "behind"),
    ] {
        assert_eq!(mine.ask("POST", &control, body).await.code(), (status, code.into()));
    }
    assert_eq!(mine.ask("GET", "/v1/records/zz/control", "").await.code(), (400, "malformed".into()));
    assert_eq!(open.ask("GET", "/nowhere", "").await.code(), (404, "unknown".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_of_many_is_told_to_who_logged_in() {
    let Scene { _folder, open, mine, me, other, .. } = scene().await;
    let row = |id: &IdentityId, from: u64| [&id.0[..], &from.to_be_bytes()].concat();
    let both = [row(&me.id, 1), row(&other.id, 0)].concat();
    let news = "/v1/identities/news";
    assert_eq!(
        mine.ask("POST", news, both.clone()).await.list(),
        [[&other.id.0[..], &other.genesis].concat()]
    );
    assert_eq!(mine.ask("POST", news, "").await.list(), Vec::<Vec<u8>>::new());
    for (asker, body, status, code) in [
        (&open, both.clone(), 401, "no_session"),
        (&mine, [&both[..], &[0]].concat(), 400, "malformed"),
        (&mine, row(&me.id, 0).repeat(257), 400, "malformed"),
        (&mine, row(&IdentityId([7; 32]), 0), 404, "unknown"),
    ] {
        assert_eq!(asker.ask("POST", news, body).await.code(), (status, code.into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_look_has_its_code() {
    let Scene { _folder, mine, me, other, book, .. } = scene().await;
    // A look of yesterday, one of another, and the same one twice.
    let pull = format!("/v1/records/{}/pull", book.record);
    let old = me.look(book.record, now() - 200_000, 1, &[]);
    assert_eq!(mine.ask("POST", &pull, old).await.code(), (409, "clock".into()));
    let of_other = other.look(book.record, now(), 1, &[]);
    assert_eq!(mine.ask("POST", &pull, of_other).await.code(), (403, "not_allowed".into()));
    let look = me.look(book.record, now(), 2, &[(book.daily, 0)]);
    assert_eq!(mine.ask("POST", &pull, look.clone()).await.status, 200);
    assert_eq!(mine.ask("POST", &pull, look).await.code(), (409, "replayed".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_left_is_out_with_the_next_request() {
    let folder = tempfile::tempdir().unwrap();
    let open = Asker::new(&serve(Config::local(folder.path().into())).await);
    let mut me = Person::new(1, now());
    let mine = open.enter(&me).await;
    let phone = Pen::new(77);
    let chain = format!("/v1/identities/{}/chain", me.id);
    assert_eq!(open.ask("POST", &chain, me.add_device(now(), &phone, Tier::Daily)).await.status, 200);
    let weak = open.login(&me.id, &phone).await.unwrap();
    assert_eq!(weak.ask("GET", "/v1/records", "").await.status, 200);
    tokio::time::sleep(Duration::from_millis(5)).await;
    let key = henro_sync::Signer::public(&phone);
    assert_eq!(open.ask("POST", &chain, me.remove_device(now(), key)).await.status, 200);
    assert_eq!(weak.ask("GET", "/v1/records", "").await.code(), (401, "no_session".into()));
    let refused = open.login(&me.id, &phone).await.err().unwrap();
    assert_eq!(refused.code(), (401, "no_session".into()));
    let stranger = Person::new(9, now());
    let forged = stranger.identity.clone();
    let next = henro_sync::IdentityEntry {
        n: me.identity.len,
        prev: me.identity.head,
        at: now(),
        act: IdentityAct::NewKeys { keys: forged.keys, handed: vec![] },
    };
    assert_eq!(open.ask("POST", &chain, next.sign(&stranger.account)).await.code(), (403, "forged".into()));
    let mut token = mine.token.clone().unwrap().into_bytes();
    token[20] = if token[20] == b'A' { b'B' } else { b'A' };
    let twisted = Asker { token: Some(String::from_utf8(token).unwrap()), ..mine.clone() };
    assert_eq!(twisted.ask("GET", "/v1/records", "").await.code(), (401, "no_session".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_pass_through_a_box_once() {
    let folder = tempfile::tempdir().unwrap();
    let open = Asker::new(&serve(Config::local(folder.path().into())).await);
    let mailbox = format!("/v1/mailboxes/{}", "5a".repeat(16));
    let waiting = tokio::spawn({
        let (open, mailbox) = (open.clone(), mailbox.clone());
        async move { open.ask("GET", &format!("{mailbox}?wait=20"), "").await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(open.ask("PUT", &mailbox, "sealed").await.status, 201);
    assert_eq!(open.ask("PUT", &mailbox, "other").await.code(), (409, "taken".into()));
    assert_eq!(waiting.await.unwrap().body, b"sealed");
    assert_eq!(open.ask("POST", &format!("{mailbox}/take"), "").await.body, b"sealed");
    assert_eq!(open.ask("POST", &format!("{mailbox}/take"), "").await.code(), (404, "unknown".into()));
    let long = vec![0; (64 << 10) + 1];
    let other = format!("/v1/mailboxes/{}", "5b".repeat(16));
    assert_eq!(open.ask("PUT", &other, long).await.code(), (413, "too_large".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_fills_all_boxes_and_nobody_holds_all_places() {
    let folder = tempfile::tempdir().unwrap();
    let each = |n| std::num::NonZeroU32::new(n).unwrap();
    let rates = Rates { letter: (each(1), each(5)), ..Rates::default() };
    let config = Config { rates, metrics: false, ..Config::local(folder.path().into()) };
    let base = serve(config).await;
    let open = Asker::new(&base);
    let put =
        async |n: u8| open.ask("PUT", &format!("/v1/mailboxes/{}", format!("{n:02x}").repeat(16)), "x").await;
    for n in 0..5 {
        assert_eq!(put(n).await.status, 201);
    }
    assert_eq!(put(5).await.code(), (429, "too_often".into()));
    assert_eq!(open.ask("GET", "/metrics", "").await.status, 404, "closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_hears_that_it_is_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { connections: 1, ..Config::local(folder.path().into()) };
    let server = henro_server::Server::bind(config).await.unwrap();
    let address = server.address().unwrap();
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(server.serve(async move { drop(told.await) }));
    let mut held = tokio::net::TcpStream::connect(address).await.unwrap();
    held.write_all(b"GET /v1/time HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut answer = vec![0; 12];
    held.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 200");
    // The next one waits for the place.
    let _waits = tokio::net::TcpStream::connect(address).await.unwrap();
    tell.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(20), running).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_endless_requests_are_ended_and_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { patience: Duration::from_secs(2), ..Config::local(folder.path().into()) };
    let base = serve(config).await;
    let address = base.strip_prefix("http://").unwrap().to_owned();
    let begun = Instant::now();
    let mut slow = tokio::net::TcpStream::connect(&address).await.unwrap();
    slow.write_all(b"GET /v1/time HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.unwrap();
    // The announced length is enough to refuse: nothing of the body is sent.
    let mut large = tokio::net::TcpStream::connect(&address).await.unwrap();
    let head = b"PUT /v1/mailboxes/5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n";
    large.write_all(head).await.unwrap();
    let mut answer = vec![0; 12];
    large.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 413");
    // And one that announces nothing is cut where it passes the limit.
    let mut endless = tokio::net::TcpStream::connect(&address).await.unwrap();
    let head = b"PUT /v1/mailboxes/5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    endless.write_all(head).await.unwrap();
    let chunk = [b"4000\r\n".to_vec(), vec![0; 0x4000], b"\r\n".to_vec()].concat();
    for _ in 0..5 {
        // It may have hung up already.
        let _ = endless.write_all(&chunk).await;
    }
    endless.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 413");
    assert_eq!(Asker::new(&base).ask("GET", "/v1/time", "").await.status, 200);
    let mut rest = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), slow.read_to_end(&mut rest)).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(2) && !rest.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let Scene { _folder, open, .. } = scene().await;
    let address = open.base.strip_prefix("http://").unwrap();
    let mut slow = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = b"PUT /v1/mailboxes/5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1";
    slow.write_all(head).await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(60), slow.read_to_end(&mut answer)).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("too_slow"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_to_wait() {
    let folder = tempfile::tempdir().unwrap();
    let each = |n| std::num::NonZeroU32::new(n).unwrap();
    let rates = Rates { address: (each(1), each(20)), ..Rates::default() };
    let config = Config { rates, ..Config::local(folder.path().into()) };
    // A token that is none is no way round.
    let open = Asker { token: Some("AAAA".into()), ..Asker::new(&serve(config).await) };
    let mut answered = 0;
    let refused = loop {
        let answer = open.ask("GET", "/v1/time", "").await;
        if answer.status != 200 {
            break answer;
        }
        answered += 1;
        assert!(answered < 1000);
    };
    assert!(answered >= 20);
    assert_eq!(refused.code(), (429, "too_often".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn logins_by_password_are_counted_by_address_apart_and_read_before_they_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let each = |n| std::num::NonZeroU32::new(n).unwrap();
    let rates = Rates { login: (each(1), each(12)), ..Rates::default() };
    let config = Config { rates, ..Config::local(folder.path().into()) };
    let open = Asker::new(&serve(config).await);
    let start = "/v1/opaque/login/start";
    let whole =
        format!(r#"{{"name":"{0}","device":"{0}","message":"{1}"}}"#, "0".repeat(64), "0".repeat(192));
    for (body, code) in [
        (String::new(), "malformed"),
        ("{}".into(), "malformed"),
        (whole.replace("00\"}", "0g\"}"), "malformed"),
        (whole.replace("00\"}", "0\"}"), "malformed"),
        (whole.replacen("00", "zz", 1), "malformed"),
        (whole.clone(), "not_opaque"),
        (r#"{"name":"#.into(), "malformed"),
    ] {
        assert_eq!(open.ask("POST", start, body.clone()).await.code(), (400, code.into()), "{body}");
    }
    let large = "x".repeat((64 << 10) + 1);
    assert_eq!(open.ask("POST", start, large).await.code(), (413, "too_large".into()));
    // Too much ends the connection.
    let open = Asker::new(&open.base);
    let finish = open.ask("POST", "/v1/opaque/login/finish", r#"{"state":"00","message":"00"}"#).await;
    assert_eq!(finish.code(), (401, "no_session".into()));
    for path in ["/v1/opaque/register/start", "/v1/opaque/register/finish"] {
        assert_eq!(open.ask("POST", path, "{}").await.code(), (401, "no_session".into()));
    }
    assert_eq!(open.ask("DELETE", "/v1/opaque", "").await.code(), (401, "no_session".into()));
    assert_eq!(open.ask("PUT", "/v1/opaque/escrow", "").await.code(), (401, "no_session".into()));
    let mut last = open.ask("POST", start, "{}").await;
    for _ in 0..12 {
        last = open.ask("POST", start, "{}").await;
    }
    assert_eq!(last.code(), (429, "too_often".into()));
    assert!((50..=61).contains(&last.json()["seconds"].as_u64().unwrap()), "{last:?}");
    let mine = open.enter(&Person::new(1, now())).await;
    let set = mine.ask("POST", "/v1/opaque/register/start", "{}").await;
    assert_eq!(set.code(), (429, "too_often".into()), "setting one counts with them");
    assert_eq!(open.ask("GET", "/v1/time", "").await.status, 200);
}

#[tokio::test]
async fn plain_http_is_served_to_this_machine_only() {
    let folder = tempfile::tempdir().unwrap();
    let listen = "0.0.0.0:0".parse().unwrap();
    let config = Config { listen, ..Config::local(folder.path().into()) };
    assert!(matches!(henro_server::Server::bind(config).await, Err(henro_server::Error::PlainOutside)));
}
