//! The mail layer: the RFCs' words, bytes in and bytes out, pure. Knows nothing of the programme.

pub mod address;
pub mod compose;
pub mod envelope;
pub mod html_text;
pub mod inbound;
pub mod reply_text;
mod absence;
mod auth;
mod fields;
mod flowed;
mod origin;
mod sender;
pub mod parse;
pub mod report;
