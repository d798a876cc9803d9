//! The programme's rules, pure: an event and a snapshot go in, changes and letters come out.

pub mod case;
pub mod change;
pub mod command;
pub mod conversation;
pub mod event;
pub mod letter;
pub mod mentorship;
pub mod notice;
pub mod outcome;
pub mod person;
pub mod policy;
pub mod request;
pub mod snapshot;
