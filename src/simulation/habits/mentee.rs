//! Mentees: they look, ask, wait, ask again, and talk.

use super::{SERVICE, anybody};
use crate::simulation::actor::{Actor, Impulse, Meant, Next};
use crate::simulation::incoming::Incoming;
use crate::simulation::wording;

pub(super) fn read(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    match mail.kind.as_str() {
        "welcome" | "approved" => {
            actor.gone = false;
            vec![actor.later(2.0, Impulse::Look)]
        }
        "directory" => chosen(actor, mail),
        "message-wanted" => vec![with_words(actor, mail)],
        "request-question" => replied(actor, mail),
        "request-sent" => {
            if actor.chance.is(0.04) {
                return vec![actor.command(mail, "WITHDRAW", "")];
            }
            Vec::new()
        }
        "declined" | "request-expired" => disappointed(actor, mail),
        "ended" => vec![actor.later(20.0, Impulse::Look)],
        "accepted" => Vec::new(),
        "mentor" => Vec::new(),
        _ => anybody(actor, mail),
    }
}

/// Looks into the directory.
pub(super) fn look(actor: &mut Actor) -> Vec<Next> {
    if actor.gone || actor.partners.len() > 1 {
        return Vec::new();
    }
    let words = match actor.chance.between(0, 3) {
        0 => format!("MENTORS {}", actor.field),
        1 => format!("MENTORS {} {}", actor.field, actor.place.to_lowercase()),
        _ => "MENTORS".to_owned(),
    };
    let mut next = vec![actor.compose(SERVICE, "Mentors", &words, Meant::Command)];
    if actor.chance.is(0.5) {
        next.push(actor.later(60.0, Impulse::Look));
    }
    next
}

/// Asks one or two of those on the page, or turns it.
fn chosen(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    let asked = actor.asked.clone();
    let free: Vec<_> =
        mail.buttons.iter().filter(|b| b.body.starts_with("INTERESTED") && !asked.contains(&b.body)).cloned().collect();
    if let Some(next) = mail.buttons.iter().find(|b| b.body.contains("PAGE")).cloned()
        && actor.chance.is(0.15)
    {
        return vec![actor.press(&next)];
    }
    if let Some(more) = mail.button("MENTOR ").cloned()
        && actor.chance.is(0.1)
    {
        return vec![actor.press(&more), actor.later(1.0, Impulse::Look)];
    }
    let Some(button) = actor.chance.choose(&free).cloned() else { return Vec::new() };
    actor.asked.push(button.body.clone());
    if actor.chance.is(0.2) {
        // Without a word: one is asked for.
        return vec![actor.press(&button)];
    }
    let words = format!("{}\n\n{}", button.body, approach(actor));
    vec![actor.compose(&button.to, &button.subject, &actor.marked(&words), Meant::Command)]
}

fn approach(actor: &mut Actor) -> String {
    let me = actor.writer.name.clone();
    wording::filled(&mut actor.chance, wording::APPROACHES, "there", &me)
}

fn with_words(actor: &mut Actor, mail: &Incoming) -> Next {
    let words = approach(actor);
    let last = actor.asked.last().cloned().unwrap_or_default();
    if actor.chance.is(0.3) {
        return actor.answer(mail, &actor.marked(&words), Meant::Command);
    }
    actor.answer(mail, &actor.marked(&format!("{last}\n\n{words}")), Meant::Command)
}

fn replied(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    if actor.stays_silent() {
        return Vec::new();
    }
    vec![actor.answer(
        mail,
        &actor.marked("I am in my final year, and have applied for three jobs so far."),
        Meant::Talk,
    )]
}

fn disappointed(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    match actor.chance.between(0, 9) {
        0 => vec![actor.answer(mail, &actor.marked("What a pity. Thank you all the same."), Meant::Talk)],
        1..=3 => chosen(actor, mail),
        4..=7 => vec![actor.later(10.0, Impulse::Look)],
        _ => Vec::new(),
    }
}
