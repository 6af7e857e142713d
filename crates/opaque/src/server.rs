//! The end of the server. It keeps a [`Setup`] for ever, a file for each name, and nothing between two messages but what it
//! sealed for itself.

use opaque_ke::errors::ProtocolError;
use opaque_ke::{
    CredentialFinalization, CredentialRequest, RegistrationRequest, RegistrationUpload, ServerLogin,
    ServerLoginParameters, ServerRegistration, ServerSetup,
};

use crate::client::both;
use crate::suite::{Suite, context};
use crate::{Error, Fill, Name, dice};

/// The secret of a server: without it no file of it opens to any password.
pub struct Setup(ServerSetup<Suite>);

impl Setup {
    /// Bytes of a stored setup.
    pub const LEN: usize = 128;

    /// A new one, to be stored.
    pub fn make(fill: Fill<'_>) -> Result<Self, Error> {
        dice::with(fill, |dice| Ok(Self(ServerSetup::new(dice))))
    }

    /// The stored one.
    pub fn read(bytes: &[u8; Self::LEN]) -> Result<Self, Error> {
        ServerSetup::deserialize(bytes).map(Self).map_err(malformed)
    }

    /// To be stored. The parts of 32 bytes are independent of each other but for the fourth, which is only a decoy.
    pub fn bytes(&self) -> [u8; Self::LEN] {
        let mut out = [0; Self::LEN];
        out.copy_from_slice(&self.0.serialize());
        out
    }

    /// Answers the first message of setting a password. `record` is the name as this server keeps it.
    pub fn set_start(&self, message: &[u8], record: &[u8; 32]) -> Result<Vec<u8>, Error> {
        let message = RegistrationRequest::deserialize(message).map_err(malformed)?;
        let answer = ServerRegistration::<Suite>::start(&self.0, message, record).map_err(malformed)?;
        Ok(answer.message.serialize().to_vec())
    }

    /// Reads what is to be kept. The bytes are those to keep.
    pub fn set_finish(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let message = RegistrationUpload::deserialize(message).map_err(malformed)?;
        Ok(ServerRegistration::<Suite>::finish(message).serialize().to_vec())
    }

    /// Answers the first message of a login, and what is needed for the second one: that is secret, since in it is what the
    /// second message has to be. Without a file the answer looks like any other.
    pub fn login_start(
        &self,
        message: &[u8],
        (file, record): (Option<&[u8]>, &[u8; 32]),
        (name, server, device): (&Name, &[u8; 32], &[u8; 32]),
        fill: Fill<'_>,
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let message = CredentialRequest::deserialize(message).map_err(malformed)?;
        let file = file.map(ServerRegistration::deserialize).transpose().map_err(malformed)?;
        let context = context(device);
        let params = ServerLoginParameters { context: Some(&context), identifiers: both(name, server) };
        dice::with(fill, |dice| {
            let begun =
                ServerLogin::start(dice, &self.0, file, message, record, params).map_err(malformed)?;
            Ok((begun.message.serialize().to_vec(), begun.state.serialize().to_vec()))
        })
    }
}

/// Checks the second message of a login.
pub fn login_finish(
    state: &[u8],
    message: &[u8],
    (name, server, device): (&Name, &[u8; 32], &[u8; 32]),
) -> Result<(), Error> {
    let state = ServerLogin::<Suite>::deserialize(state).map_err(malformed)?;
    let message = CredentialFinalization::deserialize(message).map_err(malformed)?;
    let context = context(device);
    let params = ServerLoginParameters { context: Some(&context), identifiers: both(name, server) };
    state.finish(message, params).map(drop).map_err(malformed)
}

fn malformed(error: ProtocolError) -> Error {
    match error {
        ProtocolError::InvalidLoginError => Error::Wrong,
        _ => Error::Malformed,
    }
}
