//! `GOAL`, `GOALS` and `DONE`: what the two of a mentorship want to reach.

use super::acting::Acting;
use super::attachments;
use super::change::Change;
use super::command::Command;
use super::desk::Desk;
use super::draft::Draft;
use super::goal::Goal;
use super::guard::limited;
use super::held_words;
use super::mentorship::Mentorship;
use super::notice::{GoalLine, Notice, WordLine};
use super::on_command::{already, not_allowed};
use super::outcome::{Disposition, Outcome};
use super::person::PersonId;

/// How many goals a mentorship may have; more are no goals but a list.
const MOST: usize = 50;
/// How many characters a goal may have.
const LONGEST: usize = 300;
/// How many goals have a button of their own.
const BUTTONS: usize = 9;

/// What has just happened to the goals.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    Added,
    Met,
    Asked,
}

/// `GOAL text`; a goal that stands on the next line is one too.
pub(super) fn add(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    command: &Command,
    message: &str,
) -> Outcome {
    let (words, message) = match message.split_once("\n\n") {
        _ if !command.argument.is_empty() => (command.argument.as_str(), message),
        Some((first, rest)) => (first, rest.trim()),
        None => (message, ""),
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        let why = "A goal was missing. A good one is small enough to be met, and says how you will know.";
        return not_allowed(desk, acting, why, "Write GOAL and the goal on one line: GOAL Apply for three placements.");
    }
    if words.chars().count() > LONGEST {
        let why = format!("A goal has up to {LONGEST} characters, and nothing has been added.");
        return not_allowed(desk, acting, &why, "Write GOAL and it in a few words, and the rest as a message below.");
    }
    let mut goals = of(&desk, &mentorship);
    if goals.len() >= MOST {
        let why = format!("There are {MOST} goals already, and that is as many as there can be.");
        return not_allowed(desk, acting, &why, "Write GOALS to see them, and DONE and its number when one is met.");
    }
    let all = format!("{words}\n{message}");
    let me = acting.person.id;
    let other = mentorship.other(me).unwrap_or(me);
    if held_words::must_wait(&desk, acting, other, &all) {
        return held_words::wait(desk, acting, other, acting.words());
    }
    let number = goals.iter().map(|goal| goal.number).max().unwrap_or(0).saturating_add(1);
    let goal = Goal { mentorship: mentorship.id, number, words, added_by: me, added_at: desk.now, met: None };
    desk.change(Change::NewGoal(goal.clone()));
    desk.audit(Some(me), "goal.added", mentorship.id.0);
    goals.push(goal.clone());
    tell(&mut desk, acting, &mentorship, &goals, &goal, message);
    put(&mut desk, mentorship, me, message);
    limited(desk, acting.mail, Disposition::Done("goal.added"))
}

/// `DONE n`.
pub(super) fn met(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    command: &Command,
    message: &str,
) -> Outcome {
    let mut goals = of(&desk, &mentorship);
    let number = command.number().unwrap_or(0);
    let now = desk.now;
    let me = acting.person.id;
    let Some(goal) = goals.iter_mut().find(|goal| goal.number == number) else {
        let why = format!("There is no goal {number}.");
        return not_allowed(desk, acting, &why, "Write GOALS to see those that there are.");
    };
    if !goal.open() {
        return already(desk, acting, format!("Goal {number} is met already."));
    }
    goal.met = Some((me, now));
    let goal = goal.clone();
    let other = mentorship.other(me).unwrap_or(me);
    if held_words::must_wait(&desk, acting, other, message) {
        return held_words::wait(desk, acting, other, acting.words());
    }
    desk.change(Change::Goal(goal.clone()));
    desk.audit(Some(me), "goal.met", mentorship.id.0);
    tell(&mut desk, acting, &mentorship, &goals, &goal, message);
    put(&mut desk, mentorship, me, message);
    limited(desk, acting.mail, Disposition::Done("goal.met"))
}

/// `GOALS`.
pub(super) fn list(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mentorship: &Mentorship) -> Outcome {
    let me = acting.person.id;
    let goals = of(&desk, mentorship);
    let notice = notice(&desk, mentorship, me, (me, Event::Asked), &goals, None, Default::default());
    desk.post(Draft::new(me, notice).in_conversation(mentorship.conversation).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("goals"))
}

/// The goals of this mentorship, by number.
fn of(desk: &Desk<'_>, mentorship: &Mentorship) -> Vec<Goal> {
    desk.snapshot.goals.iter().filter(|goal| goal.mentorship == mentorship.id).cloned().collect()
}

/// The row is written even where nothing of it changes, so that of two goals met at once one is the last.
fn put(desk: &mut Desk<'_>, mentorship: Mentorship, me: PersonId, message: &str) {
    let mentorship = if message.is_empty() { mentorship } else { mentorship.wrote(me, desk.now) };
    desk.put_mentorship(mentorship);
}

/// Tells both what happened: the other in the thread, the writer in an answer. Where no goal is left, both are asked whether to
/// go on with new ones.
fn tell(
    desk: &mut Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: &Mentorship,
    goals: &[Goal],
    goal: &Goal,
    message: &str,
) {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else { return };
    let event = if goal.open() { Event::Added } else { Event::Met };
    let said = desk.entry(mentorship.conversation, Some((acting.mail, me)));
    if desk.person(other).is_some_and(|person| !person.state.is_gone()) {
        let name = desk.name(other);
        let (files, notes) = attachments::of(desk, acting, &name);
        let notice = notice(desk, mentorship, other, (me, event), goals, Some(goal), (message, notes));
        let letter = Draft::new(other, notice).in_conversation(mentorship.conversation).entry(said);
        desk.post(letter.with(None, files));
    }
    let notice = notice(desk, mentorship, me, (me, event), goals, Some(goal), Default::default());
    desk.post(Draft::new(me, notice).in_conversation(mentorship.conversation).answering(acting.mail));
}

fn notice(
    desk: &Desk<'_>,
    mentorship: &Mentorship,
    reader: PersonId,
    (actor, event): (PersonId, Event),
    goals: &[Goal],
    goal: Option<&Goal>,
    (message, notes): (&str, Vec<String>),
) -> Notice {
    let other_name = mentorship.other(reader).map(|id| desk.name(id)).unwrap_or_default();
    let (by_you, words) = (actor == reader, message.to_owned());
    let goal = goal.map(|goal| goal.words.clone()).unwrap_or_default();
    let open = goals.iter().filter(|goal| goal.open());
    let left = open.clone().count();
    if event == Event::Met && left == 0 {
        return Notice::GoalsMet { by_you, other_name, to_mentor: reader == mentorship.mentor, goal, words, notes };
    }
    let line = |goal: &Goal| GoalLine { number: goal.number, goal: goal.words.clone(), met: !goal.open() };
    let option = |goal: &Goal| WordLine {
        word: format!("DONE {}", goal.number),
        does: format!("says that this one is met: {}", goal.words),
        button: true,
    };
    Notice::Goals {
        by_you,
        added: event == Event::Added,
        met: event == Event::Met,
        other_name,
        goal,
        words,
        notes,
        goals: goals.iter().map(line).collect(),
        options: open.take(BUTTONS).map(option).collect(),
    }
}
