//! The mail layer: the RFCs' words, bytes in and bytes out, pure. Knows nothing of the programme.

mod absence;
pub mod address;
pub mod auth;
mod bodies;
pub mod calendar;
mod charset;
pub mod compose;
pub mod envelope;
pub mod fields;
mod flowed;
pub mod html_text;
pub mod inbound;
mod nesting;
mod origin;
pub mod parse;
pub mod picture;
pub mod reply_text;
pub mod report;
mod reported;
pub mod scrub;
pub mod sender;
mod tnef;
