//! What must never be seen: passwords, tokens and keys, in no log, error or table, however much is logged.

use mentorpost::sandbox::TokenServer;

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
fn tokens_are_in_no_log_nor_the_key_of_the_addresses() {
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
