//! A server that lost everything, filled again.

use std::sync::Arc;

use bytes::Bytes;
use henro_server_store::*;
use henro_sync::{Act, EpochStep, Error as Broken, Role, SignedHead, Tier};

use super::world::*;
use super::{Here, T0, rule};

/// What happened a day before this server knew anybody: a consent, frames of two devices, the consent taken back, a frame of the
/// next epoch.
struct Past {
    me: Person,
    nurse: Person,
    chain: Vec<Vec<u8>>,
    book: Book,
    entries: Vec<Vec<u8>>,
    frames: Vec<Vec<u8>>,
    /// One more of the nurse, who may not write any more.
    late: Vec<u8>,
}

impl Past {
    fn new() -> Self {
        let old = T0 - 86_400_000;
        let (mut me, nurse) = (Person::new(1, old), Person::new(2, old));
        let added = me.add_device(old + 1, &Pen::new(77), Tier::Daily);
        let mut book = Book::new(1, &me, old + 2);
        book.knows(&nurse);
        let mut entries = vec![book.genesis.clone()];
        let mut act = |book: &mut Book, by: &Person, at: u64, act: Act| {
            let entry = book.entry(by, at, act);
            book.follow(&entry);
            entries.push(entry);
        };
        let grant = book.grant(1, &nurse, Role::Append, 0, None);
        act(&mut book, &me, old + 3, grant);
        let device =
            Act::Device { number: 2, identity: nurse.id, key: henro_sync::Signer::public(&nurse.device) };
        act(&mut book, &nurse, old + 4, device);
        let (mut mine, mut hers) = (Hand::new(book.daily, 1), Hand::new(book.daily, 2));
        let mut frames = vec![
            mine.write(&me.device, old + 5, b"one"),
            hers.write(&nurse.device, old + 5, b"hers"),
            mine.write(&me.device, old + 5, b"two"),
        ];
        let revoke = book.revoke(1, old + 6, 3);
        act(&mut book, &me, old + 6, revoke);
        mine.epoch = 2;
        frames.push(mine.write(&me.device, old + 7, b"three"));
        let late = hers.write(&nurse.device, old + 8, b"late");
        let chain = vec![me.genesis.clone(), added];
        Self { me, nurse, chain, book, entries, frames, late }
    }
}

fn bytes(list: &[Vec<u8>]) -> Vec<Bytes> {
    list.iter().cloned().map(Into::into).collect()
}

pub async fn what_was_lost_is_laid_in_by_those_who_kept_it(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let mut past = Past::new();
    let owner = chains(&here, &past).await;
    frames(&here, &past, owner).await;
    // And from here on as ever: an entry of an hour ago is too old.
    let rotate = Act::Rotate {
        steps: vec![EpochStep { stream: past.book.daily, epoch: 3, back: vec![], seen: 4 }],
        wraps: vec![wrap(past.me.id, Tier::Daily)],
    };
    here.pass(3_600_000);
    let entry = past.book.entry(&past.me, T0 + 700_000, rotate.clone());
    let refused = here.ledger.control_append(&owner, &past.book.record, entry.clone().into()).await;
    assert!(matches!(refused, Err(Refused::Clock(_))), "{refused:?}");
    past.entries.push(entry);
    let refused = here.ledger.record_lay(&owner, 0, &bytes(&past.entries)).await;
    assert!(matches!(refused, Err(Refused::Clock(_))), "{refused:?}");
    here.act(&mut past.book, &past.me, &owner, rotate).await;
}

/// In parts and twice: said twice is said once.
async fn chains(here: &Here, past: &Past) -> Session {
    let Past { me, nurse, chain, entries, .. } = past;
    assert_eq!(here.ledger.identity_lay(&bytes(&chain[..1])).await.unwrap(), 1);
    for _ in 0..2 {
        assert_eq!(here.ledger.identity_lay(&bytes(chain)).await.unwrap(), 2);
    }
    here.ledger.identity_lay(&bytes(std::slice::from_ref(&nurse.genesis))).await.unwrap();
    let owner = here.login(me, &me.device).await.unwrap();
    let other = here.login(nurse, &nurse.device).await.unwrap();
    let refused = here.ledger.record_lay(&other, 0, &bytes(entries)).await.unwrap_err();
    assert_eq!(rule(refused), Broken::NotAllowed, "not hers");
    let mut forged = entries.clone();
    *forged[2].last_mut().unwrap() ^= 1;
    assert!(here.ledger.record_lay(&owner, 0, &bytes(&forged)).await.is_err());
    assert!(here.ledger.records(&owner).await.unwrap().is_empty(), "nothing of it was written");
    assert_eq!(here.ledger.record_lay(&owner, 0, &bytes(&entries[..2])).await.unwrap(), 2);
    for _ in 0..2 {
        assert_eq!(here.ledger.record_lay(&owner, 0, &bytes(entries)).await.unwrap(), 4);
    }
    assert_eq!(here.ledger.records(&owner).await.unwrap(), [(past.book.record, 4)]);
    let shorter = here.ledger.record_lay(&owner, 0, &bytes(&entries[..2])).await;
    assert!(matches!(shorter, Err(Refused::Behind(4))), "{shorter:?}");
    assert!(here.ledger.records(&other).await.unwrap().is_empty(), "what was taken back stays so");
    let refused = here.ledger.frames_lay(&other, &past.book.daily, past.frames.concat().into()).await;
    assert!(matches!(refused, Err(Refused::Unknown)));
    owner
}

/// Frames of both, in the order they had and in no other.
async fn frames(here: &Here, past: &Past, owner: Session) {
    let frames = &past.frames;
    let lay = |list: &[Vec<u8>]| {
        let (ledger, daily, body) = (&here.ledger, past.book.daily, list.concat().into());
        async move { ledger.frames_lay(&owner, &daily, body).await }
    };
    assert!(matches!(lay(&frames[2..]).await, Err(Refused::Gap(0))));
    // Until the frames of ended epochs are there, nobody is told to seal anew what others have.
    let early = here.ledger.push(&owner, &past.book.daily, frames[0].clone().into()).await;
    assert!(matches!(early, Err(Refused::Store(Error::Busy))), "{early:?}");
    let early = [frames[0].clone(), frames[2].clone(), frames[3].clone()];
    assert_eq!(rule(lay(&early).await.unwrap_err()), Broken::WrongEpoch);
    let place = |head: Vec<u8>| SignedHead::read(&head, &here.ledger.key()).unwrap().place;
    assert_eq!(place(lay(&frames[..2]).await.unwrap()), 2);
    assert_eq!(place(lay(&[]).await.unwrap()), 2);
    assert_eq!(place(lay(&frames[2..]).await.unwrap()), 4);
    assert_eq!(rule(lay(std::slice::from_ref(&past.late)).await.unwrap_err()), Broken::WrongEpoch);
    let pull = here.read(&owner, &past.me, &past.book, 1).await.unwrap();
    assert_eq!(pull.parts[0].frames, frames.concat());
}

pub async fn a_long_control_chain_is_laid_in_parts(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let past = Past::new();
    for chain in [&past.chain[..], std::slice::from_ref(&past.nurse.genesis)] {
        here.ledger.identity_lay(&bytes(chain)).await.unwrap();
    }
    let owner = here.login(&past.me, &past.me.device).await.unwrap();
    let other = here.login(&past.nurse, &past.nurse.device).await.unwrap();
    let tablet = here.login(&past.me, &Pen::new(77)).await.unwrap();
    let lay = async |session: &Session, from: usize, to: usize| {
        here.ledger.record_lay(session, from as u64, &bytes(&past.entries[from..to])).await
    };
    assert!(matches!(lay(&owner, 1, 4).await, Err(Refused::Unknown)), "nothing is begun in the middle");
    assert_eq!(rule(lay(&tablet, 0, 1).await.unwrap_err()), Broken::NotAllowed, "begun by whole devices");
    assert_eq!(lay(&owner, 0, 1).await.unwrap(), 1);
    assert!(matches!(lay(&owner, 2, 4).await, Err(Refused::Behind(1))), "what lies between is missing");
    assert!(
        matches!(lay(&other, 1, 2).await, Err(Refused::Unknown)),
        "who is not known there learns nothing"
    );
    assert_eq!(lay(&tablet, 1, 2).await.unwrap(), 2, "and gone on with by any of the owner's");
    assert_eq!(rule(lay(&other, 2, 3).await.unwrap_err()), Broken::NotAllowed, "known by now, and not hers");
    // Another row of the same length than what is held.
    let twisted = [past.entries[0].clone(), past.entries[0].clone(), past.entries[2].clone()];
    let refused = here.ledger.record_lay(&owner, 0, &bytes(&twisted)).await;
    assert!(matches!(refused, Err(Refused::Behind(2))), "{refused:?}");
    let mut forged = past.entries[2].clone();
    *forged.last_mut().unwrap() ^= 1;
    let refused = here.ledger.record_lay(&owner, 2, &bytes(&[forged, past.entries[3].clone()])).await;
    assert!(refused.is_err());
    let swapped = here.ledger.record_lay(&owner, 2, &bytes(&past.entries[3..])).await;
    assert_eq!(rule(swapped.unwrap_err()), Broken::Unchained, "a row has no gap");
    assert_eq!(
        here.ledger.records(&owner).await.unwrap(),
        [(past.book.record, 2)],
        "nothing of it was written"
    );
    // Said again, with some of what is held; and nothing new.
    assert_eq!(lay(&owner, 1, 4).await.unwrap(), 4);
    assert_eq!(lay(&owner, 3, 4).await.unwrap(), 4);
    assert_eq!(here.ledger.control_entries(&owner, &past.book.record, 0).await.unwrap(), past.entries);
    let head = here.ledger.frames_lay(&owner, &past.book.daily, past.frames.concat().into()).await.unwrap();
    assert_eq!(SignedHead::read(&head, &here.ledger.key()).unwrap().place, 4);
}

pub async fn a_long_identity_chain_is_laid_in_parts(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let old = T0 - 86_400_000;
    let mut me = Person::new(1, old);
    let mut chain = vec![me.genesis.clone()];
    chain.extend((1..=5).map(|n| me.add_device(old + n, &Pen::new(70 + n as u32), Tier::Daily)));
    let lay = async |places: &[usize]| {
        let part: Vec<Bytes> = places.iter().map(|place| chain[*place].clone().into()).collect();
        here.ledger.identity_lay(&part).await
    };
    assert!(matches!(lay(&[0, 3, 4]).await, Err(Refused::Behind(1))), "what lies between is missing");
    assert_eq!(lay(&[0, 1, 2]).await.unwrap(), 3);
    assert!(matches!(lay(&[0, 4, 5]).await, Err(Refused::Behind(3))));
    assert!(matches!(lay(&[0, 3, 5]).await, Err(Refused::Behind(4))), "a row has no gap");
    // Said again, with some of what is held.
    assert_eq!(lay(&[0, 2, 3, 4, 5]).await.unwrap(), 6);
    assert_eq!(lay(&[0, 4, 5]).await.unwrap(), 6);
    assert_eq!(here.ledger.identity_entries(&me.id, 0).await.unwrap(), chain);
}
