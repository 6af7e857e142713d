use henro_domain::{Entry, FoodRef, Milli, Nutrient, OwnDish};
use henro_reference::{
    Category, Dish, Food, FoodItem, Match, dish, dish_categories, dishes_in, food, food_groups, foods_in,
    search_food, search_names,
};
use henro_vault::StoredEntry;

use crate::open::{Open, failed};
use crate::view::{amounts, round};
use crate::wire::{CategoryView, FoodBrowse, FoodFavourites, FoodSearch, FoodView, FoodViews};
use crate::{Code, Context, WireError};

/// Dishes and foods for a query. Own dishes come first; those met only with a slip come behind what is met without.
pub(crate) fn search(ctx: &Context, ask: FoodSearch) -> Result<FoodViews, WireError> {
    if ask.query.chars().count() > LONGEST {
        return Err(WireError::limit(Code::TextLong, 200));
    }
    let limit = usize::try_from(ask.limit.unwrap_or(20).min(50)).unwrap_or(20);
    ctx.with_open(|open, _| {
        let own = open.daily().own_dishes().map_err(failed)?;
        let own: Vec<FoodView> = own.iter().filter_map(own_view).collect();
        let names = own.iter().map(|view| view.name.as_str());
        let own_hits = search_names(names, &ask.query, limit);
        let hits = search_food(&ask.query, limit);
        // As within the tables: where a name is met exactly, no slips are looked for.
        let exact = hits.iter().any(|hit| hit.meets == Match::Exact);
        let mut found: Vec<(bool, FoodView)> = own_hits
            .into_iter()
            .filter(|(_, meets)| *meets != Match::Fuzzy || !exact)
            .filter_map(|(place, meets)| Some((meets == Match::Fuzzy, own.get(place)?.clone())))
            .collect();
        found.extend(hits.into_iter().map(|hit| (hit.meets == Match::Fuzzy, item_view(hit.item))));
        found.sort_by_key(|(slip, _)| *slip);
        found.truncate(limit);
        Ok(FoodViews { foods: found.into_iter().map(|(_, view)| view).collect(), categories: categories() })
    })
}

/// The dishes of a category or the foods of a food group.
pub(crate) fn browse(_: &Context, ask: FoodBrowse) -> Result<FoodViews, WireError> {
    let Some(wanted) = ask.category else { return Ok(FoodViews { foods: vec![], categories: categories() }) };
    let is = |category: &&Category| category.id == wanted;
    let foods = match (dish_categories().iter().find(is), food_groups().iter().find(is)) {
        (Some(category), _) => dishes_in(category.id).map(dish_view).collect(),
        (None, Some(group)) => foods_in(group.id).map(food_view).collect(),
        (None, None) => return Err(Code::FoodUnknown.into()),
    };
    Ok(FoodViews { foods, categories: categories() })
}

/// What this person often eats at this meal, most often first, from the last 90 days.
pub(crate) fn favourites(ctx: &Context, ask: FoodFavourites) -> Result<FoodViews, WireError> {
    ctx.with_open(|open, _| {
        let counts = open.reading()?.intake_counts(Some(ask.slot), ask.day.plus(-90)).map_err(failed)?;
        let mut foods = Vec::new();
        for count in counts.iter().take(24) {
            if let Some(mut view) = view_of(open, &count.food)? {
                view.portion = count.usual_portion.as_f64();
                foods.push(view);
            }
        }
        Ok(FoodViews { foods, categories: categories() })
    })
}

/// Name of a dish or food of the tables.
pub(crate) fn table_name(reference: &FoodRef) -> Option<&'static str> {
    match reference {
        FoodRef::Dish(id) => dish(id).map(|dish| dish.name),
        FoodRef::Food(code) => food(code).map(|food| food.name),
        FoodRef::Own(_) => None,
    }
}

fn view_of(open: &mut Open, reference: &FoodRef) -> Result<Option<FoodView>, WireError> {
    Ok(match reference {
        FoodRef::Dish(id) => dish(id).map(dish_view),
        FoodRef::Food(code) => food(code).map(food_view),
        FoodRef::Own(id) => open.daily().entry(*id).map_err(failed)?.as_ref().and_then(own_view),
    })
}

fn item_view(item: FoodItem) -> FoodView {
    match item {
        FoodItem::Dish(dish) => dish_view(dish),
        FoodItem::Food(food) => food_view(food),
    }
}

fn dish_view(dish: &Dish) -> FoodView {
    FoodView {
        food: dish.id.to_owned(),
        name: dish.name.to_owned(),
        name_en: Some(dish.name_en.to_owned()),
        serving: dish.serving.to_owned(),
        kcal: dish.nutrients.value(Nutrient::EnergyKcal).map(round),
        nutrients: amounts(&dish.nutrients),
        portion: 1.0,
        category: dish.category.to_owned(),
        raw: false,
        note: dish.note.to_owned(),
    }
}

fn food_view(food: &Food) -> FoodView {
    FoodView {
        food: food.code.to_owned(),
        name: food.name.to_owned(),
        name_en: None,
        serving: "100 g".to_owned(),
        kcal: food.nutrients.value(Nutrient::EnergyKcal).map(round),
        nutrients: amounts(&food.nutrients),
        portion: 1.0,
        category: food.group().map_or("", |group| group.id).to_owned(),
        raw: true,
        note: food.note.to_owned(),
    }
}

fn own_view(stored: &StoredEntry) -> Option<FoodView> {
    let Entry::OwnDish(OwnDish { name, nutrients, .. }) = &stored.entry else { return None };
    if stored.deleted.is_some() {
        return None;
    }
    Some(FoodView {
        food: FoodRef::Own(stored.id).to_string(),
        name: name.clone(),
        name_en: None,
        serving: String::new(),
        kcal: nutrients.value(Nutrient::EnergyKcal).map(round),
        nutrients: amounts(nutrients),
        portion: Milli::from_milli(1000).as_f64(),
        category: "own".to_owned(),
        raw: false,
        note: String::new(),
    })
}

fn categories() -> Vec<CategoryView> {
    let view = |category: &Category| CategoryView {
        id: category.id.to_owned(),
        name: category.ja.to_owned(),
        name_en: category.en.to_owned(),
    };
    dish_categories().iter().chain(food_groups()).map(view).collect()
}

const LONGEST: usize = 200;
