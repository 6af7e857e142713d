use crate::{LiteSCard, Replayed, Transit};

/// A card that answers native frames.
#[derive(Debug, Clone)]
pub enum Card {
    /// Lite-S.
    LiteS(Box<LiteSCard>),
    /// A transit card, or another that only shows its number.
    Transit(Transit),
    /// A copy of a Lite-S card that plays back what it once heard.
    Clone(Box<Replayed>),
    /// A card of another technology (ISO 14443) with a number of four bytes.
    TypeA,
}

impl Card {
    /// The answer to a frame; `None` is silence.
    pub fn frame(&mut self, frame: &[u8]) -> Option<Vec<u8>> {
        if frame.len() < 2 || usize::from(frame[0]) != frame.len() {
            return None;
        }
        match self {
            Self::LiteS(card) => card.frame(frame),
            Self::Transit(card) => card.frame(frame),
            Self::Clone(card) => card.frame(frame),
            Self::TypeA => None,
        }
    }

    /// Power off or reset: what is volatile is forgotten.
    pub fn reset(&mut self) {
        match self {
            Self::LiteS(card) => card.reset(),
            Self::Clone(card) => card.inner.reset(),
            Self::Transit(_) | Self::TypeA => {}
        }
    }

    /// The number of the card as `FF CA` gives it.
    pub fn number(&self) -> Vec<u8> {
        match self {
            Self::LiteS(card) => card.idm.to_vec(),
            Self::Clone(card) => card.inner.idm.to_vec(),
            Self::Transit(card) => card.address(0).to_vec(),
            Self::TypeA => vec![0x04, 0xA1, 0xB2, 0xC3],
        }
    }

    /// Whether a reader would say that it is FeliCa.
    pub const fn is_felica(&self) -> bool {
        !matches!(self, Self::TypeA)
    }
}

/// The answer to polling, if one of `systems` is asked for: FF in either byte stands for any.
pub fn polled(
    frame: &[u8],
    systems: &[u16],
    address: impl Fn(usize) -> [u8; 8],
    pmm: [u8; 8],
) -> Option<Vec<u8>> {
    let [6, 0x00, high, low, wanted, _slots] = *frame else { return None };
    let fits = |code: &u16| {
        let [own_high, own_low] = code.to_be_bytes();
        (high == 0xFF || high == own_high) && (low == 0xFF || low == own_low)
    };
    let index = systems.iter().position(fits)?;
    let mut answer = vec![0, 0x01];
    answer.extend(address(index));
    answer.extend(pmm);
    if wanted == 1 {
        answer.extend(systems[index].to_be_bytes());
    }
    Some(with_length(answer))
}

/// Sets the first byte, which counts itself.
pub fn with_length(mut frame: Vec<u8>) -> Vec<u8> {
    frame[0] = u8::try_from(frame.len()).expect("answers are short");
    frame
}
