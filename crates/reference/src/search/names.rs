use super::index::{Index, Kind, Match, Weight};

/// Names that are not of the tables, such as a person's own dishes: the places of those that meet the query, best
/// first, found and ordered as [`super::search_food`] does. Beyond 65,535 names the rest is not looked at.
pub fn search_names<'a>(
    names: impl IntoIterator<Item = &'a str>,
    query: &str,
    limit: usize,
) -> Vec<(usize, Match)> {
    let mut index = Index::default();
    for name in names {
        let length = u16::try_from(name.chars().count()).unwrap_or(u16::MAX);
        index.add(Weight { class: 0, length }, [(Kind::Name, name)]);
    }
    index.search(query, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str) -> Vec<usize> {
        let names = ["わが家の丼", "豆ごはん", "おばあちゃんのみそ汁", "Sunday curry", ""];
        search_names(names, query, 10).into_iter().map(|(place, _)| place).collect()
    }

    #[test]
    fn kanji_kana_romaji_and_a_slip_find_a_name() {
        for query in ["豆ごはん", "まめごはん", "マメゴハン", "mamegohan", "豆ごはぬ", "mamegohn"]
        {
            assert_eq!(found(query).first(), Some(&1), "{query}");
        }
        for query in ["みそしる", "misosiru", "misoshiru", "obaachan"] {
            assert_eq!(found(query).first(), Some(&2), "{query}");
        }
        for query in ["curry", "SUNDAY", "sunday cury"] {
            assert_eq!(found(query).first(), Some(&3), "{query}");
        }
        assert_eq!(found("さば"), Vec::<usize>::new());
        assert_eq!(found(""), Vec::<usize>::new());
    }
}
