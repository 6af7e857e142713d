//! What the record knows that papers ask for, in words of the screens' language.

use henro_domain::{Day, Entry, EntryKind, Problem, ProblemKind};
use henro_reference::{PaperAnswer as Kind, PaperQuestion};

use crate::child::{Dosed, dosed, grown_values};
use crate::clinical::written;
use crate::open::failed;
use crate::wire::*;
use crate::{Context, WireError};

/// What is known, by the name under which questions ask for it.
pub(super) struct Facts(Vec<(&'static str, String, Day)>);

impl Facts {
    /// What fills a question in.
    pub(super) fn of(&self, question: &PaperQuestion) -> Option<PaperBefore> {
        let (name, words, day) = self.0.iter().find(|(name, ..)| *name == question.filled_from)?;
        let yes_no = matches!(question.answer, Kind::YesNo | Kind::YesNoText | Kind::YesNoDate);
        Some(PaperBefore {
            choice: yes_no.then(|| "yes".to_owned()),
            words: Some(words.clone()),
            day: Some(*day),
            from: (*name).to_owned(),
        })
    }

    /// What was measured or given, or is written as an allergy now, stands above what was said of it on a paper.
    pub(super) fn counts_always(&self, question: &PaperQuestion) -> bool {
        ["allergies", "doses", "recent_doses", "growth", "weight", "pressure"].contains(&question.filled_from)
    }
}

/// All of it on a day.
pub(super) fn facts(ctx: &Context, day: Day) -> Result<Facts, WireError> {
    let language = ctx.state().settings.language;
    let mut found = Vec::new();
    grown(ctx, day, language, &mut found)?;
    given(ctx, day, language, &mut found)?;
    problems(ctx, day, language, &mut found)?;
    pressure(ctx, day, &mut found)?;
    Ok(Facts(found))
}

type Found = Vec<(&'static str, String, Day)>;

fn grown(ctx: &Context, day: Day, language: Language, found: &mut Found) -> Result<(), WireError> {
    let birth = ctx.with_open(|open, _| Ok(open.person().birth))?;
    let mut newest = Vec::new();
    for (of, name, unit) in [
        (GrowthOf::Height, ("身長", "height"), "cm"),
        (GrowthOf::Weight, ("体重", "weight"), "kg"),
        (GrowthOf::Head, ("頭囲", "head"), "cm"),
    ] {
        let mut values = grown_values(ctx, of)?;
        values.retain(|(at, _)| *at <= day);
        values.sort_by_key(|(at, _)| *at);
        let at_birth = values.iter().find(|(at, _)| Some(*at) == birth);
        if let (GrowthOf::Weight, Some((at, kg))) = (of, at_birth) {
            found.push(("birth_weight", format!("{:.0}", kg * 1000.0), *at));
        }
        let Some((at, value)) = values.last() else { continue };
        newest.push((*at, format!("{} {value}{unit} ({at})", in_language(language, name))));
        if matches!(of, GrowthOf::Weight) {
            found.push(("weight", format!("{value}"), *at));
        }
    }
    if let Some(last) = newest.iter().map(|(at, _)| *at).max() {
        let words: Vec<String> = newest.into_iter().map(|(_, words)| words).collect();
        found.push(("growth", words.join(list(language)), last));
    }
    Ok(())
}

fn given(ctx: &Context, day: Day, language: Language, found: &mut Found) -> Result<(), WireError> {
    let mut doses = dosed(ctx, language)?;
    doses.retain(|dose| dose.day <= day);
    let Some(last) = doses.iter().map(|dose| dose.day).max() else { return Ok(()) };
    let mut names: Vec<&str> = Vec::new();
    doses.iter().for_each(|dose| {
        if !names.contains(&dose.name.as_str()) {
            names.push(&dose.name)
        }
    });
    let line = |name: &&str| {
        let days = doses.iter().filter(|dose| dose.name == **name).map(|dose| dose.day.to_string());
        format!("{name} {}", days.collect::<Vec<_>>().join(", "))
    };
    let mut words: String = names.iter().map(line).collect::<Vec<_>>().join(list(language));
    if words.chars().nth(MOST_WORDS).is_some() {
        // More than a paper takes: the newest stand there, and that there are more.
        words = words.chars().take(MOST_WORDS - 1).chain(['…']).collect();
    }
    found.push(("doses", words, last));
    let recent: Vec<&Dosed> =
        doses.iter().filter(|dose| day.since(dose.day) <= RECENT_DAYS && dose.day < day).collect();
    if let Some(last) = recent.iter().map(|dose| dose.day).max() {
        let words = recent.iter().map(|dose| format!("{} {}", dose.day, dose.name));
        found.push(("recent_doses", words.collect::<Vec<_>>().join(list(language)), last));
    }
    Ok(())
}

fn problems(ctx: &Context, day: Day, language: Language, found: &mut Found) -> Result<(), WireError> {
    // Where two devices disagree, both are told: what one of them ended is not over.
    let written = ctx.with_clinical(|clinical, _, _| written(clinical))?;
    for (name, kinds) in [
        ("allergies", &[ProblemKind::Allergy, ProblemKind::FoodAllergy, ProblemKind::DrugAllergy][..]),
        ("conditions", &[ProblemKind::Condition, ProblemKind::Procedure]),
        ("family_history", &[ProblemKind::FamilyHistory]),
    ] {
        let stands = |of: &Problem| kinds.contains(&of.kind) && of.until.is_none_or(|until| day <= until);
        let of: Vec<&(Day, Problem)> = written.iter().filter(|(_, of)| stands(of)).collect();
        let Some(last) = of.iter().map(|(at, _)| *at).max() else { continue };
        let words = of.iter().map(|(_, of)| match (&of.relation, &of.reaction) {
            (Some(who), _) => format!("{who} {}", of.words),
            (None, Some(reaction)) => format!("{} ({reaction})", of.words),
            (None, None) => of.words.clone(),
        });
        let mut words: Vec<String> = words.collect();
        words.dedup(); // the two may differ in what is not told here
        found.push((name, words.join(list(language)).chars().take(MOST_WORDS).collect(), last));
    }
    Ok(())
}

/// Mean of the last seven days.
fn pressure(ctx: &Context, day: Day, found: &mut Found) -> Result<(), WireError> {
    ctx.with_open(|open, _| {
        let stored = open.daily().range(&[EntryKind::BloodPressure], day.plus(-6), day).map_err(failed)?;
        let read = stored.iter().filter_map(|stored| match &stored.entry {
            Entry::BloodPressure { systolic, diastolic, .. } => {
                Some((stored.when.day, f64::from(systolic.0), f64::from(diastolic.0)))
            }
            _ => None,
        });
        let read: Vec<_> = read.collect();
        let Some(last) = read.iter().map(|(at, ..)| *at).max() else { return Ok(()) };
        let mean = |of: fn(&(Day, f64, f64)) -> f64| read.iter().map(of).sum::<f64>() / read.len() as f64;
        found.push(("pressure", format!("{:.0}/{:.0} mmHg", mean(|one| one.1), mean(|one| one.2)), last));
        Ok(())
    })
}

fn in_language(language: Language, (ja, en): (&'static str, &'static str)) -> &'static str {
    match language {
        Language::Ja => ja,
        Language::En => en,
    }
}

fn list(language: Language) -> &'static str {
    in_language(language, ("、", "; "))
}

/// 「この1か月」.
const RECENT_DAYS: i32 = 31;
const MOST_WORDS: usize = 1_000;
