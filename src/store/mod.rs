//! The store: everything the service keeps, in SQLite or PostgreSQL, each query written once for both.

mod backend;
mod error;
mod facts;
mod inbox;
mod migrate;
mod model;
mod open;
mod records;
mod skeleton;
mod words;

pub use error::StoreError;
pub use model::*;

/// The database; its clones share the connections.
#[derive(Clone, Debug)]
pub struct Store {
    pools: backend::Pools,
}
