use serde::{Deserialize, Serialize};

use crate::Error;

/// Number of a device within a record, 1..=2^22-1. Assigned once, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeviceNumber(pub u32);

/// Id of an entry: device number << 40 | counter, so that two devices never make the same one
/// and a device's ids rise with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(i64);

impl EntryId {
    /// Joins a device number and that device's counter (1..2^40).
    pub fn new(device: DeviceNumber, counter: u64) -> Result<Self, Error> {
        if device.0 == 0 || device.0 >= 1 << 22 || counter == 0 || counter >= 1 << 40 {
            return Err(Error::Id);
        }
        Ok(Self((i64::from(device.0) << 40) | counter as i64))
    }

    /// Takes a stored id back.
    pub fn from_i64(raw: i64) -> Result<Self, Error> {
        if raw > 0 { Ok(Self(raw)) } else { Err(Error::Id) }
    }

    /// The key as stored.
    pub fn as_i64(self) -> i64 {
        self.0
    }

    /// The device that made this entry.
    pub fn device(self) -> DeviceNumber {
        DeviceNumber((self.0 >> 40) as u32)
    }

    /// The device's counter.
    pub fn counter(self) -> u64 {
        (self.0 & ((1 << 40) - 1)) as u64
    }
}

/// Who acts, by the numbers of a record. 1 is the person whose record it is; everybody else has a number made of the
/// id of their own record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActorId(pub i64);

impl ActorId {
    /// The person whose record it is.
    pub const SELF: Self = Self(1);

    /// Somebody else, by the id of their own record: the same number on every device.
    pub fn of_record(record: &[u8; 16]) -> Self {
        let (first, _) = record.split_first_chunk::<8>().expect("sixteen bytes are more than eight");
        Self((i64::from_be_bytes(*first) & i64::MAX).max(2))
    }
}

/// Whose record it is. 1 is the person the record folder was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectId(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_made_of_a_record_is_never_that_of_the_person() {
        assert_eq!(ActorId::of_record(&[0; 16]).0, 2);
        let (one, other) = (ActorId::of_record(&[0xff; 16]), ActorId::of_record(&[0x80; 16]));
        assert!(one.0 > 2 && other.0 > 2 && one != other);
    }

    #[test]
    fn an_id_gives_back_its_device_and_counter() {
        let id = EntryId::new(DeviceNumber(3), 77).unwrap();
        assert_eq!((id.device(), id.counter()), (DeviceNumber(3), 77));
        assert_eq!(EntryId::from_i64(id.as_i64()), Ok(id));
    }

    #[test]
    fn ids_outside_their_bits_are_refused() {
        assert!(EntryId::new(DeviceNumber(0), 1).is_err());
        assert!(EntryId::new(DeviceNumber(1 << 22), 1).is_err());
        assert!(EntryId::new(DeviceNumber(1), 1 << 40).is_err());
        assert!(EntryId::from_i64(0).is_err());
    }
}
