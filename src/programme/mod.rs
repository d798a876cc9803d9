//! The programme's rules, pure: an event and a snapshot go in, changes and letters come out.

mod acting;
mod attachments;
pub mod case;
pub mod change;
pub mod command;
pub mod conversation;
pub mod decide;
mod desk;
mod directory;
mod draft;
pub mod event;
mod guard;
mod leak;
pub mod letter;
pub mod meaning;
pub mod mentorship;
pub mod notice;
mod on_bounce;
mod on_case;
mod on_command;
mod on_decision;
mod on_digest;
mod on_directory;
mod on_due;
mod on_end;
mod on_held;
mod on_interested;
mod on_invited;
mod on_mail;
mod on_pause;
mod on_refused;
mod on_staff;
mod on_text;
mod on_too_big;
pub mod outcome;
pub mod person;
pub mod policy;
pub mod request;
mod request_clock;
pub mod snapshot;
pub mod staff_command;
mod staff_show;
mod standing;

#[cfg(test)]
mod tests;
