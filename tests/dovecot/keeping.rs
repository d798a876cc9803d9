//! What is kept of a person, where, and that nothing of it is left once it is erased: in the database's files and on the server.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::server::SERVICE;
use crate::several::introduced;
use crate::town::{ADA, HELEN, MARIA, Town};
use crate::wait::until;

/// Ada's words, each in another place; none is anybody else's.
const WORDS: [&str; 5] =
    ["quincunx of oaks", "velvet harmonium", "seventeen herons", "a lighthouse keeper", "marmalade theorem"];

/// Ada has said all of it: in a talk, a goal, a meeting's place, a case, a profile.
fn said(town: &mut Town) {
    let introduction = introduced(town);
    town.answer(ADA, &introduction, &format!("I dream of a {}.", WORDS[0]), Vec::new());
    town.says(&["serve", "--once"]);
    town.gets(MARIA, "relay");
    town.answer(ADA, &introduction, &format!("GOAL Hear the {}", WORDS[1]), Vec::new());
    town.says(&["serve", "--once"]);
    town.answer(ADA, &introduction, &format!("MEET 3 Dec 3pm at the {}", WORDS[2]), Vec::new());
    town.write(ADA, SERVICE, "A question", &format!("STAFF Could I become {}?", WORDS[3]));
    town.write(ADA, SERVICE, "PROFILE", "PROFILE");
    town.says(&["serve", "--once"]);
    let profile = town.gets(ADA, "profile");
    town.answer(ADA, &profile, &format!("Aims and ambitions: the {}", WORDS[4]), Vec::new());
    town.says(&["serve", "--once"]);
    town.gets(HELEN, "case");
}

/// The files below `folder`, whole.
fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap_or_default()));
        }
    }
}

/// In which files of the database and of the service's mailbox a text stands.
fn holds(town: &Town, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    files(&town.dovecot.mailbox(SERVICE), &mut found);
    // Dovecot's own memory of the Message-IDs it was asked for, which it clears in its own time.
    found.retain(|(name, _)| !name.ends_with("dovecot.index.cache"));
    for name in ["mentorpost.db", "mentorpost.db-wal", "mentorpost.db-shm"] {
        found.push((name.to_owned(), fs::read(town.path(name)).unwrap_or_default()));
    }
    let lower = text.to_lowercase();
    let stands = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains(&lower);
    found.into_iter().filter(|(_, bytes)| stands(bytes)).map(|(name, _)| name).collect()
}

/// All of Ada that must be found before, and nowhere afterwards.
fn traces() -> impl Iterator<Item = &'static str> {
    WORDS.into_iter().chain([ADA, "Ada Byrne", "ada@"])
}

fn gone(town: &Town) {
    for trace in traces() {
        assert_eq!(holds(town, trace), Vec::<String>::new(), "{trace:?} is still there");
    }
    // Nobody else's words went with hers.
    assert!(!holds(town, MARIA).is_empty());
}

#[test]
fn erased_by_mail_nothing_is_left_in_the_database_or_the_mailbox() {
    let mut town = Town::start();
    said(&mut town);
    for trace in traces() {
        assert!(!holds(&town, trace).is_empty(), "{trace:?} was to be found before");
    }
    town.write(ADA, SERVICE, "Goodbye", "ERASE");
    town.says(&["serve", "--once"]);
    let question = town.gets(ADA, "erase");
    town.answer(ADA, &question, "YES", Vec::new());
    // Once to erase and to tell of it, once to tidy up after that.
    town.says(&["serve", "--once"]);
    town.gets(ADA, "erased");
    town.says(&["serve", "--once"]);
    gone(&town);
    assert_eq!(town.run(&["export", ADA]).status.code(), Some(1), "there is nothing to export");
}

#[test]
fn erased_at_the_command_line_while_the_service_runs_nothing_is_left_either() {
    let mut town = Town::start();
    said(&mut town);
    let serving = town.serve();
    town.says(&["erase", ADA, "--yes"]);
    // The service looks by itself every half minute; a mail that comes makes it look at once, for the letters and for the sweeping.
    town.write(MARIA, SERVICE, "Hello", "STATUS");
    town.gets(ADA, "erased");
    town.gets(MARIA, "status");
    town.write(MARIA, SERVICE, "Hello", "FAQ");
    until("nothing of Ada is left", || traces().all(|trace| holds(&town, trace).is_empty()).then_some(()));
    serving.stop();
    gone(&town);
}

#[test]
fn all_that_is_kept_is_shown() {
    let mut town = Town::start();
    said(&mut town);
    let export = town.says(&["export", ADA]);
    for trace in WORDS.into_iter().chain([ADA, "Ada Byrne"]) {
        assert!(export.to_lowercase().contains(&trace.to_lowercase()), "{trace:?} is not shown:\n{export}");
    }
    let object: Value = serde_json::from_str(&export).unwrap();
    assert!(object.as_object().unwrap().len() > 3, "{export}");
    assert!(!export.contains(MARIA), "the other side's address is not hers to see");
    // That it was looked at is on record, for her too.
    assert!(town.says(&["export", ADA]).contains("person.exported"));
    town.write(ADA, SERVICE, "What do you know?", "MYDATA");
    town.says(&["serve", "--once"]);
    let mail = town.gets(ADA, "mydata");
    let file = String::from_utf8(mail.files[0].1.clone()).unwrap().to_lowercase();
    for trace in WORDS {
        assert!(file.contains(trace), "{trace:?} is not in the file");
    }
}

#[test]
fn handled_mail_is_deleted_on_the_server_after_its_days() {
    let mut town = Town::start();
    town.write(ADA, SERVICE, "Hello", "MENTORS");
    town.says(&["serve", "--once"]);
    assert_eq!(town.dovecot.count(SERVICE, ".Processed"), 1);
    let config = fs::read_to_string(town.path("config.toml")).unwrap();
    fs::write(town.path("config.toml"), config.replace("purge_days = 0", "purge_days = 30")).unwrap();
    // Its date is that of its file; so it came forty days ago.
    town.dovecot.age(SERVICE, ".Processed", 40);
    town.write(ADA, SERVICE, "Again", "FAQ");
    let serving = town.serve();
    town.gets(ADA, "faq");
    until("the old one is gone", || (town.dovecot.count(SERVICE, ".Processed") == 1).then_some(()));
    town.settled();
    serving.stop();
    assert_eq!((town.dovecot.count(SERVICE, ".Processed"), town.total("inbox")), (1, 2));
}

#[test]
fn a_backup_made_while_mail_comes_can_be_gone_on_with() {
    let mut town = Town::start();
    let introduction = introduced(&mut town);
    let serving = town.serve();
    for number in 0..6 {
        town.answer(ADA, &introduction, &format!("Message number {number}."), Vec::new());
        if number == 3 {
            town.says(&["backup", town.path("copy.db").to_str().unwrap()]);
        }
    }
    town.settled_after(3 + 6);
    serving.stop();
    let before = town.mail_of(MARIA).into_iter().filter(|mail| mail.kind == "relay").count();
    assert_eq!(before, 6);
    // The database is lost; the copy takes its place, older than the mailbox.
    for name in ["mentorpost.db", "mentorpost.db-wal", "mentorpost.db-shm"] {
        let _ = fs::remove_file(town.path(name));
    }
    fs::rename(town.path("copy.db"), town.path("mentorpost.db")).unwrap();
    let people = |town: &Town| town.says(&["status"]).lines().next().unwrap().to_owned();
    assert!(
        people(&town).contains("1 mentee active") && people(&town).contains("2 mentor active"),
        "{}",
        people(&town)
    );
    // What was kept but not handled by then is handled from the copy once more, which cannot know what came of it.
    let again = town.counted("inbox", "pending");
    town.says(&["serve", "--once"]);
    town.answer(ADA, &introduction, "After the restoration.", Vec::new());
    town.says(&["serve", "--once"]);
    let relayed: Vec<_> = town.mail_of(MARIA).into_iter().filter(|mail| mail.kind == "relay").collect();
    assert!(relayed.iter().any(|mail| mail.text.contains("After the restoration.")));
    // What the copy did not know to be sent is sent again under the same Message-ID, if at all.
    let mut ids: Vec<_> = relayed.iter().map(|mail| &mail.message_id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len() as u64, 7 + again);
}
