//! Bytes to groups of digits and back. The kit and the shares differ only in their [`Shape`].

use crate::check::{self, GROUP};
use crate::digits::{Letter, read};
use crate::number::Number;
use ring::digest;
use zeroize::Zeroizing;

/// Why a typed code is no code. Says where, never what was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeFault {
    /// These groups, counted from 1, hold a mistake: a wrong digit, too few or many digits, or they changed places.
    #[error("groups with a mistake: {0:?}")]
    Groups(Vec<usize>),
    /// Fewer digits than the code has.
    #[error("{have} digits of {need}")]
    Short {
        /// Digits typed.
        have: usize,
        /// Digits of the code.
        need: usize,
    },
    /// More digits than the code has.
    #[error("too many digits")]
    Long,
    /// In this group stands something that is neither a digit nor a separator.
    #[error("group {0} holds a letter that is no digit")]
    Letter(usize),
    /// Every group fits its place, but not the others: two mistakes hide each other, or groups of two sheets are mixed.
    #[error("the groups do not belong together")]
    Whole,
}

/// The form of one kind of code.
pub(crate) struct Shape {
    /// How many groups; each carries four digits of the number.
    pub groups: usize,
    /// The number over the whole code is below this. 10^(4 x groups) has room for it beside the bytes.
    pub modulus: u16,
    /// What the number over the whole code is made with, so that one kind of code is not taken for another.
    pub label: &'static [u8],
}

impl Shape {
    /// The groups for these bytes, each with its check digit.
    pub(crate) fn write(&self, bytes: &[u8]) -> Zeroizing<Vec<String>> {
        let mut number = Number::from_tail(bytes).expect("a code has at most nineteen bytes");
        number.grow(self.modulus, self.whole(bytes)).expect("the shapes are chosen to fit");
        let mut groups = Zeroizing::new(vec![String::new(); self.groups]);
        for (index, group) in groups.iter_mut().enumerate().rev() {
            let four = number.shrink(10_000);
            let digits = Zeroizing::new([1000, 100, 10, 1].map(|unit| (four / unit % 10) as u8));
            let check = check::digit(index + 1, digits.as_slice());
            // With room for all, so that no half-written copy is left behind.
            group.reserve_exact(GROUP);
            group.extend(digits.iter().chain([&check]).map(|digit| char::from(b'0' + digit)));
        }
        groups
    }

    /// The bytes of a typed code.
    pub(crate) fn read<const N: usize>(&self, text: &str) -> Result<Zeroizing<[u8; N]>, CodeFault> {
        let digits = self.digits(text)?;
        let mut number = Number::zero();
        for group in digits.chunks_exact(GROUP) {
            let four = group.iter().take(4).fold(0, |sum, digit| sum * 10 + u16::from(*digit));
            number.grow(10_000, four).ok_or(CodeFault::Whole)?;
        }
        let whole = number.shrink(self.modulus);
        let bytes = number.tail::<N>().ok_or(CodeFault::Whole)?;
        if self.whole(bytes.as_slice()) == whole { Ok(bytes) } else { Err(CodeFault::Whole) }
    }

    /// All digits, as many as the code has, every group fitting its place.
    fn digits(&self, text: &str) -> Result<Zeroizing<Vec<u8>>, CodeFault> {
        let (digits, runs) = typed(text, self.groups)?;
        let need = self.groups * GROUP;
        if digits.len() == need {
            let wrong = misfits(digits.chunks_exact(GROUP));
            return if wrong.is_empty() { Ok(digits) } else { Err(CodeFault::Groups(wrong)) };
        }
        // A digit is missing or doubled. Where the groups are set apart, it can still be said in which.
        if runs.len() == self.groups {
            let mut rest = digits.as_slice();
            let groups = runs.iter().map_while(|run| {
                let (group, after) = rest.split_at_checked(*run)?;
                rest = after;
                Some(group)
            });
            return Err(CodeFault::Groups(misfits(groups)));
        }
        let have = digits.len();
        Err(if have < need { CodeFault::Short { have, need } } else { CodeFault::Long })
    }

    fn whole(&self, bytes: &[u8]) -> u16 {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(self.label);
        context.update(bytes);
        let hash = context.finish();
        let number = hash.as_ref().iter().take(4).fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        (number % u32::from(self.modulus)) as u16
    }
}

/// The digits of a text, and how many stand together between separators.
fn typed(text: &str, groups: usize) -> Result<(Zeroizing<Vec<u8>>, Vec<usize>), CodeFault> {
    // With room for all, so that no half-read copy is left behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut runs = vec![0_usize];
    for (at, letter) in text.chars().enumerate() {
        if at >= LONGEST {
            return Err(CodeFault::Long);
        }
        match (read(letter), runs.last_mut()) {
            (Letter::Digit(digit), Some(run)) => {
                digits.push(digit);
                *run += 1;
            }
            (Letter::Separator, Some(0)) => {}
            (Letter::Separator, _) => runs.push(0),
            _ => return Err(CodeFault::Letter((digits.len() / GROUP + 1).min(groups))),
        }
    }
    runs.retain(|run| *run > 0);
    Ok((digits, runs))
}

/// The places of groups that are not five digits fitting their place.
fn misfits<'a>(groups: impl Iterator<Item = &'a [u8]>) -> Vec<usize> {
    let fits = |place, group: &[u8]| group.try_into().is_ok_and(|group| check::fits(place, group));
    (1..).zip(groups).filter(|(place, group)| !fits(*place, group)).map(|(place, _)| place).collect()
}

/// Letters of a typed code with every separator a patient person may put between.
const LONGEST: usize = 400;
