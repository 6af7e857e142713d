//! What an entry of a chain is held to: the place its author had read to, and the time.

use std::sync::Arc;

use henro_server_store::*;
use henro_sync::Tier;

use super::world::*;
use super::{Here, T0};

pub async fn new_epochs_begin_where_their_author_had_read_to(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, nurse) = (Person::new(1, T0), Person::new(2, T0));
    let mine = here.enter(&me).await;
    here.enter(&nurse).await;
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let grant = book.grant(1, &nurse, henro_sync::Role::Read, 0, None);
    here.act(&mut book, &me, &mine, grant).await;
    let mut hand = Hand::new(book.daily, 1);
    let frames = [hand.write(&me.device, T0, b"one"), hand.write(&me.device, T0, b"two")];
    here.ledger.push(&mine, &book.daily, frames.concat().into()).await.unwrap();
    // With less read a frame would stand in no epoch; with more, one of the next would.
    for seen in [0, 1, 3, u64::MAX] {
        let entry = book.entry(&me, here.now(), book.revoke(1, here.now(), seen));
        let refused = here.ledger.control_append(&mine, &book.record, entry.into()).await;
        assert!(matches!(refused, Err(Refused::Behind(2))), "{seen} read: {refused:?}");
    }
    let entry = book.entry(&me, here.now(), book.revoke(1, here.now(), 2));
    let more = hand.write(&me.device, T0, b"three");
    here.ledger.push(&mine, &book.daily, more.into()).await.unwrap();
    let late = here.ledger.control_append(&mine, &book.record, entry.into()).await;
    assert!(matches!(late, Err(Refused::Behind(2))), "a frame came in between: {late:?}");
    let revoke = book.revoke(1, here.now(), 3);
    here.act(&mut book, &me, &mine, revoke).await;
}

pub async fn the_clock_of_an_identity_is_held_to_both_sides(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let mut me = Person::new(1, T0);
    here.enter(&me).await;
    here.pass(3_600_000);
    let before = me.identity.clone();
    for (at, phone) in [(here.now() - 600_001, 70), (here.now() + 600_001, 71)] {
        let entry = me.add_device(at, &Pen::new(phone), Tier::Daily);
        let refused = here.ledger.identity_append(&me.id, &entry.into(), None).await;
        assert!(matches!(refused, Err(Refused::Clock(now)) if now == here.now()), "{refused:?}");
        me.identity = before.clone();
    }
    for (at, phone) in [(here.now() - 600_000, 72), (here.now() + 600_000, 73)] {
        let entry = me.add_device(at, &Pen::new(phone), Tier::Daily);
        here.ledger.identity_append(&me.id, &entry.into(), None).await.unwrap();
    }
}
