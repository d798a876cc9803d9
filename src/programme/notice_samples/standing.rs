//! Samples of answers to what anybody can ask at any time.

use super::text;
use crate::programme::notice::{FaqGroup, FaqNumbers, FaqTitle, Figure, Notice, UndoneStep, WordLine};

fn words() -> Vec<WordLine> {
    let line = |word: &str, does: &str, button| WordLine { word: text(word), does: text(does), button };
    vec![
        line("MENTORS", "shows mentors who fit what you look for", true),
        line("MENTORS words", "searches by name, course, job, country or kind of help", false),
        line("STATUS", "shows your requests and mentorships", true),
        line("PAUSE", "stops new requests for a while", true),
        line("STAFF words", "asks the team", false),
    ]
}

pub(super) fn answers() -> Vec<Notice> {
    let understood = "It does not begin with a word that I know.";
    let not_understood = |words: &str, understood: &str, options| Notice::NotUnderstood {
        words: text(words),
        understood: text(understood),
        options,
    };
    vec![
        Notice::Done {
            what: text("Your request to Grace Okafor is taken back."),
            next: text("MENTORS shows others who fit."),
        },
        Notice::Done { what: text("From now on you take 3 mentees at a time."), next: String::new() },
        Notice::AlreadyDone { what: text("You have accepted Ada Nowak’s request already, on 12 November.") },
        not_understood("Can you tell Grace that I am ill?", understood, words()),
        not_understood("", "", Vec::new()),
        Notice::NotAllowed {
            why: text("You have three open requests, and that is as many as there can be."),
            next: text("Take one back with WITHDRAW, in answer to its mail."),
        },
        Notice::NotAllowed { why: text("Only a mentee can ask a mentor."), next: String::new() },
    ]
}

pub(super) fn standing() -> Vec<Notice> {
    let takes_part = || text("You take part as a mentee.");
    vec![
        Notice::Help { standing: takes_part(), options: words(), converses: true },
        Notice::Help { standing: text("You have left the programme."), options: Vec::new(), converses: false },
        faq("", None, &["For mentees", "For everyone"]),
        faq("how long", Some(("how-long", "How long does a mentorship last?")), &["See also"]),
        faq("rabbits", None, &["For mentors", "For everyone"]),
        Notice::Status {
            standing: takes_part(),
            asked: text("One question of mine waits for your answer; it is in an earlier mail."),
            requests: vec![text("Alan Reyes (M4): asked on 20 November, not answered yet; it expires on 4 December.")],
            mentorships: vec![text("Grace Okafor (M17): since 12 November; the last mail was yours, on 21 November.")],
            goals: vec![text("With Grace Okafor, 1: Apply for three placements")],
            meetings: vec![text("With Grace Okafor: Thursday 3 December 2026 at 15:00 (London time), the library.")],
            cases: vec![text("Case 5: opened on 19 November, answered.")],
        },
        Notice::Status {
            standing: takes_part(),
            asked: String::new(),
            requests: Vec::new(),
            mentorships: Vec::new(),
            goals: Vec::new(),
            meetings: Vec::new(),
            cases: Vec::new(),
        },
        Notice::Paused { mentor: true, running: 2 },
        Notice::Paused { mentor: false, running: 0 },
        Notice::Resumed { mentor: true },
        Notice::Resumed { mentor: false },
    ]
}

/// What people are told of their data, and of steps taken back.
pub(super) fn rights() -> Vec<Notice> {
    let figure = |label: &str, value| Figure { label: text(label), value };
    let departed = |to_mentor, mentorship| Notice::Departed {
        other_name: text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" }),
        to_mentor,
        mentorship,
    };
    let undone = |by_you, to_mentor, step| Notice::Undone {
        by_you,
        to_mentor,
        other_name: text(if by_you == to_mentor { "Ada Nowak" } else { "Grace Okafor" }),
        step,
    };
    let none = UndoneStep::default;
    let steps = [
        UndoneStep { accept: true, ..none() },
        UndoneStep { decline: true, ..none() },
        UndoneStep { end: true, ..none() },
        UndoneStep {
            end: true,
            agreed: true,
            meeting: text("Thursday 3 December 2026 at 15:00 (London time)"),
            ..none()
        },
        UndoneStep { end: true, meeting: text("Friday 4 December 2026 at 09:30 (London time)"), ..none() },
        UndoneStep { pause: true, ..none() },
    ];
    let mut samples = vec![
        Notice::MyData { counts: vec![figure("profile", 1), figure("requests", 2), figure("mails from you", 14)] },
        Notice::Erase { mentorships: vec![text("Grace Okafor"), text("Alan Reyes")] },
        Notice::Erase { mentorships: Vec::new() },
        Notice::Erased {},
        departed(true, true),
        departed(false, true),
        departed(true, false),
        departed(false, false),
        Notice::DeclineSent { mentee_name: text("Ada Nowak") },
        Notice::ConcernSent { number: 5, team: text("the careers service") },
        Notice::NotUnderstoodAgain { words: text("Can you tell Grace that I am ill?"), options: words() },
        Notice::NotUnderstoodAgain { words: String::new(), options: Vec::new() },
    ];
    for step in steps {
        // A yes or a no is a mentor's; their own break tells nobody else.
        samples.push(undone(true, true, step.clone()));
        if !step.pause {
            samples.push(undone(false, false, step.clone()));
        }
        if step.end {
            samples.push(undone(false, true, step));
        }
    }
    samples
}

fn faq(query: &str, answer: Option<(&str, &str)>, headings: &[&str]) -> Notice {
    let title = |(name, title): (&str, &str)| FaqTitle { name: text(name), title: text(title) };
    let titles =
        [("ending", "How do we end a mentorship?"), ("how-often", "How often should we be in touch?")].map(title);
    let group = |heading: &&str| FaqGroup { heading: text(heading), titles: titles.to_vec() };
    Notice::Faq {
        query: text(query),
        answer: answer.map(title),
        groups: headings.iter().map(group).collect(),
        numbers: FaqNumbers {
            open_requests: 3,
            ask_again_days: 90,
            expiry_days: 14,
            suggested_mentees: 2,
            quiet_days: 30,
            undo_hours: 24,
            windows: text("March and August"),
        },
    }
}
