//! `Authentication-Results` (RFC 8601) of servers we trust, folded to what a decision needs.

use super::address::Address;
use super::fields::Fields;
use super::inbound::{Authentication, Verdict};

/// What the topmost trusted server says of the author.
///
/// A field counts only if it stands above the first `Received` that is not ours: further down anybody may have written it before the
/// message reached us. The topmost `Received` is always of our own server; a further one is, where its "by" names a host of those that
/// are trusted (Gmail and Microsoft 365 hand a message on inside before they deliver it).
pub fn read(fields: &Fields, author: Option<&Address>, trusted: &[String]) -> Authentication {
    let mut hops = 0;
    let mut host = None;
    for (name, value) in fields.iter() {
        match name {
            "received" => {
                let by = written_by(value);
                if hops > 0 && !by.as_deref().is_some_and(|by| trusted.iter().any(|known| is_host_of(by, known))) {
                    break;
                }
                hops += 1;
                host = by;
            }
            "authentication-results" => {
                if let Some((id, results)) = split(value, host.as_deref())
                    && trusted.iter().any(|known| is_named(&id, known))
                {
                    return verdicts(&results, author, id.name);
                }
            }
            _ => {}
        }
    }
    Authentication::default()
}

/// Who the topmost `Authentication-Results` is of, as a setting would name it; `None` where there is none, or it cannot be told.
pub fn writer(fields: &Fields) -> Option<String> {
    let mut host = None;
    for (name, value) in fields.iter() {
        match name {
            "received" => host = written_by(value),
            "authentication-results" => {
                let (server, _) = split(value, host.as_deref())?;
                // Each mail comes through another host there.
                let microsoft = server.inferred && is_host_of(&server.name, MICROSOFT);
                return Some(if microsoft { MICROSOFT.to_owned() } else { server.name });
            }
            _ => {}
        }
    }
    None
}

/// The hosts of Microsoft 365.
const MICROSOFT: &str = "*.outlook.com";

/// Who a field is of: by its own word, or, where it names nobody, by the server that the `Received` above it is of.
struct Server {
    name: String,
    inferred: bool,
}

/// Is it the server that a setting names? "*.yahoo.com" stands for every host there.
fn is_named(server: &Server, known: &str) -> bool {
    server.name.eq_ignore_ascii_case(known)
        || known.starts_with("*.") && is_host_of(&server.name, known)
        || server.inferred && is_host_of(&server.name, known)
}

/// Is `host` the one that is named, or below it?
fn is_host_of(host: &str, known: &str) -> bool {
    let known = known.strip_prefix("*.").unwrap_or(known).to_lowercase();
    known.contains('.') && (host == known || host.strip_suffix(&known).is_some_and(|rest| rest.ends_with('.')))
}

/// The host that wrote a `Received` field: what stands behind its "by" (RFC 5321, section 4.4).
fn written_by(received: &str) -> Option<String> {
    let plain = without_comments(received).to_lowercase();
    let mut words = plain.split_whitespace();
    words.find(|word| *word == "by")?;
    words.next().map(|host| host.trim_end_matches([';', '.']).to_owned())
}

/// The server's name, and its results one by one. Microsoft 365 begins with the results, without a name: `above` is then the server.
fn split(value: &str, above: Option<&str>) -> Option<(Server, Vec<String>)> {
    let plain = without_comments(value).to_lowercase();
    let first = plain.split(';').next()?.split_whitespace().next()?;
    let named = !first.contains('=');
    let name = if named { first } else { above? };
    let parts = plain.split(';').skip(usize::from(named));
    Some((Server { name: name.to_owned(), inferred: !named }, parts.map(|part| part.trim().to_owned()).collect()))
}

/// Without comments, and with nothing inside quotation marks that could be taken for a further result.
fn without_comments(value: &str) -> String {
    let mut depth = 0usize;
    let mut quoted = false;
    let mut plain = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ';' | '=' | ' ' | '\t' if quoted => plain.push('_'),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}

fn verdicts(results: &[String], author: Option<&Address>, by: String) -> Authentication {
    let mut found = Authentication { by: Some(by), ..Authentication::default() };
    let domain = author.map(Address::domain).unwrap_or_default();
    for result in results {
        let mut words = result.split_whitespace();
        let Some((method, verdict)) = words.next().and_then(|word| word.split_once('=')) else { continue };
        let property = |name: &str| {
            result.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
        };
        let verdict = match verdict {
            "pass" | "bestguesspass" => Verdict::Pass,
            "fail" | "softfail" | "permerror" | "policy" => Verdict::Fail,
            _ => Verdict::None,
        };
        let method = method.split('/').next().unwrap_or(method);
        match method {
            "dmarc" => {
                // A pass for another domain than the author's proves nothing.
                let from = property("header.from");
                let about = from.rsplit('@').next().unwrap_or_default();
                if found.dmarc != Verdict::Fail && (verdict != Verdict::Pass || from.is_empty() || about == domain) {
                    found.dmarc = verdict;
                }
            }
            "dkim" => {
                let signer = [property("header.d"), property("header.i")].into_iter().find(|s| !s.is_empty());
                let signer = signer.unwrap_or_default().rsplit('@').next().unwrap_or_default();
                found.dkim = better(found.dkim, verdict, aligned(signer, domain));
            }
            "spf" => {
                let from = [property("smtp.mailfrom"), property("smtp.helo")].into_iter().find(|s| !s.is_empty());
                let from = from.unwrap_or_default().rsplit('@').next().unwrap_or_default();
                found.spf = better(found.spf, verdict, aligned(from, domain));
            }
            _ => {}
        }
    }
    found
}

/// One aligned pass is enough; a failure counts only where nothing passed.
fn better(so_far: Verdict, verdict: Verdict, aligned: bool) -> Verdict {
    match verdict {
        Verdict::Pass if aligned => Verdict::Pass,
        Verdict::Fail if so_far == Verdict::None => Verdict::Fail,
        _ => so_far,
    }
}

/// Is one domain the other, or below it (relaxed alignment, RFC 7489, section 3.1)? Without the list of public suffixes the
/// shorter one must have two labels at least.
fn aligned(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.contains('.') && (long == short || long.strip_suffix(short).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(header: &str) -> (Verdict, Verdict, Verdict, Option<String>) {
        let author = Address::parse("ada@student.uni.example").unwrap();
        let found = read(&Fields::read(header.as_bytes()), Some(&author), &["MX.uni.example".to_owned()]);
        (found.dmarc, found.dkim, found.spf, found.by)
    }

    #[test]
    fn only_the_trusted_server_is_believed_and_only_on_top() {
        let by = Some("mx.uni.example".to_owned());
        let pass = "Authentication-Results: mx.uni.example; dmarc=pass (p=none) header.from=student.uni.example\r\n";
        assert_eq!(says(pass), (Verdict::Pass, Verdict::None, Verdict::None, by.clone()));
        assert_eq!(says(&format!("Received: a\r\n{pass}")).0, Verdict::Pass);
        assert_eq!(says(&format!("Received: a\r\nReceived: b\r\n{pass}")).0, Verdict::None);
        assert_eq!(says("Authentication-Results: evil.example; dmarc=pass\r\n").0, Verdict::None);
        assert_eq!(
            says("Authentication-Results: mx.uni.example; dmarc=pass header.from=evil.example\r\n").0,
            Verdict::None
        );
        assert_eq!(
            says("Authentication-Results: mx.uni.example; dmarc=fail action=none header.from=x.example\r\n").0,
            Verdict::Fail
        );
        let mixed = "Authentication-Results: mx.uni.example 1;\r\n dkim=fail header.d=x.example; dkim=pass (2048-bit) header.i=@uni.example;\r\n \
                     spf=pass smtp.mailfrom=evil.example; dmarc=none\r\n";
        assert_eq!(says(mixed), (Verdict::None, Verdict::Pass, Verdict::None, by));
        assert_eq!(says("Authentication-Results: (mx.uni.example;) evil.example; dmarc=pass\r\n").0, Verdict::None);
        let quoted = "Authentication-Results: mx.uni.example; spf=fail smtp.mailfrom=\"a; dmarc=pass header.from=student.uni.example\"@x\r\n";
        assert_eq!(says(quoted).0, Verdict::None);
    }

    #[test]
    fn the_writer_is_named_as_a_setting_names_it() {
        let microsoft = "Received: from a by AM0PR01.eurprd01.prod.outlook.com with HTTPS; Tue\r\n\
                         Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=x.example\r\n";
        for (header, writer) in [
            ("Received: x\r\nAuthentication-Results: mx.uni.example;\r\n dmarc=pass\r\n", Some("mx.uni.example")),
            ("authentication-results:\r\n MX.uni.example 1; none\r\n", Some("mx.uni.example")),
            (microsoft, Some("*.outlook.com")),
            (&microsoft.replace(".outlook.com", ".uni.example"), Some("am0pr01.eurprd01.prod.uni.example")),
            ("Authentication-Results: spf=pass smtp.mailfrom=x.example\r\n", None),
            ("Subject: Authentication-Results: a\r\n", None),
            ("", None),
        ] {
            let fields = Fields::read(header.as_bytes());
            assert_eq!(super::writer(&fields).as_deref(), writer, "{header}");
            // What is advised is believed.
            let by = writer.and_then(|writer| read(&fields, None, &[writer.to_owned()]).by);
            assert_eq!(by.is_some(), writer.is_some(), "{header}");
        }
    }

    fn believed(trusted: &str, header: &str) -> (Verdict, Verdict, Verdict, Option<String>) {
        let author = Address::parse("ada@student.uni.example").unwrap();
        let found = read(&Fields::read(header.as_bytes()), Some(&author), &[trusted.to_owned()]);
        (found.dmarc, found.dkim, found.spf, found.by)
    }

    const PASSED: (Verdict, Verdict, Verdict) = (Verdict::Pass, Verdict::Pass, Verdict::Pass);

    #[test]
    fn gmail_hands_a_message_on_inside() {
        let inside = "Delivered-To: m@uni.example\r\nReceived: by 2002:a05:6402:1 with SMTP id x; Tue, 3 Mar 2026\r\n\
                      ARC-Authentication-Results: i=1; mx.google.com; dmarc=fail\r\n\
                      Received: from mail.x.example (mail.x.example. [192.0.2.1])\r\n by mx.google.com with ESMTPS id y; Tue, 3 Mar 2026\r\n";
        let results = "Authentication-Results: mx.google.com;\r\n dkim=pass header.i=@student.uni.example header.s=s1 header.b=abc;\r\n \
                       spf=pass (google.com: domain of ada@student.uni.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=ada@student.uni.example;\r\n \
                       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=student.uni.example\r\n";
        let (dmarc, dkim, spf, by) = believed("mx.google.com", &format!("{inside}{results}"));
        assert_eq!(((dmarc, dkim, spf), by.as_deref()), (PASSED, Some("mx.google.com")));
        let forged = format!("{inside}Received: from evil by mail.x.example; Tue\r\n{results}");
        assert_eq!(believed("mx.google.com", &forged).0, Verdict::None);
    }

    #[test]
    fn microsoft_leaves_its_name_out() {
        let inside = "Received: from DB9PR01.eurprd01.prod.outlook.com (2603::1) by AM0PR01.eurprd01.prod.outlook.com with HTTPS; Tue\r\n\
                      Received: from DB5EUR01.eop-EUR01.prod.protection.outlook.com by DB9PR01.outlook.office365.com (2603::2); Tue\r\n";
        let results = "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=student.uni.example; dkim=pass (signature was verified)\r\n \
                       header.d=student.uni.example;dmarc=pass action=none\r\n header.from=student.uni.example;compauth=pass reason=100\r\n";
        let (dmarc, dkim, spf, by) =
            believed("*.outlook.com", &format!("{}{results}", inside.split_inclusive('\n').next().unwrap()));
        assert_eq!(((dmarc, dkim, spf), by.as_deref()), (PASSED, Some("am0pr01.eurprd01.prod.outlook.com")));
        assert_eq!(
            believed("outlook.com", &format!("{}{results}", inside.split_inclusive('\n').next().unwrap())).0,
            Verdict::Pass
        );
        assert_eq!(believed("mx.uni.example", &format!("{inside}{results}")).0, Verdict::None);
        assert_eq!(believed("*.outlook.com", results).0, Verdict::None, "nobody is named at all");
    }

    #[test]
    fn yahoo_writes_its_policy_right_behind_the_result() {
        let results = "Received: from 192.0.2.1 by atlas-production.v2-mail-prod1-ir2.omega.yahoo.com; Tue\r\n\
                       Authentication-Results: atlas-production.v2-mail-prod1-ir2.omega.yahoo.com;\r\n dkim=pass header.i=@student.uni.example header.s=s1;\r\n \
                       spf=pass smtp.mailfrom=student.uni.example;\r\n dmarc=pass(p=REJECT) header.from=student.uni.example;\r\n";
        let (dmarc, dkim, spf, _) = believed("*.yahoo.com", results);
        assert_eq!((dmarc, dkim, spf), PASSED);
        assert_eq!(believed("yahoo.com", results).0, Verdict::None, "a whole domain is named by its star");
    }
}
