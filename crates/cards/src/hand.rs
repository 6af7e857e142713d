use crate::Card;
use henro_felica::{Error, Polled, Reader, SystemCode, polling_frame, read_polled};

/// A card held to a reader inside the test's own process.
#[derive(Debug)]
pub struct InHand {
    /// The card.
    pub card: Card,
    /// Frames sent so far, pollings included.
    pub frames: usize,
    /// The card leaves before it hears this frame (counted from 0).
    pub torn_at: Option<usize>,
    /// The card leaves after it obeyed this frame, and its answer is lost.
    pub lost_at: Option<usize>,
}

impl InHand {
    /// A card that stays.
    pub const fn new(card: Card) -> Self {
        Self { card, frames: 0, torn_at: None, lost_at: None }
    }

    fn send(&mut self, frame: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let index = self.frames;
        self.frames += 1;
        if self.torn_at.is_some_and(|at| index >= at) {
            return Err(Error::CardGone);
        }
        let answer = self.card.frame(frame);
        if self.lost_at.is_some_and(|at| index >= at) {
            self.torn_at = Some(0);
            return Err(Error::CardGone);
        }
        Ok(answer)
    }
}

impl Reader for InHand {
    fn polling(&mut self, system: SystemCode) -> Result<Option<Polled>, Error> {
        let answer = self.send(&polling_frame(system))?;
        answer.map(|answer| read_polled(&answer, system)).transpose()
    }

    fn command(&mut self, frame: &[u8]) -> Result<Vec<u8>, Error> {
        self.send(frame)?.ok_or(Error::CardGone)
    }
}
