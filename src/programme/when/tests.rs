//! The wordings of meetings, at a fixed now: Wednesday 25 November 2026, ten o'clock, in London.

use proptest::prelude::*;

use super::*;

fn now() -> Timestamp {
    "2026-11-25T10:00:00Z".parse().unwrap()
}

fn london() -> Zone {
    zone_of("London").unwrap()
}

/// The moment in UTC, with length and place where they are said; or the question.
fn told(words: &str) -> String {
    match read(words, now(), &london()) {
        Ok(when) => {
            let mut line = when.at.strftime("%Y-%m-%d %H:%M").to_string();
            if when.minutes != USUAL_MINUTES {
                line.push_str(&format!(" {}m", when.minutes));
            }
            if let Some(zone) = &when.zone {
                line.push_str(&format!(" {}", zone.name()));
            }
            if !when.place.is_empty() {
                line.push_str(&format!(" [{}]", when.place));
            }
            line
        }
        Err(unclear) => format!("? {} {} {}", unclear.understood, unclear.question, unclear.options.join(" | ")),
    }
}

#[test]
fn wordings_that_name_one_moment() {
    let cases = [
        // As programs and careful people write it.
        ("2026-12-03 15:00", "2026-12-03 15:00"),
        ("2026-12-03T15:00", "2026-12-03 15:00"),
        ("2026-12-03T15:00Z", "2026-12-03 15:00 UTC"),
        ("2026-12-03 15:00+01:00", "2026-12-03 14:00 UTC+01:00"),
        ("2026/12/03 at 9:30", "2026-12-03 09:30"),
        ("15:00 2026-12-03", "2026-12-03 15:00"),
        // Days in the British order.
        ("03/12/2026 15:00", "2026-12-03 15:00"),
        ("3/12/26 3pm", "2026-12-03 15:00"),
        ("3/12 at 3pm", "2026-12-03 15:00"),
        ("03.12.2026 15:00", "2026-12-03 15:00"),
        ("3.12. 15:00", "2026-12-03 15:00"),
        ("03-12-2026 15.30", "2026-12-03 15:30"),
        ("13/12/2026 11:00", "2026-12-13 11:00"),
        // Named months.
        ("3 Dec 3pm", "2026-12-03 15:00"),
        ("3 dec 3 p.m.", "2026-12-03 15:00"),
        ("3rd December at 3pm", "2026-12-03 15:00"),
        ("the 3rd of December 2026, 15:00", "2026-12-03 15:00"),
        ("December 3 at 15.00", "2026-12-03 15:00"),
        ("Dec 3rd, 2026, 3:15 pm", "2026-12-03 15:15"),
        ("3 Dec. 2026 15:00", "2026-12-03 15:00"),
        ("3-Dec-2026 15:00", "2026-12-03 15:00"),
        ("Thursday 3 December 15:00", "2026-12-03 15:00"),
        ("Thu, 3 Dec, 3pm", "2026-12-03 15:00"),
        ("3 pm on Thursday, 3 December", "2026-12-03 15:00"),
        ("on 3 Dec at 11am", "2026-12-03 11:00"),
        ("3 Dec 1500", "2026-12-03 15:00"),
        ("3 Dec at 1530 hrs", "2026-12-03 15:30"),
        ("5 Jan 10:00", "2027-01-05 10:00"),
        ("Tuesday 5 January at noon", "2027-01-05 12:00"),
        ("29 March 2027 14:00", "2027-03-29 13:00"),
        ("the 3rd at 3pm", "2026-12-03 15:00"),
        ("30th 9.15am", "2026-11-30 09:15"),
        // Seen from today.
        ("today 17:00", "2026-11-25 17:00"),
        ("today at 5pm", "2026-11-25 17:00"),
        ("tonight at 8", "2026-11-25 20:00"),
        ("this afternoon at 4", "2026-11-25 16:00"),
        ("tomorrow at 15.30", "2026-11-26 15:30"),
        ("tomorrow 3pm", "2026-11-26 15:00"),
        ("tomorrow noon", "2026-11-26 12:00"),
        ("tomorrow at midday", "2026-11-26 12:00"),
        ("tomorrow morning at 9", "2026-11-26 09:00"),
        ("tomorrow afternoon, half past three", "2026-11-26 15:30"),
        ("tomorrow at 3 in the afternoon", "2026-11-26 15:00"),
        ("tomorrow at 15", "2026-11-26 15:00"),
        ("tomorrow 15h30", "2026-11-26 15:30"),
        ("tomorrow 15h", "2026-11-26 15:00"),
        ("tomorrow 15 Uhr", "2026-11-26 15:00"),
        ("tomorrow, three pm", "2026-11-26 15:00"),
        ("tomorrow at half past two pm", "2026-11-26 14:30"),
        ("tomorrow at quarter past 2 pm", "2026-11-26 14:15"),
        ("tomorrow at quarter to 5 in the afternoon", "2026-11-26 16:45"),
        ("tomorrow at three o'clock in the afternoon", "2026-11-26 15:00"),
        ("the day after tomorrow 10:00", "2026-11-27 10:00"),
        ("in 3 days at 10:00", "2026-11-28 10:00"),
        ("in two weeks at 14:00", "2026-12-09 14:00"),
        ("in a fortnight, 2pm", "2026-12-09 14:00"),
        ("a week today at 2pm", "2026-12-02 14:00"),
        ("in a week's time at 2pm", "2026-12-02 14:00"),
        // Days of the week.
        ("Thursday 3pm", "2026-11-26 15:00"),
        ("on Friday at 11:00", "2026-11-27 11:00"),
        ("Fri 11am", "2026-11-27 11:00"),
        ("this Friday at 11:00", "2026-11-27 11:00"),
        ("Monday 9:00", "2026-11-30 09:00"),
        ("next Tuesday noon for 45 minutes", "2026-12-01 12:00 45m"),
        ("next Monday at 10am", "2026-11-30 10:00"),
        ("Friday next week 10:00", "2026-12-04 10:00"),
        ("next week on Friday, 10:00", "2026-12-04 10:00"),
        ("Friday week at 10:00", "2026-12-04 10:00"),
        ("a week on Friday at 10:00", "2026-12-04 10:00"),
        ("next Wednesday 2pm", "2026-12-02 14:00"),
        // How long.
        ("3 Dec 15:00 for an hour", "2026-12-03 15:00"),
        ("3 Dec 3pm for half an hour", "2026-12-03 15:00 30m"),
        ("3 Dec 3pm (45 min)", "2026-12-03 15:00 45m"),
        ("3 Dec 3pm, 90 minutes", "2026-12-03 15:00 90m"),
        ("3 Dec 3pm for 1.5 hours", "2026-12-03 15:00 90m"),
        ("3 Dec 3pm for an hour and a half", "2026-12-03 15:00 90m"),
        ("3 Dec 3pm for 1h30", "2026-12-03 15:00 90m"),
        ("3 Dec 3pm for two hours", "2026-12-03 15:00 120m"),
        ("3 Dec, 3-4pm", "2026-12-03 15:00"),
        ("3 Dec 3pm-3.30pm", "2026-12-03 15:00 30m"),
        ("3 Dec 11am to 1pm", "2026-12-03 11:00 120m"),
        ("3 Dec 11-1pm", "2026-12-03 11:00 120m"),
        ("3 Dec 15:00-15:45", "2026-12-03 15:00 45m"),
        ("3 Dec from 15:00 to 16:30", "2026-12-03 15:00 90m"),
        ("3 Dec between 3pm and 4pm", "2026-12-03 15:00"),
        // Whose clock.
        ("Thursday 3 December, 3 pm Berlin time", "2026-12-03 14:00 Europe/Berlin"),
        ("3 Dec 3pm CET", "2026-12-03 14:00 Europe/Berlin"),
        ("3 Dec 3pm (UK time)", "2026-12-03 15:00 Europe/London"),
        ("3 Dec 3pm GMT", "2026-12-03 15:00 UTC"),
        ("3 Dec 3pm UTC+2", "2026-12-03 13:00 UTC+02:00"),
        ("3 Dec 10am New York time", "2026-12-03 15:00 America/New_York"),
        ("3 Dec 10am EST", "2026-12-03 15:00 America/New_York"),
        ("3 Dec 15:00 Europe/Paris", "2026-12-03 14:00 Europe/Paris"),
        ("3 Dec 3pm German time for 30 minutes", "2026-12-03 14:00 30m Europe/Berlin"),
        ("3 Dec 3pm my time", "2026-12-03 15:00"),
        // A July in Berlin is two hours ahead of UTC.
        ("1 July 2027 15:00 CET", "2027-07-01 13:00 Europe/Berlin"),
        // Where.
        ("3 Dec 3pm at the library", "2026-12-03 15:00 [the library]"),
        ("3 Dec 3pm on Zoom", "2026-12-03 15:00 [Zoom]"),
        ("3 Dec 3pm, Café Nero", "2026-12-03 15:00 [Café Nero]"),
        ("3 Dec 3pm at 12 High Street", "2026-12-03 15:00 [12 High Street]"),
        ("3 Dec 3pm https://zoom.us/j/8341234?pwd=a.b", "2026-12-03 15:00 [https://zoom.us/j/8341234?pwd=a.b]"),
        ("3 Dec 3pm at the library for 30 minutes", "2026-12-03 15:00 30m [the library]"),
        ("on Zoom 3 Dec 3pm", "2026-12-03 15:00 [Zoom]"),
        ("at the library tomorrow at 3pm", "2026-11-26 15:00 [the library]"),
        ("3 Dec 3pm Berlin time in room 305.", "2026-12-03 14:00 Europe/Berlin [room 305]"),
        ("how about Friday at 11:00?", "2026-11-27 11:00"),
        ("me on Friday at 11:00, please", "2026-11-27 11:00"),
    ];
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|(words, expected)| {
            let found = told(words);
            (found != *expected).then(|| format!("{words}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is asked, and with which buttons.
#[test]
fn wordings_that_are_asked_about() {
    let cases = [
        ("", "no day and no time"),
        ("soon", "no day and no time"),
        ("3 Dec", "I have read Thursday 3 December 2026. At what time of the day?"),
        ("Thursday at the library", "I have read Thursday 26 November 2026. At what time"),
        ("tomorrow afternoon", "At what time of the day?"),
        ("at 15:00", "I have read 15:00. On which day?"),
        ("3pm", "On which day?"),
        ("3 Dec at 3", "Is that 03:00 or 15:00? 2026-12-03 03:00 | 2026-12-03 15:00"),
        ("3 Dec at 3 o'clock at the library", "15:00 at the library"),
        ("3 Dec 3:00", "Is that 03:00 or 15:00?"),
        ("3 Dec at half past three", "Is that 03:30 or 15:30?"),
        ("today at 8", "Is that 08:00 or 20:00? 2026-11-25 20:00"),
        (
            "next Friday 10:00",
            "Which of the two do you mean: Friday 27 November 2026 or Friday 4 December 2026? 2026-11-27 10:00 | 2026-12-04 10:00",
        ),
        ("Wednesday 2pm", "Wednesday 25 November 2026 or Wednesday 2 December 2026?"),
        ("Friday 3 December 3pm", "3 December 2026 is a Thursday, not a Friday."),
        ("3 Nov 3pm", "Tuesday 3 November 2026 at 15:00 (London time) is in the past"),
        ("today 9:00", "is in the past"),
        ("2025-12-03 15:00", "is in the past"),
        ("3 Dec 2030 15:00", "more than a year away"),
        ("31 November 10:00", "has no day 31"),
        ("30/02/2027 10:00", "has no day 30"),
        ("12/25/2026 10:00", "there is no month 25"),
        ("2026-13-03 10:00", "there is no month 13"),
        ("29 Feb 2027 10:00", "has no day 29"),
        ("3 Dec 25:00", "No clock shows that time"),
        ("3 Dec 15:75", "No clock shows that time"),
        ("3 Dec 15 am", "No clock shows that time"),
        ("3 Dec midnight", "Midnight"),
        ("3 Dec 3pm or 4pm", "more than one time"),
        ("3 Dec 3pm or 4 Dec 3pm", "more than one time"),
        ("3 Dec or 4 Dec at 3pm", "more than one time"),
        ("3 Dec 3pm, 4 Dec 4pm", "There are two"),
        ("Monday or Tuesday at 3pm", "more than one time"),
        ("3 Dec 3pm IST", "several time zones"),
        ("3 Dec 3pm your time", "whose clock"),
        ("3 Dec 3pm for 2 minutes", "between 5 minutes and 8 hours"),
        ("3 Dec 3pm for 20 hours", "between 5 minutes and 8 hours"),
        // The nights of the clock change.
        ("28 March 2027 01:30", "01:30 does not exist on that day (London time)"),
        (
            "31 October 2027 01:30",
            "01:30 comes twice on that day (London time), as the clocks go back. Which of the two? 2027-10-31 01:30 UTC+01:00 | 2027-10-31 01:30 UTC",
        ),
        ("28 March 2027 02:30 Berlin time", "02:30 does not exist on that day (Berlin time)"),
    ];
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|(words, expected)| {
            let found = told(words);
            (!(found.starts_with('?') && found.contains(expected))).then(|| format!("{words}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each button names one moment.
#[test]
fn every_suggestion_is_understood() {
    for words in
        ["3 Dec at 3 at the library for 30 minutes", "next Friday 10:00 New York time", "31 October 2027 01:30"]
    {
        let unclear = read(words, now(), &london()).unwrap_err();
        assert!(!unclear.options.is_empty(), "{words}");
        for option in unclear.options {
            let when = read(&option, now(), &london()).unwrap();
            assert_eq!(as_words(&when, when.zone.as_ref().unwrap_or(&london())), option);
        }
    }
}

#[test]
fn a_moment_is_shown_in_words() {
    let when = read("3 Dec 3pm", now(), &london()).unwrap();
    assert_eq!(shown(when.at, &london()), "Thursday 3 December 2026 at 15:00 (London time)");
    assert_eq!(shown(when.at, &zone_of("berlin").unwrap()), "Thursday 3 December 2026 at 16:00 (Berlin time)");
    assert_eq!(shown(when.at, &zone_of_programme(&TimeZone::UTC)), "Thursday 3 December 2026 at 15:00 (UTC)");
    assert_eq!(
        [30, 60, 90, 120, 61].map(length_shown),
        ["30 minutes", "1 hour", "1 hour 30 minutes", "2 hours", "1 hour 1 minutes"]
    );
    let moments = ["3pm", "Friday", "you tomorrow"].map(names_a_moment);
    assert_eq!((moments, names_a_moment("the team"), names_a_moment("")), ([true; 3], false, false));
}

proptest! {
    /// Whatever is written, there is an answer, and what is understood lies ahead and reads back as itself.
    #[test]
    fn any_words_have_an_answer(words in "\\PC{0,60}|([0-9]{1,4}[ :./-]?){0,8}|((at|on|next|3|pm|Dec|Friday|15:00|in|two|weeks|for|or|CET|half|past|[+]1) ){0,9}") {
        if let Ok(when) = read(&words, now(), &london()) {
            prop_assert!(when.at > now());
            let zone = when.zone.clone().unwrap_or_else(london);
            let again = read(&as_words(&When { place: String::new(), ..when.clone() }, &zone), now(), &london());
            match again {
                Ok(again) => prop_assert_eq!((again.at, again.minutes), (when.at, when.minutes)),
                Err(unclear) => prop_assert!(false, "{:?}", unclear),
            }
        }
    }
}
