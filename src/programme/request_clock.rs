//! The clock of a request: reminders, then expiry, told from the request, its two people and the current instant alone.
//!
//! It runs from the last word said about the request. It waits while the one whose answer is wanted is away, and stands still
//! while either pauses. Of reminders that were missed one is sent, and nobody's request expires before a reminder had its time.

use jiff::Timestamp;

use super::desk::Desk;
use super::person::{Person, PersonId};
use super::policy::Rules;
use super::request::Request;
use super::standstill;

/// How many days somebody who comes back, or was reminded late, is left at the least before a request expires.
const GRACE_DAYS: i64 = 3;
/// How many days lie between two reminders at the least, however late the first was.
const BETWEEN_DAYS: i64 = 2;

/// What an open request wants now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    /// Nothing before this instant.
    Nothing(Timestamp),
    /// A reminder; so many have been due by now, and one is sent for all of them.
    Reminder(u32),
    /// Its end, since nobody answered.
    Expiry,
    /// Its clock to be stopped: one of the two pauses.
    Stop,
    /// Its clock to go on: nobody pauses any more.
    GoOn,
    /// Its end, since one of the two has paused for as long as a request may wait.
    GiveUp,
}

/// A request with the people it waits for.
pub(super) struct Clock<'a> {
    /// The request.
    pub request: &'a Request,
    /// Who asks.
    pub mentee: &'a Person,
    /// Who was asked.
    pub mentor: &'a Person,
    /// The numbers.
    pub rules: &'a Rules,
}

/// Whose word is waited for: the mentor's, or the mentee's while a question of the mentor is open.
pub(super) fn answerer(request: &Request) -> PersonId {
    if request.asked_back { request.mentee } else { request.mentor }
}

impl Clock<'_> {
    /// What the request wants now.
    pub fn wants(&self, now: Timestamp) -> Wants {
        let pausing = standstill::pausing([self.mentee, self.mentor]);
        match (self.request.stopped_at, pausing) {
            (None, true) => return Wants::Stop,
            (Some(_), false) => return Wants::GoOn,
            (Some(stopped), true) => {
                let end = Desk::days_after(stopped, self.rules.expiry_days);
                return if end <= now { Wants::GiveUp } else { Wants::Nothing(end) };
            }
            (None, false) => {}
        }
        if self.reminder().is_some_and(|at| at <= now) {
            let due = self.rules.reminder_days.iter().filter(|days| self.after(**days) <= now).count();
            let due = u32::try_from(due).unwrap_or(u32::MAX);
            return Wants::Reminder(due.max(self.request.reminders.saturating_add(1)));
        }
        let next = self.reminder().map_or(self.expiry(), |at| at.min(self.expiry()));
        if next <= now { Wants::Expiry } else { Wants::Nothing(next) }
    }

    /// The moment of the next reminder, past or to come; `None` after the last.
    fn reminder(&self) -> Option<Timestamp> {
        let sent = usize::try_from(self.request.reminders).unwrap_or(usize::MAX);
        let days = *self.rules.reminder_days.get(sent)?;
        let plain = self.after(days);
        Some(self.request.reminded_at.map_or(plain, |last| plain.max(Desk::days_after(last, BETWEEN_DAYS))))
    }

    /// When it expires, if nobody is reminded any more.
    pub fn expiry(&self) -> Timestamp {
        expiry(self.request, self.asked().away_until, self.rules)
    }

    /// So many days after the last word, or when whose answer is wanted is back, if that is later.
    fn after(&self, days: i64) -> Timestamp {
        let since = self.request.moved_at;
        standstill::when_back(Desk::days_after(since, days), since, [self.asked()])
    }

    fn asked(&self) -> &Person {
        if self.request.asked_back { self.mentee } else { self.mentor }
    }
}

/// When a request expires, if nobody is reminded any more; `away` is until when the one whose answer is wanted is away.
pub(super) fn expiry(request: &Request, away: Option<Timestamp>, rules: &Rules) -> Timestamp {
    let plain = Desk::days_after(request.moved_at, rules.expiry_days);
    let back = away.filter(|back| *back > request.moved_at);
    let grace = back.into_iter().chain(request.reminded_at).map(|from| Desk::days_after(from, GRACE_DAYS));
    grace.fold(plain, Timestamp::max)
}

/// The request after a reminder that staff ask for. It has its time as any other; but once the request would be at its end, it counts as
/// the one that was still to come, and without one to come the request is not kept open by being reminded of again and again.
pub(super) fn reminded_by_hand(request: Request, rules: &Rules, now: Timestamp) -> Request {
    let over = Desk::days_after(request.moved_at, rules.expiry_days) <= now;
    let to_come = usize::try_from(request.reminders).is_ok_and(|sent| sent < rules.reminder_days.len());
    match (over, to_come) {
        (false, _) => Request { reminded_at: Some(now), ..request },
        (true, true) => Request { reminded_at: Some(now), reminders: request.reminders.saturating_add(1), ..request },
        (true, false) => request,
    }
}

/// The request with its next moment set.
pub(super) fn wound(request: Request, mentee: &Person, mentor: &Person, rules: &Rules, now: Timestamp) -> Request {
    let clock = Clock { request: &request, mentee, mentor, rules };
    let due_at = match clock.wants(now) {
        Wants::Nothing(at) => at,
        _ => now,
    };
    Request { due_at: Some(due_at), ..request }
}

/// The request after a word of one of its two: its clock begins anew, and the other one's answer is waited for.
pub(super) fn moved(request: Request, from_mentor: bool, now: Timestamp) -> Request {
    let stopped_at = request.stopped_at.map(|_| now);
    Request { asked_back: from_mentor, moved_at: now, reminders: 0, reminded_at: None, stopped_at, ..request }
}
