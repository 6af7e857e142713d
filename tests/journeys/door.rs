//! The loopback face on a real socket, and the plainest client that can talk to it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread::JoinHandle;

use henro_app::Context;
use henro_loopback::Loopback;

/// A served record.
pub struct Door {
    /// Port on 127.0.0.1.
    pub port: u16,
    /// Token of this run.
    pub token: String,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    /// Head in lower case.
    pub head: String,
    pub body: String,
}

impl Door {
    pub fn open(ctx: Context) -> Self {
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (said, heard) = std::sync::mpsc::channel();
        let server = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let loopback = Loopback::bind(Arc::new(ctx), 0).await.unwrap();
                said.send(loopback.url()).unwrap();
                let until = async {
                    let _ = stopped.await;
                };
                loopback.serve(until).await.unwrap();
            });
        });
        let url = heard.recv().unwrap();
        let (address, token) = url.strip_prefix("http://127.0.0.1:").unwrap().split_once("/#token=").unwrap();
        Self {
            port: address.parse().unwrap(),
            token: token.to_owned(),
            stop: Some(stop),
            server: Some(server),
        }
    }

    /// The headers our own page sends.
    pub fn own_headers(&self) -> Vec<String> {
        let port = self.port;
        vec![
            format!("Host: 127.0.0.1:{port}"),
            format!("Origin: http://127.0.0.1:{port}"),
            format!("X-Henro-Token: {}", self.token),
        ]
    }

    /// A command as our own page sends it.
    pub fn call(&self, name: &str, body: &str) -> Answer {
        self.send("POST", &format!("/rpc/{name}"), &self.own_headers(), body.as_bytes())
    }

    /// Any request.
    pub fn send(&self, method: &str, path: &str, headers: &[String], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let headers = headers.join("\r\n");
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\n{headers}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // A refusal may come before the body is read to its end; then the rest cannot be written.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.server.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))), "the server ended badly");
    }
}
