//! Staff: they work through the digest, answer cases and close them.

use crate::simulation::actor::{Actor, Meant, Next};
use crate::simulation::incoming::Incoming;
use crate::simulation::wording;

pub(super) fn read(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    match mail.kind.as_str() {
        "digest" | "digest-weekly" => digest(actor, mail),
        "case" => case(actor, mail),
        "confirm-command" => vec![actor.command(mail, "YES", "")],
        _ => Vec::new(),
    }
}

/// Several lines in one mail: who applied is approved, failing addresses are tried again now and then, cases are closed.
fn digest(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    let mut lines = Vec::new();
    for button in &mail.buttons {
        let does = match button.body.split(' ').next().unwrap_or_default() {
            "APPROVE" => 0.9,
            "CLOSE" => 0.4,
            "RESTORE" => 0.1,
            "REMIND" => 0.3,
            "SHOW" => 0.05,
            _ => 0.0,
        };
        if actor.chance.is(does) {
            lines.push(button.body.clone());
        }
    }
    lines.truncate(30);
    if lines.is_empty() {
        return Vec::new();
    }
    if actor.chance.is(0.1) {
        lines.push("PEOPLE marketing".to_owned());
    }
    if actor.chance.is(0.05) {
        lines.insert(0, "Good morning".to_owned());
    }
    lines.push("thanks".to_owned());
    vec![actor.answer(mail, &lines.join("\n"), Meant::Command)]
}

fn case(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    if actor.stays_silent() {
        return Vec::new();
    }
    let words = (*actor.chance.pick(wording::FROM_TEAM)).to_owned();
    if actor.chance.is(0.3) {
        return vec![actor.answer(mail, &format!("CLOSE\n\n{}", actor.marked(&words)), Meant::Command)];
    }
    vec![actor.answer(mail, &actor.marked(&words), Meant::Talk)]
}

/// Says something to many.
pub(super) fn announce(actor: &mut Actor) -> Vec<Next> {
    let whom = *actor.chance.pick(&["mentors", "mentees", "all"]);
    let news = *actor.chance.pick(wording::NEWS);
    let words = format!("ANNOUNCE {whom}\nSubject: News\n\n{}", actor.marked(news));
    vec![actor.compose(super::SERVICE, "News", &words, Meant::Command)]
}
