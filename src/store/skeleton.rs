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
    pub async fn sync_staff(&self, staff: &[(String, Address, Team)], now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn import_conflicts(&self, addresses: &[Address]) -> Result<Vec<(usize, String)>, StoreError> {
        todo!()
    }
    pub async fn import(
        &self,
        rows: &[ImportRow],
        active: bool,
        now: Timestamp,
        ids: &mut Ids,
        progress: &mut (dyn FnMut(usize) + Send),
    ) -> Result<ImportCounts, StoreError> {
        todo!()
    }
    pub async fn snapshot(&self, query: &SnapshotQuery) -> Result<Snapshot, StoreError> {
        todo!()
    }
    pub async fn settle(&self, settlements: &[Settlement], now: Timestamp) -> Result<Vec<Settled>, StoreError> {
        todo!()
    }
    pub async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        todo!()
    }
    pub async fn last_digest(&self) -> Result<Option<Timestamp>, StoreError> {
        todo!()
    }
    pub async fn begin_digests(&self, now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn lease(
        &self,
        now: Timestamp,
        owner: &str,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Leased>, StoreError> {
        todo!()
    }
    pub async fn sent(&self, id: i64, response: &str, now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn deferred(&self, id: i64, until: Timestamp, why: &str) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn uncertain(&self, id: i64, until: Timestamp, why: &str) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn refused(&self, id: i64, why: &str, now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn refusals(&self, limit: usize) -> Result<Vec<(LetterId, String)>, StoreError> {
        todo!()
    }
    pub async fn rehearsed(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn next_wake(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        todo!()
    }
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
