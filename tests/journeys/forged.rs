//! Mail in somebody else's name, in every way that is known to have fooled a mail server or a mail program (Chen, Paxson, Jiang,
//! "Composition Kills", USENIX Security 2020, and what has been found since): none of it changes anything.

use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::DkimSigner;
use mentorpost::clock::Clock;
use mentorpost::demo::{Ports, SERVICE, Town};
use mentorpost::dkim::Signatures;
use mentorpost::programme::person::PersonState;
use ring::signature::{Ed25519KeyPair, KeyPair};

use crate::village::{BEGIN, asked, count, end, ids, introduced, kinds, last_state, raw, received, reference, town};

const MARIA: &str = "maria.schmidt@alumni.example";
const EVIL: &str = "evil@elsewhere.example";
const RESULTS: &str = "Authentication-Results: mx.uni.example; dmarc=pass header.from=alumni.example";

/// What an attacker writes where the author should stand; `{m}` is Maria's address and `{e}` the attacker's.
const AUTHORS: &[&str] = &[
    "From: Maria Schmidt <{m}>",
    "From: {m}",
    "From:\r\n <{m}>",
    "FROM: {m}",
    "From : {m}",
    "From: <{m}>\r\nFrom: <{e}>",
    "From: <{e}>\r\nFrom: <{m}>",
    "From: <{e}>\r\nfrom: <{m}>",
    "From: <{e}>\r\nFrom : <{m}>",
    "From: <{e}>\r\n From: <{m}>",
    "From: {m}, {e}",
    "From: {e}, {m}",
    "From: <{m}>, <{e}>",
    "From: <{e}>\r\n\t<{m}>",
    "From: <{m}> <{e}>",
    "From: <{e}> <{m}>",
    "From: {m} <{e}>",
    "From: \"{m}\" <{e}>",
    "From: {e} <{m}>",
    "From: \"{m}\" {e}",
    "From: <{m}>{e}",
    "From: <{m},{e}>",
    "From: =?utf-8?q?maria.schmidt=40alumni.example?=",
    "From: =?utf-8?b?bWFyaWEuc2NobWlkdEBhbHVtbmkuZXhhbXBsZQ==?=",
    "From: =?utf-8?b?PG1hcmlhLnNjaG1pZHRAYWx1bW5pLmV4YW1wbGU+?= <{e}>",
    "From: =?utf-8?q?=22Maria=22_=3Cmaria.schmidt=40alumni.example=3E=0A?= <{e}>",
    "From: {m}\0",
    "From: {m}\0<{e}>",
    "From: <{m}\0@elsewhere.example>",
    "From: maria.schmidt@alumni.example\0.elsewhere.example",
    "From: \0<{m}>",
    "From: ({e}) {m}",
    "From: {m} ({e})",
    "From: maria.schmidt({e})@alumni.example",
    "From: maria.schmidt@alumni.example({e}).elsewhere.example",
    "From: maria.schmidt@(\r\n)alumni.example",
    "From: <@elsewhere.example:{m}>",
    "From: <@elsewhere.example,@x.example:{m}>",
    "From: \"{m}\"@elsewhere.example",
    "From: {m}@elsewhere.example",
    "From: {e}@alumni.example",
    "From: mentors: {m};",
    "From: {m};",
    "From: ,{m}",
    "From: {m}\rFrom: {e}",
    "From: {e}\nFrom: {m}",
    "From: maria.schmidt@alumni.example.",
    "From: maria.schmidt@ALUMNI.example",
    "From: maria.schmidt+pause@alumni.example",
    "From: prvs=1234=maria.schmidt@alumni.example",
    "From: maria.schmidt@sub.alumni.example",
    "From: maria.schmidt@alumni.example.elsewhere.example",
    "From: maria.schm\u{456}dt@alumni.example",
    "From: \u{202e}{m}",
    "From: maria.schmidt\\@alumni.example@elsewhere.example",
    "Sender: {m}\r\nFrom: {e}",
    "Sender: {e}\r\nFrom: {m}",
    "Reply-To: {m}\r\nFrom: {e}",
    "Resent-From: {m}\r\nFrom: {e}",
    "Return-Path: <{m}>\r\nFrom: {e}",
    "X-Original-From: {m}\r\nFrom: {e}",
    " From: {m}",
    "x\r\nFrom: {m}",
    ":\r\nFrom: {m}",
    "Subject: x\r\n\r\nFrom: {m}",
    "",
];

/// What an attacker writes so that the mail looks checked; Maria's name stands plainly in `From`.
const CLAIMS: &[&str] = &[
    "{r}",
    "{r}\r\n{r}",
    "authentication-results: mx.uni.example; dmarc=pass",
    "Authentication-Results : mx.uni.example; dmarc=pass header.from=alumni.example",
    "Authentication-Results: mx.uni.example 1; dmarc=pass header.from=alumni.example",
    "Authentication-Results: (x) mx.uni.example (y); dmarc=pass (z) header.from=alumni.example",
    "Authentication-Results: MX.UNI.EXAMPLE; dmarc=pass header.from=alumni.example",
    "Authentication-Results: \"mx.uni.example\"; dmarc=pass header.from=alumni.example",
    "Authentication-Results: mx.uni.example\0; dmarc=pass header.from=alumni.example",
    "Authentication-Results: mx.uni.example.; dmarc=pass header.from=alumni.example",
    "Authentication-Results: elsewhere.example; dmarc=pass header.from=alumni.example",
    "Authentication-Results: mx.uni.example.elsewhere.example; dmarc=pass header.from=alumni.example",
    "Authentication-Results: elsewhere.example; none\r\n mx.uni.example; dmarc=pass header.from=alumni.example",
    "Authentication-Results: dmarc=pass header.from=alumni.example",
    "Authentication-Results: mx.uni.example; dkim=pass header.d=alumni.example; spf=pass smtp.mailfrom=alumni.example",
    "ARC-Authentication-Results: i=1; mx.uni.example; dmarc=pass header.from=alumni.example",
    "X-Authentication-Results: mx.uni.example; dmarc=pass header.from=alumni.example",
    "Received-SPF: pass (mx.uni.example) envelope-from={m}",
    "X-Note: a\r\n {r}",
    "Received: from mx.uni.example by mx.uni.example with ESMTPA id 1; Mon, 23 Nov 2026 09:00:00 +0000\r\n{r}",
    "DKIM-Signature: v=1; a=rsa-sha256; d=alumni.example; s=s1; h=from; bh=x; b=x\r\n{r}",
];

fn filled(text: &str) -> String {
    text.replace("{m}", MARIA).replace("{e}", EVIL).replace("{r}", RESULTS)
}

/// All forged mails with this text, as they are handed over.
fn forgeries(to: &str, text: &str) -> Vec<String> {
    let rest = |number: usize| {
        format!(
            "To: {to}\r\nSubject: Pause\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\
             Message-ID: <forged.{number}.{}@elsewhere.example>\r\n\r\n{text}\r\n",
            to.len()
        )
    };
    let authors = AUTHORS.iter().map(|author| filled(author));
    let claims = CLAIMS.iter().flat_map(|claim| {
        let from = format!("From: Maria Schmidt <{MARIA}>");
        [format!("{}\r\n{from}", filled(claim)), format!("{from}\r\n{}", filled(claim))]
    });
    authors.chain(claims).enumerate().map(|(number, head)| format!("{head}\r\n{}", rest(number))).collect()
}

/// A server that takes nothing out of what it is given, and writes its own word on top.
fn as_received(mail: &str) -> Vec<u8> {
    format!(
        "Return-Path: <{EVIL}>\r\nDelivered-To: {SERVICE}\r\nAuthentication-Results: mx.uni.example;\r\n\tdmarc=fail header.from=alumni.example\r\n\
         Received: from elsewhere.example by mx.uni.example with ESMTP id 7; Mon, 23 Nov 2026 09:00:00 +0000\r\n{mail}"
    )
    .into_bytes()
}

#[tokio::test]
async fn no_forged_author_changes_anything() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    let before = kinds(&town, &town.maria).await;
    let handled = received(&town).await.len();
    let mut tried = 0;
    for (to, text) in [(SERVICE, "PAUSE"), (SERVICE, "LEAVE"), (SERVICE, "ERASE")] {
        for mail in forgeries(to, text) {
            town.sandbox.deliver_from(None, EVIL, to, mail.as_bytes());
            town.sandbox.deliver(to, &as_received(&mail));
            tried += 2;
        }
        town.settled().await.unwrap();
    }
    assert!(tried >= 600, "{tried}");
    // Some are the same once the server has taken the forged results out, and come in once.
    let states = received(&town).await.split_off(handled);
    assert!(states.len() >= 500, "{}", states.len());
    let done: Vec<_> = states.iter().filter(|(state, _)| !matches!(state.as_str(), "held" | "ignored")).collect();
    assert!(done.is_empty(), "{done:?}");
    // She is asked at her own address, at most as often as an address is answered in a day, and nobody else hears of it.
    let after = kinds(&town, &town.maria).await;
    assert!(
        after[before.len()..].iter().all(|kind| kind == "confirm-command" || kind == "confirm-address"),
        "{after:?}"
    );
    assert!(after.len() <= before.len() + 20, "{after:?}");
    // Everything is as it was: the request can be answered.
    town.maria.answer(&request, "ACCEPT\n\nLet us talk!").await.unwrap();
    town.ada.receive("introduction").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn no_forged_author_answers_a_request_with_the_token_of_another() {
    let mut town = town().await;
    // Ada has a token of hers for the very conversation.
    let request = asked(&mut town).await;
    let sent = town.ada.all_mail().into_iter().find(|mail| mail.kind == "request-sent").unwrap();
    assert_ne!(sent.reply_to, request.reply_to);
    for mail in forgeries(&sent.reply_to, "ACCEPT") {
        town.sandbox.deliver_from(None, EVIL, &sent.reply_to, mail.as_bytes());
        town.sandbox.deliver(SERVICE, &as_received(&mail));
    }
    town.settled().await.unwrap();
    assert_eq!(count(&town, &town.ada, "accepted").await, 0);
    assert_eq!(count(&town, &town.maria, "introduction").await, 0);
    // Nor does a spoilt or a guessed one open anything.
    for spoilt in [request.reply_to.replace('+', "+a"), SERVICE.replace('@', "+aeaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@")] {
        let mail = raw(&format!("Maria <{MARIA}>"), &spoilt, "Re: request", &[], "ACCEPT");
        town.sandbox.deliver_from(None, EVIL, &spoilt, &mail);
        town.settled().await.unwrap();
        assert_eq!(count(&town, &town.ada, "accepted").await, 0);
    }
    end(town).await;
}

#[tokio::test]
async fn who_got_a_mail_passed_on_cannot_answer_it_for_her() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    // Maria passed the request on to a friend, whose answer carries her token.
    let mail = raw(&format!("Friend <{EVIL}>"), &request.reply_to, "Fwd: request", &[], "ACCEPT");
    town.sandbox.deliver_from(None, EVIL, &request.reply_to, &mail);
    let question = town.maria.receive("confirm-address").await.unwrap();
    assert!(question.text.contains(EVIL), "{}", question.text);
    assert_eq!(count(&town, &town.ada, "accepted").await, 0);
    town.maria.answer(&question, "NO").await.unwrap();
    town.maria.receive("done").await.unwrap();
    assert_eq!(count(&town, &town.ada, "accepted").await, 0);
    end(town).await;
}

#[tokio::test]
async fn staff_are_not_staff_from_outside() {
    let mut town = town().await;
    let (_, to_maria) = introduced(&mut town).await;
    let helen = town.helen.address.to_string();
    let before = kinds(&town, &town.helen).await;
    for line in ["SUSPEND M17", "ANNOUNCE all\n\nSend money!", "EXPORT", "REPORT", "PEOPLE"] {
        let plain = raw(&format!("Helen <{helen}>"), SERVICE, "Staff", &[], line);
        town.sandbox.deliver_from(None, EVIL, SERVICE, &plain);
        let named = raw(&format!("\"{helen}\" <{EVIL}>"), SERVICE, "Staff", &[&format!("Sender: {helen}")], line);
        town.sandbox.deliver_from(None, EVIL, SERVICE, &named);
        // A participant who calls herself staff, in her own conversation.
        let inside = raw(&format!("Helen Price <{MARIA}>"), &to_maria.reply_to, "Staff", &[], line);
        town.sandbox.deliver_from(None, EVIL, &to_maria.reply_to, &inside);
    }
    town.settled().await.unwrap();
    let asked = kinds(&town, &town.helen).await;
    assert!(asked[before.len()..].iter().all(|kind| kind == "confirm-command"), "{asked:?}");
    for person in town.people() {
        assert_eq!(count(&town, person, "announcement").await, 0);
    }
    end(town).await;
}

#[tokio::test]
async fn commands_among_the_words_of_others_that_staff_quote_run_nothing() {
    let mut town = town().await;
    let maria = reference(&mut town, "Maria Schmidt").await;
    let words = format!("STAFF I have a question.\nSUSPEND {maria}\nANNOUNCE all\nSend money!\nEXPORT");
    town.ada.write(SERVICE, "A question", &words).await.unwrap();
    let case = town.helen.receive("case").await.unwrap();
    let before = kinds(&town, &town.maria).await;
    // Helen answers between the lines, as many do.
    let quoted = format!(
        "> I have a question.\n> SUSPEND {maria}\n> EXPORT\n\nWhat do you mean by that?\n\n> ANNOUNCE all\n> Send money!\n\nNo."
    );
    town.helen.answer(&case, &quoted).await.unwrap();
    town.ada.receive("case-reply").await.unwrap();
    // And once more in answer to nothing in particular.
    town.helen
        .write(SERVICE, "Hello", &format!("> SUSPEND {maria}\n\nWhat does this do?\n\n> EXPORT\n\nAnd this?"))
        .await
        .unwrap();
    town.settled().await.unwrap();
    assert_eq!(kinds(&town, &town.maria).await, before);
    for kind in ["export", "announcement", "announcement-confirm"] {
        assert_eq!(count(&town, &town.helen, kind).await, 0, "{kind}");
    }
    let people = town.service.store().standings(None).await.unwrap().people;
    assert!(people.iter().all(|person| person.state == PersonState::Active), "{people:?}");
    end(town).await;
}

#[tokio::test]
async fn a_mailing_list_in_between_runs_nothing() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    let list = ["List-Id: <alumni.list.example>", "List-Post: <mailto:alumni@list.example>", "Precedence: list"];
    let kept = raw(
        &format!("Maria <{MARIA}>"),
        &request.reply_to,
        "[alumni] Re: request",
        &list,
        "ACCEPT\n\n_______________\nalumni mailing list",
    );
    let rewritten =
        raw("Maria via alumni <alumni@list.example>", &request.reply_to, "[alumni] Re: request", &list[..1], "ACCEPT");
    for mail in [kept, rewritten] {
        town.sandbox.deliver_from(None, "alumni-bounces@list.example", &request.reply_to, &mail);
        assert_eq!(last_state(&town).await, "ignored");
    }
    assert_eq!(count(&town, &town.ada, "accepted").await, 0);
    assert_eq!(kinds(&town, &town.maria).await, ["request"]);
    end(town).await;
}

const SEED: [u8; 32] = [7; 32];

/// A mail with a signature (DKIM) of that domain.
fn signed(mail: &[u8], domain: &str) -> Vec<u8> {
    let public = Ed25519KeyPair::from_seed_unchecked(&SEED).unwrap().public_key().as_ref().to_vec();
    let key = Ed25519Key::from_seed_and_public_key(&SEED, &public).unwrap();
    let signer = DkimSigner::from_key(key).domain(domain).selector("s1").headers(["From", "To", "Subject", "Date"]);
    [signer.sign(mail).unwrap().to_header().into_bytes(), mail.to_vec()].concat()
}

#[tokio::test]
async fn where_no_server_says_anything_the_authors_own_signature_does() {
    let public = Ed25519KeyPair::from_seed_unchecked(&SEED).unwrap().public_key().as_ref().to_vec();
    let record = format!("v=DKIM1; k=ed25519; p={}", data_encoding::BASE64.encode(&public));
    let keys = [("s1._domainkey.alumni.example", &*record), ("s1._domainkey.student.uni.example", &*record)];
    let signatures = Signatures::with_keys(&keys).unwrap();
    let clock = Clock::fixed(BEGIN.parse().unwrap());
    let mut town = Town::start_checking(clock, ids(), Ports::default(), signatures).await.unwrap();
    town.live_until(town.service.clock().now()).await.unwrap();
    let maria = format!("Maria <{MARIA}>");
    let plain = raw(&maria, SERVICE, "Pause", &[], "PAUSE");
    let elsewhere = raw(&maria, "friend@elsewhere.example", "Pause", &[], "PAUSE");
    let spoilt = String::from_utf8(signed(&raw(&maria, SERVICE, "Pause", &[], "MENTORS"), "alumni.example")).unwrap();
    let other = "evil@student.uni.example";
    town.sandbox.add_user(other, "secret");
    let named = raw(&format!("\"{MARIA}\" <{other}>"), SERVICE, "Pause", &[], "PAUSE");
    let forged = [
        plain.clone(),
        signed(&plain, "student.uni.example"),
        signed(&elsewhere, "alumni.example"),
        spoilt.replace("MENTORS", "PAUSE").into_bytes(),
        signed(&named, "student.uni.example"),
    ];
    for mail in forged {
        town.sandbox.deliver(SERVICE, &mail);
        town.settled().await.unwrap();
        assert_eq!(count(&town, &town.maria, "paused").await, 0);
    }
    town.sandbox.deliver(SERVICE, &signed(&raw(&maria, SERVICE, "Pause", &[], "PAUSE"), "alumni.example"));
    town.maria.receive("paused").await.unwrap();
    end(town).await;
}
