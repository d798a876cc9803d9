//! The real service between two mail servers that misbehave on command: whatever they do, it ends as if they had not.

mod clock;
mod cut;
mod house;
mod imap;
mod loops;
mod monitoring;
mod proxy;
mod refusals;
mod released;
mod smtp;
mod story;
mod tls;
mod waiting;
