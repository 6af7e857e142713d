//! The check digit of a group.
//!
//! Source: H. Michael Damm, "Total anti-symmetrische Quasigruppen", doctoral thesis, Philipps-Universität Marburg
//! 2004, the quasigroup of order 10. Every single wrong digit and every swap of two neighbours is noticed. The
//! digits run from the group's place instead of from 0: a column of a Latin square is a permutation, so the same
//! four digits have another check digit in another place, and groups that changed places are noticed too (places ten
//! apart excepted; the number over the whole code is for those).

use crate::digits::{Letter, read};

/// Digits of a group, the check digit among them.
pub(crate) const GROUP: usize = 5;

/// How a group looks while it is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupCheck {
    /// Fewer than five digits so far.
    Unfinished,
    /// Five digits that fit each other and the place.
    Right,
    /// A digit is wrong, there are too many, or the group belongs in another place.
    Wrong,
}

/// Looks at one group while it is typed. `place` counts from 1; full-width digits and separators are fine.
pub fn check_group(place: usize, digits: &str) -> GroupCheck {
    if place == 0 {
        return GroupCheck::Wrong;
    }
    // Wiped: a group is a part of the secret.
    let mut typed = zeroize::Zeroizing::new([0_u8; GROUP]);
    let mut count = 0;
    for letter in digits.chars() {
        match read(letter) {
            Letter::Digit(digit) => match typed.get_mut(count) {
                Some(slot) => (*slot, count) = (digit, count + 1),
                None => return GroupCheck::Wrong,
            },
            Letter::Separator => {}
            Letter::Strange => return GroupCheck::Wrong,
        }
    }
    match count {
        GROUP if fits(place, &typed) => GroupCheck::Right,
        GROUP => GroupCheck::Wrong,
        _ => GroupCheck::Unfinished,
    }
}

/// Whether digits and check digit fit each other and the place.
pub(crate) fn fits(place: usize, group: &[u8; GROUP]) -> bool {
    run(place, group) == 0
}

/// The digit that makes a group of these four fit its place.
pub(crate) fn digit(place: usize, four: &[u8]) -> u8 {
    // The diagonal of Damm's table is zero: the digit that leads to zero is the row itself.
    run(place, four)
}

fn run(place: usize, digits: &[u8]) -> u8 {
    let start = (place.wrapping_sub(1) % 10) as u8;
    digits.iter().fold(start, |row, digit| {
        let cell = DAMM.get(usize::from(row)).and_then(|row| row.get(usize::from(*digit)));
        cell.copied().expect("rows and digits are below ten")
    })
}

const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

#[cfg(test)]
mod tests {
    use super::*;

    fn group(place: usize, number: u16) -> [u8; GROUP] {
        let four = [1000, 100, 10, 1].map(|unit| (number / unit % 10) as u8);
        let [a, b, c, d] = four;
        [a, b, c, d, digit(place, &four)]
    }

    #[test]
    fn the_published_example_has_its_check_digit() {
        // Damm's worked example: 572 is followed by 4. Place 1 starts from 0 as he does.
        assert_eq!(digit(1, &[5, 7, 2]), 4);
    }

    #[test]
    fn every_single_wrong_digit_and_every_swap_of_neighbours_is_noticed() {
        for place in 1..=10 {
            for number in 0..10_000 {
                let right = group(place, number);
                assert!(fits(place, &right));
                for at in 0..GROUP {
                    for other in 1..10 {
                        let mut wrong = right;
                        wrong[at] = (wrong[at] + other) % 10;
                        assert!(!fits(place, &wrong));
                    }
                    if at + 1 < GROUP && right[at] != right[at + 1] {
                        let mut wrong = right;
                        wrong.swap(at, at + 1);
                        assert!(!fits(place, &wrong));
                    }
                }
            }
        }
    }

    #[test]
    fn a_group_fits_one_of_ten_places_only() {
        for number in 0..10_000 {
            for place in 1..=10 {
                let it = group(place, number);
                assert_eq!((1..=10).filter(|other| fits(*other, &it)).collect::<Vec<_>>(), [place]);
            }
        }
    }

    #[test]
    fn a_group_is_judged_while_it_is_typed() {
        let digits: String = group(3, 8072).iter().map(|digit| char::from(b'0' + digit)).collect();
        assert_eq!(check_group(3, ""), GroupCheck::Unfinished);
        assert_eq!(check_group(3, &digits[..4]), GroupCheck::Unfinished);
        assert_eq!(check_group(3, &digits), GroupCheck::Right);
        assert_eq!(check_group(4, &digits), GroupCheck::Wrong);
        assert_eq!(check_group(0, &digits), GroupCheck::Wrong);
        assert_eq!(check_group(usize::MAX, "１２ー"), GroupCheck::Unfinished);
        assert_eq!(check_group(3, &format!("{digits}0")), GroupCheck::Wrong);
        assert_eq!(check_group(3, "12x"), GroupCheck::Wrong);
    }
}
