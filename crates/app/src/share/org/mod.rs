//! Organisations: their seat ([`head`], [`gateway`]), their members' apps ([`member`], [`rounds`]), and the people who gave them
//! a consent ([`compare`]).
//!
//! Members look with devices of the organisation's own chain, so the server refuses who was taken out at once and its log names
//! who looked. Keys come to them through the seat alone, sealed to each, as slips on the server.

mod compare;
mod gateway;
mod head;
mod join;
mod made;
mod member;
mod rounds;

pub(crate) use head::{member_begin, member_remove, member_tasks, org_begin, org_log, org_read, org_renew};
pub(crate) use join::{membership_begin, membership_cancel, membership_list, membership_look};

pub(super) use compare::{doubt_of, doubts};
pub(super) use head::take_in;
pub(crate) use join::Guest as MemberGuest;
pub(super) use member::{in_care, told, via};

use henro_sync::{DeviceKey, Hash, Identity, IdentityId, Kind, Slot, Tier};
use henro_sync_client::Fault;

use crate::wire::OrgKind;

/// The boxes of a code for a member begin here, so that such a code opens nothing where a device of one's own is added.
pub(super) const BOXES: u8 = 8;
/// What goes before code and address in the QR picture for a member.
pub(super) const QR: &str = "henro:member:";

fn kind_of(kind: Kind) -> Option<OrgKind> {
    match kind {
        Kind::Person => None,
        Kind::Organisation => Some(OrgKind::Other),
        Kind::HealthCentre => Some(OrgKind::HealthCentre),
        Kind::Clinic => Some(OrgKind::Clinic),
        Kind::Club => Some(OrgKind::Club),
    }
}

fn number_of(kind: OrgKind) -> Kind {
    match kind {
        OrgKind::Other => Kind::Organisation,
        OrgKind::HealthCentre => Kind::HealthCentre,
        OrgKind::Clinic => Kind::Clinic,
        OrgKind::Club => Kind::Club,
    }
}

/// Devices that speak for an organisation: all but those of members.
fn seats(organisation: &Identity) -> impl Iterator<Item = DeviceKey> + '_ {
    let speaks = |(key, state): (&DeviceKey, &henro_sync::DeviceState)| {
        (state.removed.is_none() && !state.is_member()).then_some(*key)
    };
    organisation.devices.iter().filter_map(speaks)
}

fn short(key: &DeviceKey) -> String {
    key.to_string().chars().take(12).collect()
}

fn printed(hash: &Hash) -> String {
    hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What keys handed to a member are bound to.
fn bound(organisation: &IdentityId, member: &DeviceKey, half: Tier) -> Vec<u8> {
    let half: &[u8] = match half {
        Tier::Daily => &[],
        Tier::Clinical => &[1],
    };
    [&organisation.0[..], &member.0, half].concat()
}

/// Under what keys of a half lie for a member.
fn slot(organisation: &IdentityId, member: &DeviceKey, half: Tier) -> Slot {
    match half {
        Tier::Daily => Slot::handout(organisation, member),
        Tier::Clinical => Slot::medical(organisation, member),
    }
}

const BAD_CHAIN: Fault = Fault::Damaged("identity chain");
