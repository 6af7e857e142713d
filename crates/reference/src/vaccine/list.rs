use std::sync::OnceLock;

use henro_domain::{Day, Sex};

use super::Anchor;
use crate::growth::Confidence;
use crate::table::{Cells, Words, rows};

/// One vaccine as the schedule knows it.
#[derive(Debug)]
pub struct Vaccine {
    /// Code of this project: `HEPB`.
    pub code: &'static str,
    /// Name to show.
    pub name: &'static str,
    /// Short name.
    pub short: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Diseases it protects from, in Japanese.
    pub diseases: Words,
    /// Who pays.
    pub category: Category,
    /// Is it still begun?
    pub status: Status,
    /// How it is made and given.
    pub kind: VaccineKind,
    /// For one sex only.
    pub sex: Option<Sex>,
    /// Vaccines of one group stand for each other; empty for none.
    pub group: &'static str,
    /// One vaccine of this group is chosen, and all doses are of it; empty for none.
    pub exclusive: &'static str,
    /// First day of the programme.
    pub from: Anchor,
    /// Last day of the programme; `None` for no end.
    pub to: Option<Anchor>,
    /// The same in the words of the source.
    pub text: &'static str,
    /// How sure these ages are.
    pub confidence: Confidence,
    /// Ids of [`VaccineSource`]s.
    pub sources: &'static str,
    /// In the routine programme from this day.
    pub routine_from: Option<Day>,
    /// In the routine programme until this day.
    pub routine_until: Option<Day>,
    /// For those born on this day or later.
    pub born_from: Option<Day>,
    /// Remarks, in Japanese.
    pub notes: Words,
}

/// Who pays for a vaccine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// 定期接種A類: routine, free.
    A,
    /// 定期接種B類: routine for the old, mostly with a share to pay.
    B,
    /// 任意接種: one's own choice and cost.
    Voluntary,
}

/// Is a vaccine still begun?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// In use.
    Active,
    /// Begun no more; kept to read records.
    Legacy,
    /// Used only where the usual one cannot be.
    Restricted,
}

/// How a vaccine is made and given: what the rules between vaccines ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VaccineKind {
    /// 注射生.
    LiveInjectable,
    /// 経口生.
    LiveOral,
    /// 経鼻生.
    LiveNasal,
    /// 不活化, トキソイド.
    Inactivated,
    /// mRNA, 組換えタンパク (COVID-19).
    MrnaOrProtein,
}

impl VaccineKind {
    /// As the tables write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::LiveInjectable => "live_injectable",
            Self::LiveOral => "live_oral",
            Self::LiveNasal => "live_nasal",
            Self::Inactivated => "inactivated",
            Self::MrnaOrProtein => "mrna_or_protein",
        }
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let all =
            [Self::LiveInjectable, Self::LiveOral, Self::LiveNasal, Self::Inactivated, Self::MrnaOrProtein];
        all.into_iter().find(|kind| kind.key() == text)
    }
}

/// A product of some years, or a code only found in old or foreign records.
#[derive(Debug)]
pub struct Product {
    /// Code: `PCV13`.
    pub code: &'static str,
    /// Code of the vaccine it is one of; empty for those that are only recorded.
    pub vaccine: &'static str,
    /// Name to show.
    pub name: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// How it is made and given.
    pub kind: VaccineKind,
    /// Diseases it protects from, in Japanese.
    pub diseases: Words,
    /// Only recorded: whether it counts is for a doctor to say.
    pub record_only: bool,
    /// First day there was any; `None` is not known.
    pub from: Option<Day>,
    /// Last day; `None` is not known or not over.
    pub to: Option<Day>,
    /// What those days are.
    pub basis: Availability,
    /// Remark, in Japanese.
    pub note: &'static str,
    /// How sure this is.
    pub confidence: Confidence,
    /// Ids of [`VaccineSource`]s.
    pub sources: &'static str,
}

/// What the days of a [`Product`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// When it was sold.
    Sale,
    /// When it was in the routine programme.
    Routine,
}

/// A law, notice or page that rules come from.
#[derive(Debug)]
pub struct VaccineSource {
    /// Id: `YORYO`.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// Who published it.
    pub publisher: &'static str,
    /// Edition.
    pub edition: &'static str,
    /// How near to the original it was read.
    pub level: &'static str,
}

/// All vaccines.
pub fn vaccines() -> &'static [Vaccine] {
    static TABLE: OnceLock<Vec<Vaccine>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../../data/vaccines.tsv"), read))
}

/// The vaccine of this code.
pub fn vaccine(code: &str) -> Option<&'static Vaccine> {
    vaccines().iter().find(|vaccine| vaccine.code == code)
}

/// All products.
pub fn vaccine_products() -> &'static [Product] {
    static TABLE: OnceLock<Vec<Product>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../../data/vaccine_products.tsv"), read_product))
}

/// The product of this code.
pub fn vaccine_product(code: &str) -> Option<&'static Product> {
    vaccine_products().iter().find(|product| product.code == code)
}

/// All sources of the rules.
pub fn vaccine_sources() -> &'static [VaccineSource] {
    static TABLE: OnceLock<Vec<VaccineSource>> = OnceLock::new();
    TABLE.get_or_init(|| rows(include_str!("../../data/vaccine_sources.tsv"), read_source))
}

/// The source of this id.
pub fn vaccine_source(id: &str) -> Option<&'static VaccineSource> {
    vaccine_sources().iter().find(|source| source.id == id)
}

fn read(cells: &mut Cells) -> Option<Vaccine> {
    Some(Vaccine {
        code: cells.text()?,
        name: cells.text()?,
        short: cells.text()?,
        name_en: cells.text()?,
        diseases: cells.words()?,
        category: category(cells)?,
        status: match cells.text()? {
            "active" => Status::Active,
            "legacy" => Status::Legacy,
            "restricted" => Status::Restricted,
            _ => return None,
        },
        kind: VaccineKind::read(cells.text()?)?,
        sex: match cells.text()? {
            "female" => Some(Sex::Female),
            "male" => Some(Sex::Male),
            "" => None,
            _ => return None,
        },
        group: cells.text()?,
        exclusive: cells.text()?,
        from: cells.value()?,
        to: cells.maybe()?,
        text: cells.text()?,
        confidence: cells.value()?,
        sources: cells.text()?,
        routine_from: cells.day()?,
        routine_until: cells.day()?,
        born_from: cells.day()?,
        notes: cells.words()?,
    })
}

pub(super) fn category(cells: &mut Cells) -> Option<Category> {
    match cells.text()? {
        "A" => Some(Category::A),
        "B" => Some(Category::B),
        "V" => Some(Category::Voluntary),
        _ => None,
    }
}

fn read_product(cells: &mut Cells) -> Option<Product> {
    Some(Product {
        code: cells.text()?,
        vaccine: cells.text()?,
        name: cells.text()?,
        name_en: cells.text()?,
        kind: VaccineKind::read(cells.text()?)?,
        diseases: cells.words()?,
        record_only: cells.flag()?,
        from: cells.day()?,
        to: cells.day()?,
        basis: match cells.text()? {
            "sale" => Availability::Sale,
            "routine" => Availability::Routine,
            _ => return None,
        },
        note: cells.text()?,
        confidence: cells.value()?,
        sources: cells.text()?,
    })
}

fn read_source(cells: &mut Cells) -> Option<VaccineSource> {
    Some(VaccineSource {
        id: cells.text()?,
        title: cells.text()?,
        publisher: cells.text()?,
        edition: cells.text()?,
        level: cells.text()?,
    })
}
