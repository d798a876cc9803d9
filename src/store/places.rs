//! Where words stand in the database: for whoever has to know that they stand nowhere any more.

use jiff::Timestamp;
use regex::bytes::RegexSet;

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

impl Store {
    /// Looks for words, in capitals or not, in every value of every table.
    pub async fn places(&self, words: &[String]) -> Result<Vec<Place>, StoreError> {
        let patterns = words.iter().map(|word| format!("(?i){}", regex::escape(word)));
        let any = RegexSet::new(patterns).map_err(|error| StoreError::NotPossible(error.to_string()))?;
        let mut tx = self.pools.read().await?;
        let mut places = Vec::new();
        for name in migrate::tables() {
            let table = table(&mut tx, name).await?;
            let made = table.columns.iter().position(|column| MADE.contains(&column.name.as_str()));
            each(&mut tx, &table, &mut |values| {
                let moment = made.and_then(|at| values.get(at));
                let since = if let Some(Value::Number(Some(moment))) = moment { Some(instant(*moment)) } else { None };
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
