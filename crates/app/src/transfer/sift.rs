use henro_domain::{Day, Entry, EntryId, FoodRef};
use henro_exchange::csv::{Dated, Reader, Reason, Take};
use henro_vault::NewEntry;

use super::dishes::{Dishes, Place, needed, own_of};
use super::known::Known;
use crate::WireError;
use crate::open::Open;

/// Tells of each entry of a file, in order, what the record does with it. The same for the preview and the import.
pub(super) struct Sift {
    known: Known,
    dishes: Dishes,
    dish_rows: usize,
}

impl Sift {
    /// Looks through a file; `reader` begins at its first row each time. `None` where there is no entry in it.
    pub(super) fn read<'a>(
        open: &mut Open,
        reader: impl Fn() -> Result<Reader<'a>, WireError>,
    ) -> Result<Option<Self>, WireError> {
        let mut days: Option<(Day, Day)> = None;
        let mut rows = Vec::new();
        for dated in reader()?.flat_map(|row| row.entries) {
            let day = dated.when.day;
            days = Some(days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
            if matches!(dated.entry, Entry::OwnDish(_)) {
                rows.push(dated);
            }
        }
        let Some((from, to)) = days else { return Ok(None) };
        let known = Known::read(open, from, to)?;
        let needed = match rows.iter().any(|row| row.dish.is_some_and(|dish| dish.deleted)) {
            true => needed(reader()?, known.clone()),
            false => Default::default(),
        };
        let dishes = Dishes::read(open, &rows, &needed)?;
        Ok(Some(Self { known, dishes, dish_rows: 0 }))
    }

    /// What happens with the next entry of the file.
    pub(super) fn judge(&mut self, dated: &Dated) -> Take {
        if let Entry::OwnDish(_) = &dated.entry {
            let place = self.dishes.of_row(self.dish_rows);
            self.dish_rows += 1;
            return match place {
                _ if dated.dish.is_some_and(|dish| dish.deleted) => Take::Aside,
                Some(Place::Fresh(_)) => Take::New,
                _ => Take::Known,
            };
        }
        if self.known.has(&dated.duplicate_key()) {
            return Take::Known;
        }
        match (own_of(&dated.entry), &dated.entry) {
            (Some(number), Entry::Intake(meal)) if self.dishes.of_meal(number, meal).is_none() => {
                Take::Refused(Reason::Dish)
            }
            _ => Take::New,
        }
    }

    /// The dishes to be written first, and whether each was deleted where it comes from.
    pub(super) fn dishes(&self) -> (Vec<NewEntry>, Vec<bool>) {
        let fresh = self.dishes.fresh().iter();
        let entry = |dated: &Dated| NewEntry { when: dated.when, entry: dated.entry.clone() };
        fresh.map(|dated| (entry(dated), dated.dish.is_some_and(|dish| dish.deleted))).unzip()
    }

    /// The next entry as it is written after the dishes, whose ids are `made`; `None` where it is not.
    pub(super) fn place(&mut self, dated: Dated, made: &[EntryId]) -> Option<NewEntry> {
        if self.judge(&dated) != Take::New {
            return None;
        }
        let entry = match dated.entry {
            // Written before.
            Entry::OwnDish(_) => return None,
            Entry::Intake(mut meal) => {
                if let FoodRef::Own(number) = meal.food {
                    let id = match self.dishes.of_meal(number, &meal)? {
                        Place::Here(id) => id,
                        Place::Fresh(nth) => *made.get(nth)?,
                        Place::Unused => return None,
                    };
                    meal.food = FoodRef::Own(id);
                }
                Entry::Intake(meal)
            }
            other => other,
        };
        Some(NewEntry { when: dated.when, entry })
    }
}
