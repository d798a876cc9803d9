//! Commands of which each either succeeded or is an error: NO, BAD, BYE, the end of the stream, silence.

use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, Outcome, Response, ResponseCode, Status};
use tokio::io::BufWriter;

use super::ImapError;
use crate::wire::Stream;

/// The connection as async-imap sees it. Its writes come in small pieces: buffered, they go out as one packet.
pub(super) type Connection = BufWriter<Stream>;

/// A logged-in connection.
pub(super) struct Session {
    pub(super) imap: async_imap::Session<Connection>,
    pub(super) deadline: Duration,
    /// The server has said that the folder has grown since it was searched: no command's answer may swallow that.
    pub(super) grown: bool,
}

/// What a command's completion carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Completion {
    pub read_only: bool,
}

/// How much of a server's words is kept.
const MAX_TEXT: usize = 300;

impl Session {
    /// Runs `command`, shown as `name` where it fails, and gives each untagged response to `each`.
    pub async fn run(
        &mut self,
        name: &str,
        command: &str,
        deadline: Duration,
        mut each: impl FnMut(&Response<'_>),
    ) -> Result<Completion, ImapError> {
        let silent = |_| ImapError::Silent(name.to_owned(), deadline.as_secs());
        let writing = tokio::time::timeout(deadline, self.imap.run_command(command)).await.map_err(silent)?;
        let tag = writing.map_err(|error| ImapError::Lost(name.to_owned(), error.to_string()))?;
        let mut grown = false;
        loop {
            // The deadline is for each response: a large fetch that goes on is not stuck.
            let done = self.response(name, deadline, |response| match response {
                Response::Done { tag: done, status, outcome } if *done == tag => {
                    Some(completion(name, status, outcome))
                }
                other => {
                    grown |= matches!(other, Response::MailboxData(MailboxDatum::Exists(_)));
                    each(other);
                    None
                }
            });
            let done = done.await?;
            self.grown |= grown;
            if let Some(completion) = done {
                return completion;
            }
        }
    }

    /// Reads the next response of the server and gives it to `read`: async-imap's type for it cannot be named.
    pub async fn response<T>(
        &mut self,
        name: &str,
        deadline: Duration,
        read: impl FnOnce(&Response<'_>) -> T,
    ) -> Result<T, ImapError> {
        let lost = |why: String| ImapError::Lost(name.to_owned(), why);
        let reading = tokio::time::timeout(deadline, self.imap.read_response()).await;
        let response = reading.map_err(|_| ImapError::Silent(name.to_owned(), deadline.as_secs()))?;
        let response = response.map_err(|error| lost(clean(&error.to_string())))?;
        let response = response.ok_or_else(|| lost("the server closed it".to_owned()))?;
        if let Response::Data { status: Status::Bye, outcome } = response.parsed()
            && name != "LOGOUT"
        {
            return Err(lost(clean(outcome.information.as_deref().unwrap_or("the server said goodbye"))));
        }
        Ok(read(response.parsed()))
    }

    /// A command of which only the success matters.
    pub async fn simple(&mut self, name: &str, command: &str) -> Result<Completion, ImapError> {
        self.run(name, command, self.deadline, |_| {}).await
    }
}

/// What a tagged response means.
pub(super) fn completion(name: &str, status: &Status, outcome: &Outcome<'_>) -> Result<Completion, ImapError> {
    let why = outcome.information.as_deref().unwrap_or("without a word why");
    match status {
        Status::Ok => Ok(Completion { read_only: matches!(outcome.code, Some(ResponseCode::ReadOnly)) }),
        _ => Err(ImapError::Refused(name.to_owned(), clean(why))),
    }
}

/// A server's words on one bounded line.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_TEXT).collect()
}
