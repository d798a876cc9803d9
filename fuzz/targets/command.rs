//! A command is read from exactly one line, and the lines below it are passed on as they stand.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mentorpost::programme::command::Command;
use mentorpost::programme::meaning::sounds_like_decision;

fuzz_target!(|text: &str| {
    let _ = sounds_like_decision(text);
    if let Some((command, rest)) = Command::read(text) {
        assert!(!command.argument.contains('\n'));
        assert!(text.contains(&rest), "the message below was changed");
        let first = text.trim_start().lines().next().unwrap_or_default().to_uppercase();
        let word = command.word.as_str().split(' ').next().unwrap_or_default();
        assert!(command.argument.len() == 1 || first.contains(word), "{word} read from {first:?}");
    }
});
