//! Login with access tokens: Dovecot asks the token server about each (RFC 7662), as the mailboxes of the large providers do.

use std::time::Duration;

use mentorpost::bearer::{Pending, RefreshTokens, TokenError, Tokens};
use mentorpost::clock::Clock;
use mentorpost::imap::{Credential, ImapError, Mailbox, Security, Settings};
use mentorpost::oauth;
use mentorpost::sandbox::TokenServer;
use secrecy::SecretString;

use crate::server::{Dovecot, SERVICE};

/// Rotated tokens are kept nowhere: the server of this test does not rotate.
struct NotKept;

impl RefreshTokens for NotKept {
    fn successor<'a>(&'a self, _: &'a SecretString) -> Pending<'a, Result<Option<SecretString>, TokenError>> {
        Box::pin(async { Ok(None) })
    }

    fn keep<'a>(&'a self, _: &'a SecretString, _: &'a SecretString) -> Pending<'a, Result<(), TokenError>> {
        panic!("nothing was rotated")
    }
}

fn tokens(server: &TokenServer) -> Tokens {
    let settings = oauth::Settings {
        section: "imap.oauth2",
        token_url: server.token_url().parse().unwrap(),
        client_id: "the application".to_owned(),
        client_secret: SecretString::default(),
        refresh_token: SecretString::from("first"),
        scope: String::new(),
        deadline: Duration::from_secs(20),
    };
    oauth::tokens(settings, Box::new(NotKept), Clock::fixed("2026-11-23T09:00:00Z".parse().unwrap()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mailbox_is_opened_with_a_token_and_again_after_it_was_revoked() {
    let server = TokenServer::start(SERVICE, "first").await.unwrap();
    let url = server.introspection_url();
    let dovecot = tokio::task::spawn_blocking(move || Dovecot::start_with(&[], Some(url))).await.unwrap();
    let tokens = tokens(&server);
    let credential = Credential::Tokens(tokens.clone());
    let settings = Settings::new("127.0.0.1", dovecot.imap, Security::Plain, SERVICE, credential);
    Mailbox::open(&settings).await.unwrap().logout().await;

    server.revoke();
    let error = Mailbox::open(&settings).await.err().unwrap();
    assert!(matches!(error, ImapError::Token(..)) && !error.is_transient(), "{error}");
    assert!(error.to_string().contains("scope") && !error.to_string().contains("access-1"), "{error}");
    // The refused token was forgotten, so that the next attempt asks for a new one.
    Mailbox::open(&settings).await.unwrap().logout().await;
    assert_eq!(server.asked(), 2);

    server.end_consent();
    tokens.0.forget();
    let error = Mailbox::open(&settings).await.err().unwrap();
    assert!(matches!(error, ImapError::NoToken(TokenError::Refused(_))) && !error.is_transient(), "{error}");
    assert!(error.to_string().contains("get a new refresh_token"), "{error}");
}
