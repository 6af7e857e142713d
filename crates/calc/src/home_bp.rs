use henro_domain::{Bpm, Day, MinuteOfDay, MmHg, Occasion, Verdict, check_blood_pressure};

use crate::Error;

/// One reading of a cuff at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Day as written.
    pub day: Day,
    /// Time, where it is known.
    pub minute: Option<MinuteOfDay>,
    /// Morning, evening or other, as written.
    pub occasion: Occasion,
    /// 最高血圧, mmHg.
    pub systolic: MmHg,
    /// 最低血圧, mmHg.
    pub diastolic: MmHg,
    /// 脈拍, beats a minute.
    pub pulse: Option<Bpm>,
}

/// A pressure that may be a mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BloodPressure {
    /// 最高血圧, mmHg.
    pub systolic: f64,
    /// 最低血圧, mmHg.
    pub diastolic: f64,
    /// 脈拍, beats a minute; mean of the readings that have one.
    pub pulse: Option<f64>,
}

/// The value of one occasion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occasioned {
    /// The day it counts for: readings of an evening after midnight (before 4:00) count for the day before.
    pub day: Day,
    /// Which occasion.
    pub occasion: Occasion,
    /// Mean of the first two readings, or the only one.
    pub value: BloodPressure,
    /// Readings in the value, 1 or 2.
    pub used: u8,
    /// Readings of the occasion in all.
    pub taken: u16,
    /// Index in the input of the first reading used.
    pub first: usize,
}

/// Readings joined into occasions, in order of time: readings of one occasion within 10 minutes of its first one belong
/// together, and the first two of them are averaged; one alone stands for itself.
///
/// `readings` in any order, pressures a cuff can show. Readings without a time are joined per day and occasion in the
/// order given. Values are not rounded.
///
/// # Errors
/// [`Error::BloodPressure`] when a pressure is impossible or upside down (see `domain::check_blood_pressure`).
///
/// # Source
/// 日本高血圧学会『高血圧治療ガイドライン2019』(JSH2019) chapter 2, 家庭血圧測定の方法・条件・評価: 1機会原則2回測定し、その平均をとる;
/// 1機会に1回のみ測定した場合には、1回のみの血圧値をその機会の血圧値として用いる. 『高血圧管理・治療ガイドライン2025』 was not at hand
/// and is taken to say the same. Taking the first two of three and more, and the 10 minutes, are ours.
/// 128/84 at 6:30 and 124/80 at 6:33: 126/82.
pub fn sessions(readings: &[Reading]) -> Result<Vec<Occasioned>, Error> {
    for reading in readings {
        let verdict = check_blood_pressure(reading.systolic, reading.diastolic, reading.pulse);
        if matches!(verdict, Verdict::Impossible | Verdict::Swapped) {
            return Err(Error::BloodPressure);
        }
    }
    let mut order: Vec<(usize, &Reading)> = readings.iter().enumerate().collect();
    order.sort_by_key(|(index, reading)| (sort_key(reading), *index));
    let mut out: Vec<Open> = Vec::new();
    for (index, reading) in order {
        match out.last_mut() {
            Some(open) if open.takes(reading) => open.add(reading),
            _ => out.push(Open::new(index, reading)),
        }
    }
    Ok(out.into_iter().map(Open::close).collect())
}

/// The morning and the evening value of each day: the first session of a morning, the last of an evening (the one
/// nearest to getting up and to going to bed). Sessions at other times are left out; [`sessions`] has them.
///
/// # Errors
/// As [`sessions`].
///
/// # Source
/// As [`sessions`]; which session stands for a day that has several is ours.
pub fn occasions(readings: &[Reading]) -> Result<Vec<Occasioned>, Error> {
    let mut days: Vec<Occasioned> = Vec::new();
    for session in sessions(readings)? {
        let same = |seen: &&mut Occasioned| seen.day == session.day && seen.occasion == session.occasion;
        match (session.occasion, days.iter_mut().rev().take(2).find(same)) {
            (Occasion::Other, _) | (Occasion::Morning, Some(_)) => {}
            (Occasion::Evening, Some(earlier)) => *earlier = session,
            (_, None) => days.push(session),
        }
    }
    Ok(days)
}

/// A session while readings may still join it.
struct Open {
    session: Occasioned,
    start: Option<i64>,
    pulses: u8,
}

impl Open {
    fn new(first: usize, reading: &Reading) -> Self {
        let pulse = reading.pulse.map(|bpm| f64::from(bpm.0));
        Self {
            session: Occasioned {
                day: evening_day(reading),
                occasion: reading.occasion,
                value: BloodPressure {
                    systolic: f64::from(reading.systolic.0),
                    diastolic: f64::from(reading.diastolic.0),
                    pulse,
                },
                used: 1,
                taken: 1,
                first,
            },
            start: clock(reading),
            pulses: u8::from(pulse.is_some()),
        }
    }

    fn takes(&self, reading: &Reading) -> bool {
        let near = match (self.start, clock(reading)) {
            (Some(start), Some(now)) => now - start <= PAIRING_MINUTES,
            (None, None) => true,
            _ => false,
        };
        near && self.session.occasion == reading.occasion && self.session.day == evening_day(reading)
    }

    fn add(&mut self, reading: &Reading) {
        self.session.taken = self.session.taken.saturating_add(1);
        if self.session.used >= 2 {
            return;
        }
        self.session.used = 2;
        let value = &mut self.session.value;
        value.systolic += f64::from(reading.systolic.0);
        value.diastolic += f64::from(reading.diastolic.0);
        if let Some(bpm) = reading.pulse {
            value.pulse = Some(value.pulse.unwrap_or(0.0) + f64::from(bpm.0));
            self.pulses += 1;
        }
    }

    fn close(mut self) -> Occasioned {
        let used = f64::from(self.session.used);
        let value = &mut self.session.value;
        value.systolic /= used;
        value.diastolic /= used;
        value.pulse = value.pulse.map(|sum| sum / f64::from(self.pulses.max(1)));
        self.session
    }
}

/// The day an evening belongs to: a reading of an evening before 4:00 was taken before going to bed on the day before.
fn evening_day(reading: &Reading) -> Day {
    let small_hours = reading.minute.is_some_and(|minute| minute.get() < 240);
    match reading.occasion {
        Occasion::Evening if small_hours => reading.day.plus(-1),
        _ => reading.day,
    }
}

/// Minutes since 1970 as the person's clock shows them.
fn clock(reading: &Reading) -> Option<i64> {
    reading.minute.map(|minute| i64::from(reading.day.number()) * 1440 + i64::from(minute.get()))
}

/// Day, occasion, timed before untimed, time: the order in which readings may join.
fn sort_key(reading: &Reading) -> (Day, Occasion, i64) {
    (evening_day(reading), reading.occasion, clock(reading).unwrap_or(i64::MAX))
}

const PAIRING_MINUTES: i64 = 10;

#[cfg(test)]
#[path = "home_bp_tests.rs"]
mod tests;
