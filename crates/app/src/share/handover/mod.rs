//! A record is handed over to its person, who has an account of their own (docs/decisions/0030). The two meet: the one who keeps
//! it ([`giver`]) shows a code, its person ([`taker`]) types it, both compare four pictures, the person agrees with a signature,
//! and one entry of the control chain changes the owner and all keys. Until that entry nothing has changed; from it on all has.

mod age;
mod gift;
mod giver;
mod taker;

pub(super) use age::birthday;
pub(crate) use gift::{gift_make, gift_read};
pub(crate) use giver::{Giver, handover_begin, handover_cancel, handover_confirm, handover_look};
pub(crate) use taker::{Taker, handover_letter, receive_agree, receive_begin, receive_cancel, receive_look};
pub(super) use taker::{is_coming, took};

use henro_sync::HandLetter;

use super::enrol::{Lost, Post};

/// The letters, by their boxes.
const OFFER: u8 = 0;
const ASK: u8 = 1;
const TERMS: u8 = 2;
const ANSWER: u8 = 3;
const CLOSING: u8 = 4;

/// What goes before the code in the QR picture.
const QR: &str = "henro:hand:";

/// Act 8 of the control chain: what the person signs for.
const HAND_OVER: u8 = 8;

/// Where the letter to the person lies in the record.
const LETTER: &str = "handover letter";

/// Takes a letter, as bytes and read.
fn take(post: &Post, n: u8) -> Result<Option<(Vec<u8>, HandLetter)>, Lost> {
    let Some(bytes) = post.take_bytes(n)? else { return Ok(None) };
    let letter = HandLetter::read(&bytes).map_err(|_| Lost::Broken)?;
    Ok(Some((bytes, letter)))
}
