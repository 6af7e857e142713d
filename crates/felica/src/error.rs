/// What can go wrong between us and a card. Never says which card or what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No card lies on the reader.
    #[error("no card on the reader")]
    NoCard,
    /// The card left, fell silent, or another one answered in the middle of an exchange.
    #[error("the card left in the middle")]
    CardGone,
    /// A card of another kind, such as a bank card.
    #[error("not a FeliCa card")]
    NotFelica,
    /// A FeliCa card that cannot prove itself, where one that can is wanted.
    #[error("the card has no key of ours")]
    NotKeyed,
    /// The card's proof does not fit the key, or what it holds does not open under it.
    #[error("the card does not prove itself")]
    WrongKey,
    /// The key is the factory's, or one that triple DES is weak under.
    #[error("the key is too weak")]
    WeakKey,
    /// The card answered with status flags.
    #[error("the card refused: {sf1:02x} {sf2:02x}")]
    CardRefused {
        /// Status flag 1: where.
        sf1: u8,
        /// Status flag 2: why.
        sf2: u8,
    },
    /// An answer too short, too long or of another shape.
    #[error("the card or reader answered something else")]
    Malformed,
    /// There is no reader, or it speaks no language that we know.
    #[error("no card reader")]
    NoReader,
    /// The card service of the system does not run.
    #[error("the card service does not run")]
    NoService,
    /// The reader was unplugged, or the card service ended, in the middle.
    #[error("the card reader left")]
    ReaderGone,
    /// Another program holds the card.
    #[error("another program uses the card")]
    Busy,
}
