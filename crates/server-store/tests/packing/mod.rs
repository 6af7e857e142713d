//! Frames packed into segments by who wrote them.

use std::sync::Arc;

use henro_server_store::*;
use henro_sync::{
    Batch, Error as Broken, Frame, FrameHead, Hash, Item, Op, OpAct, Role, SegmentHead, SignedHead, Signer,
    UnsignedSegment, Value, segment_digest,
};

use super::world::*;
use super::{Here, T0, rule};

fn batch(n: u64) -> Batch {
    let op = Op {
        entity: (1 << 40) + n as i64,
        kind: 2,
        act: OpAct::Put,
        hlc: (T0 << 16) + n,
        at: None,
        actor: 1,
        subject: 1,
        source: 0,
        fields: vec![(5, Value::Integer(n as i64))],
    };
    Batch { control: 1, frontier: vec![], ops: vec![op] }
}

/// A device that remembers what it wrote, as it must to pack it.
pub struct Author {
    hand: Hand,
    pub frames: Vec<Vec<u8>>,
    hashes: Vec<Hash>,
}

impl Author {
    pub fn new(book: &Book, number: u32) -> Self {
        Self { hand: Hand::new(book.daily, number), frames: vec![], hashes: vec![Hash::ZERO] }
    }

    pub fn write(&mut self, pen: &Pen, count: u64) -> Vec<u8> {
        (0..count).flat_map(|_| self.write_text(pen, &batch(self.hand.seq).encode().unwrap())).collect()
    }

    /// A frame of this text.
    pub fn write_text(&mut self, pen: &Pen, text: &[u8]) -> Vec<u8> {
        let frame = self.hand.write(pen, T0, text);
        self.frames.push(frame.clone());
        self.hashes.push(self.hand.prev);
        frame
    }

    /// The segment of frames `first..=last`, changed before it is signed.
    pub fn segment(
        &self,
        pen: &Pen,
        (first, last): (u64, u64),
        change: impl Fn(&mut SegmentHead),
    ) -> Vec<u8> {
        let batches: Vec<Batch> = (first - 1..last).map(batch).collect();
        let digest = segment_digest(self.hand.number, first, &batches);
        let text = Batch::encode_all(&batches).unwrap();
        self.segment_text(pen, (first, last), &text, |head| {
            head.digest = digest;
            change(head);
        })
    }

    /// The same with this text, as good as any for who cannot open it.
    pub fn segment_text(
        &self,
        pen: &Pen,
        (first, last): (u64, u64),
        text: &[u8],
        change: impl Fn(&mut SegmentHead),
    ) -> Vec<u8> {
        let frame = Frame::read(&self.frames[last as usize - 1]).unwrap().head;
        let mut head = SegmentHead {
            frame: FrameHead { salt: [9; 24], ..frame },
            first,
            by: self.hand.number,
            before: self.hashes[first as usize - 1],
            after: self.hashes[last as usize],
            digest: Hash::ZERO,
        };
        change(&mut head);
        UnsignedSegment { head, text }.sign(pen).unwrap()
    }
}

/// What a page holds, one letter a place.
pub fn shape(frames: &[u8]) -> String {
    let (mut rest, mut out) = (frames, String::new());
    while !rest.is_empty() {
        out.push(match Item::take(&mut rest).unwrap() {
            Item::Frame(_) => 'f',
            Item::Gap { .. } => '.',
            Item::Segment(_) => 'S',
        });
    }
    out
}

pub async fn many_frames_are_packed_into_segments(store: Arc<dyn Store>) {
    let here = Here::on(Arc::clone(&store), Limits::default()).await;
    let (me, nurse) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&nurse).await);
    let mut book = Book::new(1, &me, here.now());
    book.knows(&nurse);
    here.ledger.record_begin(&mine, book.genesis.clone().into()).await.unwrap();
    let grant = book.grant(1, &nurse, Role::Append, 0, None);
    here.act(&mut book, &me, &mine, grant).await;
    let number = henro_sync::Act::Device { number: 2, identity: nurse.id, key: nurse.device.public() };
    here.act(&mut book, &nurse, &theirs, number).await;
    let (mut author, mut other) = (Author::new(&book, 1), Author::new(&book, 2));
    let push = async |session: &Session, row: Vec<u8>| {
        here.ledger.push(session, &book.daily, row.into()).await.unwrap()
    };
    push(&mine, author.write(&me.device, 6)).await;
    push(&theirs, other.write(&nurse.device, 2)).await;
    let before = push(&mine, author.write(&me.device, 4)).await;
    let before = SignedHead::read(&before, &here.ledger.key()).unwrap();
    let pack = async |session: &Session, segment: Vec<u8>| {
        here.ledger.pack(session, &book.daily, segment.into()).await
    };
    let used = store.record_heads(book.record).await.unwrap().unwrap().used;

    // What must not be taken: a gap, what is not there, another's frames, other frames than they were, an epoch of the future.
    let plain = |span| author.segment(&me.device, span, |_| {});
    assert!(matches!(pack(&mine, plain((2, 6))).await, Err(Refused::Gap(0))));
    let late = author.segment(&me.device, (1, 6), |head| head.frame.seq = 11);
    assert!(pack(&mine, late).await.is_err());
    assert_eq!(rule(pack(&theirs, plain((1, 6))).await.unwrap_err()), Broken::NotAllowed);
    let stolen = author.segment(&nurse.device, (1, 6), |head| head.by = 2);
    assert_eq!(rule(pack(&theirs, stolen).await.unwrap_err()), Broken::NotAllowed, "not hers to pack");
    let forged = author.segment(&me.device, (1, 6), |head| head.after = Hash([1; 32]));
    assert_eq!(rule(pack(&mine, forged).await.unwrap_err()), Broken::Unchained);
    let early = author.segment(&me.device, (1, 6), |head| head.frame.epoch = 2);
    assert!(matches!(pack(&mine, early).await, Err(Refused::Epoch(1))));
    let pull = here.read(&mine, &me, &book, 1).await.unwrap();
    assert_eq!(shape(&pull.parts[0].frames), "ffffffffffff", "nothing of it was taken");

    // Said twice is said once; the next one follows; both together can be replaced. Heads stay.
    for _ in 0..2 {
        let head = SignedHead::read(&pack(&mine, plain((1, 4))).await.unwrap(), &here.ledger.key()).unwrap();
        assert_eq!((head.place, head.head), (before.place, before.head));
    }
    pack(&mine, plain((5, 9))).await.unwrap();
    assert!(matches!(pack(&mine, plain((3, 9))).await, Err(Refused::Gap(9))), "half of a segment");
    let pull = here.read(&theirs, &nurse, &book, 2).await.unwrap();
    assert_eq!(shape(&pull.parts[0].frames), "...S..ff..Sf");
    pack(&mine, plain((1, 10))).await.unwrap();
    let pull = here.read(&theirs, &nurse, &book, 3).await.unwrap();
    assert_eq!(shape(&pull.parts[0].frames), "......ff...S");
    assert_eq!(pull.parts[0].frames.len() as u64, 9 * 37 + used_by(&store, &book, &other).await);
    assert!(store.record_heads(book.record).await.unwrap().unwrap().used < used, "room was won");

    // Writing goes on; what was pushed before may be said again and is known, though its bytes are gone.
    let again: Vec<u8> = author.frames.concat();
    push(&mine, again).await;
    let next = author.write(&me.device, 1);
    let head = SignedHead::read(&push(&mine, next).await, &here.ledger.key()).unwrap();
    assert_eq!(head.place, 13);
    assert!(store.check().await.unwrap().is_empty());
}

/// Bytes of segment and frames that are held, by the record's own count without its control chain.
async fn used_by(store: &Arc<dyn Store>, book: &Book, other: &Author) -> u64 {
    let held = store.page(book.record, vec![(book.daily, 0)], 1 << 20).await.unwrap().unwrap();
    let whole = held.items[0].frames.len() as u64;
    let theirs: usize = other.frames.iter().map(Vec::len).sum();
    assert!(whole > theirs as u64);
    whole - 9 * 37
}
