//! Mail that the server lists but refuses to hand out: it must not hold up what comes after it, and nobody may take it for read.

use super::mailbox::Round;
use super::{Service, ServiceError};
use crate::imap::{Fetched, ImapError, Mailbox};
use crate::mail::parse::{content_key, message_id};
use crate::store::Arrived;

/// What the server handed out of a batch, and which of it it never will.
#[derive(Default)]
pub(super) struct HandedOut {
    pub mail: Vec<Fetched>,
    pub withheld: Vec<u32>,
}

impl Service {
    /// Fetches a batch; what is refused for all of it is asked for one by one.
    ///
    /// A message that is refused again is set aside where the server does hand out other mail, or at least the header of the only one
    /// there is. Else it may be the server that is ill, and no mail to blame.
    ///
    /// # Errors
    /// When the server hands out nothing at all, the connection is lost, or the store fails.
    pub(super) async fn fetch_batch(
        &self,
        mailbox: &mut Mailbox,
        round: &Round<'_>,
        sizes: &[(u32, u32)],
        batch: &[u32],
    ) -> Result<HandedOut, ServiceError> {
        if let Ok(mail) = handed_out(mailbox.fetch(batch).await)? {
            return Ok(HandedOut { mail, withheld: Vec::new() });
        }
        let mut out = HandedOut::default();
        let mut refused = Vec::new();
        for uid in batch {
            match handed_out(mailbox.fetch(&[*uid]).await)? {
                Ok(mail) => out.mail.extend(mail),
                Err(_) => refused.push(*uid),
            }
        }
        for uid in refused {
            let why = match handed_out(mailbox.fetch(&[uid]).await)? {
                Ok(mail) => {
                    out.mail.extend(mail);
                    continue;
                }
                Err(why) => why,
            };
            let header = handed_out(mailbox.fetch_header(uid).await)?.ok().flatten();
            let works = round.hands_out || !out.mail.is_empty() || (sizes.len() == 1 && header.is_some());
            if !works {
                return Err(why.into());
            }
            self.set_aside(round, uid, header, &why).await?;
            out.withheld.push(uid);
        }
        out.mail.sort_unstable_by_key(|message| message.uid);
        Ok(out)
    }

    /// Keeps what is known of a message as mail that failed, for people to look at.
    pub(super) async fn set_aside(
        &self,
        round: &Round<'_>,
        uid: u32,
        header: Option<Vec<u8>>,
        why: &ImapError,
    ) -> Result<(), ServiceError> {
        tracing::error!(uid, error = %why, "a mail is set aside, as the mailbox server does not hand it out");
        let now = self.clock.now();
        let (folder, uid_validity) = (&round.place.folder, round.place.uid_validity);
        // Where it lies tells it from every other: its bytes are not known.
        let place = format!("withheld {folder} {uid_validity} {uid}");
        let known_as = header.as_deref().map(message_id);
        let mail = Arrived {
            folder: folder.clone(),
            uid_validity,
            uid,
            content_key: content_key(place.as_bytes(), &self.parsing),
            raw: header.unwrap_or_default(),
            oversize: None,
            received_at: now,
        };
        self.store.ingest_withheld(&mail, known_as.as_deref(), &why.to_string(), now).await?;
        Ok(())
    }
}

/// What was handed out, or why the server would not; every other error is one.
pub(super) fn handed_out<T>(done: Result<T, ImapError>) -> Result<Result<T, ImapError>, ImapError> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(refused @ ImapError::Refused(..)) => Ok(Err(refused)),
        Err(error) => Err(error),
    }
}
