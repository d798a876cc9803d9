//! The mail layer: the RFCs' words, bytes in and bytes out, pure. Knows nothing of the programme.

pub mod address;
pub mod compose;
pub mod envelope;
pub mod html_text;
pub mod inbound;
pub mod reply_text;
