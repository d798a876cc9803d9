//! Samples of how people join, what is kept of them, and how they leave.

use super::text;
use crate::programme::notice::{FormLine, Notice, ProfileField};

pub(super) fn joining() -> Vec<Notice> {
    let both = [true, false];
    let welcomes = both.map(|mentor| Notice::Welcome { mentor });
    let invitations = both.map(|mentor| Notice::Invitation { mentor, reminder: mentor });
    welcomes.into_iter().chain(invitations).collect()
}

fn form_line(number: u32, label: &str, hint: &str, value: &str, mark: bool) -> FormLine {
    FormLine { number, label: text(label), hint: text(hint), mark, value: text(value) }
}

fn form_lines(filled: bool, wrong: bool) -> Vec<FormLine> {
    let said = |value: &str| if filled { text(value) } else { String::new() };
    vec![
        form_line(1, "Name", "", "Ada Byrne", false),
        form_line(2, "Preferred name", "what we call you, if you like", "", false),
        form_line(3, "Course", "", &said("BSc Geography"), false),
        form_line(5, "Month of graduation", "such as 2027-07", if wrong { "next summer" } else { "" }, wrong),
        form_line(6, "Aims and ambitions", "", &said("Work on flood maps.\n\nPerhaps abroad."), false),
    ]
}

pub(super) fn forms() -> Vec<Notice> {
    let form = |mentor, opens: &str| Notice::Form { mentor, opens: text(opens), fields: form_lines(false, false) };
    let again = |understood, files, words: &str, faults: &[&str]| Notice::FormAgain {
        mentor: false,
        understood,
        files,
        words: text(words),
        faults: faults.iter().map(|fault| text(fault)).collect(),
        fields: form_lines(understood || faults.is_empty(), !faults.is_empty()),
    };
    let fault =
        "Please look at “Month of graduation”: “next summer” is not a month that I can read; write it as 2027-07.";
    let reminder = Notice::FormReminder { mentor: false, days: 7, fields: form_lines(true, false) };
    let both = [true, false];
    let received = both.map(|mentor| Notice::ApplicationReceived { mentor, opened: false });
    let approved = both.map(|mentor| Notice::Approved { mentor });
    let rejected =
        ["", "Your course is not one of ours, as far as we can see."].map(|w| Notice::Rejected { words: text(w) });
    let mut all = vec![
        form(true, "1 March 2027"),
        form(false, ""),
        reminder,
        again(true, false, "", &[fault]),
        again(false, true, "Please find the form attached.", &[fault]),
        again(false, false, "I study geography and would love to join!", &[fault]),
        again(false, false, "Going well, thank you for asking.", &[]),
        Notice::ApplicationReceived { mentor: true, opened: true },
        Notice::Waiting { opens: text("1 March 2027") },
    ];
    all.extend(received.into_iter().chain(approved).chain(rejected));
    all
}

pub(super) fn profiles() -> Vec<Notice> {
    let field = |label: &str, value: &str| ProfileField { label: text(label), value: text(value) };
    let profile = |mentor, others: &[&str]| Notice::Profile {
        mentor,
        standing: text(if mentor { "You take part as a mentor." } else { "You take part as a mentee." }),
        fields: form_lines(true, false),
        address: text("ada@northwick.example"),
        others: others.iter().map(|address| text(address)).collect(),
    };
    let changed =
        vec![field("Course", "BSc Geography"), field("Aims and ambitions", "Work on flood maps.\n\nPerhaps abroad.")];
    let fault = text(
        "Please look at “Month of graduation”: “next summer” is not a month that I can read; write it as 2027-07.",
    );
    let faulty =
        |changed| Notice::ProfileChanged { changed, faults: vec![fault.clone()], fields: form_lines(true, true) };
    vec![
        profile(true, &["ada@home.example", "ada.byrne@work.example"]),
        profile(false, &[]),
        faulty(changed.clone()),
        faulty(Vec::new()),
        Notice::ProfileChanged { changed, faults: Vec::new(), fields: Vec::new() },
    ]
}

pub(super) fn leaving() -> Vec<Notice> {
    let others = vec![form_line(1, "Grace Okafor", "", "", false), form_line(2, "Tom Whitfield", "", "", false)];
    let leaving = |mentor, others: Vec<FormLine>, requests: &[&str]| Notice::Leaving {
        mentor,
        others,
        requests: requests.iter().map(|name| text(name)).collect(),
    };
    vec![
        leaving(true, others, &["Maria Schmidt", "James Okafor"]),
        leaving(false, Vec::new(), &[]),
        Notice::Left { ended: 2 },
        Notice::Left { ended: 0 },
    ]
}
