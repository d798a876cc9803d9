//! The templates that are part of the program, by their file names.

/// A template's file name without its folder, and what it says.
pub(super) type Shipped = (&'static str, &'static str);

macro_rules! shipped {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../email-templates/en/", $name)))),*]
    };
}

/// What all mails share: the salutation, the end, and the frames around both parts.
pub(super) const SHARED: &[Shipped] =
    shipped!["greeting.hbs" "fields.hbs" "suggestions.hbs" "footer.hbs" "layout.html.hbs" "layout.text.hbs"];

/// One for each kind of mail, named by [`crate::programme::notice::Notice::kind`].
pub(super) const MAILS: &[Shipped] = shipped![
    "welcome.hbs"
    "invitation.hbs"
    "form.hbs"
    "form-again.hbs"
    "application-received.hbs"
    "waiting.hbs"
    "approved.hbs"
    "rejected.hbs"
    "profile.hbs"
    "profile-changed.hbs"
    "leaving.hbs"
    "left.hbs"
    "directory.hbs"
    "mentor.hbs"
    "message-wanted.hbs"
    "request.hbs"
    "request-sent.hbs"
    "request-reminder.hbs"
    "request-question.hbs"
    "request-waits.hbs"
    "request-closed.hbs"
    "request-expired.hbs"
    "declined.hbs"
    "withdrawn.hbs"
    "accepted.hbs"
    "introduction.hbs"
    "goals.hbs"
    "goals-met.hbs"
    "nudge.hbs"
    "check-in.hbs"
    "studies-end.hbs"
    "share.hbs"
    "shared.hbs"
    "which-one.hbs"
    "feedback.hbs"
    "thanks.hbs"
    "relay.hbs"
    "meeting-proposed.hbs"
    "meeting-sent.hbs"
    "meeting.hbs"
    "meeting-unclear.hbs"
    "meeting-declined.hbs"
    "meeting-cancelled.hbs"
    "meeting-reminder.hbs"
    "meeting-answer.hbs"
    "not-relayed.hbs"
    "held.hbs"
    "confirm-command.hbs"
    "confirm-address.hbs"
    "confirm-meaning.hbs"
    "done.hbs"
    "already-done.hbs"
    "not-understood.hbs"
    "not-allowed.hbs"
    "help.hbs"
    "faq.hbs"
    "status.hbs"
    "ended.hbs"
    "paused.hbs"
    "resumed.hbs"
    "case.hbs"
    "case-reply.hbs"
    "yearly-review.hbs"
    "not-approached.hbs"
    "case-answered.hbs"
    "case-closed.hbs"
    "announcement-confirm.hbs"
    "announcement.hbs"
    "report.hbs"
    "export.hbs"
    "transcript.hbs"
    "digest.hbs"
    "undelivered.hbs"
    "address-failing.hbs"
    "too-big.hbs"
    "stranger.hbs"
];
