//! Searching words in several records, newest first.

use henro_domain::{Day, EntryKind, MedicalKind};
use henro_vault::{SearchPlace, SearchWords, StoredEntry, StoredMedical, medical_text};

use super::source::{Source, Wanted, kind_of_entry, kind_of_medical};
use super::words::{name_of, with_tags};
use crate::clinical::view;
use crate::open::failed;
use crate::view::entry_view;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// What has all the words.
pub(crate) fn search(ctx: &Context, ask: TimelineSearch) -> Result<TimelineFound, WireError> {
    let most = ask.most.unwrap_or(USUAL);
    if !(1..=MOST).contains(&most) || ask.query.len() > MOST_BYTES {
        return Err(WireError::limit(Code::RequestInvalid, MOST));
    }
    let after = ask.after.as_deref().map(|text| Mark::parse(text).ok_or(Code::RequestInvalid)).transpose()?;
    if let Some(named) = &ask.named {
        return of_name(ctx, named, after, most);
    }
    let wanted = Wanted::of(&ask.kinds);
    let sources = Source::all(ctx, &ask.people, &wanted)?;
    let shut = sources.iter().filter(|source| source.closed && !wanted.medical.is_empty());
    let closed = shut.map(|source| source.person.clone()).collect();
    let mut found = TimelineFound { hits: vec![], names: vec![], next: None, closed };
    let Some(words) = SearchWords::parse(&ask.query) else { return Ok(found) };
    let tagged = with_tags(words.clone());
    let looked = Looked { ctx, words: &words, tagged: &tagged, wanted: &wanted, after, most };
    let mut hits: Vec<(Mark, TimelineHit)> = Vec::new();
    for (place, source) in sources.iter().enumerate() {
        looked.medical(source, 3 * place, &mut hits)?;
        looked.daily(source, 3 * place + 1, &mut hits)?;
        if after.is_none() {
            looked.names(source, &mut found.names)?;
        }
    }
    hits.sort_by_key(|(mark, _)| mark.order());
    found.next = cut(&mut hits, most);
    found.hits = hits.into_iter().map(|(_, hit)| hit).collect();
    Ok(found)
}

/// All days of one dish or activity.
fn of_name(
    ctx: &Context,
    named: &TimelineNamedAsk,
    after: Option<Mark>,
    most: u32,
) -> Result<TimelineFound, WireError> {
    let wanted = Wanted { daily: vec![named.kind], medical: vec![] };
    let mut hits = Vec::new();
    for source in Source::all(ctx, std::slice::from_ref(&named.person), &wanted)? {
        let before = [behind(after, 0)?, behind(after, 1)?];
        let entries = source.with(ctx, |open| {
            open.reading()?.of_name((named.kind, &named.name), before, most + 1).map_err(failed)
        })?;
        for (rank, entries) in entries.iter().enumerate() {
            let hit = |(place, entry): &(SearchPlace, StoredEntry)| {
                (Mark::of(rank, *place), entry_hit(&source, entry))
            };
            hits.extend(entries.iter().map(hit));
        }
    }
    hits.sort_by_key(|(mark, _)| mark.order());
    let next = cut(&mut hits, most);
    let hits = hits.into_iter().map(|(_, hit)| hit).collect();
    Ok(TimelineFound { hits, names: vec![], next, closed: vec![] })
}

/// What is looked for, for one person after the other.
struct Looked<'a> {
    ctx: &'a Context,
    words: &'a SearchWords,
    tagged: &'a SearchWords,
    wanted: &'a Wanted,
    after: Option<Mark>,
    most: u32,
}

impl Looked<'_> {
    fn medical(
        &self,
        source: &Source,
        rank: usize,
        hits: &mut Vec<(Mark, TimelineHit)>,
    ) -> Result<(), WireError> {
        if source.closed || self.wanted.medical.is_empty() {
            return Ok(());
        }
        let before = behind(self.after, rank)?;
        let found = source.with(self.ctx, |open| {
            let clinical = open.vault().clinical().map_err(failed)?;
            clinical.search(self.tagged, &self.wanted.medical, before, self.most + 1).map_err(failed)
        })?;
        hits.extend(
            found
                .iter()
                .map(|(place, stored)| (Mark::of(rank, *place), medical_hit(source, self.words, stored))),
        );
        Ok(())
    }

    /// The diary: the own one, then that of the guardians' record beside it where there is one.
    fn daily(
        &self,
        source: &Source,
        rank: usize,
        hits: &mut Vec<(Mark, TimelineHit)>,
    ) -> Result<(), WireError> {
        if !self.wanted.daily.contains(&EntryKind::Diary) {
            return Ok(());
        }
        let before = [behind(self.after, rank)?, behind(self.after, rank + 1)?];
        let found = source.with(self.ctx, |open| {
            open.reading()?.search(self.words, before, self.most + 1).map_err(failed)
        })?;
        let found = found.iter().zip(rank..).flat_map(|(all, rank)| all.iter().map(move |one| (rank, one)));
        hits.extend(found.map(|(rank, (place, entry))| {
            let text = match &entry.entry {
                henro_domain::Entry::Diary { text } => text.as_str(),
                _ => "",
            };
            let cut = self.words.excerpt(text);
            let hit = entry_hit(source, entry);
            let hit = TimelineHit { before: cut.before, hit: cut.hit, after: cut.after, ..hit };
            (Mark::of(rank, *place), hit)
        }));
        Ok(())
    }

    fn names(&self, source: &Source, names: &mut Vec<TimelineNamed>) -> Result<(), WireError> {
        let found = source.with(self.ctx, |open| {
            open.reading()?.search_names(self.words, &self.wanted.daily, MOST_NAMES).map_err(failed)
        })?;
        let person = &source.person;
        names.extend(found.into_iter().map(|of| TimelineNamed {
            person: person.clone(),
            kind: of.kind,
            name: of.name,
            first: of.first,
            last: of.last,
        }));
        Ok(())
    }
}

fn entry_hit(source: &Source, entry: &StoredEntry) -> TimelineHit {
    TimelineHit {
        person: source.person.clone(),
        kind: kind_of_entry(EntryKind::of(&entry.entry)),
        day: entry.when.day,
        before: String::new(),
        hit: String::new(),
        after: String::new(),
        entry: Some(entry_view(entry)),
        medical: None,
        name: None,
    }
}

/// With the line of its text that has a word, else the first.
fn medical_hit(source: &Source, words: &SearchWords, stored: &StoredMedical) -> TimelineHit {
    let text = medical_text(&stored.medical);
    let cuts: Vec<_> = text.lines().map(|line| words.excerpt(line)).collect();
    let cut = cuts.iter().find(|cut| !cut.hit.is_empty()).or(cuts.first()).cloned();
    let (before, hit, after) = cut.map_or_else(Default::default, |cut| (cut.before, cut.hit, cut.after));
    let name = name_of(&stored.medical);
    let mut view = view(stored);
    if let ClinicalBody::Document(body) = &mut view.body {
        // Long, and what was found of them stands beside.
        body.words = None;
    }
    TimelineHit {
        person: source.person.clone(),
        kind: kind_of_medical(MedicalKind::of(&stored.medical)),
        day: stored.when.day,
        before,
        hit,
        after,
        entry: None,
        medical: Some(view),
        name,
    }
}

/// A place among the hits of all: by day, then by the rank of where it was found, then within that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    day: Day,
    rank: usize,
    n: i64,
}

impl Mark {
    fn of(rank: usize, place: SearchPlace) -> Self {
        Self { day: place.day, rank, n: place.n }
    }

    /// The newest day first.
    fn order(&self) -> (std::cmp::Reverse<Day>, usize, std::cmp::Reverse<i64>) {
        (std::cmp::Reverse(self.day), self.rank, std::cmp::Reverse(self.n))
    }

    fn to_text(self) -> String {
        format!("{}.{}.{}", self.day.number(), self.rank, self.n)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let day = Day::from_number(parts.next()?.parse().ok()?).ok()?;
        Some(Self { day, rank: parts.next()?.parse().ok()?, n: parts.next()?.parse().ok()? })
    }
}

/// Where one rank goes on behind a mark.
fn behind(after: Option<Mark>, rank: usize) -> Result<SearchPlace, WireError> {
    let last = Day::from_number(Day::MAX_NUMBER).map_err(|_| Code::Internal)?;
    Ok(match after {
        None => SearchPlace::through(last),
        // Of this day everything came that stands before the mark.
        Some(mark) if rank < mark.rank => SearchPlace { day: mark.day, n: 0 },
        Some(mark) if rank == mark.rank => SearchPlace { day: mark.day, n: mark.n },
        Some(mark) => SearchPlace::through(mark.day),
    })
}

/// Leaves so many; where the next page begins if there are more.
fn cut(hits: &mut Vec<(Mark, TimelineHit)>, most: u32) -> Option<String> {
    let more = hits.len() > most as usize;
    hits.truncate(most as usize);
    hits.last().filter(|_| more).map(|(mark, _)| mark.to_text())
}

const USUAL: u32 = 30;
const MOST: u32 = 100;
const MOST_NAMES: u32 = 12;
const MOST_BYTES: usize = 4_000;
