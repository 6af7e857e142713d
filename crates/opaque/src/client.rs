//! The end of the person: setting a password, logging in with it.

use opaque_ke::errors::{InternalError, ProtocolError};
use opaque_ke::{
    ClientLogin, ClientLoginFinishParameters, ClientRegistration, ClientRegistrationFinishParameters,
    CredentialResponse, Identifiers, RegistrationResponse,
};
use zeroize::Zeroizing;

use crate::dice;
use crate::suite::{Suite, context, normal};
use crate::{Cost, Error, ExportKey, Fill, Name};

/// Setting a password, after the first message.
pub struct Setting {
    state: ClientRegistration<Suite>,
    password: Zeroizing<Vec<u8>>,
    cost: Cost,
}

/// A password that was set, until the server keeps it.
#[derive(Debug)]
pub struct Set {
    /// For the server to keep.
    pub file: Vec<u8>,
    /// What a login will find again.
    pub export: ExportKey,
}

impl Setting {
    /// Begins; answers the first message.
    pub fn start(password: &str, cost: Cost, fill: Fill<'_>) -> Result<(Self, Vec<u8>), Error> {
        let password = normal(password);
        dice::with(fill, |dice| {
            let begun = ClientRegistration::<Suite>::start(dice, &password).map_err(malformed)?;
            Ok((
                Self { state: begun.state, password: password.clone(), cost },
                begun.message.serialize().to_vec(),
            ))
        })
    }

    /// Ends with the server's answer. `server` is the key the server is known by.
    pub fn finish(self, answer: &[u8], name: &Name, server: &[u8; 32], fill: Fill<'_>) -> Result<Set, Error> {
        let answer = RegistrationResponse::deserialize(answer).map_err(malformed)?;
        let params = ClientRegistrationFinishParameters::new(both(name, server), Some(&self.cost));
        dice::with(fill, |dice| {
            let set = self.state.finish(dice, &self.password, answer, params).map_err(malformed)?;
            Ok(Set { file: set.message.serialize().to_vec(), export: export(&set.export_key) })
        })
    }
}

/// A login, after the first message.
pub struct Login {
    state: ClientLogin<Suite>,
    password: Zeroizing<Vec<u8>>,
    cost: Cost,
}

/// A login whose password was right. The server knows once it has the message.
#[derive(Debug)]
pub struct In {
    /// The last message.
    pub message: Vec<u8>,
    /// The key that was there when the password was set.
    pub export: ExportKey,
}

impl Login {
    /// Begins; answers the first message.
    pub fn start(password: &str, cost: Cost, fill: Fill<'_>) -> Result<(Self, Vec<u8>), Error> {
        let password = normal(password);
        dice::with(fill, |dice| {
            let begun = ClientLogin::<Suite>::start(dice, &password).map_err(malformed)?;
            Ok((
                Self { state: begun.state, password: password.clone(), cost },
                begun.message.serialize().to_vec(),
            ))
        })
    }

    /// Ends with the server's answer. Fails for a wrong password, an unknown name, another server or another device alike.
    pub fn finish(
        self,
        answer: &[u8],
        (name, server, device): (&Name, &[u8; 32], &[u8; 32]),
        fill: Fill<'_>,
    ) -> Result<In, Error> {
        let answer = CredentialResponse::deserialize(answer).map_err(malformed)?;
        let context = context(device);
        let params = ClientLoginFinishParameters::new(Some(&context), both(name, server), Some(&self.cost));
        dice::with(fill, |dice| {
            let done = self.state.finish(dice, &self.password, answer, params).map_err(malformed)?;
            Ok(In { message: done.message.serialize().to_vec(), export: export(&done.export_key) })
        })
    }
}

pub(crate) fn both<'a>(name: &'a Name, server: &'a [u8; 32]) -> Identifiers<'a> {
    Identifiers { client: Some(&name.0), server: Some(server) }
}

fn export(key: &[u8]) -> ExportKey {
    let mut out = Zeroizing::new([0; 64]);
    out.copy_from_slice(key);
    ExportKey(out)
}

fn malformed(error: ProtocolError) -> Error {
    match error {
        ProtocolError::InvalidLoginError => Error::Wrong,
        ProtocolError::LibraryError(InternalError::KsfError) => Error::Memory,
        _ => Error::Malformed,
    }
}
