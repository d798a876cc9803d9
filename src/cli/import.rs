//! `import`: people from a CSV file, all rows checked before any is stored.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::progress::bar;
use super::{Done, Failure, open, refused, say};
use crate::clock::Clock;
use crate::ids::Ids;
use crate::programme::roster::{self, Row};
use crate::store::{ImportRow, Store};

#[derive(clap::Args)]
pub struct Arguments {
    /// Rows of role, name, email and the columns of a profile; the README lists them.
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// The people take part at once; without it they are invited first.
    #[arg(long)]
    active: bool,
    /// Import the good rows although there are bad ones.
    #[arg(long)]
    skip_bad: bool,
    /// Check all rows and say what would happen, but import nothing.
    #[arg(long)]
    dry_run: bool,
}

/// The largest file that is read: a hundred thousand people with long profiles.
const MAX_FILE: u64 = 128 << 20;
/// How many bad rows are named; the rest is counted.
const MAX_NAMED: usize = 50;

pub async fn run(path: &Path, how: &Arguments) -> Done {
    let config = open::config(path)?;
    let text = text(&how.file)?;
    let (rows, mut bad) = roster::read(&text, config.policy.rules.suggested_mentees);
    let store = open::store(&config).await?;
    let staff: Vec<_> = config.staff.iter().map(|s| (s.name.clone(), s.address.clone(), s.team)).collect();
    let clock = Clock::system();
    store.sync_staff(&staff, clock.now()).await?;
    bad.extend(conflicts(&store, &rows).await?);
    bad.sort();
    let name = how.file.display();
    for finding in bad.iter().take(MAX_NAMED) {
        eprintln!("{name}:{finding}");
    }
    if bad.len() > MAX_NAMED {
        eprintln!("{name}: and {} more", bad.len() - MAX_NAMED);
    }
    if !bad.is_empty() && !how.skip_bad {
        return Err(refused(format!(
            "{name}: {} found wrong and nothing was imported; mend the file, or leave such rows out with --skip-bad",
            if bad.len() == 1 { "one thing was".to_owned() } else { format!("{} things were", bad.len()) }
        )));
    }
    let bad_lines: std::collections::HashSet<u64> = bad.iter().map(|finding| finding.line).collect();
    let good: Vec<ImportRow> = rows.into_iter().filter(|row| !bad_lines.contains(&row.line)).map(import_row).collect();
    if good.is_empty() {
        return Err(refused(format!("{name}: there is no row to import")));
    }
    if how.dry_run {
        say(format!("{} rows are good; nothing was imported (--dry-run).", good.len()));
        return Ok(());
    }
    let bar = bar(good.len(), "people");
    let counts = store
        .import(&good, how.active, clock.now(), &mut Ids::system(), &mut |done| bar.set_position(done as u64))
        .await?;
    bar.finish_and_clear();
    let state = match (counts.added, how.active) {
        (0, _) => "",
        (_, true) => " and take part from now on",
        (_, false) => " and are invited as soon as the service runs",
    };
    say(format!("New: {}{state}. Updated: {}. Known already: {}.", counts.added, counts.updated, counts.unchanged));
    store.close().await;
    Ok(())
}

fn text(file: &Path) -> Result<String, Failure> {
    let name = file.display();
    let failed = |error: std::io::Error| refused(format!("{name}: cannot be read ({error})"));
    let mut bytes = Vec::new();
    std::fs::File::open(file).map_err(failed)?.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(refused(format!("{name}: is larger than 128 MiB; split it")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        refused(format!("{name}:{line}: is not UTF-8; save it as \"CSV UTF-8\""))
    })
}

async fn conflicts(store: &Store, rows: &[Row]) -> Result<Vec<roster::Finding>, Failure> {
    let addresses: Vec<_> = rows.iter().map(|row| row.address.clone()).collect();
    let lines: HashMap<usize, u64> = rows.iter().enumerate().map(|(index, row)| (index, row.line)).collect();
    let found = store.import_conflicts(&addresses).await?;
    Ok(found
        .into_iter()
        .map(|(index, what)| roster::Finding {
            line: lines.get(&index).copied().unwrap_or_default(),
            column: "email".to_owned(),
            what,
        })
        .collect())
}

fn import_row(row: Row) -> ImportRow {
    let Row { role, name, address, profile, capacity, .. } = row;
    ImportRow { role, name, address, profile, capacity }
}
