//! What screens read from: the person's own record and, where guardians keep one of them too, that one with it, as the one
//! person's whom both are about. Writing knows which is which; reading shows both together.

use std::collections::BTreeMap;

use henro_domain::{Day, Entry, EntryId, EntryKind, FoodRef, Intake, MealSlot, MeasureItem, Occasion};
use henro_vault::{
    Daily, DayValue, Error, Folded, FoodCount, NamedDays, Pressure, SearchPlace, SearchWords, SeriesKind,
    StoredEntry, Towards,
};

/// One record, or two read as one.
pub(crate) struct Reading<'a> {
    own: &'a Daily,
    beside: Option<&'a Daily>,
}

impl<'a> Reading<'a> {
    /// Reads both.
    pub(crate) fn of(own: &'a Daily, beside: Option<&'a Daily>) -> Self {
        Self { own, beside }
    }

    /// The own record by itself, then the other one; nothing where there is no other one.
    pub(crate) fn apart(&self) -> Option<[Self; 2]> {
        self.beside.map(|beside| [self.own, beside].map(|own| Self { own, beside: None }))
    }

    /// Entries of some kinds from one day to another, by day and time.
    pub(crate) fn range(&self, kinds: &[EntryKind], from: Day, to: Day) -> Result<Vec<StoredEntry>, Error> {
        let mut found = self.own.range(kinds, from, to)?;
        if let Some(beside) = self.beside {
            found.extend(beside.range(kinds, from, to)?.into_iter().map(marked));
            found.sort_by_key(|stored| (stored.when.day, stored.when.minute, stored.id));
        }
        Ok(found)
    }

    /// The newest `most` entries, newest first.
    pub(crate) fn newest_in(
        &self,
        kinds: &[EntryKind],
        from: Day,
        to: Day,
        most: u32,
    ) -> Result<Vec<StoredEntry>, Error> {
        let mut found = self.own.newest_in(kinds, from, to, most)?;
        if let Some(beside) = self.beside {
            found.extend(beside.newest_in(kinds, from, to, most)?.into_iter().map(marked));
            found.sort_by_key(|stored| std::cmp::Reverse((stored.when.day, stored.when.minute, stored.id)));
            found.truncate(most as usize);
        }
        Ok(found)
    }

    /// The newest measurement of an item up to a day; of two of the same moment that of the own record.
    pub(crate) fn latest_measurement(
        &self,
        item: MeasureItem,
        up_to: Day,
    ) -> Result<Option<StoredEntry>, Error> {
        let own = self.own.latest_measurement(item, up_to)?;
        let Some(beside) = self.beside else { return Ok(own) };
        let other = beside.latest_measurement(item, up_to)?.map(marked);
        Ok(other.into_iter().chain(own).max_by_key(|stored| (stored.when.day, stored.when.minute)))
    }

    /// One value a day.
    pub(crate) fn daily_series(&self, kind: SeriesKind, from: Day, to: Day) -> Result<Vec<DayValue>, Error> {
        let own = self.own.daily_series(kind, from, to)?;
        let Some(beside) = self.beside else { return Ok(own) };
        let mut days: BTreeMap<Day, DayValue> = own.into_iter().map(|one| (one.day, one)).collect();
        for more in beside.daily_series(kind, from, to)? {
            days.entry(more.day).and_modify(|one| *one = added(one, &more)).or_insert(more);
        }
        Ok(days.into_values().collect())
    }

    /// Blood pressure readings by day and time.
    pub(crate) fn bp_series(
        &self,
        from: Day,
        to: Day,
        occasion: Option<Occasion>,
    ) -> Result<Vec<Pressure>, Error> {
        let mut found = self.own.bp_series(from, to, occasion)?;
        if let Some(beside) = self.beside {
            let more = beside.bp_series(from, to, occasion)?;
            found.extend(more.into_iter().map(|one| Pressure { id: mark(one.id), ..one }));
            found.sort_by_key(|one| (one.day, one.minute, one.id));
        }
        Ok(found)
    }

    /// Steps by day.
    pub(crate) fn steps_by_day(&self, from: Day, to: Day) -> Result<Vec<(Day, u64)>, Error> {
        let own = self.own.steps_by_day(from, to)?;
        let Some(beside) = self.beside else { return Ok(own) };
        let mut days: BTreeMap<Day, u64> = own.into_iter().collect();
        for (day, steps) in beside.steps_by_day(from, to)? {
            let sum = days.entry(day).or_default();
            *sum = sum.saturating_add(steps);
        }
        Ok(days.into_iter().collect())
    }

    /// What was eaten at a meal since a day, the most frequent first. Dishes of somebody's own in the other record are left out:
    /// here the same id is another dish.
    pub(crate) fn intake_counts(&self, slot: Option<MealSlot>, since: Day) -> Result<Vec<FoodCount>, Error> {
        let mut counts = self.own.intake_counts(slot, since)?;
        let Some(beside) = self.beside else { return Ok(counts) };
        for more in beside.intake_counts(slot, since)? {
            if matches!(more.food, FoodRef::Own(_)) {
                continue;
            }
            match counts.iter_mut().find(|one| one.food == more.food) {
                Some(one) => {
                    // The portion is that of the record where it was eaten more often.
                    let portion = if more.count > one.count { more.usual_portion } else { one.usual_portion };
                    let last_day = one.last_day.max(more.last_day);
                    *one =
                        FoodCount { count: one.count + more.count, last_day, usual_portion: portion, ..more };
                }
                None => counts.push(more),
            }
        }
        counts.sort_by_key(|one| std::cmp::Reverse((one.count, one.last_day)));
        Ok(counts)
    }

    /// An own dish by the id that [`Reading::whole_range`] gave it.
    pub(crate) fn entry(&self, id: EntryId) -> Result<Option<StoredEntry>, Error> {
        match (kept_id(id), self.beside) {
            (Some(kept), Some(beside)) => Ok(beside.entry(kept)?.map(marked)),
            (Some(_), None) => Ok(None),
            (None, _) => self.own.entry(id),
        }
    }

    /// Everything from one day to another, own dishes too. Of the other record they are left to the meals that name them, which
    /// do so by an id of their own.
    pub(crate) fn whole_range(&self, from: Day, to: Day) -> Result<Vec<StoredEntry>, Error> {
        let mut found = self.own.range(&EntryKind::ALL, from, to)?;
        if let Some(beside) = self.beside {
            found.extend(
                beside.range(&EntryKind::OF_A_DAY, from, to)?.into_iter().map(marked).map(dish_marked),
            );
            found.sort_by_key(|stored| (stored.when.day, stored.when.minute, stored.id));
        }
        Ok(found)
    }

    /// The nearest day that has an entry of one of these kinds, this one or one on the way.
    pub(crate) fn nearest_day(
        &self,
        kinds: &[EntryKind],
        from: Day,
        towards: Towards,
    ) -> Result<Option<Day>, Error> {
        let own = self.own.nearest_day(kinds, from, towards)?;
        let other = self.beside.map(|beside| beside.nearest_day(kinds, from, towards)).transpose()?.flatten();
        let days = own.into_iter().chain(other);
        Ok(match towards {
            Towards::Older => days.max(),
            Towards::Newer => days.min(),
        })
    }

    /// What a stretch of days adds up to. Means are those of the own record where it has any.
    pub(crate) fn fold_days(&self, kinds: &[EntryKind], from: Day, to: Day) -> Result<Folded, Error> {
        let mut folded = self.own.fold_days(kinds, from, to)?;
        let Some(beside) = self.beside else { return Ok(folded) };
        let more = beside.fold_days(kinds, from, to)?;
        for (kind, count) in more.counts {
            match folded.counts.iter_mut().find(|(of, _)| *of == kind) {
                Some((_, sum)) => *sum += count,
                None => folded.counts.push((kind, count)),
            }
        }
        folded.pressure = folded.pressure.or(more.pressure);
        folded.weight = folded.weight.or(more.weight);
        folded.steps = folded.steps.saturating_add(more.steps);
        Ok(folded)
    }

    /// Diary entries with all the words, newest first: of the own record behind the first place, of the other one behind the second.
    pub(crate) fn search(
        &self,
        words: &SearchWords,
        [own, other]: [SearchPlace; 2],
        most: u32,
    ) -> Result<[Found; 2], Error> {
        let more = self.beside.map(|beside| beside.search(words, other, most)).transpose()?;
        Ok([self.own.search(words, own, most)?, all_marked(more)])
    }

    /// Names of dishes and activities with all the words, each once, with its first and last day.
    pub(crate) fn search_names(
        &self,
        words: &SearchWords,
        kinds: &[EntryKind],
        most: u32,
    ) -> Result<Vec<NamedDays>, Error> {
        let mut names = self.own.search_names(words, kinds, most)?;
        let more = self.beside.map(|beside| beside.search_names(words, kinds, most)).transpose()?;
        for more in more.into_iter().flatten() {
            match names.iter_mut().find(|one| one.kind == more.kind && one.name == more.name) {
                Some(one) => (one.first, one.last) = (one.first.min(more.first), one.last.max(more.last)),
                None => names.push(more),
            }
        }
        names.truncate(most as usize);
        Ok(names)
    }

    /// All days of one dish or activity, as [`Reading::search`].
    pub(crate) fn of_name(
        &self,
        (kind, name): (EntryKind, &str),
        [own, other]: [SearchPlace; 2],
        most: u32,
    ) -> Result<[Found; 2], Error> {
        let more = self.beside.map(|beside| beside.of_name(kind, name, other, most)).transpose()?;
        let more = all_marked(more);
        let more = more.into_iter().map(|(place, stored)| (place, dish_marked(stored)));
        Ok([self.own.of_name(kind, name, own, most)?, more.collect()])
    }

    /// The first and last day that has an entry.
    pub(crate) fn span(&self) -> Result<Option<(Day, Day)>, Error> {
        let other = self.beside.map(Daily::span).transpose()?.flatten();
        let ends = self.own.span()?.into_iter().chain(other);
        Ok(ends.reduce(|(first, last), (a, b)| (first.min(a), last.max(b))))
    }
}

/// The id of an entry in the record that guardians keep, where `id` is one as [`Reading`] hands it out.
pub(crate) fn kept_id(id: EntryId) -> Option<EntryId> {
    let raw = id.as_i64();
    if raw & MARK == 0 { None } else { EntryId::from_i64(raw & !MARK).ok() }
}

/// The same id as one of the record that guardians keep.
pub(crate) fn mark(id: EntryId) -> EntryId {
    EntryId::from_i64(id.as_i64() | MARK).unwrap_or(id)
}

/// What was found, each with its place in its own record.
type Found = Vec<(SearchPlace, StoredEntry)>;

fn all_marked(found: Option<Found>) -> Found {
    found.into_iter().flatten().map(|(place, stored)| (place, marked(stored))).collect()
}

fn marked(stored: StoredEntry) -> StoredEntry {
    StoredEntry { id: mark(stored.id), ..stored }
}

/// A meal of the other record, naming its own dish by an id that is none of this one.
fn dish_marked(mut stored: StoredEntry) -> StoredEntry {
    if let Entry::Intake(Intake { food: FoodRef::Own(id), .. }) = &mut stored.entry {
        *id = mark(*id);
    }
    stored
}

/// Two values of a day as one.
fn added(one: &DayValue, more: &DayValue) -> DayValue {
    let count = one.count.saturating_add(more.count);
    let sum = one.sum + more.sum;
    let (min, max) = (one.min.min(more.min), one.max.max(more.max));
    DayValue { day: one.day, count, min, mean: sum / f64::from(count.max(1)), max, sum }
}

/// Ids of a record are below it: a device number has 22 bits and stands over 40 bits of counter.
const MARK: i64 = 1 << 62;

#[cfg(test)]
mod tests {
    use henro_domain::DeviceNumber;

    use super::*;

    #[test]
    fn no_id_of_a_record_is_taken_for_one_of_the_other() {
        let last = EntryId::new(DeviceNumber((1 << 22) - 1), (1 << 40) - 1).unwrap();
        assert_eq!(kept_id(last), None);
        assert_eq!(kept_id(mark(last)), Some(last));
        assert_ne!(mark(last), last);
    }

    #[test]
    fn a_day_of_both_has_the_mean_of_all_its_values() {
        let day = Day::new(2026, 11, 22).unwrap();
        let own = DayValue { day, count: 1, min: 50.0, mean: 50.0, max: 50.0, sum: 50.0 };
        let more = DayValue { day, count: 2, min: 52.0, mean: 53.0, max: 54.0, sum: 106.0 };
        let both = added(&own, &more);
        // (50 + 52 + 54) / 3
        assert_eq!((both.count, both.min, both.mean, both.max, both.sum), (3, 50.0, 52.0, 54.0, 156.0));
    }
}
