//! Walks the line once from left to right and names every stretch of it.

use henro_domain::Verdict;

use crate::context::LineContext;
use crate::exercise::{self, Exercise};
use crate::item::{Item, Kind, Moment};
use crate::lexicon::Lookup;
use crate::line::Line;
use crate::meal;
use crate::measure;
use crate::moment::Time;
use crate::number::number;
use crate::pressure;
use crate::reading::{of_exercise, of_measured, of_pressure, of_served};
use crate::when::{self, Said};
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
        } else if particle
            && let Some(end) = self.line.any(self.at, &["と", "や", "で", "and", "to"])
            && !self.recognised(self.at)
            && self.recognised(self.line.spaces(end))
        {
            self.at = end;
            return true;
        } else if !is_soft(key) {
            return false;
        }
        self.at += 1;
        true
    }

    /// A particle is dropped only between two things: not in とんかつ, not in やめた.
    fn recognised(&mut self, at: usize) -> bool {
        pressure::pressure(self.line, at).is_some()
            || measure::steps(self.line, at).is_some()
            || measure::measurement(self.line, at).is_some()
            || when::said(self.line, at, self.now.today).is_some()
            || condition::feeling(self.line, at).is_some()
            || exercise::exercise(self.line, at, &mut self.lookup).is_some()
            || meal::served(self.line, at, &mut self.lookup).is_some()
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
            let kind = of_pressure(&read, self.time.occasion(&self.now));
            self.push(read.end, kind);
        } else if let Some(end) = pressure::lone_pulse(self.line, self.at) {
            self.push(end, Kind::Ask { kind: QuestionKind::PulseAlone, bodies: Vec::new() });
        } else if let Some(read) = measure::steps(self.line, self.at) {
            self.push(read.end, of_measured(read));
        } else if let Some(read) = measure::measurement(self.line, self.at) {
            if !read.labelled && read.verdict == Verdict::Impossible {
                return false;
            }
            self.push(read.end, of_measured(read));
        } else {
            return false;
        }
        true
    }

    fn exercised(&mut self) -> bool {
        let found = exercise::exercise(self.line, self.at, &mut self.lookup);
        let Some(Exercise { activities, minutes, end }) = found else { return false };
        let (activities, sure) = exercise::settle(activities);
        self.push(end, of_exercise(&activities, sure, minutes));
        true
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
        let slot = self.time.slot(&self.now);
        self.push(served.end, of_served(&served, slot, self.now.slot));
        true
    }

    /// What only looks like something: always a question.
    fn guessed(&mut self) -> bool {
        if let Some(found) = exercise::similar(self.line, self.at, &mut self.lookup) {
            self.push(found.end, of_exercise(&found.activities, false, found.minutes));
            return true;
        }
        let expected = self.time.part.is_some();
        if let Some(served) = meal::resembling(self.line, self.at, expected, &mut self.lookup) {
            let slot = self.time.slot(&self.now);
            self.push(served.end, of_served(&served, slot, self.now.slot));
            return true;
        }
        if let Some((bodies, end)) = measure::by_unit(self.line, self.at) {
            self.push(end, Kind::Ask { kind: QuestionKind::WhatIsIt, bodies });
            return true;
        }
        let Some(value) = number(self.line, self.at).filter(|value| value.digits_only) else { return false };
        if exercise::duration(self.line, self.at).is_some() {
            return false;
        }
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
            let occasion = self.time.occasion(&self.now);
            return Some((FactBody::BloodPressure { systolic, diastolic, pulse, occasion }, read.end));
        }
        let read = measure::steps(self.line, at).or_else(|| measure::measurement(self.line, at))?;
        matches!(read.verdict, Verdict::Usual | Verdict::Rare).then_some((read.body, read.end))
    }

    fn push(&mut self, to: usize, kind: Kind) {
        let from = self.context.take().unwrap_or(self.at);
        let moment = self.time.moment(&self.now, &kind);
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
}

const DIARY: &[&str] = &["日記", "にっき", "メモ", "diary", "memo", "note", "nikki"];
