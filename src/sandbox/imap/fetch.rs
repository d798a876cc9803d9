//! FETCH.

use std::io;

use imap_codec::imap_types::fetch::{MacroOrMessageDataItemNames, MessageDataItemName, Section};
use imap_codec::imap_types::sequence::SequenceSet;

use super::view::View;
use super::{Answer, Session, section, structure, words};
use crate::sandbox::fault::ImapFault;
use crate::sandbox::store::StoredMessage;

/// Each item may be as large as the message, and they are gathered before they are written.
const MAX_ITEMS: usize = 32;

impl Session {
    pub(super) async fn fetch(
        &mut self,
        user: &str,
        view: &mut View,
        set: &SequenceSet,
        names: MacroOrMessageDataItemNames<'_>,
        by_uid: bool,
    ) -> io::Result<Answer> {
        let macro_names;
        let names = match &names {
            MacroOrMessageDataItemNames::Macro(short) => {
                macro_names = short.expand();
                macro_names.as_slice()
            }
            MacroOrMessageDataItemNames::MessageDataItemNames(names) => names.as_slice(),
        };
        if names.len() > MAX_ITEMS {
            return Ok(Answer::bad("Too many items"));
        }
        let reads = !view.read_only && names.iter().any(marks_seen);
        let with_uid = by_uid && !names.contains(&MessageDataItemName::Uid);
        let picked = view.pick(set, by_uid);
        let withheld = self.shared.imap_faults.take(|fault| match fault {
            ImapFault::Withhold { uid, header } => {
                picked.iter().any(|(_, of)| of == uid) && names.iter().any(|name| opens(name, *header))
            }
            _ => false,
        });
        if withheld.is_some() {
            return Ok(Answer::no("[SERVERBUG] It cannot be read"));
        }
        for (seq, uid) in picked {
            let Some((message, newly_seen)) = self.take_out(user, view, seq, uid, reads) else { continue };
            let mut items = Vec::with_capacity(names.len() + 2);
            if with_uid {
                items.push(Item::Short(format!("UID {uid}")));
            }
            items.extend(names.iter().filter_map(|name| item(&message, name)));
            if newly_seen && !names.contains(&MessageDataItemName::Flags) {
                items.push(Item::Short(format!("FLAGS {}", words::flags(&message.flags))));
            }
            if !self.say_items(seq, items) {
                self.lines.flush().await?;
                return Ok(Answer::Close);
            }
            self.lines.flush_if_full().await?;
        }
        Ok(Answer::ok("Fetched"))
    }

    /// The message as it is now, marked \Seen first if it is read; and whether that is new.
    fn take_out(
        &mut self,
        user: &str,
        view: &mut View,
        seq: usize,
        uid: u32,
        reads: bool,
    ) -> Option<(StoredMessage, bool)> {
        let seen = |message: &StoredMessage| message.flags.iter().any(|flag| flag == "\\Seen");
        let unread = !seen(&self.shared.look().folder(user, &view.folder)?.get(uid)?.message);
        if !(reads && unread) {
            return Some((self.shared.look().folder(user, &view.folder)?.get(uid)?.message.clone(), false));
        }
        self.shared.change(|state| {
            let folder = state.folder(user, &view.folder)?;
            folder.change_flags(uid, |flags| flags.push("\\Seen".to_owned()));
            let kept = folder.get(uid)?;
            view.told(seq, kept.touched);
            Some((kept.message.clone(), true))
        })
    }

    /// Writes one FETCH response; false if the connection is to break in the middle of it.
    fn say_items(&mut self, seq: usize, items: Vec<Item>) -> bool {
        self.lines.say(format!("* {seq} FETCH ("));
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.lines.say(" ");
            }
            match item {
                Item::Short(text) => self.lines.say(text),
                Item::Bytes(bytes) => self.lines.say(bytes),
                Item::Literal { label, bytes } => {
                    self.lines.say(label);
                    if !self.say_literal(&bytes) {
                        return false;
                    }
                }
            }
        }
        self.lines.say(")\r\n");
        true
    }

    fn say_literal(&mut self, bytes: &[u8]) -> bool {
        let fits = |fault: &ImapFault| {
            matches!(fault, ImapFault::DropMidLiteral | ImapFault::WrongLiteralSize | ImapFault::LongLiteral)
        };
        let half = bytes.len() / 2;
        match self.shared.imap_faults.take(fits) {
            Some(ImapFault::DropMidLiteral) => {
                self.lines.say(format!(" {{{}}}\r\n", bytes.len()));
                self.lines.say(bytes.get(..half).unwrap_or_default());
                return false;
            }
            Some(ImapFault::LongLiteral) => self.lines.say(format!(" {{{}}}\r\n", bytes.len() * 2)),
            Some(_) => self.lines.say(format!(" {{{half}}}\r\n")),
            None => self.lines.say(format!(" {{{}}}\r\n", bytes.len())),
        }
        self.lines.say(bytes);
        true
    }
}

/// One item of a FETCH response.
enum Item {
    Short(String),
    Bytes(Vec<u8>),
    Literal { label: Vec<u8>, bytes: Vec<u8> },
}

/// Does asking for this mark the message as read?
/// Does it ask for what the message holds: more than the header, or that too?
fn opens(name: &MessageDataItemName<'_>, header: bool) -> bool {
    match name {
        MessageDataItemName::BodyExt { section: Some(Section::Header(None)), .. } => header,
        MessageDataItemName::BodyExt { .. } => true,
        _ => false,
    }
}

fn marks_seen(name: &MessageDataItemName<'_>) -> bool {
    matches!(
        name,
        MessageDataItemName::BodyExt { peek: false, .. }
            | MessageDataItemName::Rfc822
            | MessageDataItemName::Rfc822Text
    )
}

fn item(message: &StoredMessage, name: &MessageDataItemName<'_>) -> Option<Item> {
    let raw = &*message.raw;
    Some(match name {
        MessageDataItemName::Uid => Item::Short(format!("UID {}", message.uid)),
        MessageDataItemName::Flags => Item::Short(format!("FLAGS {}", words::flags(&message.flags))),
        MessageDataItemName::Rfc822Size => Item::Short(format!("RFC822.SIZE {}", raw.len())),
        MessageDataItemName::InternalDate => {
            Item::Short(format!("INTERNALDATE \"{}\"", message.internal_date.strftime("%d-%b-%Y %H:%M:%S +0000")))
        }
        MessageDataItemName::Envelope => {
            let mut out = b"ENVELOPE ".to_vec();
            structure::envelope(&mut out, raw);
            Item::Bytes(out)
        }
        MessageDataItemName::Body | MessageDataItemName::BodyStructure => {
            let extended = *name == MessageDataItemName::BodyStructure;
            let mut out = if extended { b"BODYSTRUCTURE ".to_vec() } else { b"BODY ".to_vec() };
            structure::body(&mut out, raw, extended);
            Item::Bytes(out)
        }
        MessageDataItemName::Rfc822 => literal(b"RFC822".to_vec(), raw.to_vec()),
        MessageDataItemName::Rfc822Header => old_style("RFC822.HEADER", raw, &Section::Header(None)),
        MessageDataItemName::Rfc822Text => old_style("RFC822.TEXT", raw, &Section::Text(None)),
        MessageDataItemName::BodyExt { section, partial, .. } => {
            let mut label = b"BODY[".to_vec();
            label.extend_from_slice(&section::label(section.as_ref()));
            label.push(b']');
            let Some(mut bytes) = section::bytes(raw, section.as_ref()) else {
                label.extend_from_slice(b" NIL");
                return Some(Item::Bytes(label));
            };
            if let Some((start, most)) = partial {
                label.extend_from_slice(format!("<{start}>").as_bytes());
                let from = (*start as usize).min(bytes.len());
                let to = from.saturating_add(most.get() as usize).min(bytes.len());
                bytes = bytes.get(from..to).unwrap_or_default().to_vec();
            }
            literal(label, bytes)
        }
        // Of extensions that are not named in CAPABILITY.
        _ => return None,
    })
}

fn literal(label: Vec<u8>, bytes: Vec<u8>) -> Item {
    Item::Literal { label, bytes }
}

fn old_style(label: &str, raw: &[u8], section: &Section<'_>) -> Item {
    literal(label.as_bytes().to_vec(), section::bytes(raw, Some(section)).unwrap_or_default())
}
