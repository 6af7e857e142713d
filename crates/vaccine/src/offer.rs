//! Which vaccines are answered for a person, and where the rules end.

use henro_domain::Day;
use henro_reference::{
    RuleKind, Series, Vaccine, VaccineCategory, VaccineRule, VaccineStatus, vaccine_product, vaccines,
};

use crate::Person;
use crate::answer::{Answer, Reason, State};
use crate::days::{day_of, reached};
use crate::judge::History;
use crate::table::{Meant, rules_of};

/// The vaccines of which something is said.
pub(crate) fn answered(person: &Person, history: &History, today: Day) -> Vec<&'static Vaccine> {
    vaccines().iter().filter(|vaccine| is_answered(person, vaccine, history, today)).collect()
}

fn is_answered(person: &Person, vaccine: &Vaccine, history: &History, today: Day) -> bool {
    let age = |years: u32| today >= reached(person.birth, years * 12);
    if vaccine.sex.is_some() && vaccine.sex != person.sex {
        return false;
    }
    let four_or_five = history.had("DPTIPV") || history.had("DPTIPVHIB");
    let by_code = match vaccine.code {
        // Answered with those they are counted with.
        "DPTIPV" | "HPV2" | "HPV4" => false,
        "DPTIPVHIB" => four_or_five || !history.had("DPT"),
        "HIB" => history.had("HIB") && !history.had("DPTIPVHIB"),
        "DPT" | "IPV" => true,
        "DT" => !counted(history, "DPT", "DPT-11"),
        "RSVM" => person.due.is_some_and(|due| today <= due),
        "FLUC" | "FLUN" | "COVV" => !age(65),
        _ => vaccine.status != VaccineStatus::Legacy,
    };
    // The programmes for the old are not told to the young: they will have changed by then.
    let near = vaccine.category != VaccineCategory::B || age(60);
    let others = vaccines().iter().filter(|other| {
        !other.exclusive.is_empty() && other.exclusive == vaccine.exclusive && other.code != vaccine.code
    });
    let chosen_other = others.into_iter().any(|other| history.had(other.code)) && !history.had(vaccine.code);
    by_code && near && !chosen_other
}

/// Is this series of a vaccine answered?
pub(crate) fn series_answered(person: &Person, series: &Series, history: &History, today: Day) -> bool {
    let four_or_five = history.had("DPTIPV") || history.had("DPTIPVHIB");
    let together = history.count_before("DPTIPV", None) + history.count_before("DPTIPVHIB", None);
    let basic = |code: &'static str| together.max(history.count_before(code, None)) >= 4;
    match series.id {
        "DPT-1" => history.had("DPT") && !four_or_five,
        "IPV-1" => (history.had("IPV") || history.had("DPT")) && !four_or_five,
        "DPT-BOOST" => basic("DPT"),
        "DPT-11" => basic("DPT") && !counted(history, "DT", "DT-2"),
        "IPV-BOOST" => basic("IPV"),
        "FLU65-HD" => today >= reached(person.birth, 75 * 12),
        _ => true,
    }
}

fn counted(history: &History, code: &'static str, series: &str) -> bool {
    history.track(code).counted.iter().any(|counted| counted.series == series)
}

/// Single Hib is left out for those who go on with the five-fold vaccine, and left open with it.
pub(crate) fn moved_on(mut answer: Answer, before: &[Answer]) -> Option<Answer> {
    if answer.vaccine != "HIB" {
        return Some(answer);
    }
    let rule = |id: &str| {
        before
            .iter()
            .flat_map(|it| &it.why)
            .any(|reason| matches!(reason, Reason::Rule(rule, _) if *rule == id))
    };
    if rule("SUB-4HIB-5") {
        return None;
    }
    if rule("SUB-UNEVEN") && !matches!(answer.state, State::Done | State::Expired) {
        answer = Answer {
            state: State::Ask,
            possible: None,
            from: None,
            to: None,
            check: true,
            why: vec![Reason::Rule("SUB-UNEVEN", None)],
            ..answer
        };
    }
    Some(answer)
}

/// The rule by which a first dose is too late to be called for: a doctor says whether it is given at all.
fn late_first(person: &Person, vaccine: &Vaccine, answer: &Answer) -> Option<&'static str> {
    let day = answer.possible.filter(|_| answer.next == Some(1))?;
    let late = |rule: &&VaccineRule| match rule.kind {
        RuleKind::First(age) => day_of(person, age).is_some_and(|last| day > last),
        _ => false,
    };
    rules_of(vaccine.code).find(late).map(|rule| rule.id)
}

/// Why no days are worked out, where the rules leave it open.
pub(crate) fn asked_of_a_doctor(
    person: &Person,
    vaccine: &Vaccine,
    history: &History,
    answer: &Answer,
) -> Option<Reason> {
    let recorded = history.others.iter().find_map(|other| match other.meant {
        Meant::Recorded(product) => product
            .diseases
            .iter()
            .any(|disease| vaccine.diseases.iter().any(|own| own == disease))
            .then_some(product.code),
        Meant::Vaccine(_) => None,
    });
    let exception = answer.why.iter().find_map(|reason| match reason {
        Reason::Rule(rule, _) if rule.starts_with("JE-SP") => Some(*rule),
        _ => None,
    });
    let both = |one: &str, other: &str| history.had(one) && history.had(other);
    let mixed = match vaccine.code {
        "ROTA1" | "ROTA5" => both("ROTA1", "ROTA5").then_some("ROTA"),
        "ZOSR" | "ZOSL" => both("ZOSR", "ZOSL").then_some("ZOSTER"),
        "PCV20A" => history.had("PPSV23").then_some("PPSV23"),
        "DPTIPVHIB" => uneven(history).then_some("SUB-UNEVEN"),
        _ => None,
    };
    let recorded = recorded.filter(|code| vaccine_product(code).is_some());
    let late = late_first(person, vaccine, answer);
    mixed.or(exception).or(recorded).or(late).map(|rule| Reason::Rule(rule, None))
}

/// Went over to the five-fold vaccine with unequal numbers.
fn uneven(history: &History) -> bool {
    history
        .judged
        .iter()
        .any(|it| it.vaccine == "DPTIPVHIB" && it.findings.contains(&crate::Finding::Mixed("SUB-UNEVEN")))
}
