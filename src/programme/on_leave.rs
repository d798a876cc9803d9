//! `LEAVE`: says first whom it affects and asks for a word to each; then ends what runs, kindly, and only the record stays.

use std::collections::BTreeMap;

use super::acting::Acting;
use super::change::Change;
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::form::read::{END, Labels};
use super::guard::{beginning, limited};
use super::held_words;
use super::leak;
use super::mentorship::{EndReason, Mentorship};
use super::notice::{FormLine, Notice};
use super::on_answer::ask_again;
use super::on_end;
use super::on_meeting_over;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Person, PersonId, PersonState, Role};
use super::question::{self, About, Question};

/// How much of somebody's farewells is kept while their word is waited for.
const MOST: usize = 20_000;
/// How many numbers it takes to tell one side of a mentorship, to ask how it was and to call their meeting off.
const NUMBERS_EACH: i64 = 5;

/// Asks whether they are sure, and for a word to those whom it affects.
pub(super) fn ask(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let me = acting.person.id;
    let known = desk.snapshot.questions.iter().find(|q| q.about == About::Leave && q.asked == me && q.open()).cloned();
    let question = known.unwrap_or_else(|| question::ask(&mut desk, me, About::Leave, "", None));
    let notice = Notice::Leaving {
        mentor: acting.person.role == Role::Mentor,
        others: lines(&desk, me),
        requests: open_requests(&desk, me),
    };
    let letter = Draft::new(me, notice).in_conversation(question.conversation);
    desk.post(letter.answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("person.asked-to-leave"))
}

/// The mentorships that would end, oldest first so that the numbers stay as they are.
fn running<'a>(desk: &'a Desk<'_>, me: PersonId) -> impl Iterator<Item = (u32, &'a Mentorship, PersonId)> {
    let mine = desk.snapshot.mentorships.iter().rev().filter(|m| m.running());
    mine.filter_map(move |m| m.other(me).map(|other| (m, other))).zip(1..).map(|((m, other), n)| (n, m, other))
}

fn lines(desk: &Desk<'_>, me: PersonId) -> Vec<FormLine> {
    let line = |(number, _, other): (u32, &Mentorship, PersonId)| FormLine {
        number,
        label: desk.name(other),
        hint: String::new(),
        mark: false,
        value: String::new(),
    };
    running(desk, me).map(line).collect()
}

fn open_requests(desk: &Desk<'_>, me: PersonId) -> Vec<String> {
    let open = desk.snapshot.requests.iter().filter(|r| r.open().is_some());
    open.map(|r| desk.name(r.other(me))).collect()
}

/// `YES` with words for those it affects, `NO`; words alone are kept until one of the two comes.
pub(super) fn answer(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    question: Question,
    command: Option<(Command, String)>,
) -> Outcome {
    if acting.person.state.is_gone() {
        return desk.close(Disposition::Ignored(Ignored::NotTakingPart));
    }
    match command {
        Some((Command { word: Word::Yes, .. }, words)) => {
            let words = if words.trim().is_empty() { question.words.clone() } else { words };
            leave(desk, acting, question, &words)
        }
        Some((Command { word: Word::No, .. }, _)) => {
            let now = desk.now;
            desk.put_question(question.answered("NO", "", now));
            let notice = Notice::Done {
                what: "You stay; nothing has changed.".to_owned(),
                next: "If you would rather not get new requests for a while, write PAUSE.".to_owned(),
            };
            desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
            limited(desk, acting.mail, Disposition::Done("person.stays"))
        }
        _ => {
            let words = beginning(acting.words(), MOST);
            desk.put_question(Question { words, ..question.clone() });
            ask_again(desk, acting, &question)
        }
    }
}

/// Who gets which words: those beside or below their name; words without a name are for everybody.
fn farewells(desk: &Desk<'_>, acting: &Acting<'_, '_>, words: &str) -> BTreeMap<PersonId, String> {
    let me = acting.person.id;
    let labels = Labels::new(running(desk, me).map(|(number, _, other)| (other, number, desk.name(other))));
    let elided = &acting.mail.inbound.elided;
    let history = if elided.contains(END) { elided.as_str() } else { "" };
    let named = labels.answers(words, history, false);
    let said = |answer: &String| !answer.trim().is_empty();
    if named.values().any(said) {
        return named.into_iter().filter(|(_, answer)| said(answer)).map(|(id, a)| (id, a.trim().to_owned())).collect();
    }
    let common = words.trim();
    let everybody = running(desk, me).map(|(_, _, other)| other);
    if common.is_empty() { BTreeMap::new() } else { everybody.map(|other| (other, common.to_owned())).collect() }
}

fn leave(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, words: &str) -> Outcome {
    let me = acting.person.id;
    // They may have come with an earlier mail.
    let words = leak::as_agreed(desk.snapshot, acting.mail, me, words);
    let farewells = farewells(&desk, acting, &words);
    let leaks = |(other, words): &(&PersonId, &String)| held_words::must_wait(&desk, acting, **other, words);
    if let Some(other) = farewells.iter().find(leaks).map(|(other, _)| *other) {
        return held_words::wait(desk, acting, other, &words);
    }
    let now = desk.now;
    desk.put_question(question.clone().answered("YES", "", now));
    let mentorships: Vec<(Mentorship, PersonId)> = running(&desk, me).map(|(_, m, other)| (m.clone(), other)).collect();
    let ended = u32::try_from(mentorships.len()).unwrap_or(u32::MAX);
    for (mentorship, other) in mentorships {
        let farewell = farewells.get(&other).cloned().unwrap_or_default();
        end(&mut desk, acting, mentorship, other, &farewell);
    }
    let person = Person { state: PersonState::Left, away_until: None, ..acting.person.clone() };
    desk.audit(Some(me), "person.left", me.0);
    desk.change(Change::Person(person));
    close_questions(&mut desk, &question);
    desk.post(Draft::new(me, Notice::Left { ended }).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("person.left"))
}

/// One mentorship ends, and the other side is told.
fn end(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, mentorship: Mentorship, other: PersonId, farewell: &str) {
    let me = acting.person.id;
    desk.audit(Some(me), "mentorship.ended", mentorship.id.0);
    if desk.has_numbers(NUMBERS_EACH) {
        let said = desk.entry(mentorship.conversation, None);
        on_end::tell_other(desk, &mentorship, me, said, farewell, Default::default());
    } else {
        // With more mentorships than a decision has numbers, the last are told without being asked how it was.
        let notice = Notice::Ended {
            by_you: false,
            other_name: acting.person.name.clone(),
            to_mentor: other == mentorship.mentor,
            words: farewell.to_owned(),
            notes: Vec::new(),
            others: 0,
            reason_wanted: false,
        };
        desk.post(Draft::new(other, notice).in_conversation(mentorship.conversation));
    }
    let id = mentorship.id;
    desk.put_mentorship(on_end::ended(mentorship, me, EndReason::Left, desk.now));
    on_meeting_over::end_with(desk, id, Some(me));
}

/// Nobody waits any more for what they were asked.
fn close_questions(desk: &mut Desk<'_>, but: &Question) {
    let now = desk.now;
    let open: Vec<Question> = desk.snapshot.questions.iter().filter(|q| q.id != but.id && q.open()).cloned().collect();
    for question in open {
        desk.put_question(question.answered("", "", now));
    }
}
