use std::time::{Duration, Instant};

use henro_seal::{calibrate, derive_password_key};
use henro_vault::KdfParams;

use crate::open::failed;
use crate::wire::{Empty, PasswordChange};
use crate::{Code, Context, WireError, random};

/// Changes the password; the key of the record stays.
pub(crate) fn password_change(ctx: &Context, ask: PasswordChange) -> Result<Empty, WireError> {
    check(&ask.new)?;
    let params = calibrated();
    ctx.with_open(|open, now| {
        open.vault()
            .change_password(&ask.current, &ask.new, params, &random::system, now.stamp)
            .map_err(failed)?;
        Ok(Empty {})
    })
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

pub(super) const LONGEST: usize = 1024;
