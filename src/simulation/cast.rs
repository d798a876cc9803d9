//! Who takes part in a run, when each arrives and how, and what life brings them.

use jiff::{SignedDuration, Timestamp};

use super::Plan;
use super::actor::{Actor, Impulse, Part};
use super::chance::Chance;
use super::post;
use super::program::{PROGRAMS, Writer};
use crate::mail::address::Address;
use crate::programme::person::{Profile, Role};
use crate::store::ImportRow;

/// How somebody comes to the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrives {
    /// Staff import them, and they take part.
    Imported,
    /// Staff import them, and they are invited.
    Invited,
    /// They write themselves.
    Alone,
    /// They are staff.
    Staff,
}

/// Something that life brings.
#[derive(Clone, Debug)]
pub enum Turn {
    /// They come.
    Arrive(Arrives),
    /// They do something by themselves.
    Does(Impulse),
    /// Their mailbox behaves so from now on.
    Mailbox(Option<post::Box>),
    /// Their server takes mail and sends it back later, from now on.
    Bounces,
}

/// The people of a run, staff first, and what comes to them when.
pub fn cast(plan: &Plan, begin: Timestamp, staff: &[(String, String)]) -> (Vec<Actor>, Vec<(Timestamp, usize, Turn)>) {
    let mut actors = Vec::new();
    let mut turns = Vec::new();
    for (number, (name, address)) in (0..).zip(staff) {
        let mut actor = Actor::new(Part::Staff, number, plan.seed);
        let program = *actor.chance.pick(&PROGRAMS);
        actor.writer = Writer { name: name.clone(), address: address.clone(), signature: name.clone(), program };
        actor.temper.hours = 3.0;
        actor.other = None;
        turns.push((begin, actors.len(), Turn::Arrive(Arrives::Staff)));
        let mut luck = Chance::new(plan.seed, number + 4_000_000);
        let mut day = luck.between(5, 200);
        while day < plan.days {
            let at = begin + SignedDuration::from_hours(day * 24 + luck.between(2, 9));
            turns.push((at, actors.len(), Turn::Does(Impulse::Announce)));
            day += luck.between(150, 400);
        }
        actors.push(actor);
    }
    for (part, count) in [(Part::Mentor, plan.mentors), (Part::Mentee, plan.mentees)] {
        for number in 0..count {
            // Their numbers do not depend on how many others there are.
            let base = if part == Part::Mentor { 10_000 } else { 100_000 };
            let number = base + u64::try_from(number).unwrap_or(0);
            let mut actor = Actor::new(part, number, plan.seed);
            let mut luck = Chance::new(plan.seed, number + 5_000_000);
            life(&mut actor, &mut luck, plan, begin, actors.len(), &mut turns);
            actors.push(actor);
        }
    }
    (actors, turns)
}

fn life(
    actor: &mut Actor,
    luck: &mut Chance,
    plan: &Plan,
    begin: Timestamp,
    index: usize,
    turns: &mut Vec<(Timestamp, usize, Turn)>,
) {
    let mentor = actor.part == Part::Mentor;
    let at = |days: i64, luck: &mut Chance| {
        begin + SignedDuration::from_hours(days * 24) + SignedDuration::from_mins(luck.between(8 * 60, 22 * 60))
    };
    let last = plan.days.max(2) - 1;
    let (arrives, day) = match luck.between(0, 9) {
        0..=3 => (Arrives::Imported, 0),
        4..=6 => (Arrives::Invited, if mentor { 0 } else { luck.between(0, last.min(60)) }),
        _ => (Arrives::Alone, luck.between(0, last)),
    };
    let mut bring = |when: Timestamp, turn: Turn| turns.push((when, index, turn));
    bring(at(day, luck), Turn::Arrive(arrives));
    if !mentor && arrives == Arrives::Imported {
        bring(at(luck.between(1, last.min(200)), luck), Turn::Does(Impulse::Look));
    }
    let months = plan.days / 30 + 1;
    for (often, impulse) in habits(mentor) {
        // `often` is a share of a year.
        for month in 0..months {
            if luck.is(often / 12.0) {
                let day = (month * 30 + luck.between(0, 29)).max(day + 3);
                bring(at(day, luck), Turn::Does(impulse.clone()));
            }
        }
    }
    if luck.is(0.03) {
        let from = luck.between(5, last.max(6));
        let turn = if luck.is(0.5) { Turn::Mailbox(Some(post::Box::Gone)) } else { Turn::Bounces };
        bring(at(from, luck), turn);
    }
    if luck.is(0.03) {
        let from = luck.between(5, last.max(6));
        bring(at(from, luck), Turn::Mailbox(Some(post::Box::Full)));
        bring(at(from + luck.between(1, 6), luck), Turn::Mailbox(None));
    }
    let mut day = luck.between(0, 150);
    while day < plan.days {
        let back = day + luck.between(3, 24);
        actor.away.push((at(day, luck), at(back, luck)));
        day = back + luck.between(60, 300);
    }
}

/// What people do by themselves, and how often in a year.
fn habits(mentor: bool) -> Vec<(f64, Impulse)> {
    let mut habits = vec![
        (0.5, Impulse::Stray),
        (0.25, Impulse::Command("STATUS")),
        (0.2, Impulse::Command("HELP")),
        (0.15, Impulse::Command("PROFILE")),
        (0.15, Impulse::Command("PAUSE")),
        (0.06, Impulse::Command("LEAVE")),
        (0.02, Impulse::Command("ERASE")),
        (0.05, Impulse::Command("MYDATA")),
        (0.05, Impulse::Command("UNDO")),
        (0.12, Impulse::AskTeam),
        (0.03, Impulse::Worry),
        (0.3, Impulse::OtherAddress),
        (0.05, Impulse::Forged),
    ];
    if mentor {
        habits.push((0.15, Impulse::Command("LIMIT 3")));
        habits.push((0.05, Impulse::Command("LIMIT 0")));
    } else {
        habits.push((0.8, Impulse::Look));
        habits.push((0.05, Impulse::Command("WITHDRAW")));
    }
    habits
}

/// The row by which staff import somebody.
pub fn row(actor: &Actor) -> Option<ImportRow> {
    let mentor = actor.part == Part::Mentor;
    let words = |text: String, of_mentor: bool| if mentor == of_mentor { text } else { String::new() };
    Some(ImportRow {
        role: if mentor { Role::Mentor } else { Role::Mentee },
        name: actor.writer.name.clone(),
        address: Address::parse(&actor.writer.address)?,
        profile: Profile {
            course: actor.course.to_owned(),
            job: words(format!("Works in {}, {}", actor.field, actor.place), true),
            history: words(format!("Ten years in {}\n({})", actor.field, actor.mark), true),
            help: format!("{}, interviews", actor.field),
            languages: words("English".to_owned(), true),
            year: words("Final year".to_owned(), false),
            graduation: words("2027-07".to_owned(), false),
            aims: words(format!("A first job in {}, perhaps in {} ({})", actor.field, actor.place, actor.mark), false),
            ..Profile::default()
        },
        capacity: 2,
        untold: Vec::new(),
    })
}
