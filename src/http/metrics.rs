//! The figures in Prometheus's text format. The few lines of it are written here: an exporter would bring thirty crates for them.

use std::fmt::Write;

use jiff::Timestamp;

use super::name;
use crate::service::{BOUNDS, Service, ServiceError};
use crate::store::Awaited;

/// Every state, so that a figure is there before there is anything to count.
const INBOX: [&str; 7] = ["pending", "done", "relayed", "answered", "held", "ignored", "failed"];
const OUTBOX: [&str; 7] = ["queued", "uncertain", "sent", "failed", "unconfirmed", "dropped", "rehearsed"];

/// All figures as they stand.
pub(super) async fn text(service: &Service) -> Result<String, ServiceError> {
    let (status, health) = (service.store().status().await?, service.health().await?);
    let oldest = service.store().oldest().await?;
    let (counts, now) = (service.meter().counts(), service.clock().now());
    let mut page = Page::default();
    page.head("build_info", "gauge", "Always 1; the version is a label.");
    page.line("build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    if let Some(at) = health.last_fetch {
        page.head("last_fetch_age_seconds", "gauge", "Since the mailbox was last looked into.");
        page.line("last_fetch_age_seconds", &[], age(at, now));
    }
    page.head("waiting_for", "gauge", "1 while a server is waited for.");
    for what in [Awaited::Mailbox, Awaited::WayOut] {
        let waiting = health.waiting.iter().any(|waiting| waiting.what == what);
        page.line("waiting_for", &[("what", name(what))], u64::from(waiting));
    }
    for (metric, help, states, counts) in [
        ("inbox_mails", "Received mails by what became of them.", &INBOX[..], &status.inbox),
        ("outbox_letters", "Letters by state.", &OUTBOX[..], &status.outbox),
    ] {
        page.head(metric, "gauge", help);
        for state in states {
            let count = counts.iter().find(|(known, _)| known == state).map_or(0, |(_, count)| *count);
            page.line(metric, &[("state", state)], u64::try_from(count).unwrap_or(0));
        }
    }
    page.head("oldest_waiting_seconds", "gauge", "The age of the oldest mail or letter that waits; 0 where none does.");
    for (queue, at) in ["inbox", "outbox"].into_iter().zip(oldest) {
        page.line("oldest_waiting_seconds", &[("queue", queue)], at.map_or(0, |at| age(at, now)));
    }
    page.head("deliveries_total", "counter", "Attempts to hand a letter over, by their end.");
    for (end, count) in [
        ("sent", counts.sent),
        ("deferred", counts.deferred),
        ("uncertain", counts.uncertain),
        ("refused", counts.refused),
    ] {
        page.line("deliveries_total", &[("end", end)], count);
    }
    page.head("failures_total", "counter", "Sessions with the mailbox that failed, and tries to handle a mail.");
    for (what, count) in [("mailbox", counts.mailbox_lost), ("handling", counts.set_back)] {
        page.line("failures_total", &[("what", what)], count);
    }
    page.latency(&counts.handled, counts.handled_micros);
    Ok(page.0)
}

fn age(at: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(now.duration_since(at).as_secs()).unwrap_or(0)
}

/// The page as it grows. Label values are words of this program, so that none needs escaping.
#[derive(Default)]
struct Page(String);

impl Page {
    fn head(&mut self, metric: &str, kind: &str, help: &str) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "# HELP mentorpost_{metric} {help}\n# TYPE mentorpost_{metric} {kind}");
    }

    fn line(&mut self, metric: &str, labels: &[(&str, &str)], value: u64) {
        let labels: Vec<_> = labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "mentorpost_{metric}{labels} {value}");
    }

    /// From a mail's arrival to its being handled.
    fn latency(&mut self, classes: &[u64], micros: u64) {
        self.head("handling_seconds", "histogram", "From a mail's arrival here to its being handled.");
        let mut so_far = 0;
        for (class, bound) in
            classes.iter().zip(BOUNDS.map(|bound| bound.to_string()).iter().map(String::as_str).chain(["+Inf"]))
        {
            so_far += class;
            self.line("handling_seconds_bucket", &[("le", bound)], so_far);
        }
        let _ = writeln!(self.0, "mentorpost_handling_seconds_sum {}.{:06}", micros / 1_000_000, micros % 1_000_000);
        self.line("handling_seconds_count", &[], so_far);
    }
}
