//! Both ends against each other, with other ends than the right ones, and on broken bytes.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a panic is the failure")]

use henro_opaque::client::{In, Login, Setting};
use henro_opaque::server::{Setup, login_finish};
use henro_opaque::{Cost, Error, Name, name};
use ring::digest::{SHA256, digest};

include!("../fuzz/read_messages.rs");

/// The same bytes at each run, and never the same twice in one.
struct Dice(u64);

impl Dice {
    fn fill(&mut self, out: &mut [u8]) -> bool {
        for part in out.chunks_mut(32) {
            self.0 += 1;
            let bytes = digest(&SHA256, &self.0.to_be_bytes());
            part.copy_from_slice(&bytes.as_ref()[..part.len()]);
        }
        true
    }
}

const SERVER: [u8; 32] = [9; 32];
const PHONE: [u8; 32] = [8; 32];
const KEPT: [u8; 32] = [7; 32];

struct World {
    setup: Setup,
    name: Name,
    file: Vec<u8>,
    export: Vec<u8>,
}

fn set(password: &str, dice: &mut Dice) -> World {
    let setup = Setup::make(&mut |out| dice.fill(out)).unwrap();
    let name = name("hanako@example.jp").unwrap();
    let (setting, first) = Setting::start(password, Cost::testing(), &mut |out| dice.fill(out)).unwrap();
    let answer = setup.set_start(&first, &KEPT).unwrap();
    let set = setting.finish(&answer, &name, &SERVER, &mut |out| dice.fill(out)).unwrap();
    let file = setup.set_finish(&set.file).unwrap();
    World { setup, name, file, export: set.export.bytes().to_vec() }
}

/// A login; the last step is the server's.
fn enter(
    world: &World,
    password: &str,
    (file, kept): (Option<&[u8]>, [u8; 32]),
    (server, device): ([u8; 32], [u8; 32]),
    dice: &mut Dice,
) -> Result<In, Error> {
    let (login, first) = Login::start(password, Cost::testing(), &mut |out| dice.fill(out))?;
    let ends = (&world.name, &SERVER, &PHONE);
    let (answer, state) = world.setup.login_start(&first, (file, &kept), ends, &mut |out| dice.fill(out))?;
    let done = login.finish(&answer, (&world.name, &server, &device), &mut |out| dice.fill(out))?;
    login_finish(&state, &done.message, ends)?;
    Ok(done)
}

#[test]
fn the_right_password_finds_the_key_again_and_nothing_else_does() {
    let mut dice = Dice(1);
    let world = set("桜の咲く丘", &mut dice);
    let (here, mine) = ((SERVER, PHONE), (Some(&world.file[..]), KEPT));
    let done = enter(&world, "桜の咲く丘", mine, here, &mut dice).unwrap();
    assert_eq!(done.export.bytes()[..], world.export[..]);
    let mut wrong =
        |password: &str, whose, ends| enter(&world, password, whose, ends, &mut dice).unwrap_err();
    assert_eq!(wrong("桜の咲く岡", mine, here), Error::Wrong);
    // A name nobody has, and one of another name's key: told in the same word.
    assert_eq!(wrong("桜の咲く丘", (None, KEPT), here), Error::Wrong);
    assert_eq!(wrong("桜の咲く丘", (Some(&world.file), [6; 32]), here), Error::Wrong);
    assert_eq!(wrong("桜の咲く丘", mine, ([1; 32], PHONE)), Error::Wrong, "another server");
    assert_eq!(wrong("桜の咲く丘", mine, (SERVER, [1; 32])), Error::Wrong, "another device");
}

#[test]
fn one_password_is_one_however_it_is_typed() {
    let mut dice = Dice(2);
    let world = set("パスワード１２３", &mut dice);
    let mine = (Some(&world.file[..]), KEPT);
    enter(&world, "ﾊﾟｽﾜｰﾄﾞ123", mine, (SERVER, PHONE), &mut dice).unwrap();
}

#[test]
fn a_stored_setup_answers_as_before() {
    let mut dice = Dice(3);
    let mut world = set("password", &mut dice);
    world.setup = Setup::read(&world.setup.bytes()).unwrap();
    enter(&world, "password", (Some(&world.file), KEPT), (SERVER, PHONE), &mut dice).unwrap();
    assert!(Setup::read(&[0xff; Setup::LEN]).is_err());
}

#[test]
fn a_name_nobody_has_is_answered_alike_and_steadily() {
    let mut dice = Dice(4);
    let world = set("password", &mut dice);
    let (_, first) = Login::start("password", Cost::testing(), &mut |out| dice.fill(out)).unwrap();
    let mut answer = |file: Option<&[u8]>, kept: [u8; 32]| {
        let ends = (&world.name, &SERVER, &PHONE);
        world.setup.login_start(&first, (file, &kept), ends, &mut |out| dice.fill(out)).unwrap()
    };
    let (real, again) = (answer(Some(&world.file), KEPT).0, answer(Some(&world.file), KEPT).0);
    let (none, later) = (answer(None, [5; 32]).0, answer(None, [5; 32]).0);
    assert_eq!((real.len(), real.len()), (none.len(), later.len()));
    // The first 32 bytes hang on the name alone; the rest is fresh each time, with a file and without.
    assert_eq!(real[..32], again[..32]);
    assert_eq!(none[..32], later[..32]);
    assert_eq!(answer(None, KEPT).0[..32], real[..32], "and are the same before and after a password is set");
    assert!(real[32..] != again[32..] && none[32..] != later[32..]);
}

#[test]
fn nothing_of_the_password_is_in_what_the_server_gets() {
    let mut dice = Dice(5);
    let setup = Setup::make(&mut |out| dice.fill(out)).unwrap();
    let name = name("hanako@example.jp").unwrap();
    // The blinding is fresh: the same password twice is two messages.
    let first =
        |dice: &mut Dice| Setting::start("password", Cost::testing(), &mut |out| dice.fill(out)).unwrap();
    let (setting, one) = first(&mut dice);
    assert_ne!(one, first(&mut dice).1);
    let answer = setup.set_start(&one, &KEPT).unwrap();
    let set = setting.finish(&answer, &name, &SERVER, &mut |out| dice.fill(out)).unwrap();
    for part in set.export.bytes().windows(16) {
        assert!(!set.file.windows(16).any(|window| window == part), "part of the key");
    }
}

#[test]
fn without_randomness_nothing_is_made() {
    let none = |_: &mut [u8]| false;
    assert!(matches!(Setup::make(&mut { none }), Err(Error::Random)));
    assert!(matches!(Login::start("password", Cost::testing(), &mut { none }), Err(Error::Random)));
    assert!(matches!(Setting::start("password", Cost::testing(), &mut { none }), Err(Error::Random)));
}

/// All messages of one life, as the first version of this crate made them. Another version of a library that changed one
/// byte would lock everybody out.
#[test]
fn stored_messages_are_made_again() {
    let mut dice = Dice(6);
    let world = set("桜の咲く丘 12", &mut dice);
    let (login, first) = Login::start("桜の咲く丘 12", Cost::testing(), &mut |out| dice.fill(out)).unwrap();
    let ends = (&world.name, &SERVER, &PHONE);
    let whose = (Some(&world.file[..]), &KEPT);
    let (answer, state) = world.setup.login_start(&first, whose, ends, &mut |out| dice.fill(out)).unwrap();
    let done = login.finish(&answer, ends, &mut |out| dice.fill(out)).unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let made = [
        ("name", hex(&world.name.0)),
        ("setup", hex(&world.setup.bytes())),
        ("file", hex(&world.file)),
        ("export", hex(&world.export)),
        ("first", hex(&first)),
        ("answer", hex(&answer)),
        ("state", hex(&state)),
        ("last", hex(&done.message)),
    ];
    let text: String = made.iter().map(|(name, hex)| format!("{name} {hex}\n")).collect();
    let stored = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/life.txt");
    if std::env::var_os("HENRO_WRITE_VECTORS").is_some() {
        std::fs::write(&stored, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(stored).unwrap(), text);
}

#[test]
fn broken_messages_are_refused_and_never_more() {
    let stored = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/life.txt");
    let stored = std::fs::read_to_string(stored).unwrap();
    let unhex = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|n| u8::from_str_radix(&text[n..n + 2], 16).unwrap()).collect()
    };
    let seeds: Vec<Vec<u8>> = stored.lines().map(|line| unhex(line.split_once(' ').unwrap().1)).collect();
    assert!(seeds.iter().filter(|seed| read_messages(seed)).count() >= 3, "whole messages are taken");
    let mut dice = Dice(7);
    for round in 0..240usize {
        let mut bytes = seeds[round % seeds.len()].clone();
        let mut roll = [0; 4];
        dice.fill(&mut roll);
        let place = usize::from(u16::from_be_bytes([roll[0], roll[1]])) % bytes.len();
        match roll[2] % 4 {
            0 => bytes.truncate(place),
            1 => bytes.extend_from_slice(&roll),
            2 => bytes[place] ^= 1 << (roll[3] % 8),
            _ => bytes[place..].fill(roll[3]),
        }
        read_messages(&bytes);
    }
}
