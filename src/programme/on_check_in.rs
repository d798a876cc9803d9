//! The answer to a check-in: how it goes, and words for the team, which the other side never sees.

use super::acting::Acting;
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::notice::{Notice, WordLine};
use super::on_case;
use super::outcome::{Disposition, Outcome};
use super::question::{About, Question};
use super::standing::not_understood;

/// Notes the answer; `HELP` opens a case.
pub(super) fn answer(
    desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    question: Question,
    command: Option<(Command, String)>,
) -> Outcome {
    let read = command.map(|(command, message)| (command.word, message)).or_else(|| of_first_word(acting.words()));
    match read {
        Some((Word::Help, words)) => help(desk, acting, question, &words),
        Some((Word::Great, words)) => noted(desk, acting, question, "GREAT", &words),
        Some((Word::Ok, words)) => noted(desk, acting, question, "OK", &words),
        _ if acting.words().is_empty() => not_understood(desk, acting),
        _ => words_alone(desk, acting, question),
    }
}

/// "Great, thank you!" is an answer here, where nothing but a note comes of it; "Great that you ask: it goes badly" is none.
fn of_first_word(text: &str) -> Option<(Word, String)> {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (first, rest) = text.split_at_checked(end)?;
    let rest = rest.trim_start_matches(' ').to_lowercase();
    let alone = !rest.starts_with(char::is_alphanumeric) || rest.starts_with("thank");
    let word = match first.to_lowercase().as_str() {
        "great" if alone => Word::Great,
        "ok" | "okay" if alone => Word::Ok,
        "help" => Word::Help,
        _ => return None,
    };
    Some((word, text.to_owned()))
}

/// What was written before and what was written now.
fn remark(question: &Question, words: &str) -> String {
    [question.remark.trim(), words.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn noted(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, answer: &str, words: &str) -> Outcome {
    let remark = remark(&question, words);
    let now = desk.now;
    let next = if answer == "GREAT" {
        "Enjoy the next months. Should anything change, STAFF and your question reaches the team."
    } else {
        "If there is something that would make it better, write STAFF and what it is: the team is glad to help."
    };
    let notice = Notice::Thanks { what: heard(&remark).to_owned(), next: next.to_owned(), options: Vec::new() };
    desk.audit(Some(acting.person.id), "check-in.answered", question.id.0);
    if !words.trim().is_empty() {
        let told = for_team(&desk, acting, &question, &format!("{answer}.\n\n{}", words.trim()));
        on_case::for_their_eyes(&mut desk, acting, &told);
    }
    desk.post(Draft::new(acting.person.id, notice).in_conversation(question.conversation).answering(acting.mail));
    desk.put_question(question.answered(answer, &remark, now));
    limited(desk, acting.mail, Disposition::Done("check-in.answered"))
}

/// What somebody said, with what they were asked.
fn for_team(desk: &Desk<'_>, acting: &Acting<'_, '_>, question: &Question, said: &str) -> String {
    let mentorship = desk.snapshot.mentorship.as_ref().filter(|m| Some(m.id) == question.about.mentorship());
    let other = mentorship.and_then(|m| m.other(acting.person.id)).map(|id| desk.name(id)).unwrap_or_default();
    let months = if let About::CheckIn(_, months) = question.about { months } else { 0 };
    let s = if months == 1 { "" } else { "s" };
    format!("Asked after {months} month{s} how it goes with {other}: {said}").trim().to_owned()
}

fn heard(remark: &str) -> &'static str {
    if remark.is_empty() {
        "Thank you for letting us know."
    } else {
        "Thank you for letting us know. The team reads what you wrote; it goes to nobody else."
    }
}

fn words_alone(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question) -> Outcome {
    let remark = remark(&question, acting.words());
    let option = |word: &str, does: &str| WordLine { word: word.to_owned(), does: does.to_owned(), button: true };
    let options = vec![
        option("GREAT", "says that all is well"),
        option("OK", "says that it could be better"),
        option("HELP", "asks the team to get in touch with you"),
    ];
    let open = question.open();
    let next = if open { "Which of these comes nearest?" } else { "" };
    let notice = Notice::Thanks {
        what: heard(&remark).to_owned(),
        next: next.to_owned(),
        options: if open { options } else { Vec::new() },
    };
    desk.audit(Some(acting.person.id), "check-in.words", question.id.0);
    let told = for_team(&desk, acting, &question, &format!("\n\n{}", acting.words()));
    on_case::for_their_eyes(&mut desk, acting, &told);
    desk.post(Draft::new(acting.person.id, notice).in_conversation(question.conversation).answering(acting.mail));
    desk.put_question(Question { remark, ..question });
    limited(desk, acting.mail, Disposition::Done("check-in.words"))
}

fn help(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, words: &str) -> Outcome {
    let remark = remark(&question, words);
    let about = for_team(&desk, acting, &question, &format!("they would like help.\n\n{remark}"));
    let now = desk.now;
    desk.put_question(question.answered("HELP", &remark, now));
    let command = Command { word: Word::Staff, argument: about.trim().to_owned() };
    on_case::open(desk, acting, &command, "", false)
}
