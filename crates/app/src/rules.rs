//! The formulas and dated rules of checkups, asked from outside. None of them needs a record.

use henro_calc as calc;
use henro_domain::{Decimal, Measured, Milli, MmHg, Sex};
use henro_guidance as guidance;

use crate::wire::*;
use crate::{Code, Context, WireError};

/// eGFR and stage.
pub(crate) fn egfr(_: &Context, ask: CalcEgfr) -> Result<CalcEgfrReply, WireError> {
    let egfr = calc::egfr(ask.creatinine_mg_dl, ask.age, ask.sex).map_err(refused)?;
    Ok(CalcEgfrReply {
        egfr,
        stage: calc::kidney_stage(egfr).map_or("", calc::KidneyStage::key).to_owned(),
        source: "Matsuo S et al., Am J Kidney Dis 2009;53:982-992 (日本腎臓学会)".to_owned(),
    })
}

/// LDL by Friedewald, non-HDL.
pub(crate) fn ldl(_: &Context, ask: CalcLdl) -> Result<CalcLdlReply, WireError> {
    let ldl = calc::ldl_friedewald(ask.total, ask.hdl, ask.triglycerides, ask.fasting).map_err(refused)?;
    Ok(CalcLdlReply {
        ldl,
        non_hdl: calc::non_hdl(ask.total, ask.hdl).map_err(refused)?,
        source: "Friedewald WT et al., Clin Chem 1972;18:499-502 (日本動脈硬化学会)".to_owned(),
    })
}

/// HbA1c, JDS to NGSP.
pub(crate) fn hba1c(_: &Context, ask: CalcHba1c) -> Result<CalcHba1cReply, WireError> {
    let jds = Milli::from_f64(ask.jds_pct).map_err(|_| Code::ValueImpossible)?;
    Ok(CalcHba1cReply {
        ngsp_pct: calc::ngsp_of_jds(jds).map_err(refused)?.as_f64(),
        source: "日本糖尿病学会 2011 (NGSP = 1.02 x JDS + 0.25)".to_owned(),
    })
}

/// The next checkup by the moving average.
pub(crate) fn forecast(_: &Context, ask: CalcForecast) -> Result<CalcForecastReply, WireError> {
    few(ask.values.len(), 200)?;
    let values: Vec<_> = ask.values.iter().map(|one| (one.day, one.value)).collect();
    let next = calc::forecast(&values).map_err(refused)?;
    Ok(CalcForecastReply {
        points: next.map(|next| [next.earlier, next.later, next.next]),
        day: next.map(|next| next.day),
        source: "かがわeヘルスケア事業報告書 (2010) 図2.9, 図3.60".to_owned(),
    })
}

/// メタボリックシンドローム判定 by the rule of the day.
pub(crate) fn metabolic(_: &Context, ask: CalcMetabolic) -> Result<CalcJudged, WireError> {
    let rule = match &ask.rule {
        Some(id) => Some(guidance::metabolic_rule(id).ok_or(Code::ValueImpossible)?),
        None => guidance::metabolic_on(ask.day),
    };
    let findings = findings(ask.sex, &ask.findings)?;
    Ok(rule.map_or_else(unjudged, |rule| metabolic_view(rule, &findings)))
}

/// A judgement with its rule.
pub(crate) fn metabolic_view(rule: &guidance::MetabolicRule, findings: &guidance::Findings) -> CalcJudged {
    let judged = rule.judge(findings);
    CalcJudged {
        answer: Some(judged.answer.key().to_owned()),
        code: Some(judged.answer.code()),
        met: keys(&judged.met),
        unknown: keys(&judged.unknown),
        rule: Some(view(&rule.edition)),
    }
}

/// 特定保健指導の階層化 by the rule of the day.
pub(crate) fn guidance_level(_: &Context, ask: CalcGuidanceLevel) -> Result<CalcJudged, WireError> {
    if ask.age > 150 {
        return Err(Code::ValueImpossible.into());
    }
    let findings = findings(ask.sex, &ask.findings)?;
    let Some(rule) = guidance::level_on(ask.day) else { return Ok(unjudged()) };
    let outside = || CalcJudged { rule: Some(view(&rule.edition)), ..unjudged() };
    Ok(level_view(rule, &findings, ask.age).unwrap_or_else(outside))
}

/// A judgement with its rule; `None` outside of the ages the programme is for.
pub(crate) fn level_view(
    rule: &guidance::LevelRule,
    findings: &guidance::Findings,
    age: u32,
) -> Option<CalcJudged> {
    let judged = rule.judge(findings, age)?;
    Some(CalcJudged {
        answer: Some(judged.answer.key().to_owned()),
        code: Some(judged.answer.code()),
        met: keys(&judged.met),
        unknown: keys(&judged.unknown),
        rule: Some(view(&rule.edition)),
    })
}

/// The class of a blood pressure by the edition of its day.
pub(crate) fn pressure_class(
    _: &Context,
    ask: CalcPressureClass,
) -> Result<CalcPressureClassReply, WireError> {
    let place = if ask.home { guidance::Place::Home } else { guidance::Place::Office };
    let rule = guidance::pressure_on(place, ask.day);
    let judged = match rule {
        Some(rule) => Some(rule.judge(MmHg(ask.systolic), MmHg(ask.diastolic)).ok_or(Code::ValueImpossible)?),
        None => None,
    };
    Ok(CalcPressureClassReply {
        class: judged.as_ref().map(|judged| judged.class.key.clone()),
        name: judged.as_ref().map(|judged| judged.class.name.clone()),
        name_en: judged.as_ref().map(|judged| judged.class.name_en.clone()),
        isolated_systolic: judged.is_some_and(|judged| judged.isolated_systolic),
        rule: rule.map(|rule| view(&rule.edition)),
    })
}

/// Whether a third of a month's readings are high.
pub(crate) fn pressure_watch(
    _: &Context,
    ask: CalcPressureWatch,
) -> Result<CalcPressureWatchReply, WireError> {
    few(ask.readings.len(), 10_000)?;
    let readings: Vec<_> =
        ask.readings.iter().map(|one| (one.day, MmHg(one.systolic), MmHg(one.diastolic))).collect();
    let family = if ask.trial { "trial" } else { "home" };
    let rule = guidance::pressure_watch_on(family, ask.on);
    let seen = rule.map(|rule| rule.judge(&readings, ask.on));
    Ok(CalcPressureWatchReply {
        since: seen.map(|seen| seen.since),
        readings: seen.map_or(0, |seen| seen.readings),
        high: seen.map_or(0, |seen| seen.high),
        reached: seen.is_some_and(|seen| seen.reached),
        rule: rule.map(|rule| view(&rule.edition)),
    })
}

/// Whether the weight changed since the last checkup.
pub(crate) fn weight_watch(_: &Context, ask: CalcWeightWatch) -> Result<CalcWeightWatchReply, WireError> {
    few(ask.daily.len(), 10_000)?;
    few(ask.checkups.len(), 200)?;
    let limit = ask.limit_kg.map(weight).transpose()?;
    let weights = |all: &[CalcWeight]| {
        all.iter().map(|one| Ok((one.day, weight(one.weight_kg)?))).collect::<Result<Vec<_>, WireError>>()
    };
    let (daily, checkups) = (weights(&ask.daily)?, weights(&ask.checkups)?);
    let rule = guidance::weight_watch_on(ask.on);
    let seen = rule.and_then(|rule| rule.judge(&daily, &checkups, limit));
    Ok(CalcWeightWatchReply {
        change_kg: seen.map(|seen| seen.change_kg.as_f64()),
        newest: seen.map(|seen| seen.newest),
        baseline: seen.map(|seen| seen.baseline),
        reached: seen.is_some_and(|seen| seen.reached),
        rule: rule.map(|rule| view(&rule.edition)),
    })
}

fn weight(kg: f64) -> Result<Milli, WireError> {
    let weight = Milli::from_f64(kg).ok().filter(|weight| (1..=400_000).contains(&weight.milli()));
    weight.ok_or(Code::ValueImpossible.into())
}

fn findings(sex: Sex, of: &CalcFindings) -> Result<guidance::Findings, WireError> {
    Ok(guidance::Findings {
        sex,
        waist: measured(of.waist_cm)?,
        visceral_fat: measured(of.visceral_fat_cm2)?,
        bmi: measured(of.bmi)?,
        systolic: measured(of.systolic)?,
        diastolic: measured(of.diastolic)?,
        triglycerides: measured(of.triglycerides)?,
        triglycerides_casual: measured(of.triglycerides_casual)?,
        hdl: measured(of.hdl)?,
        glucose: measured(of.glucose)?,
        glucose_casual: measured(of.glucose_casual)?,
        hba1c_ngsp: measured(of.hba1c_ngsp)?,
        hba1c_jds: measured(of.hba1c_jds)?,
        medicines: guidance::Medicines {
            pressure: of.medicine_pressure,
            glucose: of.medicine_glucose,
            lipids: of.medicine_lipids,
        },
        smoker: of.smoker,
    })
}

/// A number of the wire as the decimal that was written: the shortest that reads back as it.
fn measured(number: Option<f64>) -> Result<Option<Measured>, WireError> {
    let Some(number) = number else { return Ok(None) };
    if !(0.0..=100_000.0).contains(&number) {
        return Err(Code::ValueImpossible.into());
    }
    let decimal = Decimal::from_str_exact(&number.to_string()).map_err(|_| Code::ValueImpossible)?;
    Ok(Some(decimal.into()))
}

fn unjudged() -> CalcJudged {
    CalcJudged { answer: None, code: None, met: Vec::new(), unknown: Vec::new(), rule: None }
}

fn keys(criteria: &[guidance::Criterion]) -> Vec<String> {
    criteria.iter().map(|criterion| criterion.key().to_owned()).collect()
}

pub(crate) fn view(edition: &guidance::Edition) -> RuleView {
    RuleView {
        id: edition.id.clone(),
        from: edition.from,
        source: edition.source.clone(),
        source_en: edition.source_en.clone(),
        read: edition.read,
        note: edition.note.clone(),
        note_en: edition.note_en.clone(),
    }
}

fn few(count: usize, most: u32) -> Result<(), WireError> {
    match count > most as usize {
        true => Err(WireError::limit(Code::RequestInvalid, most)),
        false => Ok(()),
    }
}

fn refused(_: calc::Error) -> WireError {
    Code::ValueImpossible.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_the_wire_is_the_decimal_that_was_written() {
        // 5.6 as a binary number lies beside 5.6; the limit of a rule must not be missed by it
        for text in ["5.6", "5.2", "84.9", "0.1", "85", "94.5"] {
            let value = measured(text.parse().ok()).unwrap().unwrap();
            assert!(value.number == Decimal::from_str_exact(text).unwrap(), "{text}");
        }
        assert!(measured(Some(f64::NAN)).is_err() && measured(Some(-1.0)).is_err());
        assert!(measured(Some(1e-300)).is_err(), "no decimal of a laboratory");
        assert!(measured(None).unwrap().is_none());
    }
}
