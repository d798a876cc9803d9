//! `END`: a mentorship ends, with a reason and a farewell.

use super::acting::{Acting, Place};
use super::attachments;
use super::command::Command;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::leak::{self, Leak};
use super::mentorship::{EndReason, Ended, Mentorship};
use super::notice::Notice;
use super::on_command::{already, not_allowed};
use super::outcome::{Disposition, Outcome};
use super::standing::not_relayed;

/// Ends the mentorship of the conversation, else the only one that runs.
pub(super) fn decide(desk: Desk<'_>, acting: &Acting<'_, '_>, command: &Command, farewell: &str) -> Outcome {
    let me = acting.person.id;
    if let (Place::Pair(request), Some(mentorship)) = (&acting.place, &desk.snapshot.mentorship)
        && mentorship.request == request.id
    {
        return end(desk, acting, mentorship.clone(), command, farewell);
    }
    let running: Vec<_> = desk.snapshot.mentorships.iter().filter(|m| m.running() && m.other(me).is_some()).collect();
    match running.as_slice() {
        [mentorship] => {
            let mentorship = (*mentorship).clone();
            end(desk, acting, mentorship, command, farewell)
        }
        [] => not_allowed(
            desk,
            acting,
            "No mentorship of yours runs at the moment.",
            "Write HELP to see what you can do.",
        ),
        several => {
            let names: Vec<_> = several.iter().filter_map(|m| m.other(me)).map(|id| desk.name(id)).collect();
            let why = format!("END could be about several mentorships: {}.", names.join(", "));
            not_allowed(desk, acting, &why, "Please write it in answer to a mail of the one you mean.")
        }
    }
}

fn end(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    mentorship: Mentorship,
    command: &Command,
    farewell: &str,
) -> Outcome {
    let me = acting.person.id;
    let Some(other) = mentorship.other(me) else {
        return not_allowed(desk, acting, "This mentorship is not yours.", "");
    };
    if !mentorship.running() {
        let what = format!("The mentorship with {} has ended already.", desk.name(other));
        return already(desk, acting, what);
    }
    let found = leak::find(desk.snapshot, acting.mail, farewell, [me, other]);
    if matches!(found, Some(Leak::Words | Leak::FileName)) && !farewell.is_empty() {
        let why = "Your farewell holds a mail address, and addresses are not passed on, so the mentorship still runs. \
                   Please send it again without.";
        let name = desk.name(other);
        return not_relayed(desk, acting, &name, why, farewell);
    }
    let reason = EndReason::of_words(&command.argument).unwrap_or(EndReason::Other);
    let ended = Some(Ended { at: desk.now, by: me, reason });
    desk.audit(Some(me), "mentorship.ended", mentorship.id.0);
    let said = desk.entry(mentorship.conversation, Some((acting.mail, me)));
    let (files, _) = attachments::passing(&acting.mail.inbound.attachments, desk.policy.max_attachments);
    let told = Notice::Ended {
        by_you: false,
        other_name: acting.person.name.clone(),
        to_mentor: other == mentorship.mentor,
        words: farewell.to_owned(),
    };
    let letter = Draft::new(other, told).in_conversation(mentorship.conversation).entry(said);
    desk.post(letter.with(None, if farewell.is_empty() { Vec::new() } else { files }));
    let mine = Notice::Ended {
        by_you: true,
        other_name: desk.name(other),
        to_mentor: me == mentorship.mentor,
        words: farewell.to_owned(),
    };
    desk.post(Draft::new(me, mine).answering(acting.mail));
    desk.put_mentorship(Mentorship { ended, due_at: None, ..mentorship });
    limited(desk, acting.mail, Disposition::Done("mentorship.ended"))
}
