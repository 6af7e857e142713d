use henro_domain::{Day, Occasion};

use crate::{BloodPressure, Error, Occasioned, Reading, occasions, valid::round};

/// Hypertension by home blood pressure: 135 mmHg systolic, 85 mmHg diastolic, either reached.
///
/// # Source
/// 日本高血圧学会 JSH2019 chapter 2, 異なる測定法における高血圧基準; kept as the diagnostic limit in 『高血圧管理・治療ガイドライン2025』 (taken from public
/// summaries, the book was not at hand).
pub const HOME_LIMIT: (f64, f64) = (135.0, 85.0);

/// Class of a home blood pressure, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HomeBpClass {
    /// 正常血圧: below 115 and below 75.
    Normal,
    /// 正常高値血圧: 115-124 and below 75.
    HighNormal,
    /// 高値血圧: 125-134 or 75-84.
    Elevated,
    /// I度高血圧: 135-144 or 85-89.
    Grade1,
    /// II度高血圧: 145-159 or 90-99.
    Grade2,
    /// III度高血圧: 160 and above, or 100 and above.
    Grade3,
}

impl HomeBpClass {
    /// Name of the class for texts to be looked up by.
    pub fn key(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::HighNormal => "high_normal",
            Self::Elevated => "elevated",
            Self::Grade1 => "grade1",
            Self::Grade2 => "grade2",
            Self::Grade3 => "grade3",
        }
    }

    /// Whether the class is one of hypertension (135/85 reached).
    pub fn is_hypertension(self) -> bool {
        self >= Self::Grade1
    }
}

/// A mean over days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OccasionMean {
    /// Days in the mean.
    pub days: u32,
    /// The mean, rounded to whole mmHg and beats a minute.
    pub mean: BloodPressure,
    /// Its class; `None` with fewer than five days.
    pub class: Option<HomeBpClass>,
}

/// Home blood pressure as the guideline looks at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HomeBp {
    /// Mean of the mornings.
    pub morning: Option<OccasionMean>,
    /// Mean of the evenings.
    pub evening: Option<OccasionMean>,
    /// The worse of the two classes; `None` while neither has five days.
    pub class: Option<HomeBpClass>,
}

/// Days at or above a limit, out of the days measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayCount {
    /// Days at or above the limit.
    pub above: u32,
    /// Days with a morning or evening value.
    pub measured: u32,
}

impl DayCount {
    /// Whether at least a third of the measured days are at or above the limit (the extraction of the public-health
    /// nurse's desk); false with no day measured.
    pub fn at_least_a_third(self) -> bool {
        self.measured > 0 && self.above * 3 >= self.measured
    }
}

/// A pressure as it is shown and judged: whole mmHg, half up. One rule for every page: a mean of 134.5 is shown as 135
/// and has reached 135, on the day, in a chart's sentence and in a count of days.
///
/// # Source
/// Ours. The tables of 日本高血圧学会 JSH2019 are written in whole mmHg; judging the figure shown leaves no page saying another
/// thing than its number.
pub fn whole_mmhg(value: f64) -> f64 {
    round(value, 0)
}

/// The class of a pressure, both numbers taken as [`whole_mmhg`]. Where the two numbers fall in different classes the higher one counts.
///
/// `None` for a number that is not finite and above 0.
///
/// # Source
/// 日本高血圧学会 JSH2019 table 2-5, 成人における血圧値の分類, column 家庭血圧. That the edition of 2025 prints the same columns
/// was not verified.
/// 129/81: Elevated (129 is 125-134, 81 is 75-84).
pub fn class_of(value: BloodPressure) -> Option<HomeBpClass> {
    let (sys, dia) = (whole_mmhg(value.systolic), whole_mmhg(value.diastolic));
    let positive = |n: f64| n.is_finite() && n > 0.0;
    if !positive(sys) || !positive(dia) {
        return None;
    }
    Some(match (sys, dia) {
        (s, d) if s >= 160.0 || d >= 100.0 => HomeBpClass::Grade3,
        (s, d) if s >= 145.0 || d >= 90.0 => HomeBpClass::Grade2,
        (s, d) if s >= 135.0 || d >= 85.0 => HomeBpClass::Grade1,
        (s, d) if s >= 125.0 || d >= 75.0 => HomeBpClass::Elevated,
        (s, _) if s >= 115.0 => HomeBpClass::HighNormal,
        _ => HomeBpClass::Normal,
    })
}

/// Whether a pressure is (孤立性)収縮期高血圧: 135 and above with a diastolic below 85, as [`whole_mmhg`]. It stands beside the
/// grade, which [`class_of`] gives.
///
/// # Source
/// As [`class_of`].
pub fn is_isolated_systolic(value: BloodPressure) -> bool {
    whole_mmhg(value.systolic) >= HOME_LIMIT.0 && whole_mmhg(value.diastolic) < HOME_LIMIT.1
}

/// Home blood pressure on a day: the means of the mornings and of the evenings over the last seven days that have one,
/// with a class from five days on.
///
/// `readings` in any order; those after `on` are left out. How far back they may reach is the caller's choice (a month
/// is usual). Means are rounded to whole mmHg.
///
/// # Errors
/// [`Error::BloodPressure`] as [`crate::sessions`].
///
/// # Source
/// 日本高血圧学会 JSH2019 chapter 2, 家庭血圧: mean of 7 days (at least 5) for mornings and evenings each; hypertension when either is
/// 135/85 or above. Taking measured days instead of calendar days is ours, so that a forgotten day loses nothing.
pub fn home_bp(readings: &[Reading], on: Day) -> Result<HomeBp, Error> {
    let mut values = occasions(readings)?;
    values.retain(|value| value.day <= on);
    let last_seven = |occasion| {
        let all: Vec<BloodPressure> =
            values.iter().rev().filter(|v| v.occasion == occasion).take(7).map(|v| v.value).collect();
        mean(&all)
    };
    let (morning, evening) = (last_seven(Occasion::Morning), last_seven(Occasion::Evening));
    let classes = [morning, evening].into_iter().flatten().filter_map(|mean| mean.class);
    Ok(HomeBp { morning, evening, class: classes.max() })
}

/// The mean over all days of a period for one occasion, or for both when `None`: the figure of a chart's sentence.
/// Values come from [`occasions`]; `None` when there are none.
///
/// # Source
/// As [`home_bp`], over all days instead of seven; for comparing, not for a diagnosis.
pub fn period_mean(values: &[Occasioned], occasion: Option<Occasion>) -> Option<OccasionMean> {
    let chosen: Vec<BloodPressure> =
        values.iter().filter(|v| occasion.is_none_or(|o| o == v.occasion)).map(|v| v.value).collect();
    mean(&chosen)
}

/// Days whose morning or evening value is at or above a limit, out of the days measured. `values` as [`occasions`]
/// returns them (ordered by day), `limit` as (systolic, diastolic) in mmHg; values are compared as [`whole_mmhg`].
///
/// # Source
/// The limit is the caller's ([`HOME_LIMIT`]); a day counts once.
pub fn days_at_or_above(values: &[Occasioned], limit: (f64, f64)) -> DayCount {
    let mut count = DayCount::default();
    for day in values.chunk_by(|a, b| a.day == b.day) {
        count.measured += 1;
        let reached = |v: &Occasioned| {
            whole_mmhg(v.value.systolic) >= limit.0 || whole_mmhg(v.value.diastolic) >= limit.1
        };
        count.above += u32::from(day.iter().any(reached));
    }
    count
}

fn mean(values: &[BloodPressure]) -> Option<OccasionMean> {
    let days = u32::try_from(values.len()).ok().filter(|days| *days > 0)?;
    let of = |number: fn(&BloodPressure) -> f64| {
        whole_mmhg(values.iter().map(number).sum::<f64>() / f64::from(days))
    };
    let pulses: Vec<f64> = values.iter().filter_map(|value| value.pulse).collect();
    let pulse = (!pulses.is_empty()).then(|| round(pulses.iter().sum::<f64>() / pulses.len() as f64, 0));
    let mean = BloodPressure { systolic: of(|v| v.systolic), diastolic: of(|v| v.diastolic), pulse };
    Some(OccasionMean { days, mean, class: if days >= LEAST_DAYS { class_of(mean) } else { None } })
}

const LEAST_DAYS: u32 = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use henro_domain::{MinuteOfDay, MmHg};
    use proptest::prelude::*;

    fn reading(day: u32, occasion: Occasion, sys: u16, dia: u16) -> Reading {
        let hour = if occasion == Occasion::Morning { 6 } else { 21 };
        Reading {
            day: Day::new(2026, 11, day).unwrap(),
            minute: Some(MinuteOfDay::hm(hour, 30).unwrap()),
            occasion,
            systolic: MmHg(sys),
            diastolic: MmHg(dia),
            pulse: None,
        }
    }

    fn pressure(systolic: f64, diastolic: f64) -> BloodPressure {
        BloodPressure { systolic, diastolic, pulse: None }
    }

    #[test]
    fn classes_follow_the_table_of_the_society() {
        for (sys, dia, class) in [
            (114.0, 74.0, HomeBpClass::Normal),
            (115.0, 74.0, HomeBpClass::HighNormal),
            (114.0, 75.0, HomeBpClass::Elevated),
            (129.0, 81.0, HomeBpClass::Elevated),
            (134.4, 84.4, HomeBpClass::Elevated), // shown as 134/84
            (134.5, 70.0, HomeBpClass::Grade1),   // shown as 135/70
            (120.0, 85.0, HomeBpClass::Grade1),
            (145.0, 80.0, HomeBpClass::Grade2),
            (130.0, 90.0, HomeBpClass::Grade2),
            (160.0, 80.0, HomeBpClass::Grade3),
            (130.0, 100.0, HomeBpClass::Grade3),
        ] {
            assert_eq!(class_of(pressure(sys, dia)), Some(class), "{sys}/{dia}");
        }
        assert_eq!(class_of(pressure(f64::NAN, 80.0)), None);
        assert!(is_isolated_systolic(pressure(140.0, 84.0)) && !is_isolated_systolic(pressure(140.0, 85.0)));
    }

    #[test]
    fn four_days_have_a_mean_but_no_class() {
        let mut readings: Vec<Reading> = (1..=4).map(|d| reading(d, Occasion::Morning, 136, 80)).collect();
        let on = Day::new(2026, 11, 30).unwrap();
        let four = home_bp(&readings, on).unwrap();
        assert_eq!((four.morning.unwrap().days, four.morning.unwrap().class, four.class), (4, None, None));
        readings.push(reading(5, Occasion::Morning, 136, 80));
        assert_eq!(home_bp(&readings, on).unwrap().class, Some(HomeBpClass::Grade1));
    }

    #[test]
    fn only_the_last_seven_measured_days_count() {
        // day 1 at 200 is the eighth from the end; days 2..=8 are 120, 122, ... 132: mean 126
        let mut readings = vec![reading(1, Occasion::Morning, 200, 80)];
        readings.extend((2..=8).map(|d| reading(d, Occasion::Morning, 116 + 2 * d as u16, 80)));
        let got = home_bp(&readings, Day::new(2026, 11, 20).unwrap()).unwrap();
        assert_eq!((got.morning.unwrap().days, got.morning.unwrap().mean.systolic), (7, 126.0));
        // readings after the day asked for are left out
        let early = home_bp(&readings, Day::new(2026, 11, 1).unwrap()).unwrap();
        assert_eq!(early.morning.unwrap().mean.systolic, 200.0);
    }

    #[test]
    fn the_worse_of_morning_and_evening_decides() {
        let mut readings: Vec<Reading> = (1..=5).map(|d| reading(d, Occasion::Morning, 146, 80)).collect();
        readings.extend((1..=5).map(|d| reading(d, Occasion::Evening, 120, 70)));
        let got = home_bp(&readings, Day::new(2026, 11, 5).unwrap()).unwrap();
        assert_eq!(got.class, Some(HomeBpClass::Grade2));
        assert_eq!(got.evening.unwrap().class, Some(HomeBpClass::HighNormal));
    }

    #[test]
    fn a_day_counts_once_however_often_it_was_high() {
        let readings = [
            reading(1, Occasion::Morning, 140, 80),
            reading(1, Occasion::Evening, 141, 80),
            reading(2, Occasion::Morning, 120, 85),
            reading(3, Occasion::Morning, 134, 84),
        ];
        let count = days_at_or_above(&occasions(&readings).unwrap(), HOME_LIMIT);
        assert_eq!(count, DayCount { above: 2, measured: 3 });
        assert!(count.at_least_a_third());
        assert!(!DayCount { above: 1, measured: 4 }.at_least_a_third());
        assert!(!DayCount::default().at_least_a_third());
    }

    #[test]
    fn a_day_shown_as_135_is_a_day_at_135() {
        // (134 + 135) / 2 = 134.5, shown as 135; (134 + 134) / 2 = 134
        let twice = |day, second| {
            [reading(day, Occasion::Morning, 134, 80), reading(day, Occasion::Morning, second, 80)]
        };
        let values = occasions(&[twice(1, 135), twice(2, 134)].concat()).unwrap();
        assert_eq!(days_at_or_above(&values, HOME_LIMIT), DayCount { above: 1, measured: 2 });
        assert_eq!(class_of(values[0].value), Some(HomeBpClass::Grade1));
        assert_eq!((whole_mmhg(134.5), whole_mmhg(134.49)), (135.0, 134.0));
    }

    #[test]
    fn the_mean_of_a_period_is_over_its_days() {
        let readings = [reading(1, Occasion::Morning, 128, 82), reading(2, Occasion::Morning, 131, 81)];
        let values = occasions(&readings).unwrap();
        // (128 + 131) / 2 = 129.5 -> 130; (82 + 81) / 2 = 81.5 -> 82
        let mean = period_mean(&values, Some(Occasion::Morning)).unwrap();
        assert_eq!((mean.mean.systolic, mean.mean.diastolic, mean.days), (130.0, 82.0, 2));
        assert_eq!(period_mean(&values, Some(Occasion::Evening)), None);
    }

    proptest! {
        #[test]
        fn a_higher_pressure_is_never_a_milder_class(s in 80.0f64..220.0, d in 40.0f64..120.0, more in 0.0f64..50.0) {
            let class = |v| class_of(v).unwrap();
            prop_assert!(class(pressure(s, d)) <= class(pressure(s + more, d)));
            prop_assert!(class(pressure(s, d)) <= class(pressure(s, d + more)));
        }
    }
}
