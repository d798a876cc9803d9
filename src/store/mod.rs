//! The store: everything the service keeps, in SQLite or PostgreSQL, each query written once for both.

mod error;
mod model;
mod skeleton;

pub use error::StoreError;
pub use model::*;

/// The database; its clones share the connections.
#[derive(Clone, Debug)]
pub struct Store {}
