//! What crosses over: messages with an address of their writer hidden in every place and disguise, of which none may come out.

use std::fmt::Write as _;

use data_encoding::BASE64;
use mentorpost::clock::Clock;
use mentorpost::demo::Town;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::village::{BEGIN, end, everything, introduced, raw, town_with};

/// Where an address can stand in a message.
#[derive(Clone, Copy, Debug)]
enum Place {
    Nowhere,
    Words,
    WrappedWords,
    EncodedWords,
    Signature,
    Quote,
    HeaderBlock,
    Subject,
    EncodedSubject,
    DisplayName,
    OtherFields,
    Html,
    HtmlTitle,
    LinkTarget,
    LinkQuery,
    AltText,
    HtmlQuote,
    HiddenHtml,
    Style,
    ContentId,
    FileName,
    LongFileName,
    TextFile,
    HtmlFile,
    ContactCard,
    ContactCardAsBytes,
    Mail,
    MailAsBytes,
    CalendarFile,
    CalendarPart,
    Photo,
    Drawing,
    BagName,
    BagText,
    Preamble,
    Calendar,
}

const PLACES: &[Place] = &[
    Place::Nowhere,
    Place::Words,
    Place::WrappedWords,
    Place::EncodedWords,
    Place::Signature,
    Place::Quote,
    Place::HeaderBlock,
    Place::Subject,
    Place::EncodedSubject,
    Place::DisplayName,
    Place::OtherFields,
    Place::Html,
    Place::HtmlTitle,
    Place::LinkTarget,
    Place::LinkQuery,
    Place::AltText,
    Place::HtmlQuote,
    Place::HiddenHtml,
    Place::Style,
    Place::ContentId,
    Place::FileName,
    Place::LongFileName,
    Place::TextFile,
    Place::HtmlFile,
    Place::ContactCard,
    Place::ContactCardAsBytes,
    Place::Mail,
    Place::MailAsBytes,
    Place::CalendarFile,
    Place::CalendarPart,
    Place::Photo,
    Place::Drawing,
    Place::BagName,
    Place::BagText,
    Place::Preamble,
    Place::Calendar,
];

/// The same address, however it is written.
const DISGUISES: &[&str] = &[
    "ada.p@hideaway.example",
    "Ada.P@HideAway.Example",
    "ADA.P@HIDEAWAY.EXAMPLE",
    "mailto:ada.p@hideaway.example",
    "ada.p+uni@hideaway.example",
    "prvs=0123=ada.p@hideaway.example",
    "<ada.p@hideaway.example>",
    "(ada.p@hideaway.example)",
    "ada.p%40hideaway.example",
    "ada.p%2540hideaway%252Eexample",
    "%61da.p%40hideaway.example",
    "ada.p&#64;hideaway.example",
    "ada.p&#x40;hideaway&#46;example",
    "ada.p&commat;hideaway&period;example",
    "ada.p (at) hideaway.example",
    "ada.p[at]hideaway[dot]example",
    "ada.p @ hideaway.example",
    "ada.p\u{200b}@hideaway.example",
    "ada.p@hide\u{ad}away.example",
    "ada.p＠hideaway.example",
    "\"ada.p\"@hideaway.example",
    "ada.p(me)@hideaway.example",
    "YWRhLnBAaGlkZWF3YXkuZXhhbXBsZQ==",
    "bWFpbHRvOmFkYS5wQGhpZGVhd2F5LmV4YW1wbGU=",
];

fn multipart(parts: &[String]) -> (Vec<String>, String) {
    let fields = vec!["MIME-Version: 1.0".to_owned(), "Content-Type: multipart/mixed; boundary=\"=_m\"".to_owned()];
    let body = parts.iter().fold(String::new(), |mut body, part| {
        let _ = write!(body, "--=_m\n{part}\n");
        body
    });
    (fields, format!("{body}--=_m--"))
}

fn text_part(words: &str) -> String {
    format!("Content-Type: text/plain; charset=utf-8\n\n{words}")
}

fn html_part(html: &str) -> String {
    format!("Content-Type: text/html; charset=utf-8\n\n{html}")
}

fn file_part(media: &str, name: &str, bytes: &[u8]) -> String {
    format!(
        "Content-Type: {media}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; {name}\n\n{}",
        BASE64.encode(bytes)
    )
}

/// As it stands in a place that knows no other letters.
fn ascii(hidden: &str) -> String {
    hidden.replace('＠', "@").chars().filter(char::is_ascii).collect()
}

/// A bag of Outlook with one file of that name.
fn bag(name: &str, words: &str) -> Vec<u8> {
    let attribute = |id: u16, data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        [&[1], &id.to_le_bytes()[..], &[6, 0], &length, data, &[0, 0]].concat()
    };
    [
        b"\x78\x9f\x3e\x22\x01\x00".to_vec(),
        attribute(0x800c, words.as_bytes()),
        attribute(0x9002, &[1; 14]),
        attribute(0x8010, name.as_bytes()),
        attribute(0x800f, b"a file"),
    ]
    .concat()
}

fn photo(note: &str) -> Vec<u8> {
    let segment = |marker: u8, payload: &[u8]| {
        let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], payload].concat()
    };
    let comment = segment(0xfe, note.as_bytes());
    let exif = segment(0xe1, &[b"Exif\0\0", note.as_bytes()].concat());
    [&[0xff, 0xd8][..], &exif, &comment, &segment(0xda, &[1, 1, 0, 0, 63, 0]), &[1, 2, 0xff, 0xd9], note.as_bytes()]
        .concat()
}

/// A PNG with a note.
fn drawing(note: &str) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, b"crc!"].concat()
    };
    let note = format!("Author\0{note}");
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &[0; 13]), chunk(b"tEXt", note.as_bytes()), chunk(b"IEND", b"")]
        .concat()
}

/// A message of Ada's, with `hidden` in that place.
#[expect(clippy::too_many_lines, reason = "one line or two for each place")]
fn message(place: Place, hidden: &str, words: &str, to: &str) -> Vec<u8> {
    let mut from = "Ada Byrne <ada@student.uni.example>".to_owned();
    let mut subject = "Re: Mentoring".to_owned();
    let said = format!("Dear Maria,\n{words}");
    let html = |inner: &str| {
        multipart(&[format!(
            "Content-Type: multipart/alternative; boundary=\"=_a\"\n\n--=_a\n{}\n--=_a\n{}\n--=_a--",
            text_part(&said),
            html_part(&format!("<p>Dear Maria,<br>{words}</p>{inner}"))
        )])
    };
    let with = |part: String| multipart(&[text_part(&said), part]);
    let quoted: String = hidden.chars().flat_map(|c| c.to_string().into_bytes()).map(|b| format!("={b:02X}")).collect();
    let (fields, body) = match place {
        Place::Nowhere => html(""),
        Place::Words => multipart(&[text_part(&format!("{said} You reach me at {hidden} too."))]),
        Place::WrappedWords => {
            let wrapped: Vec<String> =
                quoted.as_bytes().chunks(30).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
            multipart(&[format!(
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nYou reach me at {}",
                wrapped.join("=\n")
            )])
        }
        Place::EncodedWords => multipart(&[format!(
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{}",
            BASE64.encode(format!("{said} {hidden}").as_bytes())
        )]),
        Place::Signature => multipart(&[text_part(&format!("{said}\n\n-- \nAda\n{hidden}"))]),
        Place::Quote => multipart(&[text_part(&format!(
            "{said}\n\nOn Mon, 23 Nov 2026 at 09:00, Ada <{hidden}> wrote:\n> My address is\n> {hidden}"
        ))]),
        Place::HeaderBlock => multipart(&[text_part(&format!(
            "{said}\n\nFrom: Ada <{hidden}>\nSent: Monday, 23 November 2026 09:00\nTo: Maria\nSubject: Hello\n\nWhat I wrote."
        ))]),
        Place::Subject => {
            subject = format!("Re: {}", ascii(hidden));
            multipart(&[text_part(&said)])
        }
        Place::EncodedSubject => {
            subject = format!("=?utf-8?b?{}?=", BASE64.encode(hidden.as_bytes()));
            multipart(&[text_part(&said)])
        }
        Place::DisplayName => {
            from = format!("=?utf-8?b?{}?= <ada@student.uni.example>", BASE64.encode(hidden.as_bytes()));
            multipart(&[text_part(&said)])
        }
        Place::OtherFields => {
            let (mut fields, body) = multipart(&[text_part(&said)]);
            for name in [
                "Reply-To",
                "Cc",
                "Sender",
                "Organization",
                "User-Agent",
                "X-Originating-Email",
                "Autocrypt",
                "Comments",
                "Disposition-Notification-To",
                "Resent-From",
            ] {
                fields.push(format!("{name}: {}", ascii(hidden)));
            }
            (fields, body)
        }
        Place::Html => html(&format!("<p>You reach me at {hidden}</p>")),
        Place::HtmlTitle => html(&format!(
            "<p title=\"{hidden}\" lang=\"{hidden}\">Here</p><table summary=\"{hidden}\"><tr><td>x</td></tr></table>"
        )),
        Place::LinkTarget => html(&format!("<a href=\"mailto:{hidden}\">write</a>")),
        Place::LinkQuery => html(&format!("<a href=\"https://x.example/?to={hidden}&amp;n=1\">see</a>")),
        Place::AltText => html(&format!("<img src=\"cid:pic\" alt=\"{hidden}\">")),
        Place::HtmlQuote => html(&format!(
            "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Monday {hidden} wrote:</div><blockquote class=\"gmail_quote\">x {hidden}</blockquote></div>"
        )),
        Place::HiddenHtml => {
            html(&format!("<!-- {hidden} --><p style=\"display:none\">{hidden}</p><script>var a = '{hidden}'</script>"))
        }
        Place::Style => html(&format!(
            "<style>p:after {{ content: '{hidden}' }}</style><p style=\"background:url('https://x.example/{hidden}')\">x</p><form action=\"https://x.example/{hidden}\"><input value=\"{hidden}\"></form>"
        )),
        Place::ContentId => {
            let picture = format!(
                "Content-Type: image/png\nContent-ID: <{hidden}>\nContent-Disposition: inline; filename=a.png\nContent-Transfer-Encoding: base64\n\n{}",
                BASE64.encode(&drawing("x"))
            );
            let (fields, _) = multipart(&[]);
            let fields: Vec<String> = fields.into_iter().map(|field| field.replace("mixed", "related")).collect();
            let (_, body) =
                multipart(&[html_part(&format!("<p>Dear Maria, {words}</p><img src=\"cid:{hidden}\">")), picture]);
            (fields, body)
        }
        Place::FileName => {
            with(file_part("application/pdf", &format!("filename=\"CV {}.pdf\"", ascii(hidden)), b"%PDF"))
        }
        Place::LongFileName => {
            with(file_part("application/pdf", &format!("filename*=utf-8''{}", quoted.replace('=', "%")), b"%PDF"))
        }
        Place::TextFile => with(file_part("text/plain", "filename=notes.txt", hidden.as_bytes())),
        Place::HtmlFile => {
            with(file_part("application/octet-stream", "filename=cv.html", format!("<p>{hidden}</p>").as_bytes()))
        }
        Place::ContactCard => with(file_part(
            "text/vcard",
            "filename=ada.vcf",
            format!("BEGIN:VCARD\nEMAIL:{hidden}\nEND:VCARD").as_bytes(),
        )),
        Place::ContactCardAsBytes => {
            with(file_part("application/octet-stream", "filename=ADA.VCF", format!("EMAIL:{hidden}").as_bytes()))
        }
        Place::Mail => with(format!("Content-Type: message/rfc822\n\nFrom: Ada <{hidden}>\nSubject: x\n\n{hidden}")),
        Place::MailAsBytes => {
            with(file_part("application/octet-stream", "filename=mail.eml", format!("From: {hidden}\n\nx").as_bytes()))
        }
        Place::CalendarFile => with(file_part(
            "application/octet-stream",
            "filename=invite.ics",
            format!("ORGANIZER:mailto:{hidden}").as_bytes(),
        )),
        Place::CalendarPart => with(format!(
            "Content-Type: text/calendar; charset=utf-8\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:{hidden}\nDTSTART:20261203T150000Z\nATTENDEE:mailto:{hidden}\nEND:VEVENT\nEND:VCALENDAR"
        )),
        Place::Calendar => with(format!(
            "Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:{hidden}\nDTSTART:20261203T150000Z\nDTEND:20261203T160000Z\nSUMMARY:Talk {hidden}\nLOCATION:{hidden}\nORGANIZER:mailto:{hidden}\nEND:VEVENT\nEND:VCALENDAR"
        )),
        Place::Photo => with(file_part("image/jpeg", "filename=me.jpg", &photo(hidden))),
        Place::Drawing => with(file_part("image/png", "filename=plan.png", &drawing(hidden))),
        Place::BagName => {
            with(file_part("application/ms-tnef", "filename=winmail.dat", &bag(&format!("{hidden}.pdf"), "x")))
        }
        Place::BagText => {
            let part =
                file_part("application/ms-tnef", "filename=winmail.dat", &bag("cv.pdf", &format!("{said} {hidden}")));
            multipart(&[part])
        }
        Place::Preamble => {
            let (fields, body) = multipart(&[text_part(&said)]);
            (fields, format!("{hidden}\n{body}\n{hidden}"))
        }
    };
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    raw(&from, to, &subject, &fields, &body)
}

/// Does a mail give the address away, in whatever form it was written or a reader could see it?
fn gives_away(mail: &[u8], hidden: &str) -> bool {
    let all = everything(mail);
    let squeezed = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut shown = String::new();
    let mut inside = false;
    for c in all.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => shown.push(c),
            _ => {}
        }
    }
    let hidden = hidden.to_lowercase();
    all.contains(&hidden) || squeezed(&all).contains("hideaway") || squeezed(&shown).contains("hideaway")
}

/// Sends a message as Ada, and reads what Maria has of it.
async fn crossed(town: &Town, to: &str, mail: &[u8]) -> Vec<Vec<u8>> {
    let (ada, maria) = (town.ada.address.as_str(), town.maria.address.as_str());
    let before = town.sandbox.messages(maria, "INBOX").len();
    town.sandbox.deliver_from(Some(ada), ada, to, mail).unwrap();
    town.settled().await.unwrap();
    town.sandbox.messages(maria, "INBOX").iter().skip(before).map(|mail| mail.raw.to_vec()).collect()
}

/// Ada and Maria, with a second address of Ada's that the programme knows; the reply address of Ada.
async fn two_addresses(town: &mut Town) -> String {
    let (to_ada, _) = introduced(town).await;
    let private = "ada.p@hideaway.example";
    let mail = raw(&format!("Ada <{private}>"), &to_ada.reply_to, "Re: Mentoring", &[], "Hello from elsewhere!");
    town.sandbox.deliver_from(None, private, &to_ada.reply_to, &mail).unwrap();
    let question = town.ada.receive("confirm-address").await.unwrap();
    town.ada.press(&question, "YES").await.unwrap();
    town.maria.receive("relay").await.unwrap();
    to_ada.reply_to
}

/// A town in which more is passed on in a day than people write.
async fn talkative() -> Town {
    town_with(Clock::fixed(BEGIN.parse().unwrap()), |policy| policy.rules.passed_on_per_day = 10_000).await
}

#[tokio::test]
async fn every_disguise_in_every_place_stays_behind() {
    let mut town = talkative().await;
    let to = two_addresses(&mut town).await;
    let (mut tried, mut relayed) = (0, 0);
    for place in PLACES {
        for hidden in DISGUISES {
            let mail = message(*place, hidden, "how are you?", &to);
            let got = crossed(&town, &to, &mail).await;
            for mail in &got {
                assert!(!gives_away(mail, hidden), "{place:?} {hidden}: {}", everything(mail));
            }
            tried += 1;
            relayed += got.len();
            if matches!(
                place,
                Place::Nowhere
                    | Place::OtherFields
                    | Place::Photo
                    | Place::Drawing
                    | Place::HiddenHtml
                    | Place::ContactCard
            ) {
                assert_eq!(got.len(), 1, "{place:?} {hidden} goes across without the address");
            }
        }
    }
    assert!(tried >= 700 && relayed >= 150, "{tried} tried, {relayed} relayed");
    end(town).await;
}

#[test]
fn no_message_that_is_put_together_gives_an_address_away() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (town, to) = runtime.block_on(async {
        let mut town = talkative().await;
        let to = two_addresses(&mut town).await;
        (town, to)
    });
    let case = (
        proptest::sample::select(PLACES),
        proptest::sample::select(DISGUISES),
        "[a-zA-Zäß ,.!?\u{a0}-]{0,60}",
        proptest::collection::vec(any::<bool>(), 32),
    );
    let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let found = runner.run(&case, |(place, disguise, words, capitals)| {
        // Base64 means something else in other capitals.
        let cased: String = if disguise.contains("example") || disguise.contains("EXAMPLE") {
            disguise
                .chars()
                .zip(capitals.iter().cycle())
                .map(|(c, big)| if *big { c.to_ascii_uppercase() } else { c })
                .collect()
        } else {
            disguise.to_owned()
        };
        let mail = message(place, &cased, &words, &to);
        for mail in runtime.block_on(crossed(&town, &to, &mail)) {
            if gives_away(&mail, &cased) {
                return Err(TestCaseError::fail(everything(&mail)));
            }
        }
        Ok(())
    });
    found.unwrap();
    runtime.block_on(end(town));
}
