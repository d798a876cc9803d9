//! What is built into the program: crates of crates.io alone, exactly as the lock file knows them, under licences that ask nothing
//! but to be named, and none that `.deny.toml` bans. `cargo deny check` looks closer; this needs nothing that is not here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use toml::Table;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn read(file: &str) -> Table {
    fs::read_to_string(file).unwrap().parse().unwrap()
}

/// What stands at a place of `.deny.toml`, as names.
fn names(section: &str, key: &str) -> BTreeSet<String> {
    let rules = read(".deny.toml");
    let list = rules[section][key].as_array().unwrap();
    let name = |entry: &toml::Value| entry.get("crate").unwrap_or(entry).as_str().unwrap().to_owned();
    list.iter().map(name).collect()
}

/// A crate that is needed for the program.
#[derive(Debug)]
struct Built {
    name: String,
    version: String,
    licence: String,
}

/// All that is needed to build the program on this kind of machine; tests and benchmarks may need more.
fn built() -> Vec<Built> {
    let arguments = ["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}\t{l}"];
    let output = Command::new(env!("CARGO")).args(arguments).args(["--target", "x86_64-unknown-linux-gnu"]).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let built = |line: &str| {
        let (package, licence) = line.split_once('\t').unwrap();
        let mut words = package.split(' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        Built { name: word(), version: word(), licence: licence.trim_end_matches(" (*)").to_owned() }
    };
    let found: BTreeSet<&str> = text.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    let found = found.into_iter().filter(|line| !line.is_empty()).map(built);
    found.filter(|one| one.name != env!("CARGO_PKG_NAME")).collect()
}

/// Does this allow it (SPDX: `OR` binds less than `AND`; older crates write `/` for `OR`)?
fn allowed(licence: &str, allow: &BTreeSet<String>) -> bool {
    let spaced = licence.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at, allow) && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> bool {
    let mut fits = both(words, at, allow);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        fits |= both(words, at, allow);
    }
    fits
}

fn both(words: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> bool {
    let mut fits = one(words, at, allow);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        fits &= one(words, at, allow);
    }
    fits
}

fn one(words: &[&str], at: &mut usize, allow: &BTreeSet<String>) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let fits = either(words, at, allow);
        *at += 1;
        return fits;
    }
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
        return allow.contains(&words[*at - 3..*at].join(" "));
    }
    allow.contains(*word)
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allow = BTreeSet::from(["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned));
    for fits in ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "MIT AND ISC", "(GPL-3.0 OR ISC) AND MIT"] {
        assert!(allowed(fits, &allow), "{fits}");
    }
    assert!(allowed("Apache-2.0 WITH LLVM-exception OR GPL-3.0", &allow));
    for unfit in ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0", "MIT GPL-3.0", "GPL-3.0 OR (MIT AND BSL-1.0)"] {
        assert!(!allowed(unfit, &allow), "{unfit}");
    }
}

#[test]
fn every_crate_is_of_crates_io_and_is_known_by_its_checksum() {
    let lock = read("Cargo.lock");
    let packages = lock["package"].as_array().unwrap();
    assert!(packages.len() > 200);
    for package in packages {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        if text("name") == env!("CARGO_PKG_NAME") {
            continue;
        }
        assert_eq!(text("source"), CRATES_IO, "{}", text("name"));
        assert!(text("checksum").len() == 64, "{} has no checksum", text("name"));
    }
}

#[test]
fn what_is_built_in_may_be_and_is_as_much_as_the_readme_says() {
    let (allow, banned) = (names("licenses", "allow"), names("bans", "deny"));
    let built = built();
    for one in &built {
        assert!(allowed(&one.licence, &allow), "{} {} is under {:?}", one.name, one.version, one.licence);
        assert!(!banned.contains(&one.name), "{} is banned", one.name);
    }
    // Nothing is allowed that nothing needs.
    for licence in &allow {
        let without = allow.iter().filter(|other| *other != licence).cloned().collect();
        assert!(built.iter().any(|one| !allowed(&one.licence, &without)), "nothing needs {licence}");
    }
    let named = read("Cargo.toml")["dependencies"].as_table().unwrap().len();
    let told = format!("{named} crates are named in `Cargo.toml`, {} are needed to build it on Linux", built.len());
    assert!(fs::read_to_string("README.md").unwrap().contains(&told), "the README does not say: {told}");
}

/// Crates that come in two versions, as their users have not moved on at one time. None of them keeps a state that both would have to
/// share, and none is TLS, a provider of its cryptography, or a parser of mail.
const TWICE: &[&str] = &[
    // Of stop-token, which async-imap uses.
    "async-channel",
    "event-listener",
    // Older in sqlx.
    "base64",
    "block-buffer",
    "cpufeatures",
    "crypto-common",
    "digest",
    "hashbrown",
    "sha2",
    // Older in ring.
    "getrandom",
    // Older in imap-codec, which only the embedded mail server uses.
    "nom",
    // While building: some macros have moved on.
    "syn",
    // Older in async-imap.
    "thiserror",
    "thiserror-impl",
    // Two in the reader of settings.
    "winnow",
];

#[test]
fn crates_that_come_twice_are_those_that_were_looked_at() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in built() {
        versions.entry(one.name).or_default().insert(one.version);
    }
    let twice = versions.iter().filter(|(_, versions)| versions.len() > 1).map(|(name, _)| name.as_str());
    assert_eq!(twice.collect::<BTreeSet<_>>(), TWICE.iter().copied().collect());
    for one in ["rustls", "ring", "mail-parser", "html5ever", "tokio", "sqlx-core"] {
        assert_eq!(versions[one].len(), 1, "{one}");
    }
}

#[test]
fn unsafe_code_is_forbidden() {
    assert_eq!(read("Cargo.toml")["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
}
