//! Weighs one answer of a form: what it comes to, or what is to be done about it.

use jiff::civil::Date;

use super::Field;

/// The value that an answer comes to (empty where nothing was said), or why it cannot be taken: a part of a sentence.
pub(in crate::programme) fn weigh(field: Field, answer: &str, today: Date) -> Result<String, String> {
    let answer = tidy(field, answer);
    if answer.is_empty() || says_nothing(&answer) || answer.to_lowercase() == field.hint() {
        return Ok(String::new());
    }
    if answer.chars().count() > field.most() {
        return Err(format!("is longer than {} characters", field.most()));
    }
    if holds_address(&answer) {
        return Err("holds a mail address, and addresses are not shown to others".to_owned());
    }
    match field {
        Field::Name | Field::PreferredName if !answer.chars().any(char::is_alphabetic) => {
            Err("does not look like a name".to_owned())
        }
        Field::Graduation => month(&answer, today),
        Field::Capacity => match count(&answer) {
            Some(n) if n <= 50 => Ok(n.to_string()),
            _ => Err("wants one number, such as 2".to_owned()),
        },
        Field::Role => role(&answer).ok_or_else(|| "wants one word, mentor or mentee".to_owned()),
        _ => Ok(answer),
    }
}

/// One line where the field has one; no control characters, no empty lines around, never more than one within.
fn tidy(field: Field, answer: &str) -> String {
    let clean = |line: &str| {
        let line: String = line.chars().map(|c| if c.is_control() || c == '\u{a0}' { ' ' } else { c }).collect();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut lines: Vec<String> = answer.lines().map(clean).collect();
    if !field.long() {
        // Below an empty line stand greetings and the like.
        let said = lines.iter().skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
        return said.cloned().collect::<Vec<_>>().join(" ");
    }
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    lines.join("\n").trim().to_owned()
}

/// Words that stand for no answer, and what forms have where an answer belongs.
fn says_nothing(answer: &str) -> bool {
    let bare = answer.trim_matches(|c: char| c.is_whitespace() || "[]()<>{}*_.…-–—\"'“”:/\\".contains(c));
    if bare.is_empty() {
        return true;
    }
    let nothing = [
        "n/a",
        "na",
        "n.a",
        "none",
        "nil",
        "no",
        "not applicable",
        "nothing",
        "your answer",
        "your answer here",
        "please fill in",
        "fill in",
        "write here",
        "enter here",
        "xxx",
        "tbc",
        "tbd",
        "if you like",
    ];
    nothing.contains(&bare.to_lowercase().as_str())
}

/// Does a mail address stand in it?
pub(in crate::programme) fn holds_address(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || "<>()[],;:\"".contains(c)).any(|word| {
        let word = word.trim_end_matches(['.', '!', '?']);
        word.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
    })
}

/// A number in digits or in words, alone or with a few words around ("up to 3", "two mentees").
fn count(answer: &str) -> Option<u32> {
    let lower = answer.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let spelt = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let mut found = words.filter_map(|word| match spelt.iter().position(|s| *s == word) {
        Some(n) => u32::try_from(n).ok(),
        None if word.len() <= 4 => word.parse().ok(),
        None => None,
    });
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

fn role(answer: &str) -> Option<String> {
    let lower = answer.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.split(|c: char| !c.is_alphabetic()).any(|w| w == *word));
    match (says(&["mentor", "alumna", "alumnus", "graduate"]), says(&["mentee", "student"])) {
        (true, false) => Some("mentor".to_owned()),
        (false, true) => Some("mentee".to_owned()),
        _ => None,
    }
}

/// The months by the first letters of their names, in English and in the languages whose names differ at their beginning.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "led"],
    &["feb", "fév", "fev"],
    &["mar", "mär", "mrt"],
    &["apr", "avr", "abr"],
    &["may", "mai", "mag", "mei", "maj"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "aoû", "aou", "ago"],
    &["sep", "set"],
    &["oct", "okt", "ott", "out"],
    &["nov"],
    &["dec", "déc", "dez", "dic"],
];

/// A month in any of the ways people write one, as `YYYY-MM`.
fn month(answer: &str, today: Date) -> Result<String, String> {
    let unreadable = || "is not a month that I can read; write it as 2027-07".to_owned();
    let lower = answer.to_lowercase();
    let parts: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let mut named: Vec<usize> = parts.iter().filter_map(|part| named_month(part)).collect();
    named.dedup();
    let numbers: Vec<i16> = parts.iter().filter(|p| p.len() <= 4).filter_map(|p| p.parse().ok()).collect();
    let years: Vec<i16> = numbers.iter().copied().filter(|n| *n >= 1_900).collect();
    let small: Vec<i16> = numbers.iter().copied().filter(|n| *n < 1_900).collect();
    let (year, month) = match (years.as_slice(), named.as_slice(), small.as_slice()) {
        ([year], [month], _) => (*year, *month),
        // "July 27", "Jul '27": the year in short.
        ([], [month], [short]) if (20..100).contains(short) => (2_000 + short, *month),
        ([year], [], [month]) => (*year, usize::try_from(*month).unwrap_or(0)),
        // "15/07/2027", "2027-07-15": a whole date, the month in the middle.
        ([year], [], [_, month]) if parts.last().is_some_and(|p| p.len() == 4) => {
            (*year, usize::try_from(*month).unwrap_or(0))
        }
        ([year], [], [month, _]) => (*year, usize::try_from(*month).unwrap_or(0)),
        _ => return Err(unreadable()),
    };
    if !(1..=12).contains(&month) {
        return Err(unreadable());
    }
    if year < today.year().saturating_sub(1) || year > today.year().saturating_add(12) {
        return Err("is too long ago or too far ahead; write it as 2027-07".to_owned());
    }
    Ok(format!("{year:04}-{month:02}"))
}

/// The month, from 1, that a word names.
fn named_month(word: &str) -> Option<usize> {
    let names = |beginnings: &[&str]| beginnings.iter().any(|b| word.starts_with(b));
    // The longer beginning first: "juin" and "juil" share their first two letters with others.
    let at = match word {
        w if w.starts_with("juil") => Some(6),
        w if w.starts_with("juin") => Some(5),
        _ => MONTHS.iter().position(|beginnings| names(beginnings)),
    };
    at.map(|at| at + 1)
}
