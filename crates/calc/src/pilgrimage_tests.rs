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
        journey(&three(), &Direction::Forward.into(), &[(day(0), 999), (day(1), 1), (day(2), 3500)]).unwrap();
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
    let got = journey(&three(), &Direction::Forward.into(), &[(day(0), 6000)]).unwrap();
    assert_eq!(got.arrivals.last(), Some(&Arrival { temple: 1, day: day(0), round: 2 }));
    assert_eq!((got.position.round, got.position.legs_done, got.position.left_m), (2, 0, 1000));
    // 6,000 m more: the second round's 結願 and the third round's start
    let twice = journey(&three(), &Direction::Forward.into(), &[(day(0), 6000), (day(5), 6000)]).unwrap();
    assert_eq!(
        twice.completions,
        [Completion { round: 1, day: day(0) }, Completion { round: 2, day: day(5) }]
    );
    assert_eq!(twice.position.round, 3);
}

#[test]
fn the_reverse_way_from_88_ends_at_1() {
    let route = Route::from_km(&[10.0; 88]).unwrap();
    let got = journey(&route, &Direction::Reverse.into(), &[(day(0), 870_000)]).unwrap();
    // 87 legs of 10 km lead from 88 down to 1
    assert_eq!(got.arrivals.len(), 88);
    assert_eq!(got.arrivals[1].temple, 87);
    assert_eq!(got.completions, [Completion { round: 1, day: day(0) }]);
    assert_eq!((got.position.from_temple, got.position.to_temple, got.position.route_leg), (1, 88, 87));
}

#[test]
fn a_round_the_other_way_begins_where_the_last_one_ended() {
    let ways = Ways::new(Direction::Forward, &[(2, Direction::Reverse), (3, Direction::Forward)]).unwrap();
    let got = journey(&three(), &ways, &[(day(0), 3000), (day(1), 1500)]).unwrap();
    let stamps: Vec<_> = got.arrivals.iter().map(|a| (a.temple, a.day, a.round)).collect();
    // 3,000 m to temple 3, which begins the second round too; no way home is walked.
    assert_eq!(stamps, [(1, day(0), 1), (2, day(0), 1), (3, day(0), 1), (3, day(0), 2)]);
    assert_eq!(got.completions, [Completion { round: 1, day: day(0) }]);
    let at = got.position;
    assert_eq!((at.round, at.from_temple, at.to_temple, at.left_m, at.route_leg), (2, 3, 2, 500, 1));
    assert_eq!((at.round_m, at.round_length_m, at.total_m), (1500, 3000, 4500));
    assert_eq!((at.direction, at.next_direction), (Direction::Reverse, Direction::Forward));
    // Back at temple 1 after 3,000 m the third round sets out forward again.
    let third = journey(&three(), &ways, &[(day(0), 6000), (day(2), 10)]).unwrap();
    assert_eq!(third.completions.len(), 2);
    let at = third.position;
    assert_eq!((at.round, at.from_temple, at.to_temple, at.round_m, at.round_length_m), (3, 1, 2, 10, 6000));
}

#[test]
fn before_the_first_step_nothing_is_stamped() {
    let got = journey(&three(), &Direction::Reverse.into(), &[(day(0), 0)]).unwrap();
    assert!(got.arrivals.is_empty() && got.completions.is_empty());
    assert_eq!((got.position.from_temple, got.position.to_temple, got.position.left_m), (3, 2, 2000));
}

#[test]
fn wrong_orders_and_distances_are_refused() {
    let walk = |list: &[(Day, u32)]| journey(&three(), &Direction::Forward.into(), list).map(|_| ());
    assert_eq!(walk(&[(day(1), 5), (day(0), 5)]), Err(Error::Order));
    assert_eq!(walk(&[(day(0), 1_000_001)]), Err(Error::Distance));
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

fn turns() -> impl Strategy<Value = Vec<(u32, Direction)>> {
    proptest::collection::btree_map(2u32..60, any::<bool>(), 0..6)
        .prop_map(|turns| turns.into_iter().map(|(round, reverse)| (round, way(reverse))).collect())
}

fn way(reverse: bool) -> Direction {
    if reverse { Direction::Reverse } else { Direction::Forward }
}

proptest! {
    #[test]
    fn metres_are_conserved(list in walks(), reverse: bool, turns in turns()) {
        let (route, walked) = (three(), dated(&list));
        let ways = Ways::new(way(reverse), &turns).unwrap();
        let at = journey(&route, &ways, &walked).unwrap().position;
        // The way home (3,000 m) is walked only between two rounds of the same direction.
        let rounds: u64 =
            (1..at.round).map(|n| if ways.of(n) == ways.of(n + 1) { 6_000 } else { 3_000 }).sum();
        let done: u64 = (0..usize::from(at.legs_done)).map(|n| route.leg_m(at.direction, n)).sum();
        prop_assert_eq!(done + at.into_leg_m, at.round_m);
        prop_assert_eq!(rounds + at.round_m, walked.iter().map(|(_, m)| u64::from(*m)).sum::<u64>());
        prop_assert_eq!(rounds + at.round_m, at.total_m);
        prop_assert!(at.left_m >= 1 && at.round_m < at.round_length_m);
    }

    #[test]
    fn a_turn_leaves_the_rounds_before_it_as_walked(list in walks(), reverse: bool, from in 2u32..9) {
        let (route, walked) = (three(), dated(&list));
        let straight = journey(&route, &way(reverse).into(), &walked).unwrap();
        let ways = Ways::new(way(reverse), &[(from, way(!reverse))]).unwrap();
        let turned = journey(&route, &ways, &walked).unwrap();
        let before = |journey: &Journey| {
            journey.arrivals.iter().filter(|one| one.round < from).copied().collect::<Vec<_>>()
        };
        prop_assert_eq!(before(&straight), before(&turned));
    }

    #[test]
    fn splitting_a_day_s_walks_changes_nothing(list in walks(), reverse: bool, cut in 1u32..9) {
        let walked = dated(&list);
        let split: Vec<(Day, u32)> =
            walked.iter().flat_map(|(d, m)| [(*d, m / cut), (*d, m - m / cut)]).collect();
        prop_assert_eq!(
            journey(&three(), &way(reverse).into(), &walked).unwrap(),
            journey(&three(), &way(reverse).into(), &split).unwrap()
        );
    }

    #[test]
    fn more_steps_never_lose_a_stamp(list in walks(), more in 1u32..5000, which: prop::sample::Index) {
        prop_assume!(!list.is_empty());
        let walked = dated(&list);
        let mut further = walked.clone();
        let index = which.index(further.len());
        further[index].1 += more;
        let a = journey(&three(), &Direction::Forward.into(), &walked).unwrap();
        let b = journey(&three(), &Direction::Forward.into(), &further).unwrap();
        prop_assert!(b.arrivals.len() >= a.arrivals.len());
        for (early, late) in b.arrivals.iter().zip(&a.arrivals) {
            prop_assert!(early.temple == late.temple && early.round == late.round && early.day <= late.day);
        }
        prop_assert!(b.completions.len() >= a.completions.len());
    }
}
