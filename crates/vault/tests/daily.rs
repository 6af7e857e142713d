//! Writing and reading the daily tier.

mod common;

use common::*;
use henro_domain::*;
use henro_vault::Error;
use henro_vault::*;

#[test]
fn every_kind_of_entry_reads_back_as_written_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = new_vault(folder.path());
    let written = one_of_each(day(11, 22));
    let ids = vault.daily().unwrap().record(&written, &meta(60)).unwrap();
    vault.lock(&random(1)).unwrap();
    assert_eq!(vault.daily().unwrap_err(), Error::Locked);
    vault.unlock(PASSWORD, &random(2), stamp(100)).unwrap();
    let daily = vault.daily().unwrap();
    for (id, new) in ids.iter().zip(&written) {
        let stored = daily.entry(*id).unwrap().unwrap();
        assert_eq!((&stored.entry, stored.when), (&new.entry, new.when));
        assert_eq!((stored.recorded_at, stored.edited, stored.deleted), (stamp(60).utc_ms, false, None));
    }
    assert_eq!(daily.day(day(11, 22)).unwrap().len(), written.len());
    assert_eq!(daily.count_entries().unwrap(), 8);
    assert_eq!(daily.own_dishes().unwrap().len(), 1);
}
