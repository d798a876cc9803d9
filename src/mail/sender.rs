//! Who wrote it: exactly one address in exactly one `From`, or nobody.

use super::address::Address;

/// The author of a message, as far as it can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// One author.
    One {
        /// The address.
        address: Address,
        /// The display name as it stands, encoded words and all.
        name: String,
    },
    /// Several, malformed, or deceptive: none of them is picked.
    Ambiguous,
    /// No `From` at all.
    Missing,
}

impl Sender {
    /// Reads all `From` fields. DMARC looks at the first, mail programs at the last: two of them are never one author
    /// (RFC 7489, section 6.6.1; Chen, Paxson, Jiang, "Composition Kills", USENIX Security 2020).
    pub fn read<'a>(mut fields: impl Iterator<Item = &'a str>) -> Self {
        let Some(value) = fields.next() else { return Self::Missing };
        if fields.next().is_some() || value.contains('\0') {
            return Self::Ambiguous;
        }
        let list = read(value).filter(|list| !list.odd);
        match list.as_ref().map(|list| list.found.as_slice()) {
            Some([(name, address)]) => match Address::parse(address) {
                // An encoded address is one to some programs and none to others.
                Some(address) if !address.as_str().contains("=?") => Self::One { address, name: name.clone() },
                _ => Self::Ambiguous,
            },
            _ => Self::Ambiguous,
        }
    }
}

/// An address list, read.
#[derive(Default)]
struct List {
    found: Vec<(String, String)>,
    /// It holds what programs read differently: a group, a bare address in the place of a name, an address in a comment, a comment in an
    /// address ("Composition Kills", table 2).
    odd: bool,
}

/// The mailboxes of an address list (RFC 5322, section 3.4): display name and address. `None` where it does not follow the grammar.
/// Groups are opened; comments are left out.
pub fn mailboxes(value: &str) -> Option<Vec<(String, String)>> {
    read(value).map(|list| list.found)
}

fn read(value: &str) -> Option<List> {
    let mut list = List::default();
    let mut reading = Reading::default();
    let mut chars = value.chars().peekable();
    let mut comments = 0usize;
    let mut quoted = false;
    while let Some(c) = chars.next() {
        if quoted {
            match c {
                '\\' => reading.push(chars.next()?),
                '"' => quoted = false,
                c => reading.push(c),
            }
            continue;
        }
        if comments > 0 {
            match c {
                '\\' => {
                    chars.next()?;
                }
                '(' => comments += 1,
                ')' => {
                    comments -= 1;
                    let goes_on = chars.peek().is_some_and(|next| !next.is_whitespace() && !",;<(".contains(*next));
                    list.odd |= comments == 0 && (goes_on || reading.inside);
                }
                '@' => list.odd = true,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => {
                quoted = true;
                reading.quoted = true;
            }
            '(' => comments = 1,
            '<' => reading.open()?,
            '>' => reading.close()?,
            ',' | ';' => list.add(reading.finish()?),
            ':' if !reading.inside => {
                reading = Reading::default();
                list.odd = true;
            }
            c => {
                reading.bare |= c == '@' && !reading.inside;
                reading.push(c);
            }
        }
    }
    if quoted || comments > 0 {
        return None;
    }
    list.add(reading.finish()?);
    Some(list)
}

impl List {
    fn add(&mut self, mailbox: Option<(String, String, bool)>) {
        if let Some((name, address, bare)) = mailbox {
            // Some programs repeat the address where the name should be.
            self.odd |= bare && !name.eq_ignore_ascii_case(&address);
            self.found.push((name, address));
        }
    }
}

/// One mailbox being read.
#[derive(Default)]
struct Reading {
    before: String,
    angle: Option<String>,
    inside: bool,
    quoted: bool,
    /// An "@" stands outside angle brackets and quotes.
    bare: bool,
}

impl Reading {
    fn push(&mut self, c: char) {
        match self.angle.as_mut() {
            Some(angle) if self.inside => angle.push(c),
            // Words behind the address are kept with those before it.
            _ => self.before.push(c),
        }
    }

    fn open(&mut self) -> Option<()> {
        if self.angle.is_some() {
            return None;
        }
        self.angle = Some(String::new());
        self.inside = true;
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        if !self.inside {
            return None;
        }
        self.inside = false;
        Some(())
    }

    fn finish(&mut self) -> Option<Option<(String, String, bool)>> {
        let done = std::mem::take(self);
        if done.inside {
            return None;
        }
        let before = done.before.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(match done.angle {
            Some(angle) => Some((before, angle.trim().to_owned(), done.bare)),
            None if before.is_empty() => None,
            // A quoted local part is legal but nobody has one: it is not worth being fooled by.
            None if done.quoted => return None,
            None => Some((String::new(), before, false)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_author_or_none() {
        let one = |from: &[&str]| match Sender::read(from.iter().copied()) {
            Sender::One { address, name } => Some((address.to_string(), name)),
            _ => None,
        };
        let ada = Some(("ada@x.example".to_owned(), "Ada".to_owned()));
        assert_eq!(one(&["Ada <ada@X.example>"]), ada);
        assert_eq!(one(&["\"Ada\" (student) <ada@x.example>"]), ada);
        assert_eq!(one(&["ada@x.example (Ada)"]), Some(("ada@x.example".to_owned(), String::new())));
        assert_eq!(one(&["\"Byrne, Ada\" <ada@x.example>"]).unwrap().1, "Byrne, Ada");
        assert_eq!(one(&["\"ada@y.example via List\" <ada@x.example>"]).unwrap().0, "ada@x.example");
        assert_eq!(one(&["ada@x.example <ada@x.example>"]).unwrap().0, "ada@x.example");
        assert_eq!(one(&["MAILER-DAEMON@x.example (Mail Delivery System)"]).unwrap().0, "MAILER-DAEMON@x.example");
        for ambiguous in [
            &["a@x.example", "b@x.example"][..],
            &["a@x.example, b@x.example"],
            &["<a@x.example> <b@x.example>"],
            &["<a@x.example"],
            &["\"a <a@x.example>"],
            &["a@x.example\0b@y.example"],
            &["=?utf-8?q?a=40x.example?="],
            &["<a@x.example,b@x.example>"],
            &["a b@x.example"],
            &[""],
            &["undisclosed:;"],
            &["students: ada@x.example;"],
            &["a@x.example\rFrom: b@y.example"],
            &["a@x.example <b@y.example>"],
            &["<b@y.example> a@x.example"],
            &["(a@x.example) b@y.example"],
            &["a(b)@x.example"],
            &["Ada <a(b)@x.example>"],
            &["a@x.example(b).evil.example"],
            &["\"a@x.example\"@y.example"],
            &["<@y.example:a@x.example>"],
            &["a@x.example b@y.example"],
            &["<a@x.example>, ", " <b@y.example>"],
            &["a@x.example@y.example"],
            &["<>"],
            &["Ada"],
            &["a\u{7}@x.example"],
        ] {
            assert_eq!(Sender::read(ambiguous.iter().copied()), Sender::Ambiguous, "{ambiguous:?}");
        }
        assert_eq!(Sender::read(std::iter::empty()), Sender::Missing);
    }
}
