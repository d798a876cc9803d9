//! How to log in to a server: a password, or access tokens, each secret also from a file of its own.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::check::Findings;
use super::{Login, OAuth2, file};

/// What the section `name` says about logging in. Without a user name nothing is `needed`.
pub(super) fn login(
    name: &'static str,
    password: Option<SecretString>,
    password_file: Option<String>,
    oauth2: Option<file::OAuth2>,
    needed: bool,
    findings: &mut Findings<'_>,
) -> Login {
    if let Some(oauth2) = oauth2 {
        if password.is_some() || password_file.is_some() {
            findings.add(name, "password", format_args!("stands beside [{name}.oauth2]; keep one of the two"));
        }
        if !needed {
            findings.add(name, "username", format_args!("is missing; [{name}.oauth2] logs in as somebody"));
        }
        // Where there is no address to ask at, that has been found, and these settings are used by nobody.
        return tokens(name, oauth2, findings).map_or(Login::Nothing, Login::OAuth2);
    }
    match secret(name, "password", password, password_file, findings) {
        Some(password) => Login::Password(password),
        None if needed => {
            findings.add(name, "password", missing(name, "password"));
            Login::Nothing
        }
        None => Login::Nothing,
    }
}

fn tokens(name: &'static str, oauth2: file::OAuth2, findings: &mut Findings<'_>) -> Option<OAuth2> {
    let section: &'static str = if name == "imap" { "imap.oauth2" } else { "smtp.oauth2" };
    let url = Url::parse(&oauth2.token_url).ok().filter(acceptable);
    if url.is_none() {
        findings.add(
            section,
            "token_url",
            "must be the https:// address at which the provider hands out access tokens",
        );
    }
    if oauth2.client_id.trim().is_empty() {
        findings.add(
            section,
            "client_id",
            "is empty; it is the number of the application registered with the provider",
        );
    }
    let client_secret =
        secret(section, "client_secret", oauth2.client_secret, oauth2.client_secret_file, findings).unwrap_or_default();
    let refresh_token = secret(section, "refresh_token", oauth2.refresh_token, oauth2.refresh_token_file, findings);
    if refresh_token.as_ref().is_none_or(|token| token.expose_secret().trim().is_empty()) {
        findings.add(section, "refresh_token", missing(section, "refresh_token"));
    }
    Some(OAuth2 {
        section,
        token_url: url?,
        client_id: oauth2.client_id,
        client_secret,
        refresh_token: refresh_token.unwrap_or_default(),
        scope: oauth2.scope,
    })
}

/// Tokens are asked for over TLS, or on this machine.
fn acceptable(url: &Url) -> bool {
    let local = |host: &str| {
        host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    };
    match url.scheme() {
        "https" => url.host_str().is_some(),
        "http" => url.host_str().is_some_and(local),
        _ => false,
    }
}

fn missing(section: &str, key: &str) -> String {
    let variable = format!("{section}__{key}").replace('.', "__").to_uppercase();
    format!("is missing; write it here, name a {key}_file, or set MENTORPOST__{variable}")
}

/// A secret that stands in the settings or in a file of its own; `None` where it is in neither.
fn secret(
    section: &str,
    key: &str,
    given: Option<SecretString>,
    file: Option<String>,
    findings: &mut Findings<'_>,
) -> Option<SecretString> {
    let file_key = format!("{key}_file");
    match (given, file) {
        (Some(_), Some(_)) => {
            findings.add(section, &file_key, format_args!("stands beside {key}; keep one of the two"));
            Some(SecretString::default())
        }
        (Some(secret), None) => Some(secret),
        (None, Some(file)) => {
            let path: PathBuf = findings.path(&file);
            match std::fs::read_to_string(&path) {
                // Editors end a file with a line break, and some begin it with a mark, which are no part of a secret.
                Ok(text) => {
                    let secret = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
                    if secret.is_empty() {
                        findings.add(section, &file_key, format_args!("{} is empty", path.display()));
                    }
                    Some(secret.to_owned().into())
                }
                Err(error) => {
                    let path = path.display();
                    match error.kind() {
                        ErrorKind::InvalidData => {
                            findings.add(
                                section,
                                &file_key,
                                format_args!("{path} is not UTF-8 text; save it as UTF-8"),
                            );
                        }
                        _ => findings.add(section, &file_key, format_args!("{path} cannot be read ({error})")),
                    }
                    Some(SecretString::default())
                }
            }
        }
        (None, None) => None,
    }
}
