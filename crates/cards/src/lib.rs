//! Cards in software, for tests only: nothing here is shipped.
//!
//! A [`Card`] answers native frames as a Lite-S or a transit card would; [`Face`] puts it behind the language of a
//! reader family. It is used in the process ([`InHand`]) or through the system's real card service: `henro-card`
//! starts a `pcscd` of its own with the virtual reader vpcd, in a network namespace of its own, and takes orders on its
//! standard input ([`Desk`] gives them from Rust, a browser journey from JavaScript).
//!
//! The card service part is for Linux; the cards themselves are for any system.
//!
//! What it does like a card is what public sources say of cards; no real card was seen (`docs/hardware.md`).
#![forbid(unsafe_code)]

mod card;
mod des_chain;
#[cfg(target_os = "linux")]
mod desk;
mod face;
mod hand;
mod kind;
mod lite_s;
#[cfg(target_os = "linux")]
mod plug;
#[cfg(target_os = "linux")]
pub mod tool;
mod transit;

pub use card::Card;
#[cfg(target_os = "linux")]
pub use desk::{Desk, under_own_service, under_own_service_beside};
pub use face::{Face, Family};
pub use hand::InHand;
pub use kind::{CARD_KEY, Kind, SEALED};
pub use lite_s::LiteSCard;
#[cfg(target_os = "linux")]
pub use plug::{Manners, Plugged};
pub use transit::{Replayed, Transit};
