//! Removal to another database: every row of every table, checked by counts and hashes before it counts.
//!
//! It knows no table by name: the schema's steps say which there are, and the databases themselves what columns they have. So a
//! table that is added later moves too.

use futures_util::TryStreamExt;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Postgres, QueryBuilder, Row, Sqlite};

use super::backend::{Tx, row, rows, run};
use super::words::micros;
use super::{Store, StoreError, migrate, presence};

/// How many rows, and how many bytes of them, go over at a time.
const ROWS: usize = 200;
const BYTES: usize = 4 << 20;

/// What was moved of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// What they say, whatever their order.
    pub hash: String,
}

impl Store {
    /// Copies everything that `from` holds into this database, which must hold nothing yet; `progress` is told how many rows have
    /// been copied, of how many. Both are read and hashed again before anything counts.
    ///
    /// # Errors
    /// When the service works on `from`, when this database is not empty, when the two differ at the end, or when one of them
    /// fails; this database is then as it was.
    pub async fn take_over(
        &self,
        from: &Self,
        now: Timestamp,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Vec<Moved>, StoreError> {
        let quiet = from.quiet(now).await?;
        let mut source = from.pools.read().await?;
        let mut target = self.pools.write().await?;
        let tables = tables(&mut source, &mut target).await?;
        must_be_empty(&mut target, &tables).await?;
        let mut total = 0;
        for table in &tables {
            total += table.count(&mut source).await?;
        }
        let mut done = 0;
        let mut moved = Vec::new();
        for table in &tables {
            moved.push(copy(&mut source, &mut target, table, &mut |rows| progress(done + rows, total)).await?);
            done += moved.last().map_or(0, |table| table.rows);
        }
        for (table, sent) in tables.iter().zip(&moved) {
            let kept = summed(&mut target, table).await?;
            if kept != *sent {
                let (was, is) = (sent.rows, kept.rows);
                return Err(StoreError::NotPossible(format!(
                    "the table {} came out different ({was} rows there, {is} here): nothing was moved",
                    table.name
                )));
            }
        }
        target.commit().await?;
        drop(quiet);
        // What another process had leased there, nobody has leased here.
        self.free_leases().await?;
        Ok(moved)
    }

    /// Makes sure that no service works on the database; where files can be locked, none begins to until the answer is dropped.
    async fn quiet(&self, now: Timestamp) -> Result<Option<presence::Lock>, StoreError> {
        let busy = || {
            StoreError::NotPossible(
                "the service works on the database to move: stop every `mentorpost serve` first".into(),
            )
        };
        match self.pools.file() {
            Some(database) => match presence::lock_beside(&database).await {
                Some((_, false)) => Err(busy()),
                Some((lock, true)) => Ok(Some(lock)),
                None => Ok(None),
            },
            None => {
                let mut tx = self.pools.read().await?;
                let alive = row!(
                    &mut tx,
                    (String,),
                    "SELECT name FROM facts WHERE name LIKE 'process/%' AND number > $1 LIMIT 1",
                    micros(now)
                )?;
                if alive.is_some() { Err(busy()) } else { Ok(None) }
            }
        }
    }
}

/// One table, as both databases have it.
pub(super) struct Table {
    name: &'static str,
    pub(super) columns: Vec<Column>,
}

/// One column.
pub(super) struct Column {
    pub(super) name: String,
    kind: Kind,
    /// PostgreSQL numbers its rows by itself, unless it is told otherwise.
    numbered: bool,
}

/// What the schema's columns hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Flag,
    Bytes,
}

/// One value of a row.
#[derive(Clone)]
pub(super) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Flag(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

impl Table {
    fn select(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        format!("SELECT {} FROM {}", names.join(", "), self.name)
    }

    fn insert(&self, postgres: bool) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let overriding = postgres && self.columns.iter().any(|column| column.numbered);
        let overriding = if overriding { "OVERRIDING SYSTEM VALUE " } else { "" };
        format!("INSERT INTO {} ({}) {overriding}", self.name, names.join(", "))
    }

    async fn count(&self, tx: &mut Tx) -> Result<u64, StoreError> {
        // The names are this program's own, here and below: from its schema steps.
        let sql = format!("SELECT COUNT(*) FROM {}", self.name);
        let (count,): (i64,) = match tx {
            Tx::Sqlite(c) => sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut **c).await?,
            Tx::Postgres(c) => sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut **c).await?,
        };
        Ok(u64::try_from(count).unwrap_or_default())
    }
}

/// Every table in the order of creation, so that what a row refers to is there before it.
async fn tables(source: &mut Tx, target: &mut Tx) -> Result<Vec<Table>, StoreError> {
    let mut tables = Vec::new();
    for name in migrate::tables() {
        let (there, here) = (columns(source, name).await?, columns(target, name).await?);
        let same =
            there.len() == here.len() && there.iter().zip(&here).all(|(a, b)| a.name == b.name && a.kind == b.kind);
        if !same {
            return Err(StoreError::Damaged(format!(
                "the table {name} has other columns in one database than in the other"
            )));
        }
        tables.push(Table { name, columns: here });
    }
    Ok(tables)
}

/// A table of this database.
pub(super) async fn table(tx: &mut Tx, name: &'static str) -> Result<Table, StoreError> {
    Ok(Table { name, columns: columns(tx, name).await? })
}

/// The columns of a table by name.
async fn columns(tx: &mut Tx, table: &str) -> Result<Vec<Column>, StoreError> {
    let found = rows!(
        tx,
        (String, String, bool),
        sqlite: "SELECT name, type, FALSE FROM pragma_table_info($1) ORDER BY name",
        postgres: "SELECT column_name::TEXT, data_type::TEXT, is_identity = 'YES' FROM information_schema.columns
                   WHERE table_schema = current_schema() AND table_name = $1 ORDER BY column_name COLLATE \"C\"",
        table
    )?;
    let column = |(name, said, numbered): (String, String, bool)| {
        let kind = match said.to_ascii_lowercase().as_str() {
            "text" => Kind::Text,
            "bigint" | "integer" => Kind::Number,
            "boolean" => Kind::Flag,
            "blob" | "bytea" => Kind::Bytes,
            other => {
                return Err(StoreError::Damaged(format!("the column {table}.{name} is of the unknown type {other}")));
            }
        };
        Ok(Column { name, kind, numbered })
    };
    found.into_iter().map(column).collect()
}

/// Refuses a database in which something has been kept; what a new one holds is taken away, to be replaced.
async fn must_be_empty(target: &mut Tx, tables: &[Table]) -> Result<(), StoreError> {
    for table in tables.iter().filter(|table| table.name != "facts") {
        let rows = table.count(target).await?;
        if rows > 0 {
            return Err(StoreError::NotPossible(format!(
                "the database to move into is in use already (its table {} has {rows} rows): name a new one",
                table.name
            )));
        }
    }
    run!(target, "DELETE FROM facts")?;
    Ok(())
}

/// The values of a row of either database.
macro_rules! values {
    ($row:expr, $table:expr) => {{
        let mut values = Vec::with_capacity($table.columns.len());
        for (at, column) in $table.columns.iter().enumerate() {
            values.push(match column.kind {
                Kind::Text => Value::Text($row.try_get(at)?),
                Kind::Number => Value::Number($row.try_get(at)?),
                Kind::Flag => Value::Flag($row.try_get(at)?),
                Kind::Bytes => Value::Bytes($row.try_get(at)?),
            });
        }
        values
    }};
}

/// Goes through the rows of a table; they are never all in memory.
macro_rules! each_row {
    ($tx:expr, $table:expr, $values:ident => $body:block) => {{
        let sql = $table.select();
        match $tx {
            Tx::Sqlite(c) => {
                let mut found = sqlx::query(AssertSqlSafe(sql)).fetch(&mut **c);
                while let Some(row) = found.try_next().await? {
                    let $values = values!(row, $table);
                    $body
                }
            }
            Tx::Postgres(c) => {
                let mut found = sqlx::query(AssertSqlSafe(sql)).fetch(&mut **c);
                while let Some(row) = found.try_next().await? {
                    let $values = values!(row, $table);
                    $body
                }
            }
        }
    }};
}

/// Shows every row of a table.
pub(super) async fn each(tx: &mut Tx, table: &Table, see: &mut (dyn FnMut(&[Value]) + Send)) -> Result<(), StoreError> {
    each_row!(tx, table, values => {
        see(&values);
    });
    Ok(())
}

async fn copy(
    source: &mut Tx,
    target: &mut Tx,
    table: &Table,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Moved, StoreError> {
    let mut sum = Sum::default();
    let mut waiting = Vec::new();
    let mut bytes = 0;
    each_row!(source, table, values => {
        bytes += sum.add(&values);
        waiting.push(values);
        if waiting.len() >= ROWS || bytes >= BYTES {
            insert(target, table, std::mem::take(&mut waiting)).await?;
            bytes = 0;
            progress(sum.rows);
        }
    });
    insert(target, table, waiting).await?;
    progress(sum.rows);
    if let (Tx::Postgres(_), Some(column)) = (&target, table.columns.iter().find(|column| column.numbered)) {
        go_on_numbering(target, table.name, &column.name).await?;
    }
    Ok(sum.of(table))
}

/// What a table holds.
async fn summed(tx: &mut Tx, table: &Table) -> Result<Moved, StoreError> {
    let mut sum = Sum::default();
    each_row!(tx, table, values => {
        sum.add(&values);
    });
    Ok(sum.of(table))
}

async fn insert(tx: &mut Tx, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
    /// The same for both, whose builders are of different types.
    macro_rules! insert {
        ($database:ty, $c:expr, $head:expr) => {{
            let mut sql = QueryBuilder::<$database>::new($head);
            sql.push_values(rows, |mut row, values| {
                for value in values {
                    match value {
                        Value::Text(text) => row.push_bind(text),
                        Value::Number(number) => row.push_bind(number),
                        Value::Flag(flag) => row.push_bind(flag),
                        Value::Bytes(bytes) => row.push_bind(bytes),
                    };
                }
            });
            sql.build().persistent(false).execute(&mut **$c).await?;
        }};
    }
    if rows.is_empty() {
        return Ok(());
    }
    match tx {
        Tx::Sqlite(c) => insert!(Sqlite, c, table.insert(false)),
        Tx::Postgres(c) => insert!(Postgres, c, table.insert(true)),
    }
    Ok(())
}

/// Lets PostgreSQL number the next row behind those that came with numbers.
async fn go_on_numbering(target: &mut Tx, table: &str, column: &str) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), MAX({column})) FROM {table} HAVING COUNT(*) > 0"
    );
    if let Tx::Postgres(c) = target {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut **c).await?;
    }
    Ok(())
}

/// The rows of a table, counted and hashed so that their order does not matter: the hashes of the rows added up.
#[derive(Default)]
struct Sum {
    rows: u64,
    lanes: [u64; 4],
}

impl Sum {
    /// Counts a row in; gives its size.
    fn add(&mut self, values: &[Value]) -> usize {
        let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
        let mut size = 0;
        let mut field = |kind: u8, bytes: Option<&[u8]>| {
            let length = bytes.map_or(u64::MAX, |bytes| bytes.len() as u64);
            hash.update(&[kind]);
            hash.update(&length.to_be_bytes());
            hash.update(bytes.unwrap_or_default());
            size += bytes.map_or(0, <[u8]>::len);
        };
        for value in values {
            match value {
                Value::Text(text) => field(b't', text.as_deref().map(str::as_bytes)),
                Value::Number(number) => field(b'n', number.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice)),
                Value::Flag(flag) => field(b'f', flag.map(|flag| [u8::from(flag)]).as_ref().map(<[u8; 1]>::as_slice)),
                Value::Bytes(bytes) => field(b'b', bytes.as_deref()),
            }
        }
        let hash = hash.finish();
        for (lane, bytes) in self.lanes.iter_mut().zip(hash.as_ref().as_chunks::<8>().0) {
            *lane = lane.wrapping_add(u64::from_be_bytes(*bytes));
        }
        self.rows += 1;
        size
    }

    fn of(&self, table: &Table) -> Moved {
        let hash = self.lanes.iter().map(|lane| format!("{lane:016x}")).collect();
        Moved { table: table.name.to_owned(), rows: self.rows, hash }
    }
}
