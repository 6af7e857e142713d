//! News as they come: one connection for everything of a device (server-sent events).

use std::io::BufReader;
use std::time::Duration;

use henro_sync_client::Fault;

use crate::line::{Heard, heard, next};
use crate::{Address, base};

/// Listens until the line breaks or `hear` answers false.
pub fn watch(address: &Address, token: &str, mut hear: impl FnMut(Heard) -> bool) -> Result<(), Fault> {
    let client = base::listening()?;
    let request = client.get(address.join("/v1/watch")?).bearer_auth(token).timeout(LONGEST);
    let response = request.send().map_err(|_| Fault::Offline)?;
    if !response.status().is_success() {
        return Err(Fault::Busy);
    }
    if !hear(Heard::Open) {
        return Ok(());
    }
    let mut lines = BufReader::new(response);
    while let Some(line) = next(&mut lines)? {
        if heard(&line).is_some_and(|heard| !hear(heard)) {
            return Ok(());
        }
    }
    Err(Fault::Offline)
}

/// A line is opened anew after this.
const LONGEST: Duration = Duration::from_secs(3600);
