//! A sample of each notice: templates are tried with them before the service starts, and the gallery shows them.

use super::notice::{DecisionLine, Figure, MentorLine, MentorPage, Notice, ProfileField, TranscriptLine, WordLine};

fn s(text: &str) -> String {
    text.to_owned()
}

fn maria() -> MentorLine {
    MentorLine {
        reference: s("M17"),
        name: s("Maria Schmidt"),
        summary: s("Brand manager in Hamburg, Germany; studied Psychology."),
        why: s("fits marketing, abroad"),
        full: false,
    }
}

fn james() -> MentorLine {
    MentorLine {
        reference: s("M4"),
        name: s("James Okafor"),
        summary: s("Head of digital marketing at a retailer; studied Business Management."),
        why: String::new(),
        full: true,
    }
}

fn option(word: &str, does: &str, button: bool) -> WordLine {
    WordLine { word: s(word), does: s(does), button }
}

fn options() -> Vec<WordLine> {
    vec![
        option("MENTORS", "shows mentors who fit what you would like help with", true),
        option("MENTORS marketing germany", "searches them", false),
        option("STATUS", "shows how your things stand", true),
        option("STAFF your words", "reaches a person of the careers service", false),
    ]
}

const WORDS: &str = "Dear Maria,\nI study psychology and hope to work in marketing, perhaps in Germany.\n\nHow did you find your first job there?\nAda";

impl Notice {
    /// At least one of each variant, with and without what may be missing.
    pub fn samples() -> Vec<Self> {
        let mut samples = joining();
        samples.extend(requests());
        samples.extend(mentorships());
        samples.extend(answers());
        samples.extend(staff());
        samples
    }
}

fn joining() -> Vec<Notice> {
    let page = MentorPage {
        reference: s("M17"),
        name: s("Maria Schmidt"),
        fields: vec![
            ProfileField { label: s("Job"), value: s("Brand manager in Hamburg, Germany") },
            ProfileField {
                label: s("Can help with"),
                value: s("Marketing careers\nWorking abroad\nSalary negotiation"),
            },
        ],
        full: false,
    };
    vec![
        Notice::Welcome { mentor: true },
        Notice::Welcome { mentor: false },
        Notice::Invitation { mentor: true },
        Notice::Invitation { mentor: false },
        Notice::Directory {
            query: String::new(),
            widened: false,
            mentors: vec![maria(), james()],
            total: 12,
            next: Some(s("MENTORS NEXT")),
        },
        Notice::Directory {
            query: s("marketing germany"),
            widened: true,
            mentors: vec![maria()],
            total: 1,
            next: None,
        },
        Notice::Directory { query: s("astronaut"), widened: false, mentors: vec![], total: 0, next: None },
        Notice::Mentor { mentor: page.clone() },
        Notice::Mentor { mentor: MentorPage { full: true, ..page } },
        Notice::MessageWanted { mentor: s("M17"), mentor_name: s("Maria Schmidt") },
    ]
}

fn requests() -> Vec<Notice> {
    vec![
        Notice::Request {
            mentee_name: s("Ada Byrne"),
            studies: s("Psychology, final year, until July 2027"),
            aims: s("A first job in marketing, perhaps abroad"),
            help: s("Marketing, interviews"),
            words: s(WORDS),
            running: 1,
            suggested: 2,
            capacity: 2,
            days: 14,
        },
        Notice::Request {
            mentee_name: s("Ada Byrne"),
            studies: String::new(),
            aims: String::new(),
            help: String::new(),
            words: s(WORDS),
            running: 0,
            suggested: 2,
            capacity: 2,
            days: 14,
        },
        Notice::RequestSent { mentor: s("M17"), mentor_name: s("Maria Schmidt"), days: 14 },
        Notice::RequestReminder { mentee_name: s("Ada Byrne"), waited: 7, days: 7, words: s(WORDS) },
        Notice::RequestQuestion {
            from_name: s("Maria Schmidt"),
            to_mentor: false,
            words: s("Which languages do you speak?"),
            notes: vec![],
        },
        Notice::RequestQuestion {
            from_name: s("Ada Byrne"),
            to_mentor: true,
            words: s("English, and German well enough for a film."),
            notes: vec![s("The file film.exe was not passed on: files of this kind are not.")],
        },
        Notice::RequestExpired { to_mentor: true, other_name: s("Ada Byrne"), suggestions: vec![] },
        Notice::RequestExpired { to_mentor: false, other_name: s("James Okafor"), suggestions: vec![maria()] },
        Notice::Declined {
            mentor_name: s("James Okafor"),
            words: s("I have just changed jobs and would not do you justice. Good luck!"),
            suggestions: vec![maria()],
        },
        Notice::Declined { mentor_name: s("James Okafor"), words: String::new(), suggestions: vec![] },
        Notice::Withdrawn { to_mentor: true, other_name: s("Ada Byrne") },
        Notice::Withdrawn { to_mentor: false, other_name: s("Maria Schmidt") },
        Notice::Accepted { mentor_name: s("Maria Schmidt"), words: s("Then let us talk!") },
        Notice::Accepted { mentor_name: s("Maria Schmidt"), words: String::new() },
        Notice::ConfirmMeaning { mentee_name: s("Ada Byrne"), words: s("I'd be happy to!") },
    ]
}

fn mentorships() -> Vec<Notice> {
    vec![
        Notice::Introduction {
            to_mentor: true,
            other_name: s("Ada Byrne"),
            other_about: s("Psychology, final year"),
            running: 1,
            suggested: 2,
        },
        Notice::Introduction {
            to_mentor: false,
            other_name: s("Maria Schmidt"),
            other_about: String::new(),
            running: 0,
            suggested: 2,
        },
        Notice::Relay { from_name: s("Ada Byrne"), words: s(WORDS), notes: vec![] },
        Notice::Relay {
            from_name: s("Maria Schmidt"),
            words: s("Here is what I meant."),
            notes: vec![s("The file plan.zip was not passed on: it is larger than 10 MiB.")],
        },
        Notice::NotRelayed {
            other_name: s("Maria Schmidt"),
            why: s("The mentorship has ended."),
            words: s("One more thing …"),
        },
        Notice::NotRelayed { other_name: String::new(), why: s("It was empty."), words: String::new() },
        Notice::Held {
            other_name: s("Maria Schmidt"),
            why: s("It holds your own address, which others do not see."),
            words: s("Write to me at home."),
        },
        Notice::Ended {
            by_you: true,
            other_name: s("Maria Schmidt"),
            to_mentor: false,
            words: s("Thank you for everything."),
        },
        Notice::Ended {
            by_you: false,
            other_name: s("Ada Byrne"),
            to_mentor: true,
            words: s("Thank you, Maria. I start in Hamburg in September!"),
        },
        Notice::Ended { by_you: false, other_name: s("Ada Byrne"), to_mentor: true, words: String::new() },
        Notice::Paused { mentor: true, running: 2 },
        Notice::Paused { mentor: false, running: 0 },
        Notice::Resumed { mentor: true },
        Notice::Resumed { mentor: false },
    ]
}

fn answers() -> Vec<Notice> {
    vec![
        Notice::ConfirmCommand { command: s("ACCEPT") },
        Notice::ConfirmAddress { other_address: s("ada@home.example"), words: s("Dear Maria, …") },
        Notice::Done { what: s("Your answer is on its way to Ada Byrne."), next: s("There is nothing else to do.") },
        Notice::Done { what: s("You now take up to 3 mentees at a time."), next: String::new() },
        Notice::AlreadyDone { what: s("You have accepted Ada Byrne already.") },
        Notice::NotUnderstood { words: s("Bananas?"), understood: String::new(), options: options() },
        Notice::NotUnderstood {
            words: s("Yes please"),
            understood: s("There was no question of ours that it could answer."),
            options: options(),
        },
        Notice::NotAllowed {
            why: s("You have three open requests already, which is as many as one may have."),
            next: s("Withdraw one of them, or wait for an answer."),
        },
        Notice::NotAllowed { why: s("This cannot be done by mail yet."), next: String::new() },
        Notice::Help { standing: s("You take part as a mentee and have one open request."), options: options() },
        Notice::Status {
            standing: s("You take part as a mentee."),
            requests: vec![s("To Maria Schmidt, asked on 20 November 2026: open.")],
            mentorships: vec![s("With James Okafor, since 3 March 2026.")],
            cases: vec![s("Question 12, asked on 1 November 2026: answered.")],
        },
        Notice::Status {
            standing: s("You take part as a mentor."),
            requests: vec![],
            mentorships: vec![],
            cases: vec![],
        },
        Notice::Undelivered { other_name: s("Maria Schmidt"), trying: false },
        Notice::Undelivered { other_name: s("Maria Schmidt"), trying: true },
        Notice::TooBig { mib: 31, limit: 25 },
        Notice::Stranger {},
    ]
}

fn staff() -> Vec<Notice> {
    let line = |line: &str, answer: &str, ok| TranscriptLine { line: s(line), answer: s(answer), ok };
    vec![
        Notice::Case {
            number: 12,
            from_name: s("Tom Whitfield"),
            role: s("mentee"),
            concern: false,
            words: s("Can I have a mentor although I graduate in July?"),
        },
        Notice::Case {
            number: 13,
            from_name: s("Ada Byrne"),
            role: s("mentee"),
            concern: true,
            words: s("I would rather tell you than my mentor."),
        },
        Notice::CaseReply { words: s("Yes, of course."), notes: vec![] },
        Notice::CaseClosed { number: 12 },
        Notice::Transcript {
            lines: vec![line("CLOSE 12", "Question 12 is closed.", true), line("CLOSE 99", "There is no 99.", false)],
        },
        Notice::Digest {
            day: s("Monday 23 November 2026"),
            decisions: vec![DecisionLine {
                what: s("Question 12 of Tom Whitfield waits since 20 November."),
                options: vec![option("SHOW 12", "shows it", true), option("CLOSE 12", "closes it", true)],
            }],
            happened: vec![s("3 requests were asked, 2 were accepted.")],
            soon: vec![s("The request of Ada Byrne to James Okafor ends tomorrow.")],
            figures: vec![
                Figure { label: s("Running mentorships"), value: 14 },
                Figure { label: s("Open requests"), value: 5 },
            ],
        },
        Notice::Digest {
            day: s("Tuesday 24 November 2026"),
            decisions: vec![],
            happened: vec![],
            soon: vec![],
            figures: vec![],
        },
        Notice::AddressFailing { name: s("Maria Schmidt"), address: s("maria@corp.example") },
    ]
}
