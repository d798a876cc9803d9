//! People: how they join, change what is kept of them, take a break, and leave.

use jiff::Timestamp;
use mentorpost::clock::Clock;
use mentorpost::demo::person::{Person, Received};
use mentorpost::demo::{PASSWORD, SERVICE, Town};

use crate::village::{count, end, hours, introduced, kinds, last_state, raw, received, town, town_at};

/// Somebody the programme does not know yet.
pub fn newcomer(town: &Town, name: &str, address: &str) -> Person {
    Person::new(&town.sandbox, town.service.clock().clone(), name, address, PASSWORD).unwrap()
}

/// The town as it is on a day.
pub async fn town_on(day: &str) -> Town {
    town_at(Clock::fixed(format!("{day}T09:00:00Z").parse::<Timestamp>().unwrap())).await
}

/// The form with answers behind their labels, whatever stood there.
pub fn filled(form: &Received, answers: &[(&str, &str)]) -> String {
    let mut lines = Vec::new();
    for line in form.text.lines() {
        let label = line.split_once(". ").map_or("", |(_, rest)| rest);
        let answer = answers.iter().find(|(name, _)| {
            label.strip_prefix(name).is_some_and(|rest| rest.starts_with(':') || rest.starts_with(" ("))
        });
        match (answer, line.find(':')) {
            (Some((_, answer)), Some(colon)) => lines.push(format!("{}: {answer}", &line[..colon])),
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

/// Only the lines of the form that have an answer.
pub fn answered(form: &Received, answers: &[(&str, &str)]) -> String {
    let whole = filled(form, answers);
    let said = |line: &&str| answers.iter().any(|(name, _)| line.contains(&format!(". {name}")));
    whole.lines().filter(said).collect::<Vec<_>>().join("\n")
}

const STUDENT: &[(&str, &str)] = &[
    ("Name", "Nora Lindqvist"),
    ("Course", "History of Art"),
    ("Year of study", "Second"),
    ("Month of graduation", "July 2028"),
    ("Aims and ambitions", "To work in a museum"),
    ("What you want help with", "Museums, and how to write to them"),
];

/// What a graduate answers.
pub const GRADUATE: &[(&str, &str)] = &[
    ("Name", "Otto Berger"),
    ("Preferred name", "Otto"),
    ("Course studied", "Chemistry"),
    ("Current job", "Head of a laboratory in Basel"),
    ("What you can help with", "A first job in industry"),
    ("How many mentees at a time", "3"),
    ("Languages you speak", "English, German"),
];

#[tokio::test]
async fn a_student_joins_and_looks_for_a_mentor() {
    let town = town().await;
    let mut nora = newcomer(&town, "Nora Lindqvist", "nora@student.uni.example");
    nora.write(SERVICE, "Hello", "Hello, what is this?").await.unwrap();
    let told = nora.receive("stranger").await.unwrap();
    nora.press(&told, "JOIN").await.unwrap();
    let form = nora.receive("form").await.unwrap();
    assert!(form.text.contains("1. Name: Nora Lindqvist"), "{}", form.text);
    nora.answer(&form, &answered(&form, STUDENT)).await.unwrap();
    nora.receive("welcome").await.unwrap();
    nora.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    nora.receive("directory").await.unwrap();
    nora.write(SERVICE, "Profile", "PROFILE").await.unwrap();
    let profile = nora.receive("profile").await.unwrap();
    for line in
        ["5. Month of graduation (such as 2027-07): 2028-07", "3. Course: History of Art", "You take part as a mentee."]
    {
        assert!(profile.text.contains(line), "{line}: {}", profile.text);
    }
    // Her address is hers: nobody joins from it a second time.
    nora.write(SERVICE, "Join", "JOIN").await.unwrap();
    nora.receive("already-done").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn what_is_missing_comes_back_and_the_rest_is_kept() {
    let town = town().await;
    let mut nora = newcomer(&town, "nora", "nora@student.uni.example");
    nora.write(SERVICE, "Join", "JOIN").await.unwrap();
    let form = nora.receive("form").await.unwrap();
    // Prose, then a file, then half a form in the quoted text, and then only the rest.
    nora.answer(&form, "I study history of art and would love to join!").await.unwrap();
    let again = nora.receive("form-again").await.unwrap();
    assert!(again.text.contains("I study history of art and would love to join!"), "{}", again.text);
    let file = mentorpost::mail::inbound::Attachment {
        name: "form.docx".into(),
        media_type: "application/msword".into(),
        inline: false,
        content_id: None,
        bytes: b"form".to_vec(),
    };
    nora.answer_with(&form, "Please find it attached.", vec![file]).await.unwrap();
    let again = nora.receive("form-again").await.unwrap();
    assert!(again.text.contains("Files cannot be read here"), "{}", again.text);
    let half = filled(&again, &[STUDENT[0], STUDENT[1], ("Month of graduation", "next summer")]);
    let quoted: String = half.lines().map(|line| format!("> {line}\n")).collect();
    let body = format!(
        "Here it is, see below.\n\nOn Mon, 23 Nov 2026, Career Mentoring <{}> wrote:\n{quoted}",
        again.reply_to
    );
    nora.write(&again.reply_to, "Re: the form", &body).await.unwrap();
    let again = nora.receive("form-again").await.unwrap();
    for line in [
        "3. Course: History of Art",
        "please fill in",
        "“next summer” is not a month",
        "Still missing: Year of study · Aims and ambitions · What you want help with.",
    ] {
        assert!(again.text.contains(line), "{line}: {}", again.text);
    }
    nora.answer(&again, &answered(&again, &STUDENT[2..])).await.unwrap();
    let welcome = nora.receive("welcome").await.unwrap();
    assert!(welcome.text.contains("Dear Nora"), "{}", welcome.text);
    end(town).await;
}

#[tokio::test]
async fn a_graduate_applies_in_the_window_and_is_approved() {
    let mut town = town_on("2026-08-03").await;
    let mut otto = newcomer(&town, "Otto Berger", "otto@alumni.example");
    otto.write(SERVICE, "Join", "JOIN MENTOR").await.unwrap();
    let form = otto.receive("form").await.unwrap();
    assert!(!form.text.contains("the next time begins"), "{}", form.text);
    otto.answer(&form, &answered(&form, GRADUATE)).await.unwrap();
    otto.receive("application-received").await.unwrap();
    town.live_until("2026-08-04T08:00:00Z".parse().unwrap()).await.unwrap();
    let digest = town.helen.receive("digest").await.unwrap();
    let line = digest.text.lines().find(|line| line.contains("APPROVE")).unwrap_or_else(|| panic!("{}", digest.text));
    let number = line.split_whitespace().find(|word| word.parse::<u32>().is_ok()).unwrap().to_owned();
    // Until then nothing is open to him but what he wrote.
    otto.write(SERVICE, "Limit", "LIMIT 4").await.unwrap();
    otto.receive("not-allowed").await.unwrap();
    town.helen.answer(&digest, &format!("APPROVE {number}")).await.unwrap();
    town.helen.receive("transcript").await.unwrap();
    otto.receive("approved").await.unwrap();
    town.ada.write(SERVICE, "Mentors", "MENTORS chemistry").await.unwrap();
    let directory = town.ada.receive("directory").await.unwrap();
    assert!(directory.text.contains("Otto Berger") && !directory.text.contains("otto@"), "{}", directory.text);
    end(town).await;
}

#[tokio::test]
async fn a_graduate_outside_the_window_waits_and_moves_on_by_themselves() {
    let town = town().await;
    let mut otto = newcomer(&town, "Otto Berger", "otto@alumni.example");
    otto.write(SERVICE, "Join", "JOIN MENTOR").await.unwrap();
    let form = otto.receive("form").await.unwrap();
    assert!(form.text.contains("1 March 2027"), "{}", form.text);
    otto.answer(&form, &answered(&form, GRADUATE)).await.unwrap();
    let waiting = otto.receive("waiting").await.unwrap();
    assert!(waiting.text.contains("1 March 2027"), "{}", waiting.text);
    town.live_until("2027-02-28T23:00:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(count(&town, &otto, "application-received").await, 0);
    for _ in 0..2 {
        town.live_until("2027-03-01T00:00:00Z".parse().unwrap()).await.unwrap();
        assert_eq!(count(&town, &otto, "application-received").await, 1);
    }
    town.live_until("2027-03-02T08:00:00Z".parse().unwrap()).await.unwrap();
    let digest = town.helen.all_mail().into_iter().rfind(|mail| mail.kind == "digest").unwrap();
    assert!(digest.text.contains("Otto Berger") && digest.text.contains("REJECT"), "{}", digest.text);
    end(town).await;
}

#[tokio::test]
async fn a_student_elsewhere_waits_for_the_careers_service() {
    let mut town = town().await;
    let mut nora = newcomer(&town, "Nora Lindqvist", "nora@alumni.example");
    nora.write(SERVICE, "Join", "JOIN").await.unwrap();
    let form = nora.receive("form").await.unwrap();
    nora.answer(&form, &answered(&form, STUDENT)).await.unwrap();
    nora.receive("application-received").await.unwrap();
    nora.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    nora.receive("not-allowed").await.unwrap();
    town.live_until(hours(23)).await.unwrap();
    let digest = town.helen.receive("digest").await.unwrap();
    let line = digest.text.lines().find(|line| line.contains("REJECT")).unwrap_or_else(|| panic!("{}", digest.text));
    let number = line.split_whitespace().find(|word| word.parse::<u32>().is_ok()).unwrap().to_owned();
    town.helen.answer(&digest, &format!("REJECT {number} We cannot find your course")).await.unwrap();
    let rejected = nora.receive("rejected").await.unwrap();
    assert!(rejected.text.contains("We cannot find your course"), "{}", rejected.text);
    // Turned down is not for ever, and what was written is there.
    nora.write(SERVICE, "Join", "JOIN").await.unwrap();
    let form = nora.receive("form").await.unwrap();
    assert!(form.text.contains("3. Course: History of Art"), "{}", form.text);
    nora.answer(&form, "YES").await.unwrap();
    nora.receive("application-received").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn a_profile_is_changed_by_answering_it() {
    let mut town = town().await;
    town.maria.write(SERVICE, "My profile", "PROFILE").await.unwrap();
    let profile = town.maria.receive("profile").await.unwrap();
    // As it is: nothing changes, whatever is quoted.
    town.maria
        .answer(
            &profile,
            &answered(
                &profile,
                &[("Current job", "Brand manager in Hamburg, Germany"), ("Course studied", "Psychology")],
            ),
        )
        .await
        .unwrap();
    town.maria.receive("already-done").await.unwrap();
    let edited = filled(
        &profile,
        &[
            ("Current job", "Head of brands\nin Munich"),
            ("Preferred name", "Mia"),
            ("How many mentees at a time", "lots"),
            ("Moves of country or industry", ""),
        ],
    );
    town.maria.answer(&profile, &edited).await.unwrap();
    let changed = town.maria.receive("profile-changed").await.unwrap();
    for line in [
        "Current job: Head of brands",
        "Preferred name: Mia",
        "“lots” wants one number",
        "(nothing any more)",
        "Dear Maria",
    ] {
        assert!(changed.text.contains(line), "{line}: {}", changed.text);
    }
    town.maria.answer(&changed, &answered(&changed, &[("How many mentees at a time", "4")])).await.unwrap();
    let changed = town.maria.receive("profile-changed").await.unwrap();
    assert!(
        changed.text.contains("How many mentees at a time: 4") && changed.text.contains("Dear Mia"),
        "{}",
        changed.text
    );
    end(town).await;
}

#[tokio::test]
async fn an_address_is_added_chosen_and_removed() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    let mut home = newcomer(&town, "Ada", "ada.home@alumni.example");
    town.ada.write(SERVICE, "Address", "ADDRESS ada.home@alumni.example").await.unwrap();
    let refused = town.ada.receive("not-allowed").await.unwrap();
    assert!(refused.text.contains("not one of your addresses"), "{}", refused.text);
    home.write(&to_ada.reply_to, "Re: Mentoring", "Hello from home!").await.unwrap();
    let question = town.ada.receive("confirm-address").await.unwrap();
    town.ada.press(&question, "YES").await.unwrap();
    town.maria.receive("relay").await.unwrap();
    town.ada.receive("done").await.unwrap();
    town.ada.write(SERVICE, "Address", "ADDRESS ada.home@alumni.example").await.unwrap();
    // Both are told, so that nobody's mail is led elsewhere in silence.
    town.ada.receive("done").await.unwrap();
    home.receive("done").await.unwrap();
    town.ada.write(SERVICE, "Status", "PROFILE").await.unwrap();
    let profile = home.receive("profile").await.unwrap();
    assert!(profile.text.contains("Your mail goes to ada.home@alumni.example"), "{}", profile.text);
    home.write(SERVICE, "Address", "ADDRESS REMOVE ada@student.uni.example").await.unwrap();
    home.receive("done").await.unwrap();
    // It is a stranger's now, and may join.
    town.ada.write(SERVICE, "Status", "STATUS").await.unwrap();
    town.ada.receive("stranger").await.unwrap();
    end(town).await;
}

/// Their form is filled in already, and their name below a mail is no answer to it.
#[tokio::test]
async fn who_comes_back_is_taken_in_by_their_word_and_not_by_small_talk() {
    let mut town = town().await;
    town.ada.write(SERVICE, "Bye", "LEAVE").await.unwrap();
    let leaving = town.ada.receive("leaving").await.unwrap();
    town.ada.press(&leaving, "YES").await.unwrap();
    town.ada.receive("left").await.unwrap();
    town.ada.write(SERVICE, "Back", "JOIN").await.unwrap();
    let form = town.ada.receive("form").await.unwrap();
    assert!(form.text.contains("3. Course: Psychology"), "{}", form.text);
    town.ada.answer(&form, "Going well, thank you for asking.\n\nAda Byrne\nPsychology").await.unwrap();
    let again = town.ada.receive("form-again").await.unwrap();
    assert_eq!(last_state(&town).await, "answered");
    assert!(again.text.contains("Nothing is missing"), "{}", again.text);
    town.ada.press(&again, "YES").await.unwrap();
    town.ada.receive("welcome").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn who_leaves_says_goodbye_to_each() {
    let mut town = town().await;
    introduced(&mut town).await;
    town.maria.write(SERVICE, "Leave", "LEAVE").await.unwrap();
    let leaving = town.maria.receive("leaving").await.unwrap();
    assert!(leaving.text.contains("1. Ada Byrne:"), "{}", leaving.text);
    assert_eq!(count(&town, &town.ada, "ended").await, 0, "nothing happens before the word");
    town.maria.answer(&leaving, "NO").await.unwrap();
    town.maria.receive("done").await.unwrap();
    town.maria.write(SERVICE, "Leave", "LEAVE").await.unwrap();
    let leaving = town.maria.receive("leaving").await.unwrap();
    let words = answered(&leaving, &[("Ada Byrne", "Write to me at maria.schmidt@alumni.example!")]);
    town.maria.answer(&leaving, &format!("YES\n\n{words}")).await.unwrap();
    let held = town.maria.receive("held").await.unwrap();
    assert_eq!(count(&town, &town.ada, "ended").await, 0, "nothing happens before the word");
    town.maria.press(&held, "NO").await.unwrap();
    town.maria.receive("done").await.unwrap();
    let words = answered(&leaving, &[("Ada Byrne", "It was a pleasure, good luck!")]);
    town.maria.answer(&leaving, &format!("YES\n\n{words}")).await.unwrap();
    town.maria.receive("left").await.unwrap();
    let ended = town.ada.receive("ended").await.unwrap();
    assert!(ended.text.contains("It was a pleasure, good luck!"), "{}", ended.text);
    // Gone is gone; coming back begins with the form.
    town.maria.write(SERVICE, "Status", "STATUS").await.unwrap();
    assert!(town.maria.receive("help").await.unwrap().text.contains("You have left the programme."));
    town.maria.write(SERVICE, "Join", "JOIN MENTOR").await.unwrap();
    let form = town.maria.receive("form").await.unwrap();
    assert!(form.text.contains("Brand manager in Hamburg"), "{}", form.text);
    end(town).await;
}

#[tokio::test]
async fn a_forged_stranger_makes_nothing() {
    let town = town().await;
    let victim = newcomer(&town, "Victim", "victim@student.uni.example");
    for body in ["JOIN", "JOIN MENTOR", "Name: Victim\nCourse: Art\nYear of study: First"] {
        let mail = raw("Victim <victim@student.uni.example>", SERVICE, "Join", &[], body);
        town.sandbox.deliver_from(None, "attacker@elsewhere.example", SERVICE, &mail).unwrap();
    }
    assert_eq!(received(&town).await.iter().map(|(state, _)| state.as_str()).collect::<Vec<_>>(), ["ignored"; 3]);
    assert_eq!(kinds(&town, &victim).await, [] as [&str; 0]);
    end(town).await;
}
