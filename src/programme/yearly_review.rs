//! The yearly review: in one month of the year every mentor is asked how it goes and whether the profile is still right.
//!
//! The month's first days are shared out by the mentors' numbers, so that not all write to the team on one day. It is a clock of
//! people that asks, and the question's own that reminds.

use jiff::Timestamp;
use jiff::civil::{Date, time};

use super::acting::Acting;
use super::change::Change;
use super::desk::Desk;
use super::directory::profile_fields;
use super::draft::Draft;
use super::guard::limited;
use super::notice::Notice;
use super::on_command::already;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Person, PersonState, Role};
use super::policy::Policy;
use super::question::{self, About, Question};

/// Who has taken part for less than this many days has just said all of it.
const SETTLED_DAYS: i64 = 60;
/// A review that the service was too late for by this many days is left out.
const TOO_LATE_DAYS: i64 = 31;
/// At least how many days lie between two reminders.
const PAUSE_DAYS: i64 = 3;
/// The hour at which it is asked.
const HOUR: i8 = 10;

/// When a mentor is to be asked next.
pub(super) fn at(person: &Person, policy: &Policy) -> Option<Timestamp> {
    if person.role != Role::Mentor || person.state != PersonState::Active {
        return None;
    }
    let since = person.joining.active_since.unwrap_or(person.created_at);
    let joined = i64::from(since.to_zoned_datetime(policy.timezone.clone()).year());
    let year = joined.max(person.care.reviewed_year.saturating_add(1));
    let settled = Desk::days_after(since, SETTLED_DAYS);
    (year..year.saturating_add(3)).find_map(|year| day(person, year, policy).filter(|at| *at >= settled))
}

/// The moment of a mentor's review in a year.
fn day(person: &Person, year: i64, policy: &Policy) -> Option<Timestamp> {
    let rules = &policy.rules;
    let share = person.id.0.rem_euclid(rules.review_spread_days.clamp(1, 28));
    let date = Date::new(i16::try_from(year).ok()?, rules.review_month, i8::try_from(share + 1).ok()?).ok()?;
    Some(date.to_datetime(time(HOUR, 0, 0, 0)).to_zoned_datetime(policy.timezone.clone()).ok()?.timestamp())
}

/// Asks a mentor whose day has come.
pub(super) fn ask(desk: &mut Desk<'_>, person: &mut Person) -> Option<&'static str> {
    let due = at(person, desk.policy)?;
    let year = i64::from(due.to_zoned_datetime(desk.policy.timezone.clone()).year());
    person.care.reviewed_year = year;
    if desk.days_since(due) > TOO_LATE_DAYS || person.failures >= desk.policy.rules.failures {
        return None;
    }
    let next = next(desk, desk.now, 0);
    let question = question::ask(desk, person.id, About::Review(year), "", next);
    let notice = Notice::YearlyReview { reminder: false, last: false, year, fields: profile_fields(person) };
    let letter = Draft::new(person.id, notice).in_conversation(question.conversation);
    desk.post(letter.once(format!("yearly-review/{}/{year}", person.id.0)));
    Some("person.review-asked")
}

/// The next moment about a review that was asked at an instant and reminded of so often.
fn next(desk: &Desk<'_>, asked_at: Timestamp, reminders: u32) -> Option<Timestamp> {
    let rules = &desk.policy.rules;
    let reminder = rules.review_reminder_days.get(reminders as usize).copied();
    let pause = Some(rules.review_pause_days).filter(|days| *days > 0);
    reminder.or(pause).map(|days| Desk::days_after(asked_at, days))
}

/// A moment that an open review waited for: a reminder, or its end.
pub(super) fn due(mut desk: Desk<'_>, question: Question) -> Outcome {
    let person = desk.person(question.asked).filter(|p| p.state == PersonState::Active && question.open());
    let Some(person) = person else {
        desk.put_question(Question { due_at: None, ..question });
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    };
    if let Some(back) = person.away_until.filter(|until| *until > desk.now) {
        desk.put_question(Question { due_at: Some(back), ..question });
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    }
    let rules = &desk.policy.rules;
    let waited = desk.days_since(question.asked_at);
    if rules.review_pause_days > 0 && waited >= rules.review_pause_days {
        return pause(desk, question, person);
    }
    let passed = rules.review_reminder_days.iter().filter(|days| **days <= waited).count();
    let passed = u32::try_from(passed).unwrap_or(u32::MAX);
    // After a longer silence of ours several reminders are due at once: one is sent for all.
    if passed > question.reminders {
        let last = passed as usize >= rules.review_reminder_days.len();
        remind(&mut desk, &question, &person, last);
        desk.audit(None, "person.review-reminded", person.id.0);
    }
    let reminders = passed.max(question.reminders);
    // A reminder that had to wait, for somebody's return, is not followed by the next one the day after.
    let soonest = Desk::days_after(desk.now, PAUSE_DAYS);
    let due_at = next(&desk, question.asked_at, reminders).filter(|at| *at > desk.now).map(|at| at.max(soonest));
    desk.put_question(Question { reminders, due_at, ..question });
    desk.close(Disposition::Done("person.review-reminded"))
}

/// Asks once more, perhaps for the last time in this year.
pub(super) fn remind(desk: &mut Desk<'_>, question: &Question, person: &Person, last: bool) {
    let About::Review(year) = question.about else { return };
    let notice = Notice::YearlyReview { reminder: true, last, year, fields: profile_fields(person) };
    let day = desk.now.to_zoned_datetime(desk.policy.timezone.clone()).date();
    let letter = Draft::new(person.id, notice).in_conversation(question.conversation);
    desk.post(letter.once(format!("yearly-review/{}/{day}", person.id.0)));
}

/// Whoever never answers is not shown to mentees who would wait for them.
fn pause(mut desk: Desk<'_>, question: Question, mut person: Person) -> Outcome {
    let now = desk.now;
    person.state = PersonState::Paused;
    desk.audit(None, "person.paused-by-review", person.id.0);
    desk.post(Draft::new(person.id, Notice::Paused { mentor: true, running: running(&desk, &person) }));
    desk.change(Change::Person(person));
    desk.put_question(question.answered("PAUSED", "", now));
    desk.close(Disposition::Done("person.paused-by-review"))
}

fn running(desk: &Desk<'_>, person: &Person) -> u32 {
    let running = desk.snapshot.mentorships.iter().filter(|m| m.mentor == person.id && m.running()).count();
    u32::try_from(running).unwrap_or(u32::MAX)
}

/// `CONFIRM`, or words of feedback: the review is answered, and the words are for the team.
pub(super) fn answer(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    question: Question,
    confirmed: bool,
    words: &str,
) -> Outcome {
    let now = desk.now;
    let what = match (confirmed, words.is_empty()) {
        (true, true) => "Thank you: your profile stays as it is.",
        (true, false) => "Thank you: your profile stays as it is, and the team reads what you wrote.",
        (false, _) => "Thank you: the team reads what you wrote. Your profile stays as it is.",
    };
    let next = "To change something, write PROFILE; to take a break, write PAUSE.".to_owned();
    desk.audit(Some(acting.person.id), "person.reviewed", acting.person.id.0);
    desk.put_question(question.answered(if confirmed { "CONFIRM" } else { "WORDS" }, words, now));
    let notice = Notice::Done { what: what.to_owned(), next };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("person.reviewed"))
}

/// `CONFIRM` anywhere else: about the review that is open, if one is.
pub(super) fn confirm(desk: Desk<'_>, acting: &Acting<'_, '_>, words: &str) -> Outcome {
    let open = desk.snapshot.questions.iter().find(|q| matches!(q.about, About::Review(_)) && q.open()).cloned();
    match open {
        Some(question) => answer(desk, acting, question, true, words),
        None => already(desk, acting, "Your profile is kept as it is; nothing waits to be confirmed.".to_owned()),
    }
}
