//! Mentors: they accept, decline, ask first, nearly say yes, or say nothing.

use super::anybody;
use crate::simulation::actor::{Actor, Meant, Next};
use crate::simulation::incoming::Incoming;
use crate::simulation::wording;

pub(super) fn read(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    match mail.kind.as_str() {
        "request" => decide(actor, mail, 0.25),
        "request-reminder" => decide(actor, mail, 0.0),
        "request-question" => decide(actor, mail, 0.1),
        "confirm-meaning" => vec![meant(actor, mail)],
        "welcome" | "approved" => {
            actor.gone = false;
            Vec::new()
        }
        "accepted" => Vec::new(),
        _ => anybody(actor, mail),
    }
}

/// Answers a request; `asks` is how often with a question.
fn decide(actor: &mut Actor, mail: &Incoming, asks: f64) -> Vec<Next> {
    if actor.stays_silent() {
        return Vec::new();
    }
    if actor.chance.is(asks) {
        let question = (*actor.chance.pick(wording::QUESTIONS)).to_owned();
        return vec![actor.answer(mail, &actor.marked(&question), Meant::Talk)];
    }
    let willing = actor.temper.yes;
    let yes = actor.chance.is(willing);
    let vague = actor.temper.vague;
    if actor.chance.is(vague) {
        let words = *actor.chance.pick(if yes { wording::NEARLY_YES } else { wording::NEARLY_NO });
        actor.answered.insert("meant-yes".to_owned(), u32::from(yes));
        return vec![actor.answer(mail, words, Meant::Talk)];
    }
    let below = match (yes, actor.chance.between(0, 2)) {
        (_, 0) => String::new(),
        (true, _) => actor.marked("I look forward to hearing from you. What would you like to begin with?"),
        (false, _) => actor.marked("I have too little time this year. Do try others, and good luck!"),
    };
    vec![actor.command(mail, if yes { "ACCEPT" } else { "DECLINE" }, &below)]
}

fn meant(actor: &mut Actor, mail: &Incoming) -> Next {
    let yes = actor.answered.remove("meant-yes").is_none_or(|yes| yes > 0);
    actor.command(mail, if yes { "ACCEPT" } else { "DECLINE" }, "")
}
