//! The mail programs people write with: what each puts around the words (quotes, signatures, HTML) and how it encodes them.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::encoding::{encoded_word, escaped, folded_base64, quoted_printable};
use super::incoming::Incoming;
use super::parcel::Parcel;

/// A mail program, by what it makes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `gmail_quote` and an attribution line.
    Gmail,
    /// A block of header lines above the quote; base64.
    Outlook,
    /// As `Outlook`, with HTML that names its reply container.
    OutlookWeb,
    /// "On … at …, … wrote:" and `blockquote type=cite`.
    AppleMail,
    /// Plain text, flowed, quoted with `>`.
    Thunderbird,
    /// A signature of its own even below one word.
    IPhone,
    /// A quote in a table, without marks in the text.
    Yahoo,
    /// Eight bits of ISO 8859-1, without a quote.
    Plain,
    /// Thunderbird in German.
    German,
}

/// Every program there is.
pub const PROGRAMS: [Program; 9] = [
    Program::Gmail,
    Program::Outlook,
    Program::OutlookWeb,
    Program::AppleMail,
    Program::Thunderbird,
    Program::IPhone,
    Program::Yahoo,
    Program::Plain,
    Program::German,
];

/// Who writes.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The name in the mail program.
    pub name: String,
    /// The address it writes from.
    pub address: String,
    /// The lines below each mail; empty where there are none.
    pub signature: String,
    /// The program.
    pub program: Program,
}

/// What the host says of the author when the mail arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Domain and author agree.
    Pass,
    /// The host has no opinion.
    None,
    /// It does not come from where it says.
    Fail,
}

/// A mail to be written.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// To whom.
    pub to: &'a str,
    /// The subject, where it answers nothing.
    pub subject: &'a str,
    /// The words.
    pub words: &'a str,
    /// What it answers.
    pub answers: Option<&'a Incoming>,
    /// When.
    pub at: Timestamp,
    /// Its `Message-ID`, without angle brackets.
    pub message_id: &'a str,
    /// What the host says of it.
    pub proof: Proof,
    /// What it carries besides.
    pub parcel: &'a Parcel,
}

/// The text as it was typed, and with what the program puts below it; the HTML, where the program writes any.
struct Body {
    text: String,
    html: Option<String>,
}

impl Writer {
    /// The bytes of a mail as this program writes them and the host of the service hands them over.
    pub fn write(&self, letter: &Letter<'_>) -> Vec<u8> {
        let mut head = String::new();
        self.head(&mut head, letter);
        let boundary = format!("b-{}", letter.message_id.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
        let mut bytes = head.into_bytes();
        bytes.extend(letter.parcel.around(&boundary, self.content(letter, &boundary)));
        bytes
    }

    /// The words as one part, its fields before it.
    fn content(&self, letter: &Letter<'_>, boundary: &str) -> Vec<u8> {
        let body = self.body(letter);
        let mut part = String::new();
        match body.html {
            Some(html) => {
                let _ = write!(part, "Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n");
                for (kind, text) in [("plain", body.text), ("html", html)] {
                    let _ = write!(part, "--{boundary}\r\n");
                    self.part(&mut part, kind, &text);
                }
                let _ = write!(part, "--{boundary}--\r\n");
                part.into_bytes()
            }
            None if self.program == Program::Plain && body.text.chars().all(|c| u32::from(c) < 256) => {
                part.push_str(
                    "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
                );
                let mut bytes = part.into_bytes();
                let text = body.text.replace('\n', "\r\n");
                bytes.extend(text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()));
                bytes.extend_from_slice(b"\r\n");
                bytes
            }
            None => {
                self.part(&mut part, "plain", &body.text);
                part.into_bytes()
            }
        }
    }

    fn head(&self, head: &mut String, letter: &Letter<'_>) {
        let verdict = match letter.proof {
            Proof::Pass => "dmarc=pass",
            Proof::None => "dmarc=none",
            Proof::Fail => "dmarc=fail",
        };
        let domain = self.address.rsplit('@').next().unwrap_or_default();
        let subject = match letter.answers {
            None => letter.subject.to_owned(),
            Some(mail) if mail.subject.to_lowercase().starts_with("re:") => mail.subject.clone(),
            Some(mail) if self.program == Program::German => format!("AW: {}", mail.subject),
            Some(mail) => format!("Re: {}", mail.subject),
        };
        let date = letter.at.to_zoned_datetime(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000");
        let _ = write!(
            head,
            "Return-Path: <{0}>\r\nAuthentication-Results: mx.uni.example; {verdict} header.from={domain}\r\n\
             Received: from mail.{domain} by mx.uni.example; {date}\r\nFrom: {1} <{0}>\r\nTo: <{2}>\r\n\
             {5}Subject: {3}\r\nDate: {date}\r\nMessage-ID: <{4}>\r\nMIME-Version: 1.0\r\n",
            self.address,
            encoded_word(&self.name),
            letter.to,
            encoded_word(&subject),
            letter.message_id,
            letter.parcel.copied(),
        );
        if let Some(mail) = letter.answers {
            let mut known: Vec<_> = mail.references.iter().rev().take(10).rev().map(|id| format!("<{id}>")).collect();
            known.push(format!("<{}>", mail.message_id));
            let _ = write!(head, "In-Reply-To: <{}>\r\nReferences: {}\r\n", mail.message_id, known.join("\r\n "));
        }
    }

    fn part(&self, out: &mut String, kind: &str, text: &str) {
        let text = text.replace('\n', "\r\n");
        let flowed = if self.program == Program::Thunderbird && kind == "plain" { "; format=flowed" } else { "" };
        let base64 = matches!(self.program, Program::Outlook | Program::IPhone);
        let encoding = if base64 { "base64" } else { "quoted-printable" };
        let _ = write!(
            out,
            "Content-Type: text/{kind}; charset=utf-8{flowed}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{}\r\n",
            if base64 { folded_base64(text.as_bytes()) } else { quoted_printable(&text) }
        );
    }

    fn body(&self, letter: &Letter<'_>) -> Body {
        let mut typed = letter.words.to_owned();
        match self.program {
            Program::IPhone => typed.push_str("\n\nSent from my iPhone"),
            Program::Thunderbird | Program::Plain | Program::German if !self.signature.is_empty() => {
                let _ = write!(typed, "\n\n-- \n{}", self.signature);
            }
            _ if !self.signature.is_empty() => {
                let _ = write!(typed, "\n\n{}", self.signature);
            }
            _ => {}
        }
        let quote = letter.answers.map(|mail| self.quote(mail)).unwrap_or_default();
        let html = self.html(&typed, letter.answers);
        Body { text: format!("{typed}{quote}"), html }
    }

    /// What stands below the words in the text.
    fn quote(&self, mail: &Incoming) -> String {
        let at = Timestamp::from_second(mail.date).unwrap_or_default().to_zoned_datetime(TimeZone::UTC);
        let (name, address) = (&mail.from_name, &mail.reply_to);
        let marked = || mail.text.lines().map(|line| format!("> {line}\n")).collect::<String>();
        match self.program {
            Program::Gmail => {
                format!("\n\nOn {} {name} <{address}>\nwrote:\n\n{}", at.strftime("%a, %-d %b %Y at %H:%M,"), marked())
            }
            Program::AppleMail | Program::IPhone => {
                format!("\n\nOn {}, {name} <{address}> wrote:\n\n{}", at.strftime("%-d %b %Y, at %H:%M"), marked())
            }
            Program::Thunderbird => format!("\n\nOn {}, {name} wrote:\n{}", at.strftime("%d/%m/%Y %H:%M"), marked()),
            Program::German => format!("\n\nAm {} schrieb {name}:\n{}", at.strftime("%d.%m.%y um %H:%M"), marked()),
            Program::Outlook | Program::OutlookWeb => format!(
                "\n\n________________________________\nFrom: {name} <{address}>\nSent: {}\nTo: {}\nSubject: {}\n\n{}",
                at.strftime("%A, %B %-d, %Y %-I:%M %p"),
                self.name,
                mail.subject,
                mail.text
            ),
            Program::Yahoo => format!(
                "\n\n    On {}, {name} <{address}> wrote: \n\n{}",
                at.strftime("%A %-d %B %Y at %H:%M:%S GMT"),
                marked()
            ),
            Program::Plain => String::new(),
        }
    }

    fn html(&self, typed: &str, answers: Option<&Incoming>) -> Option<String> {
        let lines = escaped(typed).replace('\n', "<br>");
        let quoted = answers.map(|mail| {
            let text = escaped(&mail.text).replace('\n', "<br>");
            (escaped(&mail.from_name), escaped(&mail.reply_to), text)
        });
        Some(match (self.program, quoted) {
            (Program::Gmail, Some((name, address, text))) => format!(
                "<div dir=\"ltr\">{lines}</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, {name} \
                 &lt;<a href=\"mailto:{address}\">{address}</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" \
                 style=\"margin:0px 0px 0px 0.8ex\">{text}</blockquote></div>"
            ),
            (Program::OutlookWeb, Some((name, address, text))) => format!(
                "<html><body><div style=\"font-family: Calibri\">{lines}</div><div id=\"appendonsend\"></div><hr>\
                 <div id=\"divRplyFwdMsg\" dir=\"ltr\"><b>From:</b> {name} &lt;{address}&gt;<br></div><div>{text}</div></body></html>"
            ),
            (Program::AppleMail, Some((name, address, text))) => format!(
                "<html><body>{lines}<br><div><br><blockquote type=\"cite\"><div>On 1 Jan, {name} &lt;{address}&gt; wrote:</div>\
                 <br><div>{text}</div></blockquote></div></body></html>"
            ),
            (Program::Yahoo, Some((name, address, text))) => format!(
                "<div class=\"ydp\">{lines}</div><div id=\"ydp1\" class=\"ydpyahoo_quoted yahoo_quoted\"><div>On Monday, {name} \
                 &lt;{address}&gt; wrote:</div><div>{text}</div></div>"
            ),
            (Program::Gmail | Program::OutlookWeb | Program::AppleMail | Program::Yahoo, None) => {
                format!("<div dir=\"ltr\">{lines}</div>")
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::address::Address;
    use crate::mail::inbound::Kind;
    use crate::mail::parse::{ParseContext, parse};

    #[test]
    fn the_words_are_read_back_from_every_program() {
        let service = Address::parse("mentoring@uni.example").unwrap();
        let context = ParseContext::new(service, vec!["mx.uni.example".into()]);
        let mail = Incoming {
            from_name: "Maria Schmidt (Career Mentoring)".into(),
            reply_to: "mentoring+abc@uni.example".into(),
            subject: "Zoë asks".into(),
            message_id: "1@uni.example".into(),
            text: "Hello Ada,\n\nwould you like to?\n\nACCEPT says yes.\n".into(),
            ..Incoming::default()
        };
        for program in PROGRAMS {
            for signature in ["", "Ada Byrne\nSt. Zoë’s College"] {
                for answers in [Some(&mail), None] {
                    let writer = Writer {
                        name: "Ada O’Byrne, née Smith".into(),
                        address: "ada@student.uni.example".into(),
                        signature: signature.into(),
                        program,
                    };
                    let letter = Letter {
                        to: "mentoring+abc@uni.example",
                        subject: "Hello",
                        words: "ACCEPT\n\nLet us meet at the café.",
                        answers,
                        at: "2026-11-23T09:00:00Z".parse().unwrap(),
                        message_id: "2@student.uni.example",
                        proof: Proof::Pass,
                        parcel: &Parcel::default(),
                    };
                    let read = parse(&writer.write(&letter), &context);
                    assert_eq!(read.kind, Kind::Human, "{program:?}");
                    assert!(read.text.starts_with("ACCEPT\n\nLet us meet at the café."), "{program:?}: {}", read.text);
                    assert!(!read.text.contains("ACCEPT says yes"), "{program:?}: {}", read.text);
                    assert_eq!(read.from_name.as_deref(), Some("Ada O’Byrne, née Smith"), "{program:?}");
                    assert_eq!(read.recipients().next().map(Address::as_str), Some("mentoring+abc@uni.example"));
                }
            }
        }
    }
}
