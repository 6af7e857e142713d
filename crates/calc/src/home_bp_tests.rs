use super::*;
use proptest::prelude::*;

fn day(number: u32) -> Day {
    Day::new(2026, 11, number).unwrap()
}

fn at(day_number: u32, hour: u16, minute: u16, occasion: Occasion, sys: u16, dia: u16) -> Reading {
    Reading {
        day: day(day_number),
        minute: Some(MinuteOfDay::hm(hour, minute).unwrap()),
        occasion,
        systolic: MmHg(sys),
        diastolic: MmHg(dia),
        pulse: None,
    }
}

#[test]
fn the_clock_suggests_morning_from_four_and_evening_from_six() {
    let on = |h, m| Occasion::at(MinuteOfDay::hm(h, m).unwrap());
    assert_eq!([on(3, 59), on(4, 0), on(11, 59)], [Occasion::Evening, Occasion::Morning, Occasion::Morning]);
    assert_eq!([on(12, 0), on(17, 59), on(18, 0)], [Occasion::Other, Occasion::Other, Occasion::Evening]);
}

#[test]
fn two_readings_within_ten_minutes_are_averaged() {
    let morning = Occasion::Morning;
    let mut first = at(1, 6, 30, morning, 128, 84);
    first.pulse = Some(Bpm(66));
    let got = sessions(&[at(1, 6, 33, morning, 124, 80), first]).unwrap();
    // (128 + 124) / 2 = 126, (84 + 80) / 2 = 82; only one reading has a pulse
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].value, BloodPressure { systolic: 126.0, diastolic: 82.0, pulse: Some(66.0) });
    assert_eq!((got[0].used, got[0].taken, got[0].first), (2, 2, 1));
}

#[test]
fn eleven_minutes_apart_are_two_occasions() {
    let got = sessions(&[at(1, 6, 30, Occasion::Morning, 128, 84), at(1, 6, 41, Occasion::Morning, 124, 80)])
        .unwrap();
    assert_eq!(got.len(), 2);
}

#[test]
fn a_third_reading_is_kept_but_not_averaged() {
    let reading = |minute, sys| at(1, 6, minute, Occasion::Morning, sys, 80);
    let got = sessions(&[reading(30, 130), reading(32, 126), reading(34, 110)]).unwrap();
    // (130 + 126) / 2
    assert_eq!((got[0].value.systolic, got[0].used, got[0].taken), (128.0, 2, 3));
}

#[test]
fn readings_without_a_time_pair_in_the_order_given() {
    let mut one = at(1, 0, 0, Occasion::Evening, 130, 80);
    one.minute = None;
    let two = Reading { systolic: MmHg(120), ..one };
    let got = sessions(&[one, two]).unwrap();
    assert_eq!((got.len(), got[0].value.systolic, got[0].day), (1, 125.0, day(1)));
}

#[test]
fn an_evening_past_midnight_counts_for_the_day_before() {
    let got = sessions(&[at(1, 23, 55, Occasion::Evening, 130, 80), at(2, 0, 3, Occasion::Evening, 120, 80)])
        .unwrap();
    assert_eq!((got.len(), got[0].day, got[0].value.systolic), (1, day(1), 125.0));
}

#[test]
fn the_first_morning_and_the_last_evening_stand_for_the_day() {
    let got = occasions(&[
        at(1, 6, 30, Occasion::Morning, 140, 80),
        at(1, 9, 0, Occasion::Morning, 120, 80),
        at(1, 14, 0, Occasion::Other, 150, 90),
        at(1, 19, 0, Occasion::Evening, 118, 78),
        at(1, 22, 0, Occasion::Evening, 116, 76),
        at(2, 6, 30, Occasion::Morning, 130, 80),
    ])
    .unwrap();
    let seen: Vec<_> = got.iter().map(|o| (o.day, o.occasion, o.value.systolic)).collect();
    assert_eq!(
        seen,
        [
            (day(1), Occasion::Morning, 140.0),
            (day(1), Occasion::Evening, 116.0),
            (day(2), Occasion::Morning, 130.0)
        ]
    );
}

#[test]
fn swapped_and_impossible_pressures_are_refused() {
    assert_eq!(sessions(&[at(1, 6, 0, Occasion::Morning, 82, 128)]), Err(Error::BloodPressure));
    assert_eq!(sessions(&[at(1, 6, 0, Occasion::Morning, 1280, 82)]), Err(Error::BloodPressure));
}

fn any_reading() -> impl Strategy<Value = Reading> {
    (1u32..=28, proptest::option::of(0u16..1440), 0u8..3, 90u16..200, 40u16..85).prop_map(
        |(d, m, o, s, di)| Reading {
            day: day(d),
            minute: m.map(|m| MinuteOfDay::new(m).unwrap()),
            occasion: [Occasion::Morning, Occasion::Evening, Occasion::Other][usize::from(o)],
            systolic: MmHg(s),
            diastolic: MmHg(di),
            pulse: None,
        },
    )
}

proptest! {
    #[test]
    fn every_reading_is_in_exactly_one_session(readings in proptest::collection::vec(any_reading(), 0..60)) {
        let taken: usize = sessions(&readings).unwrap().iter().map(|s| usize::from(s.taken)).sum();
        prop_assert_eq!(taken, readings.len());
    }

    #[test]
    fn a_day_has_at_most_one_value_an_occasion(readings in proptest::collection::vec(any_reading(), 0..60)) {
        let mut seen: Vec<_> = occasions(&readings).unwrap().iter().map(|o| (o.day, o.occasion)).collect();
        let all = seen.len();
        seen.dedup();
        prop_assert_eq!(seen.len(), all);
        prop_assert!(seen.is_sorted());
    }
}
