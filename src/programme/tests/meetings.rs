//! Meetings by word, by calendar and by the clock.

use super::world::*;
use crate::mail::inbound::{Inbound, Kind};
use crate::programme::change::Change;
use crate::programme::conversation::Topic;
use crate::programme::event::{Due, Event};
use crate::programme::meeting::{Meeting, MeetingId, Over, Proposal, Says, Side, Slot};
use crate::programme::mentorship::{EndReason, Ended, MentorshipId};
use crate::programme::outcome::{Disposition, Ignored, Outcome};
use crate::programme::person::PersonState;
use crate::programme::question::About;
use crate::programme::snapshot::Step;

/// Friday 27 November 2026, three o'clock, for an hour.
fn slot() -> Slot {
    Slot { at: at("2026-11-27T15:00:00Z"), minutes: 60, place: String::new() }
}

fn meeting() -> Meeting {
    Meeting {
        id: MeetingId(77),
        mentorship: MentorshipId(44),
        conversation: PAIR,
        mentor: MONA,
        mentee: ADA,
        agreed: None,
        proposed: None,
        over: None,
        sequence: 2,
        of_mentor: Side::default(),
        of_mentee: Side::default(),
        source_uid: String::new(),
        due_at: None,
        version: 3,
    }
}

/// Mona has proposed a time to Ada.
pub fn proposed() -> World {
    let proposal = Some(Proposal { slot: slot(), by: MONA });
    with(Meeting { proposed: proposal, of_mentee: Side { invited: true, ..Side::default() }, ..meeting() })
}

/// Both have said yes.
pub fn agreed() -> World {
    let side = Side { invited: true, ..Side::default() };
    with(Meeting { agreed: Some(slot()), of_mentor: side.clone(), of_mentee: side, ..meeting() })
}

fn with(meeting: Meeting) -> World {
    World::running().with(|w| w.snapshot.meetings = vec![meeting])
}

fn kept(outcome: &Outcome) -> Option<&Meeting> {
    outcome.changes.iter().find_map(|change| match change {
        Change::Meeting(meeting) | Change::NewMeeting(meeting) => Some(meeting),
        _ => None,
    })
}

/// What each letter puts into a calendar: "1 REQUEST 2", with the version.
fn calendars(outcome: &Outcome) -> String {
    let each = outcome.letters.iter().filter_map(|letter| {
        let invitation = letter.calendar.as_ref()?;
        let what = match (invitation.cancelled, invitation.tentative) {
            (true, _) => "off",
            (false, true) => "asked",
            (false, false) => "on",
        };
        Some(format!("{}: {what} {}", letter.to.person.unwrap().0, invitation.sequence))
    });
    each.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_word_proposes_answers_and_calls_off() {
    let cases = [
        (
            World::running(),
            ADA,
            "MEET 27 Nov 3pm",
            "17: meeting-proposed, 1: meeting-sent",
            "17: asked 0",
            "meeting.proposed",
        ),
        (
            World::running(),
            MONA,
            "meet tomorrow at 15.30",
            "1: meeting-proposed, 17: meeting-sent",
            "1: asked 0",
            "meeting.proposed",
        ),
        (World::running(), ADA, "MEET", "1: meeting-unclear", "", ""),
        (World::running(), ADA, "MEET soon", "1: meeting-unclear", "", ""),
        (World::running(), ADA, "MEET 27 Nov at 3", "1: meeting-unclear", "", ""),
        (World::running(), ADA, "Meet the team on your first day!", "17: relay", "", "message.relayed"),
        (World::running(), ADA, "Yes", "17: relay", "", "message.relayed"),
        (World::running(), ADA, "CANCEL", "1: already-done", "", ""),
        (World::running(), ADA, "MEET 27 Nov 3pm at mona@corp.example", "1: held", "", "mail.held"),
        (World::running(), ADA, "MEET 27 Nov 3pm\nada@student.uni.example", "1: held", "", "mail.held"),
        (World::ended(), ADA, "MEET 27 Nov 3pm", "1: already-done", "", ""),
        (World::new(), ADA, "MEET 27 Nov 3pm", "1: not-allowed", "", ""),
        (World::asked(crate::programme::request::RequestState::Open), ADA, "MEET 27 Nov 3pm", "1: not-allowed", "", ""),
        // A first proposal is answered.
        (proposed(), ADA, "YES", "17: meeting, 1: meeting", "17: on 2, 1: on 2", "meeting.agreed"),
        (proposed(), ADA, "yes!\nLooking forward", "17: meeting, 1: meeting", "17: on 2, 1: on 2", "meeting.agreed"),
        (proposed(), ADA, "NO\nan exam", "17: meeting-declined, 1: meeting-declined", "1: off 3", "meeting.declined"),
        (proposed(), ADA, "CANCEL", "17: meeting-declined, 1: meeting-declined", "1: off 3", "meeting.declined"),
        (
            proposed(),
            ADA,
            "MEET 27 Nov 4pm",
            "17: meeting-proposed, 1: meeting-sent",
            "17: asked 3",
            "meeting.proposed",
        ),
        (proposed(), ADA, "MEET 27 Nov 3pm", "17: meeting, 1: meeting", "17: on 2, 1: on 2", "meeting.agreed"),
        (proposed(), MONA, "YES", "1: relay", "", "message.relayed"),
        (proposed(), MONA, "MEET 27 Nov 3pm", "17: already-done", "", ""),
        (proposed(), MONA, "CANCEL", "1: meeting-cancelled, 17: meeting-cancelled", "1: off 3", "meeting.cancelled"),
        (proposed(), ADA, "YES\nada@student.uni.example", "1: held", "", "mail.held"),
        // An agreed one is moved and called off.
        (agreed(), ADA, "MEET 27 Nov 3pm", "1: already-done", "", ""),
        (agreed(), ADA, "MEET 27 Nov 4pm", "17: meeting-proposed, 1: meeting-sent", "", "meeting.proposed"),
        (
            agreed(),
            ADA,
            "CANCEL\nI have a cold",
            "17: meeting-cancelled, 1: meeting-cancelled",
            "17: off 3, 1: off 3",
            "meeting.cancelled",
        ),
        (
            agreed(),
            ADA,
            "MEET CANCEL",
            "17: meeting-cancelled, 1: meeting-cancelled",
            "17: off 3, 1: off 3",
            "meeting.cancelled",
        ),
        (agreed(), ADA, "Yes", "17: relay", "", "message.relayed"),
    ];
    for (world, who, text, letters, calendar, line) in cases {
        let outcome = world.from(who, text);
        let audit = audit(&outcome);
        assert_eq!(
            (told(&outcome).as_str(), calendars(&outcome).as_str(), audit.as_str()),
            (letters, calendar, line),
            "{text}"
        );
    }
}

#[test]
fn what_is_kept_of_each_step() {
    let first = World::running().from(ADA, "MEET 27 Nov 3pm Berlin time for 45 minutes at the library\nHello Mona");
    let kept_first = kept(&first).unwrap();
    assert_eq!(
        kept_first.proposed,
        Some(Proposal {
            slot: Slot { at: at("2026-11-27T14:00:00Z"), minutes: 45, place: "the library".into() },
            by: ADA
        })
    );
    assert_eq!((kept_first.of_mentee.zone.as_str(), kept_first.of_mentor.invited), ("Europe/Berlin", true));
    assert_eq!(kept_first.due_at, Some(at("2026-11-27T14:00:00Z")));
    let proposal = says(&first, "meeting-proposed");
    assert!(
        proposal.contains("Friday 27 November 2026 at 14:00 (UTC); for Ada Lovelace that is 15:00 (Berlin time)"),
        "{proposal}"
    );
    assert!(proposal.contains("45 minutes") && proposal.contains("the library") && proposal.contains("Hello Mona"));

    // Her clock is remembered.
    let again = with(kept_first.clone()).from(ADA, "MEET Monday 10:00");
    assert_eq!(kept(&again).unwrap().proposed.as_ref().unwrap().slot.at, at("2026-11-23T09:00:00Z"));

    let agreed_now = kept(&proposed().from(ADA, "YES")).unwrap().clone();
    assert_eq!((agreed_now.agreed, agreed_now.proposed), (Some(slot()), None));
    // A day before.
    assert_eq!(agreed_now.due_at, Some(at("2026-11-26T15:00:00Z")));
    let refused = kept(&proposed().from(ADA, "NO")).unwrap().clone();
    assert_eq!((refused.over, refused.due_at), (Some(Over::Declined), None));

    // A move: the meeting stays until the other says yes.
    let asked = kept(&agreed().from(ADA, "MEET Thursday 26 November 9:00")).unwrap().clone();
    assert_eq!((asked.agreed.clone(), asked.sequence), (Some(slot()), 3));
    let no = with(asked.clone()).from(MONA, "NO");
    assert_eq!((told(&no).as_str(), calendars(&no).as_str()), ("1: meeting-declined, 17: meeting-declined", ""));
    assert!(says(&no, "meeting-declined").contains("Friday 27 November 2026 at 15:00 (UTC)"));
    assert_eq!(kept(&no).unwrap().agreed, Some(slot()));
    let yes = with(asked).from(MONA, "YES");
    assert_eq!(calendars(&yes), "1: on 3, 17: on 3");
    assert_eq!(letter(&yes, "meeting").calendar.as_ref().unwrap().uid, "meeting-77@uni.example");
    assert!(says(&yes, "meeting").contains("\"moved\":true"));
}

#[test]
fn who_is_not_proven_is_asked_first_and_a_time_that_is_over_is_not_agreed() {
    let world = proposed();
    let mut mail = world.write(ADA, "YES");
    mail.authentication = authentication(crate::mail::inbound::Verdict::Fail);
    assert_eq!(told(&world.send(ADA, &mail, true)), "1: confirm-command");
    // The hour has struck, and the rule that looks at it has not come to it yet.
    let late = proposed().with(|w| w.now = at("2026-11-27T15:00:00Z"));
    assert_eq!(told(&late.from(ADA, "YES")), "17: relay");
    let outcome = late.from(ADA, "MEET tomorrow 3pm");
    let meetings: Vec<_> = outcome
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Meeting(m) => Some((false, m.over)),
            Change::NewMeeting(m) => Some((true, m.over)),
            _ => None,
        })
        .collect();
    assert_eq!(meetings, [(false, Some(Over::Past)), (true, None)], "the old one makes room for the new");
    let gone = proposed().edit(MONA, |p| p.state = PersonState::Suspended);
    assert_eq!(told(&gone.from(ADA, "MEET 27 Nov 5pm")), "1: not-relayed");
}

fn calendar(world: &World, method: &str, lines: &str) -> Inbound {
    let text = format!(
        "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        lines.replace('\n', "\r\n")
    );
    let kind = if matches!(method, "REPLY" | "COUNTER") { Kind::CalendarReply } else { Kind::Human };
    // As Google writes it.
    let subject = if kind == Kind::Human { "Talk" } else { "Accepted: Talk (ada@student.uni.example)" }.to_owned();
    Inbound { kind, calendar: Some(text), subject, ..world.write(ADA, "") }
}

fn replied(world: &World, partstat: &str, more: &str) -> Outcome {
    let attendee = format!("ATTENDEE;PARTSTAT={partstat}:mailto:ada@student.uni.example");
    let lines = format!("UID:meeting-77@uni.example\n{attendee}\n{more}");
    world.send(ADA, &calendar(world, "REPLY", &lines), true)
}

#[test]
fn a_calendar_answers() {
    let here = "DTSTART:20261127T150000Z\nSEQUENCE:2";
    let before = "DTSTART:20261126T150000Z\nSEQUENCE:1";
    let moving = || {
        let side = Side { invited: true, ..Side::default() };
        let proposal = Proposal { slot: Slot { at: at("2026-11-30T09:00:00Z"), ..slot() }, by: MONA };
        with(Meeting {
            agreed: Some(slot()),
            proposed: Some(proposal),
            sequence: 3,
            of_mentor: side.clone(),
            of_mentee: side,
            ..meeting()
        })
    };
    let cases = [
        (proposed(), "ACCEPTED", here, "17: meeting, 1: meeting", "17: on 2, 1: on 2"),
        (proposed(), "DECLINED", here, "17: meeting-declined, 1: meeting-declined", "1: off 3"),
        (proposed(), "TENTATIVE", here, "17: meeting-answer", ""),
        // An answer to a time that has been replaced agrees to nothing.
        (proposed(), "ACCEPTED", before, "1: already-done", ""),
        (agreed(), "ACCEPTED", here, "", ""),
        (agreed(), "TENTATIVE", here, "17: meeting-answer", ""),
        (agreed(), "DECLINED", here, "17: meeting-cancelled, 1: meeting-cancelled", "17: off 3, 1: off 3"),
        (agreed(), "DECLINED", before, "1: already-done", ""),
        (agreed(), "NEEDS-ACTION", here, "", ""),
        // While a move waits, the calendar still answers about the time that stands in it.
        (moving(), "TENTATIVE", here, "17: meeting-answer", ""),
        (moving(), "DECLINED", here, "17: meeting-cancelled, 1: meeting-cancelled", "17: off 4, 1: off 4"),
        (World::running(), "ACCEPTED", here, "", ""),
    ];
    for (world, partstat, lines, letters, calendar) in cases {
        let outcome = replied(&world, partstat, lines);
        assert_eq!((told(&outcome).as_str(), calendars(&outcome).as_str()), (letters, calendar), "{partstat} {lines}");
    }
    assert_eq!(kept(&replied(&agreed(), "ACCEPTED", here)).unwrap().of_mentee.says, Says::Yes);
    assert_eq!(kept(&replied(&agreed(), "TENTATIVE", here)).unwrap().of_mentee.says, Says::Maybe);
    let doubt = with(Meeting {
        of_mentee: Side { says: Says::Maybe, ..Side::default() },
        ..agreed().snapshot.meetings[0].clone()
    });
    assert_eq!(told(&replied(&doubt, "ACCEPTED", here)), "17: meeting-answer");
    assert_eq!(told(&replied(&doubt, "TENTATIVE", here)), "");
    let nobody = replied(&World::running(), "ACCEPTED", here);
    assert_eq!(nobody.disposition, Disposition::Ignored(Ignored::NoMeeting));
}

#[test]
fn a_meeting_is_answered_only_by_those_whose_it_is() {
    let world = agreed();
    let lines = "UID:meeting-77@uni.example\nATTENDEE;PARTSTAT=DECLINED:mailto:ben@student.uni.example\nDTSTART:20261127T150000Z";
    // Ben names Ada's meeting; his own meetings are none.
    let mut ben = world.clone();
    ben.snapshot.meetings = Vec::new();
    let mail = Inbound { from: Some(address("ben@student.uni.example")), ..calendar(&world, "REPLY", lines) };
    assert_eq!(ben.send(BEN, &mail, true).disposition, Disposition::Ignored(Ignored::NoMeeting));
    // Even if they were loaded.
    assert_eq!(world.send(BEN, &mail, true).disposition, Disposition::Ignored(Ignored::NoMeeting));
    let mut unproven = calendar(&world, "REPLY", &lines.replace("ben@", "ada@"));
    unproven.authentication = authentication(crate::mail::inbound::Verdict::Fail);
    assert_eq!(told(&world.send(ADA, &unproven, true)), "1: confirm-command");
}

#[test]
fn another_time_by_calendar_is_a_proposal_and_its_words_lose_their_addresses() {
    let counter = |lines: &str| {
        let world = agreed();
        world.send(ADA, &calendar(&world, "COUNTER", &format!("UID:meeting-77@uni.example\n{lines}")), true)
    };
    let outcome = counter(
        "DTSTART;TZID=W. Europe Standard Time:20261127T170000\nDURATION:PT30M\nCOMMENT:Write to ada@student.uni.example\\, please",
    );
    assert_eq!((told(&outcome).as_str(), calendars(&outcome).as_str()), ("17: meeting-proposed, 1: meeting-sent", ""));
    assert_eq!(
        kept(&outcome).unwrap().proposed.as_ref().unwrap().slot,
        Slot { at: at("2026-11-27T16:00:00Z"), minutes: 30, place: String::new() }
    );
    let said = says(&outcome, "meeting-proposed");
    assert!(said.contains("Write to [address left out] please") && !said.contains("ada@"), "{said}");
    for lines in ["DTSTART;VALUE=DATE:20261127", "DTSTART:20261101T150000Z", "DTSTART;TZID=Nowhere:20261127T170000", ""]
    {
        assert_eq!(told(&counter(lines)), "1: meeting-unclear", "{lines}");
    }
}

#[test]
fn an_invitation_from_somebodys_own_calendar_becomes_a_proposal() {
    let invite = |world: &World, method: &str, lines: &str, text: &str| {
        let mut mail = calendar(world, method, &format!("UID:040000008200E0\n{lines}"));
        mail.text = text.into();
        mail.attachments = vec![crate::mail::inbound::Attachment {
            name: "invite.ics".into(),
            media_type: "text/calendar".into(),
            inline: false,
            content_id: None,
            bytes: b"ORGANIZER:mailto:ada@student.uni.example".to_vec(),
        }];
        world.send(ADA, &mail, true)
    };
    let lines = "DTSTART:20261127T150000Z\nDTEND:20261127T154500Z\nLOCATION:Room 5 (ada@student.uni.example)\nSUMMARY:Career talk\nORGANIZER:mailto:ada@student.uni.example";
    let outcome = invite(&World::running(), "REQUEST", lines, "");
    assert_eq!(
        (told(&outcome).as_str(), calendars(&outcome).as_str()),
        ("17: meeting-proposed, 1: meeting-sent", "17: asked 0")
    );
    let kept_now = kept(&outcome).unwrap().clone();
    assert_eq!(
        (kept_now.source_uid.as_str(), kept_now.proposed.as_ref().unwrap().slot.minutes),
        ("040000008200E0", 45)
    );
    for letter in &outcome.letters {
        assert!(letter.attachments.is_empty(), "no calendar file crosses over");
        assert!(!format!("{letter:?}").contains("ada@"), "{letter:?}");
    }
    assert!(says(&outcome, "meeting-proposed").contains("Career talk"));
    assert!(says(&outcome, "meeting-sent").contains("\"own_calendar\":true"));
    // Its update proposes anew, and its end calls off.
    let again = invite(&with(kept_now.clone()), "REQUEST", "DTSTART:20261127T160000Z", "Later");
    assert_eq!(told(&again), "17: meeting-proposed, 1: meeting-sent");
    assert_eq!(told(&invite(&with(kept_now), "CANCEL", lines, "")), "17: meeting-cancelled, 1: meeting-cancelled");
    // What cannot be met at is asked about, and the end of something unknown is only words.
    assert_eq!(
        told(&invite(&World::running(), "REQUEST", "DTSTART:20261127T150000Z\nRRULE:FREQ=WEEKLY", "")),
        "1: meeting-unclear"
    );
    let words = invite(&World::running(), "CANCEL", lines, "It is off.");
    assert!(told(&words).starts_with("17: relay"), "{}", told(&words));
    assert!(letter(&words, "relay").attachments.is_empty());
}

fn due(world: &World, now: &str) -> Outcome {
    world.clone().with(|w| w.now = at(now)).event(&Event::Due(Due::Meeting(MeetingId(77))))
}

#[test]
fn the_clock_reminds_once_and_ends() {
    let reminder = Some(at("2026-11-26T15:00:00Z"));
    let world = agreed().with(|w| w.snapshot.meetings[0].due_at = reminder);
    let outcome = due(&world, "2026-11-26T15:00:00Z");
    assert_eq!(told(&outcome), "1: meeting-reminder, 17: meeting-reminder");
    assert!(outcome.letters.iter().all(|letter| letter.once.is_some() && letter.calendar.is_none()));
    assert_eq!(kept(&outcome).unwrap().due_at, Some(at("2026-11-27T16:00:00Z")));
    // Another process may have found it due before it was moved.
    assert!(due(&world, "2026-11-26T14:59:00Z").changes.is_empty());
    // The service was down: late is better than never, but not after the beginning.
    assert_eq!(told(&due(&world, "2026-11-27T14:59:00Z")), "1: meeting-reminder, 17: meeting-reminder");
    let after = due(&world, "2026-11-28T00:00:00Z");
    assert_eq!((told(&after).as_str(), kept(&after).unwrap().over), ("", Some(Over::Past)));
    // Agreed within the day: the end is next.
    let short = proposed().with(|w| w.now = at("2026-11-27T14:00:00Z"));
    assert_eq!(kept(&short.from(ADA, "YES")).unwrap().due_at, Some(at("2026-11-27T16:00:00Z")));
    // Nobody has answered.
    let idle = proposed().with(|w| w.snapshot.meetings[0].due_at = Some(slot().at));
    let outcome = due(&idle, "2026-11-27T15:00:00Z");
    assert_eq!((told(&outcome).as_str(), kept(&outcome).unwrap().over), ("", Some(Over::Declined)));
    // Who is suspended is not reminded.
    let world = world.edit(ADA, |p| p.state = PersonState::Suspended);
    assert_eq!(told(&due(&world, "2026-11-26T15:00:00Z")), "17: meeting-reminder");
}

#[test]
fn words_that_sound_like_an_answer_to_a_time_are_passed_on_and_asked_about() {
    let both = "1: confirm-meaning, 17: relay";
    let cases = [
        ("Tuesday works for me.", proposed(), ADA, both),
        ("Sorry, I can't make that.", proposed(), ADA, both),
        ("Sure, see you then!", proposed(), ADA, both),
        ("What shall I bring?", proposed(), ADA, "17: relay"),
        ("Tuesday works for me.", agreed(), ADA, "17: relay"),
        ("Tuesday works for me.", proposed(), MONA, "1: relay"),
        ("Tuesday works for me.", World::running(), ADA, "17: relay"),
    ];
    for (text, world, who, expected) in cases {
        let outcome = world.from(who, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(outcome.disposition, Disposition::Relayed, "{text}");
        assert!(kept(&outcome).is_none(), "{text}: nothing is agreed by it");
    }
    let outcome = proposed().from(ADA, "Tuesday works for me.");
    let asked = letter(&outcome, "confirm-meaning");
    assert!(
        asked.once.is_some() && asked.conversation == Some(PAIR),
        "once for each time, and answered where it counts"
    );
    assert!(says(&outcome, "confirm-meaning").contains("Friday 27 November 2026 at 15:00"));
    assert_eq!(told(&proposed().from(ADA, "That works, write to ada@student.uni.example")), "1: held");
}

#[test]
fn the_end_of_a_mentorship_takes_its_meeting_along() {
    let outcome = agreed().from(ADA, "END no time");
    assert!(told(&outcome).contains("1: meeting-cancelled, 17: meeting-cancelled"), "{}", told(&outcome));
    assert_eq!(calendars(&outcome), "1: off 3, 17: off 3");
    assert_eq!(kept(&outcome).unwrap().over, Some(Over::Ended));
    // What was only proposed leaves the calendar it is in.
    assert_eq!(calendars(&proposed().from(ADA, "END no time")), "1: off 3");
}

#[test]
fn status_and_help_show_meetings() {
    let status = says(&agreed().from(ADA, "STATUS"), "status");
    assert!(status.contains("With Mona Berg: Friday 27 November 2026 at 15:00 (UTC)."), "{status}");
    let status = says(&proposed().from(ADA, "STATUS"), "status");
    assert!(status.contains("waits for your YES"), "{status}");
    let help = says(&proposed().from(ADA, "HELP"), "help");
    assert!(
        help.contains("agrees to the time") && help.contains("MEET Friday 3pm") && help.contains("CANCEL"),
        "{help}"
    );
}

#[test]
fn every_end_takes_the_meeting_out_of_both_calendars() {
    let asked = |about| {
        agreed().with(|w| {
            let question = crate::programme::question::Question {
                asked: ADA,
                ..crate::programme::tests::questions::question(about)
            };
            w.snapshot.conversation = Some(conversation(QUESTION, Topic::Question(question.id)));
            w.snapshot.question = Some(question);
        })
    };
    let accepted = agreed().with(|w| {
        w.snapshot.steps = vec![Step { at: now(), what: "request.accepted".into(), subject: 33 }];
    });
    let goes_on = About::GoOn(MentorshipId(44));
    let cases = [
        ("END goals reached", agreed(), ADA),
        ("YES", asked(About::Leave), ADA),
        ("YES", asked(About::Erase), ADA),
        ("NO", asked(goes_on), ADA),
        ("UNDO", accepted, MONA),
    ];
    for (text, world, by) in cases {
        let outcome = world.from(by, text);
        assert_eq!(calendars(&outcome), "1: off 3, 17: off 3", "{text}: {}", told(&outcome));
        assert_eq!(kept(&outcome).and_then(|m| m.over), Some(Over::Ended), "{text}");
        assert!(outcome.changes.iter().any(|c| matches!(c, Change::Mentorship(m) if !m.running())), "{text}");
    }
    // Who was gone already is not written to, and what was only proposed to nobody's calendar ends without a word.
    let gone = agreed().edit(MONA, |p| p.state = PersonState::Suspended).from(ADA, "END other");
    assert_eq!(calendars(&gone), "1: off 3");
    assert_eq!(calendars(&proposed().from(ADA, "END other")), "1: off 3");
}

#[test]
fn an_end_taken_back_brings_the_meeting_back() {
    let over = |meeting: Option<Meeting>| {
        World::running().with(|w| {
            w.snapshot.meetings = meeting.into_iter().collect();
            let ended = Some(Ended { at: now(), by: ADA, reason: EndReason::Time });
            w.snapshot.mentorships[0].ended = ended.clone();
            w.snapshot.mentorship.as_mut().unwrap().ended = ended;
            w.snapshot.steps = vec![Step { at: now(), what: "mentorship.ended".into(), subject: 44 }];
        })
    };
    let off = || Meeting { over: Some(Over::Ended), sequence: 3, ..agreed().snapshot.meetings[0].clone() };
    let outcome = over(Some(off())).from(ADA, "UNDO");
    assert_eq!(told(&outcome), "17: undone, 1: undone");
    for letter in &outcome.letters {
        let said = serde_json::to_value(&letter.notice).unwrap()["step"]["meeting"].to_string();
        assert!(said.contains("Friday 27 November 2026 at 15:00"), "{said}");
        let invitation = letter.calendar.as_ref().unwrap();
        assert_eq!((invitation.cancelled, invitation.tentative, invitation.sequence), (false, false, 4));
    }
    let back = kept(&outcome).unwrap();
    assert_eq!((back.over, back.sequence, back.agreed.is_some()), (None, 4, true));
    assert!(back.due_at.is_some(), "both are reminded of it");
    // One that only waits for an answer waits again, in the calendar of whoever had it there.
    let waits = Meeting { over: Some(Over::Ended), ..proposed().snapshot.meetings[0].clone() };
    let outcome = over(Some(waits)).from(ADA, "UNDO");
    assert!(kept(&outcome).is_some_and(|m| m.over.is_none() && m.proposed.is_some()));
    assert!(says(&outcome, "undone").contains("\"agreed\":false"));
    // One that has been meanwhile, or was called off before, stays as it is.
    let past = Slot { at: at("2026-11-19T15:00:00Z"), ..slot() };
    let none = [
        None,
        Some(Meeting { agreed: Some(past), proposed: None, ..off() }),
        Some(Meeting { over: Some(Over::Cancelled), ..off() }),
    ];
    for meeting in none {
        let outcome = over(meeting).from(ADA, "UNDO");
        assert!(says(&outcome, "undone").contains("\"meeting\":\"\""));
        assert!(kept(&outcome).is_none());
    }
}
