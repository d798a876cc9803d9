//! A token server (RFC 6749, section 6, and introspection by RFC 7662) on loopback, with the habits of the large ones.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::form_urlencoded::parse;

/// Longer requests are not read.
const MAX_REQUEST: u64 = 64 * 1024;

/// What it does and has done.
#[derive(Debug)]
struct State {
    /// The refresh token that is good now.
    refresh: String,
    /// The access token that is good now; empty for none.
    access: String,
    /// Gives a new refresh token each time, and the old one is good no more (as Microsoft does).
    rotates: bool,
    /// How long access tokens are said to be good, in seconds.
    expires_in: i64,
    /// Answers the next request with this status and nothing else.
    trouble: Option<u16>,
    asked: usize,
    username: String,
}

/// The running server; dropped, it ends.
#[derive(Debug)]
pub struct TokenServer {
    state: Arc<Mutex<State>>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl TokenServer {
    /// Starts it on 127.0.0.1 for the mailbox of `username`; `refresh` is the refresh token it knows.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(username: &str, refresh: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State {
            refresh: refresh.to_owned(),
            access: String::new(),
            rotates: false,
            expires_in: 3600,
            trouble: None,
            asked: 0,
            username: username.to_owned(),
        }));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move { answer(stream, &shared).await });
            }
        });
        Ok(Self { state, address, task })
    }

    /// The token endpoint.
    pub fn token_url(&self) -> String {
        format!("http://{}/token", self.address)
    }

    /// Where a mail server asks whether a token is good: the token follows.
    pub fn introspection_url(&self) -> String {
        format!("http://{}/introspect?token=", self.address)
    }

    /// From now on each answer brings a new refresh token, and the one before is good no more.
    pub fn rotate(&self) {
        self.state().rotates = true;
    }

    /// How long tokens given from now on are said to be good, in seconds.
    pub fn expires_in(&self, seconds: i64) {
        self.state().expires_in = seconds;
    }

    /// Answers the next request with this status and nothing else.
    pub fn trouble(&self, status: u16) {
        self.state().trouble = Some(status);
    }

    /// The access token given last is good no more.
    pub fn revoke(&self) {
        self.state().access.clear();
    }

    /// The consent has ended: no refresh token is good.
    pub fn end_consent(&self) {
        self.state().refresh.clear();
    }

    /// How many times a token was asked for.
    pub fn asked(&self) -> usize {
        self.state().asked
    }

    /// The access token that is good now.
    pub fn access_token(&self) -> String {
        self.state().access.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for TokenServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers one request; a stranger's nonsense ends its own connection and nothing else.
async fn answer(stream: TcpStream, state: &Mutex<State>) -> Option<()> {
    let mut reader = BufReader::new(stream.take(MAX_REQUEST));
    let mut first = String::new();
    reader.read_line(&mut first).await.ok()?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).await.ok()?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length.min(usize::try_from(MAX_REQUEST).unwrap_or(usize::MAX))];
    reader.read_exact(&mut body).await.ok()?;
    let (status, json) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.decide(&first, &body)
    };
    let answer = format!(
        "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{json}",
        json.len()
    );
    reader.get_mut().get_mut().write_all(answer.as_bytes()).await.ok()
}

impl State {
    fn decide(&mut self, first: &str, body: &[u8]) -> (u16, String) {
        let path = first.split(' ').nth(1).unwrap_or_default();
        if let Some(query) = path.strip_prefix("/introspect?") {
            let token = parse(query.as_bytes()).find(|(key, _)| key == "token").map(|(_, value)| value.into_owned());
            let active = !self.access.is_empty() && token.as_deref() == Some(self.access.as_str());
            return (200, format!("{{\"active\":{active},\"username\":\"{}\"}}", self.username));
        }
        self.asked += 1;
        if let Some(status) = self.trouble.take() {
            return (status, "{}".to_owned());
        }
        let field = |name: &str| parse(body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let known = !self.refresh.is_empty() && field("refresh_token").as_deref() == Some(self.refresh.as_str());
        if field("grant_type").as_deref() != Some("refresh_token") || !known {
            let no = "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS70000: the token is expired\"}";
            return (400, no.to_owned());
        }
        self.access = format!("access-{}", self.asked);
        let mut said = format!("\"access_token\":\"{}\",\"expires_in\":\"{}\"", self.access, self.expires_in);
        if self.rotates {
            self.refresh = format!("refresh-{}", self.asked);
            said.push_str(&format!(",\"refresh_token\":\"{}\"", self.refresh));
        }
        (200, format!("{{\"token_type\":\"Bearer\",{said}}}"))
    }
}
