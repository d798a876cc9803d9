//! Writes the invitation of one person: the lines that Outlook, Gmail and Apple's programs need to show their buttons.

use jiff::Timestamp;

use super::Invite;
use crate::mail::address::Mailbox;

/// The longest line, in bytes without its end (RFC 5545, section 3.1).
const LINE: usize = 75;

/// The calendar part: CRLF lines, none longer than 75 bytes. No value can add a line.
///
/// Times are in UTC, which every program shows in its owner's zone; a zone of our own would have to be described in full.
pub fn write(invite: &Invite) -> String {
    let stamp = utc(invite.stamp);
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "PRODID:-//mentorpost//mentorpost//EN".to_owned(),
        "VERSION:2.0".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("METHOD:{}", invite.method()),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", text(&invite.uid)),
        format!("SEQUENCE:{}", invite.sequence),
        format!("DTSTAMP:{stamp}"),
        format!("DTSTART:{}", utc(invite.start)),
        format!("DTEND:{}", utc(invite.end)),
        format!("ORGANIZER;CN={}:mailto:{}", quoted(&invite.organizer), invite.organizer.address),
        attendee(invite),
        format!("SUMMARY:{}", text(&invite.summary)),
    ];
    if !invite.location.is_empty() {
        lines.push(format!("LOCATION:{}", text(&invite.location)));
    }
    lines.push(format!("DESCRIPTION:{}", text(&invite.description)));
    let status = match (invite.cancelled, invite.tentative) {
        (true, _) => "CANCELLED",
        (false, true) => "TENTATIVE",
        (false, false) => "CONFIRMED",
    };
    lines.push(format!("STATUS:{status}"));
    lines.push(format!("LAST-MODIFIED:{stamp}"));
    lines.push("CLASS:PRIVATE".to_owned());
    lines.push("TRANSP:OPAQUE".to_owned());
    if !invite.cancelled && !invite.tentative {
        let alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Reminder", "TRIGGER:-PT15M", "END:VALARM"];
        lines.extend(alarm.map(str::to_owned));
    }
    lines.extend(["END:VEVENT", "END:VCALENDAR"].map(str::to_owned));
    lines.iter().map(|line| folded(line)).collect()
}

/// The reader, who has said yes already unless the invitation is a proposal; their program may say otherwise later.
fn attendee(invite: &Invite) -> String {
    let (status, rsvp) = match (invite.cancelled, invite.tentative) {
        (true, _) => ("DECLINED", "FALSE"),
        (false, true) => ("NEEDS-ACTION", "TRUE"),
        (false, false) => ("ACCEPTED", "TRUE"),
    };
    format!(
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={status};RSVP={rsvp};CN={}:mailto:{}",
        quoted(&invite.attendee),
        invite.attendee.address
    )
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A parameter value in quotation marks, which it cannot hold itself (RFC 5545, section 3.2).
fn quoted(mailbox: &Mailbox) -> String {
    let name: String = mailbox.name.chars().filter(|c| !c.is_control() && *c != '"').take(100).collect();
    format!("\"{}\"", name.trim())
}

/// A text value, escaped (RFC 5545, section 3.3.11).
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.replace("\r\n", "\n").chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A line in pieces of at most 75 bytes, never within a character.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}
