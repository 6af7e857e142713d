//! One person's file: the header.

use henro_domain::Day;

use super::model::{Address, Id, Kept, Organization, Patient, Report, Section, Ticket};
use super::observe::{coded, observation};
use crate::Error;
use crate::xml::{self, Element};

/// Reads an `h` file.
///
/// # Errors
/// As [`Error`]: limits, broken XML, another kind of document, no day of the exam.
pub fn read_document(bytes: &[u8]) -> Result<Report, Error> {
    let root = xml::read(bytes)?;
    if root.name != "ClinicalDocument" || root.namespace != HL7 {
        return Err(Error::Kind);
    }
    root.attribute_in(XSI, "schemaLocation");
    one_person(&root)?;
    let mut report = header(&root)?;
    report.leaves = root.leaves();
    let unread = root.unread().into_iter();
    report.kept = unread.map(|leaf| Kept { path: leaf.path, line: leaf.line, value: leaf.value }).collect();
    Ok(report)
}

/// A document of two people is refused before anything of either is read.
fn one_person(root: &Element) -> Result<(), Error> {
    let roles: Vec<&Element> =
        root.children("recordTarget").flat_map(|target| target.children("patientRole")).collect();
    let patients = roles.iter().map(|role| role.children("patient").count()).sum::<usize>();
    if roles.len() > 1 || patients > 1 { Err(Error::TwoPeople) } else { Ok(()) }
}

fn header(root: &Element) -> Result<Report, Error> {
    if let Some(kind) = root.child("typeId") {
        kind.fixed("root", "2.16.840.1.113883.1.3");
        kind.fixed("extension", "POCD_HD000040");
    }
    let event = root.down(&["documentationOf", "serviceEvent"]);
    let exam = event.and_then(|event| event.child("effectiveTime")).and_then(day);
    let author = root.child("author");
    let patient = root.down(&["recordTarget", "patientRole"]).map(patient).unwrap_or_default();
    custodian(root);
    let performer =
        event.and_then(|event| event.child("performer")).inspect(|it| it.fixed("typeCode", "PRF"));
    let examined = performer.and_then(|performer| performer.child("assignedEntity"));
    let wrote = author.and_then(|author| author.child("assignedAuthor"));
    [examined, wrote].into_iter().flatten().for_each(no_id);
    let organization = |of: Option<&Element>| {
        of.and_then(|of| of.child("representedOrganization")).map(organization).unwrap_or_default()
    };
    let report = Report {
        kind: root.child("code").map(|code| coded(code, None)).ok_or(Error::Kind)?,
        id: root.child("id").map(id).unwrap_or_default(),
        created: root.child("effectiveTime").and_then(day),
        confidentiality: root.child("confidentialityCode").map(|code| coded(code, None)),
        patient,
        written: author.and_then(|author| author.child("time")).and_then(day),
        author: organization(wrote),
        tickets: root.children("participant").map(ticket).collect(),
        program: event.and_then(|event| event.child("code")).map(|code| coded(code, None)),
        exam: exam.ok_or(Error::Missing { place: "serviceEvent/effectiveTime" })?,
        performer: organization(examined),
        sections: sections(root)?,
        kept: Vec::new(),
        leaves: 0,
    };
    Ok(report)
}

fn sections(root: &Element) -> Result<Vec<Section>, Error> {
    let Some(body) = root.down(&["component", "structuredBody"]) else { return Ok(Vec::new()) };
    let sections: Vec<Section> =
        body.children("component").flat_map(|component| component.children("section")).map(section).collect();
    let mut items = sections.iter().flat_map(|section| &section.observations);
    match items.any(|observation| observation.item.system.as_deref() == Some(MUNICIPAL)) {
        true => Err(Error::Municipal),
        false => Ok(sections),
    }
}

fn section(section: &Element) -> Section {
    let list = section.child("text").into_iter().flat_map(|text| text.children("list"));
    let lines = list.flat_map(|list| list.children("item")).filter_map(Element::text).collect();
    let observations = section.children("entry").flat_map(|entry| entry.children("observation"));
    Section {
        code: section.child("code").map(|code| coded(code, None)).unwrap_or_default(),
        title: section.child("title").and_then(Element::text),
        lines,
        observations: observations.map(observation).collect(),
    }
}

fn patient(role: &Element) -> Patient {
    let person = role.child("patient");
    Patient {
        ids: role.children("id").map(id).collect(),
        address: role.child("addr").map(address),
        other_names: Vec::new(),
        name: person.and_then(|person| person.child("name")).and_then(Element::text),
        sex: person.and_then(|person| person.child("administrativeGenderCode")).map(|code| coded(code, None)),
        birth: person.and_then(|person| person.child("birthTime")).and_then(day),
    }
}

fn organization(of: &Element) -> Organization {
    Organization {
        ids: of.children("id").map(id).collect(),
        name: of.child("name").and_then(Element::text),
        telecom: of
            .children("telecom")
            .filter_map(|telecom| telecom.attribute("value").map(str::to_owned))
            .collect(),
        address: of.child("addr").map(address),
    }
}

fn ticket(participant: &Element) -> Ticket {
    participant.fixed("typeCode", "HLD");
    let entity = participant.child("associatedEntity").inspect(|entity| entity.fixed("classCode", "IDENT"));
    let insurer = entity.and_then(|entity| entity.child("scopingOrganization"));
    let ids = |of: Option<&Element>| -> Vec<Id> {
        of.map(|of| of.children("id").map(id).collect()).unwrap_or_default()
    };
    Ticket {
        function: participant.child("functionCode").map(|code| coded(code, None)),
        until: participant.down(&["time", "high"]).and_then(day),
        ids: ids(entity),
        insurer: ids(insurer),
    }
}

/// The form has a keeper without an id.
fn custodian(root: &Element) {
    let keeper = root.down(&["custodian", "assignedCustodian", "representedCustodianOrganization"]);
    keeper.into_iter().for_each(no_id);
}

/// Takes note of an id that the form leaves empty.
pub(super) fn no_id(of: &Element) {
    of.children("id").for_each(|id| id.fixed("nullFlavor", "NI"));
}

fn address(of: &Element) -> Address {
    Address { postal: of.child("postalCode").and_then(Element::text), text: of.text() }
}

pub(super) fn id(of: &Element) -> Id {
    let take = |name| of.attribute(name).map(str::to_owned);
    Id { root: take("root"), extension: take("extension"), null: take("nullFlavor") }
}

/// A day as `20240601`. One that does not read stays unread, and so is kept.
pub(super) fn day(of: &Element) -> Option<Day> {
    let day = parsed(of.peek("value")?)?;
    of.attribute("value");
    Some(day)
}

fn parsed(text: &str) -> Option<Day> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from, to| text.get(from..to)?.parse::<u32>().ok();
    Day::new(i32::try_from(part(0, 4)?).ok()?, part(4, 6)?, part(6, 8)?).ok()
}

/// Namespace of documents.
pub(super) const HL7: &str = "urn:hl7-org:v3";
/// Namespace of types.
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Items of the municipal edition.
const MUNICIPAL: &str = "1.2.392.100495.100.1051";
