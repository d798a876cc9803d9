//! The rules, tried with plain values.

mod care;
mod cases;
mod clock;
mod commands;
mod delivery;
mod directory;
mod everyone;
mod faq;
mod forms;
mod held_words;
mod identity;
mod invariants;
mod mailbox;
mod meaning;
mod meetings;
mod mentorship_clock;
mod mentorships;
mod people;
mod questions;
mod quiet;
mod relaying;
mod request_clock;
mod requests;
mod roster;
mod staff;
mod wordings;
pub(crate) mod world;
