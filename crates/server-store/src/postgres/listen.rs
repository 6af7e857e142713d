//! News between processes, over LISTEN and NOTIFY. Told after the commit and many at once: a notification inside each
//! transaction would make all of them wait for one lock.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_postgres::{AsyncMessage, Config, NoTls};

use crate::Error;

type Heard = Arc<dyn Fn(&str) + Send + Sync>;

pub(super) fn start(config: Config, pool: Pool, told: UnboundedReceiver<String>, ear: Heard) {
    tokio::spawn(tell(pool, told));
    tokio::spawn(async move {
        loop {
            // It ends when the connection does.
            let _ = hear(&config, &ear).await;
            tokio::time::sleep(PAUSE).await;
        }
    });
}

async fn tell(pool: Pool, mut told: UnboundedReceiver<String>) {
    while let Some(first) = told.recv().await {
        let mut news = BTreeSet::from([first]);
        while news.len() < MANY
            && let Ok(more) = told.try_recv()
        {
            news.insert(more);
        }
        let news: Vec<String> = news.into_iter().collect();
        let Ok(db) = pool.get().await else { continue };
        // Lost news are made up for when the line is opened anew: everybody is told to look.
        let _ = db.execute("SELECT pg_notify('henro', line) FROM unnest($1::text[]) AS line", &[&news]).await;
    }
}

async fn hear(config: &Config, ear: &Heard) -> Result<(), Error> {
    let (client, mut connection) = config.connect(NoTls).await?;
    let (ear, listening) = (Arc::clone(ear), client.batch_execute("LISTEN henro"));
    let hearing = async {
        while let Some(message) = std::future::poll_fn(|cx| connection.poll_message(cx)).await {
            if let AsyncMessage::Notification(note) = message? {
                ear(note.payload());
            }
        }
        Ok::<(), Error>(())
    };
    let begun = async {
        listening.await?;
        ear("all");
        // Keeps the connection until it breaks.
        std::future::pending::<Result<(), Error>>().await
    };
    tokio::select! {
        ended = hearing => ended,
        failed = begun => failed,
    }
}

const MANY: usize = 64;
const PAUSE: Duration = Duration::from_secs(1);
