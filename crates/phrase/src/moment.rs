//! When a fact happened, from what was said and what the page and the clock say.

use henro_domain::{Day, MealSlot, MinuteOfDay, Occasion};

use crate::context::{LineContext, occasion_of, slot_at};
use crate::item::{Kind, Moment};
use crate::when::{self, Part, Said};
use crate::{FactBody, QuestionKind};

/// What was said about the time and still holds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Time {
    pub(crate) day: Option<Said>,
    /// The day was said in an earlier sentence.
    pub(crate) carried: bool,
    pub(crate) part: Option<Part>,
    pub(crate) clock: Option<Said>,
}

impl Time {
    /// The occasion of a reading: as said, else by the time said, else by the clock on the page of today.
    pub(crate) fn occasion(&self, now: &LineContext) -> Occasion {
        let said = self.part.map(occasion_of);
        let by_clock = || match self.clock() {
            Some(Ok(minute)) => Some(Occasion::at(minute)),
            _ => None,
        };
        let by_now = || now.minute.filter(|_| self.day.is_none()).map(Occasion::at);
        said.or_else(by_clock).or_else(by_now).unwrap_or(Occasion::Other)
    }

    /// The meal; `None` where another day was said without one.
    pub(crate) fn slot(&self, now: &LineContext) -> Option<MealSlot> {
        let said = self.part.map(Part::slot);
        let by_clock = match self.clock() {
            Some(Ok(minute)) => Some(slot_at(minute)),
            _ => None,
        };
        let usual = match self.day {
            None | Some(Said::Days(0)) => Some(now.slot),
            Some(_) => None,
        };
        said.or(by_clock).or(usual)
    }

    /// The time said: `Err` where it does not exist or could be two.
    fn clock(&self) -> Option<Result<MinuteOfDay, ()>> {
        match self.clock? {
            Said::Time { hour, minute, half_day } => {
                Some(when::settle(hour, minute, half_day, self.part).ok_or(()))
            }
            _ => Some(Err(())),
        }
    }

    /// The days and the time of an item, and whether they must be asked.
    pub(crate) fn moment(&self, now: &LineContext, kind: &Kind) -> Moment {
        let (days, mut doubt) = match self.day {
            None => (vec![now.day], None),
            Some(Said::Date(day)) if day > now.today => (Vec::new(), Some(QuestionKind::Future)),
            Some(Said::Date(day)) => (vec![day], None),
            Some(Said::Days(days)) if now.day == now.today => (vec![now.today.plus(days)], None),
            Some(Said::Days(days)) => {
                (unlike(now.today.plus(days), now.day.plus(days)), Some(QuestionKind::WhichDay))
            }
            Some(Said::Future) => (Vec::new(), Some(QuestionKind::Future)),
            Some(_) => (Vec::new(), Some(QuestionKind::WhichDay)),
        };
        let mut days = days;
        if self.carried && self.day.is_some() && doubt.is_none() {
            doubt = days.first().filter(|day| **day != now.day).map(|_| QuestionKind::WhichDay);
            days = days.first().map_or(Vec::new(), |day| unlike(*day, now.day));
        }
        let mut minute = None;
        match self.clock() {
            Some(Ok(said)) => minute = Some(said),
            Some(Err(())) => doubt = doubt.or(Some(QuestionKind::WhatTime)),
            None => {}
        }
        let on_today = days.first() == Some(&now.today);
        if on_today && minute.is_some_and(|said| now.minute.is_some_and(|now| said > now)) {
            return Moment { days, minute: None, doubt: Some(QuestionKind::Future) };
        }
        let too_early = match self.part {
            Some(Part::Evening) => now.minute.is_some_and(|now| now.get() < 15 * 60),
            Some(Part::Noon) => now.minute.is_some_and(|now| now.get() < 10 * 60),
            _ => false,
        };
        let timed =
            matches!(kind, Kind::Fact { body: FactBody::BloodPressure { .. } | FactBody::Intake { .. }, .. });
        if on_today && too_early && timed && self.day.is_none() && doubt.is_none() {
            days = unlike(now.today.plus(-1), now.today);
            doubt = Some(QuestionKind::WhichDay);
        }
        Moment { days, minute, doubt }
    }
}

fn unlike(one: Day, other: Day) -> Vec<Day> {
    if one == other { vec![one] } else { vec![one, other] }
}
