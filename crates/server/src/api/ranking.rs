//! `GET`, `PUT` and `DELETE /v1/ranking`: a board, what the caller shows on it, and leaving.

use axum::extract::{Query, State};
use axum::{Json, routing::get};
use henro_server_store::{RankBy, RankEntry, RankPlace};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Route;
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::body::{self, SmallBody};
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    let answer = get(board).put(show).delete(leave);
    Route { path: "/v1/ranking", methods: &["delete", "get", "put"], answer }
}

#[derive(Deserialize)]
struct Ask {
    month: String,
    by: String,
    among: String,
}

async fn board(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    Query(ask): Query<Ask>,
) -> Result<Json<Value>, Refusal> {
    let by = match ask.by.as_str() {
        "steps" => RankBy::Steps,
        "bmi" => RankBy::Bmi,
        _ => return Err(Refusal::malformed()),
    };
    let board = app.ledger.rank_board(&session, month(&ask.month)?, by, &ask.among).await?;
    let top: Vec<Value> = board.top.iter().map(place).collect();
    Ok(Json(json!({ "count": board.count, "top": top, "own": board.own.as_ref().map(place) })))
}

fn place(of: &RankPlace) -> Value {
    json!({ "place": of.place, "nickname": of.nickname, "value": of.value })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    nickname: String,
    month: String,
    steps: u64,
    bmi: Option<u64>,
    town: Option<String>,
    team: Option<String>,
}

async fn show(
    State(app): State<Shared>,
    Bearer(session): Bearer,
    SmallBody { 0: body }: SmallBody,
) -> Result<Json<Value>, Refusal> {
    let shown: Shown = body::json(&body)?;
    let team = shown.team.map(|team| {
        let bytes = body::unhex(&team)?;
        <[u8; 16]>::try_from(bytes.as_ref()).map_err(|_| Refusal::malformed())
    });
    let entry = RankEntry {
        nickname: shown.nickname,
        month: month(&shown.month)?,
        steps: shown.steps,
        bmi: shown.bmi,
        town: shown.town,
        team: team.transpose()?,
    };
    app.ledger.rank_show(&session, entry).await?;
    Ok(Json(json!({})))
}

async fn leave(State(app): State<Shared>, Bearer(session): Bearer) -> Result<Json<Value>, Refusal> {
    app.ledger.rank_leave(&session).await?;
    Ok(Json(json!({})))
}

/// 202611 of `2026-11`.
fn month(text: &str) -> Result<u64, Refusal> {
    let parts = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
    let parts = parts.and_then(|(year, month)| Some((year.parse::<u64>().ok()?, month.parse::<u64>().ok()?)));
    parts.map(|(year, month)| year * 100 + month).ok_or_else(Refusal::malformed)
}
