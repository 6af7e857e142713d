use crate::card::{polled, with_length};
use crate::des_chain::{chain, session};
use std::collections::BTreeMap;

type Block = [u8; 16];

const RC: u8 = 0x80;
const ID: u8 = 0x82;
const D_ID: u8 = 0x83;
const SYS_C: u8 = 0x85;
const CKV: u8 = 0x86;
const CK: u8 = 0x87;
const MC: u8 = 0x88;
const WCNT: u8 = 0x90;
const MAC_A: u8 = 0x91;
const STATE: u8 = 0x92;

const PMM: [u8; 8] = [0x00, 0xF1, 0x00, 0x00, 0x00, 0x01, 0x43, 0x00];
/// Writes with a MAC stop here; a card from the factory begins here.
const SPENT: u32 = 0x00FF_FE00;

const ILLEGAL_BLOCK: [u8; 2] = [0x01, 0xA8];
const AUTHENTICATION_WANTED: [u8; 2] = [0x01, 0xB1];
const MAC_TROUBLE: [u8; 2] = [0x02, 0xB2];

/// A Lite-S card: its memory and what it forgets when the field goes.
#[derive(Debug, Clone)]
pub struct LiteSCard {
    pub(crate) idm: [u8; 8],
    blocks: BTreeMap<u8, Block>,
    count: u32,
    /// Forgotten without power.
    rc: Option<Block>,
    external: bool,
    /// The MACs it gave for each list of blocks, for a clone to play back.
    pub(crate) given: BTreeMap<Vec<u8>, [u8; 8]>,
}

impl LiteSCard {
    /// As it leaves the factory: key all zero, memory open.
    pub fn blank(idm: [u8; 8]) -> Self {
        let mut blocks: BTreeMap<u8, Block> = (0..=0x0E).map(|number| (number, [0; 16])).collect();
        let mut id = [0; 16];
        id[..8].copy_from_slice(&idm);
        let mut device = id;
        device[8..].copy_from_slice(&PMM);
        let mut config = [0; 16];
        config[..5].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0x00, 0x07]);
        let mut system = [0; 16];
        system[..2].copy_from_slice(&[0x88, 0xB4]);
        for (number, block) in
            [(ID, id), (D_ID, device), (SYS_C, system), (CKV, [0; 16]), (CK, [0; 16]), (MC, config)]
        {
            blocks.insert(number, block);
        }
        Self { idm, blocks, count: SPENT, rc: None, external: false, given: BTreeMap::new() }
    }

    /// A card written elsewhere: user id, key version, key, `S_PAD0-1`, and closed if `lock`.
    #[must_use]
    pub fn issued(
        mut self,
        user: [u8; 6],
        version: u16,
        key: [u8; 16],
        sealed: [u8; 32],
        lock: bool,
    ) -> Self {
        self.block_mut(ID)[10..].copy_from_slice(&user);
        self.block_mut(CKV)[..2].copy_from_slice(&version.to_le_bytes());
        *self.block_mut(CK) = key;
        self.block_mut(0).copy_from_slice(&sealed[..16]);
        self.block_mut(1).copy_from_slice(&sealed[16..]);
        if lock {
            *self.block_mut(MC) = [0xFF, 0x7F, 0, 0, 7, 1, 3, 0, 3, 0, 3, 0, 1, 0, 0, 0];
            self.count = 0;
        }
        self
    }

    /// A block as it lies in the memory, keys included.
    pub fn memory(&self, number: u8) -> Block {
        self.blocks.get(&number).copied().unwrap_or([0; 16])
    }

    /// Counts one write on, as if another reader had written.
    pub fn count_on(&mut self) {
        self.count = (self.count + 1).min(SPENT);
    }

    /// Changes a bit of the memory behind the card's back.
    pub fn damage(&mut self, number: u8) {
        self.block_mut(number)[3] ^= 1;
    }

    pub(crate) fn reset(&mut self) {
        self.rc = None;
        self.external = false;
    }

    pub(crate) fn frame(&mut self, frame: &[u8]) -> Option<Vec<u8>> {
        if frame[1] == 0x00 {
            return polled(frame, &[0x88B4], |_| self.idm, PMM);
        }
        if frame.get(2..10) != Some(&self.idm) {
            return None;
        }
        let answer = match (frame[1], frame.get(10..)?) {
            (0x06, rest) => self.read(rest),
            (0x08, rest) => self.write(rest),
            _ => return None,
        };
        let code = frame[1] + 1;
        let mut reply = vec![0, code];
        reply.extend(self.idm);
        match answer {
            Ok(data) => {
                reply.extend([0, 0]);
                reply.extend(data);
            }
            Err(flags) => reply.extend(flags),
        }
        Some(with_length(reply))
    }

    fn read(&mut self, rest: &[u8]) -> Result<Vec<u8>, [u8; 2]> {
        let (numbers, rest) = numbers(rest, &[0x09, 0x0B])?;
        if numbers.is_empty() || numbers.len() > 4 || !rest.is_empty() {
            return Err([0xFF, 0xA2]);
        }
        let mut data = Vec::new();
        for (index, number) in numbers.iter().enumerate() {
            let block = match *number {
                MAC_A if index + 1 == numbers.len() => self.mac_of_read(&numbers, &data)?,
                RC | CK => [0; 16],
                WCNT => padded(&self.count.to_le_bytes()[..3]),
                STATE => padded(&[u8::from(self.external)]),
                other => *self.blocks.get(&other).ok_or(ILLEGAL_BLOCK)?,
            };
            if self.wants_authentication(*number, 6) {
                return Err(AUTHENTICATION_WANTED);
            }
            data.extend(block);
        }
        data.insert(0, numbers.len() as u8);
        Ok(data)
    }

    fn write(&mut self, rest: &[u8]) -> Result<Vec<u8>, [u8; 2]> {
        let (numbers, data) = numbers(rest, &[0x09])?;
        if data.len() != 16 * numbers.len() {
            return Err([0xFF, 0xA1]);
        }
        let block: Block = data.get(..16).and_then(|block| block.try_into().ok()).ok_or([0xFF, 0xA2])?;
        match *numbers.as_slice() {
            [RC] => self.rc = Some(block),
            [number] if !self.wants_mac(number) => self.store(number, block)?,
            [_] => return Err(AUTHENTICATION_WANTED),
            [number, MAC_A] => {
                self.check_mac_of_write(number, &block, &data[16..])?;
                self.store(number, block)?;
            }
            _ => return Err([0xFF, 0xA2]),
        }
        Ok(Vec::new())
    }

    fn store(&mut self, number: u8, block: Block) -> Result<(), [u8; 2]> {
        let locked = self.memory(MC)[2] != 0xFF;
        match number {
            // The first eight bytes of ID are fixed.
            ID if !locked => self.block_mut(ID)[8..].copy_from_slice(&block[8..]),
            CKV | CK | 0..=0x0E => *self.block_mut(number) = block,
            MC if !locked => {
                *self.block_mut(MC) = block;
                if block[2] != 0xFF {
                    self.count = 0;
                    return Ok(());
                }
            }
            STATE => self.external = block[0] == 1,
            _ => return Err(ILLEGAL_BLOCK),
        }
        self.count = (self.count + 1).min(SPENT);
        Ok(())
    }

    /// Bits of the configuration from `at`: does this pad want external authentication to be read (6), written (8)?
    fn wants_authentication(&self, number: u8, at: usize) -> bool {
        number <= 0x0E && self.bit(at, number) && !self.external
    }

    fn wants_mac(&self, number: u8) -> bool {
        match number {
            STATE => true,
            CK | CKV => self.memory(MC)[2] != 0xFF,
            _ => self.wants_authentication(number, 8) || (number <= 0x0E && self.bit(10, number)),
        }
    }

    fn bit(&self, at: usize, number: u8) -> bool {
        let config = self.memory(MC);
        u16::from_le_bytes([config[at], config[at + 1]]) >> number & 1 == 1
    }

    fn mac_of_read(&mut self, numbers: &[u8], data: &[u8]) -> Result<Block, [u8; 2]> {
        let (keys, start) = session(&self.memory(CK), &self.rc.ok_or(MAC_TROUBLE)?);
        let mut head: Vec<u8> = numbers.iter().flat_map(|number| [*number, 0]).collect();
        head.resize(8, 0xFF);
        head.extend(data);
        let mac = chain(keys, start, &head);
        self.given.insert(numbers.to_vec(), mac);
        Ok(padded(&mac))
    }

    fn check_mac_of_write(&self, number: u8, block: &Block, given: &[u8]) -> Result<(), [u8; 2]> {
        let ([one, two], start) = session(&self.memory(CK), &self.rc.ok_or(MAC_TROUBLE)?);
        let count = &self.count.to_le_bytes()[..3];
        let data = [count, &[0, number, 0, MAC_A, 0], block].concat();
        let right = chain([two, one], start, &data);
        let fits = self.count < SPENT && given[..8] == right && given[8..11] == *count;
        // Only STATE is written to prove oneself; all else wants that proof first.
        let allowed = number == STATE || !self.wants_authentication(number, 8);
        match (fits, allowed) {
            (false, _) => Err(MAC_TROUBLE),
            (_, false) => Err(AUTHENTICATION_WANTED),
            _ => Ok(()),
        }
    }

    fn block_mut(&mut self, number: u8) -> &mut Block {
        self.blocks.entry(number).or_insert([0; 16])
    }
}

/// The block list of one service: `01 service(2) n (80 block)*n`, and what follows.
fn numbers<'a>(rest: &'a [u8], services: &[u8]) -> Result<(Vec<u8>, &'a [u8]), [u8; 2]> {
    let [1, service, 0, count, rest @ ..] = rest else { return Err([0xFF, 0xA1]) };
    if !services.contains(service) {
        return Err([0xFF, 0xA6]);
    }
    let (list, data) = rest.split_at_checked(2 * usize::from(*count)).ok_or([0xFF, 0xA2])?;
    let numbers =
        list.chunks(2).map(|element| if element[0] == 0x80 { Ok(element[1]) } else { Err([0xFF, 0xA8]) });
    Ok((numbers.collect::<Result<_, _>>()?, data))
}

fn padded(head: &[u8]) -> Block {
    let mut block = [0; 16];
    block[..head.len()].copy_from_slice(head);
    block
}
