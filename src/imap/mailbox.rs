//! A folder, opened: what is new in it, how large, its bytes, and where they go when they are handled.

use std::collections::BTreeMap;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, MessageSection, Response, ResponseCode, SectionPath};

use super::moving::MAX_SET;
use super::names::folder;
use super::session::Session;
use super::sets::uid_set;
use super::{ImapError, Settings};

/// How many messages are fetched on the chance that they have just come.
const NEXT: u32 = 4;

/// One message with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Its number in the folder.
    pub uid: u32,
    /// Its bytes.
    pub raw: Vec<u8>,
}

/// An open folder of a logged-in session.
pub struct Mailbox {
    pub(super) session: Session,
    pub(super) settings: Settings,
    pub(super) can_idle: bool,
    pub(super) can_move: bool,
    pub(super) can_expunge: bool,
    uid_validity: u32,
}

impl Mailbox {
    /// Connects, logs in, makes the folders for handled mail where they are missing, and opens the folder that is read.
    ///
    /// # Errors
    /// When any of that fails.
    pub async fn open(settings: &Settings) -> Result<Self, ImapError> {
        let mut session = Session::open(settings).await?;
        let mut offers = Vec::new();
        session
            .run("CAPABILITY", "CAPABILITY", settings.deadline, |response| {
                if let Response::Capabilities(list) = response {
                    offers.extend(list.iter().map(|capability| format!("{capability:?}").to_uppercase()));
                }
            })
            .await?;
        let offers = |name: &str| offers.iter().any(|offer| offer.contains(&format!("\"{name}\"")));
        let mut mailbox = Self {
            session,
            settings: settings.clone(),
            can_idle: offers("IDLE"),
            can_move: offers("MOVE"),
            // IMAP4rev2 has it in itself (RFC 9051, appendix E).
            can_expunge: offers("UIDPLUS") || offers("IMAP4REV2"),
            uid_validity: 0,
        };
        for name in [&settings.processed, &settings.failed] {
            mailbox.make(name).await?;
        }
        mailbox.select().await?;
        Ok(mailbox)
    }

    /// Makes a folder if it is not there yet.
    async fn make(&mut self, name: &str) -> Result<(), ImapError> {
        let mut exists = false;
        let command = format!("LIST \"\" {}", folder(name));
        let deadline = self.settings.deadline;
        self.session
            .run("LIST", &command, deadline, |response| {
                exists |= matches!(response, Response::MailboxData(MailboxDatum::List { .. }));
            })
            .await?;
        if exists {
            return Ok(());
        }
        let quoted = folder(name);
        self.session.simple(&format!("CREATE {quoted}"), &format!("CREATE {quoted}")).await?;
        // Not every server lets a folder be seen that nobody subscribed to; one that refuses loses nothing else.
        match self.session.simple("SUBSCRIBE", &format!("SUBSCRIBE {quoted}")).await {
            Ok(_) | Err(ImapError::Refused(..)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn select(&mut self) -> Result<(), ImapError> {
        let name = self.settings.folder.clone();
        let quoted = folder(&name);
        let mut validity = 0;
        let deadline = self.settings.deadline;
        let selected = self
            .session
            .run(&format!("SELECT {quoted}"), &format!("SELECT {quoted}"), deadline, |response| {
                if let Response::Data { outcome, .. } = response
                    && let Some(ResponseCode::UidValidity(value)) = outcome.code
                {
                    validity = value;
                }
            })
            .await;
        let completion = selected.map_err(|error| match error {
            ImapError::Refused(_, why) => ImapError::NoFolder(name.clone(), why),
            other => other,
        })?;
        if completion.read_only {
            return Err(ImapError::ReadOnly(name));
        }
        self.uid_validity = validity;
        Ok(())
    }

    /// The folder's UIDVALIDITY: another value means that all UIDs known so far mean nothing any more.
    pub fn uid_validity(&self) -> u32 {
        self.uid_validity
    }

    /// The UIDs above `after`, in order.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn search_new(&mut self, after: u32) -> Result<Vec<u32>, ImapError> {
        let Some(first) = after.checked_add(1) else { return Ok(Vec::new()) };
        let mut uids = self.search(&format!("UID {first}:*")).await?;
        // `n:*` always names the last message, also when it is below n (RFC 3501, section 6.4.8).
        uids.retain(|uid| *uid > after);
        Ok(uids)
    }

    /// The UIDs above `after` with their sizes, in order, by one command: for not so many that have just come.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn sizes_new(&mut self, after: u32) -> Result<Vec<(u32, u32)>, ImapError> {
        let Some(first) = after.checked_add(1) else { return Ok(Vec::new()) };
        // What grows from here on may not be in the answer.
        self.session.grown = false;
        let mut sizes = self.sizes_of(&format!("{first}:*")).await?;
        // As with a search, `n:*` always names the last message.
        sizes.retain(|uid, _| *uid > after);
        Ok(sizes.into_iter().collect())
    }

    pub(super) async fn search(&mut self, what: &str) -> Result<Vec<u32>, ImapError> {
        let mut uids = Vec::new();
        // What grows from here on is not in the answer.
        self.session.grown = false;
        self.session
            .run("SEARCH", &format!("UID SEARCH {what}"), self.settings.deadline, |response| {
                if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                    uids.extend_from_slice(found);
                }
            })
            .await?;
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// The size of each of `uids` that is still there, in order.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn sizes(&mut self, uids: &[u32]) -> Result<Vec<(u32, u32)>, ImapError> {
        let mut sizes = BTreeMap::new();
        for set in uids.chunks(MAX_SET) {
            sizes.append(&mut self.sizes_of(&uid_set(set)).await?);
        }
        Ok(sizes.into_iter().filter(|(uid, _)| uids.binary_search(uid).is_ok()).collect())
    }

    async fn sizes_of(&mut self, set: &str) -> Result<BTreeMap<u32, u32>, ImapError> {
        let mut sizes = BTreeMap::new();
        let command = format!("UID FETCH {set} (UID RFC822.SIZE)");
        self.session
            .run("FETCH", &command, self.settings.deadline, |response| {
                let size = attribute(response, |a| match a {
                    AttributeValue::Rfc822Size(size) => Some(*size),
                    _ => None,
                });
                if let (Some(uid), Some(size)) = (uid_of(response), size) {
                    sizes.insert(uid, size);
                }
            })
            .await?;
        Ok(sizes)
    }

    /// The bytes of each of `uids` that is still there, in order. `\Seen` is not set: the state is ours, not the server's.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost; then nothing is given out.
    pub async fn fetch(&mut self, uids: &[u32]) -> Result<Vec<Fetched>, ImapError> {
        self.fetch_section(uids, "BODY.PEEK[]").await
    }

    /// The messages that follow `after` without a gap, whole, in order, by one command: of the next few those before the first of `bytes`
    /// or more. Others may follow.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost; then nothing is given out.
    pub async fn fetch_next(&mut self, after: u32, bytes: u32) -> Result<Vec<Fetched>, ImapError> {
        let next: Vec<u32> = (1..=NEXT).filter_map(|n| after.checked_add(n)).collect();
        let mut found = self.fetch_section(&next, &format!("BODY.PEEK[]<0.{bytes}>")).await?;
        // Of one that fills what was asked for there may be more; sizes that servers tell are not always right.
        let whole = |message: &Fetched| u32::try_from(message.raw.len()).is_ok_and(|len| len < bytes);
        let kept = found.iter().zip(&next).take_while(|(message, uid)| message.uid == **uid && whole(message)).count();
        found.truncate(kept);
        Ok(found)
    }

    /// The header of one message, for those too large to be read whole.
    ///
    /// # Errors
    /// When the server refuses or the connection is lost.
    pub async fn fetch_header(&mut self, uid: u32) -> Result<Option<Vec<u8>>, ImapError> {
        Ok(self.fetch_headers(&[uid]).await?.into_iter().next().map(|message| message.raw))
    }

    pub(super) async fn fetch_headers(&mut self, uids: &[u32]) -> Result<Vec<Fetched>, ImapError> {
        // A header of more than this is no header of a person's mail program.
        self.fetch_section(uids, "BODY.PEEK[HEADER]<0.1048576>").await
    }

    async fn fetch_section(&mut self, uids: &[u32], section: &str) -> Result<Vec<Fetched>, ImapError> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = BTreeMap::new();
        let command = format!("UID FETCH {} (UID {section})", uid_set(uids));
        self.session
            .run("FETCH", &command, self.settings.deadline * 10, |response| {
                let raw = attribute(response, |a| match a {
                    AttributeValue::BodySection {
                        section: None | Some(SectionPath::Full(MessageSection::Header)),
                        data: Some(data),
                        ..
                    } => Some(data.to_vec()),
                    _ => None,
                });
                if let (Some(uid), Some(raw)) = (uid_of(response), raw) {
                    found.insert(uid, raw);
                }
            })
            .await?;
        Ok(found.into_iter().filter(|(uid, _)| uids.contains(uid)).map(|(uid, raw)| Fetched { uid, raw }).collect())
    }

    /// Says goodbye; the server's answer does not matter.
    pub async fn logout(mut self) {
        let _ = self.session.simple("LOGOUT", "LOGOUT").await;
    }
}

fn attribute<T>(response: &Response<'_>, pick: impl Fn(&AttributeValue<'_>) -> Option<T>) -> Option<T> {
    match response {
        Response::Fetch(_, attributes) => attributes.iter().find_map(pick),
        _ => None,
    }
}

fn uid_of(response: &Response<'_>) -> Option<u32> {
    attribute(response, |a| match a {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    })
}
