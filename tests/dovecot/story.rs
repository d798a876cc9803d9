//! A mentorship from its first mail to its last.

use mentorpost::mail::inbound::Attachment;

use crate::server::SERVICE;
use crate::town::{ADA, JAMES, MARIA, Received, Town};

/// The number of a mentor in a directory.
pub fn reference(directory: &Received, name: &str) -> String {
    let line = directory.text.lines().find(|line| line.contains(name)).unwrap();
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
    let number = |word: &&str| word.strip_prefix('M').is_some_and(|n| n.parse::<u64>().is_ok());
    words.find(number).unwrap().to_owned()
}

fn note() -> Attachment {
    Attachment {
        name: "a-day.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        inline: false,
        content_id: None,
        bytes: b"9:00 listening, 10:00 deciding\n".to_vec(),
    }
}

#[test]
fn a_mentorship_from_the_first_mail_to_the_last() {
    let mut town = Town::start();
    let serving = town.serve();
    town.write(ADA, SERVICE, "Hello", "MENTORS");
    let directory = town.gets(ADA, "directory");
    let (james, maria) = (reference(&directory, "James Okafor"), reference(&directory, "Maria Schmidt"));

    town.write(ADA, SERVICE, "A mentor", &format!("INTERESTED {james}\n\nDear James, how did you begin in marketing?"));
    town.gets(ADA, "request-sent");
    let request = town.gets(JAMES, "request");
    assert!(request.text.contains("how did you begin in marketing"), "{}", request.text);
    town.answer(JAMES, &request, "DECLINE\n\nI have just changed jobs.", vec![]);
    assert!(town.gets(ADA, "declined").text.contains("just changed jobs"));

    let asking = format!("INTERESTED {maria}\n\nDear Maria, how did you find your first job in Germany?");
    let asked = town.write(ADA, SERVICE, "Another mentor", &asking);
    let request = town.gets(MARIA, "request");
    town.answer(MARIA, &request, "ACCEPT\n\nLet us talk.", vec![]);
    town.gets(ADA, "accepted");
    let to_ada = town.gets(ADA, "introduction");
    let to_maria = town.gets(MARIA, "introduction");

    town.answer(ADA, &to_ada, "What does a brand manager do all day?", vec![]);
    let relayed = town.gets(MARIA, "relay");
    assert!(relayed.text.contains("What does a brand manager do all day?"), "{}", relayed.text);
    assert!(!relayed.text.lines().any(|line| line.starts_with('>')), "quotes went along: {}", relayed.text);
    assert_ne!(relayed.reply_to, to_ada.reply_to);
    assert_eq!(relayed.reply_to, to_maria.reply_to);
    town.answer(MARIA, &relayed, "Mostly listening; see the page.", vec![note()]);
    let answered = town.gets(ADA, "relay");
    assert!(answered.text.contains("Mostly listening; see the page."), "{}", answered.text);
    assert_eq!(answered.files, [("a-day.txt".to_owned(), note().bytes)]);

    town.answer(ADA, &answered, "END goals reached\n\nThank you for everything!", vec![]);
    assert!(town.gets(MARIA, "ended").text.contains("Thank you for everything"));
    town.gets(ADA, "ended");

    town.settled();
    for (person, others) in [(ADA, [MARIA, JAMES]), (MARIA, [ADA, JAMES]), (JAMES, [ADA, MARIA])] {
        for mail in town.mail_of(person) {
            for other in others {
                assert!(!mail.holds(other), "{person} sees {other}:\n{}", String::from_utf8_lossy(&mail.raw));
            }
        }
    }
    assert_eq!(town.total("inbox"), 8);
    assert_eq!(town.counted("outbox", "sent"), town.total("outbox"));
    let trace = town.says(&["trace", &asked]);
    assert!(trace.contains("request") && trace.contains(MARIA), "{trace}");
    assert!(town.says(&["trace", MARIA]).lines().count() > 3);
    serving.stop();
    assert_eq!((town.dovecot.count(SERVICE, ""), town.dovecot.count(SERVICE, ".Processed")), (0, 8));
}
