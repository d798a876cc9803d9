//! Samples of what staff read, and of what the post brings.

use super::text;
use crate::programme::notice::{DecisionLine, Figure, Notice, ProfileField, TranscriptLine, WeekFigures, WordLine};

pub(super) fn team() -> Vec<Notice> {
    let case = |concern, words: &str, notes: &[&str]| Notice::Case {
        number: 5,
        from_name: text("Ada Nowak"),
        role: text("mentee"),
        concern,
        words: text(words),
        notes: notes.iter().copied().map(text).collect(),
    };
    let line = |line: &str, answer: &str, ok| TranscriptLine { line: text(line), answer: text(answer), ok };
    vec![
        case(false, "Can I have two mentors at the same time?", &[]),
        case(
            true,
            "My mentor has asked me for money.",
            &["“letter.eml” was left out: a mail gives the addresses in it away. Please send the words instead."],
        ),
        Notice::CaseReply { words: text("Dear Ada,\n\nYes, you can.\n\nThe careers service"), notes: Vec::new() },
        Notice::CaseReply {
            words: text("See the form."),
            notes: vec![text("“form.exe” was left out: files of this type can carry harm.")],
        },
        Notice::CaseClosed { number: 5 },
        Notice::YearlyReview { reminder: false, last: false, year: 2026, fields: own_fields() },
        Notice::YearlyReview { reminder: true, last: true, year: 2026, fields: Vec::new() },
        Notice::NotApproached { months: 6, fields: own_fields() },
        Notice::NotApproached { months: 6, fields: Vec::new() },
        Notice::CaseAnswered {
            number: 5,
            from_name: text("Ada Nowak"),
            colleague: text("Helen Price"),
            words: text("Dear Ada,\n\nYes, you can.\n\nThe careers service"),
        },
        announcement_confirm(0, 0),
        announcement_confirm(3, 1),
        Notice::Announcement {
            announced: text("An evening for mentors on 3 December"),
            words: text("Dear mentors,\n\nCome and meet each other: 3 December, 6 pm, Old Library."),
            team: text("the alumni team"),
        },
        Notice::Report {
            period: text("1 October 2026 to 31 October 2026"),
            figures: vec![Figure { label: text("Requests sent"), value: 44 }],
        },
        Notice::Export { people: 179, requests: 402, mentorships: 156 },
        Notice::Transcript {
            lines: vec![
                line("APPROVE 12", "Grace Okafor is in, and was told.", true),
                line("REJECT 99", "There is no application 99. PENDING lists those that there are.", false),
            ],
        },
        Notice::Transcript { lines: Vec::new() },
        digest(false),
        digest(true),
        Notice::Digest {
            weekly: false,
            day: text("Tuesday 24 November 2026"),
            look_after: Vec::new(),
            decisions: Vec::new(),
            happened: Vec::new(),
            quiet: Vec::new(),
            soon: Vec::new(),
            figures: Vec::new(),
            weeks: Vec::new(),
        },
    ]
}

fn own_fields() -> Vec<ProfileField> {
    let field = |label: &str, value: &str| ProfileField { label: text(label), value: text(value) };
    vec![
        field("Current job", "Flood-risk lead at Severn Partners"),
        field("Can help with", "First graduate job\nSalary negotiation"),
    ]
}

fn announcement_confirm(pausing: u32, failing: u32) -> Notice {
    Notice::AnnouncementConfirm {
        group: text("all mentors"),
        reaches: 48,
        pausing,
        failing,
        announced: text("An evening for mentors on 3 December"),
        words: text("Dear mentors,\n\nCome and meet each other: 3 December, 6 pm, Old Library."),
    }
}

fn digest(weekly: bool) -> Notice {
    let option = |word: &str, does: &str, button| WordLine { word: text(word), does: text(does), button };
    let figure = |label: &str, value| Figure { label: text(label), value };
    let week =
        |week: &str, requests, acceptances, running| WeekFigures { week: text(week), requests, acceptances, running };
    let show = |number: &str| vec![option(number, "shows what is known", true)];
    Notice::Digest {
        weekly,
        day: text("Monday 23 November 2026"),
        look_after: vec![
            DecisionLine {
                what: text("Concern 5 of Ada Nowak: open for 3 days, not answered yet."),
                options: vec![option("CLOSE 5", "closes it", true)],
            },
            DecisionLine { what: text("Grace Okafor has 5 mentees at the same time."), options: show("SHOW 17") },
        ],
        decisions: vec![
            DecisionLine {
                what: text("Alan Reyes has applied."),
                options: vec![
                    option("APPROVE 12", "takes them in", true),
                    option("REJECT 12 reason", "turns them down", false),
                ],
            },
            DecisionLine {
                what: text("Mail 1204 could not be handled: it is not a message."),
                options: vec![
                    option("SHOW 1204", "shows how it begins", true),
                    option("CLOSE 1204", "takes it off this list", true),
                ],
            },
        ],
        happened: vec![text("2 mentorships began."), text("5 mentees asked a mentor.")],
        quiet: vec![DecisionLine {
            what: text("Grace Okafor and Tom Whitfield: nobody has written for 61 days."),
            options: show("SHOW 44"),
        }],
        soon: vec![DecisionLine {
            what: text("The request of Ada Nowak to Alan Reyes has waited 13 days and expires within a day."),
            options: vec![option("REMIND 33", "reminds the mentor now", true)],
        }],
        figures: vec![
            figure("Mentors taking part", 48),
            figure("Mentees taking part", 131),
            figure("Running mentorships", 37),
        ],
        weeks: vec![
            week("28 Sep", 4, 1, 22),
            week("5 Oct", 11, 5, 26),
            week("12 Oct", 18, 12, 37),
            week("19 Oct", 9, 7, 41),
            week("26 Oct", 6, 3, 40),
            week("2 Nov", 3, 3, 39),
            week("9 Nov", 0, 1, 38),
            week("16 Nov", 5, 2, 37),
        ],
    }
}

pub(super) fn post() -> Vec<Notice> {
    let undelivered = |trying, perhaps| {
        let sent = text("3 November at 14:05");
        Notice::Undelivered { other_name: text("Grace Okafor"), sent, trying, perhaps }
    };
    vec![
        undelivered(true, false),
        undelivered(false, false),
        undelivered(false, true),
        Notice::AddressFailing { name: text("Grace Okafor"), address: text("grace@severn-partners.example") },
        Notice::MailboxAway {
            since: text("09:14 on Tuesday, 3 March"),
            why: text("nobody answers at mail.uni.example:993"),
        },
        Notice::MailboxBack { since: text("09:14 on Tuesday, 3 March") },
        Notice::TooBig { mib: 41, limit: 25 },
        Notice::Stranger {},
    ]
}
