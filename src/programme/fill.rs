//! Fills a person's profile from the answers in a mail.

use jiff::civil::Date;

use super::event::Mail;
use super::form::read::{END, Labels};
use super::form::value::weigh;
use super::form::{Field, Wrong};
use super::guard::beginning;
use super::person::{Person, Role};

/// How a form is taken.
pub(super) struct How {
    /// While somebody joins: they may say as what, and nothing that is known is taken back by an empty line.
    pub joining: bool,
    /// The day, for what must lie ahead.
    pub today: Date,
}

/// What came of it.
pub(super) struct Filled {
    /// How many answers there were, changed or not.
    pub found: usize,
    /// What is different now.
    pub changed: Vec<Field>,
    /// What could not be taken.
    pub wrong: Vec<Wrong>,
}

/// Why a field comes back that has not been answered yet, and one whose answer was taken out.
pub(super) const EMPTY: &str = "is still empty";
const NEEDED: &str = "cannot be left empty";

/// Do the words of a mail hold a form, rather than a sentence that happens to begin like one?
pub(super) fn has_answers(mail: &Mail<'_>, mentor: bool) -> bool {
    let (text, elided) = (&mail.inbound.text, &mail.inbound.elided);
    let in_reply = || elided.contains(END) || text.contains(END);
    let new = new_answers(mail, mentor);
    new > 1 || (in_reply() && (new > 0 || said(elided, mentor) > 0))
}

/// How many answers stand in the new words of a mail.
pub(super) fn new_answers(mail: &Mail<'_>, mentor: bool) -> usize {
    said(&mail.inbound.text, mentor)
}

fn said(text: &str, mentor: bool) -> usize {
    Labels::of(mentor).read(text).values().filter(|answer| !answer.trim().is_empty()).count()
}

/// Puts the answers of a mail where they belong.
pub(super) fn fill(person: &mut Person, mail: &Mail<'_>, how: &How) -> Filled {
    let (text, elided) = (&mail.inbound.text, &mail.inbound.elided);
    let mut filled = Filled { found: 0, changed: Vec::new(), wrong: Vec::new() };
    if how.joining && !person.joining.by_staff {
        join_as(person, mail, how, &mut filled);
    }
    let labels = Labels::of(person.role == Role::Mentor);
    // What stands in a line of the form that they wrote, or left among their own words; a name below small talk is none.
    let written = labels.read(text);
    for (field, answer) in labels.answers(text, elided, !how.joining) {
        if field == Field::Role {
            continue;
        }
        let known = field.of(person);
        if same(&answer, &known) {
            filled.found += usize::from(!known.is_empty() && written.contains_key(&field));
            continue;
        }
        take(person, field, &answer, how, &mut filled);
    }
    filled
}

/// As what somebody joins decides which form it is.
fn join_as(person: &mut Person, mail: &Mail<'_>, how: &How, filled: &mut Filled) {
    let answers = Labels::of(person.role == Role::Mentor).answers(&mail.inbound.text, &mail.inbound.elided, false);
    let Some(answer) = answers.get(&Field::Role).filter(|answer| !answer.trim().is_empty()) else { return };
    match weigh(Field::Role, answer, how.today) {
        Ok(role) if !role.is_empty() => Field::Role.put(person, role),
        Ok(_) => {}
        Err(why) => filled.wrong.push(Wrong { field: Field::Role, written: beginning(answer.trim(), 100), why }),
    }
}

fn take(person: &mut Person, field: Field, answer: &str, how: &How, filled: &mut Filled) {
    let known = field.of(person);
    match weigh(field, answer, how.today) {
        Ok(value) if value.is_empty() && (how.joining || known.is_empty() || field == Field::Capacity) => {}
        Ok(value) if value.is_empty() && field.required() => {
            let why = NEEDED.to_owned();
            filled.wrong.push(Wrong { field, written: known, why });
        }
        Ok(value) => {
            filled.found += 1;
            if !same(&value, &known) {
                field.put(person, value);
                filled.changed.push(field);
            }
        }
        Err(why) => {
            filled.found += 1;
            filled.wrong.push(Wrong { field, written: beginning(answer.trim(), 300), why });
        }
    }
}

/// The same words, however a mail program has broken their lines?
fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// What is missing or wrong, a sentence each; none begins like a line of the form, since these come back quoted too.
pub(super) fn faults(wrong: &[Wrong], mentor: bool) -> Vec<String> {
    let (empty, others): (Vec<_>, Vec<_>) = wrong.iter().partition(|wrong| wrong.why == EMPTY);
    let mut faults = Vec::new();
    if !empty.is_empty() {
        let labels: Vec<_> = empty.iter().map(|wrong| wrong.field.label(mentor)).collect();
        faults.push(format!("Still missing: {}.", labels.join(" · ")));
    }
    faults.extend(others.into_iter().map(|wrong| {
        let label = wrong.field.label(mentor);
        let written = beginning(&wrong.written.split_whitespace().collect::<Vec<_>>().join(" "), 60);
        if wrong.why == NEEDED {
            return format!("Please look at “{label}”: it {NEEDED}.");
        }
        format!("Please look at “{label}”: “{written}” {}.", wrong.why)
    }));
    faults
}
