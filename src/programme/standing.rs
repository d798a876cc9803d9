//! Where somebody stands: `HELP`, `STATUS`, and the answers to what could not be understood or passed on.

use super::acting::{Acting, Place};
use super::command::Word;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::meeting_letters;
use super::notice::{Notice, WordLine};
use super::on_decision::decided;
use super::on_meeting;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Person, PersonState, Role};
use super::request::RequestState;

/// `HELP`: what can be done now.
pub(super) fn help(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let notice = Notice::Help { standing: standing(&acting.person), options: options(&desk, acting) };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("help"))
}

/// `STATUS`: requests, mentorships, cases.
pub(super) fn status(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let me = acting.person.id;
    let requests = desk.snapshot.requests.iter().filter(|r| r.state != RequestState::Accepted).take(10);
    let requests = requests
        .map(|r| match r.state {
            RequestState::Open => {
                let days = desk.days_since(r.asked_at);
                let other = desk.name(if r.mentor == me { r.mentee } else { r.mentor });
                let away = away_note(&desk, r.mentor, me);
                format!("Request {} {other}: open for {days} days.{away}", if r.mentor == me { "of" } else { "to" })
            }
            _ => decided(&desk, r, me),
        })
        .collect();
    let mentorships = desk.snapshot.mentorships.iter().take(20).filter_map(|m| {
        let other = m.other(me)?;
        let name = desk.name(other);
        let since = desk.days_since(m.began_at);
        Some(match &m.ended {
            None => format!("With {name}, for {since} days.{}", away_note(&desk, other, me)),
            Some(ended) => format!("With {name}, ended {} days ago.", desk.days_since(ended.at)),
        })
    });
    let mentorships = mentorships.collect();
    let cases = desk.snapshot.cases.iter().filter(|c| c.person == me).take(10).map(|case| {
        let state = if case.closed_at.is_some() { "closed" } else { "open" };
        format!("Case {}: {state}.", case.id.0)
    });
    let cases = cases.collect();
    let notice = Notice::Status {
        standing: standing(&acting.person),
        requests,
        mentorships,
        meetings: meeting_letters::lines(&desk, me),
        cases,
    };
    desk.post(Draft::new(me, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("status"))
}

/// " They are away until …", said of the other side alone.
fn away_note(desk: &Desk<'_>, of: super::person::PersonId, me: super::person::PersonId) -> String {
    let until = desk.person(of).filter(|p| p.id != me).and_then(|p| p.away_until).filter(|at| *at > desk.now);
    match until {
        Some(at) => {
            let day = at.to_zoned_datetime(desk.policy.timezone.clone()).strftime("%-d %B %Y").to_string();
            format!(" {} is away until {day}.", desk.name(of))
        }
        None => String::new(),
    }
}

/// As what, and in which state, somebody takes part.
pub(super) fn standing(person: &Person) -> String {
    let role = match person.role {
        Role::Mentor => "a mentor",
        Role::Mentee => "a mentee",
        Role::Staff(_) => return "You look after the programme.".to_owned(),
    };
    match person.state {
        PersonState::Invited => format!("You are invited to take part as {role}."),
        PersonState::Applied => format!("You have applied to take part as {role}; the team looks at it."),
        PersonState::Waiting => format!("You have applied to take part as {role} and wait for the next recruitment."),
        PersonState::Active => format!("You take part as {role}."),
        PersonState::Paused => format!("You take part as {role} and are pausing."),
        PersonState::Suspended => "The team has stopped your taking part.".to_owned(),
        PersonState::Left | PersonState::Erased => "You have left the programme.".to_owned(),
    }
}

fn word(word: &str, does: &str, button: bool) -> WordLine {
    WordLine { word: word.to_owned(), does: does.to_owned(), button }
}

/// What can be said from where this mail stands.
pub(super) fn options(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> Vec<WordLine> {
    let person = &acting.person;
    let mut lines = Vec::new();
    if person.state == PersonState::Invited {
        lines.push(word("YES", "takes part from now on", true));
        lines.push(word("NO", "says no to the invitation", true));
    }
    if let Place::Pair(request) = &acting.place {
        let open = request.state == RequestState::Open;
        let mentor = request.mentor == person.id;
        let running = desk.snapshot.mentorship.as_ref().is_some_and(|m| m.running());
        if open && mentor {
            lines.push(word("ACCEPT", "says yes to this request; words below it go along", true));
            lines.push(word("DECLINE", "says no to this request; words below it go along", true));
        } else if open {
            lines.push(word("WITHDRAW", "takes this request back", true));
        } else if running {
            if on_meeting::answers(desk, acting, Word::Yes) {
                lines.push(word("YES", "agrees to the time that was suggested", true));
                lines.push(word("NO", "says that it does not suit you", true));
            }
            lines.push(word("MEET Friday 3pm", "suggests a meeting, with your day and time", false));
            if desk.snapshot.meetings.iter().any(|m| m.conversation == request.conversation && m.ahead(desk.now)) {
                lines.push(word("CANCEL", "calls the meeting off", true));
            }
            lines.push(word("END", "ends this mentorship, with a farewell below it", true));
        }
    }
    if person.role == Role::Mentee {
        lines.push(word("MENTORS", "shows mentors who fit what you look for", true));
        lines.push(word("MENTORS words", "searches by name, course, job, country or kind of help", false));
        lines.push(word("INTERESTED M17", "asks a mentor, with your message below it", false));
    } else if person.role == Role::Mentor {
        lines.push(word("LIMIT 2", "sets how many mentees you take at a time", false));
    }
    lines.push(word("STATUS", "shows your requests and mentorships", true));
    match person.state {
        PersonState::Active => lines.push(word("PAUSE", "stops new requests for a while", true)),
        PersonState::Paused => lines.push(word("RESUME", "takes part again", true)),
        _ => {}
    }
    lines.push(word("STAFF words", "asks the team", false));
    lines.push(word("CONCERN words", "tells the team in confidence of something that worries you", false));
    lines
}

/// A mail that says nothing that can be carried out or passed on.
pub(super) fn not_understood(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let understood = match &acting.place {
        _ if acting.words().is_empty() => "The mail had no words of its own.",
        Place::Service => {
            "It is not an answer to a conversation with anybody, and does not begin with a word that I know."
        }
        _ => "It does not begin with a word that I know.",
    };
    let notice = Notice::NotUnderstood {
        words: acting.words().to_owned(),
        understood: understood.to_owned(),
        options: options(&desk, acting),
    };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-understood"))
}

/// Words that did not go to whom they were meant for; their writer gets them back with the reason.
pub(super) fn not_relayed(mut desk: Desk<'_>, acting: &Acting<'_, '_>, other: &str, why: &str, words: &str) -> Outcome {
    let notice = Notice::NotRelayed { other_name: other.to_owned(), why: why.to_owned(), words: words.to_owned() };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-relayed"))
}

/// Somebody who is suspended or has left: told how to reach the team when they ask for help, once running.
pub(super) fn not_taking_part(mut desk: Desk<'_>, acting: &Acting<'_, '_>, asks_help: bool) -> Outcome {
    let ignored = Disposition::Ignored(Ignored::NotTakingPart);
    if !asks_help {
        return desk.close(ignored);
    }
    let next = "Write STAFF and your question to reach the team.".to_owned();
    let notice = Notice::NotAllowed { why: standing(&acting.person), next };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    let last = desk.snapshot.answers.last;
    if desk.letters_mut().iter().any(|letter| Some(letter.fingerprint()) == last) {
        return desk.fresh().close(ignored);
    }
    limited(desk, acting.mail, Disposition::Answered("not-taking-part"))
}
