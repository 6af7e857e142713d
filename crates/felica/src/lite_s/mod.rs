//! FeliCa Lite-S: [`card`](LiteS) talks to it, `issue` writes a blank one.

mod card;
mod issue;

pub use card::{CardSecret, IdBlock, Issued, LiteS, Proven, Seen, log_in, respond};
pub use issue::{Halted, Order, Plan, Stage, Step};

/// Block numbers.
mod block {
    pub(super) const PAD0: u8 = 0x00;
    pub(super) const PAD1: u8 = 0x01;
    pub(super) const CHALLENGE: u8 = 0x80;
    pub(super) const ID: u8 = 0x82;
    pub(super) const KEY_VERSION: u8 = 0x86;
    pub(super) const KEY: u8 = 0x87;
    pub(super) const CONFIG: u8 = 0x88;
    pub(super) const COUNT: u8 = 0x90;
    pub(super) const STATE: u8 = 0x92;
}
