//! Growth and vaccination of a child: asked from outside as the formulas are, which needs no record; and of the record.

use henro_domain::Day;
use henro_growth as growth;
use henro_reference as reference;
use henro_vaccine as vaccine;

use crate::wire::*;
use crate::{Code, Context, WireError};

mod checkups;
mod files;
mod grow;
mod kept;
pub(crate) mod note;
mod sticker;
mod vaccines;
mod visit;

pub(crate) use checkups::{checkup_next, child_checkups};
pub(crate) use files::{answer as file_answer, clean as line_of, packed as squares, place as file_place};
pub(crate) use files::{vaccine_calendar, vaccine_print, vaccine_proof};
pub(crate) use grow::growth_read;
pub(crate) use kept::{Dosed, dosed, grown_values, growth_born, growth_names, growth_record};
pub(crate) use sticker::{dose_photo_read, dose_photo_remove, dose_photo_write};
pub(crate) use vaccines::{
    known, names as code_names, names as vaccine_names, vaccine_choose, vaccine_due, vaccine_list,
    vaccine_mother, vaccine_read, vaccine_view,
};
pub(crate) use visit::child_checkup_record;

/// SD score and percentile.
pub(crate) fn score(ctx: &Context, ask: GrowthScore) -> Result<GrowthScoreReply, WireError> {
    let age_days = ask.day.unwrap_or(ctx.today()?).since(ask.birth);
    let corrected = match ask.gestation_days {
        Some(days) => growth::corrected(age_days, days).map_err(impossible)?,
        None => growth::Corrected::NotNeeded,
    };
    let (corrected_days, by) = match corrected {
        growth::Corrected::NotNeeded => (None, Some(age_days)),
        growth::Corrected::Days(days) => (Some(days), Some(days)),
        growth::Corrected::BeforeTerm => (None, None),
    };
    let found =
        by.map(|days| growth::score(norm_of(ask.norm), ask.sex, measure_of(ask.measure), days, ask.value));
    let found = found.transpose().map_err(impossible)?;
    let source = found.and_then(|found| reference::source(found.source));
    Ok(GrowthScoreReply {
        age_days,
        corrected_days,
        z: found.map(|found| found.z),
        percentile: found.map(|found| found.percentile),
        median: found.map(|found| found.median),
        too_early: found.is_none_or(|found| found.too_early),
        confidence: found.map(|found| found.confidence.key().to_owned()),
        source: source.map(|source| source.attribution_ja.to_owned()),
    })
}

fn norm_of(norm: GrowthNorm) -> growth::Norm {
    match norm {
        GrowthNorm::Japan => growth::Norm::Japan,
        GrowthNorm::Who => growth::Norm::Who,
    }
}

fn measure_of(measure: GrowthOf) -> growth::GrowthMeasure {
    match measure {
        GrowthOf::Height => growth::GrowthMeasure::Height,
        GrowthOf::Weight => growth::GrowthMeasure::Weight,
        GrowthOf::Head => growth::GrowthMeasure::Head,
        GrowthOf::Bmi => growth::GrowthMeasure::Bmi,
    }
}

fn impossible(_: growth::Error) -> WireError {
    Code::ValueImpossible.into()
}

/// What the rules of vaccination say.
pub(crate) fn plan(ctx: &Context, ask: VaccinePlan) -> Result<VaccinePlanReply, WireError> {
    if ask.given.len() > vaccine::Given::MOST {
        return Err(WireError::limit(Code::RequestInvalid, vaccine::Given::MOST as u32));
    }
    let today = ask.day.unwrap_or(ctx.today()?);
    let person =
        vaccine::Person { birth: ask.birth, sex: ask.sex, mother_hbsag: ask.mother_hbsag, due: ask.due };
    let given: Vec<vaccine::Given> = ask.given.into_iter().map(given).collect();
    let found = vaccine::plan(&person, &given, today).map_err(refused)?;
    let visits = match ask.until {
        Some(until) => ahead(&person, &given, today, until, &ask.chosen)?,
        None => Vec::new(),
    };
    let mut ids: Vec<&str> = found.answers.iter().flat_map(vaccine::Answer::sources).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(VaccinePlanReply {
        doses: found.doses.iter().map(dose).collect(),
        answers: found.answers.iter().map(answer).collect(),
        visits,
        sources: ids.into_iter().filter_map(source).collect(),
    })
}

fn given(one: VaccineGiven) -> vaccine::Given {
    vaccine::Given { code: one.code, day: one.day, number: one.number, lot: one.lot }
}

fn ahead(
    person: &vaccine::Person,
    given: &[vaccine::Given],
    today: Day,
    until: Day,
    chosen: &[String],
) -> Result<Vec<VaccineVisitView>, WireError> {
    let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
    let visits = vaccine::ahead(person, given, today, until, &chosen).map_err(refused)?;
    let dose = |(vaccine, series, number): (&str, &str, u8)| VaccineVisitDose {
        vaccine: vaccine.to_owned(),
        series: series.to_owned(),
        number,
    };
    let view = |visit: vaccine::Visit| VaccineVisitView {
        day: visit.day,
        doses: visit.doses.into_iter().map(dose).collect(),
    };
    Ok(visits.into_iter().map(view).collect())
}

fn refused(error: vaccine::Error) -> WireError {
    match error {
        vaccine::Error::BornLater => Code::DayInvalid.into(),
        _ => Code::RequestInvalid.into(),
    }
}

fn dose(dose: &vaccine::Judged) -> VaccineDoseView {
    VaccineDoseView {
        vaccine: dose.vaccine.to_owned(),
        day: dose.day,
        verdict: dose.verdict.key().to_owned(),
        series: dose.counts_as.map(|(series, _)| series.to_owned()),
        number: dose.counts_as.map(|(_, number)| number),
        findings: dose.findings.iter().map(|finding| finding.key().to_owned()).collect(),
    }
}

fn answer(answer: &vaccine::Answer) -> VaccineAnswerView {
    let of = reference::vaccine(answer.vaccine);
    let series = reference::vaccine_series().iter().find(|series| series.id == answer.series);
    VaccineAnswerView {
        vaccine: answer.vaccine.to_owned(),
        name: of.map_or("", |of| of.name).to_owned(),
        diseases: of.into_iter().flat_map(|of| of.diseases.iter()).map(str::to_owned).collect(),
        series: answer.series.to_owned(),
        label: series.map_or("", |series| series.label).to_owned(),
        category: match answer.category {
            reference::VaccineCategory::A => "a",
            reference::VaccineCategory::B => "b",
            reference::VaccineCategory::Voluntary => "voluntary",
        }
        .to_owned(),
        state: answer.state.key().to_owned(),
        next: answer.next,
        possible: answer.possible,
        from: answer.from,
        to: answer.to,
        last_free: answer.last_free,
        choice: answer.choice.map(str::to_owned),
        check: answer.check,
        why: answer.why.iter().map(reason).collect(),
        confidence: answer.confidence.key().to_owned(),
        sources: answer.sources().into_iter().map(str::to_owned).collect(),
    }
}

fn reason(reason: &vaccine::Reason) -> VaccineReason {
    let (rule, day) = match *reason {
        vaccine::Reason::Age(day) => ("age", Some(day)),
        vaccine::Reason::Interval(day) => ("interval", Some(day)),
        vaccine::Reason::Season(day) => ("season", Some(day)),
        vaccine::Reason::Rule(rule, day) => (rule, day),
    };
    let text = reference::vaccine_rule(rule).map(|rule| rule.text.to_owned());
    VaccineReason { rule: rule.to_owned(), text, day }
}

fn source(id: &str) -> Option<VaccineSourceView> {
    reference::vaccine_source(id).map(|source| VaccineSourceView {
        id: source.id.to_owned(),
        title: source.title.to_owned(),
        publisher: source.publisher.to_owned(),
        edition: source.edition.to_owned(),
    })
}
