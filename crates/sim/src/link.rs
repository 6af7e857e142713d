//! The way from a device to the server: a [`Remote`] on which answers get lost, come late, twice, cut, or lie.

use std::cell::RefCell;
use std::rc::Rc;

use henro_sync::{IdentityId, RecordId, StreamId};
use henro_sync_client::{Fault, PulledStream, Refusal, Remote};

use crate::dice::Dice;
use crate::liar::Liar;
use crate::server::{Server, Session};

/// How bad the network is, each out of a thousand requests.
#[derive(Clone, Copy, Default, Debug)]
pub struct Weather {
    /// Never reaches the server.
    pub lost: u64,
    /// Reaches it, the answer does not come back.
    pub unheard: u64,
    /// Reaches it only later.
    pub late: u64,
    /// Reaches it again later.
    pub twice: u64,
    /// 429, 5xx.
    pub busy: u64,
    /// The answer is cut off.
    pub cut: u64,
    /// The server has no room.
    pub full: u64,
}

/// What changes the server.
#[derive(Clone)]
enum Write {
    Identity(IdentityId, Vec<u8>),
    Begin(Vec<u8>),
    Record(Vec<u8>),
    Control(Vec<u8>),
    Push(StreamId, Vec<u8>),
    Pack(StreamId, Vec<u8>),
    Beat(Vec<u8>),
}

/// The server and what is still on its way to it.
pub struct Cloud {
    pub server: Server,
    pub liar: Option<Liar>,
    pub weather: Weather,
    late: Vec<(u64, Session, Write)>,
}

impl Cloud {
    pub fn new(server: Server) -> Self {
        Self { server, liar: None, weather: Weather::default(), late: Vec::new() }
    }

    /// What was late arrives.
    pub fn settle(&mut self) {
        let now = self.server.now;
        let (due, wait) = self.late.drain(..).partition(|(at, ..)| *at <= now);
        self.late = wait;
        let due: Vec<(u64, Session, Write)> = due;
        for (_, session, write) in due {
            let _ = perform(&mut self.server, &session, &write);
        }
    }
}

/// A device's connection.
pub struct Link<'a> {
    pub cloud: &'a RefCell<Cloud>,
    pub session: Session,
    pub dice: Dice,
    pub offline: bool,
    /// Answers that were asked for, so that no round asks for ever.
    pub asked: u32,
}

impl Link<'_> {
    fn weather(&mut self) -> Result<Weather, Fault> {
        self.asked += 1;
        let weather = self.cloud.borrow().weather;
        if self.offline || self.dice.chance(weather.lost) {
            return Err(Fault::Offline);
        }
        if self.dice.chance(weather.busy) {
            return Err(Fault::Busy);
        }
        Ok(weather)
    }

    fn after<T>(&self, weather: &Weather, answer: Result<T, Fault>) -> Result<T, Fault> {
        if self.dice.chance(weather.unheard) {
            return Err(Fault::Offline);
        }
        if self.dice.chance(weather.cut) {
            return Err(Fault::Refused(Refusal::Malformed));
        }
        answer
    }

    fn write(&mut self, write: Write) -> Result<Vec<u8>, Fault> {
        let weather = self.weather()?;
        let now = self.cloud.borrow().server.now;
        let due = now + self.dice.within(1_000, 3_600_000);
        if self.dice.chance(weather.late) {
            self.cloud.borrow_mut().late.push((due, self.session, write));
            return Err(Fault::Offline);
        }
        if self.dice.chance(weather.twice) {
            self.cloud.borrow_mut().late.push((due, self.session, write.clone()));
        }
        if self.dice.chance(weather.full) {
            return Err(Fault::Refused(Refusal::TooMuch));
        }
        let answer = perform(&mut self.cloud.borrow_mut().server, &self.session, &write);
        self.after(&weather, answer)
    }

    fn read<T>(&mut self, ask: impl FnOnce(&mut Cloud, &Session) -> Result<T, Fault>) -> Result<T, Fault> {
        let weather = self.weather()?;
        let answer = ask(&mut self.cloud.borrow_mut(), &self.session);
        self.after(&weather, answer)
    }
}

fn perform(server: &mut Server, session: &Session, write: &Write) -> Result<Vec<u8>, Fault> {
    let nothing = |()| Vec::new();
    match write {
        Write::Identity(id, entry) => server.extend_identity(session, id, entry).map(nothing),
        Write::Begin(entry) => server.begin_identity(entry).map(nothing),
        Write::Record(entry) => server.begin_record(session, entry).map(nothing),
        Write::Control(entry) => server.extend_control(session, entry).map(nothing),
        Write::Push(stream, body) => server.push(session, stream, body),
        Write::Pack(stream, segment) => server.pack(session, stream, segment).map(nothing),
        Write::Beat(beat) => server.beat(session, beat).map(nothing),
    }
}

impl Remote for Link<'_> {
    fn identity(&mut self, id: &IdentityId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        self.read(|cloud, session| {
            let answer = cloud.server.identity(id, from)?;
            Ok(match &mut cloud.liar {
                Some(liar) => liar.identity(&cloud.server, session, id, from, answer),
                None => answer,
            })
        })
    }

    fn begin_identity(&mut self, entry: &[u8]) -> Result<(), Fault> {
        self.write(Write::Begin(entry.to_vec())).map(drop)
    }

    fn extend_identity(&mut self, id: &IdentityId, entry: &[u8]) -> Result<(), Fault> {
        self.write(Write::Identity(*id, entry.to_vec())).map(drop)
    }

    fn begin_record(&mut self, entry: &[u8]) -> Result<(), Fault> {
        self.write(Write::Record(entry.to_vec())).map(drop)
    }

    fn control(&mut self, _: &RecordId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        self.read(|cloud, session| {
            let answer = cloud.server.control(session, from)?;
            Ok(match &mut cloud.liar {
                Some(liar) => liar.control(session, from, answer),
                None => answer,
            })
        })
    }

    fn extend_control(&mut self, _: &RecordId, entry: &[u8]) -> Result<(), Fault> {
        self.write(Write::Control(entry.to_vec())).map(drop)
    }

    fn push(&mut self, stream: &StreamId, frames: &[u8]) -> Result<Vec<u8>, Fault> {
        let answer = self.write(Write::Push(*stream, frames.to_vec()))?;
        let mut cloud = self.cloud.borrow_mut();
        let Cloud { server, liar, .. } = &mut *cloud;
        Ok(match liar {
            Some(liar) => liar.receipt(server, &self.session, stream, frames, answer),
            None => answer,
        })
    }

    fn pack(&mut self, stream: &StreamId, segment: &[u8]) -> Result<(), Fault> {
        self.write(Write::Pack(*stream, segment.to_vec())).map(drop)
    }

    fn erased(&mut self, stream: &StreamId, epoch: u32) -> Result<Vec<u8>, Fault> {
        self.read(|cloud, session| {
            let answer = cloud.server.erased(session, stream, epoch)?;
            if let Some(liar) = &mut cloud.liar {
                liar.says_erased(&cloud.server, session, &answer);
            }
            Ok(answer)
        })
    }

    fn pull(&mut self, _: &RecordId, look: &[u8]) -> Result<(Vec<PulledStream>, bool), Fault> {
        self.read(|cloud, session| {
            let Cloud { server, liar, .. } = cloud;
            match liar {
                Some(liar) => liar.pull(server, session, look),
                None => server.pull(session, look),
            }
        })
    }

    fn access(&mut self, _: &RecordId, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        self.read(|cloud, session| {
            let Cloud { server, liar, .. } = cloud;
            match liar {
                Some(liar) => liar.access(server, session, from),
                None => server.access(session, from),
            }
        })
    }

    fn beat(&mut self, _: &RecordId, beat: &[u8]) -> Result<(), Fault> {
        self.write(Write::Beat(beat.to_vec())).map(drop)
    }

    fn beats(&mut self, _: &RecordId) -> Result<Vec<Vec<u8>>, Fault> {
        self.read(|cloud, session| {
            let answer = cloud.server.beats(session)?;
            Ok(match &mut cloud.liar {
                Some(liar) => liar.beats(&cloud.server, session, answer),
                None => answer,
            })
        })
    }

    fn records(&mut self) -> Result<Vec<RecordId>, Fault> {
        self.read(|cloud, session| cloud.server.records(session))
    }
}

/// The cloud as all devices hold it.
pub type Shared = Rc<RefCell<Cloud>>;
