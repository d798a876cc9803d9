//! What people do when a mail comes, and what comes to them by itself.

mod form;
mod mentee;
mod mentor;
mod staff;

use super::actor::{Actor, Impulse, Meant, Next, Part};
use super::calendar::{Invitation, Pressed};
use super::incoming::Incoming;
use super::parcel::{self, Parcel};
use super::program::Proof;
use super::wording;

/// Where everybody writes to.
pub const SERVICE: &str = "mentoring@uni.example";

/// What somebody does about a mail they have just read.
pub fn read(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    if matches!(mail.kind.as_str(), "introduction" | "relay" | "accepted") {
        actor.partners.insert(mail.reply_to.clone(), mail.clone());
    }
    if matches!(mail.kind.as_str(), "ended") {
        actor.partners.remove(&mail.reply_to);
    }
    if let Some(invitation) = mail.invitation.as_ref().filter(|invitation| !invitation.cancelled)
        && actor.chance.is(0.4)
    {
        return vec![in_calendar(actor, invitation)];
    }
    match actor.part {
        Part::Staff => staff::read(actor, mail),
        Part::Mentor => mentor::read(actor, mail),
        Part::Mentee => mentee::read(actor, mail),
    }
}

/// What anybody does about mails that anybody gets.
fn anybody(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    if actor.stays_silent() {
        return Vec::new();
    }
    match mail.kind.as_str() {
        "invitation" => vec![invited(actor, mail)],
        "form" | "form-again" | "profile" => form::fill(actor, mail).into_iter().collect(),
        "confirm-command" | "confirm-address" => vec![confirmed(actor, mail)],
        "relay" | "introduction" => talk_back(actor, mail),
        "case-reply" => thank(actor, mail, 0.3),
        "not-understood" if seldom(actor, mail, 2) => vec![actor.compose(SERVICE, "HELP", "HELP", Meant::Command)],
        // What these say is answered by nobody.
        "done"
        | "already-done"
        | "help"
        | "status"
        | "undelivered"
        | "stranger"
        | "thanks"
        | "faq"
        | "goals"
        | "paused"
        | "resumed"
        | "left"
        | "erased"
        | "mydata"
        | "case-closed"
        | "not-understood"
        | "not-allowed"
        | "welcome"
        | "approved"
        | "rejected"
        | "application-received"
        | "waiting"
        | "profile-changed" => Vec::new(),
        _ => whatever(actor, mail),
    }
}

/// Presses a button of the calendar program, which writes for them.
fn in_calendar(actor: &mut Actor, invitation: &Invitation) -> Next {
    let pressed = match actor.chance.between(0, 19) {
        0 => Pressed::Decline,
        1 | 2 => Pressed::Tentative,
        3 | 4 => Pressed::NextDay,
        _ => Pressed::Accept,
    };
    let subject = format!("{pressed:?}: Meeting");
    let parcel = invitation.answer(&actor.writer.address, pressed);
    let next = actor.compose(&invitation.organizer, &subject, "", Meant::Talk);
    carrying(next, parcel)
}

fn carrying(next: Next, parcel: Parcel) -> Next {
    match next {
        Next::Write(mut written) => {
            written.parcel = parcel;
            Next::Write(written)
        }
        later => later,
    }
}

fn invited(actor: &mut Actor, mail: &Incoming) -> Next {
    match actor.chance.between(0, 9) {
        0 => actor.command(mail, "NO", ""),
        1 => actor.answer(mail, "That sounds interesting, tell me more!", Meant::Talk),
        _ => actor.command(mail, "YES", ""),
    }
}

/// A mail of one's own is confirmed, a stranger's is not.
fn confirmed(actor: &mut Actor, mail: &Incoming) -> Next {
    let forged = actor.answered.remove("forged").is_some();
    actor.command(mail, if forged { "NO" } else { "YES" }, "")
}

/// An answer to a partner, and more of it later.
fn talk_back(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    let mut next = Vec::new();
    if actor.chance.is(0.55) {
        next.push(talk(actor, mail));
    }
    if mail.kind == "introduction" {
        let days = actor.temper.days_between;
        let to = mail.reply_to.clone();
        next.push(actor.later(days / 4.0, Impulse::Talk(to.clone())));
        let mentee = actor.part == Part::Mentee;
        if mentee && actor.chance.is(0.5) {
            next.push(actor.later(6.0, Impulse::Say(to.clone(), "GOAL Find a first job by the summer")));
        }
        if actor.chance.is(0.3) {
            next.push(actor.later(30.0, Impulse::Say(to.clone(), "MEET")));
        }
        if actor.chance.is(0.25) {
            next.push(actor.later(80.0, Impulse::Say(to.clone(), "SHARE")));
        }
        if actor.chance.is(0.3) {
            next.push(actor.later(150.0, Impulse::End(to)));
        }
    }
    next
}

fn talk(actor: &mut Actor, mail: &Incoming) -> Next {
    let me = actor.writer.name.clone();
    let mut words = wording::filled(&mut actor.chance, wording::TALK, "", &me);
    if actor.chance.is(0.03) {
        // Somebody who has not read what stands there.
        words = format!("{words}\nMy address is {}, write to me there.", actor.writer.address);
    }
    let mut parcel = Parcel::default();
    if actor.chance.is(0.06) {
        parcel.files.push(parcel::file(&mut actor.chance, &actor.writer.name, &actor.writer.address));
    }
    if actor.chance.is(0.02) {
        parcel.cc = Some(format!("friend-of-{}@elsewhere.example", actor.mark));
    }
    carrying(actor.answer(mail, &actor.marked(&words), Meant::Talk), parcel)
}

fn thank(actor: &mut Actor, mail: &Incoming, how_often: f64) -> Vec<Next> {
    if !actor.chance.is(how_often) {
        return Vec::new();
    }
    vec![actor.answer(mail, &actor.marked("Thank you, that helps."), Meant::Talk)]
}

/// Is this among the first so many mails of its kind?
fn seldom(actor: &mut Actor, mail: &Incoming, times: u32) -> bool {
    let count = actor.answered.entry(mail.kind.clone()).or_default();
    *count += 1;
    *count <= times
}

/// Any other mail: one of its buttons, a few words of one's own, or nothing.
fn whatever(actor: &mut Actor, mail: &Incoming) -> Vec<Next> {
    let answering: Vec<_> = mail.buttons.iter().filter(|b| !is_way_out(&b.body)).cloned().collect();
    if let Some(button) = actor.chance.choose(&answering).cloned()
        && actor.chance.is(0.75)
    {
        let below = actor.marked("");
        return vec![if actor.chance.is(0.5) {
            actor.press(&button)
        } else {
            actor.command(mail, &button.body, &below)
        }];
    }
    if actor.chance.is(0.15) {
        return vec![actor.answer(mail, &actor.marked("Going well, thank you for asking."), Meant::Talk)];
    }
    Vec::new()
}

/// Does a button lead out of the programme, or to the team? These are pressed on purpose only.
fn is_way_out(body: &str) -> bool {
    ["LEAVE", "ERASE", "END", "PAUSE", "STAFF", "HELP", "CONCERN", "SUSPEND"].iter().any(|word| body.starts_with(word))
}

/// What somebody does by themselves.
pub fn by_themselves(actor: &mut Actor, impulse: &Impulse) -> Vec<Next> {
    match impulse {
        Impulse::Join => {
            let word = if actor.part == Part::Mentor { "JOIN MENTOR" } else { "JOIN" };
            vec![actor.compose(SERVICE, "I would like to take part", word, Meant::Command)]
        }
        Impulse::Look => mentee::look(actor),
        Impulse::Talk(to) => keep_talking(actor, to),
        Impulse::Say(to, what) => say(actor, to, what),
        Impulse::End(to) => end(actor, to),
        Impulse::Command(word) => command(actor, word),
        Impulse::AskTeam => {
            let words = format!("STAFF {}", actor.chance.pick(wording::TO_TEAM));
            vec![actor.compose(SERVICE, "A question", &actor.marked(&words), Meant::Command)]
        }
        Impulse::Worry => {
            let words = format!("CONCERN\n\n{}", actor.chance.pick(wording::CONCERNS));
            vec![actor.compose(SERVICE, "A worry", &actor.marked(&words), Meant::Command)]
        }
        Impulse::Announce => staff::announce(actor),
        Impulse::Stray => {
            let words = (*actor.chance.pick(wording::STRAY)).to_owned();
            vec![actor.compose(SERVICE, "Hello", &words, Meant::Command)]
        }
        Impulse::OtherAddress => other_address(actor),
        Impulse::Forged => forged(actor),
    }
}

fn keep_talking(actor: &mut Actor, to: &str) -> Vec<Next> {
    let Some(mail) = actor.partners.get(to).cloned().filter(|_| !actor.gone) else { return Vec::new() };
    let days = actor.temper.days_between;
    vec![talk(actor, &mail), actor.later(days, Impulse::Talk(to.to_owned()))]
}

fn say(actor: &mut Actor, to: &str, what: &str) -> Vec<Next> {
    let Some(mail) = actor.partners.get(to).cloned().filter(|_| !actor.gone) else { return Vec::new() };
    let mut next = Vec::new();
    let words = if what == "MEET" {
        next.push(actor.later(35.0, Impulse::Say(to.to_owned(), "MEET")));
        format!("MEET in {} days at 15:00", actor.chance.between(3, 20))
    } else {
        what.to_owned()
    };
    if what.starts_with("GOAL ") {
        next.push(actor.later(60.0, Impulse::Say(to.to_owned(), "DONE 1")));
    }
    let typed = wording::typed(&mut actor.chance, &words);
    next.push(actor.answer(&mail, &typed, Meant::Command));
    next
}

fn end(actor: &mut Actor, to: &str) -> Vec<Next> {
    let Some(mail) = actor.partners.get(to).cloned().filter(|_| !actor.gone) else { return Vec::new() };
    let reason = *actor.chance.pick(&["END", "END goals reached", "END no time", "END not the right fit"]);
    let me = actor.writer.name.clone();
    let farewell = wording::filled(&mut actor.chance, wording::FAREWELLS, "", &me);
    actor.partners.remove(to);
    vec![actor.command(&mail, reason, &actor.marked(&farewell))]
}

fn command(actor: &mut Actor, word: &'static str) -> Vec<Next> {
    let mut next = vec![actor.compose(SERVICE, word, &wording::typed(&mut actor.chance.clone(), word), Meant::Command)];
    match word {
        "PAUSE" => next.push(actor.later(30.0, Impulse::Command("RESUME"))),
        "LEAVE" | "ERASE" => {
            actor.gone = true;
            if word == "LEAVE" && actor.chance.is(0.3) {
                next.push(actor.later(60.0, Impulse::Join));
            }
        }
        _ => {}
    }
    next
}

/// A message to a partner from an address that nobody has registered.
fn other_address(actor: &mut Actor) -> Vec<Next> {
    let Some(mail) = actor.partners.values().next().cloned().filter(|_| actor.other.is_some()) else {
        return Vec::new();
    };
    let Next::Write(mut written) = talk(actor, &mail) else { return Vec::new() };
    written.elsewhere = true;
    vec![Next::Write(written)]
}

/// Somebody writes in this one's name, without a token, and the host says so.
fn forged(actor: &mut Actor) -> Vec<Next> {
    let word = *actor.chance.pick(&["PAUSE", "LEAVE", "ACCEPT", "DECLINE", "ERASE", "END"]);
    let Next::Write(mut written) = actor.compose(SERVICE, "Urgent", word, Meant::Forgery) else { return Vec::new() };
    written.proof = if actor.chance.is(0.7) { Proof::Fail } else { Proof::None };
    actor.answered.insert("forged".to_owned(), 1);
    vec![Next::Write(written)]
}
