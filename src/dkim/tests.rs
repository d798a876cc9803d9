//! Messages signed here, and what is done to them on the way.

use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::{Canonicalization, DkimSigner};
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::*;

const SEED: [u8; 32] = [7; 32];
const MAIL: &str = "From: Ada <ada@student.uni.example>\r\nTo: mentoring+r7k2q@uni.example\r\nSubject: Pause\r\n\
    Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <a1@student.uni.example>\r\n\r\nPAUSE\r\n";
const FIELDS: &[&str] = &["From", "To", "Subject", "Date", "Message-ID"];

fn public() -> Vec<u8> {
    Ed25519KeyPair::from_seed_unchecked(&SEED).unwrap().public_key().as_ref().to_vec()
}

/// The field `DKIM-Signature` over these fields of a message.
fn signature(mail: &str, domain: &str, fields: &[&str], change: impl Fn(Signer) -> Signer) -> String {
    let key = Ed25519Key::from_seed_and_public_key(&SEED, &public()).unwrap();
    let signer = DkimSigner::from_key(key).domain(domain).selector("s1").headers(fields.iter().copied());
    change(signer).sign(mail.as_bytes()).unwrap().to_header()
}

type Signer = DkimSigner<Ed25519Key, mail_auth::dkim::Done>;

fn signed(mail: &str, domain: &str) -> String {
    format!("{}{mail}", signature(mail, domain, FIELDS, |signer| signer))
}

async fn checked(mail: &str) -> Verdict {
    let record = format!("v=DKIM1; k=ed25519; p={}", data_encoding::BASE64.encode(&public()));
    let names = ["student.uni.example", "uni.example", "evil.example", "web.student.uni.example", "example"];
    let names = names.map(|domain| format!("s1._domainkey.{domain}"));
    let records: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), record.as_str())).collect();
    let signatures = Signatures::with_keys(&records).unwrap();
    let ada = Address::parse("ada@student.uni.example").unwrap();
    let ours = |address: &Address| address.key() == "mentoring@uni.example";
    let found = signatures.check(mail.as_bytes(), &ada, ours).await;
    assert_eq!(found.by.is_some(), found.dkim != Verdict::None);
    assert_eq!((found.dmarc, found.spf), (Verdict::None, Verdict::None));
    found.dkim
}

#[tokio::test]
async fn a_signature_of_the_authors_domain_or_of_one_above_it_proves_the_author() {
    assert_eq!(checked(MAIL).await, Verdict::None);
    assert_eq!(checked(&signed(MAIL, "student.uni.example")).await, Verdict::Pass);
    assert_eq!(checked(&signed(MAIL, "UNI.example")).await, Verdict::Pass);
    for both in [Canonicalization::Simple, Canonicalization::Relaxed] {
        let how = |signer: Signer| signer.header_canonicalization(both).body_canonicalization(both);
        let mail = format!("{}{MAIL}", signature(MAIL, "student.uni.example", FIELDS, how));
        assert_eq!(checked(&mail).await, Verdict::Pass);
    }
    // One that somebody else adds takes nothing away.
    let twice = format!("{}{}", signature(MAIL, "evil.example", FIELDS, |s| s), signed(MAIL, "student.uni.example"));
    assert_eq!(checked(&twice).await, Verdict::Pass);
}

#[tokio::test]
async fn what_was_changed_on_the_way_has_failed() {
    let mail = signed(MAIL, "student.uni.example");
    for (from, to) in
        [("PAUSE\r\n", "LEAVE\r\n"), ("PAUSE\r\n", "PAUSE\r\nERASE\r\n"), ("Subject: Pause", "Subject: Leave")]
    {
        assert_eq!(checked(&mail.replace(from, to)).await, Verdict::Fail, "{to}");
    }
    // A list's footer.
    assert_eq!(checked(&format!("{mail}-- \r\nhttps://list.example\r\n")).await, Verdict::Fail);
}

#[tokio::test]
async fn whoever_else_signs_proves_nothing() {
    for domain in ["evil.example", "web.student.uni.example", "example", "xuni.example"] {
        assert_eq!(checked(&signed(MAIL, domain)).await, Verdict::None, "{domain}");
    }
    let own = signed(MAIL, "student.uni.example");
    for name in [
        "d=student.uni.example\0.evil.example",
        "d=evil.example\0.student.uni.example",
        "d=evil.example/student.uni.example",
        "d=(x)student.uni.example.evil.example",
    ] {
        assert_ne!(checked(&own.replace("d=student.uni.example", name)).await, Verdict::Pass, "{name:?}");
    }
    assert_ne!(checked(&own.replace("s=s1", "s=s1.\0")).await, Verdict::Pass);
    assert_eq!(checked(&own.replace("s=s1", "s=other")).await, Verdict::None, "a key that is not there");
}

#[tokio::test]
async fn a_signature_that_leaves_out_what_counts_proves_nothing() {
    let with = |fields: &[&str]| format!("{}{MAIL}", signature(MAIL, "student.uni.example", fields, |s| s));
    assert_eq!(checked(&with(&["To", "Subject", "Date"])).await, Verdict::None, "the author is not signed");
    assert_eq!(checked(&with(&["From", "Subject", "Date"])).await, Verdict::None, "whom it was for is not signed");
    let open = signature(MAIL, "student.uni.example", FIELDS, |signer| signer.body_length(true));
    assert_ne!(checked(&format!("{open}{MAIL}ERASE\r\n")).await, Verdict::Pass, "more may be added");
}

#[tokio::test]
async fn what_was_written_to_another_is_not_for_us() {
    for to in ["friend@evil.example", "friends: mentoring@uni.example.evil.example;", "mentoring@evil.example"] {
        let mail = MAIL.replace("mentoring+r7k2q@uni.example", to);
        assert_eq!(checked(&signed(&mail, "student.uni.example")).await, Verdict::None, "{to}");
    }
    // A second To, of whoever sends it on.
    let mail = MAIL.replace("mentoring+r7k2q@uni.example", "friend@evil.example");
    let sent_on =
        signed(&mail, "student.uni.example").replacen("From: Ada", "To: mentoring@uni.example\r\nFrom: Ada", 1);
    assert_ne!(checked(&sent_on).await, Verdict::Pass);
}

#[tokio::test]
async fn many_signatures_are_not_looked_at() {
    let one = signature(MAIL, "student.uni.example", FIELDS, |signer| signer);
    assert_eq!(checked(&format!("{}{MAIL}", one.repeat(MAX_SIGNATURES))).await, Verdict::Pass);
    assert_eq!(checked(&format!("{}{MAIL}", one.repeat(MAX_SIGNATURES + 1))).await, Verdict::None);
    assert_eq!(checked("DKIM-Signature: v=1; a=rsa-sha256; b=\r\n\r\n").await, Verdict::None);
    assert_eq!(checked("DKIM-Signature:").await, Verdict::None);
}
