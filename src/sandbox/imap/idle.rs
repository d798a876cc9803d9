//! IDLE (RFC 2177).

use std::io;
use std::sync::Arc;

use tokio::sync::watch;

use super::{Answer, MAX_LINE, Session};
use crate::sandbox::fault::ImapFault;

impl Session {
    /// Tells the client the news of its folder until it says DONE.
    pub(super) async fn idle(&mut self) -> io::Result<Answer> {
        if self.user.is_none() {
            return Ok(Answer::bad("Log in first"));
        }
        let mut news = self.shared.news();
        self.lines.say_line("+ idling");
        self.lines.flush().await?;
        let shared = Arc::clone(&self.shared);
        let _idling = Idling::begin(&shared.idling);
        if shared.imap_faults.take(|fault| *fault == ImapFault::SilentAfterIdle).is_some() {
            self.lines.stay_silent().await?;
            return Ok(Answer::Close);
        }
        loop {
            if !self.report(true) {
                return Ok(Answer::Close);
            }
            self.lines.flush().await?;
            tokio::select! {
                line = self.lines.line(MAX_LINE) => return Ok(match line? {
                    Some(line) if line.trim_ascii().eq_ignore_ascii_case(b"DONE") => Answer::ok("Awake"),
                    Some(_) => Answer::bad("DONE was expected"),
                    None => Answer::Close,
                }),
                // The sender lives as long as `shared`.
                _ = news.changed() => {}
            }
        }
    }
}

/// A session in IDLE, counted until it ends in whatever way.
struct Idling<'a>(&'a watch::Sender<usize>);

impl<'a> Idling<'a> {
    fn begin(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Idling<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
