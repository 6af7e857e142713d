use super::block;
use super::card::{IdBlock, LiteS, Seen};
use crate::frame::Block;
use crate::{CardKey, Challenge, Error, Idm, KeySource, SealedId};

/// What a card shall hold. Keep it (wrapped) before writing: a card whose writing was cut short can only be finished
/// with the same key.
#[derive(Debug, Clone)]
pub struct Order {
    /// Six bytes of the issuer in the ID block.
    pub user: [u8; 6],
    /// The version of the key.
    pub key_version: u16,
    /// The card's key: random, or derived from the ID block with `user` in it.
    pub key: CardKey,
    /// The sealed integrated id.
    pub sealed: SealedId,
    /// Close the memory at the end. **Irreversible**: the card can never be written anew, only thrown away. A card that
    /// is not closed can be copied over by whoever holds it, though not read.
    pub lock: bool,
    /// Also write a card that holds a key of someone else, as long as it is not closed.
    pub replace: bool,
}

/// How far a card has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It holds a key that is neither the factory's nor the order's.
    OtherKey,
    /// As it left the factory.
    Blank,
    /// The ID block is the order's.
    IdWritten,
    /// So is the version of the key.
    VersionWritten,
    /// So is the key.
    KeyWritten,
    /// So is the sealed id: all but the closing.
    SealedIdWritten,
    /// Closed.
    Locked,
}

/// One thing that is done to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The issuer's bytes of the ID block.
    WriteId,
    /// The version of the key.
    WriteVersion,
    /// The key. It cannot be read back.
    WriteKey,
    /// The card shows that it holds the key.
    VerifyKey,
    /// `S_PAD0` and `S_PAD1`.
    WriteSealedId,
    /// Both read back under the MAC.
    VerifySealedId,
    /// The memory is closed. Irreversible.
    Lock,
}

/// What will be done to the card on the reader, to be shown before it is done. Nothing is written without one.
#[derive(Debug, Clone)]
pub struct Plan {
    order: Order,
    idm: Idm,
    seen: Seen,
    stage: Stage,
    steps: &'static [Step],
}

/// Writing stopped. Hold the card again, [plan](LiteS::plan) the same order again, and go on.
#[derive(Debug, thiserror::Error)]
#[error("writing the card stopped")]
pub struct Halted {
    /// The step that was not done, or of which no answer came; `None` when nothing was begun.
    pub step: Option<Step>,
    /// Why.
    #[source]
    pub error: Error,
    /// What was to be written.
    pub order: Order,
}

impl Plan {
    /// How far the card has come already. Other than `Blank` and `OtherKey` it is half-written or done.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// What is left to do, in order; empty when the card holds all of it.
    pub const fn steps(&self) -> &'static [Step] {
        self.steps
    }

    /// The card.
    pub const fn idm(&self) -> &Idm {
        &self.idm
    }

    /// Whether it closes the card.
    pub fn is_irreversible(&self) -> bool {
        self.steps.contains(&Step::Lock)
    }
}

impl LiteS<'_> {
    /// Finds out how far the card has come and what is left to do. Writes nothing that stays.
    ///
    /// # Errors
    /// [`Error::WrongKey`] when the card is another's: closed with other content, or with another key and the order does
    /// not say `replace`.
    pub fn plan(&mut self, order: Order, random: &dyn Fn(&mut [u8])) -> Result<Plan, Error> {
        let seen = self.look()?;
        let stage = self.stage(&order, &seen, random)?;
        let refused = match stage {
            Stage::OtherKey => seen.locked || !order.replace,
            Stage::Locked => false,
            _ => seen.locked,
        };
        if refused {
            return Err(Error::WrongKey);
        }
        let steps = steps(stage, order.lock);
        Ok(Plan { idm: self.idm(), order, seen, stage, steps })
    }

    /// Does what the plan says. `done` hears of each step that is done.
    ///
    /// # Errors
    /// [`Halted`] with the step. [`Error::CardGone`] when the card on the reader is not the planned one, or was changed
    /// since.
    pub fn write_plan(
        &mut self,
        plan: Plan,
        random: &dyn Fn(&mut [u8]),
        done: &mut dyn FnMut(Step),
    ) -> Result<(), Halted> {
        let Plan { order, idm, seen, steps, .. } = plan;
        let same = self
            .look()
            .and_then(|now| if self.idm() == idm && now == seen { Ok(()) } else { Err(Error::CardGone) });
        if let Err(error) = same {
            return Err(Halted { step: None, error, order });
        }
        let id = seen.id.with_user(order.user);
        for step in steps {
            if let Err(error) = self.do_step(*step, &id, &order, random) {
                return Err(Halted { step: Some(*step), error, order });
            }
            done(*step);
        }
        Ok(())
    }

    fn do_step(
        &mut self,
        step: Step,
        id: &IdBlock,
        order: &Order,
        random: &dyn Fn(&mut [u8]),
    ) -> Result<(), Error> {
        match step {
            Step::WriteId => self.write(&[(block::ID, *id.bytes())]),
            Step::WriteVersion => self.write(&[(block::KEY_VERSION, version_block(order.key_version))]),
            Step::WriteKey => self.write(&[(block::KEY, *order.key.expose())]),
            Step::VerifyKey => self.holds_key(id, order, random),
            Step::WriteSealedId => {
                let (one, two) = pads(&order.sealed)?;
                self.write(&[(block::PAD0, one)])?;
                self.write(&[(block::PAD1, two)])
            }
            Step::VerifySealedId => match self.holds_sealed_id(order, random)? {
                true => Ok(()),
                false => Err(Error::WrongKey),
            },
            Step::Lock => {
                self.write(&[(block::CONFIG, CLOSED)])?;
                if self.look()?.locked { Ok(()) } else { Err(Error::Malformed) }
            }
        }
    }

    fn stage(&mut self, order: &Order, seen: &Seen, random: &dyn Fn(&mut [u8])) -> Result<Stage, Error> {
        let id = seen.id.with_user(order.user);
        let labelled = seen.id == id && seen.key_version == order.key_version;
        if self.holds(&order.key, random)? {
            return Ok(match labelled {
                false => Stage::Blank, // our key, but another label: begin anew
                true if !self.holds_sealed_id(order, random)? => Stage::KeyWritten,
                true if seen.locked => Stage::Locked,
                true => Stage::SealedIdWritten,
            });
        }
        Ok(match self.holds(&CardKey::factory(), random)? {
            false => Stage::OtherKey,
            true if labelled => Stage::VersionWritten,
            true if seen.id == id => Stage::IdWritten,
            true => Stage::Blank,
        })
    }

    fn holds(&mut self, key: &CardKey, random: &dyn Fn(&mut [u8])) -> Result<bool, Error> {
        match self.prove_card(KeySource::Card(key), &Challenge::make(random)) {
            Ok(_) => Ok(true),
            Err(Error::WrongKey) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn holds_key(&mut self, id: &IdBlock, order: &Order, random: &dyn Fn(&mut [u8])) -> Result<(), Error> {
        let proven = self.prove_card(KeySource::Card(&order.key), &Challenge::make(random))?;
        let right = proven.id() == id && proven.key_version() == order.key_version;
        if right { Ok(()) } else { Err(Error::WrongKey) }
    }

    /// A closed card shows its pads only to a reader that has proved itself too.
    fn holds_sealed_id(&mut self, order: &Order, random: &dyn Fn(&mut [u8])) -> Result<bool, Error> {
        let mut proven = self.prove_card(KeySource::Card(&order.key), &Challenge::make(random))?;
        if proven.is_locked()? {
            proven.prove_reader()?;
        }
        Ok(proven.read_sealed_id()? == order.sealed)
    }
}

fn steps(stage: Stage, lock: bool) -> &'static [Step] {
    let first = match stage {
        Stage::OtherKey | Stage::Blank => 0,
        Stage::IdWritten => 1,
        Stage::VersionWritten => 2,
        Stage::KeyWritten => 3,
        Stage::SealedIdWritten => 6,
        Stage::Locked => 7,
    };
    let last = if lock { 7 } else { 6 };
    ALL_STEPS.get(first..last).unwrap_or_default()
}

fn version_block(version: u16) -> Block {
    let [low, high] = version.to_le_bytes();
    let mut block = [0; 16];
    block.iter_mut().zip([low, high]).for_each(|(to, from)| *to = from);
    block
}

fn pads(sealed: &SealedId) -> Result<(Block, Block), Error> {
    let (one, two) = sealed.0.split_first_chunk().ok_or(Error::Malformed)?;
    Ok((*one, *two.first_chunk().ok_or(Error::Malformed)?))
}

const ALL_STEPS: [Step; 7] = [
    Step::WriteId,
    Step::WriteVersion,
    Step::WriteKey,
    Step::VerifyKey,
    Step::WriteSealedId,
    Step::VerifySealedId,
    Step::Lock,
];

/// The configuration of a closed card: rules frozen (bit 15 of bytes 0-1), system blocks locked (2), RF parameter 07,
/// key writable with a MAC (5), `S_PAD0-1` read (6-7) and written (8-9) after external authentication and written with
/// a MAC (10-11), STATE written with a MAC (12).
const CLOSED: Block = [0xFF, 0x7F, 0x00, 0x00, 0x07, 0x01, 0x03, 0x00, 0x03, 0x00, 0x03, 0x00, 0x01, 0, 0, 0];
