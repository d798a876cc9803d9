//! The program against a real, private Dovecot.

mod crash;
mod mailbox;
#[path = "../../src/store/tests/postgres.rs"]
mod postgres;
mod reach;
mod server;
mod several;
mod smtp;
mod story;
mod tokens;
mod town;
mod wait;
