//! The looks a member's device made, as it remembers them: written down before each is sent.

use henro_sync::{Hash, IdentityId, LookMade, RecordId, Report};
use henro_sync_client::{Fault, Made};
use henro_vault::Daily;

/// All that are remembered of one organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Looks {
    /// Nothing before this time is remembered any more.
    pub(super) since: u64,
    pub(super) all: Vec<LookMade>,
}

impl Looks {
    pub(super) fn load(daily: &Daily, organisation: &IdentityId) -> Result<Self, henro_vault::Error> {
        Ok(daily.sync_fact(&name(organisation))?.map_or_else(Self::default, |bytes| Self::read(&bytes)))
    }

    pub(super) fn keep(
        &self,
        daily: &mut Daily,
        organisation: &IdentityId,
    ) -> Result<(), henro_vault::Error> {
        daily.put_sync_fact(&name(organisation), &self.bytes())
    }

    /// Takes up what became of a look.
    pub(super) fn take(&mut self, made: Made) -> Result<(), Fault> {
        match made {
            Made::Asked(look) => {
                while self.all.len() >= MOST {
                    let oldest = self.all.remove(0);
                    self.since = self.since.max(oldest.at + 1);
                }
                self.all.push(look);
            }
            Made::Seen(hash) => {
                self.all.iter_mut().filter(|look| look.look == hash).for_each(|look| look.sure = true);
            }
            Made::Nothing(hash) => self.all.retain(|look| look.look != hash),
        }
        Ok(())
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = self.since.to_be_bytes().to_vec();
        for look in &self.all {
            out.extend_from_slice(&look.record.0);
            out.extend_from_slice(&look.look.0);
            out.extend_from_slice(&look.at.to_be_bytes());
            out.push(look.sure.into());
        }
        out
    }

    fn read(bytes: &[u8]) -> Self {
        let Some((since, rest)) = bytes.split_first_chunk::<8>() else { return Self::default() };
        let all = rest.chunks_exact(ONE).filter_map(|one| {
            let (record, one) = one.split_first_chunk::<16>()?;
            let (look, one) = one.split_first_chunk::<32>()?;
            let (at, sure) = one.split_first_chunk::<8>()?;
            let (record, look) = (RecordId(*record), Hash(*look));
            Some(LookMade { record, look, at: u64::from_be_bytes(*at), sure: sure == [1] })
        });
        Self { since: u64::from_be_bytes(*since), all: all.collect() }
    }
}

fn name(organisation: &IdentityId) -> String {
    format!("looks made {organisation}")
}

const ONE: usize = 16 + 32 + 8 + 1;
const MOST: usize = if Report::MOST < 1_000 { Report::MOST } else { 1_000 };

#[cfg(test)]
mod tests {
    use super::*;

    fn look(n: u8, at: u64) -> LookMade {
        LookMade { record: RecordId([n; 16]), look: Hash([n; 32]), at, sure: false }
    }

    #[test]
    fn looks_are_kept_as_they_end_and_read_back() {
        let mut looks = Looks::default();
        for n in 1..=3 {
            looks.take(Made::Asked(look(n, n.into()))).unwrap();
        }
        looks.take(Made::Seen(Hash([1; 32]))).unwrap();
        looks.take(Made::Nothing(Hash([2; 32]))).unwrap();
        let sure: Vec<(u64, bool)> = looks.all.iter().map(|look| (look.at, look.sure)).collect();
        assert_eq!(sure, [(1, true), (3, false)]);
        assert_eq!(Looks::read(&looks.bytes()), looks);
        assert_eq!(Looks::read(&[1, 2]), Looks::default());
    }

    #[test]
    fn what_is_forgotten_is_said() {
        let mut looks = Looks::default();
        for at in 0..(MOST as u64 + 2) {
            looks.take(Made::Asked(look(1, at))).unwrap();
        }
        assert_eq!((looks.all.len(), looks.since), (MOST, 2));
    }
}
