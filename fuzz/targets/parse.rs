//! Any bytes at all are read as one message, and what comes out is safe to show, to store and to answer.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mentorpost::mail::address::Address;
use mentorpost::mail::inbound::Kind;
use mentorpost::mail::parse::{ParseContext, content_key, parse};
use mentorpost::mail::picture::without_notes;
use mentorpost::mail::scrub::Wanted;

static CONTEXT: LazyLock<ParseContext> = LazyLock::new(|| {
    let service = Address::parse("mentoring@uni.example").expect("the literal is an address");
    ParseContext::new(service, vec!["mx.uni.example".to_owned()])
});

/// `parse` survives what its library trips over, such as an assertion of a debug build; every other panic is a finding.
fn pass_over_library() {
    let finding = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("/mail-parser-")) {
            finding(panic);
        }
    }));
}

fuzz_target!(init: pass_over_library(), |data: &[u8]| {
    let inbound = parse(data, &CONTEXT);
    let _ = content_key(data, &CONTEXT);
    for line in [&inbound.subject, &inbound.message_id].into_iter().chain(inbound.from_name.as_ref()) {
        assert!(!line.chars().any(char::is_control), "a line break or worse in {line:?}");
    }
    assert!(!inbound.message_id.is_empty());
    assert!(inbound.from.is_none() || !inbound.from_ambiguous, "one of several authors was picked");
    assert!(inbound.bounce.is_empty() || inbound.kind == Kind::Bounce, "a report without a bounce");
    assert!(inbound.kind == Kind::Human || inbound.kind == Kind::CalendarReply || inbound.suppress_response);
    let ada = Wanted::new(&["ada@student.example".to_owned()].into());
    for file in &inbound.attachments {
        let cleaned = without_notes(&file.bytes);
        assert!(cleaned.is_none_or(|bytes| bytes.len() <= file.bytes.len() + 64), "a picture grew");
        let _ = ada.in_file(file);
    }
    let _ = ada.in_text(&inbound.text);
    let _ = inbound.html.as_deref().map(|html| ada.in_html(html));
    assert!(inbound.attachments.iter().all(|file| !file.name.is_empty() && !file.name.contains(['/', '\\', '\n'])));
});
