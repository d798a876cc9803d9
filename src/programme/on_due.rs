//! A moment came that some rule waited for.

use jiff::Timestamp;

use super::desk::Desk;
use super::event::Due;
use super::on_answer;
use super::on_digest;
use super::on_meeting_over;
use super::on_mentorship_due;
use super::on_request_due;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person_clock;

/// Decides what is due. Every answer puts the row's next moment later, so that nothing is due twice.
pub(super) fn decide(desk: Desk<'_>, due: Due) -> Outcome {
    match due {
        Due::Request(id) => match desk.snapshot.request.clone().filter(|request| request.id == id) {
            Some(request) => on_request_due::decide(desk, request),
            None => nothing(desk),
        },
        Due::Mentorship(id) => match desk.snapshot.mentorship.clone().filter(|mentorship| mentorship.id == id) {
            Some(mentorship) => on_mentorship_due::decide(desk, mentorship),
            None => nothing(desk),
        },
        Due::Person(id) => person_clock::decide(desk, id),
        // Somebody else may have carried it out since it was found to be due, and be waiting for another moment now.
        Due::Question(id) => {
            let asked = desk.snapshot.question.clone().filter(|question| question.id == id);
            match asked.filter(|question| has_come(&desk, question.due_at)) {
                Some(question) => on_answer::due(desk, question),
                None => nothing(desk),
            }
        }
        Due::Meeting(id) => match desk.snapshot.meetings.iter().find(|meeting| meeting.id == id).cloned() {
            Some(meeting) if has_come(&desk, meeting.due_at) => on_meeting_over::due(desk, meeting),
            _ => nothing(desk),
        },
        Due::Digest(period) => on_digest::decide(desk, period),
    }
}

fn has_come(desk: &Desk<'_>, moment: Option<Timestamp>) -> bool {
    moment.is_some_and(|at| at <= desk.now)
}

fn nothing(desk: Desk<'_>) -> Outcome {
    desk.close(Disposition::Ignored(Ignored::NothingDue))
}
