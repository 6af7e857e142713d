use proptest::prelude::*;

use super::*;
use crate::{Op, OpAct, Value};

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::Integer),
        (-300i64..300).prop_map(Value::Integer),
        // Every bit pattern, signalling NaNs too.
        any::<u64>().prop_map(|bits| Value::Real(f64::from_bits(bits))),
        (-100_000i64..100_000, 0u32..4).prop_map(|(n, s)| Value::Real(n as f64 / f64::from(10u32.pow(s)))),
        "\\PC{0,12}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..12).prop_map(Value::Blob),
    ]
}

fn any_op() -> impl Strategy<Value = (Op, u64)> {
    let head = (any::<i64>(), prop_oneof![0u32..4, any::<u32>()], 1u8..5, prop::option::of(any::<i64>()));
    let who = (prop_oneof![Just(1i64), any::<i64>()], any::<i64>(), any::<u32>());
    let fields = prop::collection::btree_map(prop_oneof![0u32..6, any::<u32>()], any_value(), 0..6);
    (head, who, fields, prop_oneof![1u64..4, 1u64..1 << 40]).prop_map(|(head, who, fields, step)| {
        let (entity, kind, act, at) = head;
        let (actor, subject, source) = who;
        let act = OpAct::from_number(act).unwrap();
        let fields = fields.into_iter().collect();
        (Op { entity, kind, act, hlc: 0, at, actor, subject, source, fields }, step)
    })
}

fn any_batch(ops: std::ops::Range<usize>) -> impl Strategy<Value = Batch> {
    let frontier = prop::collection::btree_map(any::<u32>(), any::<u64>(), 0..4);
    (any::<u64>(), frontier, prop::collection::vec(any_op(), ops)).prop_map(|(control, frontier, ops)| {
        let mut hlc = 0;
        let risen = ops.into_iter().map(|(op, step)| {
            hlc += step;
            Op { hlc, ..op }
        });
        Batch { control, frontier: frontier.into_iter().collect(), ops: risen.collect() }
    })
}

/// As text, so that NaNs with the same bits are the same.
fn spelt(batches: &[Batch]) -> String {
    let bits = |value: &Value| match value {
        Value::Real(x) => format!("{:x}", x.to_bits()),
        other => format!("{other:?}"),
    };
    let ops = |batch: &Batch| {
        let one = |op: &Op| {
            let fields: Vec<_> = op.fields.iter().map(|(field, value)| (*field, bits(value))).collect();
            format!("{:?} {fields:?}", Op { fields: vec![], ..op.clone() })
        };
        batch.ops.iter().map(one).collect::<Vec<_>>()
    };
    batches.iter().map(|batch| format!("{} {:?} {:?}", batch.control, batch.frontier, ops(batch))).collect()
}

proptest! {
    #[test]
    fn any_batch_is_read_back_to_the_bit(batch in any_batch(0..60)) {
        let bytes = batch.encode().unwrap();
        prop_assert_eq!(pad::padded(bytes.len()), bytes.len());
        prop_assert_eq!(spelt(&[Batch::decode(&bytes).unwrap()]), spelt(&[batch]));
    }

    #[test]
    fn a_broken_batch_is_refused_or_read(
        batch in any_batch(0..20),
        breaks in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        // Broken before compression, where it hurts.
        let (mut plain, noise) = encode::encode(&[batch]).unwrap();
        for (at, byte) in breaks {
            let at = at.index(plain.len());
            plain[at] = byte;
        }
        let _ = decode::decode(&plain, &noise);
    }

    #[test]
    fn the_batches_of_many_frames_go_as_one(batches in prop::collection::vec(any_batch(0..5), 1..6)) {
        let mut runs: Vec<Batch> = Vec::new();
        let mut newest = 0;
        for mut batch in batches {
            batch.ops.iter_mut().for_each(|op| op.hlc += newest);
            newest = batch.ops.last().map_or(newest, |op| op.hlc);
            // A device that was seen stays seen.
            let mut seen: std::collections::BTreeMap<_, _> =
                runs.last().map(|run| run.frontier.iter().copied().collect()).unwrap_or_default();
            seen.extend(batch.frontier);
            batch.frontier = seen.into_iter().collect();
            runs.push(batch);
        }
        let bytes = Batch::encode_all(&runs).unwrap();
        prop_assert_eq!(spelt(&Batch::decode_all(&bytes).unwrap()), spelt(&runs));
        prop_assert_eq!(Batch::decode(&bytes).is_ok(), runs.len() == 1);
    }
}

fn op(hlc: u64, fields: Vec<(u32, Value)>) -> Op {
    let (entity, actor, subject) = (1 << 40 | 7, 1, 1);
    Op { entity, kind: 2, act: OpAct::Put, hlc, at: None, actor, subject, source: 0, fields }
}

fn batch(ops: Vec<Op>) -> Batch {
    Batch { control: 1, frontier: vec![], ops }
}

#[test]
fn values_at_the_edges_are_read_back_to_the_bit() {
    let reals =
        [f64::NAN, -f64::NAN, -0.0, 0.0, 0.1 + 0.2, f64::MIN_POSITIVE, 5e-324, f64::INFINITY, 63.4, 1e300];
    let integers = [i64::MIN, i64::MAX, 0, -1];
    let values = reals.map(Value::Real).into_iter().chain(integers.map(Value::Integer)).chain([
        Value::Text(String::new()),
        Value::Blob(vec![]),
        Value::Text("\0".into()),
        Value::Null,
    ]);
    let ops: Vec<Op> = values.zip(1..).map(|(value, hlc)| op(hlc, vec![(1, value)])).collect();
    let batch = Batch { control: u64::MAX, frontier: vec![(0, u64::MAX), (u32::MAX, 0)], ops };
    assert_eq!(spelt(&[Batch::decode(&batch.encode().unwrap()).unwrap()]), spelt(&[batch]));
}

#[test]
fn what_is_out_of_order_or_over_a_limit_is_not_written() {
    let null = |field| (field, Value::Null);
    let text = |length| vec![(1, Value::Text("x".repeat(length)))];
    let good = [
        batch(vec![]),
        batch(vec![op(1, vec![null(1), null(2)]), op(2, vec![null(1)])]),
        batch(vec![op(1, text(MAX_STRING))]),
        batch(vec![op(1, (0..128).map(null).collect())]),
    ];
    good.iter().for_each(|batch| assert!(batch.encode().is_ok()));
    let long: Vec<Op> = (1..=129).map(|hlc| op(hlc, text(MAX_STRING))).collect();
    let bad = [
        batch(vec![op(1, vec![null(2), null(1)])]),
        batch(vec![op(1, vec![null(1), null(1)])]),
        batch(vec![op(2, vec![]), op(1, vec![])]),
        batch(vec![op(1, vec![]), op(1, vec![])]),
        batch(vec![op(1, text(MAX_STRING + 1))]),
        batch(long),
        batch(vec![op(1, (0..129).map(null).collect())]),
        batch((0..=MAX_OPS as u64).map(|hlc| op(hlc, vec![])).collect()),
        Batch { frontier: vec![(2, 1), (2, 1)], ..batch(vec![]) },
        Batch { frontier: vec![(3, 1), (2, 1)], ..batch(vec![]) },
        Batch { frontier: (0..=MAX_FRONTIER as u32).map(|device| (device, 1)).collect(), ..batch(vec![]) },
    ];
    bad.iter().for_each(|batch| assert_eq!(batch.encode(), Err(Error::Malformed)));
}

fn wrapped(version: u8, packed: &[u8], noise: &[u8]) -> Vec<u8> {
    let mut out = vec![version];
    bytes::varint(&mut out, packed.len() as u64);
    out.extend_from_slice(packed);
    bytes::varint(&mut out, noise.len() as u64);
    out.extend_from_slice(noise);
    let length = pad::padded(out.len());
    out.resize(length, 0);
    out
}

#[test]
fn a_bomb_is_refused_by_the_size_it_says_or_hides() {
    let bomb = zstd::bulk::compress(&vec![0; (4 << 20) + 1], 3).unwrap();
    assert!(bomb.len() < 1_000);
    assert_eq!(Batch::decode(&wrapped(1, &bomb, &[])), Err(Error::Malformed));
    // One that does not say its size, one with another behind it, one that says more than it has.
    let mut silent = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
    std::io::Write::write_all(&mut silent, &vec![0; 16 << 20]).unwrap();
    assert_eq!(Batch::decode(&wrapped(1, &silent.finish().unwrap(), &[])), Err(Error::Malformed));
    let (plain, noise) = encode::encode(&[batch(vec![op(1, vec![])])]).unwrap();
    let packed = zip::pack(&plain).unwrap();
    assert!(Batch::decode(&wrapped(1, &packed, &noise)).is_ok());
    assert_eq!(Batch::decode(&wrapped(1, &[&packed[..], &packed].concat(), &noise)), Err(Error::Malformed));
    assert_eq!(Batch::decode(&wrapped(1, &packed, b"more")), Err(Error::Malformed));
    assert_eq!(Batch::decode(&wrapped(2, &packed, &noise)), Err(Error::Newer));
    assert_eq!(Batch::decode(&wrapped(0, &packed, &noise)), Err(Error::Malformed));
    let mut unclean = wrapped(1, &packed, &noise);
    *unclean.last_mut().unwrap() = 1;
    assert_eq!(Batch::decode(&unclean), Err(Error::Malformed));
}

#[test]
fn equal_values_cannot_be_made_into_more_than_the_limits() {
    // 65,536 rows of one text of 4 kB: 256 MiB out of some hundred bytes, were it allowed.
    let rows: Vec<Op> = (0..200).map(|hlc| op(hlc, vec![(1, Value::Text("x".repeat(60_000)))])).collect();
    assert_eq!(batch(rows).encode(), Err(Error::Malformed));
    let one = batch(vec![op(1, vec![(1, Value::Text("x".repeat(60_000)))])]);
    let (mut plain, noise) = encode::encode(&[one]).unwrap();
    // The same columns with 200 rows: each number column of one becomes one of 200 zero differences.
    let many = batch((0..200).map(|hlc| op(hlc, vec![(1, Value::Text("x".into()))])).collect());
    let (rows, _) = encode::encode(&[many]).unwrap();
    let heads = rows.len() - (1 + 1 + 1) - (1 + 1 + 1 + 1 + 1 + 1 + 200);
    let strings = plain.split_off(plain.len() - 60_000 - (1 + 1 + 1 + 1 + 1 + 1 + 1) - (1 + 3));
    let crafted = [&rows[..heads], &strings[..60_000 + 4], &rows[heads + 3..]].concat();
    assert_eq!(decode::decode(&crafted, &noise), Err(Error::Malformed));
    // It is the limit that refuses it: with a shorter text the same bytes are read.
    let short = [&rows[..heads], &[1, 2, b'x', b'x'], &rows[heads + 3..]].concat();
    let read = decode::decode(&short, &noise).unwrap();
    assert_eq!(read[0].ops[199].fields, [(1, Value::Text("xx".into()))]);
}

#[test]
fn every_cut_and_every_changed_byte_is_refused_or_read() {
    let values = vec![(1, Value::Integer(5)), (2, Value::Text("朝".into())), (9, Value::Real(6.5))];
    let bytes = batch((1..40).map(|hlc| op(hlc * 70_000, values.clone())).collect()).encode().unwrap();
    for cut in 0..bytes.len() {
        assert!(Batch::decode(&bytes[..cut]).is_err(), "cut {cut}");
    }
    for bit in 0..bytes.len() * 8 {
        let mut bad = bytes.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        let _ = Batch::decode(&bad);
    }
    assert!(Batch::decode(&[&bytes[..], &[0]].concat()).is_err());
}

#[test]
fn unpacking_stops_at_four_mebibytes() {
    let most = vec![7; 4 << 20];
    assert_eq!(zip::unpack(&zip::pack(&most).unwrap()), Ok(most));
    let more = zstd::bulk::compress(&vec![7; (4 << 20) + 1], 3).unwrap();
    assert_eq!(zip::unpack(&more), Err(Error::Malformed));
    assert_eq!(zip::pack(&vec![7; (4 << 20) + 1]), Err(Error::Malformed));
}

#[test]
fn frontiers_of_many_runs_cannot_be_made_into_more_than_the_limit() {
    // Every run repeats the frontier of the first without a byte.
    let columns = |runs: i64| {
        let mut out = vec![];
        let mut put = |numbers: &[i64]| number::put(&mut out, &mut vec![], numbers, number::NO_KEYS);
        let zeros = vec![0; runs as usize];
        put(&zeros);
        put(&zeros);
        put(&[&[1_024], &zeros[1..]].concat());
        put(&(0..1_024).collect::<Vec<_>>());
        put(&vec![1; 1_024]);
        (0..8).for_each(|_| put(&[]));
        out.push(0);
        number::put(&mut out, &mut vec![], &[], number::NO_KEYS);
        out.push(0);
        let mut whole = vec![];
        bytes::varint(&mut whole, runs as u64);
        [whole, out].concat()
    };
    assert_eq!(decode::decode(&columns(256), &[]).unwrap()[255].frontier.len(), 1_024);
    assert_eq!(decode::decode(&columns(257), &[]), Err(Error::Malformed));
}

#[test]
fn nulls_cannot_be_made_into_more_than_the_limit() {
    // 8,200 changes; a column of nulls for all of them takes five bytes.
    let (mut plain, noise) =
        encode::encode(&[batch((1..=8_200).map(|hlc| op(hlc, vec![])).collect())]).unwrap();
    assert_eq!(plain.pop(), Some(0), "its kind has no field");
    let with = |fields: u8| {
        let columns = (0..fields).flat_map(|field| [field, 0, 0, 0, 0]);
        let mut count = vec![];
        bytes::varint(&mut count, fields.into());
        [&plain[..], &count, &columns.collect::<Vec<_>>()].concat()
    };
    // 127 columns are 1,041,400 values, 128 are 1,049,600.
    assert_eq!(decode::decode(&with(127), &noise).unwrap()[0].ops[8_199].fields.len(), 127);
    assert_eq!(decode::decode(&with(128), &noise), Err(Error::Malformed));
}

#[test]
fn only_the_first_columns_of_a_kind_predict_others() {
    let codes = number::Codes { of: vec![1], count: 1 };
    let all = |_: usize| Some(&codes);
    let take = |mode: u8, count: usize| {
        let keys = number::Keys { codes: &all, count, rows: None };
        number::take(&mut bytes::Bytes(&[mode, 2]), &mut bytes::Bytes(&[]), 1, keys)
    };
    assert_eq!(take(2 + 63, 100), Ok(vec![1]));
    assert_eq!(take(2 + 64, 100), Err(Error::Malformed));
    assert_eq!(take(2 + 5, 5), Err(Error::Malformed));
    assert_eq!(take(2 + 4, 5), Ok(vec![1]));
}
