use crate::LiteSCard;
use crate::card::{polled, with_length};

/// A card that shows a number under one or more systems. Its history is made up and nobody should ask for it: a
/// read is counted.
#[derive(Debug, Clone)]
pub struct Transit {
    idm: [u8; 8],
    pmm: [u8; 8],
    systems: Vec<u16>,
    /// How often blocks were asked for.
    pub reads: u32,
}

impl Transit {
    /// A card with these systems, the first one first.
    pub const fn new(idm: [u8; 8], pmm: [u8; 8], systems: Vec<u16>) -> Self {
        Self { idm, pmm, systems, reads: 0 }
    }

    /// The number as the system at `index` shows it.
    pub(crate) fn address(&self, index: usize) -> [u8; 8] {
        let mut address = self.idm;
        address[0] |= (index as u8) << 4;
        address
    }

    pub(crate) fn frame(&mut self, frame: &[u8]) -> Option<Vec<u8>> {
        if frame[1] == 0x00 {
            return polled(frame, &self.systems, |index| self.address(index), self.pmm);
        }
        let mut asked: [u8; 8] = frame.get(2..10)?.try_into().ok()?;
        asked[0] &= 0x0F;
        if asked != self.idm {
            return None;
        }
        let mut reply = vec![0, frame[1] + 1];
        reply.extend(&frame[2..10]);
        match (frame[1], &frame[10..]) {
            // Request Service: the open history and balance exist, with key version 0.
            (0x02, [count, services @ ..]) if services.len() == 2 * usize::from(*count) => {
                reply.push(*count);
                for service in services.chunks(2) {
                    reply.extend(if matches!(service, [0x0F | 0x8B, _]) { [0, 0] } else { [0xFF, 0xFF] });
                }
            }
            (0x06, _) => {
                self.reads += 1;
                reply.extend([0, 0, 1]);
                reply.extend([0x16; 16]);
            }
            (0x08, _) => reply.extend([0x01, 0xA5]),
            (0x0C, []) => {
                reply.push(self.systems.len() as u8);
                reply.extend(self.systems.iter().flat_map(|code| code.to_be_bytes()));
            }
            _ => return None,
        }
        Some(with_length(reply))
    }
}

/// A copy of a Lite-S card: same number, chip and open memory, no key. It plays back the MACs it overheard.
#[derive(Debug, Clone)]
pub struct Replayed {
    pub(crate) inner: LiteSCard,
}

impl Replayed {
    /// Copies what anyone near `card` could see and hear.
    pub fn of(card: &LiteSCard) -> Self {
        Self { inner: card.clone() }
    }

    pub(crate) fn frame(&mut self, frame: &[u8]) -> Option<Vec<u8>> {
        let overheard = self.inner.given.clone();
        let mut answer = self.inner.frame(frame)?;
        if let Some((numbers, at)) = mac_in(frame, &answer) {
            let mac = overheard.get(&numbers).copied().unwrap_or([0x5A; 8]);
            answer[at..at + 8].copy_from_slice(&mac);
        }
        self.inner.given = overheard;
        Some(answer)
    }
}

/// The block list of a read that ends in `MAC_A`, and where its MAC lies in the answer.
fn mac_in(frame: &[u8], answer: &[u8]) -> Option<(Vec<u8>, usize)> {
    let list = frame.get(14..).filter(|_| frame[1] == 0x06 && answer.len() > 13)?;
    let numbers: Vec<u8> = list.chunks(2).filter_map(|element| element.get(1).copied()).collect();
    (numbers.last() == Some(&0x91)).then(|| (numbers, answer.len() - 16))
}
