//! Where words stand in the database: for whoever has to know that they stand nowhere any more.

use std::collections::HashMap;

use jiff::Timestamp;
use regex::bytes::RegexSet;

use super::backend::{Tx, rows};
use super::removal::{Value, each, table};
use super::words::instant;
use super::{Store, StoreError, migrate};

/// A value that holds a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of the word among those that were looked for.
    pub word: usize,
    /// In which table.
    pub table: &'static str,
    /// In which column.
    pub column: String,
    /// When the row was made, where it says so.
    pub since: Option<Timestamp>,
}

/// Columns that tell when a row was made.
const MADE: [&str; 2] = ["received_at", "created_at"];
/// Columns that tell beside which row bytes stand.
const BESIDE: [&str; 2] = ["inbox", "outbox"];

impl Store {
    /// Looks for words, in capitals or not, in every value of every table.
    pub async fn places(&self, words: &[String]) -> Result<Vec<Place>, StoreError> {
        let patterns = words.iter().map(|word| format!("(?i){}", regex::escape(word)));
        let any = RegexSet::new(patterns).map_err(|error| StoreError::NotPossible(error.to_string()))?;
        let mut tx = self.pools.read().await?;
        let mut places = Vec::new();
        for name in migrate::tables() {
            let table = table(&mut tx, name).await?;
            let column = |names: &[&str]| table.columns.iter().position(|column| names.contains(&column.name.as_str()));
            let (made, of) = (column(&MADE), column(&BESIDE));
            let moments = moments(&mut tx, name).await?;
            each(&mut tx, &table, &mut |values| {
                let number = |at: Option<usize>| match at.and_then(|at| values.get(at)) {
                    Some(Value::Number(number)) => *number,
                    _ => None,
                };
                let moment = number(made).or_else(|| moments.get(&number(of)?).copied());
                let since = moment.map(instant);
                for (column, value) in table.columns.iter().zip(values) {
                    let place = |word| Place { word, table: name, column: column.name.clone(), since };
                    match value {
                        Value::Text(Some(text)) => places.extend(any.matches(text.as_bytes()).into_iter().map(place)),
                        Value::Bytes(Some(bytes)) => places.extend(any.matches(bytes).into_iter().map(place)),
                        _ => {}
                    }
                }
            })
            .await?;
        }
        Ok(places)
    }
}

/// When the rows were made beside which the bytes of this table stand; nothing for a table of anything else.
async fn moments(tx: &mut Tx, table: &str) -> Result<HashMap<i64, i64>, StoreError> {
    let found = match table {
        "inbox_bytes" => rows!(tx, (i64, i64), "SELECT id, received_at FROM inbox")?,
        "outbox_bytes" => rows!(tx, (i64, i64), "SELECT id, created_at FROM outbox")?,
        _ => Vec::new(),
    };
    Ok(found.into_iter().collect())
}
