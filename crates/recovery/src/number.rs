//! A number of 160 bits, just enough for 48 decimal digits: the arithmetic between bytes and groups.

use zeroize::Zeroizing;

/// Bytes of the number, the highest first.
pub(crate) const WIDTH: usize = 20;

/// A number that wipes itself.
pub(crate) struct Number(Zeroizing<[u8; WIDTH]>);

impl Number {
    /// Zero.
    pub(crate) fn zero() -> Self {
        Self(Zeroizing::new([0; WIDTH]))
    }

    /// From its last bytes; nothing when there are more than fit.
    pub(crate) fn from_tail(tail: &[u8]) -> Option<Self> {
        let mut number = Self::zero();
        let start = WIDTH.checked_sub(tail.len())?;
        number.0.get_mut(start..)?.copy_from_slice(tail);
        Some(number)
    }

    /// The last `N` bytes, if all before them are zero.
    pub(crate) fn tail<const N: usize>(&self) -> Option<Zeroizing<[u8; N]>> {
        let (head, tail) = self.0.split_at_checked(WIDTH.checked_sub(N)?)?;
        let mut out = Zeroizing::new([0; N]);
        out.copy_from_slice(tail);
        head.iter().all(|byte| *byte == 0).then_some(out)
    }

    /// Times `by`, plus `add`; nothing when it does not fit.
    pub(crate) fn grow(&mut self, by: u16, add: u16) -> Option<()> {
        let mut carry = u32::from(add);
        for byte in self.0.iter_mut().rev() {
            let sum = u32::from(*byte) * u32::from(by) + carry;
            *byte = (sum & 0xff) as u8;
            carry = sum >> 8;
        }
        (carry == 0).then_some(())
    }

    /// Divides by `by` and answers what is left over. `by` is not zero.
    pub(crate) fn shrink(&mut self, by: u16) -> u16 {
        let by = u32::from(by.max(1));
        let mut rest = 0_u32;
        for byte in self.0.iter_mut() {
            let part = (rest << 8) | u32::from(*byte);
            *byte = (part / by) as u8;
            rest = part % by;
        }
        rest as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growing_and_shrinking_undo_each_other() {
        let mut number = Number::from_tail(&[0xff; 16]).unwrap();
        number.grow(10_007, 10_006).unwrap();
        assert!(number.tail::<16>().is_none());
        assert_eq!(number.shrink(10_007), 10_006);
        assert_eq!(*number.tail::<16>().unwrap(), [0xff; 16]);
    }

    #[test]
    fn what_does_not_fit_is_noticed() {
        assert!(Number::from_tail(&[0; 21]).is_none());
        assert!(Number::from_tail(&[0xff; 20]).unwrap().grow(1, 1).is_none());
        assert!(Number::from_tail(&[0xff; 20]).unwrap().grow(1, 0).is_some());
        assert!(Number::zero().tail::<21>().is_none());
    }

    #[test]
    fn forty_eight_nines_fit() {
        let mut number = Number::zero();
        for _ in 0..12 {
            number.grow(10_000, 9_999).unwrap();
        }
        assert!((0..12).all(|_| number.shrink(10_000) == 9_999));
        assert_eq!(*number.tail::<1>().unwrap(), [0]);
    }
}
