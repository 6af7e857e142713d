//! The member's side of joining an organisation: types the code its head shows, compares pictures, is one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use henro_remote::{Address, Server};
use henro_seal::{KemKey, SigningKey};
use henro_sync::{Identity, Letter, Offer, Welcome, member_key};
use henro_sync_client::{Chain, Fault, Lie, Remote, Store};

use super::super::connect::{kept, refused};
use super::super::contacts::own;
use super::super::enrol::{Asking, CLOSING, End, Post, ask_of, meant, offered, read_code, server_address};
use super::super::reach::Reach;
use super::member::{self, Kept, Place};
use super::{BAD_CHAIN, BOXES, QR, kind_of, printed};
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// This person is to become a member.
pub(crate) struct Guest {
    asking: Asking<()>,
    address: String,
    place: Place,
    /// A key for medical sections is kept and named: the medical half was open when the code was typed.
    medical: bool,
}

/// Asks the organisation that shows the code.
pub(crate) fn membership_begin(ctx: &Context, ask: MembershipBegin) -> Result<JoinView, WireError> {
    own(ctx)?;
    let (code, address) = meant(&ask.code, &ask.address, QR);
    let code = read_code(&code)?;
    let address = server_address(&address)?;
    membership_cancel(ctx, Empty {})?;
    let post = Post::from_box(BOXES, &address, &code).map_err(refused)?;
    let offer = offered(&post)?;
    let guest = Guest::ask(ctx, (post, address), offer).map_err(refused)?;
    let view = guest.asking.view(false);
    ctx.state().membership = Some(Arc::new(Mutex::new(guest)));
    Ok(view)
}

/// How far it is; asks the server for news. Once the head has said yes, what the member needs is kept.
pub(crate) fn membership_look(ctx: &Context, _: Empty) -> Result<JoinView, WireError> {
    let now = ctx.config.now().utc_ms;
    let guest = ctx.state().membership.clone().ok_or(Code::EnrolNone)?;
    let mut guest = lock(&guest);
    match guest.look(&ctx.reach(), now) {
        Ok(()) => {
            if guest.asking.given().is_some() {
                ctx.line.stir();
            }
            Ok(guest.asking.view(false))
        }
        Err(end) => {
            if let End::Over(_) = end {
                ctx.state().membership = None;
            }
            Err(end.into())
        }
    }
}

/// Stops, or is done with it.
pub(crate) fn membership_cancel(ctx: &Context, _: Empty) -> Result<Empty, WireError> {
    let guest = ctx.state().membership.take();
    if let Some(guest) = guest {
        let guest = lock(&guest);
        if guest.asking.given().is_none() {
            let _ = guest.asking.post.put(CLOSING, &Letter::Cancelled);
        }
    }
    Ok(Empty {})
}

/// Organisations whose member this person is.
pub(crate) fn membership_list(ctx: &Context, _: Empty) -> Result<MembershipList, WireError> {
    let reach = ctx.reach();
    let all = ctx.with_own(|open, _| member::load(open.daily()).map_err(kept))?;
    let mut memberships = Vec::new();
    for one in all {
        memberships.extend(view(&reach, &one).map_err(refused)?);
    }
    memberships.sort_by(|a, b| (a.ended, &a.name).cmp(&(b.ended, &b.name)));
    Ok(MembershipList { memberships })
}

fn view(reach: &Reach, one: &Kept) -> Result<Option<Membership>, Fault> {
    let Some(place) = reach.daily(None, |daily| Ok(Place::load(daily, one)))?? else { return Ok(None) };
    let organisation = organisation(reach, &place)?;
    let Some((organisation, kind)) = organisation.and_then(|it| kind_of(it.kind).map(|kind| (it, kind)))
    else {
        return Ok(None);
    };
    let state = organisation.devices.get(&place.key());
    Ok(Some(Membership {
        id: one.organisation.clone(),
        kind,
        name: organisation.name.clone(),
        member: state.map(|state| state.name.clone()).unwrap_or_default(),
        duty: state.and_then(|state| state.duty.clone()).unwrap_or_default(),
        ended: one.ended,
        doubled: one.doubled,
        medical: one.medical,
    }))
}

/// The organisation, as far as its chain is known here.
pub(super) fn organisation(reach: &Reach, place: &Place) -> Result<Option<Identity>, Fault> {
    let own = super::super::hands::Owned::load(reach)?.ok_or(Fault::Store("not connected"))?;
    let chain = reach.store(own.record, false).chain(Chain::Identity(place.organisation))?;
    if chain.is_empty() {
        return Ok(None);
    }
    Identity::fold(chain.iter().map(Vec::as_slice)).map(Some).map_err(|_| BAD_CHAIN)
}

fn lock(guest: &Mutex<Guest>) -> MutexGuard<'_, Guest> {
    guest.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Guest {
    fn ask(ctx: &Context, (post, address): (Post, Address), offer: (Vec<u8>, Offer)) -> Result<Self, Fault> {
        let place = Place {
            organisation: offer.1.identity,
            server: offer.1.server,
            device: SigningKey::make(&random::system)?,
            kem: KemKey::make(&random::system),
        };
        let mut ask = ask_of(&place.organisation, &place.device, &place.kem)?;
        let medical = ctx.reach().clinical_is_open();
        if medical {
            // Kept before it is named: the half may be closed by the time of the answer.
            let kem = KemKey::make(&random::system);
            member::keep_medical(&ctx.reach(), &place, &kem)?;
            ask.name = printed(&member_key(&place.organisation, &place.key(), &kem.public()?));
        }
        let asking = Asking::begin(post, offer, ask, ctx.config.now().utc_ms)?;
        Ok(Self { asking, address: address.as_str().to_owned(), place, medical })
    }

    fn look(&mut self, reach: &Reach, now_ms: i64) -> Result<(), End> {
        let (place, address, medical) = (&self.place, &self.address, self.medical);
        self.asking.look(now_ms, |post, said, sealed| {
            let plain = place.kem.open(&said.0, sealed).ok();
            let welcome = plain.and_then(|plain| Welcome::read(plain.expose()).ok());
            settle(reach, (place, medical), address, &welcome.ok_or(End::Over(Code::EnrolBroken))?)
                .map_err(End::Fault)?;
            // Only a courtesy: the head then knows that all is well.
            let _ = post.put(CLOSING, &Letter::Joined);
            Ok(())
        })
    }
}

/// Follows the chain of the organisation to where we are in it, and keeps the keys.
fn settle(
    reach: &Reach,
    (place, medical): (&Place, bool),
    address: &str,
    welcome: &Welcome,
) -> Result<(), Fault> {
    let own = super::super::hands::Owned::load(reach)?.ok_or(Fault::Store("not connected"))?;
    let mut server = Server::at(Address::parse(address).map_err(|_| Fault::Damaged("address"))?)?
        .with_login(place.login()?, Some(place.server));
    let entries = server.identity(&place.organisation, 0)?;
    let forged = Fault::Lie(Lie::Forged(None));
    let identity = Identity::fold(entries.iter().map(Vec::as_slice)).map_err(|_| forged.clone())?;
    let told = usize::try_from(welcome.len).ok().and_then(|len| entries.get(..len));
    let told = told.and_then(|told| Identity::fold(told.iter().map(Vec::as_slice)).ok());
    if identity.id != place.organisation
        || !identity.kind.is_organisation()
        || told.is_none_or(|told| told.head != welcome.head)
    {
        return Err(Fault::Lie(Lie::RolledBack(None)));
    }
    let state = identity.device(&place.key()).filter(|state| state.is_member());
    state.ok_or(Fault::Removed)?;
    let mut store = reach.store(own.record, false);
    let known = store.chain(Chain::Identity(place.organisation))?.len();
    store.extend(Chain::Identity(place.organisation), known as u64, entries.get(known..).unwrap_or(&[]))?;
    let kept = Kept {
        organisation: place.organisation.to_string(),
        server: place.server.to_string(),
        address: address.to_owned(),
        ended: false,
        keys_at: 0,
        records: vec![],
        sent: vec![],
        doubled: false,
        medical,
        key_laid: false,
        medical_at: 0,
    };
    reach.daily(None, |daily| {
        place.keep(daily)?;
        member::put(daily, kept)
    })
}
