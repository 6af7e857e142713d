use crate::{Error, Polled, SystemCode, polling_frame, read_polled};

/// How a family of readers carries a native frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Sony RC-S380 and its kin under PC/SC: `FF FE 01 00`.
    Sony,
    /// Identiv 3700F and its kin: `FF FE 00 00`.
    Identiv,
    /// ACR1252U and its kin: the frame as it is after `FF 00 00 00`.
    Bare,
    /// ACR122U: commands of its PN532 chip after `FF 00 00 00`.
    Pn532,
    /// The transparent session of PC/SC part 3, supplement 2: `FF C2`.
    Transparent,
    /// RC-S300: the same session under `FF 50`, inside an escape of CCID.
    Escape,
}

/// What a reader answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply<T> {
    /// The card's answer.
    Frame(T),
    /// The card is silent.
    Silent,
    /// The reader does not know this command.
    Unsupported,
}

impl Profile {
    /// In the order they are tried with any reader.
    pub const ALL: [Self; 5] = [Self::Sony, Self::Identiv, Self::Bare, Self::Pn532, Self::Transparent];

    /// What the name of a reader suggests.
    pub fn by_name(name: &str) -> Option<Self> {
        const NAMES: [(&str, Profile); 7] = [
            ("Sony", Profile::Sony),
            ("PaSoRi", Profile::Sony),
            ("ACR122", Profile::Pn532),
            ("ACR125", Profile::Bare),
            ("ACR128", Profile::Bare),
            ("Identiv", Profile::Identiv),
            ("CLOUD", Profile::Identiv),
        ];
        NAMES.iter().find(|(part, _)| name.contains(part)).map(|(_, profile)| *profile)
    }

    /// The language that goes as an escape, where a reader of this name is known to take it. What another reader makes of
    /// an escape is its maker's secret.
    pub fn escaped(name: &str) -> Option<Self> {
        name.contains("RC-S300").then_some(Self::Escape)
    }

    /// Whether its APDUs go to the reader itself and not through the card's line.
    pub const fn is_escape(self) -> bool {
        matches!(self, Self::Escape)
    }

    /// APDUs to send before the first frame of a session.
    pub const fn opening(self) -> &'static [&'static [u8]] {
        match self {
            // Start the session; switch to FeliCa.
            Self::Transparent => &[&[0xFF, 0xC2, 0, 0, 2, 0x81, 0], &[0xFF, 0xC2, 0, 2, 4, 0x8F, 2, 3, 0]],
            Self::Escape => &[&[0xFF, 0x50, 0, 0, 2, 0x81, 0], &[0xFF, 0x50, 0, 2, 4, 0x8F, 2, 3, 0]],
            _ => &[],
        }
    }

    /// APDUs to send after the last one.
    pub const fn closing(self) -> &'static [&'static [u8]] {
        match self {
            Self::Transparent => &[&[0xFF, 0xC2, 0, 0, 2, 0x82, 0]],
            Self::Escape => &[&[0xFF, 0x50, 0, 0, 2, 0x82, 0]],
            _ => &[],
        }
    }

    /// The APDU that polls for `system`.
    ///
    /// # Errors
    /// None in practice: see [`Self::wrap`].
    pub fn polling(self, system: SystemCode) -> Result<Vec<u8>, Error> {
        let [high, low] = system.bytes();
        match self {
            Self::Pn532 => Ok(vec![0xFF, 0, 0, 0, 9, 0xD4, 0x4A, 1, 1, 0, high, low, 1, 0]),
            _ => self.wrap(&polling_frame(system)),
        }
    }

    /// Reads the answer to [`Self::polling`].
    ///
    /// # Errors
    /// [`Error::Malformed`]
    pub fn polled(self, answer: &[u8], asked: SystemCode) -> Result<Reply<Polled>, Error> {
        let reply = match (self, status(answer)?) {
            (Self::Pn532, Reply::Frame(body)) => match body.as_slice() {
                [0xD5, 0x4B, 0] => Reply::Silent,
                [0xD5, 0x4B, 1, 1, frame @ ..] => Reply::Frame(frame.to_vec()),
                _ => return Err(Error::Malformed),
            },
            _ => self.unwrap(answer)?,
        };
        Ok(match reply {
            Reply::Frame(frame) => Reply::Frame(read_polled(&frame, asked)?),
            Reply::Silent => Reply::Silent,
            Reply::Unsupported => Reply::Unsupported,
        })
    }

    /// Wraps a native frame.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a frame too long for a short APDU; none of ours is.
    pub fn wrap(self, frame: &[u8]) -> Result<Vec<u8>, Error> {
        let (head, before): ([u8; 4], &[u8]) = match self {
            Self::Sony => ([0xFF, 0xFE, 1, 0], &[]),
            Self::Identiv => ([0xFF, 0xFE, 0, 0], &[]),
            Self::Bare => ([0xFF, 0, 0, 0], &[]),
            Self::Pn532 => ([0xFF, 0, 0, 0], &[0xD4, 0x40, 1]),
            Self::Transparent => ([0xFF, 0xC2, 0, 1], &[0x95]),
            Self::Escape => ([0xFF, 0x50, 0, 1], &[0x95]),
        };
        let mut body = before.to_vec();
        if matches!(self, Self::Transparent | Self::Escape) {
            body.push(
                u8::try_from(frame.len()).ok().filter(|length| *length < 0x80).ok_or(Error::Malformed)?,
            );
        }
        body.extend(frame);
        let length = u8::try_from(body.len()).map_err(|_| Error::Malformed)?;
        let mut apdu = head.to_vec();
        apdu.push(length);
        apdu.extend(&body);
        zeroize::Zeroize::zeroize(&mut body);
        Ok(apdu)
    }

    /// Takes the card's answer out of the reader's.
    ///
    /// # Errors
    /// [`Error::Malformed`]
    pub fn unwrap(self, answer: &[u8]) -> Result<Reply<Vec<u8>>, Error> {
        let Reply::Frame(body) = status(answer)? else { return status(answer) };
        match self {
            Self::Sony | Self::Identiv | Self::Bare => Ok(Reply::Frame(body)),
            Self::Pn532 => match body.as_slice() {
                [0xD5, 0x41, 0, frame @ ..] => Ok(Reply::Frame(frame.to_vec())),
                // Any error of the chip (01: the card did not answer in time).
                [0xD5, 0x41, _, ..] => Ok(Reply::Silent),
                _ => Err(Error::Malformed),
            },
            Self::Transparent | Self::Escape => transparent(&body),
        }
    }
}

/// The last two bytes. 6300: failed, 6401: Sony's "the card did not answer"; 67xx to 6Exx: not a command of this reader.
fn status(answer: &[u8]) -> Result<Reply<Vec<u8>>, Error> {
    match answer {
        [body @ .., 0x90, 0x00] => Ok(Reply::Frame(body.to_vec())),
        [0x63 | 0x64, _] => Ok(Reply::Silent),
        [0x67..=0x6F, _] => Ok(Reply::Unsupported),
        _ => Err(Error::Malformed),
    }
}

/// `C0 03 result sw1 sw2`, then, when all went well, the answer in `97`; other objects are passed over.
fn transparent(body: &[u8]) -> Result<Reply<Vec<u8>>, Error> {
    let mut rest = body;
    let mut frame = None;
    while let [tag, tail @ ..] = rest {
        // 92 .. 96 are status objects of one byte of tag; 5F46 has two.
        let tail = match (*tag, tail) {
            (0x5F, [_, tail @ ..]) => tail,
            _ => tail,
        };
        let (value, after) = tlv(tail)?;
        match (*tag, value) {
            (0xC0, [_, 0x90, 0x00]) => {}
            (0xC0, [_, 0x64 | 0x63, _]) => return Ok(Reply::Silent),
            (0xC0, [_, 0x67..=0x6F, _]) => return Ok(Reply::Unsupported),
            (0xC0, _) => return Err(Error::Malformed),
            (0x97, value) => frame = Some(value.to_vec()),
            _ => {}
        }
        rest = after;
    }
    frame.map(Reply::Frame).ok_or(Error::Malformed)
}

fn tlv(bytes: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let (length, rest) = match bytes {
        [0x81, length, rest @ ..] => (usize::from(*length), rest),
        [0x82, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        [length @ 0..=0x7F, rest @ ..] => (usize::from(*length), rest),
        _ => return Err(Error::Malformed),
    };
    rest.split_at_checked(length).ok_or(Error::Malformed)
}
