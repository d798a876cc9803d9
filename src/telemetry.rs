//! Logs: sentences on stderr, as text or JSON, with secrets and addresses kept out.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// What these crates log at `debug` and `trace` holds passwords and whole mails (async-imap shows its LOGIN line),
/// so their level is capped whatever is asked for.
const CAPS: &[&str] = &[
    "async_imap=warn",
    "imap_proto=warn",
    "lettre=warn",
    "sqlx=warn",
    "rustls=warn",
    "html5ever=warn",
    "handlebars=warn",
];

/// Starts logging to stderr at `level` (`info`, `mentorpost=debug`, …); a level that cannot be read becomes `info`.
/// Called again, it does nothing.
pub fn init(level: &str, format: LogFormat) {
    let mut filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    for cap in CAPS {
        if let Ok(directive) = cap.parse() {
            filter = filter.add_directive(directive);
        }
    }
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // The error says that logging has been started already, which is what was wanted.
    let _ = match format {
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}
