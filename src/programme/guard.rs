//! Who wrote a mail, how sure that is, and what is done where it is not sure enough.

use super::acting::{Place, place};
use super::change::Change;
use super::command::{Command, Word};
use super::conversation::{Held, HeldId, HeldWhy, Topic};
use super::desk::Desk;
use super::draft::Draft;
use super::event::Mail;
use super::letter::Letter;
use super::notice::Notice;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Person, PersonId, PersonState};
use crate::mail::inbound::{Authentication, Verdict};

/// What is known of the author of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// A person of ours.
    Person(PersonId, Proof),
    /// Somebody who holds a valid token of this person, at an address (or none that can be told) that is not theirs.
    Holder(PersonId),
    /// A person of ours, without a doubt, with somebody else's token: they answer a letter that was passed to them.
    Passed(PersonId),
    /// A known person with somebody else's token, or no author that can be told.
    Forged,
    /// Nobody of ours.
    Stranger,
}

/// How sure the author is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Sure enough to change a state.
    Proven,
    /// Enough to converse.
    Likely,
    /// Authentication failed and no token speaks for it.
    Doubtful,
}

/// Tells the author of a mail (`mail.md`, "Who, and about what").
pub(super) fn who(desk: &Desk<'_>, mail: &Mail<'_>) -> Who {
    if let Some(person) = mail.vouched {
        return Who::Person(person, Proof::Proven);
    }
    let token = mail.token.map(|(person, _)| person);
    if mail.inbound.from.is_none() || mail.inbound.from_ambiguous {
        return token.map_or(Who::Forged, Who::Holder);
    }
    match (desk.snapshot.sender, token) {
        (Some(sender), Some(holder)) if sender != holder => match verdict(&mail.inbound.authentication) {
            Verdict::Pass => Who::Passed(sender),
            Verdict::Fail | Verdict::None => Who::Forged,
        },
        (Some(sender), token) => Who::Person(sender, proof(desk, mail, token.is_some())),
        (None, Some(holder)) => Who::Holder(holder),
        (None, None) => Who::Stranger,
    }
}

fn proof(desk: &Desk<'_>, mail: &Mail<'_>, token: bool) -> Proof {
    if !desk.policy.require_authentication {
        return Proof::Proven;
    }
    match (verdict(&mail.inbound.authentication), token) {
        (Verdict::Pass, _) | (Verdict::None, true) => Proof::Proven,
        (Verdict::Fail, true) | (Verdict::None, false) => Proof::Likely,
        (Verdict::Fail, false) => Proof::Doubtful,
    }
}

/// DMARC's word, else what aligned DKIM and SPF say together: one that passes is enough, as in RFC 7489, section 4.2.
pub(super) fn verdict(authentication: &Authentication) -> Verdict {
    let parts = [authentication.dkim, authentication.spf];
    match authentication.dmarc {
        Verdict::None if parts.contains(&Verdict::Pass) => Verdict::Pass,
        Verdict::None if parts.contains(&Verdict::Fail) => Verdict::Fail,
        other => other,
    }
}

/// Does this word only ask? Everything else changes something and wants proof.
pub(super) fn only_asks(word: Word) -> bool {
    matches!(
        word,
        Word::Help
            | Word::Faq
            | Word::Status
            | Word::Profile
            | Word::Mentors
            | Word::MentorsNext
            | Word::Mentor
            | Word::Goals
    )
}

/// Holds a mail and asks the person at their registered address whether it is theirs.
pub(super) fn hold_and_ask(mut desk: Desk<'_>, mail: &Mail<'_>, person: &Person, why: HeldWhy) -> Outcome {
    let held = HeldId(desk.number());
    let subject = desk.policy.programme.clone();
    let conversation = desk.new_conversation(Topic::Held(held), &subject);
    let from = mail.inbound.from.clone().unwrap_or_else(|| person.address.clone());
    // A word such as YES says nothing by itself.
    let question = match place(&desk, person) {
        Place::Question(question) => question.about.asks().to_owned(),
        _ => String::new(),
    };
    let notice = match (&mail.inbound.from, why) {
        (Some(from), HeldWhy::Address) => Notice::ConfirmAddress {
            other_address: from.as_str().to_owned(),
            words: beginning(&mail.inbound.text, 300),
            question,
        },
        _ => Notice::ConfirmCommand { command: command_shown(&mail.inbound.text), question },
    };
    let row = Held { id: held, inbox: mail.inbox, asked: person.id, why, from, released: None, version: 0 };
    desk.change(Change::NewHeld(row));
    desk.audit(Some(person.id), "mail.held", held.0);
    desk.post(Draft::new(person.id, notice).in_conversation(conversation).answering_unthreaded());
    limited(desk, mail, Disposition::Held(held))
}

/// The command, or else the beginning of what was written, on one line.
fn command_shown(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("(an empty mail)");
    match Command::of_line(line) {
        Some(command) => format!("{} {}", command.word.as_str(), command.argument).trim().to_owned(),
        None => beginning(line, 100),
    }
}

/// The first `most` characters, with a mark where more follows.
pub(super) fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// Takes back automatic answers that must not be sent, and says so in the disposition where nothing else came of the mail.
///
/// RFC 3834, section 2: none to automatic mail, few to one address, and here never the same twice in a row for the kinds
/// that say "not understood".
pub(super) fn limited(mut desk: Desk<'_>, mail: &Mail<'_>, disposition: Disposition) -> Outcome {
    let answers = &desk.snapshot.answers;
    for letter in desk.letters_mut().iter_mut().filter(|letter| repeats(letter, answers.last)) {
        // Never the same answer twice in a row, and never silence.
        if let Notice::NotUnderstood { words, options, .. } = &letter.notice {
            letter.notice = Notice::NotUnderstoodAgain { words: words.clone(), options: options.clone() };
        }
    }
    let reason = if !desk.letters_mut().iter().any(|letter| letter.answer) {
        None
    } else if mail.inbound.suppress_response && mail.vouched.is_none() {
        Some(Ignored::Automatic)
    } else if answers.today >= desk.policy.rules.answers_per_day / 2 && is_forged(mail) {
        Some(Ignored::Forged)
    } else if answers.today >= most_answers(&mut desk, mail) {
        Some(Ignored::AnswerLimit)
    } else if desk.letters_mut().iter().any(|letter| repeats(letter, answers.last)) {
        Some(Ignored::SameAnswer)
    } else {
        None
    };
    let Some(reason) = reason else { return desk.close(disposition) };
    desk.letters_mut().retain(|letter| !letter.answer);
    match disposition {
        Disposition::Answered(_) | Disposition::Held(_) => silenced(desk, mail, reason),
        done => desk.close(done),
    }
}

/// How many answers a day the address gets, this one among them. Staff work through long lists by mail; and an answer that asks what
/// was meant, or gives words back, has room beyond the others, since without it what was written would come to nothing unseen.
fn most_answers(desk: &mut Desk<'_>, mail: &Mail<'_>) -> u32 {
    let usual = desk.policy.rules.answers_per_day;
    let needed = |letter: &Letter| {
        matches!(
            letter.notice,
            Notice::ConfirmMeaning { .. }
                | Notice::NotRelayed { .. }
                | Notice::Leaving { .. }
                | Notice::Erase { .. }
                | Notice::Ending { .. }
                | Notice::MeetingUnclear { .. }
                | Notice::WhichRequest { .. }
                | Notice::WhichOne { .. }
                | Notice::Held { .. }
        )
    };
    let staff = desk.snapshot.sender.and_then(|id| desk.person(id)).is_some_and(|person| person.is_staff());
    if staff && verdict(&mail.inbound.authentication) == Verdict::Pass {
        usual.saturating_mul(20)
    } else if desk.letters_mut().iter().any(needed) {
        usual.saturating_mul(3)
    } else {
        usual
    }
}

/// Does authentication fail and nothing else speak for it? Such mail may use up no more than half of an address's answers of a day, or
/// whoever writes in a person's name could silence what that person is to be told.
fn is_forged(mail: &Mail<'_>) -> bool {
    mail.vouched.is_none() && mail.token.is_none() && verdict(&mail.inbound.authentication) == Verdict::Fail
}

/// Would this answer say "not understood" in the same words as the one before it?
fn repeats(letter: &Letter, last: Option<u64>) -> bool {
    let kind = matches!(letter.notice, Notice::NotUnderstood { .. } | Notice::Stranger {} | Notice::FormAgain { .. });
    letter.answer && kind && last == Some(letter.fingerprint())
}

/// Nothing comes of the mail; the first time in a day that an address overflows, staff are told. All who do not take part count as one
/// together: whoever owns a domain has as many addresses as they like.
fn silenced(desk: Desk<'_>, mail: &Mail<'_>, reason: Ignored) -> Outcome {
    let mut desk = desk.fresh();
    if let (Ignored::AnswerLimit, Some(from)) = (reason, &mail.inbound.from) {
        let day = desk.now.to_zoned_datetime(desk.policy.timezone.clone()).date();
        let known = takes_part(&desk);
        for staff in desk.snapshot.staff.clone() {
            let had = desk.snapshot.answers.today;
            let what = format!("{from} has had {had} automatic answers on {}.", day.strftime("%-d %B"));
            let next = match known {
                true => "Mail from there is read, but not answered automatically until tomorrow.",
                false => {
                    "Mail from there is read, but not answered automatically until tomorrow, and so is that of anybody else who \
                     does not take part and writes as much; you hear of this one alone today."
                }
            };
            let next = next.to_owned();
            let key = format!("overflow/{}/{}/{day}", staff.0, if known { from.key() } else { "strangers".to_owned() });
            desk.post(Draft::new(staff, Notice::Done { what, next }).without_conversation().once(key));
        }
    }
    desk.close(Disposition::Ignored(reason))
}

fn takes_part(desk: &Desk<'_>) -> bool {
    let sender = desk.snapshot.sender.and_then(|id| desk.person(id));
    sender.is_some_and(|person| matches!(person.state, PersonState::Active | PersonState::Paused))
}
