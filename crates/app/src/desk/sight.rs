use henro_felica::{
    Binding, Challenge, Class, Error, IdBlock, Identified, KeySource, LiteS, Order, Reader, UnifiedId,
    identify, log_in, open_id, respond, seal_id,
};

use super::book::Book;
use crate::{Code, Context, WireError, random};

/// A card as the desk reads it.
pub(super) struct Sight {
    pub(super) card: Identified,
    pub(super) holds: Holds,
    /// Version of its key; under its MAC where it holds an id or is torn.
    pub(super) version: Option<u16>,
    pub(super) closed: bool,
    id: Option<IdBlock>,
}

/// What is on it.
pub(super) enum Holds {
    /// A 統合ID under this desk's keys.
    Id(UnifiedId),
    /// This desk's key, and no id that opens.
    Torn,
    /// The key of the factory.
    Factory,
    /// A key this desk does not know.
    Foreign,
    /// No key: a transit card.
    Nothing,
}

/// Reads a card. Nothing is written that stays.
pub(super) fn look(reader: &mut dyn Reader, book: &Book) -> Result<Sight, Error> {
    let card = identify(reader)?;
    if card.class == Class::Identifier {
        return Ok(Sight { card, holds: Holds::Nothing, version: None, closed: false, id: None });
    }
    let plain = LiteS::find(reader)?.look()?;
    let challenge = Challenge::make(&random::system);
    let (holds, version) = match log_in(reader, KeySource::Master(&book.master), &challenge) {
        Ok(issued) => {
            let binding = binding(book, &card, issued.key_version);
            let holds = match open_id(&book.sealing, &issued.sealed, binding) {
                Ok(id) => Holds::Id(id),
                Err(Error::WrongKey) => Holds::Torn,
                Err(error) => return Err(error),
            };
            (holds, issued.key_version)
        }
        Err(Error::WrongKey | Error::WeakKey) => {
            let challenges = [(); 4].map(|()| Challenge::make(&random::system));
            match respond(reader, &challenges) {
                Err(Error::WeakKey) => (Holds::Factory, plain.key_version),
                Err(error) => return Err(error),
                Ok(_) => (Holds::Foreign, plain.key_version),
            }
        }
        Err(error) => return Err(error),
    };
    Ok(Sight { card, holds, version: Some(version), closed: plain.locked, id: Some(plain.id) })
}

impl Sight {
    /// What this card shall hold for a person. The same for the same card, person and version, so a card whose writing
    /// was cut short is finished without anything being kept; the card's key stays through all versions.
    pub(super) fn order(&self, book: &Book, unified: &[u8; 16], version: u16) -> Result<Order, Error> {
        let id = self.id.as_ref().ok_or(Error::NotKeyed)?;
        let users = (0..=u8::MAX).map(|last| [b'H', b'D', b'E', b'S', b'K', last]);
        // The first user id whose key is not weak: the first one, but for a card in 2^55.
        let made = users.map(|user| (user, book.master.derive_card_key(&id.with_user(user))));
        let (user, key) = made.into_iter().find(|(_, key)| key.is_ok()).ok_or(Error::WeakKey)?;
        let sealed = seal_id(&book.sealing, &UnifiedId::new(*unified), binding(book, &self.card, version))?;
        Ok(Order { user, key_version: version, key: key?, sealed, lock: false, replace: false })
    }
}

fn binding<'a>(book: &'a Book, card: &'a Identified, key_version: u16) -> Binding<'a> {
    Binding { idm: &card.idm, key_version, account: book.account.as_bytes() }
}

/// The reader with the card to work on: the named one, or the only one with a card besides the operator's own.
pub(super) fn reader(ctx: &Context, named: Option<String>) -> Result<Option<String>, WireError> {
    let own = ctx.state().clinical_by.as_ref().and_then(|by| by.reader().map(str::to_owned));
    let Some(own) = own.filter(|_| named.is_none()) else { return Ok(named) };
    let mut others = ctx.cards.lying();
    others.retain(|reader| *reader != own);
    match others.as_slice() {
        [] => Err(Code::CardMissing.into()),
        [one] => Ok(Some(one.clone())),
        _ => Err(Code::CardTwo.into()),
    }
}
