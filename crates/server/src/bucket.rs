//! A bucket that speaks S3: where it is, and how it is entered by the words that S3 tools use.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, RetryConfig};

use crate::Error;

/// A bucket, or a folder in one.
#[derive(Clone)]
pub struct Bucket {
    address: String,
    folder: Key,
    builder: AmazonS3Builder,
}

impl Bucket {
    /// `s3://BUCKET` or `s3://BUCKET/FOLDER`. Region, endpoint and credentials are among `words`, which are names and values as in the
    /// environment: `AWS_REGION`, `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and what else S3 tools know. Other
    /// names are passed over.
    pub fn read(address: &str, words: impl IntoIterator<Item = (String, String)>) -> Result<Self, Error> {
        let rest = address.strip_prefix("s3://").ok_or(Error::Bucket)?;
        let (name, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if name.is_empty() || folder.starts_with('/') || !name.bytes().all(plain) {
            return Err(Error::Bucket);
        }
        let folder = Key::parse(folder.trim_end_matches('/')).map_err(|_| Error::Bucket)?;
        let mut builder = AmazonS3Builder::new().with_client_options(ClientOptions::new());
        for (word, value) in words {
            if word.starts_with("AWS_")
                && let Ok(word) = word.to_ascii_lowercase().parse::<AmazonS3ConfigKey>()
            {
                builder = builder.with_config(word, value);
            }
        }
        let endpoint = |word| builder.get_config_value(&word);
        let endpoint = endpoint(AmazonS3ConfigKey::S3Endpoint).or(endpoint(AmazonS3ConfigKey::Endpoint));
        if endpoint.as_deref().is_some_and(is_this_machine) {
            builder = builder.with_allow_http(true);
        }
        let retry = RetryConfig { max_retries: RETRIES, retry_timeout: PATIENCE, ..RetryConfig::default() };
        let builder = builder.with_bucket_name(name).with_retry(retry);
        Ok(Self { address: address.to_owned(), folder, builder })
    }

    /// Where it is, as it was named.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Nothing is asked of it yet.
    pub(crate) fn open(&self) -> Result<Arc<dyn ObjectStore>, Error> {
        // Fails only where one is installed already, which is the same one.
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        Ok(Arc::new(PrefixStore::new(self.builder.clone().build()?, self.folder.clone())))
    }
}

/// Credentials are in it.
impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({})", self.address)
    }
}

/// Whether an endpoint without TLS leaves this machine for nobody to see.
fn is_this_machine(endpoint: &str) -> bool {
    let Ok(uri) = endpoint.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

const RETRIES: usize = 4;
/// Whoever sends a blob waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str, words: &[(&str, &str)]) -> Result<Bucket, Error> {
        Bucket::read(address, words.iter().map(|(word, value)| ((*word).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_bucket_is_read_from_its_address_and_the_words_of_s3_tools() {
        let words = [
            ("AWS_REGION", "ap-northeast-1"),
            ("AWS_ENDPOINT_URL", "https://s3.example.jp"),
            ("AWS_ACCESS_KEY_ID", "known"),
            ("AWS_SECRET_ACCESS_KEY", "hidden"),
            ("AWS_NOT_KNOWN_HERE", "x"),
            ("PATH", "/bin"),
        ];
        let bucket = read("s3://henro-blobs/one/two/", &words).unwrap();
        let value = |word| bucket.builder.get_config_value(&word);
        assert_eq!(bucket.folder.as_ref(), "one/two");
        assert_eq!(value(AmazonS3ConfigKey::Bucket).as_deref(), Some("henro-blobs"));
        assert_eq!(value(AmazonS3ConfigKey::Region).as_deref(), Some("ap-northeast-1"));
        assert_eq!(value(AmazonS3ConfigKey::SecretAccessKey).as_deref(), Some("hidden"));
        assert_eq!(format!("{bucket:?}"), "Bucket(s3://henro-blobs/one/two/)", "no credentials");
        for bad in
            ["", "henro-blobs", "s3://", "s3:///x", "https://a/b", "s3://a b", "s3://a?x=1", "s3://a//b"]
        {
            assert!(matches!(read(bad, &words), Err(Error::Bucket)), "{bad}");
        }
    }

    #[test]
    fn without_tls_only_this_machine_is_asked() {
        for (endpoint, here) in [
            ("http://127.0.0.1:9000", true),
            ("http://[::1]:9000", true),
            ("http://localhost:9000/", true),
            ("http://10.0.0.7:9000", false),
            ("http://127.0.0.1.example.jp", false),
            ("http://s3.example.jp", false),
        ] {
            assert_eq!(is_this_machine(endpoint), here, "{endpoint}");
        }
    }
}
