//! `REPORT`: the figures of a period, in a mail and as a table for a spreadsheet.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::acting::Acting;
use super::desk::Desk;
use super::draft::Draft;
use super::notice::{Figure, Notice};
use super::period::Period;
use super::sheet::Sheet;
use super::snapshot::{PeriodFacts, ReportFacts, ReportSpan};

/// How many reports one mail may ask for.
pub const MOST: usize = 6;

const COLUMNS: &[&str] = &[
    "from",
    "to",
    "requests",
    "accepted",
    "declined",
    "expired",
    "withdrawn",
    "mentorships begun",
    "mentorships ended",
    "mentorships running at the end",
    "people joined",
    "people left",
    "messages passed on",
    "cases opened",
    "concerns",
    "check-ins great",
    "check-ins ok",
    "check-ins help",
    "feedback given",
    "feedback average",
];

/// The period that words name, and its parts behind it, as instants in a zone; `None` where they name none.
pub fn spans(words: &str, now: Timestamp, zone: &TimeZone) -> Option<Vec<ReportSpan>> {
    let whole = Period::read(words, now.to_zoned_datetime(zone.clone()).date())?;
    let span = |period: Period| period.instants(zone).map(|(from, until)| ReportSpan { period, from, until });
    std::iter::once(whole).chain(whole.parts()).map(span).collect()
}

/// Sends the figures for the period that these words name.
pub(super) fn send(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, words: &str) -> Result<String, String> {
    let today = desk.now.to_zoned_datetime(desk.policy.timezone.clone()).date();
    let Some(period) = Period::read(words, today) else {
        return Err("I do not know this period. Write REPORT last month, REPORT October 2026, REPORT 2026, or \
            REPORT 2026-01-01 to 2026-06-30."
            .to_owned());
    };
    let Some(facts) = desk.snapshot.reports.iter().find(|report| report.period == period).cloned() else {
        return Err(format!("That is more than {MOST} reports in one mail; please send this line again."));
    };
    let notice = Notice::Report { period: period.shown(), figures: figures(&facts) };
    let name = format!("report-{}-to-{}.csv", period.from, period.until.yesterday().unwrap_or(period.from));
    let files = vec![table(&facts).into_file(&name)];
    desk.post(Draft::new(acting.person.id, notice).with(None, files).answering(acting.mail));
    Ok(format!("The figures for {} come in a mail of their own.", period.shown()))
}

fn figures(report: &ReportFacts) -> Vec<Figure> {
    let f = &report.total;
    let mut figures: Vec<_> = [
        ("Requests sent", f.asked),
        ("Requests accepted", f.accepted),
        ("Requests declined", f.declined),
        ("Requests expired without an answer", f.expired),
        ("Requests taken back", f.withdrawn),
        ("Mentorships begun", f.begun),
        ("Mentorships ended", f.ended),
        ("Mentorships running at the end", f.running),
        ("People joined", f.joined),
        ("People left", f.left),
        ("Messages passed on", f.relayed),
        ("Cases opened", f.opened),
        ("Concerns among them", f.concerns),
        ("Check-ins answered: great", f.check_ins.great),
        ("Check-ins answered: all right", f.check_ins.ok),
        ("Check-ins answered: asks for help", f.check_ins.help),
    ]
    .into_iter()
    .map(|(label, value)| Figure { label: label.to_owned(), value })
    .collect();
    let average = average(f).map(|average| format!(" ({average} of 5 on average)")).unwrap_or_default();
    figures.push(Figure { label: format!("Feedback given{average}"), value: f.marks });
    if let Some(hours) = report.hours_to_answer {
        figures.push(Figure { label: "Hours until half of the answers were there".to_owned(), value: hours });
    }
    let reasons = report
        .reasons
        .iter()
        .map(|(reason, value)| Figure { label: format!("Ended because: {}", reason_words(reason)), value: *value });
    figures.extend(reasons);
    figures
}

/// The average of the marks, to one decimal; `None` without any.
fn average(facts: &PeriodFacts) -> Option<String> {
    let tenths = facts.marks_sum.saturating_mul(10).saturating_add(facts.marks / 2).checked_div(facts.marks)?;
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

/// The reason for an end, from the word that is kept of it.
pub(super) fn reason_words(reason: &str) -> &str {
    match reason {
        "fit" => "not the right fit",
        "goals" => "goals reached",
        "time" => "no time",
        "left" => "one of the two left",
        "undone" => "begun by mistake",
        "other" => "another reason",
        _ => "no reason given",
    }
}

fn table(report: &ReportFacts) -> Sheet {
    let mut sheet = Sheet::new(COLUMNS);
    for (part, facts) in &report.parts {
        sheet.row(row(part, facts));
    }
    sheet.row(row(&report.period, &report.total));
    sheet
}

fn row(period: &Period, f: &PeriodFacts) -> Vec<String> {
    let last = period.until.yesterday().unwrap_or(period.from);
    let counts = [
        f.asked,
        f.accepted,
        f.declined,
        f.expired,
        f.withdrawn,
        f.begun,
        f.ended,
        f.running,
        f.joined,
        f.left,
        f.relayed,
        f.opened,
        f.concerns,
        f.check_ins.great,
        f.check_ins.ok,
        f.check_ins.help,
        f.marks,
    ];
    let days = [period.from, last].map(|day| day.to_string());
    let counts = counts.map(|count| count.to_string());
    days.into_iter().chain(counts).chain([average(f).unwrap_or_default()]).collect()
}
