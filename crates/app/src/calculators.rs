//! Every formula of the screens, asked from outside. None of them needs a record.

use henro_calc as calc;
use henro_domain::{Bpm, Day, FoodRef, Milli, MinuteOfDay, MmHg};

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
    Ok(CalcHomePressureReply {
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
    let food = FoodRef::parse(&ask.food).map_err(|_| Code::FoodUnknown)?;
    let portion = Milli::from_f64(ask.portion).ok().filter(|portion| (1..=50_000).contains(&portion.milli()));
    let portion = portion.ok_or(Code::ValueImpossible)?;
    let nutrients = henro_reference::nutrients_of(&food, portion).ok_or(Code::FoodUnknown)?;
    Ok(CalcNutritionReply {
        name: crate::food::table_name(&food).ok_or(Code::FoodUnknown)?.to_owned(),
        nutrients: crate::view::amounts(&nutrients),
        source: "日本食品標準成分表(八訂)増補2023年から引用・加工".to_owned(),
    })
}

/// Basal metabolism.
pub(crate) fn basal(_: &Context, ask: CalcBasal) -> Result<CalcBasalReply, WireError> {
    let basal = calc::basal_metabolism(ask.sex, ask.age, ask.height_cm, ask.weight_kg).map_err(refused)?;
    Ok(CalcBasalReply {
        kcal: basal.kcal,
        source: "Ganpule AA et al., Eur J Clin Nutr 2007;61:1256-1261 (国立健康・栄養研究所の式)".to_owned(),
    })
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
