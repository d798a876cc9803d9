//! Joining: the form that a newcomer fills in, and what comes of it once nothing is missing.

use super::acting::{Acting, Place};
use super::change::Change;
use super::command::Word;
use super::desk::Desk;
use super::draft::Draft;
use super::event::Mail;
use super::form::read::Labels;
use super::form::{self, Wrong};
use super::guard::{Proof, limited};
use super::notice::Notice;
use super::on_command::already;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Care, Joining, Person, PersonId, PersonState, Profile, Role};
use super::policy::Policy;
use super::question::{self, About, Question};
use super::{fill, on_invited, on_profile, recruitment};
use crate::mail::address::Address;

/// Somebody who is not known asks to join, or sends the form, from an address that is proven to be theirs.
pub(super) fn newcomer(mut desk: Desk<'_>, mail: &Mail<'_>, role: Option<Role>) -> Outcome {
    let Some(address) = mail.inbound.from.clone() else {
        return desk.close(Disposition::Ignored(Ignored::Unreadable));
    };
    let id = PersonId(desk.number());
    let role = role.unwrap_or_else(|| likely_role(desk.policy, mail));
    let person = unknown(&desk, mail, address, id, role);
    desk.change(Change::NewPerson(person.clone()));
    desk.audit(Some(id), "person.asked-to-join", id.0);
    let question = question::ask(&mut desk, id, About::Join, "", None);
    let acting = Acting { person, proof: Proof::Proven, mail, place: Place::Question(question.clone()) };
    if fill::has_answers(mail, acting.person.role == Role::Mentor) {
        return answer(desk, &acting, question, None);
    }
    send_form(&mut desk, &acting, &question);
    limited(desk, mail, Disposition::Done("person.asked-to-join"))
}

/// Who left or was turned down asks to join again, perhaps as something else.
pub(super) fn again(mut desk: Desk<'_>, acting: &Acting<'_, '_>, role: Role) -> Outcome {
    let joining = Joining { invited_at: Some(desk.now), ..Joining::default() };
    let person = Person { state: PersonState::Invited, role, joining, ..acting.person.clone() };
    desk.audit(Some(person.id), "person.asked-to-join", person.id.0);
    desk.change(Change::Person(person.clone()));
    ask(desk, &Acting { person, mail: acting.mail, proof: acting.proof, place: acting.place.clone() })
}

/// Sends the form to somebody who wants to take part, but of whom too little is known.
pub(super) fn ask(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let question = open_question(&mut desk, acting.person.id);
    send_form(&mut desk, acting, &question);
    limited(desk, acting.mail, Disposition::Done("person.asked-to-join"))
}

fn open_question(desk: &mut Desk<'_>, person: PersonId) -> Question {
    let known = desk.snapshot.questions.iter().find(|q| q.about == About::Join && q.asked == person && q.open());
    match known {
        Some(question) => question.clone(),
        None => question::ask(desk, person, About::Join, "", None),
    }
}

fn send_form(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, question: &Question) {
    let notice = form_notice(desk, &acting.person);
    let letter = Draft::new(acting.person.id, notice).in_conversation(question.conversation);
    desk.post(letter.answering(acting.mail));
}

/// The form once more, for somebody who has not answered it, or not all of it.
pub(super) fn remind(desk: &mut Desk<'_>, person: &Person, days: i64, key: String) {
    let asked = |q: &&Question| q.about == About::Join && q.asked == person.id && q.open();
    let Some(question) = desk.snapshot.questions.iter().find(asked).cloned() else { return };
    let mentor = person.role == Role::Mentor;
    let notice = Notice::FormReminder { mentor, days, fields: form::lines(person, true, &[]) };
    desk.post(Draft::new(person.id, notice).in_conversation(question.conversation).once(key));
}

fn form_notice(desk: &Desk<'_>, person: &Person) -> Notice {
    let mentor = person.role == Role::Mentor;
    let opens = recruitment::opening(desk.policy, desk.now).filter(|_| mentor && !person.joining.by_staff);
    Notice::Form {
        mentor,
        opens: opens.map(|at| recruitment::day(desk.policy, at)).unwrap_or_default(),
        fields: form::lines(person, true, &[]),
    }
}

/// The form for an address that has not proven yet whose it is: nothing is kept until it answers.
pub(super) fn form_for_stranger(desk: &Desk<'_>, mail: &Mail<'_>, address: &Address, role: Role) -> Notice {
    let person = unknown(desk, mail, address.clone(), PersonId(0), role);
    form_notice(desk, &person)
}

/// Somebody of whom no more is known than one mail.
fn unknown(desk: &Desk<'_>, mail: &Mail<'_>, address: Address, id: PersonId, role: Role) -> Person {
    Person {
        id,
        role,
        state: PersonState::Invited,
        name: shown_name(mail),
        address,
        profile: Profile::default(),
        joining: Joining { invited_at: Some(desk.now), ..Joining::default() },
        care: Care::default(),
        capacity: desk.policy.rules.suggested_mentees,
        away_until: None,
        failures: 0,
        created_at: desk.now,
        due_at: None,
        version: 1,
    }
}

/// What came back of the form. With `YES`, what it said already is right as it is; with `NO`, they do not take part.
pub(super) fn answer(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, word: Option<Word>) -> Outcome {
    match acting.person.state {
        PersonState::Invited => {}
        PersonState::Applied | PersonState::Waiting | PersonState::Active | PersonState::Paused => {
            return match word {
                Some(_) => already(desk, acting, "Your form is with us already.".to_owned()),
                None => on_profile::edit(desk, acting, Some(question.conversation)),
            };
        }
        _ => return desk.close(Disposition::Ignored(Ignored::NotTakingPart)),
    }
    if word == Some(Word::No) {
        return on_invited::say_no(desk, acting);
    }
    let mut person = acting.person.clone();
    let filled = fill::fill(&mut person, acting.mail, &fill::How { joining: true, today: desk.today() });
    let (said, mut wrong) = (filled.found, filled.wrong);
    let missing = form::missing(&person).into_iter().filter(|field| wrong.iter().all(|w| w.field != *field));
    let empty = |field| Wrong { field, written: String::new(), why: fill::EMPTY.to_owned() };
    wrong.extend(missing.map(empty).collect::<Vec<_>>());
    if wrong.is_empty() && (said > 0 || word.is_some()) {
        return complete(desk, acting, person, question);
    }
    if person != acting.person {
        desk.change(Change::Person(person.clone()));
    }
    let notice = once_more(acting, &person, &wrong, said);
    desk.post(Draft::new(person.id, notice).in_conversation(question.conversation).answering(acting.mail));
    let kept = if said > 0 { Disposition::Done("person.form-kept") } else { Disposition::Answered("form-again") };
    limited(desk, acting.mail, kept)
}

fn once_more(acting: &Acting<'_, '_>, person: &Person, wrong: &[Wrong], said: usize) -> Notice {
    let files = acting.mail.inbound.attachments.iter().any(|file| !file.inline);
    Notice::FormAgain {
        mentor: person.role == Role::Mentor,
        understood: said > 0,
        files: files && said == 0,
        words: if said == 0 { acting.words().to_owned() } else { String::new() },
        faults: fill::faults(wrong, person.role == Role::Mentor),
        fields: form::lines(person, true, wrong),
    }
}

/// Nothing is missing: a mentor applies or waits for the window, a student takes part.
fn complete(mut desk: Desk<'_>, acting: &Acting<'_, '_>, mut person: Person, question: Question) -> Outcome {
    let (now, mentor) = (desk.now, person.role == Role::Mentor);
    if question.open() {
        desk.put_question(question.answered("YES", "", now));
    }
    person.joining.applied_at = Some(now);
    let opens = recruitment::opening(desk.policy, now).filter(|_| mentor && !person.joining.by_staff);
    let known = person.joining.by_staff || is_student(desk.policy, &person.address);
    let (state, notice, what) = match opens {
        Some(at) => {
            let opens = recruitment::day(desk.policy, at);
            (PersonState::Waiting, Notice::Waiting { opens }, "person.waiting")
        }
        None if !mentor && known => (PersonState::Active, Notice::Welcome { mentor }, "person.joined"),
        None => (PersonState::Applied, Notice::ApplicationReceived { mentor, opened: false }, "person.applied"),
    };
    person.state = state;
    desk.audit(Some(person.id), what, person.id.0);
    let id = person.id;
    desk.change(Change::Person(person));
    desk.post(Draft::new(id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done(what))
}

/// Is it an address that the university gives to students, or below such a domain?
fn is_student(policy: &Policy, address: &Address) -> bool {
    let domain = address.domain().to_lowercase();
    policy.student_domains.iter().any(|student| {
        let student = student.trim_start_matches('@').to_lowercase();
        domain == student || domain.strip_suffix(&student).is_some_and(|below| below.ends_with('.'))
    })
}

/// As what a newcomer joins who has not said so: by the form they filled in, else by their address.
pub(super) fn likely_role(policy: &Policy, mail: &Mail<'_>) -> Role {
    let said = |mentor| Labels::of(mentor).answers(&mail.inbound.text, &mail.inbound.elided, false).len();
    match said(true).cmp(&said(false)) {
        std::cmp::Ordering::Greater => Role::Mentor,
        std::cmp::Ordering::Less => Role::Mentee,
        std::cmp::Ordering::Equal if mail.inbound.from.as_ref().is_some_and(|a| is_student(policy, a)) => Role::Mentee,
        std::cmp::Ordering::Equal => Role::Mentor,
    }
}

/// The name beside the address, where it can be one.
fn shown_name(mail: &Mail<'_>) -> String {
    let name = mail.inbound.from_name.as_deref().unwrap_or_default();
    form::value::weigh(form::Field::Name, name, jiff::civil::Date::ZERO).unwrap_or_default()
}
