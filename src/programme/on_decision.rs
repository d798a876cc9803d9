//! `ACCEPT`, `DECLINE` and `WITHDRAW`: a request is decided, once.

use super::acting::{Acting, Place};
use super::attachments;
use super::change::Change;
use super::desk::Desk;
use super::directory::one_line;
use super::discreet::discreet;
use super::draft::Draft;
use super::guard::limited;
use super::held_words;
use super::mentorship::{Mentorship, MentorshipId, Progress};
use super::notice::{Notice, WordLine};
use super::on_command::{already, not_allowed};
use super::on_directory::suggestions;
use super::open_requests;
use super::outcome::{Disposition, Outcome};
use super::person::{Person, PersonId, PersonState};
use super::request::{OpenRequest, Request, RequestState};

/// The mentor says yes: a mentorship begins.
pub(super) fn accept(mut desk: Desk<'_>, acting: &Acting<'_, '_>, which: Option<i64>, words: &str) -> Outcome {
    let (request, open) = match to_decide(&desk, acting, "ACCEPT", which) {
        Ok(found) => found,
        Err(refusal) => return refusal.answer(desk, acting, words),
    };
    if let Some(outcome) = gone(&desk, &request) {
        return not_allowed(desk, acting, &outcome, "Write STATUS to see what else waits for you.");
    }
    if held_words::must_wait(&desk, acting, request.mentee, words) {
        return held_words::wait(desk, acting, request.mentee, words);
    }
    let now = desk.now;
    let id = MentorshipId(desk.number());
    desk.put_request(open.accept(now));
    let mentorship = Mentorship {
        id,
        request: request.id,
        mentor: request.mentor,
        mentee: request.mentee,
        conversation: request.conversation,
        began_at: now,
        ended: None,
        mentor_wrote_at: (!words.is_empty()).then_some(now),
        mentee_wrote_at: None,
        progress: Progress::default(),
        due_at: None,
        version: 0,
    };
    // A yes that was taken back and is given again goes on where it was.
    let before = desk.snapshot.mentorships.iter().find(|m| m.request == request.id);
    let again = before.map(|m| Mentorship { id: m.id, began_at: m.began_at, version: m.version, ..mentorship.clone() });
    let id = again.as_ref().map_or(id, |m| m.id);
    desk.change(again.map_or(Change::NewMentorship(mentorship), Change::Mentorship));
    desk.audit(Some(request.mentor), "request.accepted", request.id.0);
    desk.audit(Some(request.mentor), "mentorship.began", id.0);
    let running = running(&desk, request.mentor).saturating_add(1);
    let full = running >= acting.person.capacity;
    let waiting = if full { open_requests::full(&mut desk, &acting.person) } else { Vec::new() };
    introduce(&mut desk, acting, &request, words, (running, waiting));
    limited(desk, acting.mail, Disposition::Done("request.accepted"))
}

/// How many mentees a mentor who acts has now.
fn running(desk: &Desk<'_>, mentor: PersonId) -> u32 {
    let running = desk.snapshot.mentorships.iter().filter(|m| m.mentor == mentor && m.running()).count();
    u32::try_from(running).unwrap_or(u32::MAX)
}

fn introduce(
    desk: &mut Desk<'_>,
    acting: &Acting<'_, '_>,
    request: &Request,
    words: &str,
    (running, waiting): (u32, Vec<String>),
) {
    let mentee = desk.name(request.mentee);
    let (files, notes) = attachments::of(desk, acting, &mentee);
    let said = desk.entry(request.conversation, Some((acting.mail, request.mentor)));
    let accepted = Notice::Accepted { mentor_name: acting.person.name.clone(), words: words.to_owned(), notes };
    let letter = Draft::new(request.mentee, accepted).in_conversation(request.conversation).entry(said);
    desk.post(letter.with(None, files));
    let introduction = desk.entry(request.conversation, None);
    for (to, other) in [(request.mentee, request.mentor), (request.mentor, request.mentee)] {
        let to_mentor = to == request.mentor;
        let notice = Notice::Introduction {
            to_mentor,
            other_name: desk.name(other),
            other_about: desk.person(other).map(|person| about(&person)).unwrap_or_default(),
            running: if to_mentor { running } else { 0 },
            suggested: desk.policy.rules.suggested_mentees,
            limit: acting.person.capacity,
            over: to_mentor && running > acting.person.capacity,
            waiting: if to_mentor { waiting.join(", ") } else { String::new() },
        };
        desk.post(Draft::new(to, notice).in_conversation(request.conversation).entry(introduction));
    }
}

/// A person on one line: a mentor's job, a mentee's course.
fn about(person: &Person) -> String {
    let p = &person.profile;
    let parts = [&p.job, &p.course, &p.year].map(|part| one_line(&discreet(part)));
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The mentor says no: the mentee is told, and shown others.
pub(super) fn decline(mut desk: Desk<'_>, acting: &Acting<'_, '_>, which: Option<i64>, words: &str) -> Outcome {
    let (request, open) = match to_decide(&desk, acting, "DECLINE", which) {
        Ok(found) => found,
        Err(refusal) => return refusal.answer(desk, acting, words),
    };
    if held_words::must_wait(&desk, acting, request.mentee, words) {
        return held_words::wait(desk, acting, request.mentee, words);
    }
    let now = desk.now;
    desk.put_request(open.decline(now));
    desk.audit(Some(request.mentor), "request.declined", request.id.0);
    let mentee_name = desk.name(request.mentee);
    let (files, notes) = attachments::of(&mut desk, acting, &mentee_name);
    let others = match desk.person(request.mentee) {
        Some(mentee) => suggestions(&desk, &mentee, request.mentor),
        None => Vec::new(),
    };
    let (mentor_name, words) = (acting.person.name.clone(), words.to_owned());
    let declined = Notice::Declined { mentor_name, words, notes, suggestions: others };
    let said = desk.entry(request.conversation, Some((acting.mail, request.mentor)));
    let letter = Draft::new(request.mentee, declined).in_conversation(request.conversation).entry(said);
    desk.post(letter.with(None, files));
    let notice = Notice::DeclineSent { mentee_name };
    desk.post(Draft::new(request.mentor, notice).in_conversation(request.conversation).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("request.declined"))
}

/// The mentee takes it back.
pub(super) fn withdraw(mut desk: Desk<'_>, acting: &Acting<'_, '_>, which: Option<i64>) -> Outcome {
    let (request, open) = match to_decide(&desk, acting, "WITHDRAW", which) {
        Ok(found) => found,
        Err(refusal) => return refusal.answer(desk, acting, ""),
    };
    let now = desk.now;
    desk.put_request(open.withdraw(now));
    desk.audit(Some(request.mentee), "request.withdrawn", request.id.0);
    let said = desk.entry(request.conversation, Some((acting.mail, request.mentee)));
    let told = Notice::Withdrawn { to_mentor: true, other_name: acting.person.name.clone() };
    desk.post(Draft::new(request.mentor, told).in_conversation(request.conversation).entry(said));
    let mine = Notice::Withdrawn { to_mentor: false, other_name: desk.name(request.mentor) };
    desk.post(Draft::new(request.mentee, mine).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("request.withdrawn"))
}

/// Why there is nothing to decide.
enum Refusal {
    Already(String),
    NotAllowed(String, &'static str),
    Which(&'static str, Vec<WordLine>),
}

impl Refusal {
    fn answer(self, mut desk: Desk<'_>, acting: &Acting<'_, '_>, words: &str) -> Outcome {
        match self {
            Self::Which(word, options) => {
                let notice = Notice::WhichRequest { word: word.to_owned(), options, words: words.to_owned() };
                desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
                limited(desk, acting.mail, Disposition::Answered("which-request"))
            }
            Self::Already(what) => already(desk, acting, what),
            Self::NotAllowed(why, next) => not_allowed(desk, acting, &why, next),
        }
    }
}

/// The request that the word is about: the one it names, else that of the conversation, else the only open one.
fn to_decide(
    desk: &Desk<'_>,
    acting: &Acting<'_, '_>,
    word: &'static str,
    which: Option<i64>,
) -> Result<(Request, OpenRequest), Refusal> {
    let me = acting.person.id;
    let withdraws = word == "WITHDRAW";
    let mine = |r: &&Request| if withdraws { r.mentee == me } else { r.mentor == me };
    let open_or_told = |request: &Request| {
        let open = request.open().ok_or_else(|| Refusal::Already(decided(desk, request, me)))?;
        Ok((request.clone(), open))
    };
    if let Some(number) = which {
        let names = |r: &&Request| r.id.0 == number || (withdraws && r.mentor.0 == number);
        let named: Vec<_> = desk.snapshot.requests.iter().filter(mine).filter(names).collect();
        let Some(last) = named.iter().find(|r| r.open().is_some()).or(named.first()) else {
            let why = format!("No request of yours has the number {number}.");
            return Err(Refusal::NotAllowed(why, "Write STATUS to see how your things stand."));
        };
        return open_or_told(last);
    }
    if let Place::Pair(request) = &acting.place
        && mine(&request)
    {
        return open_or_told(request);
    }
    let open: Vec<_> = desk.snapshot.requests.iter().filter(mine).filter(|r| r.open().is_some()).collect();
    match open.as_slice() {
        [request] => open_or_told(request),
        [] => Err(match desk.snapshot.requests.iter().find(mine) {
            Some(last) => Refusal::Already(format!("No request waits. {}", decided(desk, last, me))),
            None => Refusal::NotAllowed(
                format!("There is no open request that {word} could be about."),
                "Write STATUS to see how your things stand.",
            ),
        }),
        several => Err(Refusal::Which(word, several.iter().map(|r| option(desk, r, word)).collect())),
    }
}

/// One of several requests that a word could be about, with the word that names it.
fn option(desk: &Desk<'_>, request: &Request, word: &'static str) -> WordLine {
    let days = desk.days_since(request.asked_at);
    let ago = match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    };
    let (named, does) = match word {
        "WITHDRAW" => (request.mentor.to_string(), format!("takes back your request to {}", desk.name(request.mentor))),
        "ACCEPT" => (request.id.0.to_string(), format!("says yes to {}, who asked {ago}", desk.name(request.mentee))),
        _ => (request.id.0.to_string(), format!("says no to {}, who asked {ago}", desk.name(request.mentee))),
    };
    WordLine { word: format!("{word} {named}"), does, button: true }
}

/// How a request stands, told to one of its two.
pub(super) fn decided(desk: &Desk<'_>, request: &Request, me: PersonId) -> String {
    let name = desk.name(request.other(me));
    let mentor = request.mentor == me;
    match (request.state, mentor) {
        (RequestState::Open, _) => format!("The request between you and {name} is open."),
        (RequestState::Accepted, true) => format!("You have accepted the request of {name} already."),
        (RequestState::Accepted, false) => format!("{name} has accepted your request already."),
        (RequestState::Declined, true) => format!("You have declined the request of {name} already."),
        (RequestState::Declined, false) => format!("{name} has declined your request already."),
        (RequestState::Withdrawn, true) => format!("{name} has taken the request back."),
        (RequestState::Withdrawn, false) => format!("You have taken your request to {name} back already."),
        (RequestState::Expired, _) => format!("The request between you and {name} has expired."),
        (RequestState::Closed, _) => format!("The request between you and {name} has ended."),
    }
}

/// Why a mentorship with this mentee cannot begin.
fn gone(desk: &Desk<'_>, request: &Request) -> Option<String> {
    let state = desk.person(request.mentee).map(|person| person.state);
    let here = matches!(state, Some(PersonState::Active | PersonState::Paused | PersonState::Invited));
    (!here).then(|| format!("{} does not take part any more.", desk.name(request.mentee)))
}
