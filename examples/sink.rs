//! An SMTP server that takes every mail and keeps none: the way out of the measurements.
//!
//! `sink PORT [DELAY_MS [CERTIFICATE KEY]]` listens on 127.0.0.1, within TLS where a certificate is given. After `DATA` it takes its
//! time, as a slow server does. Whoever measures asks on a plain connection: `XWAIT n` answers once `n` mails have been taken,
//! `XSTAT` at once, both with how many there were, when the last of them came (microseconds since 1970) and how many came twice.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use mentorpost::clock::Clock;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How long `XWAIT` waits at the most.
const PATIENCE: Duration = Duration::from_secs(600);

#[derive(Default)]
struct Taken {
    count: usize,
    last: i64,
    twice: usize,
    ids: HashSet<u64>,
}

struct Sink {
    taken: Mutex<Taken>,
    more: Condvar,
    delay: Duration,
    clock: Clock,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    let listener = TcpListener::bind(("127.0.0.1", u16::try_from(number(0)).expect("a port"))).expect("a free port");
    let tls = arguments.get(2).zip(arguments.get(3)).map(|(certificate, key)| tls(certificate.as_ref(), key.as_ref()));
    let sink = Arc::new(Sink {
        taken: Mutex::default(),
        more: Condvar::new(),
        delay: Duration::from_millis(number(1)),
        clock: Clock::system(),
    });
    for stream in listener.incoming().flatten() {
        let (sink, tls) = (Arc::clone(&sink), tls.clone());
        // A client that was killed in the middle is no fault of the server.
        std::thread::spawn(move || drop(sink.welcome(stream, tls)));
    }
}

fn tls(certificate: &Path, key: &Path) -> Arc<ServerConfig> {
    let chain = CertificateDer::pem_file_iter(certificate).expect("the certificate").flatten().collect();
    let key = PrivateKeyDer::from_pem_file(key).expect("the key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Arc::new(versions.expect("versions of TLS").with_no_client_auth().with_single_cert(chain, key).expect("a pair"))
}

impl Sink {
    fn welcome(&self, stream: TcpStream, tls: Option<Arc<ServerConfig>>) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        // TLS begins with a handshake record (RFC 8446, section 5.1); whoever measures speaks first too, and plainly.
        let mut first = [0];
        match tls {
            Some(tls) if stream.peek(&mut first)? == 1 && first == [22] => {
                let session = ServerConnection::new(tls).map_err(std::io::Error::other)?;
                self.serve(BufReader::with_capacity(1 << 16, StreamOwned::new(session, stream)), true)
            }
            Some(_) => self.serve(BufReader::new(stream), false),
            None => self.serve(BufReader::with_capacity(1 << 16, stream), true),
        }
    }

    fn serve<S: Read + Write>(&self, mut stream: BufReader<S>, greets: bool) -> std::io::Result<()> {
        let mut answers = if greets { b"220 sink ESMTP\r\n".to_vec() } else { Vec::new() };
        let (mut line, mut message) = (Vec::new(), Vec::new());
        loop {
            // Answers to commands that came in one piece go back in one piece (RFC 2920).
            if stream.buffer().is_empty() && !answers.is_empty() {
                stream.get_mut().write_all(&answers)?;
                stream.get_mut().flush()?;
                answers.clear();
            }
            line.clear();
            if stream.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            let verb = String::from_utf8_lossy(&line).trim().to_ascii_uppercase();
            match verb.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => answers.extend(b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"),
                "DATA" => {
                    answers.extend(b"354 go on\r\n");
                    stream.get_mut().write_all(&answers)?;
                    stream.get_mut().flush()?;
                    answers.clear();
                    read_message(&mut stream, &mut message)?;
                    std::thread::sleep(self.delay);
                    self.take(&message);
                    answers.extend(b"250 2.0.0 taken\r\n");
                }
                "QUIT" => return stream.get_mut().write_all(b"221 2.0.0 bye\r\n"),
                "XWAIT" => {
                    let wanted = verb.split(' ').nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
                    answers.extend(self.wait(wanted).into_bytes());
                }
                "XSTAT" => answers.extend(self.wait(0).into_bytes()),
                _ => answers.extend(b"250 2.0.0 fine\r\n"),
            }
        }
    }

    fn take(&self, message: &[u8]) {
        let now = self.clock.now().as_microsecond();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.count += 1;
        taken.last = now;
        if !taken.ids.insert(message_id(message)) {
            taken.twice += 1;
        }
        self.more.notify_all();
    }

    fn wait(&self, wanted: usize) -> String {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.more.wait_timeout_while(taken, PATIENCE, |taken| taken.count < wanted);
        let (taken, _) = waited.unwrap_or_else(PoisonError::into_inner);
        format!("250 {} {} {}\r\n", taken.count, taken.last, taken.twice)
    }
}

/// Reads up to the line that is a dot alone.
fn read_message(stream: &mut impl BufRead, message: &mut Vec<u8>) -> std::io::Result<()> {
    message.clear();
    loop {
        let before = message.len();
        if stream.read_until(b'\n', message)? == 0 || message.get(before..) == Some(b".\r\n") {
            return Ok(());
        }
    }
}

/// What tells the mail's `Message-ID` from others (FNV-1a).
fn message_id(message: &[u8]) -> u64 {
    let lines = message.split(|byte| *byte == b'\n');
    let line =
        lines.take_while(|line| *line != b"\r").find(|line| line.to_ascii_lowercase().starts_with(b"message-id:"));
    let hash = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    line.unwrap_or_default().iter().fold(0xcbf2_9ce4_8422_2325, hash)
}
