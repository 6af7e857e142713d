use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ring::rand::{SecureRandom, SystemRandom};

use crate::Door;

/// The secret of one run: 32 random bytes in hex. Without it no command runs.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A fresh token; `None` when the system gives no random bytes.
    pub fn make() -> Option<Self> {
        let mut bytes = [0u8; 32];
        SystemRandom::new().fill(&mut bytes).ok()?;
        Some(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The token as the page sends it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares the whole length whatever the difference.
    fn fits(&self, given: &[u8]) -> bool {
        let own = self.0.as_bytes();
        own.len() == given.len() && own.iter().zip(given).fold(0, |acc, (a, b)| acc | (a ^ b)) == 0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Lets through only this machine, our own Host and Origin, and for commands the token. Every answer says what a
/// page may load.
pub(crate) async fn check(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let mut answer = answer(&door, peer, request, next).await;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(PERMISSIONS));
    answer
}

async fn answer(door: &Door, peer: SocketAddr, request: Request, next: Next) -> Response {
    let command = request.method() != Method::GET;
    if !peer.ip().is_loopback() || !own_names(request.headers(), door.port, command) {
        return (StatusCode::FORBIDDEN, "forbidden").into_response();
    }
    let token = request.headers().get("x-henro-token").map(|value| value.as_bytes());
    if command && !token.is_some_and(|given| door.token.fits(given)) {
        return (StatusCode::UNAUTHORIZED, "token").into_response();
    }
    next.run(request).await
}

fn own_names(headers: &HeaderMap, port: u16, command: bool) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host_fits = text(header::HOST).is_some_and(|host| hosts.iter().any(|own| own == host));
    let origin = text(header::ORIGIN);
    let origin_fits = match origin {
        Some(origin) => hosts.iter().any(|own| origin == format!("http://{own}")),
        None => !command,
    };
    host_fits && origin_fits
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The page itself may ask for the camera, to read a code; nobody gets anything else.
const PERMISSIONS: &str = "camera=(self), microphone=(), geolocation=(), display-capture=()";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_does_not_print_itself() {
        let token = Token::make().unwrap();
        assert_eq!(token.as_str().len(), 64);
        assert_eq!(format!("{token:?}"), "Token(..)");
        assert!(token.fits(token.as_str().as_bytes()));
        assert!(!token.fits(b""));
        assert!(!token.fits(&[b'0'; 64]));
    }
}
