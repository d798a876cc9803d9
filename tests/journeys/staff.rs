//! What staff do by mail: several lines at once, invitations, reminders, announcements, reports, tables.

use jiff::civil::date;
use mail_parser::{MessageParser, MimeHeaders};
use mentorpost::demo::person::{Person, Received};
use mentorpost::demo::{PASSWORD, SERVICE, Town};

use crate::snapshots::assert_mail;
use crate::village::{asked, count, days, end, field, hours, kinds, town};

/// The number that stands behind this word in a transcript.
fn number(mail: &Received, word: &str) -> String {
    let (_, rest) = mail.text.split_once(&format!("{word} ")).unwrap_or_else(|| panic!("{word} in {}", mail.text));
    rest.chars().take_while(char::is_ascii_digit).collect()
}

/// The number before Maria's name in a transcript.
fn reference_of(mail: &Received) -> String {
    let line =
        mail.text.lines().find(|line| line.contains("Maria Schmidt (")).unwrap_or_else(|| panic!("{}", mail.text));
    line.trim().chars().take_while(char::is_ascii_digit).collect()
}

async fn staff_writes(town: &mut Town, text: &str) -> Received {
    town.helen.write(SERVICE, "To do", text).await.unwrap();
    town.helen.receive("transcript").await.unwrap()
}

/// The files of a mail, name and text.
fn files(mail: &Received) -> Vec<(String, String)> {
    let message = MessageParser::default().parse(&mail.raw).unwrap();
    let read = |part: &mail_parser::MessagePart<'_>| {
        (part.attachment_name().unwrap_or_default().to_owned(), String::from_utf8_lossy(part.contents()).into_owned())
    };
    message.attachments().map(read).collect()
}

#[tokio::test]
async fn several_lines_are_carried_out_and_a_bad_one_stops_none() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    let maria = reference_of(&staff_writes(&mut town, "PEOPLE Maria").await);
    let shown = staff_writes(&mut town, &format!("SHOW {maria}")).await;
    let wanted = number(&shown, "Request");
    town.live_until(hours(2)).await.unwrap();
    let text =
        format!("REMIND {wanted}\nREMIND {wanted}\nbanana\nCLOSE 4711\nPAUSE\nPENDING\nREPORT soon\nthanks\nEXPORT");
    assert_mail("transcript", &staff_writes(&mut town, &text).await);
    let reminder = town.maria.receive("request-reminder").await.unwrap();
    assert!(reminder.references.contains(&request.message_id), "it stands in the thread of the request");
    assert_eq!(count(&town, &town.maria, "request-reminder").await, 1);
    assert_eq!(count(&town, &town.helen, "export").await, 0, "what stands below thanks is not read");
    town.maria.answer(&reminder, "ACCEPT").await.unwrap();
    town.ada.receive("accepted").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn whom_staff_invite_is_asked_by_a_word_and_gets_the_form() {
    let mut town = town().await;
    let clock = town.service.clock().clone();
    let mut nora = Person::new(&town.sandbox, clock, "Nora Vale", "nora@alumni.example", PASSWORD).unwrap();
    let transcript =
        staff_writes(&mut town, "INVITE mentor nora@alumni.example Nora Vale\nINVITE mentor nora@alumni.example").await;
    assert!(
        transcript.text.contains("is invited as a mentor") && transcript.text.contains("known already"),
        "{}",
        transcript.text
    );
    town.live_until(hours(1)).await.unwrap();
    let invitation = nora.receive("invitation").await.unwrap();
    town.live_until(days(2)).await.unwrap();
    assert_eq!(kinds(&town, &nora).await, ["invitation"], "once");
    let id = number(&transcript, "number");
    staff_writes(&mut town, &format!("REMIND {id}")).await;
    nora.receive("invitation").await.unwrap();
    // Nothing is known of her but the name: she gets the form first, and staff have said yes already.
    nora.answer(&invitation, "YES").await.unwrap();
    // Staff know no more of her than her name.
    nora.receive("form").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn a_mentor_answers_the_yearly_review_or_is_reminded_twice() {
    let mut town = town().await;
    let august = |day: i8, hour: i8| date(2027, 8, day).at(hour, 0, 0, 0).in_tz("UTC").unwrap().timestamp();
    let mut answered = false;
    for day in 1..=31 {
        town.live_until(august(day, 12)).await.unwrap();
        if !answered && count(&town, &town.maria, "yearly-review").await == 1 {
            answered = true;
            let review = town.maria.receive("yearly-review").await.unwrap();
            assert_mail("yearly-review", &review);
            town.maria.answer(&review, "CONFIRM\n\nIt is a joy.").await.unwrap();
            town.maria.receive("done").await.unwrap();
            // An edit in the answer is a change of the profile, and answers the review as well.
            let review = town.james.receive("yearly-review").await.unwrap();
            town.james
                .answer(&review, "Current job: Chief engineer in Oslo\nLanguages: English, Norwegian")
                .await
                .unwrap();
            let changed = town.james.receive("profile-changed").await.unwrap();
            assert!(changed.text.contains("Current job: Chief engineer in Oslo"), "{}", changed.text);
            town.james.write(SERVICE, "Profile", "PROFILE").await.unwrap();
            let profile = town.james.receive("profile").await.unwrap();
            assert!(profile.text.contains("Current job: Chief engineer in Oslo"), "{}", profile.text);
        }
    }
    assert_eq!(count(&town, &town.ada, "yearly-review").await, 0);
    let told = count(&town, &town.helen, "digest").await;
    assert!(told > 0);
    for (person, expected) in [(&town.maria, 1), (&town.james, 1), (&town.priya, 3)] {
        assert_eq!(count(&town, person, "yearly-review").await, expected, "{}", person.name);
    }
    let pending = staff_writes(&mut town, "PENDING\nDIGEST").await;
    assert!(pending.text.contains("1 mentor has not answered the yearly review: Priya Nair"), "{}", pending.text);
    end(town).await;
}

#[tokio::test]
async fn whom_nobody_asks_is_told_every_half_year() {
    let mut town = town().await;
    asked(&mut town).await;
    for day in [60, 120, 181, 183, 184, 190, 250, 300, 366, 367, 370] {
        town.live_until(days(day)).await.unwrap();
    }
    assert_mail("not-approached", &town.james.receive("not-approached").await.unwrap());
    for (person, expected) in [(&town.james, 2), (&town.maria, 2), (&town.ada, 0)] {
        assert_eq!(count(&town, person, "not-approached").await, expected, "{}", person.name);
    }
    end(town).await;
}

#[tokio::test]
async fn an_announcement_reaches_each_once_and_only_after_a_yes() {
    let mut town = town().await;
    town.priya.write(SERVICE, "Pause", "PAUSE").await.unwrap();
    town.priya.receive("paused").await.unwrap();
    let text = "ANNOUNCE mentors\nSubject: An evening for mentors\n\nDear mentors,\n\ncome and meet each other on 3 December.\n\nHelen";
    let transcript = staff_writes(&mut town, text).await;
    assert!(transcript.text.contains("It would reach 2."), "{}", transcript.text);
    let confirm = town.helen.receive("announcement-confirm").await.unwrap();
    assert_mail("announcement-confirm", &confirm);
    town.live_until(hours(1)).await.unwrap();
    assert_eq!(count(&town, &town.james, "announcement").await, 0);
    town.helen.press(&confirm, "YES").await.unwrap();
    town.helen.receive("done").await.unwrap();
    town.settled().await.unwrap();
    for hour in [2, 3, 50] {
        town.live_until(hours(hour)).await.unwrap();
    }
    let got = town.james.receive("announcement").await.unwrap();
    assert_mail("announcement", &got);
    assert!(!field(&got.raw, "List-Unsubscribe").is_empty());
    for (person, expected) in [(&town.james, 1), (&town.maria, 1), (&town.priya, 0), (&town.ada, 0), (&town.tom, 0)] {
        assert_eq!(count(&town, person, "announcement").await, expected, "{}", person.name);
    }
    town.helen.press(&confirm, "YES").await.unwrap();
    town.helen.receive("already-done").await.unwrap();
    // An answer to it reaches the team.
    town.james.answer(&got, "STAFF I will be there.").await.unwrap();
    let case = town.helen.receive("case").await.unwrap();
    assert!(case.text.contains("I will be there."), "{}", case.text);
    town.james.receive("done").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn an_announcement_can_be_dropped() {
    let mut town = town().await;
    staff_writes(&mut town, "ANNOUNCE all\nA mistake.").await;
    let confirm = town.helen.receive("announcement-confirm").await.unwrap();
    town.helen.press(&confirm, "NO").await.unwrap();
    town.helen.receive("done").await.unwrap();
    town.live_until(days(1)).await.unwrap();
    for person in [&town.james, &town.ada] {
        assert_eq!(count(&town, person, "announcement").await, 0, "{}", person.name);
    }
    end(town).await;
}

#[tokio::test]
async fn figures_and_tables_come_as_files() {
    let mut town = town().await;
    let request = asked(&mut town).await;
    town.maria.answer(&request, "ACCEPT").await.unwrap();
    town.ada.receive("introduction").await.unwrap();
    town.live_until(hours(4)).await.unwrap();
    staff_writes(&mut town, "REPORT this month\nEXPORT").await;
    let report = town.helen.receive("report").await.unwrap();
    assert!(report.text.contains("1 November 2026 to 23 November 2026"), "{}", report.text);
    let [(name, table)] = files(&report).try_into().unwrap();
    assert_eq!(name, "report-2026-11-01-to-2026-11-23.csv");
    assert!(table.contains("2026-11-23,2026-11-23,1,1,0,0,0,1,0,1,"), "{table}");
    let export = town.helen.receive("export").await.unwrap();
    let [people, requests, mentorships] = files(&export).try_into().unwrap();
    assert!(people.1.contains("ada@student.uni.example") && people.1.contains("Priya Nair"), "{}", people.1);
    assert!(requests.1.contains("accepted") && !requests.1.contains("brand management"), "{}", requests.1);
    assert!(mentorships.1.contains("Ada Byrne"), "{}", mentorships.1);
    // Nobody else gets either.
    town.ada.write(SERVICE, "All", "EXPORT").await.unwrap();
    let refused = town.ada.receive("not-understood").await.unwrap();
    assert_eq!(files(&refused), []);
    end(town).await;
}

#[tokio::test]
async fn a_case_is_shown_again_to_be_answered() {
    let mut town = town().await;
    town.tom.write(SERVICE, "A question", "STAFF May I have two mentors?").await.unwrap();
    let case = town.helen.receive("case").await.unwrap();
    let number: String = case.subject.chars().filter(char::is_ascii_digit).collect();
    staff_writes(&mut town, &format!("SHOW {number}")).await;
    let again = town.helen.receive("case").await.unwrap();
    assert!(again.text.contains("May I have two mentors?"), "{}", again.text);
    town.helen.answer(&again, "Yes, you may.").await.unwrap();
    town.tom.receive("case-reply").await.unwrap();
    let moved = staff_writes(&mut town, &format!("TEAM alumni {number}")).await;
    assert!(moved.text.contains("is with the alumni team now"), "{}", moved.text);
    town.helen.receive("case").await.unwrap();
    end(town).await;
}
