//! The layers of the house: each room imports only from the rooms below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Which rooms a room may import from. Adapters (imap, smtp, oauth, dkim, store, templates) never import one another.
const ALLOWED: &[(&str, &[&str])] = &[
    ("bearer", &[]),
    ("clock", &[]),
    ("ids", &[]),
    ("telemetry", &[]),
    ("wire", &[]),
    ("mail", LEAVES),
    ("programme", &["mail", "clock", "ids", "telemetry"]),
    ("config", &["programme", "mail", "clock", "ids", "telemetry"]),
    ("imap", ADAPTER),
    ("smtp", ADAPTER),
    ("oauth", ADAPTER),
    ("dkim", ADAPTER),
    ("store", ADAPTER),
    ("templates", ADAPTER),
    ("sandbox", &["clock", "ids", "telemetry", "wire"]),
    (
        "service",
        &[
            "imap",
            "smtp",
            "dkim",
            "store",
            "templates",
            "config",
            "programme",
            "mail",
            "clock",
            "ids",
            "telemetry",
            "wire",
        ],
    ),
    (
        "demo",
        &[
            "service",
            "sandbox",
            "dkim",
            "imap",
            "smtp",
            "store",
            "templates",
            "config",
            "programme",
            "mail",
            "clock",
            "ids",
            "telemetry",
            "wire",
        ],
    ),
    ("http", &["service", "store", "clock"]),
    (
        "simulation",
        &["service", "imap", "store", "templates", "config", "programme", "mail", "clock", "ids", "telemetry"],
    ),
    (
        "cli",
        &[
            "demo",
            "http",
            "simulation",
            "service",
            "imap",
            "oauth",
            "dkim",
            "bearer",
            "smtp",
            "store",
            "templates",
            "config",
            "programme",
            "mail",
            "clock",
            "ids",
            "telemetry",
            "wire",
        ],
    ),
];
const LEAVES: &[&str] = &["bearer", "clock", "ids", "telemetry"];
const ADAPTER: &[&str] = &["config", "programme", "mail", "bearer", "clock", "ids", "telemetry", "wire"];

/// What the pure rooms never touch.
const IMPURE: &[&str] = &["tokio", "sqlx", "std::fs", "std::env", "std::net", "std::time::Instant", "async fn"];

fn sources(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix("src").unwrap().display().to_string();
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

fn all() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    sources(Path::new("src"), &mut found);
    assert!(found.len() > 100, "the sources were not found");
    found
}

fn room(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

#[test]
fn every_room_imports_only_from_below() {
    let mut wrong = Vec::new();
    for (file, text) in all() {
        let room = room(&file).to_owned();
        if matches!(room.as_str(), "lib" | "main" | "bin") || file.contains("tests") {
            continue;
        }
        let (_, allowed) =
            ALLOWED.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("{room} has no layer"));
        // What stands in a test module may reach further.
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (index, line) in code.lines().enumerate() {
            let mut rest = line.split("//").next().unwrap();
            while let Some((_, after)) = rest.split_once("crate::") {
                let names = after.strip_prefix('{').map_or_else(
                    || vec![after],
                    |group| group.split('}').next().unwrap().split(',').map(str::trim).collect(),
                );
                for name in names {
                    let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    if name != room && !name.is_empty() && !allowed.contains(&name.as_str()) {
                        wrong.push(format!("src/{file}:{}: {room} imports {name}", index + 1));
                    }
                }
                rest = after;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mail_and_programme_are_pure() {
    let mut wrong = Vec::new();
    for (file, text) in all() {
        if !matches!(room(&file), "mail" | "programme") {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            for impure in IMPURE {
                if code.contains(impure) {
                    wrong.push(format!("src/{file}:{}: {impure}", index + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_protocol_has_one_room() {
    let owners = [
        ("async_imap", "imap"),
        ("mail_auth", "dkim"),
        ("lettre::transport", "smtp"),
        ("sqlx", "store"),
        ("handlebars", "templates"),
        ("imap_codec", "sandbox"),
    ];
    let mut wrong = Vec::new();
    for (file, text) in all() {
        for (library, owner) in owners {
            let used = text.lines().any(|line| line.split("//").next().unwrap().contains(&format!("{library}::")));
            if used && room(&file) != owner && !file.contains("tests") {
                wrong.push(format!("src/{file}: {library} belongs to {owner}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_sandbox_cannot_be_reached_from_serve() {
    for (file, text) in all() {
        let room = room(&file).to_owned();
        if matches!(room.as_str(), "service" | "cli" | "config" | "imap" | "smtp") && !file.contains("tests") {
            assert!(!text.contains("crate::sandbox"), "src/{file} reaches the sandbox");
        }
    }
}
