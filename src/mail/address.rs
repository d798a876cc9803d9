//! Mail addresses: parsed strictly, compared loosely.

use std::fmt;

/// One mail address (RFC 5321 `Mailbox`), as it was written save for the case of its domain.
///
/// Never holds control characters, white space or angle brackets, and never more than 254 bytes, so it is safe in a header.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// Reads one bare address; `None` for anything that is not exactly that.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let bad = |c: char| {
            c.is_control()
                || c.is_whitespace()
                || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '@' | '\\')
        };
        let domain_ok = domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        });
        if local.is_empty()
            || local.len() > 64
            || text.len() > 254
            || local.contains(bad)
            || domain.contains(bad)
            || !domain_ok
        {
            return None;
        }
        Some(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after the last `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The form two spellings of one mailbox share: lower case, without BATV's `prvs=tag=` (draft-levine-smtp-batv) and without `+tag`.
    /// For comparison only, never to send to.
    pub fn key(&self) -> String {
        let local = self.local().to_lowercase();
        let local = match local.strip_prefix("prvs=") {
            Some(rest) => rest.split_once('=').map_or(rest, |(_, plain)| plain),
            None => &local,
        };
        let plain = match local.split_once('+') {
            Some((plain, _)) if !plain.is_empty() => plain,
            _ => local,
        };
        format!("{plain}@{}", self.domain())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Masked, so that no address reaches a log by way of `{:?}`.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.local().chars().next().unwrap_or('?');
        write!(f, "{first}…@{}", self.domain())
    }
}

/// An address with the name shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name; empty where there is none. Not yet cleaned for a header: composing does that.
    pub name: String,
    /// The address.
    pub address: Address,
}
