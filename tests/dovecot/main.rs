//! The program against a real, private Dovecot.

mod away;
mod crash;
mod disk;
mod keeping;
mod kills;
mod mailbox;
#[path = "../../src/store/tests/postgres.rs"]
mod postgres;
mod reach;
mod secrets;
mod server;
mod several;
mod smtp;
mod story;
mod tokens;
mod town;
mod wait;
