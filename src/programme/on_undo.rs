//! `UNDO`: the newest decision, end or pause of a person is taken back while it still can be.

use jiff::{SignedDuration, Timestamp};

use super::acting::{Acting, Place};
use super::change::Change;
use super::conversation::ConversationId;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::mentorship::{EndReason, Ended, Mentorship, MentorshipId};
use super::notice::{Notice, UndoneStep};
use super::on_command::{already, not_allowed};
use super::on_meeting_over::{self, Revived};
use super::open_requests;
use super::outcome::{Disposition, Outcome};
use super::person::{Person, PersonId, PersonState, Role};
use super::request::{Request, RequestState};
use super::snapshot::Step;

const ACCEPTED: &str = "request.accepted";
const DECLINED: &str = "request.declined";
const ENDED: &str = "mentorship.ended";
const PAUSED: &str = "person.paused";
/// What the audit calls a step taken back ends so.
const UNDONE: &str = "-undone";

/// Takes the newest step back: in a conversation with somebody, the newest of that conversation or a pause.
pub(super) fn decide(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let hours = desk.policy.rules.undo_hours;
    let Some(step) = newest(&desk, acting) else {
        let why = format!("There is nothing of the last {hours} hours that could be taken back.");
        return not_allowed(desk, acting, &why, "UNDO takes back ACCEPT, DECLINE, END and PAUSE.");
    };
    if step.what.ends_with(UNDONE) {
        return already(desk, acting, "You have taken that back already.".to_owned());
    }
    let last = step.at.checked_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX);
    if desk.now > last {
        let why = format!("That is more than {hours} hours ago, and can no longer be taken back.");
        return not_allowed(desk, acting, &why, "If it matters, write STAFF and what you would like.");
    }
    let undone = match step.what.as_str() {
        ACCEPTED => accept(&mut desk, acting, step.subject),
        DECLINED => decline(&mut desk, acting, step.subject),
        ENDED => end(&mut desk, acting, step.subject),
        _ => pause(&mut desk, acting),
    };
    match undone {
        Ok(back) => told(desk, acting, &back),
        Err(why) => not_allowed(desk, acting, &why, "If it matters, write STAFF and what you would like."),
    }
}

/// What was taken back, or why it cannot be.
type Undone = Result<Back, String>;

/// A step that was taken back.
struct Back {
    /// Which.
    step: UndoneStep,
    /// Who else is told, and where.
    other: Option<(PersonId, ConversationId)>,
    /// The meeting that is ahead again with it.
    meeting: Option<Revived>,
}

impl Back {
    fn between(other: PersonId, conversation: ConversationId, step: UndoneStep) -> Self {
        Self { step, other: Some((other, conversation)), meeting: None }
    }
}

/// The newest step of this person that can be taken back, or has been.
fn newest(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> Option<Step> {
    let undoable = |what: &str| [ACCEPTED, DECLINED, ENDED, PAUSED].contains(&what) || what.ends_with(UNDONE);
    let here = |subject: i64| match &acting.place {
        Place::Pair(request) => {
            let of_pair = |m: &&Mentorship| m.request == request.id && m.id.0 == subject;
            request.id.0 == subject || desk.snapshot.mentorships.iter().any(|m| of_pair(&m))
        }
        _ => true,
    };
    let here = |step: &Step| step.what.starts_with(PAUSED) || here(step.subject);
    desk.snapshot.steps.iter().find(|step| undoable(&step.what) && here(step)).cloned()
}

fn accept(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, number: i64) -> Undone {
    let me = acting.person.id;
    let Some(request) = my_request(desk, me, number, RequestState::Accepted) else { return moved_on() };
    let found = desk.snapshot.mentorships.iter().find(|m| m.request == request.id && m.running()).cloned();
    let Some(mentorship) = found else { return moved_on() };
    if let Some(why) = gone(desk, request.mentee) {
        return Err(why);
    }
    if mentorship.mentee_wrote_at.is_some() {
        let name = desk.name(request.mentee);
        let why =
            format!("{name} has written to you as their mentor already; END, with a kind word, is the better way.");
        return Err(why);
    }
    let ended = Some(Ended { at: desk.now, by: me, reason: EndReason::Undone });
    let id = mentorship.id;
    desk.put_mentorship(Mentorship { ended, due_at: None, ..mentorship });
    on_meeting_over::end_with(desk, id, Some(me));
    reopen(desk, &request);
    desk.audit(Some(me), "request.acceptance-undone", request.id.0);
    let step = UndoneStep { accept: true, ..UndoneStep::default() };
    Ok(Back::between(request.mentee, request.conversation, step))
}

fn decline(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, number: i64) -> Undone {
    let me = acting.person.id;
    let Some(request) = my_request(desk, me, number, RequestState::Declined) else { return moved_on() };
    if let Some(why) = gone(desk, request.mentee).or_else(|| found_another(desk, request.mentee, request.decided_at)) {
        return Err(why);
    }
    let open = desk.snapshot.loads.get(&request.mentee).map_or(0, |load| load.open);
    if open >= desk.policy.rules.open_requests {
        let why =
            format!("{} has asked others meanwhile, and can have no more requests open.", desk.name(request.mentee));
        return Err(why);
    }
    reopen(desk, &request);
    desk.audit(Some(me), "request.decline-undone", request.id.0);
    let step = UndoneStep { decline: true, ..UndoneStep::default() };
    Ok(Back::between(request.mentee, request.conversation, step))
}

fn end(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, number: i64) -> Undone {
    let me = acting.person.id;
    let mine = |m: &&Mentorship| m.id.0 == number && m.ended.as_ref().is_some_and(|ended| ended.by == me);
    let Some(mentorship) = desk.snapshot.mentorships.iter().find(mine).cloned() else { return moved_on() };
    let Some(other) = mentorship.other(me) else { return moved_on() };
    let ended_at = mentorship.ended.as_ref().map(|ended| ended.at);
    if let Some(why) = gone(desk, other) {
        return Err(why);
    }
    if other == mentorship.mentee
        && let Some(why) = found_another(desk, other, ended_at)
    {
        return Err(why);
    }
    let load = desk.snapshot.loads.get(&other).copied().unwrap_or_default();
    if other == mentorship.mentor && desk.person(other).is_some_and(|mentor| load.running >= mentor.capacity) {
        let why = format!("{} has as many mentees as they want by now.", desk.name(other));
        return Err(why);
    }
    // The rules about it look at it anew.
    let due_at = Some(desk.now);
    let conversation = mentorship.conversation;
    desk.put_mentorship(Mentorship { ended: None, due_at, ..mentorship });
    desk.audit(Some(me), "mentorship.end-undone", number);
    let step = UndoneStep { end: true, ..UndoneStep::default() };
    let meeting = on_meeting_over::revive(desk, MentorshipId(number));
    Ok(Back { meeting, ..Back::between(other, conversation, step) })
}

fn pause(desk: &mut Desk<'_>, acting: &Acting<'_, '_>) -> Undone {
    if acting.person.state != PersonState::Paused {
        return moved_on();
    }
    let person = Person { state: PersonState::Active, ..acting.person.clone() };
    desk.audit(Some(person.id), "person.pause-undone", person.id.0);
    desk.change(Change::Person(person));
    let step = UndoneStep { pause: true, ..UndoneStep::default() };
    Ok(Back { step, other: None, meeting: None })
}

fn moved_on() -> Undone {
    Err("Things have moved on since, so that it can no longer be taken back.".to_owned())
}

fn my_request(desk: &Desk<'_>, me: PersonId, number: i64, state: RequestState) -> Option<Request> {
    desk.snapshot.requests.iter().find(|r| r.id.0 == number && r.mentor == me && r.state == state).cloned()
}

/// Why there is nobody to take it back for.
fn gone(desk: &Desk<'_>, other: PersonId) -> Option<String> {
    let here = desk.person(other).is_some_and(|p| matches!(p.state, PersonState::Active | PersonState::Paused));
    (!here).then(|| format!("{} does not take part any more.", desk.name(other)))
}

/// Has the mentee another mentor since then?
fn found_another(desk: &Desk<'_>, mentee: PersonId, since: Option<Timestamp>) -> Option<String> {
    let began = desk.snapshot.loads.get(&mentee).and_then(|load| load.newest)?;
    (began > since?).then(|| format!("{} has found another mentor meanwhile.", desk.name(mentee)))
}

/// The request waits again, for as long as it would have.
fn reopen(desk: &mut Desk<'_>, request: &Request) {
    let open = request.clone().reopened(desk.now);
    open_requests::wind(desk, open);
}

/// Both sides are told; the other has had a mail about the step already.
fn told(mut desk: Desk<'_>, acting: &Acting<'_, '_>, back: &Back) -> Outcome {
    let (me, other) = (acting.person.id, back.other);
    let mentor = acting.person.role == Role::Mentor;
    let for_reader = |desk: &Desk<'_>, reader: PersonId| UndoneStep {
        meeting: back.meeting.as_ref().map(|meeting| meeting.when(desk, reader)).unwrap_or_default(),
        agreed: back.meeting.as_ref().is_some_and(Revived::agreed),
        ..back.step.clone()
    };
    let invitation = |desk: &Desk<'_>, reader| back.meeting.as_ref().and_then(|m| m.invitation(desk, reader));
    let mut mine = Draft::new(
        me,
        Notice::Undone {
            by_you: true,
            to_mentor: mentor,
            other_name: other.map(|(id, _)| desk.name(id)).unwrap_or_default(),
            step: for_reader(&desk, me),
        },
    );
    if let Some((id, conversation)) = other {
        let entry = desk.entry(conversation, Some((acting.mail, me)));
        let name = acting.person.name.clone();
        let step = for_reader(&desk, id);
        let notice = Notice::Undone { by_you: false, to_mentor: !mentor, other_name: name, step };
        let theirs = Draft::new(id, notice).in_conversation(conversation).entry(entry);
        let theirs = theirs.inviting(invitation(&desk, id));
        desk.post(theirs);
        mine = mine.in_conversation(conversation).inviting(invitation(&desk, me));
    }
    desk.post(mine.answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("undone"))
}
