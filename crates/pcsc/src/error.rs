use henro_felica::Error;

/// What PC/SC's error means to a person who holds a card.
pub(crate) fn meaning(error: pcsc::Error) -> Error {
    use pcsc::Error as E;
    match error {
        E::NoService | E::ServiceStopped | E::Shutdown => Error::NoService,
        E::NoReadersAvailable => Error::NoReader,
        E::UnknownReader | E::ReaderUnavailable | E::InvalidHandle | E::CommError | E::InternalError => {
            Error::ReaderGone
        }
        E::NoSmartcard => Error::NoCard,
        E::SharingViolation | E::ServerTooBusy => Error::Busy,
        E::UnresponsiveCard | E::UnsupportedCard | E::ProtoMismatch | E::InvalidAtr => Error::NotFelica,
        E::RemovedCard | E::ResetCard | E::UnpoweredCard | E::NotTransacted | E::CommDataLost => {
            Error::CardGone
        }
        // What is left is misuse or a full answer buffer.
        _ => Error::Malformed,
    }
}
