//! What a mentee finds: a table of searches over a roster, the ranking by aims, and pages.

use std::collections::BTreeSet;

use super::roster::ROSTER;
use super::world::*;
use crate::programme::change::Change;
use crate::programme::outcome::Outcome;
use crate::programme::person::{Person, PersonId, PersonState, Profile, Role};
use crate::programme::request::RequestState;
use crate::programme::search::{self, index::Index};
use crate::programme::snapshot::{MentorEntry, View};

fn mentor(place: usize, fields: &[&str; 6]) -> Person {
    let [name, job, course, help, moves, languages] = fields.map(str::to_owned);
    let id = PersonId(101 + i64::try_from(place).unwrap());
    let profile = Profile { job, course, help, moves, languages, ..Profile::default() };
    Person { profile, ..person(id, Role::Mentor, &name, &format!("mentor{place}@corp.example")) }
}

/// Ada looks at the roster.
fn roster() -> World {
    let entries = ROSTER.iter().enumerate().map(|(place, fields)| MentorEntry {
        person: mentor(place, fields).into(),
        running: 0,
        open: 0,
    });
    World::new().with(|w| *w.directory() = entries.collect())
}

fn notice(outcome: &Outcome) -> serde_json::Value {
    serde_json::to_value(&letter(outcome, "directory").notice).unwrap()
}

fn names(outcome: &Outcome) -> Vec<String> {
    let notice = notice(outcome);
    notice["mentors"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap().to_owned()).collect()
}

fn found(query: &str) -> Vec<String> {
    names(&roster().from(ADA, &format!("MENTORS {query}")))
}

/// Each search with the first of what it finds, in this order; a word in front of a bar is what it is about.
#[test]
fn a_search_finds_what_a_mentee_means() {
    let cases: &[(&str, &[&str])] = &[
        // Word forms.
        ("marketing", &["Nora Haddad", "Zoe Martin", "Maria Schmidt"]),
        ("market", &["Nora Haddad", "Zoe Martin", "Maria Schmidt"]),
        ("Marketers", &["Nora Haddad", "Zoe Martin", "Maria Schmidt"]),
        ("teacher", &["Oliver Hughes"]),
        ("teaching", &["Oliver Hughes", "Olga Petrova"]),
        ("accountants", &["Peter Novák", "Theo Papadopoulos"]),
        ("consultancy", &["Daniel Cohen", "Grace Mwangi"]),
        // Names, accents, and slips of the finger.
        ("okafor", &["James Okafor"]),
        ("Okafar", &["James Okafor"]),
        ("novak", &["Peter Novák", "Tomas Novak"]),
        ("lea moreau", &["Léa Moreau"]),
        ("zurich", &["Rosa Fischer"]),
        ("psichology", &["Niamh Kelly", "Fatima Zahra"]),
        ("marketting germny", &["Maria Schmidt"]),
        // Places, trades and what they are called.
        ("germany", &["Lukas Weber", "Maria Schmidt", "Rosa Fischer"]),
        ("Hamburg", &["Maria Schmidt"]),
        ("england", &["James Okafor", "Ahmed Hassan"]),
        ("scandinavia", &["Henrik Olsen", "Ingrid Larsen"]),
        ("new york", &["Nora Haddad"]),
        ("lawyer", &["Aoife Byrne", "Elif Yilmaz"]),
        ("civil service", &["Ben Clarke", "David Evans"]),
        ("social media", &["Zoe Martin"]),
        ("HR", &["Fatima Zahra"]),
        ("NGO", &["Charlotte Dubois"]),
        ("phd", &["Olga Petrova", "Ingrid Larsen", "Niamh Kelly"]),
        ("startup", &["Mohammed Ali"]),
        ("pharma", &["Raj Patel"]),
        // Several words narrow.
        ("engineering germany", &["Lukas Weber"]),
        ("marketing germany", &["Maria Schmidt"]),
        ("marketing new york", &["Nora Haddad"]),
        ("mentor in marketing who can help me with publishing", &["Nora Haddad"]),
    ];
    let wrong: Vec<_> = cases
        .iter()
        .map(|(query, expected)| (query, expected, found(query)))
        .filter(|(_, expected, found)| {
            !found.iter().map(String::as_str).take(expected.len()).eq(expected.iter().copied())
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (query, count) in [("marketing germany", 1), ("okafor", 1), ("civil service", 2), ("new york", 1)] {
        assert_eq!(found(query).len(), count, "{query}");
    }
}

#[test]
fn what_nobody_has_is_said_with_a_way_to_widen() {
    let peru = notice(&roster().from(ADA, "MENTORS flood maps in Peru"));
    assert_eq!((peru["widened"].as_bool(), peru["missing"].as_str()), (Some(true), Some("“Peru”")));
    assert_eq!(peru["wider"][0]["word"], "MENTORS flood maps");
    assert_eq!(peru["mentors"][0]["name"], "Grace Mwangi");
    // Each word has somebody, but nobody has both.
    let both = notice(&roster().from(ADA, "MENTORS physics theatre"));
    assert_eq!((both["widened"].as_bool(), both["missing"].as_str()), (Some(true), Some("")));
    let words: Vec<_> = both["wider"].as_array().unwrap().iter().map(|w| w["word"].as_str().unwrap()).collect();
    assert_eq!(words, ["MENTORS physics", "MENTORS theatre"]);
    let nothing = notice(&roster().from(ADA, "MENTORS python"));
    assert_eq!((nothing["mentors"].as_array().unwrap().len(), nothing["total"].as_u64()), (0, Some(0)));
    let slip = notice(&roster().from(ADA, "MENTORS germny"));
    assert_eq!(slip["taken_for"][0], "“germny” was read as “germany”.");
    // A short word is no slip of a longer one, and a country is not mistaken for a trade.
    assert!(found("pr").iter().all(|name| name != "Raj Patel"));
    assert_eq!(found("kenya"), [] as [&str; 0]);
}

#[test]
fn without_words_the_aims_rank_and_say_why() {
    let outcome = roster().from(ADA, "MENTORS");
    let page = notice(&outcome);
    assert_eq!(page["by_aims"], true);
    assert_eq!(names(&outcome)[..2], ["Maria Schmidt", "Nora Haddad"]);
    let why = page["mentors"][0]["why"].as_str().unwrap();
    assert_eq!(why, "Can help with marketing; moves: Germany");
    let nothing = roster().edit(ADA, |p| p.profile = Profile::default()).from(ADA, "MENTORS");
    assert_eq!(notice(&nothing)["by_aims"], false);
    assert_eq!(names(&nothing).len(), 8);
}

#[test]
fn who_cannot_be_asked_is_marked_or_left_out() {
    let world = |state, decided: &str| {
        let mut asked = request(33, ADA, PersonId(101), state);
        asked.decided_at = (state != RequestState::Open).then(|| at(decided));
        roster().with(|w| w.snapshot.requests = vec![asked])
    };
    let first = |world: &World, text: &str| notice(&world.from(ADA, text))["mentors"][0].clone();
    let cases = [
        (world(RequestState::Open, ""), "You asked on 16 November; there is no decision yet."),
        (
            world(RequestState::Declined, "2026-11-18T00:00:00Z"),
            "Could not take you on; can be asked again from 16 February.",
        ),
        (roster().with(|w| w.directory()[0].running = 2), "Has as many mentees as they want at the moment."),
        (roster().with(|w| w.snapshot.mentorships = vec![mentorship(44, 33, ADA, PersonId(101))]), "Is your mentor."),
    ];
    for (world, note) in cases {
        let found = first(&world, "MENTORS maria schmidt");
        assert_eq!((found["note"].as_str(), found["closed"].as_bool()), (Some(note), Some(true)));
        assert!(!names(&world.from(ADA, "MENTORS")).contains(&"Maria Schmidt".to_owned()), "{note}");
    }
    let away = roster().with(|w| {
        std::sync::Arc::make_mut(&mut w.directory()[0].person).away_until = Some(at("2026-12-12T00:00:00Z"));
    });
    let found = first(&away, "MENTORS maria schmidt");
    assert_eq!(
        (found["note"].as_str(), found["closed"].as_bool()),
        (Some("Is away until 12 December; an answer may take longer."), Some(false))
    );
    let hidden = roster().with(|w| {
        w.directory()[0].running = 2;
        w.policy.rules.show_full = false;
    });
    assert_eq!(names(&hidden.from(ADA, "MENTORS hamburg")), [] as [&str; 0]);
    // Somebody who pauses is on no list, but is named to who knows their number.
    let paused = World::new().edit(KARL, |p| p.state = PersonState::Paused).with(|w| w.directory().clear());
    assert!(says(&paused.from(ADA, "MENTOR M18"), "not-allowed").contains("Karl Lind is taking a break"));
    assert!(says(&paused.from(ADA, "MENTOR M2"), "not-allowed").contains("No mentor M2 takes requests"));
    assert!(says(&paused.from(ADA, "INTERESTED M1\nHello"), "not-allowed").contains("your own number"));
}

#[test]
fn no_letter_about_another_leads_past_the_programme() {
    let secret = |text: &str| format!("{text} ada@home.example 020 7946 0958 https://meet.example/room");
    let filled = |p: &mut Person| {
        let q = &mut p.profile;
        for field in [&mut q.course, &mut q.job, &mut q.history, &mut q.strengths, &mut q.moves, &mut q.help] {
            *field = secret(field);
        }
        for field in [&mut q.languages, &mut q.year, &mut q.aims, &mut q.preferred_name, &mut q.language] {
            *field = secret(field);
        }
    };
    let everybody = |world: World| [ADA, MONA, KARL, LEA].into_iter().fold(world, |world, id| world.edit(id, filled));
    let cases = [
        (World::new(), ADA, "MENTORS"),
        (World::new(), ADA, "MENTOR M17"),
        (World::new(), ADA, "INTERESTED M17\n\nDear Mona"),
        (World::asked(RequestState::Open), MONA, "ACCEPT"),
        (World::asked(RequestState::Open), MONA, "DECLINE"),
        (World::running(), ADA, "END no time"),
        (World::running(), MONA, "STATUS"),
    ];
    for (world, who, text) in cases {
        let outcome = everybody(world).from(who, text);
        assert!(!outcome.letters.is_empty(), "{text}");
        for letter in &outcome.letters {
            let words = serde_json::to_string(&letter.notice).unwrap();
            for part in ["@home", "7946", "meet.example"] {
                assert!(!words.contains(part), "{text}: {words}");
            }
        }
    }
}

#[test]
fn no_list_and_no_profile_leads_past_the_programme() {
    let world = roster().with(|w| {
        let person = std::sync::Arc::make_mut(&mut w.directory()[0].person);
        person.profile.job = "Brand manager, write to maria@corp.example".into();
        person.profile.help = "Marketing; call +44 1632 960123 or see linkedin.com/in/maria".into();
    });
    for (text, kind) in
        [("MENTORS hamburg", "directory"), ("MENTORS marketing", "directory"), ("MENTOR M101", "mentor")]
    {
        let shown = says(&world.from(ADA, text), kind);
        for part in ["corp.example", "960123", "linkedin"] {
            assert!(!shown.contains(part), "{text}: {part} in {shown}");
        }
    }
}

fn viewed(outcome: &Outcome) -> View {
    let view = outcome.changes.iter().find_map(|change| match change {
        Change::Viewed(who, view) if *who == ADA => Some(view.clone()),
        _ => None,
    });
    view.unwrap()
}

/// Whatever happens between two pages, every mentor is on one page and none is on two.
#[test]
fn pages_show_every_mentor_once() {
    for query in ["", "english", "marketing", "careers in engineering or law"] {
        for size in [1, 3, 8, 50] {
            let mut world = roster().with(|w| w.policy.rules.page_size = size);
            let mut outcome = world.from(ADA, &format!("MENTORS {query}"));
            let total = notice(&outcome)["total"].as_u64().unwrap();
            let mut seen = names(&outcome);
            for turn in 0.. {
                let page = notice(&outcome);
                assert_eq!(page["from"].as_u64().unwrap() as usize + names(&outcome).len(), seen.len() + 1);
                if page["next"].is_null() {
                    break;
                }
                assert_eq!(page["next"], "MENTORS NEXT");
                let view = viewed(&outcome);
                // Meanwhile others are busy: the order of now is another.
                world = world.with(|w| {
                    w.snapshot.view = Some(view);
                    let count = w.snapshot.directory.len();
                    w.directory()[turn * 7 % count].open = 5;
                });
                outcome = world.from(ADA, "MENTORS NEXT");
                seen.extend(names(&outcome));
            }
            let once: BTreeSet<_> = seen.iter().collect();
            assert_eq!((once.len(), seen.len() as u64), (seen.len(), total), "{query:?} by {size}");
            let after = world.with(|w| w.snapshot.view = Some(viewed(&outcome))).from(ADA, "MENTORS NEXT");
            assert!(says(&after, "not-allowed").contains("You have seen"), "{query:?} by {size}");
        }
    }
}

#[test]
fn a_page_is_for_the_last_search() {
    let world = roster().with(|w| w.policy.rules.page_size = 2);
    let view = viewed(&world.from(ADA, "MENTORS marketing"));
    assert_eq!((view.query.as_str(), view.shown.len()), ("marketing", 2));
    let next = world.clone().with(|w| w.snapshot.view = Some(view)).from(ADA, "MENTORS NEXT");
    assert_eq!((names(&next), notice(&next)["query"].as_str()), (vec!["Maria Schmidt".to_owned()], Some("marketing")));
    // Without a search before, it is the first page.
    assert_eq!(names(&world.from(ADA, "MENTORS NEXT")).len(), 2);
    assert_eq!(names(&world.from(ADA, "MENTORS marketing PAGE 2")), ["Maria Schmidt"]);
}

#[test]
fn who_comes_and_goes_is_found_as_if_it_had_always_been_so() {
    let mixed = |place: usize, turn: usize| {
        let from = |step: usize| ROSTER[turn * step % ROSTER.len()];
        mentor(place, &[from(1)[0], from(3)[1], from(5)[2], from(7)[3], from(11)[4], from(13)[5]])
    };
    let mut known: Vec<Option<Person>> = vec![None; 12];
    let mut index = Index::default();
    let mut hits = 0;
    for turn in 0..300 {
        let place = turn * 5 % 12;
        let new = (turn % 7 != 3).then(|| mixed(place, turn));
        search::replace(&mut index, known[place].as_ref(), new.as_ref());
        known[place] = new;
        let afresh = search::index(known.iter().flatten());
        for text in ["marketing in Germany", "finance careers", "enginering", "softwre developer", "mar", "xylophone"] {
            for strictly in [false, true] {
                let expected = afresh.found(text, strictly);
                assert_eq!(index.found(text, strictly), expected, "{turn}: {text}");
                hits += expected.matches('M').count();
            }
        }
    }
    assert!(hits > 1_000, "{hits}");
    for person in &mut known {
        search::replace(&mut index, person.take().as_ref(), None);
    }
    assert!(is_empty(&index), "{index:?}");
}

/// Is nothing left of whom it had?
fn is_empty(index: &Index) -> bool {
    let all = format!("{index:?}");
    all.starts_with("Index { by_text: {}, in_order: {}, by_stem: {}, ") && all.ends_with("length: 0 }")
}

#[test]
fn of_a_text_without_end_the_beginning_is_found_and_nothing_stays() {
    let words: Vec<String> = (0..2_500).map(|n| format!("thing{n}")).collect();
    let long = mentor(0, &["Ada", "", "", &words.join(" "), "", ""]);
    let mut index = Index::default();
    search::replace(&mut index, None, Some(&long));
    let finds = |word: &str| index.found(word, true).contains("M101");
    assert!(finds("thing0") && finds("thing1999"));
    assert!(!finds("thing2000") && !finds("thing2499"));
    search::replace(&mut index, Some(&long), None);
    assert!(is_empty(&index), "{}", index.found("thing2000", true));
}
