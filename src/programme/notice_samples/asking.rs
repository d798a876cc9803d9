//! Samples of how a mentee finds a mentor, asks, and is answered.

use super::{ANSWER, QUESTION, text};
use crate::programme::notice::{MentorLine, MentorPage, Notice, ProfileField, WordLine};

fn mentors() -> Vec<MentorLine> {
    let line = |reference: &str, name: &str, summary: &str, why: &str, closed| MentorLine {
        reference: text(reference),
        name: text(name),
        summary: text(summary),
        why: text(why),
        note: text(if closed { "Has as many mentees as they want at the moment." } else { "" }),
        closed,
    };
    vec![
        line(
            "M17",
            "Grace Okafor",
            "Hydrologist at Severn & Partners; BSc Geography\nHelps with first graduate jobs and interviews",
            "Can help with flood maps",
            false,
        ),
        line("M4", "Alan Reyes", "Runs a bakery and a consultancy; MBA\nHelps with writing a business plan", "", false),
        line("M23", "Mary-Jane O’Brien-Featherstonehaugh", "Head of data at a bank; MSc Statistics", "", true),
    ]
}

fn mentors_with_room() -> Vec<MentorLine> {
    mentors().into_iter().filter(|mentor| !mentor.closed).collect()
}

pub(super) fn finding() -> Vec<Notice> {
    let field = |label: &str, value: &str| ProfileField { label: text(label), value: text(value) };
    let grace = MentorPage {
        reference: text("M17"),
        name: text("Grace Okafor"),
        fields: vec![
            field("Course", "BSc Geography, 2009"),
            field("Job now", "Hydrologist at Severn & Partners"),
            field("Jobs before", "Gloucester City Council, flood team\nGap year on a research ship"),
            field("Can help with", "First graduate jobs, interviews, moving from public to private"),
            field("Languages", "English, Igbo"),
        ],
        note: String::new(),
        closed: false,
    };
    let wider = || WordLine { word: text("MENTORS flood maps"), does: text("shows 3 mentors"), button: true };
    let directory = |query: &str, widened, mentors: Vec<MentorLine>, total, next: Option<&str>| Notice::Directory {
        query: text(query),
        widened,
        missing: text(if widened { "“Peru”" } else { "" }),
        taken_for: if widened { vec![text("“flod” was read as “flood”.")] } else { Vec::new() },
        wider: if widened { vec![wider()] } else { Vec::new() },
        by_aims: query.is_empty() && total > 0,
        from: 1,
        mentors,
        total,
        next: next.map(text),
    };
    vec![
        directory("", false, mentors(), 31, Some("MENTORS NEXT")),
        directory("flood maps", false, mentors(), 3, None),
        directory("flood maps in Peru", true, mentors(), 3, None),
        directory("", false, Vec::new(), 0, None),
        directory("glassblowing", false, Vec::new(), 0, None),
        Notice::Mentor {
            mentor: MentorPage { note: text("Is taking a break."), closed: true, fields: Vec::new(), ..grace.clone() },
        },
        Notice::Mentor { mentor: grace },
        Notice::MessageWanted { mentor: text("M17"), mentor_name: text("Grace Okafor") },
    ]
}

pub(super) fn requests() -> Vec<Notice> {
    let asked = |studies: &str, aims: &str, help: &str, running, days| Notice::Request {
        mentee_name: text("Ada Nowak"),
        studies: text(studies),
        aims: text(aims),
        help: text(help),
        words: text(QUESTION),
        notes: Vec::new(),
        running,
        suggested: 2,
        capacity: 3,
        days,
    };
    vec![
        asked(
            "Geography, year 3, until July 2027",
            "To make maps that keep feet dry",
            "First graduate job\nInsight into consulting",
            1,
            14,
        ),
        asked("", "", "", 0, 1),
        asked("Geography", "", "", 2, 14),
        Notice::RequestSent { mentor: text("M17"), mentor_name: text("Grace Okafor"), days: 14 },
        reminder(true, 7, 7),
        reminder(true, 1, 1),
        reminder(false, 3, 11),
        question(true, "Grace, one more thing: is it all right that I work on Fridays?", &[]),
        question(
            false,
            "How many hours a month do you have in mind?",
            &["“photo.exe” was left out: files of this type can carry harm."],
        ),
    ]
}

fn reminder(to_mentor: bool, waited: i64, days: i64) -> Notice {
    Notice::RequestReminder {
        to_mentor,
        other_name: text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" }),
        waited,
        days,
        words: text(if to_mentor { QUESTION } else { "" }),
    }
}

fn question(to_mentor: bool, words: &str, notes: &[&str]) -> Notice {
    let from_name = text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" });
    Notice::RequestQuestion {
        from_name,
        to_mentor,
        words: text(words),
        notes: notes.iter().copied().map(text).collect(),
    }
}

fn which(word: &str, words: &str) -> Notice {
    let option = |named: &str, does: &str| WordLine { word: format!("{word} {named}"), does: text(does), button: true };
    let options = vec![option("33", "is about Ada Nowak, who asked 3 days ago"), option("36", "is about Tom Vale")];
    Notice::WhichRequest { word: text(word), options, words: text(words) }
}

pub(super) fn decisions() -> Vec<Notice> {
    let grace = || text("Grace Okafor");
    let expired = |to_mentor, asked_back, suggestions| Notice::RequestExpired {
        to_mentor,
        other_name: text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" }),
        asked_back,
        suggestions,
    };
    let waits = |to_mentor, full, suggestions| Notice::RequestWaits {
        to_mentor,
        other_name: text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" }),
        full,
        days: 14,
        suggestions,
    };
    let closed = |to_mentor, suggestions| Notice::RequestClosed {
        to_mentor,
        other_name: text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" }),
        suggestions,
    };
    let declined = |words: &str, suggestions| Notice::Declined {
        mentor_name: grace(),
        words: text(words),
        notes: Vec::new(),
        suggestions,
    };
    vec![
        expired(true, false, Vec::new()),
        expired(true, true, Vec::new()),
        expired(false, false, mentors_with_room()),
        expired(false, false, Vec::new()),
        expired(false, true, Vec::new()),
        waits(true, false, Vec::new()),
        waits(false, false, mentors_with_room()),
        waits(false, true, mentors_with_room()),
        waits(false, true, Vec::new()),
        closed(true, Vec::new()),
        closed(false, mentors_with_room()),
        closed(false, Vec::new()),
        declined("I start a new job in May and would not do you justice. All the best!", mentors_with_room()),
        declined("", Vec::new()),
        which("ACCEPT", ANSWER),
        which("WITHDRAW", ""),
        Notice::Withdrawn { to_mentor: true, other_name: text("Ada Nowak") },
        Notice::Withdrawn { to_mentor: false, other_name: grace() },
        Notice::Accepted {
            mentor_name: grace(),
            words: text(ANSWER),
            notes: vec![text("“grace.vcf” was left out: contact cards and keys give addresses away.")],
        },
        Notice::Accepted { mentor_name: grace(), words: String::new(), notes: Vec::new() },
    ]
}
