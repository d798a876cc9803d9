//! The talk of a mentorship, and its end.

use super::meetings::proposed;
use super::world::*;
use crate::mail::html_text::HtmlPart;
use crate::mail::inbound::Attachment;
use crate::programme::change::Change;
use crate::programme::conversation::{Thread, ThreadEntry};
use crate::programme::letter::Author;
use crate::programme::mentorship::{EndReason, Mentorship, MentorshipId};
use crate::programme::outcome::Disposition;
use crate::programme::person::PersonState;
use crate::programme::question::About;
use crate::programme::request::RequestState;

fn file(name: &str) -> Attachment {
    Attachment {
        name: name.into(),
        media_type: "application/pdf".into(),
        inline: false,
        content_id: None,
        bytes: vec![1],
    }
}

#[test]
fn each_writes_to_the_other() {
    for (who, other, name) in [(ADA, MONA, "Ada Lovelace"), (MONA, ADA, "Mona Berg")] {
        let outcome = World::running().from(who, "Shall we talk on Monday?");
        assert_eq!(outcome.disposition, Disposition::Relayed);
        assert_eq!(told(&outcome), format!("{}: relay", other.0));
        let letter = letter(&outcome, "relay");
        assert_eq!(letter.author, Author::Person(name.into()));
        assert_eq!(letter.subject.as_deref(), Some("Re: Mentoring"));
        assert_eq!(letter.conversation, Some(PAIR));
        assert!(!letter.answer);
        assert_eq!(known(&outcome, who)[0].1, "written@home.example");
        assert_eq!(known(&outcome, other)[0].1, message_id(letter.id));
        assert_eq!(known(&outcome, who)[0].0, known(&outcome, other)[0].0, "one entry, two names");
    }
}

#[test]
fn who_wrote_last_is_noted() {
    for (who, expected) in [(ADA, (None, Some(now()))), (MONA, (Some(now()), None))] {
        let outcome = World::running().from(who, "Hello");
        let row = outcome.changes.iter().find_map(|change| match change {
            Change::Mentorship(m) => Some((m.mentor_wrote_at, m.mentee_wrote_at)),
            _ => None,
        });
        assert_eq!(row, Some(expected));
    }
}

#[test]
fn a_thread_stays_a_thread_for_both() {
    let ids = |list: &[(crate::programme::person::PersonId, &str)]| {
        list.iter().map(|(p, id)| (*p, (*id).to_owned())).collect()
    };
    let world = World::running().with(|w| {
        w.snapshot.thread = Thread(vec![
            ThreadEntry { entry: 1, parent: None, ids: ids(&[(ADA, "ada-1@x"), (MONA, "mona-1@x")]) },
            ThreadEntry { entry: 2, parent: Some(1), ids: ids(&[(ADA, "ada-2@x"), (MONA, "mona-2@x")]) },
        ]);
    });
    let mut mail = world.write(ADA, "My answer");
    mail.in_reply_to = vec!["ada-1@x".into()];
    let outcome = world.send(ADA, &mail, true);
    assert_eq!(letter(&outcome, "relay").references, ["mona-1@x"], "only what Mona's mail program knows");
    let outcome = world.from(ADA, "A new thought");
    assert_eq!(letter(&outcome, "relay").references, ["mona-1@x", "mona-2@x"]);
}

#[test]
fn talk_that_happens_to_be_a_word_is_talk() {
    for text in ["Yes", "No!", "OK", "Great!", "4", "Done!"] {
        assert_eq!(told(&World::running().from(ADA, text)), "17: relay", "{text}");
    }
    assert_eq!(told(&World::running().from(ADA, "UNDO")), "1: not-allowed");
    assert_eq!(told(&World::running().from(ADA, "HELP")), "1: help");
}

#[test]
fn no_address_crosses_over() {
    let cases = [
        ("my address is ada@student.uni.example", "1: held"),
        ("my address is ADA+x@STUDENT.uni.example!", "1: held"),
        ("is yours mona@corp.example?", "1: held"),
        ("ada (at) student", "17: relay"),
        ("apply to jobs@corp.example", "17: relay"),
    ];
    for (text, expected) in cases {
        let outcome = World::running().from(ADA, text);
        assert_eq!(told(&outcome), expected, "{text}");
    }
    let second = World::running().with(|w| w.snapshot.addresses.push((ADA, "ada@home.example".into())));
    assert_eq!(told(&second.from(ADA, "write to ada@home.example")), "1: held");
}

#[test]
fn html_that_leaks_where_the_words_do_not_is_left_out() {
    let world = World::running();
    let with = |html: &str| {
        let mut mail = world.write(ADA, "Hello");
        mail.html = HtmlPart::new_part(Some(html.into()));
        letter(&world.send(ADA, &mail, true), "relay").words_html.clone()
    };
    assert_eq!(with("<p>Hello</p>").as_deref(), Some("<p>Hello</p>"));
    assert_eq!(with("<p>Hello</p><a href=\"mailto:ada%40student.uni.example\">x</a>"), None);
}

#[test]
fn files_go_along_and_what_does_not_is_told_to_both() {
    let world = World::running();
    let send = |files: Vec<Attachment>| {
        let mut mail = world.write(ADA, "My papers");
        mail.attachments = files;
        world.send(ADA, &mail, true)
    };
    let all = send(vec![file("cv.pdf")]);
    assert_eq!((told(&all).as_str(), letter(&all, "relay").attachments.len()), ("17: relay", 1));
    let some = send(vec![file("cv.pdf"), file("virus.exe")]);
    assert_eq!(told(&some), "17: relay, 1: done");
    assert_eq!(letter(&some, "relay").attachments.len(), 1);
    assert!(says(&some, "relay").contains("virus.exe") && says(&some, "done").contains("virus.exe"));
    assert_eq!(told(&send(vec![file("cv of ada@student.uni.example")])), "1: held");
    let mut only = world.write(ADA, "");
    only.attachments = vec![file("cv.pdf")];
    assert_eq!(told(&world.send(ADA, &only, true)), "17: relay");
}

#[test]
fn whatever_the_words_go_with_both_are_told_of_files_that_do_not() {
    let cases = [
        (World::new().with(|w| w.snapshot.conversation = None), ADA, "INTERESTED M17\n\nDear Mona", "request"),
        (World::asked(RequestState::Open), MONA, "ACCEPT\n\nDear Ada", "accepted"),
        (World::asked(RequestState::Open), MONA, "DECLINE\n\nDear Ada", "declined"),
        (World::running(), ADA, "END no time\n\nThank you", "ended"),
        (World::running(), ADA, "GOAL Apply\n\nWhat do you think?", "goals"),
        (World::running(), ADA, "STAFF Please look at this", "case"),
    ];
    for (world, who, text, kind) in cases {
        let mut mail = world.write(who, text);
        mail.attachments = vec![file("cv.pdf"), file("virus.exe")];
        let outcome = world.send(who, &mail, true);
        assert!(says(&outcome, kind).contains("virus.exe"), "{text}: {}", told(&outcome));
        let files: Vec<_> = letter(&outcome, kind).attachments.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(files, ["cv.pdf"], "{text}");
        let told_writer = outcome.letters.iter().any(|letter| {
            let words = serde_json::to_string(&letter.notice).unwrap();
            letter.to.person == Some(who) && words.contains("but not all of it") && words.contains("virus.exe")
        });
        assert!(told_writer, "{text}: {}", told(&outcome));
    }
}

#[test]
fn talk_that_begins_with_a_word_is_passed_on_and_words_below_a_command_come_back() {
    let cases = [
        ("Help!\n\nI have an interview tomorrow, could you look over my CV tonight?", "17: relay"),
        ("Goals:\n1. A placement\n2. A good CV\nWhat do you think of them?", "17: relay"),
        ("Resume\n\nMine is attached; could you have a look?", "17: relay"),
        ("Goal setting is something I would like to talk about. Could you tell me how you did it?", "17: relay"),
        ("Mentors like you are rare. Thank you so much for all of it!", "17: relay"),
        ("help\n\nAda", "1: help"),
        ("goal apply for three placements", "17: goals, 1: goals"),
        ("mentors marketing in Germany", "1: directory"),
        ("HELP\n\nI have an interview tomorrow, could you look over my CV tonight?", "1: not-relayed, 1: help"),
        ("PAUSE\n\nI shall be back in May, and write to you then.", "1: not-relayed, 1: paused"),
    ];
    for (text, expected) in cases {
        assert_eq!(told(&World::running().from(ADA, text)), expected, "{text}");
    }
    let words = World::running().from(ADA, "STATUS\n\nBy the way, thank you for the kind words.");
    assert!(says(&words, "not-relayed").contains("thank you for the kind words"), "nothing is lost");
    let outside = [
        ("HELP\n\nI cannot find the mail of my mentor, and have to move our meeting.", "1: not-relayed, 1: help"),
        ("PAUSE\n\nMy daughter was born last night, so I shall be away until May.", "1: not-relayed, 1: paused"),
        ("UNDO\n\nI pressed the wrong button, and am sorry for the trouble.", "1: not-relayed, 1: not-allowed"),
        ("HELP\n\nAda Lovelace\nSenior Consultant\nACME GmbH, Musterstraße 1, Berlin\n+49 30 1234567", "1: help"),
    ];
    for (text, expected) in outside {
        assert_eq!(told(&World::new().with(|w| w.snapshot.conversation = None).from(ADA, text)), expected, "{text}");
    }
}

#[test]
fn files_beside_words_that_go_with_an_answer_stay_behind_and_their_writer_knows() {
    let share = |text| (World::running(), text, "1: done, 17: share, 1: share");
    let cancel = |text| (proposed(), text, "1: done, 17: meeting-declined, 1: meeting-declined");
    for (world, text, expected) in [
        share("SHARE\n\nShall we? My CV is attached."),
        cancel("CANCEL\n\nI have a cold; the paper says so."),
        (World::running(), "SHARE", "17: share, 1: share"),
    ] {
        let mut mail = world.write(ADA, text);
        let logo = Attachment { inline: true, ..file("logo.png") };
        mail.attachments = vec![logo, file("cv.pdf")];
        let outcome = world.send(ADA, &mail, true);
        assert_eq!(told(&outcome), expected, "{text}");
        if expected.contains("done") {
            let words = says(&outcome, "done");
            assert!(words.contains("cv.pdf") && !words.contains("logo.png"), "{words}");
        }
    }
}

#[test]
fn a_subject_that_leaks_keeps_the_mail_back() {
    let world = World::running();
    let mut mail = world.write(ADA, "Hello");
    mail.subject = "From ada@student.uni.example".into();
    assert_eq!(told(&world.send(ADA, &mail, true)), "1: held");
}

#[test]
fn words_that_reach_nobody_come_back() {
    let gone = |state| World::running().edit(MONA, |p| p.state = state);
    let cases = [
        ("declined", World::asked(RequestState::Declined)),
        ("withdrawn", World::asked(RequestState::Withdrawn)),
        ("expired", World::asked(RequestState::Expired)),
        ("ended", World::ended()),
        ("left", gone(PersonState::Left)),
        ("erased", gone(PersonState::Erased)),
        ("suspended", gone(PersonState::Suspended)),
        ("address fails", World::running().edit(MONA, |p| p.failures = 2)),
    ];
    for (name, world) in cases {
        let outcome = world.from(ADA, "Dear Mona, thank you.");
        assert_eq!(told(&outcome), "1: not-relayed", "{name}");
        assert!(says(&outcome, "not-relayed").contains("Dear Mona, thank you."), "{name}");
        assert!(!outcome.changes.iter().any(|c| matches!(c, Change::Mentorship(_))), "{name}");
    }
    assert_eq!(told(&gone(PersonState::Paused).from(ADA, "Hello")), "17: relay", "what runs goes on");
}

fn ended(outcome: &crate::programme::outcome::Outcome) -> Option<Mentorship> {
    outcome.changes.iter().find_map(|change| match change {
        Change::Mentorship(m) if !m.running() => Some(m.clone()),
        _ => None,
    })
}

#[test]
fn either_ends_it_with_a_farewell() {
    let cases = [
        (ADA, MONA, "END", EndReason::Unsaid),
        (ADA, MONA, "END other", EndReason::Other),
        (ADA, MONA, "End: goals reached", EndReason::Goals),
        (MONA, ADA, "end no time", EndReason::Time),
        (MONA, ADA, "END not the right fit", EndReason::Fit),
    ];
    for (who, other, text, reason) in cases {
        let outcome = World::running().from(who, &format!("{text}\n\nThank you for all."));
        assert_eq!(
            told(&outcome),
            format!("{0}: ended, {0}: feedback, {1}: ended, {1}: feedback", other.0, who.0),
            "{text}"
        );
        let end = ended(&outcome).unwrap().ended.unwrap();
        assert_eq!((end.by, end.reason, end.at), (who, reason, now()), "{text}");
        assert!(says(&outcome, "ended").contains("Thank you for all."));
    }
}

#[test]
fn an_end_that_has_no_place_is_answered() {
    let elsewhere = |world: World| {
        world.with(|w| {
            w.snapshot.conversation = None;
            w.snapshot.request = None;
            w.snapshot.mentorship = None;
        })
    };
    let two = elsewhere(World::running()).with(|w| w.snapshot.mentorships.push(mentorship(45, 34, BEN, MONA)));
    let cases = [
        ("ended already", World::ended(), "17: already-done"),
        ("only one elsewhere", elsewhere(World::running()), "17: ending"),
        ("two elsewhere", two, "17: which-one"),
        ("none", elsewhere(World::ended()), "17: not-allowed"),
        ("only a request", World::asked(RequestState::Open), "17: not-allowed"),
    ];
    for (name, world, expected) in cases {
        assert_eq!(told(&world.from(MONA, "END")), expected, "{name}");
    }
    let leak = World::running().from(MONA, "END\nwrite to mona@corp.example");
    assert_eq!(told(&leak), "17: held");
    assert!(ended(&leak).is_none());
}

/// Mona has written END, and the mail answers what she was asked.
fn ending() -> World {
    super::mentorships::asked(MONA, About::End(MentorshipId(44)), "")
}

#[test]
fn a_bare_end_asks_why_and_for_a_farewell_before_it_ends() {
    let outcome = World::running().from(MONA, "END");
    assert_eq!((told(&outcome).as_str(), ended(&outcome)), ("17: ending", None));
    let ends = "1: ended, 1: feedback, 17: ended, 17: feedback";
    let cases = [
        ("a reason", "END no time", ends, Some(EndReason::Time)),
        ("a reason and a farewell", "END goals reached\n\nAll the best!", ends, Some(EndReason::Goals)),
        ("END again", "END", ends, Some(EndReason::Unsaid)),
        ("yes", "YES", ends, Some(EndReason::Unsaid)),
        ("no", "NO", "17: done", None),
        ("words", "Thank you for all, Ada.", "17: not-understood", None),
        ("another command", "STATUS", "17: status", None),
    ];
    for (name, text, expected, reason) in cases {
        let outcome = ending().from(MONA, text);
        assert_eq!(told(&outcome), expected, "{name}");
        assert_eq!(ended(&outcome).and_then(|m| m.ended).map(|e| e.reason), reason, "{name}");
    }
    let over = ending().with(|w| w.snapshot.mentorship = World::ended().snapshot.mentorship);
    for text in ["END no time", "YES", "NO"] {
        assert_eq!(told(&over.from(MONA, text)), "17: already-done", "{text}");
    }
}

#[test]
fn a_second_end_where_the_first_is_asked_about_ends_it() {
    let world = World::running().with(|w| w.snapshot.questions = ending().snapshot.question.into_iter().collect());
    let outcome = world.from(MONA, "END");
    assert!(ended(&outcome).is_some());
    let answered = outcome.changes.iter().any(|c| matches!(c, Change::Question(q) if !q.open()));
    assert!(answered, "nobody waits for the answer any more");
}

#[test]
fn two_machines_in_a_conversation_come_to_an_end() {
    let after = |passed_on| World::running().with(|w| w.snapshot.answers.passed_on = passed_on).from(ADA, "Thank you!");
    assert_eq!(told(&after(59)), "17: relay");
    let stopped = after(60);
    assert_eq!(told(&stopped), "1: not-relayed");
    assert!(says(&stopped, "not-relayed").contains("until tomorrow"), "{}", says(&stopped, "not-relayed"));
    assert!(says(&stopped, "not-relayed").contains("Thank you!"), "their words come back");
    // Nor does the team get more, but for concerns; what changes a state is not held up.
    let many = |world: World| world.with(|w| w.snapshot.answers.passed_on = 60);
    assert_eq!(told(&many(World::running()).from(ADA, "STAFF Is anybody there?")), "1: not-relayed");
    let concern = |passed_on| {
        World::running().with(|w| w.snapshot.answers.passed_on = passed_on).from(ADA, "CONCERN Is anybody there?")
    };
    for passed_on in [60, 119] {
        assert!(told(&concern(passed_on)).contains("concern-sent"), "{}", told(&concern(passed_on)));
    }
    assert_eq!(told(&concern(120)), "1: not-relayed");
    assert_eq!(told(&many(World::case(false, false)).from(ADA, "Hello?")), "1: not-relayed");
    assert_eq!(told(&many(World::asked(RequestState::Open)).from(MONA, "DECLINE")), "1: declined, 17: decline-sent");
}
