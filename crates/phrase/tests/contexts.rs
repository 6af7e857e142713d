//! The same words at another hour, or on the page of a past day.

mod support;

use henro_domain::{MealSlot, MinuteOfDay};
use henro_phrase::{LineContext, Span, parse};
use support::{SmallLexicon, evening, shown};

fn at(hour: u16, slot: MealSlot) -> LineContext {
    LineContext { minute: MinuteOfDay::hm(hour, 0).ok(), slot, ..evening() }
}

#[test]
fn the_clock_gives_the_occasion_and_the_meal_only_where_nothing_is_said() {
    let lexicon = SmallLexicon::new();
    let morning = at(7, MealSlot::Breakfast);
    assert_eq!(shown("128/82", morning, &lexicon), "bp 128/82 morning");
    assert_eq!(shown("うどん", morning, &lexicon), "eat うどん x1 breakfast");
    assert_eq!(shown("128/82", at(13, MealSlot::Lunch), &lexicon), "bp 128/82 other");
    assert_eq!(shown("昨日の夜 128/82", morning, &lexicon), "bp 128/82 evening @2026-11-21");
}

#[test]
fn an_evening_that_has_not_come_is_asked_about() {
    let lexicon = SmallLexicon::new();
    let read = shown("夜は135と85", at(7, MealSlot::Breakfast), &lexicon);
    assert_eq!(read, "? day [bp 135/85 evening @2026-11-21 | bp 135/85 evening]");
}

#[test]
fn a_time_still_to_come_is_refused_with_the_value_kept() {
    let lexicon = SmallLexicon::new();
    assert_eq!(shown("9時 128/82", at(7, MealSlot::Breakfast), &lexicon), "? future [bp 128/82 morning]");
    assert_eq!(shown("6時 128/82", at(7, MealSlot::Breakfast), &lexicon), "bp 128/82 morning @06:00");
}

#[test]
fn a_past_page_is_written_on_its_own_day_and_yesterday_is_asked_about() {
    let lexicon = SmallLexicon::new();
    let page = LineContext { day: evening().today.plus(-3), minute: None, ..evening() };
    assert_eq!(shown("体重63.5", page, &lexicon), "weight 63.5");
    assert_eq!(parse("体重63.5", page, &lexicon).unwrap().facts[0].day, page.day);
    assert_eq!(shown("128/82", page, &lexicon), "bp 128/82 other");
    assert_eq!(
        shown("昨日 体重63.5", page, &lexicon),
        "? day [weight 63.5 @2026-11-21 | weight 63.5 @2026-11-18]"
    );
}

#[test]
fn spans_point_at_the_words_typed() {
    let lexicon = SmallLexicon::new();
    let line = "朝128の82 脈66、ｳﾄﾞﾝと日本酒1合";
    let read = parse(line, evening(), &lexicon).unwrap();
    let words: Vec<&str> = read.facts.iter().map(|fact| fact.span.words(line)).collect();
    assert_eq!(words, ["朝128の82 脈66", "ｳﾄﾞﾝ", "日本酒1合"]);
    assert_eq!(Span { start: 1, end: 400 }.words(line), "");
}

#[test]
fn leftovers_are_offered_as_a_diary_line() {
    let lexicon = SmallLexicon::new();
    let line = "体重63.5。天気がよかった。花が咲いた";
    let read = parse(line, evening(), &lexicon).unwrap();
    let Some(henro_phrase::FactBody::Diary { text }) = read.diary_offer(line) else { panic!("no offer") };
    assert_eq!(text, "天気がよかった 花が咲いた");
    assert_eq!(parse("...", evening(), &lexicon).unwrap().diary_offer("..."), None);
}
