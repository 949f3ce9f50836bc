//! A connection that sends a request and reads its answer: as little of HTTP as the load needs, so that it costs little.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Result, stopped};

/// One connection, kept open.
pub(super) struct Wire {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Wire {
    pub(super) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.map_err(stopped)?;
        stream.set_nodelay(true).map_err(stopped)?;
        Ok(Wire { stream, read: Vec::with_capacity(16 << 10) })
    }

    /// Sends a request and waits for its answer. `headers` holds whole lines.
    pub(super) async fn call(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> Result<Reply> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n{headers}\r\n",
            body.len()
        );
        if body.len() < 16 << 10 {
            // In one packet.
            let whole = [head.as_bytes(), body].concat();
            self.stream.write_all(&whole).await.map_err(stopped)?;
        } else {
            self.stream.write_all(head.as_bytes()).await.map_err(stopped)?;
            self.stream.write_all(body).await.map_err(stopped)?;
        }
        self.reply().await
    }

    async fn reply(&mut self) -> Result<Reply> {
        self.read.clear();
        let end = loop {
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.read[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| stopped("no answer of HTTP"))?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        let length: usize = length.ok_or_else(|| stopped("an answer without a length"))?;
        while self.read.len() < end + length {
            self.more().await?;
        }
        Ok(Reply { status, body: self.read[end..end + length].to_vec() })
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.read).await.map_err(stopped)? {
            0 => Err(stopped("the service closed the connection")),
            _ => Ok(()),
        }
    }
}
