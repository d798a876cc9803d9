//! STARTTLS before lettre sees the connection, so that nothing said in the clear can be taken for an answer within TLS.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;

use super::{Settings, SmtpError};
use crate::wire::{self, Stream};

/// The longest reply that is read before TLS.
const MAX_REPLY: usize = 16 * 1024;

/// Says EHLO and STARTTLS on `stream` and begins TLS. Bytes sent behind the server's 220 are a sign of somebody in between
/// (CVE-2011-0411 and its kin) and end the connection.
pub(super) async fn upgrade(mut stream: TcpStream, settings: &Settings) -> Result<Stream, SmtpError> {
    let place = format!("{}:{}", settings.host, settings.port);
    let broken = |what: &str| SmtpError::Broken(place.clone(), what.to_owned());
    let greeting = reply(&mut stream).await.ok_or_else(|| broken("gave no greeting"))?;
    if !greeting.bytes().take(3).all(|byte| byte.is_ascii_digit()) {
        return Err(SmtpError::NotSmtp(place));
    }
    if !greeting.starts_with("220") {
        return Err(broken(&format!("turned us away: {}", one_line(&greeting))));
    }
    let hello = format!("EHLO {}\r\n", settings.hello_name);
    stream.write_all(hello.as_bytes()).await.map_err(|_| broken("broke off"))?;
    let offers = reply(&mut stream).await.ok_or_else(|| broken("did not answer EHLO"))?;
    if !offers.lines().any(|line| line.get(4..).is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS"))) {
        return Err(SmtpError::NoStartTls(place));
    }
    stream.write_all(b"STARTTLS\r\n").await.map_err(|_| broken("broke off"))?;
    let ready = reply(&mut stream).await.ok_or_else(|| broken("did not answer STARTTLS"))?;
    if !ready.starts_with("220") || ready.lines().count() != 1 {
        return Err(broken(&format!("refused STARTTLS: {}", one_line(&ready))));
    }
    let tls = wire::protect(stream, &settings.host, settings.ca_file.as_deref(), settings.command_deadline).await?;
    Ok(Stream::Tls(Box::new(tls)))
}

/// One whole reply, read byte by byte so that not one byte too many is taken; `None` when it breaks off.
async fn reply(stream: &mut TcpStream) -> Option<String> {
    let mut text = Vec::new();
    loop {
        let byte = stream.read_u8().await.ok()?;
        text.push(byte);
        let line_start = text.iter().rposition(|b| *b == b'\n').filter(|at| at + 1 < text.len()).map_or(0, |at| at + 1);
        if byte == b'\n' {
            let before = text.get(..text.len() - 1)?;
            let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
            if text.get(start + 3) != Some(&b'-') {
                return String::from_utf8(text).ok();
            }
        }
        if text.len() > MAX_REPLY || text.len() - line_start > 2_048 {
            return None;
        }
    }
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// A stream that first gives out what lettre waits for: after STARTTLS no second greeting comes, but lettre reads one.
#[derive(Debug)]
pub(super) struct Greeted {
    pub greeting: &'static [u8],
    pub stream: Stream,
    pub peer: std::net::SocketAddr,
    pub offers: Offers,
}

/// What lettre does not tell of, overheard: what the server offers in its answer to EHLO, and that it has ended the connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Offers {
    pipelining: Arc<AtomicBool>,
    /// How many pieces of its words were listened to: the answer to EHLO is among the first.
    heard: Arc<AtomicU8>,
    ended: Arc<AtomicBool>,
}

impl Offers {
    /// May commands be sent without waiting for the answer to the one before (RFC 2920)?
    pub fn pipelining(&self) -> bool {
        self.pipelining.load(Ordering::Relaxed)
    }

    /// Has the server ended the connection? lettre cannot read the rest of an answer then, as if it were none.
    pub fn ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    fn hear(&self, words: &[u8]) {
        const FIRST: u8 = 8;
        if words.is_empty() {
            self.ended.store(true, Ordering::Relaxed);
        }
        if self.heard.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| (n < FIRST).then_some(n + 1)).is_ok()
            && words.windows(10).any(|word| word.eq_ignore_ascii_case(b"PIPELINING"))
        {
            self.pipelining.store(true, Ordering::Relaxed);
        }
    }
}

impl AsyncRead for Greeted {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        if this.greeting.is_empty() {
            let before = buf.filled().len();
            let polled = Pin::new(&mut this.stream).poll_read(cx, buf);
            if let Poll::Ready(Ok(())) = polled {
                this.offers.hear(buf.filled().get(before..).unwrap_or_default());
            }
            return polled;
        }
        let (now, later) = this.greeting.split_at(buf.remaining().min(this.greeting.len()));
        buf.put_slice(now);
        this.greeting = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Greeted {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl lettre::transport::smtp::client::AsyncTokioStream for Greeted {
    fn peer_addr(&self) -> std::io::Result<std::net::SocketAddr> {
        Ok(self.peer)
    }
}
