//! Whatever was written down: an answer or an error, never a panic, and no date before the day asked.

use henro_domain::{Day, Sex};
use henro_reference::{vaccine_products, vaccines};
use henro_vaccine::{Given, Person, State, ahead, plan};
use proptest::prelude::*;

fn any_day() -> impl Strategy<Value = Day> {
    prop_oneof![
        1 => (Day::MIN_NUMBER..=Day::MAX_NUMBER).prop_map(|number| Day::from_number(number).expect("in the calendar")),
        3 => (7_000..30_000).prop_map(|number| Day::from_number(number).expect("in the calendar")),
    ]
}

fn any_given() -> impl Strategy<Value = Given> {
    let codes: Vec<&'static str> = vaccines()
        .iter()
        .map(|vaccine| vaccine.code)
        .chain(vaccine_products().iter().map(|product| product.code))
        .collect();
    (prop::sample::select(codes), any_day(), any::<Option<u8>>())
        .prop_map(|(code, day, number)| Given { number, ..Given::new(code, day) })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_panics_and_no_day_lies_behind(
        birth in any_day(),
        today in any_day(),
        due in prop::option::of(any_day()),
        sex in prop::sample::select(vec![None, Some(Sex::Female), Some(Sex::Male)]),
        mother in any::<bool>(),
        given in prop::collection::vec(any_given(), 0..40),
    ) {
        let person = Person { birth, sex, mother_hbsag: mother, due };
        let Ok(found) = plan(&person, &given, today) else {
            prop_assert!(birth > today);
            return Ok(());
        };
        prop_assert_eq!(found.doses.len(), given.len());
        for answer in &found.answers {
            prop_assert!(answer.possible.is_none_or(|day| day >= today), "{:?}", answer);
            prop_assert!(answer.from.zip(answer.to).is_none_or(|(from, to)| from <= to), "{:?}", answer);
            prop_assert_eq!(answer.next.is_none(), answer.state == State::Done);
        }
        // The order they were written in changes nothing but the places.
        let turned: Vec<Given> = given.iter().rev().cloned().collect();
        let days: std::collections::HashSet<_> = given.iter().map(|one| one.day).collect();
        if days.len() == given.len() {
            prop_assert_eq!(plan(&person, &turned, today).unwrap().answers, found.answers);
        }
    }

    #[test]
    fn any_text_is_a_safe_code(code: String) {
        let day = Day::new(2026, 7, 9).unwrap();
        let _ = plan(&Person::new(day, None), &[Given::new(&code, day)], day);
    }
}

#[test]
fn a_full_history_is_answered_too() {
    let birth = Day::new(2000, 1, 1).unwrap();
    let given: Vec<Given> =
        (0..Given::MOST as i32).map(|at| Given::new("HEPB", birth.plus(at * 20))).collect();
    let today = birth.plus(10_000);
    assert_eq!(plan(&Person::new(birth, None), &given, today).unwrap().doses.len(), Given::MOST);
    assert!(ahead(&Person::new(birth, None), &given, today, today.plus(4000), &[]).is_ok());
}
