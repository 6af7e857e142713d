use std::sync::Arc;

use henro_app::Context;
use henro_loopback::Loopback;

use crate::output::{Failure, line};

/// Serves until Ctrl-C or a termination signal.
pub(crate) fn serve(ctx: Context, port: u16) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let loopback = Loopback::bind(Arc::new(ctx), port).await?;
        line(&loopback.url())?;
        loopback.serve(stopped()).await?;
        Ok(())
    })
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
