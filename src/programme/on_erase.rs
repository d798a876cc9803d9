//! `ERASE`: asked once, then everything about a person is erased; those whom it affects are told first, kindly.

use super::acting::Acting;
use super::case::Case;
use super::change::Change;
use super::conversation::ConversationId;
use super::desk::Desk;
use super::draft::Draft;
use super::mentorship::{EndReason, Ended, Mentorship};
use super::notice::Notice;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Person, PersonId, PersonState, Profile, Role};
use super::question::{About, Question, ask};
use super::request::{OpenRequest, Request};
use super::{guard, on_command, on_meeting_over};

/// Asks whether it is meant. A second `ERASE` asks the same question again.
pub(super) fn decide(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let me = acting.person.id;
    let asked = desk.snapshot.questions.iter().find(|question| question.about == About::Erase).cloned();
    let question = match asked {
        Some(question) => question,
        None => ask(&mut desk, me, About::Erase, "", None),
    };
    let names = desk.snapshot.mentorships.iter().filter(|m| m.running()).filter_map(|m| m.other(me));
    let notice = Notice::Erase { mentorships: names.map(|other| desk.name(other)).collect() };
    desk.post(Draft::new(me, notice).in_conversation(question.conversation).answering(acting.mail));
    guard::limited(desk, acting.mail, Disposition::Answered("erase"))
}

/// The answer to that question.
pub(super) fn answer(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, yes: bool) -> Outcome {
    if yes {
        erase(&mut desk, &acting.person);
        return desk.close(Disposition::Done("person.erased"));
    }
    let now = desk.now;
    desk.put_question(question.answered("NO", "", now));
    let what = "Nothing has been erased, and everything stays as it is.".to_owned();
    let next = "If you would only like a break, write PAUSE.".to_owned();
    desk.post(Draft::new(acting.person.id, Notice::Done { what, next }).answering(acting.mail));
    guard::limited(desk, acting.mail, Disposition::Done("erase.declined"))
}

/// Somebody's wish that reached the team by another way, carried out at the command line.
pub(super) fn on_wish(mut desk: Desk<'_>, id: PersonId) -> Outcome {
    match desk.person(id) {
        Some(person) if person.state != PersonState::Erased && !matches!(person.role, Role::Staff(_)) => {
            erase(&mut desk, &person);
            desk.close(Disposition::Done("person.erased"))
        }
        _ => desk.close(Disposition::Ignored(Ignored::NothingDue)),
    }
}

/// `MYDATA`: all that is kept, as a file.
pub(super) fn my_data(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let Some(kept) = desk.snapshot.keepsake.clone() else {
        let why = "Your data could not be put together just now.";
        return on_command::not_allowed(desk, acting, why, "Please write MYDATA again, alone in the first line.");
    };
    let counts = kept.counts.iter().filter(|(_, count)| *count > 0);
    let counts = counts.map(|(what, count)| super::notice::Figure {
        label: (*what).to_owned(),
        value: u32::try_from(*count).unwrap_or(u32::MAX),
    });
    let file = crate::mail::inbound::Attachment {
        name: "my-data.json".to_owned(),
        media_type: "application/json".to_owned(),
        inline: false,
        content_id: None,
        bytes: kept.json.into_bytes(),
    };
    let notice = Notice::MyData { counts: counts.collect() };
    desk.audit(Some(acting.person.id), "person.data-sent", acting.person.id.0);
    desk.post(Draft::new(acting.person.id, notice).with(None, vec![file]).answering(acting.mail));
    guard::limited(desk, acting.mail, Disposition::Answered("mydata"))
}

fn erase(desk: &mut Desk<'_>, person: &Person) {
    let me = person.id;
    // Both lists are those of the person that the decision is about.
    let running: Vec<_> =
        desk.snapshot.mentorships.iter().filter(|m| m.running() && m.other(me).is_some()).cloned().collect();
    for mentorship in running {
        end(desk, person, mentorship);
    }
    let open: Vec<_> = desk.snapshot.requests.iter().filter_map(|r| Some((r.clone(), r.open()?))).collect();
    for (request, open) in open {
        close_request(desk, person, &request, open);
    }
    let cases: Vec<_> =
        desk.snapshot.cases.iter().filter(|c| c.person == me && c.closed_at.is_none()).cloned().collect();
    let now = desk.now;
    for case in cases {
        desk.put_case(Case { closed_at: Some(now), ..case });
    }
    let questions: Vec<_> = desk.snapshot.questions.iter().filter(|q| q.asked == me && q.open()).cloned().collect();
    for question in questions {
        let answer = if question.about == About::Erase { "YES" } else { "" };
        desk.put_question(question.answered(answer, "", now));
    }
    // An answer to it comes to the bare address, as a stranger's.
    desk.post(Draft::new(me, Notice::Erased {}).without_conversation());
    desk.audit(Some(me), "person.erased", me.0);
    desk.change(Change::Person(Person {
        state: PersonState::Erased,
        name: String::new(),
        profile: Profile::default(),
        away_until: None,
        due_at: None,
        failures: 0,
        ..person.clone()
    }));
}

fn end(desk: &mut Desk<'_>, person: &Person, mentorship: Mentorship) {
    let Some(other) = mentorship.other(person.id) else { return };
    tell(desk, person, other, mentorship.conversation, true);
    let ended = Some(Ended { at: desk.now, by: person.id, reason: EndReason::Left });
    desk.audit(Some(person.id), "mentorship.ended-by-leaving", mentorship.id.0);
    let id = mentorship.id;
    desk.put_mentorship(Mentorship { ended, due_at: None, ..mentorship });
    on_meeting_over::end_with(desk, id, Some(person.id));
}

fn close_request(desk: &mut Desk<'_>, person: &Person, request: &Request, open: OpenRequest) {
    let now = desk.now;
    if request.mentee == person.id {
        desk.put_request(open.close(now));
        tell(desk, person, request.mentor, request.conversation, false);
    } else if request.mentor == person.id {
        desk.put_request(open.close(now));
        tell(desk, person, request.mentee, request.conversation, false);
    }
}

/// Tells the other side that the person is gone.
fn tell(desk: &mut Desk<'_>, person: &Person, other: PersonId, conversation: ConversationId, mentorship: bool) {
    let to_mentor = person.role == Role::Mentee;
    let notice = Notice::Departed { other_name: person.name.clone(), to_mentor, mentorship };
    let mut letter = Draft::new(other, notice).in_conversation(conversation);
    // Without numbers left the mail stands beside its thread rather than in it.
    if desk.has_numbers(1) {
        let entry = desk.entry(conversation, None);
        letter = letter.entry(entry);
    }
    desk.post(letter);
}
