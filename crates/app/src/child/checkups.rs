//! The days of the checkups of a child. They follow from the day of birth alone, so the medical half need not be open.

use henro_growth::{CheckupDays, Since, checkup_days};

use crate::wire::*;
use crate::{Context, WireError};

/// 乳幼児健診 and 就学時健診, by days.
pub(crate) fn child_checkups(ctx: &Context, _: Empty) -> Result<ChildCheckups, WireError> {
    ctx.with_open(|open, now| {
        let birth = open.person().birth;
        let checkups = birth.map(|birth| checkup_days(Since::Birth(birth))).unwrap_or_default();
        let view = |it: CheckupDays| ChildCheckup {
            code: it.checkup.code.to_owned(),
            name: it.checkup.name.to_owned(),
            name_en: it.checkup.name_en.to_owned(),
            from: it.from,
            to: it.to,
            state: if it.to < now.today {
                "past"
            } else if it.from <= now.today {
                "now"
            } else {
                "coming"
            }
            .to_owned(),
            when: it.checkup.when.to_owned(),
            law: it.checkup.law.to_owned(),
            duty: it.checkup.duty.to_owned(),
            measured: it.checkup.measured.to_owned(),
            examined: it.checkup.examined.to_owned(),
            asked: it.checkup.asked.to_owned(),
            bring: it.checkup.bring.to_owned(),
            confidence: it.checkup.confidence.key().to_owned(),
            source: it.checkup.source.to_owned(),
        };
        Ok(ChildCheckups { birth, checkups: checkups.into_iter().map(view).collect() })
    })
}
