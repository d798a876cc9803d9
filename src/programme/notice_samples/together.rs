//! Samples of what a mentorship brings: its beginning and end, goals, and what the months bring.

use super::{ANSWER, text};
use crate::programme::notice::{GoalLine, Notice, WordLine};

pub(super) fn mentorship() -> Vec<Notice> {
    let introduction = |to_mentor, other: &str, about: &str, running| Notice::Introduction {
        to_mentor,
        other_name: text(other),
        other_about: text(about),
        running,
        suggested: 2,
        limit: 2,
        over: to_mentor && running > 2,
        waiting: text(if to_mentor && about.is_empty() { "Tom Vale, Ben Okri" } else { "" }),
    };
    let relay = |words: &str, notes: &[&str]| Notice::Relay {
        from_name: text("Grace Okafor"),
        words: text(words),
        notes: notes.iter().copied().map(text).collect(),
    };
    let ending = |meeting: &str| Notice::Ending { other_name: text("Grace Okafor"), meeting: text(meeting) };
    let ended = |by_you, to_mentor, words: &str, others, reason_wanted| Notice::Ended {
        by_you,
        other_name: text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" }),
        to_mentor,
        words: text(words),
        notes: Vec::new(),
        others,
        reason_wanted,
    };
    vec![
        introduction(true, "Ada Nowak", "Geography, year 3, until July 2027", 1),
        introduction(true, "Ada Nowak", "", 3),
        introduction(false, "Grace Okafor", "Hydrologist at Severn & Partners", 0),
        introduction(false, "Grace Okafor", "", 0),
        relay(ANSWER, &[]),
        relay(ANSWER, &["“grace.vcf” was left out: contact cards and keys give addresses away."]),
        relay("", &["“plan.zip” was left out: all files together may have 10 MB."]),
        ending(""),
        ending("Thursday 3 December 2026 at 15:00 (London time)"),
        ended(true, true, "", 0, true),
        ended(true, false, "Thank you, Grace. I got the job!", 1, false),
        ended(false, true, "Thank you, Grace. I got the job!", 0, false),
        ended(false, false, "", 0, false),
    ]
}

pub(super) fn goals() -> Vec<Notice> {
    let line = |number, goal: &str, met| GoalLine { number, goal: text(goal), met };
    let all = vec![
        line(1, "Apply for three placements", true),
        line(2, "Have a CV that Grace would read to its end", false),
        line(3, "Understand what a flood modeller does all day", false),
    ];
    let option = |word: &str, goal: &str| WordLine {
        word: text(word),
        does: format!("says that this one is met: {goal}"),
        button: true,
    };
    let options = vec![
        option("DONE 2", "Have a CV that Grace would read to its end"),
        option("DONE 3", "Understand what a flood modeller does all day"),
    ];
    let goals = |by_you, added, met, goal: &str, words: &str, lines: &[GoalLine]| Notice::Goals {
        by_you,
        added,
        met,
        other_name: text("Grace Okafor"),
        goal: text(goal),
        words: text(words),
        notes: Vec::new(),
        goals: lines.to_vec(),
        options: if lines.is_empty() { Vec::new() } else { options.clone() },
    };
    let reached = |by_you, to_mentor, words: &str| Notice::GoalsMet {
        by_you,
        other_name: text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" }),
        to_mentor,
        goal: text("Apply for three placements"),
        words: text(words),
        notes: Vec::new(),
    };
    vec![
        goals(true, true, false, "Understand what a flood modeller does all day", "", &all),
        goals(false, true, false, "Understand what a flood modeller does all day", ANSWER, &all),
        goals(false, false, true, "Apply for three placements", "", &all),
        goals(true, false, true, "Apply for three placements", "", &all),
        goals(true, false, false, "", "", &all),
        goals(true, false, false, "", "", &[]),
        reached(true, false, ""),
        reached(false, true, "All three are sent!"),
    ]
}

pub(super) fn months() -> Vec<Notice> {
    let other = |to_mentor: bool| text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" });
    let nudge = |to_mentor, first_word, both, days| Notice::Nudge {
        other_name: other(to_mentor),
        to_mentor,
        first_word,
        both,
        days,
    };
    let check_in = |to_mentor, months| Notice::CheckIn { other_name: other(to_mentor), to_mentor, months };
    let studies = |to_mentor| Notice::StudiesEnd { other_name: other(to_mentor), to_mentor, month: text("July 2027") };
    let feedback = |to_mentor| Notice::Feedback { other_name: other(to_mentor), to_mentor };
    let share = |by_you, message_waits, words: &str| Notice::Share {
        by_you,
        message_waits,
        other_name: text("Grace Okafor"),
        words: text(words),
    };
    let shared = |words: &str| Notice::Shared {
        other_name: text("Grace Okafor"),
        other_address: text("grace@severn-partners.example"),
        words: text(words),
    };
    let option = |word: &str, does: &str| WordLine { word: text(word), does: text(does), button: true };
    let thanks = |what: &str, next: &str, options| Notice::Thanks { what: text(what), next: text(next), options };
    vec![
        nudge(true, false, false, 30),
        nudge(false, true, false, 30),
        nudge(true, false, true, 60),
        nudge(false, true, true, 61),
        check_in(true, 1),
        check_in(false, 6),
        studies(true),
        studies(false),
        share(true, false, ""),
        share(true, true, ""),
        share(false, false, ""),
        share(false, false, "Then I can send you the drawings, which are too large for here."),
        shared(""),
        shared("Gladly, and thank you for asking."),
        Notice::WhichOne {
            words: text("GOAL Apply for three placements"),
            options: vec![option("Grace Okafor", "means this one"), option("Alan Reyes", "means this one")],
        },
        feedback(true),
        feedback(false),
        thanks("Thank you for letting us know.", "Enjoy the next months.", Vec::new()),
        thanks("Thank you.", "Would you add a number?", vec![option("5", "very helpful"), option("1", "not helpful")]),
        thanks("Thank you for telling us why; the team alone sees it.", "", Vec::new()),
    ]
}
