//! Mail that machines write: out-of-office replies and bounces, as the servers of the world word them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::simulation::incoming::Incoming;
use crate::simulation::program::{Program, Writer};

fn date(at: Timestamp) -> String {
    at.to_zoned_datetime(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// An out-of-office reply, in the manner of their program, with the date of the return.
pub(super) fn away(writer: &Writer, mail: &Incoming, until: Timestamp, now: Timestamp) -> Vec<u8> {
    let back = until.to_zoned_datetime(TimeZone::UTC);
    let (subject, sign, text) = match writer.program {
        Program::Outlook | Program::OutlookWeb => (
            format!("Automatic reply: {}", mail.subject),
            "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All",
            format!("I am out of the office until {}.", back.strftime("%-d %B %Y")),
        ),
        Program::German => (
            format!("Abwesenheitsnotiz: {}", mail.subject),
            "Auto-Submitted: auto-replied",
            format!("Ich bin bis zum {} nicht im Büro.", back.strftime("%d.%m.%Y")),
        ),
        Program::Gmail | Program::IPhone | Program::Yahoo => (
            format!("Re: {}", mail.subject),
            "Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\nX-Autoreply: yes",
            "I am on holiday and will read your mail when I am back.".to_owned(),
        ),
        _ => (
            format!("Out of office: {}", mail.subject),
            "Precedence: auto_reply\r\nX-Autorespond: vacation",
            format!("Thank you for your mail. I am away and back on {}.", back.strftime("%Y-%m-%d")),
        ),
    };
    let to = &mail.reply_to;
    let from = &writer.address;
    format!(
        "Return-Path: <>\r\nFrom: <{from}>\r\nTo: <{to}>\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <away.{}@mail.example>\r\n\
         In-Reply-To: <{}>\r\n{sign}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
        subject.chars().filter(char::is_ascii).collect::<String>(),
        date(now),
        // Not an identifier of the service, which would make it one of its own.
        mail.message_id.replace('@', "."),
        mail.message_id,
    )
    .into_bytes()
}

/// A delivery status notification (RFC 3464) to the return path of a mail.
pub(super) fn bounce(to: &str, envelope_from: &str, message_id: &str, now: Timestamp) -> Vec<u8> {
    let domain = to.rsplit('@').next().unwrap_or_default();
    format!(
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@{domain}>\r\nTo: <{envelope_from}>\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nDate: {}\r\nMessage-ID: <bounce.{}@{domain}>\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"bb\"\r\n\r\n\
         --bb\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you that your message could not be delivered.\r\n\
         --bb\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.{domain}\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown user\r\n\
         --bb\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--bb--\r\n",
        date(now),
        message_id.replace('@', ".")
    )
    .into_bytes()
}
