use henro_remote::{Address, AddressFault, Server};
use henro_seal::{KemKey, SigningKey};
use henro_sync::{IdentityId, Kind};
use henro_sync_client::{Fault, NewAccount, Refusal};
use henro_vault::ChainKind;
use std::time::Duration;

use super::clinical;
use super::contacts::{card_of, safety_number};
use super::hands::{self, ADDRESS, ALARM, AS_OF, IDENTITY, Owned, UNIFIED, text};
use super::looks;
use super::parcel::others;
use super::rank::leave_here;
use super::reach::{Reach, stored};
use super::refill::REFILLED;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// Connects the record with a server: a new account with this device as its first.
pub(crate) fn share_connect(ctx: &Context, ask: ShareConnect) -> Result<ShareView, WireError> {
    let address = Address::parse(&ask.address).map_err(|fault| match fault {
        AddressFault::Malformed | AddressFault::Open => Code::ServerAddress,
    })?;
    ctx.with_own(|open, _| {
        // A device that came by e-mail has an account and takes it up again.
        if hands::daily_only(open) { Ok(()) } else { open.vault().clinical().map(drop).map_err(failed) }
    })?;
    let reach = ctx.reach();
    let known = Owned::load(&reach).map_err(refused)?;
    if known.is_none() {
        begin_as(&reach, &address, (Kind::Person, "")).map_err(refused)?;
    }
    reach.round().map_err(refused)?;
    share_status(ctx, Empty {})
}

/// Makes the account or takes up the one there is, and tells the server. The keys are on disk before it knows of them.
pub(super) fn begin_as(reach: &Reach, address: &Address, who: (Kind, &str)) -> Result<(), Fault> {
    let server = Server::at(address.clone())?;
    let now = server.time()?;
    let entry = match account(reach)? {
        Some(entry) => entry,
        None => make(reach, now, who)?,
    };
    let registered = server.register(&entry)?;
    reach.open(|open| {
        if let Some(unified) = registered.unified {
            open.daily().put_sync_fact(UNIFIED, unified.as_bytes())?;
        }
        open.daily().put_sync_fact(ADDRESS, address.as_str().as_bytes())
    })
}

/// Whether this record has an account, connected or not.
pub(super) fn has_account(reach: &Reach) -> Result<bool, Fault> {
    account(reach).map(|entry| entry.is_some())
}

/// The first entry of the account this record has already.
fn account(reach: &Reach) -> Result<Option<Vec<u8>>, Fault> {
    reach.open(|open| {
        let daily = open.daily();
        let id = daily.sync_fact(IDENTITY)?.and_then(|id| String::from_utf8(id).ok());
        let Some(id) = id.and_then(|id| id.parse::<IdentityId>().ok()) else { return Ok(None) };
        Ok(daily.chain(ChainKind::Identity, &id.0)?.into_iter().next())
    })
}

pub(super) fn make(reach: &Reach, now: u64, who: (Kind, &str)) -> Result<Vec<u8>, Fault> {
    let device = SigningKey::make(&random::system)?;
    let kem = KemKey::make(&random::system);
    let account = NewAccount::make(who, &device, &kem, now, &random::system)?;
    let entry = account.entry.clone();
    reach.open(|open| {
        hands::keep(open, (&account.seed, &account.id), (&device, &kem))?;
        open.daily().append_chain(ChainKind::Identity, &account.id.0, 0, &[account.entry])
    })?;
    Ok(entry)
}

/// Leaves the server: nothing is sent any more. What it holds stays there, sealed.
pub(crate) fn share_disconnect(ctx: &Context, _: Empty) -> Result<ShareView, WireError> {
    ctx.with_own(|open, _| {
        if !hands::daily_only(open) {
            open.vault().clinical().map(drop).map_err(failed)?;
        }
        Ok(())
    })?;
    // What was shown in the open does not stay behind. Where the server is away, it goes once it is there again.
    // Another device of the person may take part still.
    if Owned::load(&ctx.reach()).map_err(refused)?.is_some() {
        leave_here(ctx)?;
    }
    let reach = ctx.reach();
    // A round under way ends first: what is written from here on goes to no server.
    let turn = reach.turn();
    ctx.with_own(|open, _| {
        // What was wrong with that server is over.
        open.daily().drop_sync_fact(ALARM).map_err(failed)?;
        open.daily().drop_sync_fact(ADDRESS).map_err(failed)
    })?;
    ctx.line.forget();
    drop(turn);
    share_status(ctx, Empty {})
}

/// A round now.
pub(crate) fn share_sync(ctx: &Context, _: Empty) -> Result<ShareView, WireError> {
    let reach = ctx.reach();
    if Owned::load(&reach).map_err(refused)?.is_none() {
        return Err(Code::ShareOff.into());
    }
    // How it ended is part of the view: being offline is no error.
    let _ = reach.round();
    share_status(ctx, Empty {})
}

/// How the record stands with its server.
pub(crate) fn share_status(ctx: &Context, _: Empty) -> Result<ShareView, WireError> {
    let reach = ctx.reach();
    let (address, identity, unified, as_of, refilled, alarm) = ctx.with_own(|open, _| {
        let daily = open.daily();
        let of = |name| text(daily, name).map_err(refused);
        Ok((of(ADDRESS)?, of(IDENTITY)?, of(UNIFIED)?, of(AS_OF)?, of(REFILLED)?, of(ALARM)?))
    })?;
    let standing = *ctx.line.standing();
    let alarm = alarm.filter(|_| standing.trouble.is_none()).and_then(|text| remembered(&text, ctx));
    let state = match (&address, standing) {
        (None, _) => ShareState::Off,
        (_, s) if s.trouble.is_some() => ShareState::Trouble,
        (_, s) if s.is_working() => ShareState::Working,
        (_, s) if s.offline => ShareState::Offline,
        _ => ShareState::Idle,
    };
    let identity: Option<IdentityId> = identity.and_then(|id| id.parse().ok());
    let waiting = ctx.with_own(|open, _| {
        let (frames, changes) = open.daily().waiting_to_leave().map_err(failed)?;
        let blobs = open.vault().blobs().map_err(failed)?;
        let blobs = super::blobs::waiting(open.daily(), &blobs).map_err(failed)?;
        Ok(u32::try_from(frames + changes + blobs).unwrap_or(u32::MAX))
    })?;
    let connected = address.is_some();
    let (medical, medical_waiting) = match connected {
        true => clinical::standing(ctx)?,
        false => (ShareMedical::None, None),
    };
    let open = medical_waiting.filter(|_| medical == ShareMedical::Open).unwrap_or(0);
    let waiting = waiting.saturating_add(open);
    if connected {
        ctx.begin_rounds();
    }
    Ok(ShareView {
        state,
        trouble: standing.trouble,
        alarm,
        address,
        card: identity.filter(|_| connected).map(|id| card_of(&id)),
        safety_number: identity.filter(|_| connected).map(|id| safety_number(&id)),
        unified: unified.filter(|_| connected),
        as_of_ms: as_of.and_then(|text| text.parse().ok()),
        refilled_ms: refilled.and_then(|text| text.parse().ok()),
        waiting: if connected { waiting } else { 0 },
        medical,
        medical_waiting: medical_waiting.filter(|_| medical == ShareMedical::Waits),
        filling: if connected { reach.filling().map_err(refused)? } else { None },
        behind_min: if connected { reach.ahead_ms().map_err(refused)?.map(|ms| ms / 60_000) } else { None },
        looks_new: looks::count_new(&reach, None).map_err(refused)?,
        looks_doubted: super::org::doubts(&reach).map_err(refused)?.0,
        arrived: ctx.line.arrived(None, Duration::ZERO),
        live: connected && ctx.line.is_live(),
        others: others(&reach).map_err(refused)?,
    })
}

/// An alarm that was kept, while it is to be told.
fn remembered(text: &str, ctx: &Context) -> Option<ShareAlarm> {
    let kept: ShareAlarm = serde_json::from_str(text).ok()?;
    let passed = ctx.config.now().utc_ms.saturating_sub(kept.at_ms);
    (-DAY_MS..7 * DAY_MS).contains(&passed).then_some(kept)
}

/// An alarm is told for a week; one of a clock that was ahead is not told until that day comes.
const DAY_MS: i64 = 86_400_000;

/// Waits for something from elsewhere: screens read again when `arrived` has risen.
pub(crate) fn share_watch(ctx: &Context, ask: ShareWatch) -> Result<ShareNews, WireError> {
    let on = ctx.with_own(|open, _| Ok(text(open.daily(), ADDRESS).map_err(refused)?.is_some()))?;
    if !on {
        return Ok(ShareNews { on, arrived: ctx.line.arrived(None, Duration::ZERO) });
    }
    ctx.begin_rounds();
    let patience = Duration::from_millis(u64::from(ask.patience_ms.min(MOST_PATIENCE_MS)));
    Ok(ShareNews { on, arrived: ctx.line.arrived(ask.after, patience) })
}

/// The code of a fault.
pub(super) fn refused(fault: Fault) -> WireError {
    let code = match fault {
        Fault::Offline => Code::ServerAway,
        Fault::Busy => Code::ServerBusy,
        Fault::Store("locked") => Code::RecordLocked,
        Fault::Store("disk full") => Code::DiskFull,
        Fault::Store("read only") => Code::ReadOnly,
        Fault::Store("not connected") => Code::ShareOff,
        Fault::NeedsClinical | clinical::CLOSED => Code::ClinicalLocked,
        Fault::Removed => Code::DeviceRemoved,
        Fault::Store(_) | Fault::Damaged(_) => Code::Internal,
        Fault::Refused(Refusal::Absent) => Code::GrantMissing,
        Fault::PastClosed => Code::GrantPastClosed,
        _ => Code::ServerRefused,
    };
    code.into()
}

/// A vault error on the way through a fault.
pub(super) fn kept(error: henro_vault::Error) -> WireError {
    refused(stored(error))
}

const MOST_PATIENCE_MS: u32 = 10_000;
