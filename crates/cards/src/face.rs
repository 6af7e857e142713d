use crate::Card;
use henro_felica::Error;
use henro_felica::apdu::Channel;

/// A family of readers: what it makes of APDUs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `FF FE 01 00`, `FF CA`.
    Sony,
    /// `FF FE 00 00`.
    Identiv,
    /// `FF 00 00 00` with commands of the PN532.
    Acr122,
    /// `FF 00 00 00` with native frames.
    Acr1252,
    /// `FF C2` only.
    Transparent,
    /// RC-S300: `FF 50` only, inside an escape.
    Rcs300,
}

impl Family {
    /// All, with the names that `henro-card` takes.
    pub const ALL: [(&'static str, Family); 6] = [
        ("sony", Family::Sony),
        ("identiv", Family::Identiv),
        ("acr122", Family::Acr122),
        ("acr1252", Family::Acr1252),
        ("transparent", Family::Transparent),
        ("rc-s300", Family::Rcs300),
    ];

    /// By name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, family)| *family)
    }
}

/// A card as a reader of some family shows it.
#[derive(Debug, Clone)]
pub struct Face {
    /// The reader's family.
    pub family: Family,
    /// The card.
    pub card: Card,
    open: bool,
    switched: bool,
}

const FAILED: [u8; 2] = [0x63, 0x00];
const SONY_SILENT: [u8; 2] = [0x64, 0x01];
const UNSUPPORTED: [u8; 2] = [0x6A, 0x81];

impl Face {
    /// Holds `card` to a reader of `family`.
    pub const fn new(family: Family, card: Card) -> Self {
        Self { family, card, open: false, switched: false }
    }

    /// What the reader says of the card before anything is sent.
    pub fn atr(&self) -> Vec<u8> {
        let (standard, name) = match (self.card.is_felica(), self.family) {
            (true, Family::Acr122) => (0x03, [0xF0, 0x11]),
            (true, _) => (0x11, [0x00, 0x3B]),
            (false, _) => (0x03, [0x00, 0x01]),
        };
        let mut atr = vec![0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0, 0, 3, 6, standard];
        atr.extend(name);
        atr.extend([0; 4]);
        atr.push(atr[1..].iter().fold(0, |sum, byte| sum ^ byte));
        atr
    }

    /// Power off, on or reset.
    pub fn reset(&mut self) {
        self.card.reset();
        self.open = false;
        self.switched = false;
    }

    /// Answers an APDU.
    pub fn apdu(&mut self, apdu: &[u8]) -> Vec<u8> {
        if let [0xFF, 0xCA, 0, 0, ..] = apdu {
            return [self.card.number(), vec![0x90, 0x00]].concat();
        }
        let [0xFF, ins, p1, p2, length, body @ ..] = apdu else { return UNSUPPORTED.to_vec() };
        // A trailing Le is allowed.
        let Some(body) = body.get(..usize::from(*length)).filter(|_| body.len() <= usize::from(*length) + 1)
        else {
            return vec![0x67, 0x00];
        };
        match (self.family, [*ins, *p1, *p2]) {
            (Family::Sony, [0xFE, 1, 0]) => self.native(body, SONY_SILENT),
            (Family::Identiv, [0xFE, 0, 0]) | (Family::Acr1252, [0, 0, 0]) => self.native(body, FAILED),
            (Family::Acr122, [0, 0, 0]) => self.pn532(body),
            (Family::Transparent, [0xC2, 0, what]) | (Family::Rcs300, [0x50, 0, what]) => {
                self.session(what, body)
            }
            _ => UNSUPPORTED.to_vec(),
        }
    }

    fn native(&mut self, frame: &[u8], silent: [u8; 2]) -> Vec<u8> {
        match self.card.frame(frame) {
            Some(answer) => [answer, vec![0x90, 0x00]].concat(),
            None => silent.to_vec(),
        }
    }

    fn pn532(&mut self, body: &[u8]) -> Vec<u8> {
        match body {
            [0xD4, 0x4A, 1, 1, polling @ ..] => {
                let frame = [&[6][..], polling].concat();
                let found = self.card.frame(&frame);
                let answer =
                    found.map_or(vec![0xD5, 0x4B, 0], |answer| [vec![0xD5, 0x4B, 1, 1], answer].concat());
                [answer, vec![0x90, 0x00]].concat()
            }
            [0xD4, 0x40, 1, frame @ ..] => {
                let answer = self.card.frame(frame);
                let answer =
                    answer.map_or(vec![0xD5, 0x41, 1], |answer| [vec![0xD5, 0x41, 0], answer].concat());
                [answer, vec![0x90, 0x00]].concat()
            }
            _ => FAILED.to_vec(),
        }
    }

    fn session(&mut self, what: u8, body: &[u8]) -> Vec<u8> {
        match what {
            0 => self.manage(body),
            1 => self.exchange_tlv(body),
            2 => self.switch(body),
            _ => UNSUPPORTED.to_vec(),
        }
    }

    fn manage(&mut self, body: &[u8]) -> Vec<u8> {
        match body {
            [0x81, 0] => self.open = true,
            [0x82, 0] if self.open => (self.open, self.switched) = (false, false),
            _ => return vec![0xC0, 3, 1, 0x6A, 0x81, 0x90, 0x00],
        }
        vec![0xC0, 3, 0, 0x90, 0x00, 0x90, 0x00]
    }

    fn switch(&mut self, body: &[u8]) -> Vec<u8> {
        self.switched = self.open && body == [0x8F, 2, 3, 0];
        if self.switched { vec![0xC0, 3, 0, 0x90, 0, 0x90, 0] } else { vec![0xC0, 3, 1, 0x69, 0x85, 0x90, 0] }
    }

    fn exchange_tlv(&mut self, body: &[u8]) -> Vec<u8> {
        let frame = match body {
            [0x95, length, frame @ ..] if usize::from(*length) == frame.len() && self.switched => frame,
            _ => return vec![0xC0, 3, 1, 0x69, 0x85, 0x90, 0x00],
        };
        match self.card.frame(frame) {
            // 92: bits and errors of the answer, as supplement 2 has it; then the answer.
            Some(answer) => {
                let head = [0xC0, 3, 0, 0x90, 0x00, 0x92, 1, 0, 0x97, answer.len() as u8];
                [head.to_vec(), answer, vec![0x90, 0x00]].concat()
            }
            None => vec![0xC0, 3, 2, 0x64, 0x01, 0x90, 0x00],
        }
    }
}

impl Channel for Face {
    fn exchange(&mut self, apdu: &[u8]) -> Result<Vec<u8>, Error> {
        match (self.family, apdu) {
            (Family::Rcs300, [0xFF, 0x50, ..]) => Ok(UNSUPPORTED.to_vec()),
            _ => Ok(self.apdu(apdu)),
        }
    }

    fn escape(&mut self, bytes: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        Ok((self.family == Family::Rcs300).then(|| self.apdu(bytes)))
    }
}
