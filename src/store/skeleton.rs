//! The store's functions whose bodies are still to be written.

use std::path::Path;

use jiff::Timestamp;

use super::*;
use crate::ids::Ids;
use crate::mail::address::Address;
use crate::programme::conversation::InboxId;
use crate::programme::event::Due;
use crate::programme::letter::LetterId;
use crate::programme::person::Team;
use crate::programme::snapshot::Snapshot;

#[allow(unused_variables, missing_docs)]
impl Store {
    pub async fn inbox_list(&self, state: Option<&str>, limit: usize) -> Result<Vec<InboxRow>, StoreError> {
        todo!()
    }
    pub async fn inbox_show(&self, id: InboxId) -> Result<Option<InboxMail>, StoreError> {
        todo!()
    }
    pub async fn inbox_replay(&self, id: InboxId) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn outbox_list(&self, state: Option<&str>, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        todo!()
    }
    pub async fn outbox_show(&self, id: i64) -> Result<Option<OutboxMail>, StoreError> {
        todo!()
    }
    pub async fn outbox_retry(&self, id: i64) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn outbox_drop(&self, id: i64) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn trace_message(&self, message_id: &str) -> Result<Option<Trace>, StoreError> {
        todo!()
    }
    pub async fn trace_person(&self, address: &Address) -> Result<Vec<TraceLine>, StoreError> {
        todo!()
    }
    pub async fn status(&self) -> Result<Status, StoreError> {
        todo!()
    }
    pub async fn backup(&self, path: &Path) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn purge(&self, raw_before: Timestamp, bodies_before: Timestamp) -> Result<Purged, StoreError> {
        todo!()
    }
}
