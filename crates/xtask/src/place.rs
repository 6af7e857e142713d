//! Where things are: the checkout and the build folder.

use crate::error::Error;
use std::path::{Path, PathBuf};

/// The checkout and the folder that builds go to.
#[derive(Debug, Clone)]
pub struct Place {
    /// The root of the checkout.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Place {
    /// Finds the checkout this program was built from and chooses the build folder: `CARGO_TARGET_DIR`, else
    /// `~/.cache/henro/target` where a person made that folder to share builds between checkouts, else `target`.
    pub fn find() -> Result<Self, Error> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.ancestors().nth(2).unwrap_or(manifest).to_path_buf();
        let root = std::fs::canonicalize(&root).map_err(Error::file(&root))?;
        let shared =
            std::env::home_dir().map(|home| home.join(".cache/henro/target")).filter(|it| it.is_dir());
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(set) => root.join(set),
            None => shared.unwrap_or_else(|| root.join("target")),
        };
        Ok(Self { root, target })
    }

    /// A file or folder of the checkout.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A program that a build made; `profile` is Cargo's folder name (`debug`, `release`).
    pub fn built(&self, profile: &str, program: &str) -> PathBuf {
        self.target.join(profile).join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
    }
}
