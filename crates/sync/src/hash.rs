use ring::digest::{Context, SHA256};

use crate::Label;

/// A SHA-256 under one label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What a chain begins with.
    pub const ZERO: Hash = Hash([0; 32]);
}

/// SHA-256 of label, a zero byte and the parts in a row. All parts but the last have a fixed length.
pub fn hash(label: Label, parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(label.text().as_bytes());
    context.update(&[0]);
    for part in parts {
        context.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    Hash(out)
}
