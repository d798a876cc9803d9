//! Two thousand mails as people and servers write them, no two alike: half are relayed, a quarter are commands, the rest is forms,
//! automatic replies and bounces.

use std::fmt::Write as _;

use mentorpost::mail::envelope::{Addressing, Purpose, Token};

use crate::installation::{Installation, Pair, Side};

/// What a mail is, and so what must become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Relay,
    Command,
    Form,
    Automatic,
    Bounce,
}

const SUBJECTS: [&str; 4] = ["A word about marketing", "Your first year", "Applying abroad", "The interview in May"];
const SENTENCES: [&str; 8] = [
    "Thank you, that was more help than you may think.",
    "I have read the two books and made notes on both; the second one changed my mind about agencies.",
    "Could we talk on Thursday at four, or would the week after suit you better?",
    "My supervisor thinks that the thesis should come first, and she may be right – what do you think?",
    "When I began at Müller & Söhne nobody told me any of this, so do ask whatever comes to mind.",
    "The portfolio is nearly done: three campaigns, one of them for a charity in Łódź.",
    "I would leave the marks out and say what you did with the budget instead.",
    "Let me know how it went; I keep my fingers crossed for you.",
];
const COMMANDS: [&str; 8] =
    ["STATUS", "HELP", "PROFILE", "GOALS", "FAQ goals", "STATUS", "MENTORS marketing", "GOAL Write to three agencies"];

/// The mails, in the order in which they came.
pub fn corpus(installation: &Installation, count: usize) -> Vec<(Sort, Vec<u8>)> {
    let mut mails: Vec<_> = (0..count).map(|number| one(installation, number)).collect();
    // Sorts and people mixed, the same each time.
    mails.sort_by_key(|(number, ..)| mixed(*number as u64));
    mails.into_iter().map(|(_, sort, raw)| (sort, raw)).collect()
}

/// A number that looks like chance (the last steps of SplitMix64, Steele, Lea and Flood 2014). A product alone would not do: it puts
/// numbers that lie 500 apart side by side, and those are mails of one pair.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

fn one(installation: &Installation, number: usize) -> (usize, Sort, Vec<u8>) {
    let sort = match number % 40 {
        0..20 => Sort::Relay,
        20..30 => Sort::Command,
        30..34 => Sort::Form,
        34..37 => Sort::Automatic,
        _ => Sort::Bounce,
    };
    // Each sort goes through all pairs in a stride of its own.
    let pair = &installation.pairs[(number * 7 + sort as usize * 13) % installation.pairs.len()];
    let addressing = &installation.addressing;
    let mentor_writes = (number / 40 + number) % 2 == 1;
    let (writer, other) = if mentor_writes { (&pair.mentor, &pair.mentee) } else { (&pair.mentee, &pair.mentor) };
    let raw = match sort {
        Sort::Relay => reply(addressing, writer, other, pair.conversation, &words(number), number),
        Sort::Command => {
            let command = COMMANDS[(number / 40 + number) % COMMANDS.len()];
            let writer = if command.starts_with("MENTORS") { &pair.mentee } else { writer };
            reply(addressing, writer, other, pair.conversation, command, number)
        }
        Sort::Form => {
            let form = form(&pair.mentor, number);
            reply(addressing, &pair.mentor, other, pair.mentor.service, &form, number)
        }
        Sort::Automatic => automatic(addressing, writer, pair, number),
        Sort::Bounce => bounce(addressing, pair, number),
    };
    (number, sort, raw)
}

fn words(number: usize) -> String {
    let mut words = String::new();
    for paragraph in 0..2 + number % 3 {
        for sentence in 0..2 + (number + paragraph) % 4 {
            words.push_str(SENTENCES[(number / 3 + paragraph * 5 + sentence * 3) % SENTENCES.len()]);
            words.push(' ');
        }
        words.push_str("\n\n");
    }
    let _ = write!(words, "This is number {number}.\n\nBest wishes");
    words
}

fn form(mentor: &Side, number: usize) -> String {
    format!(
        "1. Name: {}\n3. Course studied: Psychology\n4. Current job: Brand manager, team {number}\n5. Job history: two agencies\n\
         8. What you can help with: marketing and first jobs, as of note {number}\n9. How many mentees at a time: {}\n(end of the form)",
        mentor.name,
        2 + number % 5
    )
}

/// A reply in two forms, as Gmail writes it, below which the last mails stand quoted: 4 to 8 kB.
fn reply(
    addressing: &Addressing,
    writer: &Side,
    other: &Side,
    conversation: i64,
    text: &str,
    number: usize,
) -> Vec<u8> {
    let to = addressing.address(Token { purpose: Purpose::Reply, person: writer.id, thread: conversation });
    let service = addressing.service();
    let (mut plain, mut quote, mut close) = (text.replace('\n', "\r\n"), String::new(), String::new());
    for depth in 1..=2 + number % 2 {
        let marks = ">".repeat(depth - 1);
        let who = if depth % 2 == 1 { &other.name } else { &writer.name };
        let _ = write!(
            plain,
            "\r\n{marks}\r\n{marks} On Tue, 3 Mar 2026 at 10:1{depth}, {who} (Career Mentoring) <\r\n{marks} {to}> wrote:\r\n{marks}\r\n"
        );
        let _ = write!(
            quote,
            "<div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">On Tue, 3 Mar 2026 at 10:1{depth}, \
             {who} (Career Mentoring) &lt;<a href=\"mailto:{to}\">{to}</a>&gt; wrote:<br></div>\
             <blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)\"><div dir=\"ltr\">"
        );
        for line in 0..4 + (number + depth) % 5 {
            let sentence = SENTENCES[(number + line * 3 + depth) % SENTENCES.len()];
            let _ = write!(plain, "{marks}> {sentence}\r\n");
            let _ = write!(quote, "<div>{sentence}</div>\r\n<div><br></div>\r\n");
        }
        quote.push_str("</div>");
        close.push_str("</blockquote></div>");
    }
    let html: String = text.lines().map(|line| format!("<div>{}</div>\r\n", line.replace('&', "&amp;"))).collect();
    let boundary = format!("000000000000{number:016x}");
    format!(
        "{}From: {} <{}>\r\nTo: \"{} (Career Mentoring)\" <{to}>\r\nSubject: Re: {}\r\nDate: Tue, 3 Mar 2026 11:20:05 +0000\r\n\
         Message-ID: <CA+{number:08x}@mail.example>\r\nIn-Reply-To: <{}>\r\nReferences: <{}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n\
         Content-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{plain}\r\n--{boundary}\r\n\
         Content-Type: text/html; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         <div dir=\"ltr\">{html}</div><br>{quote}{close}\r\n--{boundary}--\r\n",
        received(&writer.address, service.as_str(), number),
        writer.name,
        writer.address,
        other.name,
        SUBJECTS[number % SUBJECTS.len()],
        writer.introduction,
        writer.introduction,
    )
    .into_bytes()
}

/// What servers put in front on the way.
fn received(from: &str, to: &str, number: usize) -> String {
    let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain);
    format!(
        "Return-Path: <{from}>\r\nDelivered-To: {to}\r\n\
         Received: from mail-{number}.{domain} (mail-{number}.{domain} [192.0.2.{}])\r\n\tby mx.uni.example (Postfix) with ESMTPS id {number:012X}\r\n\
         \tfor <{to}>; Tue, 3 Mar 2026 11:20:07 +0000 (UTC)\r\n\
         Authentication-Results: mx.uni.example; dkim=pass header.d={domain};\r\n\tspf=pass smtp.mailfrom={domain}; dmarc=pass header.from={domain}\r\n\
         DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=20260101; t=1772536805;\r\n\
         \th=to:subject:message-id:date:from:mime-version; bh={number:043}=;\r\n\tb={}==\r\n",
        number % 256,
        "Zk3vQ9".repeat(57)
    )
}

fn automatic(addressing: &Addressing, writer: &Side, pair: &Pair, number: usize) -> Vec<u8> {
    let to = addressing.address(Token { purpose: Purpose::Reply, person: writer.id, thread: pair.conversation });
    let words = SENTENCES.iter().cycle().skip(number % 8).take(24).map(|line| format!("{line}\r\n"));
    let words: String = words.collect();
    format!(
        "{}From: {} <{}>\r\nTo: <{to}>\r\nSubject: Automatic reply: away\r\nDate: Tue, 3 Mar 2026 11:20:05 +0000\r\n\
         Message-ID: <auto-{number}@mail.example>\r\nIn-Reply-To: <{}>\r\nAuto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         I am away, and read no mail; this is answer {number}.\r\n\r\n{words}",
        received(&writer.address, addressing.service().as_str(), number),
        writer.name,
        writer.address,
        writer.introduction,
    )
    .into_bytes()
}

/// A mail did not arrive, since the mailbox is full: a report as Postfix writes it.
fn bounce(addressing: &Addressing, pair: &Pair, number: usize) -> Vec<u8> {
    let side = if number.is_multiple_of(2) { &pair.mentee } else { &pair.mentor };
    let to = addressing.address(Token { purpose: Purpose::Bounce, person: side.id, thread: side.letter });
    let boundary = format!("{number:012X}.1772536805/mx.uni.example");
    let original: String =
        SENTENCES.iter().cycle().skip(number % 8).take(20).map(|line| format!("{line}\r\n")).collect();
    let address = &side.address;
    format!(
        "Return-Path: <>\r\nDelivered-To: {to}\r\nReceived: by mx.uni.example (Postfix) id {number:012X}; Tue, 3 Mar 2026 11:20:07 +0000 (UTC)\r\n\
         Date: Tue, 3 Mar 2026 11:20:07 +0000 (UTC)\r\nFrom: MAILER-DAEMON@mx.uni.example (Mail Delivery System)\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nTo: {to}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"{boundary}\"\r\nMessage-Id: <bounce-{number}@mx.uni.example>\r\n\r\n\
         --{boundary}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system at host mx.uni.example.\r\n\r\n\
         I'm sorry to have to inform you that your message could not\r\nbe delivered to one or more recipients.\r\n\r\n\
         <{address}>: host mx.example[192.0.2.9] said: 552 5.2.2 mailbox full (in reply to RCPT TO command)\r\n\r\n\
         --{boundary}\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.uni.example\r\n\r\n\
         Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 mailbox full\r\n\r\n\
         --{boundary}\r\nContent-Type: message/rfc822\r\n\r\nFrom: mentoring@uni.example\r\nTo: {address}\r\nSubject: Re: {}\r\n\
         Message-ID: <{}>\r\n\r\n{original}\r\n--{boundary}--\r\n",
        SUBJECTS[number % SUBJECTS.len()],
        side.introduction,
    )
    .into_bytes()
}
