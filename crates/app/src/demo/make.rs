use henro_domain::{Day, Person, PhysicalActivityLevel, Sex};
use henro_vault::KdfParams;

use super::{Life, life};
use crate::context::{Context, Now};
use crate::entry::resolve;
use crate::open::{Open, failed};
use crate::wire::EntryDraft;
use crate::{Code, WireError, record};

impl Context {
    /// Makes an invented resident with three years of entries anew and leaves the record open. Only for a
    /// context that was configured as a demonstration: what stands in its folder is thrown away.
    pub fn open_demo(&self) -> Result<(), WireError> {
        self.make_anew(KdfParams::FLOOR)?;
        let today = self.today()?;
        let life = Life { seed: 88, from: today.plus(-3 * 365), to: today, wearable: false };
        self.fill_with_life(life).map(|_| ())
    }

    /// The same with any life, for measuring: the key is derived at next to no cost, so that the rest of
    /// unlocking can be seen. Answers how many entries were written.
    pub fn open_life(&self, ask: Life) -> Result<u64, WireError> {
        self.make_anew(KdfParams::testing())?;
        self.fill_with_life(ask)
    }

    /// Writes an invented life into the open record, and answers how many entries that were.
    pub fn fill_with_life(&self, ask: Life) -> Result<u64, WireError> {
        self.with_open(|open, now| fill(open, now, life(ask)))
    }

    fn make_anew(&self, costs: KdfParams) -> Result<(), WireError> {
        if !self.config.demo {
            return Err(Code::RequestInvalid.into());
        }
        match std::fs::remove_dir_all(self.record_dir()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(crate::settings::file_code(&error).into());
            }
            _ => {}
        }
        record::make(self, NAME.to_owned(), DEMO_PASSWORD, costs)?;
        self.with_open(|open, now| open.write_person(naoko(), now))
    }
}

/// Writes drafts as imports without a name, which no list of imports shows. What lies after this minute is left out.
fn fill(open: &mut Open, now: Now, drafts: impl Iterator<Item = EntryDraft>) -> Result<u64, WireError> {
    let mut entries = Vec::new();
    let mut written = 0;
    let meta = henro_vault::Meta { source: henro_vault::Source::Import, ..open.meta(now) };
    let mut drafts = drafts
        .filter(|draft| draft.day < now.today || draft.minute.is_none_or(|minute| minute <= now.minute.get()))
        .peekable();
    while drafts.peek().is_some() {
        for draft in drafts.by_ref().take(CHUNK) {
            entries.push(resolve(open, now, &draft, &[], true, 0)?);
        }
        let batch = open.daily().import_batch(entries.drain(..), "", &meta).map_err(failed)?;
        written += batch.entries;
    }
    open.all_changed()?;
    Ok(written)
}

fn naoko() -> Person {
    Person {
        name: NAME.to_owned(),
        birth: Day::new(1980, 4, 18).ok(),
        sex: Some(Sex::Female),
        activity: PhysicalActivityLevel::Normal,
        stride_m: None,
    }
}

const NAME: &str = "宮武 直子";
/// Said beside the address when the demonstration starts; it guards nothing but invented entries.
pub const DEMO_PASSWORD: &str = "henro-demo";
/// Weights of a chunk are found by the entries of the chunks before it.
const CHUNK: usize = 2_000;
