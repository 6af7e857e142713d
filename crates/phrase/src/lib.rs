//! Placeholder head, replaced when the crate is written.
