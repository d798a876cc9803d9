//! The program against a real, private Dovecot.

mod away;
#[path = "../../examples/throughput/corpus.rs"]
mod corpus;
mod crash;
#[path = "../../examples/throughput/installation.rs"]
mod installation;
mod keeping;
mod killed;
mod kills;
mod mailbox;
#[path = "../../src/store/tests/postgres.rs"]
mod postgres;
mod reach;
mod secrets;
mod server;
mod several;
mod smtp;
mod steps;
mod story;
mod tokens;
mod town;
mod wait;
