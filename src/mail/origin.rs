//! What kind of message it is, in the order that keeps mail from answering itself for ever.

mod subject;

use super::address::Address;
use super::fields::Fields;
use super::inbound::Kind;

/// What the parts of a message show about its kind.
#[derive(Debug, Default)]
pub struct Signs {
    /// A `message/delivery-status` part.
    pub delivery_status: bool,
    /// A `message/disposition-notification` part.
    pub disposition: bool,
    /// A `message/feedback-report` part.
    pub feedback: bool,
    /// A calendar part with `METHOD` `REPLY` or `COUNTER`.
    pub calendar_reply: bool,
    /// `report-type=delivery-status` (RFC 6522) stands in its header.
    pub report: bool,
    /// How many recipients a report in words names.
    pub bounced: usize,
    /// Does it open with a phrase that only mail servers write?
    pub anchored: bool,
    /// Does it quote a server's answer with reply code and enhanced status?
    pub coded: bool,
    /// Does every status say that all went well?
    pub delivered: bool,
}

/// A kind, and the sentence that says why.
pub struct Origin {
    /// The kind.
    pub kind: Kind,
    /// Why.
    pub reason: &'static str,
}

/// Decides; `own` says that the message is one of ours.
pub fn decide(fields: &Fields, subject: &str, signs: &Signs, own: bool) -> Origin {
    let origin = |kind, reason| Origin { kind, reason };
    if own {
        return origin(Kind::Own, "it carries the marks of this service");
    }
    if signs.feedback {
        return origin(Kind::Complaint, "it is an abuse report (RFC 5965)");
    }
    if signs.disposition && is_rejection(fields) && signs.bounced > 0 {
        return origin(Kind::Bounce, "a mail filter has refused the mail (RFC 5429)");
    }
    if signs.disposition {
        return origin(Kind::Receipt, "it is a disposition notification (RFC 8098)");
    }
    if signs.delivery_status && signs.delivered {
        return origin(Kind::Receipt, "it is a report of successful delivery (RFC 3464)");
    }
    if from_daemon(fields) && subject::is_of_success(subject) {
        return origin(Kind::Receipt, "a mail server writes that mail was delivered");
    }
    if signs.delivery_status && (signs.report || from_daemon(fields) || !subject::is_answer(subject)) {
        return origin(Kind::Bounce, "it is a delivery status notification (RFC 3464)");
    }
    if let Some(reason) = report_in_words(fields, subject, signs) {
        return origin(Kind::Bounce, reason);
    }
    // Google marks as automatic what a person answers by a button; a vacation notice carries no answer to an invitation.
    if signs.calendar_reply {
        return origin(Kind::CalendarReply, "it answers an invitation (RFC 5546)");
    }
    if let Some(reason) = automatic(fields, subject) {
        return origin(Kind::AutoReply, reason);
    }
    origin(Kind::Human, "nothing marks it as automatic")
}

/// Why a message without a delivery-status part is a report all the same. A person who tells of a bounce, or answers one, writes
/// otherwise: with a greeting, or below a subject that says so.
fn report_in_words(fields: &Fields, subject: &str, signs: &Signs) -> Option<&'static str> {
    let named = signs.bounced > 0;
    let titled = subject::is_of_bounce(subject);
    if subject::is_automatic(subject, answers(fields)) {
        return None;
    }
    if is_mailer(fields) && (named || titled) {
        return Some("a mail server writes that mail could not be delivered");
    }
    if from_daemon(fields) && (signs.anchored && (named || titled) || named && (titled || signs.coded)) {
        return Some("the mail of a server says that mail could not be delivered");
    }
    (signs.anchored && titled && !subject::is_answer(subject))
        .then_some("its subject and its text say that mail could not be delivered")
}

/// Is it worth looking for a report in its words? Only where a server writes, or the subject says so: see [`report_in_words`].
pub fn may_be_report(fields: &Fields, subject: &str) -> bool {
    from_daemon(fields) || subject::is_of_bounce(subject)
}

/// May no automatic answer go to it (RFC 3834, section 2)?
pub fn suppresses(fields: &Fields, kind: Kind) -> bool {
    let mark = |name| fields.first(name).is_some();
    kind != Kind::Human && kind != Kind::CalendarReply
        || from_daemon(fields)
        || mark("list-id")
        || mark("list-post")
        || fields.first("x-auto-response-suppress").is_some_and(|v| {
            let v = v.to_lowercase();
            v.contains("all") || v.contains("autoreply")
        })
        || fields.first("precedence").is_some_and(is_bulk)
}

fn is_bulk(value: &str) -> bool {
    matches!(value.trim().to_lowercase().as_str(), "bulk" | "junk" | "list" | "auto_reply")
}

/// Is it written by a mail server, or by whoever runs one (empty return path, mailer-daemon, postmaster)?
pub fn from_daemon(fields: &Fields) -> bool {
    const WORDS: &[&str] =
        &["postmaster", "mmdf", "mdaemon", "smtp-gateway", "mail administrator", "system administrator", "bounce"];
    let from = fields.first("from").unwrap_or_default().to_lowercase();
    let sender = fields.first("sender").unwrap_or_default().to_lowercase();
    is_mailer(fields)
        || WORDS.iter().any(|word| from.contains(word))
        || sender.contains("mailer-daemon")
        || fields.first("return-path").is_some_and(|path| {
            let path = path.trim().to_lowercase();
            path == "<>" || path.starts_with("<mailer-daemon")
        })
}

/// Does it come from a program that writes nothing but reports?
fn is_mailer(fields: &Fields) -> bool {
    const WORDS: &[&str] = &[
        "mailer-daemon",
        "mailerdaemon",
        "mail-daemon",
        "maildaemon",
        "mail delivery",
        "delivery subsystem",
        "microsoftexchange",
        "mail.delivery.system",
    ];
    let from = fields.first("from").unwrap_or_default().to_lowercase();
    WORDS.iter().any(|word| from.contains(word))
}

/// The refusal of a filter in the clothes of a disposition notification (RFC 5429, section 2.1).
pub fn is_rejection(fields: &Fields) -> bool {
    fields.first("auto-submitted").is_some_and(|value| value.to_lowercase().contains("reject"))
}

/// The sign that marks it as automatic; `None` for a person's mail.
fn automatic(fields: &Fields, subject: &str) -> Option<&'static str> {
    let value = |name| fields.first(name).map(str::to_lowercase);
    if value("auto-submitted").is_some_and(|v| v.split(';').next().unwrap_or_default().trim() != "no") {
        return Some("Auto-Submitted says so (RFC 3834)");
    }
    if value("precedence").is_some_and(|v| is_bulk(&v)) {
        return Some("Precedence says that it is bulk mail");
    }
    if fields.iter().any(|(name, value)| is_of_responder(name, value)) {
        return Some("a field of an automatic responder says so");
    }
    if ["list-id", "list-post", "list-unsubscribe", "x-mailing-list", "x-beenthere"]
        .iter()
        .any(|name| value(name).is_some())
    {
        return Some("it comes from a mailing list (RFC 2369)");
    }
    if fields.first("return-path").is_some_and(|path| path.trim() == "<>") {
        return Some("its return path is empty");
    }
    if subject::is_automatic(subject, answers(fields)) {
        return Some("its subject is that of an automatic reply");
    }
    if is_mailer(fields) || from_daemon(fields) && value("x-auto-response-suppress").is_some() {
        return Some("a mail server writes it");
    }
    // The mark of Exchange's rules alone may also be on a person's mail that a rule has passed on.
    let by_rule = value("x-ms-exchange-generated-message-source").is_some_and(|v| v.contains("mailbox rules agent"));
    if by_rule && value("x-auto-response-suppress").is_some() {
        return Some("a rule of a mailbox has written it");
    }
    None
}

/// Is it a field that automatic responders write?
fn is_of_responder(name: &str, value: &str) -> bool {
    const BEGINNINGS: &[&str] = &["x-autoreply", "x-autorespon", "x-auto-reply"];
    const NAMES: &[&str] =
        &["x-mail-autoreply", "x-autogenerated", "x-amazon-auto-reply", "x-fc-machinegenerated", "x-vacation"];
    let value = value.trim().to_lowercase();
    match name {
        "delivered-to" => value == "autoresponder",
        "preference" => value == "auto_reply",
        "x-post-messageclass" => value.contains("autoresponder"),
        _ => {
            (NAMES.contains(&name) || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)))
                && !matches!(value.as_str(), "no" | "false" | "0")
        }
    }
}

/// Does the message answer another?
fn answers(fields: &Fields) -> bool {
    ["in-reply-to", "references"].iter().any(|name| fields.first(name).is_some())
}

/// Does the message carry the marks of this service: its loop header with its own Message-ID, or its bare address as author?
pub fn is_own(fields: &Fields, author: Option<&Address>, message_id: &str, service: &Address) -> bool {
    let ours = message_id.strip_suffix(service.domain()).is_some_and(|rest| rest.ends_with(".mentorpost@"));
    ours || author.is_some_and(|author| author.key() == service.key())
        || fields.first("x-mentorpost-kind").is_some() && message_id.contains(".mentorpost@")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responders_are_known_by_their_fields() {
        let kind = |header: &str| decide(&Fields::read(header.as_bytes()), "Re: Hello", &Signs::default(), false).kind;
        for header in [
            "X-Autoreply: yes",
            "X-AutoReply-From: a@b",
            "X-Autoresponder-Version: 1",
            "X-Amazon-Auto-Reply: true",
            "X-FC-MachineGenerated: true",
            "X-Vacation: yes",
            "X-POST-MessageClass: 9; Autoresponder",
            "Delivered-To: Autoresponder",
            "Preference: auto_reply",
            "X-Auto-Response-Suppress: All\r\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        ] {
            assert_eq!(kind(&format!("From: a@x\r\n{header}\r\n")), Kind::AutoReply, "{header}");
        }
        for header in [
            "X-Autoreply: no",
            "X-Auto-Response-Suppress: DR, OOF, AutoReply",
            "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
            "X-POST-MessageClass: 9",
            "Delivered-To: a@x",
        ] {
            assert_eq!(kind(&format!("From: a@x\r\n{header}\r\n")), Kind::Human, "{header}");
        }
    }

    #[test]
    fn the_first_that_fits_decides() {
        let kind = |header: &str, signs: Signs| decide(&Fields::read(header.as_bytes()), "Hello", &signs, false).kind;
        assert_eq!(kind("From: a@x\r\n", Signs::default()), Kind::Human);
        assert_eq!(kind("Auto-Submitted: auto-replied\r\n", Signs::default()), Kind::AutoReply);
        assert_eq!(kind("Auto-Submitted: no\r\n", Signs::default()), Kind::Human);
        assert_eq!(kind("Precedence: bulk\r\n", Signs::default()), Kind::AutoReply);
        assert_eq!(kind("List-Id: <a.b>\r\n", Signs::default()), Kind::AutoReply);
        assert_eq!(kind("Return-Path: <>\r\n", Signs::default()), Kind::AutoReply);
        assert_eq!(kind("From: a@x\r\n", Signs { delivery_status: true, ..Signs::default() }), Kind::Bounce);
        assert_eq!(kind("From: MAILER-DAEMON@x\r\n", Signs { bounced: 1, ..Signs::default() }), Kind::Bounce);
        assert_eq!(kind("From: a@x\r\n", Signs { bounced: 1, ..Signs::default() }), Kind::Human);
        assert_eq!(kind("From: a@x\r\n", Signs { calendar_reply: true, ..Signs::default() }), Kind::CalendarReply);
    }
}
