//! Where bytes of blobs lie: a folder beside the database, or a bucket. Names are random and never used again.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt;
use henro_server_store::{Ledger, PieceName};
use henro_sync::DeviceKey;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

use crate::{Config, Error};

/// Pieces of blobs.
pub(crate) struct Depot(Arc<dyn ObjectStore>);

impl Depot {
    /// What is configured.
    pub(crate) fn open(config: &Config) -> Result<Self, Error> {
        match &config.bucket {
            Some(bucket) => Ok(Self(bucket.open()?)),
            None => Self::folder(&config.data.join(FOLDER)),
        }
    }

    /// A folder, made where there is none. Whatever was put is on the disk with its name.
    pub(crate) fn folder(folder: &Path) -> Result<Self, Error> {
        crate::lock::make(folder).map_err(Error::Folder)?;
        let files = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self(Arc::new(files)))
    }

    /// Makes sure that no other server puts its pieces there: each clears away what its own database does not name.
    pub(crate) async fn claim(&self, server: &DeviceKey) -> Result<(), Error> {
        let (place, ours) = (Key::from(OWNER), server.to_string());
        let there = match self.0.get(&place).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => {
                self.0.put(&place, ours.clone().into_bytes().into()).await?;
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        if there == ours.as_bytes() { Ok(()) } else { Err(Error::BucketTaken) }
    }

    /// Writes, reads, lists and clears something small.
    pub(crate) async fn try_out(&self) -> Result<(), Error> {
        let place = Key::from(TRIED);
        self.0.put(&place, Bytes::from_static(b"x").into()).await?;
        let read = self.0.get(&place).await?.bytes().await?;
        let listed = self.0.list(None).try_next().await?.is_some();
        self.0.delete(&place).await?;
        if listed && read.as_ref() == b"x" { Ok(()) } else { Err(Error::PieceCut) }
    }

    /// Keeps a piece. It is durable when this returns: synced in a folder; a bucket says so by its answer.
    pub(crate) async fn put(&self, name: &PieceName, bytes: Bytes) -> Result<(), Error> {
        Ok(self.0.put(&key(name), bytes.into()).await.map(drop)?)
    }

    /// A part of a piece.
    pub(crate) async fn get(&self, name: &PieceName, range: std::ops::Range<u64>) -> Result<Bytes, Error> {
        // Not by a range: pieces are small, and not every bucket answers ranges as object_store wants it.
        let whole = self.0.get(&key(name)).await?.bytes().await?;
        let range = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
        match range {
            Some((from, to)) if from <= to && to <= whole.len() => Ok(whole.slice(from..to)),
            _ => Err(Error::PieceCut),
        }
    }

    /// Length of a piece; nothing where it is not.
    pub(crate) async fn length(&self, name: &PieceName) -> Result<Option<u64>, Error> {
        match self.0.head(&key(name)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes away what no blob names and that is older than a day: pieces of blobs that are gone, and those a crash left before they
    /// were named. Answers how many.
    pub(crate) async fn sweep(&self, ledger: &Ledger) -> Result<usize, Error> {
        let mut gone = 0;
        let mut all = self.0.list(None).try_chunks(1000);
        while let Some(metas) = all.try_next().await.map_err(|error| error.1)? {
            let old: Vec<PieceName> =
                metas.iter().filter(|meta| is_old(meta, ledger.now())).filter_map(name).collect();
            for name in ledger.store().blob_names_unknown(old).await? {
                self.0.delete(&key(&name)).await?;
                gone += 1;
            }
        }
        Ok(gone)
    }
}

fn is_old(meta: &ObjectMeta, now: u64) -> bool {
    u64::try_from(meta.last_modified.timestamp_millis()).is_ok_and(|at| at.saturating_add(GRACE_MS) < now)
}

/// `ab/abcd…`: no folder has too many.
pub(crate) fn key(name: &PieceName) -> Key {
    let text = crate::body::hex(name);
    Key::from(format!("{}/{text}", text.get(..2).unwrap_or_default()))
}

fn name(meta: &ObjectMeta) -> Option<PieceName> {
    crate::body::unhex(meta.location.filename()?).ok()?.try_into().ok()
}

/// The folder in the data folder.
pub(crate) const FOLDER: &str = "blobs";
/// The key of the server whose pieces lie there. No piece is called so.
const OWNER: &str = "henro-server";
/// What the doctor puts.
const TRIED: &str = "henro-doctor";
const GRACE_MS: u64 = 86_400_000;
