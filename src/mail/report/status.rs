//! `message/delivery-status` (RFC 3464): blocks of fields, one for each recipient.

use super::is_permanent;
use crate::mail::inbound::{Action, DeliveryStatus};

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
        let Some((name, value)) = line.split_once(':').filter(|_| !line.starts_with([' ', '\t'])) else {
            continue;
        };
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
}

impl Block {
    fn field(&mut self, name: &str, value: &str) {
        match name {
            "original-recipient" => self.original = address(value),
            "final-recipient" => self.last = address(value),
            "x-actual-recipient" if self.last.is_none() => self.last = address(value),
            "action" => self.action = action(value),
            "status" => self.status = status(value),
            "diagnostic-code" => self.diagnostic = status(value),
            _ => {}
        }
    }

    fn status(self) -> Option<DeliveryStatus> {
        // The original recipient is the address that we wrote to; the final one is where it was forwarded.
        let recipient = self.original.or(self.last)?;
        let vague = |status: &String| status.ends_with(".0.0");
        let status = match (self.status, self.diagnostic) {
            (Some(status), Some(diagnostic)) if vague(&status) => Some(diagnostic),
            (status, diagnostic) => status.or(diagnostic),
        };
        let action = self.action.unwrap_or(match status.as_deref().and_then(|s| s.chars().next()) {
            Some('2') => Action::Delivered,
            Some('4') => Action::Delayed,
            _ => Action::Failed,
        });
        Some(DeliveryStatus { permanent: is_permanent(action, status.as_deref()), recipient, status, action })
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
