//! What an entry of a chain is held to: the place its author had read to, and the time.

use std::sync::Arc;

use henro_server_store::*;
use henro_sync::{Signer, Tier};

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

pub async fn after_an_older_copy_it_begins_anew_and_keeps_what_proves_itself(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let me = Person::new(1, T0);
    let mine = here.enter(&me).await;
    let book = Book::new(1, &me, here.now());
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let mut hand = Hand::new(book.daily, 1);
    here.ledger.push(&mine, &book.daily, hand.write(&me.device, T0, b"one").into()).await.unwrap();
    let held = here.ledger.control_entries(&mine, &book.record, 0).await.unwrap();
    here.ledger.letter_put([1; 16], (&b"sealed"[..]).into()).await.unwrap();
    let shown =
        RankEntry { month: 202_701, nickname: "n".into(), steps: 1, bmi: None, town: None, team: None };
    here.ledger.rank_show(&mine, shown).await.unwrap();
    let key = here.ledger.key();
    assert!(store.kept_secret("beginning").await.unwrap().is_some());

    store.anew(T0 + 5).await.unwrap();
    for (name, stays) in [("beginning", false), ("token-mac", false), ("server-key", true)] {
        assert_eq!(store.kept_secret(name).await.unwrap().is_some(), stays, "{name}");
    }
    let there = Here::on(Arc::clone(&store), Limits::default()).await;
    assert_eq!(there.ledger.key(), key);
    let mine = there.login(&me, &me.device).await.unwrap();
    assert_eq!(there.ledger.control_entries(&mine, &book.record, 0).await.unwrap(), held);
    assert_eq!(there.ledger.letter([1; 16], false).await.unwrap(), None);
    assert_eq!(
        there.ledger.rank_own(&mine, 202_701).await.unwrap(),
        None,
        "who left since is not shown again"
    );
    assert_eq!(there.ledger.account(&mine).await.unwrap().since, T0 + 5);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

pub async fn what_is_new_of_many_chains_is_told_at_once_and_in_pages(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits { list_bytes: 300, ..Limits::default() }).await;
    let mut people: Vec<Person> = (1..=4).map(|n| Person::new(n, T0)).collect();
    let mut held = Vec::new();
    for (person, n) in people.iter_mut().zip(0u64..) {
        here.enter(person).await;
        let mut chain = vec![person.genesis.clone()];
        for more in 0..n {
            let entry = person.add_device(T0 + 1 + more, &Pen::new(70 + (10 * n + more) as u32), Tier::Daily);
            here.ledger.identity_append(&person.id, &entry.clone().into(), None).await.unwrap();
            chain.push(entry);
        }
        held.push((person.id, chain));
    }
    let mut found: Vec<Vec<Vec<u8>>> = vec![vec![]; 4];
    let mut pages = 0;
    loop {
        let from = |((id, _), had): (&(_, _), &Vec<_>)| (*id, had.len() as u64);
        let asked: Vec<_> = held.iter().zip(&found).map(from).collect();
        let page = here.ledger.identities_entries(&asked).await.unwrap();
        if page.is_empty() {
            break;
        }
        pages += 1;
        for (id, entry) in page {
            found[held.iter().position(|(of, _)| *of == id).unwrap()].push(entry);
        }
    }
    assert!(pages > 1, "a list is cut");
    assert!(held.iter().zip(&found).all(|((_, chain), found)| chain == found));
    let beyond = here.ledger.identities_entries(&[(held[0].0, u64::MAX)]).await.unwrap();
    assert!(beyond.is_empty());
    let stranger = Person::new(9, T0).id;
    let refused = here.ledger.identities_entries(&[(held[0].0, 0), (stranger, 0)]).await;
    assert!(matches!(refused, Err(Refused::Unknown)), "{refused:?}");
}

pub async fn a_letter_nobody_fetched_goes_by_itself(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    here.ledger.letter_put([1; 16], (&b"sealed"[..]).into()).await.unwrap();
    // One place in all, by a clock for which nothing is late.
    let put =
        async |id: u8| store.letter_put([id; 16], (&b"x"[..]).into(), T0, T0 + 1_000_000, 1).await.unwrap();
    here.pass(599_999);
    here.ledger.forget().await.unwrap();
    assert_eq!(put(2).await, Put::Full);
    here.pass(1);
    here.ledger.forget().await.unwrap();
    assert_eq!(put(3).await, Put::Done);
}

pub async fn an_entry_of_an_identity_is_no_heap_of_bytes(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let mut me = Person::new(1, T0);
    here.enter(&me).await;
    let mut chain = vec![me.genesis.clone()];
    let pens: Vec<Pen> = (100..165).map(Pen::new).collect();
    for pen in &pens {
        chain.push(me.add_device(here.now(), pen, Tier::Daily));
        let entry = chain.last().unwrap().clone();
        here.ledger.identity_append(&me.id, &entry.into(), None).await.unwrap();
    }
    let before = me.identity.clone();
    let renew = |me: &mut Person, devices: &[Pen]| {
        let text = vec![7; 4096];
        let handed = devices.iter().map(|pen| henro_sync::Handed { to: pen.public(), text: text.clone() });
        let keys = keys(&me.account);
        me.identity_act(T0, henro_sync::IdentityAct::NewKeys { keys, handed: handed.collect() })
    };
    let large = renew(&mut me, &pens);
    let refused = here.ledger.identity_append(&me.id, &large.clone().into(), None).await;
    assert!(matches!(refused, Err(Refused::TooMany(_))), "{refused:?}");
    let whole: Vec<_> = chain.iter().chain([&large]).map(|entry| entry.clone().into()).collect();
    assert!(matches!(here.ledger.identity_lay(&whole).await, Err(Refused::TooMany(_))));
    me.identity = before;
    let small = renew(&mut me, &pens[..2]);
    here.ledger.identity_append(&me.id, &small.into(), None).await.unwrap();
}
