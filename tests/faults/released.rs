//! Held words that a rule lets go are handled in the same run: with cron the next one may be hours away.

use mentorpost::demo::SERVICE;

use crate::house::House;
use crate::story::reference;

#[tokio::test]
async fn one_run_handles_what_a_rule_lets_go() {
    let mut house = House::start().await;
    house.ada.write(SERVICE, "Hello", "MENTORS").await.unwrap();
    house.rest().await;
    let directory = house.ada.receive("directory").await.unwrap();
    let asking = format!("INTERESTED {}\n\nDear Maria, how did you begin?", reference(&directory));
    house.ada.write(SERVICE, "Dear Maria", &asking).await.unwrap();
    house.rest().await;
    let request = house.maria.receive("request").await.unwrap();
    house.maria.answer(&request, "ACCEPT").await.unwrap();
    house.rest().await;
    let introduction = house.maria.receive("introduction").await.unwrap();
    house.maria.answer(&introduction, "Just write to maria.schmidt@alumni.example.").await.unwrap();
    house.rest().await;
    let held = house.maria.receive("held").await.unwrap();
    house.maria.press(&held, "SHARE").await.unwrap();
    house.rest().await;
    let share = house.ada.receive("share").await.unwrap();
    house.ada.press(&share, "SHARE").await.unwrap();
    house.service.run_once(house.pool.as_ref(), &house.running).await.unwrap();
    assert!(house.ada.all_mail().iter().any(|mail| mail.kind == "relay"), "Maria's words have come");
    house.end().await;
}
