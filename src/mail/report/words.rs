//! Reports in words (qmail, Exim, sendmail, Exchange, Yahoo, …), by the shape they share: an address, and near it a phrase of
//! failure, above the message that came back.

use super::is_permanent;
use super::phrases::{FAILED, RETURNED, WAITS, any};
use super::status::status;
use crate::mail::address::Address;
use crate::mail::inbound::{Action, DeliveryStatus};

/// How many lines of a report are read: what matters stands at its top.
const MAX_LINES: usize = 400;
/// How long a line may be.
const MAX_LINE: usize = 1_000;
/// How many lines above and below an address are looked at for a reason.
const NEAR: usize = 6;
/// How many recipients one report is read for.
const MAX_RECIPIENTS: usize = 200;

/// The recipients that a report in words names. `ignored` are addresses that are no recipients: the report's own author and ours.
pub fn in_words(text: &str, ignored: &dyn Fn(&str) -> bool) -> Vec<DeliveryStatus> {
    let lines: Vec<String> = upper_part(text);
    let whole = lines.join("\n");
    if !any(&whole, FAILED) && !any(&whole, WAITS) {
        return Vec::new();
    }
    let waits = any(&whole, WAITS) && !any(&whole, &["permanent", "given up", "giving up", "gave up", "fatal error"]);
    let mut found: Vec<DeliveryStatus> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if is_contact(line) {
            continue;
        }
        for address in addresses(line) {
            if ignored(&address) || found.iter().any(|f| f.recipient.eq_ignore_ascii_case(&address)) {
                continue;
            }
            let near =
                lines.get(index.saturating_sub(NEAR)..(index + NEAR).min(lines.len())).unwrap_or_default().join("\n");
            if !any(&near, FAILED) && !any(&near, WAITS) {
                continue;
            }
            let below = lines.get(index..(index + NEAR).min(lines.len())).unwrap_or_default().join("\n");
            let status = status(&below);
            let action = if waits { Action::Delayed } else { Action::Failed };
            let permanent = is_permanent(action, status.as_deref());
            found.push(DeliveryStatus { recipient: address, status, action, permanent });
            if found.len() == MAX_RECIPIENTS {
                return found;
            }
        }
    }
    found
}

/// The lines above the returned message, in lower case.
fn upper_part(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut fields = 0;
    for line in text.lines().take(MAX_LINES) {
        let line: String = line.chars().take(MAX_LINE).collect::<String>().to_lowercase();
        let short =
            line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '=' | '*' | '_' | ':' | '>' | '|'));
        // Its own heading, or two lines that only a header has.
        let heading = any(short, RETURNED)
            && short.len() < 90
            && !short.contains('@')
            && !any(short, &["not be", "failed", "sent to"]);
        let field = ["received: ", "return-path: ", "message-id: ", "mime-version: ", "x-mailer: "]
            .iter()
            .any(|f| line.starts_with(f));
        fields += usize::from(field);
        if (heading && lines.iter().any(|l| l.contains('@'))) || fields > 1 {
            break;
        }
        lines.push(line);
    }
    lines
}

/// A line that says whom to ask, or who sent it: no recipient.
fn is_contact(line: &str) -> bool {
    let line = line.trim();
    any(
        line,
        &[
            "contact",
            "for assistance",
            "for help",
            "questions",
            "if you have",
            "please forward",
            "e-mail support",
            "mail postmaster",
        ],
    ) || [
        "from:",
        "sender:",
        "reply-to:",
        "return-path:",
        "message-id:",
        "in-reply-to:",
        "references:",
        "mail from:",
        ">>> mail",
        "arrival",
    ]
    .iter()
    .any(|field| line.starts_with(field))
}

/// The addresses in a line.
fn addresses(line: &str) -> Vec<String> {
    line.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | '\'' | '[' | ']' | '|' | '`' | '\\')
    })
    .filter_map(|word| {
        let word = word.trim_matches(|c: char| matches!(c, '.' | ':' | '*' | '!' | '?' | '=' | '-'));
        let word = ["rfc822:", "smtp:", "mailto:", "to:", "rcpt:", "recipient:"]
            .iter()
            .find_map(|p| word.strip_prefix(p))
            .unwrap_or(word);
        let word = word.split(':').next().unwrap_or(word);
        Address::parse(word).filter(|address| address.domain().contains('.')).map(|address| address.to_string())
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<String>, bool)> {
        in_words(text, &|a| a.starts_with("postmaster"))
            .into_iter()
            .map(|s| (s.recipient, s.status, s.permanent))
            .collect()
    }

    #[test]
    fn the_shape_is_known_in_the_words_of_many_servers() {
        let cases = [
            "Hi. This is the qmail-send program at x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<ada@y.example>:\nSorry, no mailbox here by that name.\n\n--- Below this line is a copy of the message.\n\nTo: other@z.example\n",
            "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada@y.example\n    host mx.y.example: 550 No such user\n\n------ This is a copy of the message, including all the headers. ------\n\nFrom: other@z.example\n",
            "Your message to ada@y.example couldn't be delivered.\nFor assistance contact admin@y.example\n",
            "   ----- The following addresses had permanent fatal errors -----\n<ada@y.example>\n\n   ----- Transcript of session follows -----\n550 <ada@y.example>... User unknown\n",
            "Ihre Nachricht an ada@y.example ist unzustellbar.\n",
        ];
        for case in cases {
            let found = read(case);
            assert_eq!(found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["ada@y.example"], "{case}");
            assert!(found[0].2);
        }
        let delayed = read(
            "Delivery to ada@y.example has been delayed. We will retry for 4 days; no action is required on your part.",
        );
        assert_eq!(delayed, [("ada@y.example".to_owned(), None, false)]);
        assert_eq!(read("Thank you! Write to me at ada@y.example."), []);
    }
}
