//! The program against a real, private Dovecot.

mod server;
mod smtp;
mod story;
mod town;
mod wait;
