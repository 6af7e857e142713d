//! The record itself: make, open, lock, check, back up; settings and the person.

mod backup;
mod open;
mod password;
mod profile;

pub(crate) use backup::{backup_list, backup_make, backup_restore, verify};
pub(crate) use open::{checked_name, create, lock, make, put_aside, sources, status, touch, unlock};
pub(crate) use password::{
    LONGEST as LONGEST_PASSWORD, calibrated, check as check_password, password_change,
    refused as password_refused,
};
pub(crate) use profile::{profile_read, profile_write, settings_read, settings_write};
