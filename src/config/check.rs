//! From what was written to what it means, every finding named by section and key.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret, SecretString};

use super::file::{self, File};
use super::login::login;
use super::{Config, ConfigError, Imap, Login, Only, Security, Server, Smtp, StaffMember};
use crate::mail::address::Address;
use crate::mail::envelope::Subaddressing;
use crate::programme::person::Team;
use crate::programme::policy::Policy;
use crate::programme::quiet::weekday;

/// The longest time that a number of days may stand for: a hundred years.
pub(super) const MOST_DAYS: i64 = 36_500;

/// Where the settings came from.
pub(super) struct Source<'a> {
    pub text: &'a str,
    pub name: &'a str,
    pub folder: &'a Path,
}

/// What has been found wrong so far.
pub(super) struct Findings<'a> {
    source: &'a Source<'a>,
    list: Vec<String>,
}

impl Findings<'_> {
    pub(super) fn add(&mut self, section: &str, key: &str, what: impl std::fmt::Display) {
        let line = line_of(self.source.text, section, key).map_or_else(String::new, |n| format!(":{n}"));
        self.list.push(format!("{}{line}: [{section}] {key}: {what}", self.source.name));
    }

    pub(super) fn path(&self, text: &str) -> PathBuf {
        self.source.folder.join(text)
    }
}

/// The line on which `key` stands within `[section]`, counted from 1.
fn line_of(text: &str, section: &str, key: &str) -> Option<usize> {
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line.trim_matches(['[', ']']) == section;
        } else if inside && line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return Some(index + 1);
        }
    }
    None
}

pub(super) fn checked(file: File, source: &Source<'_>) -> Result<Config, ConfigError> {
    let mut findings = Findings { source, list: Vec::new() };
    let policy = policy(&file, &mut findings);
    let staff = staff(&file.staff, Address::parse(&file.programme.address).as_ref(), &mut findings);
    let digest_days = digest_days(&file.digest, policy.as_ref(), &mut findings);
    let subaddressing = subaddressing(&file.mail.subaddressing, &mut findings);
    let imap = imap(file.imap, &mut findings);
    let smtp = smtp(file.smtp, &mut findings);
    let url = file.database.url.expose_secret();
    if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
        findings.add("database", "url", "must begin with sqlite:// or postgres://");
    }
    for (key, days) in [("raw_days", file.retention.raw_days), ("bodies_days", file.retention.bodies_days)] {
        if !(1..=MOST_DAYS).contains(&days) {
            findings.add("retention", key, format_args!("must be between 1 and {MOST_DAYS} days"));
        }
    }
    let http_listen = file.http.listen.as_deref().and_then(|text| {
        let address = text.parse().ok();
        if address.is_none() {
            findings.add(
                "http",
                "listen",
                format_args!("{text:?} is not an address with a port, such as 127.0.0.1:9090"),
            );
        }
        address
    });
    let templates = file.templates.folder.as_deref().map(|folder| findings.path(folder));
    if let Some(folder) = templates.as_ref().filter(|folder| !folder.is_dir()) {
        findings.add(
            "templates",
            "folder",
            format_args!("{} is not a folder; create it or leave the key out", folder.display()),
        );
    }
    if !findings.list.is_empty() {
        return Err(ConfigError(findings.list));
    }
    let (Some(policy), Some(subaddressing)) = (policy, subaddressing) else {
        return Err(ConfigError(findings.list));
    };
    Ok(Config {
        policy,
        staff,
        imap,
        smtp,
        database_url: database_url(&file.database.url, source.folder),
        subaddressing,
        authserv_ids: file.mail.authserv_ids,
        check_dkim: file.mail.check_dkim,
        templates,
        http_listen,
        digest_days,
        raw_days: file.retention.raw_days,
        bodies_days: file.retention.bodies_days,
    })
}

/// A relative SQLite file stands beside the configuration, wherever the program is started.
fn database_url(url: &SecretString, folder: &Path) -> SecretString {
    let text = url.expose_secret();
    match text.strip_prefix("sqlite://").filter(|file| !file.starts_with('/') && !file.starts_with(':')) {
        Some(file) => format!("sqlite://{}", folder.join(file).display()).into(),
        None => url.clone(),
    }
}

fn policy(file: &File, findings: &mut Findings<'_>) -> Option<Policy> {
    let programme = &file.programme;
    for (key, value) in [("name", &programme.name), ("university", &programme.university)] {
        if value.trim().is_empty() || value.len() > 100 || value.chars().any(char::is_control) {
            findings.add("programme", key, "must be one line of 1 to 100 characters");
        }
    }
    let address = Address::parse(&programme.address);
    match &address {
        None => findings.add("programme", "address", "is not a mail address, such as mentoring@uni.example"),
        // The longest bounce token takes 37 of the 64 characters that RFC 5321 allows a local part, with its `+`.
        Some(address) if address.local().len() > 26 || address.local().contains('+') => {
            findings.add("programme", "address", "what stands before the @ must have at most 26 characters and no +");
        }
        Some(_) => {}
    }
    let timezone = TimeZone::get(&programme.timezone).ok();
    if timezone.is_none() {
        findings.add(
            "programme",
            "timezone",
            format_args!("{:?} is not a time zone; use a name such as Europe/London", programme.timezone),
        );
    }
    if programme.handbook_url.as_deref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://"))
    {
        findings.add("programme", "handbook_url", "must begin with https://");
    }
    let digest_at = file.digest.at.parse::<Time>().ok().filter(|_| file.digest.at.contains(':'));
    if digest_at.is_none() {
        findings.add("digest", "at", format_args!("{:?} is not a time of day, such as 08:00", file.digest.at));
    }
    let weekly_on = weekday(&file.digest.weekly_on);
    if weekly_on.is_none() && !file.digest.weekly_on.is_empty() {
        let what =
            format!("{:?} is not a day; use Monday to Sunday, or \"\" for no weekly digest", file.digest.weekly_on);
        findings.add("digest", "weekly_on", what);
    }
    limits(file, findings);
    Some(Policy {
        programme: programme.name.trim().to_owned(),
        university: programme.university.trim().to_owned(),
        address: address?,
        timezone: timezone?,
        handbook_url: programme.handbook_url.clone(),
        student_domains: programme.student_domains.iter().map(|d| d.trim_start_matches('@').to_lowercase()).collect(),
        require_authentication: file.mail.require_authentication,
        max_attachments: file.mail.max_attachments_mib * 1024 * 1024,
        max_message: file.mail.max_message_mib * 1024 * 1024,
        digest_at: digest_at?,
        faq: Vec::new(),
        weekly_on,
        rules: file.rules.clone(),
    })
}

fn limits(file: &File, findings: &mut Findings<'_>) {
    if !(1..=200).contains(&file.mail.max_message_mib) {
        findings.add("mail", "max_message_mib", "must be between 1 and 200");
    }
    if file.mail.max_attachments_mib > 100 {
        findings.add("mail", "max_attachments_mib", "must be at most 100");
    }
    super::rules::check(&file.rules, findings);
}

fn staff(members: &[file::Staff], own: Option<&Address>, findings: &mut Findings<'_>) -> Vec<StaffMember> {
    if members.is_empty() {
        findings.add("staff", "email", "nobody is named; add at least one [[staff]] with name, email and team");
    }
    let mut staff: Vec<StaffMember> = Vec::new();
    for member in members {
        let Some(address) = Address::parse(&member.email) else {
            findings.add("staff", "email", format_args!("{:?} is not a mail address", member.email));
            continue;
        };
        if staff.iter().any(|other| other.address.key() == address.key()) {
            findings.add("staff", "email", format_args!("{:?} is named twice", member.email));
        }
        if own.is_some_and(|own| own.key() == address.key()) {
            findings.add(
                "staff",
                "email",
                format_args!(
                    "{:?} is the programme's own address, and mail to it would reach nobody; name where {} reads mail",
                    member.email,
                    member.name.trim()
                ),
            );
        }
        let team = match member.team {
            file::Team::Alumni => Team::Alumni,
            file::Team::Careers => Team::Careers,
        };
        staff.push(StaffMember { name: member.name.trim().to_owned(), address, team });
    }
    staff
}

/// The days that have a digest: the weekdays, and the one of the weekly digest.
fn digest_days(digest: &file::Digest, policy: Option<&Policy>, findings: &mut Findings<'_>) -> Vec<Weekday> {
    let mut days = Vec::new();
    for name in &digest.weekdays {
        match weekday(name) {
            Some(day) => days.push(day),
            None => findings.add(
                "digest",
                "weekdays",
                format_args!("{name:?} is not a day; use Mon, Tue, Wed, Thu, Fri, Sat, Sun"),
            ),
        }
    }
    days.extend(policy.and_then(|policy| policy.weekly_on).filter(|day| !days.contains(day)));
    days
}

fn subaddressing(word: &str, findings: &mut Findings<'_>) -> Option<Subaddressing> {
    let mode = match word {
        "plus" => Some(Subaddressing::Plus),
        "catch-all" => Some(Subaddressing::CatchAll),
        "headers-only" => Some(Subaddressing::HeadersOnly),
        _ => None,
    };
    if mode.is_none() {
        findings.add(
            "mail",
            "subaddressing",
            format_args!("{word:?} is not known; use plus, catch-all or headers-only"),
        );
    }
    mode
}

fn imap(imap: file::Imap, findings: &mut Findings<'_>) -> Imap {
    if imap.username.is_empty() {
        findings.add("imap", "username", "is empty; it is usually the whole mail address");
    }
    if !(1..=3600).contains(&imap.poll_seconds) {
        findings.add("imap", "poll_seconds", "must be between 1 and 3600");
    }
    if !(10..=60_000).contains(&imap.look_milliseconds) {
        findings.add("imap", "look_milliseconds", "must be between 10 and 60000");
    }
    if imap.look_for_seconds > 3600 {
        findings.add("imap", "look_for_seconds", "must be at most 3600");
    }
    if !(3..=3600).contains(&imap.takeover_seconds) {
        findings.add("imap", "takeover_seconds", "must be between 3 and 3600");
    }
    for (key, folder) in [("folder", &imap.folder), ("processed", &imap.processed), ("failed", &imap.failed)] {
        if folder.is_empty() || folder.chars().any(char::is_control) {
            findings.add("imap", key, "is not the name of a folder");
        }
    }
    if !(0..=MOST_DAYS).contains(&imap.purge_days) {
        findings.add("imap", "purge_days", format_args!("must be between 0 and {MOST_DAYS}; 0 keeps handled mail"));
    }
    if imap.silent_minutes > 0 && imap.silent_minutes.saturating_mul(60) < imap.poll_seconds.saturating_mul(3) {
        findings.add("imap", "silent_minutes", "must be 0 for never, or at least three times as long as poll_seconds");
    }
    if imap.folder == imap.processed || imap.folder == imap.failed {
        findings.add("imap", "folder", "must differ from processed and failed, or handled mail would be read again");
    }
    let port = imap.port.unwrap_or(if imap.security == Security::Tls { 993 } else { 143 });
    let login = login("imap", imap.password, imap.password_file, imap.oauth2, true, findings);
    Imap {
        server: server("imap", imap.host, port, imap.security, imap.ca_file, imap.username, login, findings),
        folder: imap.folder,
        processed: imap.processed,
        failed: imap.failed,
        poll_seconds: imap.poll_seconds,
        look_milliseconds: imap.look_milliseconds,
        look_for_seconds: imap.look_for_seconds,
        takeover_seconds: imap.takeover_seconds,
        purge_days: imap.purge_days,
        silent_minutes: imap.silent_minutes,
    }
}

fn smtp(smtp: file::Smtp, findings: &mut Findings<'_>) -> Smtp {
    if !(1..=32).contains(&smtp.connections) {
        findings.add("smtp", "connections", "must be between 1 and 32");
    }
    if !(1..=365).contains(&smtp.retry_days) {
        findings.add("smtp", "retry_days", "must be between 1 and 365");
    }
    let only = match smtp.only.as_ref().map(|value| value.to_string().replace(['[', ']', '"', ' '], "")).as_deref() {
        None | Some("all") => Only::Everyone,
        Some("staff") => Only::Staff,
        Some("none") => Only::Nobody,
        Some(_) => {
            findings.add("smtp", "only", "must be [\"staff\"] or \"none\"; leave it out to send to everybody");
            Only::Nobody
        }
    };
    let port = smtp.port.unwrap_or(match smtp.security {
        Security::Tls => 465,
        Security::StartTls => 587,
        Security::None => 25,
    });
    let needed = !smtp.username.is_empty();
    let login = login("smtp", smtp.password, smtp.password_file, smtp.oauth2, needed, findings);
    Smtp {
        server: server("smtp", smtp.host, port, smtp.security, smtp.ca_file, smtp.username, login, findings),
        connections: smtp.connections,
        retry_days: smtp.retry_days,
        only,
    }
}

#[expect(clippy::too_many_arguments, reason = "the keys of one section, each named where it is used")]
fn server(
    section: &str,
    host: String,
    port: u16,
    security: Security,
    ca_file: Option<String>,
    username: String,
    login: Login,
    findings: &mut Findings<'_>,
) -> Server {
    if host.is_empty() || host.chars().any(|c| c.is_whitespace() || c == '/') {
        findings.add(section, "host", "is not the name of a server, such as mail.uni.example");
    }
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if security == Security::None && !loopback {
        findings.add(
            section,
            "security",
            "\"none\" is only for a server on this machine (127.0.0.1); use \"tls\" or \"starttls\"",
        );
    }
    let ca_file = ca_file.map(|file| findings.path(&file));
    if let Some(file) = ca_file.as_ref().filter(|file| !file.is_file()) {
        findings.add(section, "ca_file", format_args!("{} is not a file", file.display()));
    }
    Server { host, port, security, ca_file, username, login }
}
