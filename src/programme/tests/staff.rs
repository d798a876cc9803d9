//! What staff do by mail beside deciding: ask people in, remind, look things up, write to many, move cases.

use super::world::*;
use crate::programme::announcement::Announcement;
use crate::programme::change::Change;
use crate::programme::conversation::{InboxId, Topic};
use crate::programme::event::{Due, Event};
use crate::programme::letter::Author;
use crate::programme::notice::Notice;
use crate::programme::outcome::Outcome;
use crate::programme::period::Period;
use crate::programme::person::{Person, PersonId, PersonState, Role, Team};
use crate::programme::question::{About, Question};
use crate::programme::report;
use crate::programme::request::RequestState;
use crate::programme::snapshot::{CheckIns, ExportFacts, PeriodFacts, ReportFacts, Unplaced};
use crate::programme::staff_command::Audience;

/// What the lines of a transcript say, and whether they were carried out.
fn answers(outcome: &Outcome) -> Vec<(bool, String)> {
    match &letter(outcome, "transcript").notice {
        Notice::Transcript { lines } => lines.iter().map(|l| (l.ok, l.answer.clone())).collect(),
        _ => Vec::new(),
    }
}

/// As [`answers`], for a mail of one line.
fn answer(outcome: &Outcome) -> (bool, String) {
    answers(outcome).remove(0)
}

fn newcomers(outcome: &Outcome) -> Vec<Person> {
    let new = outcome.changes.iter().filter_map(|change| match change {
        Change::NewPerson(person) => Some(person.clone()),
        _ => None,
    });
    new.collect()
}

#[test]
fn somebody_new_is_invited_and_the_clock_sends_the_invitation() {
    let outcome =
        World::new().from(STELLA, "INVITE mentor nora@firm.example Nora Vale\nINVITE mentee Ivo@student.uni.example");
    assert_eq!(told(&outcome), "30: transcript");
    let new = newcomers(&outcome);
    let rows: Vec<_> = new.iter().map(|p| (p.role, p.state, p.name.as_str(), p.address.as_str(), p.capacity)).collect();
    let invited = PersonState::Invited;
    assert_eq!(
        rows,
        [
            (Role::Mentor, invited, "Nora Vale", "nora@firm.example", 2),
            (Role::Mentee, invited, "", "Ivo@student.uni.example", 0)
        ]
    );
    assert!(new.iter().all(|p| p.joining.by_staff && p.due_at == Some(now())), "{new:?}");
    assert_eq!(audit(&outcome), "person.invited-by-staff, person.invited-by-staff");
}

#[test]
fn who_is_known_is_not_invited_again() {
    let world = World::new().edit(BEN, |p| p.state = PersonState::Invited).edit(ADA, |p| p.state = PersonState::Left);
    for (text, part) in [
        ("INVITE mentor mona@corp.example", "Mona Berg is known already and is active"),
        ("INVITE mentee ben@student.uni.example", "REMIND 2 sends the invitation again"),
        ("INVITE mentee ADA@student.uni.example", "RESTORE 1"),
        ("INVITE mentee stella@uni.example", "Stella Moss is known already"),
    ] {
        let outcome = world.from(STELLA, text);
        let (ok, said) = answer(&outcome);
        assert!(!ok && said.contains(part), "{text}: {said}");
        assert!(newcomers(&outcome).is_empty(), "{text}");
    }
    let twice = World::new().from(STELLA, "INVITE mentor a@b.example\nINVITE mentor A@b.example Anna");
    assert_eq!(newcomers(&twice).len(), 1, "{:?}", answers(&twice));
}

#[test]
fn a_mentor_is_reminded_of_a_request_once_a_day() {
    let world = World::asked(RequestState::Open).with(|w| w.snapshot.conversation = None);
    let outcome = world.from(STELLA, "REMIND 33\nREMIND 33");
    assert_eq!(told(&outcome), "17: request-reminder, 30: transcript");
    assert_eq!(letter(&outcome, "request-reminder").once.as_deref(), Some("staff-reminder/33/2026-11-20"));
    assert_eq!(letter(&outcome, "request-reminder").conversation, Some(PAIR));
    let oks: Vec<_> = answers(&outcome).into_iter().map(|(ok, _)| ok).collect();
    assert_eq!(oks, [true, false]);
    for (last, ok) in [("2026-11-19T11:00:00Z", false), ("2026-11-19T09:59:00Z", true)] {
        let world = world.clone().with(|w| w.snapshot.reminded = [(33, at(last))].into());
        assert_eq!(answer(&world.from(STELLA, "REMIND 33")).0, ok, "{last}");
    }
}

/// Asked on 16 November at ten and reminded of twice, to expire on the 30th.
#[test]
fn reminding_day_after_day_does_not_keep_a_request_open() {
    let days = (25..31).map(|day| format!("2026-11-{day}T09:00:00Z"));
    let days = days.chain((1..6).map(|day| format!("2026-12-0{day}T09:00:00Z")));
    let mut now = World::asked(RequestState::Open).snapshot.request.unwrap();
    now.reminders = 2;
    for day in days {
        let known = now.clone();
        let world = World::new().with(|w| (w.snapshot.requests, w.now) = (vec![known], at(&day)));
        let outcome = world.from(STELLA, "REMIND 33");
        assert!(told(&outcome).contains("17: request-reminder"), "{day}");
        let changed = outcome.changes.iter().find_map(|c| if let Change::Request(r) = c { Some(r) } else { None });
        now = changed.unwrap_or(&now).clone();
    }
    // Three days after the last reminder before its day, as after any.
    assert_eq!(now.reminded_at, Some(at("2026-11-30T09:00:00Z")));
    assert_eq!(now.due_at, Some(at("2026-12-05T09:00:00Z")), "it is over, and waits for the clock alone");
}

/// Its mentor was away for long, so that its second reminder is still to come when it would be over.
#[test]
fn reminding_of_a_request_that_would_be_over_takes_the_place_of_the_reminder_to_come() {
    let mut request = World::asked(RequestState::Open).snapshot.request.unwrap();
    (request.reminders, request.reminded_at) = (1, Some(at("2026-11-28T12:00:00Z")));
    let world = World::new().with(|w| (w.snapshot.requests, w.now) = (vec![request], at("2026-11-30T11:00:00Z")));
    let outcome = world.from(STELLA, "REMIND 33");
    assert_eq!(told(&outcome), "17: request-reminder, 30: transcript");
    let changed = outcome.changes.iter().find_map(|c| if let Change::Request(r) = c { Some(r) } else { None }).unwrap();
    let expected = (2, Some(at("2026-11-30T11:00:00Z")), Some(at("2026-12-03T11:00:00Z")));
    assert_eq!((changed.reminders, changed.reminded_at, changed.due_at), expected);
}

#[test]
fn what_waits_for_nobody_is_not_reminded_of() {
    for state in [RequestState::Accepted, RequestState::Declined, RequestState::Expired] {
        let outcome = World::asked(state).with(|w| w.snapshot.conversation = None).from(STELLA, "REMIND 33");
        assert_eq!(told(&outcome), "30: transcript", "{state:?}");
    }
    let left = World::asked(RequestState::Open).edit(MONA, |p| p.state = PersonState::Suspended);
    for (world, text) in [(left, "REMIND 33"), (World::new(), "REMIND 1"), (World::new(), "REMIND 4711")] {
        let outcome = world.with(|w| w.snapshot.conversation = None).from(STELLA, text);
        assert_eq!((told(&outcome).as_str(), answer(&outcome).0), ("30: transcript", false), "{text}");
    }
    let invited = World::new().edit(BEN, |p| p.state = PersonState::Invited).from(STELLA, "REMIND 2");
    assert_eq!(told(&invited), "2: invitation, 30: transcript");
}

#[test]
fn a_case_goes_to_the_other_team() {
    for text in ["TEAM alumni", "TEAM alumni 55", "team 55 alumni"] {
        let outcome = World::case(false, true).from(STELLA, text);
        assert_eq!(told(&outcome), "31: case, 30: transcript", "{text}");
        assert!(says(&outcome, "case").contains("My mentor does not answer."), "the words go along");
        assert_eq!(letter(&outcome, "case").conversation, Some(CASE));
        let case = outcome.changes.iter().find_map(|c| match c {
            Change::Case(case) => Some(case.clone()),
            _ => None,
        });
        assert_eq!(case.map(|c| (c.team, c.concern)), Some((Team::Alumni, true)), "{text}");
    }
    for text in ["TEAM careers 55", "TEAM alumni 56"] {
        let outcome = World::case(false, false).from(STELLA, text);
        assert_eq!((told(&outcome).as_str(), answer(&outcome).0), ("30: transcript", false), "{text}");
    }
    let moved_and_closed = World::case(false, false).from(STELLA, "TEAM alumni 55\nCLOSE 55");
    let last = moved_and_closed.changes.iter().rev().find_map(|c| match c {
        Change::Case(case) => Some((case.team, case.closed_at.is_some())),
        _ => None,
    });
    assert_eq!(last, Some((Team::Alumni, true)), "one line builds on the other");
}

#[test]
fn a_look_at_a_person_is_on_the_record() {
    let world = World::running().with(|w| w.snapshot.conversation = None);
    for (text, part, record) in [
        ("SHOW 1", "Aims: work in Germany", "person.shown"),
        ("SHOW M17", "Mentorship 44 of Ada Lovelace with Mona Berg", "person.shown"),
        ("SHOW 44", "Mentorship 44 of Ada Lovelace with Mona Berg", "mentorship.shown"),
        ("SHOW 33", "Request 33 of Ada Lovelace to Mona Berg: asked 4 days ago, accepted", "request.shown"),
        ("PEOPLE karl", "18 Karl Lind (mentor, active", "person.listed"),
        ("SHOW karl", "18 Karl Lind (mentor, active", "person.listed"),
    ] {
        let outcome = world.from(STELLA, text);
        let (ok, said) = answer(&outcome);
        assert!(ok && said.contains(part), "{text}: {said}");
        assert_eq!(audit(&outcome), record, "{text}");
    }
    let case = World::case(false, false).with(|w| w.snapshot.conversation = None).from(ALAN, "SHOW 55");
    assert_eq!(told(&case), "31: case, 31: transcript");
    assert!(says(&case, "case").contains("My mentor does not answer."));
}

#[test]
fn everybody_is_found_in_whatever_state() {
    let world = World::new().with(|w| {
        let hidden = person(PersonId(70), Role::Mentor, "Wanda Waits", "wanda@firm.example");
        let erased = person(PersonId(71), Role::Mentor, "Wanda Gone", "gone@firm.example");
        let as_state = |person: Person, state| Person { state, ..person };
        w.snapshot.everybody = vec![as_state(hidden, PersonState::Waiting), as_state(erased, PersonState::Erased)];
    });
    let (ok, said) = answer(&world.from(STELLA, "PEOPLE wanda"));
    assert!(ok && said.contains("70 Wanda Waits") && !said.contains("Gone"), "{said}");
}

/// A mail that nothing could be made of.
fn unplaced() -> Unplaced {
    let head = b"Received: from mx\r\nFrom: Ada\r\n <ada@student.uni.example>\r\nSubject: Hello\r\n\r\nMay I ask\0 something?\xff";
    Unplaced { id: InboxId(12), reason: "a rule panicked".into(), head: head.to_vec() }
}

#[test]
fn mail_that_could_not_be_handled_is_shown() {
    let world = World::new().with(|w| w.snapshot.unplaced = vec![unplaced()]);
    let (ok, said) = answer(&world.from(STELLA, "SHOW 12"));
    assert!(ok && said.starts_with("Mail 12 could not be handled: a rule panicked."), "{said}");
    assert!(said.contains("From: Ada <ada@student.uni.example>\nSubject: Hello\n\nMay I ask something?"), "{said}");
    assert!(!said.contains("Received"), "{said}");
    assert_eq!(audit(&world.from(STELLA, "SHOW 12")), "mail.shown");
    let empty = Unplaced { head: Vec::new(), ..unplaced() };
    let (ok, said) = answer(&World::new().with(|w| w.snapshot.unplaced = vec![empty]).from(STELLA, "SHOW 12"));
    assert!(ok && said.contains("nothing of it is kept"), "{said}");
    let long = Unplaced { head: [b"Subject: ".as_slice(), &[b'x'; 30_000]].concat(), ..unplaced() };
    let (_, said) = answer(&World::new().with(|w| w.snapshot.unplaced = vec![long]).from(STELLA, "SHOW 12"));
    assert!(said.len() < 2_000, "{}", said.len());
}

#[test]
fn mail_that_was_given_up_is_taken_off_the_list() {
    let world = World::new().with(|w| w.snapshot.unplaced = vec![unplaced()]);
    let outcome = world.from(STELLA, "CLOSE 12\nCLOSE 13");
    assert!(outcome.changes.iter().any(|c| matches!(c, Change::InboxClosed(InboxId(12)))));
    let oks: Vec<_> = answers(&outcome).into_iter().map(|(ok, _)| ok).collect();
    assert_eq!(oks, [true, false]);
}

/// Everybody of the small programme who is not staff.
fn with_everybody(world: World) -> World {
    world.with(|w| {
        let people = w.snapshot.people.values().filter(|p| !matches!(p.role, Role::Staff(_)));
        w.snapshot.everybody = people.cloned().collect();
    })
}

#[test]
fn an_announcement_is_asked_about_before_it_is_sent() {
    let world = World::new()
        .edit(KARL, |p| p.failures = 2)
        .edit(BEN, |p| p.state = PersonState::Suspended)
        .edit(LEA, |p| p.state = PersonState::Paused);
    let world = with_everybody(world);
    for (group, reaches, pausing, failing) in [("mentors", 1, 1, 1), ("mentees", 1, 0, 0), ("all", 2, 1, 1)] {
        let outcome = world.from(ALAN, &format!("ANNOUNCE {group}\nSubject: An evening\n\nDear all,\ncome!"));
        assert_eq!(told(&outcome), "31: announcement-confirm, 31: transcript", "{group}");
        match &letter(&outcome, "announcement-confirm").notice {
            Notice::AnnouncementConfirm { reaches: r, pausing: p, failing: f, announced, words, .. } => {
                assert_eq!((*r, *p, *f), (reaches, pausing, failing), "{group}");
                assert_eq!((announced.as_str(), words.as_str()), ("An evening", "Dear all,\ncome!"));
            }
            other => panic!("{other:?}"),
        }
        assert!(outcome.changes.iter().any(|c| matches!(c, Change::NewQuestion(q) if q.due_at.is_none())));
    }
    for (text, part) in [
        ("ANNOUNCE mentors", "no words below"),
        ("ANNOUNCE mentors\n--\nPENDING", "no words below"),
        ("ANNOUNCE all\nWrite to mona@corp.example!", "holds the mail address"),
    ] {
        let outcome = world.from(ALAN, text);
        let (ok, said) = answer(&outcome);
        assert!(!ok && said.contains(part), "{text}: {said}");
        assert!(outcome.changes.iter().all(|c| !matches!(c, Change::NewQuestion(_))), "{text}");
    }
}

#[test]
fn an_announcement_with_a_file_is_not_sent_without_it() {
    let world = with_everybody(World::new());
    let mut mail = world.write(ALAN, "ANNOUNCE all\nCome to our party, see flyer!");
    mail.attachments = vec![crate::mail::inbound::Attachment {
        name: "flyer.pdf".into(),
        media_type: "application/pdf".into(),
        inline: false,
        content_id: None,
        bytes: vec![1],
    }];
    let outcome = world.send(ALAN, &mail, true);
    assert!(answer(&outcome).1.contains("Files do not go along"), "{}", told(&outcome));
    mail.attachments[0].inline = true;
    assert!(told(&world.send(ALAN, &mail, true)).contains("announcement-confirm"), "a signature's picture is no flyer");
}

#[test]
fn the_subject_of_an_announcement_is_the_mails_unless_it_answers() {
    let world = with_everybody(World::new());
    for (subject, expected) in
        [("An evening", "An evening"), ("Re: Friday", "News from Career Mentoring"), ("", "News from Career Mentoring")]
    {
        let mut mail = world.write(ALAN, "ANNOUNCE all\nCome!");
        mail.subject = subject.to_owned();
        let outcome = world.send(ALAN, &mail, true);
        assert!(says(&outcome, "announcement-confirm").contains(&format!("\"announced\":\"{expected}\"")), "{subject}");
    }
}

fn announcement(answer: &str, answered: bool) -> (World, Question) {
    let kept = "mentors 0 0\nAn evening\nDear all,\ncome!";
    let question = question(About::Announce, ALAN).with_words(kept, answer, answered);
    let world = World::new().with(|w| {
        w.snapshot.conversation = Some(conversation(QUESTION, Topic::Question(question.id)));
        w.snapshot.question = Some(question.clone());
    });
    (world, question)
}

fn question(about: About, asked: PersonId) -> Question {
    Question {
        id: crate::programme::question::QuestionId(77),
        asked,
        about,
        conversation: QUESTION,
        words: String::new(),
        asked_at: at("2026-11-19T10:00:00Z"),
        reminders: 0,
        answered_at: None,
        answer: String::new(),
        remark: String::new(),
        due_at: None,
        version: 3,
    }
}

impl Question {
    fn with_words(self, words: &str, answer: &str, answered: bool) -> Self {
        Self {
            words: words.into(),
            answer: answer.into(),
            answered_at: answered.then(now),
            due_at: answered.then(now),
            ..self
        }
    }
}

fn kept(outcome: &Outcome) -> Option<Question> {
    outcome.changes.iter().find_map(|change| match change {
        Change::Question(question) => Some(question.clone()),
        _ => None,
    })
}

#[test]
fn only_the_askers_yes_sends_it() {
    let (world, _) = announcement("", false);
    let yes = world.from(ALAN, "YES");
    assert_eq!(told(&yes), "31: done");
    assert_eq!(kept(&yes).map(|q| (q.answer, q.due_at)), Some(("YES".to_owned(), Some(now()))));
    let no = world.from(ALAN, "No");
    assert_eq!(kept(&no).map(|q| (q.answer, q.due_at)), Some(("NO".to_owned(), None)));
    for (who, text) in [(STELLA, "YES"), (ADA, "YES"), (ALAN, "Yes, why not"), (ALAN, "PENDING")] {
        assert_eq!(kept(&world.from(who, text)), None, "{text}");
    }
    let (again, _) = announcement("YES", true);
    assert_eq!(told(&again.from(ALAN, "YES")), "31: already-done");
}

#[test]
fn a_confirmed_announcement_goes_out_in_batches_and_to_each_once() {
    let (world, question) = announcement("YES", true);
    let due = Event::Due(Due::Question(question.id));
    let world = world.edit(KARL, |p| p.failures = 2).with(|w| {
        w.snapshot.audience = [ADA, MONA, KARL, LEA].map(|id| w.snapshot.people[&id].clone()).to_vec();
    });
    let outcome = world.event(&due);
    assert_eq!(told(&outcome), "17: announcement, 19: announcement");
    assert_eq!(outcome.letters[0].once.as_deref(), Some("announcement/77/17"));
    assert_eq!(outcome.letters[0].author, Author::Programme);
    assert!(!says(&outcome, "announcement").contains("alan@"), "no address of staff");
    let end = kept(&outcome).unwrap();
    assert_eq!((end.due_at, Announcement::of_kept(&end.words).map(|a| (a.after, a.sent))), (None, Some((19, 2))));
    let full = world.with(|w| {
        let mona = w.snapshot.people[&MONA].clone();
        w.snapshot.audience = (100..150).map(|id| Person { id: PersonId(id), ..mona.clone() }).collect();
        let people = w.snapshot.audience.iter().map(|p| (p.id, p.clone())).collect::<Vec<_>>();
        w.snapshot.people.extend(people);
    });
    let outcome = full.event(&due);
    assert_eq!(outcome.letters.len(), 50);
    let next = kept(&outcome).unwrap();
    assert!(next.due_at.is_some_and(|at| at > now()), "more are to come, after others have had their turn");
    assert_eq!(Announcement::of_kept(&next.words).map(|a| (a.audience, a.after)), Some((Audience::Mentors, 149)));
}

#[test]
fn what_was_not_confirmed_is_never_sent() {
    for (answer, answered) in [("", false), ("NO", true)] {
        let (world, question) = announcement(answer, answered);
        let world = world.with(|w| w.snapshot.audience = vec![w.snapshot.people[&MONA].clone()]);
        assert_eq!(told(&world.event(&Event::Due(Due::Question(question.id)))), "", "{answer}");
    }
}

/// The text of a file of a letter.
fn file(outcome: &Outcome, kind: &str, name: &str) -> String {
    let file = letter(outcome, kind).attachments.iter().find(|file| file.name.starts_with(name)).unwrap();
    String::from_utf8(file.bytes.clone()).unwrap()
}

#[test]
fn a_report_has_its_figures_and_its_table() {
    let today = "2026-11-20".parse().unwrap();
    let period = Period::read("October", today).unwrap();
    let check_ins = CheckIns { great: 7, ok: 2, help: 1 };
    let total = PeriodFacts { asked: 44, accepted: 20, check_ins, marks: 3, marks_sum: 13, ..PeriodFacts::default() };
    let facts = ReportFacts {
        period,
        total,
        parts: period.parts().into_iter().map(|part| (part, PeriodFacts { asked: 9, ..total })).collect(),
        hours_to_answer: Some(30),
        reasons: vec![("goals".to_owned(), 3)],
    };
    let world = World::new().with(|w| w.snapshot.reports = vec![facts]);
    let outcome = world.from(STELLA, "REPORT October\nREPORT soon\nREPORT 2025");
    assert_eq!(told(&outcome), "30: report, 30: transcript");
    let oks: Vec<_> = answers(&outcome).into_iter().map(|(ok, _)| ok).collect();
    assert_eq!(oks, [true, false, false], "the third was not counted");
    let says = says(&outcome, "report");
    for part in [
        "1 October 2026 to 31 October 2026",
        "\"Requests sent\",\"value\":44",
        "goals reached",
        "\"value\":30",
        "\"Check-ins answered: great\",\"value\":7",
        "\"Feedback given (4.3 of 5 on average)\",\"value\":3",
    ] {
        assert!(says.contains(part), "{part} in {says}");
    }
    let table = file(&outcome, "report", "report-2026-10-01-to-2026-10-31.csv");
    assert!(table.contains("\n2026-10-01,2026-10-04,9,20,"), "{table}");
    assert!(table.contains("\n2026-10-01,2026-10-31,44,20,") && table.contains(",7,2,1,3,4.3"), "{table}");
    let spans = report::spans("October", now(), &jiff::tz::TimeZone::UTC).unwrap();
    assert_eq!(spans.len(), 6, "the month, and its five weeks");
}

#[test]
fn an_export_is_tables_without_formulas() {
    let world = World::running().edit(MONA, |p| p.name = "=HYPERLINK(\"http://evil.example\")".into()).with(|w| {
        w.snapshot.conversation = None;
        let people = w.snapshot.people.values().cloned().collect();
        let (requests, mentorships) = (w.snapshot.requests.clone(), w.snapshot.mentorships.clone());
        w.snapshot.export = Some(ExportFacts { people, requests, mentorships });
    });
    let small = world.from(STELLA, "EXPORT");
    assert_eq!((told(&small).as_str(), answer(&small).0), ("30: transcript", false), "larger than a mail may be");
    let world = world.with(|w| w.policy.max_attachments = 100_000);
    let outcome = world.from(STELLA, "EXPORT");
    assert_eq!(told(&outcome), "30: export, 30: transcript");
    assert_eq!(audit(&outcome), "people.exported");
    let people = file(&outcome, "export", "people-2026-11-20.csv");
    assert!(people.contains("ada@student.uni.example") && !people.contains("stella@"), "{people}");
    assert!(people.contains("\"'=HYPERLINK(\"\"http"), "{people}");
    let requests = file(&outcome, "export", "requests");
    assert!(requests.contains("33,1,Ada Lovelace,17,") && !requests.contains("may I ask you"), "{requests}");
    assert!(file(&outcome, "export", "mentorships").contains("44,1,Ada Lovelace,17,"));
    for who in [ADA, MONA] {
        let outcome = world.from(who, "EXPORT");
        assert!(outcome.letters.iter().all(|l| l.attachments.is_empty()), "only staff");
    }
}
