//! A kept paper in words: on the screen, on paper, in QR codes.

use henro_domain::{Answer, Day, Paper};
use henro_reference::{self as reference, PaperAnswer as Kind, PaperQuestion};

use super::keep::{Kept, asked, form_of, one, paper_of};
use super::list::about_view;
use crate::child::{line_of, squares};
use crate::entry::parse_id;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// One paper.
pub(crate) fn paper_read(ctx: &Context, ask: EntryOne) -> Result<PaperView, WireError> {
    let id = parse_id(&ask.id)?;
    let language = ctx.state().settings.language;
    let kept = ctx.with_clinical(|clinical, _, _| one(clinical, id))?;
    let person = ctx.with_open(|open, _| Ok(open.person().clone()))?;
    let form = paper_of(&kept.paper.form).ok_or(Code::EntryMissing)?;
    let about: Vec<PaperAbout> = kept.paper.about.iter().map(|code| about_view(code)).collect();
    let lines = lines(form, &kept, language);
    let edition = form_of(form, kept.day)?;
    let (name, source) = match language {
        Language::Ja => (edition.name, edition.source),
        Language::En => (edition.name_en, edition.source_en),
    };
    let (codes, left_out) =
        codes(&person.name, person.birth, (name, &kept.paper, kept.day), &names(&about, language), &lines);
    Ok(PaperView {
        id: ask.id,
        form,
        name: name.to_owned(),
        edition: kept.paper.edition,
        source: source.to_owned(),
        day: kept.day,
        about,
        person: person.name,
        birth: person.birth,
        lines,
        answers: kept.paper.answers.into_iter().map(answer_view).collect(),
        codes,
        left_out,
    })
}

fn answer_view(answer: Answer) -> PaperAnswer {
    PaperAnswer { question: answer.question, choice: answer.choice, words: answer.words }
}

/// Names of what it is about.
pub(super) fn names(about: &[PaperAbout], language: Language) -> String {
    let name = |one: &PaperAbout| match language {
        Language::Ja => one.name.clone(),
        Language::En => one.name_en.clone(),
    };
    about.iter().map(name).collect::<Vec<_>>().join(if language == Language::Ja { "、" } else { ", " })
}

/// Every question of the paper with its answer; then answers to questions that are not of it, under their ids.
fn lines(form: PaperOf, kept: &Kept, language: Language) -> Vec<PaperLine> {
    let answers = &kept.paper.answers;
    let questions = asked(form, &kept.paper.about, kept.day);
    let line = |question: &&PaperQuestion| {
        let answer = answers.iter().find(|answer| answer.question == question.id);
        line(question, answer, language)
    };
    let mut lines: Vec<PaperLine> = questions.iter().map(line).collect();
    let foreign = answers.iter().filter(|answer| !questions.iter().any(|of| of.id == answer.question));
    for answer in foreign {
        let known = reference::paper_questions().iter().find(|of| of.id == answer.question);
        lines.push(match known {
            Some(question) => self::line(question, Some(answer), language),
            None => PaperLine {
                id: answer.question.clone(),
                section: String::new(),
                question: answer.question.clone(),
                answer: [answer.choice.as_deref(), answer.words.as_deref()]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" "),
                said: false,
            },
        });
    }
    lines
}

fn line(question: &PaperQuestion, answer: Option<&Answer>, language: Language) -> PaperLine {
    let (section, words) = match language {
        Language::Ja => (question.section, question.question),
        Language::En => (question.section_en, question.question_en),
    };
    let choice = answer.and_then(|answer| answer.choice.as_deref());
    PaperLine {
        id: question.id.to_owned(),
        section: section.to_owned(),
        question: words.to_owned(),
        answer: answer.map_or_else(String::new, |answer| spoken(question, answer, language)),
        said: choice.is_some_and(|choice| question.is_to_be_said(choice)),
    }
}

fn spoken(question: &PaperQuestion, answer: &Answer, language: Language) -> String {
    let choice = answer.choice.as_deref().map(|choice| match (choice, language) {
        ("yes", Language::Ja) => "はい".to_owned(),
        ("no", Language::Ja) => "いいえ".to_owned(),
        ("yes" | "no", Language::En) => choice.to_owned(),
        _ => {
            let options = if language == Language::Ja { question.options } else { question.options_en };
            let place = choice.parse::<usize>().ok().and_then(|place| place.checked_sub(1));
            place.and_then(|place| options.iter().nth(place)).unwrap_or(choice).to_owned()
        }
    });
    let words = answer.words.as_ref().map(|words| match question.answer {
        Kind::Number => format!("{words}{}", question.unit),
        _ => words.clone(),
    });
    match (choice, words, language) {
        (Some(choice), Some(words), Language::Ja) => format!("{choice}（{words}）"),
        (Some(choice), Some(words), Language::En) => format!("{choice} ({words})"),
        (choice, words, _) => choice.or(words).unwrap_or_default(),
    }
}

/// Plain text: what is to be talked about comes first, so that it has room whatever else was written.
fn codes(
    name: &str,
    birth: Option<Day>,
    (paper, of, day): (&str, &Paper, Day),
    about: &str,
    lines: &[PaperLine],
) -> (Vec<String>, u32) {
    let birth = birth.map_or_else(String::new, |birth| format!(" {birth}"));
    let head = format!(
        "{}{birth}\n{} {}\n{day} {}\n",
        line_of(name, 30),
        line_of(paper, 40),
        line_of(&of.edition, 10),
        line_of(about, 60)
    );
    let answered = || lines.iter().filter(|line| !line.answer.is_empty());
    let ordered = answered().filter(|line| line.said).chain(answered().filter(|line| !line.said));
    let line = |line: &PaperLine| {
        let mark = if line.said { "! " } else { "" };
        format!("{mark}{}: {}\n", line_of(&line.question, 60), line_of(&line.answer, 60))
    };
    squares(&head, ordered.map(line))
}
