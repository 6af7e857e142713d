// Vectors of parcels: what devices of one person hand each other without a server.

fn parcel_vectors() -> Json {
    let pen = Pen::new(7);
    let list = |entries: &[Vec<u8>]| entries.iter().map(|entry| hex(entry)).collect::<Vec<_>>();
    let one = |people: Vec<(IdentityId, Vec<Vec<u8>>)>, control: Vec<Vec<u8>>, (first, loose): (u64, bool), blobs: &[Vec<u8>]| {
        let head = SignedHead { stream: VITALS, place: first + 1, head: Hash([0xbe; 32]), at: 1_900 };
        let frames = PlacedFrames { stream: VITALS, first, head: head.sign(&pen), frames: vec![0xf1; 40] };
        let parcel = Parcel {
            record: RECORD,
            identity: IdentityId([2; 32]),
            device: pen.public(),
            at: 2_000,
            people,
            control,
            placed: vec![frames],
            loose: if loose { vec![(PROBLEMS, vec![0xf2; 30])] } else { vec![] },
            blobs: blobs.iter().map(|sealed| (blob_name(sealed), sealed.clone())).collect(),
        };
        let placed = parcel.placed.iter();
        let placed = placed.map(|of| json!([hex(&of.stream.0), of.first, hex(&of.head), hex(&of.frames)]));
        let people = parcel.people.iter().map(|(id, entries)| json!([id.to_string(), list(entries)]));
        json!({
            "bytes": hex(&parcel.sign(&pen)),
            "is": {
                "record": hex(&parcel.record.0), "identity": parcel.identity.to_string(),
                "device": parcel.device.to_string(), "at": parcel.at,
                "people": people.collect::<Vec<_>>(), "control": list(&parcel.control),
                "placed": placed.collect::<Vec<_>>(),
                "loose": parcel.loose.iter().map(|(id, frames)| json!([hex(&id.0), hex(frames)])).collect::<Vec<_>>(),
                "blobs": parcel.blobs.iter().map(|(id, sealed)| json!([id.to_string(), hex(sealed)])).collect::<Vec<_>>(),
            },
        })
    };
    let people =
        vec![(IdentityId([2; 32]), vec![vec![1; 70], vec![2; 80]]), (IdentityId([3; 32]), vec![vec![3; 9]])];
    let control = vec![vec![4; 300], vec![5; 66]];
    json!({"parcels": [
        one(vec![], vec![], (1, false), &[]),
        one(people.clone(), control.clone(), (8, true), &[]),
        one(people, control, (8, true), &[vec![0xb1; 40], vec![0xb2; 7]]),
    ]})
}

fn blob_name(sealed: &[u8]) -> henro_sync::BlobId {
    let mut name = henro_sync::BlobHash::new(&RECORD);
    name.update(sealed);
    name.finish()
}
