use henro_calc as calc;
use henro_domain::{
    Bpm, Entry, EntryId, FoodRef, Intake, MeasureItem, Milli, MinuteOfDay, Minutes, MmHg, Nutrients,
    Occasion, OwnDish, OwnDishPart, StepCount, StepSource, Verdict, When, check_entry,
};
use henro_vault::{Daily, NewEntry};

use crate::context::Now;
use crate::open::failed;
use crate::wire::{EntryBody, EntryDraft, OwnDishPartBody};
use crate::{Code, WireError};

/// Turns what the person wrote into an entry: names, METs, nutrients and energy are added, the values checked.
/// `daily` is the file it will stand in. `beside` is what is written in the same request: an exercise takes a weight from
/// there too. `index` is the place in the request, for the error.
pub(crate) fn resolve(
    daily: &mut Daily,
    now: Now,
    draft: &EntryDraft,
    beside: &[EntryDraft],
    confirmed: bool,
    index: usize,
) -> Result<NewEntry, WireError> {
    let when = when_of(now, draft, index)?;
    let entry = match plain_of(when, &draft.body) {
        Some(entry) => entry,
        None => entry_of(daily, when, &draft.body, beside),
    };
    checked(when, entry, confirmed, index)
}

/// The same for what needs nothing of the open record: vitals, steps, diary.
pub(crate) fn plain(
    now: Now,
    draft: &EntryDraft,
    confirmed: bool,
    index: usize,
) -> Result<NewEntry, WireError> {
    let when = when_of(now, draft, index)?;
    let entry = plain_of(when, &draft.body).unwrap_or(Err(Code::RequestInvalid));
    checked(when, entry, confirmed, index)
}

fn when_of(now: Now, draft: &EntryDraft, index: usize) -> Result<When, WireError> {
    if draft.day > now.today {
        return Err(WireError::at(Code::DayFuture, index));
    }
    let minute = draft.minute.map(MinuteOfDay::new).transpose();
    let minute = minute.map_err(|_| WireError::at(Code::DayInvalid, index))?;
    Ok(When { day: draft.day, minute, offset: now.offset() })
}

fn checked(
    when: When,
    entry: Result<Entry, Code>,
    confirmed: bool,
    index: usize,
) -> Result<NewEntry, WireError> {
    let entry = entry.map_err(|code| WireError::at(code, index))?;
    match check_entry(&entry) {
        Verdict::Usual => {}
        Verdict::Rare if confirmed => {}
        Verdict::Rare => return Err(WireError::at(Code::ValueRare, index)),
        Verdict::Swapped => return Err(WireError::at(Code::ValueSwapped, index)),
        Verdict::Impossible => return Err(WireError::at(Code::ValueImpossible, index)),
    }
    Ok(NewEntry { when, entry })
}

/// What the body says by itself; `None` where tables or the record must be asked.
fn plain_of(when: When, body: &EntryBody) -> Option<Result<Entry, Code>> {
    Some(Ok(match body {
        EntryBody::BloodPressure { systolic, diastolic, pulse, occasion } => Entry::BloodPressure {
            systolic: MmHg(*systolic),
            diastolic: MmHg(*diastolic),
            pulse: pulse.map(Bpm),
            occasion: occasion.or(when.minute.map(Occasion::at)).unwrap_or(Occasion::Other),
        },
        EntryBody::Measurement { item, value } => match milli(*value) {
            Ok(value) => Entry::Measurement { item: *item, value },
            Err(code) => return Some(Err(code)),
        },
        EntryBody::Condition { level } => Entry::Condition { level: *level },
        EntryBody::Diary { text } => Entry::Diary { text: text.clone() },
        EntryBody::Steps { count, source } => {
            Entry::Steps { count: StepCount(*count), source: source.unwrap_or(StepSource::Typed) }
        }
        _ => return None,
    }))
}

fn entry_of(daily: &mut Daily, when: When, body: &EntryBody, beside: &[EntryDraft]) -> Result<Entry, Code> {
    Ok(match body {
        EntryBody::Exercise { activity, minutes } => {
            let weight = weight_of(daily, when, beside)?;
            exercise(weight, when, activity, *minutes)?
        }
        EntryBody::Intake { slot, food, portion } => {
            let (food, name, portion, nutrients) = eaten(daily, food, *portion)?;
            Entry::Intake(Intake { slot: *slot, food, name, portion, nutrients })
        }
        EntryBody::OwnDish { name, parts } => own_dish(daily, name, parts)?,
        _ => return Err(Code::RequestInvalid),
    })
}

/// The newest weight up to the day, as it will be once the request is written.
fn weight_of(daily: &mut Daily, when: When, beside: &[EntryDraft]) -> Result<Option<f64>, Code> {
    let stored = daily.latest_measurement(MeasureItem::WeightKg, when.day);
    let stored = stored.map_err(|error| failed(error).code)?;
    let here = beside.iter().filter(|draft| draft.day <= when.day).filter_map(|draft| match draft.body {
        EntryBody::Measurement { item: MeasureItem::WeightKg, value } => {
            Some(((draft.day, draft.minute), value))
        }
        _ => None,
    });
    let here = here.max_by_key(|(at, _)| *at);
    Ok(match (stored, here) {
        (Some(stored), Some((at, _))) if (stored.when.day, stored.when.minute.map(|m| m.get())) > at => {
            kilograms(&stored.entry)
        }
        (_, Some((_, value))) => Some(value),
        (stored, None) => stored.and_then(|stored| kilograms(&stored.entry)),
    })
}

fn kilograms(entry: &Entry) -> Option<f64> {
    match entry {
        Entry::Measurement { value, .. } => Some(value.as_f64()),
        _ => None,
    }
}

fn exercise(weight: Option<f64>, when: When, code: &str, minutes: u16) -> Result<Entry, Code> {
    let activity = henro_reference::activity(code).ok_or(Code::ActivityUnknown)?;
    let rule = calc::rule_on(when.day);
    let kcal = weight
        .and_then(|kg| calc::exercise_kcal(activity.mets.as_f64(), f64::from(minutes), kg, rule).ok())
        .and_then(|kcal| Milli::from_f64(kcal).ok());
    Ok(Entry::Exercise {
        activity: code.to_owned(),
        name: activity.name.to_owned(),
        minutes: Minutes(minutes),
        mets: activity.mets,
        kcal,
    })
}

fn own_dish(daily: &mut Daily, name: &str, parts: &[OwnDishPartBody]) -> Result<Entry, Code> {
    let mut nutrients = Nutrients::default();
    let mut list = Vec::new();
    for part in parts.iter().take(MOST_PARTS + 1) {
        let (food, name, portion, amount) = eaten(daily, &part.food, part.portion)?;
        if matches!(food, FoodRef::Own(_)) {
            return Err(Code::FoodUnknown);
        }
        nutrients = nutrients.plus(&amount);
        list.push(OwnDishPart { food, name, portion });
    }
    Ok(Entry::OwnDish(OwnDish { name: name.trim().to_owned(), parts: list, nutrients }))
}

fn eaten(daily: &mut Daily, food: &str, portion: f64) -> Result<(FoodRef, String, Milli, Nutrients), Code> {
    let food = FoodRef::parse(food).map_err(|_| Code::FoodUnknown)?;
    let portion = milli(portion)?;
    if let FoodRef::Own(id) = &food {
        let dish = crate::open::own_dish(daily, *id).map_err(|error| error.code)?.ok_or(Code::FoodUnknown)?;
        let nutrients = dish.nutrients.times(portion.as_f64() as f32);
        return Ok((food, dish.name, portion, nutrients));
    }
    let name = crate::food::table_name(&food).ok_or(Code::FoodUnknown)?.to_owned();
    let nutrients = henro_reference::nutrients_of(&food, portion).ok_or(Code::FoodUnknown)?;
    Ok((food, name, portion, nutrients))
}

fn milli(value: f64) -> Result<Milli, Code> {
    Milli::from_f64(value).map_err(|_| Code::ValueImpossible)
}

/// Reads an id as it travels.
pub(crate) fn parse_id(id: &str) -> Result<EntryId, Code> {
    id.parse::<i64>().ok().and_then(|raw| EntryId::from_i64(raw).ok()).ok_or(Code::EntryMissing)
}

/// As `domain::check_entry`.
const MOST_PARTS: usize = 50;
