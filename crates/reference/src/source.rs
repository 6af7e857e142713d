/// Where a table comes from and what must be said about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// Stable id.
    pub id: &'static str,
    /// What the app takes from it, in Japanese.
    pub title_ja: &'static str,
    /// What the app takes from it, in English.
    pub title_en: &'static str,
    /// Edition or date.
    pub edition: &'static str,
    /// Licence or terms, in short.
    pub licence: &'static str,
    /// The line to show, in Japanese.
    pub attribution_ja: &'static str,
    /// The line to show, in English.
    pub attribution_en: &'static str,
}

/// All sources, for NOTICE and the About screen.
pub fn sources() -> &'static [Source] {
    &SOURCES
}

/// The source with this id.
pub fn source(id: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.id == id)
}

const SOURCES: [Source; 15] = [
    Source {
        id: "foods",
        title_ja: "食品成分",
        title_en: "Food composition",
        edition: "八訂 増補2023年",
        licence: "Free secondary use with the source named",
        attribution_ja: "日本食品標準成分表（八訂）増補2023年から引用（文部科学省）",
        attribution_en: "Cited from the Standard Tables of Food Composition in Japan, 8th revised edition, supplement 2023 (MEXT)",
    },
    Source {
        id: "dishes",
        title_ja: "料理",
        title_en: "Dishes",
        edition: "Henro, 2026-11-22",
        licence: "Apache-2.0; values derived from the food tables",
        attribution_ja: "料理の値は、日本食品標準成分表（八訂）増補2023年（文部科学省）を加工して作成した目安です",
        attribution_en: "Values of dishes are estimates of this project, made by processing the Standard Tables of Food Composition in Japan 2023 (MEXT)",
    },
    Source {
        id: "mets_2011",
        title_ja: "身体活動のメッツ",
        title_en: "METs of physical activities",
        edition: "2011",
        licence: "Codes and METs are facts; wording is this project's own",
        attribution_ja: "Ainsworth BE ほか, 2011 Compendium of Physical Activities, Med Sci Sports Exerc 2011;43(8):1575–1581。改訂版『身体活動のメッツ（METs）表』（国立健康・栄養研究所, 2012）の基礎",
        attribution_en: "Ainsworth BE, et al. 2011 Compendium of Physical Activities. Med Sci Sports Exerc 2011;43(8):1575–1581, the basis of the Japanese METs table (National Institute of Health and Nutrition, 2012)",
    },
    Source {
        id: "mets_mhlw2013",
        title_ja: "ラジオ体操・電動アシスト自転車のメッツ",
        title_en: "METs of radio calisthenics and power-assisted bicycles",
        edition: "2013",
        licence: "Government publication; source named",
        attribution_ja: "厚生労働省『健康づくりのための身体活動基準2013』",
        attribution_en: "Ministry of Health, Labour and Welfare, Physical Activity Reference for Health Promotion 2013",
    },
    Source {
        id: "mets_tokushima2009",
        title_ja: "阿波おどりのメッツ",
        title_en: "METs of Awa Odori",
        edition: "2009",
        licence: "Measured values are facts; source named",
        attribution_ja: "田中俊夫ほか（徳島大学）「阿波踊り体操と阿波踊りのエネルギー消費量に関する研究」科研費20500597, 2009",
        attribution_en: "Tanaka T, et al. (Tokushima University), energy cost of Awa Odori and Awa Odori exercise, KAKENHI 20500597, 2009",
    },
    Source {
        id: "temples",
        title_ja: "札所",
        title_en: "Temples",
        edition: "2026-11-21",
        licence: "Facts; coordinates are medians of three public lists; drawings and scene facts Apache-2.0",
        attribution_ja: "札所の事実は、日本遺産「四国遍路」の一覧、2014年のGPS地点一覧、Wikipediaの座標（CC BY-SA 4.0）を突き合わせたもの。道のりは © OpenStreetMap contributors（ODbL 1.0）",
        attribution_en: "Temple facts compared between the list of Japan Heritage “Shikoku Henro”, a GPS list of 2014 and Wikipedia coordinates (CC BY-SA 4.0). Walking distances © OpenStreetMap contributors (ODbL 1.0)",
    },
    Source {
        id: "route",
        title_ja: "お遍路の道",
        title_en: "Pilgrimage route",
        edition: "OpenStreetMap, 2026-03-27",
        licence: "ODbL 1.0",
        attribution_ja: "© OpenStreetMap contributors（ODbL 1.0）。加工した道のデータも ODbL 1.0 で配布します",
        attribution_en: "© OpenStreetMap contributors (ODbL 1.0). The derived route is available under ODbL 1.0 too",
    },
    Source {
        id: "outlines",
        title_ja: "四国の地図",
        title_en: "Map of Shikoku",
        edition: "N03, 2021-01-01",
        licence: "Free use with the source named",
        attribution_ja: "国土数値情報（行政区域データ）（国土交通省）を加工して作成",
        attribution_en: "Made by processing National Land Numerical Information (administrative areas), Ministry of Land, Infrastructure, Transport and Tourism",
    },
    Source {
        id: "checkup_items",
        title_ja: "健診項目",
        title_en: "Items of checkups",
        edition: "第4期 (2024)",
        licence: "Codes and limits are facts; tables of a converter under MIT; English names of this project",
        attribution_ja: "厚生労働省 特定健診・特定保健指導の項目表（第4期）と付表を、公開されている変換ソフトの表（MIT）、JP eCheckup FHIR、日医標準レセプトの特定健診ソフトと突き合わせて作成",
        attribution_en: "Made from the item tables of Specific Health Checkups, 4th edition (MHLW), as compared between a public converter (MIT), the JP eCheckup FHIR guide and the open ORCA checkup software",
    },
    Source {
        id: "vaccines",
        title_ja: "予防接種の規則",
        title_en: "Rules of vaccination",
        edition: "令和8年度, 2026-11-22",
        licence: "Laws and notices are not protected (著作権法13条); compiled for this project",
        attribution_ja: "予防接種法施行令・施行規則・定期接種実施要領（令和8年10月1日改正）等の転記と市町村の案内から整理したもの。原文のPDFは読んでいません。規則ごとに出典と確かさがあります",
        attribution_en: "Compiled from transcriptions of the Immunization Act's orders, the notice on routine vaccination (as of 1 October 2026) and pages of towns; the notices themselves were not read. Each rule has its sources and how sure it is",
    },
    Source {
        id: "growth_jp2023",
        title_ja: "乳幼児の発育（2023年）",
        title_en: "Growth of infants, 2023",
        edition: "令和5年（2023）",
        licence: "政府標準利用規約 (as CC BY 4.0), source named; L, M and S fitted by this project",
        attribution_ja: "出典：こども家庭庁『令和5年乳幼児身体発育調査』を加工して作成",
        attribution_en: "Made by processing the 2023 survey of infants' physical growth, Children and Families Agency of Japan",
    },
    Source {
        id: "growth_jp2000",
        title_ja: "子どもの発育（2000年）",
        title_en: "Growth of children, 2000",
        edition: "2016 (data of 2000)",
        licence: "Numbers taken as facts; the articles are open access, mostly CC BY-NC-ND 4.0",
        attribution_ja: "Isojima T, Kato N, et al. Clin Pediatr Endocrinol 2016;25(2):71–76（身長・体重）、Kato N, Takimoto H, Sudo N. Clin Pediatr Endocrinol 2011;20(2):47–49（BMI）",
        attribution_en: "Isojima T, Kato N, et al. Clin Pediatr Endocrinol 2016;25(2):71–76 (height, weight); Kato N, Takimoto H, Sudo N. Clin Pediatr Endocrinol 2011;20(2):47–49 (BMI)",
    },
    Source {
        id: "growth_who2006",
        title_ja: "WHO 成長基準（0〜5歳）",
        title_en: "WHO Child Growth Standards",
        edition: "2006",
        licence: "WHO's terms (often CC BY-NC-SA 3.0 IGO); an option, never needed",
        attribution_ja: "WHO Child Growth Standards (2006), World Health Organization",
        attribution_en: "WHO Child Growth Standards (2006), World Health Organization",
    },
    Source {
        id: "growth_who2007",
        title_ja: "WHO 成長参照値（5〜19歳）",
        title_en: "WHO Reference 2007",
        edition: "2007",
        licence: "WHO's terms (often CC BY-NC-SA 3.0 IGO); an option, never needed",
        attribution_ja: "WHO Reference 2007 for 5–19 years, World Health Organization",
        attribution_en: "WHO Reference 2007 for 5–19 years, World Health Organization",
    },
    Source {
        id: "checkups",
        title_ja: "妊婦健診・乳幼児健診",
        title_en: "Checkups of pregnancy and childhood",
        edition: "2026-11-21",
        licence: "Laws and notices are not protected; wording is this project's own",
        attribution_ja: "母子保健法12条・13条、同施行規則2条、妊婦に対する健康診査についての望ましい基準（平成27年厚生労働省告示第226号）等から整理したもの。内容は市区町村ごとに異なります",
        attribution_en: "Compiled from the Maternal and Child Health Act, Articles 12 and 13, and the notice on prenatal checkups (2015, No. 226). Contents differ from town to town",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_says_all_that_must_be_said() {
        for source in sources() {
            for line in [source.title_ja, source.title_en, source.edition, source.licence] {
                assert!(!line.is_empty(), "{}", source.id);
            }
            assert!(source.attribution_ja.len() > 20 && source.attribution_en.len() > 20, "{}", source.id);
        }
    }

    #[test]
    fn the_credits_that_the_owners_ask_for_are_there() {
        // The ministry's page on the food tables; ODbL 4.3; the terms of 国土数値情報.
        for (id, words) in [
            ("foods", "日本食品標準成分表（八訂）増補2023年から引用"),
            ("route", "© OpenStreetMap contributors"),
            ("outlines", "国土数値情報（行政区域データ）（国土交通省）を加工して作成"),
        ] {
            assert!(source(id).is_some_and(|source| source.attribution_ja.contains(words)), "{id}");
        }
        assert!(source("nothing").is_none());
    }
}
