//! The shape of `config.toml`: every key there is, with its default.

use secrecy::SecretString;
use serde::Deserialize;

use super::Security;
use crate::programme::policy::Rules;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub programme: Programme,
    #[serde(default)]
    pub staff: Vec<Staff>,
    pub imap: Imap,
    pub smtp: Smtp,
    #[serde(default)]
    pub database: Database,
    #[serde(default)]
    pub mail: Mail,
    #[serde(default)]
    pub rules: Rules,
    #[serde(default)]
    pub digest: Digest,
    #[serde(default)]
    pub retention: Retention,
    #[serde(default)]
    pub http: Http,
    #[serde(default)]
    pub templates: Templates,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programme {
    pub name: String,
    pub university: String,
    pub address: String,
    #[serde(default = "utc")]
    pub timezone: String,
    #[serde(default)]
    pub student_domains: Vec<String>,
    pub handbook_url: Option<String>,
}

fn utc() -> String {
    "UTC".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Staff {
    pub name: String,
    pub email: String,
    pub team: Team,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Team {
    Alumni,
    Careers,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Imap {
    pub host: String,
    pub port: Option<u16>,
    #[serde(default = "tls")]
    pub security: Security,
    pub ca_file: Option<String>,
    pub username: String,
    pub password: Option<SecretString>,
    pub password_file: Option<String>,
    pub oauth2: Option<OAuth2>,
    #[serde(default = "inbox")]
    pub folder: String,
    #[serde(default = "processed")]
    pub processed: String,
    #[serde(default = "failed")]
    pub failed: String,
    #[serde(default = "sixty")]
    pub poll_seconds: u64,
    #[serde(default = "fifty")]
    pub look_milliseconds: u64,
    #[serde(default = "sixty")]
    pub look_for_seconds: u64,
    #[serde(default = "thirty_seconds")]
    pub takeover_seconds: u64,
    #[serde(default = "thirty")]
    pub purge_days: i64,
    #[serde(default = "sixty")]
    pub silent_minutes: u64,
}

fn tls() -> Security {
    Security::Tls
}
fn fifty() -> u64 {
    50
}
fn inbox() -> String {
    "INBOX".to_owned()
}
fn processed() -> String {
    "Processed".to_owned()
}
fn failed() -> String {
    "Failed".to_owned()
}
fn sixty() -> u64 {
    60
}
fn thirty_seconds() -> u64 {
    30
}
fn thirty() -> i64 {
    30
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Smtp {
    pub host: String,
    pub port: Option<u16>,
    #[serde(default = "tls")]
    pub security: Security,
    pub ca_file: Option<String>,
    #[serde(default)]
    pub username: String,
    pub password: Option<SecretString>,
    pub password_file: Option<String>,
    pub oauth2: Option<OAuth2>,
    #[serde(default = "four")]
    pub connections: usize,
    #[serde(default = "three")]
    pub retry_days: i64,
    pub only: Option<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OAuth2 {
    pub token_url: String,
    pub client_id: String,
    pub client_secret: Option<SecretString>,
    pub client_secret_file: Option<String>,
    pub refresh_token: Option<SecretString>,
    pub refresh_token_file: Option<String>,
    #[serde(default)]
    pub scope: String,
}

fn four() -> usize {
    4
}
fn three() -> i64 {
    3
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Database {
    pub url: SecretString,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite://mentorpost.db".into() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Mail {
    pub subaddressing: String,
    pub authserv_ids: Vec<String>,
    pub check_dkim: bool,
    pub require_authentication: bool,
    pub max_message_mib: u64,
    pub max_attachments_mib: usize,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            subaddressing: "plus".to_owned(),
            authserv_ids: Vec::new(),
            check_dkim: false,
            require_authentication: true,
            max_message_mib: 25,
            max_attachments_mib: 10,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Digest {
    pub at: String,
    pub weekdays: Vec<String>,
    pub weekly_on: String,
}

impl Default for Digest {
    fn default() -> Self {
        Self {
            at: "08:00".to_owned(),
            weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri"].map(str::to_owned).to_vec(),
            weekly_on: "Monday".to_owned(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Retention {
    pub raw_days: i64,
    pub bodies_days: i64,
}

impl Default for Retention {
    fn default() -> Self {
        Self { raw_days: 90, bodies_days: 90 }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Http {
    pub listen: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Templates {
    pub folder: Option<String>,
}
