//! Feedback after a mentorship: a number from 1 to 5 and words, for the team alone.

use super::acting::Acting;
use super::command::Command;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::mentorship::Mentorship;
use super::notice::{Notice, WordLine};
use super::on_case;
use super::outcome::{Disposition, Outcome};
use super::person::PersonId;
use super::question::{About, Question, ask};
use super::standing::not_understood;

/// Asks one of the two how it was.
pub(super) fn ask_for(desk: &mut Desk<'_>, mentorship: &Mentorship, person: PersonId) {
    let Some(other) = mentorship.other(person) else { return };
    let question = ask(desk, person, About::Feedback(mentorship.id), "", None);
    let notice = Notice::Feedback { other_name: desk.name(other), to_mentor: person == mentorship.mentor };
    desk.post(Draft::new(person, notice).in_conversation(question.conversation));
}

/// Notes the answer.
pub(super) fn answer(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    question: Question,
    command: Option<(Command, String)>,
) -> Outcome {
    let read = match command {
        Some((command, message)) => command.number().map(|number| (number, message)),
        None => rating(acting.words()).map(|number| (number, acting.words().to_owned())),
    };
    let words = read.as_ref().map_or(acting.words(), |(_, words)| words);
    if read.is_none() && words.is_empty() {
        return not_understood(desk, acting);
    }
    let remark = [question.remark.trim(), words.trim()];
    let remark = remark.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let wanted = read.is_none() && question.open();
    let option = |n: i64| WordLine { word: n.to_string(), does: meaning(n).to_owned(), button: true };
    let notice = Notice::Thanks {
        what: "Thank you. It helps us to bring the right people together, and the team alone reads it.".to_owned(),
        next: if wanted { "Would you add a number?" } else { "" }.to_owned(),
        options: if wanted { (1..=5).rev().map(option).collect() } else { Vec::new() },
    };
    // The digest tells what comes with a number; what comes without one, or later, would go unread.
    if (read.is_none() || !question.open()) && !words.trim().is_empty() {
        let told = format!("Feedback on a mentorship that has ended:\n\n{}", words.trim());
        on_case::for_their_eyes(&mut desk, acting, &told);
    }
    let now = desk.now;
    desk.audit(Some(acting.person.id), "feedback.given", question.id.0);
    desk.post(Draft::new(acting.person.id, notice).in_conversation(question.conversation).answering(acting.mail));
    desk.put_question(match read {
        Some((number, _)) if question.open() => question.answered(&number.to_string(), &remark, now),
        _ => Question { remark, ..question },
    });
    limited(desk, acting.mail, Disposition::Done("feedback.given"))
}

fn meaning(number: i64) -> &'static str {
    match number {
        5 => "very helpful",
        4 => "helpful",
        3 => "so-so",
        2 => "not very helpful",
        _ => "not helpful",
    }
}

/// The number that a line such as "4/5", "5 stars, thank you!" or "3 – too short" begins with. "3 months" has none, nor
/// have "1-on-1" and "5:30".
fn rating(text: &str) -> Option<i64> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?.to_lowercase();
    let first = line.chars().next()?;
    let number = first.to_digit(10).filter(|n| (1..=5).contains(n))?;
    let rest = line.get(first.len_utf8()..)?.trim_start();
    let units = ["/5", "/ 5", "out of 5", "of 5", "stars", "star", "points", "point"];
    let rest = units.iter().find_map(|unit| rest.strip_prefix(unit)).unwrap_or(rest).trim_start();
    let mut after = rest.chars();
    let ends = match after.next() {
        None | Some('!' | '(') => true,
        Some(',' | ':' | ';' | '-' | '–' | '—') => after.next().is_none_or(|c| !c.is_alphanumeric()),
        Some(_) => false,
    };
    ends.then_some(i64::from(number))
}

#[cfg(test)]
mod tests {
    use super::rating;

    #[test]
    fn a_number_counts_where_it_stands_for_itself() {
        let cases = [
            ("4/5", Some(4)),
            ("5 stars, thank you!", Some(5)),
            ("3 – too short", Some(3)),
            ("\n 2 out of 5\nIt was hard.", Some(2)),
            ("1", Some(1)),
            ("3 months were too short", None),
            ("1. He listened", None),
            ("1-on-1 talks were just what I needed", None),
            ("5:30 was too late for me", None),
            ("4,5", None),
            ("4 (very good)", Some(4)),
            ("6", None),
            ("45", None),
            ("five", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(rating(text), expected, "{text}");
        }
    }
}
