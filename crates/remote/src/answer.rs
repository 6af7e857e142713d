//! Answers of the server, within a limit.

use std::io::Read;

use henro_sync_client::Fault;
use reqwest::StatusCode;
use reqwest::blocking::{RequestBuilder, Response};

use crate::EmailFault;
use crate::read::{MALFORMED, code, refusal};

/// Longest answer that is read.
const MAX: u64 = 32 << 20;

/// Sends a request; nothing for 401, so that the caller logs in again.
pub(crate) fn send(request: RequestBuilder) -> Result<Option<Vec<u8>>, Fault> {
    let response = request.send().map_err(|_| Fault::Offline)?;
    let status = response.status();
    if status == StatusCode::UNAUTHORIZED {
        return Ok(None);
    }
    let body = read(response)?;
    if status.is_success() {
        return Ok(Some(body));
    }
    Err(refusal(status.as_u16(), &body))
}

/// Sends a message of a login by password, which has refusals of its own.
pub(crate) fn send_password(request: RequestBuilder) -> Result<Vec<u8>, EmailFault> {
    let response = request.send().map_err(|_| Fault::Offline)?;
    let status = response.status();
    let wait = response.headers().get(reqwest::header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let wait = wait.and_then(|value| value.parse().ok());
    let body = read(response)?;
    if status.is_success() {
        return Ok(body);
    }
    if let (StatusCode::TOO_MANY_REQUESTS, Some(seconds)) = (status, wait) {
        return Err(EmailFault::Wait(seconds));
    }
    Err(match code(&body).as_deref() {
        Some("wrong_login") => EmailFault::Wrong,
        Some("taken") => EmailFault::Taken,
        // What was begun is too old.
        Some("no_session") => EmailFault::Other(Fault::Busy),
        _ => EmailFault::Other(refusal(status.as_u16(), &body)),
    })
}

fn read(response: Response) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    response.take(MAX + 1).read_to_end(&mut body).map_err(|_| Fault::Offline)?;
    if body.len() as u64 > MAX { Err(MALFORMED) } else { Ok(body) }
}
