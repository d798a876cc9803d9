//! The clock of people: every rule that waits for a moment in somebody's life, and the one place where they run.
//!
//! A clock is a function of the person as stored: the moment it wants to run at, if any. `due_at` is the earliest of them; it is worked
//! out anew whenever a decision writes the person down, so that no rule has to think of it. When the moment has come, every clock whose
//! time it is runs, and must leave the person such that its next moment lies later.

use jiff::Timestamp;

use super::change::Change;
use super::desk::Desk;
use super::draft::Draft;
use super::notice::Notice;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Joining, Person, PersonId, PersonState, Role};
use super::policy::Policy;
use super::{not_approached, on_join, recruitment, yearly_review};

/// One rule that waits.
struct Clock {
    /// When it wants to run next, as far as the person's row tells; a moment in the past is due now.
    at: fn(&Person, &Policy) -> Option<Timestamp>,
    /// What it does then: letters onto the desk, the person changed so that the next moment lies later. Gives the audit's word.
    run: fn(&mut Desk<'_>, &mut Person) -> Option<&'static str>,
}

/// Every clock there is, in the order in which they run when several are due.
const CLOCKS: &[Clock] = &[
    Clock { at: invitation_at, run: invite },
    Clock { at: unanswered_at, run: wait_no_longer },
    Clock { at: window_at, run: open_window },
    Clock { at: yearly_review::at, run: yearly_review::ask },
    Clock { at: not_approached::at, run: not_approached::tell },
];

/// When somebody is to be looked at next.
pub(super) fn next(person: &Person, policy: &Policy) -> Option<Timestamp> {
    if matches!(person.role, Role::Staff(_)) {
        return None;
    }
    CLOCKS.iter().filter_map(|clock| (clock.at)(person, policy)).min()
}

/// Runs whatever is due about a person.
pub(super) fn decide(mut desk: Desk<'_>, id: PersonId) -> Outcome {
    let Some(mut person) = desk.person(id).filter(|person| !matches!(person.role, Role::Staff(_))) else {
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    };
    let mut done = None;
    for clock in CLOCKS {
        if (clock.at)(&person, desk.policy).is_none_or(|at| at > desk.now) {
            continue;
        }
        if let Some(what) = (clock.run)(&mut desk, &mut person) {
            desk.audit(None, what, id.0);
            done = Some(what);
        }
    }
    desk.change(Change::Person(person));
    desk.rang = Some(id);
    desk.close(done.map_or(Disposition::Ignored(Ignored::NothingDue), Disposition::Done))
}

/// Whom staff have imported or invited gets an invitation, once.
fn invitation_at(person: &Person, _: &Policy) -> Option<Timestamp> {
    let waits = person.state == PersonState::Invited && person.joining.by_staff && person.joining.invited_at.is_none();
    waits.then_some(person.created_at)
}

fn invite(desk: &mut Desk<'_>, person: &mut Person) -> Option<&'static str> {
    let notice = Notice::Invitation { mentor: person.role == Role::Mentor, reminder: false };
    person.joining = Joining { invited_at: Some(desk.now), ..person.joining.clone() };
    desk.post(Draft::new(person.id, notice).once(format!("invitation/{}", person.id.0)));
    Some("person.invited")
}

/// Who has not answered an invitation, or not finished the form, is reminded once; later nobody waits for them any more. They stay
/// invited all the same: a late answer counts.
fn unanswered_at(person: &Person, policy: &Policy) -> Option<Timestamp> {
    let since = person.joining.invited_at.filter(|_| person.state == PersonState::Invited)?;
    let (remind, expire) = (policy.rules.invitation_reminder_days, policy.rules.invitation_expiry_days);
    let reminder = Some(remind).filter(|days| *days > 0 && person.joining.reminders == 0);
    let expiry = Some(expire).filter(|days| *days > 0 && person.joining.reminders < LAPSED);
    let days = reminder.into_iter().chain(expiry).min()?;
    Some(Desk::days_after(since, days))
}

/// What [`Joining::reminders`] says when nobody waits any more.
const LAPSED: u32 = 2;

fn wait_no_longer(desk: &mut Desk<'_>, person: &mut Person) -> Option<&'static str> {
    let rules = &desk.policy.rules;
    let since = person.joining.invited_at?;
    let over = rules.invitation_expiry_days > 0 && Desk::days_after(since, rules.invitation_expiry_days) <= desk.now;
    person.joining.reminders = if over { LAPSED } else { 1 };
    if over {
        return Some(if person.joining.by_staff { "person.invitation-lapsed" } else { "person.form-lapsed" });
    }
    let key = format!("invitation-reminder/{}/{}", person.id.0, since.as_second());
    if person.joining.by_staff {
        let notice = Notice::Invitation { mentor: person.role == Role::Mentor, reminder: true };
        desk.post(Draft::new(person.id, notice).once(key));
    } else {
        let days = desk.days_since(since);
        on_join::remind(desk, person, days, key);
    }
    Some("person.reminded")
}

/// A mentor who applied outside a recruitment window waits for the next one.
fn window_at(person: &Person, policy: &Policy) -> Option<Timestamp> {
    let applied = person.joining.applied_at.filter(|_| person.state == PersonState::Waiting)?;
    Some(recruitment::opening(policy, applied).unwrap_or(applied))
}

fn open_window(desk: &mut Desk<'_>, person: &mut Person) -> Option<&'static str> {
    person.state = PersonState::Applied;
    let notice = Notice::ApplicationReceived { mentor: person.role == Role::Mentor, opened: true };
    let applied = person.joining.applied_at.map_or(0, Timestamp::as_second);
    desk.post(Draft::new(person.id, notice).once(format!("window/{}/{applied}", person.id.0)));
    Some("person.applied")
}
