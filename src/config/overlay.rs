//! The environment over the file: `MENTORPOST__IMAP__PASSWORD` replaces `password` of `[imap]`.

use toml::{Table, Value};

use super::ConfigError;
use super::file::File;

const PREFIX: &str = "MENTORPOST__";

/// A variable that names a key.
struct Variable {
    name: String,
    path: Vec<String>,
    text: String,
}

/// The file with the environment over it, typed.
pub(super) fn parse(
    text: &str,
    name: &str,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<File, ConfigError> {
    let variables = variables(environment);
    if variables.is_empty() {
        return toml::from_str(text).map_err(|error| refused(text, name, &error));
    }
    let mut table: Table = toml::from_str(text).map_err(|error| refused(text, name, &error))?;
    for variable in &variables {
        put(&mut table, &variable.path, Value::String(variable.text.clone()))
            .map_err(|why| ConfigError(vec![format!("environment variable {}: {why}", variable.name)]))?;
    }
    typed(table, &variables, name)
}

fn variables(environment: impl Iterator<Item = (String, String)>) -> Vec<Variable> {
    let mut variables: Vec<Variable> = environment
        .filter_map(|(name, text)| {
            let path = name.strip_prefix(PREFIX)?.split("__").map(str::to_lowercase).collect();
            Some(Variable { path, name, text })
        })
        .collect();
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    variables
}

fn put(table: &mut Table, path: &[String], value: Value) -> Result<(), &'static str> {
    match path {
        [] => Err("names no key"),
        [key] => {
            table.insert(key.clone(), value);
            Ok(())
        }
        [section, rest @ ..] => match table.entry(section.clone()).or_insert_with(|| Value::Table(Table::new())) {
            Value::Table(inner) => put(inner, rest, value),
            _ => Err("names a key within something that is not a section"),
        },
    }
}

/// A variable is text; only where the key wants a number, a switch or a list is it read as one, so that a password of digits
/// stays a password.
fn typed(mut table: Table, variables: &[Variable], name: &str) -> Result<File, ConfigError> {
    for variable in variables {
        let wants_text = match Value::Table(table.clone()).try_into::<File>() {
            Ok(file) => return Ok(file),
            Err(error) => !error.to_string().contains(&format!("{:?}", variable.text)),
        };
        if wants_text {
            continue;
        }
        if let Some(value) = literal(&variable.text) {
            let mut trial = table.clone();
            if put(&mut trial, &variable.path, value).is_ok() {
                table = trial;
            }
        }
    }
    Value::Table(table).try_into().map_err(|error: toml::de::Error| {
        let set: Vec<_> = variables.iter().map(|v| v.name.as_str()).collect();
        ConfigError(vec![format!(
            "{name} with {} from the environment: {}",
            set.join(", "),
            without_value(error.message()).trim()
        )])
    })
}

fn literal(text: &str) -> Option<Value> {
    let table: Table = toml::from_str(&format!("value = {text}")).ok()?;
    table.get("value").cloned()
}

/// What the TOML reader says, with file, line and column, without the line itself: it may hold a password.
fn refused(text: &str, name: &str, error: &toml::de::Error) -> ConfigError {
    let place = error.span().map_or_else(String::new, |span| {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        format!(":{line}:{column}")
    });
    ConfigError(vec![format!("{name}{place}: {}", without_value(error.message()).trim().replace('\n', ", "))])
}

/// Of a value of the wrong kind only the kind is told: it may be a password without its quotation marks.
fn without_value(message: &str) -> String {
    let told = message.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected "));
    match told {
        Some((kind, wanted)) => {
            let kind = kind.split(['`', '"']).next().unwrap_or_default().trim();
            format!("invalid type: {kind}, expected {wanted}")
        }
        None => message.to_owned(),
    }
}
