use crate::{Error, Idm, Pmm, Reader, SystemCode};
use zeroize::Zeroizing;

/// How much a card can prove. The two are never mixed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Lite-S: answers challenges under a key of ours, once we have written one.
    Keyed,
    /// Known by its number only, which can be imitated.
    Identifier,
}

/// A card as polling shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    /// What it can prove.
    pub class: Class,
    /// The first system of the list that answered.
    pub system_code: SystemCode,
    /// Its number.
    pub idm: Idm,
    /// Its chip.
    pub pmm: Pmm,
}

/// Polls for IruCa, the nationwide transit cards, Lite-S, and then for anything; nothing is read.
///
/// # Errors
/// [`Error::NoCard`] when nothing answers, and what the reader says.
pub fn identify(reader: &mut dyn Reader) -> Result<Identified, Error> {
    for asked in [SystemCode::IRUCA, SystemCode::TRANSIT, SystemCode::LITE, SystemCode::ANY] {
        if let Some(polled) = reader.polling(asked)? {
            let keyed = polled.system == SystemCode::LITE && polled.pmm.has_mac_a();
            return Ok(Identified {
                class: if keyed { Class::Keyed } else { Class::Identifier },
                system_code: polled.system,
                idm: polled.idm(),
                pmm: polled.pmm,
            });
        }
    }
    Err(Error::NoCard)
}

impl Identified {
    /// What a verifier of an identifier card is made over: a label, the system code, the number and the chip.
    pub fn identity_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(30));
        bytes.extend(b"felica-id-v1");
        bytes.extend(self.system_code.bytes());
        bytes.extend(self.idm.bytes());
        bytes.extend(self.pmm.bytes());
        bytes
    }
}
