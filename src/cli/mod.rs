//! The command line: arguments in, text out, an exit code; no rules.

mod check;
mod demo;
mod import;
mod inspect;
mod open;
mod personal;
mod preview;
mod progress;
mod queues;
mod serve;
mod simulate;
mod status;
mod trace;
mod upkeep;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::telemetry::{self, LogFormat};

/// Runs a university's career-mentoring programme entirely by email.
#[derive(Parser)]
#[command(name = "mentorpost", version, max_term_width = 100)]
struct Arguments {
    /// The settings.
    #[arg(long, global = true, value_name = "FILE", default_value = "config.toml")]
    config: PathBuf,
    /// How the log on stderr is written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    log_format: Format,
    /// How much is logged: error, warn, info, debug, or per room, as in mentorpost::imap=debug.
    #[arg(long, global = true, value_name = "LEVEL", env = "MENTORPOST_LOG", value_parser = telemetry::level)]
    log: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// Show the whole thing at work on this machine, with nothing installed.
    Demo(demo::Arguments),
    /// Run the service until SIGTERM or SIGINT.
    Serve(serve::Arguments),
    /// Read the settings, say what they mean, and try what can be tried.
    Check(check::Arguments),
    /// Import people from a CSV file.
    Import(import::Arguments),
    /// Show what the service makes of a message, without acting.
    Inspect(inspect::Arguments),
    /// Say what became of a message, or of a person's mail.
    Trace(trace::Arguments),
    /// Show people, requests, mentorships and queues by state.
    Status(status::Arguments),
    /// The mail that came: list, show, replay.
    #[command(subcommand)]
    Inbox(queues::Inbox),
    /// The mail that goes out: list, show, retry, drop.
    #[command(subcommand)]
    Outbox(queues::Outbox),
    /// Write a gallery of every mail with sample data.
    Preview(preview::Arguments),
    /// Live through months of a made-up programme, and check what the programme promises.
    Simulate(simulate::Arguments),
    /// Write all that is kept about a person, as JSON.
    Export(personal::Export),
    /// Erase a person, as their own ERASE would.
    Erase(personal::Erase),
    /// Bring the database's schema up to date (serve does that by itself), or move everything to another database.
    Migrate(upkeep::Migrate),
    /// Write a consistent copy of the database while the service runs.
    Backup(upkeep::Backup),
}

/// Why a command did not do what was asked.
enum Failure {
    /// Refused, for a reason that says what to do: exit code 1.
    Refused(String),
    /// Something that should not happen: exit code 2.
    Unexpected(String),
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Refused(error.to_string())
    }
}

/// A refusal, in a sentence.
fn refused(sentence: impl Into<String>) -> Failure {
    Failure::Refused(sentence.into())
}

type Done = Result<(), Failure>;

/// Runs the program as its command line says.
pub fn main() -> ExitCode {
    run_as(std::env::args_os())
}

/// Runs the program as this command line says, which begins with its name.
pub fn run_as(line: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(line) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not refusals.
            let code = if error.use_stderr() { ExitCode::from(1) } else { ExitCode::SUCCESS };
            let _ = error.print();
            return code;
        }
    };
    let usual = match arguments.command {
        Command::Serve(_) => "info",
        // What goes wrong there goes wrong on purpose.
        Command::Simulate(_) => "error",
        _ => "warn",
    };
    let level = arguments.log.as_deref().unwrap_or(usual);
    telemetry::init(
        level,
        match arguments.log_format {
            Format::Text => LogFormat::Text,
            Format::Json => LogFormat::Json,
        },
    );
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(Failure::Unexpected(format!("cannot start threads ({error})"))),
    };
    let result = runtime.block_on(run(&arguments));
    // Blocked reads of stdin or of a resolver must not keep a finished program alive.
    runtime.shutdown_background();
    result.map_or_else(failed, |()| ExitCode::SUCCESS)
}

async fn run(arguments: &Arguments) -> Done {
    let config = arguments.config.as_path();
    match &arguments.command {
        Command::Demo(how) => demo::run(how).await,
        Command::Serve(how) => serve::run(config, how).await,
        Command::Check(how) => check::run(config, how).await,
        Command::Import(how) => import::run(config, how).await,
        Command::Inspect(how) => inspect::run(config, how),
        Command::Trace(how) => trace::run(config, how).await,
        Command::Status(how) => status::run(config, how).await,
        Command::Inbox(how) => queues::inbox(config, how).await,
        Command::Outbox(how) => queues::outbox(config, how).await,
        Command::Preview(how) => preview::run(config, how),
        Command::Simulate(how) => simulate::run_it(how).await,
        Command::Export(how) => personal::export(config, how).await,
        Command::Erase(how) => personal::erase(config, how).await,
        Command::Migrate(how) => upkeep::migrate(config, how).await,
        Command::Backup(how) => upkeep::backup(config, how).await,
    }
}

fn failed(failure: Failure) -> ExitCode {
    match failure {
        Failure::Refused(sentence) => {
            eprintln!("mentorpost: {sentence}");
            ExitCode::from(1)
        }
        Failure::Unexpected(sentence) => {
            eprintln!("mentorpost: unexpected: {sentence}");
            ExitCode::from(2)
        }
    }
}

/// Writes a line to stdout; a reader that has gone away (`| head`) ends the program quietly, other failures with a sentence.
fn say(line: impl std::fmt::Display) {
    use std::io::{ErrorKind, Write};
    match writeln!(std::io::stdout(), "{line}") {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            eprintln!("mentorpost: what was to be shown cannot be written ({error}); is there room?");
            std::process::exit(1)
        }
    }
}
