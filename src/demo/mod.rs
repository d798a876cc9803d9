//! The whole thing at work on one machine with nothing installed: an embedded mail server, a small programme with people in it,
//! and the real service between them, over real sockets.

mod narrator;
pub mod person;
mod story;
mod town;

pub use narrator::Narrator;
pub use story::play;
pub use town::{PASSWORD, Ports, SERVICE, Town, mail_server};

/// Why the demo did not go as told.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A mail that should have come did not.
    #[error("{0} waited for a mail of kind {1:?} and got none within {2} seconds")]
    Missing(String, &'static str, u64),
    /// A mail came that is not as told.
    #[error("the {0} to {1} {2}")]
    Wrong(&'static str, String, String),
    /// A mail of a person was not taken.
    #[error("the mail of {0} was not taken: {1}")]
    NotTaken(String, String),
    /// The service.
    #[error(transparent)]
    Service(#[from] crate::service::ServiceError),
    /// The machine.
    #[error("{0}")]
    Machine(String),
}
