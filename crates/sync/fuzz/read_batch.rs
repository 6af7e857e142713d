// Shared by the fuzz target and `tests/mutations.rs`: whatever the bytes, reading ends, and what is taken keeps the
// rules of its format. Answers whether something was taken.

fn read_batch(bytes: &[u8]) -> bool {
    let Ok(runs) = henro_sync::Batch::decode_all(bytes) else { return false };
    assert!(bytes.len() <= henro_sync::MAX_BYTES && !runs.is_empty());
    let clocks: Vec<u64> = runs.iter().flat_map(|run| &run.ops).map(|op| op.hlc).collect();
    assert!(clocks.windows(2).all(|pair| pair[0] < pair[1]));
    for op in runs.iter().flat_map(|run| &run.ops) {
        assert!(op.fields.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
    if clocks.len() > 4_096 {
        return true;
    }
    // What was read can be written and read again, and is the same; by text, as a NaN is not equal to itself.
    let again = henro_sync::Batch::encode_all(&runs).and_then(|bytes| henro_sync::Batch::decode_all(&bytes));
    assert!(again.is_ok_and(|again| format!("{again:?}") == format!("{runs:?}")));
    true
}

/// The same for bytes that are to be found inside the compression: two bytes of length, noise, columns.
fn read_columns(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk::<2>() else { return false };
    let (noise, plain) = rest.split_at(rest.len().min(u16::from_be_bytes(*length).into()));
    let Ok(packed) = zstd::bulk::compress(plain, 1) else { return false };
    let mut out = vec![1];
    for part in [&packed[..], noise] {
        // A length as a varint of three bytes; no input is longer.
        let n = part.len();
        out.extend_from_slice(&[n as u8 | 0x80, (n >> 7) as u8 | 0x80, (n >> 14) as u8 & 0x7f]);
        out.extend_from_slice(part);
    }
    let length = [128, 256, 512].into_iter().find(|step| out.len() <= *step).unwrap_or_else(|| {
        let exponent = out.len().ilog2();
        out.len().next_multiple_of(1 << (exponent - exponent.ilog2() - 1))
    });
    out.resize(length, 0);
    read_batch(&out)
}
