use henro_domain::{
    Answer, ClinicalValue, Coding, Decimal, Document, Dose, Finding, Medical, Paper, Problem, ReferenceRange,
    Report,
};
use henro_vault::StoredMedical;

use crate::wire::*;

/// Something of the clinical tier as shown.
pub(crate) fn view(stored: &StoredMedical) -> ClinicalView {
    ClinicalView {
        id: stored.id.as_i64().to_string(),
        day: stored.when.day,
        minute: stored.when.minute.map(|minute| minute.get()),
        body: body(&stored.medical),
        recorded_ms: stored.recorded_at,
        edited: stored.edited,
        deleted: stored.deleted.is_some(),
    }
}

pub(super) fn body(medical: &Medical) -> ClinicalBody {
    match medical {
        Medical::Report(report) => ClinicalBody::Report(report_body(report)),
        Medical::Result(finding) => ClinicalBody::Result(finding_body(finding)),
        Medical::Growth(finding) => ClinicalBody::Growth(finding_body(finding)),
        Medical::Dose(dose) => ClinicalBody::Dose(dose_body(dose)),
        Medical::Problem(problem) => ClinicalBody::Problem(problem_body(problem)),
        Medical::Paper(paper) => ClinicalBody::Paper(paper_body(paper)),
        Medical::Document(document) => ClinicalBody::Document(document_body(document)),
    }
}

pub(super) fn report_body(report: &Report) -> ReportBody {
    ReportBody {
        sheet: report.kind,
        institution: report.institution.clone(),
        physician: report.physician.clone(),
        document: report.document.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect()),
        profile: report.read_by().map(str::to_owned),
        note: report.note.clone(),
    }
}

fn finding_body(finding: &Finding) -> ClinicalFinding {
    ClinicalFinding {
        report: finding.report.map(|id| id.as_i64().to_string()),
        item: code(&finding.item),
        value: found(&finding.value),
        interpretation: finding.interpretation,
        reference: finding.reference.as_ref().map(range),
        method: finding.method.as_ref().map(code),
        line: finding.line,
        institution: finding.institution.clone(),
        physician: finding.physician.clone(),
        device: finding.device.clone(),
        note: finding.note.clone(),
    }
}

fn found(value: &ClinicalValue) -> ClinicalFound {
    match value {
        ClinicalValue::Quantity(quantity) => ClinicalFound::Quantity {
            number: quantity.number.to_string(),
            comparator: quantity.comparator,
            unit: quantity.unit.clone(),
            unit_as_written: quantity.unit_as_written.clone(),
        },
        ClinicalValue::Coded(coded) => ClinicalFound::Coded {
            list: coded.list.to_text(),
            code: coded.code.clone(),
            words: coded.words.clone(),
            ordered: coded.ordered,
        },
        ClinicalValue::Text(text) => ClinicalFound::Text { text: text.clone() },
        ClinicalValue::Absent(reason) => ClinicalFound::Absent { reason: *reason },
    }
}

fn range(range: &ReferenceRange) -> ClinicalRange {
    let text = |number: &Decimal| number.to_string();
    ClinicalRange {
        low: range.low.as_ref().map(text),
        high: range.high.as_ref().map(text),
        text: range.text.clone(),
    }
}

pub(super) fn dose_body(dose: &Dose) -> DoseBody {
    DoseBody {
        vaccine: dose.vaccine.clone(),
        product: dose.product.clone(),
        lot: dose.lot.clone(),
        site: dose.site.clone(),
        clinic: dose.clinic.clone(),
        country: dose.country.clone(),
        number: dose.number,
        photo: photo_name(dose.photo.as_deref()),
        note: dose.note.clone(),
    }
}

/// The name alone: the key beside it stays in the core.
pub(crate) fn photo_name(photo: Option<&str>) -> Option<String> {
    photo.and_then(crate::person::photo::read_hex).map(|of| of.id.to_string())
}

pub(super) fn problem_body(problem: &Problem) -> ProblemBody {
    ProblemBody {
        problem: problem.kind,
        code: problem.code.as_ref().map(code),
        words: problem.words.clone(),
        severity: problem.severity,
        reaction: problem.reaction.clone(),
        since: problem.since,
        until: problem.until,
        number: problem.number.clone(),
        place: problem.place.clone(),
        relation: problem.relation.clone(),
        note: problem.note.clone(),
    }
}

fn paper_body(paper: &Paper) -> PaperBody {
    let answer = |answer: &Answer| PaperAnswer {
        question: answer.question.clone(),
        choice: answer.choice.clone(),
        words: answer.words.clone(),
    };
    PaperBody {
        form: paper.form.clone(),
        edition: paper.edition.clone(),
        about: paper.about.clone(),
        answers: paper.answers.iter().map(answer).collect(),
    }
}

pub(crate) fn document_body(document: &Document) -> DocumentBody {
    DocumentBody {
        paper: document.kind,
        title: document.title.clone(),
        issuer: document.issuer.clone(),
        pages: crate::document::shown(&document.pages),
        words: document.words.clone(),
    }
}

fn code(coding: &Coding) -> ClinicalCode {
    ClinicalCode { set: coding.set.to_text(), code: coding.code.clone(), name: coding.name.clone() }
}
