//! SEARCH (RFC 3501, section 6.4.4): each key is asked of all messages at once, so that it is prepared only once.

use imap_codec::imap_types::core::Charset;
use imap_codec::imap_types::datetime::NaiveDate;
use imap_codec::imap_types::search::SearchKey;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use regex::bytes::{Regex, RegexBuilder};

use super::view::View;
use super::{Answer, Session};
use crate::sandbox::header;
use crate::sandbox::store::StoredMessage;

impl Session {
    pub(super) fn search(
        &mut self,
        user: &str,
        view: &View,
        charset: Option<Charset<'_>>,
        keys: &[SearchKey<'_>],
        by_uid: bool,
    ) -> Answer {
        let known = charset.is_none_or(|charset| {
            ["UTF-8", "US-ASCII"].iter().any(|known| known.eq_ignore_ascii_case(charset.as_ref()))
        });
        if !known {
            return Answer::no("[BADCHARSET (UTF-8 US-ASCII)] Unknown character set");
        }
        let candidates: Vec<(usize, StoredMessage)> = {
            let mut state = self.shared.look();
            let Some(folder) = state.folder(user, &view.folder) else { return Answer::no("No such folder") };
            view.all().filter_map(|(seq, uid)| Some((seq, folder.get(uid)?.message.clone()))).collect()
        };
        let Some(hits) = all_of(keys, view, &candidates) else { return Answer::no("[CANNOT] Cannot search for that") };
        let mut line = "* SEARCH".to_owned();
        for ((seq, message), _) in candidates.iter().zip(hits).filter(|(_, hit)| *hit) {
            let number = if by_uid { message.uid } else { *seq as u32 };
            line.push_str(&format!(" {number}"));
        }
        self.lines.say_line(&line);
        Answer::ok("Searched")
    }
}

type Candidates<'a> = &'a [(usize, StoredMessage)];

fn all_of(keys: &[SearchKey<'_>], view: &View, candidates: Candidates<'_>) -> Option<Vec<bool>> {
    let mut hits = vec![true; candidates.len()];
    for key in keys {
        combine(&mut hits, &answer(key, view, candidates)?, |a, b| a && b);
    }
    Some(hits)
}

fn combine(onto: &mut [bool], with: &[bool], how: impl Fn(bool, bool) -> bool) {
    for (a, b) in onto.iter_mut().zip(with) {
        *a = how(*a, *b);
    }
}

/// For each message, whether the key fits; none for a key that is not known. The parser bounds how deep keys nest.
fn answer(key: &SearchKey<'_>, view: &View, candidates: Candidates<'_>) -> Option<Vec<bool>> {
    let each = |fits: &dyn Fn(&StoredMessage) -> bool| Some(candidates.iter().map(|(_, m)| fits(m)).collect());
    let flag = |name: &str, wanted: bool| each(&|m| m.flags.iter().any(|f| f.eq_ignore_ascii_case(name)) == wanted);
    match key {
        SearchKey::And(keys) => all_of(keys.as_ref(), view, candidates),
        SearchKey::Or(a, b) => {
            let mut hits = answer(a, view, candidates)?;
            combine(&mut hits, &answer(b, view, candidates)?, |a, b| a || b);
            Some(hits)
        }
        SearchKey::Not(key) => Some(answer(key, view, candidates)?.into_iter().map(|hit| !hit).collect()),
        SearchKey::All | SearchKey::Old => each(&|_| true),
        // Nothing is ever \Recent here.
        SearchKey::New | SearchKey::Recent => each(&|_| false),
        SearchKey::SequenceSet(set) => {
            let ranges = view.ranges(set, false);
            Some(candidates.iter().map(|(seq, _)| ranges.contains(*seq as u32)).collect())
        }
        SearchKey::Uid(set) => {
            let ranges = view.ranges(set, true);
            each(&|m| ranges.contains(m.uid))
        }
        SearchKey::Answered => flag("\\Answered", true),
        SearchKey::Unanswered => flag("\\Answered", false),
        SearchKey::Deleted => flag("\\Deleted", true),
        SearchKey::Undeleted => flag("\\Deleted", false),
        SearchKey::Draft => flag("\\Draft", true),
        SearchKey::Undraft => flag("\\Draft", false),
        SearchKey::Flagged => flag("\\Flagged", true),
        SearchKey::Unflagged => flag("\\Flagged", false),
        SearchKey::Seen => flag("\\Seen", true),
        SearchKey::Unseen => flag("\\Seen", false),
        SearchKey::Keyword(name) => flag(name.as_ref(), true),
        SearchKey::Unkeyword(name) => flag(name.as_ref(), false),
        SearchKey::Larger(size) => each(&|m| m.raw.len() > *size as usize),
        SearchKey::Smaller(size) => each(&|m| m.raw.len() < *size as usize),
        other => match text_test(other) {
            Some(fits) => each(&*fits),
            None => date_test(other).and_then(|fits| each(&*fits)),
        },
    }
}

type Test = Box<dyn Fn(&StoredMessage) -> bool>;

fn text_test(key: &SearchKey<'_>) -> Option<Test> {
    let in_field = |name: &str, words: &[u8]| -> Option<Test> {
        let (name, words) = (name.to_owned(), finder(words)?);
        Some(Box::new(move |m: &StoredMessage| {
            let (header, _) = header::split(&m.raw);
            header::fields(header).any(|field| field.is(&name) && words.is_match(field.unfolded().as_bytes()))
        }))
    };
    match key {
        SearchKey::From(words) => in_field("From", words.as_ref()),
        SearchKey::To(words) => in_field("To", words.as_ref()),
        SearchKey::Cc(words) => in_field("Cc", words.as_ref()),
        SearchKey::Bcc(words) => in_field("Bcc", words.as_ref()),
        SearchKey::Subject(words) => in_field("Subject", words.as_ref()),
        SearchKey::Header(name, words) => in_field(&String::from_utf8_lossy(name.as_ref()), words.as_ref()),
        SearchKey::Body(words) => {
            let words = finder(words.as_ref())?;
            Some(Box::new(move |m: &StoredMessage| words.is_match(header::split(&m.raw).1)))
        }
        SearchKey::Text(words) => {
            let words = finder(words.as_ref())?;
            Some(Box::new(move |m: &StoredMessage| words.is_match(&m.raw)))
        }
        _ => None,
    }
}

/// Finds words in any case, in linear time.
fn finder(words: &[u8]) -> Option<Regex> {
    let words = regex::escape(std::str::from_utf8(words).ok()?);
    RegexBuilder::new(&words).case_insensitive(true).unicode(false).build().ok()
}

fn date_test(key: &SearchKey<'_>) -> Option<Test> {
    let (wanted, sent) = match key {
        SearchKey::Before(date) | SearchKey::On(date) | SearchKey::Since(date) => (day(date)?, false),
        SearchKey::SentBefore(date) | SearchKey::SentOn(date) | SearchKey::SentSince(date) => (day(date)?, true),
        _ => return None,
    };
    let fits: fn(Date, Date) -> bool = match key {
        SearchKey::Before(_) | SearchKey::SentBefore(_) => |a, b| a < b,
        SearchKey::On(_) | SearchKey::SentOn(_) => |a, b| a == b,
        _ => |a, b| a >= b,
    };
    Some(Box::new(move |m: &StoredMessage| {
        let date = if sent { sent_on(m) } else { Some(day_of(m.internal_date)) };
        date.is_some_and(|date| fits(date, wanted))
    }))
}

fn day(date: &NaiveDate) -> Option<Date> {
    date.as_ref().to_string().parse().ok()
}

fn day_of(instant: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(instant).date()
}

/// The day of the Date field, as it stands there.
fn sent_on(message: &StoredMessage) -> Option<Date> {
    let (header, _) = header::split(&message.raw);
    let field = header::fields(header).find(|field| field.is("Date"))?;
    Some(jiff::fmt::rfc2822::parse(&field.unfolded()).ok()?.date())
}
