//! Commands on folders: select, list, create, subscribe, status, append.

use std::sync::Arc;

use imap_codec::imap_types::datetime::DateTime;
use imap_codec::imap_types::extensions::binary::LiteralOrLiteral8;
use imap_codec::imap_types::flag::Flag;
use imap_codec::imap_types::mailbox::ListMailbox;
use imap_codec::imap_types::status::StatusDataItemName;
use jiff::Timestamp;

use super::messages::flag_names;
use super::view::View;
use super::words;
use super::{Answer, Session};
use crate::sandbox::fault::ImapFault;
use crate::sandbox::store::{Folder, MAX_MESSAGE};

/// An account may have this many folders.
const MAX_FOLDERS: usize = 1_000;

impl Session {
    pub(super) fn select(&mut self, user: &str, name: &str, read_only: bool) -> Answer {
        self.selected = None;
        let mut state = self.shared.look();
        let Some(folder) = state.folder(user, name) else { return no_such_folder() };
        let late = match folder.kept.last() {
            Some(_) => self.shared.imap_faults.take(|fault| *fault == ImapFault::ExistsDuringSelect).is_some(),
            None => false,
        };
        self.lines.say(opening(folder, late));
        self.selected = Some(View::new(name, folder, read_only));
        Answer::ok(if read_only { "[READ-ONLY] Selected" } else { "[READ-WRITE] Selected" })
    }

    pub(super) fn list(&mut self, user: &str, word: &str, reference: &str, pattern: &ListMailbox<'_>) -> Answer {
        let pattern = match pattern {
            ListMailbox::Token(token) => token.as_ref(),
            ListMailbox::String(string) => string.as_ref(),
        };
        if pattern.is_empty() {
            // Asks for the delimiter only (RFC 3501, section 6.3.8).
            self.lines.say_line(&format!(r#"* {word} (\Noselect) "/" """#));
            return Answer::ok("That");
        }
        let pattern = [reference.as_bytes(), pattern].concat();
        if pattern.len() > 1_000 {
            return Answer::no("No such folders");
        }
        let state = self.shared.look();
        let folders = state.accounts.get(user).map(|account| &account.folders);
        for (name, folder) in folders.into_iter().flatten() {
            let inbox = name == "INBOX" && pattern.eq_ignore_ascii_case(b"INBOX");
            if (inbox || words::fits(&pattern, name.as_bytes())) && (word == "LIST" || folder.subscribed) {
                self.lines.say_line(&format!("* {word} () \"/\" {}", words::folder(name)));
            }
        }
        Answer::ok("Those")
    }

    pub(super) fn create(&mut self, user: &str, name: &str) -> Answer {
        let name = name.strip_suffix('/').unwrap_or(name);
        let full = self.shared.look().account(user).is_none_or(|account| account.folders.len() >= MAX_FOLDERS);
        if !words::is_folder_name(name) || full {
            return Answer::no("[CANNOT] Such a folder cannot be");
        }
        match self.shared.change(|state| state.create(user, name)) {
            true => Answer::ok("Created"),
            false => Answer::no("[ALREADYEXISTS] It is there"),
        }
    }

    pub(super) fn delete(&mut self, user: &str, name: &str) -> Answer {
        let gone = name != "INBOX"
            && self
                .shared
                .change(|state| state.account(user).and_then(|account| account.folders.remove(name)))
                .is_some();
        if gone { Answer::ok("Deleted") } else { no_such_folder() }
    }

    pub(super) fn rename(&mut self, user: &str, from: &str, to: &str) -> Answer {
        if from == "INBOX" || !words::is_folder_name(to) {
            return Answer::no("[CANNOT] Such a folder cannot be");
        }
        self.shared.change(|state| {
            let Some(account) = state.account(user) else { return no_such_folder() };
            if account.folders.contains_key(to) {
                return Answer::no("[ALREADYEXISTS] It is there");
            }
            match account.folders.remove(from) {
                Some(folder) => {
                    account.folders.insert(to.to_owned(), folder);
                    Answer::ok("Renamed")
                }
                None => no_such_folder(),
            }
        })
    }

    pub(super) fn subscribe(&mut self, user: &str, name: &str, subscribed: bool) -> Answer {
        let mut state = self.shared.look();
        match state.folder(user, name) {
            Some(folder) => {
                folder.subscribed = subscribed;
                Answer::ok("Noted")
            }
            None => no_such_folder(),
        }
    }

    pub(super) fn status(&mut self, user: &str, name: &str, items: &[StatusDataItemName]) -> Answer {
        let mut state = self.shared.look();
        let Some(folder) = state.folder(user, name) else { return no_such_folder() };
        let values: Vec<String> = items
            .iter()
            .filter_map(|item| {
                Some(match item {
                    StatusDataItemName::Messages => format!("MESSAGES {}", folder.kept.len()),
                    StatusDataItemName::Recent => "RECENT 0".to_owned(),
                    StatusDataItemName::UidNext => format!("UIDNEXT {}", folder.uid_next),
                    StatusDataItemName::UidValidity => format!("UIDVALIDITY {}", folder.uid_validity),
                    StatusDataItemName::Unseen => format!("UNSEEN {}", folder.unseen()),
                    _ => return None,
                })
            })
            .collect();
        self.lines.say_line(&format!("* STATUS {} ({})", words::folder(name), values.join(" ")));
        Answer::ok("That")
    }

    pub(super) fn append(
        &mut self,
        user: &str,
        name: &str,
        flags: &[Flag<'_>],
        date: Option<DateTime>,
        message: &LiteralOrLiteral8<'_>,
    ) -> Answer {
        let raw: &[u8] = match message {
            LiteralOrLiteral8::Literal(literal) => literal.as_ref(),
            LiteralOrLiteral8::Literal8(literal) => &literal.data,
        };
        if raw.len() > MAX_MESSAGE {
            return Answer::no("[TOOBIG] That is too large");
        }
        let given = date.and_then(|date| Timestamp::from_second(date.as_ref().timestamp()).ok());
        let at = given.unwrap_or_else(|| self.shared.config.clock.now());
        let added = self.shared.change(|state| {
            let folder = state.folder(user, name)?;
            Some((folder.uid_validity, folder.add(flag_names(flags), at, Arc::from(raw))))
        });
        match added {
            None => Answer::no("[TRYCREATE] No such folder"),
            Some((validity, uid)) if self.has("UIDPLUS") => Answer::Ok(format!("[APPENDUID {validity} {uid}] Added")),
            Some(_) => Answer::ok("Added"),
        }
    }
}

fn no_such_folder() -> Answer {
    Answer::no("[NONEXISTENT] No such folder")
}

/// What SELECT says of a folder; with `late` its last message comes while it is said.
fn opening(folder: &Folder, late: bool) -> String {
    let count = folder.kept.len();
    let first_unseen = folder.kept.iter().position(|kept| !kept.message.flags.iter().any(|flag| flag == "\\Seen"));
    let last_uid = folder.kept.last().map_or(1, |kept| kept.message.uid);
    let (shown, next) = if late { (count.saturating_sub(1), last_uid) } else { (count, folder.uid_next) };
    let mut out = format!(
        "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n\
         * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] Kept\r\n\
         * {shown} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY {}] Valid\r\n* OK [UIDNEXT {next}] Next\r\n",
        folder.uid_validity,
    );
    if let Some(at) = first_unseen.filter(|at| *at < shown) {
        out.push_str(&format!("* OK [UNSEEN {}] First unseen\r\n", at + 1));
    }
    if late {
        out.push_str(&format!("* {count} EXISTS\r\n"));
    }
    out
}
