//! The words of all mails: something to press, no shouting, British spelling, plain words, short subjects.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{Page, Rendered, templates};
use crate::programme::notice::Notice;

/// The kinds that may come without a button, and what takes its place.
const WITHOUT_BUTTON: &[(&str, &str)] = &[
    ("accepted", "the next step is a letter, and answering is enough"),
    ("announcement", "a letter of the team"),
    ("case-closed", "nothing is left to do; an answer opens it again"),
    ("case-reply", "a letter of the team"),
    ("digest", "on a quiet day nothing waits for a decision"),
    ("done", "nothing is left to do"),
    ("erased", "nobody is left to press it"),
    ("export", "the tables are attached"),
    ("goals", "a goal needs words; its word stands in the text"),
    ("help", "where nothing can be done"),
    ("mailbox-away", "only those who look after the mail server can help"),
    ("mailbox-back", "nothing is left to do"),
    ("meeting-cancelled", "where the mentorship has ended with it"),
    ("profile", "an answer with the new line changes it"),
    ("profile-changed", "an answer with the marked lines mends it"),
    ("relay", "a letter of the other side"),
    ("report", "another period needs words"),
    ("request-closed", "the mentor has nothing to do"),
    ("request-expired", "the mentor has nothing to do"),
    ("request-question", "a letter of the other side"),
    ("shared", "from here they write to each other"),
    ("thanks", "nothing is left to do"),
    ("too-big", "the mail is to be sent again"),
    ("transcript", "it tells what was done"),
    ("undelivered", "where the service goes on trying"),
    ("withdrawn", "the mentor has nothing to do"),
];

/// What the contract names, under "Header on every mail sent".
const CONTRACT: &str = "welcome form form-again application-received waiting approved rejected invitation profile \
    profile-changed directory mentor message-wanted request request-sent request-reminder request-question \
    request-expired declined withdrawn accepted introduction relay not-relayed held confirm-command confirm-address \
    confirm-meaning done already-done not-understood not-allowed help faq status goals goals-met meeting \
    meeting-reminder nudge check-in share shared ending ended feedback thanks paused resumed leaving left \
    yearly-review not-approached studies-end case case-reply case-closed transcript digest announcement mydata erase \
    erased undelivered too-big stranger";

/// Words of staff, and the second words of two-word commands; all others are [`Word::all`]'s.
const STAFF_WORDS: &str = "APPROVE REJECT PENDING PEOPLE SHOW REMIND CLOSE SUSPEND RESTORE INVITE ANNOUNCE REPORT EXPORT \
    DIGEST TEAM CANCEL REMOVE";

/// Short for something, and known to everybody who reads it.
const ABBREVIATIONS: &str = "CV MBA MB OK";

/// How American words begin, beside those that end in -ize and -yze.
const AMERICAN: &str = "color center behavior favor honor labor neighbor gotten canceled canceling traveled traveling \
    labeled counselor enrollment fulfillment skillful catalog dialog gray vacation inquir organiz realiz \
    recogniz apologiz analyz summariz personaliz customiz emphasiz finaliz prioritiz";

/// What only those who make such programs say.
const JARGON: &str = "mib kib url smtp imap token database header subaddress ics imip config configuration server client \
    login user users ticket click submit parse parsed template uid sequence null error invalid syntax";

/// How long a subject may be, in characters, with two long names or a whole date in it.
const LONGEST_SUBJECT: usize = 80;
/// How many words a mail may have, with what people wrote in it and the lines that all mails end with.
const MOST_WORDS: usize = 300;

/// Every sample with its mail; rendered once for all tests.
fn mails() -> &'static [(Notice, Rendered)] {
    static MAILS: LazyLock<Vec<(Notice, Rendered)>> = LazyLock::new(|| {
        let templates = templates();
        let render = |notice: Notice| {
            let mail = templates.render(&notice, &Page::sample()).unwrap();
            (notice, mail)
        };
        templates.samples().into_iter().map(render).collect()
    });
    &MAILS
}

/// The text in its words, as written.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[test]
fn every_mail_has_something_to_press() {
    let mut without = BTreeSet::new();
    for (notice, mail) in mails() {
        if !mail.html.contains("href=\"mailto:") {
            without.insert(notice.kind());
        }
    }
    let allowed: BTreeSet<_> = WITHOUT_BUTTON.iter().map(|(kind, _)| *kind).collect();
    // Both ways, so that the list does not outlive its reasons.
    assert_eq!(without, allowed);
    assert!(WITHOUT_BUTTON.iter().all(|(_, reason)| !reason.is_empty()));
}

#[test]
fn every_kind_of_the_contract_is_there() {
    let kinds: BTreeSet<_> = Notice::samples().iter().map(Notice::kind).collect();
    let missing: Vec<_> = CONTRACT.split_whitespace().filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn only_command_words_stand_in_capitals() {
    use crate::programme::command::Word;
    let known: BTreeSet<&str> = Word::all()
        .iter()
        .flat_map(|word| word.as_str().split(' '))
        .chain(STAFF_WORDS.split_whitespace())
        .chain(ABBREVIATIONS.split_whitespace())
        .collect();
    for (notice, mail) in mails() {
        for text in [&mail.subject, &mail.text] {
            for word in tokens(text).filter(|word| word.chars().count() > 1 && word.chars().all(char::is_uppercase)) {
                assert!(known.contains(word), "{word} in {}: {text}", notice.kind());
            }
        }
    }
}

#[test]
fn the_words_are_british_and_plain() {
    for (notice, mail) in mails() {
        let text = format!("{}\n{}", mail.subject, mail.text).to_lowercase();
        for word in tokens(&text) {
            let american = AMERICAN.split_whitespace().any(|start| word.starts_with(start));
            let ends = ["ize", "ized", "izes", "izing", "yze", "yzed"].iter().any(|end| word.ends_with(end));
            assert!(!american && (!ends || ["size", "prize", "sized"].contains(&word)), "{word} in {}", notice.kind());
            assert!(!JARGON.split_whitespace().any(|jargon| jargon == word), "{word} in {}: {text}", notice.kind());
        }
        for clumsy in ["please note", "in order to", " e-mail", "do not hesitate", "unfortunately", "!!", "...", " ,"] {
            assert!(!text.contains(clumsy), "{clumsy:?} in {}: {text}", notice.kind());
        }
    }
}

#[test]
fn every_mail_is_short() {
    for (notice, mail) in mails() {
        let kind = notice.kind();
        assert!(mail.subject.chars().count() <= LONGEST_SUBJECT, "{kind}: {}", mail.subject);
        assert!(
            !mail.subject.ends_with('.') && mail.subject.starts_with(char::is_uppercase),
            "{kind}: {}",
            mail.subject
        );
        let count = mail.text.split_whitespace().count();
        assert!(count <= MOST_WORDS, "{kind} has {count} words");
    }
}

#[test]
fn every_mail_says_how_to_reach_a_person() {
    for (notice, mail) in mails() {
        let told = ["STAFF", "the team", "HELP", "careers service"].iter().any(|way| mail.text.contains(way));
        assert!(told, "{}: {}", notice.kind(), mail.text);
    }
}
