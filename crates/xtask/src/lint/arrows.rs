//! Who may know whom: arrows between crates only point down, and some doors have one owner.

use serde_json::Value;

/// The floors. A crate may depend on its own floor and on those below; a crate without a floor is a finding.
const FLOORS: [(u8, &[&str]); 5] = [
    (
        1,
        &[
            "henro-domain",
            "henro-seal",
            "henro-reference",
            "henro-felica",
            "henro-recovery",
            "henro-opaque",
            "henro-sync",
        ],
    ),
    (
        2,
        &[
            "henro-calc",
            "henro-charts",
            "henro-checkup",
            "henro-phrase",
            "henro-exchange",
            "henro-guidance",
            "henro-growth",
            "henro-keyring",
            "henro-pcsc",
            "henro-remote",
            "henro-server-store",
            "henro-sheet",
            "henro-sync-client",
            "henro-vaccine",
            "henro-vault",
        ],
    ),
    (3, &["henro-server"]),
    (4, &["henro-app"]),
    (5, &["henro-loopback", "henro-cli", "henro"]),
];

/// Tools and tests stand beside the house and may know everything; nobody may depend on them except as noted.
const BESIDE: [&str; 5] = ["henro-xtask", "henro-tests", "henro-testkit", "henro-cards", "henro-sim"];

/// Third-party crates with one door: the prefix of their name and the packages that may name them.
const DOORS: [(&str, &[&str]); 10] = [
    ("tauri", &["henro"]),
    ("axum", &["henro-loopback", "henro-server"]),
    ("pcsc", &["henro-pcsc"]),
    ("keyring", &["henro-keyring"]),
    ("zbus", &["henro-keyring"]),
    // The server only says by it how a bucket is asked: TLS without a provider of its own.
    ("reqwest", &["henro-remote", "henro-server"]),
    ("rusqlite", &["henro-server-store", "henro-vault"]),
    ("libsqlite3-sys", &["henro-vault"]),
    ("tokio-postgres", &["henro-server-store"]),
    ("deadpool", &["henro-server-store"]),
];

/// What runs on a server, and what it must not reach, on any way: that it cannot read a record is a fact of the build.
const SERVERS: [&str; 2] = ["henro-server", "henro-server-store"];
const READERS: [&str; 3] = ["henro-domain", "henro-seal", "henro-vault"];

/// Every arrow that points up and every door used by a stranger.
pub fn findings(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    // Packages of the workspace have no source.
    let members = packages.iter().filter(|package| package["source"].is_null());
    let mut found: Vec<String> = members.flat_map(package_findings).collect();
    found.extend(SERVERS.iter().flat_map(|server| reached(packages, server)));
    found
}

/// What a server reaches and must not, through packages of the workspace.
fn reached(packages: &[Value], server: &str) -> Vec<String> {
    let (mut open, mut seen) = (vec![server.to_owned()], Vec::new());
    while let Some(name) = open.pop() {
        let package = packages.iter().find(|package| package["source"].is_null() && package["name"] == *name);
        let named = package.and_then(|package| package["dependencies"].as_array()).into_iter().flatten();
        // A test may look at more: a dev-dependency is no part of what is shipped.
        let shipped = named.filter(|dependency| dependency["kind"] != "dev");
        open.extend(
            shipped
                .filter_map(|it| it["name"].as_str())
                .filter(|it| !seen.contains(&(*it).to_owned()))
                .map(str::to_owned),
        );
        seen.push(name);
    }
    let readers = READERS.iter().filter(|reader| seen.iter().any(|name| name == *reader));
    readers.map(|reader| format!("{server}: reaches {reader}; a server must not be able to read")).collect()
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
    fn a_server_that_could_read_is_found_also_through_others() {
        let package = |name: &str, to: &str, kind: &Value| json!({ "name": name, "source": null, "dependencies": [{ "name": to, "kind": kind }] });
        let graph = |kind: &Value| {
            let packages = [
                package("henro-server", "henro-server-store", &Value::Null),
                package("henro-server-store", "henro-sync", kind),
                package("henro-sync", "henro-domain", &Value::Null),
            ];
            findings(&json!({ "packages": packages }))
        };
        let found = graph(&Value::Null);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("henro-server: reaches henro-domain"));
        assert_eq!(graph(&json!("dev")), Vec::<String>::new());
        assert_eq!(checked("henro-server", &json!([{ "name": "henro-seal", "kind": "build" }])).len(), 1);
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
