//! Two people meet: by word and by the buttons of their calendar programs, across time zones and the change of the clocks.

use jiff::Timestamp;
use mail_parser::{MessageParser, MimeHeaders};
use mentorpost::demo::SERVICE;
use mentorpost::demo::Town;
use mentorpost::demo::person::{Person, Received};
use mentorpost::mail::calendar::{self, Event, Method};

use crate::village::{count, end, everything, introduced, kinds, last_state, town};

/// What a mail puts into the calendar, once as the alternative and once as the file, which must be the same.
pub fn event(mail: &Received) -> Event {
    let message = MessageParser::default().parse(&mail.raw).unwrap();
    let of = |kind: &str, subtype: &str| {
        let part = message.parts.iter().find(|part| part.is_content_type(kind, subtype));
        part.map(|part| String::from_utf8(part.contents().to_vec()).unwrap().trim_end().to_owned())
    };
    let part = of("text", "calendar").unwrap_or_else(|| panic!("no calendar in the {}", mail.kind));
    assert_eq!(of("application", "ics"), Some(part.clone()));
    calendar::read(&part, &jiff::tz::TimeZone::UTC).unwrap()
}

/// The organiser, where a calendar program answers.
fn organizer(mail: &Received) -> String {
    let message = MessageParser::default().parse(&mail.raw).unwrap();
    let part = message.parts.iter().find(|part| part.is_content_type("text", "calendar")).unwrap();
    let joined = String::from_utf8_lossy(part.contents()).replace("\r\n ", "");
    let line = joined.lines().find(|line| line.starts_with("ORGANIZER")).unwrap();
    line.rsplit("mailto:").next().unwrap().trim().to_owned()
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The answer of a calendar program.
struct Answering<'a> {
    program: &'a str,
    method: &'a str,
    partstat: &'a str,
    /// Further lines of the event.
    lines: &'a str,
}

/// Writes the mail that this person's calendar program would send.
async fn by_calendar(person: &mut Person, mail: &Received, answering: &Answering<'_>) {
    let event = event(mail);
    let time = event.start.unwrap().strftime("DTSTART:%Y%m%dT%H%M%SZ").to_string();
    let own = if answering.lines.contains("DTSTART") { "" } else { &time };
    let product = match answering.program {
        "gmail" => "-//Google Inc//Google Calendar 70.9054//EN",
        "outlook" => "Microsoft Exchange Server 2010",
        _ => "-//Apple Inc.//macOS 15.1//EN",
    };
    let ics = format!(
        "BEGIN:VCALENDAR\nPRODID:{product}\nVERSION:2.0\nMETHOD:{}\nBEGIN:VEVENT\nUID:{}\nSEQUENCE:{}\n{own}\n{}\nORGANIZER;CN=\"x; y\":mailto:{}\nATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT={};X-NUM-GUESTS=0:\n mailto:{}\nSUMMARY:{}\nEND:VEVENT\nEND:VCALENDAR\n",
        answering.method,
        event.uid,
        event.sequence.unwrap(),
        answering.lines,
        organizer(mail),
        answering.partstat,
        person.address,
        event.summary,
    );
    let method = answering.method;
    let body = match answering.program {
        // Google marks it as automatic, names the address in the subject, and adds the file.
        "gmail" => format!(
            "--b\nContent-Type: multipart/alternative; boundary=\"c\"\n\n--c\nContent-Type: text/plain; charset=UTF-8\n\n{0} has answered this invitation.\n\nInvitation from Google Calendar: https://calendar.google.com/\n\n--c\nContent-Type: text/calendar; charset=\"UTF-8\"; method={method}\nContent-Transfer-Encoding: 7bit\n\n{ics}\n--c--\n--b\nContent-Type: application/ics; name=\"invite.ics\"\nContent-Disposition: attachment; filename=\"invite.ics\"\n\n{ics}\n--b--\n",
            person.address
        ),
        "outlook" => format!(
            "--b\nContent-Type: text/plain; charset=\"utf-8\"\n\nSee you then\n\n--b\nContent-Type: text/calendar; charset=\"utf-8\"; method={method}\n\n{ics}\n--b--\n"
        ),
        _ => format!(
            "--b\nContent-Type: text/plain; charset=us-ascii\n\n\n--b\nContent-Disposition: attachment; filename=iCal-1.ics\nContent-Type: text/calendar; charset=utf-8; method={method}; name=iCal-1.ics\n\n{ics}\n--b--\n"
        ),
    };
    let kind = match answering.program {
        "gmail" => "multipart/mixed",
        "outlook" => "multipart/alternative",
        _ => "multipart/mixed",
    };
    let mut fields = vec!["MIME-Version: 1.0".to_owned(), format!("Content-Type: {kind}; boundary=\"b\"")];
    if answering.program == "gmail" {
        fields.push("Auto-Submitted: auto-generated".to_owned());
        fields.push("Sender: Google Calendar <calendar-notification@google.example>".to_owned());
    }
    let fields: Vec<_> = fields.iter().map(String::as_str).collect();
    let to = organizer(mail);
    let subject = format!("Accepted: {} ({})", event.summary, person.address);
    person.send_raw(&crate::village::raw(person.address.as_str(), &to, &subject, &fields, &body), &to).await.unwrap();
}

/// Ada proposes, Maria agrees by word; the invitations of both, Ada's first.
async fn agreed(town: &mut Town, words: &str) -> (Received, Received) {
    let (to_ada, _) = introduced(town).await;
    town.ada.answer(&to_ada, words).await.unwrap();
    let proposed = town.maria.receive("meeting-proposed").await.unwrap();
    town.maria.press(&proposed, "YES").await.unwrap();
    (town.ada.receive("meeting").await.unwrap(), town.maria.receive("meeting").await.unwrap())
}

/// Nothing that either of the two has shows the other's address, in no part of any mail.
async fn no_address_leaks(town: &Town) {
    town.settled().await.unwrap();
    for (reader, hidden) in [(&town.ada, "maria.schmidt@"), (&town.maria, "ada@")] {
        for mail in reader.all_mail() {
            let all = everything(&mail.raw);
            let joined = all.replace("\r\n ", "").replace("=\r\n", "").replace("\n ", "");
            assert!(!joined.contains(hidden), "the {} to {} holds {hidden}: {joined}", mail.kind, reader.name);
        }
    }
}

#[tokio::test]
async fn a_time_is_proposed_countered_and_agreed_by_word() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "MEET 3 Dec 3pm at the library\n\nShall we look at my CV?\nAda").await.unwrap();
    let sent = town.ada.receive("meeting-sent").await.unwrap();
    assert!(sent.text.contains("Thursday 3 December 2026 at 15:00 (UTC)"), "{}", sent.text);
    let proposed = town.maria.receive("meeting-proposed").await.unwrap();
    for said in ["Thursday 3 December 2026 at 15:00", "1 hour", "the library", "Shall we look at my CV?"] {
        assert!(proposed.text.contains(said), "{said}: {}", proposed.text);
    }
    assert_eq!(event(&proposed).sequence, Some(0));
    // Maria's clock is another, and that time does not suit her.
    town.maria.answer(&proposed, "MEET Friday 4 December, 17:00 Berlin time").await.unwrap();
    town.maria.receive("meeting-sent").await.unwrap();
    let counter = town.ada.receive("meeting-proposed").await.unwrap();
    let both = "Friday 4 December 2026 at 16:00 (UTC); for Maria Schmidt that is 17:00 (Berlin time)";
    assert!(counter.text.contains(both), "{}", counter.text);
    town.ada.answer(&counter, "YES\n\nI look forward to it!").await.unwrap();
    let (mine, hers) = (town.ada.receive("meeting").await.unwrap(), town.maria.receive("meeting").await.unwrap());
    assert!(hers.text.contains("I look forward to it!") && hers.text.contains("17:00 (Berlin time)"), "{}", hers.text);
    for (mail, with) in [(&mine, "Maria Schmidt"), (&hers, "Ada Byrne")] {
        let event = event(mail);
        assert_eq!((event.method, event.sequence), (Method::Request, Some(1)));
        assert_eq!(event.start, Some(instant("2026-12-04T16:00:00Z")));
        assert_eq!(event.summary, format!("Meeting with {with} (Career Mentoring)"));
        assert_eq!(organizer(mail), mail.reply_to, "the program answers where the person would");
        assert_eq!(event.attendees.len(), 1);
    }
    assert_eq!(event(&mine).uid, event(&hers).uid);
    assert_eq!(event(&mine).uid, event(&proposed).uid);
    // Talk goes on.
    town.ada.answer(&mine, "Yes").await.unwrap();
    town.maria.receive("relay").await.unwrap();
    no_address_leaks(&town).await;
    end(town).await;
}

#[tokio::test]
async fn a_meeting_is_moved_and_called_off() {
    let mut town = town().await;
    let (mine, hers) = agreed(&mut town, "MEET 2026-12-03 15:00").await;
    assert_eq!((event(&mine).sequence, event(&hers).sequence), (Some(0), Some(0)));
    town.maria.answer(&hers, "MEET 3 Dec 16:30 for 30 minutes\n\nMy train is late.").await.unwrap();
    let move_it = town.ada.receive("meeting-proposed").await.unwrap();
    assert!(
        move_it.text.contains("would like to move") && move_it.text.contains("My train is late."),
        "{}",
        move_it.text
    );
    assert_eq!(move_it.files, [""; 0], "what stands in the calendar stays there");
    town.ada.press(&move_it, "YES").await.unwrap();
    for person in [&mut town.ada, &mut town.maria] {
        let moved = person.receive("meeting").await.unwrap();
        assert!(moved.subject.starts_with("Moved"), "{}", moved.subject);
        let event = event(&moved);
        assert_eq!((event.sequence, event.start), (Some(1), Some(instant("2026-12-03T16:30:00Z"))));
        assert_eq!(event.end, Some(instant("2026-12-03T17:00:00Z")));
        assert_eq!(event.uid, self::event(&mine).uid);
    }
    town.ada.answer(&mine, "CANCEL\n\nI have a cold, I am sorry.").await.unwrap();
    for person in [&mut town.maria, &mut town.ada] {
        let off = person.receive("meeting-cancelled").await.unwrap();
        let event = event(&off);
        assert_eq!((event.method, event.sequence), (Method::Cancel, Some(2)));
        assert_eq!(off.text.contains("I have a cold"), person.name.starts_with("Maria"), "the quote is not ours");
    }
    town.ada.answer(&mine, "CANCEL").await.unwrap();
    town.ada.receive("already-done").await.unwrap();
    // Nobody is reminded of it.
    town.live_until(instant("2026-12-04T00:00:00Z")).await.unwrap();
    assert_eq!(count(&town, &town.ada, "meeting-reminder").await, 0);
    no_address_leaks(&town).await;
    end(town).await;
}

#[tokio::test]
async fn the_buttons_of_calendar_programs_answer() {
    for program in ["gmail", "outlook", "apple"] {
        let mut town = town().await;
        let (to_ada, _) = introduced(&mut town).await;
        let answering = |method, partstat, lines| Answering { program, method, partstat, lines };
        town.ada.answer(&to_ada, "MEET 3 Dec 3pm").await.unwrap();
        let proposed = town.maria.receive("meeting-proposed").await.unwrap();
        by_calendar(&mut town.maria, &proposed, &answering("REPLY", "ACCEPTED", "")).await;
        let mine = town.ada.receive("meeting").await.unwrap();
        let hers = town.maria.receive("meeting").await.unwrap();
        assert_eq!(mine.text.contains("See you then"), program == "outlook", "{program}: {}", mine.text);
        // A second press of the button is no news; a doubt is.
        by_calendar(&mut town.maria, &hers, &answering("REPLY", "ACCEPTED", "")).await;
        assert_eq!(last_state(&town).await, "done", "{program}");
        by_calendar(
            &mut town.ada,
            &mine,
            &answering("REPLY", "TENTATIVE", "COMMENT:Ask ada@student.uni.example\\, or me"),
        )
        .await;
        let doubt = town.maria.receive("meeting-answer").await.unwrap();
        assert!(
            doubt.text.contains("is not sure yet") && doubt.text.contains("Ask [address left out] or me"),
            "{}",
            doubt.text
        );
        // Another time, by Maria's own clock.
        by_calendar(&mut town.maria, &hers, &answering("COUNTER", "TENTATIVE", "DTSTART;TZID=W. Europe Standard Time:20261203T180000\nDTEND;TZID=W. Europe Standard Time:20261203T184500")).await;
        let counter = town.ada.receive("meeting-proposed").await.unwrap();
        assert!(
            counter.text.contains("Thursday 3 December 2026 at 17:00 (UTC)") && counter.text.contains("45 minutes"),
            "{}",
            counter.text
        );
        town.ada.answer(&counter, "YES").await.unwrap();
        let moved = town.maria.receive("meeting").await.unwrap();
        assert_eq!(event(&moved).start, Some(instant("2026-12-03T17:00:00Z")), "{program}");
        // An answer to the old time changes nothing.
        by_calendar(&mut town.maria, &hers, &answering("REPLY", "DECLINED", "")).await;
        town.maria.receive("already-done").await.unwrap();
        by_calendar(&mut town.maria, &moved, &answering("REPLY", "DECLINED", "")).await;
        let off = town.ada.receive("meeting-cancelled").await.unwrap();
        assert_eq!(event(&off).method, Method::Cancel, "{program}");
        no_address_leaks(&town).await;
        end(town).await;
    }
}

#[tokio::test]
async fn both_are_reminded_a_day_before_across_the_change_of_the_clocks() {
    let mut town = town().await;
    // In Berlin the clocks go forward in the night to Sunday 28 March 2027.
    let (_, hers) = agreed(&mut town, "MEET 28 March 2027 10:00 Berlin time").await;
    assert_eq!(event(&hers).start, Some(instant("2027-03-28T08:00:00Z")));
    town.live_until(instant("2027-03-27T07:59:00Z")).await.unwrap();
    assert_eq!(count(&town, &town.ada, "meeting-reminder").await, 0);
    for at in ["2027-03-27T08:00:00Z", "2027-03-27T09:00:00Z", "2027-03-28T08:00:00Z", "2027-03-28T09:00:00Z"] {
        town.live_until(instant(at)).await.unwrap();
        assert_eq!(count(&town, &town.ada, "meeting-reminder").await, 1, "{at}");
        assert_eq!(count(&town, &town.maria, "meeting-reminder").await, 1, "{at}");
    }
    let reminder = town.ada.receive("meeting-reminder").await.unwrap();
    assert!(reminder.text.contains("Sunday 28 March 2027 at 10:00 (Berlin time)"), "{}", reminder.text);
    // It is over: the next is a new one.
    town.ada.answer(&reminder, "MEET 2 April 2027 10:00").await.unwrap();
    let next = town.maria.receive("meeting-proposed").await;
    let (first, next) = (event(&hers), town.maria.receive("meeting-proposed").await.or(next).unwrap());
    assert_ne!(event(&next).uid, first.uid);
    end(town).await;
}

#[tokio::test]
async fn a_meeting_agreed_an_hour_before_is_not_reminded_of() {
    let mut town = town().await;
    agreed(&mut town, "MEET today 10:00").await;
    town.live_until(instant("2026-11-24T00:00:00Z")).await.unwrap();
    assert_eq!(count(&town, &town.ada, "meeting-reminder").await, 0);
    end(town).await;
}

#[tokio::test]
async fn what_is_not_clear_is_asked_and_a_button_decides() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "MEET 3 Dec at 3 at the library").await.unwrap();
    let asked = town.ada.receive("meeting-unclear").await.unwrap();
    assert!(asked.text.contains("03:00 or 15:00"), "{}", asked.text);
    assert_eq!(count(&town, &town.maria, "meeting-proposed").await, 0);
    town.ada.press(&asked, "MEET 2026-12-03 15:00 at the library").await.unwrap();
    let proposed = town.maria.receive("meeting-proposed").await.unwrap();
    assert!(proposed.text.contains("the library"), "{}", proposed.text);
    town.maria.press(&proposed, "NO").await.unwrap();
    let no = town.ada.receive("meeting-declined").await.unwrap();
    assert!(no.text.contains("does not suit Maria Schmidt"), "{}", no.text);
    assert_eq!(event(&town.maria.receive("meeting-declined").await.unwrap()).method, Method::Cancel);
    end(town).await;
}

#[tokio::test]
async fn an_invitation_from_outlook_becomes_a_proposal() {
    let mut town = town().await;
    let (_, to_maria) = introduced(&mut town).await;
    let ics = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nPRODID:Microsoft Exchange Server 2010\nVERSION:2.0\nBEGIN:VEVENT\nORGANIZER;CN=Maria Schmidt:mailto:maria.schmidt@alumni.example\nATTENDEE;RSVP=TRUE:mailto:mentoring@uni.example\nUID:040000008200E00074C5B7101A82E008\nSUMMARY:Talk\nDTSTART;TZID=W. Europe Standard Time:20261203T160000\nDTEND;TZID=W. Europe Standard Time:20261203T163000\nLOCATION:Microsoft Teams Meeting\nDESCRIPTION:maria.schmidt@alumni.example\nEND:VEVENT\nEND:VCALENDAR\n";
    let body = format!(
        "--b\nContent-Type: multipart/alternative; boundary=\"c\"\n\n--c\nContent-Type: text/plain; charset=utf-8\n\nLet us talk about your CV.\n\n--c\nContent-Type: text/calendar; charset=\"utf-8\"; method=REQUEST\n\n{ics}\n--c--\n--b\nContent-Type: application/ics; name=\"invite.ics\"\nContent-Disposition: attachment; filename=\"invite.ics\"\n\n{ics}\n--b--\n"
    );
    let fields = ["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=\"b\""];
    let mail = crate::village::raw("maria.schmidt@alumni.example", &to_maria.reply_to, "Talk", &fields, &body);
    town.maria.send_raw(&mail, &to_maria.reply_to).await.unwrap();
    let proposed = town.ada.receive("meeting-proposed").await.unwrap();
    for said in ["15:00 (UTC)", "30 minutes", "Microsoft Teams Meeting", "Let us talk about your CV."] {
        assert!(proposed.text.contains(said), "{said}: {}", proposed.text);
    }
    assert!(town.maria.receive("meeting-sent").await.unwrap().text.contains("delete the entry"));
    by_calendar(
        &mut town.ada,
        &proposed,
        &Answering { program: "gmail", method: "REPLY", partstat: "ACCEPTED", lines: "" },
    )
    .await;
    town.maria.receive("meeting").await.unwrap();
    // A calendar file among others stays behind.
    let file = mentorpost::mail::inbound::Attachment {
        name: "plan.ics".to_owned(),
        media_type: "application/octet-stream".to_owned(),
        inline: false,
        content_id: None,
        bytes: ics.as_bytes().to_vec(),
    };
    town.maria.answer_with(&to_maria, "Here it is.", vec![file]).await.unwrap();
    let relayed = town.ada.receive("relay").await.unwrap();
    assert_eq!(relayed.files, [""; 0]);
    assert!(relayed.text.contains("A calendar entry was left out"), "{}", relayed.text);
    no_address_leaks(&town).await;
    end(town).await;
}

#[tokio::test]
async fn the_end_of_a_mentorship_ends_its_meeting() {
    let mut town = town().await;
    let (mine, _) = agreed(&mut town, "MEET 3 Dec 3pm").await;
    town.ada.write(SERVICE, "How?", "STATUS").await.unwrap();
    let status = town.ada.receive("status").await.unwrap();
    assert!(status.text.contains("With Maria Schmidt: Thursday 3 December 2026 at 15:00"), "{}", status.text);
    town.ada.answer(&mine, "END goals reached").await.unwrap();
    for person in [&mut town.ada, &mut town.maria] {
        let off = person.receive("meeting-cancelled").await.unwrap();
        assert!(off.text.contains("as the mentorship has ended"), "{}", off.text);
        assert_eq!(event(&off).method, Method::Cancel);
    }
    let ended = town.ada.receive("ended").await.unwrap();
    assert!(kinds(&town, &town.maria).await.contains(&"ended".to_owned()));
    // Taken back, the mentorship goes on, and with it the meeting, in both calendars and with its reminder.
    town.ada.press(&ended, "UNDO").await.unwrap();
    for person in [&mut town.ada, &mut town.maria] {
        let undone = person.receive("undone").await.unwrap();
        let stands = "Your meeting stands again: Thursday 3 December 2026 at 15:00";
        assert!(undone.text.contains(stands), "{}", undone.text);
        let back = event(&undone);
        assert_eq!((back.method, back.uid, back.sequence), (Method::Request, event(&mine).uid, Some(2)));
    }
    town.live_until("2026-12-02T15:00:00Z".parse().unwrap()).await.unwrap();
    for person in [&mut town.ada, &mut town.maria] {
        person.receive("meeting-reminder").await.unwrap();
    }
    end(town).await;
}

#[tokio::test]
async fn who_leaves_or_is_erased_has_no_meeting_any_more() {
    for (word, kind, gone) in [("LEAVE", "leaving", "left"), ("ERASE", "erase", "erased")] {
        let mut town = town().await;
        agreed(&mut town, "MEET 3 Dec 3pm").await;
        town.ada.write(SERVICE, "Goodbye", word).await.unwrap();
        let question = town.ada.receive(kind).await.unwrap();
        town.ada.answer(&question, "YES").await.unwrap();
        for person in [&mut town.ada, &mut town.maria] {
            let off = person.receive("meeting-cancelled").await.unwrap();
            assert_eq!(event(&off).method, Method::Cancel);
        }
        town.ada.receive(gone).await.unwrap();
        no_address_leaks(&town).await;
        end(town).await;
    }
}

#[tokio::test]
async fn words_that_sound_like_a_yes_to_a_time_are_passed_on_and_asked_about() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "MEET 3 Dec 3pm").await.unwrap();
    let proposed = town.maria.receive("meeting-proposed").await.unwrap();
    town.maria.answer(&proposed, "Thursday works for me, see you then!").await.unwrap();
    let relay = town.ada.receive("relay").await.unwrap();
    assert!(relay.text.contains("Thursday works for me"), "nothing is lost: {}", relay.text);
    let which = town.maria.receive("confirm-meaning").await.unwrap();
    assert!(which.text.contains("Thursday 3 December 2026 at 15:00"), "{}", which.text);
    assert_eq!(count(&town, &town.ada, "meeting").await, 0, "nothing is agreed by it");
    // Once for each time, however often it is said.
    town.maria.answer(&proposed, "Sounds good.").await.unwrap();
    town.ada.receive("relay").await.unwrap();
    assert_eq!(count(&town, &town.maria, "confirm-meaning").await, 1);
    town.maria.press(&which, "YES").await.unwrap();
    town.ada.receive("meeting").await.unwrap();
    end(town).await;
}
