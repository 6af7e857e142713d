//! What a record keeps of vaccinations and growth.

use henro_domain::{
    ClinicalValue, CodeSet, Coding, Day, Decimal, Entry, EntryKind, Finding, MeasureItem, Medical,
    MedicalKind, Person, Quantity, Sex, When,
};
use henro_growth::GrowthMeasure;
use henro_vault::{Clinical, MedicalAsk, NewMedical, StoredMedical};

use super::grow::possible;
use super::note;
use crate::open::failed;
use crate::pregnancy::Course;
use crate::wire::*;
use crate::{Code, Context, WireError};

/// A dose as it was written down.
pub(super) struct Kept {
    pub(super) id: String,
    pub(super) day: Day,
    /// Code of the vaccine or product; perhaps one no table has.
    pub(super) code: String,
    pub(super) product: Option<String>,
    pub(super) lot: Option<String>,
    pub(super) site: Option<String>,
    pub(super) clinic: Option<String>,
    pub(super) country: Option<String>,
    pub(super) photo: Option<String>,
    pub(super) note: Option<String>,
    pub(super) number: Option<u8>,
    /// How long the log was when it was read.
    pub(super) drawn: i64,
}

/// What else the rules ask of somebody.
#[derive(Clone, Copy)]
pub(super) struct About {
    /// The day due of a pregnancy that goes on.
    due: Option<Day>,
    /// Whether the mother has HBs antigen, where it was answered.
    pub(super) mother_hbsag: Option<bool>,
}

impl About {
    /// As the rules take it.
    pub(super) fn of(self, birth: Day, sex: Option<Sex>) -> henro_vaccine::Person {
        let mother_hbsag = self.mother_hbsag.unwrap_or(false);
        henro_vaccine::Person { mother_hbsag, due: self.due, ..henro_vaccine::Person::new(birth, sex) }
    }
}

/// Whose doses they are.
pub(super) type Whose = (Person, About);

/// Whose they are, and all doses, oldest first.
pub(super) fn kept(ctx: &Context) -> Result<(Whose, Vec<Kept>), WireError> {
    let person = ctx.with_open(|open, _| Ok(open.person().clone()))?;
    let (about, doses) = ctx.with_clinical(|clinical, _, now| doses(clinical, now.today))?;
    Ok(((person, about), doses))
}

/// What else is asked, and all doses, oldest first.
pub(super) fn doses(clinical: &Clinical, today: Day) -> Result<(About, Vec<Kept>), WireError> {
    let answers = note::read(clinical, MOTHER)?;
    let mother_hbsag = answers.first().and_then(|answer| answer.words.as_deref()).map(|words| words == YES);
    let about = About { due: Course::read(clinical)?.ahead(today), mother_hbsag };
    let (stored, drawn) = (all(clinical, MedicalKind::Dose, None)?, clinical.drawn().map_err(failed)?);
    let dose = |stored: StoredMedical| match stored.medical {
        Medical::Dose(dose) => Some(Kept {
            id: stored.id.as_i64().to_string(),
            day: stored.when.day,
            code: dose.vaccine,
            product: dose.product,
            lot: dose.lot,
            site: dose.site,
            clinic: dose.clinic,
            country: dose.country,
            photo: crate::clinical::photo_name(dose.photo.as_deref()),
            note: dose.note,
            number: dose.number,
            drawn,
        }),
        _ => None,
    };
    Ok((about, stored.into_iter().rev().filter_map(dose).collect()))
}

/// A dose by name.
pub(crate) struct Dosed {
    pub(crate) day: Day,
    pub(crate) name: String,
}

/// All doses by name, oldest first; short where a table has it. None that cannot have been.
pub(crate) fn dosed(ctx: &Context, language: Language) -> Result<Vec<Dosed>, WireError> {
    let (whose, doses) = kept(ctx)?;
    let shown = super::vaccines::view(&whose, &doses, ctx.today()?, &[])?.doses;
    let mistaken = |id: &str| shown.iter().any(|dose| dose.id == id && dose.verdict == "mistaken");
    let name = |code: &str| match (language, henro_reference::vaccine(code)) {
        (Language::Ja, Some(of)) => of.short.to_owned(),
        (Language::Ja, None) => super::code_names(code).0.to_owned(),
        (Language::En, _) => super::code_names(code).1.to_owned(),
    };
    let doses = doses.into_iter().filter(|dose| !mistaken(&dose.id));
    Ok(doses.map(|dose| Dosed { day: dose.day, name: name(&dose.code) }).collect())
}

/// All values of a measure with their days.
pub(crate) fn grown_values(ctx: &Context, of: GrowthOf) -> Result<Vec<(Day, f64)>, WireError> {
    Ok(grown(ctx, of)?.values.into_iter().map(|value| (value.day, value.value)).collect())
}

/// What is known of somebody's growth, of one measure.
pub(super) struct Grown {
    pub(super) person: Person,
    /// Length of the pregnancy.
    pub(super) gestation_days: Option<i32>,
    pub(super) values: Vec<Value>,
}

/// A value of the medical half or of every day.
pub(super) struct Value {
    pub(super) id: String,
    pub(super) daily: bool,
    pub(super) day: Day,
    pub(super) value: f64,
}

/// All values of a measure, those of every day with them.
pub(super) fn grown(ctx: &Context, of: GrowthOf) -> Result<Grown, WireError> {
    let (kept, born) = ctx.with_clinical(|clinical, _, _| {
        let kept = all(clinical, MedicalKind::Growth, Some(item(code(of))))?;
        Ok((kept, all(clinical, MedicalKind::Growth, Some(item(BORN)))?))
    })?;
    let value = |stored: &StoredMedical| {
        let value = number(stored)?;
        Some(Value { id: stored.id.as_i64().to_string(), daily: false, day: stored.when.day, value })
    };
    let mut values: Vec<Value> = kept.iter().filter_map(value).collect();
    let gestation_days = born.first().and_then(number).map(|days| days.round() as i32);
    let person = ctx.with_open(|open, now| {
        let first = Day::from_number(Day::MIN_NUMBER).unwrap_or(now.today);
        let daily = open.daily().range(&[EntryKind::Measurement], first, now.today).map_err(failed)?;
        values.extend(daily.iter().filter_map(|stored| {
            let Entry::Measurement { item, value } = &stored.entry else { return None };
            let (id, day) = (stored.id.as_i64().to_string(), stored.when.day);
            (Some(*item) == everyday(of)).then(|| Value { id, daily: true, day, value: value.as_f64() })
        }));
        Ok(open.person().clone())
    })?;
    Ok(Grown { person, gestation_days, values })
}

/// Writes what was measured on a day, all or none.
pub(crate) fn growth_record(ctx: &Context, ask: GrowthRecord) -> Result<GrowthWritten, WireError> {
    let found = measured(ctx, ask.day, [ask.height_cm, ask.weight_kg, ask.head_cm], &ask.sure)?;
    if found.is_empty() {
        return Err(Code::RequestInvalid.into());
    }
    write(ctx, ask.day, found)
}

/// Height, weight and head of a day, refused by their place: what cannot be, and what is rare and was not said to be right.
pub(super) fn measured(
    ctx: &Context,
    day: Day,
    values: [Option<f64>; 3],
    sure: &[GrowthOf],
) -> Result<Vec<Finding>, WireError> {
    let found = taken(values)?;
    let typed = OF.into_iter().zip(values).enumerate().filter(|(_, ((of, _), _))| !sure.contains(of));
    for (index, ((of, _), value)) in typed {
        if value.map(|value| is_strange(ctx, of, value, day)).transpose()? == Some(true) {
            return Err(WireError::at(Code::ValueRare, index));
        }
    }
    Ok(found)
}

/// The same, of which nobody asks whether it is right.
pub(super) fn taken(values: [Option<f64>; 3]) -> Result<Vec<Finding>, WireError> {
    let mut found = Vec::new();
    for (index, ((of, measure), value)) in OF.into_iter().zip(values).enumerate() {
        let Some(value) = value else { continue };
        if !possible(measure, value) {
            return Err(WireError::at(Code::ValueImpossible, index));
        }
        found.push(quantity(code(of), value, unit(of))?);
    }
    Ok(found)
}

/// Whether a value is so far from those of children of the same age that it may be a slip: 51 for 5.1 kg. Where nobody is compared,
/// nothing is strange.
fn is_strange(ctx: &Context, of: GrowthOf, value: f64, day: Day) -> Result<bool, WireError> {
    let Grown { person, gestation_days, .. } = grown(ctx, of)?;
    let Some((birth, sex)) = person.birth.zip(person.sex).filter(|(birth, _)| day >= *birth) else {
        return Ok(false);
    };
    let norm = GrowthNorm::Japan;
    let ask = GrowthScore { norm, measure: of, sex, birth, day: Some(day), value, gestation_days };
    let far = |found: GrowthScoreReply| {
        found.z.is_some_and(|z| z.abs() > 5.0)
            || found.median.is_some_and(|median| value > 2.0 * median || value < median / 2.0)
    };
    // Older than the tables: nothing to compare with.
    Ok(super::score(ctx, ask).is_ok_and(far))
}

/// Writes how long the pregnancy was, or takes it back.
pub(crate) fn growth_born(ctx: &Context, ask: GrowthBorn) -> Result<GrowthWritten, WireError> {
    if ask.gestation_days.is_some_and(|days| !(154..=314).contains(&days)) {
        return Err(Code::ValueImpossible.into());
    }
    let birth = ctx.with_open(|open, now| Ok(open.person().birth.unwrap_or(now.today).min(now.today)))?;
    let new = ask.gestation_days.map(|days| quantity(BORN, f64::from(days), "d")).transpose()?;
    ctx.with_clinical(|clinical, meta, now| {
        let old: Vec<_> =
            all(clinical, MedicalKind::Growth, Some(item(BORN)))?.iter().map(|old| old.id).collect();
        let Some(new) = new else {
            clinical.delete_all(&old, meta).map_err(failed)?;
            return Ok(GrowthWritten { ids: vec![] });
        };
        let when = When { day: birth, minute: None, offset: now.offset() };
        let ids = match old.first() {
            Some(old) => {
                clinical.edit(*old, when, &Medical::Growth(new), meta).map_err(failed)?;
                vec![*old]
            }
            None => clinical
                .record(&[NewMedical { when, medical: Medical::Growth(new) }], meta)
                .map_err(failed)?,
        };
        Ok(GrowthWritten { ids: ids.iter().map(|id| id.as_i64().to_string()).collect() })
    })
}

fn write(ctx: &Context, day: Day, found: Vec<Finding>) -> Result<GrowthWritten, WireError> {
    lived(ctx, day)?;
    ctx.with_clinical(|clinical, meta, now| {
        let when = When { day, minute: None, offset: now.offset() };
        let new = found.into_iter().map(|finding| NewMedical { when, medical: Medical::Growth(finding) });
        let ids = clinical.record(&new.collect::<Vec<_>>(), meta).map_err(failed)?;
        Ok(GrowthWritten { ids: ids.iter().map(|id| id.as_i64().to_string()).collect() })
    })
}

/// A day of this life, up to today.
pub(super) fn lived(ctx: &Context, day: Day) -> Result<(), WireError> {
    let (birth, today) = ctx.with_open(|open, now| Ok((open.person().birth, now.today)))?;
    match birth {
        Some(birth) if day < birth => Err(Code::DayUnborn.into()),
        _ if day > today => Err(Code::DayFuture.into()),
        _ => Ok(()),
    }
}

/// All of a kind, newest first.
fn all(
    clinical: &Clinical,
    kind: MedicalKind,
    item: Option<Coding>,
) -> Result<Vec<StoredMedical>, WireError> {
    let ask = MedicalAsk { item, most: MOST, ..MedicalAsk::default() };
    Ok(clinical.list(kind, &ask).map_err(failed)?.entries)
}

fn item(code: &str) -> Coding {
    Coding { set: CodeSet::Own, code: code.to_owned(), name: None }
}

pub(super) fn quantity(code: &str, value: f64, unit: &str) -> Result<Finding, WireError> {
    // As many decimals as scales have; more would be noise of the binary number.
    let number = Decimal::from_str_exact(&format!("{}", (value * 1000.0).round() / 1000.0));
    let number = number.map_err(|_| Code::ValueImpossible)?;
    let unit = Some(unit.to_owned());
    let value = ClinicalValue::Quantity(Quantity { number, comparator: None, unit, unit_as_written: None });
    Ok(Finding::new(item(code), value))
}

/// The number of a value.
pub(super) fn number(stored: &StoredMedical) -> Option<f64> {
    match &stored.medical {
        Medical::Growth(Finding { value: ClinicalValue::Quantity(found), .. })
        | Medical::Result(Finding { value: ClinicalValue::Quantity(found), .. }) => {
            found.number.to_string().parse().ok()
        }
        _ => None,
    }
}

pub(super) fn code(of: GrowthOf) -> &'static str {
    match of {
        GrowthOf::Height => "growth_height",
        GrowthOf::Weight => "growth_weight",
        GrowthOf::Head => "growth_head",
        GrowthOf::Bmi => "growth_bmi",
    }
}

/// What a value of growth or of a checkup of a child is called, in Japanese and English.
pub(crate) fn growth_names(item: &Coding) -> Option<(&'static str, &'static str)> {
    match (&item.set, item.code.as_str()) {
        (CodeSet::Own, "growth_height") => Some(("身長", "Height")),
        (CodeSet::Own, "growth_weight") => Some(("体重", "Weight")),
        (CodeSet::Own, "growth_head") => Some(("頭囲", "Head")),
        (CodeSet::Own, "growth_bmi") => Some(("BMI", "BMI")),
        (CodeSet::Own, super::visit::CHEST) => Some(("胸囲", "Chest")),
        (CodeSet::Own, super::visit::VISIT) => Some(("乳幼児健診", "Child checkup")),
        (CodeSet::Own, BORN) => Some(("妊娠の長さ", "Length of the pregnancy")),
        _ => None,
    }
}

/// UCUM.
fn unit(of: GrowthOf) -> &'static str {
    match of {
        GrowthOf::Height | GrowthOf::Head => "cm",
        GrowthOf::Weight => "kg",
        GrowthOf::Bmi => "kg/m2",
    }
}

/// The same measure among the daily entries.
fn everyday(of: GrowthOf) -> Option<MeasureItem> {
    match of {
        GrowthOf::Height => Some(MeasureItem::HeightCm),
        GrowthOf::Weight => Some(MeasureItem::WeightKg),
        GrowthOf::Head | GrowthOf::Bmi => None,
    }
}

/// In the order of the handbook.
const OF: [(GrowthOf, GrowthMeasure); 3] = [
    (GrowthOf::Height, GrowthMeasure::Height),
    (GrowthOf::Weight, GrowthMeasure::Weight),
    (GrowthOf::Head, GrowthMeasure::Head),
];
const BORN: &str = "gestation_days";
/// The note of what was answered about the mother, and the answer that she has the antigen.
pub(super) const MOTHER: &str = "vaccine_mother";
pub(super) const YES: &str = "yes";
/// A child is measured some hundred times, and a life has some hundred doses.
const MOST: u32 = 2_000;
