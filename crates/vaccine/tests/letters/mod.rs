//! The letters that stored cases are written in.

use henro_domain::Sex;
use henro_vaccine::{Finding, Judged, State, Verdict};

/// f, m, or not said.
pub fn sex(letter: &str) -> Option<Sex> {
    match letter {
        "f" => Some(Sex::Female),
        "m" => Some(Sex::Male),
        _ => None,
    }
}

/// The verdict on a dose, and its number where it counts.
pub fn verdict(dose: &Judged) -> String {
    let letter = match dose.verdict {
        Verdict::Counts => 'C',
        Verdict::Ask => 'A',
        Verdict::Extra => 'X',
        Verdict::Recorded => 'R',
        Verdict::DoesNotCount => 'N',
        Verdict::Mistaken => 'M',
    };
    let number = dose.counts_as.map(|(_, number)| number.to_string()).unwrap_or_default();
    format!("{letter}{number}")
}

/// What was found of a dose.
pub fn mark(finding: Finding) -> char {
    match finding {
        Finding::BeforeBirth => 'b',
        Finding::InFuture => 'f',
        Finding::Twice => 't',
        Finding::OutOfOrder => 'r',
        Finding::TooYoung { .. } => 'y',
        Finding::TooSoon { .. } => 's',
        Finding::OutsideProgramme => 'o',
        Finding::ByException(_) => 'e',
        Finding::Spacing { .. } => 'p',
        Finding::NotInUseThen => 'n',
        Finding::Mixed(_) => 'm',
        Finding::Sex => 'x',
        Finding::OutOfSeason => 'z',
    }
}

/// How a series stands.
pub fn state(state: State) -> char {
    match state {
        State::NotYet => 'N',
        State::Possible => 'P',
        State::Due => 'D',
        State::Overdue => 'O',
        State::Done => 'F',
        State::Expired => 'E',
        State::TooLate => 'L',
        State::Ask => 'A',
    }
}
