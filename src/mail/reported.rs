//! What a message reports about the delivery of another: from its parts, else from its words.

use mail_parser::{Message, PartType};

use super::address::Address;
use super::bodies::{bounded, media_type};
use super::fields::{Fields, text};
use super::inbound::{Action, DeliveryStatus, Inbound};
use super::origin::{self, Signs};
use super::parse::{MAX_PARTS, MAX_TEXT};
use super::report::Background;
use super::sender::mailboxes;
use super::{html_text, report};

/// How many recipients `X-Failed-Recipients` is read for.
const MAX_FAILED: usize = 200;

/// What the parts of a report say.
pub(super) fn reports(inbound: &mut Inbound, signs: &mut Signs, message: &Message<'_>, fields: &Fields) {
    let daemon = origin::from_daemon(fields);
    signs.report =
        fields.first("content-type").is_some_and(|v| v.to_lowercase().contains("report-type=delivery-status"));
    for part in message.parts.iter().take(MAX_PARTS) {
        match media_type(part).as_str() {
            kind if is_status(kind) => {
                signs.delivery_status = true;
                inbound.bounce.extend(report::statuses(&text(part.contents())));
            }
            "message/disposition-notification" => signs.disposition = true,
            "message/feedback-report" => signs.feedback = true,
            "message/rfc822" | "text/rfc822-headers" | "message/rfc822-headers" | "message/global" => {
                let returned = match &part.body {
                    PartType::Message(inner) => text(inner.raw_message()),
                    _ => text(part.contents()),
                };
                inbound.reported_message_ids.extend(report::message_ids(bounded(&returned)));
                // Virus scanners wrap the report into a message of their own.
                if let PartType::Message(inner) = &part.body
                    && (daemon || signs.report)
                {
                    wrapped(inbound, signs, inner);
                }
            }
            // Some servers give the report the type of a text or a file.
            "text/plain" | "application/octet-stream" if daemon && is_status_text(part.contents()) => {
                signs.delivery_status = true;
                inbound.bounce.extend(report::statuses(&text(part.contents())));
            }
            _ => {}
        }
    }
    inbound.bounce = report::merged(std::mem::take(&mut inbound.bounce));
    signs.delivered = !inbound.bounce.is_empty()
        && inbound.bounce.iter().all(|s| matches!(s.action, Action::Delivered | Action::Relayed | Action::Expanded));
}

/// The report in a message that another wraps; no deeper.
fn wrapped(inbound: &mut Inbound, signs: &mut Signs, inner: &Message<'_>) {
    for part in inner.parts.iter().take(MAX_PARTS).filter(|part| is_status(&media_type(part))) {
        signs.delivery_status = true;
        inbound.bounce.extend(report::statuses(&text(part.contents())));
    }
}

fn is_status(kind: &str) -> bool {
    matches!(kind, "message/delivery-status" | "message/global-delivery-status" | "text/delivery-status")
}

/// Does it begin as RFC 3464, section 2.2 has it?
fn is_status_text(contents: &[u8]) -> bool {
    let head = text(contents.get(..contents.len().min(4_000)).unwrap_or_default()).to_lowercase();
    let head = head.trim_start();
    ["reporting-mta:", "original-envelope-id:", "final-recipient:"].iter().any(|name| head.starts_with(name))
        && head.contains("final-recipient:")
}

/// A report without a delivery-status part, in the words of its server.
pub(super) fn in_words(inbound: &mut Inbound, signs: &mut Signs, message: Option<&Message<'_>>, fields: &Fields) {
    if !inbound.bounce.is_empty() || signs.feedback || (signs.disposition && !origin::is_rejection(fields)) {
        return;
    }
    // Most mail is none, and need not be read again for it.
    if !signs.disposition && !origin::may_be_report(fields, &inbound.subject) {
        return;
    }
    let body = message.map(all_text).unwrap_or_else(|| inbound.text.clone());
    let own: Vec<String> = ["delivered-to", "envelope-to", "to"]
        .iter()
        .flat_map(|name| fields.all(name).take(20))
        .flat_map(|value| mailboxes(value).unwrap_or_default())
        .filter_map(|(_, address)| Address::parse(&address).map(|address| address.key()))
        .collect();
    let ignored = |address: &str| {
        Address::parse(address)
            .is_some_and(|address| is_nobody(&address.local().to_lowercase()) || own.contains(&address.key()))
    };
    let domain = inbound.from.as_ref().map(Address::domain).or(Some("")).filter(|_| origin::from_daemon(fields));
    let words = report::in_words(&body, &Background { ignored: &ignored, daemon: domain });
    signs.anchored = words.anchored;
    signs.coded = words.coded;
    let mut found = words.found;
    // Exim and some others name those who failed in a field of their own.
    if let Some(failed) = fields.first("x-failed-recipients").and_then(mailboxes) {
        let named: Vec<DeliveryStatus> = failed
            .into_iter()
            .take(MAX_FAILED)
            .map(|(_, recipient)| DeliveryStatus { recipient, status: None, action: Action::Failed, permanent: true })
            .collect();
        if !named.is_empty() {
            let by = |recipient: &str| found.iter().find(|f| f.recipient.eq_ignore_ascii_case(recipient)).cloned();
            found = named.into_iter().map(|status| by(&status.recipient).unwrap_or(status)).collect();
            signs.anchored = true;
        }
    }
    signs.bounced = found.len();
    inbound.bounce = found;
    if signs.bounced > 0 {
        inbound.reported_message_ids.extend(report::message_ids(bounded(&body)));
    }
}

/// A local part of those who are written to about mail, not by it.
fn is_nobody(local: &str) -> bool {
    const NAMES: &[&str] = &[
        "postmaster",
        "mailer-daemon",
        "mailerdaemon",
        "abuse",
        "support",
        "helpdesk",
        "noreply",
        "no-reply",
        "hostmaster",
    ];
    NAMES.iter().any(|name| local.starts_with(name))
}

/// Every text of a report, whatever it is marked as.
fn all_text(message: &Message<'_>) -> String {
    let mut whole = String::new();
    for part in message.parts.iter().take(MAX_PARTS) {
        match &part.body {
            PartType::Text(text) => whole.push_str(bounded(text)),
            PartType::Html(html) => {
                let seen = html_text::split(bounded(html));
                whole.push_str(&seen.text);
                whole.push('\n');
                whole.push_str(&seen.elided);
            }
            _ => continue,
        }
        whole.push('\n');
        if whole.len() > MAX_TEXT {
            break;
        }
    }
    whole
}
