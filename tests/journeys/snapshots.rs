//! Whole mails as they arrive, with what differs from run to run left out.

use std::time::Duration;

use mentorpost::demo::person::Received;
use mentorpost::demo::{SERVICE, Town};
use mentorpost::sandbox::Protocol;

use crate::people::{GRADUATE, answered, filled, newcomer, town_on};
use crate::village::{asked, days, end, hours, introduced, town};

/// The mail as text: tokens, ids, boundaries and what the receiving server wrote are left out.
fn redacted(mail: &Received) -> String {
    let text = String::from_utf8(mail.raw.clone()).unwrap().replace("\r\n", "\n");
    // What stands above the first field of ours is the receiving server's.
    let above = ["Return-Path:", "Delivered-To:", "Received:", "Authentication-Results:"];
    let mut kept = Vec::new();
    let (mut in_header, mut skipping) = (true, false);
    for line in text.lines() {
        in_header &= !line.is_empty();
        let folded = line.starts_with([' ', '\t']);
        skipping = in_header && (above.iter().any(|name| line.starts_with(name)) || (skipping && folded));
        if !skipping {
            kept.push(line.to_owned());
        }
    }
    let text = kept.join("\n");
    // A picture's bytes are looked at elsewhere.
    let picture = regex::Regex::new(r"(?ms)^(Content-Type: image/png.*?\n\n)[A-Za-z0-9+/=\n]+").unwrap();
    let mut text = unbroken(&picture.replace_all(&text, "$1[picture]\n\n"));
    for (pattern, with) in [
        (r"(?m)^Date: .*$", "Date: [date]"),
        (r"127\.0\.0\.1:[0-9]+", "127.0.0.1:[port]"),
        (r"mentoring(%2B|\+)[a-z2-7]+(%40|@)", "mentoring$1[token]$2"),
        // A token may stand where a line of a calendar part is folded; the file says the same as the part.
        (r"mentoring\+[a-z2-7]+\n ?[a-z2-7]*@", "mentoring+[token]@"),
        (
            r#"(filename="invite.ics"\nContent-Transfer-Encoding: base64\n\n)[A-Za-z0-9+/=\n]+--"#,
            "$1[the calendar part]\n--",
        ),
        (r"(?m)^((?:Message-ID:|In-Reply-To:|References:)? )<[^<>@\s]+@([a-z.]+)>$", "$1<[id]@$2>"),
    ] {
        text = regex::Regex::new(pattern).unwrap().replace_all(&text, with).into_owned();
    }
    let boundary = regex::Regex::new(r#"boundary="?([^"\s;]+)"?"#).unwrap();
    let names: Vec<String> = boundary.captures_iter(&text).map(|found| found[1].to_owned()).collect();
    for (index, name) in names.iter().enumerate() {
        text = text.replace(name, &format!("[boundary {}]", index + 1));
    }
    text
}

/// The text without the line breaks of quoted-printable, since where those stand depends on the tokens. A `=` at the end of a line
/// elsewhere, such as in a calendar's folded line, stays.
fn unbroken(text: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    for line in text.lines() {
        if let Some(encoding) = line.strip_prefix("Content-Transfer-Encoding: ") {
            quoted = encoding == "quoted-printable";
        }
        match line.strip_suffix('=') {
            Some(line) if quoted => out.push_str(line),
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// Compares a mail with its reviewed copy.
pub fn assert_mail(name: &str, mail: &Received) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, redacted(mail)));
}

#[tokio::test]
async fn a_request_its_acceptance_and_the_talk() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    assert_mail("request", &request);
    town.maria.answer(&request, "ACCEPT\n\nLet us talk!\nMaria").await.unwrap();
    assert_mail("accepted", &town.ada.receive("accepted").await.unwrap());
    let introduction = town.ada.receive("introduction").await.unwrap();
    assert_mail("introduction", &introduction);
    town.ada.answer(&introduction, "How did you begin?\nAda").await.unwrap();
    assert_mail("relay", &town.maria.receive("relay").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn a_meeting_proposed_agreed_and_called_off() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    town.ada
        .answer(&to_ada, "MEET 3 Dec 3pm for 45 minutes at the library\n\nShall we look at my CV?\nAda")
        .await
        .unwrap();
    let proposed = town.maria.receive("meeting-proposed").await.unwrap();
    assert_mail("meeting-proposed", &proposed);
    town.maria.press(&proposed, "YES").await.unwrap();
    let meeting = town.ada.receive("meeting").await.unwrap();
    assert_mail("meeting", &meeting);
    town.ada.answer(&meeting, "CANCEL\n\nI have a cold, I am sorry.").await.unwrap();
    assert_mail("meeting-cancelled", &town.maria.receive("meeting-cancelled").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn a_request_declined_and_the_digest_after_it() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "DECLINE\n\nI have no time this year, I am sorry.").await.unwrap();
    assert_mail("declined", &town.ada.receive("declined").await.unwrap());
    town.tom.write(SERVICE, "A question", "STAFF\nMay I have two mentors?").await.unwrap();
    town.helen.receive("case").await.unwrap();
    // Tuesday at eight.
    town.live_until(hours(23)).await.unwrap();
    assert_mail("digest", &town.helen.receive("digest").await.unwrap());
    // The Monday after.
    town.live_until(hours(7 * 24 - 1)).await.unwrap();
    assert_mail("digest-weekly", &town.helen.receive("digest").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn an_answer_of_the_handbook() {
    let mut town = town().await;
    town.ada.write(SERVICE, "A question", "FAQ first conversation").await.unwrap();
    assert_mail("faq", &town.ada.receive("faq").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn help_and_status_from_several_standings() {
    let mut town = town().await;
    town.tom.write(SERVICE, "Help", "HELP").await.unwrap();
    assert_mail("help-mentee", &town.tom.receive("help").await.unwrap());
    let request = asked(&mut town).await;
    town.maria.answer(&request, "HELP").await.unwrap();
    assert_mail("help-request", &town.maria.receive("help").await.unwrap());
    town.maria.answer(&request, "ACCEPT").await.unwrap();
    let introduction = town.ada.receive("introduction").await.unwrap();
    town.ada.answer(&introduction, "HELP").await.unwrap();
    assert_mail("help-mentorship", &town.ada.receive("help").await.unwrap());
    town.ada.write(SERVICE, "Status", "STATUS").await.unwrap();
    assert_mail("status", &town.ada.receive("status").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn a_no_taken_back_and_an_erasure() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "DECLINE").await.unwrap();
    let sent = town.maria.receive("decline-sent").await.unwrap();
    town.maria.press(&sent, "UNDO").await.unwrap();
    assert_mail("undone-mentor", &town.maria.receive("undone").await.unwrap());
    assert_mail("undone-mentee", &town.ada.receive("undone").await.unwrap());
    town.ada.write(SERVICE, "Goodbye", "ERASE").await.unwrap();
    let question = town.ada.receive("erase").await.unwrap();
    assert_mail("erase", &question);
    town.ada.press(&question, "YES").await.unwrap();
    assert_mail("erased", &town.ada.receive("erased").await.unwrap());
    assert_mail("departed", &town.maria.receive("departed").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn a_request_that_nobody_answers() {
    let mut town = town().await;
    asked(&mut town).await;
    town.live_until(days(4)).await.unwrap();
    assert_mail("request-reminder", &town.maria.receive("request-reminder").await.unwrap());
    for day in [8, 15] {
        town.live_until(days(day)).await.unwrap();
    }
    assert_mail("request-expired-mentor", &town.maria.receive("request-expired").await.unwrap());
    assert_mail("request-expired-mentee", &town.ada.receive("request-expired").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn the_directory_whole_and_with_nobody_in_it() {
    let mut town = town().await;
    town.ada.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    assert_mail("directory", &town.ada.receive("directory").await.unwrap());
    town.ada.write(SERVICE, "Mentors", "MENTORS astronaut").await.unwrap();
    assert_mail("directory-nobody", &town.ada.receive("directory").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn a_form_half_filled_in_then_whole_and_approved() {
    let mut town = town_on("2026-08-03").await;
    let mut otto = newcomer(&town, "Otto Berger", "otto@alumni.example");
    otto.write(SERVICE, "Join", "JOIN MENTOR").await.unwrap();
    let form = otto.receive("form").await.unwrap();
    assert_mail("form", &form);
    otto.answer(&form, &answered(&form, &[GRADUATE[0], GRADUATE[2], ("How many mentees at a time", "lots")]))
        .await
        .unwrap();
    let again = otto.receive("form-again").await.unwrap();
    assert_mail("form-again", &again);
    otto.answer(&again, &answered(&again, GRADUATE)).await.unwrap();
    otto.receive("application-received").await.unwrap();
    town.live_until("2026-08-04T08:00:00Z".parse().unwrap()).await.unwrap();
    let digest = town.helen.receive("digest").await.unwrap();
    let line = digest.text.lines().find(|line| line.contains("APPROVE")).unwrap();
    let number = line.split_whitespace().find(|word| word.parse::<u32>().is_ok()).unwrap();
    town.helen.answer(&digest, &format!("APPROVE {number}")).await.unwrap();
    assert_mail("approved", &otto.receive("approved").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn a_profile_changed_and_a_mentor_leaving() {
    let mut town = town().await;
    introduced(&mut town).await;
    town.maria.write(SERVICE, "My profile", "PROFILE").await.unwrap();
    let profile = town.maria.receive("profile").await.unwrap();
    let answers = [("Current job", "Head of brands\nin Munich"), ("How many mentees at a time", "lots")];
    town.maria.answer(&profile, &filled(&profile, &answers)).await.unwrap();
    assert_mail("profile-changed", &town.maria.receive("profile-changed").await.unwrap());
    town.maria.write(SERVICE, "Leave", "LEAVE").await.unwrap();
    assert_mail("leaving", &town.maria.receive("leaving").await.unwrap());
    end(town).await;
}

#[tokio::test]
async fn help_for_somebody_who_has_left() {
    let mut town = town().await;
    town.tom.write(SERVICE, "Leave", "LEAVE").await.unwrap();
    let leaving = town.tom.receive("leaving").await.unwrap();
    town.tom.press(&leaving, "YES").await.unwrap();
    town.tom.receive("left").await.unwrap();
    town.tom.write(SERVICE, "Help", "HELP").await.unwrap();
    assert_mail("help-left", &town.tom.receive("help").await.unwrap());
    end(town).await;
}

/// Waits until the service has seen that the mailbox is away, for that reason, or that it works.
async fn seen(town: &Town, why: Option<&str>) {
    let seeing = async {
        loop {
            let waiting = town.service.health().await.unwrap().waiting;
            match why {
                None if waiting.is_empty() => return,
                Some(why) if waiting.iter().any(|waiting| waiting.why.contains(why)) => return,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), seeing).await.expect("it is seen");
}

#[tokio::test]
async fn a_mailbox_that_is_away_and_back_again() {
    let mut town = town().await;
    let hour = Duration::from_secs(3_600);
    town.sandbox.take_down(Protocol::Imap).await.unwrap();
    seen(&town, Some("cannot connect")).await;
    town.service.clock().set(hours(2));
    assert!(town.service.raise_alarm(hour, None).await.unwrap());
    town.settled().await.unwrap();
    assert_mail("mailbox-away", &town.helen.receive("mailbox-away").await.unwrap());
    town.sandbox.bring_up(Protocol::Imap).unwrap();
    seen(&town, None).await;
    assert!(town.service.raise_alarm(hour, None).await.unwrap());
    town.settled().await.unwrap();
    assert_mail("mailbox-back", &town.helen.receive("mailbox-back").await.unwrap());
    end(town).await;
}
