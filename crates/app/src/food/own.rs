use henro_vault::StoredEntry;

use crate::open::{Open, failed};
use crate::view::entry_view;
use crate::wire::{Empty, OwnDishList};
use crate::{Context, WireError};

/// わたしの献立, by name.
pub(crate) fn own_dishes(ctx: &Context, _: Empty) -> Result<OwnDishList, WireError> {
    ctx.with_open(|open, _| Ok(OwnDishList { dishes: sorted(open)?.iter().map(entry_view).collect() }))
}

fn sorted(open: &mut Open) -> Result<Vec<StoredEntry>, WireError> {
    let mut dishes = open.daily().own_dishes().map_err(failed)?;
    dishes.sort_by_cached_key(|stored| match &stored.entry {
        henro_domain::Entry::OwnDish(dish) => dish.name.clone(),
        _ => String::new(),
    });
    Ok(dishes)
}
