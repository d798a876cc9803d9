//! Mails that were written to others as well.

use super::world::*;
use crate::mail::address::Address;
use crate::programme::conversation::ConversationId;
use crate::programme::event::{Event, Mail};
use crate::programme::outcome::Outcome;
use crate::programme::person::PersonId;
use crate::programme::request::RequestState;

/// A mail to the conversation at hand, and to these addresses and conversations besides.
fn sent(world: &World, who: PersonId, words: &str, to: &[&str], conversations: &[ConversationId]) -> Outcome {
    let mut world = world.clone();
    world.snapshot.sender = Some(who);
    let here = world.snapshot.conversation.as_ref().map_or(SERVICE, |conversation| conversation.id);
    let inbound = world.write(who, words);
    let also_to: Vec<Address> = to.iter().map(|text| address(text)).collect();
    let mail = mail(&inbound, Some((who, here)));
    world.event(&Event::Mail(Mail { also_to, also_in: conversations.to_vec(), ..mail }))
}

#[test]
fn whoever_copies_somebody_else_in_is_told_that_they_have_no_part() {
    let own = World::new().snapshot.people[&ADA].address.to_string();
    let other = World::new().snapshot.people[&MONA].address.to_string();
    for (world, who, words, to, expected) in [
        (World::running(), ADA, "Hello Mona", vec!["friend@home.example"], "1: done, 17: relay"),
        (World::running(), MONA, "Hello Ada", vec!["friend@home.example"], "17: done, 1: relay"),
        (World::running(), ADA, "Hello Mona", vec![], "17: relay"),
        (World::running(), ADA, "Hello Mona", vec![own.as_str()], "17: relay"),
        // Whether it is hers is for nobody to find out.
        (World::running(), ADA, "Hello Mona", vec![other.as_str()], "1: done, 17: relay"),
        (World::asked(RequestState::Open), ADA, "When?", vec!["friend@home.example"], "1: done, 17: request-question"),
        (World::new(), ADA, "STATUS", vec!["friend@home.example"], "1: status"),
    ] {
        assert_eq!(told(&sent(&world, who, words, &to, &[])), expected, "{words} {to:?}");
    }
    let told_of = sent(&World::running(), ADA, "Hello", &["friend@home.example"], &[]);
    let letter = letter(&told_of, "done");
    assert!(says(&told_of, "done").contains("conversation with Mona Berg"), "{}", says(&told_of, "done"));
    assert!(!says(&told_of, "done").contains("home.example"));
    assert_eq!(letter.once.as_deref(), Some("copied/conversation/300/1"), "once in a conversation");
    let to_colleague = sent(&World::case(false, false), ALAN, "We shall see to it.", &["colleague@uni.example"], &[]);
    assert!(!told(&to_colleague).contains("31:"), "{}", told(&to_colleague));
}

#[test]
fn whoever_writes_to_several_conversations_at_once_is_told_which_of_them_has_it() {
    let others = [ConversationId(301), ConversationId(302)];
    for (world, words, expected) in [
        (World::running(), "Hello to you both", "1: done, 17: relay"),
        (World::asked(RequestState::Open), "When could we talk?", "1: done, 17: request-question"),
        (World::new(), "STATUS", "1: done, 1: status"),
    ] {
        assert_eq!(told(&sent(&world, ADA, words, &[], &others)), expected, "{words}");
    }
    let outcome = sent(&World::running(), ADA, "Hello to you both", &[], &others);
    assert!(says(&outcome, "done").contains("the one with Mona Berg; nobody in the others"));
    let of_staff = sent(&World::case(false, false), ALAN, "We shall see to it.", &[], &others);
    assert!(says(&of_staff, "done").contains("several of your conversations"), "{}", told(&of_staff));
}
