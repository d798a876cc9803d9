//! A profile's text as others may see it: without mail addresses, telephone numbers, links and handles, by which its writer could be
//! reached past the programme.

/// What stands in their place.
const LEFT_OUT: &str = "[left out]";

/// The text without what would lead past the programme.
pub(super) fn discreet(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n")
}

fn line(text: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for piece in without_numbers(text).split(' ') {
        let bare = piece.trim_matches(|c: char| {
            matches!(c, ',' | '.' | ';' | ':' | '(' | ')' | '<' | '>' | '"' | '!' | '?' | '[' | ']')
        });
        if leads_away(bare) {
            kept.push(piece.replacen(bare, LEFT_OUT, 1));
        } else {
            kept.push(piece.to_owned());
        }
    }
    kept.join(" ")
}

/// A mail address, a link, a handle.
fn leads_away(word: &str) -> bool {
    let word = word.to_lowercase();
    let link = word.contains("://") || word.starts_with("www.") || word.starts_with("mailto:");
    let at = word.find('@').is_some_and(|at| word.len() > at + 1);
    let page =
        ["linkedin.com", "facebook.com", "twitter.com", "instagram.com", "t.me/", "wa.me/", "github.com", "xing.com"]
            .iter()
            .any(|site| word.contains(site));
    // A bare domain with a path, such as corp.example/jane.
    let path = word.split_once('/').is_some_and(|(host, path)| {
        !path.is_empty() && host.rsplit_once('.').is_some_and(|(name, end)| !name.is_empty() && is_domain_end(end))
    });
    link || at || page || path
}

fn is_domain_end(end: &str) -> bool {
    (2..=10).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_lowercase())
}

/// The text without telephone numbers: nine digits or more with no more than one mark between them, or seven that begin with + or 0.
/// Years, however many in a row, are none.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\n')) {
        let begins = run.is_empty() && (c.is_ascii_digit() || c == '+');
        let goes_on = !run.is_empty() && (c.is_ascii_digit() || matches!(c, ' ' | '-' | '/' | '(' | ')' | '.'));
        if begins || goes_on {
            run.push(c);
            continue;
        }
        flush(&mut out, &mut run);
        out.push(c);
    }
    out.pop();
    out
}

fn flush(out: &mut String, run: &mut String) {
    let core = run.trim_end_matches([' ', '-', '/', '(', ')', '.']);
    let groups: Vec<&str> = core.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let digits: usize = groups.iter().map(|group| group.len()).sum();
    let year = |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let marked = core.starts_with(['+', '0']);
    let number =
        !groups.iter().all(|group| year(group) || group.len() <= 2) && (digits >= 9 || (marked && digits >= 7));
    let rest = run.get(core.len()..).unwrap_or_default().to_owned();
    out.push_str(if number { LEFT_OUT } else { core });
    out.push_str(&rest);
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::discreet;

    #[test]
    fn what_leads_past_the_programme_is_left_out() {
        let cases = [
            ("Write to jane@corp.example, please", "Write to [left out], please"),
            ("see https://linkedin.com/in/jane (me)", "see [left out] (me)"),
            ("linkedin.com/in/jane", "[left out]"),
            ("corp.example/jane", "[left out]"),
            ("call +44 1632 960123 after six", "call [left out] after six"),
            ("call 01632 960 123.", "call [left out]."),
            ("(01632) 960-123", "([left out]"),
            ("or 555-123-4567", "or [left out]"),
            ("@jane_smith on the usual places", "[left out] on the usual places"),
        ];
        for (text, expected) in cases {
            assert_eq!(discreet(text), expected, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for text in [
            "2009-2014 Analyst, 2015 - 2018 Head of sales",
            "Budget of 250,000,000 a year; 12 people",
            "C++/Qt, Node.js, R&D, and/or AT&T",
            "1999 2004 2008-2010",
            "Marketing @ Acme",
            "24/7 operations, 3 countries\nTwo lines",
            "PhD, 3.5 years",
        ] {
            assert_eq!(discreet(text), text);
        }
    }
}
