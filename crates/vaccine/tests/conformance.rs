//! 2,400 cases that a second reading of the notices (`second.py`) answered, and the engine's answers beside them.
//!
//! A line: the case (born, sex, day asked, vaccines asked, history; days are counted from birth), a tab, the doses in order,
//! a tab, the series. A dose: C counts, A ask, X extra, R recorded, N does not count, M mistaken; its number; its findings.
//! A series: state (N not yet, P possible, D due, O overdue, F finished, E expired, L too late, A ask), number of the
//! next dose; first possible day, recommended from, to, last free day; c for "check", confidence.

mod letters;

use henro_domain::Day;
use henro_reference::Confidence;
use henro_vaccine::{Answer, Given, Judged, Person, plan};
use letters::{mark, state, verdict};

#[test]
fn every_case_is_answered_as_the_second_reading_does() {
    let cases: Vec<&str> = include_str!("fixtures/conformance.tsv").lines().collect();
    assert!(cases.len() >= 2000, "{} cases", cases.len());
    let differing: Vec<String> = cases.iter().filter_map(|line| difference(line)).collect();
    assert!(
        differing.is_empty(),
        "{} of {} differ:\n{}",
        differing.len(),
        cases.len(),
        differing[..differing.len().min(15)].join("\n\n")
    );
}

#[test]
fn the_cases_have_every_state_and_verdict() {
    let text = include_str!("fixtures/conformance.tsv");
    for state in ["=N", "=P", "=D", "=O", "=F", "=E", "=L", "=A"] {
        assert!(text.contains(state), "{state}");
    }
    for finding in "bftynsopmxze".chars() {
        let marked = |line: &str| line.split('\t').nth(1).is_some_and(|doses| doses.contains(finding));
        assert!(text.lines().any(marked), "{finding}");
    }
    let leap = text.lines().filter(|line| line.contains("-02-29 ")).count();
    assert!(leap >= 20, "{leap} born on a leap day");
}

fn difference(line: &str) -> Option<String> {
    let mut cells = line.split('\t');
    let case = cells.next()?;
    let expected = (cells.next()?, cells.next()?);
    let (doses, answers) = answered(case).unwrap_or_else(|| panic!("not read: {case}"));
    ((doses.as_str(), answers.as_str()) != expected)
        .then(|| format!("{case}\n  second: {}  {}\n  engine: {doses}  {answers}", expected.0, expected.1))
}

fn answered(case: &str) -> Option<(String, String)> {
    let mut cells = case.split(' ');
    let birth = Day::parse(cells.next()?).ok()?;
    let sex = letters::sex(cells.next()?);
    let today = birth.plus(cells.next()?.parse().ok()?);
    let asked: Vec<&str> = cells.next()?.split('+').collect();
    let history = cells.next().unwrap_or_default();
    let given: Vec<Given> =
        history.split_terminator(',').map(|one| dose(one, birth)).collect::<Option<_>>()?;
    let found = plan(&Person::new(birth, sex), &given, today).ok()?;
    let doses: Vec<String> = found.doses.iter().map(written).collect();
    let of_asked = |answer: &&Answer| asked.iter().any(|code| belongs(answer, code));
    let answers: Vec<String> =
        found.answers.iter().filter(of_asked).map(|answer| series(answer, birth)).collect();
    Some((doses.join(","), answers.join(";")))
}

fn belongs(answer: &Answer, code: &str) -> bool {
    match code {
        "DPTIPVHIB" => ["DPTIPVHIB", "DPTIPV"].contains(&answer.vaccine),
        "HPV9" => ["HPV9", "HPV2", "HPV4"].contains(&answer.vaccine),
        code => answer.vaccine == code,
    }
}

fn dose(text: &str, birth: Day) -> Option<Given> {
    let place = text.rfind(['+', '-'])?;
    Some(Given::new(text.get(..place)?, birth.plus(text.get(place..)?.parse().ok()?)))
}

fn written(dose: &Judged) -> String {
    let mut marks: Vec<char> = dose.findings.iter().map(|finding| mark(*finding)).collect();
    marks.sort_unstable();
    marks.dedup();
    format!("{}{}", verdict(dose), marks.into_iter().collect::<String>())
}

fn series(answer: &Answer, birth: Day) -> String {
    let state = state(answer.state);
    let day = |day: Option<Day>| day.map_or("-".to_owned(), |day| day.since(birth).to_string());
    let sure = match answer.confidence {
        Confidence::High => 'h',
        Confidence::Medium => 'm',
        Confidence::Low => 'l',
    };
    format!(
        "{}={state}{} {} {} {} {} {}{sure}",
        answer.series,
        answer.next.map(|number| number.to_string()).unwrap_or_default(),
        day(answer.possible),
        day(answer.from),
        day(answer.to),
        day(answer.last_free),
        if answer.check { "c" } else { "" },
    )
}
