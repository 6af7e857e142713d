use std::time::Duration;

use henro_seal::SigningKey;
use henro_sync::{DeviceKey, IdentityId, Label, RecordId, Signer, StreamId};
use henro_sync_client::{Fault, Lie, PulledStream, Refusal, Remote};
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::answer::send;
use crate::read::{ENTRY, LIST_BYTES, MALFORMED, MOST_PAGES, list, owned, pulled, whole};
use crate::{Address, base};

/// Who asks.
pub struct Login {
    /// The identity.
    pub identity: IdentityId,
    /// The device.
    pub device: SigningKey,
}

/// What a server tells a new identity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Registered {
    /// The 統合ID it issued; told at the first registration only.
    #[serde(default)]
    pub unified: Option<String>,
}

#[derive(Deserialize)]
struct Challenge {
    challenge: String,
}

#[derive(Deserialize)]
struct Session {
    token: String,
    server: String,
    #[serde(default)]
    beginning: Option<String>,
}

/// What a server says of itself. Nothing is proved by it yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The key it says it is known by.
    pub key: DeviceKey,
    /// The beginning it goes on from: another one after an older copy was put back there.
    pub beginning: Option<String>,
}

#[derive(Deserialize)]
struct Time {
    at: u64,
}

#[derive(Deserialize)]
struct More {
    more: bool,
}

#[derive(Deserialize)]
struct Listed {
    record: String,
}

/// A server.
pub struct Server {
    pub(crate) address: Address,
    pub(crate) client: Client,
    login: Option<Login>,
    token: Option<String>,
    /// The key it is known by; learnt at the first login where there is none.
    key: Option<DeviceKey>,
    beginning: Option<String>,
}

impl Server {
    /// A server that is asked without logging in.
    pub fn at(address: Address) -> Result<Self, Fault> {
        let client = base::client(Some(Duration::from_secs(60)))?;
        Ok(Self { address, client, login: None, token: None, key: None, beginning: None })
    }

    /// The same as one device. `key` is the key the server is known by.
    pub fn with_login(mut self, login: Login, key: Option<DeviceKey>) -> Self {
        self.login = Some(login);
        self.key = key;
        self.token = None;
        self
    }

    /// The key it is known by, once logged in.
    pub fn key(&self) -> Option<DeviceKey> {
        self.key
    }

    /// Its time, in milliseconds since 1970.
    pub fn time(&self) -> Result<u64, Fault> {
        Ok(self.open_json::<Time>(Method::GET, "/v1/time", Vec::new())?.at)
    }

    /// Makes a new identity known.
    pub fn register(&self, entry: &[u8]) -> Result<Registered, Fault> {
        self.open_json(Method::POST, "/v1/identities", entry.to_vec())
    }

    /// Proves which device this is.
    pub fn log_in(&mut self) -> Result<DeviceKey, Fault> {
        let login = self.login.as_ref().ok_or(Fault::Damaged("no login"))?;
        let who = [("identity", login.identity.to_string()), ("device", login.device.public().to_string())];
        let mut asked: serde_json::Map<_, _> =
            who.map(|(key, value)| (key.to_owned(), value.into())).into_iter().collect();
        let challenge: Challenge = self.open_json(Method::POST, "/v1/auth/challenge", json(&asked))?;
        let bytes: DeviceKey = challenge.challenge.parse().map_err(|_| MALFORMED)?;
        // The server's key is part of what is signed, so that a stranger cannot pass the answer on.
        let key = match self.key {
            Some(key) => key,
            None => self.ask_key()?,
        };
        let signature = login.device.sign_parts(Label::Login, &[&key.0, &bytes.0, &login.identity.0]);
        asked.insert("challenge".to_owned(), challenge.challenge.into());
        asked.insert("signature".to_owned(), hex(&signature).into());
        let session: Session = self.open_json(Method::POST, "/v1/auth/session", json(&asked))?;
        if session.server.parse() != Ok(key) {
            return Err(Fault::Lie(Lie::OtherServer));
        }
        self.key = Some(key);
        self.beginning = session.beginning.filter(|text| text.len() <= LONGEST);
        self.token = Some(session.token);
        Ok(key)
    }

    /// The beginning it said it goes on from, once logged in.
    pub fn beginning(&self) -> Option<&str> {
        self.beginning.as_deref()
    }

    /// The token of the session, for [`crate::watch`].
    pub fn token(&mut self) -> Result<String, Fault> {
        if self.token.is_none() {
            self.log_in()?;
        }
        self.token.clone().ok_or(Fault::Removed)
    }

    /// The key it says it is known by.
    pub fn ask_key(&self) -> Result<DeviceKey, Fault> {
        Ok(self.about()?.key)
    }

    /// What it says of itself.
    pub fn about(&self) -> Result<About, Fault> {
        #[derive(Deserialize)]
        struct Told {
            server: String,
            #[serde(default)]
            beginning: Option<String>,
        }
        let told: Told = self.open_json(Method::GET, "/v1/server", Vec::new())?;
        let key = told.server.parse().map_err(|_| MALFORMED)?;
        Ok(About { key, beginning: told.beginning.filter(|text| text.len() <= LONGEST) })
    }

    /// A request without a session.
    pub(crate) fn open(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Vec<u8>, Fault> {
        let request = self.client.request(method, self.address.join(path)?).body(body);
        send(typed(request, path))?.ok_or(Fault::Removed)
    }

    pub(crate) fn open_json<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<T, Fault> {
        serde_json::from_slice(&self.open(method, path, body)?).map_err(|_| MALFORMED)
    }

    /// A request of our device; logs in where there is no session any more.
    pub(crate) fn ask(&mut self, method: Method, path: &str, body: &[u8]) -> Result<Vec<u8>, Fault> {
        self.ask_with(method, path, body, |request| request)
    }

    /// The same with something more in it.
    pub(crate) fn ask_with(
        &mut self,
        method: Method,
        path: &str,
        body: &[u8],
        more: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Vec<u8>, Fault> {
        for _ in 0..2 {
            if self.token.is_none() {
                self.log_in()?;
            }
            let request = self.client.request(method.clone(), self.address.join(path)?);
            let request = request.bearer_auth(self.token.as_deref().unwrap_or_default()).body(body.to_vec());
            if let Some(answer) = send(more(typed(request, path)))? {
                return Ok(answer);
            }
            self.token = None;
        }
        Err(Fault::Removed)
    }

    /// A whole list from a place on.
    fn whole(&mut self, from: u64, path: impl Fn(u64) -> String) -> Result<Vec<Vec<u8>>, Fault> {
        whole(from, |from| owned(&self.ask(Method::GET, &path(from), &[])?))
    }

    /// Entries of many identity chains, a page after another until there are no more. Answers whether it came to the end.
    fn some_identities(
        &mut self,
        asked: &[(IdentityId, u64)],
        found: &mut [Vec<Vec<u8>>],
    ) -> Result<bool, Fault> {
        let mut bytes = 0;
        for _ in 0..MOST_PAGES {
            if bytes >= LIST_BYTES {
                break;
            }
            let from = |((id, from), had): (&(IdentityId, u64), &Vec<_>)| {
                [&id.0[..], &(from + had.len() as u64).to_be_bytes()].concat()
            };
            let body: Vec<u8> = asked.iter().zip(&*found).flat_map(from).collect();
            let page = self.ask(Method::POST, "/v1/identities/news", &body)?;
            let items = list(&page)?;
            if items.is_empty() {
                return Ok(true);
            }
            for item in items {
                let (id, entry) = item.split_first_chunk::<32>().ok_or(MALFORMED)?;
                let place = asked.iter().position(|(of, _)| of.0 == *id).ok_or(MALFORMED)?;
                found[place].push(entry.to_vec());
                bytes += entry.len() + ENTRY;
            }
        }
        Ok(false)
    }
}

/// Most letters of a beginning.
const LONGEST: usize = 64;
/// Most identities that are asked for at once.
const MOST_ASKED: usize = 256;

impl Remote for Server {
    fn identity(&mut self, id: &IdentityId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        self.whole(from, |from| format!("/v1/identities/{id}/chain?from={from}"))
    }

    fn identities(&mut self, asked: &[(IdentityId, u64)]) -> Result<Vec<Vec<Vec<u8>>>, Fault> {
        if let [(id, from)] = asked {
            return Ok(vec![self.identity(id, *from)?]);
        }
        let mut all = vec![Vec::new(); asked.len()];
        for (part, found) in asked.chunks(MOST_ASKED).zip(all.chunks_mut(MOST_ASKED)) {
            match self.some_identities(part, found) {
                Ok(true) => continue,
                // A very long one left no room for others, or the server is one of before.
                Ok(false) | Err(Fault::Refused(Refusal::Absent)) => {}
                Err(fault) => return Err(fault),
            }
            for ((id, from), found) in part.iter().zip(found).filter(|(_, found)| found.is_empty()) {
                *found = self.identity(id, *from)?;
            }
        }
        Ok(all)
    }

    fn begin_identity(&mut self, entry: &[u8]) -> Result<(), Fault> {
        self.register(entry).map(drop)
    }

    fn extend_identity(&mut self, id: &IdentityId, entry: &[u8]) -> Result<(), Fault> {
        self.ask(Method::POST, &format!("/v1/identities/{id}/chain"), entry).map(drop)
    }

    fn begin_record(&mut self, entry: &[u8]) -> Result<(), Fault> {
        self.ask(Method::POST, "/v1/records", entry).map(drop)
    }

    fn control(&mut self, record: &RecordId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        self.whole(from, |from| format!("/v1/records/{record}/control?from={from}"))
    }

    fn extend_control(&mut self, record: &RecordId, entry: &[u8]) -> Result<(), Fault> {
        self.ask(Method::POST, &format!("/v1/records/{record}/control"), entry).map(drop)
    }

    fn push(&mut self, stream: &StreamId, frames: &[u8]) -> Result<Vec<u8>, Fault> {
        let body = self.ask(Method::POST, &format!("/v1/streams/{stream}/push"), frames)?;
        list(&body)?.first().map(|head| head.to_vec()).ok_or(MALFORMED)
    }

    fn pack(&mut self, stream: &StreamId, segment: &[u8]) -> Result<(), Fault> {
        self.ask(Method::POST, &format!("/v1/streams/{stream}/segments"), segment).map(drop)
    }

    fn erased(&mut self, stream: &StreamId, epoch: u32) -> Result<Vec<u8>, Fault> {
        let body = self.ask(Method::GET, &format!("/v1/streams/{stream}/erased?epoch={epoch}"), &[])?;
        list(&body)?.first().map(|told| told.to_vec()).ok_or(MALFORMED)
    }

    fn pull(&mut self, record: &RecordId, look: &[u8]) -> Result<(Vec<PulledStream>, bool), Fault> {
        let body = self.ask(Method::POST, &format!("/v1/records/{record}/pull"), look)?;
        let items = list(&body)?;
        let (first, items) = items.split_first().ok_or(MALFORMED)?;
        let more: More = serde_json::from_slice(first).map_err(|_| MALFORMED)?;
        let streams = items.iter().map(|item| pulled(item).ok_or(MALFORMED)).collect::<Result<_, _>>()?;
        Ok((streams, more.more))
    }

    fn access(&mut self, record: &RecordId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        self.whole(from, |from| format!("/v1/records/{record}/access?from={from}"))
    }

    fn beat(&mut self, record: &RecordId, beat: &[u8]) -> Result<(), Fault> {
        self.ask(Method::POST, &format!("/v1/records/{record}/heartbeats"), beat).map(drop)
    }

    fn beats(&mut self, record: &RecordId) -> Result<Vec<Vec<u8>>, Fault> {
        owned(&self.ask(Method::GET, &format!("/v1/records/{record}/heartbeats"), &[])?)
    }

    fn records(&mut self) -> Result<Vec<RecordId>, Fault> {
        let body = self.ask(Method::GET, "/v1/records", &[])?;
        let listed: Vec<Listed> = serde_json::from_slice(&body).map_err(|_| MALFORMED)?;
        listed.iter().map(|one| one.record.parse().map_err(|_| MALFORMED)).collect()
    }
}

fn typed(request: RequestBuilder, path: &str) -> RequestBuilder {
    let kind = if ["/v1/auth/", "/v1/ranking"].iter().any(|of| path.starts_with(of)) {
        "application/json"
    } else {
        "application/octet-stream"
    };
    request.header("content-type", kind)
}

fn json(map: &serde_json::Map<String, serde_json::Value>) -> Vec<u8> {
    serde_json::Value::Object(map.clone()).to_string().into_bytes()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
