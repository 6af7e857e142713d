//! What lies on the card readers: watched from a thread, looked at when asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use henro_felica::{Class, Error, Identified, Reader, SystemCode, identify};
use henro_pcsc::{Event, Monitor, Readers};

use crate::wire::{CardClass, CardService, CardSystem, CardView, CardsView};
use crate::{Code, WireError};

/// The readers of this machine. Nothing is touched until the first look.
pub(crate) struct Cards {
    readers: Readers,
    monitor: OnceLock<Monitor>,
    shared: Arc<Shared>,
}

struct Shared {
    table: Mutex<Table>,
    changed: Condvar,
}

#[derive(Default)]
struct Table {
    serial: u32,
    begun: bool,
    service: bool,
    readers: Vec<String>,
    laid: BTreeMap<String, Laid>,
}

#[derive(Clone, Default)]
struct Laid {
    /// Which laying of a card this is.
    turn: u32,
    sight: Option<Sight>,
}

/// A card as it was read.
#[derive(Clone)]
enum Sight {
    Card(Identified),
    Not(CardClass),
}

impl Cards {
    pub(crate) fn new() -> Self {
        let shared = Shared { table: Mutex::new(Table::default()), changed: Condvar::new() };
        Self { readers: Readers::new(), monitor: OnceLock::new(), shared: Arc::new(shared) }
    }

    /// Begins to watch, once. `away` is called on the watching thread when a card leaves a reader.
    pub(crate) fn watch(&self, away: impl Fn(&str) + Send + 'static) {
        self.monitor.get_or_init(|| {
            let shared = Arc::clone(&self.shared);
            Monitor::start(move |event| {
                let gone = match &event {
                    Event::CardOut { reader } => Some(reader.clone()),
                    _ => None,
                };
                // Noted first: who opens with a card and then looks whether it still lies there misses nothing. Told
                // last: who hears that the card is gone finds closed what it had opened.
                shared.note(event);
                if let Some(reader) = gone {
                    away(&reader);
                }
                shared.changed.notify_all();
            })
        });
    }

    /// Waits for something newer than `after`, at most `patience`; then reads cards that were not read yet.
    pub(crate) fn look(&self, after: u32, patience: Duration) -> Seen {
        let table = self.shared.table();
        let first = self.shared.changed.wait_timeout_while(table, FIRST, |table| !table.begun);
        let (table, _) = first.unwrap_or_else(PoisonError::into_inner);
        let newer = self.shared.changed.wait_timeout_while(table, patience, |table| table.serial == after);
        let (table, _) = newer.unwrap_or_else(PoisonError::into_inner);
        let unread: Vec<(String, u32)> = table
            .laid
            .iter()
            .filter(|(_, laid)| laid.sight.is_none())
            .map(|(reader, laid)| (reader.clone(), laid.turn))
            .collect();
        drop(table);
        for (reader, turn) in unread {
            let sight = self.read(&reader);
            let mut table = self.shared.table();
            // Another card may lie there by now.
            if let Some(laid) = table.laid.get_mut(&reader).filter(|laid| laid.turn == turn) {
                laid.sight = Some(sight);
            }
        }
        let table = self.shared.table();
        let cards =
            table.laid.iter().filter_map(|(reader, laid)| Some((reader.clone(), laid.sight.clone()?)));
        let service = match (table.service, table.readers.is_empty()) {
            (false, _) => CardService::NoService,
            (true, true) => CardService::NoReader,
            (true, false) => CardService::Ready,
        };
        Seen { serial: table.serial, service, readers: table.readers.clone(), cards: cards.collect() }
    }

    /// The readers with a card on them now.
    pub(crate) fn lying(&self) -> Vec<String> {
        self.shared.table().laid.keys().cloned().collect()
    }

    /// The reader this card was read on last.
    pub(crate) fn reader_of(&self, card: &Identified) -> Option<String> {
        let seen = self.look(u32::MAX, Duration::ZERO);
        seen.cards.into_iter().find_map(|(reader, sight)| match sight {
            Sight::Card(found) if found == *card => Some(reader),
            _ => None,
        })
    }

    /// Runs `work` with the card on `reader`; on the only card there is, when none is named.
    pub(crate) fn with_card<T>(
        &self,
        reader: Option<&str>,
        work: impl FnOnce(&mut dyn Reader, &str) -> Result<T, Error>,
    ) -> Result<T, WireError> {
        let reader = match reader {
            Some(reader) => reader.to_owned(),
            None => self.only_one()?,
        };
        self.readers.with_card(&reader, |card| work(card, &reader)).map_err(refused)
    }

    fn only_one(&self) -> Result<String, WireError> {
        let mut seen = self.look(u32::MAX, Duration::ZERO);
        if seen.cards.is_empty() && seen.service == CardService::Ready {
            // The readers may have been named just now, and the card on one of them not yet.
            seen = self.look(seen.serial, LAYING);
        }
        match (seen.service, seen.cards.as_slice()) {
            (CardService::NoService, _) => Err(Code::CardService.into()),
            (CardService::NoReader, _) => Err(Code::CardReader.into()),
            (_, []) => Err(Code::CardMissing.into()),
            (_, [(reader, _)]) => Ok(reader.clone()),
            _ => Err(Code::CardTwo.into()),
        }
    }

    fn read(&self, reader: &str) -> Sight {
        match self.readers.with_card(reader, identify) {
            Ok(card) => Sight::Card(card),
            Err(Error::NotFelica) => Sight::Not(CardClass::NotFelica),
            Err(_) => Sight::Not(CardClass::Unread),
        }
    }
}

/// What is on the readers, with the numbers of the cards.
pub(crate) struct Seen {
    serial: u32,
    service: CardService,
    readers: Vec<String>,
    cards: Vec<(String, Sight)>,
}

impl Seen {
    /// For a face: without the numbers. `factor` tells the enrolled factor of a card.
    pub(crate) fn view(self, factor: impl Fn(&Identified) -> Option<String>) -> CardsView {
        let cards = self.cards.into_iter().map(|(reader, sight)| match sight {
            Sight::Card(card) => {
                CardView { reader, class: class(&card), system: Some(system(&card)), factor: factor(&card) }
            }
            Sight::Not(class) => CardView { reader, class, system: None, factor: None },
        });
        CardsView {
            serial: self.serial,
            service: self.service,
            readers: self.readers,
            cards: cards.collect(),
        }
    }
}

impl Shared {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, event: Event) {
        let mut table = self.table();
        table.serial = table.serial.wrapping_add(1).max(1);
        let turn = table.serial;
        match event {
            Event::Readers(readers) => {
                table.service = true;
                table.readers = readers;
            }
            Event::CardIn { reader } => {
                table.laid.insert(reader, Laid { turn, sight: None });
            }
            Event::CardOut { reader } => {
                table.laid.remove(&reader);
            }
            Event::ServiceGone => {
                table.service = false;
                table.readers.clear();
                table.laid.clear();
            }
            Event::ServiceBack => table.service = true,
        }
        table.begun = true;
    }
}

pub(crate) fn class(card: &Identified) -> CardClass {
    match card.class {
        Class::Keyed => CardClass::Keyed,
        Class::Identifier => CardClass::Transit,
    }
}

pub(crate) fn system(card: &Identified) -> CardSystem {
    match (card.class, card.system_code) {
        (Class::Keyed, _) => CardSystem::LiteS,
        (_, SystemCode::IRUCA) => CardSystem::Iruca,
        (_, SystemCode::TRANSIT) => CardSystem::Transit,
        _ => CardSystem::Other,
    }
}

/// The code of what a card or reader said.
pub(crate) fn refused(error: Error) -> WireError {
    let code = match error {
        Error::NoCard => Code::CardMissing,
        Error::CardGone => Code::CardMoved,
        Error::NotFelica => Code::CardNotFelica,
        Error::NotKeyed | Error::WrongKey => Code::CardWrong,
        Error::WeakKey => Code::CardBlank,
        Error::NoReader | Error::ReaderGone => Code::CardReader,
        Error::NoService => Code::CardService,
        Error::Busy => Code::CardBusy,
        _ => Code::CardUnread,
    };
    code.into()
}

/// How long a card that is said to lie there is waited for.
const LAYING: Duration = Duration::from_millis(500);
/// How long the first look waits for the card service to answer.
const FIRST: Duration = Duration::from_millis(800);
