use std::time::Duration;

use reqwest::Url;
use reqwest::blocking::{Client, ClientBuilder};

use henro_sync_client::Fault;

/// Where a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

/// Why an address is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    /// Not a web address.
    Malformed,
    /// Without TLS, and not on this machine.
    Open,
}

impl Address {
    /// Reads what a person typed: `https://` may be left out. Without TLS only this machine itself.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let text = text.trim();
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&whole).map_err(|_| AddressFault::Malformed)?;
        let host = url.host_str().ok_or(AddressFault::Malformed)?.to_owned();
        let plain = !url.username().is_empty() || url.password().is_some() || url.query().is_some();
        if plain || url.fragment().is_some() || whole.len() > 200 {
            return Err(AddressFault::Malformed);
        }
        match url.scheme() {
            "https" => {}
            "http" if ["127.0.0.1", "localhost", "[::1]"].contains(&host.as_str()) => {}
            "http" => return Err(AddressFault::Open),
            _ => return Err(AddressFault::Malformed),
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(url))
    }

    /// As stored and shown.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn join(&self, path: &str) -> Result<Url, Fault> {
        self.0.join(path.trim_start_matches('/')).map_err(|_| Fault::Damaged("address"))
    }
}

pub(crate) fn client(read_timeout: Option<Duration>) -> Result<Client, Fault> {
    build(builder().timeout(read_timeout))
}

/// A client whose connections are silent for long. A beat comes every 20 s; where not even the other side's system answers for
/// about a minute, the connection is dead.
pub(crate) fn listening() -> Result<Client, Fault> {
    let probed = builder()
        .timeout(None)
        .tcp_keepalive(Duration::from_secs(20))
        .tcp_keepalive_interval(Duration::from_secs(10))
        .tcp_keepalive_retries(3);
    build(probed)
}

fn builder() -> ClientBuilder {
    // Fails only where one is installed already, which is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .no_proxy()
        // The same in each build: a server built beside it brings HTTP/2 into the library.
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("henro")
}

fn build(builder: ClientBuilder) -> Result<Client, Fault> {
    builder.build().map_err(|_| Fault::Damaged("tls"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_tls_unless_it_is_this_machine() {
        assert_eq!(Address::parse(" sync.example.jp ").unwrap().as_str(), "https://sync.example.jp/");
        assert_eq!(Address::parse("https://a.jp/henro").unwrap().as_str(), "https://a.jp/henro/");
        assert!(Address::parse("http://127.0.0.1:8443").is_ok());
        assert_eq!(Address::parse("http://a.jp"), Err(AddressFault::Open));
        for bad in
            ["", "https://", "ftp://a.jp", "https://me:pw@a.jp", "https://a.jp/?x=1", "https://a.jp/#x"]
        {
            assert_eq!(Address::parse(bad), Err(AddressFault::Malformed), "{bad}");
        }
        assert_eq!(
            Address::parse("https://a.jp/henro").unwrap().join("/v1/time").unwrap().path(),
            "/henro/v1/time"
        );
    }
}
