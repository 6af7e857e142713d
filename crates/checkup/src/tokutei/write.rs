//! A report as a 特定健診 document of equal content.

use std::fmt::Write as _;

use henro_domain::Day;

use super::model::{
    Address, Coded, Id, Observation, Organization, Pq, Relation, Report, Section, Ticket, Value,
};
use super::read::{HL7, XSI};

/// Writes an `h` file, UTF-8. What the reader kept as no part of the form is not written.
pub fn write_document(report: &Report) -> String {
    let mut out = Out::default();
    out.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.open("ClinicalDocument", &[("xmlns", Some(HL7)), ("xmlns:xsi", Some(XSI))]);
    out.empty("typeId", &[("root", Some("2.16.840.1.113883.1.3")), ("extension", Some("POCD_HD000040"))]);
    out.id(&report.id);
    out.coded("code", &report.kind);
    out.day("effectiveTime", report.created);
    out.maybe_coded("confidentialityCode", report.confidentiality.as_ref());
    patient(&mut out, report);
    author(&mut out, report);
    for name in ["custodian", "assignedCustodian", "representedCustodianOrganization"] {
        out.open(name, &[]);
    }
    out.no_id();
    for name in ["representedCustodianOrganization", "assignedCustodian", "custodian"] {
        out.close(name);
    }
    report.tickets.iter().for_each(|one| ticket(&mut out, one));
    event(&mut out, report);
    out.open("component", &[]);
    out.open("structuredBody", &[]);
    report.sections.iter().for_each(|one| section(&mut out, one));
    out.close("structuredBody");
    out.close("component");
    out.close("ClinicalDocument");
    out.text
}

fn patient(out: &mut Out, report: &Report) {
    let patient = &report.patient;
    out.open("recordTarget", &[]);
    out.open("patientRole", &[]);
    patient.ids.iter().for_each(|id| out.id(id));
    out.address(patient.address.as_ref());
    out.open("patient", &[]);
    out.line("name", patient.name.as_deref());
    out.maybe_coded("administrativeGenderCode", patient.sex.as_ref());
    out.day("birthTime", patient.birth);
    for name in ["patient", "patientRole", "recordTarget"] {
        out.close(name);
    }
}

fn author(out: &mut Out, report: &Report) {
    out.open("author", &[]);
    out.day("time", report.written);
    out.open("assignedAuthor", &[]);
    out.no_id();
    out.organization(&report.author);
    out.close("assignedAuthor");
    out.close("author");
}

fn ticket(out: &mut Out, ticket: &Ticket) {
    out.open("participant", &[("typeCode", Some("HLD"))]);
    out.maybe_coded("functionCode", ticket.function.as_ref());
    if ticket.until.is_some() {
        out.open("time", &[]);
        out.day("high", ticket.until);
        out.close("time");
    }
    out.open("associatedEntity", &[("classCode", Some("IDENT"))]);
    ticket.ids.iter().for_each(|id| out.id(id));
    if !ticket.insurer.is_empty() {
        out.open("scopingOrganization", &[]);
        ticket.insurer.iter().for_each(|id| out.id(id));
        out.close("scopingOrganization");
    }
    out.close("associatedEntity");
    out.close("participant");
}

fn event(out: &mut Out, report: &Report) {
    out.open("documentationOf", &[]);
    out.open("serviceEvent", &[]);
    out.maybe_coded("code", report.program.as_ref());
    out.day("effectiveTime", Some(report.exam));
    out.open("performer", &[("typeCode", Some("PRF"))]);
    out.open("assignedEntity", &[]);
    out.no_id();
    out.organization(&report.performer);
    for name in ["assignedEntity", "performer", "serviceEvent", "documentationOf"] {
        out.close(name);
    }
}

fn section(out: &mut Out, section: &Section) {
    out.open("component", &[]);
    out.open("section", &[]);
    out.coded("code", &section.code);
    out.line("title", section.title.as_deref());
    if !section.lines.is_empty() {
        out.open("text", &[]);
        out.open("list", &[]);
        section.lines.iter().for_each(|line| out.line("item", Some(line)));
        out.close("list");
        out.close("text");
    }
    for one in &section.observations {
        out.open("entry", &[]);
        observation(out, one);
        out.close("entry");
    }
    out.close("section");
    out.close("component");
}

fn observation(out: &mut Out, observation: &Observation) {
    let negated = observation.negated.then_some("true");
    let (class, mood) = (Some("OBS"), Some("EVN"));
    out.open("observation", &[("classCode", class), ("moodCode", mood), ("negationInd", negated)]);
    out.coded("code", &observation.item);
    observation.values.iter().for_each(|one| value(out, one));
    out.maybe_coded("interpretationCode", observation.interpretation.as_ref());
    out.maybe_coded("methodCode", observation.method.as_ref());
    if let Some(name) = &observation.author {
        out.open("author", &[]);
        out.empty("time", &[("nullFlavor", Some("NI"))]);
        out.open("assignedAuthor", &[]);
        out.no_id();
        out.open("assignedPerson", &[]);
        out.line("name", Some(name));
        for name in ["assignedPerson", "assignedAuthor", "author"] {
            out.close(name);
        }
    }
    for (relation, part) in &observation.parts {
        let kind = match relation {
            Relation::Part => "COMP",
            Relation::Reason => "RSON",
        };
        out.open("entryRelationship", &[("typeCode", Some(kind))]);
        self::observation(out, part);
        out.close("entryRelationship");
    }
    if let Some((low, high)) = &observation.range {
        range(out, low.as_ref(), high.as_ref());
    }
    out.close("observation");
}

fn value(out: &mut Out, value: &Value) {
    match value {
        Value::Number(Pq { value, unit }) => out.empty(
            "value",
            &[("xsi:type", Some("PQ")), ("value", value.as_deref()), ("unit", unit.as_deref())],
        ),
        Value::Code(coded, ordered) => {
            let kind = if *ordered { "CO" } else { "CD" };
            out.typed_code(kind, coded);
        }
        Value::Text(text) => out.full("value", &[("xsi:type", Some("ST"))], text),
        Value::Null(kind, flavor) => out.empty(
            "value",
            &[("xsi:type", Some(&**kind).filter(|kind| !kind.is_empty())), ("nullFlavor", Some(flavor))],
        ),
        Value::Other(kind, value, text) => {
            let kind = Some(&**kind).filter(|kind| !kind.is_empty());
            let attributes = [("xsi:type", kind), ("value", value.as_deref())];
            match text {
                Some(text) => out.full("value", &attributes, text),
                None => out.empty("value", &attributes),
            }
        }
    }
}

fn range(out: &mut Out, low: Option<&Pq>, high: Option<&Pq>) {
    out.open("referenceRange", &[]);
    out.open("observationRange", &[("classCode", Some("OBS")), ("moodCode", Some("EVN.CRT"))]);
    out.open("value", &[("xsi:type", Some("IVL_PQ"))]);
    for (name, pq) in [("low", low), ("high", high)] {
        if let Some(pq) = pq {
            out.empty(name, &[("value", pq.value.as_deref()), ("unit", pq.unit.as_deref())]);
        }
    }
    out.close("value");
    out.close("observationRange");
    out.close("referenceRange");
}

/// XML being written. Names come from this file, values are escaped.
#[derive(Default)]
struct Out {
    text: String,
}

type Attributes<'a> = [(&'a str, Option<&'a str>)];

impl Out {
    fn open(&mut self, name: &str, attributes: &Attributes) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
    }

    fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }

    fn empty(&mut self, name: &str, attributes: &Attributes) {
        self.tag(name, attributes);
        self.text.push_str("/>\n");
    }

    fn full(&mut self, name: &str, attributes: &Attributes, text: &str) {
        self.tag(name, attributes);
        self.text.push('>');
        escape(&mut self.text, text);
        self.close(name);
    }

    fn line(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.full(name, &[], text);
        }
    }

    fn day(&mut self, name: &str, day: Option<Day>) {
        if let Some(day) = day {
            let text = format!("{:04}{:02}{:02}", day.year(), day.month(), day.day_of_month());
            self.empty(name, &[("value", Some(&text))]);
        }
    }

    fn id(&mut self, id: &Id) {
        let attributes = [
            ("nullFlavor", id.null.as_deref()),
            ("root", id.root.as_deref()),
            ("extension", id.extension.as_deref()),
        ];
        self.empty("id", &attributes);
    }

    fn no_id(&mut self) {
        self.empty("id", &[("nullFlavor", Some("NI"))]);
    }

    fn coded(&mut self, name: &str, coded: &Coded) {
        self.empty(name, &code(coded));
    }

    fn maybe_coded(&mut self, name: &str, coded: Option<&Coded>) {
        if let Some(coded) = coded {
            self.coded(name, coded);
        }
    }

    fn typed_code(&mut self, kind: &str, coded: &Coded) {
        let mut attributes = vec![("xsi:type", Some(kind))];
        attributes.extend(code(coded));
        self.empty("value", &attributes);
    }

    fn address(&mut self, address: Option<&Address>) {
        let Some(address) = address else { return };
        self.text.push_str("<addr>");
        if let Some(postal) = &address.postal {
            self.full("postalCode", &[], postal);
        }
        escape(&mut self.text, address.text.as_deref().unwrap_or_default());
        self.close("addr");
    }

    fn organization(&mut self, organization: &Organization) {
        self.open("representedOrganization", &[]);
        organization.ids.iter().for_each(|id| self.id(id));
        self.line("name", organization.name.as_deref());
        for telecom in &organization.telecom {
            self.empty("telecom", &[("value", Some(telecom))]);
        }
        self.address(organization.address.as_ref());
        self.close("representedOrganization");
    }

    fn tag(&mut self, name: &str, attributes: &Attributes) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            if let Some(value) = value {
                self.text.push(' ');
                self.text.push_str(name);
                self.text.push_str("=\"");
                escape(&mut self.text, value);
                self.text.push('"');
            }
        }
    }
}

fn code(coded: &Coded) -> [(&str, Option<&str>); 4] {
    [
        ("nullFlavor", coded.null.as_deref()),
        ("code", coded.code.as_deref()),
        ("codeSystem", coded.system.as_deref()),
        ("displayName", coded.words.as_deref()),
    ]
}

/// Marks of XML, and the white space that a reader would make a space of.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                // Writing into a string cannot fail.
                let _ = write!(out, "&#{};", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
}
