// Shared by the fuzz target and `tests/mutations.rs`: whatever the bytes, reading ends, and what is taken keeps the
// rules of its format. Answers whether something was taken.

fn read_frames(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    let mut length = 0;
    while let Ok(frame) = henro_sync::Frame::take(&mut rest) {
        assert!(frame.text.len() <= henro_sync::MAX_TEXT && frame.head.seq > 0 && frame.head.device > 0);
        assert!(
            henro_sync::Frame::read(frame.bytes)
                .is_ok_and(|again| again.head == frame.head && again.text == frame.text)
        );
        length += frame.bytes.len();
    }
    assert!(bytes.len() - rest.len() == length);
    let mut rest = bytes;
    while let Ok(segment) = henro_sync::Segment::take(&mut rest) {
        assert!(segment.text.len() <= henro_sync::MAX_TEXT && segment.head.first <= segment.head.frame.seq);
        assert!(henro_sync::Segment::read(segment.bytes).is_ok_and(|again| again.head == segment.head));
        let _ = segment.batches(segment.text);
        length += segment.bytes.len();
    }
    let _ = henro_sync::epoch_of(bytes);
    let mut rest = bytes;
    while let Ok(item) = henro_sync::Item::take(&mut rest) {
        // A gap says no more than which frame it is.
        if let henro_sync::Item::Gap { device, hash } = item {
            let from = bytes.len() - rest.len() - henro_sync::GAP_LEN;
            assert!(bytes.get(from..).is_some_and(|at| at.starts_with(&henro_sync::gap(device, &hash))));
        }
    }
    length > 0
}
