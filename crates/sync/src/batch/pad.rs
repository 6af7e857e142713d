//! Padding, so that the length of a frame says little about what is in it.

/// The length that `length` bytes are padded to: 128, 256, 512, then Padmé (Nikitin et al., "Reducing Metadata Leakage
/// from Encrypted Files and Communication with PURBs", 2019, algorithm 1): the low bits of the length are zero, as many
/// as leave at most 12 % of padding.
pub(crate) fn padded(length: usize) -> usize {
    if let Some(step) = [128, 256, 512].into_iter().find(|step| length <= *step) {
        return step;
    }
    let exponent = length.ilog2();
    let mask = (1usize << (exponent - exponent.ilog2() - 1)) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_lengths_have_three_classes_and_longer_ones_grow_by_an_eighth_at_most() {
        assert_eq!([0, 1, 128, 129, 256, 257, 512].map(padded), [128, 128, 128, 256, 256, 512, 512]);
        // By hand: 513 has exponent 9, which takes 4 bits, so 5 low bits are zero; 9,000: 13, 4, 9.
        assert_eq!([513, 9_000].map(padded), [544, 9_216]);
        for length in 513..200_000 {
            let longer = padded(length);
            assert!(longer >= length && longer * 100 <= length * 112 && padded(longer) == longer);
        }
    }
}
