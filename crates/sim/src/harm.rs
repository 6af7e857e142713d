//! Somebody who may write, and pushes what no honest program makes.

use henro_seal::seal_batch;
use henro_sync::{Batch, Frame, FrameHead, Grant, Hash, Op, OpAct, Signer, StreamId, Unsigned, Value};

use crate::device::Fate;
use crate::world::World;

/// Pushes one bad frame as this device, which from then on belongs to somebody who does harm.
pub fn push(world: &mut World, device: usize) {
    let of = &world.devices[device];
    let Some(control) = of.engine.control() else { return };
    let (Some(number), false) = (of.store.disk.number, control.owners.contains(&of.identity)) else { return };
    let now = of.clock(world.now);
    let streams: Vec<StreamId> = control
        .streams
        .keys()
        .filter(|stream| control.may_write(&of.identity, stream, now))
        .copied()
        .collect();
    let Some(stream) = world.dice.pick(&streams).copied() else { return };
    let epoch = control.streams[&stream].epoch;
    let Some(key) = of.store.disk.keys.get(&(stream, epoch)).cloned() else { return };
    let disk = &of.store.disk;
    let end = disk.frames.get(&stream).and_then(|kept| kept.last());
    if disk.sent.get(&stream).copied().unwrap_or(0) != end.map_or(0, |kept| kept.frame.seq) {
        return;
    }
    let (seq, prev) = end.map_or((1, Hash::ZERO), |kept| (kept.frame.seq + 1, kept.frame.hash));
    let kind = world.dice.below(6);
    let minute = u32::try_from(now / 60_000).unwrap_or(u32::MAX);
    let minute = if kind == 4 { u32::MAX } else { minute };
    let mut head =
        FrameHead { stream, device: number, seq, epoch, minute, salt: [0; 24], commitment: [0; 16] };
    let plain = match kind {
        0 => [&[1][..], b"no batch at all"].concat(),
        1 => bomb(),
        _ => future(world),
    };
    let Ok(mut text) = seal_batch(&key, &mut head, &plain, &world.dice) else { return };
    match kind {
        2 => text[3] ^= 1,
        3 => head.epoch += 1,
        _ => {}
    }
    let Ok(bytes) = Unsigned { head, prev, text: &text }.sign(&of.key) else { return };
    let session = of.session();
    let answer = world.cloud.borrow_mut().server.push(&session, &stream, &bytes);
    world.note(|| format!("device {device} does harm ({kind}) in {stream}: {}", answer.is_ok()));
    world.devices[device].fate = Fate::Evil;
}

/// A batch whose compressed part says that it holds a gigabyte.
fn bomb() -> Vec<u8> {
    // zstd: magic, single segment with a size of four bytes, the size, one raw block of nothing.
    let packed = [&[0x28, 0xb5, 0x2f, 0xfd, 0xa0][..], &(1u32 << 30).to_le_bytes(), &[1, 0, 0]].concat();
    let mut out = vec![1, packed.len() as u8];
    out.extend_from_slice(&packed);
    out.push(0);
    out.resize(128, 0);
    out
}

/// A change of a year that has not come, from an entry that says nothing.
fn future(world: &World) -> Vec<u8> {
    let ahead = (world.now + 20 * 365 * 86_400_000) << 16;
    let op = Op {
        entity: 5,
        kind: 1,
        act: OpAct::Put,
        hlc: ahead,
        at: None,
        actor: 1,
        subject: 1,
        source: 1,
        fields: vec![(1, Value::Null)],
    };
    Batch { control: 1, frontier: vec![], ops: vec![op] }.encode().unwrap_or_default()
}

/// The server takes what somebody wrote whose consent to write is over by the entries, sealed with the newest key they have.
pub fn admit(world: &mut World) {
    let cloud = world.cloud.borrow();
    let Some(control) = cloud.server.control.as_ref() else { return };
    let mut made = Vec::new();
    for device in &world.devices {
        let Some(number) = device.store.disk.number else { continue };
        let belongs = control.devices.get(&number).is_some_and(|of| of.key == device.key.public());
        if !belongs || control.owners.contains(&device.identity) {
            continue;
        }
        let theirs = |grant: &&Grant| grant.given.to == device.identity;
        for stream in control.streams.keys() {
            let of = |grant: &&Grant| grant.given.streams.iter().any(|(of, _)| of == stream);
            let mut grants = control.grants.values().filter(theirs).filter(of);
            if grants.any(|grant| grant.revoked.is_none() || grant.owed.contains(stream)) {
                continue;
            }
            let keys = device.store.disk.keys.range((*stream, 0)..=(*stream, u32::MAX));
            let Some(((_, epoch), key)) = keys.last() else { continue };
            made.push((*stream, number, *epoch, key.clone(), &device.key));
        }
    }
    let Some((stream, number, epoch, key, pen)) = world.dice.pick(&made).cloned() else { return };
    let of = cloud.server.streams[&stream].iter().filter(|held| held.device == number);
    let (seq, prev) = of.fold((1, Hash::ZERO), |(seq, _), held| (seq + 1, held.hash));
    let minute = u32::try_from(world.now / 60_000).unwrap_or(u32::MAX);
    let mut head =
        FrameHead { stream, device: number, seq, epoch, minute, salt: [0; 24], commitment: [0; 16] };
    let Ok(text) = seal_batch(&key, &mut head, &future(world), &world.dice) else { return };
    let Ok(bytes) = Unsigned { head, prev, text: &text }.sign(pen) else { return };
    let Ok(hash) = Frame::read(&bytes).and_then(|frame| frame.verify(&pen.public(), &prev)) else { return };
    drop(cloud);
    world.note(|| format!("the server takes what {number} may not write in {stream}"));
    let mut cloud = world.cloud.borrow_mut();
    cloud.server.append(&stream, number, hash, bytes);
    if let Some(liar) = &mut cloud.liar {
        liar.touched = true;
    }
}
