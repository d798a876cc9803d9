//! Nobody is asked, reminded or written to more often than the rules say, and never in quiet hours.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Arrival, Broken, Known, Promise, Sight, broken};
use crate::programme::person::PersonId;
use crate::programme::quiet;
use crate::programme::request::RequestId;

/// Kinds that the clock writes: at most how many there may be in one conversation (or, for those about nobody else, in a
/// year), and how many days lie at least between two.
const CLOCKED: &[(&str, usize, i64)] = &[
    ("request-expired", 1, 0),
    ("check-in", 1, 1),
    ("feedback", 2, 1),
    ("studies-end", 2, 1),
    ("yearly-review", 3, 3),
    ("not-approached", 3, 30),
    ("meeting-reminder", 60, 0),
    ("nudge", 40, 6),
    ("invitation", 3, 1),
    ("digest", 400, 0),
];
/// Of these, kinds that do not wait for the end of quiet time: they come of somebody's word, go to staff, or would come too late.
const ANYTIME: &[&str] = &["digest", "invitation", "feedback", "meeting-reminder"];
/// Kinds that another's word calls for, and the reminders of those, which are counted by request: whoever is asked by many gets many.
const CALLED_FOR: &[&str] = &[
    "request",
    "request-reminder",
    "request-question",
    "withdrawn",
    "declined",
    "accepted",
    "introduction",
    "relay",
    "meeting",
    "meeting-proposed",
    "ended",
];
/// How many other mails come to one address in a day on which nothing was written from there; for each mentorship one more, since the
/// rules ask about each.
const MOST_A_DAY: usize = 12;

#[derive(Default)]
pub(super) struct Pace {
    clocked: BTreeMap<(PersonId, i64, &'static str), Vec<Timestamp>>,
    day: BTreeMap<PersonId, (i64, usize)>,
    /// Reminders that staff asked for by hand, by whom they may go to.
    asked_for: BTreeMap<PersonId, usize>,
}

impl Promise for Pace {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        // A word between the two of a request begins its time anew.
        if let Sight::Deed(deed) = sight
            && deed.what == "message.relayed"
        {
            self.clocked
                .retain(|(_, conversation, kind), _| *conversation != deed.subject || *kind != "request-reminder");
        }
        if let Sight::Deed(deed) = sight
            && deed.what == "request.reminded"
            && deed.actor.is_some()
            && let Some(request) = known.requests.get(&RequestId(deed.subject))
        {
            for person in [request.mentor, request.mentee] {
                *self.asked_for.entry(person).or_default() += 1;
            }
        }
        let Sight::Out(arrival) = sight else { return Vec::new() };
        let Some(reader) = arrival.reader.filter(|_| !arrival.copy) else { return Vec::new() };
        let written = Timestamp::from_second(arrival.mail.date).unwrap_or(known.now);
        let mut found = self.clocked(arrival, reader, written, known);
        found.extend(self.too_many(arrival, reader, known));
        found
    }
}

impl Pace {
    fn clocked(&mut self, arrival: &Arrival<'_>, reader: PersonId, written: Timestamp, known: &Known) -> Vec<Broken> {
        let kind = arrival.mail.kind.as_str();
        let reminders = ("request-reminder", known.policy.rules.reminder_days.len(), 1);
        let Some((kind, most, apart)) = CLOCKED.iter().copied().chain([reminders]).find(|(name, ..)| *name == kind)
        else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if kind == "request-reminder"
            && let Some(left) = self.asked_for.get_mut(&reader).filter(|left| **left > 0)
        {
            *left -= 1;
            return found;
        }
        if let Some(until) = quiet::until(&known.policy, written).filter(|_| !ANYTIME.contains(&kind)) {
            let how = format!("{reader} gets a {kind} written at {written}, in the quiet time that ends at {until}");
            found.push(broken("quiet hours hold", how, [reader]));
        }
        let conversation = arrival.opens.map_or(0, |(_, conversation)| conversation);
        let times = self.clocked.entry((reader, conversation, kind)).or_default();
        let last = times.last().copied();
        times.push(written);
        let promise = "nobody is reminded more often than the rules say";
        if times.len() > most {
            let how =
                format!("{reader} gets a {kind} of one matter for the {}th time, {most} are allowed", times.len());
            found.push(broken(promise, how, [reader]));
        }
        // Reminders move together where the one before was held up; never closer than this.
        let least = apart * 86_400 / 2;
        if let Some(last) = last.filter(|last| (written.as_second() - last.as_second()) + known.slack < least) {
            found.push(broken(promise, format!("{reader} gets a {kind} at {last} and again at {written}"), [reader]));
        }
        found
    }

    fn too_many(&mut self, arrival: &Arrival<'_>, reader: PersonId, known: &Known) -> Vec<Broken> {
        if known.is_staff(reader)
            || CALLED_FOR.contains(&arrival.mail.kind.as_str())
            || known.wrote.get(&reader).is_some_and(|at| known.now.as_second() - at.as_second() < 86_400)
        {
            return Vec::new();
        }
        let today = known.now.as_second().div_euclid(86_400);
        let day = self.day.entry(reader).or_default();
        if day.0 != today {
            *day = (today, 0);
        }
        day.1 += 1;
        let mails = day.1;
        if mails <= MOST_A_DAY {
            return Vec::new();
        }
        let theirs = known.mentorships.values().filter(|m| m.running && (m.mentor == reader || m.mentee == reader));
        let most = MOST_A_DAY + theirs.count();
        if mails != most + 1 {
            return Vec::new();
        }
        let how = format!("{reader} gets more than {most} mails in a day, the last a {}", arrival.mail.kind);
        vec![broken("nobody is flooded", how, [reader])]
    }
}
