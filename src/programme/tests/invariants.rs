//! What holds whatever anybody writes, wherever they stand.

use std::collections::BTreeSet;

use super::meetings;
use super::world::*;
use crate::programme::change::Change;
use crate::programme::conversation::HeldWhy;
use crate::programme::outcome::{Disposition, Outcome};
use crate::programme::person::{PersonId, Role};
use crate::programme::request::RequestState;

const TEXTS: &[&str] = &[
    "",
    "Hello",
    "yes",
    "no",
    "ok",
    "great",
    "3",
    "HELP",
    "FAQ money",
    "STATUS",
    "PROFILE",
    "MYDATA",
    "ERASE",
    "STAFF",
    "STAFF hello",
    "CONCERN hello",
    "UNDO",
    "JOIN",
    "JOIN MENTOR",
    "MENTORS",
    "MENTORS NEXT",
    "MENTORS marketing",
    "MENTORS x PAGE 99999999999",
    "MENTOR M17",
    "MENTOR M999999999999",
    "INTERESTED M17",
    "INTERESTED M17\nHello",
    "INTERESTED M18\nHello",
    "WITHDRAW",
    "ACCEPT",
    "ACCEPT\nWelcome",
    "DECLINE",
    "DECLINE\nSorry",
    "LIMIT 3",
    "CONFIRM",
    "GOAL x",
    "GOALS",
    "DONE 1",
    "MEET",
    "MEET x",
    "MEET Friday 3pm",
    "MEET Friday 3pm at mona@corp.example",
    "CANCEL",
    "CANCEL\nSorry",
    "SHARE",
    "END",
    "END no time\nThank you",
    "PAUSE",
    "RESUME",
    "LEAVE",
    "I'd be happy to!",
    "my address is ada@student.uni.example",
    "yours is mona@corp.example",
    "APPROVE 1",
    "SUSPEND 2",
    "CLOSE",
    "CLOSE 55",
    "SHOW 17",
    "PEOPLE",
    "PENDING",
    "DIGEST",
    "\u{0}\u{fffd}@@@",
];

fn worlds() -> Vec<World> {
    use RequestState as S;
    let asked = [S::Open, S::Accepted, S::Declined, S::Withdrawn, S::Expired].map(World::asked);
    let held = [HeldWhy::Command, HeldWhy::Address].map(|why| World::held(why, None));
    let mut worlds =
        vec![World::new(), World::running(), World::ended(), World::case(false, true), World::case(true, false)];
    worlds.extend(asked);
    worlds.extend(held);
    worlds.extend([meetings::proposed(), meetings::agreed()]);
    worlds
}

fn everywhere(mut check: impl FnMut(&World, PersonId, &str, &Outcome)) {
    for world in worlds() {
        for who in [ADA, BEN, MONA, KARL, STELLA] {
            for text in TEXTS {
                check(&world, who, text, &world.from(who, text));
            }
        }
    }
}

#[test]
fn nobody_who_takes_part_is_met_with_silence() {
    everywhere(|_, who, text, outcome| {
        assert!(!outcome.letters.is_empty(), "{who:?} {text:?}");
        assert!(!matches!(outcome.disposition, Disposition::Ignored(_)), "{who:?} {text:?}");
    });
}

#[test]
fn no_participant_is_shown_an_address_of_another() {
    everywhere(|world, who, text, outcome| {
        for letter in &outcome.letters {
            let Some(reader) = letter.to.person else { continue };
            if matches!(world.snapshot.people[&reader].role, Role::Staff(_)) {
                continue;
            }
            let shown = format!("{} {:?}", serde_json::to_string(&letter.notice).unwrap(), letter.subject);
            for (owner, address) in world.snapshot.addresses.iter().filter(|(owner, _)| *owner != reader) {
                // What the reader wrote themselves comes back to them as they wrote it.
                let own_words = reader == who && text.contains(address);
                assert!(own_words || !shown.contains(address), "{text:?} shows {owner:?} to {reader:?}: {shown}");
            }
        }
    });
}

#[test]
fn a_row_is_written_once_and_every_deed_leaves_a_line() {
    everywhere(|_, who, text, outcome| {
        let mut rows = BTreeSet::new();
        let mut deeds = 0;
        for change in &outcome.changes {
            let row = match change {
                Change::Person(p) => Some(("person", p.id.0)),
                Change::Request(r) | Change::NewRequest(r) => Some(("request", r.id.0)),
                Change::Mentorship(m) | Change::NewMentorship(m) => Some(("mentorship", m.id.0)),
                Change::Meeting(m) | Change::NewMeeting(m) => Some(("meeting", m.id.0)),
                Change::Case(c) | Change::NewCase(c) => Some(("case", c.id.0)),
                _ => None,
            };
            if let Some(row) = row {
                deeds += 1;
                assert!(rows.insert(row), "{row:?} twice: {who:?} {text:?}");
            }
        }
        assert!(deeds == 0 || !audit(outcome).is_empty(), "{who:?} {text:?}");
    });
}

#[test]
fn a_relayed_letter_names_its_thread_once_for_each_mailbox() {
    everywhere(|_, who, text, outcome| {
        let mut seen = BTreeSet::new();
        for change in &outcome.changes {
            if let Change::ThreadId { entry, person, .. } = change {
                assert!(seen.insert((*entry, person.0)), "{who:?} {text:?}");
            }
        }
    });
}
