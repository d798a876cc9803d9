//! Against a server that misbehaves on command: each stage's answer, and each moment at which a connection can break.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::{Credential, Delivery, Pool, Security, Settings, SmtpError, Stage};
use crate::bearer::{AccessTokens, Pending, TokenError, Tokens};
use crate::clock::Clock;
use crate::sandbox::{Protocol, Sandbox, SandboxConfig, SmtpFault, SmtpStage};
use crate::wire::WireError;

const MESSAGE: &[u8] =
    b"From: ada@uni.example\r\nTo: max@uni.example\r\nSubject: x\r\n\r\n.a line that begins with a dot\r\n";

async fn sandbox() -> Sandbox {
    let clock = Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap());
    let sandbox = Sandbox::start(SandboxConfig::new("uni.example", clock)).await.unwrap();
    sandbox.add_user("ada@uni.example", "secret");
    sandbox.add_user("max@uni.example", "secret");
    sandbox
}

fn settings(sandbox: &Sandbox, password: &str) -> Settings {
    let at = sandbox.smtp_addr();
    let credential =
        Credential::Password { username: "ada@uni.example".to_owned(), password: SecretString::from(password) };
    let mut settings = Settings::new("127.0.0.1", at.port(), Security::Plain, credential, "uni.example");
    settings.command_deadline = Duration::from_millis(300);
    settings.data_deadline = Duration::from_millis(300);
    settings
}

fn arrived(sandbox: &Sandbox) -> usize {
    sandbox.messages("max@uni.example", "INBOX").len()
}

async fn deliver(pool: &Pool) -> Delivery {
    pool.deliver("ada@uni.example", "max@uni.example", MESSAGE).await
}

fn reply(stage: SmtpStage, code: u16, text: &str) -> SmtpFault {
    SmtpFault::Reply { stage, code, text: text.to_owned() }
}

#[tokio::test]
async fn a_server_that_speaks_something_else_is_told_from_one_that_is_away() {
    for (greeting, transient) in [
        ("* OK IMAP4rev1 ready\r\n", false),
        ("+OK POP3 ready\r\n", false),
        ("421 too many connections\r\n", true),
        ("", true),
    ] {
        for security in [Security::Plain, Security::StartTls] {
            let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = server.local_addr().unwrap().port();
            let greeted = tokio::spawn(async move {
                let (mut one, _) = server.accept().await.unwrap();
                one.write_all(greeting.as_bytes()).await.unwrap();
            });
            let settings = Settings::new("127.0.0.1", port, security, Credential::None, "uni.example");
            let error = Pool::new(settings).unwrap().check().await.unwrap_err();
            greeted.await.unwrap();
            assert_eq!(error.is_transient(), transient, "{greeting:?}: {error}");
            assert_eq!(matches!(error, SmtpError::NotSmtp(_)), !transient, "{greeting:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_kept_connection_serves_again_and_dots_survive() {
    let sandbox = sandbox().await;
    let pool = Pool::new(settings(&sandbox, "secret")).unwrap();
    for _ in 0..3 {
        assert!(matches!(deliver(&pool).await, Delivery::Accepted(_)));
    }
    let messages = sandbox.messages("max@uni.example", "INBOX");
    assert_eq!(messages.len(), 3);
    let text = String::from_utf8_lossy(&messages[0].raw).into_owned();
    assert!(text.ends_with("\r\n\r\n.a line that begins with a dot\r\n"), "{text:?}");
    sandbox.stop().await;
}

#[tokio::test]
async fn each_stage_is_told_apart() {
    use SmtpStage::{Auth, Connect, Data, Dot, Ehlo, Mail, Rcpt};
    let temporary = |d: &Delivery| matches!(d, Delivery::Deferred(_));
    let unreached = |d: &Delivery| matches!(d, Delivery::Unreached(_));
    let at = |d: &Delivery, at| matches!(d, Delivery::Refused { stage, .. } if *stage == at);
    let (sender, recipient) = (|d: &Delivery| at(d, Stage::Mail), |d: &Delivery| at(d, Stage::Rcpt));
    let (early, message) = (|d: &Delivery| at(d, Stage::Data), |d: &Delivery| at(d, Stage::Message));
    let uncertain = |d: &Delivery| matches!(d, Delivery::Uncertain(_));
    type Fits<'a> = &'a dyn Fn(&Delivery) -> bool;
    let cases: [(SmtpFault, Fits<'_>); 15] = [
        (reply(Mail, 451, "4.3.0 later"), &temporary),
        (reply(Rcpt, 450, "4.2.1 busy"), &temporary),
        (reply(Rcpt, 452, "4.5.3 too many recipients"), &temporary),
        (reply(Mail, 550, "not you"), &sender),
        (reply(Rcpt, 550, "5.1.1 nobody here"), &recipient),
        (reply(Rcpt, 550, "nobody here"), &recipient),
        (reply(Data, 554, "5.7.1 no"), &early),
        (reply(Dot, 552, "5.2.2 full"), &message),
        (reply(Dot, 451, "4.3.0 later"), &temporary),
        (SmtpFault::CloseAt(Connect), &unreached),
        (SmtpFault::CloseAt(Ehlo), &unreached),
        (SmtpFault::CloseAt(Auth), &unreached),
        (SmtpFault::CloseAt(Data), &temporary),
        (SmtpFault::SilentAt(Rcpt), &temporary),
        (SmtpFault::SilentAt(Dot), &uncertain),
    ];
    for (fault, fits) in cases {
        let sandbox = sandbox().await;
        let pool = Pool::new(settings(&sandbox, "secret")).unwrap();
        sandbox.smtp_faults().push(fault.clone());
        let delivery = deliver(&pool).await;
        assert!(fits(&delivery), "{fault:?}: {delivery:?}");
        assert_eq!(arrived(&sandbox), 0, "{fault:?}");
        // Whatever happened, the next mail finds its way.
        assert!(matches!(deliver(&pool).await, Delivery::Accepted(_)), "after {fault:?}");
        sandbox.stop().await;
    }
}

#[tokio::test]
async fn a_connection_lost_after_the_dot_leaves_it_open_what_happened() {
    let sandbox = sandbox().await;
    let pool = Pool::new(settings(&sandbox, "secret")).unwrap();
    sandbox.smtp_faults().push(SmtpFault::CloseAfterDot);
    assert!(matches!(deliver(&pool).await, Delivery::Uncertain(_)));
    assert_eq!(arrived(&sandbox), 1, "the server had it");
    sandbox.stop().await;
}

#[tokio::test]
async fn a_refusal_carries_its_enhanced_status() {
    let sandbox = sandbox().await;
    let pool = Pool::new(settings(&sandbox, "secret")).unwrap();
    let delivery = pool.deliver("ada@uni.example", "nobody@uni.example", MESSAGE).await;
    assert!(matches!(&delivery, Delivery::Refused { status: Some(status), .. } if status == "5.1.1"), "{delivery:?}");
    let delivery = pool.deliver("ada@uni.example", "no address", MESSAGE).await;
    assert!(matches!(&delivery, Delivery::Refused { status: Some(status), .. } if status == "5.1.3"), "{delivery:?}");
    sandbox.stop().await;
}

#[tokio::test]
async fn a_server_that_is_away_defers_and_a_wrong_password_is_said() {
    let sandbox = sandbox().await;
    let pool = Pool::new(settings(&sandbox, "wrong")).unwrap();
    let error = pool.check().await.unwrap_err();
    assert!(!error.is_transient() && error.to_string().contains("check username and password of [smtp]"), "{error}");
    assert!(matches!(deliver(&pool).await, Delivery::Unreached(_)), "never the mail's fault");
    let pool = Pool::new(settings(&sandbox, "secret")).unwrap();
    assert!(matches!(deliver(&pool).await, Delivery::Accepted(_)));
    sandbox.take_down(Protocol::Smtp).await.unwrap();
    assert!(matches!(deliver(&pool).await, Delivery::Unreached(_)));
    sandbox.bring_up(Protocol::Smtp).unwrap();
    assert!(matches!(deliver(&pool).await, Delivery::Accepted(_)), "the kept connection is replaced");
    sandbox.stop().await;
}

/// Tokens from a list, one after the other; each until it is forgotten.
struct Listed(std::sync::Mutex<Vec<&'static str>>);

impl AccessTokens for Listed {
    fn current(&self) -> Pending<'_, Result<SecretString, TokenError>> {
        let first = self.0.lock().unwrap().first().copied();
        Box::pin(async move { first.map(SecretString::from).ok_or_else(|| TokenError::Away("no token".to_owned())) })
    }

    fn forget(&self) {
        self.0.lock().unwrap().remove(0);
    }
}

#[tokio::test]
async fn an_access_token_that_is_refused_is_replaced() {
    let sandbox = sandbox().await;
    let tokens = Tokens(Arc::new(Listed(std::sync::Mutex::new(vec!["expired", "secret"]))));
    let credential = Credential::Tokens { username: "ada@uni.example".to_owned(), tokens };
    let settings = Settings { credential, ..settings(&sandbox, "") };
    let pool = Pool::new(settings).unwrap();
    let error = pool.check().await.unwrap_err();
    assert!(matches!(error, SmtpError::Token(..)) && error.to_string().contains("scope"), "{error}");
    assert!(matches!(deliver(&pool).await, Delivery::Accepted(_)));
    assert_eq!(arrived(&sandbox), 1);
    sandbox.stop().await;
}

/// A server that refuses the first sender and waits for a text all the same, to which it answers late; gives its port.
async fn late() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for number in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer_late(stream, number == 0));
        }
    });
    port
}

async fn answer_late(stream: TcpStream, refuses: bool) {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut refuses = refuses;
    let mut answer = "220 late ESMTP\r\n";
    loop {
        writing.write_all(answer.as_bytes()).await.unwrap();
        let Ok(Some(line)) = lines.next_line().await else { return };
        answer = match line.split([' ', ':']).next().unwrap() {
            "EHLO" => "250-late\r\n250 PIPELINING\r\n",
            "MAIL" if refuses => "550 5.1.8 not you\r\n",
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await.unwrap();
                while lines.next_line().await.is_ok_and(|line| line.is_some_and(|line| line != ".")) {}
                if std::mem::take(&mut refuses) {
                    // No sooner than the next command comes.
                    let Ok(Some(_)) = lines.next_line().await else { return };
                    writing.write_all(b"250 2.0.0 for nobody\r\n").await.unwrap();
                    "250 2.0.0 OK\r\n"
                } else {
                    "250 2.0.0 taken\r\n"
                }
            }
            _ => "250 2.0.0 OK\r\n",
        };
    }
}

#[tokio::test]
async fn a_server_that_waits_to_be_spoken_to_may_be_one_for_tls() {
    for security in [Security::Plain, Security::StartTls] {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = server.local_addr().unwrap().port();
        let mut settings = Settings::new("127.0.0.1", port, security, Credential::None, "uni.example");
        settings.command_deadline = Duration::from_millis(200);
        let error = Pool::new(settings).unwrap().check().await.unwrap_err();
        assert!(matches!(error, SmtpError::Wire(WireError::Mute(..))) && error.is_transient(), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_is_late_is_not_taken_for_the_next() {
    let mut settings = Settings::new("127.0.0.1", late().await, Security::Plain, Credential::None, "uni.example");
    settings.command_deadline = Duration::from_millis(300);
    settings.data_deadline = Duration::from_millis(300);
    let pool = Pool::new(settings).unwrap();
    let first = deliver(&pool).await;
    assert!(matches!(first, Delivery::Deferred(_)), "{first:?}");
    for _ in 0..3 {
        let next = deliver(&pool).await;
        assert!(matches!(&next, Delivery::Accepted(words) if words.contains("taken")), "{next:?}");
    }
}
