//! A `config.toml` broken in many ways, with the sentence each gets; and the one that comes with the project, which must be whole.

use std::path::Path;

use mentorpost::config::{Config, Login};
use secrecy::ExposeSecret;

fn shipped() -> String {
    std::fs::read_to_string("config.toml").unwrap()
}

fn read(text: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
    let variables = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::read(text, "config.toml", Path::new("/nowhere"), variables).map_err(|error| error.to_string())
}

#[test]
fn the_shipped_file_works_as_it_stands() {
    let config = read(&shipped(), &[]).unwrap();
    assert_eq!(config.policy.address.as_str(), "mentoring@uni.example");
    assert_eq!(config.database_url.expose_secret(), "sqlite:///nowhere/mentorpost.db");
    assert!(!format!("{config:?}").contains("demo\""), "a password is shown");
}

#[test]
fn the_shipped_file_names_every_default_as_it_is() {
    let mut without_rules = String::new();
    let mut skipping = false;
    for line in shipped().lines() {
        if line.starts_with('[') {
            skipping = matches!(line, "[rules]" | "[digest]" | "[retention]" | "[mail]");
        }
        if !skipping {
            without_rules.push_str(line);
            without_rules.push('\n');
        }
    }
    let (bare, whole) = (read(&without_rules, &[]).unwrap(), read(&shipped(), &[]).unwrap());
    assert_eq!(bare.policy.rules, whole.policy.rules);
    assert_eq!(bare.policy.digest_at, whole.policy.digest_at);
    assert_eq!(bare.digest_days, whole.digest_days);
    assert_eq!((bare.raw_days, bare.bodies_days), (whole.raw_days, whole.bodies_days));
    assert_eq!(bare.policy.max_message, whole.policy.max_message);
}

#[test]
fn every_fault_is_named_by_its_place() {
    let cases: &[(&str, &str, &str)] = &[
        ("poll_seconds = 60", "pol_seconds = 60", "unknown field `pol_seconds`"),
        ("[rules]", "[ruels]", "unknown field `ruels`"),
        (
            "recruitment_months = [3, 8]",
            "recruitment_months = [3, 13]",
            "[rules] recruitment_months: must be months as numbers from 1 to 12, such as [3, 8]; [] means always",
        ),
        (
            "timezone = \"Europe/London\"",
            "timezone = \"London\"",
            "[programme] timezone: \"London\" is not a time zone; use a name such as Europe/London",
        ),
        (
            "address = \"mentoring@uni.example\"",
            "address = \"mentoring\"",
            "[programme] address: is not a mail address, such as mentoring@uni.example",
        ),
        ("name = \"Career Mentoring\"", "name = \"\"", "[programme] name: must be one line of 1 to 100 characters"),
        ("security = \"none\"", "security = \"ssl\"", "unknown variant `ssl`"),
        (
            "host = \"127.0.0.1\"",
            "host = \"mail.uni.example\"",
            "security: \"none\" is only for a server on this machine (127.0.0.1)",
        ),
        (
            "password = \"demo\"",
            "",
            "[imap] password: is missing; write it here, name a password_file, or set MENTORPOST__IMAP__PASSWORD",
        ),
        ("password = \"demo\"", "password_file = \"no-such-file\"", "no-such-file cannot be read"),
        ("port = 3143", "port = 314300", "config.toml:"),
        (
            "reminder_days = [3, 7]",
            "reminder_days = [7, 20]",
            "[rules] reminder_days: must be days in rising order, each before expiry_days",
        ),
        ("at = \"08:00\"", "at = \"8 o'clock\"", "is not a time of day, such as 08:00"),
        (
            "\"Fri\"]",
            "\"Freitag\", \"Xyz\"]",
            "[digest] weekdays: \"Xyz\" is not a day; use Mon, Tue, Wed, Thu, Fri, Sat, Sun",
        ),
        ("email = \"helen.price@uni.example\"", "email = \"helen\"", "[staff] email: \"helen\" is not a mail address"),
        (
            "email = \"helen.price@uni.example\"",
            "email = \"Mentoring+team@uni.example\"",
            "[staff] email: \"Mentoring+team@uni.example\" is the programme's own address, and mail to it would reach nobody",
        ),
        (
            "url = \"sqlite://mentorpost.db\"",
            "url = \"mysql://x\"",
            "[database] url: must begin with sqlite:// or postgres://",
        ),
        (
            "subaddressing = \"plus\"",
            "subaddressing = \"minus\"",
            "[mail] subaddressing: \"minus\" is not known; use plus, catch-all or headers-only",
        ),
        ("raw_days = 90", "raw_days = 9999999", "[retention] raw_days: must be between 1 and 36500 days"),
        ("ask_again_days = 90", "ask_again_days = 9999999", "[rules] ask_again_days: must be at most 36500"),
        ("retry_days = 3", "retry_days = 9999999", "[smtp] retry_days: must be between 1 and 365"),
        (
            "purge_days = 30",
            "purge_days = 9999999",
            "[imap] purge_days: must be between 0 and 36500; 0 keeps handled mail",
        ),
        ("weekly_on = \"Monday\"", "weekly_on = \"Moonday\"", "[digest] weekly_on: \"Moonday\" is not a day"),
        ("review_month = 8", "review_month = 13", "[rules] review_month: must be a month from 1 to 12, or 0"),
        ("review_spread_days = 14", "review_spread_days = 31", "[rules] review_spread_days: must be between 1 and 28"),
        (
            "review_reminder_days = [7, 14]",
            "review_reminder_days = [14, 7]",
            "[rules] review_reminder_days: must be days in rising order",
        ),
        ("review_pause_days = 0", "review_pause_days = 10", "[rules] review_pause_days: must be 0 for never, or later"),
        ("many_mentees = 4", "many_mentees = 0", "[rules] many_mentees: must be at least 1"),
        (
            "not_approached_days = 182",
            "not_approached_days = -1",
            "[rules] not_approached_days: must be a number of days",
        ),
        (
            "# [http]\n# listen = \"127.0.0.1:9090\"",
            "[http]\nlisten = \"9090\"",
            "[http] listen: \"9090\" is not an address with a port, such as 127.0.0.1:9090",
        ),
        (
            "silent_minutes = 60",
            "silent_minutes = 2",
            "[imap] silent_minutes: must be 0 for never, or at least three times as long as poll_seconds",
        ),
        ("processed = \"Processed\"", "processed = \"INBOX\"", "[imap] folder: must differ from processed and failed"),
    ];
    for (right, wrong, expected) in cases {
        let text = shipped();
        assert!(text.contains(right), "{right}");
        let error = read(&text.replacen(right, wrong, 1), &[]).unwrap_err();
        assert!(error.contains(expected) && error.contains("config.toml"), "{wrong}: {error}");
    }
}

#[test]
fn several_faults_are_all_named_each_with_its_line() {
    let text = shipped().replace("Europe/London", "London").replace("expiry_days = 14", "expiry_days = 0");
    let error = read(&text, &[]).unwrap_err();
    assert!(error.lines().count() >= 2, "{error}");
    for line in error.lines() {
        let number = line.strip_prefix("config.toml:").and_then(|rest| rest.split(':').next());
        assert!(number.is_some_and(|number| number.parse::<usize>().is_ok()), "{line}");
    }
}

#[test]
fn the_environment_stands_over_the_file() {
    let set = [("MENTORPOST__IMAP__PASSWORD", "12345"), ("MENTORPOST__RULES__OPEN_REQUESTS", "5")];
    let config = read(&shipped(), &set).unwrap();
    let Login::Password(password) = &config.imap.server.login else { panic!("{:?}", config.imap.server.login) };
    assert_eq!(password.expose_secret(), "12345");
    assert_eq!(config.policy.rules.open_requests, 5);
    let error = read(&shipped(), &[("MENTORPOST__IMAP__PASSWROD", "x")]).unwrap_err();
    assert!(error.to_lowercase().contains("passwrod"), "{error}");
}

#[test]
fn a_secret_in_a_file_is_what_stands_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = shipped().replacen("password = \"demo\"", "password_file = \"secret\"", 1);
    let read = |bytes: &[u8]| {
        std::fs::write(folder.path().join("secret"), bytes).unwrap();
        Config::read(&text, "config.toml", folder.path(), std::iter::empty()).map_err(|error| error.to_string())
    };
    for bytes in [&b"sesame"[..], b"sesame\r\n", b"\xef\xbb\xbfsesame\n"] {
        let config = read(bytes).unwrap();
        let Login::Password(password) = &config.imap.server.login else { panic!("{:?}", config.imap.server.login) };
        assert_eq!(password.expose_secret(), "sesame");
    }
    for (bytes, expected) in [
        (&b""[..], "secret is empty"),
        (b"\xef\xbb\xbf\n", "secret is empty"),
        (b"\xff\xfes\0e\0", "secret is not UTF-8 text; save it as UTF-8"),
    ] {
        let error = read(bytes).unwrap_err();
        assert!(error.contains("[imap] password_file: ") && error.contains(expected), "{error}");
    }
}

const OAUTH2: &str = r#"
[imap.oauth2]
token_url = "https://login.microsoftonline.com/common/oauth2/v2.0/token"
client_id = "11112222"
refresh_token = "first"
scope = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
"#;

#[test]
fn access_tokens_stand_in_place_of_a_password() {
    let without_password = shipped().replacen("password = \"demo\"", "", 1);
    let config = read(&format!("{without_password}{OAUTH2}"), &[("MENTORPOST__IMAP__OAUTH2__CLIENT_SECRET", "hush")]);
    let config = config.unwrap();
    let Login::OAuth2(oauth2) = &config.imap.server.login else { panic!("{:?}", config.imap.server.login) };
    assert_eq!((oauth2.client_id.as_str(), oauth2.client_secret.expose_secret()), ("11112222", "hush"));
    assert_eq!(oauth2.refresh_token.expose_secret(), "first");
    assert!(!format!("{config:?}").contains("first") && !format!("{config:?}").contains("hush"));

    let cases = [
        ("https://login", "http://login", "[imap.oauth2] token_url: must be the https:// address"),
        ("refresh_token = \"first\"", "", "[imap.oauth2] refresh_token: is missing"),
        (
            "refresh_token = \"first\"",
            "refresh_token_file = \"none\"",
            "[imap.oauth2] refresh_token_file: /nowhere/none",
        ),
        ("\"11112222\"", "\"\"", "[imap.oauth2] client_id: is empty"),
        ("scope", "scopes", "unknown field `scopes`"),
    ];
    for (right, wrong, expected) in cases {
        let error = read(&format!("{without_password}{}", OAUTH2.replacen(right, wrong, 1)), &[]).unwrap_err();
        assert!(error.contains(expected), "{wrong}: {error}");
    }
    let both = read(&format!("{}{OAUTH2}", shipped()), &[]).unwrap_err();
    assert!(both.contains("[imap] password: stands beside [imap.oauth2]"), "{both}");
}

const SECRETS: &str = r#"
[programme]
name = "Career Mentoring"
university = "Example University"
address = "mentoring@uni.example"
[[staff]]
name = "Helen Price"
email = "helen.price@uni.example"
team = "careers"
[imap]
host = "mail.uni.example"
username = "mentoring@uni.example"
[imap.oauth2]
token_url = "https://login.example/token"
client_id = "11112222"
client_secret = "sesame-1"
refresh_token = "sesame-2"
[smtp]
host = "mail.uni.example"
username = "mentoring@uni.example"
password = "sesame-3"
[database]
url = "postgres://mentorpost:sesame-4@127.0.0.1:1/mentorpost"
"#;

#[test]
fn no_secret_can_be_printed() {
    let config = read(SECRETS, &[]).unwrap();
    let shown = format!("{config:?} {config:#?}");
    assert!(shown.contains("mail.uni.example") && !shown.contains("sesame"), "{shown}");
}

#[test]
fn no_secret_stands_in_what_is_said_of_broken_settings() {
    for number in 1..=4 {
        let line = SECRETS.lines().find(|line| line.contains(&format!("sesame-{number}"))).unwrap();
        let key = line.split(' ').next().unwrap();
        let broken = [
            // Without its end, its beginning, or both; another kind of value; under another name; twice.
            line.trim_end_matches('"').to_owned(),
            line.replacen('"', "", 1),
            line.replace('"', ""),
            format!("{key} = 735019428"),
            format!("{key} = 7350.19428"),
            format!("{key} = [{}]", &line[line.find('"').unwrap()..]),
            format!("{key} = {{ is = {} }}", &line[line.find('"').unwrap()..]),
            format!("{key}s{}", &line[line.find(" = ").unwrap()..]),
            format!("{line}\n{line}"),
            format!("{key}_file = {}", &line[line.find('"').unwrap()..]),
            format!("port = {}", &line[line.find('"').unwrap()..]),
        ];
        for wrong in broken {
            let error = read(&SECRETS.replacen(line, &wrong, 1), &[]).unwrap_err();
            // The name of a file is no secret.
            let error = error.replace("/nowhere/sesame", "");
            assert!(!error.contains("sesame") && !error.contains("7350"), "{wrong}: {error}");
        }
    }
}
