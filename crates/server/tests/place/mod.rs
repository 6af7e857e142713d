//! Where pieces lie in a test: in a folder, or in a bucket. The bucket is rclone's, which speaks S3 over a folder and checks signatures.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use henro_server::{Bucket, Config};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt};
use tempfile::TempDir;

/// Folders of a server, and its bucket. Ended when dropped.
pub struct Place {
    folder: TempDir,
    bucket: Option<(Child, String)>,
}

impl Place {
    pub fn folder() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), bucket: None }
    }

    /// Nothing where no program for it is named; says so.
    #[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
    pub fn bucket() -> Option<Self> {
        let Some(program) = std::env::var_os("HENRO_RCLONE") else {
            eprintln!("SKIPPED: HENRO_RCLONE names no rclone, so nothing is tried in a bucket");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("buckets/henro")).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = Command::new(program)
            .args(["serve", "s3", "--auth-key", &format!("{NAME},{SECRET}"), "--addr", &free.to_string()])
            .args(["--config", ""])
            .arg(folder.path().join("buckets"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Ended with it, also where it never listens.
        let place = Self { folder, bucket: Some((child, format!("http://{free}"))) };
        let listens = (0..3000).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            std::net::TcpStream::connect(free).is_ok()
        });
        assert!(listens, "rclone does not listen");
        Some(place)
    }

    /// The folder of the database.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn config(&self) -> Config {
        self.config_with(SECRET)
    }

    /// The same with other credentials.
    pub fn config_with(&self, secret: &str) -> Config {
        let words = self.words().into_iter().map(|(word, value)| match word {
            "AWS_SECRET_ACCESS_KEY" => (word.to_owned(), secret.to_owned()),
            _ => (word.to_owned(), value),
        });
        let bucket = self.address().map(|address| Bucket::read(address, words).unwrap());
        Config { bucket, ..Config::local(self.data()) }
    }

    pub fn address(&self) -> Option<&'static str> {
        self.bucket.is_some().then_some("s3://henro/of/a/test")
    }

    /// What is in the environment of the server.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let Some((_, endpoint)) = &self.bucket else { return Vec::new() };
        let words = [("AWS_REGION", "jp"), ("AWS_ACCESS_KEY_ID", NAME), ("AWS_SECRET_ACCESS_KEY", SECRET)];
        let words = words.into_iter().map(|(word, value)| (word, value.to_owned()));
        words.chain([("AWS_ENDPOINT_URL", endpoint.clone())]).collect()
    }

    fn store(&self) -> Arc<dyn ObjectStore> {
        if self.bucket.is_none() {
            return Arc::new(LocalFileSystem::new_with_prefix(self.data().join("blobs")).unwrap());
        }
        let words = self.words().into_iter();
        let builder = words.fold(AmazonS3Builder::new().with_allow_http(true), |builder, (word, value)| {
            builder.with_config(word.to_ascii_lowercase().parse().unwrap(), value)
        });
        Arc::new(PrefixStore::new(builder.with_bucket_name("henro").build().unwrap(), "of/a/test"))
    }

    /// Names of all pieces, as the doctor says them.
    pub async fn pieces(&self) -> Vec<String> {
        let all: Vec<_> = self.store().list(None).try_collect().await.unwrap();
        let names = all.iter().map(|meta| meta.location.to_string());
        names.filter(|name| name.contains('/')).collect()
    }

    /// Takes a piece away, or puts something else in its place.
    pub async fn spoil(&self, name: &str, other: Option<&'static [u8]>) {
        let (store, place) = (self.store(), name.into());
        match other {
            None => store.delete(&place).await.unwrap(),
            Some(bytes) => store.put(&place, bytes.into()).await.map(drop).unwrap(),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((child, _)) = &mut self.bucket {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

const NAME: &str = "known";
pub const SECRET: &str = "hidden";
