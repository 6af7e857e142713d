//! Cross-crate journeys live in `tests/journeys`.
