//! The words of a mentorship (`GOAL`, `GOALS`, `DONE`, `SHARE`, `END`): which mentorship they are about, and who asks where
//! that cannot be told.

use super::acting::{Acting, Place};
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::mentorship::Mentorship;
use super::notice::{Notice, WordLine};
use super::on_command::{already, not_allowed};
use super::outcome::{Disposition, Outcome};
use super::person::PersonId;
use super::question::{About, Question, ask};
use super::{leak, on_end, on_goal, on_meeting, on_meeting_over, on_share};

/// A longer command waits for no answer: it has to be written where it belongs.
const LONGEST: usize = 20_000;

/// Carries out a word in the mentorship it is about, or asks which that is.
pub(super) fn decide(desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command, message: &str) -> Outcome {
    if let Some(mentorship) = here(&desk, acting) {
        return carry_out(desk, acting, mentorship, command, message);
    }
    let running = running(&desk, acting.person.id);
    match running.as_slice() {
        [] => not_allowed(
            desk,
            acting,
            "No mentorship of yours runs at the moment.",
            "Write HELP to see what you can do.",
        ),
        [one] => {
            let one = one.clone();
            carry_out(desk, acting, one, command, message)
        }
        several => ask_which(desk, acting, command, message, several),
    }
}

/// The mentorship that the mail's own conversation is about.
fn here(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> Option<Mentorship> {
    let known = desk.snapshot.mentorship.as_ref().filter(|m| m.other(acting.person.id).is_some())?;
    let this = match &acting.place {
        Place::Pair(request) => known.request == request.id,
        Place::Question(question) => question.about.mentorship() == Some(known.id),
        _ => false,
    };
    this.then(|| known.clone())
}

fn running(desk: &Desk<'_>, me: PersonId) -> Vec<Mentorship> {
    desk.snapshot.mentorships.iter().filter(|m| m.running() && m.other(me).is_some()).cloned().collect()
}

fn carry_out(
    desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    command: &Command,
    message: &str,
) -> Outcome {
    let Some(other) = mentorship.other(acting.person.id) else {
        return not_allowed(desk, acting, "This mentorship is not yours.", "");
    };
    if !mentorship.running() && command.word != Word::End {
        let what = format!("The mentorship with {} has ended.", desk.name(other));
        return already(desk, acting, what);
    }
    match command.word {
        Word::Goal => on_goal::add(desk, acting, mentorship, command, message),
        Word::Goals => on_goal::list(desk, acting, &mentorship),
        Word::Done => on_goal::met(desk, acting, mentorship, command, message),
        Word::Meet => on_meeting::meet(desk, acting, mentorship, command, message),
        Word::MeetCancel | Word::Cancel => on_meeting_over::cancel(desk, acting, &mentorship, message),
        Word::Share => on_share::ask_or_swap(desk, acting, mentorship, message),
        Word::End => on_end::decide(desk, acting, mentorship, command, message),
        _ => not_allowed(
            desk,
            acting,
            &format!("{} cannot be done by mail yet.", command.word.as_str()),
            "Write STAFF and what you would like, and the team will see to it.",
        ),
    }
}

/// Keeps the command and asks which of several mentorships it is about; a button for each name.
fn ask_which(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    command: &Command,
    message: &str,
    several: &[Mentorship],
) -> Outcome {
    let line = format!("{} {}", command.word.as_str(), command.argument).trim().to_owned();
    let words = format!("{line}\n\n{message}").trim().to_owned();
    if words.len() > LONGEST {
        let why = format!("{} could be about several mentorships of yours.", command.word.as_str());
        return not_allowed(desk, acting, &why, "Please write it in answer to a mail of the one you mean.");
    }
    let me = acting.person.id;
    let options = named(&desk, me, several).into_iter().map(|(name, _)| WordLine {
        word: name,
        does: "means this one".to_owned(),
        button: true,
    });
    let notice = Notice::WhichOne { words: line, options: options.collect() };
    let question = ask(&mut desk, me, About::Which, &words, None);
    desk.audit(Some(me), "mentorship.which", question.id.0);
    desk.post(Draft::new(me, notice).in_conversation(question.conversation).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("which-one"))
}

/// The mentorships by the name of the other side; two people of one name are told apart by a number.
fn named(desk: &Desk<'_>, me: PersonId, mentorships: &[Mentorship]) -> Vec<(String, Mentorship)> {
    let mut named: Vec<(String, Mentorship)> = Vec::new();
    for mentorship in mentorships {
        let Some(other) = mentorship.other(me) else { continue };
        let name = desk.name(other);
        let same = named.iter().filter(|(_, m)| m.other(me).is_some_and(|id| desk.name(id) == name)).count();
        let name = if same == 0 { name } else { format!("{name} ({})", same + 1) };
        named.push((name, mentorship.clone()));
    }
    named
}

/// The answer to "which one?": a name, or as much of it as tells it from the others.
pub(super) fn answer_which(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question) -> Outcome {
    if !question.open() {
        return already(desk, acting, "You have answered this already.".to_owned());
    }
    let me = acting.person.id;
    let candidates = named(&desk, me, &running(&desk, me));
    let said =
        acting.words().lines().next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let said = said.to_lowercase();
    let exact = candidates.iter().find(|(name, _)| name.to_lowercase() == said);
    let begins = candidates
        .iter()
        .filter(|(name, _)| !said.is_empty() && name.to_lowercase().split_whitespace().any(|part| part == said));
    let begins: Vec<_> = begins.collect();
    let chosen = match (exact, begins.as_slice()) {
        (Some(one), _) => Some(one),
        (None, [one]) => Some(*one),
        _ => None,
    };
    let Some((name, mentorship)) = chosen.cloned() else { return which_again(desk, acting, &question, &candidates) };
    let words = leak::as_agreed(desk.snapshot, acting.mail, me, &question.words);
    let Some((command, message)) = Command::read(&words) else {
        return which_again(desk, acting, &question, &candidates);
    };
    let now = desk.now;
    desk.put_question(question.answered(&name, "", now));
    carry_out(desk, acting, mentorship, &command, &message)
}

fn which_again(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    question: &Question,
    candidates: &[(String, Mentorship)],
) -> Outcome {
    let options = candidates.iter().map(|(name, _)| WordLine {
        word: name.clone(),
        does: "means this one".to_owned(),
        button: true,
    });
    let notice = Notice::NotUnderstood {
        words: acting.words().to_owned(),
        understood: "It answers the question which mentorship you mean, and names none of them.".to_owned(),
        options: options.collect(),
    };
    desk.post(Draft::new(acting.person.id, notice).in_conversation(question.conversation).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-understood"))
}
