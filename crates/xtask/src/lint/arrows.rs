//! Who may know whom: arrows between crates only point down, and some doors have one owner.

use serde_json::Value;

/// The floors. A crate may depend on its own floor and on those below; a crate without a floor is a finding.
const FLOORS: [(u8, &[&str]); 4] = [
    (1, &["henro-domain", "henro-seal", "henro-reference", "henro-felica", "henro-recovery"]),
    (
        2,
        &[
            "henro-calc",
            "henro-charts",
            "henro-phrase",
            "henro-exchange",
            "henro-keyring",
            "henro-pcsc",
            "henro-sheet",
            "henro-vault",
        ],
    ),
    (4, &["henro-app"]),
    (5, &["henro-loopback", "henro-cli", "henro"]),
];

/// Tools and tests stand beside the house and may know everything; nobody may depend on them except as noted.
const BESIDE: [&str; 4] = ["henro-xtask", "henro-tests", "henro-testkit", "henro-cards"];

/// Third-party crates with one door: the prefix of their name and the packages that may name them.
const DOORS: [(&str, &[&str]); 7] = [
    ("tauri", &["henro"]),
    ("axum", &["henro-loopback"]),
    ("pcsc", &["henro-pcsc"]),
    ("keyring", &["henro-keyring"]),
    ("zbus", &["henro-keyring"]),
    ("rusqlite", &["henro-vault"]),
    ("libsqlite3-sys", &["henro-vault"]),
];

/// Every arrow that points up and every door used by a stranger.
pub fn findings(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    // Packages of the workspace have no source.
    let members = packages.iter().filter(|package| package["source"].is_null());
    members.flat_map(package_findings).collect()
}

fn package_findings(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let beside = BESIDE.contains(&name);
    if floor(name).is_none() && !beside {
        return vec![format!("{name}: has no floor; give it one in crates/xtask/src/lint/arrows.rs")];
    }
    let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
    dependencies.iter().filter_map(|dependency| arrow(name, dependency)).collect()
}

fn arrow(from: &str, dependency: &Value) -> Option<String> {
    let to = dependency["name"].as_str()?;
    let for_tests = dependency["kind"] == "dev";
    if BESIDE.contains(&from) {
        return None;
    }
    if let Some((_, owners)) =
        DOORS.iter().find(|(door, _)| to == *door || to.starts_with(&format!("{door}-")))
    {
        return (!owners.contains(&from) && !for_tests)
            .then(|| format!("{from}: names {to}, which only {} may", owners.join(", ")));
    }
    if ["henro-testkit", "henro-cards"].contains(&to) {
        return (!for_tests).then(|| format!("{from}: {to} is for tests only; make it a dev-dependency"));
    }
    if BESIDE.contains(&to) {
        return Some(format!("{from}: nobody may depend on {to}"));
    }
    // A test may look up: a dev-dependency is no part of what is shipped.
    let (own, other) = (floor(from)?, floor(to)?);
    (other > own && !for_tests)
        .then(|| format!("{from} (floor {own}): depends on {to} (floor {other}); arrows only point down"))
}

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(_, names)| names.contains(&name)).map(|(floor, _)| *floor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn checked(name: &str, dependencies: &Value) -> Vec<String> {
        findings(&json!({ "packages": [{ "name": name, "source": null, "dependencies": dependencies }] }))
    }

    #[test]
    fn an_arrow_down_and_one_on_the_same_floor_are_fine() {
        let down = json!([{ "name": "henro-domain", "kind": null }, { "name": "henro-calc", "kind": null }]);
        assert_eq!(checked("henro-vault", &down), Vec::<String>::new());
        assert_eq!(
            checked("henro-cli", &json!([{ "name": "henro-loopback", "kind": null }])),
            Vec::<String>::new()
        );
    }

    #[test]
    fn an_arrow_up_is_found() {
        let up = checked("henro-domain", &json!([{ "name": "henro-vault", "kind": null }]));
        assert_eq!(up, ["henro-domain (floor 1): depends on henro-vault (floor 2); arrows only point down"]);
        assert_eq!(checked("henro-vault", &json!([{ "name": "henro-app", "kind": "build" }])).len(), 1);
    }

    #[test]
    fn doors_have_owners() {
        assert_eq!(checked("henro-app", &json!([{ "name": "tauri", "kind": null }])).len(), 1);
        assert_eq!(checked("henro-app", &json!([{ "name": "tauri-build", "kind": "build" }])).len(), 1);
        assert_eq!(checked("henro-app", &json!([{ "name": "axum", "kind": null }])).len(), 1);
        assert_eq!(checked("henro-app", &json!([{ "name": "rusqlite", "kind": null }])).len(), 1);
        assert_eq!(checked("henro", &json!([{ "name": "tauri", "kind": null }])).len(), 0);
        assert_eq!(checked("henro-vault", &json!([{ "name": "rusqlite", "kind": null }])).len(), 0);
    }

    #[test]
    fn the_testkit_is_for_tests_only() {
        assert_eq!(checked("henro-vault", &json!([{ "name": "henro-testkit", "kind": null }])).len(), 1);
        assert_eq!(checked("henro-vault", &json!([{ "name": "henro-testkit", "kind": "dev" }])).len(), 0);
        assert_eq!(checked("henro-vault", &json!([{ "name": "henro-xtask", "kind": null }])).len(), 1);
    }

    #[test]
    fn a_crate_without_a_floor_is_found_and_a_third_party_is_none_of_ours() {
        assert_eq!(checked("henro-news", &json!([])).len(), 1);
        let foreign = json!({ "packages": [{ "name": "news", "source": "registry", "dependencies": [] }] });
        assert_eq!(findings(&foreign), Vec::<String>::new());
    }
}
