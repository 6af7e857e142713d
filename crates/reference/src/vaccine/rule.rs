use std::sync::OnceLock;

use henro_domain::Day;

use super::{Amount, Anchor, VaccineKind};
use crate::growth::Confidence;
use crate::table::{Cells, rows};

/// A rule that is not a line of one dose.
#[derive(Debug)]
pub struct VaccineRule {
    /// Id: `X1`.
    pub id: &'static str,
    /// What it says.
    pub kind: RuleKind,
    /// Code of the vaccine it is about; empty for all.
    pub vaccine: &'static str,
    /// First day it is in force.
    pub from: Option<Day>,
    /// Last day it is in force.
    pub to: Option<Day>,
    /// The rule in words, in Japanese.
    pub text: &'static str,
    /// How sure it is.
    pub confidence: Confidence,
    /// Ids of sources.
    pub sources: &'static str,
}

/// What a [`VaccineRule`] says.
#[derive(Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// Days between two different vaccines; `None` for any kind.
    Spacing {
        /// Kind of the earlier one.
        first: Option<VaccineKind>,
        /// Kind of the later one.
        then: Option<VaccineKind>,
        /// Days between.
        between: Amount,
    },
    /// Ages of the programme while the rule was in force.
    Ages(Anchor, Anchor),
    /// One of several windows of the programme, some only for windows that begin in these school years.
    Window(Anchor, Anchor, Option<(i32, i32)>),
    /// People born from one day to another have more time, to the end of the rule or to an age.
    Cohort {
        /// Id of the series; `*` for all of the vaccine.
        series: &'static str,
        /// Born from.
        born_from: Day,
        /// Born to.
        born_to: Day,
        /// Until this age.
        until: Option<Anchor>,
    },
    /// Doses left out after an age, or when another dose came after an age.
    Skip {
        /// Id of the series.
        series: &'static str,
        /// Numbers left out.
        doses: Vec<u8>,
        /// Asked of this dose instead of the one to come.
        when: Option<u8>,
        /// The age.
        after: Anchor,
    },
    /// Another least interval when doses were missing at an age.
    Late {
        /// Id of the series.
        series: &'static str,
        /// Number of the dose it is about.
        dose: u8,
        /// Any of these missing,
        missing: Vec<u8>,
        /// at this age,
        at: Anchor,
        /// then this interval from the last dose.
        least: Amount,
    },
    /// Begun with one product, gone on with others.
    Product {
        /// Product or vaccines begun with; empty for "not begun".
        begun: &'static str,
        /// What follows.
        then: &'static str,
    },
    /// A first dose after this age is asked of a doctor: nobody knows it to be safe.
    First(Anchor),
    /// A way of counting, or a rule for a person to read.
    Words,
}

/// All rules.
pub fn vaccine_rules() -> &'static [VaccineRule] {
    static TABLE: OnceLock<Vec<VaccineRule>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../../data/vaccine_rules.tsv"), read))
}

/// The rule of this id.
pub fn vaccine_rule(id: &str) -> Option<&'static VaccineRule> {
    vaccine_rules().iter().find(|rule| rule.id == id)
}

fn read(cells: &mut Cells) -> Option<VaccineRule> {
    let id = cells.text()?;
    let kind = cells.text()?;
    let vaccine = cells.text()?;
    Some(VaccineRule {
        id,
        vaccine,
        kind: params(kind, cells.text()?)?,
        from: cells.day()?,
        to: cells.day()?,
        text: cells.text()?,
        confidence: cells.value()?,
        sources: cells.text()?,
    })
}

fn params(kind: &str, text: &'static str) -> Option<RuleKind> {
    match kind {
        "spacing" => spacing(text),
        "ages" => window(text).map(|(from, to)| RuleKind::Ages(from, to)),
        "window" => {
            let (ages, years) =
                text.split_once(' ').map_or((text, None), |(ages, years)| (ages, Some(years)));
            let (from, to) = window(ages)?;
            let years = match years {
                Some(years) => {
                    let (first, last) = years.split_once('-')?;
                    Some((first.parse().ok()?, last.parse().ok()?))
                }
                None => None,
            };
            Some(RuleKind::Window(from, to, years))
        }
        "cohort" => cohort(text),
        "skip" => skip(text),
        "late" => late(text),
        "product" | "substitution" => {
            text.split_once('>').map(|(begun, then)| RuleKind::Product { begun, then })
        }
        "first" => text.strip_prefix("after ")?.parse().ok().map(RuleKind::First),
        "date" | "special" => Some(RuleKind::Words),
        _ => None,
    }
}

fn spacing(text: &str) -> Option<RuleKind> {
    let (kinds, between) = text.split_once(':')?;
    let (first, then) = kinds.split_once('>')?;
    let kind = |text| if text == "*" { Some(None) } else { VaccineKind::read(text).map(Some) };
    Some(RuleKind::Spacing { first: kind(first)?, then: kind(then)?, between: between.parse().ok()? })
}

fn window(text: &str) -> Option<(Anchor, Anchor)> {
    let (from, to) = text.split_once('~')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

fn cohort(text: &'static str) -> Option<RuleKind> {
    let mut words = text.split(' ');
    let series = words.next()?;
    if words.next()? != "born" {
        return None;
    }
    let (born_from, born_to) = words.next()?.split_once('~')?;
    let until = match words.next() {
        Some(age) => Some(age.parse().ok()?),
        None => None,
    };
    let (born_from, born_to) = (Day::parse(born_from).ok()?, Day::parse(born_to).ok()?);
    Some(RuleKind::Cohort { series, born_from, born_to, until })
}

fn skip(text: &'static str) -> Option<RuleKind> {
    let (series, rest) = text.split_once(' ')?;
    let (doses, after) = rest.split_once(" after ")?;
    let (doses, when) = match doses.split_once(" if ") {
        Some((doses, when)) => (doses, Some(when.parse().ok()?)),
        None => (doses, None),
    };
    Some(RuleKind::Skip { series, doses: numbers(doses)?, when, after: after.parse().ok()? })
}

fn late(text: &'static str) -> Option<RuleKind> {
    let mut words = text.split(' ');
    let (series, dose, missing) = (words.next()?, words.next()?.parse().ok()?, numbers(words.next()?)?);
    if words.next()? != "missing" {
        return None;
    }
    let (at, least) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(RuleKind::Late { series, dose, missing, at, least })
}

fn numbers(text: &str) -> Option<Vec<u8>> {
    text.split(',').map(|number| number.parse().ok()).collect()
}
