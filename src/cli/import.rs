//! `import`: people from a CSV file, all rows checked before any is stored.

use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::progress::bar;
use super::{Done, Failure, open, refused, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Ids;
use crate::programme::roster::{self, Row};
use crate::store::{ImportCounts, ImportRow, Store};

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
    let (rows, bad) = roster::read(&text, config.policy.rules.suggested_mentees);
    open::closing(open::store(&config).await?, async |store| import(store, &config, how, rows, bad).await).await
}

async fn import(
    store: &Store,
    config: &Config,
    how: &Arguments,
    rows: Vec<Row>,
    mut bad: Vec<roster::Finding>,
) -> Done {
    let staff: Vec<_> = config.staff.iter().map(|s| (s.name.clone(), s.address.clone(), s.team)).collect();
    let clock = Clock::system();
    store.sync_staff(&staff, clock.now()).await?;
    let (lines, rows): (Vec<u64>, Vec<ImportRow>) = rows.into_iter().map(import_row).unzip();
    let own = rows.iter().enumerate().filter(|(_, row)| row.address.key() == config.policy.address.key());
    let own = own.map(|(index, row)| (index, format!("{} is the address of the programme itself", row.address)));
    let conflicts = own.chain(store.import_conflicts(&rows).await?);
    bad.extend(conflicts.filter_map(|(index, what)| {
        let line = *lines.get(index)?;
        Some(roster::Finding { line, column: "email".to_owned(), what })
    }));
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
    let bad_lines: HashSet<u64> = bad.iter().map(|finding| finding.line).collect();
    let good = lines.iter().zip(rows).filter(|(line, _)| !bad_lines.contains(line)).map(|(_, row)| row);
    let good: Vec<ImportRow> = good.collect();
    if good.is_empty() {
        return Err(refused(format!("{name}: there is no row to import")));
    }
    if how.dry_run {
        let counts = store.import_rehearsed(&good, how.active, clock.now(), &mut Ids::system()).await?;
        let ImportCounts { added, updated, unchanged } = counts;
        let counts = format!("New: {added}. Updated: {updated}. Known already: {unchanged}.");
        say(format!("{} rows are good. {counts} Nothing was imported (--dry-run).", good.len()));
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

/// A row as the store takes it, with the line it begins on.
fn import_row(row: Row) -> (u64, ImportRow) {
    let Row { line, role, name, address, profile, capacity, untold } = row;
    (line, ImportRow { role, name, address, profile, capacity, untold })
}
