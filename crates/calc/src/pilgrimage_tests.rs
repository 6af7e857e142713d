use super::*;
use proptest::prelude::*;

fn day(number: i32) -> Day {
    Day::new(2026, 1, 1).unwrap().plus(number)
}

fn three() -> Route {
    Route::from_km(&[1.0, 2.0, 3.0]).unwrap()
}

#[test]
fn the_worked_example_stands_on_the_way_home() {
    let got =
        journey(&three(), Direction::Forward, 1, &[(day(0), 999), (day(1), 1), (day(2), 3500)]).unwrap();
    let stamps: Vec<_> = got.arrivals.iter().map(|a| (a.temple, a.day, a.round)).collect();
    // 999 m: only the start; 1,000 m: temple 2; 4,500 m: past temple 3 at 3,000 m
    assert_eq!(stamps, [(1, day(0), 1), (2, day(1), 1), (3, day(2), 1)]);
    assert_eq!(got.completions, [Completion { round: 1, day: day(2) }]);
    let at = got.position;
    assert_eq!((at.round, at.legs_done, at.from_temple, at.to_temple), (1, 2, 3, 1));
    assert_eq!((at.into_leg_m, at.left_m, at.total_m, at.route_leg), (1500, 1500, 4500, 2));
}

#[test]
fn coming_home_begins_the_second_round() {
    let got = journey(&three(), Direction::Forward, 1, &[(day(0), 6000)]).unwrap();
    assert_eq!(got.arrivals.last(), Some(&Arrival { temple: 1, day: day(0), round: 2 }));
    assert_eq!((got.position.round, got.position.legs_done, got.position.left_m), (2, 0, 1000));
    // 6,000 m more: the second round's 結願 and the third round's start
    let twice = journey(&three(), Direction::Forward, 1, &[(day(0), 6000), (day(5), 6000)]).unwrap();
    assert_eq!(
        twice.completions,
        [Completion { round: 1, day: day(0) }, Completion { round: 2, day: day(5) }]
    );
    assert_eq!(twice.position.round, 3);
}

#[test]
fn the_reverse_way_from_88_ends_at_1() {
    let route = Route::from_km(&[10.0; 88]).unwrap();
    let got = journey(&route, Direction::Reverse, 88, &[(day(0), 870_000)]).unwrap();
    // 87 legs of 10 km lead from 88 down to 1
    assert_eq!(got.arrivals.len(), 88);
    assert_eq!(got.arrivals[1].temple, 87);
    assert_eq!(got.completions, [Completion { round: 1, day: day(0) }]);
    assert_eq!((got.position.from_temple, got.position.to_temple, got.position.route_leg), (1, 88, 87));
}

#[test]
fn before_the_first_step_nothing_is_stamped() {
    let got = journey(&three(), Direction::Forward, 2, &[(day(0), 0)]).unwrap();
    assert!(got.arrivals.is_empty() && got.completions.is_empty());
    assert_eq!((got.position.from_temple, got.position.to_temple, got.position.left_m), (2, 3, 2000));
}

#[test]
fn wrong_temples_orders_and_distances_are_refused() {
    let walk = |start, list: &[(Day, u32)]| journey(&three(), Direction::Forward, start, list).map(|_| ());
    assert_eq!(walk(0, &[]), Err(Error::Temple));
    assert_eq!(walk(4, &[]), Err(Error::Temple));
    assert_eq!(walk(1, &[(day(1), 5), (day(0), 5)]), Err(Error::Order));
    assert_eq!(walk(1, &[(day(0), 1_000_001)]), Err(Error::Distance));
}

#[test]
fn days_to_the_next_temple_follow_the_last_fourteen_days() {
    // 14,000 m in 14 days; day 0 is 14 days before day 14 and no longer counts
    let walked = [(day(0), 900_000), (day(1), 7_000), (day(14), 7_000)];
    assert_eq!(days_to_next(&walked, day(14), 2500), Some(3));
    assert_eq!(days_to_next(&walked, day(14), 1), Some(1));
    assert_eq!(days_to_next(&walked, day(40), 2500), None);
}

fn walks() -> impl Strategy<Value = Vec<(i32, u32)>> {
    proptest::collection::vec((0i32..3, 0u32..20_000), 0..60)
}

fn dated(list: &[(i32, u32)]) -> Vec<(Day, u32)> {
    let mut at = 0;
    list.iter()
        .map(|(gap, metres)| {
            at += gap;
            (day(at), *metres)
        })
        .collect()
}

fn way(reverse: bool) -> Direction {
    if reverse { Direction::Reverse } else { Direction::Forward }
}

proptest! {
    #[test]
    fn metres_are_conserved(list in walks(), reverse: bool, start in 1u16..=3) {
        let (route, walked) = (three(), dated(&list));
        let at = journey(&route, way(reverse), start, &walked).unwrap().position;
        let done: u64 = (0..usize::from(at.legs_done)).map(|n| route.leg_m(usize::from(start), way(reverse), n)).sum();
        let sum = u64::from(at.round - 1) * route.round_m() + done + at.into_leg_m;
        prop_assert_eq!(sum, walked.iter().map(|(_, m)| u64::from(*m)).sum::<u64>());
        prop_assert_eq!(sum, at.total_m);
        prop_assert!(at.left_m >= 1);
    }

    #[test]
    fn splitting_a_day_s_walks_changes_nothing(list in walks(), reverse: bool, cut in 1u32..9) {
        let walked = dated(&list);
        let split: Vec<(Day, u32)> =
            walked.iter().flat_map(|(d, m)| [(*d, m / cut), (*d, m - m / cut)]).collect();
        prop_assert_eq!(
            journey(&three(), way(reverse), 1, &walked).unwrap(),
            journey(&three(), way(reverse), 1, &split).unwrap()
        );
    }

    #[test]
    fn more_steps_never_lose_a_stamp(list in walks(), more in 1u32..5000, which: prop::sample::Index) {
        prop_assume!(!list.is_empty());
        let walked = dated(&list);
        let mut further = walked.clone();
        let index = which.index(further.len());
        further[index].1 += more;
        let a = journey(&three(), Direction::Forward, 1, &walked).unwrap();
        let b = journey(&three(), Direction::Forward, 1, &further).unwrap();
        prop_assert!(b.arrivals.len() >= a.arrivals.len());
        for (early, late) in b.arrivals.iter().zip(&a.arrivals) {
            prop_assert!(early.temple == late.temple && early.round == late.round && early.day <= late.day);
        }
        prop_assert!(b.completions.len() >= a.completions.len());
    }
}
