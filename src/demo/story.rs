//! The story: a mentee asks, is declined, asks another, is asked a question and accepted; the two talk, staff help, it ends well.

use super::person::{Person, Received};
use super::town::SERVICE;
use super::{DemoError, Narrator, Town};
use crate::mail::inbound::Attachment;

/// Plays the story; each mail must arrive as told.
///
/// # Errors
/// When one does not.
pub async fn play(town: &mut Town, narrator: &Narrator) -> Result<(), DemoError> {
    finding(town, narrator).await?;
    declining(town, narrator).await?;
    let (to_ada, to_maria) = accepting(town, narrator).await?;
    let last = talking(town, narrator, to_ada, to_maria).await?;
    asking_staff(town, narrator).await?;
    ending(town, narrator, &last).await?;
    digest(town, narrator).await
}

/// Waits for a mail, shows it, and looks that it holds what it must and gives no address away.
async fn gets(
    narrator: &Narrator,
    person: &mut Person,
    kind: &'static str,
    says: &str,
    hidden: &[&str],
) -> Result<Received, DemoError> {
    let mail = person.receive(kind).await?;
    let wrong = |what: String| DemoError::Wrong(kind, person.name.clone(), what);
    if !mail.text.contains(says) && !mail.subject.contains(says) {
        return Err(wrong(format!("does not say {says:?}")));
    }
    if let Some(leak) = hidden.iter().find(|address| holds(&mail.raw, address)) {
        return Err(wrong(format!("gives {leak} away")));
    }
    narrator.gets(person, &mail);
    Ok(mail)
}

fn holds(raw: &[u8], text: &str) -> bool {
    raw.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()))
}

async fn finding(town: &mut Town, narrator: &Narrator) -> Result<(), DemoError> {
    narrator.scene("1. Ada, a student, looks for a mentor. All she does is write a mail.");
    narrator.writes(&town.ada, SERVICE, "MENTORS marketing");
    town.ada.write(SERVICE, "Looking for a mentor", "MENTORS marketing").await?;
    gets(narrator, &mut town.ada, "directory", "Maria Schmidt", &["alumni.example"]).await?;
    Ok(())
}

/// The reference of a mentor, as the directory shows it.
async fn reference(town: &mut Town, name: &str) -> Result<String, DemoError> {
    let directory = town.ada.all_mail().into_iter().rev().find(|mail| mail.kind == "directory");
    let text = directory.map(|mail| mail.text).unwrap_or_default();
    let line = text.lines().find(|line| line.contains(name)).unwrap_or_default();
    let word = line.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| {
        word.strip_prefix('M').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    });
    let missing = || DemoError::Wrong("directory", town.ada.name.clone(), format!("has no reference beside {name}"));
    word.map(str::to_owned).ok_or_else(missing)
}

async fn declining(town: &mut Town, narrator: &Narrator) -> Result<(), DemoError> {
    narrator.scene("2. She asks James, who has no time. He answers from his own mail program.");
    let james = reference(town, "James Okafor").await?;
    let body = format!(
        "INTERESTED {james}\n\nDear James,\nI study psychology and would love a first job in marketing. Could you tell me how \
         you moved from sales into it?\nAda"
    );
    narrator.writes(&town.ada, SERVICE, &body);
    town.ada.write(SERVICE, "A mentor for me", &body).await?;
    gets(narrator, &mut town.ada, "request-sent", "James", &[]).await?;
    let request =
        gets(narrator, &mut town.james, "request", "how you moved from sales", &["ada@student.uni.example"]).await?;
    let body = "DECLINE\n\nDear Ada, I am sorry, I have just changed jobs and would not do you justice. Good luck!";
    narrator.writes(&town.james, "the address of that mail", body);
    town.james.answer(&request, body).await?;
    gets(narrator, &mut town.ada, "declined", "just changed jobs", &["james.okafor@alumni.example"]).await?;
    Ok(())
}

async fn accepting(town: &mut Town, narrator: &Narrator) -> Result<(Received, Received), DemoError> {
    narrator.scene("3. She asks Maria, who asks something first and then accepts.");
    let maria = reference(town, "Maria Schmidt").await?;
    let body = format!(
        "INTERESTED {maria}\n\nDear Maria,\nI hope to work in marketing, perhaps in Germany. How did you find your first job there?\nAda"
    );
    narrator.writes(&town.ada, SERVICE, &body);
    town.ada.write(SERVICE, "Another mentor", &body).await?;
    town.ada.receive("request-sent").await?;
    let request =
        gets(narrator, &mut town.maria, "request", "perhaps in Germany", &["ada@student.uni.example"]).await?;
    let body = "Hello Ada, which languages do you speak?\nMaria";
    narrator.writes(&town.maria, "the address of that mail", body);
    town.maria.answer(&request, body).await?;
    let hidden = ["maria.schmidt@alumni.example"];
    let question = gets(narrator, &mut town.ada, "request-question", "which languages", &hidden).await?;
    let body = "English, and German well enough for a film.\nAda";
    narrator.writes(&town.ada, "the address of that mail", body);
    town.ada.answer(&question, body).await?;
    let answer =
        gets(narrator, &mut town.maria, "request-question", "well enough for a film", &["ada@student.uni.example"])
            .await?;
    let body = "ACCEPT\n\nThen let us talk. Tell me what you would like to do first!";
    narrator.writes(&town.maria, "the address of that mail", body);
    town.maria.answer(&answer, body).await?;
    gets(narrator, &mut town.ada, "accepted", "let us talk", &hidden).await?;
    let to_ada = gets(narrator, &mut town.ada, "introduction", "Maria", &hidden).await?;
    let to_maria = gets(narrator, &mut town.maria, "introduction", "Ada", &["ada@student.uni.example"]).await?;
    Ok((to_ada, to_maria))
}

async fn talking(
    town: &mut Town,
    narrator: &Narrator,
    mut to_ada: Received,
    mut to_maria: Received,
) -> Result<Received, DemoError> {
    narrator.scene(
        "4. They talk by answering. Neither sees the other's address; files go along, and what mail programs quote does not.",
    );
    let rounds = [
        (
            "I would like to understand what a brand manager does all day.",
            "Mostly listening! Read the page I have attached.",
        ),
        ("That helped. May I show you my CV next week?", "Please do, and we shall look at it together."),
        ("Here it is: two pages about me.", "A good CV. Put the project with the museum first."),
    ];
    for (round, (asks, answers)) in rounds.into_iter().enumerate() {
        narrator.writes(&town.ada, "the address of that mail", asks);
        town.ada.answer(&to_ada, asks).await?;
        to_maria = gets(narrator, &mut town.maria, "relay", asks, &["ada@student.uni.example"]).await?;
        let files = if round == 0 { vec![note()] } else { Vec::new() };
        narrator.writes(&town.maria, "the address of that mail", answers);
        town.maria.answer_with(&to_maria, answers, files).await?;
        to_ada = gets(narrator, &mut town.ada, "relay", answers, &["maria.schmidt@alumni.example"]).await?;
        if round == 0 && to_ada.files != ["a-day.txt"] {
            return Err(DemoError::Wrong("relay", town.ada.name.clone(), "has lost the attached file".to_owned()));
        }
    }
    let quoted = to_maria.text.lines().any(|line| line.trim_start().starts_with('>'));
    if quoted {
        return Err(DemoError::Wrong("relay", town.maria.name.clone(), "passes quotes on".to_owned()));
    }
    Ok(to_ada)
}

fn note() -> Attachment {
    Attachment {
        name: "a-day.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        inline: false,
        content_id: None,
        bytes: b"A day of a brand manager: 9:00 listening, 10:00 listening, 11:00 deciding.\n".to_vec(),
    }
}

async fn asking_staff(town: &mut Town, narrator: &Narrator) -> Result<(), DemoError> {
    narrator
        .scene("5. Tom needs a human. The careers service answers by reply; he sees the team, not a private address.");
    let body = "STAFF Can I have a mentor although I graduate in July?";
    narrator.writes(&town.tom, SERVICE, body);
    town.tom.write(SERVICE, "A question", body).await?;
    let case = gets(narrator, &mut town.helen, "case", "although I graduate in July", &[]).await?;
    let body = "Yes, of course. Mentorships may go on after graduation.";
    narrator.writes(&town.helen, "the address of that mail", body);
    town.helen.answer(&case, body).await?;
    gets(narrator, &mut town.tom, "case-reply", "go on after graduation", &["helen.price@uni.example"]).await?;
    Ok(())
}

async fn ending(town: &mut Town, narrator: &Narrator, last: &Received) -> Result<(), DemoError> {
    narrator.scene("6. Goals reached: Ada ends the mentorship with a word of thanks.");
    let body = "END goals reached\n\nThank you, Maria, for everything. I start in Hamburg in September!";
    narrator.writes(&town.ada, "the address of that mail", body);
    town.ada.answer(last, body).await?;
    gets(narrator, &mut town.maria, "ended", "I start in Hamburg", &["ada@student.uni.example"]).await?;
    gets(narrator, &mut town.ada, "ended", "Maria", &["maria.schmidt@alumni.example"]).await?;
    Ok(())
}

async fn digest(town: &mut Town, narrator: &Narrator) -> Result<(), DemoError> {
    narrator
        .scene("7. Helen, of the staff, reads how things stand. It comes each weekday at eight; here she asks for it.");
    narrator.writes(&town.helen, SERVICE, "DIGEST");
    town.helen.write(SERVICE, "Digest", "DIGEST").await?;
    gets(narrator, &mut town.helen, "digest", "1", &[]).await?;
    Ok(())
}
