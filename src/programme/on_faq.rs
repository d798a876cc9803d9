//! `FAQ`: the handbook's answers, searched by words or listed whole.

use super::acting::Acting;
use super::command::Command;
use super::desk::Desk;
use super::draft::Draft;
use super::faq::{Audience, FaqEntry, for_reader, search};
use super::guard::{beginning, limited};
use super::notice::{FaqGroup, FaqNumbers, FaqTitle, Notice};
use super::outcome::{Disposition, Outcome};
use super::policy::Policy;
use super::recruitment;

/// How many further answers stand below the best one.
const ALSO: usize = 4;

/// The best answer and those next to it; without words, or where none fits, the list for one's role.
pub(super) fn decide(mut desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command) -> Outcome {
    let entries = &desk.policy.faq;
    let query = beginning(command.argument.trim().trim_end_matches(['?', '.', '!']), 100);
    let role = acting.person.role;
    let found = if query.is_empty() { Vec::new() } else { search(entries, &query, role) };
    let (answer, groups) = match found.split_first() {
        Some((best, others)) => {
            let also = group("See also", others.iter().copied().take(ALSO));
            (Some(title(best)), Some(also).filter(|group| !group.titles.is_empty()).into_iter().collect())
        }
        None => {
            let list =
                for_reader(entries, role).map(|(audience, entries)| group(heading(audience), entries.into_iter()));
            (None, list.into_iter().filter(|group| !group.titles.is_empty()).collect())
        }
    };
    let notice = Notice::Faq { query, answer, groups, numbers: numbers(desk.policy) };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("faq"))
}

fn heading(audience: Audience) -> &'static str {
    match audience {
        Audience::Mentors => "For mentors",
        Audience::Mentees => "For mentees",
        Audience::Everyone => "For everyone",
    }
}

fn group<'a>(heading: &str, entries: impl Iterator<Item = &'a FaqEntry>) -> FaqGroup {
    FaqGroup { heading: heading.to_owned(), titles: entries.map(title).collect() }
}

fn title(entry: &FaqEntry) -> FaqTitle {
    FaqTitle { name: entry.name.clone(), title: entry.title.clone() }
}

/// The numbers that the answers name, as the settings have them.
fn numbers(policy: &Policy) -> FaqNumbers {
    let rules = &policy.rules;
    FaqNumbers {
        open_requests: rules.open_requests,
        ask_again_days: rules.ask_again_days,
        expiry_days: rules.expiry_days,
        suggested_mentees: rules.suggested_mentees,
        quiet_days: rules.quiet_days,
        undo_hours: rules.undo_hours,
        windows: recruitment::months(policy),
    }
}
