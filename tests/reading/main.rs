//! Whole messages, each in the shape that a named client, language or fault gives it, and what `inspect --json` makes of them.
//!
//! `messages/NAME.eml` shows what its name says; `messages/NAME.json` beside it is the object that is expected, read over by a person. The
//! files hold bare line feeds, so that they can be read and compared; mail travels with CR LF, so the test puts them in, save for those
//! whose name begins with `bare-`. All go through one process.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

mod limits;

/// What the messages are addressed to, and who is believed about their senders.
const SETTINGS: &str = r#"
    [programme]
    name = "Career Mentoring"
    university = "University of Example"
    address = "mentoring@uni.example"
    timezone = "Europe/London"
    [[staff]]
    name = "Team"
    email = "team@uni.example"
    team = "careers"
    [imap]
    host = "localhost"
    username = "u"
    password = "p"
    [smtp]
    host = "localhost"
    username = "u"
    password = "p"
    [database]
    url = "sqlite://unused.db"
    [mail]
    authserv_ids = ["mx.uni.example"]
"#;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reading/messages")
}

/// The names of the messages, in order.
fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|file| file.strip_suffix(".eml").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// As it travels.
fn as_sent(name: &str) -> Vec<u8> {
    let stored = fs::read(folder().join(format!("{name}.eml"))).unwrap();
    assert!(!stored.contains(&b'\r'), "{name} holds line ends of its own");
    if name.starts_with("bare-") {
        return stored;
    }
    stored.split_inclusive(|byte| *byte == b'\n').fold(Vec::new(), |mut sent, line| {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                sent.extend_from_slice(line);
                sent.extend_from_slice(b"\r\n");
            }
            None => sent.extend_from_slice(line),
        }
        sent
    })
}

/// What `inspect --batch` answers for files of these contents.
fn inspected(messages: &[(String, Vec<u8>)]) -> BTreeMap<String, Value> {
    let place = tempfile::tempdir().unwrap();
    let settings = place.path().join("config.toml");
    fs::write(&settings, SETTINGS).unwrap();
    let mut asked = Vec::new();
    for (name, raw) in messages {
        let path = place.path().join(format!("{name}.eml"));
        fs::write(&path, raw).unwrap();
        writeln!(asked, "{}", serde_json::json!({"id": name, "path": path})).unwrap();
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_mentorpost"))
        .args(["inspect", "--batch", "--config"])
        .arg(&settings)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&asked));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    // A library may panic over a message and is survived; code of our own may not.
    assert!(!told.contains("panicked at src/"), "{told}");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let mut object: Value = serde_json::from_str(line).unwrap();
            let id = object.as_object_mut().unwrap().remove("id").unwrap();
            (id.as_str().unwrap().to_owned(), object)
        })
        .collect()
}

#[test]
fn every_message_is_read_as_its_name_says() {
    let messages: Vec<(String, Vec<u8>)> = names().into_iter().map(|name| (name.clone(), as_sent(&name))).collect();
    assert!(messages.len() >= 120, "{} messages", messages.len());
    let found = inspected(&messages);
    let mut differences = Vec::new();
    for (name, _) in &messages {
        let expected: Value =
            serde_json::from_slice(&fs::read(folder().join(format!("{name}.json"))).unwrap()).unwrap();
        let Some(object) = found.get(name) else {
            differences.push(format!("{name}: no answer"));
            continue;
        };
        let keys = expected.as_object().unwrap().keys().chain(object.as_object().unwrap().keys());
        let keys: std::collections::BTreeSet<&String> = keys.collect();
        for key in keys {
            let (wanted, got) = (expected.get(key), object.get(key));
            if wanted != got {
                differences.push(format!("{name}: {key}\n  expected {}\n  found    {}", shown(wanted), shown(got)));
            }
        }
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

#[test]
fn no_expectation_stands_alone() {
    let names = names();
    for entry in fs::read_dir(folder()).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let name = file.strip_suffix(".json").or_else(|| file.strip_suffix(".eml"));
        assert!(name.is_some_and(|name| names.iter().any(|known| known == name)), "{file} belongs to no message");
    }
}
