//! A mailbox that cannot be read, and one that can be read again.

use super::world::*;
use crate::programme::event::Event;

fn keys(event: &Event<'_>) -> Vec<Option<String>> {
    World::running().event(event).letters.into_iter().map(|letter| letter.once).collect()
}

#[test]
fn staff_are_told_once_that_it_is_away_and_once_that_it_is_back() {
    let away = Event::Mailbox { since: now(), why: Some("nobody answers".to_owned()) };
    let back = Event::Mailbox { since: now(), why: None };
    let world = World::running();
    assert_eq!(told(&world.event(&away)), "30: mailbox-away, 31: mailbox-away");
    assert_eq!(told(&world.event(&back)), "30: mailbox-back, 31: mailbox-back");
    assert_eq!(keys(&away), keys(&away), "the same key, the same letter");
    assert!(keys(&away).iter().all(Option::is_some) && keys(&away) != keys(&back));
    let later = Event::Mailbox { since: now() + std::time::Duration::from_secs(1), why: Some(String::new()) };
    assert_ne!(keys(&away), keys(&later), "another time is told anew");
}
