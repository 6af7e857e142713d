//! `GET /openapi.json`: all this for programs.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;

use super::Route;

pub(super) fn route() -> Route {
    Route { path: "/openapi.json", methods: &["get"], answer: get(document) }
}

async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT)
}

const DOCUMENT: &str = include_str!("../../openapi.json");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::api::routes;

    #[test]
    fn every_route_is_in_the_document_and_nothing_else_is() {
        let document: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let told: BTreeSet<String> = paths
            .iter()
            .flat_map(|(path, of)| {
                of.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
            })
            .filter(|line| !line.starts_with("parameters "))
            .collect();
        let there: BTreeSet<String> = routes()
            .iter()
            .flat_map(|route| route.methods.iter().map(|method| format!("{method} {}", route.path)))
            .collect();
        assert_eq!(told, there);
    }

    #[test]
    fn every_method_that_is_told_answers_and_no_other_does() {
        // `MethodRouter` says by itself which methods it has: the list beside it must be the same.
        for route in routes() {
            let shown = format!("{:?}", route.answer);
            for method in ["get", "post", "put", "delete", "head"] {
                let has = !shown.contains(&format!("{method}: None"));
                assert_eq!(has, route.methods.contains(&method), "{method} {}", route.path);
            }
        }
    }
}
