//! The answer to a question of the programme, handed to the rule that asked it.

use super::acting::Acting;
use super::announcement;
use super::command::{Command, Word};
use super::conversation::HeldWhy;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::{hold_and_ask, limited};
use super::notice::{Notice, WordLine};
use super::on_command::{self, already};
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::Role;
use super::question::{About, Question};
use super::yearly_review;
use super::{
    fill, held_words, on_check_in, on_end, on_erase, on_feedback, on_going_on, on_join, on_leave, on_mentorship,
    on_profile, on_share, on_staff, standing,
};

/// Decides about a mail that answers a question. Words that the question does not take mean what they mean everywhere.
pub(super) fn decide(
    desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    question: Question,
    command: Option<(Command, String)>,
) -> Outcome {
    // The first line of a form may look like a word.
    let form = question.about == About::Join && fill::new_answers(acting.mail, acting.person.role == Role::Mentor) > 0;
    let command = command.filter(|_| !form);
    if let Some((command, message)) = &command
        && !question.about.takes(command.word)
    {
        return match acting.person.role {
            Role::Staff(_) => on_staff::decide(desk, acting),
            Role::Mentor | Role::Mentee => on_command::decide(desk, acting, command, message),
        };
    }
    // Its token went to the registered address alone, but an answer may change much.
    if !acting.proven() {
        return hold_and_ask(desk, acting.mail, &acting.person, HeldWhy::Command);
    }
    if !question.open() && command.is_some() {
        return already(desk, acting, "You have answered this already.".to_owned());
    }
    let word = command.as_ref().map(|(command, _)| command.word);
    match question.about {
        About::Erase if command.is_some() => {
            let yes = command.is_some_and(|(command, _)| command.word == Word::Yes);
            on_erase::answer(desk, acting, question, yes)
        }
        About::CheckIn(..) => on_check_in::answer(desk, acting, question, command),
        About::Feedback(_) => on_feedback::answer(desk, acting, question, command),
        About::GoOn(_) => on_going_on::answer(desk, acting, question, command),
        About::End(_) => on_end::answer(desk, acting, question, command),
        About::Share(_) => on_share::answer(desk, acting, question, command),
        About::Words(..) => held_words::answer(desk, acting, question, word),
        About::Which => on_mentorship::answer_which(desk, acting, question),
        About::Review(_) => match command {
            Some((_, message)) => yearly_review::answer(desk, acting, question, true, &message),
            None if fill::has_answers(acting.mail, acting.person.role == Role::Mentor) => {
                reviewed(desk, acting, question)
            }
            None => yearly_review::answer(desk, acting, question, false, acting.words()),
        },
        About::Announce => match command.map(|(command, _)| command.word) {
            Some(word) => announcement::answer(desk, acting, question, word == Word::Yes),
            // Several lines of commands are a mail of staff like any other.
            None => on_staff::decide(desk, acting),
        },
        About::Join => on_join::answer(desk, acting, question, word),
        About::Leave => on_leave::answer(desk, acting, question, command),
        About::Erase => ask_again(desk, acting, &question),
    }
}

/// The profile came back with changes: that answers the review.
fn reviewed(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question) -> Outcome {
    let (now, here) = (desk.now, question.conversation);
    if question.open() {
        desk.put_question(question.answered("CHANGED", "", now));
    }
    on_profile::edit(desk, acting, Some(here))
}

/// A word such as `GREAT` or `4` that answers no mail of ours: it belongs to the one question that waits for such a word.
pub(super) fn of_bare_word(desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command, message: &str) -> Outcome {
    let waiting: Vec<_> = desk.snapshot.questions.iter().filter(|q| q.about.takes(command.word)).collect();
    match waiting.as_slice() {
        [question] => {
            let question = (*question).clone();
            decide(desk, acting, question, Some((command.clone(), message.to_owned())))
        }
        _ => standing::not_understood(desk, acting),
    }
}

/// A moment came that a question waited for.
pub(super) fn due(mut desk: Desk<'_>, question: Question) -> Outcome {
    match question.about {
        About::Announce => return announcement::send(desk, question),
        About::Review(_) => return yearly_review::due(desk, question),
        About::Words(..) => return held_words::due(desk, question),
        _ => {}
    }
    if question.due_at.is_some() {
        desk.put_question(Question { due_at: None, ..question });
    }
    desk.close(Disposition::Ignored(Ignored::NothingDue))
}

/// Only a word decides: says which.
pub(super) fn ask_again(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: &Question) -> Outcome {
    let option =
        |word: Word, does: &str| WordLine { word: word.as_str().to_owned(), does: does.to_owned(), button: true };
    let notice = Notice::NotUnderstood {
        words: acting.words().to_owned(),
        understood: "It answers a question, and only YES or NO decides about that.".to_owned(),
        options: vec![option(Word::Yes, "says yes"), option(Word::No, "says no; nothing happens")],
    };
    desk.post(Draft::new(acting.person.id, notice).in_conversation(question.conversation).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-understood"))
}
