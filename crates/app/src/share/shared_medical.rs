//! What somebody lets us see of the medical half of their record. It lies in a file of its own, under a key in our clinical file:
//! while that is closed it is as closed as our own.

use henro_domain::MedicalKind;
use henro_vault::{MedicalAsk, PageMark};

use super::shared::held;
use super::writers::device_of;
use crate::clinical::view;
use crate::open::failed;
use crate::wire::*;
use crate::{Code, Context, WireError, random};

/// A page of it, newest first, each with who wrote it.
pub(crate) fn shared_medical(ctx: &Context, ask: SharedMedicalAsk) -> Result<SharedMedicalView, WireError> {
    let after = ask.after.as_deref().map(|text| PageMark::parse(text).ok_or(Code::RequestInvalid));
    let wanted =
        MedicalAsk { from: None, to: None, item: None, report: None, after: after.transpose()?, most: MOST };
    let held = held(ctx, &ask.record)?;
    let page = ctx.with_own(|open, _| {
        let half = open.vault().shared_clinical(&held.record, &random::system).map_err(failed)?;
        let named = |kind: &MedicalKind| ask.kinds.is_empty() || ask.kinds.contains(kind);
        let kinds: Vec<MedicalKind> = MedicalKind::ALL.into_iter().filter(named).collect();
        half.list_kinds(&kinds, &wanted).map_err(failed)
    })?;
    let unknown = Author { who: AuthorWho::Other, name: None };
    let entries = page.entries.iter().map(|stored| SharedMedical {
        entry: view(stored),
        author: device_of(stored.id.as_i64()).map_or(unknown.clone(), |number| held.author(number)),
    });
    let entries = entries.collect();
    Ok(SharedMedicalView { about: held.about, entries, next: page.next.map(PageMark::to_text) })
}

const MOST: u32 = 200;
