/// A named group of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    /// Stable id.
    pub id: &'static str,
    /// Japanese name.
    pub ja: &'static str,
    /// English name.
    pub en: &'static str,
}

/// The 11 categories of dishes, in the order to show them.
pub fn dish_categories() -> &'static [Category] {
    &DISH_CATEGORIES
}

/// The 18 食品群 of the food tables; the id is the first two digits of a food code.
pub fn food_groups() -> &'static [Category] {
    &FOOD_GROUPS
}

/// The 23 categories of activities, in the order to show them.
pub fn activity_categories() -> &'static [Category] {
    &ACTIVITY_CATEGORIES
}

const fn of(id: &'static str, ja: &'static str, en: &'static str) -> Category {
    Category { id, ja, en }
}

pub(crate) const DISH_CATEGORIES: [Category; 11] = [
    of("staple", "主食", "Rice and bread"),
    of("bowl_noodle", "丼・麺", "Bowls and noodles"),
    of("main", "主菜", "Main dishes"),
    of("side", "副菜", "Side dishes"),
    of("soup", "汁物", "Soups"),
    of("drink", "飲み物", "Drinks"),
    of("alcohol", "アルコール", "Alcohol"),
    of("fruit", "果物", "Fruit"),
    of("dairy", "乳製品", "Dairy"),
    of("sweet", "菓子", "Sweets and snacks"),
    of("other", "その他", "Lunch boxes and other"),
];

pub(crate) const FOOD_GROUPS: [Category; 18] = [
    of("01", "穀類", "Cereals"),
    of("02", "いも及びでん粉類", "Potatoes and starches"),
    of("03", "砂糖及び甘味類", "Sugars and sweeteners"),
    of("04", "豆類", "Pulses"),
    of("05", "種実類", "Nuts and seeds"),
    of("06", "野菜類", "Vegetables"),
    of("07", "果実類", "Fruits"),
    of("08", "きのこ類", "Mushrooms"),
    of("09", "藻類", "Algae"),
    of("10", "魚介類", "Fish and shellfish"),
    of("11", "肉類", "Meats"),
    of("12", "卵類", "Eggs"),
    of("13", "乳類", "Milk"),
    of("14", "油脂類", "Fats and oils"),
    of("15", "菓子類", "Confectionery"),
    of("16", "し好飲料類", "Beverages"),
    of("17", "調味料及び香辛料類", "Seasonings and spices"),
    of("18", "調理済み流通食品類", "Prepared foods"),
];

pub(crate) const ACTIVITY_CATEGORIES: [Category; 23] = [
    of("walking", "歩行", "Walking"),
    of("running", "ジョギング・ランニング", "Running"),
    of("cycling", "自転車", "Cycling"),
    of("water", "水泳・水中運動", "Swimming and water"),
    of("gymnastics", "体操・ストレッチ・ヨガ", "Gymnastics, stretching, yoga"),
    of("dance", "踊り・ダンス", "Dance"),
    of("strength", "筋力トレーニング・ジム", "Strength and gym"),
    of("ball_games", "球技", "Ball games"),
    of("golf_target", "ゴルフ・ターゲット型", "Golf and target games"),
    of("martial_arts", "武道・格闘技", "Martial arts"),
    of("winter", "ウインタースポーツ・雪", "Winter sports and snow"),
    of("outdoor", "登山・アウトドア", "Mountains and outdoors"),
    of("housework", "家事", "Housework"),
    of("care", "育児・介護", "Care of children and others"),
    of("gardening", "庭仕事", "Gardening"),
    of("farming", "農作業", "Farm work"),
    of("repair", "大工・修理", "Carpentry and repair"),
    of("shopping", "買い物", "Shopping"),
    of("self_care", "身の回り", "Self-care"),
    of("transport", "移動・通勤", "Getting about"),
    of("work", "仕事", "Work"),
    of("volunteer", "ボランティア・地域", "Volunteering"),
    of("hobby_rest", "趣味・休息", "Hobbies and rest"),
];
