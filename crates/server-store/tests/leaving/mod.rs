//! Somebody leaves the server for good.

use super::*;

pub async fn who_leaves_is_forgotten_after_thirty_days_with_what_is_theirs_alone(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, other) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&other).await);
    let (alone, mut shared) = (Book::new(1, &me, T0), Book::new(2, &me, T0));
    shared.knows(&other);
    for book in [&alone, &shared] {
        here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
        let mut hand = Hand::new(book.daily, 1);
        here.ledger.push(&mine, &book.daily, hand.write(&me.device, T0, b"x").into()).await.unwrap();
    }
    let wraps = vec![wrap(other.id, Tier::Daily), wrap(other.id, Tier::Clinical)];
    here.act(&mut shared, &me, &mine, Act::AddOwner { identity: other.id, wraps }).await;
    let challenge = here.ledger.challenge(&me.id, &me.device.public());
    let sign = |label| me.device.sign_parts(label, &[&here.ledger.key().0, &challenge, &me.id.0]);
    // The answer to a login is no wish to leave.
    let login = sign(henro_sync::Label::Login);
    assert_eq!(rule(here.ledger.leave(&mine, &challenge, &login).await.unwrap_err()), Broken::Forged);
    let wish = sign(henro_sync::Label::Leave);
    assert_eq!(here.ledger.leave(&mine, &challenge, &wish).await.unwrap(), T0 + 30 * 86_400_000);
    assert!(here.ledger.account(&mine).await.unwrap().leaves.is_some());
    assert_eq!(here.ledger.forget().await.unwrap(), 0);
    // The app goes on showing on boards in the days between.
    let shown = |nickname: &str, month| RankEntry {
        nickname: nickname.into(),
        month,
        steps: 1,
        bmi: None,
        town: None,
        team: None,
    };
    here.ledger.rank_show(&mine, shown("私", 202_702)).await.unwrap();
    here.pass(30 * 86_400_000);
    assert_eq!(here.ledger.forget().await.unwrap(), 1);
    assert_eq!(here.ledger.forget().await.unwrap(), 0);
    assert!(here.login(&me, &me.device).await.is_err());
    let store = here.ledger.store();
    assert_eq!(store.record_heads(alone.record).await.unwrap(), None);
    assert_eq!(store.stream_record(alone.daily).await.unwrap(), None);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    let _ = theirs;
    let session = here.login(&other, &other.device).await.unwrap();
    let look = other.look(shared.record, here.now(), 1, &[(shared.daily, 0)]);
    here.ledger.rank_show(&session, shown("友", 202_702)).await.unwrap();
    let board = here.ledger.rank_board(&session, 202_702, RankBy::Steps, "all").await.unwrap();
    assert_eq!(board.count, 1, "who left is on no board");
    let pull = here.ledger.pull(&session, &shared.record, look.into()).await.unwrap();
    assert_eq!(pull.parts.len(), 1, "what is another's too stays");
}
