//! The program against a real, private Dovecot.

mod crash;
mod mailbox;
mod reach;
mod server;
mod smtp;
mod story;
mod tokens;
mod town;
mod wait;
