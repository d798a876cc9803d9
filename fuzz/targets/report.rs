//! Any text is read as a delivery report, in fields and in words; what it names are addresses, and not without end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mentorpost::mail::report::{Background, in_words, merged, message_ids, statuses};

fuzz_target!(|text: &str| {
    let fields = statuses(text);
    let server = in_words(text, &Background { ignored: &|_| false, daemon: Some("mx.example.org") });
    let person = in_words(text, &Background { ignored: &|_| false, daemon: None });
    for report in fields.iter().chain(&server.found).chain(&person.found) {
        assert!(report.recipient.contains('@') && report.recipient.len() <= 320, "{:?}", report.recipient);
        assert!(report.status.as_ref().is_none_or(|status| status.len() <= 12), "{:?}", report.status);
    }
    assert!(fields.len() <= 500 && server.found.len() <= 200 && person.found.len() <= 200);
    assert!(merged(fields.clone()).len() <= fields.len());
    assert!(message_ids(text).len() <= 10);
});
