use henro_domain::{
    Answer, ClinicalValue, CodeSet, CodedValue, Coding, Day, Decimal, Document, Dose, Finding, Medical,
    MinuteOfDay, Paper, Problem, Quantity, ReferenceRange, Report, RoughDay, When,
};
use henro_vault::NewMedical;

use crate::context::Now;
use crate::entry::parse_id;
use crate::wire::*;
use crate::{Code, WireError};

/// Turns what came in a request into what is written. `index` is its place in the request, for the error.
pub(crate) fn resolve(now: Now, draft: &ClinicalDraft, index: usize) -> Result<NewMedical, WireError> {
    let at = |error: WireError| WireError {
        params: crate::code::ErrorParams { index: u32::try_from(index).ok(), ..error.params },
        ..error
    };
    let minute = draft.minute.map(MinuteOfDay::new).transpose();
    let minute = minute.map_err(|_| WireError::at(Code::DayInvalid, index))?;
    let when = When { day: lived(now, draft.day).map_err(at)?, minute, offset: now.offset() };
    Ok(NewMedical { when, medical: medical(now, &draft.body).map_err(at)? })
}

fn medical(now: Now, body: &ClinicalBody) -> Result<Medical, WireError> {
    Ok(match body {
        ClinicalBody::Report(body) => Medical::Report(report(body)?),
        ClinicalBody::Result(body) => Medical::Result(finding(body)?),
        ClinicalBody::Growth(body) => Medical::Growth(finding(body)?),
        ClinicalBody::Dose(body) => Medical::Dose(dose(body)?),
        ClinicalBody::Problem(body) => Medical::Problem(problem(now, body)?),
        ClinicalBody::Paper(body) => Medical::Paper(paper(body)?),
        ClinicalBody::Document(body) => Medical::Document(document(body)?),
    })
}

fn report(body: &ReportBody) -> Result<Report, WireError> {
    Ok(Report {
        kind: body.sheet,
        institution: line(&body.institution)?,
        physician: line(&body.physician)?,
        document: body.document.as_deref().map(hash).transpose()?,
        profile: line(&body.profile)?,
        note: words(&body.note)?,
    })
}

fn finding(body: &ClinicalFinding) -> Result<Finding, WireError> {
    Ok(Finding {
        report: body.report.as_deref().map(parse_id).transpose()?,
        item: coding(&body.item)?,
        value: found(&body.value)?,
        interpretation: body.interpretation,
        reference: body.reference.as_ref().map(range).transpose()?,
        method: body.method.as_ref().map(coding).transpose()?,
        document: None,
        line: body.line,
        institution: line(&body.institution)?,
        physician: line(&body.physician)?,
        device: line(&body.device)?,
        note: words(&body.note)?,
    })
}

fn found(body: &ClinicalFound) -> Result<ClinicalValue, WireError> {
    Ok(match body {
        ClinicalFound::Quantity { number, comparator, unit, unit_as_written } => {
            ClinicalValue::Quantity(Quantity {
                number: decimal(number)?,
                comparator: *comparator,
                unit: line(unit)?,
                unit_as_written: line(unit_as_written)?,
            })
        }
        ClinicalFound::Coded { list, code, words, ordered } => ClinicalValue::Coded(CodedValue {
            list: CodeSet::of_text(&named(list)?),
            code: named(code)?,
            words: line(words)?,
            ordered: *ordered,
        }),
        ClinicalFound::Text { text } => ClinicalValue::Text(long(text)?),
        ClinicalFound::Absent { reason } => ClinicalValue::Absent(*reason),
    })
}

fn range(body: &ClinicalRange) -> Result<ReferenceRange, WireError> {
    let number = |text: &Option<String>| text.as_deref().map(decimal).transpose();
    Ok(ReferenceRange { low: number(&body.low)?, high: number(&body.high)?, text: line(&body.text)? })
}

fn dose(body: &DoseBody) -> Result<Dose, WireError> {
    Ok(Dose {
        vaccine: named(&body.vaccine)?,
        product: line(&body.product)?,
        lot: line(&body.lot)?,
        site: line(&body.site)?,
        clinic: line(&body.clinic)?,
        country: line(&body.country)?,
        number: body.number,
        // A photo is named by the command that keeps it; an edit leaves it as it is.
        photo: None,
        note: words(&body.note)?,
    })
}

fn problem(now: Now, body: &ProblemBody) -> Result<Problem, WireError> {
    // A paper often comes before it holds.
    let early = |since: RoughDay| match body.problem.expires() {
        true => Ok(since),
        false => lived(now, since.first()).map(|_| since),
    };
    let since = body.since.map(early).transpose()?;
    if let (Some(since), Some(until)) = (since, body.until)
        && until < since.first()
    {
        return Err(Code::DayInvalid.into());
    }
    Ok(Problem {
        kind: body.problem,
        code: body.code.as_ref().map(coding).transpose()?,
        words: named(&body.words)?,
        severity: body.severity,
        reaction: words(&body.reaction)?,
        since,
        until: body.until,
        number: line(&body.number)?,
        place: line(&body.place)?,
        relation: line(&body.relation)?,
        note: words(&body.note)?,
    })
}

fn paper(body: &PaperBody) -> Result<Paper, WireError> {
    if body.about.len() > MOST_ANSWERS || body.answers.len() > MOST_ANSWERS {
        return Err(WireError::limit(Code::RequestInvalid, MOST_ANSWERS as u32));
    }
    let answer = |body: &PaperAnswer| {
        Ok(Answer {
            question: named(&body.question)?,
            choice: line(&body.choice)?,
            words: words(&body.words)?,
        })
    };
    let answers = body.answers.iter().map(answer).collect::<Result<Vec<_>, WireError>>()?;
    fit(&answers)?;
    Ok(Paper {
        form: named(&body.form)?,
        edition: short(&body.edition)?,
        about: body.about.iter().map(|code| named(code)).collect::<Result<_, _>>()?,
        answers,
    })
}

fn document(body: &DocumentBody) -> Result<Document, WireError> {
    let words = body.words.as_deref().map(|text| within(text, MOST_WORDS)).transpose()?;
    // Letters of four bytes: beside the pages they have to fit into one change.
    if words.as_ref().is_some_and(|words| words.len() > MOST_WORDS * JAPANESE) {
        return Err(WireError::limit(Code::TextLong, (MOST_WORDS * JAPANESE / 4) as u32));
    }
    Ok(Document {
        kind: body.paper,
        title: line(&body.title)?,
        issuer: line(&body.issuer)?,
        // Pages are named by the commands that keep them; an edit leaves them as they are.
        pages: vec![],
        words: words.filter(|words| !words.is_empty()),
    })
}

/// All answers of a paper are one text where they are kept and sent, and that has a limit.
pub(crate) fn fit(answers: &[Answer]) -> Result<(), WireError> {
    let texts = |of: &Answer| [Some(of.question.clone()), of.choice.clone(), of.words.clone()];
    let texts: Vec<_> = answers.iter().flat_map(texts).flatten().collect();
    let spelt = serde_json::to_vec(&texts).map_err(|_| Code::Internal)?;
    if spelt.len() + SPELT * answers.len() > MOST_OF_ALL {
        return Err(WireError::limit(Code::TextLong, (MOST_OF_ALL / JAPANESE) as u32));
    }
    Ok(())
}

fn coding(body: &ClinicalCode) -> Result<Coding, WireError> {
    Ok(Coding {
        set: CodeSet::of_text(&named(&body.set)?),
        code: named(&body.code)?,
        name: line(&body.name)?,
    })
}

/// What is asked for by code; as it is written.
pub(super) fn item(body: &ClinicalCode) -> Result<Coding, WireError> {
    coding(body)
}

/// A day that has been.
pub(super) fn lived(now: Now, day: Day) -> Result<Day, WireError> {
    if day > now.today { Err(Code::DayFuture.into()) } else { Ok(day) }
}

/// A number as it was written; no more digits than can be kept exactly.
fn decimal(text: &str) -> Result<Decimal, WireError> {
    Decimal::from_str_exact(text.trim()).map_err(|_| Code::ValueImpossible.into())
}

fn hash(text: &str) -> Result<[u8; 32], WireError> {
    let mut hash = [0; 32];
    let pairs = text.as_bytes().chunks_exact(2);
    if text.len() != 64 {
        return Err(Code::RequestInvalid.into());
    }
    for (to, pair) in hash.iter_mut().zip(pairs) {
        let digits =
            std::str::from_utf8(pair).ok().filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()));
        let digits = digits.ok_or(Code::RequestInvalid)?;
        *to = u8::from_str_radix(digits, 16).map_err(|_| Code::RequestInvalid)?;
    }
    Ok(hash)
}

/// A text that has to be there.
pub(super) fn named(text: &str) -> Result<String, WireError> {
    let text = short(text)?;
    if text.is_empty() { Err(Code::RequestInvalid.into()) } else { Ok(text) }
}

/// A short text; one of nothing is none.
fn line(text: &Option<String>) -> Result<Option<String>, WireError> {
    let text = text.as_deref().map(short).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

pub(super) fn words(text: &Option<String>) -> Result<Option<String>, WireError> {
    let text = text.as_deref().map(long).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

fn short(text: &str) -> Result<String, WireError> {
    within(text, MOST_SHORT)
}

fn long(text: &str) -> Result<String, WireError> {
    within(text, MOST_LONG)
}

fn within(text: &str, most: usize) -> Result<String, WireError> {
    let text = text.trim();
    if text.chars().nth(most).is_some() {
        return Err(WireError::limit(Code::TextLong, most as u32));
    }
    Ok(text.to_owned())
}

const MOST_ANSWERS: usize = 500;
const MOST_SHORT: usize = 200;
const MOST_LONG: usize = 4_000;
/// Letters of a document.
const MOST_WORDS: usize = 16_000;
/// Bytes of all answers of a paper, with room for what a device adds to them.
const MOST_OF_ALL: usize = 54_000;
/// Bytes of an answer beside its words.
const SPELT: usize = 24;
/// Bytes of a letter.
const JAPANESE: usize = 3;
