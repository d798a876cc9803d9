//! Nothing happens twice: what is told once is told once, and nobody gets the same mail two times running.

use std::collections::{BTreeMap, BTreeSet};

use super::{Broken, Known, Promise, Sight, broken};
use crate::programme::person::PersonId;

/// Kinds that come at most once to one person in one conversation.
const ONCE: &[&str] = &["request", "request-sent", "accepted", "introduction", "declined", "request-expired"];

/// Kinds that say the same in the same words when the same happens again: an address fails that staff had restored, a case is
/// closed that a new reply had opened, somebody who took back the wish to swap addresses wishes it again.
const AGAIN: &[&str] = &["address-failing", "case-closed", "share"];

#[derive(Default)]
pub(super) struct Twice {
    told: BTreeSet<(PersonId, i64, String)>,
    ids: BTreeSet<String>,
    /// What each was told last, and how often running.
    last: BTreeMap<PersonId, (u64, usize)>,
    /// How many mails of theirs may still be answered in words that were said before.
    owed: BTreeMap<PersonId, usize>,
    /// How many mails each has written.
    put: BTreeMap<PersonId, usize>,
    /// How many mails those had written who may write to somebody, when something of theirs was last passed on.
    passed_on: BTreeMap<PersonId, usize>,
    /// The mails that people wrote, by `Message-ID`.
    written: BTreeSet<String>,
    /// Which of those have been answered to whom, and with what words.
    answered: BTreeSet<(PersonId, u64, String)>,
    /// Announcements, by what they say.
    announced: BTreeSet<(PersonId, u64)>,
}

impl Promise for Twice {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        const PROMISE: &str = "nothing happens twice";
        match sight {
            // Whoever wrote in between may be told the same again.
            Sight::In(put) => {
                self.written.insert(put.message_id.clone());
                if let Some(writer) = put.writer {
                    *self.owed.entry(writer).or_default() += 1;
                    *self.put.entry(writer).or_default() += 1;
                }
                Vec::new()
            }
            Sight::Deed(deed) if deed.what.contains("undo") => {
                self.told.clear();
                Vec::new()
            }
            Sight::Out(arrival) if !arrival.copy => {
                let mail = arrival.mail;
                let mut found = Vec::new();
                if !self.ids.insert(mail.message_id.clone()) {
                    let how = format!("two mails have the Message-ID {}", mail.message_id);
                    found.push(broken(PROMISE, how, arrival.reader));
                }
                let Some(reader) = arrival.reader else { return found };
                // Of an answer that was taken back and given again at one time all that was decided is seen before the mails of it.
                if mail.kind == "undone" {
                    self.told.retain(|(who, _, _)| *who != reader);
                }
                if let Some((_, conversation)) = arrival.opens
                    && ONCE.contains(&mail.kind.as_str())
                    && !self.told.insert((reader, conversation, mail.kind.clone()))
                {
                    let how = format!("{reader} gets a second {} in conversation {conversation}", mail.kind);
                    found.push(broken(PROMISE, how, [reader]));
                }
                let print = fingerprint(&format!("{}\n{}\n{}", mail.kind, mail.subject, mail.text));
                if mail.kind == "announcement" && !self.announced.insert((reader, print)) {
                    found.push(broken(PROMISE, format!("{reader} gets an announcement again"), [reader]));
                }
                let owed = self.owed.entry(reader).or_default();
                // Two mails may have the same answer, whatever else comes between them and the answers.
                let mine = mail.references.last().filter(|id| self.written.contains(*id));
                let first = mine.is_some_and(|id| self.answered.insert((reader, print, id.clone())));
                let asked = *owed > 0 || first;
                *owed = owed.saturating_sub(1);
                let before = self.last.get(&reader).filter(|(last, _)| *last == print).map_or(0, |(_, times)| *times);
                self.last.insert(reader, (print, before + 1));
                // Whoever writes the same words twice is passed on twice.
                let anew = self.is_written_anew(known, reader, &mail.kind);
                let again = asked || anew || AGAIN.contains(&mail.kind.as_str());
                if before > 0 && !again && before >= namesakes(known, reader, &mail.text) {
                    let how = format!("{reader} gets the very same {} twice running", mail.kind);
                    found.push(broken(PROMISE, how, [reader]));
                }
                found
            }
            _ => Vec::new(),
        }
    }
}

impl Twice {
    /// Has anybody written who may write to the reader, since something was last passed on to them?
    fn is_written_anew(&mut self, known: &Known, reader: PersonId, kind: &str) -> bool {
        if kind != "relay" {
            return false;
        }
        let mentorships = known.mentorships.values().map(|m| (m.mentor, m.mentee));
        let pairs = mentorships.chain(known.requests.values().map(|r| (r.mentor, r.mentee)));
        let others: BTreeSet<PersonId> = pairs.filter_map(|pair| other(pair, reader)).collect();
        let written = others.iter().filter_map(|other| self.put.get(other)).sum();
        self.passed_on.insert(reader, written).is_some_and(|before| before < written)
    }
}

/// How many of those with whom somebody has a mentorship have the name in common that this mail speaks of: about each of them it
/// says the same.
fn namesakes(known: &Known, reader: PersonId, text: &str) -> usize {
    let theirs = known.mentorships.values().filter_map(|m| other((m.mentor, m.mentee), reader));
    let mut people: BTreeMap<&str, BTreeSet<PersonId>> = BTreeMap::new();
    for person in theirs.filter_map(|id| known.people.get(&id)) {
        if !person.name.is_empty() && text.contains(&person.name) {
            people.entry(&person.name).or_default().insert(person.id);
        }
    }
    people.values().map(BTreeSet::len).max().unwrap_or_default()
}

/// The other one of two, where this is one of them.
fn other((a, b): (PersonId, PersonId), person: PersonId) -> Option<PersonId> {
    if a == person { Some(b) } else { (b == person).then_some(a) }
}

fn fingerprint(text: &str) -> u64 {
    // FNV-1a.
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
