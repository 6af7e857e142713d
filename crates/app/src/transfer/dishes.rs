use std::collections::{HashMap, HashSet};

use henro_domain::{Entry, EntryId, FoodRef, Intake, Nutrients, OwnDish};
use henro_exchange::csv::{Dated, DuplicateKey, Reader};

use super::known::Known;
use crate::WireError;
use crate::open::{Open, failed};

/// The own dishes of a file and what they are in this record. The numbers of a file are those of the record it was
/// written from; a meal must not point at whatever has that number here.
#[derive(Default)]
pub(super) struct Dishes {
    /// One a row of an own dish, in the order of the file.
    rows: Vec<Place>,
    numbers: HashMap<EntryId, Place>,
    /// To be written, in the order of [`Place::Fresh`].
    fresh: Vec<Dated>,
    /// Own dishes that stand in the record.
    here: Vec<(EntryId, OwnDish)>,
}

/// What a dish of the file is in this record.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// The same dish is here.
    Here(EntryId),
    /// Written with the import; the place in the order of the new ones.
    Fresh(usize),
    /// Deleted where it comes from, and no new meal needs it.
    Unused,
}

impl Dishes {
    /// Reads the rows of own dishes and finds each in the record by name, parts and nutrients.
    pub(super) fn read(
        open: &mut Open,
        rows: &[Dated],
        needed: &HashSet<EntryId>,
    ) -> Result<Self, WireError> {
        let mut dishes = Self::default();
        let mut pool: HashMap<DuplicateKey, Vec<EntryId>> = HashMap::new();
        for stored in open.daily().own_dishes().map_err(failed)? {
            let Entry::OwnDish(dish) = &stored.entry else { continue };
            dishes.here.push((stored.id, dish.clone()));
            let key = Dated::new(stored.when, stored.entry).dish_key();
            pool.entry(key).or_default().push(stored.id);
        }
        // Those that have their number here as well go first, so that a file of this record changes nothing.
        let mut found: Vec<Option<EntryId>> = Vec::new();
        for row in rows {
            found.push(same_number(open, row, &mut pool)?);
        }
        for (row, found) in rows.iter().zip(found) {
            let number = row.dish.map(|dish| dish.id);
            let alike =
                || pool.get_mut(&row.dish_key()).filter(|ids| !ids.is_empty()).map(|ids| ids.remove(0));
            let place = match (found.or_else(alike), row.dish) {
                (Some(id), _) => Place::Here(id),
                (None, Some(dish)) if dish.deleted && !needed.contains(&dish.id) => Place::Unused,
                (None, _) => {
                    dishes.fresh.push(row.clone());
                    Place::Fresh(dishes.fresh.len() - 1)
                }
            };
            dishes.rows.push(place);
            if let Some(number) = number {
                dishes.numbers.entry(number).or_insert(place);
            }
        }
        Ok(dishes)
    }

    /// The dishes to be written before the meals.
    pub(super) fn fresh(&self) -> &[Dated] {
        &self.fresh
    }

    /// What the dish of the nth row of own dishes is, and whether it was deleted where it comes from.
    pub(super) fn of_row(&self, nth: usize) -> Option<Place> {
        self.rows.get(nth).copied()
    }

    /// What a meal of the file points at. Where the file does not tell the dish, it is the one here that has its
    /// name and nutrients; `None` where there is none.
    pub(super) fn of_meal(&self, number: EntryId, meal: &Intake) -> Option<Place> {
        match self.numbers.get(&number) {
            Some(Place::Unused) | None => self
                .here
                .iter()
                .find(|(_, dish)| {
                    let eaten = dish.nutrients.times(meal.portion.as_f64() as f32);
                    dish.name == meal.name && alike(&eaten, &meal.nutrients)
                })
                .map(|(id, _)| Place::Here(*id)),
            Some(place) => Some(*place),
        }
    }
}

/// The own dishes that the new meals of a file name.
pub(super) fn needed(reader: Reader<'_>, mut known: Known) -> HashSet<EntryId> {
    let new = reader.flat_map(|row| row.entries).filter(|dated| !known.has(&dated.duplicate_key()));
    new.filter_map(|dated| own_of(&dated.entry)).collect()
}

/// The own dish a meal names.
pub(super) fn own_of(entry: &Entry) -> Option<EntryId> {
    match entry {
        Entry::Intake(Intake { food: FoodRef::Own(id), .. }) => Some(*id),
        _ => None,
    }
}

/// The dish that has the number of a row here too, if it says the same. One that was deleted here counts only for a
/// row that says so: the others come back.
fn same_number(
    open: &mut Open,
    row: &Dated,
    pool: &mut HashMap<DuplicateKey, Vec<EntryId>>,
) -> Result<Option<EntryId>, WireError> {
    let Some(number) = row.dish else { return Ok(None) };
    let key = row.dish_key();
    if let Some(ids) = pool.get_mut(&key)
        && let Some(at) = ids.iter().position(|id| *id == number.id)
    {
        return Ok(Some(ids.remove(at)));
    }
    if !number.deleted {
        return Ok(None);
    }
    let stored = open.daily().entry(number.id).map_err(failed)?;
    let same = stored.filter(|stored| {
        matches!(stored.entry, Entry::OwnDish(_))
            && Dated::new(stored.when, stored.entry.clone()).dish_key() == key
    });
    Ok(same.map(|stored| stored.id))
}

fn alike(a: &Nutrients, b: &Nutrients) -> bool {
    a.values().iter().zip(b.values()).all(|pair| match pair {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-3 * a.abs().max(1.0),
        (a, b) => a == b,
    })
}
