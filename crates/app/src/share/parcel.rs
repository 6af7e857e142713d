//! From one device of ours to another without a server: as a file, or over the local network (`near.rs`). What is read is
//! checked by the same steps as what a server hands out (`henro_sync_client`, `Engine::absorb`).

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use henro_seal::{ParcelFault, open_parcel, seal_parcel};
use henro_sync::{Error, Parcel};
use henro_sync_client::{Alone, Engine, Fault, Lie, Moment, Refusal, Report, Round, Survey};

use super::connect::{make, refused};
use super::devices::{identity, load_names};
use super::hands::Owned;
use super::reach::Reach;
use super::sections;
use crate::open::failed;
use crate::settings::{file_code, free, write_private};
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Writes everything this device has into a file that the other devices of the person can read.
pub(crate) fn parcel_make(ctx: &Context, ask: ParcelMake) -> Result<ParcelMade, WireError> {
    let folder = ask.folder.map_or_else(|| ctx.config.files_dir.clone(), PathBuf::from);
    let reach = ctx.reach();
    if others(&reach).map_err(refused)? == 0 {
        return Err(Code::ParcelAlone.into());
    }
    let bytes = packed(&reach).map_err(told)?;
    std::fs::create_dir_all(&folder).map_err(|error| file_code(&error))?;
    let now = ctx.now()?;
    let minute = now.minute.get();
    let name = format!("henro-{}-{:04}", now.today, minute / 60 * 100 + minute % 60);
    let path = free(&folder, &name, ENDING);
    let fresh = path.with_extension(format!("{ENDING}.new"));
    write_private(&fresh, &bytes)?;
    std::fs::rename(&fresh, &path).map_err(|error| file_code(&error))?;
    Ok(ParcelMade { path: path.to_str().ok_or(Code::FileRefused)?.to_owned(), bytes: bytes.len() as u64 })
}

/// What a file would bring. Nothing is taken in.
pub(crate) fn parcel_look(ctx: &Context, ask: ParcelFile) -> Result<ParcelView, WireError> {
    let bytes = bytes_of(ask)?;
    let reach = ctx.reach();
    let (owned, parcel) = opened(&reach, &bytes)?;
    let found = reach.survey(&owned, &parcel).map_err(told)?;
    Ok(ParcelView {
        from: name_of(ctx, &parcel)?,
        own: parcel.device == owned.device(),
        made_ms: i64::try_from(parcel.at).unwrap_or(i64::MAX),
        changes: found.changes,
    })
}

/// Takes a file in. Done again, or after it was broken off, it changes nothing twice.
pub(crate) fn parcel_read(ctx: &Context, ask: ParcelFile) -> Result<ParcelDone, WireError> {
    let bytes = bytes_of(ask)?;
    let reach = ctx.reach();
    let (parcel, report) = taken(&reach, &bytes)?;
    Ok(ParcelDone { from: name_of(ctx, &parcel)?, changes: report.received })
}

/// Everything this device has, sealed for the other devices of the person.
pub(super) fn packed(reach: &Reach) -> Result<Vec<u8>, Fault> {
    let _one = reach.turn();
    let owned = Owned::load_any(reach)?.ok_or(Fault::Store("not connected"))?;
    reach.complete_alone(&owned)?;
    let mut store = reach.store(owned.record, false);
    if reach.daily(None, |daily| daily.is_behind())? {
        return Err(Fault::Twin);
    }
    let mut engine = Engine::load(&store, None)?;
    let (hands, moment) = (owned.hands(), reach.moment());
    let mut parcel = engine.parcel(&mut store, &hands, moment, &BTreeMap::new())?;
    parcel.blobs = reach.blobs_to_pack()?;
    let plain = zeroize::Zeroizing::new(owned.sign_parcel(&parcel));
    Ok(seal_parcel(&owned.daily, &plain, &random::system)?)
}

/// Opens what another device sealed.
fn opened(reach: &Reach, bytes: &[u8]) -> Result<(Owned, Parcel), WireError> {
    let owned = Owned::load_any(reach).map_err(refused)?.ok_or(Code::ParcelForeign)?;
    let plain = open_parcel(owned.opens(), bytes).map_err(|fault| match fault {
        ParcelFault::Other => Code::ParcelOther,
        ParcelFault::Newer => Code::RecordNewer,
        ParcelFault::Foreign => Code::ParcelForeign,
        ParcelFault::Cut => Code::ParcelCut,
        ParcelFault::Changed => Code::ParcelChanged,
    })?;
    let parcel = Parcel::read(plain.expose()).map_err(|error| match error {
        Error::Newer => Code::RecordNewer,
        _ => Code::ParcelChanged,
    })?;
    Ok((owned, parcel))
}

/// Opens it and takes it in.
pub(super) fn taken(reach: &Reach, bytes: &[u8]) -> Result<(Parcel, Report), WireError> {
    let (owned, parcel) = opened(reach, bytes)?;
    let report = reach.absorb(&owned, &parcel).map_err(told)?;
    Ok((parcel, report))
}

impl Reach {
    /// The clock and randomness of now, corrected as far as a server ever told the time.
    pub(super) fn moment(&self) -> Moment<'static> {
        let own = u64::try_from(self.config.now().utc_ms).unwrap_or(0);
        Moment { now: self.now_ms().unwrap_or(own), random: &random::system }
    }

    fn survey(&self, owned: &Owned, parcel: &Parcel) -> Result<Survey, Fault> {
        let store = self.store(owned.record, false);
        Engine::default().survey(&store, &owned.hands(), parcel)
    }

    fn absorb(&self, owned: &Owned, parcel: &Parcel) -> Result<Report, Fault> {
        let _one = self.turn();
        if self.daily(None, |daily| daily.is_behind())? {
            return Err(Fault::Twin);
        }
        let mut store = self.store(owned.record, false);
        let report = Engine::absorb(&mut store, &owned.hands(), self.moment(), parcel)?;
        // New keys of the account may have come with the chains.
        self.renew()?;
        self.check_arrival(&Engine::default())?;
        self.take_blobs(parcel)?;
        if report.received > 0 {
            self.open(|open| {
                let _ = open.all_changed();
                Ok(())
            })?;
        }
        self.line.arrive();
        Ok(report)
    }

    /// Work on the chains of a record that never met a server. Nobody else makes entries, so none are asked for.
    pub(super) fn alone<T>(
        &self,
        work: impl FnOnce(&mut Engine, &mut Round) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let owned = Owned::load_any(self)?.ok_or(Fault::Store("not connected"))?;
        if owned.server.is_some() || owned.address.is_some() {
            return Err(Fault::Refused(Refusal::NotAllowed));
        }
        let mut store = self.store(owned.record, false);
        let mut engine = Engine::load(&store, None)?;
        let (hands, mut nobody) = (owned.hands(), Alone);
        work(
            &mut engine,
            &mut Round { store: &mut store, remote: &mut nobody, hands: &hands, moment: self.moment() },
        )
    }

    /// Streams that an older version did not make. Where there is a server they are made in a round; where there is none by the
    /// one device that makes entries.
    fn complete_alone(&self, owned: &Owned) -> Result<(), Fault> {
        let first = self.daily(None, |daily| Ok(daily.device_number() == Some(1)))?;
        if owned.server.is_some() || owned.address.is_some() || !first {
            return Ok(());
        }
        self.alone(|engine, round| match engine.control() {
            Some(_) => sections::complete(engine, round),
            None => Ok(()),
        })
    }

    /// An account and chains for a record that has none, so that another device can join. The first device makes them and is
    /// the only one that adds devices while there is no server: two that add at once would tell two stories.
    pub(super) fn begin_alone(&self) -> Result<Owned, Fault> {
        let _one = self.turn();
        if Owned::load_any(self)?.is_none() {
            make(self, self.moment().now, (henro_sync::Kind::Person, ""))?;
        }
        self.alone(|engine, round| {
            engine.begin_record(round, &sections::with_tiers())?;
            if round.store.number()? == Some(1) {
                sections::complete(engine, round)?;
            }
            if round.store.number()? == Some(1) { Ok(()) } else { Err(Fault::Refused(Refusal::NotAllowed)) }
        })?;
        Owned::load_any(self)?.ok_or(Fault::Store("not connected"))
    }
}

/// How many other devices the account has now.
pub(super) fn others(reach: &Reach) -> Result<u32, Fault> {
    let Some(owned) = Owned::load_any(reach)? else { return Ok(0) };
    let here = |device: &&henro_sync::DeviceState| device.removed.is_none();
    let devices = identity(reach, &owned)?.map_or(0, |who| who.devices.values().filter(here).count());
    Ok(u32::try_from(devices.saturating_sub(1)).unwrap_or(u32::MAX))
}

/// What the device that made it is called here.
pub(super) fn name_of(ctx: &Context, parcel: &Parcel) -> Result<String, WireError> {
    ctx.with_own(|open, _| {
        let names = load_names(open.daily()).map_err(failed)?;
        Ok(names.get(&parcel.device.to_string()).cloned().unwrap_or_default())
    })
}

fn bytes_of(ask: ParcelFile) -> Result<Vec<u8>, WireError> {
    let most = Parcel::MOST_BYTES as u64 + (1 << 20);
    match (ask.base64, ask.path) {
        (Some(text), None) => Ok(BASE64_STANDARD.decode(text).map_err(|_| Code::RequestInvalid)?),
        (None, Some(path)) => {
            let file = std::fs::File::open(path).map_err(|error| file_code(&error))?;
            let mut bytes = Vec::new();
            file.take(most + 1).read_to_end(&mut bytes).map_err(|error| file_code(&error))?;
            if bytes.len() as u64 > most { Err(Code::ParcelOther.into()) } else { Ok(bytes) }
        }
        _ => Err(Code::RequestInvalid.into()),
    }
}

/// The code of a fault with a parcel.
pub(super) fn told(fault: Fault) -> WireError {
    match fault {
        Fault::Refused(Refusal::Absent) => Code::ParcelForeign.into(),
        Fault::Refused(Refusal::Gap(_)) | Fault::Lie(Lie::Withheld(_)) => Code::ParcelGap.into(),
        Fault::Lie(Lie::Forked(_)) => Code::ParcelApart.into(),
        Fault::Lie(_) => Code::ParcelChanged.into(),
        Fault::Removed => Code::ParcelLeft.into(),
        Fault::Twin => Code::ParcelAlone.into(),
        Fault::Newer => Code::RecordNewer.into(),
        Fault::Store("not connected") => Code::ParcelAlone.into(),
        other => refused(other),
    }
}

const ENDING: &str = "henro-parcel";
