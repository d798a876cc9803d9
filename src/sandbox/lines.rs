//! Lines and blocks of bytes over a connection, with bounds.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// A connection seen as lines. Output is gathered until [`Lines::flush`].
#[derive(Debug)]
pub(super) struct Lines {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    /// The beginning of a line whose end has not come.
    partial: Vec<u8>,
    out: Vec<u8>,
}

/// The output that is gathered before it is handed to the system without having been asked to.
const GATHERED: usize = 256 * 1024;

impl Lines {
    pub fn new(stream: TcpStream) -> Self {
        let (reader, writer) = stream.into_split();
        Self { reader: BufReader::new(reader), writer, partial: Vec::new(), out: Vec::new() }
    }

    /// The next line with its end; none when the peer is gone. Nothing is lost if the future is dropped.
    ///
    /// # Errors
    /// When the connection broke or the line is longer than `most`.
    pub async fn line(&mut self, most: usize) -> io::Result<Option<Vec<u8>>> {
        loop {
            let chunk = self.reader.fill_buf().await?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(chunk.len(), |at| at + 1);
            self.partial.extend_from_slice(chunk.get(..used).unwrap_or_default());
            self.reader.consume(used);
            if self.partial.len() > most {
                return Err(io::Error::other("line too long"));
            }
            if end.is_some() {
                return Ok(Some(std::mem::take(&mut self.partial)));
            }
        }
    }

    /// Appends the next `count` bytes to `onto`; false when the peer is gone before.
    pub async fn block(&mut self, mut count: usize, onto: &mut Vec<u8>) -> io::Result<bool> {
        while count > 0 {
            let chunk = self.reader.fill_buf().await?;
            if chunk.is_empty() {
                return Ok(false);
            }
            let used = chunk.len().min(count);
            onto.extend_from_slice(chunk.get(..used).unwrap_or_default());
            self.reader.consume(used);
            count -= used;
        }
        Ok(true)
    }

    /// Gathers output.
    pub fn say(&mut self, bytes: impl AsRef<[u8]>) {
        self.out.extend_from_slice(bytes.as_ref());
    }

    /// Gathers a line of output.
    pub fn say_line(&mut self, line: &str) {
        self.say(line);
        self.say("\r\n");
    }

    /// Sends what is gathered once it is much.
    pub async fn flush_if_full(&mut self) -> io::Result<()> {
        if self.out.len() >= GATHERED { self.flush().await } else { Ok(()) }
    }

    /// Sends what is gathered.
    pub async fn flush(&mut self) -> io::Result<()> {
        if !self.out.is_empty() {
            self.writer.write_all(&self.out).await?;
            self.out.clear();
        }
        Ok(())
    }

    /// Listens without ever answering, until the peer gives up.
    pub async fn stay_silent(&mut self) -> io::Result<()> {
        loop {
            let chunk = self.reader.fill_buf().await?;
            if chunk.is_empty() {
                return Ok(());
            }
            let used = chunk.len();
            self.reader.consume(used);
        }
    }
}
