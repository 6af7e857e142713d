use henro_sync_client::{Fault, Refusal};
use reqwest::Method;

use crate::Server;

impl Server {
    /// Puts a letter into a one-time mailbox. Its id is a secret of those who use it.
    pub fn put_letter(&self, mailbox: &[u8; 16], letter: &[u8]) -> Result<(), Fault> {
        self.open(Method::PUT, &path(mailbox), letter.to_vec()).map(drop)
    }

    /// Takes the letter out, if there is one.
    pub fn take_letter(&self, mailbox: &[u8; 16]) -> Result<Option<Vec<u8>>, Fault> {
        match self.open(Method::POST, &format!("{}/take", path(mailbox)), Vec::new()) {
            Err(Fault::Refused(Refusal::Absent)) => Ok(None),
            other => other.map(Some),
        }
    }
}

fn path(mailbox: &[u8; 16]) -> String {
    let id: String = mailbox.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/v1/mailboxes/{id}")
}
