//! A consent that ends at once: with the keys of one stream, or with none, nothing is handed out or taken from then on.

use std::sync::Arc;

use henro_server_store::*;
use henro_sync::{Act, EpochStep, Error as Broken, GrantId, NewGrant, Role, Signer, StreamId, Tier, Wrap};

use super::world::*;
use super::{Here, T0, rule};

fn wrap(to: &Person, tier: Tier) -> Wrap {
    Wrap { to: to.id, tier, text: vec![1] }
}

fn to_both(book: &Book, to: &Person) -> Act {
    let streams = vec![(book.daily, 0), (book.clinical, 0)];
    let grant =
        NewGrant { id: GrantId([1; 16]), to: to.id, role: Role::Append, streams, until: None, note: vec![] };
    Act::Grant { grant, steps: vec![], wraps: vec![wrap(to, Tier::Daily), wrap(to, Tier::Clinical)] }
}

pub async fn a_consent_that_ends_at_once_opens_nothing_before_there_are_new_keys(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, nurse) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, hers) = (here.enter(&me).await, here.enter(&nurse).await);
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let grant = to_both(&book, &nurse);
    here.act(&mut book, &me, &mine, grant).await;
    let number = Act::Device { number: 2, identity: nurse.id, key: nurse.device.public() };
    here.act(&mut book, &nurse, &hers, number).await;
    let (mut day, mut ward) = (Hand::new(book.daily, 1), Hand::new(book.clinical, 1));
    let mut guest = Hand::new(book.clinical, 2);
    for hand in [&mut day, &mut ward] {
        let frame = hand.write(&me.device, T0, b"before");
        here.ledger.push(&mine, &hand.stream, frame.into()).await.unwrap();
    }
    let frame = guest.write(&nurse.device, T0, b"hers");
    here.ledger.push(&hers, &book.clinical, frame.into()).await.unwrap();
    let look = async |who: &Person, session: &Session, book: &Book, nonce, stream: StreamId| {
        let look = who.look(book.record, here.now(), nonce, &[(stream, 0)]);
        here.ledger.pull(session, &book.record, look.into()).await
    };
    for (nonce, stream) in [(1, book.daily), (2, book.clinical)] {
        assert!(look(&nurse, &hers, &book, nonce, stream).await.is_ok());
    }

    // Who writes ends nothing, and keys for who leaves are refused; so is an epoch that begins before its author had read.
    let end = |book: &Book, wraps, seen| {
        let epoch = book.control.streams[&book.daily].epoch + 1;
        let steps = vec![EpochStep { stream: book.daily, epoch, back: vec![], seen }];
        Act::End { grant: GrantId([1; 16]), steps, wraps }
    };
    let refused = async |by: &Person, session: &Session, book: &Book, act| {
        let entry = book.entry(by, here.now(), act);
        here.ledger.control_append(session, &book.record, entry.into()).await.unwrap_err()
    };
    let own = vec![wrap(&me, Tier::Daily)];
    assert_eq!(rule(refused(&nurse, &hers, &book, end(&book, own.clone(), 1)).await), Broken::NotAllowed);
    let keeping = [own.clone(), vec![wrap(&nurse, Tier::Daily)]].concat();
    assert_eq!(rule(refused(&me, &mine, &book, end(&book, keeping, 1)).await), Broken::WrongRecipients);
    assert!(matches!(refused(&me, &mine, &book, end(&book, own.clone(), 0)).await, Refused::Behind(_)));
    let act = end(&book, own, 1);
    here.act(&mut book, &me, &mine, act).await;

    // Of neither stream anything is handed out, nor taken, though the one has its old key still.
    assert_eq!(book.control.streams[&book.clinical].epoch, 1);
    let frame = ward.write(&me.device, T0, b"after");
    here.ledger.push(&mine, &book.clinical, frame.into()).await.unwrap();
    for (nonce, stream) in [(3, book.daily), (4, book.clinical)] {
        let refused = look(&nurse, &hers, &book, nonce, stream).await.unwrap_err();
        assert_eq!(rule(refused), Broken::NotAllowed);
    }
    let frame = guest.write(&nurse.device, T0, b"more");
    let taken = here.ledger.push(&hers, &book.clinical, frame.into()).await;
    assert_eq!(rule(taken.unwrap_err()), Broken::NotAllowed);
    assert!(here.ledger.records(&hers).await.unwrap().is_empty());
    // The chain as far as the entry that says so.
    let chain = here.ledger.control_entries(&hers, &book.record, 0).await.unwrap();
    assert_eq!(chain.len() as u64, book.control.len);
    let (steps, wraps) = (
        vec![EpochStep { stream: book.clinical, epoch: 2, back: vec![], seen: 3 }],
        vec![wrap(&me, Tier::Clinical)],
    );
    here.act(&mut book, &me, &mine, Act::Rotate { steps, wraps }).await;
    assert!(!book.control.owes_key(&book.clinical));
    let chain = here.ledger.control_entries(&hers, &book.record, 0).await.unwrap();
    assert_eq!(chain.len() as u64, book.control.len - 1, "nothing of what comes later");
}
