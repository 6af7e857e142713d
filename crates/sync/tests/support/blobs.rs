// Vectors of blobs: what an entry says of one, and the list of those that are still named.

fn blob_vectors() -> Json {
    let pen = Pen::new(7);
    let one = |(size, kind, number): (u64, BlobKind, u8)| {
        let it = BlobRef {
            id: BlobId([0xb1; 32]),
            key: [0x4e; 32],
            size,
            kind,
            sha: [0x5a; 32],
        };
        let is = json!({
            "id": it.id.to_string(), "key": hex(&it.key), "size": size,
            "kind": number, "sha": hex(&it.sha), "sealed": it.sealed_len(),
        });
        json!({"bytes": hex(&it.to_bytes()), "is": is})
    };
    let kinds = [(0, BlobKind::Jpeg, 1), (91_234, BlobKind::Png, 2), (50_000_000, BlobKind::Pdf, 3)];
    let live = LiveBlobs {
        record: RECORD,
        stream: VITALS,
        identity: IdentityId([2; 32]),
        device: pen.public(),
        at: 2_000,
        blobs: vec![BlobId([1; 32]), BlobId([2; 32])],
    };
    let blobs: Vec<String> = live.blobs.iter().map(ToString::to_string).collect();
    let is = json!({
        "record": live.record.to_string(), "stream": live.stream.to_string(),
        "identity": live.identity.to_string(), "device": live.device.to_string(), "at": live.at, "blobs": blobs,
    });
    json!({"references": kinds.map(one).to_vec(), "live": {"bytes": hex(&live.sign(&pen)), "is": is}})
}
