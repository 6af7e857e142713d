//! Every formula of the screens, asked from outside. None of them needs a record.

use henro_calc as calc;
use henro_domain::{
    Bpm, Day, FoodRef, Intake, MealSlot, Milli, MinuteOfDay, MmHg, Nutrient, Nutrients, Occasion,
};

use crate::wire::*;
use crate::{Code, Context, WireError, walk};

/// BMI, class, weight at 22.
pub(crate) fn bmi(_: &Context, ask: CalcBmi) -> Result<CalcBmiReply, WireError> {
    let bmi = calc::bmi(ask.height_cm, ask.weight_kg).map_err(refused)?;
    Ok(CalcBmiReply {
        bmi,
        class: calc::bmi_class(bmi, None).map_or("", calc::BmiClass::key).to_owned(),
        weight_at_22: calc::weight_at_bmi_22(ask.height_cm).map_err(refused)?,
        figure: calc::bmi_figure(bmi),
        source: "日本肥満学会『肥満症診療ガイドライン2022』; WHO TRS 894".to_owned(),
    })
}

/// Home blood pressure by the guideline.
pub(crate) fn home_pressure(
    ctx: &Context,
    ask: CalcHomePressure,
) -> Result<CalcHomePressureReply, WireError> {
    if ask.readings.len() > 10_000 {
        return Err(WireError::limit(Code::RequestInvalid, 10_000));
    }
    let readings = ask.readings.iter().map(reading).collect::<Result<Vec<_>, _>>()?;
    let last = ask.readings.iter().map(|reading| reading.day).max();
    let home = calc::home_bp(&readings, last.unwrap_or(ctx.today()?)).map_err(refused)?;
    let mean = |side: Option<calc::OccasionMean>| {
        side.filter(|mean| mean.days >= 5).map(|mean| [mean.mean.systolic, mean.mean.diastolic])
    };
    let values = calc::occasions(&readings).map_err(refused)?;
    let days = calc::days_at_or_above(&values, calc::HOME_LIMIT);
    let sides = [home.morning, home.evening].into_iter().flatten().filter(|mean| mean.class.is_some());
    let period = |occasion| {
        calc::period_mean(&values, occasion).map(|mean| CalcPressureMean {
            values: mean.days,
            mean: [mean.mean.systolic, mean.mean.diastolic],
            class: mean.class.map(|class| class.key().to_owned()),
        })
    };
    Ok(CalcHomePressureReply {
        class: home.class.map(|class| class.key().to_owned()),
        isolated_systolic: home.class.map(|_| sides.map(|side| side.mean).any(calc::is_isolated_systolic)),
        period_morning: period(Some(Occasion::Morning)),
        period_evening: period(Some(Occasion::Evening)),
        period: period(None),
        days_measured: days.measured,
        days_high: days.above,
        third_high: days.at_least_a_third(),
        morning: mean(home.morning),
        evening: mean(home.evening),
        morning_days: home.morning.map_or(0, |mean| mean.days),
        evening_days: home.evening.map_or(0, |mean| mean.days),
        high: home.class.map(calc::HomeBpClass::is_hypertension),
        source: PRESSURE_SOURCE.to_owned(),
    })
}

fn reading(reading: &CalcReading) -> Result<calc::Reading, WireError> {
    Ok(calc::Reading {
        day: reading.day,
        minute: reading.minute.map(MinuteOfDay::new).transpose().map_err(|_| Code::DayInvalid)?,
        occasion: reading.occasion,
        systolic: MmHg(reading.systolic),
        diastolic: MmHg(reading.diastolic),
        pulse: None::<Bpm>,
    })
}

/// Energy of an activity.
pub(crate) fn exercise(ctx: &Context, ask: CalcExercise) -> Result<CalcExerciseReply, WireError> {
    let rule = rule_on(ctx, ask.day)?;
    Ok(CalcExerciseReply {
        kcal: calc::exercise_kcal(ask.mets, ask.minutes, ask.weight_kg, rule).map_err(refused)?,
        kcal_net: calc::net_kcal(ask.mets, ask.minutes, ask.weight_kg, rule).map_err(refused)?,
        mets_hours: calc::mets_hours(ask.mets, ask.minutes).map_err(refused)?,
        source: rule_source(rule).to_owned(),
    })
}

/// What steps come to.
pub(crate) fn steps(ctx: &Context, ask: CalcSteps) -> Result<CalcStepsReply, WireError> {
    let rule = rule_on(ctx, ask.day)?;
    let stride_m = calc::stride_m(Some(ask.height_cm), ask.stride_m).map_err(refused)?;
    let none = calc::LoggedWalk::default();
    let walk = calc::steps_walk(ask.steps, stride_m, ask.weight_kg, none, rule).map_err(refused)?;
    Ok(CalcStepsReply {
        stride_m,
        metres: f64::from(walk.distance_m),
        minutes: walk.minutes,
        mets: walk.mets,
        kcal: walk.kcal,
        source: format!("{}; Tudor-Locke 2018 (100 steps/min = 3 METs)", rule_source(rule)),
    })
}

/// Reference intakes of a person.
pub(crate) fn intake_reference(
    ctx: &Context,
    ask: CalcIntakeReference,
) -> Result<CalcIntakeReferenceReply, WireError> {
    let day = ask.day.unwrap_or(ctx.today()?);
    let lines = crate::day::reference_lines(ask.sex, ask.age, ask.activity, day);
    Ok(CalcIntakeReferenceReply {
        lines: lines
            .into_iter()
            .map(|(nutrient, at_least, at_most)| CalcIntakeLine { nutrient, at_least, at_most })
            .collect(),
        source: calc::EDITION.name.to_owned(),
    })
}

/// Nutrients of an amount of a dish or food of the tables.
pub(crate) fn nutrition(_: &Context, ask: CalcNutrition) -> Result<CalcNutritionReply, WireError> {
    let eaten = eaten(MealSlot::Other, &ask.food, ask.portion)?;
    Ok(CalcNutritionReply {
        nutrients: crate::view::amounts(&eaten.nutrients),
        name: eaten.name,
        source: FOOD_SOURCE.to_owned(),
    })
}

/// Nutrients of a day and of its meals.
pub(crate) fn nutrition_day(_: &Context, ask: CalcNutritionDay) -> Result<CalcNutritionDayReply, WireError> {
    few(ask.eaten.len(), 200)?;
    let eaten = ask.eaten.iter().map(|one| eaten(one.slot, &one.food, one.portion));
    let sums = calc::sum_day(&eaten.collect::<Result<Vec<_>, _>>()?);
    Ok(CalcNutritionDayReply {
        meals: MealSlot::ALL.map(|slot| totals(&sums.meal(slot))).to_vec(),
        day: totals(&sums.day),
        ratio: calc::energy_ratio(&sums.day.nutrients).map(ratio),
        source: FOOD_SOURCE.to_owned(),
    })
}

fn eaten(slot: MealSlot, food: &str, portion: f64) -> Result<Intake, WireError> {
    let food = FoodRef::parse(food).map_err(|_| Code::FoodUnknown)?;
    let portion = Milli::from_f64(portion).ok().filter(|portion| (1..=50_000).contains(&portion.milli()));
    let portion = portion.ok_or(Code::ValueImpossible)?;
    let nutrients = henro_reference::nutrients_of(&food, portion).ok_or(Code::FoodUnknown)?;
    let name = crate::food::table_name(&food).ok_or(Code::FoodUnknown)?.to_owned();
    Ok(Intake { slot, food, name, portion, nutrients })
}

fn totals(sum: &calc::Totals) -> CalcTotals {
    CalcTotals {
        dishes: sum.dishes,
        nutrients: crate::view::amounts(&sum.nutrients),
        partial: Nutrient::ALL.into_iter().filter(|nutrient| sum.unknown_of(*nutrient) > 0).collect(),
    }
}

/// Share of protein, fat and carbohydrate in the energy.
pub(crate) fn energy_ratio(_: &Context, ask: CalcEnergyRatio) -> Result<CalcEnergyRatioReply, WireError> {
    let mut nutrients = Nutrients::default();
    for (nutrient, amount) in [
        (Nutrient::EnergyKcal, ask.energy_kcal),
        (Nutrient::ProteinG, ask.protein_g),
        (Nutrient::FatG, ask.fat_g),
    ] {
        nutrients.set(nutrient, Some(amount as f32));
    }
    Ok(ratio(calc::energy_ratio(&nutrients).ok_or(Code::ValueImpossible)?))
}

fn ratio(ratio: calc::EnergyRatio) -> CalcEnergyRatioReply {
    CalcEnergyRatioReply {
        protein_pct: ratio.protein_pct,
        fat_pct: ratio.fat_pct,
        carbohydrate_pct: ratio.carbohydrate_pct,
        source: "厚生労働省『日本人の食事摂取基準（2025年版）』エネルギー産生栄養素バランス".to_owned(),
    }
}

/// Pure alcohol of drinks, 休肝日 of days.
pub(crate) fn alcohol(ctx: &Context, ask: CalcAlcohol) -> Result<CalcAlcoholReply, WireError> {
    few(ask.drinks.len(), 200)?;
    few(ask.days.len(), 4_000)?;
    let grams = ask.drinks.iter().map(|drink| calc::pure_alcohol_g(drink.millilitres, drink.strength_pct));
    let grams = grams.collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let days = ask.days.iter().map(|one| Ok((one.day, calc::alcohol_of(one.grams)?)));
    let days = days.collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let on = ask.on.unwrap_or(ctx.today()?);
    let week = calc::alcohol_week(&days, on);
    Ok(CalcAlcoholReply {
        total_g: (grams.iter().sum::<f64>() * 10.0).round() / 10.0,
        grams,
        free: week.free,
        drank: week.drank,
        unknown: week.unknown,
        streak: calc::alcohol_free_streak(&days, on),
        source: "厚生労働省『健康に配慮した飲酒に関するガイドライン』2024 (ml x 度数/100 x 0.8)".to_owned(),
    })
}

/// METs-hours of a week against the goal.
pub(crate) fn weekly_activity(
    _: &Context,
    ask: CalcWeeklyActivity,
) -> Result<CalcWeeklyActivityReply, WireError> {
    few(ask.activities.len(), 1_000)?;
    if ask.age.is_some_and(|age| age > 150) {
        return Err(Code::ValueImpossible.into());
    }
    let activities: Vec<_> = ask.activities.iter().map(|one| (one.mets, one.minutes)).collect();
    let mets_hours = calc::weekly_mets_hours(&activities).map_err(refused)?;
    let goal = calc::weekly_goal(ask.age);
    Ok(CalcWeeklyActivityReply {
        mets_hours,
        goal,
        reached: goal.map(|goal| mets_hours >= goal),
        source: "健康づくりのための身体活動・運動ガイド2023 (3 METs以上、週23メッツ・時、65歳から15)"
            .to_owned(),
    })
}

/// METs of walking.
pub(crate) fn walking_mets(_: &Context, ask: CalcWalkingMets) -> Result<CalcWalkingMetsReply, WireError> {
    if ask.metres_per_minute.is_none() && ask.steps_per_minute.is_none() {
        return Err(Code::RequestInvalid.into());
    }
    Ok(CalcWalkingMetsReply {
        by_speed: ask.metres_per_minute.map(calc::mets_at_speed).transpose().map_err(refused)?,
        by_cadence: ask.steps_per_minute.map(calc::mets_at_cadence).transpose().map_err(refused)?,
        source: "2011 Compendium of Physical Activities; CADENCE-Adults 2019, 2020".to_owned(),
    })
}

/// Basal metabolism and what was done on top of it.
pub(crate) fn energy_day(_: &Context, ask: CalcEnergyDay) -> Result<CalcEnergyDayReply, WireError> {
    few(ask.net_kcal.len(), 1_000)?;
    let basal = calc::basal_metabolism(ask.sex, ask.age, ask.height_cm, ask.weight_kg).map_err(refused)?;
    let day = calc::energy_of_day(basal, &ask.net_kcal).map_err(refused)?;
    Ok(CalcEnergyDayReply {
        basal_kcal: day.basal_kcal,
        activity_kcal: day.activity_kcal,
        total_kcal: day.total_kcal,
        beyond_checked_age: basal.beyond_checked_age,
        source: BASAL_SOURCE.to_owned(),
    })
}

fn few(count: usize, most: u32) -> Result<(), WireError> {
    match count > most as usize {
        true => Err(WireError::limit(Code::RequestInvalid, most)),
        false => Ok(()),
    }
}

/// Basal metabolism.
pub(crate) fn basal(_: &Context, ask: CalcBasal) -> Result<CalcBasalReply, WireError> {
    let basal = calc::basal_metabolism(ask.sex, ask.age, ask.height_cm, ask.weight_kg).map_err(refused)?;
    Ok(CalcBasalReply { kcal: basal.kcal, source: BASAL_SOURCE.to_owned() })
}

/// The pilgrimage of given metres a day.
pub(crate) fn walk(ctx: &Context, ask: CalcWalk) -> Result<WalkView, WireError> {
    if ask.days.len() > 40_000 {
        return Err(WireError::limit(Code::RequestInvalid, 40_000));
    }
    if ask.days.iter().any(|one| one.metres > walk::MOST_METRES) {
        return Err(Code::ValueImpossible.into());
    }
    let mut days: Vec<(Day, u32)> = ask.days.iter().map(|one| (one.day, one.metres)).collect();
    days.sort_by_key(|(day, _)| *day);
    walk::view(&days, ask.settings, ctx.today()?, false)
}

fn rule_on(ctx: &Context, day: Option<Day>) -> Result<calc::EnergyRule, WireError> {
    Ok(calc::rule_on(day.unwrap_or(ctx.today()?)))
}

fn rule_source(rule: calc::EnergyRule) -> &'static str {
    match rule {
        calc::EnergyRule::Guide2006 => "健康づくりのための運動指針2006 (1.05 x METs x h x kg)",
        calc::EnergyRule::Guide2013 => "健康づくりのための身体活動基準2013 (METs x h x kg)",
        calc::EnergyRule::Guide2023 => "健康づくりのための身体活動・運動ガイド2023 (METs x h x kg)",
    }
}

fn refused(_: calc::Error) -> WireError {
    Code::ValueImpossible.into()
}

const PRESSURE_SOURCE: &str =
    "日本高血圧学会『高血圧治療ガイドライン2019』表2-3, 2-5; 『高血圧管理・治療ガイドライン2025』 (135/85)";
const BASAL_SOURCE: &str = "Ganpule AA et al., Eur J Clin Nutr 2007;61:1256-1261 (国立健康・栄養研究所の式)";
const FOOD_SOURCE: &str = "日本食品標準成分表(八訂)増補2023年から引用・加工";
