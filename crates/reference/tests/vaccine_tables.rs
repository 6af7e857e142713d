//! The vaccine tables hold together: nothing is left out, every name leads somewhere.

use henro_reference::{
    RuleKind, vaccine, vaccine_doses, vaccine_product, vaccine_products, vaccine_rule, vaccine_rules,
    vaccine_series, vaccine_source, vaccine_sources, vaccines,
};

#[test]
fn no_row_is_left_out() {
    let written = |text: &str| text.lines().count() - 1;
    assert_eq!(vaccines().len(), written(include_str!("../data/vaccines.tsv")));
    assert_eq!(vaccine_series().len(), written(include_str!("../data/vaccine_series.tsv")));
    assert_eq!(vaccine_doses().len(), written(include_str!("../data/vaccine_doses.tsv")));
    assert_eq!(vaccine_products().len(), written(include_str!("../data/vaccine_products.tsv")));
    assert_eq!(vaccine_rules().len(), written(include_str!("../data/vaccine_rules.tsv")));
    assert_eq!(vaccine_sources().len(), written(include_str!("../data/vaccine_sources.tsv")));
    // 32 vaccines, 46 series, 93 doses and 16 products were published
    assert_eq!((vaccines().len(), vaccine_series().len()), (32, 46));
    assert_eq!((vaccine_doses().len(), vaccine_products().len()), (93, 16));
}

#[test]
fn every_rule_names_sources_that_are_there() {
    let lists = vaccines().iter().map(|it| (it.code, it.sources));
    let lists = lists.chain(vaccine_doses().iter().map(|it| (it.series, it.sources)));
    let lists = lists.chain(vaccine_products().iter().map(|it| (it.code, it.sources)));
    for (name, sources) in lists.chain(vaccine_rules().iter().map(|it| (it.id, it.sources))) {
        assert!(!sources.is_empty(), "{name}");
        for id in sources.split(' ') {
            assert!(vaccine_source(id).is_some(), "{name} {id}");
        }
    }
}

#[test]
fn series_doses_and_products_belong_to_each_other() {
    for series in vaccine_series() {
        assert!(vaccine(series.vaccine).is_some(), "{}", series.id);
        assert!(vaccine_doses().iter().any(|dose| dose.series == series.id), "{}", series.id);
    }
    for dose in vaccine_doses() {
        assert!(vaccine_series().iter().any(|series| series.id == dose.series), "{}", dose.series);
    }
    for product in vaccine_products() {
        assert_eq!(product.record_only, product.vaccine.is_empty(), "{}", product.code);
        assert!(product.record_only || vaccine(product.vaccine).is_some(), "{}", product.code);
    }
    assert!(
        vaccine_product("PCV13").is_some_and(|it| it.to.is_some_and(|to| to.to_string() == "2024-09-30"))
    );
}

#[test]
fn the_rule_between_live_injected_vaccines_is_the_one_of_2020() {
    // 令和2年10月1日: 注射生 → 注射生 27 days between, no other limit
    let rule = vaccine_rule("X1").unwrap();
    assert_eq!(rule.from.map(|day| day.to_string()).as_deref(), Some("2020-10-01"));
    let RuleKind::Spacing { first, then, between } = &rule.kind else { panic!("{:?}", rule.kind) };
    assert_eq!(first, then);
    assert_eq!(*between, henro_reference::Amount::DaysBetween(27));
}
