//! A table with readers: the real card service, cards in software, and what is heard of them.

use henro_cards::Desk;
use henro_pcsc::{Event, Monitor, Readers};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

pub const FIRST: &str = "Virtual PCD 00 00";
pub const SECOND: &str = "Virtual PCD 00 01";

/// Far more than the 400 ms that the service takes to look at a virtual reader.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Bench {
    pub desk: Desk,
    pub readers: Readers,
    pub heard: Heard,
    _monitor: Monitor,
}

pub struct Heard(Receiver<Event>);

/// Begins to listen.
pub fn listen() -> (Monitor, Heard) {
    let (tell, events) = channel();
    let monitor = Monitor::start(move |event| {
        tell.send(event).ok();
    });
    (monitor, Heard(events))
}

impl Bench {
    /// Two readers, nothing on them, and the first events heard.
    pub fn new(socket: &Path) -> Self {
        // The same place as CARGO_BIN_EXE_henro-card; the journeys look there too.
        let desk = Desk::start(&Desk::tool(), socket);
        let readers = Readers::new();
        let begun = Instant::now();
        while readers.names() != Ok(two()) {
            assert!(begun.elapsed() < PATIENCE, "the service shows {:?}", readers.names());
            std::thread::sleep(Duration::from_millis(10));
        }
        let (monitor, heard) = listen();
        heard.next_is(&Event::Readers(two()));
        Self { desk, readers, heard, _monitor: monitor }
    }

    /// Lays a card on the first reader and waits until it is told of.
    pub fn lay(&mut self, order: &str) {
        self.desk.order(&format!("insert {order}"));
        self.heard.next_is(&card_in(FIRST));
    }

    /// Takes it away again.
    pub fn take(&mut self) {
        self.desk.order("remove");
        self.heard.next_is(&card_out(FIRST));
    }
}

impl Heard {
    pub fn next(&self) -> Event {
        self.0.recv_timeout(PATIENCE).expect("something happens")
    }

    pub fn next_is(&self, event: &Event) {
        assert_eq!(self.next(), *event);
    }

    /// Nothing more comes: no event was doubled.
    pub fn is_quiet(&self) {
        let more = self.0.recv_timeout(Duration::from_millis(900));
        assert!(more.is_err(), "{more:?} was not expected");
    }
}

pub fn two() -> Vec<String> {
    vec![FIRST.into(), SECOND.into()]
}

pub fn card_in(reader: &str) -> Event {
    Event::CardIn { reader: reader.into() }
}

pub fn card_out(reader: &str) -> Event {
    Event::CardOut { reader: reader.into() }
}
