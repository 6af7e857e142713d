//! A paper to fill in: what was said before stands there to be confirmed, what can change is asked anew.

use henro_domain::Answer;
use henro_reference::PaperQuestion;

use super::facts::{Facts, facts};
use super::keep::{self, Kept, asked, checked, form_of, in_reach};
use super::list::about_view;
use crate::wire::*;
use crate::{Context, WireError};

/// The questions, with what is there already.
pub(crate) fn paper_open(ctx: &Context, ask: PaperAsk) -> Result<PaperSheetView, WireError> {
    let about = checked(ask.form, &ask.about)?;
    let form = form_of(ask.form, ask.day)?;
    let earlier = ctx.with_clinical(|clinical, _, now| {
        in_reach(now, ask.day)?;
        keep::all(clinical)
    })?;
    let facts = facts(ctx, ask.day)?;
    let person = ctx.with_open(|open, _| Ok(open.person().clone()))?;
    let questions = asked(ask.form, &about, ask.day);
    Ok(PaperSheetView {
        form: ask.form,
        edition: form.edition.to_owned(),
        name: form.name.to_owned(),
        name_en: form.name_en.to_owned(),
        source: form.source.to_owned(),
        source_en: form.source_en.to_owned(),
        day: ask.day,
        about: about.iter().map(|code| about_view(code)).collect(),
        person: person.name,
        birth: person.birth,
        sex: person.sex,
        questions: questions.into_iter().map(|question| view(question, &earlier, &facts)).collect(),
    })
}

fn view(question: &PaperQuestion, earlier: &[Kept], facts: &Facts) -> PaperQuestionView {
    let owned = |words: &mut dyn Iterator<Item = &'static str>| words.map(str::to_owned).collect();
    PaperQuestionView {
        id: question.id.to_owned(),
        section: question.section.to_owned(),
        section_en: question.section_en.to_owned(),
        question: question.question.to_owned(),
        question_en: question.question_en.to_owned(),
        answer: question.answer.key().to_owned(),
        options: owned(&mut question.options.iter()),
        options_en: owned(&mut question.options_en.iter()),
        unit: question.unit.to_owned(),
        attention: question.attention.split(' ').filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        before: before(question, earlier, facts),
    }
}

/// What the record says, where that is newer than what was said on a paper; what was said, where the question keeps it.
fn before(question: &PaperQuestion, earlier: &[Kept], facts: &Facts) -> Option<PaperBefore> {
    let fact = facts.of(question);
    let said = earlier.iter().filter(|_| question.kept).find_map(|kept| said(kept, question));
    match (fact, said) {
        (Some(fact), Some(said)) if !facts.counts_always(question) && fact.day < said.day => Some(said),
        (None, said) => said,
        (fact, _) => fact,
    }
}

/// What a paper says to this question, or to one of another paper that asks the same.
fn said(kept: &Kept, question: &PaperQuestion) -> Option<PaperBefore> {
    let mut answers = kept.paper.answers.iter();
    let Answer { choice, words, .. } = answers.find(|answer| question.is_answered_by(&answer.question))?;
    let (choice, words) = (choice.clone(), words.clone());
    Some(PaperBefore { choice, words, day: Some(kept.day), from: "paper".to_owned() })
}
