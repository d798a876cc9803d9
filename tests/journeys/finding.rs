//! How a mentee finds a mentor, and how a mentor with several requests says which is meant.

use mentorpost::clock::Clock;
use mentorpost::demo::SERVICE;

use crate::village::{BEGIN, end, kinds, reference, reference_in, town, town_with};

#[tokio::test]
async fn a_search_forgives_a_slip_narrows_and_says_how_to_widen() {
    let mut town = town().await;
    town.ada.write(SERVICE, "Mentors", "MENTORS enginering").await.unwrap();
    let found = town.ada.receive("directory").await.unwrap();
    assert!(found.text.contains("Priya Nair") && !found.text.contains("Maria Schmidt"), "{}", found.text);
    // Two words narrow; what nobody fits is said, with a search that finds somebody.
    town.ada.write(SERVICE, "Mentors", "MENTORS marketing zanzibar").await.unwrap();
    let nearest = town.ada.receive("directory").await.unwrap();
    assert!(nearest.text.contains("zanzibar") && nearest.text.contains("Maria Schmidt"), "{}", nearest.text);
    // By her own aims, with the reason beside each.
    town.ada.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    let ranked = town.ada.receive("directory").await.unwrap();
    let place = |name: &str| ranked.text.find(name).unwrap_or_else(|| panic!("{name} in {}", ranked.text));
    assert!(place("Maria Schmidt") < place("Priya Nair"), "{}", ranked.text);
    end(town).await;
}

#[tokio::test]
async fn the_directory_is_turned_page_by_page() {
    let mut town = town_with(Clock::fixed(BEGIN.parse().unwrap()), |policy| policy.rules.page_size = 2).await;
    town.ada.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    let first = town.ada.receive("directory").await.unwrap();
    let names = ["Maria Schmidt", "James Okafor", "Priya Nair"];
    let shown = |text: &str| names.iter().filter(|name| text.contains(**name)).count();
    assert_eq!(shown(&first.text), 2, "{}", first.text);
    town.ada.press(&first, "MENTORS NEXT").await.unwrap();
    let second = town.ada.receive("directory").await.unwrap();
    assert_eq!(shown(&second.text), 1, "{}", second.text);
    let last = names.iter().find(|name| second.text.contains(**name)).unwrap();
    assert!(!first.text.contains(last), "nobody is shown twice");
    assert!(!second.text.contains("MENTORS NEXT"), "there is no third page: {}", second.text);
    town.ada.write(SERVICE, "Mentors", "MENTORS NEXT").await.unwrap();
    let over = town.ada.receive("directory").await;
    assert!(over.is_ok() || kinds(&town, &town.ada).await.last().is_some_and(|kind| kind == "not-allowed"));
    end(town).await;
}

#[tokio::test]
async fn a_yes_that_could_be_about_two_requests_is_asked_about() {
    let mut town = town().await;
    let maria = reference(&mut town, "Maria Schmidt").await;
    let body = format!("INTERESTED {maria}\n\nDear Maria, may I ask you about brands?");
    town.ada.write(SERVICE, "A mentor for me", &body).await.unwrap();
    town.ada.receive("request-sent").await.unwrap();
    town.tom.write(SERVICE, "A mentor for me", &body).await.unwrap();
    town.tom.receive("request-sent").await.unwrap();
    town.maria.receive("request").await.unwrap();
    town.maria.receive("request").await.unwrap();
    // A mail of her own, in answer to neither.
    town.maria.write(SERVICE, "Yes!", "ACCEPT\n\nLet us begin in January.").await.unwrap();
    let which = town.maria.receive("which-request").await.unwrap();
    for name in ["Ada Byrne", "Tom Whitfield", "Let us begin in January."] {
        assert!(which.text.contains(name), "{name}: {}", which.text);
    }
    assert!(!kinds(&town, &town.ada).await.contains(&"accepted".to_owned()));
    let line = which.text.lines().find(|line| line.contains("Tom Whitfield")).unwrap();
    let number: String = line.split_once("ACCEPT ").unwrap().1.chars().take_while(char::is_ascii_digit).collect();
    town.maria.press(&which, &format!("ACCEPT {number}")).await.unwrap();
    town.tom.receive("accepted").await.unwrap();
    town.tom.receive("introduction").await.unwrap();
    assert!(!kinds(&town, &town.ada).await.contains(&"accepted".to_owned()), "the other still waits");
    end(town).await;
}

#[tokio::test]
async fn whom_one_asks_is_looked_at_first() {
    let mut town = town().await;
    town.ada.write(SERVICE, "Mentors", "MENTORS").await.unwrap();
    let directory = town.ada.receive("directory").await.unwrap();
    let james = reference_in(&directory, "James Okafor");
    town.ada.press(&directory, &format!("MENTOR {james}")).await.unwrap();
    let page = town.ada.receive("mentor").await.unwrap();
    assert!(page.text.contains("James Okafor") && !page.text.contains("james.okafor@"), "{}", page.text);
    town.ada.press(&page, &format!("INTERESTED {james}")).await.unwrap();
    let wanted = town.ada.receive("message-wanted").await.unwrap();
    town.ada.answer(&wanted, &format!("INTERESTED {james}\n\nDear James, how did you begin?")).await.unwrap();
    town.ada.receive("request-sent").await.unwrap();
    assert!(town.james.receive("request").await.unwrap().text.contains("how did you begin?"));
    end(town).await;
}
