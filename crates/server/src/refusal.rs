use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::{Json, response::IntoResponseParts};
use henro_server_store::{Error, Refused};
use serde_json::{Value, json};

/// Why a request was not answered, as status and stable code.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    body: Value,
    wait: Option<u64>,
}

impl Refusal {
    pub(crate) fn code(status: StatusCode, code: &str) -> Self {
        Self { status, body: json!({ "code": code }), wait: None }
    }

    fn number(status: StatusCode, code: &str, name: &str, number: u64) -> Self {
        Self { status, body: json!({ "code": code, name: number }), wait: None }
    }

    pub(crate) fn malformed() -> Self {
        Self::code(StatusCode::BAD_REQUEST, "malformed")
    }

    pub(crate) fn unknown() -> Self {
        Self::code(StatusCode::NOT_FOUND, "unknown")
    }

    pub(crate) fn too_large(max: usize) -> Self {
        Self::number(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "max", max as u64)
    }

    pub(crate) fn too_slow() -> Self {
        Self::code(StatusCode::REQUEST_TIMEOUT, "too_slow")
    }

    pub(crate) fn too_often(seconds: u64) -> Self {
        let refusal = Self::number(StatusCode::TOO_MANY_REQUESTS, "too_often", "seconds", seconds);
        Self { wait: Some(seconds), ..refusal }
    }

    pub(crate) fn server() -> Self {
        Self::code(StatusCode::INTERNAL_SERVER_ERROR, "server")
    }

    pub(crate) fn no_session() -> Self {
        Self::code(StatusCode::UNAUTHORIZED, "no_session")
    }
}

impl From<henro_sync::Error> for Refusal {
    fn from(error: henro_sync::Error) -> Self {
        use henro_sync::Error as E;
        let (status, code) = match error {
            E::Malformed => (StatusCode::BAD_REQUEST, "malformed"),
            E::Newer => (StatusCode::BAD_REQUEST, "newer"),
            E::Forged => (StatusCode::FORBIDDEN, "forged"),
            E::Unchained => (StatusCode::FORBIDDEN, "unchained"),
            E::NotAllowed => (StatusCode::FORBIDDEN, "not_allowed"),
            E::WrongEpoch => (StatusCode::FORBIDDEN, "wrong_epoch"),
            E::WrongRecipients => (StatusCode::FORBIDDEN, "wrong_recipients"),
            E::WrongTime => (StatusCode::FORBIDDEN, "wrong_time"),
        };
        Self::code(status, code)
    }
}

impl From<crate::Error> for Refusal {
    /// What went wrong below is for the log of the server, not for who asks; a full disk is.
    fn from(error: crate::Error) -> Self {
        use std::error::Error as _;
        let mut cause = error.source();
        while let Some(below) = cause {
            let io = below.downcast_ref::<std::io::Error>();
            if io.is_some_and(|io| io.kind() == std::io::ErrorKind::StorageFull) {
                return Refused::Store(Error::DiskFull).into();
            }
            cause = below.source();
        }
        Self::server()
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Rule(error) => error.into(),
            Refused::NoSession => Self::no_session(),
            Refused::Unknown => Self::unknown(),
            Refused::Taken => Self::code(StatusCode::CONFLICT, "taken"),
            Refused::Behind(len) => Self::number(StatusCode::CONFLICT, "behind", "len", len),
            Refused::Clock(at) => Self::number(StatusCode::CONFLICT, "clock", "at", at),
            Refused::Gap(seq) => Self::number(StatusCode::CONFLICT, "gap", "seq", seq),
            Refused::Fork(seq) => Self::number(StatusCode::CONFLICT, "fork", "seq", seq),
            Refused::Epoch(epoch) => Self::number(StatusCode::CONFLICT, "epoch", "epoch", epoch.into()),
            Refused::Quota(max) => Self::number(StatusCode::INSUFFICIENT_STORAGE, "quota", "max", max),
            Refused::Replayed => Self::code(StatusCode::CONFLICT, "replayed"),
            Refused::NotOpaque => Self::code(StatusCode::BAD_REQUEST, "not_opaque"),
            Refused::WrongLogin => Self::code(StatusCode::FORBIDDEN, "wrong_login"),
            Refused::TooOften(seconds) => Self::too_often(seconds),
            Refused::TooMany(max) => Self::number(StatusCode::PAYLOAD_TOO_LARGE, "too_many", "max", max),
            Refused::Store(Error::DiskFull) => Self::code(StatusCode::INSUFFICIENT_STORAGE, "disk_full"),
            Refused::Store(Error::Busy) => {
                let refusal = Self::code(StatusCode::SERVICE_UNAVAILABLE, "busy");
                Self { wait: Some(1), ..refusal }
            }
            Refused::Store(_) | _ => Self::code(StatusCode::INTERNAL_SERVER_ERROR, "server"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let response = (self.status, Json(self.body)).into_response();
        match self.wait {
            Some(seconds) => (After(seconds), response).into_response(),
            None => response,
        }
    }
}

struct After(u64);

impl IntoResponseParts for After {
    type Error = std::convert::Infallible;

    fn into_response_parts(
        self,
        mut parts: axum::response::ResponseParts,
    ) -> Result<axum::response::ResponseParts, Self::Error> {
        parts.headers_mut().insert(RETRY_AFTER, HeaderValue::from(self.0));
        Ok(parts)
    }
}
