//! The answer to whether a mentorship goes on after the studies: it does unless one of the two ends it.

use super::acting::Acting;
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::mentorship::EndReason;
use super::notice::Notice;
use super::on_command::already;
use super::on_end;
use super::outcome::{Disposition, Outcome};
use super::question::Question;
use super::standing::{not_relayed, not_understood};

/// `YES` notes that it goes on, `NO` ends it; words alone decide nothing.
pub(super) fn answer(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    question: Question,
    command: Option<(Command, String)>,
) -> Outcome {
    let me = acting.person.id;
    let Some((mentorship, other)) = question.between(&desk, me) else {
        return not_understood(desk, acting);
    };
    let name = desk.name(other);
    let Some((command, message)) = command else {
        let why = format!(
            "It answers the question whether your mentorship goes on, and only YES or NO decides about that. \
             To write to {name}, answer a mail of your conversation."
        );
        return not_relayed(desk, acting, &name, &why, acting.words());
    };
    if !mentorship.running() {
        return already(desk, acting, format!("The mentorship with {name} has ended."));
    }
    let now = desk.now;
    if command.word == Word::No {
        desk.put_question(question.answered("NO", "", now));
        return on_end::end(desk, acting, mentorship, EndReason::Other, &message);
    }
    desk.audit(Some(me), "mentorship.goes-on", mentorship.id.0);
    let notice = Notice::Thanks {
        what: if message.is_empty() {
            format!("Good: your mentorship with {name} goes on.")
        } else {
            format!("Good: your mentorship with {name} goes on. What you wrote below YES stays with the team.")
        },
        next: "Should that change, write END in answer to a mail of your conversation.".to_owned(),
        options: Vec::new(),
    };
    desk.post(Draft::new(me, notice).in_conversation(mentorship.conversation).answering(acting.mail));
    desk.put_question(question.answered("YES", &message, now));
    limited(desk, acting.mail, Disposition::Done("mentorship.goes-on"))
}
