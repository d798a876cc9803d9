//! Accounts, folders and messages in memory, and the news that something changed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

use super::mx::{self, Arrival};
use super::{ImapFault, SandboxConfig, SmtpFault, fault::Faults};

/// The largest message that is taken.
pub(super) const MAX_MESSAGE: usize = 40 * 1024 * 1024;

/// A message as it lies in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its number in the folder, never given twice under one UIDVALIDITY (RFC 3501, section 2.3.1.1).
    pub uid: u32,
    /// Its flags, such as `\Seen`.
    pub flags: Vec<String>,
    /// When it came.
    pub internal_date: Timestamp,
    /// Its bytes.
    pub raw: Arc<[u8]>,
}

/// A message and when it last changed.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub message: StoredMessage,
    /// The folder's version in which its flags changed last.
    pub touched: u64,
}

#[derive(Debug)]
pub(super) struct Folder {
    pub uid_validity: u32,
    pub uid_next: u32,
    pub subscribed: bool,
    /// Grows with every change, so that a session sees at once whether there is news.
    pub version: u64,
    /// By rising UID.
    pub kept: Vec<Kept>,
}

impl Folder {
    fn new(uid_validity: u32) -> Self {
        Self { uid_validity, uid_next: 1, subscribed: true, version: 0, kept: Vec::new() }
    }

    /// Adds a message; its UID.
    pub fn add(&mut self, flags: Vec<String>, internal_date: Timestamp, raw: Arc<[u8]>) -> u32 {
        let uid = self.uid_next;
        self.uid_next += 1;
        self.version += 1;
        self.kept.push(Kept { message: StoredMessage { uid, flags, internal_date, raw }, touched: self.version });
        uid
    }

    /// The message of this UID.
    pub fn get(&self, uid: u32) -> Option<&Kept> {
        let at = self.kept.binary_search_by_key(&uid, |kept| kept.message.uid).ok()?;
        self.kept.get(at)
    }

    /// Has `change` work on a message's flags; news only if they differ afterwards.
    pub fn change_flags(&mut self, uid: u32, change: impl FnOnce(&mut Vec<String>)) {
        let Ok(at) = self.kept.binary_search_by_key(&uid, |kept| kept.message.uid) else { return };
        let Some(kept) = self.kept.get_mut(at) else { return };
        let before = kept.message.flags.clone();
        change(&mut kept.message.flags);
        if kept.message.flags != before {
            self.version += 1;
            kept.touched = self.version;
        }
    }

    /// Takes out the messages that `goes` picks.
    pub fn remove(&mut self, goes: impl Fn(&StoredMessage) -> bool) {
        let before = self.kept.len();
        self.kept.retain(|kept| !goes(&kept.message));
        if self.kept.len() != before {
            self.version += 1;
        }
    }

    /// The messages without \Seen, in their order.
    pub fn unseen(&self) -> usize {
        self.kept.iter().filter(|kept| !kept.message.flags.iter().any(|flag| flag == "\\Seen")).count()
    }
}

#[derive(Debug, Default)]
pub(super) struct Account {
    pub password: String,
    pub folders: BTreeMap<String, Folder>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub accounts: BTreeMap<String, Account>,
    next_validity: u32,
    arrivals: u64,
}

impl State {
    pub fn account(&mut self, user: &str) -> Option<&mut Account> {
        self.accounts.get_mut(user)
    }

    pub fn folder(&mut self, user: &str, folder: &str) -> Option<&mut Folder> {
        self.accounts.get_mut(user)?.folders.get_mut(folder)
    }

    /// A UIDVALIDITY that no folder has had.
    fn fresh_validity(&mut self) -> u32 {
        self.next_validity += 1;
        1_000 + self.next_validity
    }

    /// Creates a folder; false if it exists.
    pub fn create(&mut self, user: &str, name: &str) -> bool {
        let validity = self.fresh_validity();
        let Some(account) = self.accounts.get_mut(user) else { return false };
        if account.folders.contains_key(name) {
            return false;
        }
        account.folders.insert(name.to_owned(), Folder::new(validity));
        true
    }

    /// Numbers all messages of a folder anew under a new UIDVALIDITY.
    fn renumber(&mut self, user: &str, folder: &str) -> Option<u32> {
        let validity = self.fresh_validity();
        let folder = self.folder(user, folder)?;
        folder.uid_validity = validity;
        folder.version += 1;
        folder.uid_next = 1;
        for kept in &mut folder.kept {
            kept.message.uid = folder.uid_next;
            folder.uid_next += 1;
        }
        Some(validity)
    }
}

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    pub config: SandboxConfig,
    pub imap_faults: Faults<ImapFault>,
    pub smtp_faults: Faults<SmtpFault>,
    /// How many sessions are in IDLE.
    pub idling: watch::Sender<usize>,
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

impl Shared {
    pub fn new(config: SandboxConfig) -> Self {
        Self {
            config,
            imap_faults: Faults::default(),
            smtp_faults: Faults::default(),
            idling: watch::Sender::new(0),
            state: Mutex::default(),
            changed: watch::Sender::new(0),
        }
    }

    /// The state, to read; never held over an await.
    pub fn look(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and tells everybody who waits.
    pub fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut self.look());
        self.changed.send_modify(|count| *count += 1);
        result
    }

    /// News of every change from now on.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub fn add_user(&self, address: &str, password: &str) {
        let user = address.to_ascii_lowercase();
        self.change(|state| {
            state.accounts.entry(user.clone()).or_default().password = password.to_owned();
            state.create(&user, "INBOX");
            for folder in &self.config.folders {
                state.create(&user, folder_name(folder));
            }
        });
    }

    pub fn renumber(&self, user: &str, folder: &str) -> Option<u32> {
        self.change(|state| state.renumber(&user.to_ascii_lowercase(), folder_name(folder)))
    }

    /// Whose login this is.
    pub fn authenticate(&self, user: &str, password: &str) -> Option<String> {
        let user = user.to_ascii_lowercase();
        (self.look().accounts.get(&user)?.password == password).then_some(user)
    }

    /// The account that gets mail for this address: its own, or that of the address without the plus part.
    pub fn owner(&self, recipient: &str) -> Option<String> {
        let recipient = recipient.to_ascii_lowercase();
        let state = self.look();
        [recipient.clone(), mx::base(&recipient)].into_iter().find(|address| state.accounts.contains_key(address))
    }

    /// Puts bytes into an INBOX as they are; the UID.
    pub fn put(&self, recipient: &str, raw: &[u8]) -> Option<u32> {
        let user = self.owner(recipient).filter(|_| raw.len() <= MAX_MESSAGE)?;
        let now = self.config.clock.now();
        self.change(|state| Some(state.folder(&user, "INBOX")?.add(Vec::new(), now, Arc::from(raw))))
    }

    /// Takes a message in as the receiving server does; the UID.
    pub fn receive(&self, arrival: &Arrival<'_>) -> Option<u32> {
        let number = {
            let mut state = self.look();
            state.arrivals += 1;
            state.arrivals
        };
        let stamped = mx::stamp(arrival, &self.config.authserv_id, number, self.config.clock.now());
        self.put(arrival.recipient, &stamped)
    }

    /// What tells one state of a folder from another.
    pub fn version(&self, user: &str, folder: &str) -> Option<(u32, u64)> {
        let mut state = self.look();
        let folder = state.folder(&user.to_ascii_lowercase(), folder_name(folder))?;
        Some((folder.uid_validity, folder.version))
    }

    pub fn messages(&self, user: &str, folder: &str) -> Vec<StoredMessage> {
        let mut state = self.look();
        let found = state.folder(&user.to_ascii_lowercase(), folder_name(folder));
        found.map(|folder| folder.kept.iter().map(|kept| kept.message.clone()).collect()).unwrap_or_default()
    }
}

/// INBOX is INBOX in any case, all other names are as they are (RFC 3501, section 5.1).
pub(super) fn folder_name(name: &str) -> &str {
    if name.eq_ignore_ascii_case("INBOX") { "INBOX" } else { name }
}
