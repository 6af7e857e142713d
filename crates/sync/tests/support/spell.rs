// Formats as JSON: ids and bytes in hex, whole numbers of 64 bits and the bits of reals as text.

use henro_sync::{
    AccessEntry, Act, Batch, ControlEntry, Cosign, DeviceEntry, EpochStep, Erased, FrameHead, Given,
    GivenAct, Handed, HandedRecord, Handout, Heartbeat, IdentityAct, IdentityEntry, Keys, Kind, Look,
    LookMade, NewGrant, Op, ReadMark, Reads, Report, Role, SegmentHead, SignedHead, Tier, Value, Wrap,
};
use serde_json::{Value as Json, json};

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn unhex(text: &str) -> Vec<u8> {
    let pair = |n: usize| u8::from_str_radix(&text[n..n + 2], 16).expect("hex");
    (0..text.len()).step_by(2).map(pair).collect()
}

pub fn frame(head: &FrameHead) -> Json {
    json!({
        "stream": head.stream.to_string(), "device": head.device, "seq": head.seq, "epoch": head.epoch,
        "minute": head.minute, "salt": hex(&head.salt), "commitment": hex(&head.commitment),
    })
}

pub fn segment(head: &SegmentHead) -> Json {
    json!({
        "frame": frame(&head.frame), "first": head.first, "by": head.by, "before": hex(&head.before.0),
        "after": hex(&head.after.0), "digest": hex(&head.digest.0),
    })
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Daily => "daily",
        Tier::Clinical => "clinical",
    }
}

fn keys(keys: &Keys) -> Json {
    json!({
        "sign": keys.sign.to_string(), "suite": keys.suite, "daily": hex(&keys.daily),
        "clinical": hex(&keys.clinical),
    })
}

fn device(device: &DeviceEntry) -> Json {
    json!({"key": device.key.to_string(), "tier": tier(device.tier), "name": device.name, "kem": hex(&device.kem)})
}

fn handed(handed: &[Handed]) -> Vec<Json> {
    handed.iter().map(|one| json!({"to": one.to.to_string(), "text": hex(&one.text)})).collect()
}

pub fn identity(entry: &IdentityEntry) -> Json {
    let act = match &entry.act {
        IdentityAct::Genesis { kind, name, keys: first, device: one } => {
            let kind = match kind {
                Kind::Person => "person",
                Kind::Organisation => "organisation",
                Kind::HealthCentre => "health_centre",
                Kind::Clinic => "clinic",
                Kind::Club => "club",
            };
            json!({"genesis": {"kind": kind, "name": name, "keys": keys(first), "device": device(one)}})
        }
        IdentityAct::AddDevice { device: one, consent } => {
            json!({"add_device": {"device": device(one), "consent": hex(consent)}})
        }
        IdentityAct::RemoveDevice { device, keys: new, handed: to } => {
            json!({"remove_device": {"device": device.to_string(), "keys": keys(new), "handed": handed(to)}})
        }
        IdentityAct::NewKeys { keys: new, handed: to } => {
            json!({"new_keys": {"keys": keys(new), "handed": handed(to)}})
        }
        IdentityAct::Door { key } => json!({"door": {"key": key.map(|key| key.to_string())}}),
        IdentityAct::Enter { device: one, consent } => {
            json!({"enter": {"device": device(one), "consent": hex(consent)}})
        }
        IdentityAct::AddMember { device: one, duty, consent } => {
            json!({"add_member": {"device": device(one), "duty": duty, "consent": hex(consent)}})
        }
        IdentityAct::RemoveMember { device } => json!({"remove_member": {"device": device.to_string()}}),
    };
    json!({"n": entry.n, "prev": hex(&entry.prev.0), "at": entry.at, "act": act})
}

pub fn handed_records(all: &[HandedRecord]) -> Json {
    let key = |key: &henro_sync::GiftKey| {
        json!({
            "stream": key.stream.to_string(), "section": key.section, "epoch": key.epoch,
            "key": hex(key.key.expose()),
        })
    };
    let one = |one: &HandedRecord| {
        let keys: Vec<Json> = one.keys.iter().map(key).collect();
        json!({"record": one.record.to_string(), "name": one.name, "purpose": one.purpose, "keys": keys})
    };
    all.iter().map(one).collect()
}

pub fn handout(it: &Handout) -> Json {
    json!({
        "organisation": it.organisation.to_string(), "member": it.member.to_string(), "by": it.by.to_string(),
        "at": it.at, "sealed": hex(&it.sealed),
    })
}

pub fn report(it: &Report) -> Json {
    let look = |look: &LookMade| {
        json!({
            "record": look.record.to_string(), "look": hex(&look.look.0), "at": look.at, "sure": look.sure,
        })
    };
    json!({
        "organisation": it.organisation.to_string(), "member": it.member.to_string(), "until": it.until,
        "since": it.since, "looks": it.looks.iter().map(look).collect::<Vec<_>>(),
    })
}

pub fn reads(it: &Reads) -> Json {
    let mark = |mark: &ReadMark| json!([mark.member.to_string(), mark.since, mark.until]);
    let look = |look: &LookMade| json!({"look": hex(&look.look.0), "at": look.at, "sure": look.sure});
    json!({
        "organisation": it.organisation.to_string(), "record": it.record.to_string(), "by": it.by.to_string(),
        "at": it.at, "count": it.count, "marks": it.marks.iter().map(mark).collect::<Vec<_>>(),
        "looks": it.looks.iter().map(look).collect::<Vec<_>>(),
    })
}

pub fn given(it: &Given) -> Json {
    let look = match it.act {
        GivenAct::Keys => None,
        GivenAct::Look(look) => Some(hex(&look.0)),
    };
    json!({
        "record": it.record.to_string(), "n": it.n, "prev": hex(&it.prev.0), "at": it.at,
        "member": it.member.to_string(), "look": look,
    })
}

pub fn control(entry: &ControlEntry) -> Json {
    json!({
        "record": entry.record.to_string(), "n": entry.n, "prev": hex(&entry.prev.0), "at": entry.at,
        "author": entry.author.to_string(), "device": entry.device.to_string(), "act": act(&entry.act),
    })
}

fn act(act: &Act) -> Json {
    let (steps, wraps) = (steps(act.steps()), wraps(act.wraps()));
    match act {
        Act::Genesis { streams, .. } => {
            let streams: Vec<Json> =
                streams.iter().map(|(stream, half)| json!([stream.to_string(), tier(*half)])).collect();
            json!({"genesis": {"streams": streams, "wraps": wraps}})
        }
        Act::Device { number, identity, key } => {
            json!({"device": {"number": number, "identity": identity.to_string(), "key": key.to_string()}})
        }
        Act::Grant { grant, .. } => {
            json!({"grant": {"grant": new_grant(grant), "steps": steps, "wraps": wraps}})
        }
        Act::Revoke { grant, .. } => {
            json!({"revoke": {"grant": grant.to_string(), "steps": steps, "wraps": wraps}})
        }
        Act::RevokeDeep { grant, .. } => {
            json!({"revoke_deep": {"grant": grant.to_string(), "steps": steps, "wraps": wraps}})
        }
        Act::End { grant, .. } => {
            json!({"end": {"grant": grant.to_string(), "steps": steps, "wraps": wraps}})
        }
        Act::Rotate { .. } => json!({"rotate": {"steps": steps, "wraps": wraps}}),
        Act::AddOwner { identity, .. } => {
            json!({"add_owner": {"identity": identity.to_string(), "wraps": wraps}})
        }
        Act::AskRemoval { identity } => json!({"ask_removal": {"identity": identity.to_string()}}),
        Act::WithdrawRemoval { identity } => json!({"withdraw_removal": {"identity": identity.to_string()}}),
        Act::RemoveOwner { identity, agreed, .. } => json!({"remove_owner": {
            "identity": identity.to_string(), "agreed": agreed.as_ref().map(cosign), "steps": steps,
            "wraps": wraps,
        }}),
        Act::HandOver { to, agreed, .. } => json!({"hand_over": {
            "to": to.to_string(), "agreed": cosign(agreed), "steps": steps, "wraps": wraps,
        }}),
        Act::AddStream { stream, tier: half, .. } => {
            json!({"add_stream": {"stream": stream.to_string(), "tier": tier(*half), "wraps": wraps}})
        }
    }
}

fn new_grant(grant: &NewGrant) -> Json {
    let role = match grant.role {
        Role::Read => "read",
        Role::Append => "append",
        Role::Manager => "manager",
    };
    let streams: Vec<Json> =
        grant.streams.iter().map(|(stream, from)| json!([stream.to_string(), from])).collect();
    json!({
        "id": grant.id.to_string(), "to": grant.to.to_string(), "role": role, "streams": streams,
        "until": grant.until, "note": hex(&grant.note),
    })
}

fn steps(steps: &[EpochStep]) -> Vec<Json> {
    let one = |step: &EpochStep| json!({"stream": step.stream.to_string(), "epoch": step.epoch, "back": hex(&step.back), "seen": step.seen});
    steps.iter().map(one).collect()
}

fn wraps(wraps: &[Wrap]) -> Vec<Json> {
    let one =
        |wrap: &Wrap| json!({"to": wrap.to.to_string(), "tier": tier(wrap.tier), "text": hex(&wrap.text)});
    wraps.iter().map(one).collect()
}

fn cosign(agreed: &Cosign) -> Json {
    json!({"device": agreed.device.to_string(), "signature": hex(&agreed.signature)})
}

pub fn look(look: &Look) -> Json {
    let streams: Vec<Json> =
        look.streams.iter().map(|(stream, from)| json!([stream.to_string(), from])).collect();
    json!({
        "record": look.record.to_string(), "identity": look.identity.to_string(),
        "device": look.device.to_string(), "at": look.at, "streams": streams, "nonce": hex(&look.nonce),
    })
}

pub fn access(entry: &AccessEntry) -> Json {
    let streams: Vec<Json> =
        entry.streams.iter().map(|(stream, a, b)| json!([stream.to_string(), a, b])).collect();
    let grants: Vec<String> = entry.grants.iter().map(ToString::to_string).collect();
    json!({
        "record": entry.record.to_string(), "n": entry.n, "prev": hex(&entry.prev.0), "at": entry.at,
        "identity": entry.identity.to_string(), "device": entry.device.to_string(), "grants": grants,
        "streams": streams, "look": hex(&entry.look),
    })
}

pub fn head(head: &SignedHead) -> Json {
    json!({"stream": head.stream.to_string(), "place": head.place, "head": hex(&head.head.0), "at": head.at})
}

pub fn erased(erased: &Erased) -> Json {
    let left: Vec<Json> =
        erased.left.iter().map(|it| json!([it.device, it.first, it.last, it.pieces])).collect();
    json!({
        "stream": erased.stream.to_string(), "epoch": erased.epoch, "place": erased.place,
        "head": hex(&erased.head.0), "at": erased.at, "left": left,
    })
}

pub fn heartbeat(beat: &Heartbeat) -> Json {
    let streams =
        beat.streams.iter().map(|(stream, place, head)| json!([stream.to_string(), place, hex(&head.0)]));
    let streams: Vec<Json> = streams.collect();
    json!({
        "record": beat.record.to_string(), "device": beat.device, "at": beat.at,
        "control": [beat.control.0, hex(&beat.control.1.0)], "access": [beat.access.0, hex(&beat.access.1.0)],
        "streams": streams,
    })
}

pub fn batch(batch: &Batch) -> Json {
    let frontier: Vec<Json> =
        batch.frontier.iter().map(|(device, seq)| json!([device, seq.to_string()])).collect();
    let ops: Vec<Json> = batch.ops.iter().map(op).collect();
    json!({"control": batch.control.to_string(), "frontier": frontier, "ops": ops})
}

fn op(op: &Op) -> Json {
    let fields: Vec<Json> = op.fields.iter().map(|(field, it)| json!([field, value(it)])).collect();
    json!({
        "entity": op.entity.to_string(), "kind": op.kind, "act": op.act.number(), "hlc": op.hlc.to_string(),
        "at": op.at.map(|at| at.to_string()), "actor": op.actor.to_string(), "subject": op.subject.to_string(),
        "source": op.source, "fields": fields,
    })
}

fn value(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(n) => json!({"integer": n.to_string()}),
        Value::Real(x) => json!({"real": format!("{:016x}", x.to_bits())}),
        Value::Text(text) => json!({"text": text}),
        Value::Blob(bytes) => json!({"blob": hex(bytes)}),
    }
}
