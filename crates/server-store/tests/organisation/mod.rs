//! Members of an organisation, and the slips they leave for each other.

use super::*;

// size: one story of a centre, told to its end
pub async fn members_of_an_organisation_look_by_name_until_they_leave(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let owner = Person::new(1, T0);
    let mine = here.enter(&owner).await;
    let mut centre = Person::new(2, T0);
    let act = IdentityAct::Genesis {
        kind: Kind::HealthCentre,
        name: "みどり".into(),
        keys: keys(&centre.account),
        device: DeviceEntry {
            key: centre.device.public(),
            tier: Tier::Clinical,
            name: String::new(),
            kem: vec![3; 32],
        },
    };
    centre.genesis = IdentityEntry { n: 0, prev: Hash::ZERO, at: T0, act }.sign(&centre.account);
    centre.identity = Identity::begin(&centre.genesis).unwrap();
    centre.id = centre.identity.id;
    here.enter(&centre).await;
    let (nurse, stranger) = (Pen::new(90), Pen::new(91));
    let joins = IdentityAct::AddMember {
        device: DeviceEntry {
            key: nurse.public(), tier: Tier::Daily, name: "山田".into(), kem: vec![3; 32]
        },
        duty: "保健師".into(),
        consent: consent(&centre.id, &nurse),
    };
    let entry = centre.identity_act(T0, joins);
    here.ledger.identity_append(&centre.id, &entry.into(), None).await.unwrap();

    let mut book = Book::new(1, &owner, here.now());
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    for stream in [book.daily, book.clinical] {
        let frame = Hand::new(stream, 1).write(&owner.device, T0, b"x");
        here.ledger.push(&mine, &stream, frame.into()).await.unwrap();
    }
    book.knows(&centre);
    let grant = NewGrant {
        id: GrantId([9; 16]),
        to: centre.id,
        role: Role::Read,
        streams: vec![(book.daily, 0), (book.clinical, 0)],
        until: None,
        note: vec![],
    };
    let wraps = vec![wrap(centre.id, Tier::Daily), wrap(centre.id, Tier::Clinical)];
    let given = Act::Grant { grant, steps: vec![], wraps };
    here.act(&mut book, &owner, &mine, given).await;

    let id = centre.id;
    let enter = async |pen: &Pen| {
        let challenge = here.ledger.challenge(&id, &pen.public());
        let signature = pen.sign_parts(Label::Login, &[&here.ledger.key().0, &challenge, &id.0]);
        let token = here.ledger.login(&id, &pen.public(), &challenge, &signature).await?;
        here.ledger.session(&token.bytes)
    };
    assert!(matches!(enter(&stranger).await, Err(Refused::NoSession)), "no member");
    let session = enter(&nurse).await.unwrap();
    let look = |pen: &Pen, nonce: u8| {
        let (record, streams) = (book.record, vec![(book.daily, 0), (book.clinical, 0)]);
        let look = Look { record, identity: id, device: pen.public(), at: T0, streams, nonce: [nonce; 16] };
        look.sign(pen)
    };
    // Somebody else's look is not hers to send, nor one she did not sign.
    let theirs = here.ledger.pull(&session, &book.record, look(&stranger, 1).into()).await;
    assert_eq!(rule(theirs.unwrap_err()), Broken::NotAllowed);
    let pulled = here.ledger.pull(&session, &book.record, look(&nurse, 2).into()).await.unwrap();
    // Sealed frames of both halves: what she opens of them she was handed.
    assert_eq!(pulled.parts.len(), 2);
    // A device of the centre that is no member and of the daily tier gets none of the medical half.
    let plain = Pen::new(92);
    let joins = centre.add_device(T0, &plain, Tier::Daily);
    here.ledger.identity_append(&centre.id, &joins.into(), None).await.unwrap();
    let seat = enter(&plain).await.unwrap();
    let refused = here.ledger.pull(&seat, &book.record, look(&plain, 4).into()).await;
    assert_eq!(rule(refused.unwrap_err()), Broken::NotAllowed);
    let lines = here.ledger.access_entries(&mine, &book.record, 0).await.unwrap();
    let line = AccessEntry::read(&lines[0]).unwrap();
    assert_eq!((line.identity, line.device, lines.len()), (centre.id, nurse.public(), 1));

    // Out with the next request, with the session she has and with a new one; the consent is as it was.
    let leaves = centre.identity_act(T0, IdentityAct::RemoveMember { device: nurse.public() });
    here.ledger.identity_append(&centre.id, &leaves.into(), None).await.unwrap();
    let again = here.ledger.pull(&session, &book.record, look(&nurse, 3).into()).await;
    assert!(matches!(again, Err(Refused::NoSession)));
    assert!(matches!(enter(&nurse).await, Err(Refused::NoSession)));
    assert_eq!(here.ledger.access_entries(&mine, &book.record, 0).await.unwrap().len(), 1);
}

pub async fn a_slip_lies_under_its_slot_until_the_next_and_only_its_device_lays_it(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, other) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&other).await);
    let (slot, own) = (henro_sync::Slot([5; 32]), me.device.public());
    let find = |after| here.ledger.slip(&theirs, own, slot, after);
    assert!(matches!(find(0).await, Err(Refused::Unknown)));
    here.ledger.slip_put(&mine, slot, b"one"[..].into()).await.unwrap();
    here.ledger.slip_put(&theirs, slot, b"other"[..].into()).await.unwrap();
    let (first, bytes) = find(0).await.unwrap();
    assert_eq!(bytes, b"one");
    assert!(matches!(find(first).await, Err(Refused::Unknown)), "nothing newer");
    // The clock stands still and the time rises all the same.
    here.ledger.slip_put(&mine, slot, b"two"[..].into()).await.unwrap();
    let (second, bytes) = find(first).await.unwrap();
    assert!(second > first && bytes == b"two");
    assert!(matches!(
        here.ledger.slip(&mine, own, henro_sync::Slot([6; 32]), 0).await,
        Err(Refused::Unknown)
    ));
    let most = here.ledger.store().slip_put(henro_server_store::NewSlip {
        device: own,
        slot: henro_sync::Slot([6; 32]),
        identity: me.id,
        at: T0,
        most: 1,
        bytes: b"more"[..].into(),
    });
    assert!(!most.await.unwrap(), "no more than so many");
}
