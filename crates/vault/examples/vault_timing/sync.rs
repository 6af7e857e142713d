//! A first sync: the changes of one device laid into the empty record of another.

use std::path::Path;
use std::time::Duration;

use henro_domain::Section;
use henro_sync::{Batch, DeviceKey, Frame, FrameHead, Hash, Signature, Signer, StreamId, Unsigned};
use henro_vault::{Daily, Incoming, KdfParams, NewFrame, Vault};
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::{Fault, life, random, raw, stamp, timed};

/// What it took.
pub struct FirstSync {
    /// Changes a second, and rows a second of the raw engine in the same turns.
    pub rates: Vec<(f64, f64)>,
    /// In all.
    pub took: Duration,
}

/// Lays everything the first device wrote into a second one, page by page; the raw engine fills as many rows in turn.
pub fn first_sync(from: &mut Daily, entries: u32, folder: &Path) -> Result<FirstSync, Fault> {
    let params = KdfParams::testing();
    let record = ([1; 16], 2);
    let mut vault = Vault::join(folder.join("second"), "timing", params, record, &random, stamp())?;
    let mut raw = raw::Raw::create(&folder.join("raw2.db"))?;
    let mut life = life::life(entries);
    let mut done = FirstSync { rates: Vec::new(), took: Duration::ZERO };
    for (place, section) in SECTIONS.into_iter().enumerate() {
        let stream = StreamId([place as u8 + 1; 16]);
        from.add_stream(&stream, section, 0, &Hash::ZERO)?;
        vault.daily()?.add_stream(&stream, section, 0, &Hash::ZERO)?;
        loop {
            let page = page(from, section, stream)?;
            let count: usize = page.iter().map(|(_, _, batch)| batch.ops.len()).sum();
            if count == 0 {
                break;
            }
            let page: Vec<Incoming> = page
                .iter()
                .map(|(bytes, hash, batch)| Incoming {
                    bytes,
                    hash: *hash,
                    place: None,
                    batch: Some(batch),
                    guest: None,
                })
                .collect();
            let daily = vault.daily()?;
            let took = timed(|| daily.lay_in(&page, stamp().utc_ms).map(|_| ()))?;
            let rows: Vec<_> = life.by_ref().take(count).collect();
            let theirs = timed(|| raw.fill(rows.into_iter()))?;
            let rate = |took: Duration| count as f64 / took.as_secs_f64();
            done.rates.push((rate(took), rate(theirs)));
            done.took += took;
        }
    }
    if vault.daily()?.digest()? != from.digest()? {
        return Err("the two records differ".into());
    }
    Ok(done)
}

/// Some frames of the first device, as they would come from a server.
fn page(from: &mut Daily, section: Section, stream: StreamId) -> Result<Vec<(Vec<u8>, Hash, Batch)>, Fault> {
    let pen = Pen(Ed25519KeyPair::from_seed_unchecked(&[1; 32]).map_err(|_| "no key")?);
    let mut page = Vec::new();
    for _ in 0..FRAMES {
        let found = from.unsealed(section, CHANGES)?;
        if found.ops.is_empty() {
            break;
        }
        let (seq, prev) = from.newest_frame(&stream, 1)?.unwrap_or((0, Hash::ZERO));
        let (salt, commitment) = ([0; 24], [0; 16]);
        let head = FrameHead { stream, device: 1, seq: seq + 1, epoch: 1, minute: 0, salt, commitment };
        let bytes = Unsigned { head, prev, text: b"" }.sign(&pen)?;
        let hash = Frame::read(&bytes)?.verify(&pen.public(), &prev)?;
        from.store_frame(&NewFrame { bytes: &bytes, hash, upto: found.upto })?;
        page.push((bytes, hash, Batch { ops: found.ops, ..Batch::default() }));
    }
    Ok(page)
}

struct Pen(Ed25519KeyPair);

impl Signer for Pen {
    fn public(&self) -> DeviceKey {
        DeviceKey::try_from(self.0.public_key().as_ref()).expect("an Ed25519 key has 32 bytes")
    }

    fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).as_ref().try_into().expect("an Ed25519 signature has 64 bytes")
    }
}

const SECTIONS: [Section; 5] =
    [Section::Profile, Section::Vitals, Section::Activity, Section::Meals, Section::Diary];
/// Frames of a page and changes of a frame: about a megabyte before sealing.
const FRAMES: usize = 4;
const CHANGES: usize = 4_000;
