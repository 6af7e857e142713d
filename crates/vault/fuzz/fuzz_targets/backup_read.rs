//! The container of a backup, compiled by itself: the vault around it would bring the whole database engine along.
#![no_main]

use std::io::Write;
use std::sync::{Arc, Mutex};

#[path = "../../src/backup/container.rs"]
#[allow(dead_code)]
mod container;

/// As in the crate, without the engine.
#[derive(Debug)]
#[allow(dead_code)]
enum FileFault {
    Missing,
    Truncated,
    Damaged,
    Foreign,
    Newer,
}

#[derive(Debug)]
#[allow(dead_code)]
enum Error {
    File(FileFault),
    Files(std::io::ErrorKind),
    Seal(henro_seal::Error),
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Files(error.kind())
    }
}

impl From<henro_seal::Error> for Error {
    fn from(error: henro_seal::Error) -> Self {
        Self::Seal(error)
    }
}

mod files {
    use std::path::{Path, PathBuf};

    pub fn beside(path: &Path, ending: &str) -> PathBuf {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        path.with_file_name(name)
    }
}

mod wards {
    pub const MOST: usize = 64;
}

/// Counts what it is given.
struct Counter(Arc<Mutex<u64>>);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        *self.0.lock().expect("one thread") += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

// The sum at the end is put right, or nothing would ever get past it.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let sum = ring::digest::digest(&ring::digest::SHA256, bytes);
    let path = std::env::temp_dir().join(format!("henro-fuzz-{}", std::process::id()));
    std::fs::write(&path, [bytes, sum.as_ref()].concat()).expect("room for a file");
    let given = Arc::new(Mutex::new(0));
    let read = container::read_backup(&path, |_| Ok(Box::new(Counter(given.clone()))));
    if let Ok((slots, parts)) = read {
        let told: u64 = parts.iter().map(|part| part.length).sum();
        assert_eq!(told, *given.lock().expect("one thread") + slots.len() as u64);
        assert!(told < bytes.len() as u64);
    }
});
