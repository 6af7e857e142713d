//! People and organisations the person knows, by the code on their screen.

use henro_sync::IdentityId;
use serde::{Deserialize, Serialize};

use super::connect::{kept, refused};
use super::hands::Owned;
use crate::open::Open;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// A contact as kept.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) verified: bool,
    #[serde(default)]
    pub(super) organisation: Option<String>,
}

/// Everybody the person knows.
pub(crate) fn contact_list(ctx: &Context, _: Empty) -> Result<ContactList, WireError> {
    ctx.with_own(|open, _| Ok(view(&load(open)?)))
}

/// Adds somebody by their code; the server is asked whether it knows them.
pub(crate) fn contact_add(ctx: &Context, ask: ContactAdd) -> Result<ContactList, WireError> {
    let id = read_card(&ask.card).ok_or(Code::ContactInvalid)?;
    let name = ask.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Code::NameInvalid.into());
    }
    let reach = ctx.reach();
    let turn = reach.turn();
    let mut trip = reach.set_out().map_err(refused)?;
    if id == trip.owned.identity {
        return Err(Code::ContactInvalid.into());
    }
    let organisation = reach
        .on_own(&mut trip, |engine, round| {
            engine.follow_identity(round, &id)?;
            Ok(engine.identity(&id).filter(|who| who.kind.is_organisation()).map(|who| who.name.clone()))
        })
        .map_err(|_| Code::ContactMissing)?;
    drop(turn);
    change(ctx, |known| {
        let verified = ask.met || known.iter().any(|one| one.id == id.to_string() && one.verified);
        known.retain(|one| one.id != id.to_string());
        known.push(Known { id: id.to_string(), name, verified, organisation });
        if known.len() > MOST { Err(Code::RequestInvalid.into()) } else { Ok(()) }
    })
}

/// The safety number was compared.
pub(crate) fn contact_verify(ctx: &Context, ask: ContactOne) -> Result<ContactList, WireError> {
    change(ctx, |known| {
        let found = known.iter_mut().find(|one| one.id == ask.id).ok_or(Code::ContactMissing)?;
        found.verified = true;
        Ok(())
    })
}

/// Forgets somebody. Consents stay as they are.
pub(crate) fn contact_remove(ctx: &Context, ask: ContactOne) -> Result<ContactList, WireError> {
    change(ctx, |known| {
        known.retain(|one| one.id != ask.id);
        Ok(())
    })
}

fn change(
    ctx: &Context,
    work: impl FnOnce(&mut Vec<Known>) -> Result<(), WireError>,
) -> Result<ContactList, WireError> {
    ctx.with_own(|open, _| {
        let mut known = load(open)?;
        work(&mut known)?;
        known.sort_by(|a, b| a.name.cmp(&b.name));
        let text = serde_json::to_vec(&known).map_err(|_| Code::Internal)?;
        open.daily().put_sync_fact(CONTACTS, &text).map_err(kept)?;
        Ok(view(&known))
    })
}

/// All contacts.
pub(super) fn load(open: &mut Open) -> Result<Vec<Known>, WireError> {
    let found = open.daily().sync_fact(CONTACTS).map_err(kept)?;
    Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// Keeps contacts that came with the account.
pub(super) fn keep_all(open: &mut Open, known: &[Known]) -> Result<(), WireError> {
    let text = serde_json::to_vec(known).map_err(|_| Code::Internal)?;
    open.daily().put_sync_fact(CONTACTS, &text).map_err(kept)
}

fn view(known: &[Known]) -> ContactList {
    let one = |known: &Known| Contact {
        id: known.id.clone(),
        name: known.name.clone(),
        verified: known.verified,
        organisation: known.organisation.clone(),
        safety_number: known.id.parse().map(|id| safety_number(&id)).unwrap_or_default(),
    };
    ContactList { contacts: known.iter().map(one).collect() }
}

/// The code others scan or type.
pub(super) fn card_of(id: &IdentityId) -> String {
    format!("{CARD}{id}")
}

fn read_card(text: &str) -> Option<IdentityId> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.to_ascii_lowercase();
    text.strip_prefix(CARD).unwrap_or(&text).parse().ok()
}

/// 12 groups of five digits, each from five bytes of the id and its hash.
pub(super) fn safety_number(id: &IdentityId) -> String {
    let second = henro_sync::hash(henro_sync::Label::IdentityHash, &[&id.0]);
    let bytes: Vec<u8> = id.0.iter().chain(&second.0).copied().collect();
    let group = |five: &[u8]| {
        let n = five.iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
        format!("{:05}", n % 100_000)
    };
    bytes.chunks_exact(5).take(12).map(group).collect::<Vec<_>>().join(" ")
}

/// Whether there is an account at all.
pub(super) fn own(ctx: &Context) -> Result<Owned, WireError> {
    Owned::load(&ctx.reach()).map_err(refused)?.ok_or(Code::ShareOff.into())
}

const CONTACTS: &str = "contacts";
const CARD: &str = "henro:";
const MOST: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_read_with_spaces_and_capitals_and_nothing_else_is() {
        let id = IdentityId([0xab; 32]);
        let card = card_of(&id);
        assert_eq!(read_card(&card), Some(id));
        assert_eq!(read_card(&format!(" {} \n", card.to_uppercase())), Some(id));
        assert_eq!(read_card(&card[6..]), Some(id));
        assert_eq!(read_card(&card[..card.len() - 1]), None);
        assert_eq!(read_card("https://example.jp"), None);
    }

    #[test]
    fn a_safety_number_has_twelve_groups_and_hangs_on_every_bit() {
        let number = safety_number(&IdentityId([1; 32]));
        assert_eq!(number.split(' ').count(), 12);
        assert!(number.split(' ').all(|group| group.len() == 5));
        for bit in 0..256 {
            let mut other = [1; 32];
            other[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(safety_number(&IdentityId(other)), number, "bit {bit}");
        }
    }
}
