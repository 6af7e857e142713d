//! The search finds what people type: kanji, kana, half-width kana, romaji, English and slips.

use henro_domain::FoodRef;
use henro_reference::{FoodItem, Match, search_activity, search_food, sources};
use proptest::prelude::*;

#[test]
fn what_people_type_is_found_among_the_first_three() {
    let mut missed = Vec::new();
    let mut asked = 0;
    for line in QUERIES.lines().skip(1) {
        let [kind, query, expected] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let found: Vec<String> = if kind == "food" {
            search_food(query, 3).iter().map(|hit| hit.item.reference().to_string()).collect()
        } else {
            search_activity(query, 3).iter().map(|hit| hit.activity.code.to_owned()).collect()
        };
        asked += 1;
        if !expected.split('|').any(|code| found.iter().any(|found| found == code)) {
            missed.push(format!("{query}: wanted {expected}, found {found:?}"));
        }
    }
    assert!(asked >= 200, "the set shrank to {asked}");
    assert!(missed.is_empty(), "{} of {asked} missed\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn a_dish_comes_before_a_raw_food_of_the_same_name() {
    let hits = search_food("納豆", 50);
    let first_food = hits.iter().position(|hit| matches!(hit.item, FoodItem::Food(_))).unwrap();
    assert!(matches!(hits[0].item, FoodItem::Dish(_)));
    assert!(hits[..first_food].iter().any(|hit| hit.meets == Match::Exact));
}

#[test]
fn true_hits_come_before_slips() {
    for query in ["とんかつ", "さけ", "udon", "みそ", "cake", "豆腐"] {
        let kinds: Vec<Match> = search_food(query, 60).iter().map(|hit| hit.meets).collect();
        assert!(kinds.is_sorted(), "{query} {kinds:?}");
        assert!(kinds.contains(&Match::Exact) || kinds.contains(&Match::Prefix), "{query}");
    }
}

#[test]
fn words_that_sound_alike_are_told_apart_by_their_kanji() {
    // 鮭 and 酒 are both さけ.
    let first = |query: &str| search_food(query, 1)[0].item.reference().to_string();
    assert_eq!((first("鮭").as_str(), first("酒").as_str()), ("M008", "A009"));
}

#[test]
fn the_codes_of_foods_and_activities_do_not_mix() {
    // 11130 is pork leg in the food tables and an electrician's work in the Compendium.
    assert_eq!(search_food("豚肉", 1)[0].item.reference().to_string(), "11130");
    assert!(search_activity("豚肉", 5).iter().all(|hit| hit.activity.code != "11130"));
}

#[test]
fn nothing_is_found_for_nothing() {
    for query in ["", "   ", "、。！", "\u{0}", "ー", "\u{3099}"] {
        assert!(search_food(query, 10).is_empty(), "{query:?}");
        assert!(search_activity(query, 10).is_empty(), "{query:?}");
    }
    assert!(search_food("うどん", 0).is_empty());
}

#[test]
fn the_limit_is_kept_and_a_row_stands_once() {
    let hits = search_food("の", 1_000_000);
    let mut codes: Vec<_> = hits.iter().map(|hit| hit.item.reference().to_string()).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), hits.len());
    assert_eq!(search_food("の", 7).len(), 7);
}

#[test]
fn every_dish_is_found_by_its_own_name_and_reading() {
    for dish in henro_reference::dishes() {
        for query in [dish.name, dish.kana] {
            let same = search_food(query, 12);
            let found = same.iter().any(|hit| hit.item.reference() == FoodRef::Dish(dish.id.into()));
            assert!(found, "{} {query}", dish.id);
        }
    }
}

#[test]
fn ten_megabytes_of_text_are_a_safe_query() {
    for text in ["あ", "a", "\u{fdfa}", "🍜", "\n"] {
        let hits = search_food(&text.repeat(10_000_000 / text.len()), 10);
        assert!(hits.len() <= 10);
    }
}

#[test]
fn the_sources_can_be_listed_for_the_notice() {
    // Foods, dishes, three sources of METs, temples, route, outlines, items of checkups, vaccines, four of growth, checkups of children.
    assert_eq!(sources().len(), 15);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_a_safe_query(query in any::<String>(), limit in 0_usize..40) {
        prop_assert!(search_food(&query, limit).len() <= limit);
        prop_assert!(search_activity(&query, limit).len() <= limit);
    }

    #[test]
    fn any_japanese_text_is_a_safe_query(query in "[ぁ-ヿ一-鿿ｦ-ﾟa-z0-9 ー゛゜]{0,80}") {
        prop_assert!(search_food(&query, 20).len() <= 20);
    }
}

const QUERIES: &str = include_str!("search_queries.tsv");
