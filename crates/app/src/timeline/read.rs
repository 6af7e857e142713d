//! A page of a life.

use henro_domain::{Day, MedicalKind};
use henro_vault::{Folded, Towards};

use super::event::events;
use super::period::{around, beyond, usual};
use super::source::{Source, Wanted, nearer};
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// Stretches of days in which something is, from a day on in one direction.
pub(crate) fn read(ctx: &Context, ask: TimelineAsk) -> Result<TimelinePage, WireError> {
    let most = ask.most.unwrap_or(usual(ask.zoom));
    if !(1..=MOST).contains(&most) {
        return Err(WireError::limit(Code::RequestInvalid, MOST));
    }
    let wanted = Wanted::of(&ask.kinds).on_the_line();
    let sources = Source::all(ctx, &ask.people, &wanted)?;
    let towards = match ask.direction {
        TimelineDirection::Older => Towards::Older,
        TimelineDirection::Newer => Towards::Newer,
    };
    let line = Line { ctx, wanted, sources, towards, zoom: ask.zoom };
    let mut at = Some(ask.from.map_or_else(|| line.end(), Ok)?);
    let mut periods = Vec::new();
    let next = loop {
        let Some(day) = at.map(|day| line.nearest(day, towards)).transpose()?.flatten() else { break None };
        if periods.len() == most as usize {
            break Some(day);
        }
        let period = around(ask.zoom, day);
        periods.push(line.period(period)?);
        at = beyond(period, towards);
    };
    let years = if ask.from.is_none() { line.years()? } else { vec![] };
    let shut = line.sources.iter().filter(|source| source.closed && !line.wanted.medical.is_empty());
    let closed = shut.map(|source| source.person.clone()).collect();
    Ok(TimelinePage { periods, next, years, closed })
}

/// Several records, read as one line.
struct Line<'a> {
    ctx: &'a Context,
    wanted: Wanted,
    sources: Vec<Source>,
    towards: Towards,
    zoom: TimelineZoom,
}

impl Line<'_> {
    /// The day from which everything lies on the way.
    fn end(&self) -> Result<Day, WireError> {
        let number = match self.towards {
            Towards::Older => Day::MAX_NUMBER,
            Towards::Newer => Day::MIN_NUMBER,
        };
        Ok(Day::from_number(number).map_err(|_| Code::Internal)?)
    }

    fn nearest(&self, from: Day, towards: Towards) -> Result<Option<Day>, WireError> {
        let mut days = Vec::new();
        for source in &self.sources {
            days.extend(source.nearest(self.ctx, &self.wanted, from, towards)?);
        }
        Ok(nearer(days.into_iter(), towards))
    }

    /// Every year in which something is, the newest first.
    fn years(&self) -> Result<Vec<i32>, WireError> {
        let mut years = Vec::new();
        let mut at = Day::from_number(Day::MAX_NUMBER).ok();
        while let Some(day) = at.map(|day| self.nearest(day, Towards::Older)).transpose()?.flatten() {
            years.push(day.year());
            at = beyond(around(TimelineZoom::Year, day), Towards::Older);
        }
        Ok(years)
    }

    fn period(&self, days: (Day, Day)) -> Result<TimelinePeriod, WireError> {
        let mut shares = Vec::new();
        for source in &self.sources {
            let share = self.share(source, days)?;
            if !share.counts.is_empty() || share.results > 0 || !share.events.is_empty() {
                shares.push(share);
            }
        }
        Ok(TimelinePeriod { from: days.0, to: days.1, shares })
    }

    fn share(&self, source: &Source, days: (Day, Day)) -> Result<TimelineShare, WireError> {
        let Folded { counts, pressure, weight, steps } = source.folded(self.ctx, &self.wanted, days)?;
        let near = matches!(self.zoom, TimelineZoom::Day | TimelineZoom::Week);
        let (mut events, more) = events(self.ctx, source, &self.wanted, days, near)?;
        if self.towards == Towards::Older {
            events.reverse();
        }
        let loose = !source.closed && self.wanted.medical.contains(&MedicalKind::Result);
        let results = match loose {
            true => source.with(self.ctx, |open| {
                let clinical = open.vault().clinical().map_err(failed)?;
                clinical.loose_results(days.0, days.1).map_err(failed)
            })?,
            false => 0,
        };
        Ok(TimelineShare {
            person: source.person.clone(),
            counts: counts.into_iter().map(|(kind, count)| TimelineCount { kind, count }).collect(),
            pressure: pressure.map(|(systolic, diastolic)| TimelinePressure {
                systolic: systolic.round() as u16,
                diastolic: diastolic.round() as u16,
            }),
            weight: weight.map(|kg| (kg * 10.0).round() / 10.0),
            steps,
            results,
            events,
            more,
        })
    }
}

const MOST: u32 = 60;
