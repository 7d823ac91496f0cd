//! One keep-alive HTTP/1.1 connection, as little of it as a measurement needs.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// An answer's head, read off the start of a buffer.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Where the body starts, and how long it is.
    length: usize,
    body: usize,
    closes: bool,
}

/// A connection that carries one request at a time.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    received: Vec<u8>,
    body_at: usize,
    closed: bool,
}

impl Client {
    /// Connects to `address`.
    ///
    /// # Errors
    ///
    /// Fails if nobody listens there.
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            received: Vec::with_capacity(4096),
            body_at: 0,
            closed: false,
        })
    }

    /// Sends a whole request and reads the whole answer; gives its status.
    ///
    /// # Errors
    ///
    /// Fails if the connection breaks or the answer is not HTTP with a
    /// Content-Length. The connection is of no use after that.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<u16> {
        self.stream.write_all(request).await?;
        self.received.clear();
        loop {
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let Some(head) = read_head(&self.received)? else {
                continue;
            };
            let mut missing = (head.length + head.body).saturating_sub(self.received.len());
            while missing > 0 {
                let read = self.stream.read_buf(&mut self.received).await?;
                if read == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                missing = missing.saturating_sub(read);
            }
            self.closed = head.closes;
            self.body_at = head.length;
            return Ok(head.status);
        }
    }

    /// The body of the latest answer.
    pub fn body(&self) -> &[u8] {
        self.received.get(self.body_at..).unwrap_or_default()
    }

    /// Whether the server said that it closes the connection.
    pub fn is_closed(&self) -> bool {
        self.closed
    }
}

/// The head of an answer, or nothing if it has not arrived in full.
fn read_head(received: &[u8]) -> io::Result<Option<Head>> {
    let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let (head, _) = received.split_at(end);
    let head = std::str::from_utf8(head).map_err(|error| unreadable(&error.to_string()))?;
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix("HTTP/1.1 "))
        .and_then(|line| line.get(..3))
        .and_then(|code| code.parse().ok())
        .ok_or_else(|| unreadable("no status line"))?;
    let mut body = None;
    let mut closes = false;
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            body = value.trim().parse().ok();
        } else if name.eq_ignore_ascii_case("connection") {
            closes = value.trim().eq_ignore_ascii_case("close");
        }
    }
    let body = body
        .or((status == 204).then_some(0))
        .ok_or_else(|| unreadable("no Content-Length"))?;
    Ok(Some(Head {
        status,
        length: end + 4,
        body,
        closes,
    }))
}

fn unreadable(what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("unreadable answer: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_complete() -> io::Result<()> {
        assert_eq!(read_head(b"HTTP/1.1 200 OK\r\ncontent-le")?, None);
        let whole = b"HTTP/1.1 503 Busy\r\ncontent-length: 3\r\nConnection: close\r\n\r\nabc";
        assert_eq!(
            read_head(whole)?,
            Some(Head {
                status: 503,
                length: whole.len() - 3,
                body: 3,
                closes: true
            })
        );
        Ok(())
    }

    #[test]
    fn an_answer_of_unknown_length_is_an_error() {
        assert!(read_head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert!(read_head(b"SSH-2.0-x\r\n\r\n").is_err());
    }
}
