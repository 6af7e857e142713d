//! kill -9 of the server while many push: every frame it acknowledged is there afterwards, in one chain.
//!
//! `HENRO_KILLS` sets the number of kills, 10 by default.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

#[path = "../../server-store/tests/cluster/mod.rs"]
mod cluster;
#[expect(dead_code, reason = "each test takes what it needs")]
mod common;
#[expect(dead_code, reason = "each test takes what it needs")]
mod running;

use std::time::Duration;

use common::world::*;
use common::*;
use henro_sync::{Frame, Hash, Signer};
use running::Running;

/// A person who writes into a record of their own.
struct Writer {
    me: Person,
    book: Book,
    hand: Hand,
    /// Sent, but whether it arrived is not known.
    open: Option<Vec<u8>>,
    acknowledged: Vec<Vec<u8>>,
    /// How many of these were found again; the last check asks for all once more.
    checked: usize,
}

impl Writer {
    async fn write_until_it_breaks(&mut self, asker: &Asker) {
        let push = format!("/v1/streams/{}/push", self.book.daily);
        loop {
            let frame = match self.open.take() {
                Some(frame) => frame,
                None => self.hand.write(&self.me.device, now(), &[7; 200]),
            };
            match asker.try_ask("POST", &push, frame.clone()).await {
                Ok(answer) if answer.status == 200 => self.acknowledged.push(frame),
                Ok(answer) => panic!("{answer:?}"),
                Err(_) => {
                    self.open = Some(frame);
                    return;
                }
            }
        }
    }

    /// What the server has begins with everything it acknowledged.
    async fn check(&mut self, asker: &Asker, turn: u32) {
        let mut held = self.acknowledged[..self.checked].to_vec();
        for page in 0.. {
            let places = held.len() as u64;
            let look = self.me.look(self.book.record, now(), turn << 12 | page, &[(self.book.daily, places)]);
            let answer = asker.ask("POST", &format!("/v1/records/{}/pull", self.book.record), look).await;
            assert_eq!(answer.status, 200);
            let (frames, more) = answer.pulled();
            held.extend(frames);
            if !more {
                break;
            }
        }
        assert!(held.len() >= self.acknowledged.len(), "acknowledged frames were lost");
        assert_eq!(held[..self.acknowledged.len()], self.acknowledged[..]);
        if self.checked == 0 {
            let mut prev = Hash::ZERO;
            for frame in &held {
                prev = Frame::read(frame).unwrap().verify(&self.me.device.public(), &prev).unwrap();
            }
        }
        self.checked = self.acknowledged.len();
        assert!(held.len() <= self.acknowledged.len() + usize::from(self.open.is_some()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_every_kill() {
    println!("{}", kill_and_look(None).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_on_postgresql_survives_every_kill() {
    println!("{}", kill_and_look(Some(cluster::database().await)).await);
}

/// Answers what was seen.
async fn kill_and_look(database: Option<String>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let run = || {
        Running::with(folder.path(), |command| match &database {
            Some(url) => command.args(["--database", url]),
            None => command,
        })
    };
    let kills = std::env::var("HENRO_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let mut writers = Vec::new();
    {
        let running = run();
        for n in 1..=4u8 {
            let me = Person::new(n.into(), now());
            let mine = Asker::new(&running.base).enter(&me).await;
            let book = Book::new(n, &me, now());
            assert_eq!(mine.ask("POST", "/v1/records", book.genesis.clone()).await.status, 201);
            let hand = Hand::new(book.daily, 1);
            writers.push(Writer { me, book, hand, open: None, acknowledged: Vec::new(), checked: 0 });
        }
    }
    for turn in 1..=kills {
        let running = run();
        let open = Asker::new(&running.base);
        let mut tasks = Vec::new();
        for mut writer in writers {
            let asker = open.login(&writer.me.id, &writer.me.device).await.unwrap();
            writer.check(&asker, turn).await;
            tasks.push(tokio::spawn(async move {
                writer.write_until_it_breaks(&asker).await;
                writer
            }));
        }
        tokio::time::sleep(Duration::from_millis(u64::from(turn * 37 % 150) + 20)).await;
        drop(running);
        writers = Vec::new();
        for task in tasks {
            writers.push(task.await.unwrap());
        }
    }
    let running = run();
    for writer in &mut writers {
        writer.checked = 0;
        let asker = Asker::new(&running.base).login(&writer.me.id, &writer.me.device).await.unwrap();
        writer.check(&asker, kills + 1).await;
    }
    let total: usize = writers.iter().map(|writer| writer.acknowledged.len()).sum();
    assert!(total >= kills as usize, "the kills came before anything was written");
    format!("{kills} kills, {total} frames acknowledged, none lost")
}
