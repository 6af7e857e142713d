//! Who owns a record: another owner, an owner who leaves, the record passed to its person.

use henro_sync::{Act, Control, Cosign, Hash, IdentityId, StreamId, StreamState};

use crate::{Engine, Fault, Refusal, Round};

/// Asks somebody to agree to the entry that follows this hash; they sign with [`henro_sync::cosign`] on their own device.
/// Nothing where they do not.
pub type Agree<'a> = &'a mut dyn FnMut(&Hash) -> Option<Cosign>;

impl Engine {
    /// Makes somebody an owner beside us.
    pub fn add_owner(&mut self, round: &mut Round, to: IdentityId) -> Result<(), Fault> {
        self.follow_identity(round, &to)?;
        self.act(round, &mut |engine, round| {
            let mut after = engine.known()?.clone();
            if !after.owners.insert(to) {
                return Ok(None);
            }
            let streams: Vec<StreamId> = after.streams.keys().copied().collect();
            let wraps = engine.wraps_of_past(round, &after, to, &streams)?;
            Ok(Some(Act::AddOwner { identity: to, wraps }))
        })
    }

    /// Gives notice that an owner is to be removed.
    pub fn ask_removal(&mut self, round: &mut Round, identity: IdentityId) -> Result<(), Fault> {
        self.act(round, &mut |engine, _| {
            let control = engine.known()?;
            let needed = control.owners.contains(&identity) && !control.removals.contains_key(&identity);
            Ok(needed.then_some(Act::AskRemoval { identity }))
        })
    }

    /// Takes the notice back.
    pub fn withdraw_removal(&mut self, round: &mut Round, identity: IdentityId) -> Result<(), Fault> {
        self.act(round, &mut |engine, _| {
            let asked = engine.known()?.removals.contains_key(&identity);
            Ok(asked.then_some(Act::WithdrawRemoval { identity }))
        })
    }

    /// New keys where the one who made those in force has no right to them any more: an owner who left, or who handed the record
    /// over, made the keys of their own leaving. And where a consent was ended without them ([`Engine::end`]). Done before anything is sealed under them. A device of the daily tier, and
    /// one that lacks a key, leaves it to another; where it cannot be done now it is at a later round.
    pub(crate) fn renew_left(&mut self, round: &mut Round) -> Result<(), Fault> {
        if self.left_keys(round)?.is_empty() {
            return Ok(());
        }
        let renewed = self.act(round, &mut |engine, round| {
            let left = engine.left_keys(round)?;
            if left.is_empty() { Ok(None) } else { engine.rotate_act(round, &left).map(Some) }
        });
        match renewed {
            Err(Fault::Busy | Fault::NeedsClinical | Fault::Refused(_)) => Ok(()),
            other => other,
        }
    }

    /// Streams whose key in force was made by somebody who may not read them now, or is owed by a consent that was ended, as far as
    /// it is ours to replace it.
    pub(crate) fn left_keys(&self, round: &Round) -> Result<Vec<StreamId>, Fault> {
        let (control, hands) = (self.known()?, round.hands);
        if !self.may_change(round) || !control.owners.contains(&hands.identity) {
            return Ok(Vec::new());
        }
        let gone = |(stream, state): &(&StreamId, &StreamState)| {
            control.owes_key(stream) || control.may_read(&state.by, stream, round.moment.now).is_none()
        };
        self.at_hand(round, control.streams.iter().filter(gone).map(|(stream, _)| *stream).collect())
    }

    /// Removes an owner: ourselves, one who agrees, or one who had notice 14 days ago.
    pub fn remove_owner(
        &mut self,
        round: &mut Round,
        identity: IdentityId,
        mut agree: Option<Agree>,
    ) -> Result<(), Fault> {
        self.act(round, &mut |engine, round| {
            let mut after = engine.known()?.clone();
            if !after.owners.remove(&identity) {
                return Ok(None);
            }
            let agreed = match &mut agree {
                Some(agree) => Some(agree(&after.head).ok_or(Fault::Refused(Refusal::NotAllowed))?),
                None => None,
            };
            let (steps, wraps) = engine.all_new(round, &after)?;
            Ok(Some(Act::RemoveOwner { identity, agreed, steps, wraps }))
        })
    }

    /// Passes the record to its person, who agrees. Nobody else owns it or holds a consent from here.
    pub fn hand_over(&mut self, round: &mut Round, to: IdentityId, agree: Agree) -> Result<(), Fault> {
        self.follow_identity(round, &to)?;
        self.act(round, &mut |engine, round| {
            let mut after = engine.known()?.clone();
            if after.owners.contains(&to) {
                return Ok(None);
            }
            let agreed = agree(&after.head).ok_or(Fault::Refused(Refusal::NotAllowed))?;
            after.owners = [to].into();
            after.grants.clear();
            let (steps, wraps) = engine.all_new(round, &after)?;
            Ok(Some(Act::HandOver { to, agreed, steps, wraps }))
        })
    }

    /// New keys of all streams for who may read once the act holds.
    fn all_new(&self, round: &Round, after: &Control) -> Result<crate::consent::NewKeys, Fault> {
        let streams: Vec<StreamId> = after.streams.keys().copied().collect();
        let steps = self.new_epochs(round, &streams, true)?;
        let wraps = self.wraps(round, after, &steps)?;
        Ok((steps.steps, wraps))
    }
}
