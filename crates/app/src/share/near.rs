//! Two devices of one person on one local network: one waits with a code while its screen is open, the other one types it.
//! Each gets what the other has, as the same parcel that a file would be.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use henro_recovery::EnrolCode;
use henro_remote::{NearAddress, own_address};
use henro_sync_client::{Fault, Refusal};

use super::connect::refused;
use super::enrol::{LIFE_MS, Post, QR, TO_GUEST, TO_HOST, read_code};
use super::parcel;
use super::reach::Reach;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// This device waits for another one.
pub(crate) struct Near {
    post: Post,
    view: NearView,
}

/// Waits at an address of this device.
pub(crate) fn near_begin(ctx: &Context, ask: NearBegin) -> Result<NearView, WireError> {
    near_cancel(ctx, Empty {})?;
    let parcel = parcel::packed(&ctx.reach()).map_err(parcel::told)?;
    let code = EnrolCode::make(&random::system);
    let post = Post::here(place(ask.on.as_deref())?, &code).map_err(refused)?;
    let desk = post.desk().ok_or(Code::Internal)?;
    post.lay(TO_GUEST, &parcel).map_err(refused)?;
    let groups = code.groups().to_vec();
    let view = NearView {
        address: desk.text(),
        own_machine: desk.is_own_machine(),
        qr: format!("{QR}{}:{}", groups.concat(), desk.uri()),
        groups,
        expires_ms: ctx.config.now().utc_ms + LIFE_MS,
        done: None,
    };
    ctx.state().near = Some(Arc::new(Mutex::new(Near { post, view: view.clone() })));
    Ok(view)
}

/// Whether somebody was here. What they brought is taken in.
pub(crate) fn near_look(ctx: &Context, _: Empty) -> Result<NearView, WireError> {
    let near = ctx.state().near.clone().ok_or(Code::EnrolNone)?;
    let mut near = lock(&near);
    if near.view.done.is_some() {
        return Ok(near.view.clone());
    }
    if ctx.config.now().utc_ms >= near.view.expires_ms {
        near_cancel(ctx, Empty {})?;
        return Err(Code::EnrolExpired.into());
    }
    if let Some(bytes) = near.post.fetch(TO_HOST).map_err(refused)? {
        let (parcel, report) = parcel::taken(&ctx.reach(), &bytes)?;
        let from = parcel::name_of(ctx, &parcel)?;
        near.view.done = Some(ParcelDone { from, changes: report.received });
    }
    Ok(near.view.clone())
}

/// Waits no more.
pub(crate) fn near_cancel(ctx: &Context, _: Empty) -> Result<Empty, WireError> {
    drop(ctx.state().near.take());
    Ok(Empty {})
}

/// Goes to a device that waits: what each has, the other gets.
pub(crate) fn near_join(ctx: &Context, ask: NearJoin) -> Result<ParcelDone, WireError> {
    let (code, address) = match ask.code.trim().strip_prefix(QR).and_then(|rest| rest.split_once(':')) {
        Some((code, address)) => (code.to_owned(), address.to_owned()),
        None => (ask.code.clone(), ask.address.clone()),
    };
    let code = read_code(&code)?;
    let address = NearAddress::parse(&address).ok_or(Code::ServerAddress)?;
    let reach = ctx.reach();
    let post = Post::by(address, &code).map_err(refused)?;
    let theirs = post.fetch(TO_GUEST).map_err(gone)?.ok_or(Code::NearGone)?;
    // Theirs first: what we say then builds on it.
    let (parcel, report) = parcel::taken(&reach, &theirs)?;
    let ours = parcel::packed(&reach).map_err(parcel::told)?;
    match post.lay(TO_HOST, &ours) {
        // The answer was lost before.
        Ok(()) | Err(Fault::Refused(Refusal::Taken)) => {}
        Err(fault) => return Err(gone(fault)),
    }
    Ok(ParcelDone { from: parcel::name_of(ctx, &parcel)?, changes: report.received })
}

/// What a device that joined over the local network finds on the desk of the one that took it in.
pub(super) fn fetch(reach: &Reach, post: &Post) -> Result<(), WireError> {
    for _ in 0..TRIES {
        if let Some(bytes) = post.fetch(TO_GUEST).map_err(gone)? {
            return parcel::taken(reach, &bytes).map(drop);
        }
        std::thread::sleep(PAUSE);
    }
    Err(Code::NearGone.into())
}

/// The address to wait at.
pub(super) fn place(on: Option<&str>) -> Result<IpAddr, WireError> {
    match on {
        Some(text) => Ok(text.parse().map_err(|_| Code::RequestInvalid)?),
        None => Ok(own_address()),
    }
}

fn lock(near: &Mutex<Near>) -> MutexGuard<'_, Near> {
    near.lock().unwrap_or_else(PoisonError::into_inner)
}

fn gone(fault: Fault) -> WireError {
    match fault {
        Fault::Offline | Fault::Refused(_) => Code::NearGone.into(),
        other => refused(other),
    }
}

const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(200);
