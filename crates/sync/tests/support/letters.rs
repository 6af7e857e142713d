// Vectors of enrolment: each letter, what both sides make of it, and what is handed over.

/// A device that joins: one picture of every letter.
fn enrol_vectors() -> Json {
    let tablet = Pen::new(4);
    let nonce = [0x4e; 32];
    let offer = Offer {
        identity: IdentityId([0x1d; 32]),
        record: RECORD,
        server: Pen::new(SERVER).public(),
        commitment: commitment(&nonce),
    };
    let ask = Ask {
        device: tablet.public(),
        kem: vec![0xde; 1216],
        consent: consent(&offer.identity, &tablet),
        nonce: [0x5e; 32],
        clinical: true,
        name: "居間のタブレット".into(),
    };
    let letters = [
        Letter::Offer(offer),
        Letter::Ask(ask),
        Letter::Reveal(nonce),
        Letter::Refused,
        Letter::Given(vec![0xfa; 40]),
        Letter::Joined,
        Letter::Cancelled,
    ];
    let bytes: Vec<Vec<u8>> = letters.iter().map(Letter::bytes).collect();
    let said = transcript(&bytes[0], &bytes[1], &nonce);
    json!({
        "letters": bytes.iter().zip(&letters).map(|(bytes, is)| json!({"bytes": hex(bytes), "is": letter(is)})).collect::<Vec<_>>(),
        "transcript": hex(&said.0),
        "pictures": pictures(&said),
        "gift": gift_vector(),
        "handover": hand_vectors(),
    })
}

/// A record that is handed over: one picture of every letter, and the agreement in it.
fn hand_vectors() -> Json {
    let phone = Pen::new(4);
    let (nonce, person, head) = ([0x4e; 32], IdentityId([0x2d; 32]), Hash([0x7d; 32]));
    let offer = HandOffer {
        from: IdentityId([0x1d; 32]),
        record: RECORD,
        to: person,
        commitment: commitment(&nonce),
        name: "陽太".into(),
        keeper: "直子".into(),
    };
    let letters = [
        HandLetter::Offer(offer),
        HandLetter::Ask { identity: person, device: phone.public(), nonce: [0x5e; 32] },
        HandLetter::Terms { revealed: nonce, head },
        HandLetter::Agreed(cosign(&RECORD, &head, 8, &person, &phone)),
        HandLetter::Refused,
        HandLetter::Done,
        HandLetter::Stopped,
    ];
    let one = |is: &HandLetter| json!({"bytes": hex(&is.bytes()), "is": hand_letter(is)});
    json!(letters.iter().map(one).collect::<Vec<_>>())
}

fn hand_letter(letter: &HandLetter) -> Json {
    match letter {
        HandLetter::Offer(offer) => json!({"offer": {
            "from": offer.from.to_string(), "record": offer.record.to_string(), "to": offer.to.to_string(),
            "commitment": hex(&offer.commitment.0), "name": offer.name, "keeper": offer.keeper,
        }}),
        HandLetter::Ask { identity, device, nonce } => json!({"ask": {
            "identity": identity.to_string(), "device": device.to_string(), "nonce": hex(nonce),
        }}),
        HandLetter::Terms { revealed, head } => {
            json!({"terms": {"revealed": hex(revealed), "head": hex(&head.0)}})
        }
        HandLetter::Agreed(signature) => json!({"agreed": {"signature": hex(signature)}}),
        HandLetter::Refused => json!({"refused": {}}),
        HandLetter::Done => json!({"done": {}}),
        HandLetter::Stopped => json!({"stopped": {}}),
    }
}

fn gift_vector() -> Json {
    let gift = Gift {
        tier: Tier::Clinical,
        number: 2,
        account: Secret::new(&[1; 32]),
        former_daily: vec![Secret::new(&[2; 32]), Secret::new(&[3; 32])],
        former_clinical: vec![Secret::new(&[4; 32])],
        keys: vec![GiftKey { stream: VITALS, section: 1, epoch: 300, key: Secret::new(&[5; 32]) }],
        identity: (2, Hash([6; 32])),
        control: (12, Hash([7; 32])),
        streams: vec![(VITALS, 70_000, Hash([8; 32]))],
        unified: "00112233445566778899aabbccddeeff".into(),
        names: br#"{"contacts":[],"devices":{}}"#.to_vec(),
    };
    let bytes = gift.bytes();
    assert_eq!(Gift::read(&bytes), Ok(gift.clone()));
    json!({"bytes": hex(&bytes), "is": {
        "tier": gift.tier.number(), "number": gift.number, "account": hex(gift.account.expose()),
        "former_daily": gift.former_daily.iter().map(|key| hex(key.expose())).collect::<Vec<_>>(),
        "former_clinical": gift.former_clinical.iter().map(|key| hex(key.expose())).collect::<Vec<_>>(),
        "keys": gift.keys.iter().map(|key| json!([key.stream.to_string(), key.section, key.epoch, hex(key.key.expose())])).collect::<Vec<_>>(),
        "identity": [json!(gift.identity.0), json!(hex(&gift.identity.1.0))],
        "control": [json!(gift.control.0), json!(hex(&gift.control.1.0))],
        "streams": gift.streams.iter().map(|(stream, place, head)| json!([stream.to_string(), place, hex(&head.0)])).collect::<Vec<_>>(),
        "unified": gift.unified, "names": hex(&gift.names),
    }})
}

fn letter(letter: &Letter) -> Json {
    match letter {
        Letter::Offer(offer) => json!({"offer": {
            "identity": offer.identity.to_string(), "record": offer.record.to_string(),
            "server": offer.server.to_string(), "commitment": hex(&offer.commitment.0),
        }}),
        Letter::Ask(ask) => json!({"ask": {
            "device": ask.device.to_string(), "kem": hex(&ask.kem), "consent": hex(&ask.consent),
            "nonce": hex(&ask.nonce), "clinical": u8::from(ask.clinical), "name": ask.name,
        }}),
        Letter::Reveal(nonce) => json!({"reveal": {"nonce": hex(nonce)}}),
        Letter::Refused => json!({"refused": {}}),
        Letter::Given(sealed) => json!({"given": {"sealed": hex(sealed)}}),
        Letter::Joined => json!({"joined": {}}),
        Letter::Cancelled => json!({"cancelled": {}}),
    }
}
