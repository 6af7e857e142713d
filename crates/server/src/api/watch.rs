//! `GET /v1/watch`: server-sent events of all records of the caller.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use futures_util::stream;
use henro_server_store::{Part, Session, Topic, Watcher};
use serde_json::json;

use super::{Route, record_pull};
use crate::app::Shared;
use crate::bearer::Bearer;
use crate::refusal::Refusal;

pub(super) fn route() -> Route {
    Route { path: "/v1/watch", methods: &["get"], answer: get(watch) }
}

struct Watch {
    app: Shared,
    session: Session,
    watcher: Watcher,
    begun: bool,
}

async fn watch(State(app): State<Shared>, Bearer(session): Bearer) -> Result<Response, Refusal> {
    let watcher = app.ledger.watch(&session).await?;
    let watch = Watch { app, session, watcher, begun: false };
    let events = stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    let head = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    Ok((head, Body::from_stream(events)).into_response())
}

impl Watch {
    /// The next words to send; nothing ends it: the session is over.
    async fn next(&mut self) -> Option<Bytes> {
        if !self.begun {
            self.begun = true;
            return Some(BEAT);
        }
        loop {
            let left = Duration::from_millis(self.session.expires.checked_sub(self.app.ledger.now())?);
            let heard = tokio::time::timeout(EVERY.min(left), self.watcher.next()).await;
            let ledger = &self.app.ledger;
            ledger.check(&self.session).await.ok()?;
            let Ok(topics) = heard else { return Some(BEAT) };
            if topics.keys().any(|topic| matches!(topic, Topic::Control(_))) {
                ledger.follow(&self.session, &mut self.watcher).await.ok()?;
            }
            let mut out = String::new();
            for (topic, after) in topics {
                if ledger.may_hear(&self.session, &topic).await.ok()? {
                    out.push_str(&event(&topic, self.carried(&topic, after).await));
                }
            }
            if !out.is_empty() {
                return Some(out.into());
            }
        }
    }

    /// What goes with the news. Where that fails they are told without it.
    async fn carried(&self, topic: &Topic, after: Option<u64>) -> Option<Part> {
        let Topic::Frames(record, stream) = topic else { return None };
        self.app.ledger.carried(&self.session, record, stream, after?).await.ok()?
    }
}

fn event(topic: &Topic, carried: Option<Part>) -> String {
    let data = match topic {
        Topic::Frames(record, stream) => {
            let mut data = json!({ "record": record.to_string(), "stream": stream.to_string() });
            if let Some(part) = carried {
                let mut bytes = Vec::new();
                record_pull::put(&mut bytes, &part);
                data["part"] = URL_SAFE_NO_PAD.encode(bytes).into();
            }
            data
        }
        Topic::Control(record) => json!({ "record": record.to_string(), "control": true }),
        Topic::Access(record) => json!({ "record": record.to_string(), "access": true }),
        Topic::Identity(identity) => json!({ "identity": identity.to_string() }),
    };
    format!("event: news\ndata: {data}\n\n")
}

const BEAT: Bytes = Bytes::from_static(b": beat\n\n");
const EVERY: Duration = Duration::from_secs(20);
