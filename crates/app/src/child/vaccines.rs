//! The vaccinations of a record: what was written down, judged, and what is to come.

use henro_domain::{Day, Person};
use henro_reference as reference;
use henro_vaccine as vaccine;
use henro_vault::Clinical;

use super::kept::{self, Kept, Whose, doses, kept};
use super::note;
use super::{ahead, answer, refused, source};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// What was given and what the rules say of it, today.
pub(crate) fn vaccine_read(ctx: &Context, _: Empty) -> Result<VaccineView, WireError> {
    vaccine_view(ctx)
}

/// The same, for other papers.
pub(crate) fn vaccine_view(ctx: &Context) -> Result<VaccineView, WireError> {
    let today = ctx.today()?;
    let (whose, doses) = kept(ctx)?;
    view(&whose, &doses, today, &chosen(ctx)?)
}

/// Has the plan follow one of several vaccines. It counts until the first dose.
pub(crate) fn vaccine_choose(ctx: &Context, ask: VaccineChoose) -> Result<EntryRecorded, WireError> {
    let group = reference::vaccine(&ask.code).map(|of| of.exclusive).filter(|group| !group.is_empty());
    let group = group.ok_or(Code::RequestInvalid)?;
    ctx.with_clinical(|clinical, meta, now| {
        let id = note::put(clinical, (meta, now), CHOICE, group, Some(ask.code.clone()))?;
        Ok(EntryRecorded { ids: vec![id] })
    })
}

/// Keeps whether the mother has HBs antigen; the plan against hepatitis B follows it.
pub(crate) fn vaccine_mother(ctx: &Context, ask: VaccineMother) -> Result<EntryRecorded, WireError> {
    let words = match ask.answer {
        MotherHbsag::Yes => Some(kept::YES.to_owned()),
        MotherHbsag::No => Some("no".to_owned()),
        MotherHbsag::Unknown => None,
    };
    ctx.with_clinical(|clinical, meta, now| {
        let id = note::put(clinical, (meta, now), kept::MOTHER, "HEPB", words)?;
        Ok(EntryRecorded { ids: vec![id] })
    })
}

/// The rules of a person. The series of children of mothers with HBs antigen is paid by health insurance, so it has no free
/// time that could end: a dose that is not in its time is for a doctor.
fn planned(
    whose: &vaccine::Person,
    given: &[vaccine::Given],
    today: Day,
) -> Result<vaccine::Plan, WireError> {
    let mut found = vaccine::plan(whose, given, today).map_err(refused)?;
    for answer in found.answers.iter_mut().filter(|answer| answer.series == MTCT) {
        answer.last_free = None;
        if answer.state == vaccine::State::Expired {
            (answer.state, answer.check) = (vaccine::State::Ask, true);
        }
    }
    Ok(found)
}

/// The doses of a series that is behind its time are laid out by a doctor: the source has no distances between them.
fn no_catching_up(visits: &mut Vec<VaccineVisitView>, answers: &[vaccine::Answer]) {
    let behind = |state| matches!(state, vaccine::State::Overdue | vaccine::State::Ask);
    if answers.iter().any(|answer| answer.series == MTCT && behind(answer.state)) {
        visits.iter_mut().for_each(|visit| visit.doses.retain(|dose| dose.series != MTCT));
        visits.retain(|visit| !visit.doses.is_empty());
    }
}

/// Codes that were chosen.
pub(super) fn chosen(ctx: &Context) -> Result<Vec<String>, WireError> {
    ctx.with_clinical(|clinical, _, _| choices(clinical))
}

fn choices(clinical: &Clinical) -> Result<Vec<String>, WireError> {
    Ok(note::read(clinical, CHOICE)?.into_iter().filter_map(|answer| answer.words).collect())
}

/// The routine vaccination that is late or due, the most urgent; what Today counts, the family page names.
pub(crate) fn vaccine_due(
    clinical: &Clinical,
    person: &Person,
    today: Day,
) -> Result<Option<PersonNext>, WireError> {
    let ((about, doses), chosen) = (doses(clinical, today)?, choices(clinical)?);
    let Some(birth) = person.birth.filter(|birth| *birth <= today) else { return Ok(None) };
    let known: Vec<&Kept> = doses.iter().filter(|dose| known(&dose.code)).collect();
    let whose = about.of(birth, person.sex);
    // What the plan refuses is said there: it hides nobody from the family page.
    let Ok(found) = given(&known).and_then(|given| planned(&whose, &given, today)) else { return Ok(None) };
    if !is_told(birth, !doses.is_empty(), today, &found.answers) {
        return Ok(None);
    }
    let routine = |answer: &&vaccine::Answer| {
        answer.category == reference::VaccineCategory::A
            && matches!(answer.state, vaccine::State::Overdue | vaccine::State::Due)
            && !passed_over(answer, &found.answers, &chosen)
    };
    let late = |answer: &vaccine::Answer| answer.state == vaccine::State::Overdue;
    let by = |answer: &vaccine::Answer| answer.to.or(answer.last_free);
    let first = found.answers.iter().filter(routine).min_by_key(|answer| urgency(answer, today));
    Ok(first.map(|answer| {
        let about = reference::vaccine(answer.vaccine);
        PersonNext {
            kind: NextKind::Vaccine,
            name: about.map_or(answer.vaccine, |about| about.short).to_owned(),
            name_en: about.map_or(answer.vaccine, |about| about.name_en).to_owned(),
            when: if late(answer) { NextWhen::Late } else { NextWhen::Now },
            day: if late(answer) { answer.last_free } else { by(answer) },
        }
    }))
}

/// What costs something soon comes first, then what is late, and of these what ends first.
fn urgency(answer: &vaccine::Answer, today: Day) -> impl Ord + use<> {
    let ends = answer.last_free.filter(|day| *day <= today.plus(60));
    let late = answer.state == vaccine::State::Overdue;
    let by = answer.to.or(answer.last_free);
    (ends.is_none(), ends, !late, answer.last_free.is_none(), answer.last_free, by)
}

/// Of somebody whose doses were never written down it is not known what is late: told in the first year of life, and in a pregnancy.
fn is_told(birth: Day, written: bool, today: Day, answers: &[vaccine::Answer]) -> bool {
    written || birth > today.plus(-366) || answers.iter().any(|answer| answer.vaccine == "RSVM")
}

/// Doses as the rules take them; refused where they are more than a life has.
fn given(known: &[&Kept]) -> Result<Vec<vaccine::Given>, WireError> {
    if known.len() > vaccine::Given::MOST {
        return Err(WireError::limit(Code::RequestInvalid, vaccine::Given::MOST as u32));
    }
    let given =
        |dose: &&Kept| vaccine::Given { number: dose.number, ..vaccine::Given::new(&dose.code, dose.day) };
    Ok(known.iter().map(given).collect())
}

/// Vaccines to choose from.
pub(crate) fn vaccine_list(_: &Context, _: Empty) -> Result<VaccineChoices, WireError> {
    let products = |code: &str| {
        let of = reference::vaccine_products().iter();
        let of = of.filter(|product| !product.record_only && product.vaccine == code && product.code != code);
        of.map(|product| VaccineProduct {
            code: product.code.to_owned(),
            name: product.name.to_owned(),
            name_en: product.name_en.to_owned(),
        })
        .collect()
    };
    let choice = |of: &reference::Vaccine| VaccineChoice {
        code: of.code.to_owned(),
        short: of.short.to_owned(),
        name: of.name.to_owned(),
        name_en: of.name_en.to_owned(),
        diseases: of.diseases.iter().map(str::to_owned).collect(),
        old: of.status == reference::VaccineStatus::Legacy,
        products: products(of.code),
    };
    let recorded = |product: &reference::Product| VaccineChoice {
        code: product.code.to_owned(),
        short: product.name.to_owned(),
        name: product.name.to_owned(),
        name_en: product.name_en.to_owned(),
        diseases: product.diseases.iter().map(str::to_owned).collect(),
        old: true,
        products: vec![],
    };
    let old = reference::vaccine_products().iter().filter(|product| product.record_only);
    Ok(VaccineChoices {
        vaccines: reference::vaccines().iter().map(choice).chain(old.map(recorded)).collect(),
    })
}

/// Doses with what they come to, and the rows of all series.
pub(super) fn view(
    (person, about): &Whose,
    doses: &[Kept],
    today: Day,
    chosen: &[String],
) -> Result<VaccineView, WireError> {
    let mut shown = VaccineView {
        today,
        birth: person.birth,
        sex: person.sex,
        told: false,
        doses: vec![],
        rows: vec![],
        visits: vec![],
        sources: vec![],
    };
    let Some(birth) = person.birth.filter(|birth| *birth <= today) else {
        shown.doses = newest_first(doses.iter().map(|dose| dose_view(dose, None)).collect());
        return Ok(shown);
    };
    let whose = about.of(birth, person.sex);
    // What no table has is kept and shown, and nothing is worked out from it.
    let (known, unknown): (Vec<&Kept>, Vec<&Kept>) = doses.iter().partition(|dose| known(&dose.code));
    let given = given(&known)?;
    let found = planned(&whose, &given, today)?;
    shown.told = is_told(birth, !doses.is_empty(), today, &found.answers);
    let mut visits = ahead(&whose, &given, today, today.plus(AHEAD_DAYS), chosen)?;
    no_catching_up(&mut visits, &found.answers);
    let rows = found.answers.iter().filter(|answer| !passed_over(answer, &found.answers, chosen));
    shown.rows =
        rows.map(|answer| row(answer, (&found.doses, &found.answers), &visits, today, chosen)).collect();
    // Asked in the first year of life, and shown wherever it was answered.
    let young = birth > today.plus(-366);
    for row in shown.rows.iter_mut().filter(|row| row.answer.vaccine == "HEPB") {
        row.mother = match about.mother_hbsag {
            Some(true) => Some(MotherHbsag::Yes),
            Some(false) => {
                row.notes.retain(|note| note != MOTHER);
                Some(MotherHbsag::No)
            }
            None => young.then_some(MotherHbsag::Unknown),
        };
    }
    let judged = known.into_iter().zip(&found.doses).map(|(dose, judged)| dose_view(dose, Some(judged)));
    shown.doses = newest_first(judged.chain(unknown.into_iter().map(|dose| dose_view(dose, None))).collect());
    let mut ids: Vec<&str> = found.answers.iter().flat_map(vaccine::Answer::sources).collect();
    ids.sort_unstable();
    ids.dedup();
    shown.sources = ids.into_iter().filter_map(source).collect();
    shown.visits = visits;
    Ok(shown)
}

fn newest_first(mut doses: Vec<VaccineDose>) -> Vec<VaccineDose> {
    doses.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.code.cmp(&b.code)));
    doses
}

/// Whether the tables have a code.
pub(crate) fn known(code: &str) -> bool {
    reference::vaccine(code).is_some() || reference::vaccine_product(code).is_some()
}

/// Name of a code, in Japanese and English.
pub(crate) fn names(code: &str) -> (&str, &str) {
    let product = || reference::vaccine_product(code).map(|of| (of.name, of.name_en));
    reference::vaccine(code).map(|of| (of.name, of.name_en)).or_else(product).unwrap_or((code, code))
}

fn dose_view(dose: &Kept, judged: Option<&vaccine::Judged>) -> VaccineDose {
    let (name, name_en) = names(&dose.code);
    let counted = judged.and_then(|judged| judged.counts_as).map(|(series, number)| VaccineCounted {
        series: series.to_owned(),
        number,
        label: label(series, number).to_owned(),
    });
    VaccineDose {
        id: dose.id.clone(),
        day: dose.day,
        code: dose.code.clone(),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        product: dose.product.clone(),
        lot: dose.lot.clone(),
        site: dose.site.clone(),
        clinic: dose.clinic.clone(),
        country: dose.country.clone(),
        number: dose.number,
        photo: dose.photo.clone(),
        note: dose.note.clone(),
        counts_as: counted,
        verdict: judged.map_or("unknown", |judged| judged.verdict.key()).to_owned(),
        said: judged.into_iter().flat_map(|judged| &judged.findings).map(said).collect(),
        drawn: dose.drawn,
    }
}

fn said(finding: &vaccine::Finding) -> VaccineSaid {
    let (from, rule) = match *finding {
        vaccine::Finding::TooYoung { from } | vaccine::Finding::TooSoon { from } => (Some(from), None),
        vaccine::Finding::Spacing { rule, from } => (Some(from), Some(rule)),
        vaccine::Finding::ByException(rule) | vaccine::Finding::Mixed(rule) => (None, Some(rule)),
        _ => (None, None),
    };
    let text = rule.and_then(reference::vaccine_rule).map(|rule| rule.text.to_owned());
    VaccineSaid { what: finding.key().to_owned(), from, text: text.filter(|text| !text.is_empty()) }
}

fn label(series: &str, number: u8) -> &'static str {
    let mut all = reference::vaccine_doses().iter();
    all.find(|dose| dose.series == series && dose.number == number).map_or("", |dose| dose.label)
}

fn row(
    of: &vaccine::Answer,
    (judged, all): (&[vaccine::Judged], &[vaccine::Answer]),
    visits: &[VaccineVisitView],
    today: Day,
    chosen: &[String],
) -> VaccineRow {
    let about = reference::vaccine(of.vaccine);
    let seasonal =
        reference::vaccine_series().iter().any(|series| series.id == of.series && series.season.is_some());
    let given = |number: u8| {
        let mut counted = judged.iter().filter(|judged| {
            judged.counts_as.is_some_and(|(series, as_number)| {
                as_number == number && (series == of.series || alike(judged.vaccine, series, of))
            })
        });
        // A vaccine of every season begins anew: only what comes before the next dose was given in it.
        let day = match seasonal {
            true if of.next.is_some_and(|next| number >= next) => None,
            true => counted.filter(|one| today.since(one.day) < 365).max_by_key(|one| one.day),
            false => counted.next(),
        };
        day.map(|judged| judged.day)
    };
    let coming = |number: u8| {
        let due = |visit: &&VaccineVisitView| {
            visit.doses.iter().any(|dose| dose.series == of.series && dose.number == number)
        };
        visits.iter().find(due).map(|visit| visit.day)
    };
    let slots = reference::vaccine_doses().iter().filter(|dose| dose.series == of.series);
    VaccineRow {
        short: about.map_or(of.vaccine, |about| about.short).to_owned(),
        name_en: about.map_or(of.vaccine, |about| about.name_en).to_owned(),
        answer: answer(of),
        slots: slots
            .map(|dose| VaccineSlot {
                number: dose.number,
                label: dose.label.to_owned(),
                given: given(dose.number),
                coming: coming(dose.number),
            })
            .collect(),
        others: others(of, all, chosen),
        mother: None,
        notes: notes(of),
    }
}

/// Sentences of the source for a person to read: whom the programme is for, what is said of the next dose, and of those
/// who could not come in time. Nothing of them is worked out.
fn notes(of: &vaccine::Answer) -> Vec<String> {
    let whom = reference::vaccine(of.vaccine).map(|about| about.text);
    let mut doses = reference::vaccine_doses().iter();
    let next = doses.find(|dose| dose.series == of.series && Some(dose.number) == of.next);
    let missed = of.state == vaccine::State::Expired && of.category == reference::VaccineCategory::A;
    let missed = reference::vaccine_rule("LONGILL").filter(|_| missed).map(|rule| rule.text);
    let mother = (of.series == "HEPB-S" && of.next.is_some()).then_some(MOTHER);
    // A rule that already says it is not said twice.
    let said: Vec<&str> = of.why.iter().filter_map(rule_text).collect();
    let insured = reference::vaccine_series().iter().find(|series| series.id == MTCT && of.series == MTCT);
    let insured = insured.map(|series| series.label);
    let all = whom.into_iter().chain(next.map(|dose| dose.note)).chain(missed).chain(mother).chain(insured);
    all.filter(|text| !text.is_empty() && !said.contains(text)).map(str::to_owned).collect()
}

fn rule_text(reason: &vaccine::Reason) -> Option<&'static str> {
    match reason {
        vaccine::Reason::Rule(rule, _) => reference::vaccine_rule(rule).map(|rule| rule.text),
        _ => None,
    }
}

/// The vaccines of the group there is still a choice in. Without a choice the plan follows the first, as [`ahead`] does.
fn others(of: &vaccine::Answer, all: &[vaccine::Answer], chosen: &[String]) -> Vec<VaccineOther> {
    let Some(group) = of.choice else { return vec![] };
    let mut codes: Vec<&str> = Vec::new();
    all.iter().filter(|other| other.choice == Some(group)).for_each(|other| {
        if !codes.contains(&other.vaccine) {
            codes.push(other.vaccine);
        }
    });
    let follows = codes.iter().find(|code| chosen.iter().any(|one| one == *code)).or(codes.first()).copied();
    let doses = |code: &str| {
        let series = all.iter().find(|other| other.vaccine == code).map(|other| other.series);
        reference::vaccine_doses().iter().filter(|dose| Some(dose.series) == series).count()
    };
    let view = |code: &&str| {
        let about = reference::vaccine(code);
        VaccineOther {
            code: (*code).to_owned(),
            short: about.map_or(*code, |about| about.short).to_owned(),
            name_en: about.map_or(*code, |about| about.name_en).to_owned(),
            doses: u8::try_from(doses(code)).unwrap_or(u8::MAX),
            chosen: follows == Some(*code),
        }
    };
    if codes.len() > 1 { codes.iter().map(view).collect() } else { vec![] }
}

/// Another vaccine of its group was chosen, and no dose of either was given.
fn passed_over(of: &vaccine::Answer, all: &[vaccine::Answer], chosen: &[String]) -> bool {
    let Some(group) = of.choice else { return false };
    let mut group = all.iter().filter(|other| other.choice == Some(group));
    let pick = group.find(|other| chosen.iter().any(|one| one == other.vaccine));
    pick.is_some_and(|pick| pick.vaccine != of.vaccine)
}

/// A dose of a series that another one goes on with: 4種混合 after which 5種混合 is given, or one that was begun younger.
fn alike(vaccine: &'static str, series: &'static str, of: &vaccine::Answer) -> bool {
    let part = |series: &str| series.rsplit_once('-').map(|(_, part)| part.to_owned());
    let together = vaccine == of.vaccine || vaccine::counted_together(vaccine, of.vaccine);
    // MR-1 and MR-2, JE-1 and JE-2 are parts of one vaccine and never stand for each other.
    let parts = |id: &str| matches!(part(id).as_deref(), Some("1" | "2"));
    together && !(parts(series) && parts(of.series) && part(series) != part(of.series))
}

/// The series of children of mothers with HBs antigen.
const MTCT: &str = "HEPB-MTCT";
/// Said while nothing was answered of her.
const MOTHER: &str =
    "母親がHBs抗原陽性の場合は、出生直後からの別の予定（健康保険）になります。医師に聞いてください。";
/// The note of which vaccines were chosen, by group.
const CHOICE: &str = "vaccine_choice";
/// How far the plan looks ahead.
pub(super) const AHEAD_DAYS: i32 = 365;
