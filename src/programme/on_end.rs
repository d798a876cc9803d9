//! `END`: a mentorship ends, with a reason and a farewell.

use super::acting::Acting;
use super::attachments;
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::held_words;
use super::mentorship::{EndReason, Ended, Mentorship};
use super::notice::{Notice, WordLine};
use super::on_command::already;
use super::on_feedback;
use super::on_meeting_over;
use super::outcome::{Disposition, Outcome};
use super::person::PersonId;
use super::question::{self, About, Question};
use super::standing::not_understood;
use crate::mail::inbound::Attachment;

/// Ends the mentorship. Of a bare word the reason and a farewell are asked for first; a second one ends it all the same, and so do
/// words below it, whose writer has said goodbye. A reason that comes afterwards is noted.
pub(super) fn decide(
    desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    command: &Command,
    farewell: &str,
) -> Outcome {
    let reason = EndReason::of_words(&command.argument);
    match (mentorship.ended.clone(), reason) {
        (None, None) if farewell.is_empty() && asked(&desk, acting, &mentorship).is_none() => {
            ask_first(desk, acting, &mentorship)
        }
        (None, reason) => end(desk, acting, mentorship, reason.unwrap_or(EndReason::Unsaid), farewell),
        (Some(ended), Some(reason)) if ended.by == acting.person.id && ended.reason == EndReason::Unsaid => {
            note_reason(desk, acting, mentorship, Ended { reason, ..ended })
        }
        _ => {
            let other = mentorship.other(acting.person.id).map(|other| desk.name(other)).unwrap_or_default();
            already(desk, acting, format!("The mentorship with {other} has ended already."))
        }
    }
}

/// The open question whether it shall end.
fn asked(desk: &Desk<'_>, acting: &Acting<'_, '_>, mentorship: &Mentorship) -> Option<Question> {
    let mut all = desk.snapshot.questions.iter().chain(&desk.snapshot.question);
    let about = About::End(mentorship.id);
    all.find(|q| q.about == about && q.asked == acting.person.id && q.open()).cloned()
}

/// Asks why, and for a word to the other side.
fn ask_first(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mentorship: &Mentorship) -> Outcome {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else { return not_understood(desk, acting) };
    let notice =
        Notice::Ending { other_name: desk.name(other), meeting: on_meeting_over::stands(&desk, mentorship.id, me) };
    let question = question::ask(&mut desk, me, About::End(mentorship.id), "", None);
    desk.audit(Some(me), "mentorship.end-asked", mentorship.id.0);
    desk.post(Draft::new(me, notice).in_conversation(question.conversation).asking_about(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("ending"))
}

/// `END` with or without a reason and `YES` end it; `NO` does not; words alone decide nothing.
pub(super) fn answer(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    question: Question,
    command: Option<(Command, String)>,
) -> Outcome {
    let Some((mentorship, other)) = question.between(&desk, acting.person.id) else {
        return not_understood(desk, acting);
    };
    let Some((command, farewell)) = command else { return ask_again(desk, acting, &question) };
    if command.word == Word::End {
        return decide(desk, acting, mentorship, &command, &farewell);
    }
    let name = desk.name(other);
    if !mentorship.running() {
        return already(desk, acting, format!("The mentorship with {name} has ended already."));
    }
    if command.word == Word::Yes {
        return end(desk, acting, mentorship, EndReason::Unsaid, &farewell);
    }
    let now = desk.now;
    desk.put_question(question.answered("NO", "", now));
    let what = format!("Your mentorship with {name} goes on; nothing has changed, and they do not know.");
    let next = "To write to them, answer a mail of your conversation.".to_owned();
    desk.post(Draft::new(acting.person.id, Notice::Done { what, next }).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("mentorship.goes-on"))
}

/// Words alone: they may be the farewell, but do not say that it shall end.
fn ask_again(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: &Question) -> Outcome {
    let option = |word: &str, does: &str| WordLine { word: word.to_owned(), does: does.to_owned(), button: true };
    let understood = "It answers the question whether your mentorship shall end, and does not begin with END or NO. \
                      To have your words passed on as a farewell, write them again below END.";
    let notice = Notice::NotUnderstood {
        words: acting.words().to_owned(),
        understood: understood.to_owned(),
        options: vec![option("END", "ends it; words below it go along"), option("NO", "goes on as before")],
    };
    desk.post(Draft::new(acting.person.id, notice).in_conversation(question.conversation).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-understood"))
}

fn note_reason(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mentorship: Mentorship, ended: Ended) -> Outcome {
    desk.audit(Some(acting.person.id), "mentorship.end-reason", mentorship.id.0);
    let notice = Notice::Thanks {
        what: "Thank you for telling us why; the team alone sees it.".to_owned(),
        next: String::new(),
        options: Vec::new(),
    };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    desk.put_mentorship(Mentorship { ended: Some(ended), due_at: None, ..mentorship });
    limited(desk, acting.mail, Disposition::Done("mentorship.end-reason"))
}

/// Ends a running mentorship for the writer, whose farewell goes along.
pub(super) fn end(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    reason: EndReason,
    farewell: &str,
) -> Outcome {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else { return not_understood(desk, acting) };
    if !farewell.is_empty() && held_words::must_wait(&desk, acting, other, farewell) {
        return held_words::wait(desk, acting, other, farewell);
    }
    if let Some(question) = asked(&desk, acting, &mentorship) {
        let now = desk.now;
        desk.put_question(question.answered("END", "", now));
    }
    desk.audit(Some(me), "mentorship.ended", mentorship.id.0);
    let said = desk.entry(mentorship.conversation, Some((acting.mail, me)));
    let name = desk.name(other);
    // What comes without a word beside the command is the picture of a signature.
    let passed = if farewell.is_empty() { Default::default() } else { attachments::of(&mut desk, acting, &name) };
    tell_other(&mut desk, &mentorship, me, said, farewell, passed);
    let mine = Notice::Ended {
        by_you: true,
        other_name: name,
        to_mentor: me == mentorship.mentor,
        words: farewell.to_owned(),
        notes: Vec::new(),
        others: others(&desk, me, &mentorship),
        reason_wanted: reason == EndReason::Unsaid,
    };
    // In the thread, so that a reason which is told afterwards finds its mentorship.
    desk.post(Draft::new(me, mine).in_conversation(mentorship.conversation).answering(acting.mail));
    on_feedback::ask_for(&mut desk, &mentorship, me);
    let id = mentorship.id;
    desk.put_mentorship(ended(mentorship, me, reason, desk.now));
    on_meeting_over::end_with(&mut desk, id, Some(me));
    limited(desk, acting.mail, Disposition::Done("mentorship.ended"))
}

/// The mentorship, ended.
pub(super) fn ended(mentorship: Mentorship, by: PersonId, reason: EndReason, now: jiff::Timestamp) -> Mentorship {
    Mentorship { ended: Some(Ended { at: now, by, reason }), due_at: None, ..mentorship }
}

/// Tells the other side that `by` has ended it, with a farewell, as the entry `said` of the thread, and asks how it was.
/// Nobody is told or asked who cannot answer.
pub(super) fn tell_other(
    desk: &mut Desk<'_>,
    mentorship: &Mentorship,
    by: PersonId,
    said: i64,
    farewell: &str,
    (files, notes): (Vec<Attachment>, Vec<String>),
) {
    let Some(other) = mentorship.other(by) else { return };
    if desk.person(other).is_none_or(|person| person.state.is_gone()) {
        return;
    }
    let told = Notice::Ended {
        by_you: false,
        other_name: desk.name(by),
        to_mentor: other == mentorship.mentor,
        words: farewell.to_owned(),
        notes,
        others: others(desk, other, mentorship),
        reason_wanted: false,
    };
    let letter = Draft::new(other, told).in_conversation(mentorship.conversation).entry(said);
    desk.post(letter.with(None, files));
    on_feedback::ask_for(desk, mentorship, other);
}

/// How many other mentorships of this person run, as far as is known here.
fn others(desk: &Desk<'_>, person: PersonId, but: &Mentorship) -> u32 {
    let all = desk.snapshot.mentorships.iter();
    let running = all.filter(|m| m.running() && m.id != but.id && m.other(person).is_some());
    u32::try_from(running.count()).unwrap_or(u32::MAX)
}
