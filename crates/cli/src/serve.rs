use std::sync::Arc;

use henro_app::Context;
use henro_loopback::Loopback;

use crate::output::{Failure, line};

/// Serves until Ctrl-C or a termination signal; with `until_eof` also until stdin ends.
pub(crate) fn serve(ctx: Context, port: u16, until_eof: bool) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let loopback = Loopback::bind(Arc::new(ctx), port).await?;
        line(&loopback.url())?;
        loopback.serve(stopped(until_eof)).await?;
        Ok(())
    })
}

async fn stopped(until_eof: bool) {
    let (ended, end) = tokio::sync::oneshot::channel::<()>();
    if until_eof {
        // Not a task of the runtime: a read of stdin cannot be ended, and the runtime would wait for it.
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            drop(ended);
        });
        tokio::select! {
            _ = end => {}
            () = signalled() => {}
        }
    } else {
        signalled().await;
    }
}

pub(crate) async fn signalled() {
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
