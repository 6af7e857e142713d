//! The file somebody chose: its bytes, its name, a sign of what was looked at.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::settings::file_code;
use crate::{Code, WireError};

/// The bytes of a request or of a place on this machine, at most `most`.
pub(crate) fn bytes(
    base64: Option<&str>,
    path: Option<&str>,
    most: usize,
) -> Result<Zeroizing<Vec<u8>>, WireError> {
    let bytes = match (base64, path) {
        (Some(text), None) => {
            if text.len() / 4 > most / 3 + 3 {
                return Err(large(most));
            }
            STANDARD.decode(text).map_err(|_| Code::RequestInvalid)?
        }
        (None, Some(path)) => {
            let path = Path::new(path);
            // A pipe or a device never ends.
            if !std::fs::metadata(path).map_err(|error| file_code(&error))?.is_file() {
                return Err(Code::FileRefused.into());
            }
            let file = File::open(path).map_err(|error| file_code(&error))?;
            let mut bytes = Vec::new();
            file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(|error| file_code(&error))?;
            if bytes.len() > most {
                return Err(large(most));
            }
            bytes
        }
        _ => return Err(Code::RequestInvalid.into()),
    };
    Ok(Zeroizing::new(bytes))
}

/// What an import is called: the name of its file, without what would spoil a line of a list.
pub(crate) fn label(label: Option<&str>, path: Option<&str>, otherwise: &str) -> String {
    let file = || Some(Path::new(path?).file_name()?.to_string_lossy().into_owned());
    let label = label.map(str::to_owned).or_else(file).unwrap_or_default();
    let label: String = label.chars().filter(|sign| !sign.is_control()).take(LONGEST_LABEL).collect();
    match label.trim() {
        "" => otherwise.to_owned(),
        label => label.to_owned(),
    }
}

/// Too large, with the megabytes allowed.
pub(crate) fn large(most: usize) -> WireError {
    WireError::limit(Code::ImportLarge, (most / 1024 / 1024) as u32)
}

/// A sign of the bytes that were looked at.
pub(crate) fn plan_id(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

const LONGEST_LABEL: usize = 100;
