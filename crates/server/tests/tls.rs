//! A server with a certificate, as it is reached from outside: TLS 1.2 and 1.3, and nothing without it.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[expect(dead_code, reason = "each test takes what it needs")]
mod common;

use std::path::Path;
use std::time::Duration;

use common::Asker;
use henro_server::{Config, Error, Server, Tls};
use reqwest::Certificate;
use reqwest::tls::Version;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn pair(key: &str) -> Tls {
    let of = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pair").join(name);
    Tls { cert: of("server.pem"), key: of(key) }
}

fn config(folder: &Path, tls: Tls) -> Config {
    Config { tls: Some(tls), ..Config::local(folder.into()) }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_trusts_the_authority_is_served_over_tls_and_nobody_without() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::bind(config(folder.path(), pair("server.key"))).await.unwrap();
    let address = server.address().unwrap();
    tokio::spawn(server.serve(std::future::pending()));
    let base = format!("https://localhost:{}", address.port());
    // Installs the provider.
    let stranger = Asker::new(&base);
    let authority = std::fs::read(pair("").cert.with_file_name("authority.pem")).unwrap();
    for version in [Version::TLS_1_2, Version::TLS_1_3] {
        let client = reqwest::Client::builder()
            .tls_certs_only([Certificate::from_pem(&authority).unwrap()])
            .tls_version_min(version)
            .tls_version_max(version)
            .build()
            .unwrap();
        let trusting = Asker { client, ..stranger.clone() };
        let answer = trusting.ask("GET", "/v1/server", "").await;
        assert_eq!((answer.status, answer.json()["server"].is_string()), (200, true));
    }
    assert!(stranger.try_ask("GET", "/v1/server", "").await.is_err(), "an authority nobody trusts");
    // Said without TLS, a request gets nothing that could be read.
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET /v1/server HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut got = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), plain.read_to_end(&mut got)).await;
    assert!(read.is_ok() && !got.starts_with(b"HTTP"), "{got:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_is_none_is_said_before_anything_is_served() {
    let folder = tempfile::tempdir().unwrap();
    for key in ["server.pem", "missing.key"] {
        let refused = Server::bind(config(folder.path(), pair(key))).await;
        assert!(matches!(refused, Err(Error::Tls(_))), "{key}");
    }
}
