//! The handbook: what people ask for and which answer they get.

use super::world::*;
use crate::programme::faq::{FaqEntry, search};
use crate::programme::notice::Notice;
use crate::programme::outcome::Outcome;
use crate::programme::person::{PersonId, Role};
use crate::templates::Templates;

fn handbook() -> Vec<FaqEntry> {
    Templates::load(None).unwrap().answers().cloned().collect()
}

fn asked(who: PersonId, text: &str) -> Outcome {
    World::new().with(|w| w.policy.faq = handbook()).from(who, text)
}

#[test]
fn questions_find_their_answers() {
    let handbook = handbook();
    let mut wrong = Vec::new();
    for (role, query, expected) in [
        (Role::Mentor, "who can be a mentor", "who-can-mentor"),
        (Role::Mentor, "when can I start", "when-to-join"),
        (Role::Mentor, "what is my role", "mentor-role"),
        (Role::Mentor, "good mentor", "good-mentor"),
        (Role::Mentor, "what support can I offer", "support"),
        (Role::Mentor, "how much time", "time"),
        (Role::Mentor, "benefits", "benefits"),
        (Role::Mentor, "nobody approaches me", "not-approached"),
        (Role::Mentor, "number of mentees", "how-many"),
        (Role::Mentor, "what to put in a profile", "profile"),
        (Role::Mentor, "what do mentees expect", "mentees-expect"),
        (Role::Mentee, "confidential", "confidentiality"),
        (Role::Mentee, "CONFIDENTALITY", "confidentiality"),
        (Role::Mentee, "how often do we meet", "how-often"),
        (Role::Mentee, "matching", "matching"),
        (Role::Mentee, "how long", "how-long"),
        (Role::Mentee, "payment", "payment"),
        (Role::Mentee, "do I have to pay", "payment"),
        (Role::Mentee, "ending", "ending"),
        (Role::Mentee, "not what I expected", "not-expected"),
        (Role::Mentee, "who can I ask for help", "whom-to-ask"),
        (Role::Mentee, "can i ask for a job", "not-to-ask"),
        (Role::Mentee, "he declined", "declined"),
        (Role::Mentee, "no answer", "no-answer"),
        (Role::Mentee, "graduation", "after-graduation"),
        (Role::Mentee, "goals", "goals"),
        (Role::Mentee, "new address", "details"),
        (Role::Mentee, "delete my data", "my-data"),
        (Role::Mentee, "first conversation", "first-conversation"),
        (Role::Mentee, "how do I write a request", "good-request"),
        (Role::Mentee, "wrong button", "undo"),
    ] {
        let found = search(&handbook, query, role);
        let first: Vec<_> = found.iter().take(3).map(|entry| entry.name.as_str()).collect();
        if first.first() != Some(&expected) {
            wrong.push(format!("{query}: {first:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for entry in &handbook {
        // A button names the file, a person perhaps the title.
        for query in [&entry.name, &entry.title] {
            assert_eq!(search(&handbook, query, Role::Mentee), [entry], "{query}");
        }
    }
    assert!(search(&handbook, "rabbits", Role::Mentee).is_empty());
}

#[test]
fn without_words_the_list_is_that_of_the_role() {
    for (who, own, others) in [(ADA, "finding", "time"), (MONA, "time", "finding")] {
        for text in ["FAQ", "faq.", "FAQ rabbits?"] {
            let outcome = asked(who, text);
            let Notice::Faq { answer: None, groups, .. } = &letter(&outcome, "faq").notice else { panic!("{text}") };
            let names: Vec<_> =
                groups.iter().flat_map(|group| &group.titles).map(|title| title.name.as_str()).collect();
            assert!(names.contains(&own) && names.contains(&"ending") && !names.contains(&others), "{names:?}");
        }
    }
}

#[test]
fn an_answer_comes_with_those_next_to_it() {
    let outcome = asked(ADA, "FAQ how long does it take");
    let Notice::Faq { answer: Some(_), groups, .. } = &letter(&outcome, "faq").notice else { panic!() };
    assert!(groups.len() == 1 && (1..=4).contains(&groups[0].titles.len()));
    assert_eq!(told(&outcome), "1: faq");
}

#[test]
fn the_months_of_recruitment_are_those_of_the_settings() {
    let cases: [(&[i8], &str); 5] = [
        (&[8, 3], "March and August"),
        (&[10], "October"),
        (&[1, 5, 9], "January, May and September"),
        (&[], "the whole year"),
        (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "the whole year"),
    ];
    for (months, expected) in cases {
        let outcome = World::new().with(|w| w.policy.rules.recruitment_months = months.to_vec()).from(MONA, "FAQ");
        let Notice::Faq { numbers, .. } = &letter(&outcome, "faq").notice else { panic!("{}", told(&outcome)) };
        assert_eq!(numbers.windows, expected);
    }
}
