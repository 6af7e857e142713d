//! A client as small as can be, and a server to talk to.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use henro_server::{Config, Server};
use henro_sync::{DeviceKey, Frame, IdentityId, Label, Signer};
use reqwest::{Client, Method};
use serde_json::{Value, json};

#[path = "../../../server-store/tests/world/mod.rs"]
pub mod world;

use world::*;

#[expect(clippy::disallowed_methods, reason = "the server under test has the clock of this machine")]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn code(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap_or_default().to_owned())
    }

    /// Frames of a pull, and whether there are more.
    pub fn pulled(&self) -> (Vec<Vec<u8>>, bool) {
        let (list, mut frames) = (self.list(), Vec::new());
        for part in &list[1..] {
            let length = u32::from_be_bytes(part[24..28].try_into().unwrap()) as usize;
            let mut rest = &part[28 + length..];
            while !rest.is_empty() {
                frames.push(Frame::take(&mut rest).unwrap().bytes.to_vec());
            }
        }
        (frames, list[0] != br#"{"more":false}"#)
    }

    pub fn list(&self) -> Vec<Vec<u8>> {
        let (mut rest, mut out) = (&self.body[..], Vec::new());
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let (item, after) = after.split_at(u32::from_be_bytes(*length) as usize);
            out.push(item.to_vec());
            rest = after;
        }
        assert!(rest.is_empty());
        out
    }
}

#[derive(Clone)]
pub struct Asker {
    pub base: String,
    pub client: Client,
    pub token: Option<String>,
}

impl Asker {
    pub fn new(base: &str) -> Self {
        // The workspace's `reqwest` has TLS without a provider of its own; a second call finds it installed.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(Duration::from_secs(60)).build().unwrap();
        Self { base: base.to_owned(), client, token: None }
    }

    pub async fn ask(&self, method: &str, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        self.try_ask(method, path, body).await.unwrap()
    }

    pub async fn try_ask(
        &self,
        method: &str,
        path: &str,
        body: impl Into<reqwest::Body>,
    ) -> Result<Answer, reqwest::Error> {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method, format!("{}{path}", self.base)).body(body);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        Ok(Answer { status, body: response.bytes().await?.to_vec() })
    }

    /// The same asker with a session.
    pub async fn enter(&self, person: &Person) -> Self {
        let known = self.ask("POST", "/v1/identities", person.genesis.clone()).await;
        assert!([200, 201].contains(&known.status), "{known:?}");
        self.login(&person.id, &person.device).await.unwrap()
    }

    pub async fn login(&self, identity: &IdentityId, device: &Pen) -> Result<Self, Answer> {
        let who = json!({ "identity": identity.to_string(), "device": device.public().to_string() });
        let asked = self.ask("POST", "/v1/auth/challenge", who.to_string()).await.json();
        let challenge: DeviceKey = asked["challenge"].as_str().unwrap().parse().unwrap();
        let server = self.ask("GET", "/v1/server", "").await.json();
        let server: DeviceKey = server["server"].as_str().unwrap().parse().unwrap();
        let signature = device.sign_parts(Label::Login, &[&server.0, &challenge.0, &identity.0]);
        let mut answer = who;
        answer["challenge"] = asked["challenge"].clone();
        answer["signature"] = hex(&signature).into();
        let session = self.ask("POST", "/v1/auth/session", answer.to_string()).await;
        let token = session.json()["token"].as_str().map(str::to_owned);
        match token {
            Some(token) => Ok(Self { token: Some(token), ..self.clone() }),
            None => Err(session),
        }
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A server in this process, and its address.
pub async fn serve(config: Config) -> String {
    let server = Server::bind(config).await.unwrap();
    let address = server.address().unwrap();
    tokio::spawn(server.serve(std::future::pending()));
    format!("http://{address}")
}
