//! Login by e-mail and password: carries the messages, makes none.

use henro_sync::{DeviceKey, IdentityId};
use henro_sync_client::{Fault, Refusal};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Server;
use crate::answer::send_password;
use crate::read::{MALFORMED, owned, whole};
use crate::server::hex;

/// Why it did not go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailFault {
    /// Wrong password, or nobody has this name.
    Wrong,
    /// Tried too often; seconds to wait.
    Wait(u64),
    /// The name is another account's.
    Taken,
    /// Anything else.
    Other(Fault),
}

impl From<Fault> for EmailFault {
    fn from(fault: Fault) -> Self {
        Self::Other(fault)
    }
}

/// What a right password opens.
pub struct Entered {
    /// Whose it is.
    pub identity: IdentityId,
    /// The session of the device that came; it holds once the device belongs to the identity.
    pub token: String,
    /// What the identity laid down.
    pub escrow: Vec<u8>,
}

#[derive(Deserialize)]
struct Answer {
    message: String,
    #[serde(default)]
    state: String,
}

#[derive(Deserialize)]
struct In {
    identity: String,
    token: String,
    escrow: String,
}

impl Server {
    /// The first message of setting a password, and its answer.
    pub fn password_start(&mut self, name: &[u8; 32], message: &[u8]) -> Result<Vec<u8>, EmailFault> {
        let body = json!({ "name": hex(name), "message": hex(message) });
        let answer = self.password(Method::POST, "/v1/opaque/register/start", body)?;
        unhex(&read::<Answer>(&answer)?.message)
    }

    /// What the server is to keep of it, and what it opens.
    pub fn password_finish(
        &mut self,
        name: &[u8; 32],
        message: &[u8],
        escrow: &[u8],
    ) -> Result<(), EmailFault> {
        let body = json!({ "name": hex(name), "message": hex(message), "escrow": hex(escrow) });
        self.password(Method::POST, "/v1/opaque/register/finish", body).map(drop)
    }

    /// Another escrow for the same password; false where there is none.
    pub fn password_escrow(&mut self, escrow: &[u8]) -> Result<bool, Fault> {
        match self.ask(Method::PUT, "/v1/opaque/escrow", escrow) {
            Err(Fault::Refused(Refusal::Absent)) => Ok(false),
            other => other.map(|_| true),
        }
    }

    /// Takes the password away.
    pub fn password_remove(&mut self) -> Result<(), Fault> {
        self.ask(Method::DELETE, "/v1/opaque", &[]).map(drop)
    }

    /// The first message of a login, its answer, and what goes back with the second.
    pub fn enter_start(
        &self,
        name: &[u8; 32],
        device: &DeviceKey,
        message: &[u8],
    ) -> Result<(Vec<u8>, String), EmailFault> {
        let body = json!({ "name": hex(name), "device": device.to_string(), "message": hex(message) });
        let answer: Answer = read(&self.message("/v1/opaque/login/start", body)?)?;
        Ok((unhex(&answer.message)?, answer.state))
    }

    /// The second message.
    pub fn enter_finish(&self, state: &str, message: &[u8]) -> Result<Entered, EmailFault> {
        let body = json!({ "state": state, "message": hex(message) });
        let said: In = read(&self.message("/v1/opaque/login/finish", body)?)?;
        let identity = said.identity.parse().map_err(|_| MALFORMED)?;
        Ok(Entered { identity, token: said.token, escrow: unhex(&said.escrow)? })
    }

    /// The whole chain of an identity, asked by anybody.
    pub fn chain_of(&self, id: &IdentityId) -> Result<Vec<Vec<u8>>, Fault> {
        whole(0, |from| {
            let path = format!("/v1/identities/{id}/chain?from={from}");
            owned(&self.open(Method::GET, &path, Vec::new())?)
        })
    }

    /// Adds the entry by which this device comes in, with the session the password gave.
    pub fn come_in(&self, id: &IdentityId, token: &str, entry: &[u8]) -> Result<(), EmailFault> {
        let url = self.address.join(&format!("/v1/identities/{id}/chain"))?;
        let request = self.client.post(url).header("content-type", "application/octet-stream");
        send_password(request.bearer_auth(token).body(entry.to_vec())).map(drop)
    }

    fn message(&self, path: &str, body: Value) -> Result<Vec<u8>, EmailFault> {
        let request = self.client.post(self.address.join(path)?).header("content-type", "application/json");
        send_password(request.body(body.to_string()))
    }

    fn password(&mut self, method: Method, path: &str, body: Value) -> Result<Vec<u8>, EmailFault> {
        let token = self.token()?;
        let request = self.client.request(method, self.address.join(path)?);
        let request = request.header("content-type", "application/json").bearer_auth(token);
        send_password(request.body(body.to_string()))
    }
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(body).map_err(|_| MALFORMED)
}

fn unhex(text: &str) -> Result<Vec<u8>, EmailFault> {
    let pairs = text.as_bytes().chunks(2);
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some((digit(*high)? << 4 | digit(*low)?) as u8),
        _ => None,
    };
    pairs.map(byte).collect::<Option<_>>().ok_or(EmailFault::Other(MALFORMED))
}
