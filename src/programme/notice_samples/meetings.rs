//! Samples of meetings, and of words that wait.

use super::{QUESTION, text};
use crate::programme::notice::{Notice, WordLine};

pub(super) fn meetings() -> Vec<Notice> {
    let grace = || text("Grace Okafor");
    let when = || text("Thursday 3 December 2026 at 15:00 (London time)");
    let abroad =
        || text("Thursday 3 December 2026 at 16:00 (Berlin time); for Grace Okafor that is 15:00 (London time)");
    let proposed = |place: &str, moves: &str, words: &str, notes: &[&str]| Notice::MeetingProposed {
        from_name: grace(),
        when: when(),
        length: text("45 minutes"),
        place: text(place),
        moves: text(moves),
        words: text(words),
        notes: notes.iter().copied().map(text).collect(),
    };
    let sent = |own_calendar| Notice::MeetingSent {
        other_name: grace(),
        when: abroad(),
        length: text("1 hour"),
        place: if own_calendar { String::new() } else { text("the library") },
        own_calendar,
    };
    let meeting = |place: &str, moved, words: &str| Notice::Meeting {
        other_name: grace(),
        when: when(),
        length: text("1 hour"),
        place: text(place),
        moved,
        words: text(words),
    };
    let option = |word: &str| WordLine { word: text(word), does: text("proposes this"), button: true };
    let unclear = |understood: &str, question: &str, options| Notice::MeetingUnclear {
        understood: text(understood),
        question: text(question),
        options,
        words: text("MEET 3 Dec at 3"),
    };
    let declined = |by_you, stays: &str, words: &str| Notice::MeetingDeclined {
        by_you,
        other_name: grace(),
        when: when(),
        stays: text(stays),
        words: text(words),
    };
    let cancelled = |by_you, ended, words: &str| Notice::MeetingCancelled {
        by_you,
        ended,
        other_name: grace(),
        when: when(),
        words: text(words),
    };
    let reminder = |place: &str| Notice::MeetingReminder {
        other_name: grace(),
        when: when(),
        length: text("1 hour"),
        place: text(place),
    };
    let answer =
        |maybe, words: &str| Notice::MeetingAnswer { from_name: grace(), maybe, when: when(), words: text(words) };
    let options = vec![option("MEET 2026-12-03 03:00"), option("MEET 2026-12-03 15:00")];
    vec![
        proposed("", "", "", &[]),
        proposed(
            "the library",
            "Wednesday 2 December 2026 at 15:00 (London time)",
            "My train is late.",
            &["“a.exe” was left out."],
        ),
        sent(false),
        sent(true),
        meeting("https://video.example/abc", false, "Looking forward to it!"),
        meeting("", true, ""),
        unclear("I have read Thursday 3 December 2026, 3 o’clock.", "Is that 03:00 or 15:00?", options),
        unclear("", "There is no day and no time in it that I can read.", Vec::new()),
        declined(true, "", ""),
        declined(false, "Wednesday 2 December 2026 at 15:00 (London time)", "I have an exam then."),
        cancelled(true, false, ""),
        cancelled(false, false, "I have a cold, I am sorry."),
        cancelled(false, true, ""),
        reminder("the library"),
        reminder(""),
        answer(true, ""),
        answer(false, "I may be five minutes late."),
    ]
}

pub(super) fn held() -> Vec<Notice> {
    let ended = "The mentorship with Grace Okafor has ended.";
    let held = |leaving, reminder, note: &str| Notice::Held {
        other_name: text("Grace Okafor"),
        in_file: false,
        share: true,
        leaving,
        reminder,
        note: text(note),
        days: 7,
        words: text(QUESTION),
    };
    let not_relayed =
        |other: &str, why: &str| Notice::NotRelayed { other_name: text(other), why: text(why), words: text(QUESTION) };
    vec![
        not_relayed("Grace Okafor", ended),
        not_relayed("", "It could not be told which conversation it belongs to."),
        held(false, false, ""),
        held(false, true, ""),
        held(false, true, "You and Grace Okafor have not swapped addresses."),
        Notice::ConfirmCommand { command: text("END goals reached"), question: String::new() },
        Notice::ConfirmCommand { command: text("YES"), question: text("whether you want to leave the programme") },
        Notice::ConfirmAddress {
            other_address: text("ada.nowak.1999@private-mail.example"),
            words: text("Dear Grace, I write from home, since"),
            question: String::new(),
        },
        Notice::ConfirmMeaning {
            other_name: text("Ada Nowak"),
            meeting: String::new(),
            words: text("I'd be happy to, but not before May."),
        },
        Notice::ConfirmMeaning {
            other_name: text("Ada Nowak"),
            meeting: text("Tuesday 8 December 2026 at 15:00 (London time)"),
            words: text("Tuesday works for me, I think."),
        },
    ]
}
