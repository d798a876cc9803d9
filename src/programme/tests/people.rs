//! Joining, profiles and leaving, as plain values.

use super::world::*;
use crate::mail::inbound::{Inbound, Verdict};
use crate::programme::change::Change;
use crate::programme::conversation::{ConversationId, Topic};
use crate::programme::event::{Due, Event};
use crate::programme::letter::{LetterId, LetterRecord};
use crate::programme::outcome::{Disposition, Ignored, Outcome};
use crate::programme::person::{Person, PersonId, PersonState, Role};
use crate::programme::question::{About, Question, QuestionId};

const FORM: &str = "Name: Nora Lind\nCourse: Art\nYear of study: Second\nMonth of graduation: 07/2028\nAims and ambitions: \
    A museum\nWhat you want help with: Letters";
const GRADUATE: &str = "Name: Otto Berg\nCourse studied: Chemistry\nCurrent job: Head of a laboratory\nWhat you can help \
    with: A first job\nHow many mentees at a time: 3";

fn stranger(text: &str, dmarc: Verdict, from: &str) -> Inbound {
    let mut mail = inbound(text);
    mail.from = Some(address(from));
    mail.authentication = authentication(dmarc);
    mail
}

fn people(outcome: &Outcome) -> Vec<Person> {
    let person = |change: &Change| match change {
        Change::NewPerson(person) | Change::Person(person) => Some(person.clone()),
        _ => None,
    };
    outcome.changes.iter().filter_map(person).collect()
}

fn answered_form(kind: &str) -> LetterRecord {
    LetterRecord {
        id: LetterId(4),
        person: None,
        address: address("nora@student.uni.example"),
        kind: kind.into(),
        conversation: None,
        writer: None,
        created_at: now(),
        failed: false,
    }
}

#[test]
fn nothing_is_kept_of_a_stranger_whose_address_is_not_proven() {
    use Verdict as V;
    let cases = [
        // Text, authentication, letters today, does it answer our form, what comes of it.
        ("JOIN", V::Pass, 0, false, "form", true),
        ("JOIN MENTOR", V::Pass, 5, false, "form", true),
        (FORM, V::Pass, 0, false, "welcome", true),
        ("Hello?", V::Pass, 0, false, "stranger", false),
        ("JOIN", V::None, 0, false, "form", false),
        ("JOIN", V::None, 1, false, "", false),
        (FORM, V::None, 0, false, "form", false),
        ("Hello?", V::None, 0, false, "stranger", false),
        ("Hello?", V::None, 1, false, "", false),
        (FORM, V::None, 1, true, "welcome", true),
        ("JOIN", V::None, 1, true, "form", true),
        ("I would love to!", V::None, 1, true, "form", true),
        ("JOIN", V::Fail, 0, false, "", false),
        (FORM, V::Fail, 0, true, "", false),
        ("JOIN", V::Pass, 10, false, "", true),
    ];
    for (text, dmarc, today, answers, expected, kept) in cases {
        let world = World::new().with(|w| {
            w.snapshot.answers.today = today;
            w.snapshot.answered = answers.then(|| answered_form("form"));
        });
        let outcome = world.mail(&stranger(text, dmarc, "nora@student.uni.example"), None);
        let kinds: Vec<_> = outcome.letters.iter().map(|letter| letter.notice.kind()).collect();
        assert_eq!(kinds.first().copied().unwrap_or_default(), expected, "{text} {dmarc:?} {today} {answers}");
        assert_eq!(!people(&outcome).is_empty(), kept, "{text} {dmarc:?} {today} {answers}");
    }
    // Who has been told what this is today may still ask for the form, once.
    let told = World::new().mail(&stranger("Hello?", Verdict::None, "nora@student.uni.example"), None);
    let world = World::new().with(|w| {
        w.snapshot.answers.today = 1;
        w.snapshot.answers.last = Some(told.letters[0].fingerprint());
    });
    let outcome = world.mail(&stranger("JOIN", Verdict::None, "nora@student.uni.example"), None);
    assert_eq!((told_of(&outcome), people(&outcome).len()), ("0: form".to_owned(), 0));
    let again = world.with(|w| w.snapshot.answers.last = Some(outcome.letters[0].fingerprint()));
    let outcome = again.mail(&stranger("JOIN", Verdict::None, "nora@student.uni.example"), None);
    assert_eq!(outcome.disposition, Disposition::Ignored(Ignored::SameAnswer));
}

fn told_of(outcome: &Outcome) -> String {
    told(outcome)
}

#[test]
fn a_complete_form_leads_where_the_programme_says() {
    let cases = [
        // The day, the address, the form, in which state and with which mail it ends.
        ("2026-11-20", "nora@student.uni.example", FORM, PersonState::Active, "welcome"),
        ("2026-11-20", "nora@cs.student.uni.example", FORM, PersonState::Active, "welcome"),
        ("2026-11-20", "nora@notstudent.uni.example", FORM, PersonState::Applied, "application-received"),
        ("2026-11-20", "nora@home.example", FORM, PersonState::Applied, "application-received"),
        ("2026-11-20", "otto@corp.example", GRADUATE, PersonState::Waiting, "waiting"),
        ("2026-08-31", "otto@corp.example", GRADUATE, PersonState::Applied, "application-received"),
        ("2026-03-01", "nora@student.uni.example", GRADUATE, PersonState::Applied, "application-received"),
    ];
    for (day, from, text, state, expected) in cases {
        let mut world = World::new();
        world.now = at(&format!("{day}T10:00:00Z"));
        let outcome = world.mail(&stranger(text, Verdict::Pass, from), None);
        let [person] = &people(&outcome)[..] else { panic!("{from}") };
        assert_eq!((person.state, outcome.letters[0].notice.kind()), (state, expected), "{day} {from}");
        let due = (state == PersonState::Waiting).then(|| at("2027-03-01T00:00:00Z"));
        assert_eq!(person.due_at, due, "{day} {from}");
        let applied = matches!(state, PersonState::Applied | PersonState::Waiting | PersonState::Active);
        assert_eq!(person.joining.applied_at.is_some(), applied);
    }
}

#[test]
fn the_window_opens_in_the_programmes_zone_and_once() {
    let mut world = World::new().edit(MONA, |p| {
        p.state = PersonState::Waiting;
        p.joining.applied_at = Some(at("2026-11-20T10:00:00Z"));
    });
    world.policy.timezone = jiff::tz::TimeZone::get("America/New_York").unwrap();
    for (now, expected) in [
        ("2027-03-01T04:59:59Z", ""),
        ("2027-03-01T05:00:00Z", "17: application-received"),
        // After a longer silence of ours, all the same.
        ("2027-06-01T05:00:00Z", "17: application-received"),
    ] {
        world.now = at(now);
        let outcome = world.event(&Event::Due(Due::Person(MONA)));
        assert_eq!(told(&outcome), expected, "{now}");
        let due = people(&outcome)[0].due_at;
        assert_eq!(due, expected.is_empty().then(|| at("2027-03-01T05:00:00Z")), "{now}");
    }
    world.policy.rules.recruitment_months = Vec::new();
    world.now = at("2026-11-21T00:00:00Z");
    assert_eq!(told(&world.event(&Event::Due(Due::Person(MONA)))), "17: application-received");
}

/// Somebody who was asked with a question of this kind, and whose mail answers it.
fn asked(id: PersonId, about: About, words: &str) -> World {
    World::new().with(|w| {
        let question = Question {
            id: QuestionId(77),
            asked: id,
            about,
            conversation: ConversationId(770),
            words: words.into(),
            asked_at: now(),
            reminders: 0,
            answered_at: None,
            answer: String::new(),
            remark: String::new(),
            due_at: None,
            version: 0,
        };
        w.snapshot.conversation = Some(conversation(ConversationId(770), Topic::Question(question.id)));
        w.snapshot.questions = vec![question.clone()];
        w.snapshot.question = Some(question);
    })
}

#[test]
fn the_joining_form_is_asked_until_nothing_is_missing() {
    let joining = |by_staff: bool| {
        asked(BEN, About::Join, "").edit(BEN, move |p| {
            p.state = PersonState::Invited;
            p.joining.by_staff = by_staff;
            p.joining.active_since = None;
        })
    };
    let cases = [
        (FORM, false, "2: welcome", PersonState::Active),
        (FORM, true, "2: welcome", PersonState::Active),
        ("Course: Art\nYear of study: Second", false, "2: form-again", PersonState::Invited),
        ("Joining as: mentor\nCurrent job: Cook", false, "2: form-again", PersonState::Invited),
        (GRADUATE, true, "2: form-again", PersonState::Invited),
        ("NO", false, "2: done", PersonState::Left),
        ("YES", false, "2: form-again", PersonState::Invited),
        ("Hello, I study art!", false, "2: form-again", PersonState::Invited),
        ("HELP", false, "2: help", PersonState::Invited),
        ("JOIN MENTOR", false, "2: form", PersonState::Invited),
    ];
    for (text, by_staff, expected, state) in cases {
        let outcome = joining(by_staff).from(BEN, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(people(&outcome).first().map_or(PersonState::Invited, |p| p.state), state, "{text}");
    }
    let mentor = joining(false).from(BEN, &format!("Joining as: mentor\n{GRADUATE}"));
    assert_eq!((people(&mentor)[0].role, people(&mentor)[0].state), (Role::Mentor, PersonState::Waiting));
    assert_eq!(people(&mentor)[0].capacity, 3);
    let unproven = Inbound { authentication: authentication(Verdict::Fail), ..joining(false).write(BEN, FORM) };
    assert_eq!(told(&joining(false).send(BEN, &unproven, true)), "2: confirm-command");
}

#[test]
fn a_profile_changes_by_its_lines_and_says_so() {
    let cases = [
        ("Current job: Head of Sales\nLanguages: German", "17: profile-changed", true),
        ("Current job: Head of Marketing\nCourse: BA Economics", "17: already-done", false),
        ("Name: \nCurrent job: Head of Sales\nLanguages: German", "17: profile-changed", true),
        ("How many mentees at a time: lots\nLanguages: mona@corp.example", "17: profile-changed", false),
        ("Job: one line that looks like one", "17: not-understood", false),
        ("Dear team, please change my job", "17: not-understood", false),
    ];
    for (text, expected, changes) in cases {
        let outcome = World::new().from(MONA, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(!people(&outcome).is_empty(), changes, "{text}");
    }
    let emptied = World::new().from(MONA, "Name: \nCurrent job: Head of Sales\nLanguages: German");
    assert!(
        says(&emptied, "profile-changed").contains("cannot be left empty"),
        "{}",
        says(&emptied, "profile-changed")
    );
    assert_eq!(people(&emptied)[0].name, "Mona Berg");
    // In answer to the form one line is enough, and an empty one takes back what was optional.
    let mut mail = World::new().write(MONA, "Moves of country or industry:");
    mail.elided = "> 4. Current job: Head of Marketing\n>\n> 7. Moves of country or industry: Moved to Germany\n>\n> (end of the form)".into();
    let outcome = World::new().send(MONA, &mail, true);
    assert_eq!(told(&outcome), "17: profile-changed");
    assert_eq!(people(&outcome)[0].profile.moves, "");
}

#[test]
fn an_address_is_chosen_among_ones_own_alone() {
    let world = World::new().with(|w| w.snapshot.addresses.push((ADA, "ada@home.example".into())));
    let cases = [
        ("ADDRESS ada@home.example", "1: done, 1: done", Some("ada@home.example")),
        ("ADDRESS mona@corp.example", "1: not-allowed", None),
        ("ADDRESS somebody@else.example", "1: not-allowed", None),
        ("ADDRESS ada@student.uni.example", "1: already-done", None),
        ("ADDRESS REMOVE ada@student.uni.example", "1: not-allowed", None),
        ("ADDRESS REMOVE mona@corp.example", "1: not-allowed", None),
        ("ADDRESS nonsense", "1: not-allowed", None),
    ];
    for (text, expected, main) in cases {
        let outcome = world.from(ADA, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(people(&outcome).first().map(|p| p.address.to_string()).as_deref(), main, "{text}");
    }
    let chosen = world.from(ADA, "ADDRESS ada@home.example");
    let to: Vec<_> = chosen.letters.iter().map(|letter| letter.to.address.to_string()).collect();
    assert_eq!(to, ["ada@student.uni.example", "ada@home.example"], "both are told");
    let removed = world.from(ADA, "ADDRESS REMOVE ada@home.example");
    assert!(
        removed.changes.iter().any(|c| matches!(c, Change::DropAddress(ADA, a) if a.as_str() == "ada@home.example"))
    );
    let mut unproven = world.write(ADA, "ADDRESS ada@home.example");
    unproven.authentication = authentication(Verdict::None);
    assert_eq!(told(&world.send(ADA, &unproven, false)), "1: confirm-command");
}

#[test]
fn leaving_asks_first_and_then_tells_each() {
    let both = |w: &mut World| {
        w.snapshot.mentorships = vec![mentorship(45, 34, BEN, MONA), mentorship(44, 33, ADA, MONA)];
    };
    let asks = World::new().with(both).from(MONA, "LEAVE");
    assert_eq!((told(&asks).as_str(), people(&asks).len()), ("17: leaving", 0));
    let cases = [
        ("NO", "", "17: done", None),
        ("Let me think", "", "17: not-understood", None),
        ("YES", "", "1: ended, 1: feedback, 2: ended, 2: feedback, 17: left", Some(("", ""))),
        (
            "YES\n\nThank you all!",
            "",
            "1: ended, 1: feedback, 2: ended, 2: feedback, 17: left",
            Some(("Thank you all!", "Thank you all!")),
        ),
        (
            "YES\n2. Ben Okri: Good luck",
            "",
            "1: ended, 1: feedback, 2: ended, 2: feedback, 17: left",
            Some(("", "Good luck")),
        ),
        (
            "YES",
            "Ada Lovelace: Farewell\nBen Okri: Bye",
            "1: ended, 1: feedback, 2: ended, 2: feedback, 17: left",
            Some(("Farewell", "Bye")),
        ),
        ("YES\nAda Lovelace: write to mona@corp.example", "", "17: held", None),
    ];
    for (text, kept, expected, words) in cases {
        let world = asked(MONA, About::Leave, kept).with(both);
        let outcome = world.from(MONA, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(people(&outcome).first().map(|p| p.state), words.map(|_| PersonState::Left), "{text}");
        if let Some((ada, ben)) = words {
            for (to, said) in [(ADA, ada), (BEN, ben)] {
                let letter = outcome.letters.iter().find(|l| l.to.person == Some(to)).unwrap();
                let json = serde_json::to_value(&letter.notice).unwrap();
                assert_eq!(json["words"], said, "{text}");
            }
            let ended = outcome.changes.iter().filter(|c| matches!(c, Change::Mentorship(m) if m.ended.is_some()));
            assert_eq!(ended.count(), 2, "{text}");
        }
    }
    // What waits besides the words is said, and whoever may be somebody else is told what they would say yes to.
    let world = asked(MONA, About::Leave, "").with(both);
    assert!(
        says(&world.from(MONA, "YES\nAda Lovelace: write to mona@corp.example"), "held").contains("\"leaving\":true")
    );
    let running = World::running().from(ADA, "Write to ada@student.uni.example");
    assert!(says(&running, "held").contains("\"leaving\":false"));
    let mut doubtful = world.write(MONA, "YES");
    doubtful.authentication = authentication(Verdict::Fail);
    let outcome = world.send(MONA, &doubtful, true);
    assert_eq!(told(&outcome), "17: confirm-command");
    assert!(says(&outcome, "confirm-command").contains("whether you want to leave the programme"));
    // Words without a yes are kept until it comes.
    let outcome = asked(MONA, About::Leave, "").with(both).from(MONA, "Ada Lovelace: Farewell");
    assert!(outcome.changes.iter().any(|c| matches!(c, Change::Question(q) if q.words.contains("Farewell"))));
    // More mentorships than a decision has numbers: all end.
    let many = asked(MONA, About::Leave, "").with(|w| {
        w.snapshot.mentorships = (0..40).map(|n| mentorship(100 + n, 200 + n, ADA, MONA)).collect();
    });
    let outcome = many.from(MONA, "YES");
    let ended = outcome.letters.iter().filter(|letter| letter.notice.kind() == "ended");
    assert_eq!(ended.count(), 40);
}

#[test]
fn who_has_left_may_come_back_and_who_takes_part_need_not() {
    let left = World::new().edit(MONA, |p| p.state = PersonState::Left);
    let cases = [
        (&left, "JOIN MENTOR", "17: form", Some((PersonState::Invited, Role::Mentor))),
        (&left, "JOIN", "17: form", Some((PersonState::Invited, Role::Mentee))),
        (&left, "PROFILE", "17: help", None),
    ];
    for (world, text, expected, state) in cases {
        let outcome = world.from(MONA, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(people(&outcome).first().map(|p| (p.state, p.role)), state, "{text}");
    }
    assert_eq!(told(&World::new().from(ADA, "JOIN MENTOR")), "1: not-allowed");
    assert_eq!(told(&World::new().from(ADA, "JOIN")), "1: already-done");
    let applied = World::new().edit(ADA, |p| p.state = PersonState::Applied);
    for (text, expected) in
        [("JOIN", "1: already-done"), ("PROFILE", "1: profile"), ("LEAVE", "1: leaving"), ("MENTORS", "1: not-allowed")]
    {
        assert_eq!(told(&applied.from(ADA, text)), expected, "{text}");
    }
}
