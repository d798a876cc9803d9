//! Hostile sizes: always one object, never a panic, and little of the input read more than once. Nothing here is timed; `benches/reading.rs`
//! does that.

use proptest::prelude::*;

use super::{as_sent, inspected, names};

const HEADER: &str =
    "From: Ada <ada@student.example>\r\nTo: mentoring@uni.example\r\nSubject: Re: Thursday\r\nMIME-Version: 1.0\r\n";

fn body(kind: &str, text: &str) -> Vec<u8> {
    format!("{HEADER}Content-Type: text/{kind}; charset=utf-8\r\n\r\n{text}").into_bytes()
}

/// Names and messages that are out of all measure.
fn hostile() -> Vec<(String, Vec<u8>)> {
    let long = |piece: &str| piece.repeat(400_000 / piece.len());
    let mut found: Vec<(String, Vec<u8>)> =
        ["On ", "\r\n", "-", "<http://", "> ", ">", "On a\r\n", "wrote:\r\n", "From: a\r\n", "@", "\u{ad}", "a "]
            .iter()
            .enumerate()
            .map(|(at, piece)| (format!("plain-{at}"), body("plain", &long(piece))))
            .collect();
    // Documents cost the debug build more than texts do.
    let documents = ["<", "<b>", "<div>", "<table><tr><td>", "<blockquote>", "&", "<a href=\"x\">", "<!--"];
    found.extend(
        documents
            .iter()
            .enumerate()
            .map(|(at, piece)| (format!("html-{at}"), body("html", &piece.repeat(100_000 / piece.len())))),
    );
    let part = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n";
    let many = format!("{HEADER}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}--b--\r\n", part.repeat(100_000));
    found.push(("many-parts".to_owned(), many.into_bytes()));
    let mut nested = HEADER.to_owned();
    for depth in 0..20_000 {
        nested.push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n"));
    }
    found.push(("nested-parts".to_owned(), nested.into_bytes()));
    // The parser lets go of messages within messages by recursion.
    let inside = format!("{HEADER}{}", "Content-Type: message/rfc822\r\n\r\n".repeat(100_000));
    found.push(("nested-messages".to_owned(), inside.into_bytes()));
    let folded = format!("{HEADER}X-Some: {}x\r\n\r\nHello\r\n", "x\r\n ".repeat(500_000));
    found.push(("long-header".to_owned(), folded.into_bytes()));
    let parameters = format!("{HEADER}Content-Type: text/plain{}\r\n\r\nHello\r\n", "; a*0=b".repeat(200_000));
    found.push(("many-parameters".to_owned(), parameters.into_bytes()));
    found.push(("lone-returns".to_owned(), body("plain", &"\r".repeat(3_000_000))));
    let headers = format!("{HEADER}{}\r\nHello\r\n", "X-Some: thing\r\n".repeat(200_000));
    found.push(("many-headers".to_owned(), headers.into_bytes()));
    found.push(("large-body".to_owned(), body("plain", &"Hello there, it is me.\r\n".repeat(1_250_000))));
    found.push(("large-html".to_owned(), body("html", &"<p>Hello there, it is me.</p>\r\n".repeat(150_000))));
    found
}

#[test]
fn every_hostile_message_is_one_object() {
    let messages = hostile();
    let found = inspected(&messages);
    for (name, _) in &messages {
        let kind = found.get(name).and_then(|object| object.get("kind")).and_then(|kind| kind.as_str());
        assert_eq!(kind, Some("human"), "{name}");
    }
}

#[test]
fn of_an_endless_text_the_beginning_is_kept_and_the_rest_costs_nothing() {
    for kind in ["plain", "html"] {
        let messages = [("endless".to_owned(), body(kind, &"Hello there, it is me.\r\n".repeat(1_250_000)))];
        let found = inspected(&messages);
        let text = found["endless"]["text"].as_str().unwrap();
        assert!(text.starts_with("Hello there, it is me."), "{kind}");
        assert!((1 << 20..=2 << 20).contains(&text.len()), "{kind}: {} bytes", text.len());
    }
}

/// The bytes of a fixture with some of them changed, dropped or doubled.
fn spoilt(raw: &[u8], changes: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut raw = raw.to_vec();
    for (place, how, byte) in changes {
        let at = place % raw.len().max(1);
        match how % 4 {
            0 if at < raw.len() => raw[at] = *byte,
            1 => raw.truncate(at.max(1)),
            2 if at < raw.len() => {
                let copy = raw[at..(at + usize::from(*byte)).min(raw.len())].to_vec();
                raw.splice(at..at, copy);
            }
            _ if at < raw.len() => drop(raw.drain(at..(at + usize::from(*byte)).min(raw.len()))),
            _ => {}
        }
    }
    raw
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoilt_messages_are_one_object_each(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..12),
        first in any::<usize>(),
    ) {
        let names = names();
        let messages: Vec<(String, Vec<u8>)> = (0..12)
            .map(|step| &names[first.wrapping_add(step * 17) % names.len()])
            .map(|name| (name.clone(), spoilt(&as_sent(name), &changes)))
            .collect();
        let found = inspected(&messages);
        for (name, _) in &messages {
            let object = found.get(name);
            prop_assert!(object.is_some_and(|object| object.get("kind").is_some()), "{}", name);
        }
    }
}
