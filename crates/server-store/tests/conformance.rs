//! One suite for every database a server can stand on.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

mod blobs;
mod bounds;
mod cluster;
mod ending;
mod erasing;
mod laying;
mod leaving;
mod organisation;
mod packing;
mod passwords;
mod ranking;
mod telling;
mod together;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use blobs::*;
use bounds::*;
use ending::a_consent_that_ends_at_once_opens_nothing_before_there_are_new_keys;
use erasing::what_is_sealed_anew_is_gone_and_the_server_signs_that;
use henro_server_store::*;
use henro_sync::{
    AccessEntry, AccessLog, Act, DeviceEntry, Error as Broken, Frame, GrantId, Hash, Identity, IdentityAct,
    IdentityEntry, Kind, Label, Look, NewGrant, Role, SignedHead, Signer, Tier, consent, running_head,
};
use laying::{
    a_long_control_chain_is_laid_in_parts, a_long_identity_chain_is_laid_in_parts,
    what_was_lost_is_laid_in_by_those_who_kept_it,
};
use leaving::who_leaves_is_forgotten_after_thirty_days_with_what_is_theirs_alone;
use organisation::*;
use packing::many_frames_are_packed_into_segments;
use passwords::*;
use ranking::*;
use telling::news_carry_what_is_short_to_devices_of_owners_alone;
use together::appends_at_once_are_each_decided_by_itself;
use world::*;

const T0: u64 = 1_800_000_000_000;

/// A clock that a test moves.
#[derive(Clone)]
struct Hands(Arc<AtomicU64>);

impl Clock for Hands {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Counts, so that no two are the same.
struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, out: &mut [u8]) -> Result<(), Error> {
        out.iter_mut().for_each(|byte| *byte = self.0.fetch_add(1, Ordering::SeqCst) as u8);
        let n = self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        out.iter_mut().zip(n).for_each(|(byte, n)| *byte ^= n);
        Ok(())
    }
}

struct Here {
    ledger: Ledger,
    clock: Hands,
}

impl Here {
    async fn on(store: Arc<dyn Store>, limits: Limits) -> Self {
        let clock = Hands(Arc::new(AtomicU64::new(T0)));
        let config = LedgerConfig {
            store,
            clock: Arc::new(clock.clone()),
            random: Arc::new(Counting(AtomicU64::new(1))),
            limits,
        };
        Self { ledger: Ledger::open(config).await.unwrap(), clock }
    }

    fn now(&self) -> u64 {
        self.clock.now()
    }

    fn pass(&self, ms: u64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    async fn login(&self, person: &Person, pen: &Pen) -> Result<Session, Refused> {
        let challenge = self.ledger.challenge(&person.id, &pen.public());
        let parts: [&[u8]; 3] = [&self.ledger.key().0, &challenge, &person.id.0];
        let signature = pen.sign_parts(henro_sync::Label::Login, &parts);
        let token = self.ledger.login(&person.id, &pen.public(), &challenge, &signature).await?;
        self.ledger.session(&token.bytes)
    }

    async fn enter(&self, person: &Person) -> Session {
        self.ledger.identity_begin(person.genesis.clone().into(), None).await.unwrap();
        self.login(person, &person.device).await.unwrap()
    }

    async fn act(&self, book: &mut Book, by: &Person, session: &Session, act: Act) {
        let entry = book.entry(by, self.now(), act);
        self.ledger.control_append(session, &book.record, entry.clone().into()).await.unwrap();
        book.follow(&entry);
    }

    /// Everything the caller gets of one stream, with the access log growing as it may.
    async fn read(&self, session: &Session, who: &Person, book: &Book, nonce: u32) -> Result<Pull, Refused> {
        let look = who.look(book.record, self.now(), nonce, &[(book.daily, 0)]);
        self.ledger.pull(session, &book.record, look.into()).await
    }
}

fn rule(refused: Refused) -> Broken {
    match refused {
        Refused::Rule(rule) => rule,
        other => panic!("{other:?}"),
    }
}

async fn a_record_is_written_read_logged_and_taken_back(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, nurse) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&nurse).await);
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    assert!(here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap().1);
    assert!(!here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap().1, "said twice");
    let mut hand = Hand::new(book.daily, 1);
    let frames = [hand.write(&me.device, T0, b"one"), hand.write(&me.device, T0, b"two")];
    let head = here.ledger.push(&mine, &book.daily, frames.concat().into()).await.unwrap();
    let head = SignedHead::read(&head, &here.ledger.key()).unwrap();
    let hashes =
        [Hash::ZERO, Frame::read(&frames[0]).unwrap().verify(&me.device.public(), &Hash::ZERO).unwrap()];
    let running = running_head(&running_head(&Hash::ZERO, &hashes[1]), &hand.prev);
    assert_eq!((head.place, head.head), (2, running));
    // Said twice, whole or in part, is said once.
    for again in [frames.concat(), frames[1].clone()] {
        let head = here.ledger.push(&mine, &book.daily, again.into()).await.unwrap();
        assert_eq!(SignedHead::read(&head, &here.ledger.key()).unwrap().place, 2);
    }
    // Somebody without a consent does not learn that the record exists.
    assert!(matches!(here.read(&theirs, &nurse, &book, 1).await, Err(Refused::Unknown)));
    assert!(matches!(here.ledger.control_entries(&theirs, &book.record, 0).await, Err(Refused::Unknown)));
    let grant = book.grant(1, &nurse, henro_sync::Role::Read, 0, None);
    here.act(&mut book, &me, &mine, grant).await;
    assert_eq!(here.ledger.records(&theirs).await.unwrap(), [(book.record, 2)]);
    let pull = here.read(&theirs, &nurse, &book, 2).await.unwrap();
    assert_eq!((pull.more, pull.parts.len()), (false, 1));
    assert_eq!(pull.parts[0].frames, frames.concat());
    assert_eq!(pull.parts[0].first, 1);
    assert_eq!(SignedHead::read(&pull.parts[0].head, &here.ledger.key()).unwrap().head, running);
    let clinical = nurse.look(book.record, here.now(), 3, &[(book.clinical, 0)]);
    let refused = here.ledger.pull(&theirs, &book.record, clinical.into()).await.unwrap_err();
    assert_eq!(rule(refused), Broken::NotAllowed);
    assert!(matches!(here.read(&theirs, &nurse, &book, 2).await, Err(Refused::Replayed)));
    // One look was answered, so one line is in the log; reading one's own record leaves none.
    here.read(&mine, &me, &book, 4).await.unwrap();
    assert!(matches!(here.read(&mine, &me, &book, 4).await, Err(Refused::Replayed)));
    let lines = here.ledger.access_entries(&mine, &book.record, 0).await.unwrap();
    let mut log = AccessLog::new(book.record);
    let read: Vec<_> = lines.iter().map(|line| log.apply(line, &here.ledger.key()).unwrap()).collect();
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].identity, &read[0].streams[..]), (nurse.id, &[(book.daily, 1, 2)][..]));
    assert!(here.ledger.access_entries(&theirs, &book.record, 0).await.is_err());
    // Taken back: nothing new from here on, and of the chain what concerned them.
    here.pass(5);
    let revoke = book.revoke(1, here.now(), 2);
    here.act(&mut book, &me, &mine, revoke).await;
    assert_eq!(rule(here.read(&theirs, &nurse, &book, 5).await.unwrap_err()), Broken::NotAllowed);
    assert!(here.ledger.records(&theirs).await.unwrap().is_empty());
    let rotate = Act::Rotate {
        steps: vec![henro_sync::EpochStep { stream: book.daily, epoch: 3, back: vec![], seen: 2 }],
        wraps: vec![wrap(me.id, Tier::Daily)],
    };
    here.act(&mut book, &me, &mine, rotate).await;
    assert_eq!(here.ledger.control_entries(&theirs, &book.record, 0).await.unwrap().len(), 3);
    assert_eq!(here.ledger.control_entries(&mine, &book.record, 0).await.unwrap().len(), 4);
    assert_eq!(here.ledger.control_entries(&mine, &book.record, 3).await.unwrap().len(), 1);
}

async fn pushes_are_refused_each_with_its_reason(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits { record_bytes: 4000, ..Limits::default() }).await;
    let (me, other) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&other).await);
    let mut book = Book::new(1, &me, here.now());
    book.knows(&other);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let push = |session: Session, body: Vec<u8>| {
        let ledger = &here.ledger;
        async move { ledger.push(&session, &book_daily(), body.into()).await }
    };
    let mut hand = Hand::new(book.daily, 1);
    let one = hand.write(&me.device, T0, b"one");
    push(mine, one.clone()).await.unwrap();
    let before = hand.clone();
    let two = hand.write(&me.device, T0, b"two");
    let three = hand.write(&me.device, T0, b"three");
    assert!(matches!(push(mine, three.clone()).await, Err(Refused::Gap(1))));
    push(mine, [two, three].concat()).await.unwrap();
    // A restored copy of the device goes on from an older place.
    let forked = before.clone().write(&me.device, T0, b"another");
    assert!(matches!(push(mine, forked).await, Err(Refused::Fork(2))));
    let forged = Hand { ..hand.clone() }.write(&other.device, T0, b"x");
    assert_eq!(rule(push(mine, forged.clone()).await.unwrap_err()), Broken::Forged);
    assert!(matches!(push(theirs, forged).await, Err(Refused::Unknown)));
    let unnumbered = Hand::new(book.daily, 2).write(&me.device, T0, b"x");
    assert_eq!(rule(push(mine, unnumbered).await.unwrap_err()), Broken::NotAllowed);
    let future = hand.clone().write(&me.device, T0 + 11 * 60_000, b"x");
    assert!(matches!(push(mine, future).await, Err(Refused::Clock(T0))));
    let sealed_later = Hand { epoch: 2, ..hand.clone() }.write(&me.device, T0, b"x");
    assert!(matches!(push(mine, sealed_later).await, Err(Refused::Epoch(1))));
    assert_eq!(rule(push(mine, vec![]).await.unwrap_err()), Broken::Malformed);
    assert_eq!(rule(push(mine, one[..one.len() - 1].to_vec()).await.unwrap_err()), Broken::Malformed);
    let elsewhere = Hand::new(book.clinical, 1).write(&me.device, T0, b"x");
    assert_eq!(rule(push(mine, elsewhere).await.unwrap_err()), Broken::Malformed);
    let large = hand.clone().write(&me.device, T0, &[0; 4000]);
    assert!(matches!(push(mine, large).await, Err(Refused::Quota(4000))));
    // None of these left anything.
    let pull = here.read(&mine, &me, &book, 1).await.unwrap();
    let head = SignedHead::read(&pull.parts[0].head, &here.ledger.key()).unwrap();
    assert_eq!(head.place, 3);
    push(mine, hand.write(&me.device, T0, b"four")).await.unwrap();
}

fn book_daily() -> henro_sync::StreamId {
    henro_sync::StreamId([1 ^ 0x40; 16])
}

async fn a_consent_ends_by_itself_and_chains_take_one_next_entry(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, nurse) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&nurse).await);
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let mut hand = Hand::new(book.daily, 1);
    let frames = [hand.write(&me.device, T0, b"old"), hand.write(&me.device, T0, b"new")];
    here.ledger.push(&mine, &book.daily, frames.concat().into()).await.unwrap();
    let append = |session: Session, entry: Vec<u8>| {
        let (ledger, record) = (&here.ledger, book_record());
        async move { ledger.control_append(&session, &record, entry.into()).await }
    };
    let entry =
        book.entry(&me, here.now(), book.grant(1, &nurse, henro_sync::Role::Read, 1, Some(T0 + 5000)));
    assert_eq!(append(mine, entry.clone()).await.unwrap(), 2);
    assert!(matches!(append(mine, entry.clone()).await, Err(Refused::Behind(2))));
    book.follow(&entry);
    // Who may read from a place on gets what lies before it too, to check the chains by; the keys are not theirs.
    let pull = here.read(&theirs, &nurse, &book, 1).await.unwrap();
    assert_eq!((pull.parts[0].first, &pull.parts[0].frames), (1, &frames.concat()));
    let device = Act::Device { number: 2, identity: nurse.id, key: nurse.device.public() };
    let by_them = book.entry(&nurse, here.now(), device);
    assert_eq!(rule(append(theirs, by_them.clone()).await.unwrap_err()), Broken::NotAllowed);
    assert_eq!(
        rule(append(mine, by_them).await.unwrap_err()),
        Broken::NotAllowed,
        "not the author's session"
    );
    let late = book.entry(&me, here.now() + 700_000, book.grant(2, &nurse, henro_sync::Role::Read, 0, None));
    assert!(matches!(append(mine, late).await, Err(Refused::Clock(T0))));
    let wraps = book.entry(&me, here.now(), Act::Rotate { steps: vec![], wraps: vec![] });
    assert_eq!(rule(append(mine, wraps).await.unwrap_err()), Broken::NotAllowed);
    here.pass(5000);
    assert_eq!(rule(here.read(&theirs, &nurse, &book, 2).await.unwrap_err()), Broken::NotAllowed);
    assert!(here.ledger.records(&theirs).await.unwrap().is_empty());
    let again = book.grant(3, &nurse, henro_sync::Role::Append, 0, None);
    here.act(&mut book, &me, &mine, again).await;
    assert_eq!(here.ledger.records(&theirs).await.unwrap().len(), 1);
    let device = Act::Device { number: 2, identity: nurse.id, key: nurse.device.public() };
    here.act(&mut book, &nurse, &theirs, device).await;
    let mut theirs_hand = Hand::new(book.daily, 2);
    let frame = theirs_hand.write(&nurse.device, here.now(), b"hers");
    here.ledger.push(&theirs, &book.daily, frame.into()).await.unwrap();
}

fn book_record() -> henro_sync::RecordId {
    henro_sync::RecordId([1; 16])
}

async fn a_device_that_left_is_out_at_once_and_undoes_nothing(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let mut me = Person::new(1, T0);
    let mine = here.enter(&me).await;
    let book = Book::new(1, &me, here.now());
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let phone = Pen::new(77);
    let entry = me.add_device(T0 + 1, &phone, Tier::Daily);
    assert_eq!(here.ledger.identity_append(&me.id, &entry.clone().into(), None).await.unwrap(), 2);
    assert!(matches!(
        here.ledger.identity_append(&me.id, &entry.into(), None).await,
        Err(Refused::Behind(2))
    ));
    let weak = here.login(&me, &phone).await.unwrap();
    // A device of the daily half opens daily streams only.
    let look = |stream, nonce: u8| {
        let (record, identity, device) = (book.record, me.id, phone.public());
        let streams = vec![(stream, 0)];
        henro_sync::Look { record, identity, device, at: T0, streams, nonce: [nonce; 16] }.sign(&phone)
    };
    here.ledger.pull(&weak, &book.record, look(book.daily, 1).into()).await.unwrap();
    let refused = here.ledger.pull(&weak, &book.record, look(book.clinical, 2).into()).await.unwrap_err();
    assert_eq!(rule(refused), Broken::NotAllowed);
    // Said to have left before it began the record, the device would take the whole chain with it.
    let mut lying = Person::new(1, T0);
    lying.identity = me.identity.clone();
    let early = lying.remove_device(T0 + 1, phone.public());
    here.ledger.identity_append(&me.id, &early.into(), None).await.unwrap();
    me.identity = lying.identity;
    assert!(matches!(here.ledger.check(&weak).await, Err(Refused::NoSession)));
    assert!(matches!(
        here.ledger.pull(&weak, &book.record, look(book.daily, 3).into()).await,
        Err(Refused::NoSession)
    ));
    assert!(here.login(&me, &phone).await.is_err());
    here.pass(10);
    let grantee = Person::new(5, T0);
    here.enter(&grantee).await;
    let mut book = book;
    book.knows(&grantee);
    book.knows(&me);
    let grant = book.grant(1, &grantee, henro_sync::Role::Read, 0, None);
    here.act(&mut book, &me, &mine, grant).await;
    let mut lying = Person::new(1, T0);
    lying.identity = me.identity.clone();
    let early = lying.remove_device(T0 + 9, me.device.public());
    assert!(matches!(here.ledger.identity_append(&me.id, &early.into(), None).await, Err(Refused::Clock(_))));
    let honest = me.remove_device(T0 + 11, me.device.public());
    here.ledger.identity_append(&me.id, &honest.into(), None).await.unwrap();
    assert!(matches!(here.ledger.check(&mine).await, Err(Refused::NoSession)));
    // A server that starts anew reads the same chains.
    let again = Here::on(Arc::clone(here.ledger.store()), Limits::default()).await;
    let session = again.login(&grantee, &grantee.device).await.unwrap();
    let entries = again.ledger.control_entries(&session, &book.record, 0).await.unwrap();
    assert_eq!(entries.len(), 2);
    let pull = again.read(&session, &grantee, &book, 9).await.unwrap();
    assert!(pull.parts.is_empty());
}

async fn pages_end_where_they_are_full_and_go_on_there(store: Arc<dyn Store>) {
    let limits = Limits { page_bytes: 1000, ..Limits::default() };
    let here = Here::on(store, limits).await;
    let me = Person::new(1, T0);
    let mine = here.enter(&me).await;
    let book = Book::new(1, &me, here.now());
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let mut sent = Vec::new();
    for stream in [book.daily, book.clinical] {
        let mut hand = Hand::new(stream, 1);
        let frames: Vec<u8> = (0..7).flat_map(|n| hand.write(&me.device, T0, &vec![n; 300])).collect();
        here.ledger.push(&mine, &stream, frames.clone().into()).await.unwrap();
        sent.push(frames);
    }
    let (mut got, mut places) = (vec![Vec::new(), Vec::new()], [0, 0]);
    for turn in 1..20 {
        let look =
            me.look(book.record, here.now(), turn, &[(book.daily, places[0]), (book.clinical, places[1])]);
        let pull = here.ledger.pull(&mine, &book.record, look.into()).await.unwrap();
        for part in &pull.parts {
            let of = usize::from(part.stream == book.clinical);
            assert_eq!(part.first, places[of] + 1);
            got[of].extend_from_slice(&part.frames);
            places[of] = SignedHead::read(&part.head, &here.ledger.key()).unwrap().place;
        }
        if !pull.more {
            assert!(turn > 3, "a page has two frames");
            break;
        }
    }
    assert_eq!(got, sent);
    assert_eq!(places, [7, 7]);
}

async fn many_at_once_get_places_in_a_row(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let me = Person::new(1, T0);
    let mine = here.enter(&me).await;
    let mut book = Book::new(1, &me, here.now());
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let mut people = Vec::new();
    for n in 0..6u8 {
        let person = Person::new(10 + u32::from(n), T0);
        let session = here.enter(&person).await;
        book.knows(&person);
        let grant = book.grant(n, &person, henro_sync::Role::Append, 0, None);
        here.act(&mut book, &me, &mine, grant).await;
        let number = u32::from(n) + 2;
        let device = Act::Device { number, identity: person.id, key: person.device.public() };
        here.act(&mut book, &person, &session, device).await;
        people.push((person, session, Hand::new(book.daily, number)));
    }
    let ledger = Arc::new(here.ledger);
    let mut tasks = Vec::new();
    for (person, session, mut hand) in people {
        let (ledger, daily, record) = (Arc::clone(&ledger), book.daily, book.record);
        tasks.push(tokio::spawn(async move {
            for turn in 0..20u32 {
                let frame = hand.write(&person.device, T0, &turn.to_be_bytes());
                ledger.push(&session, &daily, frame.into()).await.unwrap();
                let look = person.look(record, T0, hand.number << 16 | turn, &[(daily, 0)]);
                ledger.pull(&session, &record, look.into()).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let look = me.look(book.record, T0, 1, &[(book.daily, 0)]);
    let pull = ledger.pull(&mine, &book.record, look.into()).await.unwrap();
    assert_eq!(SignedHead::read(&pull.parts[0].head, &ledger.key()).unwrap().place, 120);
    let mut log = AccessLog::new(book.record);
    let mut from = 0;
    loop {
        let lines = ledger.access_entries(&mine, &book.record, from).await.unwrap();
        if lines.is_empty() {
            break;
        }
        from += lines.len() as u64;
        lines.iter().for_each(|line| drop(log.apply(line, &ledger.key()).unwrap()));
    }
    assert_eq!(log.len, 120, "every look is a line, and the lines are one chain");
}

async fn a_box_gives_its_letter_once(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let put = |id: u8, text: &'static [u8]| here.ledger.letter_put([id; 16], text.into());
    put(1, b"sealed").await.unwrap();
    assert!(matches!(put(1, b"other").await, Err(Refused::Taken)));
    assert_eq!(here.ledger.letter([1; 16], false).await.unwrap().unwrap(), b"sealed");
    assert_eq!(here.ledger.letter([1; 16], true).await.unwrap().unwrap(), b"sealed");
    assert_eq!(here.ledger.letter([1; 16], true).await.unwrap(), None);
    assert!(matches!(put(1, b"again").await, Err(Refused::Taken)), "once");
    put(2, b"late").await.unwrap();
    here.pass(600_000);
    assert_eq!(here.ledger.letter([2; 16], true).await.unwrap(), None);
    put(1, b"another time").await.unwrap();
}

async fn heartbeats_are_kept_of_each_device_and_believed_of_none_other(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, other) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&other).await);
    let book = Book::new(1, &me, here.now());
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let beat = |device, at, pen: &Pen| {
        let (control, access) = ((1, book.control.head), (0, Hash::ZERO));
        henro_sync::Heartbeat { record: book.record, device, at, control, access, streams: vec![] }.sign(pen)
    };
    let (first, second) = (beat(1, T0, &me.device), beat(1, T0 + 1, &me.device));
    here.ledger.beat(&mine, &book.record, first.clone().into()).await.unwrap();
    here.ledger.beat(&mine, &book.record, second.clone().into()).await.unwrap();
    here.ledger.beat(&mine, &book.record, first.into()).await.unwrap();
    assert_eq!(here.ledger.beats(&mine, &book.record).await.unwrap(), [second]);
    let forged = beat(1, T0 + 2, &other.device);
    assert_eq!(
        rule(here.ledger.beat(&mine, &book.record, forged.clone().into()).await.unwrap_err()),
        Broken::Forged
    );
    assert!(matches!(here.ledger.beat(&theirs, &book.record, forged.into()).await, Err(Refused::Unknown)));
    assert!(matches!(here.ledger.beats(&theirs, &book.record).await, Err(Refused::Unknown)));
    let unknown = beat(2, T0, &me.device);
    assert_eq!(
        rule(here.ledger.beat(&mine, &book.record, unknown.into()).await.unwrap_err()),
        Broken::NotAllowed
    );
}

/// Two servers on one database: each sees at once what the other took.
async fn two_ledgers_on_one_database_keep_the_same_rules(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let there = Here { ledger: Here::on(store, Limits::default()).await.ledger, clock: here.clock.clone() };
    assert_eq!(here.ledger.key(), there.ledger.key());
    let (me, nurse) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&nurse).await);
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let mut hand = Hand::new(book.daily, 1);
    for turn in 0..6u8 {
        let ledger = if turn % 2 == 0 { &here.ledger } else { &there.ledger };
        ledger.push(&mine, &book.daily, hand.write(&me.device, T0, &[turn]).into()).await.unwrap();
    }
    let entry = book.entry(&me, T0, book.grant(1, &nurse, henro_sync::Role::Append, 0, None));
    here.ledger.control_append(&mine, &book.record, entry.clone().into()).await.unwrap();
    book.follow(&entry);
    let look = nurse.look(book.record, T0, 1, &[(book.daily, 0)]);
    there.ledger.pull(&theirs, &book.record, look.clone().into()).await.unwrap();
    assert!(matches!(here.ledger.pull(&theirs, &book.record, look.into()).await, Err(Refused::Replayed)));
    let device = Act::Device { number: 2, identity: nurse.id, key: nurse.device.public() };
    let entry = book.entry(&nurse, T0, device);
    there.ledger.control_append(&theirs, &book.record, entry.clone().into()).await.unwrap();
    book.follow(&entry);
    let mut hers = Hand::new(book.daily, 2);
    here.ledger.push(&theirs, &book.daily, hers.write(&nurse.device, T0, b"1").into()).await.unwrap();
    // Taken back through one, it holds in the other, which still remembers the consent.
    let entry = book.entry(&me, T0, book.revoke(1, T0, 7));
    there.ledger.control_append(&mine, &book.record, entry.clone().into()).await.unwrap();
    let frame = hers.write(&nurse.device, T0, b"2");
    assert_eq!(
        rule(here.ledger.push(&theirs, &book.daily, frame.into()).await.unwrap_err()),
        Broken::NotAllowed
    );
    let look = nurse.look(book.record, T0, 2, &[(book.daily, 0)]);
    assert_eq!(
        rule(here.ledger.pull(&theirs, &book.record, look.into()).await.unwrap_err()),
        Broken::NotAllowed
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn news_reach_watchers_of_another_process() {
    let url = cluster::database().await;
    let open = || async { Arc::new(Postgres::open(&url).await.unwrap()) as Arc<dyn Store> };
    let here = Here::on(open().await, Limits::default()).await;
    let there = Here::on(open().await, Limits::default()).await;
    let mut me = Person::new(1, T0);
    let mine = here.enter(&me).await;
    let book = Book::new(1, &me, here.now());
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let own = there.ledger.watch(&mine).await.unwrap();
    let tablet = Pen::new(77);
    let entry = me.add_device(T0 + 1, &tablet, Tier::Daily);
    here.ledger.identity_append(&me.id, &entry.into(), None).await.unwrap();
    let tablet = here.login(&me, &tablet).await.unwrap();
    let watcher = there.ledger.watch(&tablet).await.unwrap();
    let mut hand = Hand::new(book.daily, 1);
    let frames = Topic::Frames(book.record, book.daily);
    let heard = async { while !watcher.next().await.contains_key(&frames) {} };
    let telling = async {
        // The line between them may still be opening.
        loop {
            here.ledger.push(&mine, &book.daily, hand.write(&me.device, T0, b"x").into()).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    };
    tokio::select! {
        () = heard => {}
        () = telling => {}
        () = tokio::time::sleep(std::time::Duration::from_secs(60)) => panic!("nothing was heard"),
    }
    let told = tokio::time::timeout(std::time::Duration::from_millis(50), own.next()).await;
    assert!(!told.unwrap_or_default().contains_key(&frames), "the device that wrote knows");
}

macro_rules! suite {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            use super::*;

            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let store = Sqlite::open(&folder.path().join("server.db")).unwrap();
                super::$name(Arc::new(store)).await;
            })*
        }

        mod postgres {
            use super::*;

            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let store = Postgres::open(&cluster::database().await).await.unwrap();
                super::$name(Arc::new(store)).await;
            })*
        }
    };
}

suite!(
    a_record_is_written_read_logged_and_taken_back,
    pushes_are_refused_each_with_its_reason,
    a_consent_ends_by_itself_and_chains_take_one_next_entry,
    a_device_that_left_is_out_at_once_and_undoes_nothing,
    new_epochs_begin_where_their_author_had_read_to,
    the_clock_of_an_identity_is_held_to_both_sides,
    a_letter_nobody_fetched_goes_by_itself,
    what_is_new_of_many_chains_is_told_at_once_and_in_pages,
    after_an_older_copy_it_begins_anew_and_keeps_what_proves_itself,
    an_entry_of_an_identity_is_no_heap_of_bytes,
    what_was_lost_is_laid_in_by_those_who_kept_it,
    a_long_control_chain_is_laid_in_parts,
    a_long_identity_chain_is_laid_in_parts,
    many_frames_are_packed_into_segments,
    what_is_sealed_anew_is_gone_and_the_server_signs_that,
    a_consent_that_ends_at_once_opens_nothing_before_there_are_new_keys,
    pages_end_where_they_are_full_and_go_on_there,
    many_at_once_get_places_in_a_row,
    appends_at_once_are_each_decided_by_itself,
    a_blob_grows_piece_by_piece_and_is_whole_with_its_own_hash_only,
    a_blob_is_for_those_its_stream_is_for_and_closed_with_it,
    an_owner_says_which_blobs_are_named_and_young_ones_stay,
    a_box_gives_its_letter_once,
    heartbeats_are_kept_of_each_device_and_believed_of_none_other,
    members_of_an_organisation_look_by_name_until_they_leave,
    a_slip_lies_under_its_slot_until_the_next_and_only_its_device_lays_it,
    who_leaves_is_forgotten_after_thirty_days_with_what_is_theirs_alone,
    two_ledgers_on_one_database_keep_the_same_rules,
    a_password_lets_a_device_of_the_daily_half_in,
    tries_at_a_password_wait_whether_the_name_is_there_or_not,
    messages_that_are_none_and_late_ones_are_refused,
    a_changed_password_ends_the_one_before_and_a_name_has_one_account,
    who_leaves_takes_the_password_along,
    boards_have_the_first_ten_ties_and_ones_own_place,
    a_town_and_a_team_see_themselves_alone,
    who_shows_nothing_sees_nothing_and_who_leaves_is_gone_at_once,
    what_is_no_nickname_and_no_value_of_now_is_refused,
    news_carry_what_is_short_to_devices_of_owners_alone,
);
