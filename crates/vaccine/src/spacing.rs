//! Days between two different vaccines.

use henro_domain::Day;
use henro_reference::{RuleKind, VaccineKind};

use crate::days::after;
use crate::table::{Meant, spacings};

/// A dose that keeps others away.
#[derive(Clone, Copy)]
pub(crate) struct Other {
    pub(crate) meant: Meant,
    pub(crate) day: Day,
}

/// The first day not before `day` on which a vaccine may follow these others, and the rule that moved it.
pub(crate) fn first_free(
    code: &str,
    kind: VaccineKind,
    day: Day,
    others: &[Other],
) -> (Day, Option<&'static str>) {
    let (mut day, mut by) = (day, None);
    // Every turn moves the day on past one of the others, and each only once.
    for _ in 0..=others.len() * 2 {
        let moved = others.iter().filter_map(|other| kept(code, kind, day, *other)).max();
        let Some((later, rule)) = moved.filter(|(later, _)| *later > day) else { break };
        (day, by) = (later, Some(rule));
    }
    (day, by)
}

/// The first day this one other leaves free, and the rule, where it does not leave `day` free. Doses of one day may be.
pub(crate) fn kept(code: &str, kind: VaccineKind, day: Day, other: Other) -> Option<(Day, &'static str)> {
    if other.meant.code() == code || day <= other.day {
        return None;
    }
    let held = spacings().filter_map(|rule| {
        let RuleKind::Spacing { first, then, between } = &rule.kind else { return None };
        let meant =
            first.is_none_or(|first| first == other.meant.kind()) && then.is_none_or(|then| then == kind);
        let in_force = rule.from.is_none_or(|from| from <= day) && rule.to.is_none_or(|to| day <= to);
        let free = after(other.day, *between);
        // A rule that ends leaves the day after its end free.
        let free = rule.to.map_or(free, |to| free.min(to.plus(1)));
        (meant && in_force && day < free).then_some((free, rule.id))
    });
    held.max()
}
