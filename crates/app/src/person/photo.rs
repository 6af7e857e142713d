//! The photo of a person: a sealed blob, and a setting of their record that names it.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_sync::{BlobKind, BlobRef, RecordId};
use henro_vault::{Blobs, Daily, SealedBlob};

use super::picture;
use crate::context::State;
use crate::open::{Open, failed};
use crate::wire::*;
use crate::{Code, Context, WireError, named, random, share};

/// Keeps a photo of somebody, in place of the one before.
pub(crate) fn photo_write(ctx: &Context, ask: PhotoWrite) -> Result<PersonList, WireError> {
    let (kind, bytes) = picture_of(&ask.image)?;
    let record = super::change::id(&ask.id)?;
    let sealed = seal_for(ctx, record, (kind, bytes.len() as u64), &mut &bytes[..])?;
    set(ctx, record, Some(sealed))
}

/// The bytes of a picture that may be kept, and what it is.
pub(crate) fn picture_of(image: &str) -> Result<(BlobKind, Vec<u8>), WireError> {
    if image.len() > picture::MAX_BYTES.div_ceil(3) * 4 {
        return Err(Code::PhotoInvalid.into());
    }
    let bytes = STANDARD.decode(image).map_err(|_| Code::PhotoInvalid)?;
    let kind = picture::kind(&bytes).ok_or(Code::PhotoInvalid)?;
    Ok((kind, bytes))
}

/// Seals something for a record, which is held by nobody meanwhile: large papers take their time.
pub(crate) fn seal_for(
    ctx: &Context,
    record: RecordId,
    what: (BlobKind, u64),
    content: &mut dyn Read,
) -> Result<SealedBlob, WireError> {
    let now = ctx.now()?;
    let blobs = of_record(&mut ctx.state(), record, now)?.vault().blobs().map_err(failed)?;
    blobs.seal(what, content, &random::system).map_err(failed)
}

/// Takes the photo of somebody away.
pub(crate) fn photo_remove(ctx: &Context, ask: PersonOne) -> Result<PersonList, WireError> {
    set(ctx, super::change::id(&ask.id)?, None)
}

/// The photo of somebody kept here, or of somebody who shows theirs. Nothing where there is none, or it has not come yet.
pub(crate) fn photo_read(ctx: &Context, ask: PersonOne) -> Result<PhotoView, WireError> {
    let record = super::change::id(&ask.id)?;
    let now = ctx.now()?;
    let mut state = ctx.state();
    let own = state.open.as_mut().ok_or(Code::RecordLocked)?;
    let found = if own.vault().shared_records().map_err(failed)?.contains(&record) {
        let blobs = own.vault().shared_blobs(&record);
        of(own.vault().shared(&record).map_err(failed)?).map(|of| (of, blobs))
    } else {
        let open = of_record(&mut state, record, now)?;
        let blobs = open.vault().blobs().map_err(failed)?;
        of(open.daily()).map(|of| (of, blobs))
    };
    let (found, blobs) = found.map_err(failed)?;
    // From here on only the file is needed.
    drop(state);
    Ok(PhotoView { image: found.and_then(|of| image(&blobs, &of)) })
}

/// A picture as a `data:` address; nothing where it is not here.
pub(crate) fn image(blobs: &Blobs, of: &BlobRef) -> Option<String> {
    if !blobs.has(&of.id) {
        return None;
    }
    let mut bytes = Vec::new();
    // A file that was spoilt is no picture: `record_verify` says so.
    if blobs.open(of, &mut bytes).is_err() || picture::kind(&bytes) != Some(of.kind) {
        return None;
    }
    let kind = if of.kind == BlobKind::Png { "png" } else { "jpeg" };
    Some(format!("data:image/{kind};base64,{}", STANDARD.encode(&bytes)))
}

/// What the record says of its photo.
pub(crate) fn of(daily: &Daily) -> Result<Option<BlobRef>, henro_vault::Error> {
    Ok(daily.setting(PHOTO)?.and_then(|value| read(&value)))
}

/// The name of the photo of a record, where it is here.
pub(crate) fn shown(daily: &Daily, blobs: &Blobs) -> Result<Option<String>, henro_vault::Error> {
    Ok(of(daily)?.filter(|of| blobs.has(&of.id)).map(|of| of.id.to_string()))
}

/// Names another photo, or none.
fn set(ctx: &Context, record: RecordId, sealed: Option<SealedBlob>) -> Result<PersonList, WireError> {
    let now = ctx.now()?;
    {
        // Held from the keeping to the naming: nobody clears away what is not named meanwhile.
        let mut state = ctx.state();
        let open = of_record(&mut state, record, now)?;
        let blobs = open.vault().blobs().map_err(failed)?;
        let before = of(open.daily()).map_err(failed)?;
        let value = match sealed {
            Some(sealed) => spelled(&blobs.keep(sealed).map_err(failed)?),
            None if before.is_none() => {
                drop(state);
                return super::person_list(ctx, Empty {});
            }
            None => NONE.to_owned(),
        };
        let meta = open.meta(now);
        open.daily().put_setting(PHOTO, &value, &meta).map_err(failed)?;
        if before.is_some() {
            let day = (now.stamp.utc_ms / DAY_MS).to_string();
            open.daily().put_sync_fact(DROPPED, day.as_bytes()).map_err(failed)?;
        }
        // What stays behind is cleared away by the next round or the next photo.
        let _ = named::clear(open.vault(), now.stamp.utc_ms);
    }
    share::photo_changed(ctx);
    super::person_list(ctx, Empty {})
}

fn of_record(state: &mut State, record: RecordId, now: crate::context::Now) -> Result<&mut Open, WireError> {
    let own = state.open.as_ref().ok_or(Code::RecordLocked)?.record();
    state.of(Some(record).filter(|record| *record != own), now)
}

/// As the setting holds it: JSON, hex digits in quotes.
fn spelled(of: &BlobRef) -> String {
    format!("\"{}\"", hex(of))
}

/// A blob with its key, in hex digits.
pub(crate) fn hex(of: &BlobRef) -> String {
    of.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads it; nothing where there is none, or one of a newer version.
fn read(value: &str) -> Option<BlobRef> {
    read_hex(value.strip_prefix('"')?.strip_suffix('"')?)
}

/// Reads [`hex`]; nothing where it is none, or one of a newer version.
pub(crate) fn read_hex(digits: &str) -> Option<BlobRef> {
    let digits = digits.as_bytes();
    if digits.is_empty() || digits.len() > 512 || !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| Some((digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?) as u8);
    let bytes: Option<Vec<u8>> = digits.chunks_exact(2).map(byte).collect();
    BlobRef::read(&bytes?).ok()
}

/// The setting where there is none any more.
const NONE: &str = "\"\"";
/// The setting of a record that names its photo.
const PHOTO: &str = "photo";
/// The day on which a photo was last taken away or replaced here.
pub(crate) const DROPPED: &str = "blobs dropped";
const DAY_MS: i64 = 86_400_000;

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::Duration;

    use henro_sync::BlobId;
    use henro_vault::KdfParams;
    use serde_json::{Value, json};

    use super::*;
    use crate::{Config, dispatch};

    /// A content that stops in its middle and waits for a word.
    struct Gate {
        left: usize,
        at: Option<usize>,
        reached: Sender<()>,
        open: Receiver<()>,
    }

    impl Read for Gate {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            if self.at.take_if(|at| self.left <= *at).is_some() {
                self.reached.send(()).unwrap();
                self.open.recv().unwrap();
            }
            let read = out.len().min(self.left).min(1 << 16);
            out[..read].fill(7);
            self.left -= read;
            Ok(read)
        }
    }

    fn made(folder: &Path) -> (Context, RecordId) {
        let ctx = Context::open(Config::system(folder.to_owned()));
        crate::record::make(&ctx, "花子".to_owned(), "long enough", KdfParams::testing()).unwrap();
        let record = ctx.state().open.as_ref().unwrap().record();
        (ctx, record)
    }

    /// Asks in a thread of its own: who waits for the record fails the test and does not hang it.
    fn ask(ctx: &Context, name: &'static str, ask: Value) -> Value {
        let (told, answer) = channel();
        let ctx = ctx.about(None);
        std::thread::spawn(move || told.send(dispatch(&ctx, name, ask).unwrap()));
        answer.recv_timeout(Duration::from_secs(30)).expect("the record answers")
    }

    const LARGE: usize = 20 << 20;

    #[test]
    fn the_record_answers_while_something_large_is_sealed_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let (ctx, record) = made(folder.path());
        let ((reached, here), (open, gate)) = (channel(), channel());
        let content = Gate { left: LARGE, at: Some(LARGE / 2), reached, open: gate };
        let sealing = {
            let (ctx, mut content) = (ctx.about(None), content);
            std::thread::spawn(move || seal_for(&ctx, record, (BlobKind::Pdf, LARGE as u64), &mut content))
        };
        here.recv_timeout(Duration::from_secs(60)).expect("it came to the middle");
        let body = json!({ "kind": "blood_pressure", "systolic": 128, "diastolic": 82, "pulse": null });
        let entry = json!({ "day": ctx.today().unwrap(), "minute": null, "body": body });
        ask(&ctx, "entry_record", json!({ "entries": [entry], "confirmed": false }));
        // A photo chosen meanwhile has its own file and clears nothing away.
        ask(&ctx, "photo_remove", json!({ "id": record.to_string() }));
        open.send(()).unwrap();
        let sealed = sealing.join().unwrap().unwrap();
        let blobs = ctx.state().open.as_mut().unwrap().vault().blobs().unwrap();
        assert!(blobs.all().unwrap().is_empty(), "none of the blobs yet");
        let of = blobs.keep(sealed).unwrap();
        let mut plain = Vec::new();
        blobs.open(&of, &mut plain).unwrap();
        assert!(plain.len() == LARGE && plain.iter().all(|byte| *byte == 7));
    }

    #[test]
    fn who_locks_meanwhile_keeps_nothing_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let (ctx, record) = made(folder.path());
        let ((reached, here), (open, gate)) = (channel(), channel());
        let mut content = Gate { left: LARGE, at: Some(LARGE / 2), reached, open: gate };
        let sealing = {
            let ctx = ctx.about(None);
            std::thread::spawn(move || {
                let sealed = seal_for(&ctx, record, (BlobKind::Pdf, LARGE as u64), &mut content)?;
                set(&ctx, record, Some(sealed))
            })
        };
        here.recv_timeout(Duration::from_secs(60)).expect("it came to the middle");
        ctx.lock();
        open.send(()).unwrap();
        let refused = sealing.join().unwrap().map(drop).unwrap_err();
        assert_eq!(refused.code, Code::RecordLocked);
        let left = std::fs::read_dir(ctx.record_dir().join("blobs")).unwrap().count();
        assert_eq!(left, 0);
    }

    #[test]
    fn what_a_setting_says_is_read_back_and_nothing_else_is() {
        let of =
            BlobRef { id: BlobId([1; 32]), key: [3; 32], size: 70_000, kind: BlobKind::Jpeg, sha: [4; 32] };
        assert_eq!(read(&spelled(&of)), Some(of));
        for bad in ["", "\"\"", "\"0\"", "\"zz\"", "null", "\"あ\"", "{}"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
