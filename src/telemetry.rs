//! Logs: sentences on stderr, as text or JSON, with secrets and addresses kept out.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

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

/// A level as [`init`] takes it: `info`, or for a room alone `mentorpost::imap=debug`, several with commas between. A word that is no
/// level would be taken for the name of a room, and nothing be logged outside of it.
///
/// # Errors
/// A sentence, when it is none.
pub fn level(text: &str) -> Result<String, String> {
    let is_level = |part: &str| {
        let level = part.rsplit_once('=').map_or(part, |(_, level)| level).trim();
        !level.is_empty() && level.parse::<LevelFilter>().is_ok()
    };
    match text.split(',').find(|part| !is_level(part)) {
        None => Ok(text.to_owned()),
        Some(_) => {
            Err("use error, warn, info, debug, trace or off, or per room, as in mentorpost::imap=debug".to_owned())
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_no_level_is_refused() {
        for text in ["info", "WARN", "off", "mentorpost::imap=debug", "warn,mentorpost=trace", "trace,async_imap=trace"]
        {
            assert_eq!(level(text).as_deref(), Ok(text));
        }
        for text in ["", "inf", "warn,", "mentorpost", "mentorpost=", "mentorpost=loud", "info;debug"] {
            assert!(level(text).is_err(), "{text}");
        }
    }
}
