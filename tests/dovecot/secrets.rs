//! What must never be seen: passwords, tokens and keys, in no log, error or table, however much is logged.

use mentorpost::mail::address::Address;
use mentorpost::mail::envelope::{Addressing, Subaddressing};
use mentorpost::sandbox::TokenServer;
use sqlx::{Connection, SqliteConnection};

use crate::server::{Dovecot, PASSWORD, SERVICE};
use crate::town::{ADA, HELEN, JAMES, MARIA, Town};
use crate::wait::until;

/// Passwords and tokens as they are and as they go over the wire.
fn forms(secret: &str) -> Vec<String> {
    let encoded = data_encoding::BASE64.encode(format!("\0{SERVICE}\0{secret}").as_bytes());
    vec![secret.to_owned(), data_encoding::BASE64.encode(secret.as_bytes()), encoded]
}

fn held_back(said: &str, secrets: &[String]) {
    for secret in secrets.iter().flat_map(|secret| forms(secret)) {
        assert!(!said.contains(&secret), "{secret:?} is shown:\n{said}");
    }
}

#[test]
fn a_password_is_in_no_log_however_much_is_logged() {
    let mut town = Town::start();
    let secrets = [PASSWORD.to_owned()];
    let serving = town.serve_logging("trace,async_imap=trace,lettre=trace,sqlx=trace,mentorpost=trace");
    town.write(ADA, SERVICE, "Hello", "MENTORS");
    let directory = town.gets(ADA, "directory");
    town.dovecot.change_password("another one");
    until("the refusal is logged", || (serving.logged("the login is refused") > 0).then_some(()));
    let log = serving.log();
    assert!(log.contains("DEBUG") || log.contains("TRACE") || log.lines().count() > 5, "{log}");
    held_back(&log, &secrets);
    // Nor are people's addresses or words. A Message-ID is logged as it came, and those of this test name their writers.
    let log: String =
        log.split("\"mail.message_id\":\"").map(|part| part.split_once("\",").map_or(part, |(_, r)| r)).collect();
    for personal in [ADA, MARIA, JAMES, HELEN, "MENTORS", "Head of marketing", directory.reply_to.as_str()] {
        assert!(!log.contains(personal), "{personal} is shown:\n{log}");
    }
    serving.stop();
    for arguments in [vec!["check"], vec!["check", "--connect"], vec!["status"], vec!["status", "--json"]] {
        let output = town.run(&arguments);
        held_back(&format!("{output:?}"), &secrets);
    }
}

#[test]
fn tokens_are_in_no_log() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let refresh = "the-refresh-token-of-the-consent";
    let tokens = runtime.block_on(TokenServer::start(SERVICE, refresh)).unwrap();
    tokens.rotate();
    let dovecot = Dovecot::start_with(&[ADA, MARIA, JAMES, HELEN], Some(tokens.introspection_url()));
    let mut town = Town::start_with(dovecot, "sqlite://mentorpost.db");
    let config = std::fs::read_to_string(town.path("config.toml")).unwrap();
    let config = config.replacen(&format!("password = \"{PASSWORD}\"\n"), "", 1).replacen(
        "[smtp]",
        &format!(
            "[imap.oauth2]\ntoken_url = \"{}\"\nclient_id = \"app\"\nclient_secret = \"hush-hush-secret\"\n\
             refresh_token = \"{refresh}\"\nscope = \"imap\"\n[smtp]",
            tokens.token_url()
        ),
        1,
    );
    std::fs::write(town.path("config.toml"), config).unwrap();
    let serving = town.serve_logging("trace,hyper=trace,mentorpost=trace");
    town.write(ADA, SERVICE, "Hello", "MENTORS");
    town.gets(ADA, "directory");
    let access = tokens.access_token();
    tokens.end_consent();
    tokens.revoke();
    town.dovecot.kill();
    town.dovecot.launch();
    until("the refusal is logged", || (serving.logged("get a new refresh_token") > 0).then_some(()));
    let rotated = format!("refresh-{}", access.trim_start_matches("access-"));
    assert!(access.starts_with("access-"), "{access}");
    held_back(&serving.log(), &[refresh.to_owned(), access, rotated, "hush-hush-secret".to_owned()]);
    serving.stop();
}

/// The key under which the reply addresses are made, in all ways that bytes are usually shown.
async fn key_of(town: &Town) -> (Vec<u8>, Vec<String>) {
    let url = format!("sqlite://{}", town.path("mentorpost.db").display());
    let mut database = SqliteConnection::connect(&url).await.unwrap();
    let sql = "SELECT bytes FROM facts WHERE name = 'instance_key'";
    let (key,): (Vec<u8>,) = sqlx::query_as(sql).fetch_one(&mut database).await.unwrap();
    database.close().await.unwrap();
    assert_eq!(key.len(), 32);
    // Eight bytes of it are enough to know it by.
    let start = &key[..8];
    let listed = format!("{start:?}");
    let base64 = data_encoding::BASE64.encode(&key);
    let forms = vec![
        data_encoding::HEXLOWER.encode(start),
        data_encoding::HEXUPPER.encode(start),
        data_encoding::BASE32.encode(&key)[..12].to_owned(),
        data_encoding::BASE32.encode(&key)[..12].to_lowercase(),
        base64[..10].to_owned(),
        base64[..10].replace('+', "-").replace('/', "_"),
        listed.trim_end_matches(']').to_owned(),
        start.escape_ascii().to_string(),
        String::from_utf8_lossy(start).into_owned(),
    ];
    (key, forms)
}

#[test]
fn the_key_of_the_reply_addresses_is_shown_nowhere() {
    let mut town = Town::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let serving = town.serve_logging("trace,sqlx=trace,mentorpost=trace");
    town.write(ADA, SERVICE, "Hello", "MENTORS");
    let directory = town.gets(ADA, "directory");
    // An address that was tampered with, and one of nobody's.
    let word = directory.reply_to.split(['+', '@']).nth(1).unwrap().to_owned();
    let touched = word.replace('a', "b");
    for to in [directory.reply_to.replace(&word, &touched), format!("mentoring+{}@uni.example", "a".repeat(word.len()))]
    {
        town.write(ADA, &to, "Hello", "STATUS");
        town.gets(ADA, "status");
    }
    town.write(ADA, SERVICE, "Data", "MYDATA");
    town.gets(ADA, "mydata");
    town.settled();
    let (key, forms) = runtime.block_on(key_of(&town));
    let mut shown = serving.log();
    assert!(shown.contains("\"TRACE\""), "nothing of that level is logged");
    serving.stop();
    // It is in the database, or all of this would show nothing.
    let holds =
        |name: &str| std::fs::read(town.path(name)).is_ok_and(|file| file.windows(32).any(|bytes| bytes == key));
    assert!(holds("mentorpost.db") || holds("mentorpost.db-wal"));
    std::fs::write(town.path("mail.eml"), &directory.raw).unwrap();
    let mail = town.path("mail.eml");
    for arguments in [
        vec!["check", "--connect"],
        vec!["status", "--json"],
        vec!["inbox", "list"],
        vec!["inbox", "show", "1"],
        vec!["outbox", "list"],
        vec!["outbox", "show", "1"],
        vec!["trace", ADA],
        vec!["trace", &directory.message_id],
        vec!["inspect", mail.to_str().unwrap(), "--json"],
        vec!["export", ADA],
        vec!["serve", "--once"],
    ] {
        let line: Vec<&str> = ["--log", "trace"].into_iter().chain(arguments).collect();
        let output = town.run(&line);
        shown.push_str(&String::from_utf8_lossy(&output.stdout));
        shown.push_str(&String::from_utf8_lossy(&output.stderr));
    }
    for person in [ADA, MARIA, JAMES, HELEN] {
        for mail in town.mail_of(person) {
            shown.push_str(&String::from_utf8_lossy(&mail.raw));
            mail.files.iter().for_each(|(_, bytes)| shown.push_str(&String::from_utf8_lossy(bytes)));
        }
    }
    let addressing = Addressing::new(&key, Address::parse(SERVICE).unwrap(), Subaddressing::Plus);
    shown.push_str(&format!("{addressing:?} {addressing:#?}"));
    for form in forms {
        assert!(!shown.contains(&form), "{form:?} is shown");
    }
}
