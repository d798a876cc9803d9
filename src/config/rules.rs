//! The numbers of the programme (`[rules]`), each held to what makes sense.

use super::check::{Findings, MOST_DAYS};
use crate::programme::policy::Rules;

/// Finds what no programme could run with.
pub(super) fn check(rules: &Rules, findings: &mut Findings<'_>) {
    if rules.expiry_days < 1 {
        findings.add("rules", "expiry_days", "must be at least 1");
    }
    for (key, days) in [
        ("ask_again_days", rules.ask_again_days),
        ("expiry_days", rules.expiry_days),
        ("invitation_reminder_days", rules.invitation_reminder_days),
        ("invitation_expiry_days", rules.invitation_expiry_days),
        ("held_reminder_days", rules.held_reminder_days),
        ("held_expiry_days", rules.held_expiry_days),
    ] {
        if days > MOST_DAYS {
            findings.add("rules", key, format_args!("must be at most {MOST_DAYS}"));
        }
    }
    let rising = rules.reminder_days.windows(2).all(|pair| pair[0] < pair[1]);
    if !rising || rules.reminder_days.iter().any(|&day| day < 1 || day >= rules.expiry_days) {
        findings.add("rules", "reminder_days", "must be days in rising order, each before expiry_days");
    }
    for (key, value) in [
        ("open_requests", rules.open_requests),
        ("answers_per_day", rules.answers_per_day),
        ("passed_on_per_day", rules.passed_on_per_day),
        ("failures", rules.failures),
        ("many_mentees", rules.many_mentees),
        ("unanswered_requests", rules.unanswered_requests),
    ] {
        if value == 0 {
            findings.add("rules", key, "must be at least 1");
        }
    }
    recruitment(rules, findings);
    review(rules, findings);
    for (key, days) in [("concern_days", rules.concern_days), ("not_approached_days", rules.not_approached_days)] {
        if !(0..=MOST_DAYS).contains(&days) {
            findings.add("rules", key, "must be a number of days, 0 or more");
        }
    }
    mentorships(rules, findings);
    if !(1..=24 * 14).contains(&rules.meeting_reminder_hours) {
        findings.add("rules", "meeting_reminder_hours", "must be between 1 and 336");
    }
    if rules.page_size == 0 || rules.page_size > 50 {
        findings.add("rules", "page_size", "must be between 1 and 50");
    }
}

fn recruitment(rules: &Rules, findings: &mut Findings<'_>) {
    if rules.recruitment_months.iter().any(|month| !(1..=12).contains(month)) {
        findings.add(
            "rules",
            "recruitment_months",
            "must be months as numbers from 1 to 12, such as [3, 8]; [] means always",
        );
    }
}

fn mentorships(rules: &Rules, findings: &mut Findings<'_>) {
    if rules.quiet_days < 1 || rules.very_quiet_days <= rules.quiet_days || rules.very_quiet_days > 3_650 {
        findings.add("rules", "very_quiet_days", "must be more than quiet_days, which is at least 1, and at most 3650");
    }
    let rising = rules.check_in_months.windows(2).all(|pair| pair[0] < pair[1]);
    if !rising || rules.check_in_months.iter().any(|&month| !(1..=120).contains(&month)) {
        findings.add("rules", "check_in_months", "must be months in rising order, each from 1 to 120");
    }
    if !(0..=24).contains(&rules.studies_end_months) {
        findings.add("rules", "studies_end_months", "must be between 0 and 24");
    }
}

fn review(rules: &Rules, findings: &mut Findings<'_>) {
    if !(0..=12).contains(&rules.review_month) {
        findings.add("rules", "review_month", "must be a month from 1 to 12, or 0 for no yearly review");
    }
    if !(1..=28).contains(&rules.review_spread_days) {
        findings.add("rules", "review_spread_days", "must be between 1 and 28");
    }
    let rising = rules.review_reminder_days.windows(2).all(|pair| pair[0] < pair[1]);
    if !rising || rules.review_reminder_days.iter().any(|day| !(1..=300).contains(day)) {
        findings.add("rules", "review_reminder_days", "must be days in rising order, from 1 to 300");
    }
    let last = rules.review_reminder_days.last().copied().unwrap_or(0);
    if rules.review_pause_days != 0 && !(last + 1..=330).contains(&rules.review_pause_days) {
        findings.add(
            "rules",
            "review_pause_days",
            "must be 0 for never, or later than the last of review_reminder_days",
        );
    }
}
