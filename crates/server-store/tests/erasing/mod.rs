//! What a deep revocation leaves: nothing under older epochs, signed, and in the file of SQLite no byte of it.

use std::sync::Arc;

use henro_server_store::*;
use henro_sync::{Act, Erased, Error as Broken, Frame, FrameHead, Left, Role, SignedHead, Signer};

use super::packing::{Author, shape};
use super::world::*;
use super::{Here, T0, rule};

/// The same as taking a consent back, with everything older to be sealed anew.
fn deep(act: Act) -> Act {
    match act {
        Act::Revoke { grant, steps, wraps } => Act::RevokeDeep { grant, steps, wraps },
        other => other,
    }
}

async fn asked(here: &Here, session: &Session, book: &Book, epoch: u32) -> Result<Erased, Refused> {
    let bytes = here.ledger.erased(session, &book.daily, epoch).await?;
    Ok(Erased::read(&bytes, &here.ledger.key()).unwrap())
}

pub async fn what_is_sealed_anew_is_gone_and_the_server_signs_that(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let (me, nurse, friend) = (Person::new(1, T0), Person::new(2, T0), Person::new(3, T0));
    let (mine, hers) = (here.enter(&me).await, here.enter(&nurse).await);
    let his = here.enter(&friend).await;
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    book.knows(&friend);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    for (n, to, role) in [(1, &nurse, Role::Append), (2, &friend, Role::Read)] {
        let grant = book.grant(n, to, role, 0, None);
        here.act(&mut book, &me, &mine, grant).await;
    }
    let number = Act::Device { number: 2, identity: nurse.id, key: nurse.device.public() };
    here.act(&mut book, &nurse, &hers, number).await;
    let (mut author, mut other) = (Author::new(&book, 1), Author::new(&book, 2));
    for (session, rows) in [
        (&mine, author.write(&me.device, 6)),
        (&hers, other.write(&nurse.device, 2)),
        (&mine, author.write(&me.device, 2)),
    ] {
        here.ledger.push(session, &book.daily, rows.into()).await.unwrap();
    }
    let segment = |span, epoch| author.segment(&me.device, span, |head| head.frame.epoch = epoch);
    let pack = async |segment: Vec<u8>| here.ledger.pack(&mine, &book.daily, segment.into()).await;
    pack(segment((1, 4), 1)).await.unwrap();
    for epoch in [0, 1, 2] {
        let refused = asked(&here, &mine, &book, epoch).await;
        assert!(matches!(refused, Err(Refused::Epoch(0))), "nobody asked for it to be sealed anew");
    }

    // The nurse goes, and all is to be sealed anew. Not by her, and not as long as somebody is let read a part only.
    let act = deep(book.revoke(1, here.now(), 10));
    let entry = book.entry(&nurse, here.now(), act.clone());
    assert!(here.ledger.control_append(&hers, &book.record, entry.into()).await.is_err());
    here.act(&mut book, &me, &mine, act).await;
    let told = asked(&here, &his, &book, 2).await.unwrap();
    let left = |device, first, last, pieces| Left { device, first, last, pieces };
    assert_eq!(told.left, [left(1, 4, 10, 5), left(2, 7, 8, 2)]);
    assert_eq!((told.epoch, told.place, told.at), (2, 10, here.now()));
    assert!(matches!(asked(&here, &mine, &book, 1).await, Err(Refused::Epoch(2))));
    assert!(
        matches!(asked(&here, &hers, &book, 2).await, Err(Refused::Unknown)),
        "she may not read any more"
    );

    // Under the older epoch nothing is taken any more, not even in the place of what is there.
    let pack = async |segment: Vec<u8>| here.ledger.pack(&mine, &book.daily, segment.into()).await;
    assert!(matches!(pack(segment((5, 8), 1)).await, Err(Refused::Epoch(2))));
    assert!(matches!(pack(segment((1, 4), 1)).await, Err(Refused::Epoch(2))));
    for _ in 0..2 {
        pack(segment((1, 4), 2)).await.unwrap();
    }
    assert_eq!(asked(&here, &mine, &book, 2).await.unwrap().left, [left(1, 5, 10, 4), left(2, 7, 8, 2)]);
    let head = pack(segment((1, 8), 2)).await.unwrap();
    let told = asked(&here, &mine, &book, 2).await.unwrap();
    assert_eq!(told.left, [left(2, 7, 8, 2)], "what she wrote only she could seal");
    let head = SignedHead::read(&head, &here.ledger.key()).unwrap();
    assert_eq!((told.place, told.head), (head.place, head.head), "places and heads stay");
    let stolen = other.segment(&me.device, (1, 2), |head| (head.by, head.frame.epoch) = (1, 2));
    assert_eq!(rule(pack(stolen).await.unwrap_err()), Broken::NotAllowed);
    let pull = here.read(&his, &friend, &book, 1).await.unwrap();
    assert_eq!(shape(&pull.parts[0].frames), "......ff.S");
    assert!(store.check().await.unwrap().is_empty());
}

/// Bytes that look like sealed ones; the same for the same numbers.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let byte = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..length).map(byte).collect()
}

/// How many of these byte strings stand somewhere in a file.
fn found(file: &std::path::Path, finders: &[Vec<u8>]) -> usize {
    let bytes = std::fs::read(file).unwrap_or_default();
    let starts: std::collections::HashSet<&[u8]> = bytes.windows(24).collect();
    finders.iter().filter(|finder| starts.contains(&finder[..])).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_byte_of_what_was_sealed_anew_stays_in_the_files_of_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    let log = folder.path().join("server.db-wal");
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&path).unwrap());
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let (me, nurse) = (Person::new(1, T0), Person::new(2, T0));
    let mine = here.enter(&me).await;
    here.enter(&nurse).await;
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let grant = book.grant(1, &nurse, Role::Read, 0, None);
    here.act(&mut book, &me, &mine, grant).await;
    // Frames of all sizes, many of them longer than a page, pushed in many steps, so that pages are split and joined.
    let mut author = Author::new(&book, 1);
    let mut finders = Vec::new();
    for push in 0..60u64 {
        let mut row = Vec::new();
        for n in 0..8 {
            let seed = push * 8 + n + 1;
            let text = noise(seed, 40 + (seed as usize * 97) % 6000);
            row.extend(author.write_text(&me.device, &text));
            // From the beginning and from the end of it: a long one lies in several pages.
            finders.push(text[..24].to_vec());
            finders.push(text[text.len() - 24..].to_vec());
        }
        here.ledger.push(&mine, &book.daily, row.into()).await.unwrap();
    }
    store.wipe().await.unwrap();
    assert_eq!(found(&path, &finders), finders.len(), "they are there, and can be found");
    let act = deep(book.revoke(1, here.now(), 480));
    here.act(&mut book, &me, &mine, act).await;
    for first in (1..=480).step_by(16) {
        let text = noise(1_000_000 + first, 9_000);
        let segment = author.segment_text(&me.device, (first, first + 15), &text, |head| {
            head.frame = FrameHead { epoch: 2, ..head.frame };
        });
        here.ledger.pack(&mine, &book.daily, segment.into()).await.unwrap();
    }
    let told = asked(&here, &mine, &book, 2).await.unwrap();
    assert!(told.left.is_empty());
    assert_eq!((found(&path, &finders), found(&log, &finders)), (0, 0), "neither in the file nor in its log");
    assert!(Frame::read(&author.frames[0]).is_ok());
}
