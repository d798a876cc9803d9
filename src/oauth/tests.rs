//! Against a token server: a token is used as long as it is good, a rotated refresh token is kept, and each no says what to do.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use secrecy::{ExposeSecret, SecretString};

use super::*;
use crate::sandbox::TokenServer;

/// Where the successors are kept: of which token, and which.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Option<(String, String)>>>);

impl RefreshTokens for Kept {
    fn successor<'a>(&'a self, first: &'a SecretString) -> Pending<'a, Result<Option<SecretString>, TokenError>> {
        let kept = self.0.lock().unwrap().clone();
        Box::pin(async move {
            Ok(kept.filter(|(of, _)| of == first.expose_secret()).map(|(_, token)| SecretString::from(token)))
        })
    }

    fn keep<'a>(&'a self, first: &'a SecretString, successor: &'a SecretString) -> Pending<'a, Result<(), TokenError>> {
        *self.0.lock().unwrap() = Some((first.expose_secret().to_owned(), successor.expose_secret().to_owned()));
        Box::pin(async { Ok(()) })
    }
}

fn begin() -> Timestamp {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

fn settings(server: &TokenServer, refresh: &str) -> Settings {
    Settings {
        section: "imap.oauth2",
        token_url: server.token_url().parse().unwrap(),
        client_id: "the application".to_owned(),
        client_secret: SecretString::from("hush & hush"),
        refresh_token: SecretString::from(refresh),
        scope: String::new(),
        deadline: Duration::from_secs(20),
    }
}

async fn token(tokens: &Tokens) -> String {
    tokens.0.current().await.unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn a_token_is_used_until_shortly_before_its_end() {
    let server = TokenServer::start("mentoring@uni.example", "first").await.unwrap();
    let clock = Clock::fixed(begin());
    let tokens = tokens(settings(&server, "first"), Box::new(Kept::default()), clock.clone());
    assert_eq!(token(&tokens).await, "access-1");
    clock.set(begin() + 57.minutes());
    assert_eq!((token(&tokens).await.as_str(), server.asked()), ("access-1", 1));
    clock.set(begin() + 59.minutes());
    assert_eq!(token(&tokens).await, "access-2");
    tokens.0.forget();
    assert_eq!(token(&tokens).await, "access-3");
}

#[tokio::test]
async fn many_who_need_one_ask_once() {
    let server = TokenServer::start("mentoring@uni.example", "first").await.unwrap();
    let tokens = tokens(settings(&server, "first"), Box::new(Kept::default()), Clock::fixed(begin()));
    let all = futures_util::future::join_all((0..8).map(|_| token(&tokens))).await;
    assert_eq!((all, server.asked()), (vec!["access-1".to_owned(); 8], 1));
}

#[tokio::test]
async fn a_rotated_refresh_token_outlives_the_program() {
    let server = TokenServer::start("mentoring@uni.example", "first").await.unwrap();
    server.rotate();
    let kept = Kept::default();
    for expected in ["access-1", "access-2"] {
        let tokens = tokens(settings(&server, "first"), Box::new(kept.clone()), Clock::fixed(begin()));
        assert_eq!(token(&tokens).await, expected);
    }
}

/// Another process rotates the token between the reading of it and the asking.
#[tokio::test]
async fn a_token_that_another_process_rotated_is_read_again() {
    struct Late(Kept, Mutex<bool>);
    impl RefreshTokens for Late {
        fn successor<'a>(&'a self, first: &'a SecretString) -> Pending<'a, Result<Option<SecretString>, TokenError>> {
            let late = std::mem::replace(&mut *self.1.lock().unwrap(), true);
            if late { self.0.successor(first) } else { Box::pin(async { Ok(None) }) }
        }

        fn keep<'a>(
            &'a self,
            first: &'a SecretString,
            successor: &'a SecretString,
        ) -> Pending<'a, Result<(), TokenError>> {
            self.0.keep(first, successor)
        }
    }
    let server = TokenServer::start("mentoring@uni.example", "first").await.unwrap();
    server.rotate();
    let kept = Kept::default();
    let other = tokens(settings(&server, "first"), Box::new(kept.clone()), Clock::fixed(begin()));
    token(&other).await;
    let ours = tokens(settings(&server, "first"), Box::new(Late(kept, Mutex::new(false))), Clock::fixed(begin()));
    assert_eq!(token(&ours).await, "access-3");
}

#[tokio::test]
async fn a_refusal_is_final_and_says_what_to_do_and_trouble_passes() {
    let server = TokenServer::start("mentoring@uni.example", "first").await.unwrap();
    let ask = |refresh: &str| tokens(settings(&server, refresh), Box::new(Kept::default()), Clock::fixed(begin()));
    let error = ask("guessed").0.current().await.unwrap_err();
    let TokenError::Refused(why) = &error else { panic!("{error:?}") };
    for part in ["invalid_grant", "AADSTS70000", "[imap.oauth2]", "refresh_token"] {
        assert!(why.contains(part), "{why}");
    }
    assert!(!why.contains("guessed") && !why.contains("hush"), "a secret is shown: {why}");
    for status in [500, 503, 429, 404] {
        server.trouble(status);
        let error = ask("first").0.current().await.unwrap_err();
        assert!(matches!(&error, TokenError::Away(why) if why.contains(&status.to_string())), "{error:?}");
    }
    assert_eq!(token(&ask("first")).await, "access-6");
    let gone = settings(&server, "first");
    drop(server);
    let error = tokens(gone, Box::new(Kept::default()), Clock::fixed(begin())).0.current().await.unwrap_err();
    assert!(matches!(error, TokenError::Away(_)), "{error:?}");
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let server = TokenServer::start("mentoring@uni.example", "first-refresh").await.unwrap();
    let settings = settings(&server, "first-refresh");
    let tokens = tokens(settings.clone(), Box::new(Kept::default()), Clock::fixed(begin()));
    token(&tokens).await;
    let shown = format!("{settings:?} {tokens:?}");
    assert!(!shown.contains("first-refresh") && !shown.contains("hush") && !shown.contains("access-1"), "{shown}");
}
