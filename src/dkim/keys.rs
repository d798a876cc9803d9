//! The keys that signatures are checked with: remembered for as long as their servers allow, or given beforehand.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::verify::DomainKey;
use mail_auth::{DnsError, Error, ResolverCache, Txt};

/// How many keys are remembered; with one more all are forgotten, which is rare and costs a question each.
const MOST: usize = 1_000;
/// The longest that one is remembered.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// A key, or that there is none, and until when that is known.
type Known = (Txt, Option<Instant>);

/// Keys by the names they are published under.
pub(super) struct Keys {
    known: Mutex<HashMap<Box<str>, Known>>,
    /// Is nobody asked for what is not known?
    closed: bool,
}

impl Keys {
    /// None yet; what the names' servers say is remembered.
    pub(super) fn asked() -> Self {
        Self { known: Mutex::default(), closed: false }
    }

    /// These and no others.
    pub(super) fn given(records: &[(&str, &str)]) -> Self {
        let known = records.iter().map(|(name, text)| {
            let key = DomainKey::parse(text.as_bytes()).map_or_else(Txt::Error, Txt::from);
            (format!("{}.", name.trim_end_matches('.')).into_boxed_str(), (key, None))
        });
        Self { known: Mutex::new(known.collect()), closed: true }
    }
}

impl ResolverCache<Box<str>, Txt> for Keys {
    fn get<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = tokio::time::Instant::now().into_std();
        let found = known.get(name).filter(|(_, until)| until.is_none_or(|until| now < until));
        match found {
            Some((key, _)) => Some(key.clone()),
            None => self.closed.then_some(Txt::Error(Error::Dns(DnsError::InvalidRecordType))),
        }
    }

    fn remove<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(name).map(|(key, _)| key)
    }

    fn insert(&self, name: Box<str>, key: Txt, until: Instant) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        let latest = tokio::time::Instant::now().into_std() + LONGEST;
        known.insert(name, (key, Some(until.min(latest))));
    }
}
