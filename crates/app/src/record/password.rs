use std::time::{Duration, Instant};

use henro_domain::Stamp;
use henro_seal::{calibrate, derive_password_key};
use henro_vault::{Error, KdfParams, Vault};

use crate::open::{failed, seconds};
use crate::wire::{Empty, PasswordChange};
use crate::{Code, Context, WireError, random};

/// Changes the password; the key of the record stays.
pub(crate) fn password_change(ctx: &Context, ask: PasswordChange) -> Result<Empty, WireError> {
    check(&ask.new)?;
    let params = calibrated();
    ctx.with_own(|open, now| {
        let vault = open.vault();
        vault
            .change_password(&ask.current, &ask.new, params, &random::system, now.stamp)
            .map_err(|error| refused(vault, error, now.stamp))?;
        Ok(Empty {})
    })
}

/// The code of a vault error; a wrong password says how long to wait until the next try.
pub(crate) fn refused(vault: &Vault, error: Error, stamp: Stamp) -> WireError {
    let wait = vault.status(stamp).map_or(0, |status| status.wait_ms);
    match failed(error) {
        WireError { code: Code::PasswordWrong, .. } => WireError::wait(Code::PasswordWrong, seconds(wait)),
        other => other,
    }
}

/// At least 8 characters, at most [`LONGEST`] bytes.
pub(crate) fn check(password: &str) -> Result<(), WireError> {
    if password.chars().count() < 8 {
        return Err(WireError::limit(Code::PasswordShort, 8));
    }
    if password.len() > LONGEST {
        return Err(Code::PasswordLong.into());
    }
    Ok(())
}

/// Costs that take about half a second on this machine, never below the floor.
pub(crate) fn calibrated() -> KdfParams {
    calibrate(KdfParams::FLOOR, Duration::from_millis(500), &mut |params| {
        let begun = Instant::now();
        // Only the time counts; parameters that fail here would fail for the record too and be told then.
        let _ = derive_password_key("calibration", &[0; 16], params);
        begun.elapsed()
    })
}

pub(crate) const LONGEST: usize = 1024;
