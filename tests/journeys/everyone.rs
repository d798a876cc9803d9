//! What everyone can ask for at any time.

use mentorpost::demo::SERVICE;

use crate::village::{end, town};

#[tokio::test]
async fn the_handbook_answers_by_mail() {
    let mut town = town().await;
    town.ada.write(SERVICE, "A question", "FAQ how long does it last?").await.unwrap();
    let answer = town.ada.receive("faq").await.unwrap();
    assert_eq!(answer.subject, "How long does a mentorship last?");
    assert!(answer.text.contains("As long as it is useful to both."), "{}", answer.text);
    town.ada.answer(&answer, "FAQ").await.unwrap();
    let list = town.ada.receive("faq").await.unwrap();
    assert!(list.text.contains("For mentees") && !list.text.contains("For mentors"), "{}", list.text);
    town.ada.press(&list, "FAQ declined").await.unwrap();
    let answer = town.ada.receive("faq").await.unwrap();
    assert!(answer.text.contains("after 90 days"), "{}", answer.text);
    town.maria.write(SERVICE, "A question", "FAQ parking").await.unwrap();
    let nothing = town.maria.receive("faq").await.unwrap();
    assert!(nothing.text.contains("no answer that fits “parking”"), "{}", nothing.text);
    assert!(nothing.text.contains("FAQ how-many – How many mentees should I have?"), "{}", nothing.text);
    end(town).await;
}
