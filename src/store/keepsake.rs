//! All that is kept about a person, as one JSON object for them.

use std::panic::catch_unwind;

use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Map, Value, json};
use sqlx::AssertSqlSafe;

use super::backend::{Tx, row, rows};
use super::personal::{Show, TABLES, TO_ME, Table};
use super::words::instant;
use super::{Store, StoreError};
use crate::mail::address::Address;
use crate::programme::person::PersonId;
use crate::programme::snapshot::Keepsake;

impl Store {
    /// All that is kept about the person whose address this is, mails and all; `None` where it is nobody's.
    pub async fn keepsake_of(&self, address: &Address) -> Result<Option<(PersonId, Keepsake)>, StoreError> {
        let mut tx = self.pools.read().await?;
        let found = row!(&mut tx, (i64,), "SELECT person FROM addresses WHERE address_key = $1", address.key())?;
        match found {
            Some((id,)) => Ok(Some((PersonId(id), keepsake(&mut tx, PersonId(id), usize::MAX).await?))),
            None => Ok(None),
        }
    }
}

/// All that is kept about a person; of the mails' bytes, the newest that fit into `room`.
pub(super) async fn keepsake(tx: &mut Tx, person: PersonId, room: usize) -> Result<Keepsake, StoreError> {
    let mut all = Map::new();
    let mut counts = Vec::new();
    for table in TABLES.iter().filter(|table| !table.mine.is_empty()) {
        let mut found = lines(tx, table, person).await?;
        let mails = match table.name {
            "inbox" => Some(("raw", "person = $1")),
            "outbox" => Some(("message", TO_ME)),
            _ => None,
        };
        if let Some((column, which)) = mails {
            // Half for what they wrote, half for what they were sent.
            add_mails(tx, &mut found, (table.name, column, which), person, room / 2).await?;
        }
        counts.push((title(table.name), found.len()));
        all.insert(table.name.to_owned(), Value::Array(found));
    }
    all.insert("names".to_owned(), names(tx, person).await?);
    // A map of plain values always has a text.
    let json = serde_json::to_string_pretty(&Value::Object(all)).unwrap_or_default();
    Ok(Keepsake { json, counts })
}

/// What the rows of a table are called in the mail that brings them.
fn title(table: &str) -> &'static str {
    match table {
        "people" => "profile",
        "requests" => "requests",
        "mentorships" => "mentorships",
        "cases" => "cases with the team",
        "questions" => "questions you were asked, with your answers",
        "conversations" => "conversations",
        "inbox" => "mails from you",
        "outbox" => "mails to you",
        "held" => "mails that waited for your word",
        "thread_ids" => "places of mails in their threads",
        "audit" => "lines of the record of what was done",
        "addresses" => "addresses",
        "goals" => "goals",
        "meetings" => "meetings",
        _ => "other entries",
    }
}

/// The person's rows of one table, each as an object.
async fn lines(tx: &mut Tx, table: &Table, person: PersonId) -> Result<Vec<Value>, StoreError> {
    let shown: Vec<_> = table.columns.iter().filter(|(_, _, show)| *show != Show::Hidden).collect();
    let pairs: Vec<_> = shown.iter().map(|(name, ..)| format!("'{name}', {name}")).collect();
    let (pairs, first) = (pairs.join(", "), shown.first().map_or("1", |(name, ..)| *name));
    let sql = |object: &str| {
        format!("SELECT CAST({object}({pairs}) AS TEXT) FROM {} WHERE {} ORDER BY {first}", table.name, table.mine)
    };
    // Made of constants of this program alone.
    let found = rows!(
        tx,
        (String,),
        sqlite: AssertSqlSafe(sql("json_object")),
        postgres: AssertSqlSafe(sql("json_build_object")),
        person.0
    )?;
    let line = |(text,): (String,)| {
        let read: Value = serde_json::from_str(&text).unwrap_or_default();
        let field = |(name, _, show): &&(&str, super::personal::Fate, Show)| {
            let value = read.get(*name).cloned().unwrap_or_default();
            ((*name).to_owned(), readable(value, *show))
        };
        Value::Object(shown.iter().map(field).collect())
    };
    Ok(found.into_iter().map(line).collect())
}

fn readable(value: Value, show: Show) -> Value {
    match (show, value.as_i64()) {
        (Show::Moment, Some(micros)) => json!(instant(micros).to_string()),
        (Show::Flag, Some(number)) => json!(number != 0),
        _ => value,
    }
}

/// Adds the mails' own words and bytes to their rows, newest first, as long as there is room.
async fn add_mails(
    tx: &mut Tx,
    found: &mut [Value],
    (table, column, which): (&str, &str, &str),
    person: PersonId,
    mut room: usize,
) -> Result<(), StoreError> {
    for line in found.iter_mut().rev() {
        let Some(id) = line.get("id").and_then(Value::as_i64) else { continue };
        let sql = format!(
            "SELECT b.{column} FROM {table} JOIN {table}_bytes b ON b.{table} = {table}.id WHERE ({which}) AND id = $2"
        );
        let raw = row!(tx, (Vec<u8>,), AssertSqlSafe(sql.clone()), person.0, id)?;
        let (Some((raw,)), Some(line)) = (raw, line.as_object_mut()) else { continue };
        if raw.len() > room {
            line.insert("left_out".to_owned(), json!(format!("{} bytes: ask the team for them", raw.len())));
            continue;
        }
        room = room.saturating_sub(raw.len());
        // A mail that was stored was read before; one that could not be is shown by its bytes alone.
        line.extend(catch_unwind(|| said(&raw)).unwrap_or_default());
        line.insert("message".to_owned(), json!(String::from_utf8_lossy(&raw)));
    }
    Ok(())
}

/// What a mail says, readable without a mail program.
fn said(raw: &[u8]) -> Map<String, Value> {
    let mut said = Map::new();
    let Some(message) = MessageParser::default().parse(raw) else { return said };
    said.insert("subject".to_owned(), json!(message.subject()));
    said.insert("text".to_owned(), json!(message.body_text(0)));
    let files: Vec<_> = message.attachments().filter_map(|part| part.attachment_name()).collect();
    said.insert("files".to_owned(), json!(files));
    said
}

/// The names behind the numbers: those whom the person has asked, or who have asked them.
async fn names(tx: &mut Tx, person: PersonId) -> Result<Value, StoreError> {
    let found = rows!(
        tx,
        (i64, String),
        "SELECT id, name FROM people WHERE id IN (SELECT mentor FROM requests WHERE mentee = $1)
             OR id IN (SELECT mentee FROM requests WHERE mentor = $1) ORDER BY id",
        person.0
    )?;
    Ok(Value::Object(found.into_iter().map(|(id, name)| (id.to_string(), json!(name))).collect()))
}
