//! Native frames: `LEN CMD ...`, the answer has `CMD + 1`. LEN counts itself.

use crate::{Error, Pmm, Polled, Reader, SystemCode};

/// A block of a card.
pub(crate) type Block = [u8; 16];

/// Polling for `system`, one time slot, the system code in the answer wanted.
pub fn polling_frame(system: SystemCode) -> [u8; 6] {
    let [high, low] = system.bytes();
    [6, 0x00, high, low, 0x01, 0x00]
}

/// Reads the answer to polling for `asked`. A card may leave the system code out.
///
/// # Errors
/// [`Error::Malformed`] when it has another shape or another system answers.
pub fn read_polled(answer: &[u8], asked: SystemCode) -> Result<Polled, Error> {
    let mut rest = body(answer, 0x01)?;
    let address = *take::<8>(&mut rest)?;
    let pmm = Pmm::new(*take::<8>(&mut rest)?);
    let system = match rest {
        [] => asked,
        [high, low] => SystemCode(u16::from_be_bytes([*high, *low])),
        _ => return Err(Error::Malformed),
    };
    if asked != SystemCode::ANY && system != asked {
        return Err(Error::Malformed);
    }
    Ok(Polled { address, pmm, system })
}

/// Reads up to four blocks without encryption (service 000B).
pub(crate) fn read_blocks<const N: usize>(
    reader: &mut dyn Reader,
    address: &[u8; 8],
    blocks: &[u8; N],
) -> Result<[Block; N], Error> {
    let frame = request(0x06, address, [0x0B, 0x00], blocks, &[]);
    let answer = reader.command(&frame)?;
    let mut rest = checked(&answer, 0x07, address)?;
    let [count] = *take::<1>(&mut rest)?;
    if usize::from(count) != N || rest.len() != 16 * N {
        return Err(Error::Malformed);
    }
    let mut data = [[0; 16]; N];
    for block in &mut data {
        *block = *take::<16>(&mut rest)?;
    }
    Ok(data)
}

/// Writes one block, or two when the second is `MAC_A`, without encryption (service 0009).
pub(crate) fn write_blocks(
    reader: &mut dyn Reader,
    address: &[u8; 8],
    blocks: &[(u8, Block)],
) -> Result<(), Error> {
    let numbers: Vec<u8> = blocks.iter().map(|(number, _)| *number).collect();
    let data: zeroize::Zeroizing<Vec<u8>> =
        blocks.iter().flat_map(|(_, data)| *data).collect::<Vec<u8>>().into();
    // Holds the card key once in a card's life, so it is cleared.
    let frame = zeroize::Zeroizing::new(request(0x08, address, [0x09, 0x00], &numbers, &data));
    let answer = reader.command(&frame)?;
    match checked(&answer, 0x09, address)? {
        [] => Ok(()),
        _ => Err(Error::Malformed),
    }
}

fn request(code: u8, address: &[u8; 8], service: [u8; 2], blocks: &[u8], data: &[u8]) -> Vec<u8> {
    let length = 14 + 2 * blocks.len() + data.len();
    let mut frame = Vec::with_capacity(length);
    // At most 4 blocks read or 2 written: far below 255.
    frame.extend([u8::try_from(length).unwrap_or(u8::MAX), code]);
    frame.extend(address);
    frame.push(1);
    frame.extend(service);
    frame.push(u8::try_from(blocks.len()).unwrap_or(u8::MAX));
    frame.extend(blocks.iter().flat_map(|block| [0x80, *block]));
    frame.extend(data);
    frame
}

/// What follows the status flags of an answer by the card we asked.
fn checked<'a>(answer: &'a [u8], code: u8, address: &[u8; 8]) -> Result<&'a [u8], Error> {
    let mut rest = body(answer, code)?;
    if take::<8>(&mut rest)? != address {
        return Err(Error::CardGone);
    }
    match *take::<2>(&mut rest)? {
        [0, 0] => Ok(rest),
        [sf1, sf2] => Err(Error::CardRefused { sf1, sf2 }),
    }
}

fn body(answer: &[u8], code: u8) -> Result<&[u8], Error> {
    match answer {
        [length, first, rest @ ..] if usize::from(*length) == answer.len() && *first == code => Ok(rest),
        _ => Err(Error::Malformed),
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Result<&'a [u8; N], Error> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or(Error::Malformed)?;
    *rest = tail;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polled(asked: SystemCode, code: &[u8]) -> Result<SystemCode, Error> {
        let mut answer = vec![18 + code.len() as u8, 0x01];
        answer.extend([0x11, 0x2E, 3, 4, 5, 6, 7, 8, 0x00, 0xF1, 0, 0, 0, 1, 0x43, 0]);
        answer.extend(code);
        read_polled(&answer, asked).map(|polled| polled.system())
    }

    #[test]
    fn polling_is_answered_by_the_system_that_was_asked_for() {
        assert_eq!(polled(SystemCode::LITE, &[0x88, 0xB4]), Ok(SystemCode::LITE));
        assert_eq!(polled(SystemCode::LITE, &[]), Ok(SystemCode::LITE), "the code may be left out");
        assert_eq!(polled(SystemCode::ANY, &[0x80, 0xDE]), Ok(SystemCode::IRUCA));
        assert_eq!(polled(SystemCode::LITE, &[0x80, 0xDE]), Err(Error::Malformed));
        assert_eq!(polled(SystemCode::LITE, &[0x88]), Err(Error::Malformed));
        assert_eq!(polled(SystemCode::LITE, &[0x88, 0xB4, 0]), Err(Error::Malformed));
    }
}
