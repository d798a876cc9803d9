//! Commands that change messages: store, expunge, copy, move.

use std::collections::BTreeSet;

use imap_codec::imap_types::flag::{Flag, StoreResponse, StoreType};
use imap_codec::imap_types::sequence::SequenceSet;

use super::set::written;
use super::view::View;
use super::words;
use super::{Answer, Session};

/// What STORE shall do.
pub(super) struct FlagChange<'a> {
    pub kind: StoreType,
    pub response: StoreResponse,
    pub flags: &'a [Flag<'a>],
}

impl Session {
    pub(super) fn store(
        &mut self,
        user: &str,
        view: &mut View,
        set: &SequenceSet,
        by_uid: bool,
        change: &FlagChange<'_>,
    ) -> Answer {
        if view.read_only {
            return Answer::no("The folder is read-only");
        }
        let names = flag_names(change.flags);
        let picked = view.pick(set, by_uid);
        let told = self.shared.change(|state| {
            let folder = state.folder(user, &view.folder)?;
            let mut told = Vec::with_capacity(picked.len());
            for (seq, uid) in picked {
                folder.change_flags(uid, |flags| apply(&change.kind, flags, &names));
                if let Some(kept) = folder.get(uid) {
                    view.told(seq, kept.touched);
                    told.push((seq, uid, words::flags(&kept.message.flags)));
                }
            }
            Some(told)
        });
        for (seq, uid, flags) in told.into_iter().flatten().filter(|_| change.response == StoreResponse::Answer) {
            let uid = if by_uid { format!("UID {uid} ") } else { String::new() };
            self.lines.say_line(&format!("* {seq} FETCH ({uid}FLAGS {flags})"));
        }
        Answer::ok("Stored")
    }

    /// Removes what is marked \Deleted, of `only` these UIDs if given. The client learns of it by the report.
    pub(super) fn expunge(&mut self, user: &str, view: &View, only: Option<&SequenceSet>) -> Answer {
        if view.read_only {
            return Answer::no("The folder is read-only");
        }
        let only = only.map(|set| view.ranges(set, true));
        self.shared.change(|state| {
            if let Some(folder) = state.folder(user, &view.folder) {
                folder.remove(|message| {
                    message.flags.iter().any(|flag| flag == "\\Deleted")
                        && only.as_ref().is_none_or(|only| only.contains(message.uid))
                });
            }
        });
        Answer::ok("Expunged")
    }

    /// COPY, or MOVE when the originals go: both happen at once or not at all (RFC 6851, section 3).
    pub(super) fn copy(
        &mut self,
        user: &str,
        view: &View,
        set: &SequenceSet,
        by_uid: bool,
        to: &str,
        moves: bool,
    ) -> Answer {
        if moves && view.read_only {
            return Answer::no("The folder is read-only");
        }
        let uids: Vec<u32> = view.pick(set, by_uid).into_iter().map(|(_, uid)| uid).collect();
        let done = self.shared.change(|state| {
            let source = state.folder(user, &view.folder)?;
            let originals: Vec<_> =
                uids.iter().filter_map(|uid| source.get(*uid)).map(|kept| kept.message.clone()).collect();
            let target = state.folder(user, to)?;
            let mut pairs = (Vec::with_capacity(originals.len()), Vec::with_capacity(originals.len()));
            for message in originals {
                pairs.0.push(message.uid);
                pairs.1.push(target.add(message.flags, message.internal_date, message.raw));
            }
            let validity = target.uid_validity;
            if moves && !pairs.0.is_empty() {
                let gone: BTreeSet<u32> = pairs.0.iter().copied().collect();
                state.folder(user, &view.folder)?.remove(|message| gone.contains(&message.uid));
            }
            Some((validity, pairs))
        });
        let Some((validity, (from, into))) = done else { return Answer::no("[TRYCREATE] No such folder") };
        let done = if moves { "Moved" } else { "Copied" };
        if from.is_empty() || !self.has("UIDPLUS") {
            return Answer::ok(done);
        }
        let code = format!("[COPYUID {validity} {} {}]", written(&from), written(&into));
        if moves {
            // Before the EXPUNGEs, so that the client knows both numbers when they go (RFC 6851, section 4.3).
            self.lines.say_line(&format!("* OK {code} Moved"));
            return Answer::ok("Done");
        }
        Answer::Ok(format!("{code} {done}"))
    }
}

/// The names of flags, each once.
pub(super) fn flag_names(flags: &[Flag<'_>]) -> Vec<String> {
    let names: BTreeSet<String> = flags.iter().map(ToString::to_string).collect();
    names.into_iter().collect()
}

fn apply(kind: &StoreType, flags: &mut Vec<String>, names: &[String]) {
    match kind {
        StoreType::Replace => *flags = names.to_vec(),
        StoreType::Add => {
            for name in names {
                if !flags.contains(name) {
                    flags.push(name.clone());
                }
            }
        }
        StoreType::Remove => flags.retain(|flag| !names.contains(flag)),
    }
}
