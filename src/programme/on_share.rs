//! `SHARE`: two people who both want to swap their addresses.

use super::acting::Acting;
use super::attachments;
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::held_words;
use super::mentorship::{Mentorship, Progress};
use super::notice::Notice;
use super::on_command::{already, not_allowed};
use super::outcome::{Disposition, Outcome};
use super::person::{PersonId, PersonState};
use super::question::{About, Question, ask};
use super::standing::{not_passed_on, not_relayed, not_understood};

/// As [`ask_or_swap`], for a message that goes as soon as both want to.
pub(super) fn for_a_message(desk: Desk<'_>, acting: &Acting<'_, '_>, mentorship: Mentorship) -> Outcome {
    let me = acting.person.id;
    let both = mentorship.other(me).is_some_and(|other| asked(&mentorship, other));
    let mentorship = with(&desk, mentorship, me, true);
    if both { swap(desk, acting, mentorship, "") } else { ask_other(desk, acting, mentorship, "", true) }
}

/// `SHARE`: the first of the two asks the other, the second swaps.
pub(super) fn ask_or_swap(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    message: &str,
) -> Outcome {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else { return not_understood(desk, acting) };
    let name = desk.name(other);
    if mentorship.shared() {
        return already(desk, acting, format!("You and {name} have each other’s address already."));
    }
    if asked(&mentorship, me) {
        let what = format!("You have asked {name} to swap addresses already, and they have not answered yet.");
        return already(desk, acting, what);
    }
    let here = |state| matches!(state, PersonState::Active | PersonState::Paused | PersonState::Invited);
    if !desk.person(other).is_some_and(|person| here(person.state)) {
        let why = format!("{name} cannot be reached through the programme at the moment.");
        return not_allowed(desk, acting, &why, "Write STAFF and your question to reach the team.");
    }
    if !message.is_empty() && held_words::must_wait(&desk, acting, other, message) {
        return held_words::wait(desk, acting, other, message);
    }
    let both = asked(&mentorship, other);
    let mentorship = with(&desk, mentorship, me, true);
    let mentorship = if message.is_empty() { mentorship } else { mentorship.wrote(me, desk.now) };
    attachments::stay_behind(&mut desk, acting, &name, message);
    if both { swap(desk, acting, mentorship, message) } else { ask_other(desk, acting, mentorship, message, false) }
}

/// Has this one of the two asked?
pub(super) fn asked(mentorship: &Mentorship, person: PersonId) -> bool {
    let progress = &mentorship.progress;
    if person == mentorship.mentor { progress.mentor_shared_at } else { progress.mentee_shared_at }.is_some()
}

fn with(desk: &Desk<'_>, mentorship: Mentorship, person: PersonId, wants: bool) -> Mentorship {
    let at = wants.then_some(desk.now);
    let progress = if person == mentorship.mentor {
        Progress { mentor_shared_at: at, ..mentorship.progress }
    } else {
        Progress { mentee_shared_at: at, ..mentorship.progress }
    };
    Mentorship { progress, ..mentorship }
}

fn ask_other(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    message: &str,
    message_waits: bool,
) -> Outcome {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else { return not_understood(desk, acting) };
    let notice = |desk: &Desk<'_>, reader: PersonId, words: &str| Notice::Share {
        by_you: reader == me,
        message_waits: message_waits && reader == me,
        other_name: desk.name(if reader == me { other } else { me }),
        words: words.to_owned(),
    };
    for reader in [other, me] {
        let question = ask(&mut desk, reader, About::Share(mentorship.id), "", None);
        let words = if reader == me { "" } else { message };
        let letter = Draft::new(reader, notice(&desk, reader, words)).in_conversation(question.conversation);
        desk.post(if reader == me { letter.answering(acting.mail) } else { letter });
    }
    desk.audit(Some(me), "mentorship.share-asked", mentorship.id.0);
    desk.put_mentorship(mentorship);
    limited(desk, acting.mail, Disposition::Done("mentorship.share-asked"))
}

fn swap(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mentorship: Mentorship, message: &str) -> Outcome {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else { return not_understood(desk, acting) };
    let said = desk.entry(mentorship.conversation, Some((acting.mail, me)));
    for (reader, shown) in [(other, me), (me, other)] {
        let Some(person) = desk.person(shown) else { continue };
        let words = if reader == me { String::new() } else { message.to_owned() };
        let notice = Notice::Shared { other_name: desk.name(shown), other_address: person.address.to_string(), words };
        let letter = Draft::new(reader, notice).in_conversation(mentorship.conversation);
        desk.post(if reader == me { letter.answering(acting.mail) } else { letter.entry(said) });
    }
    desk.audit(Some(me), "mentorship.shared", mentorship.id.0);
    desk.put_mentorship(mentorship);
    limited(desk, acting.mail, Disposition::Done("mentorship.shared"))
}

/// An answer to the question: yes and `SHARE` swap, no takes the wish back or turns it down.
pub(super) fn answer(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    question: Question,
    command: Option<(Command, String)>,
) -> Outcome {
    let me = acting.person.id;
    let Some((mentorship, other)) = question.between(&desk, me) else {
        return not_understood(desk, acting);
    };
    let name = desk.name(other);
    let Some((command, message)) = command else {
        let why = format!(
            "It answers the question whether you and {name} swap addresses, and only YES or NO decides about that. \
             To write to {name}, answer a mail of your conversation."
        );
        return not_relayed(desk, acting, &name, &why, acting.words());
    };
    if !mentorship.running() {
        return already(desk, acting, format!("The mentorship with {name} has ended."));
    }
    if mentorship.shared() {
        return already(desk, acting, format!("You and {name} have each other’s address already."));
    }
    if command.word != Word::No {
        // Whoever asked first has taken it back meanwhile: then this asks anew, and the question is settled by its own.
        let now = desk.now;
        desk.put_question(question.answered("YES", "", now));
        return ask_or_swap(desk, acting, mentorship, &message);
    }
    if !message.is_empty() {
        not_passed_on(&mut desk, acting, Word::No, &message);
    }
    refuse(desk, acting, mentorship, question)
}

fn refuse(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mentorship: Mentorship, question: Question) -> Outcome {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else { return not_understood(desk, acting) };
    let mine = asked(&mentorship, me);
    let theirs = asked(&mentorship, other);
    let name = desk.name(other);
    let now = desk.now;
    desk.put_question(question.answered("NO", "", now));
    if !mine && !theirs {
        return already(desk, acting, format!("Nobody asks any more: you and {name} write through the programme."));
    }
    let mentorship = with(&desk, mentorship, me, false);
    let mentorship = with(&desk, mentorship, other, false);
    desk.audit(Some(me), "mentorship.share-refused", mentorship.id.0);
    let done = |what: String| Notice::Done {
        what,
        next: "Your conversation goes on as before, through the programme.".to_owned(),
    };
    let what = if mine {
        format!("You do not ask {name} for an exchange of addresses any more.")
    } else {
        let told = done(format!("{} would rather keep writing through the programme.", acting.person.name));
        desk.post(Draft::new(other, told).in_conversation(mentorship.conversation));
        format!("{name} has been told that you would rather keep writing through the programme.")
    };
    desk.post(Draft::new(me, done(what)).in_conversation(mentorship.conversation).answering(acting.mail));
    desk.put_mentorship(mentorship);
    limited(desk, acting.mail, Disposition::Done("mentorship.share-refused"))
}
