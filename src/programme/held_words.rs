//! Words for somebody else in which a mail address stands: held, and their writer asked how they shall go.
//!
//! They go without the address, or just as they are once both have swapped addresses, or not at all. Whoever does not answer is
//! reminded once; then the words go back to them. Nothing that they were written with is carried out before.

use super::acting::{Acting, Place};
use super::change::Change;
use super::command::Word;
use super::conversation::{Held, HeldId, HeldWhy};
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::leak::{self, Leak};
use super::mentorship::Mentorship;
use super::notice::{Notice, WordLine};
use super::on_command::{already, not_allowed};
use super::on_share;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::PersonId;
use super::question::{About, Question, ask};
use super::snapshot::Snapshot;
use super::standing::not_relayed;

/// What the question says while the words wait until both swap addresses.
const SHARE: &str = "SHARE";

/// Does a mail address stand in these words, or in a file that goes with them or its name, that must not be shown to `to`?
pub(super) fn must_wait(desk: &Desk<'_>, acting: &Acting<'_, '_>, to: PersonId, words: &str) -> bool {
    let shown = !words.trim().is_empty() || !acting.mail.inbound.attachments.is_empty();
    shown && leak::find_beside_html(desk.snapshot, acting.mail, words, [acting.person.id, to]).is_some()
}

/// Holds the mail whose `words` were meant for `to`, and asks its writer.
pub(super) fn wait(desk: Desk<'_>, acting: &Acting<'_, '_>, to: PersonId, words: &str) -> Outcome {
    let (me, mail) = (acting.person.id, acting.mail);
    if mail.leave_out {
        // What it says stands elsewhere, where nothing could be left out; asking again would lead nowhere.
        let why = "A mail address stands in it that could not be left out. Please write it anew.";
        let name = desk.name(to);
        return not_relayed(desk, acting, &name, why, words);
    }
    // What came before on this way is not carried out either: the mail is handled anew when it is released.
    let mut desk = desk.fresh();
    let held = HeldId(desk.number());
    let from = mail.inbound.from.clone().unwrap_or_else(|| acting.person.address.clone());
    let why = HeldWhy::Leak;
    let row = Held { id: held, inbox: mail.inbox, asked: me, why, from, released: None, version: 0 };
    desk.change(Change::NewHeld(row));
    let due = Desk::days_after(desk.now, desk.policy.rules.held_reminder_days);
    let question = ask(&mut desk, me, About::Words(held, to), words, Some(due));
    let notice = Notice::Held {
        other_name: desk.name(to),
        in_file: leak::find_beside_html(desk.snapshot, mail, words, [me, to]) == Some(Leak::FileName),
        share: between(&desk, me, to).is_some() && leak::healed_by_share(desk.snapshot, mail, words, [me, to]),
        leaving: matches!(&acting.place, Place::Question(question) if question.about == About::Leave),
        reminder: false,
        note: String::new(),
        days: desk.policy.rules.held_expiry_days,
        words: words.to_owned(),
    };
    desk.audit(Some(me), "mail.held", held.0);
    desk.post(Draft::new(me, notice).in_conversation(question.conversation).asking_about(mail));
    limited(desk, mail, Disposition::Held(held))
}

/// The running mentorship of the two.
fn between(desk: &Desk<'_>, me: PersonId, other: PersonId) -> Option<Mentorship> {
    let known = desk.snapshot.mentorships.iter().chain(&desk.snapshot.mentorship);
    known.filter(|m| m.running()).find(|m| m.other(me) == Some(other)).cloned()
}

/// `WITHOUT`, `SHARE` or `NO`; anything else is asked again.
pub(super) fn answer(desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, word: Option<Word>) -> Outcome {
    let (Some(held), About::Words(_, to)) = (waiting(&desk, &question), question.about) else {
        return already(desk, acting, "That message waits no more.".to_owned());
    };
    if !question.open() {
        return already(desk, acting, "You have answered this already.".to_owned());
    }
    match word {
        Some(Word::Without) => send(desk, acting, question, &held, to),
        Some(Word::Share) => share(desk, acting, question, &held, to),
        Some(Word::No) => drop(desk, acting, question, &held, to),
        _ => ask_again(desk, acting, &question, to),
    }
}

fn waiting(desk: &Desk<'_>, question: &Question) -> Option<Held> {
    let About::Words(id, _) = question.about else { return None };
    desk.snapshot.held.clone().filter(|held| held.id == id && held.released.is_none())
}

/// The mail is decided about: it is handled anew for whoever vouches for it, or ends.
fn decide(desk: &mut Desk<'_>, held: &Held, vouched: Option<PersonId>, leave_out: bool) {
    let inbox = held.inbox;
    desk.change(Change::DecideHeld { held: held.id, version: held.version, inbox, vouched, leave_out });
    desk.audit(Some(held.asked), if vouched.is_some() { "mail.released" } else { "mail.dropped" }, held.id.0);
}

fn done(mut desk: Desk<'_>, acting: &Acting<'_, '_>, what: String, next: &str, how: &'static str) -> Outcome {
    let notice = Notice::Done { what, next: next.to_owned() };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done(how))
}

fn send(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, held: &Held, to: PersonId) -> Outcome {
    let now = desk.now;
    decide(&mut desk, held, Some(acting.person.id), true);
    desk.put_question(question.answered("WITHOUT", "", now));
    let what = format!("Your message to {} is on its way, without the address.", desk.name(to));
    done(desk, acting, what, "", "mail.released")
}

fn drop(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, held: &Held, to: PersonId) -> Outcome {
    let now = desk.now;
    decide(&mut desk, held, None, false);
    desk.put_question(question.answered("NO", "", now));
    let what = format!("Your message to {} has not been sent, and nothing came of it.", desk.name(to));
    done(desk, acting, what, "You can write to them again at any time.", "mail.dropped")
}

/// Asks the other side to swap addresses: the words go as they are as soon as both want to.
fn share(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, held: &Held, to: PersonId) -> Outcome {
    let me = acting.person.id;
    let name = desk.name(to);
    let Some(mentorship) = between(&desk, me, to) else {
        let why = format!("You and {name} can swap addresses once a mentorship of the two of you runs.");
        return not_allowed(
            desk,
            acting,
            &why,
            "Your message still waits: answer WITHOUT to send it without the address.",
        );
    };
    let now = desk.now;
    if mentorship.shared() || on_share::asked(&mentorship, to) {
        decide(&mut desk, held, Some(me), false);
        desk.put_question(question.answered(SHARE, "", now));
    } else {
        let due_at = Some(Desk::days_after(now, desk.policy.rules.held_expiry_days));
        desk.put_question(Question { answer: SHARE.to_owned(), due_at, ..question });
    }
    if mentorship.shared() {
        let what = format!("You and {name} have each other’s address by now, so your message goes as it is.");
        return done(desk, acting, what, "", "mail.released");
    }
    if on_share::asked(&mentorship, me) {
        let what =
            format!("{name} has been asked to swap addresses already. Your message goes as soon as they say yes.");
        return done(desk, acting, what, "To send it without the address now, answer WITHOUT.", "mail.waits");
    }
    on_share::for_a_message(desk, acting, mentorship)
}

/// The words that decide.
pub(super) fn options(desk: &Desk<'_>, me: PersonId, to: PersonId) -> Vec<WordLine> {
    let option = |word: &str, does: &str| WordLine { word: word.to_owned(), does: does.to_owned(), button: true };
    let mut options = vec![option("WITHOUT", "sends it without the address")];
    if between(desk, me, to).is_some() {
        options.push(option("SHARE", "asks to swap addresses, and sends it as it is once you both want to"));
    }
    options.push(option("NO", "does not send it"));
    options
}

fn ask_again(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: &Question, to: PersonId) -> Outcome {
    let name = desk.name(to);
    let options = options(&desk, acting.person.id, to);
    let understood = format!(
        "Your message to {name} still waits, and only one of these words decides about it. \
         To send {name} other words, answer a mail of your conversation."
    );
    let notice = Notice::NotUnderstood { words: acting.words().to_owned(), understood, options };
    desk.post(Draft::new(acting.person.id, notice).in_conversation(question.conversation).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-understood"))
}

/// A moment came: both want to swap, or one does not; or it is time to remind the writer, or to give the words back.
pub(super) fn due(mut desk: Desk<'_>, question: Question) -> Outcome {
    let (Some(held), About::Words(_, to)) = (waiting(&desk, &question), question.about) else {
        let now = desk.now;
        desk.put_question(question.answered("", "", now));
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    };
    let me = question.asked;
    let mentorship = between(&desk, me, to);
    let now = desk.now;
    if question.answer == SHARE {
        return match mentorship {
            Some(m) if m.shared() => {
                decide(&mut desk, &held, Some(me), false);
                desk.put_question(question.answered(SHARE, "", now));
                desk.close(Disposition::Done("mail.released"))
            }
            Some(_) => {
                let note = format!("You and {} have not swapped addresses.", desk.name(to));
                remind(desk, &question, to, note)
            }
            None => give_back(desk, question, &held, to, "The mentorship has ended."),
        };
    }
    if question.reminders == 0 { remind(desk, &question, to, String::new()) } else { expire(desk, question, &held, to) }
}

fn remind(mut desk: Desk<'_>, question: &Question, to: PersonId, note: String) -> Outcome {
    let rules = &desk.policy.rules;
    let days = if note.is_empty() {
        (rules.held_expiry_days - rules.held_reminder_days).max(1)
    } else {
        rules.held_expiry_days
    };
    let reminders = question.reminders.saturating_add(1);
    let notice = Notice::Held {
        other_name: desk.name(to),
        in_file: false,
        share: between(&desk, question.asked, to).is_some(),
        leaving: false,
        reminder: true,
        note,
        days,
        words: question.words.clone(),
    };
    let key = format!("held/{}/{reminders}", question.id.0);
    desk.post(Draft::new(question.asked, notice).in_conversation(question.conversation).once(key));
    let due_at = Some(Desk::days_after(desk.now, days));
    desk.put_question(Question { reminders, due_at, answer: String::new(), ..question.clone() });
    desk.audit(None, "mail.held-reminded", question.id.0);
    desk.close(Disposition::Done("mail.held-reminded"))
}

fn expire(desk: Desk<'_>, question: Question, held: &Held, to: PersonId) -> Outcome {
    let why = "You have not said how it shall go, and a mail address stands in it. If it was to do something besides, as ACCEPT, END \
               and a yes to leaving do, that has not been done.";
    give_back(desk, question, held, to, why)
}

/// The words go back to their writer, and nothing came of them.
fn give_back(mut desk: Desk<'_>, question: Question, held: &Held, to: PersonId, why: &str) -> Outcome {
    let (me, now) = (question.asked, desk.now);
    decide(&mut desk, held, None, false);
    if desk.person(me).is_some_and(|person| !person.state.is_gone()) {
        let notice =
            Notice::NotRelayed { other_name: desk.name(to), why: why.to_owned(), words: question.words.clone() };
        desk.post(Draft::new(me, notice).once(format!("held/{}/back", question.id.0)));
    }
    desk.put_question(question.answered("", "", now));
    desk.close(Disposition::Done("mail.held-expired"))
}

/// Whose words are to be looked at, since these changes say whether two people swap addresses.
pub(super) fn woken(snapshot: &Snapshot, changes: &[Change]) -> Vec<Change> {
    let known = |m: &Mentorship| snapshot.mentorships.iter().chain(&snapshot.mentorship).find(|old| old.id == m.id);
    let wishes = |m: &Mentorship| [m.mentor, m.mentee].map(|person| on_share::asked(m, person));
    let moved = |old: &Mentorship, new: &Mentorship| wishes(old) != wishes(new) || old.running() != new.running();
    let of = |change: &Change| match change {
        Change::Mentorship(new) if known(new).is_some_and(|old| wishes(old).contains(&true) && moved(old, new)) => {
            Some([(new.mentor, new.mentee), (new.mentee, new.mentor)])
        }
        _ => None,
    };
    changes.iter().filter_map(of).flatten().map(|(from, to)| Change::WakeWords(from, to)).collect()
}
