//! Reports in words (qmail, Exim, sendmail, Exchange, Yahoo, …), by the shape they share: an address, and near it a phrase of
//! failure, above the message that came back.

use super::phrases::{ANCHORS, FAILED, GIVEN_UP, RETURNED, WAITS, any};
use super::status::{derived, status};
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
/// Within how many of its first lines a report says that it is one.
const OPENING: usize = 12;

/// What is known of a report beside its words.
pub struct Background<'a> {
    /// Addresses that are no recipients: the report's own author and ours.
    pub ignored: &'a dyn Fn(&str) -> bool,
    /// The domain of the mail server that writes, where one does.
    pub daemon: Option<&'a str>,
}

/// What a report in words says.
#[derive(Debug, Default)]
pub struct Words {
    /// The recipients that it names.
    pub found: Vec<DeliveryStatus>,
    /// Does it open with a phrase that only mail servers write, rather than with a greeting?
    pub anchored: bool,
    /// Does it quote the answer of a server, reply code and enhanced status together ("550 5.1.1")? That is the same in all languages.
    pub coded: bool,
}

/// Reads a report in words.
pub fn in_words(text: &str, background: &Background<'_>) -> Words {
    let lines: Vec<String> = upper_part(text);
    let whole = lines.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ");
    if background.daemon.is_none() && !any(&whole, FAILED) && !any(&whole, WAITS) {
        return Words::default();
    }
    let anchor = anchor(&lines);
    let coded = background.daemon.is_some() && has_code(&whole);
    let words = |found| Words { found, anchored: anchor.is_some_and(|at| opens(&lines, at)), coded };
    let action = if any(&whole, WAITS) && !any(&whole, GIVEN_UP) { Action::Delayed } else { Action::Failed };
    let mut candidates = candidates(&lines, background, false, coded);
    if candidates.is_empty() {
        candidates = self::candidates(&lines, background, true, coded);
    }
    // Where a line announces the recipients, those above it are somebody else.
    let announced = anchor.filter(|at| candidates.iter().any(|(line, _)| line >= at)).unwrap_or_default();
    let mut named: Vec<(usize, String)> = candidates.into_iter().filter(|(line, _)| *line >= announced).collect();
    if named.is_empty() {
        named.extend(anchor.zip(background.daemon).and_then(|(at, domain)| bare_name(&lines, at, domain)));
    }
    // What two servers said to each other names whom a mail was forwarded to as well; it is read only where nothing else is named.
    let spoken = |line: usize| lines.get(line).is_some_and(|line| line.starts_with(">>>") || line.starts_with("<<<"));
    if named.iter().any(|(line, _)| !spoken(*line)) {
        named.retain(|(line, _)| !spoken(*line));
    }
    let mut seen = std::collections::HashSet::new();
    named.retain(|(_, address)| seen.insert(address.to_lowercase()));
    named.truncate(MAX_RECIPIENTS);
    let alone = named.len() == 1;
    let found = named.into_iter().map(|(line, recipient)| {
        let status = reason(&lines, line, alone).map(|status| match action {
            Action::Delayed => status.replacen('5', "4", usize::from(status.starts_with('5'))),
            _ => status,
        });
        // A server that gives up does so for good, whatever class its reason was of.
        DeliveryStatus { permanent: action == Action::Failed, recipient, status, action }
    });
    words(found.collect())
}

/// Is there a failure's reply code (RFC 5321) with an enhanced status (RFC 3463) of the same class right behind it?
fn has_code(whole: &str) -> bool {
    let mut before = "";
    whole.split([' ', ';', '(', ')', '<', ':', ',']).filter(|word| !word.is_empty()).any(|word| {
        let code = matches!(before.as_bytes(), [b'4' | b'5', b'0'..=b'7', b'0'..=b'9']);
        let class = before.get(..1);
        before = word;
        code && status(word).is_some_and(|status| status.get(..1) == class && word.starts_with(&status))
    })
}

/// The status that the lines at and below an address give, or, for a recipient who is `alone`, those above it as well.
fn reason(lines: &[String], line: usize, alone: bool) -> Option<String> {
    let below = derived(&window(lines, line, line + NEAR));
    if !alone || below.as_ref().is_some_and(|status| !status.ends_with(".0.0")) {
        return below;
    }
    let near = derived(&window(lines, line.saturating_sub(NEAR), line + NEAR)).or(below);
    let vague = near.as_ref().is_none_or(|status| status.ends_with(".0.0"));
    // Of one recipient alone everything speaks, however far down the server's answer is quoted.
    if vague { window(lines, line, lines.len()).split(' ').find_map(enhanced).or(near) } else { near }
}

/// A word that is an enhanced status of a failure and nothing else.
fn enhanced(word: &str) -> Option<String> {
    let word = word.trim_matches(['#', '(', ')', ';', ',', ':', '.', '<', '>']);
    status(word).filter(|status| status == word && !status.ends_with(".0.0") && !status.starts_with('2'))
}

/// The lines from `from` up to `to`, on one line.
fn window(lines: &[String], from: usize, to: usize) -> String {
    let lines = lines.get(from..to.min(lines.len())).unwrap_or_default();
    lines.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ")
}

/// The first line that announces who was not reached; the phrase may go on in the next.
fn anchor(lines: &[String]) -> Option<usize> {
    (0..lines.len()).find(|at| any(&window(lines, *at, at + 2), ANCHORS))
}

/// Does a report begin there, as a person does not write?
fn opens(lines: &[String], anchor: usize) -> bool {
    const GREETINGS: &[&str] =
        &["hi ", "hi,", "hello", "dear ", "hey", "good morning", "good afternoon", "hallo", "liebe", "bonjour", "hola"];
    let mut above = lines.iter().take(anchor + 1).map(|line| line.trim()).filter(|line| !line.is_empty());
    let greeted = above.clone().next().is_some_and(|line| GREETINGS.iter().any(|word| line.starts_with(word)));
    let first_person =
        above.clone().any(|line| line.starts_with("i ") || line.contains(" i got ") || line.contains(" i tried "));
    !greeted && !first_person && above.by_ref().count() <= OPENING
}

/// The addresses that stand where recipients do, and their lines; `generated` takes those an undisclosed one was made from, `coded`
/// says that a server's answer stands somewhere near.
fn candidates(lines: &[String], background: &Background<'_>, generated: bool, coded: bool) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if !line.contains('@') || is_contact(line) {
            continue;
        }
        let addresses = addresses(line, generated);
        if addresses.is_empty() {
            continue;
        }
        let fails = |text: &str| any(text, FAILED) || any(text, WAITS);
        let failed = fails(&window(lines, index.saturating_sub(NEAR), index + NEAR));
        let failed = failed || coded;
        let told = coded || failed && fails(&paragraph(lines, index));
        for (before, address) in addresses {
            let listed = before <= 3;
            let alone = before == 0 && background.daemon.is_some();
            if ((failed && (listed || told)) || alone) && !(background.ignored)(&address) {
                found.push((index, address));
            }
        }
        if found.len() > MAX_RECIPIENTS * 2 {
            break;
        }
    }
    found
}

/// The lines around `index` up to the next empty ones, a few at most, on one line.
fn paragraph(lines: &[String], index: usize) -> String {
    let empty = |at: &usize| lines.get(*at).is_none_or(|line| line.trim().is_empty());
    let low = index.saturating_sub(NEAR);
    let from = (low..index).rev().find(empty).map_or(low, |at| at + 1);
    let to = (index..index + NEAR).find(empty).unwrap_or(index + NEAR);
    window(lines, from, to)
}

/// A name without a domain, indented below the announcement, as AOL and GroupWise write those of their own domain.
fn bare_name(lines: &[String], anchor: usize, domain: &str) -> Option<(usize, String)> {
    lines.iter().enumerate().skip(anchor + 1).take(NEAR).find_map(|(index, line)| {
        let name = line.strip_prefix([' ', '\t'])?.trim();
        let name = name.split_once('(').map_or(name, |(name, _)| name).trim();
        let plain = (2..=64).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
            && name.bytes().any(|b| b.is_ascii_alphabetic());
        Address::parse(&format!("{name}@{domain}")).filter(|_| plain).map(|address| (index, address.to_string()))
    })
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
            && !any(short, &["not be", "failed", "sent to", "resend"]);
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

/// The addresses in a line, and how many words stand before each; not those that mail came from, or that are offered instead.
fn addresses(line: &str, generated: bool) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut before = "";
    let words = line
        .split(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>'
                        | '('
                        | ')'
                        | ','
                        | ';'
                        | '"'
                        | '\''
                        | '['
                        | ']'
                        | '|'
                        | '`'
                        | '\\'
                        | '。'
                        | '，'
                        | '、'
                        | '：'
                )
        })
        .filter(|word| word.chars().any(char::is_alphanumeric));
    for (place, word) in words.enumerate() {
        let from = match before.trim_matches(':') {
            "from" => !(generated && line.contains("generated from")),
            word => matches!(word, "sender" | "by" | "von" | "is" | "try" | "if"),
        };
        before = word;
        if from {
            continue;
        }
        let word = word.trim_matches(|c: char| matches!(c, '.' | ':' | '*' | '!' | '?' | '=' | '-'));
        // X.400 addresses name the one of the Internet as a part of theirs.
        let word = word.split_once("smtp=").map_or(word, |(_, rest)| rest);
        let word = ["rfc822:", "smtp:", "mailto:", "to:", "rcpt:", "recipient:"]
            .iter()
            .find_map(|p| word.strip_prefix(p))
            .unwrap_or(word);
        let word = word.split(':').next().unwrap_or(word);
        let address = Address::parse(word).filter(|address| address.domain().contains('.'));
        found.extend(address.map(|address| (place, address.to_string())));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<String>, bool)> {
        in_words(text, &Background { ignored: &|a| a.starts_with("postmaster"), daemon: None })
            .found
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
