use std::path::PathBuf;

use henro_domain::{Day, Problem};
use henro_sheet::{EmergencyPart, EmergencySheet, Language as Printed, emergency_codes, emergency_sheet};

use super::problem::{Kept, kept, line};
use crate::person::age;
use crate::settings::{file_code, free, write_private};
use crate::wire::*;
use crate::{Code, Context, WireError};

/// What a helper at a bedside needs, as it is today.
pub(crate) fn emergency_read(ctx: &Context, _: Empty) -> Result<EmergencyView, WireError> {
    let now = Standing::read(ctx)?;
    let (problems, unsettled) = now.problems();
    let (codes, left_out) = emergency_codes(&now.sheet(&problems, &unsettled));
    let part = |part: EmergencyPart| EmergencyPartView {
        part: name(part),
        lines: now.of(part).map(|one| line(one, &now.all, now.today)).collect(),
    };
    Ok(EmergencyView {
        parts: EmergencyPart::ALL.into_iter().map(part).collect(),
        years: now.birth.and_then(|birth| age(birth, now.today)).map(|(years, _)| years),
        name: now.name,
        birth: now.birth,
        codes,
        left_out,
    })
}

/// Makes the page to print.
pub(crate) fn emergency_print(ctx: &Context, ask: EmergencyPrint) -> Result<EmergencyFile, WireError> {
    let now = Standing::read(ctx)?;
    let (problems, unsettled) = now.problems();
    let page = emergency_sheet(&now.sheet(&problems, &unsettled)).map_err(|_| Code::Internal)?;
    let folder = ask.folder.map_or_else(|| ctx.config.files_dir.clone(), PathBuf::from);
    std::fs::create_dir_all(&folder).map_err(|error| file_code(&error))?;
    let path = free(&folder, &format!("henro-emergency-{}", now.today), "pdf");
    write_private(&path, &page)?;
    Ok(EmergencyFile { path: path.to_str().ok_or(Code::FileRefused)?.to_owned() })
}

/// Who it is and what is so today.
struct Standing {
    language: Printed,
    today: Day,
    name: String,
    birth: Option<Day>,
    /// What is not over.
    all: Vec<Kept>,
}

impl Standing {
    fn read(ctx: &Context) -> Result<Self, WireError> {
        let language = match ctx.state().settings.language {
            Language::Ja => Printed::Ja,
            Language::En => Printed::En,
        };
        let person = ctx.with_open(|open, _| Ok(open.person().clone()))?;
        let (today, all) = ctx.with_clinical(|clinical, _, now| Ok((now.today, kept(clinical)?)))?;
        // What is over by one device and not by another is not over.
        let all = all.into_iter().filter(|one| one.all().any(|problem| !problem.is_past(today))).collect();
        // A page without a name is still a page; a very long one is cut.
        let short: String = person.name.chars().filter(|letter| !letter.is_control()).take(60).collect();
        let name = if short.trim().is_empty() { "Henro".to_owned() } else { short };
        Ok(Self { language, today, name, birth: person.birth, all })
    }

    fn of(&self, part: EmergencyPart) -> impl Iterator<Item = &Kept> {
        self.all.iter().filter(move |one| EmergencyPart::of(one.problem.kind) == Some(part))
    }

    /// All of them, and of which of them another is true by another device: both are there.
    fn problems(&self) -> (Vec<Problem>, Vec<usize>) {
        let (mut problems, mut unsettled) = (Vec::new(), Vec::new());
        for one in &self.all {
            let from = problems.len();
            problems.extend(one.all().cloned());
            unsettled.extend((from..problems.len()).filter(|_| !one.beside.is_empty()));
        }
        (problems, unsettled)
    }

    fn sheet<'a>(&'a self, problems: &'a [Problem], unsettled: &'a [usize]) -> EmergencySheet<'a> {
        EmergencySheet {
            language: self.language,
            person: &self.name,
            birth: self.birth,
            made: self.today,
            problems,
            unsettled,
        }
    }
}

fn name(part: EmergencyPart) -> EmergencyName {
    match part {
        EmergencyPart::Allergies => EmergencyName::Allergies,
        EmergencyPart::Conditions => EmergencyName::Conditions,
        EmergencyPart::Implants => EmergencyName::Implants,
        EmergencyPart::Blood => EmergencyName::Blood,
        EmergencyPart::Procedures => EmergencyName::Procedures,
        EmergencyPart::Contacts => EmergencyName::Contacts,
        EmergencyPart::Doctors => EmergencyName::Doctors,
        EmergencyPart::Papers => EmergencyName::Papers,
    }
}
