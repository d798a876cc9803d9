//! A sample of every notice, with plain values, for trying out templates and for the gallery.

use super::notice::UndoneStep;
use super::notice::{
    DecisionLine, FaqGroup, FaqNumbers, FaqTitle, Figure, FormLine, GoalLine, MentorLine, MentorPage, Notice,
    ProfileField, TranscriptLine, WeekFigures, WordLine,
};

const QUESTION: &str = "Dear Grace,\n\nI am in my third year of geography and would like to work on flood maps. You moved from \
    a council to a consultancy: was that hard?\n\nI would be glad to hear from you.\n\nAda";
const ANSWER: &str = "Dear Ada,\n\nWith pleasure. It was easier than I feared: councils know the rivers, consultancies know the \
    deadlines. Shall we talk some Thursday after five?\n\nGrace";

impl Notice {
    /// At least one of each variant; more where lists or texts may be empty, or where two readers are told different things.
    pub fn samples() -> Vec<Self> {
        [
            joining(),
            forms(),
            profiles(),
            leaving(),
            finding(),
            requests(),
            decisions(),
            mentorship(),
            meetings(),
            goals(),
            months(),
            held(),
            answers(),
            standing(),
            rights(),
            team(),
            post(),
        ]
        .concat()
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn joining() -> Vec<Notice> {
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

fn forms() -> Vec<Notice> {
    let form = |mentor, opens: &str| Notice::Form { mentor, opens: text(opens), fields: form_lines(false, false) };
    let again = |understood, files, words: &str| Notice::FormAgain {
        mentor: false,
        understood,
        files,
        words: text(words),
        faults: vec![text(
            "Please look at “Month of graduation”: “next summer” is not a month that I can read; write it as 2027-07.",
        )],
        fields: form_lines(understood, true),
    };
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
        again(true, false, ""),
        again(false, true, "Please find the form attached."),
        again(false, false, "I study geography and would love to join!"),
        Notice::ApplicationReceived { mentor: true, opened: true },
        Notice::Waiting { opens: text("1 March 2027") },
    ];
    all.extend(received.into_iter().chain(approved).chain(rejected));
    all
}

fn profiles() -> Vec<Notice> {
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

fn leaving() -> Vec<Notice> {
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

fn finding() -> Vec<Notice> {
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

fn requests() -> Vec<Notice> {
    let asked = |studies: &str, aims: &str, help: &str, running, days| Notice::Request {
        mentee_name: text("Ada Nowak"),
        studies: text(studies),
        aims: text(aims),
        help: text(help),
        words: text(QUESTION),
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
    let options =
        vec![option("33", "says yes to Ada Nowak, who asked 3 days ago"), option("36", "says yes to Tom Vale")];
    Notice::WhichRequest { word: text(word), options, words: text(words) }
}

fn decisions() -> Vec<Notice> {
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
    let declined =
        |words: &str, suggestions| Notice::Declined { mentor_name: grace(), words: text(words), suggestions };
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
        Notice::Accepted { mentor_name: grace(), words: text(ANSWER) },
        Notice::Accepted { mentor_name: grace(), words: String::new() },
    ]
}

fn mentorship() -> Vec<Notice> {
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

fn goals() -> Vec<Notice> {
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
        goals: lines.to_vec(),
        options: if lines.is_empty() { Vec::new() } else { options.clone() },
    };
    let reached = |by_you, to_mentor, words: &str| Notice::GoalsMet {
        by_you,
        other_name: text(if to_mentor { "Ada Nowak" } else { "Grace Okafor" }),
        to_mentor,
        goal: text("Apply for three placements"),
        words: text(words),
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

fn months() -> Vec<Notice> {
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

fn meetings() -> Vec<Notice> {
    let grace = || text("Grace Okafor");
    let when = || text("Thursday 3 December 2026 at 15:00 (London time)");
    let abroad =
        || text("Thursday 3 December 2026 at 16:00 (Berlin time); for Grace Okafor that is 15:00 (London time)");
    let proposed = |place: &str, moves: &str, words: &str, notes: &[&str]| Notice::MeetingProposed {
        from_name: grace(),
        when: when(),
        length: text("45 minutes"),
        place: text(place),
        moves: text(moves),
        words: text(words),
        notes: notes.iter().copied().map(text).collect(),
    };
    let sent = |own_calendar| Notice::MeetingSent {
        other_name: grace(),
        when: abroad(),
        length: text("1 hour"),
        place: if own_calendar { String::new() } else { text("the library") },
        own_calendar,
    };
    let meeting = |place: &str, moved, words: &str| Notice::Meeting {
        other_name: grace(),
        when: when(),
        length: text("1 hour"),
        place: text(place),
        moved,
        words: text(words),
    };
    let option = |word: &str| WordLine { word: text(word), does: text("proposes this"), button: true };
    let unclear = |understood: &str, question: &str, options| Notice::MeetingUnclear {
        understood: text(understood),
        question: text(question),
        options,
        words: text("MEET 3 Dec at 3"),
    };
    let declined = |by_you, stays: &str, words: &str| Notice::MeetingDeclined {
        by_you,
        other_name: grace(),
        when: when(),
        stays: text(stays),
        words: text(words),
    };
    let cancelled = |by_you, ended, words: &str| Notice::MeetingCancelled {
        by_you,
        ended,
        other_name: grace(),
        when: when(),
        words: text(words),
    };
    let reminder = |place: &str| Notice::MeetingReminder {
        other_name: grace(),
        when: when(),
        length: text("1 hour"),
        place: text(place),
    };
    let answer =
        |maybe, words: &str| Notice::MeetingAnswer { from_name: grace(), maybe, when: when(), words: text(words) };
    let options = vec![option("MEET 2026-12-03 03:00"), option("MEET 2026-12-03 15:00")];
    vec![
        proposed("", "", "", &[]),
        proposed(
            "the library",
            "Wednesday 2 December 2026 at 15:00 (London time)",
            "My train is late.",
            &["“a.exe” was left out."],
        ),
        sent(false),
        sent(true),
        meeting("https://video.example/abc", false, "Looking forward to it!"),
        meeting("", true, ""),
        unclear("I have read Thursday 3 December 2026, 3 o’clock.", "Is that 03:00 or 15:00?", options),
        unclear("", "There is no day and no time in it that I can read.", Vec::new()),
        declined(true, "", ""),
        declined(false, "Wednesday 2 December 2026 at 15:00 (London time)", "I have an exam then."),
        cancelled(true, false, ""),
        cancelled(false, false, "I have a cold, I am sorry."),
        cancelled(false, true, ""),
        reminder("the library"),
        reminder(""),
        answer(true, ""),
        answer(false, "I may be five minutes late."),
    ]
}

fn held() -> Vec<Notice> {
    let ended = "The mentorship with Grace Okafor has ended.";
    let held = |reminder, note: &str| Notice::Held {
        other_name: text("Grace Okafor"),
        in_file: false,
        share: true,
        reminder,
        note: text(note),
        days: 7,
        words: text(QUESTION),
    };
    let not_relayed =
        |other: &str, why: &str| Notice::NotRelayed { other_name: text(other), why: text(why), words: text(QUESTION) };
    vec![
        not_relayed("Grace Okafor", ended),
        not_relayed("", "It could not be told which conversation it belongs to."),
        held(false, ""),
        held(true, ""),
        held(true, "You and Grace Okafor have not swapped addresses."),
        Notice::ConfirmCommand { command: text("END goals reached") },
        Notice::ConfirmAddress {
            other_address: text("ada.nowak.1999@private-mail.example"),
            words: text("Dear Grace, I write from home, since"),
        },
        Notice::ConfirmMeaning {
            other_name: text("Ada Nowak"),
            meeting: String::new(),
            words: text("I'd be happy to, but not before May."),
        },
        Notice::ConfirmMeaning {
            other_name: text("Ada Nowak"),
            meeting: text("Tuesday 8 December 2026 at 15:00 (London time)"),
            words: text("Tuesday works for me, I think."),
        },
    ]
}

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

fn answers() -> Vec<Notice> {
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

fn standing() -> Vec<Notice> {
    let takes_part = || text("You take part as a mentee.");
    vec![
        Notice::Help { standing: takes_part(), options: words() },
        Notice::Help { standing: text("You have left the programme."), options: Vec::new() },
        faq("", None, &["For mentees", "For everyone"]),
        faq("how long", Some(("how-long", "How long does a mentorship last?")), &["See also"]),
        faq("rabbits", None, &["For mentors", "For everyone"]),
        Notice::Status {
            standing: takes_part(),
            requests: vec![text("Alan Reyes (M4): asked on 20 November, not answered yet; it expires on 4 December.")],
            mentorships: vec![text("Grace Okafor (M17): since 12 November; the last mail was yours, on 21 November.")],
            goals: vec![text("With Grace Okafor, 1: Apply for three placements")],
            meetings: vec![text("With Grace Okafor: Thursday 3 December 2026 at 15:00 (London time), the library.")],
            cases: vec![text("Case 5: opened on 19 November, answered.")],
        },
        Notice::Status {
            standing: takes_part(),
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
fn rights() -> Vec<Notice> {
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

fn team() -> Vec<Notice> {
    let case = |concern, words: &str| Notice::Case {
        number: 5,
        from_name: text("Ada Nowak"),
        role: text("mentee"),
        concern,
        words: text(words),
    };
    let line = |line: &str, answer: &str, ok| TranscriptLine { line: text(line), answer: text(answer), ok };
    vec![
        case(false, "Can I have two mentors at the same time?"),
        case(true, "My mentor has asked me for money."),
        Notice::CaseReply { words: text("Dear Ada,\n\nYes, you can.\n\nThe careers service"), notes: Vec::new() },
        Notice::CaseReply {
            words: text("See the form."),
            notes: vec![text("“form.exe” was left out: files of this type can carry harm.")],
        },
        Notice::CaseClosed { number: 5 },
        Notice::YearlyReview { reminder: false, year: 2026, fields: own_fields() },
        Notice::YearlyReview { reminder: true, year: 2026, fields: Vec::new() },
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
            DecisionLine { what: text("Mail 1204 could not be handled: it is not a message."), options: Vec::new() },
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

fn post() -> Vec<Notice> {
    let undelivered = |trying| Notice::Undelivered { other_name: text("Grace Okafor"), trying };
    vec![
        undelivered(true),
        undelivered(false),
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
