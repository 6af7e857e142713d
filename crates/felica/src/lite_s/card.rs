use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::block;
use crate::frame::{Block, read_blocks, write_blocks};
use crate::mac::{MAC_A, Session};
use crate::{CardKey, Challenge, Error, Idm, KeySource, Reader, SealedId, SystemCode};

/// A Lite-S card on the reader. Keep the whole sequence in one transaction of the reader: a reset in between makes
/// the card forget challenge and proof.
pub struct LiteS<'r> {
    reader: &'r mut dyn Reader,
    address: [u8; 8],
}

/// Block 82: the card's number, two bytes of data format code, six bytes of the issuer.
#[derive(Clone, PartialEq, Eq)]
pub struct IdBlock([u8; 16]);

/// What anyone can see of a Lite-S card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The ID block.
    pub id: IdBlock,
    /// The version of the card's key.
    pub key_version: u16,
    /// The memory is closed for ever: [`Step::Lock`](super::Step::Lock) was done.
    pub locked: bool,
}

/// What a card of ours holds, proven by its key.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The card.
    pub idm: Idm,
    /// The version of its key.
    pub key_version: u16,
    /// The sealed integrated id.
    pub sealed: SealedId,
    /// The card has checked us too. Only a closed card does.
    pub mutual: bool,
}

/// Four answers of a card to kept challenges, 32 bytes that only this card makes. Treat it as a key: it clears
/// itself, does not print itself, and must not be logged.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct CardSecret([u8; 32]);

/// Internal and, on a closed card, external authentication; then the sealed id, read under a MAC.
///
/// # Errors
/// [`Error::WrongKey`] when the card does not hold the key; [`Error::NotKeyed`] for a card without one.
pub fn log_in(reader: &mut dyn Reader, key: KeySource<'_>, challenge: &Challenge) -> Result<Issued, Error> {
    let mut card = LiteS::find(reader)?;
    let mut proven = card.prove_card(key, challenge)?;
    let mutual = proven.is_locked()?;
    if mutual {
        proven.prove_reader()?;
    }
    let sealed = proven.read_sealed_id()?;
    Ok(Issued { key_version: proven.key_version(), idm: card.idm(), sealed, mutual })
}

/// The card as a keyed function: its MACs over its ID block for four kept challenges. Needs no key of the card, so
/// none has to be stored. The same card and challenges give the same secret.
///
/// # Errors
/// [`Error::WeakKey`] when the card still has the factory's key, under which anyone can make the answers.
pub fn respond(reader: &mut dyn Reader, challenges: &[Challenge; 4]) -> Result<CardSecret, Error> {
    LiteS::find(reader)?.respond(challenges)
}

impl<'r> LiteS<'r> {
    /// Looks for a Lite-S card.
    ///
    /// # Errors
    /// [`Error::NotKeyed`] when a FeliCa card of another kind answers, [`Error::NoCard`] when none does.
    pub fn find(reader: &'r mut dyn Reader) -> Result<Self, Error> {
        match reader.polling(SystemCode::LITE)? {
            Some(polled) if polled.pmm().has_mac_a() => Ok(Self { reader, address: polled.address }),
            Some(_) => Err(Error::NotKeyed),
            None if reader.polling(SystemCode::ANY)?.is_some() => Err(Error::NotKeyed),
            None => Err(Error::NoCard),
        }
    }

    /// The card's number.
    pub fn idm(&self) -> Idm {
        Idm::from_wire(self.address)
    }

    /// What anyone can see. Proves nothing.
    ///
    /// # Errors
    /// What the card or reader says.
    pub fn look(&mut self) -> Result<Seen, Error> {
        let [id, version, config] = self.read(&[block::ID, block::KEY_VERSION, block::CONFIG])?;
        Ok(Seen { id: self.own_id(id)?, key_version: version_of(&version), locked: is_locked(&config) })
    }

    /// Internal authentication: the card shows that it holds the key.
    ///
    /// # Errors
    /// [`Error::WrongKey`] when it does not.
    pub fn prove_card<'c>(
        &'c mut self,
        key: KeySource<'_>,
        challenge: &Challenge,
    ) -> Result<Proven<'c, 'r>, Error> {
        self.write(&[(block::CHALLENGE, *challenge.bytes())])?;
        let numbers = [block::ID, block::KEY_VERSION, MAC_A];
        let [id, version, mac] = self.read(&numbers)?;
        let checked = self.own_id(id)?;
        let session = Session::new(&key.for_card(&checked)?, challenge);
        verify(&session, &numbers, &[id, version], &mac)?;
        Ok(Proven { card: self, session, id: checked, key_version: version_of(&version) })
    }

    /// See [`respond`].
    ///
    /// # Errors
    /// [`Error::WeakKey`] when the card still has the factory's key.
    pub fn respond(&mut self, challenges: &[Challenge; 4]) -> Result<CardSecret, Error> {
        let numbers = [block::ID, MAC_A];
        let mut secret = CardSecret([0; 32]);
        for (challenge, part) in challenges.iter().zip(secret.0.chunks_exact_mut(8)) {
            self.write(&[(block::CHALLENGE, *challenge.bytes())])?;
            let [id, mut mac] = self.read(&numbers)?;
            self.own_id(id)?;
            let factory = Session::new(&CardKey::factory(), challenge);
            if verify(&factory, &numbers, &[id], &mac).is_ok() {
                return Err(Error::WeakKey);
            }
            part.iter_mut().zip(mac).for_each(|(to, from)| *to = from);
            mac.zeroize();
        }
        Ok(secret)
    }

    /// The ID block begins with the number that the card gave when polled.
    fn own_id(&self, id: Block) -> Result<IdBlock, Error> {
        let own = id.first_chunk().is_some_and(|number| Idm::from_wire(*number) == self.idm());
        if own { Ok(IdBlock(id)) } else { Err(Error::Malformed) }
    }

    pub(super) fn read<const N: usize>(&mut self, numbers: &[u8; N]) -> Result<[Block; N], Error> {
        read_blocks(self.reader, &self.address, numbers)
    }

    pub(super) fn write(&mut self, blocks: &[(u8, Block)]) -> Result<(), Error> {
        write_blocks(self.reader, &self.address, blocks)
    }
}

/// A card that has shown its key, in the session of one challenge.
pub struct Proven<'c, 'r> {
    card: &'c mut LiteS<'r>,
    session: Session,
    id: IdBlock,
    key_version: u16,
}

impl Proven<'_, '_> {
    /// The ID block, under the MAC.
    pub const fn id(&self) -> &IdBlock {
        &self.id
    }

    /// The version of the key, under the MAC.
    pub const fn key_version(&self) -> u16 {
        self.key_version
    }

    /// Whether the card's memory is closed, under the MAC.
    ///
    /// # Errors
    /// [`Error::WrongKey`] when the answer is not the card's.
    pub fn is_locked(&mut self) -> Result<bool, Error> {
        let [config] = self.read([block::CONFIG, MAC_A], |[config, _]| [*config])?;
        Ok(is_locked(&config))
    }

    /// External authentication: we show the card that we hold the key too. Uses one of its 16 million counts.
    ///
    /// # Errors
    /// [`Error::CardRefused`] when the card does not accept it, as cards that are not closed may.
    pub fn prove_reader(&mut self) -> Result<(), Error> {
        let [count] = self.read([block::COUNT, MAC_A], |[count, _]| [*count])?;
        let [low, middle, high, ..] = count;
        let mut state = [0; 16];
        let [first, ..] = &mut state;
        *first = 1;
        let mut proof = [0; 16];
        let mac = self.session.of_write([low, middle, high], block::STATE, &state);
        let parts = mac.into_iter().chain([low, middle, high]);
        proof.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        self.card.write(&[(block::STATE, state), (MAC_A, proof)])
    }

    /// `S_PAD0` and `S_PAD1`, under the MAC.
    ///
    /// # Errors
    /// [`Error::WrongKey`] when the answer is not the card's; [`Error::CardRefused`] when it wants us proven first.
    pub fn read_sealed_id(&mut self) -> Result<SealedId, Error> {
        let [one, two] = self.read([block::PAD0, block::PAD1, MAC_A], |[one, two, _]| [*one, *two])?;
        let mut sealed = [0; 32];
        sealed.iter_mut().zip(one.into_iter().chain(two)).for_each(|(to, from)| *to = from);
        Ok(SealedId(sealed))
    }

    fn read<const N: usize, const M: usize>(
        &mut self,
        numbers: [u8; N],
        data: impl Fn(&[Block; N]) -> [Block; M],
    ) -> Result<[Block; M], Error> {
        let blocks = self.card.read(&numbers)?;
        let data = data(&blocks);
        verify(&self.session, &numbers, &data, blocks.last().unwrap_or(&[0; 16]))?;
        Ok(data)
    }
}

fn verify(session: &Session, numbers: &[u8], data: &[Block], mac: &Block) -> Result<(), Error> {
    let own = session.of_read(numbers, data);
    let given = mac.first_chunk::<8>().ok_or(Error::Malformed)?;
    if own.ct_eq(given).into() { Ok(()) } else { Err(Error::WrongKey) }
}

fn version_of(block: &Block) -> u16 {
    let [low, high, ..] = *block;
    u16::from_le_bytes([low, high])
}

/// Byte 2 of the configuration: FF open, anything else closed.
fn is_locked(config: &Block) -> bool {
    let [_, _, lock, ..] = *config;
    lock != 0xFF
}

impl IdBlock {
    /// From the sixteen bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The sixteen bytes.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// This block with other bytes of the issuer.
    #[must_use]
    pub fn with_user(&self, user: [u8; 6]) -> Self {
        let mut bytes = self.0;
        bytes.iter_mut().skip(10).zip(user).for_each(|(to, from)| *to = from);
        Self(bytes)
    }
}

impl std::fmt::Debug for IdBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdBlock(..)")
    }
}

impl CardSecret {
    /// Looks at the secret. Feed it to a key derivation; do not keep it.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for CardSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardSecret(..)")
    }
}

impl std::fmt::Debug for LiteS<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LiteS(..)")
    }
}

impl std::fmt::Debug for Proven<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proven(..)")
    }
}
