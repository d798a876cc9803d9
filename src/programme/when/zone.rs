//! Time zones in the words people use: "Berlin time", "UK time", "CET", "UTC+2", "Europe/Paris".

use std::fmt;

use jiff::tz::{Offset, TimeZone};

/// A zone that somebody named.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    tz: TimeZone,
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

impl Zone {
    /// The zone itself.
    pub fn tz(&self) -> TimeZone {
        self.tz.clone()
    }

    /// As [`super::read`] takes it and the store keeps it: `Europe/Berlin`, `UTC`, `UTC+02:00`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Is it the zone of a place, which can be remembered as somebody's, rather than a plain offset?
    pub fn is_place(&self) -> bool {
        self.name.contains('/')
    }

    /// A plain offset.
    pub fn fixed(offset: Offset) -> Self {
        if offset == Offset::UTC {
            return Self { name: "UTC".to_owned(), tz: TimeZone::UTC };
        }
        let minutes = offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let name = format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
        Self { name, tz: offset.to_time_zone() }
    }

    pub(super) fn of_tz(tz: &TimeZone) -> Self {
        match tz.iana_name() {
            Some(name) => Self { name: name.to_owned(), tz: tz.clone() },
            None => tz.to_fixed_offset().map_or(Self { name: "UTC".to_owned(), tz: TimeZone::UTC }, Self::fixed),
        }
    }

    /// As people read it: "London time", "UTC+02:00".
    pub fn label(&self) -> String {
        match self.name.rsplit_once('/') {
            Some((_, city)) => format!("{} time", city.replace('_', " ")),
            None => self.name.clone(),
        }
    }
}

/// What people call zones, beside the names of cities. Two that differ only in summer are one place's: whoever writes "CET" in July
/// means the clock on the wall in Berlin.
const NAMES: &[(&str, &str)] = &[
    ("utc", "UTC"),
    ("gmt", "UTC"),
    ("z", "UTC"),
    ("zulu", "UTC"),
    ("bst", "Europe/London"),
    ("uk", "Europe/London"),
    ("british", "Europe/London"),
    ("english", "Europe/London"),
    ("scottish", "Europe/London"),
    ("welsh", "Europe/London"),
    ("edinburgh", "Europe/London"),
    ("glasgow", "Europe/London"),
    ("cardiff", "Europe/London"),
    ("manchester", "Europe/London"),
    ("irish", "Europe/Dublin"),
    ("cet", "Europe/Berlin"),
    ("cest", "Europe/Berlin"),
    ("mez", "Europe/Berlin"),
    ("mesz", "Europe/Berlin"),
    ("german", "Europe/Berlin"),
    ("germany", "Europe/Berlin"),
    ("hamburg", "Europe/Berlin"),
    ("munich", "Europe/Berlin"),
    ("frankfurt", "Europe/Berlin"),
    ("cologne", "Europe/Berlin"),
    ("french", "Europe/Paris"),
    ("spanish", "Europe/Madrid"),
    ("barcelona", "Europe/Madrid"),
    ("italian", "Europe/Rome"),
    ("milan", "Europe/Rome"),
    ("dutch", "Europe/Amsterdam"),
    ("swiss", "Europe/Zurich"),
    ("geneva", "Europe/Zurich"),
    ("polish", "Europe/Warsaw"),
    ("eet", "Europe/Athens"),
    ("eest", "Europe/Athens"),
    ("greek", "Europe/Athens"),
    ("turkish", "Europe/Istanbul"),
    ("msk", "Europe/Moscow"),
    ("et", "America/New_York"),
    ("est", "America/New_York"),
    ("edt", "America/New_York"),
    ("eastern", "America/New_York"),
    ("boston", "America/New_York"),
    ("washington", "America/New_York"),
    ("pt", "America/Los_Angeles"),
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("pacific", "America/Los_Angeles"),
    ("san francisco", "America/Los_Angeles"),
    ("seattle", "America/Los_Angeles"),
    ("cdt", "America/Chicago"),
    ("mdt", "America/Denver"),
    ("indian", "Asia/Kolkata"),
    ("india", "Asia/Kolkata"),
    ("delhi", "Asia/Kolkata"),
    ("mumbai", "Asia/Kolkata"),
    ("bangalore", "Asia/Kolkata"),
    ("beijing", "Asia/Shanghai"),
    ("chinese", "Asia/Shanghai"),
    ("japanese", "Asia/Tokyo"),
    ("jst", "Asia/Tokyo"),
    ("sgt", "Asia/Singapore"),
    ("hkt", "Asia/Hong_Kong"),
    ("abu dhabi", "Asia/Dubai"),
    ("aest", "Australia/Sydney"),
    ("aedt", "Australia/Sydney"),
    ("abuja", "Africa/Lagos"),
    ("cape town", "Africa/Johannesburg"),
];

/// Abbreviations that stand for zones hours apart.
const DOUBTFUL: &[&str] = &["ist", "cst", "mst", "ast", "wst", "sst"];

/// The zone of a name: one of the usual words, a city of the zone database, `Area/City`, or an offset.
pub fn zone_of(name: &str) -> Option<Zone> {
    let folded = name.trim().to_lowercase().replace('_', " ");
    if let Some(zone) = of_offset(&folded) {
        return Some(zone);
    }
    let known = NAMES.iter().find(|(word, _)| *word == folded).map(|(_, zone)| *zone);
    if known == Some("UTC") {
        return Some(Zone { name: "UTC".to_owned(), tz: TimeZone::UTC });
    }
    let iana = match known {
        Some(name) => name.to_owned(),
        None => of_city(&folded)?,
    };
    let tz = TimeZone::get(&iana).ok()?;
    Some(Zone { name: iana, tz })
}

/// Does this abbreviation mean several zones?
pub(super) fn doubtful(name: &str) -> bool {
    DOUBTFUL.contains(&name.trim().to_lowercase().as_str())
}

/// Is it an abbreviation that stands by itself, without "time" behind it?
pub(super) fn abbreviation(word: &str) -> bool {
    let short = (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphabetic());
    let folded = word.to_lowercase();
    short && folded != "uk" && (doubtful(word) || NAMES.iter().any(|(name, _)| *name == folded))
}

/// `+02:00`, `UTC+2`, `GMT-5:30`.
fn of_offset(folded: &str) -> Option<Zone> {
    let rest = folded.strip_prefix("utc").or_else(|| folded.strip_prefix("gmt")).unwrap_or(folded).trim_start();
    let sign = match rest.chars().next()? {
        '+' => 1,
        '-' | '−' | '–' => -1,
        _ => return None,
    };
    let digits: String = rest.chars().skip(1).filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        3 => (digits.get(..1)?.parse().ok()?, digits.get(1..)?.parse().ok()?),
        4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?),
        _ => return None,
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok().map(Zone::fixed)
}

/// The zone of the database that is called by this city, or by this whole name.
fn of_city(folded: &str) -> Option<String> {
    if folded.len() < 3 || folded.len() > 40 {
        return None;
    }
    let areas = ["Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"];
    jiff::tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| areas.iter().any(|area| name.starts_with(area)))
        .find(|name| {
            let plain = name.to_lowercase().replace('_', " ");
            plain == folded || plain.rsplit('/').next() == Some(folded)
        })
}
