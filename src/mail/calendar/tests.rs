//! Calendar parts as Gmail, Outlook, Apple and hostile people write them, and our own.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;

fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap()
}

fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

/// As Google Calendar answers.
const GMAIL: &str = "BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261203T150000Z
DTEND:20261203T160000Z
DTSTAMP:20261125T101530Z
ORGANIZER;CN=\"Maria Schmidt (Career Mentoring)\":mailto:mentoring+k7m2@uni.
 example
UID:meeting-44@uni.example
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=ada@s
 tudent.uni.example;X-NUM-GUESTS=0:mailto:ada@student.uni.example
CREATED:20261125T100000Z
LAST-MODIFIED:20261125T101529Z
SEQUENCE:0
STATUS:CONFIRMED
SUMMARY:Meeting with Maria Schmidt
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
";

/// As Outlook suggests another time: zones by the names of Windows, described in full.
const OUTLOOK: &str = "BEGIN:VCALENDAR
METHOD:COUNTER
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=TENTATIVE;CN=Maria Schmidt:MAILTO:maria.schmidt@alumni.example
COMMENT;LANGUAGE=de-DE:Later\\, please:\\nmy train arrives at three\\n
UID:meeting-44@uni.example
SUMMARY;LANGUAGE=de-DE:New Time Proposed: Meeting with Ada
DTSTART;TZID=W. Europe Standard Time:20261203T170000
DTEND;TZID=W. Europe Standard Time:20261203T174500
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:20261125T101530Z
SEQUENCE:1
LOCATION;LANGUAGE=de-DE:
X-MICROSOFT-CDO-APPT-SEQUENCE:1
X-MS-OLK-ORIGINALSTART;TZID=W. Europe Standard Time:20261203T160000
END:VEVENT
END:VCALENDAR
";

/// As Apple's Calendar declines.
const APPLE: &str = "BEGIN:VCALENDAR
CALSCALE:GREGORIAN
VERSION:2.0
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 15.1//EN
BEGIN:VEVENT
UID:meeting-44@uni.example
DTEND:20261203T160000Z
ATTENDEE;CN=\"Byrne; Ada\";CUTYPE=INDIVIDUAL;PARTSTAT=DECLINED:mailto:Ada@St
\tudent.uni.example
DTSTART:20261203T150000Z
DTSTAMP:20261125T101530Z
ORGANIZER;CN=\"Maria: x\":mailto:mentoring+k7m2@uni.example
SEQUENCE:2
SUMMARY:Meeting with Maria Schmidt
END:VEVENT
END:VCALENDAR
";

#[test]
fn answers_are_read_as_the_programs_write_them() {
    for ends in [crlf, str::to_owned] {
        let event = read(&ends(GMAIL), &london()).unwrap();
        assert_eq!(
            (event.method, event.uid.as_str(), event.sequence),
            (Method::Reply, "meeting-44@uni.example", Some(0))
        );
        assert_eq!(event.start, Some("2026-12-03T15:00:00Z".parse().unwrap()));
        assert_eq!(event.attendees.len(), 1);
        assert_eq!(event.answer_of(&["ada@student.uni.example".into()]), Some(Answer::Accepted));

        let event = read(&ends(OUTLOOK), &london()).unwrap();
        assert_eq!((event.method, event.sequence, event.by_microsoft), (Method::Counter, Some(1), true));
        assert_eq!(event.start, Some("2026-12-03T16:00:00Z".parse().unwrap()));
        assert_eq!(event.end, Some("2026-12-03T16:45:00Z".parse().unwrap()));
        assert_eq!(event.comment, "Later, please:\nmy train arrives at three");

        let event = read(&ends(APPLE), &london()).unwrap();
        assert_eq!(event.answer_of(&["ada@student.uni.example".into()]), Some(Answer::Declined));
        assert_eq!(
            event.answer_of(&["work@elsewhere.example".into()]),
            Some(Answer::Declined),
            "the only one there is"
        );
    }
}

#[test]
fn times_are_known_for_certain_or_not_at_all() {
    let start = |line: &str, more: &str| {
        let text =
            format!("BEGIN:VCALENDAR\nMETHOD:REQUEST\n{more}BEGIN:VEVENT\nUID:x\n{line}\nEND:VEVENT\nEND:VCALENDAR");
        read(&text, &london()).unwrap().start.map(|at| at.to_string()).unwrap_or_default()
    };
    let own = "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nTZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE\n";
    let cases = [
        ("DTSTART:20260703T150000Z", "", "2026-07-03T15:00:00Z"),
        // Without a zone: the clock of whoever the mail came to.
        ("DTSTART:20260703T150000", "", "2026-07-03T14:00:00Z"),
        ("DTSTART;TZID=Europe/Berlin:20260703T150000", "", "2026-07-03T13:00:00Z"),
        ("DTSTART;TZID=\"Europe/Berlin\":20260703T150000", "", "2026-07-03T13:00:00Z"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260703T150000", "", "2026-07-03T13:00:00Z"),
        ("DTSTART;TZID=GMT Standard Time:20260703T150000", "", "2026-07-03T14:00:00Z"),
        ("DTSTART;TZID=India Standard Time:20260703T150000", "", "2026-07-03T09:30:00Z"),
        (
            "DTSTART;TZID=\"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\":20260703T150000",
            "",
            "2026-07-03T13:00:00Z",
        ),
        ("DTSTART;TZID=Ours:20260703T150000", own, "2026-07-03T09:30:00Z"),
        ("DTSTART;TZID=Nobody's Time:20260703T150000", "", ""),
        ("DTSTART;VALUE=DATE:20260703", "", ""),
        ("DTSTART:20260733T150000Z", "", ""),
        ("DTSTART:2026-07-03T15:00:00Z", "", ""),
        ("DTSTART:", "", ""),
    ];
    for (line, more, expected) in cases {
        assert_eq!(start(line, more), expected, "{line}");
    }
    let text = "BEGIN:VEVENT\nUID:x\nDTSTART:20260703T150000Z\nDURATION:PT1H30M\nEND:VEVENT";
    assert_eq!(read(text, &london()).unwrap().end, Some("2026-07-03T16:30:00Z".parse().unwrap()));
    for (_, zone) in windows::tests_all() {
        assert!(TimeZone::get(zone).is_ok(), "{zone}");
    }
}

#[test]
fn what_holds_no_event_is_none() {
    for text in [
        "",
        "BEGIN:VCALENDAR\nEND:VCALENDAR",
        "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT",
        "UID:x",
        "BEGIN:VTODO\nUID:x\nEND:VTODO",
    ] {
        assert_eq!(read(text, &london()), None, "{text}");
    }
}

fn invite() -> Invite {
    let mailbox = |name: &str, address: &str| Mailbox { name: name.into(), address: Address::parse(address).unwrap() };
    Invite {
        cancelled: false,
        tentative: false,
        uid: "meeting-44@uni.example".into(),
        sequence: 3,
        stamp: "2026-11-25T10:00:00Z".parse().unwrap(),
        start: "2026-12-03T15:00:00Z".parse().unwrap(),
        end: "2026-12-03T15:45:00Z".parse().unwrap(),
        summary: "Meeting with Zoë Schmidt; Career Mentoring".into(),
        description: "To change it, answer the mail.\nOr write MEET, and a time.".into(),
        location: "Café Nero, 12 High Street".into(),
        organizer: mailbox(
            "Zoë \"Z\" Schmidt (Career Mentoring)",
            "mentoring+k7m2qx4d9wk7m2qx4d9wk7m2qx4d9w@uni.example",
        ),
        attendee: mailbox("Ada Byrne", "ada@student.uni.example"),
    }
}

#[test]
fn our_own_is_read_back() {
    let text = write(&invite());
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let event = read(&text, &london()).unwrap();
    let ours = invite();
    assert_eq!((event.method, event.uid, event.sequence), (Method::Request, ours.uid, Some(3)));
    assert_eq!((event.start, event.end), (Some(ours.start), Some(ours.end)));
    assert_eq!((event.summary, event.location), (ours.summary, ours.location));
    assert_eq!(event.attendees, [(ours.attendee.address, Some(Answer::Accepted))]);
    let off = write(&Invite { cancelled: true, ..invite() });
    assert!(off.contains("METHOD:CANCEL\r\n") && off.contains("STATUS:CANCELLED\r\n") && !off.contains("VALARM"));
    let asked = write(&Invite { tentative: true, ..invite() });
    assert!(asked.contains("PARTSTAT=NEEDS-ACTION") && asked.contains("STATUS:TENTATIVE\r\n"));
}

#[test]
fn hostile_parts_take_no_longer_than_their_length() {
    let many = |part: &str| part.repeat(2_000_000 / part.len());
    for part in [
        "\n ",
        "BEGIN:VEVENT\n",
        ";",
        "ATTENDEE:mailto:a@b.example\n",
        "\"",
        "\\",
        "COMMENT:x\n",
        "BEGIN:VTIMEZONE\nTZID:x\nTZOFFSETTO:+0100\nEND:VTIMEZONE\n",
        "ä",
    ] {
        let text = format!("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x\n{}", many(part));
        let event = read(&text, &london()).unwrap();
        assert!(event.attendees.len() <= 50 && event.comment.len() < 10_000);
    }
}

proptest! {
    /// Nothing anybody wrote adds a line to an invitation, and all of it comes back.
    #[test]
    fn any_words_stay_within_their_line(words in "(?s).{0,120}", name in "\\PC{0,40}|(?s).{0,20}") {
        let mut hostile = invite();
        hostile.summary.clone_from(&words);
        hostile.location.clone_from(&words);
        hostile.description.clone_from(&words);
        hostile.organizer.name.clone_from(&name);
        hostile.attendee.name = name;
        let text = write(&hostile);
        let joined = line::unfolded(&text);
        let names: Vec<_> = joined.lines().filter(|l| !l.is_empty()).map(|l| l.split([':', ';']).next().unwrap()).collect();
        let plain = write(&Invite { location: if words.is_empty() { String::new() } else { "x".into() }, ..invite() });
        prop_assert_eq!(names.len(), line::unfolded(&plain).lines().filter(|l| !l.is_empty()).count());
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
        let event = read(&text, &london()).unwrap();
        prop_assert_eq!(event.attendees.len(), 1);
        prop_assert_eq!(event.start, Some(hostile.start));
    }

    /// Whatever bytes come, there is an answer, and it is bounded.
    #[test]
    fn any_text_is_read(parts in prop::collection::vec("(?s).{0,20}|BEGIN:V(EVENT|CALENDAR|TIMEZONE)\n|END:VEVENT\n|UID:[a-z]{0,5}\n|DT(START|END)(;TZID=[A-Za-z/ ]{0,12})?:[0-9TZ]{0,17}\n|METHOD:(REPLY|COUNTER)\n|ATTENDEE;[A-Z=;\":]{0,30}:mailto:[a-z@.]{0,12}\n|DURATION:[PTHMD0-9]{0,9}\n|TZOFFSETTO:[+0-9-]{0,6}\n|SEQUENCE:[0-9-]{0,12}\n", 0..30)) {
        let text = parts.concat();
        if let Some(event) = read(&text, &london()) {
            prop_assert!(!event.uid.is_empty() && event.uid.len() <= 2_000);
            prop_assert!(event.end.is_none_or(|end| event.start.is_some_and(|start| end > start)));
        }
    }
}
