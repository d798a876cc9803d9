//! What a run comes to, in figures.

use std::collections::BTreeMap;
use std::fmt;

use crate::programme::person::Role;
use crate::programme::request::RequestState;
use crate::store::Standings;

/// The figures of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// How many days were lived through.
    pub days: i64,
    /// People by role and state.
    pub people: BTreeMap<(&'static str, String), usize>,
    /// Requests by outcome.
    pub requests: BTreeMap<String, usize>,
    /// Hours from a request to its acceptance or refusal, of each, sorted.
    pub hours: Vec<i64>,
    /// Mentorships: begun, and running at the end.
    pub mentorships: (usize, usize),
    /// Mails to the service, and where they ended.
    pub received: BTreeMap<String, usize>,
    /// Mails of the service by kind.
    pub sent: BTreeMap<String, usize>,
    /// Mails to participants, staff aside.
    pub to_participants: usize,
    /// What went wrong on purpose, by name.
    pub faults: BTreeMap<&'static str, usize>,
}

impl Figures {
    /// Counts how everybody stands at the end.
    pub fn count(&mut self, stand: &Standings) {
        for person in &stand.people {
            let role = match person.role {
                Role::Mentor => "mentor",
                Role::Mentee => "mentee",
                Role::Staff(_) => continue,
            };
            *self.people.entry((role, format!("{:?}", person.state).to_lowercase())).or_default() += 1;
        }
        for request in &stand.requests {
            *self.requests.entry(format!("{:?}", request.state).to_lowercase()).or_default() += 1;
            let answered = matches!(request.state, RequestState::Accepted | RequestState::Declined);
            if let Some(decided) = request.decided_at.filter(|_| answered) {
                self.hours.push((decided.as_second() - request.asked_at.as_second()) / 3_600);
            }
        }
        self.hours.sort_unstable();
        let running = stand.mentorships.iter().filter(|m| m.running).count();
        self.mentorships = (stand.mentorships.len(), running);
    }

    fn quantile(&self, tenths: usize) -> i64 {
        let last = self.hours.len().saturating_sub(1);
        self.hours.get(last * tenths / 10).copied().unwrap_or(0)
    }

    fn kinds(&self, names: &[&str]) -> usize {
        names.iter().filter_map(|name| self.sent.get(*name)).sum()
    }
}

/// Names with their numbers, on one line.
fn line(counts: impl Iterator<Item = (String, usize)>) -> String {
    counts.map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(" · ")
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for role in ["mentor", "mentee"] {
            let of_role = self.people.iter().filter(|((r, _), _)| *r == role);
            writeln!(f, "{role}s: {}", line(of_role.map(|((_, state), count)| (state.clone(), *count))))?;
        }
        writeln!(f, "requests: {}", line(self.requests.iter().map(|(name, count)| (name.clone(), *count))))?;
        writeln!(
            f,
            "time to answer: half within {} hours, nine in ten within {} hours",
            self.quantile(5),
            self.quantile(9)
        )?;
        writeln!(f, "mentorships: {} begun, {} running", self.mentorships.0, self.mentorships.1)?;
        writeln!(f, "received: {}", line(self.received.iter().map(|(name, count)| (name.clone(), *count))))?;
        let mut sent: Vec<_> = self.sent.iter().map(|(kind, count)| (kind.clone(), *count)).collect();
        sent.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), kind.clone()));
        writeln!(f, "sent: {} in all; {}", sent.iter().map(|(_, n)| n).sum::<usize>(), line(sent.into_iter()))?;
        let people: usize = self.people.values().sum();
        #[expect(clippy::cast_precision_loss, reason = "a few hundred thousand mails")]
        let each = self.to_participants as f64 / people.max(1) as f64 / (self.days.max(1) as f64 / 30.4);
        writeln!(f, "mails per person and month: {each:.1}")?;
        writeln!(
            f,
            "check-ins asked: {} · meetings proposed or changed: {} · feedback asked: {}",
            self.kinds(&["check-in"]),
            self.kinds(&["meeting", "meeting-proposed", "meeting-changed"]),
            self.kinds(&["feedback"])
        )?;
        if !self.faults.is_empty() {
            writeln!(f, "went wrong on purpose: {}", line(self.faults.iter().map(|(n, c)| ((*n).to_owned(), *c))))?;
        }
        Ok(())
    }
}
