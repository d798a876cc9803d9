//! `message/delivery-status` (RFC 3464): blocks of fields, one for each recipient.

use super::phrases::any;
use crate::mail::inbound::{Action, DeliveryStatus};

/// How many lines a reason may be folded into.
const MAX_REASON: usize = 20;
/// How many recipients one report is read for.
const MAX_RECIPIENTS: usize = 500;

/// The recipients of a `message/delivery-status` body.
pub fn statuses(body: &str) -> Vec<DeliveryStatus> {
    let mut found = Vec::new();
    let mut block = Block::default();
    // Some programs leave the empty line between two recipients out: a second Final-Recipient begins a block as well.
    for line in body.lines().chain([""]) {
        if line.trim().is_empty() {
            found.extend(std::mem::take(&mut block).status());
            continue;
        }
        if line.starts_with([' ', '\t']) {
            block.more(line);
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let name = name.trim().to_lowercase();
        if name == "final-recipient" && block.last.is_some() {
            found.extend(std::mem::take(&mut block).status());
        }
        block.field(&name, value.trim());
        if found.len() >= MAX_RECIPIENTS {
            break;
        }
    }
    found
}

#[derive(Default)]
struct Block {
    original: Option<String>,
    last: Option<String>,
    action: Option<Action>,
    status: Option<String>,
    diagnostic: Option<String>,
    /// How many more lines of the reason are read; none outside it.
    reason: usize,
    /// The field that was begun and said nothing yet.
    open: Option<String>,
}

impl Block {
    fn field(&mut self, name: &str, value: &str) {
        match name {
            "original-recipient" => self.original = address(value).map(|address| unescaped(&address)),
            "final-recipient" => self.last = address(value),
            "x-actual-recipient" if self.last.is_none() => self.last = address(value),
            "x-supplementary-info" if self.diagnostic.is_none() => self.diagnostic = derived(&value.to_lowercase()),
            "action" => self.action = action(value),
            "status" => self.status = status(value),
            "diagnostic-code" => self.diagnostic = derived(&value.to_lowercase()),
            _ => {}
        }
        self.reason = if name == "diagnostic-code" { MAX_REASON } else { 0 };
        let said = match name {
            "original-recipient" => self.original.is_some(),
            "final-recipient" => self.last.is_some(),
            "action" => self.action.is_some(),
            "status" => self.status.is_some(),
            _ => true,
        };
        self.open = (!said).then(|| name.to_owned());
    }

    /// A folded line: the rest of a reason, or the value of a field that has none on its own line.
    fn more(&mut self, line: &str) {
        if let Some(name) = self.open.take() {
            self.field(&name, line.trim());
            self.open = None;
            return;
        }
        let vague = self.diagnostic.as_deref().is_none_or(|known| known.ends_with(".0.0"));
        if self.reason > 0 && vague {
            self.reason -= 1;
            self.diagnostic = derived(&line.to_lowercase()).or(self.diagnostic.take());
        }
    }

    fn status(self) -> Option<DeliveryStatus> {
        // The original recipient is the address that we wrote to; the final one is where it was forwarded.
        let recipient = self.original.or(self.last)?;
        let vague = |status: &String| status.ends_with(".0.0");
        let status = match (self.status, self.diagnostic) {
            (Some(status), Some(diagnostic)) if vague(&status) && status.get(..1) == diagnostic.get(..1) => {
                Some(diagnostic)
            }
            (status, diagnostic) => status.or(diagnostic),
        };
        let action = self.action.unwrap_or(match status.as_deref().and_then(|s| s.chars().next()) {
            Some('2') => Action::Delivered,
            Some('4') => Action::Delayed,
            _ => Action::Failed,
        });
        // "Failed" is for good even after transient errors (RFC 3464, section 2.3.3): the server has stopped trying. What that says
        // about the address, the rules see by the status.
        Some(DeliveryStatus { permanent: action == Action::Failed, recipient, status, action })
    }
}

/// `rfc822; <user@host>` and what is written in its place.
fn address(value: &str) -> Option<String> {
    let value = value.split_once(';').map_or(value, |(_, rest)| rest);
    let word = value.trim().trim_matches(['<', '>', '"']);
    let word = word.split_whitespace().find(|word| word.contains('@')).unwrap_or(word);
    let word = word.trim_matches(['<', '>', '"', ',', ';', '(', ')']);
    (!word.is_empty() && word.contains('@') && word.len() <= 320).then(|| word.to_owned())
}

/// `xtext` (RFC 3461, section 4) of the two signs that must be written so; what else stands behind a "+" is a tag.
fn unescaped(address: &str) -> String {
    address.replace("+2B", "+").replace("+3D", "=")
}

fn action(value: &str) -> Option<Action> {
    let word: String = value.chars().take_while(char::is_ascii_alphabetic).collect();
    match word.to_lowercase().as_str() {
        "failed" | "failure" | "fail" => Some(Action::Failed),
        "delayed" => Some(Action::Delayed),
        "delivered" => Some(Action::Delivered),
        "relayed" => Some(Action::Relayed),
        "expanded" => Some(Action::Expanded),
        _ => None,
    }
}

/// The first `5.1.1` in a text.
pub(super) fn status(text: &str) -> Option<String> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| {
        let word = word.trim_matches('.');
        let mut parts = word.split('.');
        let class = parts.next()?;
        let (subject, detail) = (parts.next()?, parts.next()?);
        let short = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        (matches!(class, "2" | "4" | "5") && short(subject) && short(detail) && parts.next().is_none())
            .then(|| word.to_owned())
    })
}

/// The status that a reason in words (in lower case) amounts to: the one it names, else what its words say (RFC 3463, sections 3.2 to
/// 3.8), else the class of its SMTP reply (RFC 5321, section 4.2.1).
pub(super) fn derived(reason: &str) -> Option<String> {
    // One digit for the subject keeps version numbers out.
    let named = reason
        .split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter(|word| {
            (5..12).contains(&word.len()) && matches!(word.as_bytes(), [b'4' | b'5', b'.', b'0'..=b'7', b'.', ..])
        })
        .find_map(status);
    let vague = |status: &String| status.ends_with(".0.0");
    if named.as_ref().is_some_and(|named| !vague(named)) {
        return named;
    }
    let reply = reason.split(|c: char| c.is_whitespace() || c == '-' || c == ';').find(|word| {
        matches!(word.as_bytes(), [b'4', b'2' | b'5', b'0'..=b'9'] | [b'5', b'0' | b'2' | b'5' | b'7', b'0'..=b'9'])
    });
    let class = named.as_deref().or(reply).and_then(|code| code.chars().next());
    let meant = REASONS.iter().find(|(phrases, _)| any(reason, phrases)).map(|(_, detail)| *detail);
    match (meant, class) {
        (Some(detail), class) => Some(format!("{}.{detail}", class.unwrap_or('5'))),
        (None, class) => named.or(class.map(|class| format!("{class}.0.0"))),
    }
}

/// Subject and detail (RFC 3463) of what servers give as a reason, the plainest first.
const REASONS: &[(&[&str], &str)] = &[
    (
        &[
            "quota",
            "mailbox full",
            "mailbox is full",
            "user is full",
            "over the limit",
            "out of storage",
            "mailfolder is full",
            "mailbox size limit",
            "mailbox exceeds",
            "mailbox exceeded",
            "exceeded the local limit",
        ],
        "2.2",
    ),
    (&["too large", "message size", "maximum size", "exceeds size", "mail size limit"], "3.4"),
    (&["disabled", "inactive", "suspended", "deactivated", "discontinued"], "2.1"),
    (
        &[
            "user unknown",
            "unknown user",
            "no such user",
            "unknown recipient",
            "recipient unknown",
            "user not found",
            "no mailbox",
            "no such address",
            "no such mailbox",
            "mailbox not found",
            "invalid recipient",
            "invalid final delivery",
            "account that you tried to reach",
            "doesn't have a",
            "unknown address",
            "recipient name is not recognized",
            "not listed in",
        ],
        "1.1",
    ),
    (
        &[
            "host unknown",
            "unknown host",
            "host not found",
            "domain not found",
            "name service error",
            "no mx record",
            "unrouteable",
            "unroutable",
            "name or service not known",
            "unknown domain",
            "domain does not exist",
            "host does not exist",
        ],
        "1.2",
    ),
    // Behind those that say what it is that does not exist.
    (&["does not exist", "doesn't exist"], "1.1"),
    (&["spam", "blocked", "blacklist", "blocklist", "policy", "access denied", "unsolicited"], "7.1"),
    (&["too many hops", "mail loop", "loops back"], "4.6"),
    (&["queue too long", "retry timeout exceeded", "message timed out", "expired"], "4.7"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Vec<(String, Option<String>, &'static str, bool)> {
        statuses(body).into_iter().map(|s| (s.recipient, s.status, s.action.as_str(), s.permanent)).collect()
    }

    #[test]
    fn recipients_are_read_however_sloppily_they_are_written() {
        let s = |text: &str| Some(text.to_owned());
        assert_eq!(
            read(
                "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1\n"
            ),
            [("a@x.example".to_owned(), s("5.1.1"), "failed", true)]
        );
        assert_eq!(
            read("Final-Recipient: rfc822;\n a@x.example\nAction:\n\tfailed\nStatus:\n 5.1.1 (unknown)\n"),
            [("a@x.example".to_owned(), s("5.1.1"), "failed", true)]
        );
        assert_eq!(
            read(
                "Final-Recipient: <a@x.example>\nAction: delayed (will retry)\nStatus: 4.4.1\nFinal-Recipient: rfc822;b@x.example\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.2.1 off\n"
            ),
            [
                ("a@x.example".to_owned(), s("4.4.1"), "delayed", false),
                ("b@x.example".to_owned(), s("5.2.1"), "failed", true)
            ]
        );
        assert_eq!(
            read(
                "Original-Recipient: rfc822;us@x.example\nFinal-Recipient: rfc822;them@y.example\nAction: relayed\nStatus: 2.0.0\n"
            ),
            [("us@x.example".to_owned(), s("2.0.0"), "relayed", false)]
        );
        assert_eq!(read("Reporting-MTA: dns; mx\n\nAction: failed\n"), []);
    }
}
