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
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        todo!()
    }
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        todo!()
    }
    pub async fn close(&self) {
        todo!()
    }
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        todo!()
    }
    pub async fn instance_key(&self, ids: &mut Ids) -> Result<Vec<u8>, StoreError> {
        todo!()
    }
    pub async fn reserve(&self, n: i64) -> Result<i64, StoreError> {
        todo!()
    }
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
    pub async fn ingest(
        &self,
        arrived: &[Arrived],
        cursor: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        todo!()
    }
    pub async fn cursor(&self, folder: &str) -> Result<Option<Cursor>, StoreError> {
        todo!()
    }
    pub async fn note_fetch(&self, now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn last_fetch(&self) -> Result<Option<Timestamp>, StoreError> {
        todo!()
    }
    pub async fn clock_seen(&self) -> Result<Option<Timestamp>, StoreError> {
        todo!()
    }
    pub async fn note_clock(&self, now: Timestamp) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn pending(
        &self,
        now: Timestamp,
        owner: &str,
        until: Timestamp,
        limit: usize,
        max_bytes: u64,
    ) -> Result<Vec<Pending>, StoreError> {
        todo!()
    }
    pub async fn failed(&self, id: InboxId, error: &str, again: Option<Timestamp>) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn moves(
        &self,
        folder: &str,
        uid_validity: u32,
        target: Target,
        limit: usize,
    ) -> Result<Vec<(InboxId, u32)>, StoreError> {
        todo!()
    }
    pub async fn moved(&self, ids: &[InboxId]) -> Result<(), StoreError> {
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
