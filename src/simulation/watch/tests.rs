//! Each promise can be broken: a story that breaks it is noticed, and the same story without the fault is not.

use jiff::SignedDuration;

use super::*;
use crate::mail::address::Address;
use crate::programme::conversation::InboxId;
use crate::programme::request::RequestState;
use crate::simulation::calendar::Invitation;

const ADA: PersonId = PersonId(1);
const MONA: PersonId = PersonId(2);
const STELLA: PersonId = PersonId(3);

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// So many hours after a Monday noon.
fn at(hours: i64) -> Timestamp {
    "2026-11-23T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
}

fn policy() -> Policy {
    crate::simulation::town::config().unwrap().policy
}

fn person(id: PersonId, role: Role, email: &str) -> PersonStands {
    let name = email.split('@').next().unwrap_or_default().to_owned();
    PersonStands { id, role, state: PersonState::Active, name, address: address(email), away_until: None }
}

fn people() -> Vec<PersonStands> {
    vec![
        person(ADA, Role::Mentee, "ada@student.uni.example"),
        person(MONA, Role::Mentor, "mona@corp.example"),
        person(STELLA, Role::Staff(crate::programme::person::Team::Alumni), "stella@uni.example"),
    ]
}

fn request(id: i64, state: RequestState) -> RequestStands {
    RequestStands {
        id: RequestId(id),
        mentee: ADA,
        mentor: MONA,
        state,
        asked_at: at(0),
        moved_at: at(0),
        stopped: false,
        decided_at: (state != RequestState::Open).then(|| at(1)),
    }
}

/// A watch that knows the three.
fn watch() -> Watch {
    let mut watch = Watch::new(policy(), at(0));
    assert_eq!(watch.see(&Sight::Stand(&Standings { people: people(), ..Standings::default() })), []);
    watch
}

fn stand(people: Vec<PersonStands>, requests: Vec<RequestStands>) -> Standings {
    Standings { people, requests, mentorships: Vec::new() }
}

fn deed(what: &str, subject: i64, inbox: Option<i64>) -> Deed {
    Deed { id: 1, at: at(0), actor: Some(ADA), what: what.to_owned(), subject, inbox: inbox.map(InboxId) }
}

fn mail(kind: &str, id: &str, written: Timestamp) -> Incoming {
    Incoming {
        kind: kind.to_owned(),
        message_id: id.to_owned(),
        date: written.as_second(),
        text: format!("Text of {id}"),
        reply_to: "mentoring+x@uni.example".to_owned(),
        ..Incoming::default()
    }
}

/// A mail to Ada in conversation 7.
fn out<'a>(mail: &'a Incoming, all: &'a str) -> Arrival<'a> {
    Arrival { mail, all, to: "ada@student.uni.example", reader: Some(ADA), opens: Some((ADA, 7)), copy: false }
}

fn put(id: &str, meant: Meant) -> PutIn {
    PutIn { message_id: id.to_owned(), meant, writer: Some(ADA), from: "ada@student.uni.example".to_owned() }
}

fn row(id: i64, message_id: &str, state: &str, reason: &str) -> InboxRow {
    InboxRow {
        id: InboxId(id),
        state: state.to_owned(),
        reason: reason.to_owned(),
        attempts: 1,
        received_at: at(0),
        settled_at: None,
        message_id: Some(message_id.to_owned()),
        person: Some(ADA),
        conversation: None,
        size: 1,
    }
}

/// Exactly this promise is broken.
#[track_caller]
fn breaks(found: &[Broken], promise: &str) {
    let promises: Vec<_> = found.iter().map(|broken| broken.promise).collect();
    assert_eq!(promises, [promise], "{found:?}");
}

#[test]
fn an_address_of_another_is_found_wherever_it_hides() {
    for (all, leaks) in [
        ("to: ada@student.uni.example", false),
        ("write to stella@uni.example", true),
        ("<a href=\"mailto:mona+work@corp.example\">", true),
        ("?to=mona%40corp.example", true),
        ("mona=40corp.example", true),
        ("name=\"cv-of.mona@corp.example.pdf\"", false),
        ("notmona@corp.example", false),
        ("mentoring@uni.example", false),
    ] {
        let mail = mail("relay", all, at(1));
        let found = watch().see(&Sight::Out(&out(&mail, all)));
        assert_eq!(found.len(), usize::from(leaks), "{all}: {found:?}");
        if leaks {
            breaks(&found, "no address leaks");
        }
    }
    let mut shared = watch();
    shared.known.shared.insert((MONA, ADA));
    let mail = mail("shared", "s", at(1));
    assert_eq!(shared.see(&Sight::Out(&out(&mail, "mona@corp.example"))), []);
}

#[test]
fn staff_may_see_addresses() {
    let mail = mail("case", "c", at(1));
    let arrival = Arrival { reader: Some(STELLA), opens: Some((STELLA, 7)), ..out(&mail, "mona@corp.example") };
    assert_eq!(watch().see(&Sight::Out(&arrival)), []);
}

#[test]
fn a_mail_ends_once_and_not_late() {
    let mut watch = watch();
    assert_eq!(watch.see(&Sight::In(&put("a", Meant::Command))), []);
    assert_eq!(watch.see(&Sight::Handled(&row(1, "a", "pending", ""))), []);
    assert_eq!(watch.see(&Sight::Handled(&row(1, "a", "held", "held 9"))), []);
    assert_eq!(watch.see(&Sight::Handled(&row(1, "a", "done", "x"))), []);
    assert_eq!(watch.see(&Sight::Handled(&row(2, "a", "ignored", "the same mail was handled before"))), []);
    assert_eq!(watch.at_the_end(), []);
    let ways = "every mail ends in exactly one way";
    breaks(&watch.see(&Sight::Handled(&row(3, "a", "done", "x"))), ways);
    breaks(&watch.see(&Sight::Handled(&row(1, "a", "relayed", "passed on"))), ways);
    breaks(&watch.see(&Sight::Handled(&row(4, "b", "failed", "a rule panicked"))), ways);
    watch.known.now = at(4);
    breaks(&watch.see(&Sight::Handled(&row(5, "c", "pending", ""))), ways);
    assert_eq!(watch.see(&Sight::In(&put("lost", Meant::Talk))), []);
    breaks(&watch.at_the_end(), ways);
}

#[test]
fn the_mail_that_erased_its_writer_is_not_lost_though_it_lost_its_name() {
    let mut watch = watch();
    assert_eq!(watch.see(&Sight::In(&put("yes", Meant::Command))), []);
    let erased = InboxRow { message_id: None, ..row(1, "yes", "done", "erased") };
    assert_eq!(watch.see(&Sight::Handled(&erased)), []);
    assert_eq!(watch.see(&Sight::Handled(&erased)), [], "seen again, it is the same");
    assert_eq!(watch.at_the_end(), []);
    // It stands for one mail, and for one of its writer's.
    assert_eq!(watch.see(&Sight::In(&put("other", Meant::Talk))), []);
    breaks(&watch.at_the_end(), "every mail ends in exactly one way");
}

#[test]
fn a_state_that_cannot_be_reached_is_noticed() {
    let moved = |from: PersonState, to: PersonState, deeds: usize| {
        let mut watch = watch();
        let put = |state| {
            stand(vec![PersonStands { state, ..person(ADA, Role::Mentee, "ada@student.uni.example") }], Vec::new())
        };
        watch.see(&Sight::Deed(&deed("person.put", 1, None)));
        watch.see(&Sight::Stand(&put(from)));
        for _ in 0..deeds {
            watch.see(&Sight::Deed(&deed("person.moved", 1, None)));
        }
        watch.see(&Sight::Stand(&put(to)))
    };
    use PersonState as S;
    assert_eq!(moved(S::Active, S::Paused, 1), []);
    assert_eq!(moved(S::Active, S::Active, 0), []);
    assert_eq!(moved(S::Paused, S::Paused, 3), []);
    breaks(&moved(S::Erased, S::Active, 1), "no illegal state");
    breaks(&moved(S::Active, S::Applied, 1), "no illegal state");
    assert_eq!(moved(S::Active, S::Invited, 2), []);
    breaks(&moved(S::Active, S::Paused, 0), "every deed leaves a line");
}

#[test]
fn a_request_is_decided_once() {
    use RequestState as S;
    let moved = |from, to| {
        let mut watch = watch();
        assert_eq!(watch.see(&Sight::Stand(&stand(Vec::new(), vec![request(50, from)]))), []);
        watch.see(&Sight::Stand(&stand(Vec::new(), vec![request(50, to)])))
    };
    for to in [S::Accepted, S::Declined, S::Withdrawn, S::Expired] {
        assert_eq!(moved(S::Open, to), []);
        breaks(&moved(to, S::Open), "no illegal state");
    }
    breaks(&moved(S::Accepted, S::Declined), "no illegal state");
    // A decline that was taken back leaves it open, and it may end anew before anybody looks.
    let meanwhile = |deeds: &[&str]| {
        let mut watch = watch();
        watch.see(&Sight::Stand(&stand(Vec::new(), vec![request(50, S::Declined)])));
        for what in deeds {
            watch.see(&Sight::Deed(&deed(what, 50, None)));
        }
        watch.see(&Sight::Stand(&stand(Vec::new(), vec![request(50, S::Withdrawn)])))
    };
    assert_eq!(meanwhile(&["request.decline-undone", "request.withdrawn"]), []);
    breaks(&meanwhile(&["request.decline-undone"]), "no illegal state");
    breaks(&meanwhile(&["request.withdrawn", "request.withdrawn"]), "no illegal state");
}

#[test]
fn an_ended_mentorship_stays_ended() {
    let mentorship = |ended: bool| MentorshipStands {
        id: MentorshipId(60),
        mentor: MONA,
        mentee: ADA,
        running: !ended,
        shared: false,
    };
    let with = |ended| Standings { mentorships: vec![mentorship(ended)], ..Standings::default() };
    let mut watch = watch();
    assert_eq!(watch.see(&Sight::Stand(&with(false))), []);
    assert_eq!(watch.see(&Sight::Stand(&with(true))), []);
    breaks(&watch.see(&Sight::Stand(&with(false))), "no illegal state");
    // And whom one has for a mentor is not asked again.
    let asks = stand(Vec::new(), vec![request(70, RequestState::Open)]);
    breaks(&watch.see(&Sight::Stand(&asks)), "no request beyond the limits");
}

#[test]
fn a_mentorship_that_is_over_runs_again_only_by_an_undo_or_a_new_yes() {
    let pair = |running| {
        let pair = MentorshipStands { id: MentorshipId(44), mentor: MONA, mentee: ADA, running, shared: false };
        Standings { mentorships: vec![pair], ..Standings::default() }
    };
    let again = |what: &str, subject: i64| {
        let mut watch = watch();
        watch.see(&Sight::Stand(&pair(false)));
        watch.see(&Sight::Deed(&deed(what, subject, None)));
        watch.see(&Sight::Stand(&pair(true)))
    };
    assert_eq!(again("mentorship.end-undone", 44), []);
    assert_eq!(again("mentorship.began", 44), []);
    breaks(&again("mentorship.began", 45), "no illegal state");
    breaks(&again("message.relayed", 44), "no illegal state");
}

#[test]
fn a_request_ends_in_its_time_and_there_are_not_too_many() {
    let mut watch = watch();
    let open = |count: i64| stand(people(), (0..count).map(|n| request(50 + n, RequestState::Open)).collect());
    watch.known.now = at(24 * 14);
    assert_eq!(watch.see(&Sight::All(&open(1))), []);
    watch.known.now = at(24 * 27);
    breaks(&watch.see(&Sight::All(&open(1))), "every request ends");
    // Whoever was away meanwhile has as much time more, also when they are back.
    let mut absent = open(1);
    absent.people[1].away_until = Some(at(24 * 20));
    watch.known.now = at(24 * 15);
    assert_eq!(watch.see(&Sight::Stand(&absent)), []);
    watch.known.now = at(24 * 30);
    assert_eq!(watch.see(&Sight::All(&open(1))), []);
    watch.known.now = at(1);
    let found = watch.see(&Sight::All(&open(4)));
    assert!(found.iter().any(|broken| broken.how.contains("has 4 requests open")), "{found:?}");
    assert!(found.iter().any(|broken| broken.how.contains("second open one")), "{found:?}");
}

#[test]
fn nothing_is_told_twice() {
    let mut watch = watch();
    let first = mail("introduction", "1", at(1));
    let second = Incoming { text: "Other words".into(), ..mail("introduction", "2", at(2)) };
    assert_eq!(watch.see(&Sight::Out(&out(&first, ""))), []);
    breaks(&watch.see(&Sight::Out(&out(&second, ""))), "nothing happens twice");
    let same = mail("help", "3", at(3));
    assert_eq!(watch.see(&Sight::Out(&out(&same, ""))), []);
    breaks(&watch.see(&Sight::Out(&out(&same, ""))).split_off(1), "nothing happens twice");
    // Whoever asks again is answered again.
    let again = Incoming { message_id: "4".into(), ..same.clone() };
    assert_eq!(watch.see(&Sight::In(&put("b", Meant::Command))), []);
    assert_eq!(watch.see(&Sight::Out(&out(&again, ""))), []);
    let copy = Arrival { copy: true, ..out(&again, "") };
    assert_eq!(watch.see(&Sight::Out(&copy)), []);
    // Two mails, two answers, whichever comes when.
    for id in ["c", "d"] {
        assert_eq!(watch.see(&Sight::In(&put(id, Meant::Command))), []);
    }
    for id in ["5", "6"] {
        assert_eq!(watch.see(&Sight::Out(&out(&Incoming { message_id: id.into(), ..same.clone() }, ""))), []);
    }
    let third = Incoming { message_id: "7".into(), ..same.clone() };
    breaks(&watch.see(&Sight::Out(&out(&third, ""))), "nothing happens twice");
}

#[test]
fn an_answer_that_was_taken_back_is_given_again() {
    let mut watch = watch();
    let mut told = |kind: &'static str, id: &str| {
        let mail = Incoming { text: format!("{kind} {id}"), ..mail(kind, id, at(1)) };
        let broken = watch.see(&Sight::Out(&out(&mail, "")));
        broken.iter().filter(|broken| broken.promise == "nothing happens twice").count()
    };
    assert_eq!([told("declined", "1"), told("undone", "2"), told("declined", "3")], [0, 0, 0]);
    assert_eq!(told("declined", "4"), 1);
}

#[test]
fn the_same_is_said_about_each_of_two_with_one_name_but_no_third_time() {
    let twin = PersonId(4);
    let pair =
        |id, mentee| MentorshipStands { id: MentorshipId(id), mentor: MONA, mentee, running: true, shared: false };
    let told = |name: &str| {
        let mut watch = watch();
        let second = PersonStands { name: name.into(), ..person(twin, Role::Mentee, "ada.2@student.uni.example") };
        let mentorships = vec![pair(44, ADA), pair(45, twin)];
        let stand = Standings { people: vec![second], mentorships, ..Standings::default() };
        assert_eq!(watch.see(&Sight::Stand(&stand)), []);
        let mut found = Vec::new();
        for id in ["1", "2", "3"] {
            let text = "The studies of your mentee ada end in July.".to_owned();
            let mail = Incoming { text, ..mail("studies-end", id, at(1)) };
            let (reader, opens) = (Some(MONA), Some((MONA, 7)));
            let to_mona = Arrival { reader, opens, to: "mona@corp.example", ..out(&mail, "") };
            let broken = watch.see(&Sight::Out(&to_mona));
            found.push(broken.iter().filter(|broken| broken.promise == "nothing happens twice").count());
        }
        found
    };
    assert_eq!(told("ada"), [0, 0, 1]);
    assert_eq!(told("bea"), [0, 1, 1]);
}

#[test]
fn the_same_words_are_passed_on_twice_where_they_were_written_twice() {
    let pair = MentorshipStands { id: MentorshipId(44), mentor: MONA, mentee: ADA, running: true, shared: false };
    let found = |wrote: Option<PersonId>| {
        let mut watch = watch();
        let stand = Standings { mentorships: vec![pair], ..Standings::default() };
        assert_eq!(watch.see(&Sight::Stand(&stand)), []);
        let relay = |id: &str| Incoming { text: "Gladly!".into(), ..mail("relay", id, at(1)) };
        watch.see(&Sight::In(&PutIn { writer: Some(MONA), ..put("a", Meant::Talk) }));
        assert_eq!(watch.see(&Sight::Out(&out(&relay("1"), ""))), []);
        if wrote.is_some() {
            watch.see(&Sight::In(&PutIn { writer: wrote, ..put("b", Meant::Talk) }));
        }
        watch.see(&Sight::Out(&out(&relay("2"), "")))
    };
    assert_eq!(found(Some(MONA)), []);
    breaks(&found(None), "nothing happens twice");
    breaks(&found(Some(STELLA)), "nothing happens twice");
}

#[test]
fn each_mail_may_have_the_same_answer_but_each_one_only_once() {
    let mut watch = watch();
    for id in ["a", "b"] {
        assert_eq!(watch.see(&Sight::In(&put(id, Meant::Command))), []);
    }
    let thanks = mail("thanks", "0", at(1));
    let answer =
        |number: &str, to: &str| Incoming { message_id: number.into(), references: vec![to.into()], ..thanks.clone() };
    let between = ["1", "2"].map(|number| mail("relay", number, at(1)));
    for mail in between.iter().chain(&[answer("3", "a"), answer("4", "b")]) {
        assert_eq!(watch.see(&Sight::Out(&out(mail, ""))), []);
    }
    breaks(&watch.see(&Sight::Out(&out(&answer("5", "b"), ""))), "nothing happens twice");
    breaks(&watch.see(&Sight::Out(&out(&answer("6", "unknown"), ""))), "nothing happens twice");
}

#[test]
fn nobody_is_reminded_too_often_too_soon_or_at_night() {
    let reminders = |hours: &[i64]| {
        let mut watch = watch();
        let mut found = Vec::new();
        for (number, hours) in hours.iter().enumerate() {
            watch.known.now = at(*hours);
            let mail = mail("request-reminder", &number.to_string(), at(*hours));
            found.extend(watch.see(&Sight::Out(&out(&mail, ""))));
        }
        found
    };
    assert_eq!(reminders(&[72, 168]), []);
    let promise = "nobody is reminded more often than the rules say";
    breaks(&reminders(&[72, 168, 240]), promise);
    breaks(&reminders(&[72, 73]), promise);
    // A word between the two begins the time anew.
    let mut watch = watch();
    let mut found = Vec::new();
    for (number, hours) in [72, 168, 240].into_iter().enumerate() {
        let mail = mail("request-reminder", &number.to_string(), at(hours));
        found.extend(watch.see(&Sight::Out(&out(&mail, ""))));
        found.extend(watch.see(&Sight::Deed(&deed("message.relayed", 7, None))));
    }
    assert_eq!(found, []);
    // Ten at night.
    breaks(&reminders(&[10]), "quiet hours hold");
}

#[test]
fn whoever_has_many_mentees_may_be_asked_about_each() {
    let flooded = |running: bool, mentees: i64| {
        let mut watch = watch();
        let pair = |id| MentorshipStands {
            id: MentorshipId(id),
            mentor: ADA,
            mentee: PersonId(900 + id),
            running,
            shared: false,
        };
        watch.see(&Sight::All(&Standings { mentorships: (0..mentees).map(pair).collect(), ..Standings::default() }));
        let mails = (0..22).map(|number| mail("studies-end", &format!("{number}"), at(1)));
        let mails = mails.enumerate().map(|(number, mail)| Incoming { subject: format!("{number}"), ..mail });
        let found: Vec<_> = mails.flat_map(|mail| watch.see(&Sight::Out(&out(&mail, "")))).collect();
        found.iter().filter(|broken: &&Broken| broken.promise == "nobody is flooded").count()
    };
    assert_eq!(flooded(true, 10), 0);
    assert_eq!(flooded(true, 9), 1);
    assert_eq!(flooded(false, 10), 1);
}

#[test]
fn nobody_is_flooded() {
    let mut watch = watch();
    let mut found = Vec::new();
    for number in 0..14 {
        let mail = mail("announcement", &number.to_string(), at(1));
        found.extend(watch.see(&Sight::Out(&out(&mail, ""))));
    }
    breaks(&found, "nobody is flooded");
    // Whoever is asked by many hears of each.
    let asked = (20..40).map(|number: i64| mail("request", &number.to_string(), at(1)));
    let mut watch = self::watch();
    let found: Vec<_> = (0..)
        .zip(asked)
        .flat_map(|(thread, mail)| watch.see(&Sight::Out(&Arrival { opens: Some((ADA, thread)), ..out(&mail, "") })))
        .collect();
    assert_eq!(found, []);
}

#[test]
fn a_mail_that_cannot_be_answered_is_noticed() {
    let promise = "every mail can be answered";
    let nudge = mail("relay", "1", at(1));
    breaks(&watch().see(&Sight::Out(&Arrival { opens: None, ..out(&nudge, "") })), promise);
    breaks(&watch().see(&Sight::Out(&Arrival { opens: Some((MONA, 7)), ..out(&nudge, "") })), promise);
    let nameless = mail("", "2", at(1));
    breaks(&watch().see(&Sight::Out(&out(&nameless, ""))), promise);
    // Staff answer to the bare address where there is no conversation; others cannot.
    let bare = Incoming { reply_to: policy().address.to_string(), ..mail("done", "4", at(1)) };
    let to_staff = Arrival { reader: Some(STELLA), to: "stella@uni.example", opens: None, ..out(&bare, "") };
    assert_eq!(watch().see(&Sight::Out(&to_staff)), []);
    breaks(&watch().see(&Sight::Out(&Arrival { opens: None, ..out(&bare, "") })), promise);
    let notice = mail("stranger", "3", at(1));
    assert_eq!(watch().see(&Sight::Out(&Arrival { opens: None, reader: None, ..out(&notice, "") })), []);
}

#[test]
fn a_stranger_who_never_wrote_gets_nothing() {
    let arrives = |wrote: bool| {
        let mut watch = watch();
        let from = "friend@elsewhere.example".to_owned();
        if wrote {
            watch.see(&Sight::In(&PutIn { writer: None, from: from.clone(), ..put("f", Meant::Talk) }));
        }
        let notice = mail("stranger", "1", at(1));
        watch.see(&Sight::Out(&Arrival { to: &from, opens: None, reader: None, ..out(&notice, "") }))
    };
    breaks(&arrives(false), "strangers are left alone");
    assert_eq!(arrives(true), []);
}

#[test]
fn a_file_that_may_harm_is_noticed() {
    let with = |name: &str| Incoming { files: vec![name.to_owned()], ..mail("relay", name, at(1)) };
    breaks(&watch().see(&Sight::Out(&out(&with("Setup.EXE"), ""))), "no harmful file crosses over");
    assert_eq!(watch().see(&Sight::Out(&out(&with("CV.pdf"), ""))), []);
}

#[test]
fn an_announcement_comes_once() {
    let mut watch = watch();
    let first = mail("announcement", "1", at(1));
    let between = mail("help", "2", at(1));
    let again = Incoming { message_id: "3".into(), ..first.clone() };
    assert_eq!(watch.see(&Sight::Out(&out(&first, ""))), []);
    assert_eq!(watch.see(&Sight::Out(&out(&between, ""))), []);
    breaks(&watch.see(&Sight::Out(&out(&again, ""))), "nothing happens twice");
}

#[test]
fn a_calendar_is_told_of_each_change_by_a_later_version() {
    let meeting = |sequence, start: &str, cancelled| Invitation {
        cancelled,
        uid: "meeting-1".into(),
        sequence,
        start: start.into(),
        organizer: "mentoring+x@uni.example".into(),
    };
    let told = |now: Invitation| {
        let mut watch = watch();
        let mut found = Vec::new();
        for (id, invitation) in [("1", meeting(1, "20261203T150000Z", false)), ("2", now)] {
            let mail = Incoming { invitation: Some(invitation), ..mail("meeting", id, at(1)) };
            found.extend(watch.see(&Sight::Out(&out(&mail, ""))));
        }
        found
    };
    let promise = "a calendar can follow";
    assert_eq!(told(meeting(1, "20261203T150000Z", false)), []);
    assert_eq!(told(meeting(2, "20261204T150000Z", false)), []);
    assert_eq!(told(meeting(2, "20261203T150000Z", true)), []);
    breaks(&told(meeting(1, "20261204T150000Z", false)), promise);
    breaks(&told(meeting(0, "20261203T150000Z", false)), promise);
    breaks(&told(meeting(1, "20261203T150000Z", true)), promise);
    let astray =
        Invitation { organizer: "mentoring+other@uni.example".into(), ..meeting(2, "20261203T150000Z", false) };
    breaks(&told(astray), promise);
}

#[test]
fn who_is_answered_as_a_stranger_after_an_erasure_is_one() {
    for (state, kind, expected) in [
        (PersonState::Erased, "stranger", true),
        (PersonState::Erased, "erased", false),
        (PersonState::Left, "stranger", false),
    ] {
        let mut watch = watch();
        let gone = PersonStands { state, ..person(ADA, Role::Mentee, "ada@student.uni.example") };
        let _ = watch.see(&Sight::Stand(&stand(vec![gone], Vec::new())));
        watch.see(&Sight::Out(&out(&mail(kind, "1", at(0)), "")));
        assert_eq!(watch.known.strangers.contains(&ADA), expected, "{state:?} {kind}");
    }
}

#[test]
fn who_is_gone_is_left_alone() {
    let sent = |state: PersonState, kind: &str, hours: i64, wrote: bool| {
        let mut watch = watch();
        watch.known.now = at(5);
        watch.see(&Sight::Deed(&deed("person.moved", 1, None)));
        let gone = PersonStands { state, ..person(ADA, Role::Mentee, "ada@student.uni.example") };
        assert_eq!(watch.see(&Sight::Stand(&stand(vec![gone], Vec::new()))), []);
        if wrote {
            watch.see(&Sight::In(&put("x", Meant::Command)));
        }
        let mail = mail(kind, "1", at(hours));
        watch.see(&Sight::Out(&out(&mail, "")))
    };
    use PersonState as S;
    let promise = "who is gone is left alone";
    for state in [S::Left, S::Suspended, S::Erased] {
        breaks(&sent(state, "relay", 6, false), promise);
        assert_eq!(sent(state, "relay", 4, false), [], "written before");
    }
    assert_eq!(sent(S::Left, "help", 6, true), []);
    assert_eq!(sent(S::Left, "case-reply", 6, false), []);
    breaks(&sent(S::Erased, "help", 6, true), promise);
    assert_eq!(sent(S::Paused, "relay", 6, false), []);
}

#[test]
fn talk_and_forgeries_change_nothing() {
    for (meant, breaks_it) in [(Meant::Command, false), (Meant::Talk, true), (Meant::Forgery, true)] {
        for row_first in [true, false] {
            let mut watch = watch();
            let mut found = watch.see(&Sight::In(&put("m", meant)));
            let (handled, done) = (row(1, "m", "done", "x"), deed("request.accepted", 50, Some(1)));
            if row_first {
                found.extend(watch.see(&Sight::Handled(&handled)));
                found.extend(watch.see(&Sight::Deed(&done)));
            } else {
                found.extend(watch.see(&Sight::Deed(&done)));
                found.extend(watch.see(&Sight::Handled(&handled)));
            }
            assert_eq!(found.len(), usize::from(breaks_it), "{meant:?}: {found:?}");
            if breaks_it {
                breaks(&found, "nothing changes by mistake");
            }
        }
    }
}
