//! Sealed blobs: what is known of them, who may put, get and clear them.

use std::sync::Arc;

use henro_server_store::*;
use henro_sync::{BlobHash, BlobId, Error as Broken, LiveBlobs, RecordId, Role, Signer, StreamId, Tier};

use super::world::*;
use super::{Here, T0, rule};

const DAY: u64 = 86_400_000;
/// The record of every book here.
const RECORD: RecordId = RecordId([1; 16]);

fn named(bytes: &[u8]) -> BlobId {
    let mut hash = BlobHash::new(&RECORD);
    hash.update(bytes);
    hash.finish()
}

fn piece(first: u64, length: u64, name: u8) -> BlobPiece {
    BlobPiece { first, length, name: [name; 16] }
}

fn live(who: &Person, book: &Book, at: u64, blobs: Vec<BlobId>) -> LiveBlobs {
    let device = who.device.public();
    LiveBlobs { record: book.record, stream: book.daily, identity: who.id, device, at, blobs }
}

async fn used(store: &Arc<dyn Store>, book: &Book) -> u64 {
    store.record_heads(book.record).await.unwrap().unwrap().used
}

pub async fn a_blob_grows_piece_by_piece_and_is_whole_with_its_own_hash_only(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits { record_bytes: 10_000, ..Limits::default() }).await;
    let me = Person::new(1, T0);
    let mine = here.enter(&me).await;
    let book = Book::new(1, &me, here.now());
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let (stream, id) = (&book.daily, named(&[7; 900]));
    let ledger = &here.ledger;
    let before = used(&store, &book).await;
    let fresh = BlobStand { size: 900, have: 0, whole: false };
    assert_eq!(ledger.blob_begin(&mine, stream, id, 900).await.unwrap(), fresh);
    assert_eq!(ledger.blob_begin(&mine, stream, id, 900).await.unwrap(), fresh, "said twice");
    assert!(matches!(ledger.blob_begin(&mine, stream, id, 901).await, Err(Refused::Taken)));
    assert_eq!(used(&store, &book).await, before + 900, "all of it counts from the beginning");
    let large = named(b"large");
    assert!(matches!(ledger.blob_begin(&mine, stream, large, 9_500).await, Err(Refused::Quota(10_000))));
    assert!(matches!(ledger.blob_begin(&mine, stream, large, 1 << 40).await, Err(Refused::TooMany(_))));

    // Pieces follow each other; nothing goes over the end.
    ledger.blob_add(&mine, stream, id, piece(0, 300, 1)).await.unwrap();
    assert!(matches!(ledger.blob_add(&mine, stream, id, piece(0, 300, 2)).await, Err(Refused::Gap(300))));
    assert!(matches!(ledger.blob_add(&mine, stream, id, piece(400, 9, 2)).await, Err(Refused::Gap(300))));
    assert!(matches!(ledger.blob_add(&mine, stream, id, piece(300, 601, 2)).await, Err(Refused::Gap(300))));
    assert!(matches!(ledger.blob_read(&mine, stream, id).await, Err(Refused::Unknown)), "not whole");
    ledger.blob_add(&mine, stream, id, piece(300, 600, 3)).await.unwrap();
    assert!(store.check().await.unwrap().is_empty());

    // Bytes that hash to something else are forgotten, and the upload begins anew.
    let wrong = ledger.blob_settle(&mine, stream, id, named(b"other")).await.unwrap_err();
    assert_eq!(rule(wrong), Broken::Forged);
    assert_eq!(ledger.blob_stand(&mine, stream, id).await.unwrap(), fresh);
    assert!(ledger.blob_pieces(&mine, stream, id).await.unwrap().1.is_empty());
    ledger.blob_add(&mine, stream, id, piece(0, 900, 4)).await.unwrap();
    ledger.blob_settle(&mine, stream, id, id).await.unwrap();
    assert_eq!(ledger.blob_read(&mine, stream, id).await.unwrap(), (900, vec![piece(0, 900, 4)]));
    assert!(matches!(ledger.blob_add(&mine, stream, id, piece(900, 1, 5)).await, Err(Refused::Gap(900))));
    let names = vec![[1; 16], [4; 16], [9; 16]];
    assert_eq!(store.blob_names_unknown(names).await.unwrap(), [[1; 16], [9; 16]]);
    assert_eq!(store.blob_names(None, 5).await.unwrap(), [([4; 16], 900)]);
    assert!(store.blob_names(Some([4; 16]), 5).await.unwrap().is_empty());

    // What was begun and never ended goes after a week, and its room comes back; what is whole stays.
    let (left, full) = (named(b"left"), used(&store, &book).await);
    ledger.blob_begin(&mine, stream, left, 500).await.unwrap();
    ledger.blob_add(&mine, stream, left, piece(0, 100, 6)).await.unwrap();
    here.pass(6 * DAY);
    ledger.blobs_tidy().await.unwrap();
    let mine = here.login(&me, &me.device).await.unwrap();
    assert_eq!(ledger.blob_stand(&mine, stream, left).await.unwrap().have, 100);
    here.pass(2 * DAY);
    ledger.blobs_tidy().await.unwrap();
    let mine = here.login(&me, &me.device).await.unwrap();
    assert!(matches!(ledger.blob_stand(&mine, stream, left).await, Err(Refused::Unknown)));
    assert_eq!(used(&store, &book).await, full);
    assert!(ledger.blob_read(&mine, stream, id).await.is_ok());
}

pub async fn a_blob_is_for_those_its_stream_is_for_and_closed_with_it(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let (me, nurse, other) = (Person::new(1, T0), Person::new(2, T0), Person::new(3, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&nurse).await);
    let strange = here.enter(&other).await;
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let put = async |stream: StreamId, name: u8| {
        let id = named(&[name; 200]);
        here.ledger.blob_begin(&mine, &stream, id, 200).await.unwrap();
        here.ledger.blob_add(&mine, &stream, id, piece(0, 200, name)).await.unwrap();
        here.ledger.blob_settle(&mine, &stream, id, id).await.unwrap();
        id
    };
    let (shown, hidden) = (put(book.daily, 1).await, put(book.clinical, 2).await);
    let grant = book.grant(1, &nurse, Role::Read, 0, None);
    here.act(&mut book, &me, &mine, grant).await;
    let get = async |session: &Session, stream: StreamId, id: BlobId| {
        here.ledger.blob_read(session, &stream, id).await.map(drop)
    };
    get(&theirs, book.daily, shown).await.unwrap();
    assert_eq!(rule(get(&theirs, book.clinical, hidden).await.unwrap_err()), Broken::NotAllowed);
    assert!(matches!(get(&theirs, book.daily, hidden).await, Err(Refused::Unknown)), "of another stream");
    assert!(matches!(get(&strange, book.daily, shown).await, Err(Refused::Unknown)));
    let begin = here.ledger.blob_begin(&theirs, &book.daily, named(b"x"), 200).await;
    assert_eq!(rule(begin.unwrap_err()), Broken::NotAllowed, "a reader puts nothing");
    let begin = here.ledger.blob_begin(&strange, &book.daily, named(b"x"), 200).await;
    assert!(matches!(begin, Err(Refused::Unknown)));
    // A device of the daily half gets nothing of the clinical one.
    let mut me = me;
    here.pass(1_000);
    let tablet = Pen::new(77);
    let added = me.add_device(here.now(), &tablet, Tier::Daily);
    here.ledger.identity_append(&me.id, &added.into(), None).await.unwrap();
    let daily = here.login(&me, &tablet).await.unwrap();
    get(&daily, book.daily, shown).await.unwrap();
    assert_eq!(rule(get(&daily, book.clinical, hidden).await.unwrap_err()), Broken::NotAllowed);

    let revoke = book.revoke(1, here.now(), 0);
    here.act(&mut book, &me, &mine, revoke).await;
    assert!(get(&theirs, book.daily, shown).await.is_err(), "taken back at once");
    get(&mine, book.daily, shown).await.unwrap();
}

pub async fn an_owner_says_which_blobs_are_named_and_young_ones_stay(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let (me, nurse) = (Person::new(1, T0), Person::new(2, T0));
    let mine = here.enter(&me).await;
    here.enter(&nurse).await;
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let grant = book.grant(1, &nurse, Role::Append, 0, None);
    here.act(&mut book, &me, &mine, grant).await;
    let stream = book.daily;
    let put = async |session: &Session, name: u8| {
        let id = named(&[name; 200]);
        here.ledger.blob_begin(session, &stream, id, 200).await.unwrap();
        here.ledger.blob_add(session, &stream, id, piece(0, 200, name)).await.unwrap();
        here.ledger.blob_settle(session, &stream, id, id).await.unwrap();
        id
    };
    let (kept, gone) = (put(&mine, 1).await, put(&mine, 2).await);
    let before = used(&store, &book).await;
    here.pass(31 * DAY);
    let mine = here.login(&me, &me.device).await.unwrap();
    let theirs = here.login(&nurse, &nurse.device).await.unwrap();
    let young = put(&theirs, 3).await;
    let said = live(&me, &book, here.now(), vec![kept]).sign(&me.device);
    // Not by who does not own the record, not in the name of another, not of another moment.
    let hers = live(&nurse, &book, here.now(), vec![]).sign(&nurse.device);
    let keep = async |session: &Session, bytes: &[u8]| {
        here.ledger.blobs_keep(session, &stream, bytes.to_vec().into()).await
    };
    assert_eq!(rule(keep(&theirs, &hers).await.unwrap_err()), Broken::NotAllowed);
    assert_eq!(rule(keep(&theirs, &said).await.unwrap_err()), Broken::NotAllowed);
    let forged = live(&me, &book, here.now(), vec![]).sign(&nurse.device);
    assert_eq!(rule(keep(&mine, &forged).await.unwrap_err()), Broken::Forged);
    let old = live(&me, &book, here.now() - DAY, vec![]).sign(&me.device);
    assert!(matches!(keep(&mine, &old).await, Err(Refused::Clock(_))));
    assert_eq!(keep(&mine, &said).await.unwrap(), 1);
    assert_eq!(keep(&mine, &said).await.unwrap(), 0, "said twice");
    for (id, there) in [(kept, true), (gone, false), (young, true)] {
        assert_eq!(here.ledger.blob_read(&mine, &stream, id).await.is_ok(), there);
    }
    assert_eq!(used(&store, &book).await, before, "200 went, 200 came");
    assert!(store.check().await.unwrap().is_empty());
}
