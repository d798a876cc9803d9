//! Words between a mentee and a mentor: a question about a request, or a message of a mentorship.

use super::acting::{Acting, Place};
use super::attachments;
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::held_words;
use super::leak;
use super::letter::Author;
use super::meaning::{sounds_like_answer, sounds_like_decision};
use super::meeting_letters::when_for;
use super::mentorship::Mentorship;
use super::notice::Notice;
use super::on_decision::decided;
use super::on_meeting;
use super::open_requests;
use super::outcome::{Disposition, Outcome};
use super::person::{PersonId, PersonState};
use super::request::{Request, RequestState};
use super::request_clock;
use super::standing::{not_relayed, not_today, not_understood, too_many};

/// Is this word, said to the other side, part of their talk? "Yes!", "OK" and "4" answer a person where nothing asked for them; and
/// "Help!", "Goals" or "Mentors like you are rare" begin what is meant for that person, where a sentence follows and the word is not
/// written as commands are.
pub(super) fn is_chat(acting: &Acting<'_, '_>, command: &Command, message: &str) -> bool {
    if !matches!(acting.place, Place::Pair(_)) {
        return false;
    }
    let heads = || acting.words().trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(command.word.as_str());
    match command.word {
        Word::Yes | Word::No | Word::Ok | Word::Great | Word::Rating => true,
        Word::Help | Word::Status | Word::Goals | Word::Profile | Word::Pause | Word::Resume | Word::MentorsNext => {
            says(message) && !heads()
        }
        Word::Goal | Word::Mentors => (says(message) || talks(&command.argument)) && !heads(),
        _ => false,
    }
}

/// Does somebody say something with these words, more than a name below a command?
fn says(words: &str) -> bool {
    words.split_whitespace().count() >= 6
}

/// Is it a sentence or more, rather than what a goal or a search is put into?
fn talks(argument: &str) -> bool {
    let ends = argument.trim_end_matches(['.', '!', '…']).contains(['.', '!', '?']);
    argument.contains('?') || ends && says(argument)
}

/// The words below a command that takes none, where they say something: they reach nobody, and their writer is to know.
pub(super) fn dropped<'m>(command: &Command, message: &'m str) -> Option<&'m str> {
    let drops = matches!(
        command.word,
        Word::Help
            | Word::Faq
            | Word::Status
            | Word::Goals
            | Word::Profile
            | Word::Mentors
            | Word::MentorsNext
            | Word::Mentor
            | Word::Limit
            | Word::Pause
            | Word::Resume
            | Word::Undo
            | Word::Withdraw
            | Word::MyData
    );
    Some(message).filter(|message| drops && says(message))
}

/// A command with a slip in it, written as commands are: it must not go to the other side, the less when it was to be `CONCERN`.
fn is_slip(acting: &Acting<'_, '_>) -> bool {
    let first = acting.words().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    first.chars().all(char::is_uppercase) && super::help::nearest(acting.words()).is_some()
}

/// Passes words on, or says why not.
pub(super) fn decide(desk: Desk<'_>, acting: &Acting<'_, '_>, request: Request) -> Outcome {
    if acting.words().is_empty() && acting.mail.inbound.attachments.is_empty() {
        return not_understood(desk, acting);
    }
    if is_slip(acting) {
        return not_understood(desk, acting);
    }
    let running = desk.snapshot.mentorship.as_ref().filter(|m| m.request == request.id && m.running()).cloned();
    match (request.state, running) {
        (RequestState::Open, _) => about_request(desk, acting, &request),
        (RequestState::Accepted, Some(mentorship)) => in_mentorship(desk, acting, mentorship),
        (RequestState::Accepted, None) => {
            let name = desk.name(request.other(acting.person.id));
            let why = format!("The mentorship with {name} has ended.");
            not_relayed(desk, acting, &name, &why, acting.words())
        }
        _ => {
            let name = desk.name(request.other(acting.person.id));
            let why = decided(&desk, &request, acting.person.id);
            not_relayed(desk, acting, &name, &why, acting.words())
        }
    }
}

fn about_request(mut desk: Desk<'_>, acting: &Acting<'_, '_>, request: &Request) -> Outcome {
    let from_mentor = request.mentor == acting.person.id;
    if from_mentor && sounds_like_decision(acting.words()) {
        let other_name = desk.name(request.mentee);
        let notice = Notice::ConfirmMeaning { other_name, meeting: String::new(), words: acting.words().to_owned() };
        let letter = Draft::new(acting.person.id, notice).in_conversation(request.conversation);
        desk.post(letter.answering(acting.mail));
        return limited(desk, acting.mail, Disposition::Answered("confirm-meaning"));
    }
    if !stopped(&desk, acting, request.other(acting.person.id)) {
        let moved = request_clock::moved(request.clone(), from_mentor, desk.now);
        open_requests::wind(&mut desk, moved);
    }
    let question =
        |from_name, words, notes| Notice::RequestQuestion { from_name, to_mentor: !from_mentor, words, notes };
    pass_on(desk, acting, request.conversation, request.other(acting.person.id), question)
}

fn in_mentorship(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mentorship: Mentorship) -> Outcome {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else { return not_understood(desk, acting) };
    let conversation = mentorship.conversation;
    if !stopped(&desk, acting, other) {
        ask_about_meeting(&mut desk, acting, other);
        desk.put_mentorship(mentorship.wrote(me, desk.now));
    }
    pass_on(desk, acting, conversation, other, |from_name, words, notes| Notice::Relay { from_name, words, notes })
}

/// Words that sound like an answer to a time that waits for one are passed on like any others, and decide nothing: their writer is
/// asked, once for each time that is suggested.
fn ask_about_meeting(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, other: PersonId) {
    let Some(meeting) = on_meeting::asked(desk, acting) else { return };
    let me = acting.person.id;
    let Some(proposal) = meeting.asks(me).filter(|proposal| proposal.slot.at > desk.now) else { return };
    if !sounds_like_answer(acting.words()) {
        return;
    }
    let notice = Notice::ConfirmMeaning {
        other_name: desk.name(other),
        meeting: when_for(desk, &meeting, &proposal.slot, me),
        words: acting.words().to_owned(),
    };
    let key = format!("meaning/{}/{}/{}", meeting.id.0, meeting.sequence, proposal.slot.at.as_second());
    let letter = Draft::new(me, notice).in_conversation(meeting.conversation);
    desk.post(letter.answering(acting.mail).once(key));
}

/// Why nothing can go to this person.
pub(super) fn unreachable(desk: &Desk<'_>, to: PersonId) -> Option<String> {
    let name = desk.name(to);
    let Some(person) = desk.person(to) else { return Some(format!("{name} does not take part any more.")) };
    if matches!(person.state, PersonState::Left | PersonState::Erased) {
        return Some(format!("{name} does not take part any more."));
    }
    if person.state == PersonState::Suspended {
        return Some(format!("{name} cannot be reached through the programme at the moment."));
    }
    if person.failures >= desk.policy.rules.failures {
        return Some(format!("Mail to {name} does not arrive at the moment; the team knows."));
    }
    None
}

/// Can words not go to this person as they are?
fn stopped(desk: &Desk<'_>, acting: &Acting<'_, '_>, to: PersonId) -> bool {
    unreachable(desk, to).is_some() || too_many(desk) || held_words::must_wait(desk, acting, to, acting.words())
}

fn pass_on(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    conversation: super::conversation::ConversationId,
    to: PersonId,
    notice: impl Fn(String, String, Vec<String>) -> Notice,
) -> Outcome {
    if let Some(why) = unreachable(&desk, to) {
        let name = desk.name(to);
        return not_relayed(desk, acting, &name, &why, acting.words());
    }
    if too_many(&desk) {
        let name = desk.name(to);
        return not_today(desk, acting, &name, acting.words());
    }
    if held_words::must_wait(&desk, acting, to, acting.words()) {
        return held_words::wait(desk, acting, to, acting.words());
    }
    let me = &acting.person;
    let inbound = acting.mail.inbound;
    let name = desk.name(to);
    let leak = leak::find(desk.snapshot, acting.mail, acting.words(), [me.id, to]);
    // HTML that gives an address away where the words do not is history that was not recognised: the words go alone.
    let html = inbound.html.get().filter(|_| leak.is_none()).map(str::to_owned);
    let entry = desk.entry(conversation, Some((acting.mail, me.id)));
    let (files, notes) = attachments::passing(&inbound.attachments, desk.policy.max_attachments);
    let letter = Draft::new(to, notice(me.name.clone(), acting.words().to_owned(), notes.clone()))
        .by(Author::Person(me.name.clone()))
        .in_conversation(conversation)
        .entry(entry)
        .subject(&inbound.subject)
        .with(html, files);
    desk.post(letter);
    attachments::tell_writer(&mut desk, acting, &name, &notes);
    desk.audit(Some(me.id), "message.relayed", conversation.0);
    limited(desk, acting.mail, Disposition::Relayed)
}
