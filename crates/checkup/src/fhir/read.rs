//! A document bundle as a report of the same kind as 特定健診 XML has, so that both are checked and kept alike.

use std::collections::{HashMap, HashSet};

use henro_domain::Day;

use super::json::{self, Node};
use super::observe;
use crate::Error;
use crate::tokutei::{
    Address, Coded, Id, Kept, Observation, Organization, Patient, Relation, Report, Section,
};

/// Reads an eCheckup bundle: person, day, institution, and the observations of its sections and panels. Every other leaf, and every
/// resource of another kind (insurance, attachments), is in `kept` with the way to it. An observation that its writer took back
/// (`entered-in-error`, `cancelled`) is named there and is no result.
///
/// Not read, because the public notes do not say how: roles within a panel (all are parts), readings with components, more than one coding of
/// an item, the parts of an insured person's number.
///
/// # Errors
/// As [`Error`]: limits, broken JSON, another kind of document, two people in it, no day of the exam.
pub fn read_bundle(bytes: &[u8]) -> Result<Report, Error> {
    let root = json::read(bytes)?;
    if root.peek("resourceType") != Some("Bundle") || root.peek("type") != Some("document") {
        return Err(Error::Kind);
    }
    let bundle = Bundle::new(&root);
    let composition = bundle.first("Composition").ok_or(Error::Kind)?;
    if !is_checkup(&root, composition) {
        return Err(Error::Kind);
    }
    let mut report = bundle.report(composition)?;
    // A resource of another kind is named, and what it says is kept.
    for other in bundle.resources.iter().filter(|one| !one.peek("resourceType").is_some_and(is_known)) {
        ["id", "meta", "status", "text"].iter().for_each(|name| other.pass(name));
    }
    for name in ["resourceType", "type", "id", "meta", "identifier", "timestamp"] {
        root.pass(name);
    }
    report.leaves = root.leaves();
    let mut left = Vec::new();
    root.unread("", &mut left);
    let left = left.into_iter().map(|leaf| Kept { path: leaf.path, line: 0, value: leaf.value });
    report.kept.extend(left);
    Ok(report)
}

fn is_known(kind: &str) -> bool {
    matches!(kind, "Composition" | "Patient" | "Encounter" | "Organization" | "Practitioner" | "Observation")
}

/// By the profile of the bundle or the document, or by the type of the document.
fn is_checkup(root: &Node, composition: &Node) -> bool {
    let profile = |of: &Node| {
        let all = of.get("meta").map(|meta| meta.all("profile")).unwrap_or_default();
        all.iter().any(|one| matches!(&one.value, json::Value::Leaf(_, text) if text.contains("eCheckup")))
    };
    let codings = composition.get("type").map(|kind| kind.all("coding")).unwrap_or_default();
    let kind = codings.iter().any(|coding| matches!(coding.peek("code"), Some("53576-5" | "JPGCHKUP01")));
    kind || profile(root) || profile(composition)
}

/// The resources of a bundle, by what refers to them.
pub(super) struct Bundle<'a> {
    resources: Vec<&'a Node>,
    by_name: HashMap<String, &'a Node>,
}

impl<'a> Bundle<'a> {
    fn new(root: &'a Node) -> Self {
        let (mut resources, mut by_name) = (Vec::new(), HashMap::new());
        for entry in root.all("entry") {
            let Some(resource) = entry.get("resource") else { continue };
            if let (Some(kind), Some(id)) = (resource.peek("resourceType"), resource.peek("id")) {
                by_name.insert(format!("{kind}/{id}"), resource);
            }
            if let Some(url) = entry.text("fullUrl") {
                by_name.insert(url, resource);
            }
            resources.push(resource);
        }
        Self { resources, by_name }
    }

    fn first(&self, kind: &str) -> Option<&'a Node> {
        self.resources.iter().copied().find(|one| one.peek("resourceType") == Some(kind))
    }

    /// What a reference names, if the bundle has it.
    pub(super) fn referred(&self, reference: Option<&Node>) -> Option<&'a Node> {
        self.by_name.get(reference?.peek("reference")?).copied()
    }

    /// A reference that is resolved says nothing more.
    pub(super) fn follow(&self, reference: Option<&Node>, kind: &str) -> Option<&'a Node> {
        let found = self.referred(reference).filter(|one| one.peek("resourceType") == Some(kind))?;
        if let Some(reference) = reference {
            reference.pass_all();
        }
        Some(found)
    }

    fn report(&self, composition: &Node) -> Result<Report, Error> {
        let people = self.resources.iter().filter(|one| one.peek("resourceType") == Some("Patient"));
        let person = self.follow(composition.get("subject"), "Patient").or_else(|| self.first("Patient"));
        if people.count() > 1 {
            return Err(Error::TwoPeople);
        }
        let encounter = self.follow(composition.get("encounter"), "Encounter");
        let event = composition.all("event").first();
        let visit = encounter.filter(|one| day_of(one) == event.and_then(day_of) || event.is_none());
        let visit = visit.and_then(period);
        let exam = event.and_then(period).or(visit).or_else(|| encounter.and_then(period));
        let exam = exam.ok_or(Error::Missing { place: "event.period.start" })?;
        let custodian = self.follow(composition.get("custodian"), "Organization");
        let provider = encounter.and_then(|one| self.follow(one.get("serviceProvider"), "Organization"));
        let author = custodian.map(organization).unwrap_or_default();
        let performer = match (provider, custodian) {
            (Some(provider), Some(custodian)) if std::ptr::eq(provider, custodian) => author.clone(),
            (Some(provider), _) => organization(provider),
            (None, _) => author.clone(),
        };
        composition.all("author").iter().for_each(|one| self.author(one));
        let created = composition.text("date").and_then(|text| day(&text));
        envelope(composition);
        for detail in event.map(|event| event.all("detail")).unwrap_or_default() {
            self.follow(Some(detail), "Encounter");
        }
        if let Some(encounter) = encounter {
            envelope(encounter);
            encounter.pass("class");
            self.follow(encounter.get("subject"), "Patient");
        }
        let kind = composition.all("category").first().and_then(concept);
        let kind = kind.unwrap_or_default();
        composition.pass("type");
        let mut reading =
            Sections { bundle: self, person, exam, used: HashSet::new(), taken_back: Vec::new() };
        let sections = reading.all(composition);
        Ok(Report {
            kind,
            id: Id { null: Some("NI".to_owned()), ..Id::default() },
            created,
            confidentiality: None,
            patient: person.map(patient).unwrap_or_default(),
            written: created,
            author,
            tickets: Vec::new(),
            program: event.and_then(|event| event.all("code").first().and_then(concept)),
            exam,
            performer,
            sections,
            kept: reading.taken_back,
            leaves: 0,
        })
    }

    /// The physician or institution that wrote the document; their names stay with the leaves that are kept.
    fn author(&self, reference: &Node) {
        let found = self.referred(Some(reference));
        if let Some(found) = found.filter(|one| one.peek("resourceType").is_some()) {
            envelope(found);
            reference.pass_all();
        }
    }
}

/// Results by the sections of the document; those in none of them come in one of their own.
struct Sections<'a> {
    bundle: &'a Bundle<'a>,
    person: Option<&'a Node>,
    exam: Day,
    used: HashSet<*const Node>,
    taken_back: Vec<Kept>,
}

impl Sections<'_> {
    fn all(&mut self, composition: &Node) -> Vec<Section> {
        let mut members: HashSet<*const Node> = HashSet::new();
        for panel in self.bundle.resources.iter().flat_map(|one| one.all("hasMember")) {
            members.extend(self.bundle.referred(Some(panel)).map(std::ptr::from_ref));
        }
        let mut sections = Vec::new();
        for section in composition.all("section") {
            section.pass("text");
            let found: Vec<&Node> = section
                .all("entry")
                .iter()
                .filter_map(|one| self.bundle.follow(Some(one), "Observation"))
                .collect();
            let panels = found.into_iter().filter(|one| !members.contains(&std::ptr::from_ref(*one)));
            let observations = panels.filter_map(|one| self.observation(one, 0)).collect();
            let code = section.get("code").and_then(concept).unwrap_or_default();
            sections.push(Section { code, title: section.text("title"), lines: Vec::new(), observations });
        }
        let others = self.bundle.resources.iter().copied();
        let others = others.filter(|one| one.peek("resourceType") == Some("Observation"));
        let others: Vec<&Node> = others.filter(|one| !members.contains(&std::ptr::from_ref(*one))).collect();
        let observations: Vec<Observation> =
            others.into_iter().filter_map(|one| self.observation(one, 0)).collect();
        if !observations.is_empty() {
            sections.push(Section { code: Coded::default(), title: None, lines: Vec::new(), observations });
        }
        sections
    }

    /// One result, or a panel with its parts; each once.
    fn observation(&mut self, of: &Node, depth: usize) -> Option<Observation> {
        if depth > MOST_PANELS || !self.used.insert(std::ptr::from_ref(of)) {
            return None;
        }
        // A result that says it is of somebody else, or that nobody can follow, is none of this person's.
        let about = of.get("subject");
        let mine = about.is_none()
            || self.bundle.follow(about, "Patient").zip(self.person).is_some_and(|(a, b)| std::ptr::eq(a, b));
        if !mine {
            return None;
        }
        if matches!(of.peek("status"), Some("entered-in-error" | "cancelled")) {
            let item = of.get("code").and_then(observe::item).unwrap_or_default();
            let value = item.words.or(item.code).unwrap_or_default();
            let status = of.peek("status").unwrap_or_default();
            self.taken_back.push(Kept { path: format!("Observation.{status}"), line: 0, value });
            of.pass_all();
            return None;
        }
        // A result of another day is none of this checkup: its leaves stay unread, and so are kept. One day apart may be a time zone.
        if effective(of).is_some_and(|when| is_other_day(when, self.exam)) {
            return None;
        }
        envelope(of);
        of.pass("category");
        self.bundle.follow(of.get("encounter"), "Encounter");
        if of.peek("effectiveDateTime").and_then(day) == Some(self.exam) {
            of.pass("effectiveDateTime");
        }
        let members: Vec<&Node> = of
            .all("hasMember")
            .iter()
            .filter_map(|one| self.bundle.follow(Some(one), "Observation"))
            .collect();
        let is_panel = !members.is_empty();
        let parts = members.into_iter().filter_map(|one| self.observation(one, depth + 1));
        let parts = parts.map(|part| (Relation::Part, part)).collect();
        Some(observe::observation(self.bundle, of, parts, is_panel))
    }
}

/// When a result was measured, as it is written.
fn effective(of: &Node) -> Option<&str> {
    let at = of.peek("effectiveDateTime").or_else(|| of.peek("effectiveInstant"));
    at.or_else(|| of.get("effectivePeriod")?.peek("start"))
}

/// A year or a month alone is another day where the exam does not lie in it.
fn is_other_day(when: &str, exam: Day) -> bool {
    match day(when) {
        Some(day) => day.since(exam).abs() > 1,
        None => !exam.to_string().starts_with(when),
    }
}

/// What every resource says of itself and nothing of the person.
pub(super) fn envelope(of: &Node) {
    for name in ["resourceType", "id", "meta", "text", "status", "language"] {
        of.pass(name);
    }
}

fn patient(of: &Node) -> Patient {
    envelope(of);
    let sex = match of.peek("gender") {
        Some("male") => Some("1"),
        Some("female") => Some("2"),
        _ => None,
    };
    if sex.is_some() {
        of.pass("gender");
    }
    let sex = sex.map(|code| Coded {
        code: Some(code.to_owned()),
        system: Some("1.2.392.200119.6.1104".to_owned()),
        ..Coded::default()
    });
    let mut names = of.all("name").iter().filter_map(name);
    let birth = of.peek("birthDate").and_then(day);
    if birth.is_some() {
        of.pass("birthDate");
    }
    Patient {
        ids: of.all("identifier").iter().map(id).collect(),
        address: of.all("address").first().map(address),
        name: names.next(),
        other_names: names.collect(),
        sex,
        birth,
    }
}

fn name(of: &Node) -> Option<String> {
    let given = of.all("given").iter().filter_map(|one| match &one.value {
        json::Value::Leaf(_, text) => Some(text.as_str()),
        _ => None,
    });
    let parts: Vec<&str> = of.peek("family").into_iter().chain(given).collect();
    let whole = of.text("text").unwrap_or_else(|| parts.join(" "));
    for part in ["family", "given", "use", "extension"] {
        of.pass(part);
    }
    (!whole.is_empty()).then_some(whole)
}

fn address(of: &Node) -> Address {
    let parts: String = ["state", "city"].iter().filter_map(|name| of.text(name)).collect();
    of.pass("country");
    let lines = of.all("line").iter().filter_map(|one| match &one.value {
        json::Value::Leaf(_, text) => Some(text.as_str()),
        _ => None,
    });
    let whole = format!("{parts}{}", lines.collect::<String>());
    of.pass("line");
    let text = of.text("text").or(Some(whole)).filter(|text| !text.is_empty());
    Address { postal: of.text("postalCode"), text }
}

fn organization(of: &Node) -> Organization {
    envelope(of);
    of.pass("type");
    let telecom = of.all("telecom").iter().filter_map(|one| {
        one.pass("system");
        one.pass("use");
        one.text("value")
    });
    Organization {
        ids: of.all("identifier").iter().map(id).collect(),
        name: of.text("name"),
        telecom: telecom.collect(),
        address: of.all("address").first().map(address),
    }
}

fn id(of: &Node) -> Id {
    Id { root: of.text("system").map(|system| oid(&system)), extension: of.text("value"), null: None }
}

/// The first coding of a concept.
pub(super) fn concept(of: &Node) -> Option<Coded> {
    of.all("coding").first().map(coding)
}

pub(super) fn coding(of: &Node) -> Coded {
    Coded {
        code: of.text("code"),
        system: of.text("system").map(|system| oid(&system)),
        words: of.text("display"),
        null: None,
    }
}

/// `urn:oid:1.2.3` as files of the XML write it.
pub(super) fn oid(system: &str) -> String {
    system.strip_prefix("urn:oid:").unwrap_or(system).to_owned()
}

fn day_of(of: &Node) -> Option<Day> {
    of.get("period")?.peek("start").and_then(day)
}

fn period(of: &Node) -> Option<Day> {
    let period = of.get("period")?;
    let start = period.peek("start").and_then(day)?;
    period.pass("start");
    if period.peek("end").and_then(day) == Some(start) {
        period.pass("end");
    }
    Some(start)
}

/// The day of a date or time; a year or month alone is none.
pub(super) fn day(text: &str) -> Option<Day> {
    Day::parse(text.split_once('T').map_or(text, |(day, _)| day)).ok()
}

const MOST_PANELS: usize = 8;
