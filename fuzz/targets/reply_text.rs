//! A body is parted into new words and the rest, and nothing of it is lost between the two.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mentorpost::mail::reply_text::split;

fuzz_target!(|body: &str| {
    let parted = split(body);
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    assert_eq!(letters(&parted.text) + letters(&parted.elided), letters(body), "something is lost or twice");
});
