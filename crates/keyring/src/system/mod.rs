//! The keyring of each system: `state`, `entry`, and how long to wait for them.

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
mod secret_service;
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
pub(crate) use secret_service::{GLANCE, PATIENCE, entry, state};

#[cfg(target_os = "macos")]
mod keychain;
#[cfg(target_os = "macos")]
pub(crate) use keychain::{GLANCE, PATIENCE, entry, state};

#[cfg(target_os = "windows")]
mod credentials;
#[cfg(target_os = "windows")]
pub(crate) use credentials::{GLANCE, PATIENCE, entry, state};
