//! Forms as people send them back: beside and below the labels, quoted, in another order, as tables, by halves.

use std::collections::BTreeMap;

use jiff::civil::date;

use crate::programme::form::Field;
use crate::programme::form::read::Labels;
use crate::programme::form::value::{holds_address, weigh};

fn read(mentor: bool, text: &str, elided: &str) -> Vec<(Field, String)> {
    let answers: BTreeMap<Field, String> = Labels::of(mentor).answers(text, elided, false);
    let said = |(field, answer): (Field, String)| weigh(field, &answer, date(2026, 11, 25)).map(|value| (field, value));
    answers.into_iter().filter_map(|answer| said(answer).ok()).filter(|(_, value)| !value.is_empty()).collect()
}

const ADA: &[(Field, &str)] = &[
    (Field::Name, "Ada Byrne"),
    (Field::Course, "Psychology"),
    (Field::Year, "Second"),
    (Field::Graduation, "2027-07"),
    (Field::Aims, "To work in marketing"),
    (Field::Help, "Interviews"),
];

/// One form of a mentee in many hands: all say the same.
#[test]
fn a_form_is_read_however_it_comes_back() {
    let plain = "Name: Ada Byrne\nCourse: Psychology\nYear of study: Second\nMonth of graduation: July 2027\n\
                 Aims and ambitions: To work in marketing\nWhat you want help with: Interviews\n";
    let numbered: String = plain.lines().zip([1, 3, 4, 5, 6, 7]).map(|(line, n)| format!("{n}. {line}\n")).collect();
    let quoted: String = numbered.lines().map(|line| format!("> {line}\n>\n")).collect();
    let below: String = plain.lines().map(|line| line.replacen(": ", ":\n", 1) + "\n\n").collect();
    let interleaved: String = plain.lines().map(|l| format!("> {}\n", l.replacen(": ", ":\n", 1))).collect();
    let bold: String = plain.lines().map(|l| format!("*{}\n", l.replacen(": ", ":* ", 1))).collect();
    let double: String = plain.lines().map(|l| format!("**{}\n", l.replacen(": ", "**: ", 1))).collect();
    let reordered: String = plain.lines().rev().map(|line| format!("{line}\n")).collect();
    let french: String = plain.lines().map(|l| l.replacen(": ", "\u{a0}: ", 1) + "\n").collect();
    let cases = [
        ("beside", plain.to_owned()),
        ("numbered", numbered.clone()),
        ("quoted", quoted),
        ("below", below),
        ("below the quoted label", interleaved),
        ("bold", bold),
        ("bold, the colon outside", double),
        ("reordered", reordered),
        ("a space before the colon", french),
        ("upper case", plain.replace("Name:", "NAME:").replace("Course:", "COURSE :").replace("Aims and", "AIMS AND")),
        ("wide colons", plain.replace(": ", "：")),
        ("tabs of a table", plain.replace(": ", "\t")),
        ("bars of a table", plain.lines().map(|l| format!("| {} |\n", l.replacen(": ", " | ", 1))).collect()),
        ("cells of a table", plain.replace(": ", " ")),
        ("a cell on each line", plain.replace(": ", "\n")),
        ("dashes", plain.replace(": ", " – ")),
        ("slips", plain.replace("Course", "Coursse").replace("Aims and ambitions", "Aims and ambitons")),
        ("own names", plain.replace("Year of study", "Year").replace("Month of graduation", "Graduation")),
        ("greeted", format!("Dear team,\n\nhere it is.\n\n{plain}\nBest wishes\nAda")),
        (
            "translated",
            numbered
                .replace("Name", "Nom")
                .replace("Course", "Studiengang")
                .replace("Year of", "Jahr im")
                .replace("Month of", "Monat der")
                .replace("Aims and ambitions", "Ziele")
                .replace("What you want", "Was Sie"),
        ),
    ];
    let ada: Vec<_> = ADA.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
    for (name, text) in cases {
        let mut found = read(false, &text, "");
        // A greeting below the last answer cannot be told from it.
        if let Some((_, last)) = found.iter_mut().find(|(field, _)| name == "greeted" && *field == Field::Help) {
            *last = last.lines().next().unwrap().to_owned();
        }
        assert_eq!(found, ada, "{name}:\n{text}");
        if name != "greeted" {
            assert_eq!(read(false, "Please see below.", &text), ada, "in the history, {name}:\n{text}");
        }
    }
}

#[test]
fn what_is_not_an_answer_is_none() {
    let cases = [
        ("Name:\nCourse:\nYear of study:\n", ""),
        ("Name: [your answer]\nCourse: ...\nYear of study: ____\nMonth of graduation: such as 2027-07\n", ""),
        ("Name: n/a\nCourse: -\n", ""),
        ("I would love to join, I study psychology and want to work in marketing!", ""),
        ("Please find my form attached.", ""),
        (
            "",
            "Hello Ada,\n\nWhat happens now: students see you.\n\n1. Name:\n\n2. Course:\n\n(end of the form)\n\nTo reach us",
        ),
        (
            "",
            "> 2. Preferred name (what we call you, if you like):\n> 5. Month of graduation (such as 2027-07):\n> 9. Joining as:",
        ),
        ("Help me: I do not know what to write", "Help me: I do not know what to write"),
    ];
    for (text, elided) in cases {
        let found = read(false, text, elided);
        // A slip of the finger is no label where the words are others.
        assert_eq!(found, [], "{text}\n---\n{elided}");
    }
}

#[test]
fn the_newest_copy_counts_and_the_form_has_an_end() {
    let elided = "On Mon, the programme wrote:\n> Dear Ada,\n>\n> 1. Name: Ada Byrne\n>\n> 6. Aims and ambitions: first line\n> second line\n\
                  >\n> (end of the form)\n>\n> To reach a person: write STAFF\n> > 1. Name: Somebody Else\n> > 3. Course: Old";
    let found = read(false, "", elided);
    let expected = [(Field::Name, "Ada Byrne"), (Field::Aims, "first line\nsecond line")];
    assert_eq!(found, expected.map(|(field, value)| (field, value.to_owned())));
    // New words win over the history; a label broken by the mail program is whole again.
    let found = read(
        true,
        "Current job: Head of X",
        "> 4. Current job: Clerk\n> 2. Preferred name (what we call you, if\n> you like): Addy",
    );
    let expected = [(Field::PreferredName, "Addy"), (Field::Job, "Head of X")];
    assert_eq!(found, expected.map(|(field, value)| (field, value.to_owned())));
    // Over an edited quotation: what is typed below a filled-in label replaces it.
    let found = read(true, "> 4. Current job: Clerk\nHead of X\n\n> 10. Languages: English\n", "");
    let expected = [(Field::Job, "Head of X"), (Field::Languages, "English")];
    assert_eq!(found, expected.map(|(field, value)| (field, value.to_owned())));
}

#[test]
fn lists_within_an_answer_stay_there() {
    let text = "1. Name: Jo Lee\n6. Key successes and responsibilities:\n1. Led a team\n2. Sold a firm: twice\n8. What you can help with: CVs";
    let found = read(true, text, "");
    let expected =
        [(Field::Name, "Jo Lee"), (Field::Strengths, "1. Led a team\n2. Sold a firm: twice"), (Field::Help, "CVs")];
    assert_eq!(found, expected.map(|(field, value)| (field, value.to_owned())));
}

#[test]
fn months_and_numbers_are_read_as_people_write_them() {
    let today = date(2026, 11, 25);
    for (text, expected) in [
        ("2027-07", "2027-07"),
        ("07/2027", "2027-07"),
        ("7.2027", "2027-07"),
        ("July 2027", "2027-07"),
        ("in july, 2027", "2027-07"),
        ("Jul '27", "2027-07"),
        ("juillet 2027", "2027-07"),
        ("Juni 2028", "2028-06"),
        ("15/07/2027", "2027-07"),
        ("2027-07-15", "2027-07"),
        ("1 September 2027", "2027-09"),
    ] {
        assert_eq!(weigh(Field::Graduation, text, today).as_deref(), Ok(expected), "{text}");
    }
    for text in ["next summer", "2027", "July", "13/2027", "June or July 2027", "99999999999", "07/1985", "July 2090"] {
        assert!(weigh(Field::Graduation, text, today).is_err(), "{text}");
    }
    for (text, expected) in [("2", "2"), ("up to 3", "3"), ("two mentees", "2"), ("0", "0"), ("One", "1")] {
        assert_eq!(weigh(Field::Capacity, text, today).as_deref(), Ok(expected), "{text}");
    }
    for text in ["1-2", "many", "51", "-", "12345678901"] {
        assert_ne!(weigh(Field::Capacity, text, today).map(|v| v.parse::<u32>().is_ok()), Ok(true), "{text}");
    }
    for (text, expected) in [("Mentor", "mentor"), ("as a student", "mentee"), ("alumna", "mentor")] {
        assert_eq!(weigh(Field::Role, text, today).as_deref(), Ok(expected), "{text}");
    }
    assert!(weigh(Field::Role, "mentor and mentee", today).is_err());
}

#[test]
fn answers_are_bounded_and_hold_no_address() {
    let today = date(2026, 11, 25);
    for (field, text) in [
        (Field::Name, "x".repeat(101)),
        (Field::Help, "x".repeat(5_001)),
        (Field::Course, "y".repeat(301)),
        (Field::Help, "write to me at jo@corp.example.".to_owned()),
        (Field::Name, "12 34".to_owned()),
    ] {
        assert!(weigh(field, &text, today).is_err(), "{field:?}");
    }
    assert_eq!(weigh(Field::Name, "  Jo\u{a0}\t Lee \n\nregards", today).as_deref(), Ok("Jo Lee"));
    assert!(!holds_address("engineer @ ACME, twitter @jo") && holds_address("<jo@corp.example>"));
    // Hostile texts are read in no time and come to nothing.
    for text in [
        "Name: ".repeat(50_000),
        "Name:\n".repeat(50_000),
        "(".repeat(300_000),
        ">".repeat(300_000),
        "1. ".repeat(99_999),
    ] {
        read(true, &text, &text);
    }
}
