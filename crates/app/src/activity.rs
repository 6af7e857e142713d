//! Activities to choose from.

use std::collections::BTreeMap;

use henro_calc as calc;
use henro_domain::{Entry, EntryKind, MeasureItem};
use henro_reference::{Activity, activity, search_activity};

use crate::context::Now;
use crate::open::{Open, failed};
use crate::wire::{ActivitySearch, ActivityView, ActivityViews};
use crate::{Code, Context, WireError};

/// Activities for a query; with nothing typed, those this person wrote in the last 90 days, then common ones.
pub(crate) fn search(ctx: &Context, ask: ActivitySearch) -> Result<ActivityViews, WireError> {
    if ask.query.chars().count() > 200 {
        return Err(WireError::limit(Code::TextLong, 200));
    }
    let limit = usize::try_from(ask.limit.unwrap_or(20).min(50)).unwrap_or(20);
    ctx.with_open(|open, now| {
        let usual = usual(open, now)?;
        let found: Vec<&Activity> = match ask.query.trim() {
            "" => {
                let mut codes: Vec<&str> = usual.iter().map(|(code, _)| code.as_str()).collect();
                codes.extend(COMMON.iter().filter(|code| !usual.iter().any(|(used, _)| used == *code)));
                codes.into_iter().filter_map(activity).collect()
            }
            query => search_activity(query, limit).into_iter().map(|hit| hit.activity).collect(),
        };
        let weight = open.measure(MeasureItem::WeightKg, now.today)?;
        let views = found.into_iter().take(limit).map(|one| view(one, weight, now, &usual));
        Ok(ActivityViews { activities: views.collect() })
    })
}

fn view(one: &Activity, weight: Option<f64>, now: Now, usual: &[(String, u16)]) -> ActivityView {
    let rule = calc::rule_on(now.today);
    let kcal = weight.and_then(|kg| calc::exercise_kcal(one.mets.as_f64(), 10.0, kg, rule).ok());
    ActivityView {
        code: one.code.to_owned(),
        name: one.name.to_owned(),
        name_en: one.name_en.to_owned(),
        category: one.category.to_owned(),
        mets: one.mets.as_f64(),
        estimated: one.proxy,
        kcal_10min: kcal,
        usual_minutes: usual.iter().find(|(code, _)| code == one.code).map(|(_, minutes)| *minutes),
    }
}

/// Codes of the last 90 days with the minutes written last, most often first.
fn usual(open: &mut Open, now: Now) -> Result<Vec<(String, u16)>, WireError> {
    let entries =
        open.reading()?.range(&[EntryKind::Exercise], now.today.plus(-90), now.today).map_err(failed)?;
    let mut counts: BTreeMap<String, (u32, u16)> = BTreeMap::new();
    for stored in entries {
        if let Entry::Exercise { activity, minutes, .. } = stored.entry {
            let slot = counts.entry(activity).or_default();
            *slot = (slot.0 + 1, minutes.0);
        }
    }
    let mut list: Vec<_> = counts.into_iter().collect();
    list.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    Ok(list.into_iter().map(|(code, (_, minutes))| (code, minutes)).collect())
}

/// Shown before anything was written: walking, radio gymnastics, cycling, housework, garden, water, stretching.
const COMMON: [&str; 8] = ["17190", "JP005", "17170", "01010", "05043", "08245", "18368", "02101"];
