//! Licences of everything that is compiled in, against the list of `.deny.toml`.

use serde_json::Value;

/// Third-party packages whose licence `policy` (the text of `.deny.toml`) does not allow.
pub fn findings(metadata: &Value, policy: &str) -> Vec<String> {
    let allowed = allowed(policy);
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let foreign = packages.iter().filter(|package| !package["source"].is_null());
    foreign
        .filter_map(|package| {
            let name = package["name"].as_str().unwrap_or_default();
            match package["license"].as_str() {
                Some(terms) if permits(terms, &allowed) => None,
                Some(terms) => Some(format!("{name}: licence `{terms}` is not in .deny.toml")),
                None => Some(format!("{name}: names no licence")),
            }
        })
        .collect()
}

/// The texts of the `allow = [ … ]` list below `[licenses]`.
fn allowed(policy: &str) -> Vec<&str> {
    let section = policy.split_once("[licenses]").map_or("", |(_, rest)| rest);
    let list = section
        .split_once("allow = [")
        .and_then(|(_, rest)| rest.split_once(']'))
        .map_or("", |(list, _)| list);
    list.split('"').skip(1).step_by(2).collect()
}

/// Whether an SPDX expression can be met: OR wants one side, AND both. `/` is the old way to write OR.
fn permits(terms: &str, allowed: &[&str]) -> bool {
    let spaced = terms.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest, allowed) && rest.is_empty()
}

fn either(rest: &mut &[&str], allowed: &[&str]) -> bool {
    let mut met = both(rest, allowed);
    while take(rest, "OR") {
        met |= both(rest, allowed);
    }
    met
}

fn both(rest: &mut &[&str], allowed: &[&str]) -> bool {
    let mut met = one(rest, allowed);
    while take(rest, "AND") {
        met &= one(rest, allowed);
    }
    met
}

fn one(rest: &mut &[&str], allowed: &[&str]) -> bool {
    if take(rest, "(") {
        let met = either(rest, allowed);
        return take(rest, ")") && met;
    }
    let Some((licence, tail)) = rest.split_first() else { return false };
    *rest = tail;
    // An exception only ever grants more, so the licence it belongs to decides.
    if take(rest, "WITH") {
        *rest = rest.get(1..).unwrap_or_default();
    }
    allowed.contains(licence)
}

fn take(rest: &mut &[&str], word: &str) -> bool {
    match rest.split_first() {
        Some((first, tail)) if *first == word => {
            *rest = tail;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const POLICY: &str = "[graph]\n[licenses]\nallow = [\n  \"MIT\", # short\n  \"Apache-2.0\",\n]\n";

    #[test]
    fn expressions_are_read_as_spdx_means_them() {
        let allowed = allowed(POLICY);
        assert_eq!(allowed, ["MIT", "Apache-2.0"]);
        for fine in [
            "MIT",
            "GPL-3.0 OR MIT",
            "MIT/GPL-2.0",
            "(GPL-3.0 OR MIT) AND Apache-2.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(permits(fine, &allowed), "{fine}");
        }
        for bad in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT", "", "MIT GPL-3.0", "(GPL-3.0 OR MIT) AND GPL-2.0"] {
            assert!(!permits(bad, &allowed), "{bad}");
        }
    }

    #[test]
    fn a_package_without_a_licence_is_found_and_our_own_are_not_asked() {
        let metadata = json!({ "packages": [
            { "name": "ours", "source": null, "license": null },
            { "name": "free", "source": "registry", "license": "MIT" },
            { "name": "bare", "source": "registry", "license": null },
            { "name": "viral", "source": "registry", "license": "GPL-3.0-only" },
        ] });
        let found = findings(&metadata, POLICY);
        assert_eq!(found, ["bare: names no licence", "viral: licence `GPL-3.0-only` is not in .deny.toml"]);
    }
}
