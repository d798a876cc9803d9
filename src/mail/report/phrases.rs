//! The phrases by which mail servers say in words that mail could not be delivered.

/// A line of these says that something failed for good.
pub(super) const FAILED: &[&str] = &[
    "user unknown", "unknown user", "no such user", "no such address", "does not exist", "doesn't exist", "not exist",
    "invalid recipient", "recipient rejected", "address rejected", "mailbox unavailable", "mailbox not found", "user not found",
    "not found", "no mailbox", "unknown recipient", "recipient unknown", "unrouteable", "unroutable", "undeliverable",
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can not be delivered", "not be delivered",
    "unable to deliver", "not able to deliver", "wasn't able to deliver", "was not able to deliver", "can't deliver",
    "couldn't deliver", "delivery failed", "delivery to the following", "failed to deliver", "permanent error",
    "permanent fatal errors", "permanent failure", "fatal error", "failed permanently", "account is disabled",
    "account has been disabled", "account is inactive", "account that you tried to reach", "no longer", "not listed in",
    "not a valid", "is not valid", "bad address", "bad destination", "host unknown", "host not found", "domain not found",
    "name or service not known", "access denied", "mailbox full", "mailbox is full", "quota", "storage", "exceed",
    "user is full", "mailfolder is full", "not collected", "has not been collected", "over the limit", "refused",
    "rejected", "returned to sender", "returned to you", "undelivered", "delivery error", "delivery failure", "is unknown",
    "no account", "isn't valid", "not accepting", "not accept mail", "invalid address", "invalid user", "unavailable",
    "not reach", "the following address", "following recipient", "following user", "recipients failed", "gave up", "given up",
    "giving up", "550 ", "551 ", "552 ", "553 ", "554 ", "failure", "failed", "unknown address", "not known", "not delivered",
    "unzustellbar", "nicht zugestellt", "unbekannt", "n'a pas pu", "inconnu", "no se pudo", "desconocido", "não existe",
    "не удалось", "не доставлен", "не существует", "impossibile", "sconosciuto", "niet bezorgd", "nie istnieje", "spam",
    "blocked", "suspended", "discontinued", "deactivated", "closed", "errors occurred", "had transient", "transcript of session",
];

/// A line of these says that it has not failed yet.
pub(super) const WAITS: &[&str] = &[
    "will be retried", "will retry", "will continue", "continue trying", "still being", "no action is required on your part",
    "not necessary to resend", "has been delayed", "delivery delayed", "warning message only", "could not be delivered for the last",
    "retry until", "not yet been delivered", "has not yet been", "still trying", "keep trying", "message delayed",
    "do not need to resend", "this is a warning", "temporary failure", "try again later", "has not been delivered yet",
];

/// A line of these begins the message that came back: addresses below it are its own.
pub(super) const RETURNED: &[&str] = &[
    "below this line is a copy", "below the next line is a copy", "original message", "returned message", "unsent message",
    "start of returned", "message follows", "message header follow", "headers follow", "copy of the message", "message headers",
    "message text follows", "returned mail follows", "full text of the message", "contents of the message", "header of the message",
    "message header", "undelivered message", "copy of your message", "a copy of the", "text of your message", "your message reads",
    "beginning of the original", "message contents", "content of message", "retourné", "message d'origine", "originalnachricht",
    "mensaje original", "messaggio originale", "текст письма", "was as follows", "message not delivered follows",
];

/// Does any of `phrases` stand in `line` (in lower case)?
pub(super) fn any(line: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| line.contains(phrase))
}
