//! What the client keeps is there after a restart.

use super::*;

#[test]
fn chains_keys_and_small_things_survive_a_restart() {
    let mut device = Device::new(1);
    let id = stream(Section::Vitals);
    let daily = device.daily();
    daily.append_chain(ChainKind::Control, &[9; 16], 0, &[vec![1], vec![2]]).unwrap();
    daily.append_chain(ChainKind::Control, &[9; 16], 2, &[vec![3]]).unwrap();
    daily.append_chain(ChainKind::Identity, &[8; 32], 0, &[vec![4]]).unwrap();
    let late = daily.append_chain(ChainKind::Control, &[9; 16], 2, &[vec![9]]);
    assert_eq!(late, Err(Error::Sync(SyncFault::Gap)));
    daily.append_access(0, &[vec![5], vec![6]]).unwrap();
    assert_eq!(daily.append_access(1, &[vec![7]]), Err(Error::Sync(SyncFault::Gap)));
    daily.put_epoch_key(&id, 1, &Sensitive::new([3; 32])).unwrap();
    daily.put_epoch_key(&id, 2, &Sensitive::new([4; 32])).unwrap();
    daily.put_heartbeat(2, 50, b"new").unwrap();
    daily.put_heartbeat(2, 40, b"old").unwrap();
    let owed = Owed { kind: "rotate".into(), about: "x".into(), state: "begun".into(), at: 7 };
    daily.owe(&owed).unwrap();
    daily.owe(&Owed { state: "half".into(), at: 9, ..owed.clone() }).unwrap();
    daily.put_sync_fact("server", b"https://example.org").unwrap();
    daily.put_secret("device", &[1; 32]).unwrap();
    assert_eq!(daily.put_secret("inbox", &[1; 32]), Err(Error::Misfit));
    device.vault.lock(&random(1)).unwrap();
    device.vault.unlock(PASSWORD, &random(2), stamp(1)).unwrap();
    let daily = device.daily();
    assert_eq!(daily.chain(ChainKind::Control, &[9; 16]).unwrap(), [vec![1], vec![2], vec![3]]);
    assert_eq!(daily.chains(ChainKind::Identity).unwrap(), [vec![8; 32]]);
    assert_eq!(daily.access(1).unwrap(), [vec![6]]);
    assert_eq!(daily.epoch_key(&id, 1).unwrap().unwrap().expose(), &[3; 32]);
    assert!(daily.epoch_key(&id, 3).unwrap().is_none());
    assert_eq!(daily.newest_epoch(&id).unwrap(), Some(2));
    assert_eq!(daily.heartbeats().unwrap(), [b"new".to_vec()]);
    assert_eq!(daily.owed().unwrap(), [Owed { state: "half".into(), ..owed }]);
    daily.settle_owed("rotate", "x").unwrap();
    assert_eq!(daily.owed().unwrap(), []);
    assert_eq!(daily.sync_fact("server").unwrap().as_deref(), Some(&b"https://example.org"[..]));
    assert_eq!(daily.secret("device").unwrap().unwrap().expose(), &[1; 32]);
    assert_eq!(daily.streams().unwrap().len(), SECTIONS.len());
}

#[test]
fn a_frame_is_unsent_until_a_server_has_it_and_its_changes_can_be_sealed_anew() {
    let mut device = Device::new(1);
    let id = stream(Section::Vitals);
    for n in 0..7 {
        device.write(weight(60.0 + f64::from(n)), i64::from(n));
    }
    device.write(steps(1), 8);
    assert_eq!(device.daily().waiting_to_leave().unwrap(), (0, 8));
    let sent: Vec<Sent> = std::iter::from_fn(|| device.seal(Section::Vitals, 3)).collect();
    assert_eq!(sent.iter().map(|sent| sent.batch.ops.len()).collect::<Vec<_>>(), [3, 3, 1]);
    let daily = device.daily();
    assert_eq!(daily.waiting_to_leave().unwrap(), (3, 1));
    let stored = daily.unsent_frames(&id, usize::MAX).unwrap();
    assert!(stored.iter().map(|frame| &frame.bytes).eq(sent.iter().map(|sent| &sent.bytes)));
    assert_eq!(daily.unsent_frames(&id, 1).unwrap().len(), 1);
    daily.mark_sent(&id, 1, 1).unwrap();
    assert_eq!(daily.unsent_frames(&id, usize::MAX).unwrap().len(), 2);
    // The epoch has changed: what nobody has is sealed again.
    assert_eq!(daily.withdraw_frames(&id, 1).unwrap(), 2);
    let again = daily.unsealed(Section::Vitals, 100).unwrap().ops;
    let before: Vec<Op> = sent.iter().skip(1).flat_map(|sent| sent.batch.ops.clone()).collect();
    assert_eq!(again, before);
    let sent = device.seal(Section::Vitals, 100).unwrap();
    assert_eq!(sent.head().seq, 2);
    assert_eq!(device.daily().own_frames(&id, 1, 1, usize::MAX).unwrap().len(), 2);
    assert_eq!(device.daily().frontier(&id).unwrap(), [(1, 2)]);
}

#[test]
fn a_frame_that_does_not_follow_or_holds_nothing_is_not_kept() {
    let mut device = Device::new(1);
    device.write(weight(60.0), 1);
    let upto = device.daily().unsealed(Section::Vitals, 9).unwrap().upto;
    let mut store = |number, seq, upto| {
        let sent = frame(Section::Vitals, number, (seq, Hash::ZERO), Batch::default());
        device.daily().store_frame(&NewFrame { bytes: &sent.bytes, hash: sent.hash, upto })
    };
    assert_eq!(store(1, 2, upto), Err(Error::Sync(SyncFault::Gap)));
    assert_eq!(store(2, 1, upto), Err(Error::Sync(SyncFault::Gap)));
    assert_eq!(store(1, 1, 0), Err(Error::Sync(SyncFault::Gap)));
    assert_eq!(store(1, 1, upto + 9), Err(Error::Sync(SyncFault::Gap)));
    store(1, 1, upto).unwrap();
    assert_eq!(store(1, 2, upto), Err(Error::Sync(SyncFault::Gap)));
    let none = NewFrame { bytes: b"no frame", hash: Hash::ZERO, upto };
    assert_eq!(device.daily().store_frame(&none), Err(Error::Sync(SyncFault::Malformed)));
}
