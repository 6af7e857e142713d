use henro_domain::*;
use henro_vault::{DayValue, NewEntry, SeriesKind, Vault};

use crate::common::*;

fn filled() -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    let udon = |on, slot, portion| (on, 12, intake(slot, "R002", "うどん", portion, 300.0));
    let rows = vec![
        (day(11, 20), 7, weight(63.0)),
        (day(11, 22), 7, weight(64.0)),
        (day(11, 22), 21, weight(65.0)),
        (day(11, 20), 8, steps(3_000)),
        (day(11, 20), 18, steps(2_200)),
        (day(11, 22), 9, steps(100)),
        (day(11, 20), 7, pressure(130, 85, Occasion::Morning)),
        (day(11, 20), 22, pressure(120, 80, Occasion::Evening)),
        (day(11, 21), 7, pressure(128, 82, Occasion::Morning)),
        udon(day(11, 20), MealSlot::Lunch, 1.0),
        udon(day(11, 21), MealSlot::Lunch, 0.5),
        udon(day(11, 22), MealSlot::Lunch, 1.0),
        udon(day(11, 22), MealSlot::Dinner, 2.0),
        (day(11, 21), 12, intake(MealSlot::Lunch, "01088", "ごはん", 1.5, 234.0)),
    ];
    let rows: Vec<NewEntry> =
        rows.into_iter().map(|(on, hour, entry)| NewEntry { when: at(on, hour, 0), entry }).collect();
    vault.daily().unwrap().record(&rows, &meta(1)).unwrap();
    (folder, vault)
}

#[test]
fn a_series_gives_count_lowest_mean_highest_and_sum_of_each_day() {
    let (_folder, mut vault) = filled();
    let daily = vault.daily().unwrap();
    let weights =
        daily.daily_series(SeriesKind::Measurement(MeasureItem::WeightKg), day(11, 1), day(11, 30)).unwrap();
    assert_eq!(
        weights,
        [
            DayValue { day: day(11, 20), count: 1, min: 63.0, mean: 63.0, max: 63.0, sum: 63.0 },
            // 64.0 and 65.0
            DayValue { day: day(11, 22), count: 2, min: 64.0, mean: 64.5, max: 65.0, sum: 129.0 },
        ]
    );
    let kcal = daily.daily_series(SeriesKind::IntakeKcal, day(11, 22), day(11, 22)).unwrap();
    assert_eq!((kcal[0].count, kcal[0].sum), (2, 600.0)); // two bowls of 300
    let waist = SeriesKind::Measurement(MeasureItem::WaistCm);
    assert_eq!(daily.daily_series(waist, day(1, 1), day(12, 31)).unwrap(), vec![]);
    for kind in [
        SeriesKind::Condition,
        SeriesKind::Steps,
        SeriesKind::SaltG,
        SeriesKind::ExerciseKcal,
        SeriesKind::ExerciseMinutes,
    ] {
        daily.daily_series(kind, day(1, 1), day(12, 31)).unwrap();
    }
}

#[test]
fn several_walks_of_a_day_add_up() {
    let (_folder, mut vault) = filled();
    let steps = vault.daily().unwrap().steps_by_day(day(11, 1), day(11, 30)).unwrap();
    assert_eq!(steps, [(day(11, 20), 5_200), (day(11, 22), 100)]); // 3000 + 2200
}

#[test]
fn pressures_come_by_time_and_by_occasion() {
    let (_folder, mut vault) = filled();
    let daily = vault.daily().unwrap();
    let all = daily.bp_series(day(11, 20), day(11, 21), None).unwrap();
    assert_eq!(all.iter().map(|p| p.systolic.0).collect::<Vec<_>>(), [130, 120, 128]);
    let morning = daily.bp_series(day(11, 20), day(11, 21), Some(Occasion::Morning)).unwrap();
    assert_eq!(morning.iter().map(|p| p.diastolic.0).collect::<Vec<_>>(), [85, 82]);
    assert_eq!((morning[0].pulse, morning[0].minute), (Some(Bpm(66)), Some(MinuteOfDay::hm(7, 0).unwrap())));
}

#[test]
fn the_latest_measurement_looks_back_from_a_day_and_not_ahead() {
    let (_folder, mut vault) = filled();
    let daily = vault.daily().unwrap();
    let latest = |on| daily.latest_measurement(MeasureItem::WeightKg, on).unwrap().map(|found| found.entry);
    assert_eq!(latest(day(11, 19)), None);
    assert_eq!(latest(day(11, 21)), Some(weight(63.0)));
    assert_eq!(latest(day(12, 31)), Some(weight(65.0))); // 21:00, not 7:00
    let walked = daily.latest_of_kind(EntryKind::Steps, day(12, 31)).unwrap().unwrap();
    assert_eq!(walked.entry, steps(100));
    assert_eq!(daily.latest_of_kind(EntryKind::Diary, day(12, 31)).unwrap(), None);
    assert_eq!(
        daily.latest_of_kind(EntryKind::Measurement, day(11, 20)).unwrap().unwrap().entry,
        weight(63.0)
    );
}

#[test]
fn the_calendar_knows_the_days_that_have_entries() {
    let (_folder, mut vault) = filled();
    let daily = vault.daily().unwrap();
    let days = daily.days_with_entries(day(11, 1), day(11, 30)).unwrap();
    // counted by hand in `filled`
    assert_eq!(days, [(day(11, 20), 6), (day(11, 21), 3), (day(11, 22), 5)]);
    assert_eq!(daily.days_with_entries(day(11, 21), day(11, 21)).unwrap().len(), 1);
    assert_eq!(daily.span().unwrap(), Some((day(11, 20), day(11, 22))));
}

#[test]
fn favourites_are_counted_by_meal_with_their_usual_portion() {
    let (_folder, mut vault) = filled();
    let daily = vault.daily().unwrap();
    let lunch = daily.intake_counts(Some(MealSlot::Lunch), day(11, 1)).unwrap();
    assert_eq!(lunch.len(), 2);
    assert_eq!((lunch[0].name.as_str(), lunch[0].count, lunch[0].last_day), ("うどん", 3, day(11, 22)));
    assert_eq!(lunch[0].usual_portion, Milli::from_milli(1_000)); // 1, 0.5, 1
    assert_eq!((lunch[1].food.to_string().as_str(), lunch[1].count), ("01088", 1));
    assert_eq!(daily.intake_counts(None, day(11, 1)).unwrap()[0].count, 4);
    assert_eq!(daily.intake_counts(Some(MealSlot::Lunch), day(11, 22)).unwrap().len(), 1);
}

#[test]
fn a_day_is_sorted_by_time() {
    let (_folder, mut vault) = filled();
    let hours: Vec<u16> = vault
        .daily()
        .unwrap()
        .day(day(11, 20))
        .unwrap()
        .iter()
        .map(|stored| stored.when.minute.map_or(0, |m| m.get() / 60))
        .collect();
    assert_eq!(hours, [7, 7, 8, 12, 18, 22]);
}
