//! What the service does in a second on this machine, beside a loop that does the least a mail service can: one table.
//!
//! `cargo build --release --bins --examples && target/release/examples/throughput` sets up a private Dovecot, a sink for the outgoing mail and an
//! installation with people for each line of the table, and takes it down again. `--help` names what can be measured besides.

mod corpus;
mod history;
mod installation;
mod latency;
mod measure;
mod run;
#[path = "../../tests/dovecot/server.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod server;
mod table;
#[path = "../../tests/dovecot/wait.rs"]
mod wait;

use clap::Parser;

use run::{Scene, Way};

/// Measures the service; each scene in the order given, by default `plain tls slow down`.
#[derive(Parser)]
pub struct Arguments {
    /// plain: as it is. tls: both ways. slow: an SMTP server that takes a second for each mail. down: one that is away.
    /// latency: mails one by one. rest: waiting for mail.
    scenes: Vec<String>,
    /// How many mails wait.
    #[arg(long, default_value_t = 2_000)]
    mails: usize,
    /// How many mentorships run; by default one for each four mails, and 500 at the least. With far fewer, what comes from each is more
    /// than the service takes from one person.
    #[arg(long)]
    pairs: Option<usize>,
    /// How often each line is measured; the median counts.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// The database; by default a new SQLite file for each run.
    #[arg(long)]
    database: Option<String>,
    /// History to begin with, as `people,mentorships,messages` (SQLite).
    #[arg(long, value_parser = history_size)]
    history: Option<history::Size>,
    /// Leave the bare loops out.
    #[arg(long)]
    alone: bool,
    /// Keep the folder of the last run and say where it is.
    #[arg(long)]
    keep: bool,
}

impl Arguments {
    /// How many mentorships run.
    fn pairs(&self) -> usize {
        self.pairs.unwrap_or_else(|| (self.mails / 4).max(500))
    }
}

fn history_size(text: &str) -> Result<history::Size, String> {
    let numbers: Vec<i64> = text.split(',').filter_map(|number| number.parse().ok()).collect();
    match numbers.as_slice() {
        [people, mentorships, messages] => {
            Ok(history::Size { people: *people, mentorships: *mentorships, messages: *messages })
        }
        _ => Err("three numbers with commas between them".to_owned()),
    }
}

fn main() {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let chosen: Vec<&str> = arguments.scenes.iter().map(String::as_str).collect();
    let chosen = if chosen.is_empty() { vec!["plain", "tls", "slow", "down"] } else { chosen };
    let mut table = table::Table::new(&arguments);
    // Turn by turn, so that what else the machine does falls on all alike.
    for _ in 0..arguments.runs {
        for bare in table::BARE {
            if chosen.contains(&"plain") && !arguments.alone {
                table.add(bare.name, run::bare(&arguments, bare));
            }
        }
        for scene in &chosen {
            let (name, scene) = match *scene {
                "plain" => ("mentorpost", Scene { tls: false, way: Way::Takes }),
                "tls" => ("mentorpost, TLS both ways", Scene { tls: true, way: Way::Takes }),
                "slow" => ("mentorpost, SMTP takes a second (reading)", Scene { tls: false, way: Way::Slow }),
                "down" => ("mentorpost, SMTP is away (reading)", Scene { tls: false, way: Way::Away }),
                "latency" => {
                    latency::report(&latency::one_by_one(&runtime, &arguments));
                    continue;
                }
                "rest" => {
                    latency::rest(&runtime, &arguments);
                    continue;
                }
                other => panic!("{other}: see --help for what can be measured"),
            };
            table.add(name, run::service(&runtime, &arguments, scene));
        }
    }
    print!("{table}");
}
