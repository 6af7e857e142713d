//! Looks at all items together: what stands beside a fact may turn it into a question.

use crate::context::LineContext;
use crate::guard::{Guard, guard};
use crate::item::{Item, Kind};
use crate::line::Line;
use crate::{Choice, Fact, FactBody, Parse, Question, QuestionKind, Span};

/// Facts, questions and leftovers of the items of one line.
pub(crate) fn settle(line: &Line, mut items: Vec<Item>, now: LineContext) -> Parse {
    let doubts: Vec<Option<QuestionKind>> =
        sentences(&items).iter().flat_map(|group| doubts(line, group)).collect();
    for (item, doubt) in items.iter_mut().zip(doubts) {
        ask_about(item, doubt);
    }
    let mut parse = Parse::default();
    let mut last_leftover: Option<(u32, usize)> = None;
    for item in items {
        let Some(span) = line.span(item.from, item.to) else { continue };
        let kind = match item.kind {
            Kind::Ask { kind: QuestionKind::WhatIsIt, bodies } if bodies.is_empty() => Kind::Leftover,
            other => other,
        };
        match kind {
            Kind::Leftover | Kind::Trailing => {
                let joins = last_leftover.is_some_and(|(segment, _)| segment == item.segment);
                match parse.leftovers.last_mut().filter(|_| joins) {
                    Some(last) => last.end = span.end,
                    None => parse.leftovers.push(span),
                }
                last_leftover = Some((item.segment, span.end));
                continue;
            }
            Kind::Fact { body, .. } => {
                let day = item.moment.days.first().copied().unwrap_or(now.day);
                parse.facts.push(Fact { span, day, minute: item.moment.minute, body });
            }
            Kind::Ask { kind, bodies } => {
                let choices = choices(&bodies, &item.moment.days, item.moment.minute);
                parse.questions.push(question(span, kind, choices));
            }
        }
        last_leftover = None;
    }
    parse
}

fn question(span: Span, kind: QuestionKind, mut choices: Vec<Choice>) -> Question {
    choices.truncate(3);
    Question { span, kind, choices }
}

/// Every body on every possible day, days first, so that three answers show both days.
fn choices(
    bodies: &[FactBody],
    days: &[henro_domain::Day],
    minute: Option<henro_domain::MinuteOfDay>,
) -> Vec<Choice> {
    let pairs = bodies.iter().flat_map(|body| days.iter().map(move |day| (body, day)));
    pairs.map(|(body, day)| Choice { day: *day, minute, body: body.clone() }).collect()
}

fn sentences(items: &[Item]) -> Vec<&[Item]> {
    items.chunk_by(|one, next| one.sentence == next.sentence).collect()
}

/// For each item of one sentence, why it must be asked about, if it must.
fn doubts(line: &Line, sentence: &[Item]) -> Vec<Option<QuestionKind>> {
    let unread = |item: &Item| is_unread(&item.kind).then(|| line.keys(item.from, item.to));
    let whole: String = sentence.iter().filter_map(unread).collect::<Vec<_>>().join(" ");
    let of_sentence = guard(&whole);
    sentence
        .chunk_by(|one, next| one.segment == next.segment)
        .flat_map(|segment| {
            let words: String = segment.iter().filter_map(unread).collect::<Vec<_>>().join(" ");
            let near = Near { sentence: of_sentence, segment: guard(&words), any_unread: !words.is_empty() };
            (0..segment.len()).map(|at| near.doubt(segment, at)).collect::<Vec<_>>()
        })
        .collect()
}

/// Not understood, or only a value inside words that were not: 妻の体重48.
fn is_unread(kind: &Kind) -> bool {
    matches!(kind, Kind::Leftover | Kind::Ask { kind: QuestionKind::Unsure, .. })
}

struct Near {
    sentence: Option<Guard>,
    segment: Option<Guard>,
    any_unread: bool,
}

impl Near {
    fn doubt(&self, segment: &[Item], at: usize) -> Option<QuestionKind> {
        let item = segment.get(at)?;
        let Kind::Fact { body, labelled, bare } = &item.kind else { return None };
        if matches!(body, FactBody::Diary { .. }) {
            return None;
        }
        let consumed = matches!(body, FactBody::Intake { .. } | FactBody::Exercise { .. });
        match (self.sentence, self.segment) {
            (Some(Guard::SomeoneElse), _) => return Some(QuestionKind::SomeoneElse),
            (Some(Guard::Negated), _) if consumed => return Some(QuestionKind::Negated),
            (_, Some(_)) => return Some(QuestionKind::Unsure),
            _ => {}
        }
        let unread_before = segment.iter().take(at).any(|item| is_unread(&item.kind));
        // なんとか定食: what goes on without a gap was perhaps never two words.
        let runs_on = segment.get(at + 1).is_some_and(|next| is_unread(&next.kind) && next.from == item.to);
        let next = segment.get(at + 1).map(|item| &item.kind);
        let number_after = matches!(next, Some(Kind::Ask { kind: QuestionKind::WhatIsIt, .. }));
        let time_after = matches!(next, Some(Kind::Trailing));
        let doubtful = unread_before
            || runs_on
            || (!labelled && self.any_unread)
            || (*bare && number_after)
            || time_after;
        doubtful.then_some(QuestionKind::Unsure)
    }
}

/// A fact becomes a question when the words around it or its day are in doubt.
fn ask_about(item: &mut Item, doubt: Option<QuestionKind>) {
    let Some(kind) = doubt.or(item.moment.doubt) else { return };
    match &mut item.kind {
        Kind::Fact { body, .. } => item.kind = Kind::Ask { kind, bodies: vec![body.clone()] },
        Kind::Ask { kind: asked, .. } => {
            if let Some(moment) = item.moment.doubt {
                *asked = moment;
            }
        }
        Kind::Leftover | Kind::Trailing => {}
    }
}
