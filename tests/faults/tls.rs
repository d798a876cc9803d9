//! TLS both ways: whom the service trusts, and that whom it does not trust hears no password and gets no mail.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mentorpost::clock::Clock;
use mentorpost::demo::SERVICE;
use mentorpost::imap::{self, ImapError, Mailbox};
use mentorpost::sandbox::Sandbox;
use mentorpost::smtp::{self, Delivery, Pool, Security, SmtpError};
use mentorpost::wire::WireError;
use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::house::{days, sandbox};
use crate::proxy::{Proxy, acceptor, acceptor_of};

const PASSWORD: &str = "a password of the test";
const MESSAGE: &[u8] = b"From: a@uni.example\r\nTo: mentoring@uni.example\r\nSubject: x\r\n\r\nWords.\r\n";

/// What stands between the door's answer to STARTTLS and TLS.
const NOTHING: &str = "";
const INJECTED: &str = "250 fine\r\n";

/// A door to the SMTP server at `server` that asks for STARTTLS first (RFC 3207); all that is said to it in the clear is noted.
async fn start_tls(server: u16, tls: TlsAcceptor, behind: &'static str) -> (u16, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let noted: Arc<Mutex<String>> = Arc::default();
    let heard = Arc::clone(&noted);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (tls, heard) = (tls.clone(), Arc::clone(&heard));
            tokio::spawn(async move {
                let mut client = BufReader::new(client);
                client.write_all(b"220 door ESMTP\r\n").await?;
                for answer in ["250-door\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n", "220 go on\r\n"] {
                    let mut line = String::new();
                    client.read_line(&mut line).await?;
                    heard.lock().unwrap().push_str(&line);
                    client.write_all(answer.as_bytes()).await?;
                }
                client.write_all(behind.as_bytes()).await?;
                let mut client = tls.accept(client).await?;
                let mut server = BufReader::new(TcpStream::connect(("127.0.0.1", server)).await?);
                // After STARTTLS no second greeting comes.
                server.read_line(&mut String::new()).await?;
                tokio::io::copy_bidirectional(&mut client, &mut server).await?;
                std::io::Result::Ok(())
            });
        }
    });
    (port, noted)
}

/// The SMTP server, and certificates for its doors.
struct Scene {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let sandbox = sandbox(&Clock::fixed(days(0)), &[]).await;
        Self { sandbox, folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn settings(&self, port: u16, security: Security, ca: Option<PathBuf>) -> smtp::Settings {
        let password = SecretString::from(PASSWORD);
        let credential = smtp::Credential::Password { username: SERVICE.to_owned(), password };
        let mut settings = smtp::Settings::new("127.0.0.1", port, security, credential, "uni.example");
        settings.ca_file = ca;
        settings.command_deadline = Duration::from_secs(5);
        settings
    }

    async fn deliver(&self, settings: &smtp::Settings) -> Delivery {
        Pool::new(settings.clone()).unwrap().deliver(SERVICE, SERVICE, MESSAGE).await
    }

    /// It connects to nobody, says why, and no mail is to blame.
    async fn refuses(&self, settings: smtp::Settings, fits: impl Fn(&SmtpError) -> bool) {
        let error = Pool::new(settings.clone()).unwrap().check().await.unwrap_err();
        assert!(fits(&error) && !error.is_transient(), "{error:?}");
        assert!(!format!("{error} {error:?}").contains(PASSWORD), "{error}");
        let delivery = self.deliver(&settings).await;
        assert!(matches!(delivery, Delivery::Unreached(_)), "{delivery:?}");
        assert_eq!(self.arrived(), 0);
    }

    fn arrived(&self) -> usize {
        self.sandbox.messages(SERVICE, "INBOX").len()
    }
}

fn untrusted(error: &SmtpError) -> bool {
    matches!(error, SmtpError::Wire(WireError::Certificate(..))) && error.to_string().contains("ca_file")
}

#[tokio::test]
async fn mail_goes_out_over_tls_and_starttls_with_the_authority_of_the_settings() {
    let scene = Scene::new().await;
    let (ca, server) = (scene.path("ca.pem"), scene.sandbox.smtp_addr().port());
    let tls = acceptor(&ca);
    let (asked, heard) = start_tls(server, tls.clone(), NOTHING).await;
    let implicit = Proxy::open(server, Some(tls)).await.port;
    for (port, security) in [(implicit, Security::Tls), (asked, Security::StartTls)] {
        let settings = scene.settings(port, security, Some(ca.clone()));
        Pool::new(settings.clone()).unwrap().check().await.unwrap();
        assert!(matches!(scene.deliver(&settings).await, Delivery::Accepted(_)), "{security:?}");
    }
    assert_eq!(scene.arrived(), 2);
    // Nothing but this was said in the clear.
    let heard = heard.lock().unwrap().clone();
    assert!(heard.lines().all(|line| line == "EHLO uni.example" || line == "STARTTLS"), "{heard}");
    scene.sandbox.stop().await;
}

#[tokio::test]
async fn a_server_of_another_name_or_authority_or_time_gets_no_mail() {
    let scene = Scene::new().await;
    let (ca, other) = (scene.path("ca.pem"), scene.path("other.pem"));
    let server = scene.sandbox.smtp_addr().port();
    let right = acceptor(&ca);
    let _ = acceptor(&other);
    let misnamed = acceptor_of(&scene.path("misnamed.pem"), "mail.elsewhere.example", 4096);
    let expired = acceptor_of(&scene.path("expired.pem"), "127.0.0.1", 2020);
    let cases: [(&TlsAcceptor, Option<PathBuf>); 4] = [
        // The system's authorities do not know it.
        (&right, None),
        (&right, Some(other)),
        (&misnamed, Some(scene.path("misnamed.pem"))),
        (&expired, Some(scene.path("expired.pem"))),
    ];
    for (tls, ca) in cases {
        let implicit = Proxy::open(server, Some(tls.clone())).await.port;
        scene.refuses(scene.settings(implicit, Security::Tls, ca.clone()), untrusted).await;
        let (asked, heard) = start_tls(server, tls.clone(), NOTHING).await;
        scene.refuses(scene.settings(asked, Security::StartTls, ca), untrusted).await;
        assert!(!heard.lock().unwrap().to_uppercase().contains("AUTH"));
    }
    scene.sandbox.stop().await;
}

#[tokio::test]
async fn a_door_without_tls_hears_no_password() {
    let scene = Scene::new().await;
    let (ca, server) = (scene.path("ca.pem"), scene.sandbox.smtp_addr().port());
    let tls = acceptor(&ca);
    let some = Some(ca.clone());
    // Somebody in between has taken the offer out.
    let none = |error: &SmtpError| matches!(error, SmtpError::NoStartTls(_));
    scene.refuses(scene.settings(server, Security::StartTls, some.clone()), none).await;
    let wrong_port = |error: &SmtpError| error.to_string().contains("is this the port for this kind of security?");
    scene.refuses(scene.settings(server, Security::Tls, some.clone()), wrong_port).await;
    let mut elsewhere = scene.settings(25, Security::Plain, None);
    "192.0.2.1".clone_into(&mut elsewhere.host);
    let plain = |error: &SmtpError| error.to_string().contains("to this machine only");
    scene.refuses(elsewhere, plain).await;
    for (name, text) in [("no.pem", None), ("empty.pem", Some("nothing"))] {
        if let Some(text) = text {
            std::fs::write(scene.path(name), text).unwrap();
        }
        let unread = |error: &SmtpError| matches!(error, SmtpError::Wire(WireError::CaFile(..)));
        scene.refuses(scene.settings(server, Security::Tls, Some(scene.path(name))), unread).await;
    }
    // Somebody in between has put an answer before the first that is protected.
    let (injecting, _) = start_tls(server, tls, INJECTED).await;
    let settings = scene.settings(injecting, Security::StartTls, some);
    let error = Pool::new(settings.clone()).unwrap().check().await.unwrap_err();
    assert!(matches!(error, SmtpError::Wire(WireError::Tls(..)) | SmtpError::Broken(..)), "{error:?}");
    assert!(matches!(scene.deliver(&settings).await, Delivery::Unreached(_)));
    assert_eq!(scene.arrived(), 0);
    scene.sandbox.stop().await;
}

#[tokio::test]
async fn a_mailbox_of_another_name_or_time_is_not_opened() {
    let scene = Scene::new().await;
    let server = scene.sandbox.imap_addr().port();
    let open = async |port, ca: &Path| {
        let credential = imap::Credential::Password(SecretString::from(PASSWORD));
        let mut settings = imap::Settings::new("127.0.0.1", port, imap::Security::Tls, SERVICE, credential);
        settings.ca_file = Some(ca.to_owned());
        Mailbox::open(&settings).await
    };
    let right = Proxy::open(server, Some(acceptor(&scene.path("ca.pem")))).await;
    open(right.port, &scene.path("ca.pem")).await.unwrap().logout().await;
    for (name, until) in [("mail.elsewhere.example", 4096), ("127.0.0.1", 2020)] {
        let ca = scene.path(name);
        let door = Proxy::open(server, Some(acceptor_of(&ca, name, until))).await;
        let error = open(door.port, &ca).await.err().unwrap();
        assert!(matches!(error, ImapError::Wire(WireError::Certificate(..))) && !error.is_transient(), "{error}");
        assert!(!error.to_string().contains(PASSWORD));
    }
    scene.sandbox.stop().await;
}
