use std::path::{Path, PathBuf};

use henro_app::Context;
use henro_domain::{ActorId, EntryId, SubjectId};
use henro_vault::{KdfParams, Meta, Source, Vault};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;
use tempfile::TempDir;

use crate::{Clock, call};

/// Password of every record made here.
pub const PASSWORD: &str = "pilgrim in white";

/// A temporary folder with a locked record in `data`, and a clock at 2026-11-22 07:30 in Japan.
pub struct Home {
    folder: TempDir,
    /// Move it to let time pass.
    pub clock: Clock,
}

impl Home {
    /// The usual zone of the record: minutes east of UTC.
    pub const JAPAN: i16 = 540;
    /// The day the clock shows.
    pub const TODAY: &str = "2026-11-22";
    /// The time the clock shows, as `--at` takes it.
    pub const AT: &str = "2026-11-22T07:30+09:00";

    /// An empty folder.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("the system has a temporary folder");
        // 2026-11-21T22:30Z: `date -u -d 2026-11-21T22:30Z +%s` is 1795300200.
        Self { folder, clock: Clock::at(1_795_300_200_000, Self::JAPAN) }
    }

    /// A folder with an empty record in it.
    pub fn new() -> Self {
        let home = Self::empty();
        home.make_record("data");
        home
    }

    /// Makes another empty record and answers its folder.
    pub fn make_record(&self, name: &str) -> PathBuf {
        let random = |out: &mut [u8]| SystemRandom::new().fill(out).expect("the system has random bytes");
        let folder = self.path(name);
        let record = folder.join("record");
        let made = Vault::create(record, PASSWORD, KdfParams::testing(), &random, self.clock.stamp());
        made.expect("a new record").lock(&random).expect("a new record locks");
        folder
    }

    /// A place in the temporary folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A context on the record, locked.
    pub fn locked(&self) -> Context {
        self.context("data")
    }

    /// A context on a folder, locked.
    pub fn context(&self, name: &str) -> Context {
        Context::open(self.clock.config(self.path(name)))
    }

    /// A context with the record open.
    pub fn open(&self) -> Context {
        self.open_at("data")
    }

    /// What a program that keeps no rule does on the device of somebody who was let write: deletes an entry of a record they were
    /// shown. The app on that folder is to be locked.
    pub fn delete_by_force(&self, name: &str, record: &str, id: &str) {
        let random = |out: &mut [u8]| SystemRandom::new().fill(out).expect("the system has random bytes");
        let stamp = self.clock.stamp();
        let mut vault = Vault::at(self.path(name).join("record"));
        vault.unlock(PASSWORD, &random, stamp).expect("it is locked");
        let shared = vault.shared(&record.parse().expect("an id")).expect("a record that is shown");
        let meta = Meta { stamp, actor: ActorId(2), subject: SubjectId(1), source: Source::Form };
        let id = EntryId::from_i64(id.parse().expect("a number")).expect("an id");
        assert!(shared.delete(id, &meta).expect("it can be written"), "it is there");
        vault.lock(&random).expect("it locks");
    }

    /// A context with the record of a folder open.
    pub fn open_at(&self, name: &str) -> Context {
        let ctx = self.context(name);
        call(&ctx, "record_unlock", json!({ "password": PASSWORD }));
        ctx
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

/// Copies a folder with all that is in it to a place where nothing is.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder can be made");
    for found in std::fs::read_dir(from).expect("the folder can be read") {
        let found = found.expect("the folder can be read");
        let target = to.join(found.file_name());
        match found.file_type().expect("its kind is known").is_dir() {
            true => copy_folder(&found.path(), &target),
            false => {
                std::fs::copy(found.path(), target).expect("the file can be copied");
            }
        }
    }
}
