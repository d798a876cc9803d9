//! Somebody with a mail program and habits, who knows of the programme only what its mails say.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::chance::Chance;
use super::incoming::{Button, Incoming};
use super::parcel::Parcel;
use super::program::{PROGRAMS, Proof, Writer};
use super::wording;

/// What somebody takes part as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Advises.
    Mentor,
    /// Asks.
    Mentee,
    /// Runs the programme.
    Staff,
}

/// How somebody is.
#[derive(Clone, Debug)]
pub struct Temper {
    /// Within how many hours they answer, in the middle.
    pub hours: f64,
    /// How often they do not answer at all.
    pub silent: f64,
    /// How often they write what nearly is a command.
    pub vague: f64,
    /// How often they press a button rather than answer.
    pub buttons: f64,
    /// Mentor: how often they say yes.
    pub yes: f64,
    /// How many days lie between two messages to a partner, in the middle.
    pub days_between: f64,
}

/// What somebody does by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impulse {
    /// Asks to take part.
    Join,
    /// Looks for a mentor.
    Look,
    /// Writes to the partner whose mails come from that address.
    Talk(String),
    /// Says a command to that partner.
    Say(String, &'static str),
    /// Ends it with that partner.
    End(String),
    /// Says a command to the service.
    Command(&'static str),
    /// Writes to the team.
    AskTeam,
    /// Tells the team of a worry.
    Worry,
    /// Staff: has something to say to many.
    Announce,
    /// Writes something that fits nowhere.
    Stray,
    /// Writes to a partner from another address.
    OtherAddress,
    /// Is written for by somebody else, who forges the address.
    Forged,
}

/// What a mail is meant to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// Whatever its command does.
    Command,
    /// Nothing: it is talk, and no state may change by it.
    Talk,
    /// Nothing: its writer is not who it says.
    Forgery,
}

/// A mail that somebody writes now.
#[derive(Clone, Debug)]
pub struct Written {
    /// To whom.
    pub to: String,
    /// The subject, where it answers nothing.
    pub subject: String,
    /// The words.
    pub words: String,
    /// What it answers.
    pub answers: Option<Incoming>,
    /// What it is meant to do.
    pub meant: Meant,
    /// What the host says of it.
    pub proof: Proof,
    /// Is it written from the other address?
    pub elsewhere: bool,
    /// What it carries besides words.
    pub parcel: Parcel,
}

/// What somebody does next.
#[derive(Clone, Debug)]
pub enum Next {
    /// Writes now.
    Write(Box<Written>),
    /// Does something in so many minutes.
    Later(i64, Impulse),
}

/// Somebody.
#[derive(Clone, Debug)]
pub struct Actor {
    /// As what they take part.
    pub part: Part,
    /// Their mail program.
    pub writer: Writer,
    /// Another address of theirs.
    pub other: Option<String>,
    /// Their luck.
    pub chance: Chance,
    /// How they are.
    pub temper: Temper,
    /// What they work in, or want to.
    pub field: &'static str,
    /// Where.
    pub place: &'static str,
    /// What they study or studied.
    pub course: &'static str,
    /// Words that stand in every mail of theirs and in nobody else's, so that it can be told where they went.
    pub mark: String,
    /// When they are away.
    pub away: Vec<(Timestamp, Timestamp)>,
    /// The last mail from each partner, by the address it came from.
    pub partners: BTreeMap<String, Incoming>,
    /// Whom they asked already.
    pub asked: Vec<String>,
    /// Have they left?
    pub gone: bool,
    /// To whom their mail program has said that they are away, in this absence.
    pub told_away: Option<Timestamp>,
    /// How many mails they have written.
    pub written: u32,
    /// How often they have answered each mail of a kind that repeats.
    pub answered: BTreeMap<String, u32>,
}

impl Actor {
    /// A person with the number `number` of the run.
    pub fn new(part: Part, number: u64, seed: u64) -> Self {
        let mut chance = Chance::new(seed, number + 1_000);
        let name = wording::name(&mut chance);
        let plain: String = name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
        let domain = match part {
            Part::Mentor => *chance.pick(&["alumni.example", "corp.example", "mail.example", "gmx.example"]),
            Part::Mentee => "student.uni.example",
            Part::Staff => "uni.example",
        };
        let signed = chance.is(0.5);
        let field = *chance.pick(wording::FIELDS);
        let place = *chance.pick(wording::PLACES);
        let signature = if signed { format!("{name}\n{place}") } else { String::new() };
        let program = *chance.pick(&PROGRAMS);
        let temper = Temper {
            hours: [2.0, 10.0, 30.0, 80.0][usize::try_from(chance.between(0, 3)).unwrap_or(0)],
            silent: if part == Part::Staff { 0.02 } else { chance.share() * 0.4 },
            vague: chance.share() * 0.35,
            buttons: chance.share(),
            yes: 0.35 + chance.share() * 0.5,
            days_between: 8.0 + chance.share() * 40.0,
        };
        let other = chance.is(0.15).then(|| format!("{plain}{number}@private.example"));
        Self {
            part,
            writer: Writer { name, address: format!("{plain}.{number}@{domain}"), signature, program },
            other,
            temper,
            field,
            place,
            course: *chance.pick(wording::COURSES),
            mark: format!("zq{:x}x{number}", chance.between(0x1000, 0xffff)),
            away: Vec::new(),
            partners: BTreeMap::new(),
            asked: Vec::new(),
            gone: false,
            told_away: None,
            written: 0,
            answered: BTreeMap::new(),
            chance,
        }
    }

    /// The first of their names.
    pub fn first_name(&self) -> &str {
        self.writer.name.split(' ').next().unwrap_or_default()
    }

    /// Until when they are away, if they are.
    pub fn away_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.away.iter().find(|(from, to)| (*from..*to).contains(&now)).map(|(_, to)| *to)
    }

    /// When they read and answer a mail that comes now.
    pub fn reads_at(&mut self, now: Timestamp) -> Timestamp {
        let begin = self.away_until(now).unwrap_or(now);
        let minutes = self.chance.minutes_around(self.temper.hours);
        begin + SignedDuration::from_mins(minutes)
    }

    /// Does this moment belong to those at which they stay silent?
    pub fn stays_silent(&mut self) -> bool {
        let silent = self.temper.silent;
        self.chance.is(silent)
    }

    /// Words with their mark below them, and a number, as nobody says the very same twice.
    pub fn marked(&self, words: &str) -> String {
        format!("{words}\n({} {})", self.mark, self.written).trim_start().to_owned()
    }

    /// Answers a mail.
    pub fn answer(&self, mail: &Incoming, words: &str, meant: Meant) -> Next {
        Next::Write(Box::new(Written {
            to: mail.reply_to.clone(),
            subject: String::new(),
            words: words.to_owned(),
            answers: Some(mail.clone()),
            meant,
            proof: Proof::Pass,
            elsewhere: false,
            parcel: Parcel::default(),
        }))
    }

    /// Presses a button.
    pub fn press(&self, button: &Button) -> Next {
        self.compose(&button.to, &button.subject, &button.body, Meant::Command)
    }

    /// Says a command in answer to a mail: by its button, where they like buttons and there is one, else typed above the quote.
    pub fn command(&mut self, mail: &Incoming, command: &str, below: &str) -> Next {
        let likes = self.temper.buttons;
        if let Some(button) = mail.button(command).cloned()
            && self.chance.is(likes)
        {
            let body = format!("{}\n\n{below}", button.body);
            return self.compose(&button.to, &button.subject, body.trim_end(), Meant::Command);
        }
        let typed = wording::typed(&mut self.chance, command);
        self.answer(mail, format!("{typed}\n\n{below}").trim_end(), Meant::Command)
    }

    /// Writes a mail of their own accord.
    pub fn compose(&self, to: &str, subject: &str, words: &str, meant: Meant) -> Next {
        Next::Write(Box::new(Written {
            to: to.to_owned(),
            subject: subject.to_owned(),
            words: words.to_owned(),
            answers: None,
            meant,
            proof: Proof::Pass,
            elsewhere: false,
            parcel: Parcel::default(),
        }))
    }

    /// In so many days, in the middle.
    pub fn later(&mut self, days: f64, impulse: Impulse) -> Next {
        Next::Later(self.chance.minutes_around(days * 24.0), impulse)
    }
}
