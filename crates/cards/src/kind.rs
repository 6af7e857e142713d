use crate::{Card, LiteSCard, Transit};

/// The key of issued cards here (set B of the MAC vectors).
pub const CARD_KEY: [u8; 16] =
    [0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F];
/// What their `S_PAD0-1` hold; no sealing key opens it.
pub const SEALED: [u8; 32] = [0x5E; 32];

const LITE_S_IDM: [u8; 8] = [0x01, 0x2E, 0x4C, 0xD1, 0xA1, 0xB2, 0xC3, 0xD4];
const OTHER_IDM: [u8; 8] = [0x01, 0x2E, 0x4C, 0xD1, 0x99, 0x88, 0x77, 0x66];
const TRANSIT_IDM: [u8; 8] = [0x01, 0x14, 0x0A, 0x11, 0x22, 0x33, 0x44, 0x55];
const TRANSIT_PMM: [u8; 8] = [0x10, 0x0B, 0x4B, 0x42, 0x84, 0x85, 0xD0, 0xFF];
const SUICA_IDM: [u8; 8] = [0x01, 0x01, 0x03, 0x10, 0x66, 0x77, 0x88, 0x99];

/// Invented cards to hold to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Lite-S from the factory.
    Blank,
    /// Another one.
    Blank2,
    /// Lite-S, issued and closed, under [`CARD_KEY`].
    Issued,
    /// Issued under [`CARD_KEY`], not closed.
    IssuedOpen,
    /// The number of `Issued`, closed under another key.
    WrongKey,
    /// IruCa: system 80DE.
    Iruca,
    /// A second IruCa.
    Iruca2,
    /// Suica: systems 0003 and 86A7.
    Suica,
    /// IruCa that also rides nationwide: systems 0003 and 80DE, so 80DE is its second.
    IrucaSecond,
    /// Another FeliCa card, in the common area.
    Student,
    /// Not FeliCa.
    TypeA,
}

impl Kind {
    /// All, with the names that `henro-card` takes.
    pub const ALL: [(&'static str, Kind); 11] = [
        ("lite-s-blank", Kind::Blank),
        ("lite-s-blank-2", Kind::Blank2),
        ("lite-s-issued", Kind::Issued),
        ("lite-s-issued-open", Kind::IssuedOpen),
        ("lite-s-wrong-key", Kind::WrongKey),
        ("iruca", Kind::Iruca),
        ("iruca-2", Kind::Iruca2),
        ("suica", Kind::Suica),
        ("iruca-second", Kind::IrucaSecond),
        ("student", Kind::Student),
        ("type-a", Kind::TypeA),
    ];

    /// By name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// A Lite-S card from the factory with a number of its own.
    pub fn blank(serial: u16) -> Card {
        let [high, low] = serial.to_be_bytes();
        Card::LiteS(Box::new(LiteSCard::blank([0x01, 0x2E, 0x4C, 0xD2, 0, 0, high, low])))
    }

    /// A fresh card.
    pub fn card(self) -> Card {
        let lite_s = |card: LiteSCard| Card::LiteS(Box::new(card));
        let transit = |idm, systems| Card::Transit(Transit::new(idm, TRANSIT_PMM, systems));
        let blank = LiteSCard::blank(LITE_S_IDM);
        match self {
            Self::Blank => lite_s(blank),
            Self::Blank2 => lite_s(LiteSCard::blank(OTHER_IDM)),
            Self::Issued => lite_s(blank.issued(*b"henro1", 1, CARD_KEY, SEALED, true)),
            Self::IssuedOpen => lite_s(blank.issued(*b"henro1", 1, CARD_KEY, SEALED, false)),
            Self::WrongKey => lite_s(blank.issued(*b"henro1", 1, *b"another key 1234", SEALED, true)),
            Self::Iruca => transit(TRANSIT_IDM, vec![0x80DE]),
            Self::Iruca2 => transit([0x01, 0x14, 0x0A, 0x11, 0x22, 0x33, 0x44, 0x56], vec![0x80DE]),
            Self::Suica => transit(SUICA_IDM, vec![0x0003, 0x86A7]),
            Self::IrucaSecond => transit(TRANSIT_IDM, vec![0x0003, 0x80DE]),
            Self::Student => transit([0x01, 0x14, 0xB3, 1, 2, 3, 4, 5], vec![0xFE00]),
            Self::TypeA => Card::TypeA,
        }
    }
}
