//! When a request is looked at next: reminders, then expiry, both of which wait while the mentor is away.

use jiff::Timestamp;

use super::desk::Desk;
use super::policy::Rules;
use super::request::Request;

/// How many days somebody who comes back is left at the least before a request expires.
const GRACE_DAYS: i64 = 3;

/// How many of the reminders are due by now.
pub(super) fn reminders_due(request: &Request, away: Option<Timestamp>, rules: &Rules, now: Timestamp) -> u32 {
    let due = rules.reminder_days.iter().filter(|days| after(request, **days, away) <= now).count();
    u32::try_from(due).unwrap_or(u32::MAX)
}

/// When it expires.
pub(super) fn expiry(request: &Request, away: Option<Timestamp>, rules: &Rules) -> Timestamp {
    let plain = Desk::days_after(request.asked_at, rules.expiry_days);
    match away.filter(|until| *until > request.asked_at) {
        Some(back) => plain.max(Desk::days_after(back, GRACE_DAYS)),
        None => plain,
    }
}

/// The next moment at which something about an open request is due, later than now.
pub(super) fn next(request: &Request, away: Option<Timestamp>, rules: &Rules, now: Timestamp) -> Timestamp {
    let reminders = rules.reminder_days.iter().map(|days| after(request, *days, away)).filter(|at| *at > now);
    reminders.chain(std::iter::once(expiry(request, away, rules))).min().unwrap_or(Timestamp::MAX)
}

/// So many days after the asking, or when the mentor is back, if that is later.
fn after(request: &Request, days: i64, away: Option<Timestamp>) -> Timestamp {
    let plain = Desk::days_after(request.asked_at, days);
    away.filter(|until| *until > request.asked_at).map_or(plain, |back| plain.max(back))
}
