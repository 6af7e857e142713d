//! Who did what in a record: the numbers of its changes and the names behind them.

use std::collections::BTreeMap;

use henro_domain::{ActorId, DeviceNumber};
use henro_vault::{Meta, Version};

use crate::context::Now;
use crate::open::{Open, failed};
use crate::share::Signed;
use crate::wire::{Author, AuthorWho};
use crate::{Code, WireError};

/// Names of those who write in a record, by their numbers.
pub(crate) struct Authors {
    names: BTreeMap<i64, String>,
    reader: ActorId,
    person: String,
    signed: BTreeMap<u32, Signed>,
}

impl Authors {
    /// Reads them. `signed` is who stands behind the devices of the record, where it is on a server.
    pub(crate) fn of(open: &mut Open, signed: BTreeMap<u32, Signed>) -> Result<Self, WireError> {
        let settings = open.daily().settings().map_err(failed)?;
        let name = |(key, value): (String, String)| {
            let number = key.strip_prefix(PREFIX)?.parse().ok()?;
            Some((number, serde_json::from_str::<String>(&value).ok()?))
        };
        let names = settings.into_iter().filter_map(name).collect();
        Ok(Self { names, reader: open.actor(), person: open.person().name.clone(), signed })
    }

    /// Who made a version.
    pub(crate) fn by(&self, version: &Version) -> Author {
        self.by_numbers(version.actor, version.device)
    }

    /// What the device of a number is called here, and whether it is this one.
    pub(crate) fn device(&self, device: DeviceNumber) -> (Option<String>, bool) {
        self.signed.get(&device.0).map_or((None, false), |signed| (signed.device.clone(), signed.here))
    }

    /// On which other device of the person who reads it was written, by its name; empty where it has none.
    pub(crate) fn other_device(&self, device: DeviceNumber) -> Option<String> {
        let other = self.signed.get(&device.0).filter(|signed| signed.own && !signed.here)?;
        Some(other.device.clone().unwrap_or_default())
    }

    /// Who wrote on a device.
    pub(crate) fn by_numbers(&self, actor: ActorId, device: DeviceNumber) -> Author {
        let who = match actor {
            actor if actor == self.reader => AuthorWho::Reader,
            ActorId::SELF => AuthorWho::Person,
            _ => AuthorWho::Other,
        };
        let name = match actor {
            ActorId::SELF => Some(self.person.clone()),
            actor => self.names.get(&actor.0).cloned(),
        };
        // A number is what somebody says of themselves; who signed is sure.
        match self.signed.get(&device.0) {
            Some(signed) if !signed.own && (actor != ActorId::SELF || !signed.owner) => {
                Author { who: AuthorWho::Other, name: signed.name.clone().or(name) }
            }
            _ => Author { who, name },
        }
    }
}

/// Notes in a record under which number somebody writes there, where it does not say so yet.
pub(crate) fn note_author(open: &mut Open, name: &str, now: Now) -> Result<(), WireError> {
    let meta = open.meta(now);
    let (key, value) = author(&meta, name)?;
    if open.daily().setting(&key).map_err(failed)?.as_deref() != Some(&value) {
        open.daily().put_setting(&key, &value, &meta).map_err(failed)?;
    }
    Ok(())
}

/// The setting that says it.
pub(super) fn author(meta: &Meta, name: &str) -> Result<(String, String), WireError> {
    let value = serde_json::to_string(name).map_err(|_| Code::Internal)?;
    Ok((format!("{PREFIX}{}", meta.actor.0), value))
}

const PREFIX: &str = "actor ";
