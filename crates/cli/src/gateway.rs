use std::time::Duration;

use henro_app::{Context, dispatch};
use serde_json::{Value, json};

use crate::output::{Failure, line, note};

/// Makes rounds as the seat of an organisation until a signal comes, or `rounds` of them. Prints a line where something
/// changed: numbers, no names.
pub(crate) fn run(ctx: &Context, every: u64, rounds: u64) -> Result<(), Failure> {
    let org = dispatch(ctx, "org_read", json!({}))?;
    if org["kind"].is_null() {
        return Err(henro_app::WireError::from(henro_app::Code::OrgMissing).into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut before, mut made) = (String::new(), 0);
    loop {
        let view = dispatch(ctx, "share_sync", json!({}))?;
        let now = standing(&view, &dispatch(ctx, "org_read", json!({}))?);
        if now != before {
            line(&now)?;
            before = now;
        }
        made += 1;
        if made == rounds || runtime.block_on(stopped(every)) {
            note("ended");
            return Ok(());
        }
    }
}

fn standing(view: &Value, org: &Value) -> String {
    let members = org["members"].as_array().into_iter().flatten();
    let members = members.filter(|member| member["removed_ms"].is_null()).count();
    let people = org["people"].as_array().into_iter().flatten();
    let (count, looks) = people
        .fold((0, 0), |(count, looks), person| (count + 1, looks + person["looks"].as_u64().unwrap_or(0)));
    let state = match view["trouble"].as_str() {
        Some(trouble) => trouble,
        None => view["state"].as_str().unwrap_or_default(),
    };
    format!("{state}; members {members}; people {count}; looks {looks}")
}

/// Waits; true where a signal came meanwhile.
async fn stopped(seconds: u64) -> bool {
    tokio::select! {
        () = crate::serve::signalled() => true,
        () = tokio::time::sleep(Duration::from_secs(seconds)) => false,
    }
}
