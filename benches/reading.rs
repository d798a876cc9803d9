//! What reading one message costs: parsing, new text in both forms, and telling what kind of message it is.
//!
//! `cargo bench --bench reading`. The first case is the yardstick: a reply of 6 kB in two forms, as most mail is. The hostile ones show
//! that the cost stays in step with the size; each is given beside one of twice its size.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mentorpost::mail::address::Address;
use mentorpost::mail::parse::{ParseContext, parse};
use mentorpost::mail::{html_text, reply_text};
use mentorpost::programme::command::Command;

const HEADER: &str = "Return-Path: <ada@student.example>\r\nDelivered-To: mentoring+r7k2q@uni.example\r\n\
    Received: from out.example.org by mx.uni.example with ESMTPS; Tue, 3 Mar 2026 11:20:07 +0000\r\n\
    Authentication-Results: mx.uni.example; dkim=pass header.d=student.example; spf=pass smtp.mailfrom=student.example;\r\n dmarc=pass header.from=student.example\r\n\
    From: Ada Byrne <ada@student.example>\r\nTo: mentoring+r7k2q@uni.example\r\nSubject: Re: Thursday\r\nDate: Tue, 3 Mar 2026 11:20:05 +0000\r\n\
    Message-ID: <reply@mail.example>\r\nIn-Reply-To: <q1.mentorpost@uni.example>\r\nReferences: <q0.mentorpost@uni.example>\r\n <q1.mentorpost@uni.example>\r\nMIME-Version: 1.0\r\n";

fn context() -> ParseContext {
    let service = Address::parse("mentoring@uni.example").expect("the literal is an address");
    ParseContext::new(service, vec!["mx.uni.example".to_owned()])
}

/// A reply as Gmail writes it, in two forms, with three mails of history: 6 kB.
fn reply() -> Vec<u8> {
    let words = ["Thank you, Thursday at four suits me.", "Shall I send my CV first, or bring it along?"];
    let asked = "Dear Ada, could we talk on Thursday at four? I have read what you wrote about publishing and should like to hear more.";
    let (mut plain, mut quote) = (words.join("\r\n\r\n"), String::new());
    for depth in 1..=3 {
        let marks = ">".repeat(depth - 1);
        let _ = write!(
            plain,
            "\r\n{marks}\r\n{marks} On Tue, 3 Mar 2026 at 10:1{depth}, Cleo Hart (Career Mentoring) <\r\n{marks} mentoring+r7k2q@uni.example> wrote:\r\n{marks}\r\n"
        );
        for _ in 0..5 {
            let _ = write!(plain, "{marks}> {asked}\r\n");
        }
        let _ = write!(
            quote,
            "<div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">On Tue, 3 Mar 2026 at 10:1{depth}, Cleo Hart &lt;<a href=\"mailto:mentoring@uni.example\">mentoring@uni.example</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc\"><div dir=\"ltr\"><p>{asked}</p><p>{asked}</p></div>"
        );
    }
    let close = "</blockquote></div>".repeat(3);
    let html = format!(
        "<div dir=\"ltr\"><div>{}</div><div><br></div><div>{}</div></div><br>{quote}{close}",
        words[0], words[1]
    );
    format!("{HEADER}Content-Type: multipart/alternative; boundary=\"=_b\"\r\n\r\n--=_b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--=_b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--=_b--\r\n").into_bytes()
}

fn bounce() -> Vec<u8> {
    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: mentoring+b9x@uni.example\r\nSubject: failure notice\r\n\r\n\
     Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message to the following addresses.\r\n\
     This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n<ada@student.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n\
     --- Below this line is a copy of the message.\r\n\r\nFrom: mentoring@uni.example\r\nSubject: Thursday\r\n\r\nDear Ada\r\n"
        .into()
}

fn messages(c: &mut Criterion) {
    let context = context();
    for (name, raw) in [("reply of 6 kB in two forms", reply()), ("bounce in words", bounce())] {
        let mut group = c.benchmark_group("message");
        group.throughput(Throughput::Bytes(raw.len() as u64));
        group.bench_function(format!("{name} ({} bytes)", raw.len()), |b| {
            b.iter(|| {
                let inbound = parse(black_box(&raw), &context);
                (Command::read(&inbound.text), inbound)
            });
        });
        group.finish();
    }
}

fn hostile(c: &mut Criterion) {
    let mut group = c.benchmark_group("hostile");
    group.sample_size(10);
    for (name, piece) in
        [("On", "On "), ("blank lines", "\n"), ("dashes", "-"), ("links", "<http://"), ("quotes", "> a\n")]
    {
        for size in [200_000, 400_000] {
            let text = piece.repeat(size / piece.len());
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(format!("text of {name}, {size} bytes"), |b| {
                b.iter(|| reply_text::split(black_box(&text)))
            });
        }
    }
    for (name, piece) in [("brackets", "<"), ("divs", "<div>"), ("cells", "<table><tr><td>")] {
        for size in [200_000, 400_000] {
            let html = piece.repeat(size / piece.len());
            group.throughput(Throughput::Bytes(html.len() as u64));
            group.bench_function(format!("html of {name}, {size} bytes"), |b| {
                b.iter(|| html_text::split(black_box(&html)))
            });
        }
    }
    group.finish();
}

criterion_group!(benches, messages, hostile);
criterion_main!(benches);
