//! Appends that come at once are stored together and decided each by itself.

use std::sync::Arc;

use futures_util::future::join_all;
use henro_server_store::*;
use henro_sync::{Frame, Hash, SignedHead, Signer, running_head};

use super::world::*;
use super::{Here, T0};

/// Somebody with a record, on a server that has both.
struct Writer {
    person: Person,
    session: Session,
    book: Book,
    hand: Hand,
}

impl Writer {
    async fn on(here: &Here, seed: u8) -> Self {
        let person = Person::new(u32::from(seed), T0);
        let session = here.enter(&person).await;
        let book = Book::new(seed, &person, T0);
        here.ledger.record_begin(&session, book.genesis.clone().into()).await.unwrap();
        let hand = Hand::new(book.daily, 1);
        Self { person, session, book, hand }
    }

    /// The next frame as the store takes it, decided on the chains as they stand.
    fn append(&mut self, limit: u64) -> FrameAppend {
        let after = (self.hand.seq, self.hand.prev);
        let bytes = self.hand.write(&self.person.device, T0, &[7; 100]);
        FrameAppend {
            guard: Guard {
                identities: vec![(self.session.identity, 1)],
                record: Some((self.book.record, 1)),
            },
            record: self.book.record,
            stream: self.book.daily,
            device: 1,
            after,
            place: None,
            frames: vec![NewFrame { seq: self.hand.seq, hash: self.hand.prev, bytes: bytes.into() }],
            limit,
        }
    }
}

const ROOM: u64 = 1 << 30;

pub async fn appends_at_once_are_each_decided_by_itself(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let mut writers = Vec::new();
    for seed in 1..=40 {
        writers.push(Writer::on(&here, seed).await);
    }
    for turn in 1..=5u64 {
        let mut appends = Vec::new();
        for (n, writer) in writers.iter_mut().enumerate() {
            let good = writer.append(ROOM);
            match n % 4 {
                // The same again: the second finds that the chain went on.
                1 => appends.push(good.clone()),
                2 => appends.push(FrameAppend { limit: 10, ..good.clone() }),
                3 => {
                    let identities = vec![(writer.session.identity, 2)];
                    let guard = Guard { identities, record: good.guard.record };
                    appends.push(FrameAppend { guard, ..good.clone() });
                }
                _ => {}
            }
            appends.push(good);
        }
        let went = join_all(appends.iter().map(|append| store.frames_append(append.clone()))).await;
        let mut told = [0; 3];
        for (append, went) in appends.iter().zip(went) {
            let wrong = append.guard.identities[0].1 == 2;
            let which = match went.unwrap() {
                Appended::Done(heads) => {
                    assert!(!wrong && append.limit == ROOM);
                    assert_eq!(heads.place, turn);
                    0
                }
                Appended::Stale => 1,
                Appended::Full => 2,
            };
            told[which] += 1;
            assert!(which != 2 || append.limit == 10);
        }
        // A frame over the limit is stale where its twin with room came first.
        assert_eq!((told[0], told[1] + told[2]), (40, 30));
    }
    for writer in &writers {
        let pull = here.read(&writer.session, &writer.person, &writer.book, 1).await.unwrap();
        let (mut rest, mut prev, mut head, mut count) =
            (&pull.parts[0].frames[..], Hash::ZERO, Hash::ZERO, 0);
        while !rest.is_empty() {
            prev = Frame::take(&mut rest).unwrap().verify(&writer.person.device.public(), &prev).unwrap();
            head = running_head(&head, &prev);
            count += 1;
        }
        let signed = SignedHead::read(&pull.parts[0].head, &here.ledger.key()).unwrap();
        assert_eq!((count, signed.place, signed.head), (5, 5, head));
        let heads = store.record_heads(writer.book.record).await.unwrap().unwrap();
        let frames = pull.parts[0].frames.len() as u64;
        assert_eq!(heads.used, writer.book.genesis.len() as u64 + frames, "bytes are counted once");
    }
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_somebody_holds_keeps_nobody_else_waiting() {
    let url = super::cluster::database().await;
    let store: Arc<dyn Store> = Arc::new(Postgres::open(&url).await.unwrap());
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let (mut held, mut other) = (Writer::on(&here, 1).await, Writer::on(&here, 2).await);
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("BEGIN").await.unwrap();
    let hold = "SELECT 1 FROM record WHERE id = $1 FOR UPDATE";
    client.query_one(hold, &[&&held.book.record.0[..]]).await.unwrap();
    let waiting = held.append(ROOM);
    let waits = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.frames_append(waiting).await }
    });
    for _ in 0..5 {
        let went = store.frames_append(other.append(ROOM)).await.unwrap();
        assert!(matches!(went, Appended::Done(_)), "{went:?}");
    }
    assert!(!waits.is_finished(), "its row is held");
    client.batch_execute("COMMIT").await.unwrap();
    let went = waits.await.unwrap().unwrap();
    assert!(matches!(went, Appended::Done(heads) if heads.place == 1), "{went:?}");
}
