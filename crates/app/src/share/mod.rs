//! The record and its server: connecting, rounds in the background, contacts, consents, looks, what others let us see.
//!
//! A round never holds the record while it waits for the network: each step of [`store::RecordStore`] takes the lock for
//! itself. Keys of the account and changes of consents need the clinical tier; rounds need the daily one alone.

mod append;
mod arrival;
mod beside;
mod blobs;
mod clinical;
mod clock;
mod connect;
mod contacts;
mod deep;
mod devices;
mod email;
mod email_join;
mod enrol;
mod family;
mod grants;
mod guardians;
mod handover;
mod hands;
mod line;
mod live;
mod looks;
mod near;
mod order;
mod org;
mod pace;
mod parcel;
mod quick;
mod rank;
mod reach;
mod refill;
mod renew;
mod revoke;
mod round;
mod sections;
mod shared;
mod shared_medical;
mod store;
mod teen;
mod watch;
mod whose;
mod writers;

pub(crate) use append::{shared_delete, shared_edit, shared_history, shared_restore, shared_write};
pub(crate) use beside::{Beside, note_kept, split};
pub(crate) use blobs::photo_changed;
pub(crate) use clinical::left;
pub(crate) use connect::{share_connect, share_disconnect, share_status, share_sync, share_watch};
pub(crate) use contacts::{contact_add, contact_list, contact_remove, contact_verify};
pub(crate) use devices::{device_list, device_remove, device_rename};
pub(crate) use email::{email_remove, email_set, email_status};
pub(crate) use email_join::email_join;
pub(crate) use enrol::{
    Guest, Host, enrol_begin, enrol_cancel, enrol_check, enrol_confirm, enrol_look, join_begin, join_cancel,
    join_finish, join_look,
};
pub(crate) use family::{Signed, guardian_add, guardian_connect, signers};
pub(crate) use grants::{grant_give, grant_list, grant_preview};
pub(crate) use guardians::{
    guardian_ask_removal, guardian_keep, guardian_leave, guardian_list, guardian_remove,
};
pub(crate) use handover::{
    Giver, Taker, gift_make, gift_read, handover_begin, handover_cancel, handover_confirm, handover_letter,
    handover_look, receive_agree, receive_begin, receive_cancel, receive_look,
};
pub(crate) use hands::daily_only;
pub(crate) use line::Line;
pub(crate) use looks::{look_list, look_seen, looks_new};
pub(crate) use near::{Near, near_begin, near_cancel, near_join, near_look};
pub(crate) use org::{
    MemberGuest, member_begin, member_remove, member_tasks, membership_begin, membership_cancel,
    membership_list, membership_look, org_begin, org_log, org_read, org_renew,
};
pub(crate) use parcel::{parcel_look, parcel_make, parcel_read};
pub(crate) use rank::{rank_join, rank_leave, rank_read, rank_refresh};
pub(crate) use reach::Reach;
pub(crate) use revoke::grant_revoke;
pub(crate) use shared::{shared_due, shared_list, shared_read, shared_rhythm};
pub(crate) use shared_medical::{line as in_words, shared_blobs_of, shared_medical};
pub(crate) use teen::{teen_accept, teen_give, teen_given, teen_keep, teen_read, teen_tell};
pub(crate) use watch::{watch_give, watch_list, watch_preview, watch_stop};
pub(crate) use writers::note_writers;

use sections::SECTIONS;
