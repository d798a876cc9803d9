//! Until when an automatic reply says that its author is away.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use regex::Regex;

/// How much of a reply is read for a date.
const MAX_CHARS: usize = 4_000;

/// The months by their beginnings. Where two languages disagree about one ("listopad"), the word is left out.
const MONTHS: [&str; 12] = [
    "jan|ene|gen|sty|led|янв|січ|яну|ιαν|oca|tammi|ion|يناير|ינואר|siječ|saus|jaan|มกรา|जनवरी",
    "feb|fév|fev|lut|úno|фев|лют|φεβ|şub|helmi|chwef|فبراير|פברואר|velj|vas|veebr|กุมภา|फ़रवरी|फरवरी",
    "mar|mär|maa|mrt|már|bře|мар|берез|μαρ|maw|مارس|מרץ|מרס|ožuj|kov|มีนา|मार्च",
    "apr|avr|abr|kwi|dub|ápr|апр|квіт|απρ|nis|huhti|ebr|أبريل|إبريل|אפריל|travnj|bal|เมษา|अप्रैल",
    "may|mai|maj|máj|mei|mag|kvě|мая|май|трав|μαΐ|touko|مايو|מאי|svib|geg|พฤษภา|मई",
    "lipnj|jun|jún|juin|giu|cze|červn|июн|юни|червн|ιουν|haz|kesä|meh|يونيو|יוני|birž|มิถุนา|जून",
    "srpnj|jul|júl|juil|lug|lip|červenc|июл|юли|липн|ιουλ|tem|heinä|gor|يوليو|יולי|liep|กรกฎา|जुलाई",
    "aug|aoû|aou|ago|sie|srp|авг|серп|αυγ|ağu|elo|aws|أغسطس|אוגוסט|kolov|rugpj|สิงหา|अगस्त",
    "sep|set|sze|wrz|zář|сен|септ|верес|σεπ|eyl|syys|medi|سبتمبر|ספטמבר|rujn|rugs|กันยา|सितंबर",
    "oct|okt|ott|out|paź|říj|окт|жовт|οκτ|eki|loka|hyd|أكتوبر|אוקטובר|spal|ตุลา|अक्टूबर",
    "nov|ноя|ноем|νοε|kas|marras|tach|نوفمبر|נובמבר|studen|lapkr|พฤศจิกา|नवंबर",
    "dec|dez|des|déc|dic|gru|pro|дек|груд|δεκ|ara|joulu|rhag|ديسمبر|דצמבר|gruod|ธันวา|दिसंबर",
];

/// The latest date that a reply names, if it lies within a year after it was written.
pub fn until(text: &str, written: Option<Timestamp>) -> Option<Date> {
    let written = written?.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let text = spaced(&text.chars().take(MAX_CHARS).collect::<String>().to_lowercase());
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '/' | '.')))
        .map(|word| word.trim_matches(['.', '-', '/']))
        .filter(|word| !word.is_empty())
        .collect();
    let fits = |date: &Date| *date >= written && (*date - written).get_days() <= 366;
    let american = words.iter().any(|word| is_month_first(word));
    let numeric = words.iter().filter_map(|word| numeric(word, written, american));
    let named = (0..words.len()).filter_map(|index| named(&words, index, written));
    numeric.chain(named).filter(fits).max()
}

/// A day, a month and maybe a year with a dot and a space behind each, as Czechs write them.
static APART: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(\d{1,2})\. (\d{1,2})\.(?: (\d{4})\b)?").ok());

/// With numbers set off from the letters of scripts that write them together: "3月15日" as "3 月 15 日"; and those of a date together
/// where they are written apart: "12. 3. 2026" as "12.3.2026".
fn spaced(text: &str) -> String {
    let joined = APART.as_ref().map(|apart| apart.replace_all(text, "$1.$2.$3"));
    let text = joined.as_deref().unwrap_or(text);
    let unit = |c: char| matches!(c, '年' | '月' | '日' | '号' | '號' | '년' | '월' | '일');
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for c in text.chars() {
        if unit(c) {
            out.extend([' ', c, ' ']);
        } else {
            out.push(c);
        }
    }
    out
}

/// Can this date with slashes only be read with the month first, as Americans write it? Then the others are meant so too.
fn is_month_first(word: &str) -> bool {
    let parts: Option<Vec<i16>> = word.split('/').map(|part| part.parse().ok()).collect();
    matches!(parts.as_deref(), Some([1..=12, 13..=31, _]))
}

/// `2026-01-12`, `12.01.2026`, `12/01/26`, `12.1.`: the day first, unless it cannot be, or the author writes otherwise.
fn numeric(word: &str, written: Date, american: bool) -> Option<Date> {
    let parts: Vec<i16> = word.split(['-', '/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts.as_slice() {
        [year, month, day] if *year >= 1000 => date(*year, *month, *day),
        [day, month, year] => {
            let year = if *year < 100 { year + 2000 } else { *year };
            let (ours, other) = (date(year, *month, *day), date(year, *day, *month));
            let (ours, other) = if american && word.contains('/') { (other, ours) } else { (ours, other) };
            // A day that is over is not the end of an absence.
            let over = |date: &Date| word.contains('/') && *date < written;
            ours.filter(|date| !over(date)).or(other).or(ours)
        }
        [day, month] if word.contains(['/', '.']) => next(written, *month, *day),
        _ => None,
    }
}

/// A month that is written with its name or its sign, and the day beside it.
fn named(words: &[&str], index: usize, written: Date) -> Option<Date> {
    let (year, month, day) = match *words.get(index)? {
        "月" | "월" => east_asian(words, index)?,
        "tháng" => vietnamese(words, index)?,
        _ => european(words, index)?,
    };
    match year {
        Some(year) => date(year, month, day),
        None => next(written, month, day),
    }
}

/// `2026 年 1 月 12 日`.
fn east_asian(words: &[&str], index: usize) -> Option<(Option<i16>, i16, i16)> {
    let month = at(words, index.checked_sub(1)).parse().ok().filter(|month| (1..=12).contains(month))?;
    let dated = matches!(at(words, index.checked_sub(2)), "年" | "년");
    Some((year(words, index.checked_sub(3).filter(|_| dated)), month, day(words.get(index + 1)?)?))
}

/// `12 tháng 1 năm 2026`.
fn vietnamese(words: &[&str], index: usize) -> Option<(Option<i16>, i16, i16)> {
    let month = at(words, Some(index + 1)).parse().ok().filter(|month| (1..=12).contains(month))?;
    Some((year(words, Some(index + 3)), month, day(at(words, index.checked_sub(1)))?))
}

/// `12 January`, `January 12th, 2027`, `12. Januar`, `12 de enero de 2027`, `2027. január 12-ig`.
fn european(words: &[&str], index: usize) -> Option<(Option<i16>, i16, i16)> {
    // Most words have no number beside them, and to know a month is dearer than to know a day.
    let around = day(at(words, index.checked_sub(1))).map(|day| (day, index + 1)).or_else(|| {
        // Spanish and Portuguese put "de" between.
        let of = matches!(at(words, index.checked_sub(1)), "de" | "of");
        day(at(words, index.checked_sub(2))).filter(|_| of).map(|day| (day, index + 1))
    });
    let (day, after) = around.or_else(|| day(at(words, Some(index + 1))).map(|day| (day, index + 2)))?;
    let month = month(words.get(index)?)?;
    let behind =
        year(words, Some(after)).or_else(|| year(words, Some(after + 1)).filter(|_| at(words, Some(after)) == "de"));
    // Some put the year in front ("2026. március 15-ig", "2026 m. kovo 15 d."); a word may stand between.
    let before = || (1..=3).rev().find_map(|back| year(words, index.checked_sub(back)));
    Some((behind.or_else(before), month, day))
}

/// The word there, or nothing.
fn at<'a>(words: &[&'a str], place: Option<usize>) -> &'a str {
    place.and_then(|place| words.get(place)).copied().unwrap_or_default()
}

fn year(words: &[&str], place: Option<usize>) -> Option<i16> {
    let (digits, _) = number(at(words, place));
    digits.parse().ok().filter(|year| (2000..2200).contains(year))
}

fn month(word: &str) -> Option<i16> {
    let long = word.chars().count() >= 3 && word.chars().all(|c| c.is_alphabetic() || !c.is_ascii());
    // Hebrew puts its "in" right before the name.
    let word = word.strip_prefix('ב').unwrap_or(word);
    let index = MONTHS.iter().position(|names| names.split('|').any(|name| word.starts_with(name))).filter(|_| long)?;
    i16::try_from(index + 1).ok()
}

fn day(word: &str) -> Option<i16> {
    // "15th", "15.", "15-ig".
    let (digits, tail) = number(word);
    let day = digits.parse().ok().filter(|day| (1..=31).contains(day))?;
    (tail.chars().nth(4).is_none() && !tail.contains(|c: char| c.is_ascii_digit())).then_some(day)
}

/// The digits that a word begins with, and what follows them.
fn number(word: &str) -> (&str, &str) {
    word.split_at(word.bytes().take_while(u8::is_ascii_digit).count())
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The nearest such day: one that lies far back is meant of the year to come ("12 January", written in December), one of last week is
/// when the absence began.
fn next(written: Date, month: i16, day: i16) -> Option<Date> {
    const FAR: i32 = 150;
    let this = date(written.year(), month, day)?;
    if (written - this).get_days() > FAR { date(written.year() + 1, month, day) } else { Some(this) }
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
            ("I am away from 15 December to 8 January.", Some("2027-01-08")),
            ("Since 2 December I have been away.", None),
            ("2027. január 15-ig szabadságon vagyok.", Some("2027-01-15")),
            ("Atostogauju iki 2027 m. sausio 15 d.", Some("2027-01-15")),
            ("Я у відпустці до 15 січня 2027 р.", Some("2027-01-15")),
            ("אני בחופשה עד 15 בינואר 2027", Some("2027-01-15")),
            ("أنا خارج المكتب حتى 15 يناير 2027", Some("2027-01-15")),
            ("我将于2027年1月15日返回。", Some("2027-01-15")),
            ("1月15日まで不在にしております。", Some("2027-01-15")),
            ("2027년 1월 15일까지 부재중입니다.", Some("2027-01-15")),
            ("Tôi vắng mặt đến ngày 15 tháng 1 năm 2027.", Some("2027-01-15")),
            ("I am out starting 12/21/2026 and will not return until 01/04/2027.", Some("2027-01-04")),
            ("Away from 21/12/2026 to 04/01/2027", Some("2027-01-04")),
            ("Byddaf i ffwrdd tan 15 Ionawr 2027.", Some("2027-01-15")),
            ("Jsem mimo kancelář do 15. 1. 2027.", Some("2027-01-15")),
            ("Vrátim sa 15. 1.", Some("2027-01-15")),
            ("I read on page 12. 3 people wrote.", None),
        ] {
            let found = until(text, written).map(|date| date.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        assert_eq!(until("until 12 January", None), None);
    }
}
