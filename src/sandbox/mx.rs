//! What a receiving server writes on top of a message that it takes in, so that our reader meets it as from a real one.

use jiff::Timestamp;

use super::header::{self, Mailbox};

/// A message on its way into a mailbox.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival<'a> {
    /// The account that logged in, if any.
    pub login: Option<&'a str>,
    /// The envelope's sender, empty for a bounce.
    pub return_path: &'a str,
    /// The envelope's recipient as given, so with what stands after the plus sign.
    pub recipient: &'a str,
    /// What the client called itself.
    pub greeted_as: &'a str,
    /// The message as it was handed over.
    pub raw: &'a [u8],
}

/// The message with the server's own header fields on top and forged ones of the same name taken out
/// (RFC 8601, section 5).
pub(super) fn stamp(arrival: &Arrival<'_>, authserv_id: &str, number: u64, now: Timestamp) -> Vec<u8> {
    let protocol = if arrival.login.is_some() { "ESMTPA" } else { "ESMTP" };
    let date = now.strftime("%a, %d %b %Y %H:%M:%S +0000");
    let (path, recipient, greeted_as) = (arrival.return_path, arrival.recipient, arrival.greeted_as);
    let verdict = dmarc(arrival);
    let top = format!(
        "Return-Path: <{path}>\r\nDelivered-To: {recipient}\r\n\
         Received: from {greeted_as} (localhost [127.0.0.1])\r\n\tby {authserv_id} with {protocol} id {number:X}\r\n\
         \tfor <{recipient}>; {date}\r\nAuthentication-Results: {authserv_id};\r\n\t{verdict}\r\n",
    );
    let (header, body) = header::split(arrival.raw);
    let mut stamped = Vec::with_capacity(top.len() + arrival.raw.len());
    stamped.extend_from_slice(top.as_bytes());
    let mut taken = 0;
    for field in header::fields(header) {
        taken += field.whole.len();
        let ours = field.is("Return-Path") || (field.is("Authentication-Results") && is_by(&field, authserv_id));
        if !ours {
            stamped.extend_from_slice(field.whole);
        }
    }
    stamped.extend_from_slice(header.get(taken..).unwrap_or_default());
    stamped.extend_from_slice(body);
    stamped
}

/// Does this result claim to come from the server of that name? The name may stand behind comments.
fn is_by(field: &header::Field<'_>, authserv_id: &str) -> bool {
    let value = field.unfolded();
    let mut name = String::new();
    let mut depth = 0usize;
    for c in value.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => break,
            '"' => {}
            _ if depth == 0 => name.push(c),
            _ => {}
        }
    }
    name.split_whitespace().next().is_some_and(|name| name.eq_ignore_ascii_case(authserv_id))
}

/// The verdict on the author: right if whoever logged in owns the one address in the one `From` field. A message with
/// several has no author that could be checked (RFC 7489, section 6.6.1).
fn dmarc(arrival: &Arrival<'_>) -> String {
    let (header, _) = header::split(arrival.raw);
    let authors: Vec<Mailbox> = header::fields(header)
        .filter(|field| field.is("From"))
        .flat_map(|field| header::mailboxes(&field.unfolded()))
        .take(2)
        .collect();
    let fields = header::fields(header).filter(|field| field.is("From")).take(2).count();
    let [author] = authors.as_slice() else {
        return match authors.first() {
            Some(first) => format!("dmarc=fail header.from={}", domain_word(&first.domain)),
            None => "dmarc=fail".to_owned(),
        };
    };
    let address = format!("{}@{}", author.local, author.domain);
    let owned = arrival.login.is_some_and(|login| base(&address).eq_ignore_ascii_case(login));
    let result = if owned && fields == 1 { "pass" } else { "fail" };
    format!("dmarc={result} header.from={}", domain_word(&author.domain))
}

/// A stranger's domain as one harmless word.
fn domain_word(domain: &str) -> String {
    let word: String =
        domain.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).take(255).collect();
    if word.is_empty() { "invalid".to_owned() } else { word.to_ascii_lowercase() }
}

/// The address without what stands after the first plus sign of its local part (RFC 5233).
pub(super) fn base(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split_once('+').map_or(local, |(base, _)| base)),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamped(login: Option<&str>, raw: &str) -> String {
        let arrival = Arrival {
            login,
            return_path: "x@y",
            recipient: "bob+1@uni.example",
            greeted_as: "client",
            raw: raw.as_bytes(),
        };
        String::from_utf8(stamp(&arrival, "mx.uni.example", 26, Timestamp::UNIX_EPOCH)).unwrap()
    }

    #[test]
    fn the_whole_of_it() {
        assert_eq!(
            stamped(Some("ann@uni.example"), "From: Ann <ann@uni.example>\r\n\r\nHello\r\n"),
            "Return-Path: <x@y>\r\nDelivered-To: bob+1@uni.example\r\n\
             Received: from client (localhost [127.0.0.1])\r\n\tby mx.uni.example with ESMTPA id 1A\r\n\
             \tfor <bob+1@uni.example>; Thu, 01 Jan 1970 00:00:00 +0000\r\n\
             Authentication-Results: mx.uni.example;\r\n\tdmarc=pass header.from=uni.example\r\n\
             From: Ann <ann@uni.example>\r\n\r\nHello\r\n"
        );
    }

    #[test]
    fn only_the_owner_of_the_one_author_passes() {
        let ann = Some("ann@uni.example");
        let cases = [
            (ann, "From: ann@uni.example", "dmarc=pass header.from=uni.example"),
            (ann, "From: ANN+x@Uni.Example", "dmarc=pass header.from=uni.example"),
            (ann, "From: bob@uni.example", "dmarc=fail header.from=uni.example"),
            (ann, "From: ann@uni.example, bob@uni.example", "dmarc=fail header.from=uni.example"),
            (ann, "From: ann@uni.example\r\nFrom: ann@uni.example", "dmarc=fail header.from=uni.example"),
            (ann, "From: ann@uni.example\r\nFrom: nobody", "dmarc=fail header.from=uni.example"),
            (ann, "From: nobody", "dmarc=fail\r\n"),
            (None, "From: ann@uni.example", "dmarc=fail header.from=uni.example"),
        ];
        for (login, from, verdict) in cases {
            assert!(stamped(login, &format!("{from}\r\n\r\n")).contains(verdict), "{login:?} {from}");
        }
    }

    #[test]
    fn forged_results_are_taken_out_and_others_kept() {
        let cases = [
            ("Authentication-Results: mx.uni.example; dmarc=pass", true),
            ("authentication-results : (a) MX.uni.example 1;\r\n dmarc=pass", true),
            ("Authentication-Results: mx.other.example; dmarc=pass", false),
            ("X-Other: mx.uni.example; dmarc=pass", false),
        ];
        for (field, gone) in cases {
            let out = stamped(None, &format!("{field}\r\nFrom: a@b\r\n\r\nmx\r\n"));
            assert_eq!(!out.contains(field), gone, "{field}");
            assert!(out.ends_with("From: a@b\r\n\r\nmx\r\n"));
        }
    }
}
