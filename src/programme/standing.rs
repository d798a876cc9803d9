//! Where somebody stands: `STATUS`, and the answers to what could not be understood or passed on.

use super::acting::{Acting, Place};
use super::case::Case;
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::help;
use super::meeting_letters;
use super::mentorship::{EndReason, Mentorship};
use super::notice::Notice;
use super::on_decision::decided;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Person, PersonId, PersonState, Role};
use super::request::{Request, RequestState};
use crate::mail::reply_text;

/// `STATUS`: requests, mentorships, cases, and what waits for an answer.
pub(super) fn status(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let me = acting.person.id;
    let requests = desk.snapshot.requests.iter().filter(|r| r.state != RequestState::Accepted).take(10);
    let requests = requests.map(|request| request_line(&desk, request, me)).collect();
    let mentorships = desk.snapshot.mentorships.iter().filter(|m| !taken_back(m)).take(20);
    let mentorships = mentorships.filter_map(|mentorship| mentorship_line(&desk, mentorship, me)).collect();
    let cases = desk.snapshot.cases.iter().filter(|case| case.person == me && !case.asks_nothing());
    let cases = cases.take(10).map(case_line).collect();
    let asked = match desk.snapshot.questions.iter().filter(|question| question.open()).count() {
        0 => String::new(),
        1 => "One question of mine waits for your answer; it is in an earlier mail.".to_owned(),
        n => format!("{n} questions of mine wait for your answer; they are in earlier mails."),
    };
    let mut standing = standing(&acting.person);
    if let Some(since) = paused_since(&desk, &acting.person) {
        standing = format!("{standing} Your break began on {since}.");
    }
    let (goals, meetings) = (goal_lines(&desk, me), meeting_letters::lines(&desk, me));
    let notice = Notice::Status { standing, asked, requests, mentorships, goals, meetings, cases };
    desk.post(Draft::new(me, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("status"))
}

fn request_line(desk: &Desk<'_>, request: &Request, me: PersonId) -> String {
    if request.state != RequestState::Open {
        return decided(desk, request, me);
    }
    let days = desk.days_since(request.asked_at);
    let mentor = request.mentor == me;
    let other = desk.name(request.other(me));
    let away = away_note(desk, request.mentor, me);
    format!("Request {} {other}: open for {}.{away}", if mentor { "of" } else { "to" }, days_long(days))
}

fn mentorship_line(desk: &Desk<'_>, mentorship: &Mentorship, me: PersonId) -> Option<String> {
    let other = mentorship.other(me)?;
    let name = desk.name(other);
    if let Some(ended) = &mentorship.ended {
        return Some(format!("With {name}: ended {}.", ago(desk.days_since(ended.at))));
    }
    let (mine, theirs) = if me == mentorship.mentor {
        (mentorship.mentor_wrote_at, mentorship.mentee_wrote_at)
    } else {
        (mentorship.mentee_wrote_at, mentorship.mentor_wrote_at)
    };
    let last = match mine.max(theirs) {
        None => " Neither of you has written yet.".to_owned(),
        Some(at) if mine > theirs => format!(" The last mail was yours, {}.", ago(desk.days_since(at))),
        Some(at) => format!(" The last mail was theirs, {}.", ago(desk.days_since(at))),
    };
    let since = day(desk, mentorship.began_at);
    Some(format!("With {name}: since {since}.{last}{}", away_note(desk, other, me)))
}

/// The goals of each mentorship that runs, by their numbers there.
fn goal_lines(desk: &Desk<'_>, me: PersonId) -> Vec<String> {
    let running = desk.snapshot.mentorships.iter().filter(|m| m.running()).take(20);
    let each = running.filter_map(|mentorship| Some((mentorship, desk.name(mentorship.other(me)?))));
    let lines = each.flat_map(|(mentorship, name)| {
        let mut goals: Vec<_> = desk.snapshot.goals.iter().filter(|goal| goal.mentorship == mentorship.id).collect();
        goals.sort_by_key(|goal| goal.number);
        goals.into_iter().map(move |goal| {
            let met = if goal.open() { "" } else { " (met)" };
            format!("With {name}, {}: {}{met}", goal.number, goal.words)
        })
    });
    lines.take(60).collect()
}

fn case_line(case: &Case) -> String {
    let state = match (case.closed_at, case.answered_at) {
        (Some(_), _) => "closed",
        (None, Some(_)) => "open, with an answer",
        (None, None) => "open, not answered yet",
    };
    format!("Case {}: {state}.", case.id.0)
}

/// Began and taken back again: as if it had never been.
fn taken_back(mentorship: &Mentorship) -> bool {
    mentorship.ended.as_ref().is_some_and(|ended| ended.reason == EndReason::Undone)
}

fn paused_since(desk: &Desk<'_>, person: &Person) -> Option<String> {
    let pause = desk.snapshot.steps.iter().find(|step| step.what == "person.paused")?;
    (person.state == PersonState::Paused).then(|| day(desk, pause.at))
}

fn day(desk: &Desk<'_>, at: jiff::Timestamp) -> String {
    at.to_zoned_datetime(desk.policy.timezone.clone()).strftime("%-d %B %Y").to_string()
}

fn ago(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        n => format!("{n} days ago"),
    }
}

fn days_long(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// " They are away until …", said of the other side alone.
fn away_note(desk: &Desk<'_>, of: PersonId, me: PersonId) -> String {
    let until = desk.person(of).filter(|p| p.id != me).and_then(|p| p.away_until).filter(|at| *at > desk.now);
    match until {
        Some(at) => {
            format!(" {} is away until {}.", desk.name(of), day(desk, at))
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

/// A mail that says nothing that can be carried out or passed on.
pub(super) fn not_understood(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let first = acting.words().lines().next().unwrap_or_default();
    let near = help::nearest(acting.words()).filter(|_| !acting.words().is_empty());
    let mut options = help::options(&desk, acting);
    let wanting = Command::wanting(first);
    if let Some((word, _)) = &wanting {
        help::put_first(&mut options, &[word.as_str()]);
    }
    let understood = match (&acting.place, near) {
        _ if acting.words().is_empty() => "There were no words in it beside what it quotes.".to_owned(),
        _ if help::wants_no_mail(first) => {
            help::put_first(&mut options, &["PAUSE", "LEAVE"]);
            "To have no more mail, write PAUSE for a break, or LEAVE to leave for good.".to_owned()
        }
        _ if wanting.is_some() => wanting.map(|(_, wants)| wants).unwrap_or_default(),
        (_, Some(word)) => {
            format!(
                "Its first line looks like {}, but such a word counts only when it is written exactly.",
                word.as_str()
            )
        }
        (Place::Service, None) => {
            "It is not part of a conversation with anybody, and does not begin with a word that I know.".to_owned()
        }
        (_, None) => "It does not begin with a word that I know.".to_owned(),
    };
    let notice = Notice::NotUnderstood { words: acting.words().to_owned(), understood, options };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-understood"))
}

/// Words that did not go to whom they were meant for; their writer gets them back with the reason.
pub(super) fn not_relayed(mut desk: Desk<'_>, acting: &Acting<'_, '_>, other: &str, why: &str, words: &str) -> Outcome {
    let notice = Notice::NotRelayed { other_name: other.to_owned(), why: why.to_owned(), words: words.to_owned() };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-relayed"))
}

/// Gives the words back that stand below a command of which nobody else hears.
pub(super) fn not_passed_on(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, word: Word, words: &str) {
    let (other_name, why) = match &acting.place {
        Place::Pair(request) => {
            let name = desk.name(request.other(acting.person.id));
            let why = format!("It stands below {}, of which {name} hears nothing.", word.as_str());
            (name, why)
        }
        // What says nothing there is the signature of a mail program, as a rule.
        _ if !words.lines().any(reply_text::is_sentence) => return,
        _ => (String::new(), format!("It stands below {}, and nobody reads what stands there.", word.as_str())),
    };
    let notice = Notice::NotRelayed { other_name, why, words: words.to_owned() };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
}

/// Has so much of theirs been passed on today that it may be a machine which answers another, or a flood?
pub(super) fn too_many(desk: &Desk<'_>) -> bool {
    desk.snapshot.answers.passed_on >= desk.policy.rules.passed_on_per_day
}

/// Is it too much even for a concern, which is to reach the team after all that a day may bring?
pub(super) fn far_too_many(desk: &Desk<'_>) -> bool {
    desk.snapshot.answers.passed_on >= desk.policy.rules.passed_on_per_day.saturating_mul(2)
}

/// Words that would be one mail too many today.
pub(super) fn not_today(desk: Desk<'_>, acting: &Acting<'_, '_>, other: &str, words: &str) -> Outcome {
    let why = "So many of your messages have gone on today that no more do until tomorrow; please send it again then.";
    not_relayed(desk, acting, other, why, words)
}

/// Somebody who is suspended or has left: words for the other side come back, anything else is answered with how to reach the team,
/// once running.
pub(super) fn not_taking_part(mut desk: Desk<'_>, acting: &Acting<'_, '_>, talks: bool) -> Outcome {
    if let (Place::Pair(request), true) = (&acting.place, talks && !acting.words().is_empty()) {
        let other = desk.name(request.other(acting.person.id));
        return not_relayed(desk, acting, &other, &standing(&acting.person), acting.words());
    }
    let ignored = Disposition::Ignored(Ignored::NotTakingPart);
    let options = help::options(&desk, acting);
    let notice = Notice::Help { standing: standing(&acting.person), options, converses: false };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    let last = desk.snapshot.answers.last;
    if desk.letters_mut().iter().any(|letter| Some(letter.fingerprint()) == last) {
        return desk.fresh().close(ignored);
    }
    limited(desk, acting.mail, Disposition::Answered("not-taking-part"))
}
