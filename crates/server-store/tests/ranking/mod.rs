//! Boards of what people chose to show, on every database.

use super::*;

/// January 2027, where `T0` lies.
const NOW: u64 = 202_701;
const TEAM: [u8; 16] = [7; 16];

fn shown(nickname: &str, steps: u64) -> RankEntry {
    RankEntry { nickname: nickname.into(), month: NOW, steps, bmi: None, town: None, team: None }
}

fn places(board: &RankBoard) -> Vec<(u64, &str, u64)> {
    board.top.iter().map(|place| (place.place, place.nickname.as_str(), place.value)).collect()
}

pub async fn boards_have_the_first_ten_ties_and_ones_own_place(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let mut sessions = Vec::new();
    for n in 1..=14 {
        let session = here.enter(&Person::new(n, T0)).await;
        let steps = if n <= 3 { 9_000 } else { 9_000 - u64::from(n) };
        let mut entry = shown(&format!("歩く人{n:02}"), steps);
        entry.bmi = (n % 2 == 0).then(|| u64::from(n));
        here.ledger.rank_show(&session, entry).await.unwrap();
        sessions.push(session);
    }
    let board = here.ledger.rank_board(&sessions[13], NOW, RankBy::Steps, "all").await.unwrap();
    assert_eq!(board.count, 14);
    assert_eq!(
        places(&board)[..5],
        [
            (1, "歩く人01", 9_000),
            (1, "歩く人02", 9_000),
            (1, "歩く人03", 9_000),
            (4, "歩く人04", 8_996),
            (5, "歩く人05", 8_995)
        ]
    );
    assert_eq!((board.top.len(), board.own.as_ref().unwrap().place), (10, 14));
    let nearest = here.ledger.rank_board(&sessions[3], NOW, RankBy::Bmi, "all").await.unwrap();
    assert_eq!((nearest.count, nearest.own.as_ref().unwrap().place), (7, 2));
    assert_eq!(places(&nearest)[0], (1, "歩く人02", 2));
    // Who shows no BMI sees that board without a place of their own.
    assert_eq!(here.ledger.rank_board(&sessions[0], NOW, RankBy::Bmi, "all").await.unwrap().own, None);
    // A new value takes the place of the old one.
    here.ledger.rank_show(&sessions[13], shown("歩く人14", 10_000)).await.unwrap();
    let board = here.ledger.rank_board(&sessions[13], NOW, RankBy::Steps, "all").await.unwrap();
    assert_eq!((places(&board)[0], board.count), ((1, "歩く人14", 10_000), 14));
}

pub async fn a_town_and_a_team_see_themselves_alone(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let mut sessions = Vec::new();
    for (n, town, team) in [
        (1, Some("直島町"), Some(TEAM)),
        (2, Some("直島町"), None),
        (3, None, Some(TEAM)),
        (4, Some("高松市"), Some([8; 16])),
    ] {
        let session = here.enter(&Person::new(n, T0)).await;
        let entry =
            RankEntry { town: town.map(Into::into), team, ..shown(&format!("名{n}"), u64::from(n) * 100) };
        here.ledger.rank_show(&session, entry).await.unwrap();
        sessions.push(session);
    }
    let board = here.ledger.rank_board(&sessions[0], NOW, RankBy::Steps, "town").await.unwrap();
    assert_eq!(places(&board), [(1, "名2", 200), (2, "名1", 100)]);
    let board = here.ledger.rank_board(&sessions[2], NOW, RankBy::Steps, "team").await.unwrap();
    assert_eq!(places(&board), [(1, "名3", 300), (2, "名1", 100)]);
    let none = here.ledger.rank_board(&sessions[2], NOW, RankBy::Steps, "town").await;
    assert!(matches!(none, Err(Refused::Rule(Broken::NotAllowed))));
    assert!(here.ledger.rank_board(&sessions[2], NOW, RankBy::Steps, "world").await.is_err());
}

pub async fn who_shows_nothing_sees_nothing_and_who_leaves_is_gone_at_once(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let (me, other) = (Person::new(1, T0), Person::new(2, T0));
    let (mine, theirs) = (here.enter(&me).await, here.enter(&other).await);
    let not_allowed =
        |asked: Result<RankBoard, Refused>| matches!(asked, Err(Refused::Rule(Broken::NotAllowed)));
    assert!(not_allowed(here.ledger.rank_board(&mine, NOW, RankBy::Steps, "all").await));
    here.ledger.rank_show(&mine, shown("私", 1)).await.unwrap();
    here.ledger.rank_show(&mine, RankEntry { month: 202_612, ..shown("私", 9) }).await.unwrap();
    here.ledger.rank_show(&theirs, shown("友", 2)).await.unwrap();
    // Another month is another board.
    assert_eq!(
        places(&here.ledger.rank_board(&mine, 202_612, RankBy::Steps, "all").await.unwrap()),
        [(1, "私", 9)]
    );
    here.ledger.rank_leave(&mine).await.unwrap();
    for month in [NOW, 202_612] {
        assert!(not_allowed(here.ledger.rank_board(&mine, month, RankBy::Steps, "all").await));
    }
    let board = here.ledger.rank_board(&theirs, NOW, RankBy::Steps, "all").await.unwrap();
    assert_eq!((places(&board), board.count), (vec![(1, "友", 2)], 1));
    // So is who asks to be forgotten by the server.
    let challenge = here.ledger.challenge(&other.id, &other.device.public());
    let parts: [&[u8]; 3] = [&here.ledger.key().0, &challenge, &other.id.0];
    let signature = other.device.sign_parts(henro_sync::Label::Leave, &parts);
    here.ledger.leave(&theirs, &challenge, &signature).await.unwrap();
    assert_eq!(here.ledger.rank_own(&theirs, NOW).await.unwrap(), None);
}

pub async fn what_is_no_nickname_and_no_value_of_now_is_refused(store: Arc<dyn Store>) {
    let here = Here::on(store, Limits::default()).await;
    let mine = here.enter(&Person::new(1, T0)).await;
    let bad = [
        shown("", 1),
        shown(" 私", 1),
        shown("あ\u{202e}い", 1),
        shown("一\n二", 1),
        shown(&"長".repeat(21), 1),
        shown("私", 31 * 200_000 + 1),
        RankEntry { month: 202_611, ..shown("私", 1) },
        RankEntry { month: 202_703, ..shown("私", 1) },
        RankEntry { month: 202_700, ..shown("私", 1) },
        RankEntry { bmi: Some(1_001), ..shown("私", 1) },
        RankEntry { town: Some("町".repeat(41)), ..shown("私", 1) },
        RankEntry { town: Some(String::new()), ..shown("私", 1) },
    ];
    for entry in bad {
        let refused = here.ledger.rank_show(&mine, entry.clone()).await;
        assert!(matches!(refused, Err(Refused::Rule(Broken::Malformed))), "{entry:?}");
    }
    assert_eq!(here.ledger.rank_own(&mine, NOW).await.unwrap(), None);
    here.ledger.rank_show(&mine, shown(&"名".repeat(20), 31 * 200_000)).await.unwrap();
    // A year later the old month goes with the first new one.
    here.pass(400 * 86_400_000);
    let mine = here.login(&Person::new(1, T0), &Person::new(1, T0).device).await.unwrap();
    here.ledger.rank_show(&mine, RankEntry { month: 202_802, ..shown("私", 5) }).await.unwrap();
    assert_eq!(here.ledger.rank_own(&mine, NOW).await.unwrap(), None);
}
