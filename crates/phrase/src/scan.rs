//! Walks the line once from left to right and names every stretch of it.

use henro_domain::{
    Bpm, Day, MealSlot, Milli, MinuteOfDay, Minutes, MmHg, Occasion, Verdict, check_blood_pressure,
    check_entry,
};

use crate::amount::Portions;
use crate::context::{LineContext, occasion_of, slot_at};
use crate::exercise::{self, Exercise};
use crate::item::{Item, Kind, Moment};
use crate::lexicon::{LexFood, Lookup};
use crate::line::Line;
use crate::meal::{self, Served};
use crate::measure::{self, Measured};
use crate::number::number;
use crate::pressure::{self, Pressure};
use crate::when::{self, Part, Said};
use crate::words::{close, is_hard, is_soft, is_stop};
use crate::{FactBody, QuestionKind, condition};

/// The reader of one line: where it is, and what was last said about the time.
pub(crate) struct Scan<'a> {
    text: &'a str,
    line: &'a Line,
    now: LineContext,
    lookup: Lookup<'a>,
    at: usize,
    segment: u32,
    sentence: u32,
    /// Start of the words about time directly before this place.
    context: Option<usize>,
    time: Time,
    items: Vec<Item>,
}

/// What was said about the time and still holds.
#[derive(Debug, Clone, Copy, Default)]
struct Time {
    day: Option<Said>,
    /// The day was said in an earlier sentence.
    carried: bool,
    part: Option<Part>,
    clock: Option<Said>,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(text: &'a str, line: &'a Line, now: LineContext, lookup: Lookup<'a>) -> Self {
        let (at, segment, sentence) = (0, 0, 0);
        Self {
            text,
            line,
            now,
            lookup,
            at,
            segment,
            sentence,
            context: None,
            time: Time::default(),
            items: Vec::new(),
        }
    }

    pub(crate) fn run(mut self) -> Vec<Item> {
        while self.at < self.line.len() {
            let before = self.at;
            if !self.separator() && !self.take() {
                self.leftover();
            }
            // Every branch moves on; this keeps a mistake in one of them from hanging the window.
            self.at = self.at.max(before + 1);
        }
        self.end_context();
        self.items
    }

    fn separator(&mut self) -> bool {
        let Some(key) = self.line.key(self.at) else { return false };
        let particle = self.context.is_none()
            && !self.items.is_empty()
            && self.line.any(self.at, &["と", "や", "で", "and", "to"]).is_some()
            && self
                .items
                .last()
                .is_some_and(|item| item.to == self.at || self.line.before(self.at) == Some(' '));
        if is_stop(key) {
            self.end_context();
            self.time = Time { day: self.time.day.filter(|_| key != '\n'), carried: true, ..Time::default() };
            self.sentence += 1;
            self.segment += 1;
        } else if is_hard(key) {
            self.segment += 1;
        } else if particle && self.starts_something(self.at) {
            let end = self.line.any(self.at, &["と", "や", "で", "and", "to"]).unwrap_or(self.at + 1);
            self.at = end;
            return true;
        } else if !is_soft(key) {
            return false;
        }
        self.at += 1;
        true
    }

    /// A particle is dropped unless a dish begins with it: とんかつ, やきそば.
    fn starts_something(&mut self, at: usize) -> bool {
        meal::served(self.line, at, &mut self.lookup).is_none()
    }

    fn take(&mut self) -> bool {
        if self.diary() {
            return true;
        }
        let weak = when::is_weak(self.line, self.at);
        if !weak && self.said() {
            return true;
        }
        self.measured()
            || self.exercised()
            || self.felt()
            || self.eaten()
            || (weak && self.said())
            || self.guessed()
    }

    fn diary(&mut self) -> bool {
        let Some(label) = self.line.any(self.at, DIARY) else { return false };
        let start = self.line.skip(label, &[":", "は", "に", "、"]);
        let mut end = start;
        while self.line.key(end).is_some_and(|key| key != '\n') {
            end += 1;
        }
        let words = self.line.span(start, end).map(|span| span.words(self.text).to_owned());
        match words {
            Some(text) if start > label || self.line.key(label).is_none() => {
                self.push(end, Kind::fact(FactBody::Diary { text }));
                true
            }
            _ => false,
        }
    }

    fn said(&mut self) -> bool {
        let Some((said, end)) = when::said(self.line, self.at, self.now.today) else { return false };
        let fresh = self.context.is_some();
        match said {
            Said::Days(_) | Said::Date(_) | Said::NoDay | Said::Future => {
                self.time = if fresh { self.time } else { Time::default() };
                self.time.day = Some(said);
                self.time.carried = false;
            }
            Said::DayPart(days, part) => {
                self.time = Time { day: Some(Said::Days(days)), part: Some(part), ..Time::default() };
            }
            Said::Part(part) | Said::Meal(part) => {
                self.time.part = Some(part);
                self.time.clock = self.time.clock.filter(|_| fresh);
            }
            Said::Time { .. } | Said::NoTime => {
                self.time.part = self.time.part.filter(|_| fresh);
                self.time.clock = Some(said);
            }
        }
        self.context = self.context.or(Some(self.at));
        self.at = end;
        true
    }

    fn measured(&mut self) -> bool {
        if let Some(read) = pressure::pressure(self.line, self.at) {
            let kind = self.pressure_kind(&read);
            self.push(read.end, kind);
        } else if let Some(end) = pressure::lone_pulse(self.line, self.at) {
            self.push(end, Kind::Ask { kind: QuestionKind::PulseAlone, bodies: Vec::new() });
        } else if let Some(read) = measure::steps(self.line, self.at) {
            self.push_measured(read);
        } else if let Some(read) = measure::measurement(self.line, self.at) {
            if !read.labelled && read.verdict == Verdict::Impossible {
                return false;
            }
            self.push_measured(read);
        } else {
            return false;
        }
        true
    }

    fn pressure_kind(&self, read: &Pressure) -> Kind {
        let body = |systolic: MmHg, diastolic: MmHg, pulse: Option<Bpm>| FactBody::BloodPressure {
            systolic,
            diastolic,
            pulse,
            occasion: self.occasion(),
        };
        let written = body(read.systolic, read.diastolic, read.pulse);
        let ask = |kind, bodies| Kind::Ask { kind, bodies };
        match read.verdict {
            Verdict::Usual if !read.loose => {
                Kind::Fact { body: written, labelled: true, bare: read.pulse.is_none() && !read.labelled }
            }
            Verdict::Usual => ask(QuestionKind::WhatIsIt, vec![written]),
            Verdict::Rare => ask(QuestionKind::Rare, vec![written]),
            Verdict::Swapped => {
                let turned = check_blood_pressure(read.diastolic, read.systolic, read.pulse);
                let bodies = match turned {
                    Verdict::Usual | Verdict::Rare => vec![body(read.diastolic, read.systolic, read.pulse)],
                    _ => Vec::new(),
                };
                ask(QuestionKind::Swapped, bodies)
            }
            Verdict::Impossible => ask(QuestionKind::Impossible, Vec::new()),
        }
    }

    fn push_measured(&mut self, read: Measured) {
        let kind = match read.verdict {
            Verdict::Usual if !read.converted => {
                let labelled = read.labelled || matches!(read.body, FactBody::Steps { .. });
                Kind::Fact { body: read.body, labelled, bare: read.bare }
            }
            Verdict::Usual | Verdict::Rare => {
                let bodies = std::iter::once(read.body.clone()).chain(pounds(&read)).collect();
                Kind::Ask { kind: QuestionKind::Rare, bodies }
            }
            Verdict::Swapped | Verdict::Impossible => {
                Kind::Ask { kind: QuestionKind::Impossible, bodies: pounds(&read).into_iter().collect() }
            }
        };
        self.push(read.end, kind);
    }

    fn exercised(&mut self) -> bool {
        let found = exercise::exercise(self.line, self.at, &mut self.lookup);
        let Some(Exercise { activities, minutes, end }) = found else { return false };
        // うどん is a dish even where the table of activities knows うどん打ち.
        let (activities, sure) = exercise::settle(activities);
        self.push_exercise(activities, sure, minutes, end);
        true
    }

    fn push_exercise(
        &mut self,
        activities: Vec<crate::LexActivity>,
        sure: bool,
        minutes: Option<Minutes>,
        end: usize,
    ) {
        let lengths = minutes.map_or(vec![Minutes(30), Minutes(15), Minutes(60)], |minutes| vec![minutes]);
        let bodies: Vec<FactBody> = activities
            .iter()
            .flat_map(|hit| {
                let lengths = if sure { lengths.as_slice() } else { lengths.get(..1).unwrap_or_default() };
                lengths.iter().map(|minutes| FactBody::Exercise {
                    activity: hit.code.clone(),
                    name: hit.name.clone(),
                    minutes: *minutes,
                })
            })
            .collect();
        let kind = match (sure, minutes) {
            (false, _) => QuestionKind::WhichActivity,
            (true, None) => QuestionKind::HowLong,
            (true, Some(Minutes(1..=300))) => match bodies.into_iter().next() {
                Some(body) => return self.push(end, Kind::fact(body)),
                None => return self.push(end, Kind::Leftover),
            },
            (true, Some(Minutes(301..=1440))) => QuestionKind::Rare,
            (true, Some(_)) => {
                return self.push(end, Kind::Ask { kind: QuestionKind::Impossible, bodies: Vec::new() });
            }
        };
        let bodies = match minutes {
            Some(Minutes(m)) if !(1..=1440).contains(&m) => Vec::new(),
            _ => bodies,
        };
        self.push(end, Kind::Ask { kind, bodies });
    }

    fn felt(&mut self) -> bool {
        let Some(feeling) = condition::feeling(self.line, self.at) else { return false };
        let body = FactBody::Condition { level: feeling.level };
        let kind = if feeling.labelled {
            Kind::fact(body)
        } else {
            let words = self.line.span(self.at, feeling.end).map(|span| span.words(self.text).to_owned());
            let diary = words.map(|text| FactBody::Diary { text });
            Kind::Ask { kind: QuestionKind::Feeling, bodies: std::iter::once(body).chain(diary).collect() }
        };
        self.push(feeling.end, kind);
        true
    }

    fn eaten(&mut self) -> bool {
        let Some(served) = meal::served(self.line, self.at, &mut self.lookup) else { return false };
        self.push_served(served);
        true
    }

    fn push_served(&mut self, served: Served) {
        let slot = self.slot();
        let end = served.end;
        let intake = |hit: &LexFood, portion: Milli, slot: MealSlot| FactBody::Intake {
            food: hit.food.clone(),
            name: hit.name.clone(),
            portion,
            slot,
        };
        let ask = |kind, bodies| Kind::Ask { kind, bodies };
        let meal = slot.unwrap_or(self.now.slot);
        let kind = match (served.sure, served.dishes.first()) {
            (true, Some((hit, Portions::Sure(portion)))) => match (portion_verdict(*portion), slot) {
                (Verdict::Usual, Some(slot)) => Kind::fact(intake(hit, *portion, slot)),
                (Verdict::Usual, None) => {
                    let meals = [MealSlot::Dinner, MealSlot::Lunch, MealSlot::Breakfast];
                    ask(QuestionKind::WhichMeal, meals.map(|slot| intake(hit, *portion, slot)).to_vec())
                }
                (Verdict::Rare, _) => ask(QuestionKind::Rare, vec![intake(hit, *portion, meal)]),
                _ => ask(QuestionKind::Impossible, Vec::new()),
            },
            (true, Some((hit, Portions::Ask(several)))) => {
                let fit = several.iter().filter(|portion| portion_verdict(**portion) != Verdict::Impossible);
                ask(QuestionKind::HowMuch, fit.take(3).map(|portion| intake(hit, *portion, meal)).collect())
            }
            _ => {
                let fit = served.dishes.iter().map(|(hit, portions)| (hit, meal::likeliest(portions)));
                let fit = fit.filter(|(_, portion)| portion_verdict(*portion) != Verdict::Impossible);
                ask(QuestionKind::WhichFood, fit.map(|(hit, portion)| intake(hit, portion, meal)).collect())
            }
        };
        self.push(end, kind);
    }

    /// What only looks like something: always a question.
    fn guessed(&mut self) -> bool {
        if let Some(found) = exercise::similar(self.line, self.at, &mut self.lookup) {
            self.push_exercise(found.activities, false, found.minutes, found.end);
            return true;
        }
        let expected = self.time.part.is_some();
        if let Some(served) = meal::resembling(self.line, self.at, expected, &mut self.lookup) {
            self.push_served(served);
            return true;
        }
        let Some(value) = number(self.line, self.at).filter(|value| value.digits_only) else { return false };
        let Some(end) = close(self.line, value.end, true) else { return false };
        self.push(end, Kind::Ask { kind: QuestionKind::WhatIsIt, bodies: measure::guesses(&value) });
        true
    }

    /// Words up to the next space or stop. A measurement inside them is asked about, never taken.
    fn leftover(&mut self) {
        let mut end = self.at + 1;
        while self.line.key(end).is_some_and(|key| !is_hard(key) && !is_soft(key)) {
            end += 1;
        }
        let inside = (self.at + 1..end).find_map(|here| self.inside(here));
        match inside {
            Some((body, to)) => {
                self.push(to.max(end), Kind::Ask { kind: QuestionKind::Unsure, bodies: vec![body] });
            }
            None => self.push(end, Kind::Leftover),
        }
    }

    fn inside(&self, at: usize) -> Option<(FactBody, usize)> {
        if let Some(read) = pressure::pressure(self.line, at)
            && matches!(read.verdict, Verdict::Usual | Verdict::Rare)
            && !read.loose
        {
            let (systolic, diastolic, pulse) = (read.systolic, read.diastolic, read.pulse);
            let occasion = self.occasion();
            return Some((FactBody::BloodPressure { systolic, diastolic, pulse, occasion }, read.end));
        }
        let read = measure::steps(self.line, at).or_else(|| measure::measurement(self.line, at))?;
        matches!(read.verdict, Verdict::Usual | Verdict::Rare).then_some((read.body, read.end))
    }

    fn push(&mut self, to: usize, kind: Kind) {
        let from = self.context.take().unwrap_or(self.at);
        let moment = self.moment(&kind);
        self.items.push(Item { from, to, segment: self.segment, sentence: self.sentence, moment, kind });
        self.at = to;
    }

    /// Words about time with nothing after them.
    fn end_context(&mut self) {
        if let Some(from) = self.context.take() {
            let moment = Moment::plain(self.now.day);
            let (segment, sentence) = (self.segment, self.sentence);
            self.items.push(Item { from, to: self.at, segment, sentence, moment, kind: Kind::Trailing });
        }
    }

    fn occasion(&self) -> Occasion {
        let said = self.time.part.map(occasion_of);
        let by_clock = || match self.clock() {
            Some(Ok(minute)) => Some(Occasion::at(minute)),
            _ => None,
        };
        let now = || self.now.minute.filter(|_| self.day_said().is_none()).map(Occasion::at);
        said.or_else(by_clock).or_else(now).unwrap_or(Occasion::Other)
    }

    /// The meal; `None` where another day was said without one.
    fn slot(&self) -> Option<MealSlot> {
        let said = self.time.part.map(Part::slot);
        let by_clock = match self.clock() {
            Some(Ok(minute)) => Some(slot_at(minute)),
            _ => None,
        };
        let usual = match self.day_said() {
            None | Some(Said::Days(0)) => Some(self.now.slot),
            Some(_) => None,
        };
        said.or(by_clock).or(usual)
    }

    fn day_said(&self) -> Option<Said> {
        self.time.day
    }

    /// The time said: `Err` where it does not exist or could be two.
    fn clock(&self) -> Option<Result<MinuteOfDay, ()>> {
        match self.time.clock? {
            Said::Time { hour, minute, half_day } => {
                Some(when::settle(hour, minute, half_day, self.time.part).ok_or(()))
            }
            _ => Some(Err(())),
        }
    }

    fn moment(&self, kind: &Kind) -> Moment {
        let now = &self.now;
        let (days, mut doubt) = match self.time.day {
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
        if self.time.carried && self.time.day.is_some() && doubt.is_none() {
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
        let too_early = match self.time.part {
            Some(Part::Evening) => now.minute.is_some_and(|now| now.get() < 15 * 60),
            Some(Part::Noon) => now.minute.is_some_and(|now| now.get() < 10 * 60),
            _ => false,
        };
        let timed =
            matches!(kind, Kind::Fact { body: FactBody::BloodPressure { .. } | FactBody::Intake { .. }, .. });
        if on_today && too_early && timed && self.time.day.is_none() && doubt.is_none() {
            days = unlike(now.today.plus(-1), now.today);
            doubt = Some(QuestionKind::WhichDay);
        }
        Moment { days, minute, doubt }
    }
}

fn unlike(one: Day, other: Day) -> Vec<Day> {
    if one == other { vec![one] } else { vec![one, other] }
}

/// A weight that is usual once taken for pounds.
fn pounds(read: &Measured) -> Option<FactBody> {
    let FactBody::Measurement { item: item @ henro_domain::MeasureItem::WeightKg, value } = read.body else {
        return None;
    };
    let kilograms = Milli::from_f64(value.as_f64() * 0.453_592_37).ok()?;
    let rounded = Milli::from_milli((kilograms.milli() + 50) / 100 * 100);
    let usual =
        measure::verdict_of(item, rounded) == Verdict::Usual && !read.converted && value.milli() > 100_000;
    usual.then_some(FactBody::Measurement { item, value: rounded })
}

fn portion_verdict(portion: Milli) -> Verdict {
    let name = String::from("x");
    let food = henro_domain::FoodRef::Dish(String::from("X000"));
    let nutrients = henro_domain::Nutrients::default();
    check_entry(&henro_domain::Entry::Intake(henro_domain::Intake {
        slot: MealSlot::Other,
        food,
        name,
        portion,
        nutrients,
    }))
}

const DIARY: &[&str] = &["日記", "にっき", "メモ", "diary", "memo", "note", "nikki"];
