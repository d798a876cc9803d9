//! Until when an automatic reply says that its author is away.

use jiff::Timestamp;
use jiff::civil::Date;

/// How much of a reply is read for a date.
const MAX_CHARS: usize = 4_000;

/// The months by their beginnings, in the languages of most replies.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "sty", "led", "янв", "ιαν", "oca"],
    &["feb", "fév", "fev", "lut", "úno", "фев", "φεβ", "şub"],
    &["mar", "mär", "maa", "mrt", "bře", "мар", "μαρ"],
    &["apr", "avr", "abr", "kwi", "dub", "апр", "απρ", "nis"],
    &["may", "mai", "maj", "mei", "mag", "kvě", "мая", "май", "μαΐ"],
    &["jun", "juin", "giu", "cze", "čer", "июн", "ιουν", "haz"],
    &["jul", "juil", "lug", "lip", "чер", "июл", "ιουλ", "tem"],
    &["aug", "aoû", "aou", "ago", "sie", "srp", "авг", "αυγ", "ağu"],
    &["sep", "set", "wrz", "zář", "сен", "σεπ", "eyl"],
    &["oct", "okt", "ott", "out", "paź", "říj", "окт", "οκτ", "eki"],
    &["nov", "lis", "ноя", "νοε", "kas"],
    &["dec", "dez", "déc", "dic", "gru", "pro", "дек", "δεκ", "ara"],
];

/// The latest date that a reply names, if it lies within a year after it was written.
pub fn until(text: &str, written: Option<Timestamp>) -> Option<Date> {
    let written = written?.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let text: String = text.chars().take(MAX_CHARS).collect::<String>().to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '/' | '.')))
        .map(|word| word.trim_matches(['.', '-', '/']))
        .filter(|word| !word.is_empty())
        .collect();
    let fits = |date: &Date| *date >= written && (*date - written).get_days() <= 366;
    let numeric = words.iter().filter_map(|word| numeric(word, written));
    let named = (0..words.len()).filter_map(|index| named(&words, index, written));
    numeric.chain(named).filter(fits).max()
}

/// `2026-01-12`, `12.01.2026`, `12/01/26`, `12.1.`: the day first, unless it cannot be.
fn numeric(word: &str, written: Date) -> Option<Date> {
    let parts: Vec<i16> = word.split(['-', '/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts.as_slice() {
        [year, month, day] if *year >= 1000 => date(*year, *month, *day),
        [day, month, year] => {
            let year = if *year < 100 { year + 2000 } else { *year };
            date(year, *month, *day).or_else(|| date(year, *day, *month))
        }
        [day, month] if word.contains(['/', '.']) => next(written, *month, *day),
        _ => None,
    }
}

/// `12 January`, `January 12th, 2027`, `12. Januar`.
fn named(words: &[&str], index: usize, written: Date) -> Option<Date> {
    let month = month(words.get(index)?)?;
    let day = |at: Option<usize>| at.and_then(|at| words.get(at)).and_then(|word| day(word));
    let around = day(index.checked_sub(1)).map(|d| (d, index + 1)).or_else(|| {
        // Spanish and Portuguese put "de" between.
        let of = index.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| matches!(*word, "de" | "of"));
        day(index.checked_sub(2)).filter(|_| of).map(|d| (d, index + 1))
    });
    let (day, after) = around.or_else(|| day(Some(index + 1)).map(|d| (d, index + 2)))?;
    let year = words.get(after).and_then(|word| word.parse::<i16>().ok()).filter(|year| (2000..2200).contains(year));
    match year {
        Some(year) => date(year, month, day),
        None => next(written, month, day),
    }
}

fn month(word: &str) -> Option<i16> {
    let long = word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let index = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name))).filter(|_| long)?;
    i16::try_from(index + 1).ok()
}

fn day(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The next such day, this year or the one after.
fn next(written: Date, month: i16, day: i16) -> Option<Date> {
    let this = date(written.year(), month, day)?;
    if this >= written { Some(this) } else { date(written.year() + 1, month, day) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_an_absence_is_found() {
        let written = "2026-12-20T10:00:00Z".parse().ok();
        for (text, expected) in [
            ("I am away until 12 January and will answer then.", Some("2027-01-12")),
            ("Out of office from December 21 to January 4th, 2027", Some("2027-01-04")),
            ("Ich bin bis zum 12.01.2027 nicht im Büro.", Some("2027-01-12")),
            ("Je suis absente jusqu'au 5 janvier 2027.", Some("2027-01-05")),
            ("Estaré fuera hasta el 7 de enero de 2027", Some("2027-01-07")),
            ("Back on 2027-01-11.", Some("2027-01-11")),
            ("Wracam 10 stycznia.", Some("2027-01-10")),
            ("I am away. Call 020 7946 0958.", None),
            ("In March 2019 I moved.", None),
        ] {
            let found = until(text, written).map(|date| date.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        assert_eq!(until("until 12 January", None), None);
    }
}
