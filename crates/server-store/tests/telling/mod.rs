//! What goes with news: short, to devices of owners, of streams they reach.

use std::sync::Arc;

use henro_server_store::*;
use henro_sync::{Role, StreamId, Tier};

use super::world::*;
use super::{Here, T0};

pub async fn news_carry_what_is_short_to_devices_of_owners_alone(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (mut me, nurse) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, hers) = (here.enter(&me).await, here.enter(&nurse).await);
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let grant = book.grant(1, &nurse, Role::Read, 0, None);
    here.act(&mut book, &me, &mine, grant).await;
    let tablet = Pen::new(77);
    let entry = me.add_device(T0 + 1, &tablet, Tier::Daily);
    here.ledger.identity_append(&me.id, &entry.into(), None).await.unwrap();
    let daily = here.login(&me, &tablet).await.unwrap();

    let (mut day, mut ward) = (Hand::new(book.daily, 1), Hand::new(book.clinical, 1));
    let first = day.write(&me.device, T0, b"1");
    here.ledger.push(&mine, &book.daily, first.clone().into()).await.unwrap();
    let frame = ward.write(&me.device, T0, b"1");
    here.ledger.push(&mine, &book.clinical, frame.into()).await.unwrap();
    let carried = async |session: &Session, stream: StreamId, after| {
        here.ledger.carried(session, &book.record, &stream, after).await.unwrap()
    };
    let part = carried(&mine, book.daily, 0).await.unwrap();
    assert_eq!((part.stream, part.first, &part.frames), (book.daily, 1, &first));
    assert_eq!(carried(&daily, book.daily, 0).await.map(|part| part.frames), Some(first));
    assert!(carried(&mine, book.clinical, 0).await.is_some());
    assert_eq!(carried(&daily, book.clinical, 0).await, None, "a daily session does not reach it");
    assert_eq!(carried(&hers, book.daily, 0).await, None, "what a guest reads is written down");
    assert_eq!(carried(&mine, book.daily, 1).await, None, "there is nothing after it");
    assert_eq!(carried(&mine, StreamId([9; 16]), 0).await, None);

    // Two that fit come together; what does not fit is fetched.
    let second = day.write(&me.device, T0, &[7; 1000]);
    here.ledger.push(&mine, &book.daily, second.into()).await.unwrap();
    assert_eq!(carried(&daily, book.daily, 1).await.map(|part| part.first), Some(2));
    let third = day.write(&me.device, T0, &[7; 1000]);
    here.ledger.push(&mine, &book.daily, third.into()).await.unwrap();
    assert_eq!(carried(&daily, book.daily, 1).await, None);
    assert_eq!(carried(&daily, book.daily, 2).await.map(|part| part.first), Some(3));

    // A device that was taken out hears nothing more.
    let entry = me.remove_device(T0 + 2, henro_sync::Signer::public(&tablet));
    here.ledger.identity_append(&me.id, &entry.into(), None).await.unwrap();
    let refused = here.ledger.carried(&daily, &book.record, &book.daily, 2).await;
    assert!(matches!(refused, Err(Refused::NoSession)));
}
