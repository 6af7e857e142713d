use henro_domain::{Day, Person, PhysicalActivityLevel, Sex};
use henro_vault::KdfParams;

use serde_json::json;

use super::{Life, life};
use crate::context::{Context, Now};
use crate::entry::resolve;
use crate::open::{Open, failed};
use crate::wire::EntryDraft;
use crate::{Code, WireError, dispatch, record};

/// Who is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resident {
    /// A resident with three years of entries.
    First,
    /// A nurse of the health centre with two months of her own, for showing things to somebody.
    Second,
}

impl Resident {
    /// Their name.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "宮武 直子",
            Self::Second => "田中 美和",
        }
    }

    fn person(self) -> Person {
        let (year, month, day) = match self {
            Self::First => (1980, 4, 18),
            Self::Second => (1988, 11, 3),
        };
        Person {
            name: self.name().to_owned(),
            birth: Day::new(year, month, day).ok(),
            sex: Some(Sex::Female),
            activity: PhysicalActivityLevel::Normal,
            stride_m: None,
        }
    }

    fn life(self, today: Day) -> Life {
        let (seed, days) = match self {
            Self::First => (88, 3 * 365),
            Self::Second => (23, 60),
        };
        Life { seed, from: today.plus(-days), to: today, wearable: false }
    }
}

impl Context {
    /// Makes an invented resident anew and leaves the record open. Only for a context that was configured as a
    /// demonstration: what stands in its folder is thrown away.
    pub fn open_demo(&self, resident: Resident) -> Result<(), WireError> {
        self.make_anew(resident, KdfParams::FLOOR)?;
        self.fill_with_life(resident.life(self.today()?)).map(|_| ())
    }

    /// Connects the open demonstration with a server. The key to its medical half lies in memory and ends with the program.
    pub fn connect_demo(&self, address: &str) -> Result<(), WireError> {
        if !self.config.demo {
            return Err(Code::RequestInvalid.into());
        }
        dispatch(self, "device_enrol", json!({ "name": "この機械" }))?;
        dispatch(self, "share_connect", json!({ "address": address })).map(drop)
    }

    /// The same with any life, for measuring: the key is derived at next to no cost, so that the rest of
    /// unlocking can be seen. Answers how many entries were written.
    pub fn open_life(&self, ask: Life) -> Result<u64, WireError> {
        self.make_anew(Resident::First, KdfParams::testing())?;
        self.fill_with_life(ask)
    }

    /// Writes an invented life into the open record, and answers how many entries that were.
    pub fn fill_with_life(&self, ask: Life) -> Result<u64, WireError> {
        self.with_open(|open, now| fill(open, now, life(ask)))
    }

    fn make_anew(&self, resident: Resident, costs: KdfParams) -> Result<(), WireError> {
        if !self.config.demo {
            return Err(Code::RequestInvalid.into());
        }
        match std::fs::remove_dir_all(self.record_dir()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(crate::settings::file_code(&error).into());
            }
            _ => {}
        }
        record::make(self, resident.name().to_owned(), DEMO_PASSWORD, costs)?;
        self.with_open(|open, now| open.write_person(resident.person(), now))
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
            entries.push(resolve(open.daily(), now, &draft, &[], true, 0)?);
        }
        let batch = open.daily().import_batch(entries.drain(..), "", &meta).map_err(failed)?;
        written += batch.entries;
    }
    open.all_changed()?;
    Ok(written)
}

/// Said beside the address when the demonstration starts; it guards nothing but invented entries.
pub const DEMO_PASSWORD: &str = "henro-demo";
/// Weights of a chunk are found by the entries of the chunks before it.
const CHUNK: usize = 2_000;
