use henro_reference::{CheckupItem, ItemKind, checkup_list, search_checkup};

use crate::wire::*;
use crate::{Context, WireError};

/// Items of the catalogue that fit a name or a code.
pub(crate) fn search(_: &Context, ask: CheckupItemSearch) -> Result<CheckupItems, WireError> {
    if ask.query.chars().count() > 100 {
        return Ok(CheckupItems { items: Vec::new() });
    }
    let hits = search_checkup(&ask.query, MOST);
    Ok(CheckupItems { items: hits.iter().map(|hit| view(hit.item)).collect() })
}

/// An item as it travels.
pub(super) fn view(item: &CheckupItem) -> CheckupItemView {
    CheckupItemView {
        code: item.code.to_owned(),
        name: item.name.to_owned(),
        name_en: item.name_en.to_owned(),
        method: item.method_words.to_owned(),
        group: item.group.to_owned(),
        unit: item.unit_shown.to_owned(),
        kind: match item.kind {
            ItemKind::Number => "number",
            ItemKind::Code | ItemKind::OrderedCode => "code",
            ItemKind::Text => "text",
        }
        .to_owned(),
        answers: answers(item),
    }
}

/// The answers of an item's list, with the item's own words.
pub(super) fn answers(item: &CheckupItem) -> Vec<CheckupAnswerOf> {
    let codes = checkup_list(item.list).map(|list| &*list.codes).unwrap_or_default();
    let of = |(code, words): &(&str, &str)| CheckupAnswerOf {
        code: (*code).to_owned(),
        words: item.answer(code).unwrap_or(words).to_owned(),
    };
    codes.iter().map(of).collect()
}

const MOST: usize = 30;
