//! Not approached: a mentor whom nobody has asked for long is told so kindly, with the profile to look over.

use jiff::Timestamp;

use super::desk::Desk;
use super::directory::profile_fields;
use super::draft::Draft;
use super::notice::Notice;
use super::person::{Person, PersonState, Role};
use super::policy::Policy;

/// When it has been so long that they are told, if nobody asks until then.
pub(super) fn at(person: &Person, policy: &Policy) -> Option<Timestamp> {
    let days = policy.rules.not_approached_days;
    let can_be_asked = person.role == Role::Mentor && person.state == PersonState::Active && person.capacity > 0;
    let since = person.care.unasked_since.or(person.joining.active_since).unwrap_or(person.created_at);
    (can_be_asked && days > 0).then(|| Desk::days_after(since, days))
}

/// Tells a mentor, unless somebody has asked meanwhile or could not have.
pub(super) fn tell(desk: &mut Desk<'_>, person: &mut Person) -> Option<&'static str> {
    let days = desk.policy.rules.not_approached_days;
    let to_them = desk.snapshot.requests.iter().filter(|request| request.mentor == person.id);
    let asked = to_them.map(|request| request.asked_at).max();
    if let Some(asked) = asked.filter(|asked| desk.days_since(*asked) < days) {
        person.care.unasked_since = Some(asked);
        return None;
    }
    person.care.unasked_since = Some(desk.now);
    let running = desk.snapshot.mentorships.iter().filter(|m| m.mentor == person.id && m.running()).count();
    let full = running >= person.capacity as usize;
    if full || person.failures >= desk.policy.rules.failures {
        return None;
    }
    let notice = Notice::NotApproached { months: (days / 30).max(1), fields: profile_fields(person) };
    let day = desk.now.to_zoned_datetime(desk.policy.timezone.clone()).date();
    desk.post(Draft::new(person.id, notice).once(format!("not-approached/{}/{day}", person.id.0)));
    Some("person.not-approached")
}
