//! The program on a machine where something is wrong: a sentence that says what and what to do, exit code 1, and nothing harmed.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

const SETTINGS: &str = "[programme]\nname = \"Career Mentoring\"\nuniversity = \"Example University\"\n\
    address = \"mentoring@uni.example\"\n[[staff]]\nname = \"Helen Price\"\nemail = \"helen.price@uni.example\"\n\
    team = \"careers\"\n[imap]\nhost = \"127.0.0.1\"\nport = 1\nsecurity = \"none\"\nusername = \"x\"\npassword = \"y\"\n\
    [smtp]\nhost = \"127.0.0.1\"\nport = 1\nsecurity = \"none\"\n";

struct Place(TempDir);

impl Place {
    fn new(settings: &[u8]) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::write(place.path("config.toml"), settings).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mentorpost"));
        command.arg("--config").arg(self.path("config.toml")).args(arguments);
        command.output().unwrap()
    }

    fn works(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }

    /// It must refuse with a sentence that holds all of these.
    fn refuses(&self, arguments: &[&str], words: &[&str]) {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{words:?} are not all in: {said}");
        assert!(!said.contains("panicked") && !said.contains("Error(") && !said.contains("RUST_BACKTRACE"), "{said}");
    }
}

#[test]
fn settings_that_are_no_settings() {
    let cases: [(&[u8], &str); 7] = [
        (b"", "programme"),
        (b"\xff\xfe\0\x01", "save it as UTF-8"),
        (b"[programme]\nname = \"M\xfcnchen\"\n", "save it as UTF-8"),
        (b"= [[[", "config.toml"),
        (b"[programme]\nname = \"x", "config.toml"),
        (&SETTINGS.as_bytes()[..SETTINGS.len() / 2], "config.toml"),
        (b"[programme]\nnaem = 1\n", "naem"),
    ];
    for (settings, word) in cases {
        for command in ["check", "status", "serve"] {
            Place::new(settings).refuses(&[command], &[word]);
        }
    }
    let place = Place::new(SETTINGS.as_bytes());
    fs::remove_file(place.path("config.toml")).unwrap();
    place.refuses(&["serve"], &["cannot be read", "name another file with --config"]);
}

#[test]
fn templates_that_are_gone_or_broken() {
    let place = Place::new(format!("{SETTINGS}[templates]\nfolder = \"ours\"\n").as_bytes());
    place.refuses(&["serve"], &["ours is not a folder", "create it or leave the key out"]);
    fs::create_dir(place.path("ours")).unwrap();
    fs::write(place.path("ours/welcome.hbs"), "---\nsubject: x\n---\n{{#if mentor}}").unwrap();
    place.refuses(&["serve"], &["welcome.hbs"]);
    fs::write(place.path("ours/welcome.hbs"), [0xff; 100]).unwrap();
    place.refuses(&["serve"], &["welcome.hbs"]);
    fs::remove_file(place.path("ours/welcome.hbs")).unwrap();
    fs::create_dir(place.path("ours/en")).unwrap();
    fs::copy("email-templates/en/welcome.hbs", place.path("ours/en/welcome.hbs")).unwrap();
    let checked = place.run(&["check"]);
    let (said, warned) = (String::from_utf8(checked.stdout).unwrap(), String::from_utf8(checked.stderr).unwrap());
    assert!(said.contains("every template renders\n") && warned.contains("ours/en are not used"), "{said}{warned}");
    fs::rename(place.path("ours/en/welcome.hbs"), place.path("ours/welcome.hbs")).unwrap();
    fs::remove_dir(place.path("ours/en")).unwrap();
    let checked = place.run(&["check"]);
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(said.contains("every template renders; 1 is from") && checked.stderr.is_empty(), "{said}");
}

#[test]
fn a_database_that_is_none_or_is_damaged() {
    let place = Place::new(SETTINGS.as_bytes());
    fs::write(place.path("mentorpost.db"), "this is no database, whatever its name says. ".repeat(500)).unwrap();
    let before = fs::read(place.path("mentorpost.db")).unwrap();
    place.refuses(&["status"], &["damaged or is no database", "restore a backup"]);
    assert_eq!(fs::read(place.path("mentorpost.db")).unwrap(), before, "it was left as it was");

    let place = Place::new(SETTINGS.as_bytes());
    let copy = place.path("copy.db");
    for arguments in [
        vec!["status"],
        vec!["trace", "ada@stud.example"],
        vec!["inbox", "list"],
        vec!["outbox", "list"],
        vec!["export", "ada@stud.example"],
        vec!["erase", "ada@stud.example", "--yes"],
        vec!["backup", copy.to_str().unwrap()],
    ] {
        place.refuses(&arguments, &["there is no database at"]);
        assert!(!place.path("mentorpost.db").exists() && !copy.exists(), "{arguments:?} makes one");
    }

    let place = Place::new(SETTINGS.as_bytes());
    place.works(&["migrate"]);
    let mut bytes = fs::read(place.path("mentorpost.db")).unwrap();
    bytes[4_096..].fill(0xaa);
    fs::write(place.path("mentorpost.db"), bytes).unwrap();
    place.refuses(&["status"], &["damaged", "restore a backup"]);

    let place = Place::new(format!("{SETTINGS}[database]\nurl = \"sqlite://gone/mentorpost.db\"\n").as_bytes());
    place.refuses(&["status"], &["gone does not exist", "create it"]);
}

#[test]
fn a_database_that_another_program_holds() {
    let place = Place::new(SETTINGS.as_bytes());
    place.works(&["migrate"]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::{Connection, SqliteConnection};
        let url = format!("sqlite://{}", place.path("mentorpost.db").display());
        let mut other = SqliteConnection::connect(&url).await.unwrap();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
        place.refuses(&["migrate"], &["locked by another process", "wait until it is done"]);
        sqlx::query("COMMIT").execute(&mut other).await.unwrap();
        other.close().await.unwrap();
    });
    place.works(&["migrate"]);
}

#[test]
fn a_backup_that_cannot_be_written() {
    let place = Place::new(SETTINGS.as_bytes());
    place.works(&["migrate"]);
    fs::write(place.path("there"), "something").unwrap();
    let there = place.path("there");
    place.refuses(&["backup", there.to_str().unwrap()], &["is there already", "name another file"]);
    assert_eq!(fs::read(&there).unwrap(), b"something");
    place.refuses(&["backup", place.path("no/folder/copy").to_str().unwrap()], &["does not exist"]);
    // One that was killed left a part.
    fs::write(place.path("copy.part"), "half of it").unwrap();
    place.works(&["backup", place.path("copy").to_str().unwrap()]);
    assert!(!place.path("copy.part").exists());
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(place.path("copy")).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read(place.path("copy")).unwrap()[..15], *b"SQLite format 3");
    }
}

/// What the database holds is in its file alone once the program has ended, however it ended.
#[test]
#[cfg(unix)]
fn a_program_that_has_ended_leaves_one_file() {
    use std::io::{BufRead, BufReader};
    let closed = |place: &Place, what: &str| {
        assert!(place.path("mentorpost.db").exists());
        for beside in ["mentorpost.db-wal", "mentorpost.db-shm"] {
            assert!(!place.path(beside).exists(), "{what} leaves {beside}");
        }
    };
    let place = Place::new(SETTINGS.as_bytes());
    fs::write(place.path("people.csv"), "role,name,email\nmentee,Ada Byron,ada@stud.example\n").unwrap();
    let people = place.path("people.csv");
    place.works(&["import", people.to_str().unwrap()]);
    closed(&place, "import");
    // The mailbox is away.
    assert!(!place.run(&["serve", "--once"]).status.success());
    closed(&place, "serve --once");
    place.refuses(&["inbox", "show", "77"], &["there is no row 77"]);
    closed(&place, "inbox show");

    let mut command = Command::new(env!("CARGO_BIN_EXE_mentorpost"));
    command.arg("--config").arg(place.path("config.toml")).arg("serve").stderr(Stdio::piped());
    let mut serving = command.spawn().unwrap();
    let mut log = BufReader::new(serving.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("mentorpost runs") {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "it has ended");
    }
    Command::new("kill").arg(serving.id().to_string()).status().unwrap();
    std::io::copy(&mut log, &mut std::io::sink()).unwrap();
    assert!(serving.wait().unwrap().success());
    closed(&place, "serve");
}

#[test]
fn people_who_cannot_be_imported() {
    let place = Place::new(SETTINGS.as_bytes());
    let file = place.path("people.csv");
    let import = |rows: &str, more: &[&'static str]| {
        fs::write(&file, format!("role,name,email\n{rows}")).unwrap();
        [&["import", file.to_str().unwrap()], more].concat().iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()
    };
    let refuses = |rows: &str, more: &[&'static str], words: &[&str]| {
        let arguments = import(rows, more);
        place.refuses(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), words);
    };
    let says = |rows: &str, more: &[&'static str]| {
        let arguments = import(rows, more);
        let output = place.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    says("mentee,Ada Byron,ada@stud.example\n", &[]);
    let mixed = "mentor,Max Moor,max@corp.example\nmentor,Ada Byron,ada@stud.example\n";
    for more in [&[][..], &["--dry-run"]] {
        refuses(mixed, more, &["people.csv:3: email: ada@stud.example is registered as a mentee"]);
        refuses("mentor,Team,Mentoring@uni.example\n", more, &["people.csv:2: email:", "of the programme itself"]);
        refuses("mentor,Helen,helen.price@uni.example\n", more, &["people.csv:2: email:", "a member of staff"]);
    }
    assert!(says(mixed, &["--skip-bad", "--dry-run"]).contains("New: 1. Updated: 0. Known already: 0. Nothing was"));
    assert!(says(mixed, &["--skip-bad"]).contains("New: 1 and are invited"));
    let known = "mentor,Max B. Moor,max@corp.example\nmentee,Ada Byron,ada@stud.example\n";
    assert!(says(known, &["--dry-run"]).contains("New: 0. Updated: 1. Known already: 1. Nothing was"));

    // A mentor who is made a member of staff by the settings.
    let settings = SETTINGS.replace("helen.price@uni.example", "max@corp.example");
    fs::write(place.path("config.toml"), settings).unwrap();
    let checked = String::from_utf8(place.run(&["check"]).stdout).unwrap();
    assert!(checked.contains("MEND  the staff address max@corp.example is registered as a mentor"), "{checked}");
}

#[test]
fn a_log_level_that_is_none() {
    let place = Place::new(SETTINGS.as_bytes());
    for level in ["inf", "", "mentorpost=inf"] {
        place.refuses(&["--log", level, "migrate"], &["use error, warn, info, debug"]);
    }
    place.works(&["--log", "warn,mentorpost::store=debug", "migrate"]);
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_cannot_be_written() {
    let place = Place::new(SETTINGS.as_bytes());
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_mentorpost"));
    let output = command.arg("--config").arg(place.path("config.toml")).arg("migrate").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8(output.stderr).unwrap().contains("cannot be written"));
}

#[test]
fn the_time_zone_of_the_machine_changes_nothing() {
    let lived = |zone: &str| {
        let life = ["simulate", "--seed", "5", "--days", "21", "--mentors", "2", "--mentees", "4"];
        let output = Command::new(env!("CARGO_BIN_EXE_mentorpost")).args(life).env("TZ", zone).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let here = lived("UTC");
    // It shows a hash of all mails, and some of them name a day or an hour.
    assert!(here.contains("sha-256 of all mail sent") && here.contains("digest"), "{here}");
    for elsewhere in ["Pacific/Kiritimati", "no/zone"] {
        assert_eq!(lived(elsewhere), here, "{elsewhere}");
    }
}

#[test]
fn a_database_server_s_password_is_not_shown() {
    let url = "postgres://mentorpost:sesame@127.0.0.1:1/mentorpost";
    let place = Place::new(format!("{SETTINGS}[database]\nurl = \"{url}\"\n").as_bytes());
    let other = format!("sqlite://{}", place.path("other.db").display());
    for arguments in [
        vec!["status"],
        vec!["--log", "trace", "status"],
        vec!["check"],
        vec!["migrate"],
        vec!["migrate", "--from", url, "--to", &other],
        vec!["backup", "copy"],
    ] {
        let output = place.run(&arguments);
        let said = format!("{output:?}");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(!said.contains("sesame"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_row_that_cannot_be_read_holds_up_no_rule_about_others() {
    let place = Place::new(SETTINGS.as_bytes());
    let people = "role,name,email\nmentor,Mona Hart,mona@corp.example\nmentor,Nia Byrne,nia@corp.example\n";
    fs::write(place.path("people.csv"), people).unwrap();
    place.works(&["import", place.path("people.csv").to_str().unwrap()]);
    let url = format!("sqlite://{}", place.path("mentorpost.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let on_database = |sql: &'static str| {
        runtime.block_on(async {
            let mut database = SqliteConnection::connect(&url).await.unwrap();
            let found = sqlx::query_scalar::<_, i64>(sql).fetch_optional(&mut database).await.unwrap();
            database.close().await.unwrap();
            found
        })
    };
    on_database("UPDATE people SET state = 'neither' WHERE name = 'Mona Hart' RETURNING id").expect("she is there");
    // The mailbox is away, which is no reason not to do the rest.
    place.run(&["serve", "--once"]);
    assert_eq!(on_database("SELECT COUNT(*) FROM outbox WHERE kind = 'invitation'"), Some(1));
}
