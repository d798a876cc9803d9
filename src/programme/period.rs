//! A period of days, from the words that ask for it: "last month", "November", "2026-01-01 to 2026-06-30".

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Whole days, from the first to the one before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The first day after it.
    pub until: Date,
}

/// The years that can be asked about: none beyond can have mail of ours.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2200;
/// In how many parts a report shows a period at the most.
const MOST_PARTS: usize = 60;

impl Period {
    /// Reads words; none are the last thirty days. `None` where they name no period.
    pub fn read(words: &str, today: Date) -> Option<Self> {
        let folded: Vec<_> =
            words.split_whitespace().map(|w| w.trim_matches(['.', ',', ';', ':']).to_lowercase()).collect();
        let folded: Vec<_> = folded
            .iter()
            .map(String::as_str)
            .filter(|w| !matches!(*w, "" | "of" | "the" | "for" | "from" | "in"))
            .collect();
        match folded.as_slice() {
            [] => Self::last(30, today),
            ["today"] => Self::last(1, today),
            ["yesterday"] => Self::days(today.yesterday().ok()?, today),
            ["week"] | ["this", "week"] => Self::days(monday(today)?, today.tomorrow().ok()?),
            ["last", "week"] => Self::days(monday(today)?.checked_sub(7.days()).ok()?, monday(today)?),
            ["month"] | ["this", "month"] => Self::days(today.first_of_month(), today.tomorrow().ok()?),
            ["last", "month"] => Self::month(today.first_of_month().yesterday().ok()?),
            ["year"] | ["this", "year"] => Self::days(today.first_of_year(), today.tomorrow().ok()?),
            ["last", "year"] => Self::year(today.year() - 1),
            ["last", count, unit] => Self::last_units(count.parse().ok()?, unit, today),
            [one] => Self::one_word(one, today),
            [month, year] if month_number(month).is_some() => {
                Self::month(Date::new(year_number(year)?, month_number(month)?, 1).ok()?)
            }
            [from, "to" | "until" | "till" | "-" | "–", until] => {
                Self::days(date(from)?, date(until)?.tomorrow().ok()?).filter(|period| period.from < period.until)
            }
            _ => None,
        }
    }

    fn one_word(word: &str, today: Date) -> Option<Self> {
        if let Some(year) = year_number(word) {
            return Self::year(year);
        }
        if let Some(month) = month_number(word) {
            // The month of that name that began last.
            let this = Date::new(today.year(), month, 1).ok()?;
            return Self::month(if this > today { Date::new(today.year() - 1, month, 1).ok()? } else { this });
        }
        if let Some((year, month)) = word.split_once('-').filter(|(_, month)| month.len() == 2) {
            return Self::month(Date::new(year_number(year)?, month.parse().ok()?, 1).ok()?);
        }
        let day = date(word)?;
        Self::days(day, day.tomorrow().ok()?)
    }

    fn last_units(count: i64, unit: &str, today: Date) -> Option<Self> {
        let until = today.tomorrow().ok()?;
        let from = match unit.trim_end_matches('s') {
            "day" => until.checked_sub(count.checked_abs()?.min(40_000).days()),
            "week" => until.checked_sub(count.checked_abs()?.min(5_000).weeks()),
            "month" => until.checked_sub(count.checked_abs()?.min(1_200).months()),
            "year" => until.checked_sub(count.checked_abs()?.min(100).years()),
            _ => return None,
        };
        Self::days(from.ok()?, until).filter(|period| period.from < period.until)
    }

    fn last(days: i64, today: Date) -> Option<Self> {
        Self::last_units(days, "days", today)
    }

    fn month(day: Date) -> Option<Self> {
        Self::days(day.first_of_month(), day.last_of_month().tomorrow().ok()?)
    }

    fn year(year: i16) -> Option<Self> {
        Self::days(Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(1)?, 1, 1).ok()?)
    }

    fn days(from: Date, until: Date) -> Option<Self> {
        (YEARS.contains(&from.year()) && YEARS.contains(&until.year())).then_some(Self { from, until })
    }

    /// The period for people: its first and last day.
    pub fn shown(&self) -> String {
        let last = self.until.yesterday().unwrap_or(self.from);
        if last == self.from {
            return self.from.strftime("%-d %B %Y").to_string();
        }
        format!("{} to {}", self.from.strftime("%-d %B %Y"), last.strftime("%-d %B %Y"))
    }

    /// Its beginning and end in a zone.
    pub fn instants(&self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let instant = |day: Date| day.to_zoned_datetime(zone.clone()).ok().map(|zoned| zoned.timestamp());
        Some((instant(self.from)?, instant(self.until)?))
    }

    /// Its parts, the way people look at them: weeks from Monday, months where there are many, years where there are very many.
    pub fn parts(&self) -> Vec<Self> {
        let days = (self.until - self.from).get_days();
        let next = |day: Date| match days {
            ..=100 => monday(day)?.checked_add(7.days()).ok(),
            101..=1_500 => day.last_of_month().tomorrow().ok(),
            _ => day.last_of_year().tomorrow().ok(),
        };
        let mut parts = Vec::new();
        let mut from = self.from;
        while from < self.until && parts.len() < MOST_PARTS {
            let Some(until) = next(from) else { break };
            parts.push(Self { from, until: until.min(self.until) });
            from = until;
        }
        parts
    }
}

fn monday(day: Date) -> Option<Date> {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()
}

fn date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|date: &Date| YEARS.contains(&date.year()))
}

fn year_number(text: &str) -> Option<i16> {
    text.parse().ok().filter(|year| text.len() == 4 && YEARS.contains(year))
}

fn month_number(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let found = NAMES.iter().position(|name| text.len() >= 3 && name.starts_with(text))?;
    i8::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_a_period() {
        let today: Date = "2026-11-25".parse().unwrap();
        for (words, expected) in [
            ("", "27 October 2026 to 25 November 2026"),
            ("today", "25 November 2026"),
            ("yesterday.", "24 November 2026"),
            ("this week", "23 November 2026 to 25 November 2026"),
            ("Last week", "16 November 2026 to 22 November 2026"),
            ("month", "1 November 2026 to 25 November 2026"),
            ("for the last month", "1 October 2026 to 31 October 2026"),
            ("October", "1 October 2026 to 31 October 2026"),
            ("dec", "1 December 2025 to 31 December 2025"),
            ("March 2025", "1 March 2025 to 31 March 2025"),
            ("2026-02", "1 February 2026 to 28 February 2026"),
            ("2025", "1 January 2025 to 31 December 2025"),
            ("last year", "1 January 2025 to 31 December 2025"),
            ("this year", "1 January 2026 to 25 November 2026"),
            ("last 2 weeks", "12 November 2026 to 25 November 2026"),
            ("last 6 months", "26 May 2026 to 25 November 2026"),
            ("2026-01-01 to 2026-06-30", "1 January 2026 to 30 June 2026"),
            ("2026-03-01", "1 March 2026"),
        ] {
            assert_eq!(Period::read(words, today).map(|p| p.shown()), Some(expected.to_owned()), "{words}");
        }
        for words in
            ["soon", "last 0 days", "2026-06-30 to 2026-01-01", "2026-13", "9999", "last many moons", "ma ma ma", "ju"]
        {
            assert_eq!(Period::read(words, today), None, "{words}");
        }
    }

    #[test]
    fn a_period_falls_into_parts_without_gaps() {
        let today: Date = "2026-11-25".parse().unwrap();
        for (words, count) in
            [("last month", 5), ("this week", 1), ("2026", 12), ("last 10 years", 11), ("last 100 years", 0)]
        {
            let Some(period) = Period::read(words, today) else {
                assert_eq!(count, 0, "{words}");
                continue;
            };
            let parts = period.parts();
            assert_eq!(parts.len(), count, "{words}");
            assert_eq!((parts[0].from, parts[count - 1].until), (period.from, period.until), "{words}");
            assert!(parts.windows(2).all(|pair| pair[0].until == pair[1].from), "{words}");
        }
    }
}
