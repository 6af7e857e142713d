//! How many bytes a change takes in a batch of a life.

use henro_sync::Batch;
use life::{Wrote, life};

#[path = "support/life.rs"]
mod life;

fn bytes_each(wrote: Wrote, count: usize, imported: bool) -> f64 {
    let batch = life(wrote, count, imported, 7);
    let bytes = batch.encode().expect("within the limits");
    assert_eq!(Batch::decode(&bytes), Ok(batch));
    bytes.len() as f64 / count as f64
}

#[test]
fn a_thousand_changes_take_nine_bytes_each() {
    let kinds = [Wrote::Measurements, Wrote::Pressures, Wrote::Steps, Wrote::Meals];
    let typed = kinds.map(|wrote| bytes_each(wrote, 1_000, false));
    assert!(typed.iter().sum::<f64>() / 4.0 <= 9.0, "{typed:?}");
    // Of dishes that were not eaten before, name and nutrients have to be said; a segment spreads that wider.
    assert!(typed[3] <= 11.0 && bytes_each(Wrote::Meals, 4_000, false) <= 7.0);
    assert!(bytes_each(Wrote::Mixed, 1_000, false) <= 9.3 && bytes_each(Wrote::Mixed, 4_000, false) <= 5.5);
    assert!(bytes_each(Wrote::Mixed, 1_000, true) <= 8.0);
}

#[test]
fn a_single_change_fills_the_smallest_class() {
    assert_eq!(bytes_each(Wrote::Pressures, 1, false), 128.0);
    assert!(bytes_each(Wrote::Meals, 1, false) <= 256.0);
}
