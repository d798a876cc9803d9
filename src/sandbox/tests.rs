//! Over raw sockets: what goes in on one side comes out on the other, and each fault comes when it shall.

use jiff::Timestamp;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::*;

const ANN: &str = "ann@uni.example";
const BOB: &str = "bob@uni.example";
const MAIL: &[u8] = b"From: ann@uni.example\r\nSubject: Hi\r\n\r\nOne\r\n";

async fn sandbox_of(change: impl FnOnce(&mut SandboxConfig)) -> Sandbox {
    let mut config = SandboxConfig::new("uni.example", Clock::fixed(Timestamp::UNIX_EPOCH));
    change(&mut config);
    let sandbox = Sandbox::start(config).await.unwrap();
    sandbox.add_user(ANN, "secret");
    sandbox.add_user(BOB, "pw");
    sandbox
}

async fn sandbox() -> Sandbox {
    sandbox_of(|_| {}).await
}

/// A client that types.
struct Raw(BufReader<TcpStream>);

impl Raw {
    async fn connect(address: SocketAddr) -> Self {
        Self(BufReader::new(TcpStream::connect(address).await.unwrap()))
    }

    async fn imap(sandbox: &Sandbox) -> Self {
        let mut raw = Self::connect(sandbox.imap_addr()).await;
        assert!(raw.line().await.starts_with("* OK [CAPABILITY IMAP4rev1"));
        assert!(raw.ask("L LOGIN bob@uni.example pw").await.ends_with("Welcome\r\n"));
        raw
    }

    async fn smtp(sandbox: &Sandbox) -> Self {
        let mut raw = Self::connect(sandbox.smtp_addr()).await;
        assert_eq!(raw.line().await, "220 mx.uni.example ESMTP\r\n");
        raw
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        line
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Sends a line and reads up to the one that begins with the same tag, or the end.
    async fn ask(&mut self, command: &str) -> String {
        self.send(&format!("{command}\r\n")).await;
        let tag = format!("{} ", command.split(' ').next().unwrap());
        let mut all = String::new();
        loop {
            let line = self.line().await;
            all.push_str(&line);
            if line.is_empty() || line.starts_with(&tag) {
                return all;
            }
        }
    }

    /// Sends a line, reads one.
    async fn say(&mut self, line: &str) -> String {
        self.send(&format!("{line}\r\n")).await;
        self.line().await
    }

    /// What comes until the end.
    async fn rest(mut self) -> String {
        let mut rest = Vec::new();
        // A connection that was broken with words of ours unread ends in a reset.
        let _ = self.0.read_to_end(&mut rest).await;
        String::from_utf8(rest).unwrap()
    }
}

#[tokio::test]
async fn a_letter_goes_in_by_smtp_and_out_by_imap() {
    let sandbox = sandbox().await;
    let mut smtp = Raw::smtp(&sandbox).await;
    smtp.send("EHLO me\r\n").await;
    for expected in ["250-mx.uni.example", "250-PIPELINING", "250-8BITMIME", "250-SIZE 41943040"] {
        assert_eq!(smtp.line().await.trim_end(), expected);
    }
    assert_eq!(smtp.line().await, "250-AUTH PLAIN LOGIN XOAUTH2\r\n");
    assert_eq!(smtp.line().await, "250 ENHANCEDSTATUSCODES\r\n");
    let plain = data_encoding::BASE64.encode(b"\0ann@uni.example\0secret");
    let dialogue = [
        (format!("AUTH PLAIN {plain}"), "235 2.7.0 Welcome"),
        ("RCPT TO:<bob@uni.example>".to_owned(), "503 5.5.1 MAIL first"),
        ("MAIL FROM:<ann+v@uni.example> SIZE=99999999".to_owned(), "552 5.3.4 Too large"),
        ("MAIL FROM:<ann+v@uni.example> SIZE=99 BODY=8BITMIME".to_owned(), "250 2.1.0 OK"),
        ("DATA".to_owned(), "503 5.5.1 RCPT first"),
        ("RCPT TO:<nob@uni.example>".to_owned(), "550 5.1.1 No such user here"),
        ("RCPT TO:<x@else.example>".to_owned(), "550 5.7.1 No mail for that domain is taken here"),
        ("RCPT TO:<Bob+r.7@uni.example>".to_owned(), "250 2.1.5 OK"),
        ("DATA".to_owned(), "354 Go on, end with a dot"),
        ("From: ann@uni.example\r\n\r\n..dot\r\nbare\n.\r\nlast\r\n.".to_owned(), "250 2.0.0 Taken"),
        ("QUIT".to_owned(), "221 2.0.0 Bye"),
    ];
    for (line, answer) in dialogue {
        assert_eq!(smtp.say(&line).await.trim_end(), answer, "{line}");
    }
    let kept = sandbox.wait_for(BOB, 1).await;
    let raw = String::from_utf8(kept[0].raw.to_vec()).unwrap();
    assert!(raw.starts_with("Return-Path: <ann+v@uni.example>\r\nDelivered-To: Bob+r.7@uni.example\r\n"), "{raw}");
    assert!(
        raw.ends_with("dmarc=pass header.from=uni.example\r\nFrom: ann@uni.example\r\n\r\n.dot\r\nbare\n.\r\nlast\r\n")
    );

    let mut imap = Raw::imap(&sandbox).await;
    assert!(imap.ask("1 SELECT INBOX").await.contains("* 1 EXISTS\r\n"));
    let fetched = imap.ask("2 UID FETCH 1:* (FLAGS RFC822.SIZE BODY.PEEK[])").await;
    let size = raw.len();
    assert_eq!(
        fetched,
        format!("* 1 FETCH (UID 1 FLAGS () RFC822.SIZE {size} BODY[] {{{size}}}\r\n{raw})\r\n2 OK Fetched\r\n")
    );
}

#[tokio::test]
async fn a_login_must_be_right() {
    let sandbox = sandbox().await;
    let mut imap = Raw::connect(sandbox.imap_addr()).await;
    imap.line().await;
    assert_eq!(imap.ask("1 SELECT INBOX").await, "1 BAD Log in first\r\n");
    assert!(imap.ask("2 LOGIN bob@uni.example wrong").await.starts_with("2 NO [AUTHENTICATIONFAILED]"));
    sandbox.set_password(BOB, "new");
    assert!(imap.ask("3 LOGIN bob@uni.example pw").await.starts_with("3 NO"));
    assert_eq!(imap.say("4 AUTHENTICATE PLAIN").await, "+ \r\n");
    let plain = data_encoding::BASE64.encode(b"\0bob@uni.example\0new");
    assert!(imap.say(&plain).await.starts_with("4 OK"));
    let mut smtp = Raw::smtp(&sandbox).await;
    assert_eq!(smtp.say("AUTH LOGIN").await, "334 VXNlcm5hbWU6\r\n");
    assert_eq!(smtp.say("Ym9iQHVuaS5leGFtcGxl").await, "334 UGFzc3dvcmQ6\r\n");
    assert_eq!(smtp.say("cHc=").await, "535 5.7.8 Wrong name or password\r\n");
}

#[tokio::test]
async fn messages_are_flagged_copied_moved_and_removed() {
    let sandbox = sandbox().await;
    for _ in 0..4 {
        sandbox.deliver(BOB, MAIL).unwrap();
    }
    let validity = |answer: &str| answer.split("[COPYUID ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let mut imap = Raw::imap(&sandbox).await;
    imap.ask("1 SELECT inbox").await;
    let table = [
        (
            "a UID STORE 2:3 +FLAGS (\\Seen)",
            "* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n* 3 FETCH (UID 3 FLAGS (\\Seen))\r\na OK Stored\r\n",
        ),
        ("b STORE 3 -FLAGS.SILENT (\\Seen)", "b OK Stored\r\n"),
        ("c UID SEARCH UNSEEN", "* SEARCH 1 3 4\r\nc OK Searched\r\n"),
        ("d SEARCH UID 3:* NOT SUBJECT no", "* SEARCH 3 4\r\nd OK Searched\r\n"),
        (
            "e FETCH 4 BODY[HEADER.FIELDS (Subject)]",
            "* 4 FETCH (BODY[HEADER.FIELDS (Subject)] {15}\r\nSubject: Hi\r\n\r\n FLAGS (\\Seen))\r\ne OK Fetched\r\n",
        ),
        ("f FETCH 4 BODY.PEEK[TEXT]<1.2>", "* 4 FETCH (BODY[TEXT]<1> {2}\r\nne)\r\nf OK Fetched\r\n"),
        ("g UID COPY 1 Nowhere", "g NO [TRYCREATE] No such folder\r\n"),
        ("h STORE 1 FLAGS.SILENT (\\Deleted)", "h OK Stored\r\n"),
        ("i UID EXPUNGE 2:9", "i OK Expunged\r\n"),
        ("j EXPUNGE", "* 1 EXPUNGE\r\nj OK Expunged\r\n"),
        ("k UID FETCH 1:* UID", "* 1 FETCH (UID 2)\r\n* 2 FETCH (UID 3)\r\n* 3 FETCH (UID 4)\r\nk OK Fetched\r\n"),
        ("l UID FETCH 9:* UID", "* 3 FETCH (UID 4)\r\nl OK Fetched\r\n"),
    ];
    for (command, expected) in table {
        assert_eq!(imap.ask(command).await, expected, "{command}");
    }
    let copied = imap.ask("m UID COPY 2:3 Processed").await;
    let v = validity(&copied);
    assert_eq!(copied, format!("m OK [COPYUID {v} 2:3 1:2] Copied\r\n"));
    let moved = imap.ask("n UID MOVE 2,4 Processed").await;
    assert_eq!(moved, format!("* OK [COPYUID {v} 2,4 3:4] Moved\r\n* 3 EXPUNGE\r\n* 1 EXPUNGE\r\nn OK Done\r\n"));
    let uids = |folder: &str| sandbox.messages(BOB, folder).iter().map(|m| m.uid).collect::<Vec<_>>();
    assert_eq!((uids("INBOX"), uids("Processed")), (vec![3], vec![1, 2, 3, 4]));
}

#[tokio::test]
async fn appended_literals_are_kept_as_they_are() {
    let sandbox = sandbox().await;
    let mut imap = Raw::imap(&sandbox).await;
    assert_eq!(imap.say("1 APPEND Failed (\\Seen) \" 1-Jan-1970 00:00:01 +0000\" {3}").await, "+ Go on\r\n");
    assert!(imap.say("a\nb").await.starts_with("1 OK [APPENDUID "));
    assert!(imap.ask("2 APPEND Failed {2+}\r\n}{").await.starts_with("2 OK [APPENDUID "));
    assert_eq!(imap.say("3 APPEND Failed {99999999999999999999999}").await, "3 NO [TOOBIG] That is too large\r\n");
    let kept = sandbox.messages(BOB, "Failed");
    let seen: Vec<_> = kept.iter().map(|m| (&*m.raw, m.flags.join(" "), m.internal_date.as_second())).collect();
    assert_eq!(seen, [(&b"a\nb"[..], "\\Seen".to_owned(), 1), (b"}{", String::new(), 0)]);
}

#[tokio::test]
async fn an_idle_client_hears_of_arrivals_and_departures() {
    let sandbox = sandbox().await;
    sandbox.deliver(BOB, MAIL).unwrap();
    let mut idler = Raw::imap(&sandbox).await;
    idler.ask("1 SELECT INBOX").await;
    assert_eq!(idler.say("2 IDLE").await, "+ idling\r\n");
    sandbox.wait_idling(1).await;
    sandbox.deliver_from(None, "", BOB, MAIL).unwrap();
    assert_eq!(idler.line().await, "* 2 EXISTS\r\n");
    let mut other = Raw::imap(&sandbox).await;
    other.ask("1 SELECT INBOX").await;
    other.ask("2 STORE 2 +FLAGS (\\Flagged)").await;
    assert_eq!(idler.line().await, "* 2 FETCH (FLAGS (\\Flagged))\r\n");
    other.ask("3 MOVE 1 Processed").await;
    assert_eq!(idler.line().await, "* 1 EXPUNGE\r\n");
    assert_eq!(idler.say("DONE").await, "2 OK Awake\r\n");
}

#[tokio::test]
async fn numbers_stand_still_while_they_are_used() {
    let sandbox = sandbox().await;
    for _ in 0..2 {
        sandbox.deliver(BOB, MAIL).unwrap();
    }
    let (mut one, mut two) = (Raw::imap(&sandbox).await, Raw::imap(&sandbox).await);
    one.ask("1 SELECT INBOX").await;
    two.ask("1 SELECT INBOX").await;
    two.ask("2 MOVE 1 Failed").await;
    sandbox.deliver(BOB, MAIL).unwrap();
    assert_eq!(one.ask("2 FETCH 1:2 UID").await, "* 2 FETCH (UID 2)\r\n* 3 EXISTS\r\n2 OK Fetched\r\n");
    assert_eq!(one.ask("3 NOOP").await, "* 1 EXPUNGE\r\n3 OK Nothing done\r\n");
    assert_eq!(one.ask("4 FETCH 2 UID").await, "* 2 FETCH (UID 3)\r\n4 OK Fetched\r\n");
}

#[tokio::test]
async fn a_renumbered_folder_sends_its_clients_away() {
    let sandbox = sandbox().await;
    sandbox.deliver(BOB, MAIL).unwrap();
    let mut imap = Raw::imap(&sandbox).await;
    imap.ask("1 SELECT INBOX").await;
    let validity = sandbox.change_uid_validity(BOB, "INBOX").unwrap();
    assert_eq!(imap.ask("2 NOOP").await, "* BYE The folder has been replaced\r\n");
    let mut again = Raw::imap(&sandbox).await;
    assert!(again.ask("1 SELECT INBOX").await.contains(&format!("[UIDVALIDITY {validity}]")));
}

#[tokio::test]
async fn what_is_hidden_is_not_there() {
    let sandbox = sandbox_of(|config| {
        config.without_imap = vec!["MOVE".to_owned(), "UIDPLUS".to_owned()];
        config.without_smtp = vec!["AUTH".to_owned()];
    })
    .await;
    sandbox.deliver(BOB, MAIL).unwrap();
    let mut imap = Raw::imap(&sandbox).await;
    let named = imap.ask("1 CAPABILITY").await;
    assert!(named.contains(" IDLE ") && !named.contains("MOVE") && !named.contains("UIDPLUS"), "{named}");
    imap.ask("2 SELECT INBOX").await;
    assert_eq!(imap.ask("3 UID MOVE 1 Failed").await, "3 BAD Unknown command\r\n");
    assert_eq!(imap.ask("4 UID COPY 1 Failed").await, "4 OK Copied\r\n");
    let mut smtp = Raw::smtp(&sandbox).await;
    assert_eq!(smtp.say("AUTH PLAIN x").await, "500 5.5.2 Unknown command\r\n");
}

#[tokio::test]
async fn imap_faults_happen_on_command() {
    let sandbox = sandbox().await;
    sandbox.deliver(BOB, MAIL).unwrap();
    let half = format!("BODY[] {{{}}}\r\n{}", MAIL.len(), String::from_utf8_lossy(&MAIL[..MAIL.len() / 2]));
    let wrong = format!("BODY[] {{{}}}\r\n{}", MAIL.len() / 2, String::from_utf8_lossy(MAIL));
    let long = format!("BODY[] {{{}}}\r\n{}", MAIL.len() * 2, String::from_utf8_lossy(MAIL));
    let cases = [
        (ImapFault::DropMidLiteral, "2 FETCH 1 BODY.PEEK[]", format!("* 1 FETCH ({half}")),
        (ImapFault::WrongLiteralSize, "2 FETCH 1 BODY.PEEK[]", format!("* 1 FETCH ({wrong})\r\n2 OK Fetched\r\n")),
        (ImapFault::LongLiteral, "2 FETCH 1 BODY.PEEK[]", format!("* 1 FETCH ({long})\r\n2 OK Fetched\r\n")),
        (ImapFault::CloseAfter("COPY".to_owned()), "2 UID COPY 1 Failed", String::new()),
        (ImapFault::Renumber("SEARCH".to_owned()), "2 SEARCH ALL", "* BYE The folder has been replaced\r\n".to_owned()),
        (ImapFault::Bye, "2 NOOP", "* BYE The server is going away\r\n".to_owned()),
        (ImapFault::No("move".to_owned()), "2 UID MOVE 1 Failed", "2 NO [UNAVAILABLE] Not today\r\n".to_owned()),
        (ImapFault::CloseOnCommand("STORE".to_owned()), "2 UID STORE 1 FLAGS (\\Seen)", String::new()),
    ];
    for (at, (fault, command, expected)) in cases.into_iter().enumerate() {
        let mut imap = Raw::imap(&sandbox).await;
        imap.ask("1 SELECT INBOX").await;
        sandbox.imap_faults().push(fault.clone());
        assert_eq!(imap.ask(command).await, expected, "{fault:?}");
        sandbox.imap_faults().wait_fired(at + 1).await;
        assert_eq!(sandbox.imap_faults().pending(), 0);
    }
    assert_eq!(sandbox.messages(BOB, "INBOX")[0].flags, [""; 0]);
    assert_eq!(sandbox.messages(BOB, "Failed").len(), 1, "it was copied though the client was not told");
}

#[tokio::test]
async fn a_late_exists_and_a_silent_idle() {
    let sandbox = sandbox().await;
    sandbox.deliver(BOB, MAIL).unwrap();
    sandbox.imap_faults().push(ImapFault::ExistsDuringSelect);
    sandbox.imap_faults().push(ImapFault::SilentAfterIdle);
    let mut imap = Raw::imap(&sandbox).await;
    let selected = imap.ask("1 SELECT INBOX").await;
    let (first, second) = (selected.find("* 0 EXISTS").unwrap(), selected.find("* 1 EXISTS\r\n1 OK").unwrap());
    assert!(first < second && selected.contains("[UIDNEXT 1]"));
    assert_eq!(imap.say("2 IDLE").await, "+ idling\r\n");
    sandbox.imap_faults().wait_fired(2).await;
    sandbox.deliver(BOB, MAIL).unwrap();
    imap.send("DONE\r\n").await;
    sandbox.kill(Protocol::Imap).await;
    assert_eq!(imap.rest().await, "");
    assert_eq!(*sandbox.shared.idling.borrow(), 0);
}

async fn hand_in(sandbox: &Sandbox) -> String {
    let mut smtp = Raw::connect(sandbox.smtp_addr()).await;
    let mut last = smtp.line().await;
    for line in [
        "HELO me",
        "AUTH PLAIN AGFubkB1bmkuZXhhbXBsZQBzZWNyZXQ=",
        "MAIL FROM:<ann@uni.example>",
        "RCPT TO:<bob@uni.example>",
        "DATA",
        "x\r\n.",
    ] {
        if !last.starts_with('2') && !last.starts_with("354") {
            return last;
        }
        last = smtp.say(line).await;
    }
    last
}

#[tokio::test]
async fn smtp_faults_happen_on_command() {
    let sandbox = sandbox().await;
    assert_eq!(hand_in(&sandbox).await, "250 2.0.0 Taken\r\n");
    use SmtpStage::*;
    for stage in [Connect, Ehlo, Auth, Mail, Rcpt, Data, Dot] {
        sandbox.smtp_faults().push(SmtpFault::Reply { stage, code: 451, text: "4.3.0 Later".to_owned() });
        assert_eq!(hand_in(&sandbox).await, "451 4.3.0 Later\r\n", "{stage:?}");
        sandbox.smtp_faults().push(SmtpFault::CloseAt(stage));
        assert_eq!(hand_in(&sandbox).await, "", "{stage:?}");
        sandbox.smtp_faults().push(SmtpFault::SilentAt(stage));
        let fired = sandbox.smtp_faults().fired();
        let broken = async {
            sandbox.smtp_faults().wait_fired(fired + 1).await;
            sandbox.kill(Protocol::Smtp).await;
        };
        assert_eq!(tokio::join!(hand_in(&sandbox), broken).0, "", "{stage:?}");
    }
    assert_eq!(sandbox.messages(BOB, "INBOX").len(), 1);
    sandbox.smtp_faults().push(SmtpFault::CloseAfterDot);
    assert_eq!(hand_in(&sandbox).await, "");
    assert_eq!(sandbox.messages(BOB, "INBOX").len(), 2);
}

#[tokio::test]
async fn faults_last_as_long_as_told() {
    let sandbox = sandbox().await;
    let faults = sandbox.smtp_faults();
    let busy = |code| SmtpFault::Reply { stage: SmtpStage::Connect, code, text: "Busy".to_owned() };
    faults.push_times(busy(421), 2);
    faults.push_always(busy(450));
    for expected in ["421", "421", "450", "450", "450"] {
        assert_eq!(hand_in(&sandbox).await, format!("{expected} Busy\r\n"));
    }
    assert_eq!((faults.pending(), faults.fired()), (1, 5));
    faults.clear();
    assert_eq!(hand_in(&sandbox).await, "250 2.0.0 Taken\r\n");
}

#[tokio::test]
async fn a_server_goes_down_and_comes_back_on_its_port() {
    let sandbox = sandbox().await;
    let mut before = Raw::imap(&sandbox).await;
    sandbox.take_down(Protocol::Imap).await.unwrap();
    assert_eq!(before.line().await, "");
    let refused = TcpStream::connect(sandbox.imap_addr()).await.unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    sandbox.take_down(Protocol::Imap).await.unwrap();
    sandbox.bring_up(Protocol::Imap).unwrap();
    sandbox.bring_up(Protocol::Imap).unwrap();
    Raw::imap(&sandbox).await;
    let kept = Raw::imap(&sandbox).await;
    sandbox.kill(Protocol::Imap).await;
    assert_eq!(kept.rest().await, "");
    Raw::imap(&sandbox).await;
    sandbox.stop().await;
    assert!(TcpStream::connect(sandbox.imap_addr()).await.is_err());
    assert!(TcpStream::connect(sandbox.smtp_addr()).await.is_err());
}

#[tokio::test]
async fn nonsense_is_refused_and_the_connection_goes_on() {
    let sandbox = sandbox().await;
    let mut imap = Raw::imap(&sandbox).await;
    for (line, answer) in [
        ("1 NONSENSE", "1 BAD Cannot read that command\r\n"),
        ("\u{7f}\u{1}", "* BAD Cannot read that command\r\n"),
        ("", "* BAD Cannot read that command\r\n"),
        ("2 EXPUNGE", "2 BAD Select a folder first\r\n"),
        ("3 NOOP", "3 OK Nothing done\r\n"),
    ] {
        assert_eq!(imap.say(line).await, answer, "{line}");
    }
    // The server may be gone before all of it is sent.
    let _ = imap.0.write_all(&[b'x'; 100_000]).await;
    assert_eq!(imap.rest().await, "");
}

#[tokio::test]
async fn async_imap_is_content() {
    use futures_util::TryStreamExt;
    let sandbox = sandbox().await;
    sandbox.deliver(BOB, MAIL).unwrap();
    let mut client = async_imap::Client::new(TcpStream::connect(sandbox.imap_addr()).await.unwrap());
    client.read_response().await.unwrap().unwrap();
    let mut session = client.login(BOB, "pw").await.map_err(|(error, _)| error).unwrap();
    let mailbox = session.select("INBOX").await.unwrap();
    assert_eq!((mailbox.exists, mailbox.uid_next), (1, Some(2)));
    assert_eq!(session.uid_search("ALL").await.unwrap().into_iter().collect::<Vec<_>>(), [1]);
    let query = "(UID FLAGS RFC822.SIZE INTERNALDATE ENVELOPE BODYSTRUCTURE BODY.PEEK[])";
    let fetched: Vec<_> = session.uid_fetch("1", query).await.unwrap().try_collect().await.unwrap();
    assert_eq!((fetched[0].uid, fetched[0].size, fetched[0].body()), (Some(1), Some(MAIL.len() as u32), Some(MAIL)));
    let author = fetched[0].envelope().unwrap().from.as_ref().unwrap()[0].mailbox.as_deref();
    assert_eq!(author, Some(&b"ann"[..]));
    let mut idle = session.idle();
    idle.init().await.unwrap();
    let (woken, _stop) = idle.wait();
    sandbox.deliver(BOB, MAIL).unwrap();
    assert!(matches!(woken.await.unwrap(), async_imap::extensions::idle::IdleResponse::NewData(_)));
    session = idle.done().await.unwrap();
    session.uid_mv("1:2", "Processed").await.unwrap();
    assert_eq!(sandbox.wait_until(BOB, "Processed", |m| m.len() == 2).await.len(), 2);
    session.logout().await.unwrap();
}
