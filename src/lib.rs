//! **mentorpost** runs a university's career-mentoring programme entirely by email.

pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod ids;
pub mod imap;
pub mod mail;
pub mod programme;
pub mod sandbox;
pub mod service;
pub mod smtp;
pub mod store;
pub mod telemetry;
pub mod templates;
pub mod wire;
