//! The little story that every fault happens in: a list, a request, a mentorship, and words both ways.

use mentorpost::demo::SERVICE;
use mentorpost::demo::person::Received;

use crate::house::{Ending, House, Reach};

/// How many times somebody writes.
pub const STEPS: usize = 5;

/// Lives through the story; before the service looks at the mail of a step, `meanwhile` happens to the servers.
pub async fn live(house: &mut House, meanwhile: impl Fn(&House, usize)) -> Ending {
    for step in 0..STEPS {
        write(house, step).await;
        meanwhile(house, step);
        house.rest().await;
        house.sandbox.imap_faults().clear();
        house.sandbox.smtp_faults().clear();
    }
    house.ending().await
}

async fn write(house: &mut House, step: usize) {
    match step {
        0 => house.ada.write(SERVICE, "Hello", "MENTORS").await,
        1 => {
            let directory = house.ada.receive("directory").await.unwrap();
            let asking = format!("INTERESTED {}\n\nDear Maria, how did you begin?", reference(&directory));
            house.ada.write(SERVICE, "Dear Maria", &asking).await
        }
        2 => {
            let request = house.maria.receive("request").await.unwrap();
            house.maria.answer(&request, "ACCEPT\n\nLet us talk.").await
        }
        3 => {
            let introduction = house.ada.receive("introduction").await.unwrap();
            house.ada.answer(&introduction, "What does a brand manager do all day?").await
        }
        _ => {
            let relayed = house.maria.receive("relay").await.unwrap();
            assert!(relayed.text.contains("What does a brand manager do all day?"), "{}", relayed.text);
            house.maria.answer(&relayed, "Mostly listening.").await
        }
    }
    .unwrap();
}

/// The number of the one mentor.
pub fn reference(directory: &Received) -> String {
    let words = directory.text.split(|c: char| !c.is_ascii_alphanumeric());
    let number = |word: &&str| word.strip_prefix('M').is_some_and(|n| n.parse::<u64>().is_ok());
    words.into_iter().find(number).unwrap().to_owned()
}

/// How the story ends where nothing goes wrong.
pub async fn undisturbed(reach: &Reach) -> Ending {
    let mut house = House::start_with(reach).await;
    let ending = live(&mut house, |_, _| ()).await;
    assert_eq!((ending.folders, ending.received.len(), house.copies()), ([0, STEPS, 0], STEPS, 0));
    assert_eq!(ending.outbox.keys().collect::<Vec<_>>(), ["sent"]);
    house.end().await;
    ending
}
