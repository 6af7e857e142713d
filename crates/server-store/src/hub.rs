use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use henro_sync::{DeviceKey, Error, IdentityId, RecordId, StreamId};
use tokio::sync::Notify;

/// What is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Frames in a stream.
    Frames(RecordId, StreamId),
    /// An entry in a control chain.
    Control(RecordId),
    /// A line in an access log.
    Access(RecordId),
    /// An entry in an identity chain.
    Identity(IdentityId),
}

impl Topic {
    /// The record, where it is about one.
    pub fn record(&self) -> Option<RecordId> {
        match self {
            Self::Frames(record, _) | Self::Control(record) | Self::Access(record) => Some(*record),
            Self::Identity(_) => None,
        }
    }
}

/// Something new, and whom it concerns besides those who follow the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// What.
    pub topic: Topic,
    /// Identities that do not follow the record yet.
    pub also: Vec<IdentityId>,
    /// The device that did it: it knows.
    pub by: Option<DeviceKey>,
    /// Frames: the place after which they stand, where it is known.
    pub after: Option<u64>,
}

impl News {
    /// Something new, of no device and for those who follow it.
    pub fn of(topic: Topic) -> Self {
        Self { topic, also: Vec::new(), by: None, after: None }
    }

    /// As told between processes.
    pub fn text(&self) -> String {
        let mut out = match &self.topic {
            Topic::Frames(record, stream) => format!("frames {record} {stream}"),
            Topic::Control(record) => format!("control {record}"),
            Topic::Access(record) => format!("access {record}"),
            Topic::Identity(identity) => format!("identity {identity}"),
        };
        for identity in self.also.iter().take(MAX_ALSO) {
            out.push(' ');
            out.push_str(&identity.to_string());
        }
        if let Some(by) = &self.by {
            out.push_str(" by ");
            out.push_str(&by.to_string());
        }
        if let Some(after) = &self.after {
            out.push_str(" after ");
            out.push_str(&after.to_string());
        }
        out
    }
}

impl FromStr for News {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut words = text.split(' ');
        let kind = words.next();
        let mut word = || words.next().ok_or(Error::Malformed);
        let topic = match kind {
            Some("frames") => Topic::Frames(word()?.parse()?, word()?.parse()?),
            Some("control") => Topic::Control(word()?.parse()?),
            Some("access") => Topic::Access(word()?.parse()?),
            Some("identity") => Topic::Identity(word()?.parse()?),
            _ => return Err(Error::Malformed),
        };
        let mut news = Self::of(topic);
        while let Some(word) = words.next() {
            match word {
                "by" => news.by = Some(words.next().ok_or(Error::Malformed)?.parse()?),
                "after" => {
                    let place = words.next().and_then(|word| word.parse().ok());
                    news.after = Some(place.ok_or(Error::Malformed)?);
                }
                also => news.also.push(also.parse()?),
            }
        }
        Ok(news)
    }
}

/// Who waits for what. Many may wait; one that hears nothing costs a few hundred bytes.
#[derive(Default)]
pub struct Hub(Mutex<Rooms>);

#[derive(Default)]
struct Rooms {
    records: HashMap<RecordId, Vec<Arc<Slot>>>,
    identities: HashMap<IdentityId, Vec<Arc<Slot>>>,
}

struct Slot {
    device: DeviceKey,
    pending: Mutex<Pending>,
    bell: Notify,
}

/// What is new, many of one kind as one: frames with the lowest place after which they stand, as far as it is known.
pub type Pending = BTreeMap<Topic, Option<u64>>;

impl Slot {
    fn ring(&self, topic: Topic, after: Option<u64>) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let lowest = pending.entry(topic).or_insert(after);
        *lowest = (*lowest).into_iter().chain(after).min();
        drop(pending);
        self.bell.notify_one();
    }
}

impl Hub {
    /// Tells everybody here whom it concerns, but not the device that did it.
    pub fn tell(&self, news: &News) {
        let rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let record = news.topic.record().and_then(|record| rooms.records.get(&record));
        let own = match &news.topic {
            Topic::Identity(identity) => rooms.identities.get(identity),
            _ => None,
        };
        let also = news.also.iter().filter_map(|identity| rooms.identities.get(identity));
        for slot in
            record.into_iter().chain(own).chain(also).flatten().filter(|slot| news.by != Some(slot.device))
        {
            slot.ring(news.topic, news.after);
        }
    }

    /// Tells everybody to look for themselves: something may have been missed.
    pub fn stir(&self) {
        let rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (record, slots) in &rooms.records {
            for slot in slots {
                slot.ring(Topic::Control(*record), None);
            }
        }
    }

    /// Begins to wait; nothing where so many of the same device or identity wait already that others would have no place.
    pub fn watch(self: &Arc<Self>, identity: IdentityId, device: DeviceKey) -> Option<Watcher> {
        let slot = Arc::new(Slot { device, pending: Mutex::default(), bell: Notify::new() });
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = rooms.identities.get(&identity).map_or(&[][..], Vec::as_slice);
        let own = waiting.iter().filter(|other| other.device == device).count();
        if own >= OF_DEVICE || waiting.len() >= OF_IDENTITY {
            return None;
        }
        rooms.identities.entry(identity).or_default().push(Arc::clone(&slot));
        Some(Watcher { hub: Arc::clone(self), slot, identity, records: HashSet::new() })
    }

    /// How many wait.
    pub fn watchers(&self) -> usize {
        let rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.identities.values().map(Vec::len).sum()
    }
}

/// Somebody who waits. Stops when dropped.
pub struct Watcher {
    hub: Arc<Hub>,
    slot: Arc<Slot>,
    identity: IdentityId,
    records: HashSet<RecordId>,
}

impl Watcher {
    /// Follows exactly these records from here on.
    pub fn follow(&mut self, records: HashSet<RecordId>) {
        let mut rooms = self.hub.0.lock().unwrap_or_else(PoisonError::into_inner);
        for gone in self.records.difference(&records) {
            leave(&mut rooms.records, gone, &self.slot);
        }
        for new in records.difference(&self.records) {
            rooms.records.entry(*new).or_default().push(Arc::clone(&self.slot));
        }
        self.records = records;
    }

    /// Waits until something is new.
    pub async fn next(&self) -> Pending {
        loop {
            let pending =
                std::mem::take(&mut *self.slot.pending.lock().unwrap_or_else(PoisonError::into_inner));
            if !pending.is_empty() {
                return pending;
            }
            self.slot.bell.notified().await;
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut rooms = self.hub.0.lock().unwrap_or_else(PoisonError::into_inner);
        for record in &self.records {
            leave(&mut rooms.records, record, &self.slot);
        }
        leave(&mut rooms.identities, &self.identity, &self.slot);
    }
}

fn leave<K: Eq + Hash + Copy>(rooms: &mut HashMap<K, Vec<Arc<Slot>>>, key: &K, slot: &Arc<Slot>) {
    let Some(slots) = rooms.get_mut(key) else { return };
    slots.retain(|other| !Arc::ptr_eq(other, slot));
    if slots.is_empty() {
        rooms.remove(key);
    }
}

/// A device needs one; connections that broke are noticed a little later.
const OF_DEVICE: usize = 16;
/// An organisation has many members.
const OF_IDENTITY: usize = 1000;
/// A message between processes of PostgreSQL has less than 8000 bytes.
const MAX_ALSO: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: RecordId = RecordId([1; 16]);

    #[test]
    fn news_are_read_back_from_their_text() {
        let also = vec![IdentityId([3; 32])];
        for topic in [
            Topic::Frames(RECORD, StreamId([2; 16])),
            Topic::Control(RECORD),
            Topic::Access(RECORD),
            Topic::Identity(IdentityId([4; 32])),
        ] {
            for by in [None, Some(DeviceKey([5; 32]))] {
                for after in [None, Some(7)] {
                    let news = News { topic, also: also.clone(), by, after };
                    assert_eq!(news.text().parse::<News>().as_ref(), Ok(&news));
                }
            }
        }
        let bad = ["frames 12", "", &format!("control {RECORD} by"), &format!("control {RECORD} after x")];
        assert!(bad.iter().all(|bad| bad.parse::<News>().is_err()));
    }

    #[tokio::test]
    async fn a_watcher_hears_its_records_and_itself_and_leaves_nothing_behind() {
        let hub = Arc::new(Hub::default());
        let me = IdentityId([4; 32]);
        let mut watcher = hub.watch(me, DeviceKey([5; 32])).unwrap();
        watcher.follow(HashSet::from([RECORD]));
        let frames = Topic::Frames(RECORD, StreamId([2; 16]));
        let tell = |topic| hub.tell(&News::of(topic));
        hub.tell(&News {
            by: Some(DeviceKey([5; 32])),
            ..News::of(Topic::Frames(RECORD, StreamId([3; 16])))
        });
        hub.tell(&News { by: Some(DeviceKey([6; 32])), ..News::of(frames) });
        tell(frames);
        hub.tell(&News { after: Some(9), ..News::of(frames) });
        hub.tell(&News { after: Some(7), ..News::of(frames) });
        tell(Topic::Control(RecordId([9; 16])));
        tell(Topic::Identity(me));
        hub.tell(&News { also: vec![me], ..News::of(Topic::Control(RecordId([8; 16]))) });
        let heard = watcher.next().await;
        let also = Topic::Control(RecordId([8; 16]));
        assert_eq!(heard, Pending::from([(frames, Some(7)), (Topic::Identity(me), None), (also, None)]));
        watcher.follow(HashSet::new());
        tell(frames);
        let nothing = tokio::time::timeout(std::time::Duration::from_millis(20), watcher.next()).await;
        assert!(nothing.is_err());
        drop(watcher);
        assert_eq!(hub.watchers(), 0);
        assert!(hub.0.lock().unwrap().records.is_empty());
    }

    #[test]
    fn no_device_and_no_identity_takes_every_place() {
        let hub = Arc::new(Hub::default());
        let (me, other) = (IdentityId([4; 32]), IdentityId([5; 32]));
        let many = |identity, device, count: usize| -> Vec<Watcher> {
            (0..count).filter_map(|_| hub.watch(identity, DeviceKey([device; 32]))).collect()
        };
        let mut held = many(me, 1, 100);
        assert_eq!(held.len(), 16);
        assert!(hub.watch(me, DeviceKey([2; 32])).is_some(), "another device of theirs has a place");
        (2..100).for_each(|device| held.extend(many(me, device, 16)));
        assert_eq!((held.len(), hub.watchers()), (1000, 1000));
        assert!(hub.watch(other, DeviceKey([1; 32])).is_some());
        held.truncate(10);
        assert!(hub.watch(me, DeviceKey([1; 32])).is_some());
    }
}
