//! Held words that a rule lets go are handled in the same run: with cron the next one may be hours away.

use crate::house::House;

#[tokio::test]
async fn one_run_handles_what_a_rule_lets_go() {
    let mut house = House::start().await;
    let introduction = house.mentorship().await;
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
