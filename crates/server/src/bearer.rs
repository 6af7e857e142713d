use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use henro_server_store::{Session, Token};

use crate::app::{App, Shared};
use crate::refusal::Refusal;

/// The session of a request. The ledger looks up whether its device still belongs.
pub(crate) struct Bearer(pub(crate) Session);

/// What a request carries as its token: read once, before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carried {
    /// None.
    Nothing,
    /// One that is not ours, or has ended.
    Useless,
    /// A session.
    Session(Session),
}

/// As the client carries it.
pub(crate) fn text(token: &Token) -> String {
    URL_SAFE_NO_PAD.encode(&token.bytes)
}

/// Reads it.
pub(crate) fn carried(headers: &HeaderMap, app: &App) -> Carried {
    let Some(value) = headers.get(AUTHORIZATION) else { return Carried::Nothing };
    let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
    let token = token.filter(|token| token.len() <= MAX_TOKEN);
    let token = token.and_then(|token| URL_SAFE_NO_PAD.decode(token).ok());
    let session = token.and_then(|token| app.ledger.session(&token).ok());
    session.map_or(Carried::Useless, Carried::Session)
}

fn found(parts: &Parts) -> Carried {
    parts.extensions.get().copied().unwrap_or(Carried::Nothing)
}

impl FromRequestParts<Shared> for Bearer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Refusal> {
        match found(parts) {
            Carried::Session(session) => Ok(Self(session)),
            _ => Err(Refusal::no_session()),
        }
    }
}

impl OptionalFromRequestParts<Shared> for Bearer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Option<Self>, Refusal> {
        match found(parts) {
            Carried::Session(session) => Ok(Some(Self(session))),
            Carried::Nothing => Ok(None),
            Carried::Useless => Err(Refusal::no_session()),
        }
    }
}

const MAX_TOKEN: usize = 512;
