//! Every format as stored bytes. `tests/second.py` reads the same files with a second implementation.

use std::collections::BTreeMap;
use std::path::PathBuf;

use henro_sync::{
    AccessEntry, AccessLog, Act, Ask, Batch, BlobId, BlobKind, BlobRef, Control, ControlEntry, Cosign,
    DeviceEntry, DeviceKey, EpochStep, Erased, Frame, FrameHead, Gift, GiftKey, Given, GivenAct, Grant,
    GrantId, HandLetter, HandOffer, Handed, HandedRecord, Handout, Hash, Heartbeat, Identity, IdentityAct,
    IdentityEntry, IdentityId, Keys, Kind, Label, Left, Letter, LiveBlobs, Look, LookMade, NewGrant, Offer,
    Op, OpAct, Parcel, PlacedFrames, ReadMark, Reads, RecordId, Report, Role, Secret, Segment, SegmentHead,
    Signature, SignedHead, Signer, Slot, StreamId, Tier, Unsigned, UnsignedSegment, Value, Welcome, Wrap,
    commitment, consent, cosign, hash, member_key, pictures, recipients_of, running_head, segment_digest,
    transcript,
};
use life::{Wrote, life};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value as Json, json};
use spell::{hex, unhex};

#[path = "support/life.rs"]
mod life;
#[path = "support/spell.rs"]
mod spell;

include!("support/blobs.rs");
include!("support/letters.rs");
include!("support/parcels.rs");

/// A signer from one byte.
struct Pen(Ed25519KeyPair);

impl Pen {
    fn new(seed: u8) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("32 bytes"))
    }
}

impl Signer for Pen {
    fn public(&self) -> DeviceKey {
        DeviceKey::try_from(self.0.public_key().as_ref()).expect("32 bytes")
    }

    fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).as_ref().try_into().expect("64 bytes")
    }
}

const VITALS: StreamId = StreamId([10; 16]);
const PROBLEMS: StreamId = StreamId([11; 16]);
const RECORD: RecordId = RecordId([1; 16]);
const SERVER: u8 = 200;

fn identity_vectors() -> Json {
    let [account, renewed, phone, tablet, door, laptop] = [1, 2, 3, 4, 5, 6].map(Pen::new);
    let keys = |pen: &Pen, suite: u8| {
        let length = if suite == 1 { 1216 } else { 32 };
        Keys { sign: pen.public(), suite, daily: vec![0xd0; length], clinical: vec![0xc1; length] }
    };
    let one = |pen: &Pen, tier, name: &str, suite| DeviceEntry {
        key: pen.public(),
        tier,
        name: name.into(),
        kem: vec![0xde; if suite == 1 { 1216 } else { 32 }],
    };
    let person = |kind, name: &str, suite| IdentityAct::Genesis {
        kind,
        name: name.into(),
        keys: keys(&account, suite),
        device: one(&phone, Tier::Clinical, "", suite),
    };
    let handed = || vec![Handed { to: phone.public(), text: vec![0xfa; 99] }];
    let mut out = vec![];
    let mut entries: Vec<Vec<u8>> = vec![];
    let genesis = IdentityEntry { n: 0, prev: Hash::ZERO, at: 1_000, act: person(Kind::Person, "", 1) };
    entries.push(genesis.sign(&account));
    let mut me = Identity::begin(&entries[0]).expect("good");
    let acts = [
        (
            IdentityAct::AddDevice {
                device: one(&tablet, Tier::Daily, "居間", 1),
                consent: consent(&me.id, &tablet),
            },
            &account,
        ),
        (
            IdentityAct::RemoveDevice { device: tablet.public(), keys: keys(&renewed, 1), handed: handed() },
            &account,
        ),
        (IdentityAct::NewKeys { keys: keys(&account, 1), handed: vec![] }, &renewed),
        (IdentityAct::Door { key: Some(door.public()) }, &account),
        (
            IdentityAct::Enter {
                device: one(&laptop, Tier::Daily, "", 1),
                consent: consent(&me.id, &laptop),
            },
            &door,
        ),
        (IdentityAct::Door { key: None }, &account),
    ];
    for (act, by) in acts {
        let entry = IdentityEntry { n: me.len, prev: me.head, at: me.at + 1, act }.sign(by);
        me.apply(&entry).expect("good");
        entries.push(entry);
    }
    out.push(chain_of("person", &me, &entries));
    let act = person(Kind::Organisation, "みどり保健センター", 2);
    let genesis = IdentityEntry { n: 0, prev: Hash::ZERO, at: 1_000, act };
    let entries = vec![genesis.sign(&account)];
    out.push(chain_of("organisation", &Identity::begin(&entries[0]).expect("good"), &entries));
    out.push(centre_chain(&account, person(Kind::HealthCentre, "みどり保健センター", 2), &[&phone, &tablet]));
    for (kind, name) in [(Kind::Clinic, "みどり医院"), (Kind::Club, "みどり走友会")] {
        let genesis = IdentityEntry { n: 0, prev: Hash::ZERO, at: 1_000, act: person(kind, name, 2) };
        let entries = vec![genesis.sign(&account)];
        out.push(chain_of(name, &Identity::begin(&entries[0]).expect("good"), &entries));
    }
    json!({"chains": out})
}

/// A health centre whose members come and go.
fn centre_chain(account: &Pen, genesis: IdentityAct, members: &[&Pen]) -> Json {
    let genesis = IdentityEntry { n: 0, prev: Hash::ZERO, at: 1_000, act: genesis };
    let mut entries = vec![genesis.sign(account)];
    let mut centre = Identity::begin(&entries[0]).expect("good");
    let joins = |pen: &Pen, id: &IdentityId| IdentityAct::AddMember {
        device: DeviceEntry {
            key: pen.public(),
            tier: Tier::Daily,
            name: "山田 花子".into(),
            kem: vec![0xde; 32],
        },
        duty: "保健師".into(),
        consent: consent(id, pen),
    };
    let last = Pen::new(9);
    let acts = [
        joins(members[1], &centre.id),
        joins(&last, &centre.id),
        IdentityAct::RemoveMember { device: members[1].public() },
    ];
    for act in acts {
        let entry = IdentityEntry { n: centre.len, prev: centre.head, at: centre.at + 1, act }.sign(account);
        centre.apply(&entry).expect("good");
        entries.push(entry);
    }
    chain_of("health centre", &centre, &entries)
}

/// What lies between an organisation, its members and the people who gave it a consent.
fn organisation_vectors() -> Json {
    let (gateway, member) = (Pen::new(60), Pen::new(61));
    let organisation = IdentityId([0x0e; 32]);
    let key = GiftKey { stream: VITALS, section: 1, epoch: 2, key: Secret::new(&[0x4b; 32]) };
    let records = vec![
        HandedRecord {
            record: RECORD, name: "宮武 直子".into(), purpose: "相談".into(), keys: vec![key]
        },
        HandedRecord { record: RecordId([2; 16]), name: String::new(), purpose: String::new(), keys: vec![] },
    ];
    let plain = HandedRecord::bytes(&records);
    let handout = Handout {
        organisation,
        member: member.public(),
        by: gateway.public(),
        at: 9_000,
        sealed: vec![0xab; 40],
    };
    let look = |n: u8, sure| LookMade { record: RECORD, look: Hash([n; 32]), at: 8_000 + u64::from(n), sure };
    let looks = vec![look(1, true), look(2, false)];
    let report =
        Report { organisation, member: member.public(), until: 9_500, since: 7_000, looks: looks.clone() };
    let marks = vec![ReadMark { member: member.public(), since: 7_000, until: 9_500 }];
    let reads =
        Reads { organisation, record: RECORD, by: gateway.public(), at: 9_900, count: 2, marks, looks };
    let first = Given {
        record: RECORD,
        n: 0,
        prev: Hash::ZERO,
        at: 9_000,
        member: member.public(),
        act: GivenAct::Keys,
    };
    let first_bytes = first.sign(&gateway);
    let second = Given {
        n: 1,
        prev: Given::hash(&first_bytes),
        at: 9_100,
        act: GivenAct::Look(Hash([1; 32])),
        ..first.clone()
    };
    let welcome = Welcome { len: 3, head: Hash([0x77; 32]) };
    json!({
        "organisation": organisation.to_string(), "gateway": gateway.public().to_string(),
        "member": member.public().to_string(), "record": RECORD.to_string(),
        "slots": {
            "handout": Slot::handout(&organisation, &member.public()).to_string(),
            "report": Slot::report(&organisation, &member.public()).to_string(),
            "reads": Slot::reads(&organisation, &RECORD).to_string(),
            "member-key": Slot::member_key(&organisation, &member.public()).to_string(),
            "medical": Slot::medical(&organisation, &member.public()).to_string(),
        },
        "member-key": {"kem": hex(&[0xcd; 40]), "name": hex(&member_key(&organisation, &member.public(), &[0xcd; 40]).0)},
        "handed": {"bytes": hex(&plain), "is": spell::handed_records(&HandedRecord::read(&plain).expect("good"))},
        "welcome": {"bytes": hex(&welcome.bytes()), "is": {"len": welcome.len, "head": hex(&welcome.head.0)}},
        "statements": {
            "handout": {"bytes": hex(&handout.sign(&gateway)), "is": spell::handout(&handout)},
            "report": {"bytes": hex(&report.sign(&member)), "is": spell::report(&report)},
            "reads": {"bytes": hex(&reads.sign(&gateway)), "is": spell::reads(&reads)},
        },
        "log": [
            {"bytes": hex(&first_bytes), "is": spell::given(&first)},
            {"bytes": hex(&second.sign(&gateway)), "is": spell::given(&second)},
        ],
    })
}

fn chain_of(name: &str, identity: &Identity, entries: &[Vec<u8>]) -> Json {
    let entry = |bytes: &Vec<u8>| json!({"bytes": hex(bytes), "is": spell::identity(&IdentityEntry::read(bytes).expect("good"))});
    json!({
        "name": name, "id": identity.id.to_string(), "head": hex(&identity.head.0),
        "entries": entries.iter().map(entry).collect::<Vec<_>>(),
    })
}

/// Somebody with an account and one device.
struct Person {
    device: Pen,
    id: IdentityId,
    genesis: Vec<u8>,
}

fn person(seed: u8) -> Person {
    let (account, device) = (Pen::new(seed), Pen::new(seed + 1));
    let keys = Keys { sign: account.public(), suite: 2, daily: vec![seed; 32], clinical: vec![!seed; 32] };
    let first =
        DeviceEntry { key: device.public(), tier: Tier::Clinical, name: String::new(), kem: vec![seed; 32] };
    let act = IdentityAct::Genesis { kind: Kind::Person, name: String::new(), keys, device: first };
    let genesis = IdentityEntry { n: 0, prev: Hash::ZERO, at: 1_000, act }.sign(&account);
    Person { device, id: Identity::begin(&genesis).expect("good").id, genesis }
}

/// A record in which everything happens that can.
struct World {
    who: BTreeMap<IdentityId, Identity>,
    control: Option<Control>,
    entries: Vec<Vec<u8>>,
}

impl World {
    fn act(&mut self, by: &Person, later: u64, act: Act) {
        let (n, prev, at) =
            self.control.as_ref().map_or((0, Hash::ZERO, 10_000), |it| (it.len, it.head, it.at));
        let (record, author, device) = (RECORD, by.id, by.device.public());
        let entry = ControlEntry { record, n, prev, at: at + later, author, device, act }.sign(&by.device);
        match &mut self.control {
            Some(control) => drop(control.apply(&entry, &self.who).expect("good")),
            None => self.control = Some(Control::begin(&entry, &self.who).expect("good")),
        }
        self.entries.push(entry);
    }

    fn steps(&self, streams: &[StreamId]) -> Vec<EpochStep> {
        let control = self.control.as_ref().expect("begun");
        let step = |stream: &StreamId| {
            let epoch = control.streams[stream].epoch + 1;
            EpochStep { stream: *stream, epoch, back: vec![0xbb; 60], seen: 7 }
        };
        streams.iter().map(step).collect()
    }

    /// Wraps for those who may read these streams, less some, and for more.
    fn wraps(&self, streams: &[StreamId], less: &[&Person], more: &[(&Person, Tier)]) -> Vec<Wrap> {
        let control = self.control.as_ref().expect("begun");
        let mut all: std::collections::BTreeSet<_> =
            streams.iter().flat_map(|stream| recipients_of(control, stream, control.at)).collect();
        all.retain(|(identity, _)| less.iter().all(|person| person.id != *identity));
        all.extend(more.iter().map(|(person, tier)| (person.id, *tier)));
        all.into_iter().map(|(to, tier)| Wrap { to, tier, text: vec![0xaa; 80] }).collect()
    }

    fn agreed(&self, act: u8, who: &Person) -> Cosign {
        let head = self.control.as_ref().expect("begun").head;
        let signature = cosign(&RECORD, &head, act, &who.id, &who.device);
        Cosign { device: who.device.public(), signature }
    }
}

fn control_world() -> (World, Vec<Person>) {
    let people: Vec<Person> = [20, 30, 40, 50].map(person).into();
    let begun = |person: &Person| (person.id, Identity::begin(&person.genesis).expect("good"));
    let who = people.iter().map(begun).collect();
    let mut world = World { who, control: None, entries: vec![] };
    let [mother, father, nurse, child] = &people[..] else { unreachable!("four people") };
    let (daily, clinical) = (Tier::Daily, Tier::Clinical);
    let wrap = |person: &Person, tier| Wrap { to: person.id, tier, text: vec![0xaa; 80] };
    let both = |person: &Person| vec![wrap(person, daily), wrap(person, clinical)];
    let streams = vec![(VITALS, daily), (PROBLEMS, clinical)];
    world.act(mother, 0, Act::Genesis { streams, wraps: both(mother) });
    let more = StreamId([12; 16]);
    world.act(mother, 1, Act::AddStream { stream: more, tier: daily, wraps: vec![wrap(mother, daily)] });
    world.act(mother, 1, Act::AddOwner { identity: father.id, wraps: both(father) });
    let key = father.device.public();
    world.act(father, 1, Act::Device { number: 2, identity: father.id, key });
    let grant = |id, role, streams, until| NewGrant {
        id: GrantId([id; 16]),
        to: nurse.id,
        role,
        streams,
        until,
        note: b"note".to_vec(),
    };
    let first = grant(1, Role::Read, vec![(VITALS, 0)], Some(90_000_000_000));
    world.act(mother, 1, Act::Grant { grant: first, steps: vec![], wraps: vec![wrap(nurse, daily)] });
    let steps = world.steps(&[PROBLEMS]);
    let wraps = world.wraps(&[PROBLEMS], &[], &[(nurse, clinical)]);
    let second = grant(2, Role::Manager, vec![(PROBLEMS, 5)], None);
    world.act(mother, 1, Act::Grant { grant: second, steps, wraps });
    let (steps, wraps) = (world.steps(&[VITALS]), world.wraps(&[VITALS], &[nurse], &[]));
    world.act(father, 1, Act::Revoke { grant: GrantId([1; 16]), steps, wraps });
    let (steps, wraps) = (world.steps(&[PROBLEMS]), world.wraps(&[PROBLEMS], &[], &[]));
    world.act(nurse, 1, Act::Rotate { steps, wraps });
    let third = grant(3, Role::Read, vec![(VITALS, 0)], None);
    world.act(mother, 1, Act::Grant { grant: third, steps: vec![], wraps: vec![wrap(nurse, daily)] });
    let (steps, wraps) = (world.steps(&[VITALS]), world.wraps(&[VITALS], &[nurse], &[]));
    world.act(father, 1, Act::RevokeDeep { grant: GrantId([3; 16]), steps, wraps });
    // One that was taken back without the past, and now with it.
    let (steps, wraps) = (world.steps(&[VITALS]), world.wraps(&[VITALS], &[nurse], &[]));
    world.act(mother, 1, Act::RevokeDeep { grant: GrantId([1; 16]), steps, wraps });
    world.act(mother, 1, Act::AskRemoval { identity: father.id });
    world.act(mother, 1, Act::WithdrawRemoval { identity: father.id });
    world.act(mother, 1, Act::AskRemoval { identity: father.id });
    let all = [VITALS, PROBLEMS, more];
    let (steps, wraps) = (world.steps(&all), world.wraps(&all, &[father], &[]));
    let away = |agreed, steps, wraps| Act::RemoveOwner { identity: father.id, agreed, steps, wraps };
    world.act(mother, 14 * 86_400_000, away(None, steps, wraps));
    world.act(mother, 1, Act::AddOwner { identity: father.id, wraps: both(father) });
    let (steps, wraps) = (world.steps(&all), world.wraps(&all, &[father], &[]));
    let agreed = world.agreed(7, father);
    world.act(mother, 1, away(Some(agreed), steps, wraps));
    let (steps, agreed) = (world.steps(&all), world.agreed(8, child));
    world.act(mother, 1, Act::HandOver { to: child.id, agreed, steps, wraps: both(child) });
    // One that ends at once: new keys of the one stream with it, of the other later.
    let fourth = grant(4, Role::Append, vec![(VITALS, 0), (PROBLEMS, 0)], None);
    world.act(child, 1, Act::Grant { grant: fourth, steps: vec![], wraps: both(nurse) });
    let (steps, wraps) = (world.steps(&[VITALS]), world.wraps(&[VITALS], &[nurse], &[]));
    world.act(child, 1, Act::End { grant: GrantId([4; 16]), steps, wraps });
    let (steps, wraps) = (world.steps(&[PROBLEMS]), world.wraps(&[PROBLEMS], &[], &[]));
    world.act(child, 1, Act::Rotate { steps, wraps });
    // And one that ends without any.
    let fifth = grant(5, Role::Read, vec![(PROBLEMS, 0)], None);
    world.act(child, 1, Act::Grant { grant: fifth, steps: vec![], wraps: vec![wrap(nurse, clinical)] });
    world.act(child, 1, Act::End { grant: GrantId([5; 16]), steps: vec![], wraps: vec![] });
    (world, people)
}

fn control_vectors() -> Json {
    let (world, people) = control_world();
    let entry = |bytes: &Vec<u8>| json!({"bytes": hex(bytes), "is": spell::control(&ControlEntry::read(bytes).expect("good"))});
    let control = world.control.expect("begun");
    // Consents that were ended with keys still to be made, at the end of the chain.
    let owing = control.grants.values().filter(|grant| !grant.owed.is_empty());
    let streams = |grant: &Grant| grant.owed.iter().map(StreamId::to_string).collect::<Vec<_>>();
    let owed: BTreeMap<String, Vec<String>> =
        owing.map(|grant| (grant.given.id.to_string(), streams(grant))).collect();
    json!({
        "identities": people.iter().map(|person| hex(&person.genesis)).collect::<Vec<_>>(),
        "head": hex(&control.head.0), "owed": owed,
        "entries": world.entries.iter().map(entry).collect::<Vec<_>>(),
    })
}

fn frame_head(seq: u64) -> FrameHead {
    let (stream, salt, commitment) = (VITALS, [0x5a; 24], [0xc0; 16]);
    FrameHead { stream, device: 3, seq, epoch: 2, minute: 29_396_668, salt, commitment }
}

fn frame_vectors() -> Json {
    let pen = Pen::new(7);
    let (mut prev, mut running, mut frames) = (Hash::ZERO, Hash::ZERO, vec![]);
    for (seq, text) in (1..).zip([&b"one"[..], b"", &[0xee; 200]]) {
        let bytes = Unsigned { head: frame_head(seq), prev, text }.sign(&pen).expect("good");
        let next = Frame::read(&bytes).and_then(|frame| frame.verify(&pen.public(), &prev)).expect("good");
        running = running_head(&running, &next);
        frames.push(json!({
            "bytes": hex(&bytes), "is": spell::frame(&frame_head(seq)), "text": hex(text), "prev": hex(&prev.0),
            "hash": hex(&next.0), "running_head": hex(&running.0),
        }));
        prev = next;
    }
    json!({"device": pen.public().to_string(), "frames": frames})
}

fn access_vectors() -> Json {
    let (server, nurse) = (Pen::new(SERVER), person(40));
    let (mut log, mut entries) = (AccessLog::new(RECORD), vec![]);
    for (at, grants) in [(5, vec![GrantId([1; 16])]), (6, vec![GrantId([1; 16]), GrantId([2; 16])])] {
        let device = nurse.device.public();
        let (streams, nonce) = (vec![(VITALS, at), (PROBLEMS, 0)], [at as u8; 16]);
        let look = Look { record: RECORD, identity: nurse.id, device, at, streams, nonce };
        let signed = look.sign(&nurse.device);
        let entry = AccessEntry {
            record: RECORD,
            n: log.len,
            prev: log.head,
            at: at + 1,
            identity: nurse.id,
            device,
            grants,
            streams: vec![(VITALS, at, at + 9)],
            look: signed.clone(),
        };
        let bytes = entry.sign(&server);
        log.apply(&bytes, &server.public()).expect("good");
        entries.push(json!({
            "look": {"bytes": hex(&signed), "is": spell::look(&look), "hash": hex(&Look::hash(&signed).0)},
            "bytes": hex(&bytes), "is": spell::access(&entry),
        }));
    }
    let head = SignedHead { stream: VITALS, place: 4, head: Hash([5; 32]), at: 6 };
    let left = vec![
        Left { device: 2, first: 3, last: 3, pieces: 1 },
        Left { device: 9, first: 1, last: 400, pieces: 30 },
    ];
    let erased = |left| Erased { stream: VITALS, epoch: 3, place: 400, head: Hash([5; 32]), at: 8, left };
    let erased = [erased(vec![]), erased(left)];
    let beat = Heartbeat {
        record: RECORD,
        device: 3,
        at: 7,
        control: (12, Hash([4; 32])),
        access: (2, log.head),
        streams: vec![(VITALS, 4, Hash([5; 32])), (PROBLEMS, 0, Hash::ZERO)],
    };
    json!({
        "server": server.public().to_string(), "head": hex(&log.head.0), "entries": entries,
        "signed_head": {"bytes": hex(&head.sign(&server)), "is": spell::head(&head)},
        "erased": erased.each_ref().map(|it| json!({"bytes": hex(&it.sign(&server)), "is": spell::erased(it)})),
        "heartbeat": {
            "bytes": hex(&beat.sign(&nurse.device)), "is": spell::heartbeat(&beat),
            "device": nurse.device.public().to_string(),
        },
    })
}

/// Batches with every kind of column: lives, edges, unknown kinds, nothing.
fn batches() -> Vec<(&'static str, Batch)> {
    let op = |hlc: u64, act, fields| Op {
        entity: (1 << 40) + hlc as i64 % 3,
        kind: 40,
        act,
        hlc,
        at: None,
        actor: 1,
        subject: 1,
        source: 0,
        fields,
    };
    let reals = [f64::NAN, -0.0, 0.1 + 0.2, 63.4, 5e-324, f64::NEG_INFINITY, 1e300, 12.125];
    let values = reals.map(Value::Real).into_iter().chain([
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Integer(i64::MAX),
        Value::Text(String::new()),
        Value::Text("朝の血圧".into()),
        Value::Blob(vec![0xff, 0]),
        Value::Blob(vec![]),
    ]);
    let odd = |n: u64, value: Value| {
        let fields = vec![(1, value), (u32::MAX, Value::Integer(n as i64))];
        let mut op = op(n << 16 | 0xffff, OpAct::Set, fields);
        op.at = n.is_multiple_of(2).then_some(i64::MAX - n as i64);
        (op.actor, op.subject, op.source) = (i64::MIN, -1, u32::MAX);
        op
    };
    let edges = values.zip(1..).map(|(value, n)| odd(n, value)).collect();
    let acts = [OpAct::Put, OpAct::Set, OpAct::Delete, OpAct::Restore];
    let acts = (1..).zip(acts).map(|(hlc, act)| op(hlc, act, vec![])).collect();
    vec![
        ("nothing", Batch::default()),
        ("acts", Batch { control: 1, frontier: vec![], ops: acts }),
        ("edges", Batch { control: u64::MAX, frontier: vec![(0, 0), (u32::MAX, u64::MAX)], ops: edges }),
        ("a pressure", life(Wrote::Pressures, 1, false, 3)),
        ("a week", life(Wrote::Mixed, 70, false, 4)),
        ("meals", life(Wrote::Meals, 60, true, 5)),
        ("pressures", life(Wrote::Pressures, 120, false, 6)),
        ("weights", life(Wrote::Measurements, 40, false, 7)),
        ("steps", life(Wrote::Steps, 40, true, 8)),
    ]
}

fn batch_vectors() -> Json {
    let one = |(name, batch): &(&str, Batch)| {
        let bytes = batch.encode().expect("good");
        json!({"name": name, "bytes": hex(&bytes), "is": spell::batch(batch)})
    };
    json!({"batches": batches().iter().map(one).collect::<Vec<_>>()})
}

fn segment_vectors() -> Json {
    let pen = Pen::new(7);
    let whole = life(Wrote::Pressures, 30, false, 8);
    let cut = |from: usize, to: usize, frontier: &[(u32, u64)]| Batch {
        control: 4 + from as u64,
        frontier: frontier.to_vec(),
        ops: whole.ops[from..to].to_vec(),
    };
    let mut runs = vec![
        cut(0, 10, &[]),
        cut(10, 10, &[(2, 5)]),
        cut(10, 28, &[(1, 9), (2, 6)]),
        cut(28, 30, &[(1, 9), (2, 6)]),
    ];
    // An edit and a deletion of what lies before.
    for (from, act) in [(3, OpAct::Set), (4, OpAct::Delete)] {
        let mut op = Op { act, hlc: whole.ops[29].hlc + from as u64, ..whole.ops[from].clone() };
        op.fields = if act == OpAct::Set { vec![(4, Value::Integer(120))] } else { vec![] };
        runs[3].ops.push(op);
    }
    let text = Batch::encode_all(&runs).expect("good");
    let (before, after, digest) = (Hash([0xbe; 32]), Hash([0xaf; 32]), segment_digest(3, 5, &runs));
    let head = SegmentHead { frame: frame_head(8), first: 5, by: 3, before, after, digest };
    let bytes = UnsignedSegment { head, text: &text }.sign(&pen).expect("good");
    let batches: Vec<Json> = runs.iter().map(spell::batch).collect();
    json!({
        "device": pen.public().to_string(),
        // The text is not sealed here: that is another layer.
        "segments": [{"bytes": hex(&bytes), "is": spell::segment(&head), "batches": batches}],
    })
}

fn label_vectors() -> Json {
    let one = |label: Label| json!({"text": label.text(), "hash": hex(&hash(label, &[b"ab", b"c"]).0)});
    json!({"labels": Label::ALL.map(one).to_vec()})
}

type Made = fn() -> Json;

const FILES: [(&str, Made); 11] = [
    ("labels", label_vectors),
    ("frames", frame_vectors),
    ("identities", identity_vectors),
    ("control", control_vectors),
    ("access", access_vectors),
    ("enrol", enrol_vectors),
    ("organisation", organisation_vectors),
    ("parcels", parcel_vectors),
    ("blobs", blob_vectors),
    ("batches", batch_vectors),
    ("segments", segment_vectors),
];

fn path(name: &str) -> PathBuf {
    format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR")).into()
}

fn stored(name: &str) -> Json {
    serde_json::from_slice(&std::fs::read(path(name)).expect("stored")).expect("JSON")
}

#[test]
#[ignore = "writes the stored vectors; run once for a new version"]
fn write_the_stored_vectors() {
    for (name, made) in FILES {
        std::fs::write(path(name), format!("{}\n", made())).expect("written");
    }
}

#[test]
fn what_is_signed_today_is_what_was_signed_then() {
    // Not batches and segments: another version of zstd may pack them otherwise.
    for (name, made) in &FILES[..9] {
        assert!(stored(name) == made(), "{name}");
    }
}

#[test]
fn stored_batches_are_read_as_they_were_written() {
    let (stored, made) = (stored("batches"), batch_vectors());
    let (stored, made) = (stored["batches"].as_array().expect("a list"), &made["batches"]);
    assert_eq!(stored.len(), batches().len());
    for (old, new) in stored.iter().zip(made.as_array().expect("a list")) {
        let batch = Batch::decode(&unhex(old["bytes"].as_str().expect("hex"))).expect("good");
        assert!(spell::batch(&batch) == old["is"] && old["is"] == new["is"], "{}", old["name"]);
    }
}

#[test]
fn stored_segments_are_read_as_they_were_written() {
    let stored = stored("segments");
    let key = stored["device"].as_str().expect("hex").parse().expect("a key");
    for one in stored["segments"].as_array().expect("a list") {
        let bytes = unhex(one["bytes"].as_str().expect("hex"));
        let segment = Segment::read(&bytes).expect("good");
        assert_eq!(spell::segment(&segment.head), one["is"]);
        assert_eq!(segment.verify(&key, &segment.head.before), Ok(segment.head.after));
        let batches = segment.batches(segment.text).expect("good");
        let batches: Vec<Json> = batches.iter().map(spell::batch).collect();
        assert!(Json::Array(batches) == one["batches"]);
    }
}

#[test]
fn every_act_is_among_the_stored_vectors() {
    let control = stored("control");
    let acts = control["entries"].as_array().expect("a list").iter();
    let mut acts: Vec<&String> =
        acts.flat_map(|entry| entry["is"]["act"].as_object().expect("an act").keys()).collect();
    acts.sort();
    acts.dedup();
    assert_eq!(acts.len(), 13);
}
