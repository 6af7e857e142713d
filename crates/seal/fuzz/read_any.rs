// Shared by the fuzz targets and `tests/mutations.rs`: whatever the bytes, reading ends, and what was read is written back as it
// was. Answers whether something was taken.

fn read_slots(bytes: &[u8]) -> bool {
    let Ok(file) = henro_seal::SlotFile::parse(bytes) else { return false };
    let written = file.to_bytes();
    // Written with more blanks than it may have had, it can be too long.
    if written.len() <= 64 << 10 {
        assert!(henro_seal::SlotFile::parse(&written).is_ok_and(|again| again.to_bytes() == written));
    }
    true
}

/// Sealed things: as they come, and what is found inside once they open. The first byte says which.
fn read_sealed(bytes: &[u8]) -> bool {
    let Some((what, rest)) = bytes.split_first() else { return false };
    match what % 6 {
        0 => read_escrow(rest),
        1 => read_wrap(rest),
        2 => read_parcel(rest),
        3 => read_batch(rest),
        4 => read_blob(rest),
        _ => read_outside(rest),
    }
}

const KEY: [u8; 32] = [7; 32];

fn key() -> henro_seal::Key {
    henro_seal::Key::from_bytes(KEY)
}

fn fill(out: &mut [u8]) {
    out.iter_mut().zip(1..).for_each(|(byte, n)| *byte = n);
}

/// The bytes stand inside.
fn read_escrow(plain: &[u8]) -> bool {
    use henro_seal::{Escrow, EscrowKey, Label, open, seal};
    let sealed = seal(&key(), Label::EmailEscrow, b"", plain, &fill);
    let Ok(escrow) = Escrow::open(&EscrowKey::from_key(key()), &sealed) else { return false };
    let again = escrow.seal(&EscrowKey::from_key(key()), &fill);
    assert!(open(&key(), Label::EmailEscrow, b"", &again).is_ok_and(|again| again.expose() == plain));
    true
}

/// Keys of a stream: as they come, and as what stands inside.
fn read_wrap(bytes: &[u8]) -> bool {
    use henro_seal::{Addressee, KemKey, hand, unwrap, wrap};
    use henro_sync::{IdentityId, RecordId, Tier};
    let (mine, record, me) = (KemKey::from_key(key()), RecordId([1; 16]), IdentityId([2; 32]));
    assert!(unwrap(&mine, &record, &me, Tier::Daily, bytes).is_err());
    let public = mine.public().expect("a key has its public half");
    let bound = [&record.0[..], &me.0, &[Tier::Daily.number()]].concat();
    let sealed = hand(1, &public, &bound, bytes, &fill).expect("our own key");
    let Ok(keys) = unwrap(&mine, &record, &me, Tier::Daily, &sealed) else { return false };
    let to = Addressee { record, to: me, tier: Tier::Daily, suite: 1, public: &public };
    let again = wrap(&to, &keys, &fill)
        .and_then(|again| mine.open(&bound, &again).map(|plain| plain.expose() == bytes));
    assert_eq!(again, Ok(true));
    true
}

/// The bytes follow a beginning that opens; and stand alone.
fn read_parcel(bytes: &[u8]) -> bool {
    use henro_seal::{KemKey, open_parcel, seal_parcel};
    let mine = KemKey::from_key(key());
    assert!(open_parcel([&mine].into_iter(), bytes).is_err());
    let whole = seal_parcel(&mine, b"", &fill).expect("our own key");
    // One empty piece stands at the end: its length, version, nonce and tag.
    let begin = whole.get(..whole.len() - 33).unwrap_or_default();
    let told = [begin, bytes].concat();
    open_parcel([&mine].into_iter(), &told).is_ok_and(|plain| {
        assert!(told == whole && plain.expose().is_empty());
        true
    })
}

/// A frame whose text opens or does not.
fn read_batch(bytes: &[u8]) -> bool {
    let Ok(frame) = henro_sync::Frame::read(bytes) else { return false };
    assert!(henro_seal::open_batch(&key(), &frame.head, frame.text).is_err());
    true
}

/// A blob, with eight bytes before it that say another size than it has.
fn read_blob(bytes: &[u8]) -> bool {
    use henro_seal::{open_blob, seal_blob};
    let Some((size, content)) = bytes.split_first_chunk::<8>() else { return false };
    let (record, size) = (henro_sync::RecordId([1; 16]), u64::from_be_bytes(*size));
    let (mut sealed, mut out) = (vec![], vec![]);
    let of = (henro_sync::BlobKind::Png, content.len() as u64);
    let mut of = seal_blob(&record, of, &mut &content[..], &mut sealed, &fill).expect("short");
    assert!(open_blob(&record, &of, &mut &content[..], &mut out).is_err());
    out.clear();
    assert!(open_blob(&record, &of, &mut &sealed[..], &mut out).is_ok() && out == content);
    let same = of.size == size;
    of.size = size;
    assert_eq!(open_blob(&record, &of, &mut &sealed[..], &mut vec![]).is_ok(), same);
    same
}

/// Nobody makes what opens without the key.
fn read_outside(bytes: &[u8]) -> bool {
    use henro_seal::{EscrowKey, KemKey, Label, open, step_back, take_out};
    assert!(open(&key(), Label::EnrolLetter, &[1], bytes).is_err());
    assert!(henro_seal::Escrow::open(&EscrowKey::from_key(key()), bytes).is_err());
    assert!(step_back(&henro_sync::StreamId([1; 16]), 2, &key(), bytes).is_err());
    assert!(KemKey::from_key(key()).open(b"", bytes).is_err());
    // Not so a letter box: its key is public.
    let _ = take_out(&key(), b"", bytes);
    false
}
