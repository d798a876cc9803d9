//! `Authentication-Results` (RFC 8601) of servers we trust, folded to what a decision needs.

use super::address::Address;
use super::fields::Fields;
use super::inbound::{Authentication, Verdict};

/// What the topmost trusted server says of the author. A field counts only if it stands above the second `Received`: further down
/// anybody may have written it before the message reached the server.
pub fn read(fields: &Fields, author: Option<&Address>, trusted: &[String]) -> Authentication {
    let mut hops = 0;
    for (name, value) in fields.iter() {
        match name {
            "received" => hops += 1,
            "authentication-results" if hops <= 1 => {
                if let Some((id, results)) = split(value)
                    && trusted.iter().any(|known| known.eq_ignore_ascii_case(&id))
                {
                    return verdicts(&results, author, id);
                }
            }
            _ => {}
        }
        if hops > 1 {
            break;
        }
    }
    Authentication::default()
}

/// The server's name, and its results one by one.
fn split(value: &str) -> Option<(String, Vec<String>)> {
    let plain = without_comments(value);
    let mut parts = plain.split(';');
    let id = parts.next()?.split_whitespace().next()?.to_lowercase();
    Some((id, parts.map(|part| part.trim().to_lowercase()).collect()))
}

fn without_comments(value: &str) -> String {
    let mut depth = 0usize;
    let mut quoted = false;
    let mut plain = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
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
                if verdict != Verdict::Pass || from.is_empty() || about == domain {
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
    }
}
