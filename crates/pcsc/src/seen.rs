//! What was last seen of each reader, and the events that a new look makes. No PC/SC here.

use crate::Event;
use std::collections::BTreeMap;

/// A look at one reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub present: bool,
    /// Insertions and removals the service has counted; 0 where it does not count.
    pub count: u32,
}

/// What was last seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    readers: BTreeMap<String, Look>,
}

impl Seen {
    /// The readers are these now. Says so when they changed, after the cards of those that left.
    pub fn readers(&mut self, names: &[String], first: bool, tell: &mut dyn FnMut(Event)) {
        let left: Vec<String> = self.readers.keys().filter(|name| !names.contains(name)).cloned().collect();
        let mut changed = first || !left.is_empty();
        for name in left {
            self.look(&name, Look { present: false, count: 0 }, tell);
            self.readers.remove(&name);
        }
        for name in names {
            if !self.readers.contains_key(name) {
                changed = true;
                self.readers.insert(name.clone(), Look { present: false, count: 0 });
            }
        }
        if changed {
            tell(Event::Readers(names.to_vec()));
        }
    }

    /// One reader looks like this now.
    pub fn look(&mut self, name: &str, now: Look, tell: &mut dyn FnMut(Event)) {
        let Some(before) = self.readers.insert(name.to_owned(), now) else { return };
        let reader = || name.to_owned();
        match (before.present, now.present) {
            (false, true) => tell(Event::CardIn { reader: reader() }),
            (true, false) => tell(Event::CardOut { reader: reader() }),
            // Taken away and laid down between two looks, perhaps another card.
            (true, true) if before.count != now.count => {
                tell(Event::CardOut { reader: reader() });
                tell(Event::CardIn { reader: reader() });
            }
            // A card that came and went between two looks, or nothing at all: nobody needs to hear of it.
            _ => {}
        }
    }

    /// Everything is gone.
    pub fn clear(&mut self, tell: &mut dyn FnMut(Event)) {
        for (reader, look) in std::mem::take(&mut self.readers) {
            if look.present {
                tell(Event::CardOut { reader });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(work: impl FnOnce(&mut Seen, &mut dyn FnMut(Event))) -> Vec<String> {
        let mut seen = Seen::default();
        seen.readers(&["A".into()], true, &mut |_| {});
        let mut events = Vec::new();
        work(&mut seen, &mut |event| events.push(format!("{event:?}")));
        events
    }

    fn look(present: bool, count: u32) -> Look {
        Look { present, count }
    }

    #[test]
    fn a_card_that_stays_is_told_once() {
        let events = heard(|seen, tell| {
            seen.look("A", look(true, 1), tell);
            seen.look("A", look(true, 1), tell);
            seen.look("A", look(false, 2), tell);
            seen.look("A", look(false, 2), tell);
        });
        assert_eq!(events, [r#"CardIn { reader: "A" }"#, r#"CardOut { reader: "A" }"#]);
    }

    #[test]
    fn a_swap_between_two_looks_is_out_and_in() {
        let events = heard(|seen, tell| {
            seen.look("A", look(true, 1), tell);
            seen.look("A", look(true, 3), tell);
        });
        assert_eq!(
            events,
            [r#"CardIn { reader: "A" }"#, r#"CardOut { reader: "A" }"#, r#"CardIn { reader: "A" }"#]
        );
    }

    #[test]
    fn a_reader_that_leaves_takes_its_card_along() {
        let events = heard(|seen, tell| {
            seen.look("A", look(true, 1), tell);
            seen.readers(&["B".into()], false, tell);
            seen.readers(&["B".into()], false, tell);
        });
        assert_eq!(events, [r#"CardIn { reader: "A" }"#, r#"CardOut { reader: "A" }"#, r#"Readers(["B"])"#]);
    }

    #[test]
    fn a_service_that_ends_takes_every_card_along() {
        let events = heard(|seen, tell| {
            seen.look("A", look(true, 1), tell);
            seen.clear(tell);
            seen.clear(tell);
        });
        assert_eq!(events, [r#"CardIn { reader: "A" }"#, r#"CardOut { reader: "A" }"#]);
    }
}
