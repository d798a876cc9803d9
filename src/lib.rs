//! **mentorpost** runs a university's career-mentoring programme entirely by email.
//!
//! A pure core decides, a thin shell acts. A room imports only from layers below it; adapters never import one another
//! (`tests/layers.rs` holds this):
//!
//! ```text
//! main → cli → demo → service → { imap  smtp  oauth  dkim  store  templates } → config → programme → mail
//!        │       └→ sandbox           leaves for all: bearer, clock, ids, telemetry, wire
//!        ├→ http → service, store, clock
//!        └→ simulation → service, store, templates, config, programme, mail
//! ```
//!
//! | room | holds |
//! | --- | --- |
//! | [`mail`] | the RFCs' words: bytes to [`mail::inbound::Inbound`], [`mail::compose::Draft`] to bytes; pure |
//! | [`programme`] | the rules: snapshot, event and time to an outcome, by [`programme::decide::decide`]; pure |
//! | [`config`] | `config.toml`, checked whole |
//! | [`imap`], [`smtp`], [`oauth`], [`dkim`], [`store`], [`templates`] | the adapters |
//! | [`service`] | the loops: the only place where things happen |
//! | [`http`] | health and figures for monitoring |
//! | [`sandbox`], [`demo`] | a mail server in memory and a small programme, for the demo and the tests |
//! | [`simulation`] | people with habits, virtual time, the real pipeline over mail in memory, and the promises it is held to |
//! | [`cli`] | arguments in, text out, an exit code |
//!
//! The life of one message: `imap` fetches it; `service` stores it as *pending* before anything on the server is touched; it is
//! parsed and the few rows it may depend on are loaded; `decide` says what changes and what is written; the letters are sealed to final
//! bytes; changes, letters and the message's disposition are stored in one transaction; `smtp` hands the letters over afterwards,
//! and what became of each is recorded. Dying between any two steps repeats harmlessly or leaves a row that says what to do next.

pub mod bearer;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod dkim;
pub mod http;
pub mod ids;
pub mod imap;
pub mod mail;
pub mod oauth;
pub mod programme;
pub mod sandbox;
pub mod service;
pub mod simulation;
pub mod smtp;
pub mod store;
pub mod telemetry;
pub mod templates;
pub mod wire;
