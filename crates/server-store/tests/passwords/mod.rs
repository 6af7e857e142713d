//! Login by e-mail and password, on every database.

use henro_opaque::client::{Login, Setting};
use henro_opaque::{Cost, ExportKey, Name, name};
use henro_sync::{IdentityAct, consent};

use super::*;

const PASSWORD: &str = "桜の咲く丘へ";

fn hanako() -> Name {
    name("hanako@example.jp").unwrap()
}

/// Randomness of a client.
fn fill(out: &mut [u8]) -> bool {
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), out).is_ok()
}

impl Here {
    async fn set(
        &self,
        session: &Session,
        name: &Name,
        password: &str,
        escrow: &[u8],
    ) -> Result<ExportKey, Refused> {
        let (setting, first) = Setting::start(password, Cost::testing(), &mut fill).unwrap();
        let answer = self.ledger.password_start(session, name, &first).await?;
        let set = setting.finish(&answer, name, &self.ledger.key().0, &mut fill).unwrap();
        self.ledger.password_finish(session, name, &set.file, escrow.to_vec().into()).await?;
        Ok(set.export)
    }

    /// As far as the person's end comes: the last message, and the key that was found.
    async fn try_in(
        &self,
        name: &Name,
        password: &str,
        device: &Pen,
    ) -> Result<(Vec<u8>, Vec<u8>, ExportKey), Refused> {
        let device = device.public();
        let (login, first) = Login::start(password, Cost::testing(), &mut fill).unwrap();
        let (answer, state) = self.ledger.enter_start(name, &device, &first).await?;
        let ends = (name, &self.ledger.key().0, &device.0);
        let done = login.finish(&answer, ends, &mut fill).map_err(|_| Refused::WrongLogin)?;
        Ok((state, done.message, done.export))
    }

    async fn come(&self, name: &Name, password: &str, device: &Pen) -> Result<(Entered, ExportKey), Refused> {
        let (state, message, export) = self.try_in(name, password, device).await?;
        Ok((self.ledger.enter_finish(&state, &message).await?, export))
    }
}

pub async fn a_password_lets_a_device_of_the_daily_half_in(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let mut me = Person::new(1, T0);
    let mine = here.enter(&me).await;
    let mut book = Book::new(1, &me, T0);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    assert_eq!(here.ledger.password_since(&mine).await.unwrap(), None);
    let export = here.set(&mine, &hanako(), PASSWORD, b"laid down").await.unwrap();
    assert_eq!(here.ledger.password_since(&mine).await.unwrap(), Some(T0));
    let (door, phone) = (Pen::new(70), Pen::new(71));
    let entry = me.identity_act(T0 + 1, IdentityAct::Door { key: Some(door.public()) });
    here.ledger.identity_append(&me.id, &entry.into(), None).await.unwrap();
    // Another process of the same server answers the second message.
    let there = Here::on(store, Limits::default()).await;
    let (state, message, found) = here.try_in(&hanako(), PASSWORD, &phone).await.unwrap();
    let entered = there.ledger.enter_finish(&state, &message).await.unwrap();
    assert_eq!(found.bytes(), export.bytes());
    assert_eq!((entered.identity, &entered.escrow[..]), (me.id, &b"laid down"[..]));
    let weak = here.ledger.session(&entered.token.bytes).unwrap();
    assert_eq!((weak.device, weak.tier), (phone.public(), Tier::Daily));
    assert!(matches!(here.ledger.check(&weak).await, Err(Refused::NoSession)), "not in the chain yet");
    // The door's key alone is not enough: whoever asks has to have given the password.
    let entry = enters(&me, &door, &phone, Tier::Daily);
    for asks in [None, Some(&mine)] {
        let refused = here.ledger.identity_append(&me.id, &entry.clone().into(), asks).await;
        assert!(matches!(refused, Err(Refused::NoSession)));
    }
    let clinical = enters(&me, &door, &phone, Tier::Clinical);
    let refused = here.ledger.identity_append(&me.id, &clinical.into(), Some(&weak)).await;
    assert_eq!(rule(refused.unwrap_err()), Broken::NotAllowed);
    here.ledger.identity_append(&me.id, &entry.clone().into(), Some(&weak)).await.unwrap();
    me.identity.apply(&entry).unwrap();
    here.ledger.check(&weak).await.unwrap();
    daily_and_no_further(&here, (&mut book, &me), (&weak, &phone)).await;
    // Nor may it say who else comes in.
    for refused in [
        here.ledger.password_start(&weak, &hanako(), b"").await.unwrap_err(),
        here.ledger.password_escrow(&weak, Default::default()).await.unwrap_err(),
        here.ledger.password_remove(&weak).await.unwrap_err(),
    ] {
        assert_eq!(rule(refused), Broken::NotAllowed);
    }
}

fn enters(me: &Person, door: &Pen, phone: &Pen, tier: Tier) -> Vec<u8> {
    let device = henro_sync::DeviceEntry { key: phone.public(), tier, name: String::new(), kem: vec![3; 32] };
    let act = IdentityAct::Enter { device, consent: consent(&me.id, phone) };
    let (n, prev) = (me.identity.len, me.identity.head);
    henro_sync::IdentityEntry { n, prev, at: me.identity.at, act }.sign(door)
}

/// It reads and writes daily streams, and takes a number for that; nothing else.
async fn daily_and_no_further(
    here: &Here,
    (book, me): (&mut Book, &Person),
    (weak, phone): (&Session, &Pen),
) {
    let look = |stream, nonce: u8| {
        let (record, identity, device) = (book.record, me.id, phone.public());
        let streams = vec![(stream, 0)];
        henro_sync::Look { record, identity, device, at: T0, streams, nonce: [nonce; 16] }.sign(phone)
    };
    here.ledger.pull(weak, &book.record, look(book.daily, 1).into()).await.unwrap();
    let refused = here.ledger.pull(weak, &book.record, look(book.clinical, 2).into()).await.unwrap_err();
    assert_eq!(rule(refused), Broken::NotAllowed);
    book.knows(me);
    let entry = |book: &Book, act| {
        let (n, prev) = (book.control.len, book.control.head);
        let (author, device) = (me.id, phone.public());
        henro_sync::ControlEntry { record: book.record, n, prev, at: T0, author, device, act }.sign(phone)
    };
    let grant = book.grant(1, me, henro_sync::Role::Read, 0, None);
    let rotate = Act::Rotate {
        steps: vec![henro_sync::EpochStep { stream: book.daily, epoch: 2, back: vec![], seen: 0 }],
        wraps: vec![wrap(me.id, Tier::Daily)],
    };
    for act in [grant, rotate, Act::AskRemoval { identity: me.id }] {
        let refused = here.ledger.control_append(weak, &book.record, entry(book, act).into()).await;
        assert_eq!(rule(refused.unwrap_err()), Broken::NotAllowed);
    }
    let number = entry(book, Act::Device { number: 2, identity: me.id, key: phone.public() });
    here.ledger.control_append(weak, &book.record, number.clone().into()).await.unwrap();
    book.follow(&number);
    let frame = Hand::new(book.daily, 2).write(phone, T0, b"x");
    here.ledger.push(weak, &book.daily, frame.into()).await.unwrap();
    let frame = Hand::new(book.clinical, 2).write(phone, T0, b"x");
    let refused = here.ledger.push(weak, &book.clinical, frame.into()).await.unwrap_err();
    assert_eq!(rule(refused), Broken::NotAllowed);
}

pub async fn tries_at_a_password_wait_whether_the_name_is_there_or_not(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, phone) = (Person::new(1, T0), Pen::new(71));
    let mine = here.enter(&me).await;
    here.set(&mine, &hanako(), PASSWORD, b"").await.unwrap();
    let nobody = name("nobody@example.jp").unwrap();
    for whose in [hanako(), nobody] {
        for _ in 0..5 {
            assert!(matches!(here.come(&whose, "wrong", &phone).await, Err(Refused::WrongLogin)));
        }
        assert!(matches!(here.come(&whose, PASSWORD, &phone).await, Err(Refused::TooOften(30))));
    }
    // Setting a password under the name would answer for it too.
    let (_, first) = Setting::start(PASSWORD, Cost::testing(), &mut fill).unwrap();
    let other = here.enter(&Person::new(2, T0)).await;
    assert!(matches!(
        here.ledger.password_start(&other, &hanako(), &first).await,
        Err(Refused::TooOften(30))
    ));
    here.pass(30_000);
    assert!(matches!(here.come(&hanako(), "wrong", &phone).await, Err(Refused::WrongLogin)));
    assert!(matches!(here.come(&hanako(), PASSWORD, &phone).await, Err(Refused::TooOften(60))));
    here.pass(60_000);
    here.come(&hanako(), PASSWORD, &phone).await.unwrap();
    // The right one takes them back.
    for _ in 0..5 {
        assert!(matches!(here.come(&hanako(), "wrong", &phone).await, Err(Refused::WrongLogin)));
    }
    assert!(matches!(here.come(&hanako(), "wrong", &phone).await, Err(Refused::TooOften(30))));
    // And so does a day, for all names.
    here.pass(86_400_000);
    here.come(&hanako(), PASSWORD, &phone).await.unwrap();
    assert_eq!(here.ledger.store().check().await.unwrap(), Vec::<String>::new());
}

pub async fn messages_that_are_none_and_late_ones_are_refused(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, phone) = (Person::new(1, T0), Pen::new(71));
    let mine = here.enter(&me).await;
    here.set(&mine, &hanako(), PASSWORD, b"").await.unwrap();
    for bad in [&[][..], &[0; 96], &[0xff; 96], &[7; 500]] {
        let asked = here.ledger.enter_start(&hanako(), &phone.public(), bad).await;
        assert!(matches!(asked, Err(Refused::NotOpaque | Refused::TooOften(_))), "{asked:?}");
        let kept = here.ledger.password_finish(&mine, &hanako(), bad, Default::default()).await;
        assert!(matches!(kept, Err(Refused::NotOpaque)));
    }
    here.pass(86_400_000);
    let (state, message, _) = here.try_in(&hanako(), PASSWORD, &phone).await.unwrap();
    let mut forged = state.clone();
    for at in 0..state.len() {
        forged[at] ^= 1;
        assert!(matches!(here.ledger.enter_finish(&forged, &message).await, Err(Refused::NoSession)));
        forged[at] ^= 1;
    }
    assert!(matches!(here.ledger.enter_finish(&[], &message).await, Err(Refused::NoSession)));
    assert!(matches!(here.ledger.enter_finish(&state, &[1; 64]).await, Err(Refused::WrongLogin)));
    assert!(matches!(here.ledger.enter_finish(&state, &message[1..]).await, Err(Refused::NotOpaque)));
    here.ledger.enter_finish(&state, &message).await.unwrap();
    here.pass(120_000);
    assert!(matches!(here.ledger.enter_finish(&state, &message).await, Err(Refused::NoSession)));
    let large = vec![0; 16 * 1024 + 1];
    let refused = here.ledger.password_escrow(&mine, large.into()).await;
    assert!(matches!(refused, Err(Refused::TooMany(16_384))));
}

pub async fn a_changed_password_ends_the_one_before_and_a_name_has_one_account(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, other, phone) = (Person::new(1, T0), Person::new(2, T0), Pen::new(71));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&other).await);
    assert!(matches!(here.ledger.password_escrow(&mine, Default::default()).await, Err(Refused::Unknown)));
    here.set(&mine, &hanako(), PASSWORD, b"one").await.unwrap();
    let begun = here.try_in(&hanako(), PASSWORD, &phone).await.unwrap();
    here.set(&mine, &hanako(), "another password", b"two").await.unwrap();
    assert!(matches!(here.come(&hanako(), PASSWORD, &phone).await, Err(Refused::WrongLogin)));
    assert!(
        matches!(here.ledger.enter_finish(&begun.0, &begun.1).await, Err(Refused::WrongLogin)),
        "begun before"
    );
    assert_eq!(&here.come(&hanako(), "another password", &phone).await.unwrap().0.escrow[..], b"two");
    here.ledger.password_escrow(&mine, b"three".to_vec().into()).await.unwrap();
    assert_eq!(&here.come(&hanako(), "another password", &phone).await.unwrap().0.escrow[..], b"three");
    // The name of another stays theirs, and whoever asked keeps what they had.
    let taro = name("taro@example.jp").unwrap();
    here.set(&theirs, &taro, PASSWORD, b"his").await.unwrap();
    assert!(matches!(here.set(&theirs, &hanako(), PASSWORD, b"").await, Err(Refused::Taken)));
    assert_eq!(&here.come(&taro, PASSWORD, &phone).await.unwrap().0.escrow[..], b"his");
    assert_eq!(here.come(&hanako(), "another password", &phone).await.unwrap().0.identity, me.id);
    // How often one may ask whether a name is taken is counted by who asks.
    for _ in 0..3 {
        let asked = here.set(&theirs, &name("x@example.jp").unwrap(), PASSWORD, b"").await;
        asked.unwrap();
    }
    let asked = here.set(&theirs, &name("y@example.jp").unwrap(), PASSWORD, b"").await;
    assert!(matches!(asked, Err(Refused::TooOften(30))));
    // Another address in place of the first, and none.
    here.pass(86_400_000);
    let mine = here.login(&me, &me.device).await.unwrap();
    here.set(&mine, &name("new@example.jp").unwrap(), PASSWORD, b"").await.unwrap();
    assert!(matches!(here.come(&hanako(), "another password", &phone).await, Err(Refused::WrongLogin)));
    here.ledger.password_remove(&mine).await.unwrap();
    assert_eq!(here.ledger.password_since(&mine).await.unwrap(), None);
    let gone = here.come(&name("new@example.jp").unwrap(), PASSWORD, &phone).await;
    assert!(matches!(gone, Err(Refused::WrongLogin)));
}

pub async fn who_leaves_takes_the_password_along(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, phone) = (Person::new(1, T0), Pen::new(71));
    let mine = here.enter(&me).await;
    here.set(&mine, &hanako(), PASSWORD, b"").await.unwrap();
    here.ledger.store().leave(me.id, Some(T0 + 1)).await.unwrap();
    here.come(&hanako(), PASSWORD, &phone).await.unwrap();
    here.pass(1);
    assert!(matches!(here.come(&hanako(), PASSWORD, &phone).await, Err(Refused::WrongLogin)));
    assert_eq!(here.ledger.forget().await.unwrap(), 1);
    assert_eq!(here.ledger.store().login_since(me.id).await.unwrap(), None);
}
