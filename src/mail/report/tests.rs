//! Whole messages, in the manner of many servers and of people who only write about such.

use crate::mail::address::Address;
use crate::mail::inbound::{Inbound, Kind};
use crate::mail::parse::{ParseContext, parse};

fn read(message: &str) -> Inbound {
    let service = Address::parse("programme@uni.example").unwrap();
    parse(message.replace('\n', "\r\n").as_bytes(), &ParseContext::new(service, Vec::new()))
}

fn simple(from: &str, subject: &str, body: &str) -> String {
    format!("From: {from}\nTo: programme@uni.example\nSubject: {subject}\nMessage-ID: <1@mx.example>\n\n{body}")
}

#[test]
fn servers_of_every_kind_are_understood() {
    let daemon = "MAILER-DAEMON@mx.example";
    let master = "Postmaster <postmaster@mx.example>";
    for (from, subject, body, status) in [
        (
            daemon,
            "failure notice",
            "Hi. This is the qmail-send program at mx.example.\nI wasn't able to deliver your message to the following addresses.\n\n<ada@y.example>:\nRemote host said: 550 5.2.1 off\n",
            Some("5.2.1"),
        ),
        (
            daemon,
            "Undelivered Mail Returned to Sender",
            "This is the Postfix program at host mx.example.\n\nThe message returned below could not be delivered.\n\nFor assistance write to <postmaster@mx.example>\n\n<ada@y.example>: host mx said: 552 mailbox full\n",
            Some("5.2.2"),
        ),
        (
            "Mail Delivery System <Mailer-Daemon@mx.example>",
            "Mail delivery failed: returning message to sender",
            "The following address(es) failed:\n\n  an undisclosed address\n    (generated from ada@y.example)\n    Unrouteable address\n",
            Some("5.1.2"),
        ),
        (
            "System Administrator <postmaster@mx.example>",
            "Undeliverable: Visit",
            "Your message\n\n  To:      team@z.example\n  Subject: Visit\n\ndid not reach the following recipient(s):\n\nc=GB;a= ;p=Y;o=Site;dda:SMTP=ada@y.example; on Mon, 4 Feb\n    The recipient name is not recognized\n",
            Some("5.1.1"),
        ),
        (
            daemon,
            "Processing Error",
            "Intended recipient: ada@y.example\n\nThe following mail has been returned because it encountered an error.\n",
            None,
        ),
        (
            daemon,
            "Returned mail: Mailbox full",
            "   ----- The following addresses had delivery problems -----\n\n<ada@y.example>\n   Mailbox size limit exceeded.\n\n   ----- Non-delivered information -----\n",
            Some("5.2.2"),
        ),
        (
            "Postmaster@y.example",
            "Mail System Error - Returned Mail",
            "The user(s) ada@y.example does not exist.\n",
            Some("5.1.1"),
        ),
        (
            daemon,
            "Mail delivery failed",
            "A message that you sent could not be delivered. The following address failed:\n\nada@y.example:\nFor the following reason:\n\nMail size limit exceeded.\n",
            Some("5.3.4"),
        ),
        (
            daemon,
            "Returned mail: User unknown",
            "   ----- The following addresses had permanent fatal errors -----\n<ada@y.example>\n\n   ----- Transcript of session follows -----\n>>> RCPT TO:<forwarded@z.example>\n<<< 553 Invalid recipient forwarded@z.example\n",
            Some("5.1.1"),
        ),
        (
            master,
            "Undeliverable Mail",
            "Invalid final delivery userid: ada@y.example\n\nOriginal message follows.\n",
            Some("5.1.1"),
        ),
        (
            "MAILER-DAEMON@y.example",
            "Mail Delivery Problem",
            "Your mail to the following recipients could not be delivered because\nthey are not accepting mail from team@lists.z.example:\n\tada\n",
            None,
        ),
        (daemon, "Mail System Error", "The user(s) account is disabled.\n\n<ada@y.example>: 550 gone\n", Some("5.2.1")),
        (
            daemon,
            "Mail delivery failed",
            "This is the DragonFly Mail Agent at mx.example.\n\nThere was an error delivering your mail to <ada@y.example>.\n\nmx.y.example said: 550 no\n",
            Some("5.0.0"),
        ),
        (
            daemon,
            "DELIVERY FAILURE",
            "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nada@y.example\n",
            Some("5.1.1"),
        ),
        (daemon, "=?utf-8?q?=E9=80=80=E4=BF=A1?=", "退信\n\n<ada@y.example>:\n", None),
        (
            "admin@mx.example",
            "Non-Delivery: Visit",
            "--- Non-Delivery Report ---\nThe email below could not be delivered to the following user:\n\n\"ada@y.example\" <ada@y.example>\n\nOld message:\n\nHello\n",
            None,
        ),
    ] {
        let inbound = read(&simple(from, subject, body));
        let found: Vec<_> =
            inbound.bounce.iter().map(|b| (b.recipient.as_str(), b.status.as_deref(), b.permanent)).collect();
        assert_eq!(inbound.kind, Kind::Bounce, "{body}");
        assert_eq!(found, [("ada@y.example", status, true)], "{body}");
    }
}

#[test]
fn who_writes_about_bounces_is_a_person() {
    for (from, subject, body) in [
        (
            "Ada <ada@x.example>",
            "Undeliverable mail?",
            "Hello,\nmy mail to bob@y.example could not be delivered: user unknown. Can you help?\n",
        ),
        (
            "Ada <ada@x.example>",
            "Re: Undeliverable: Visit",
            "It says: delivery to the following recipient failed permanently:\n\n  bob@y.example\n\nWhat now?\n",
        ),
        (
            "Ada <ada@x.example>",
            "Fwd: Mail delivery failed",
            "See below.\n\nThe following address(es) failed:\n\n  bob@y.example\n    550 No such user\n",
        ),
        (
            "Ada <ada@x.example>",
            "Mail delivery failed",
            "I got this when I wrote to bob@y.example, it was returned to sender. Any idea?\n",
        ),
        ("Ada <ada@x.example>", "Bounce", "bob@y.example bounces, mailbox full. Is there another address?\n"),
        ("Ada <ada@x.example>", "My old address", "ada@old.example is no longer valid, write to ada@x.example.\n"),
        (
            "The postmaster <postmaster@x.example>",
            "Works on Sunday",
            "Dear all,\nmail to ada@x.example is not accepted on Sunday.\n",
        ),
    ] {
        let inbound = read(&simple(from, subject, body));
        assert_eq!(inbound.kind, Kind::Human, "{subject}: {}", inbound.reason);
        assert!(inbound.bounce.is_empty());
    }
}

#[test]
fn an_absence_is_no_bounce_even_without_a_return_path() {
    let body = "I no longer work here. Mail to ada@x.example is not read; write to bob@x.example.\n";
    for subject in ["Automatic reply: Visit", "I have left"] {
        let inbound = read(&format!("Return-Path: <>\n{}", simple("ada@x.example", subject, body)));
        assert_eq!(inbound.kind, Kind::AutoReply, "{subject}");
    }
}

#[test]
fn a_list_header_or_a_wrong_type_hides_no_report() {
    let status =
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ada@y.example\nAction: failed\nStatus: 4.4.7\n";
    let kinds = ["message/delivery-status", "text/plain", "application/octet-stream"];
    for kind in kinds {
        let inbound = read(&format!(
            "From: postmaster@mx.example\nList-Id: <a.b>\nPrecedence: bulk\nSubject: Notice\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nNotice.\n\n--b\nContent-Type: {kind}\n\n{status}\n--b--\n"
        ));
        assert_eq!(inbound.kind, Kind::Bounce, "{kind}");
        assert_eq!(inbound.bounce.first().map(|b| (b.recipient.as_str(), b.permanent)), Some(("ada@y.example", true)));
    }
    let wrapped = read(&format!(
        "From: postmaster@mx.example\nSubject: Notice\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\nSubject: x\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n{status}\n--b--\n\n--o--\n"
    ));
    assert_eq!(wrapped.kind, Kind::Bounce);
    assert_eq!(wrapped.bounce.len(), 1);
}

#[test]
fn the_refusal_of_a_filter_is_a_bounce_and_a_receipt_is_none() {
    let notification = |marks: &str| {
        read(&format!(
            "From: Mail Delivery Subsystem <admin@y.example>\n{marks}Subject: Automatically rejected mail\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: text/plain\n\nYour message to <ada@y.example> was automatically rejected:\nQuota exceeded\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; ada@y.example\nDisposition: automatic-action/MDN-sent-automatically; deleted\n\n--b--\n"
        ))
    };
    assert_eq!(notification("Auto-Submitted: auto-replied (rejected)\n").kind, Kind::Bounce);
    assert_eq!(notification("").kind, Kind::Receipt);
}

#[test]
fn a_warning_is_no_failure() {
    for body in [
        "A message is delayed for more than 4 hours for the following\nlist of recipients:\n\nada@y.example: Network error on destination MXs\n",
        "The message for ada@y.example could not be delivered yet: connection refused.\nThis is only a temporary failure report.\n",
        "Delivery to ada@y.example failed for now.\nYou do not need to re-send the message to these recipients.\n",
    ] {
        let inbound = read(&simple("MAILER-DAEMON@mx.example", "Delivery status notification: warning", body));
        let read = inbound.bounce.first().map(|b| (b.recipient.as_str(), b.permanent));
        assert_eq!((inbound.kind, read), (Kind::Bounce, Some(("ada@y.example", false))), "{body}");
    }
}

#[test]
fn hostile_reports_are_read_in_part() {
    let many: String = (0..5_000).map(|n| format!("<u{n}@y.example>: user unknown\n")).collect();
    let inbound = read(&simple("MAILER-DAEMON@mx.example", "failure notice", &many));
    assert!((1..=500).contains(&inbound.bounce.len()));
    let folded = " 5.5.5.5 words\n".repeat(5_000);
    let status = format!("Final-Recipient: rfc822; a@y.example\nDiagnostic-Code: smtp; 550\n{folded}");
    assert_eq!(super::statuses(&status).len(), 1);
}
