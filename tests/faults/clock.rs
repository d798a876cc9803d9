//! A clock that jumps forth and back, and settings whose time zone changes from run to run.

use jiff::ToSpan;
use jiff::civil::Weekday;
use mentorpost::demo::SERVICE;

use crate::house::{House, Reach};
use crate::story::{live, reference, undisturbed};

#[tokio::test]
async fn a_clock_that_jumps_loses_and_doubles_nothing() {
    let expected = undisturbed(&Reach::default()).await;
    // Hours by which it is wrong from each step on; the last is right again.
    for jumps in [[3, -5, 7, -9, 0], [-20, 20, -20, 20, 0], [0, 40, 0, 40, 0]] {
        let mut house = House::start().await;
        let right = house.clock.now();
        let jump = |house: &House, step: usize| house.clock.set(right + jumps[step].hours());
        assert_eq!(live(&mut house, jump).await, expected, "{jumps:?}");
        assert_eq!(house.copies(), 0);
        house.end().await;
    }
}

#[tokio::test]
async fn a_letter_that_was_put_off_under_a_wrong_clock_goes_out_under_the_right_one() {
    use mentorpost::sandbox::{SmtpFault, SmtpStage};
    let mut house = House::start().await;
    let right = house.clock.now();
    house.clock.set(right + 2.hours());
    let later = SmtpFault::Reply { stage: SmtpStage::Rcpt, code: 450, text: "4.2.1 Later".to_owned() };
    house.ada.write(SERVICE, "Hello", "MENTORS").await.unwrap();
    house.sandbox.smtp_faults().push(later);
    house.service.run_once(house.pool.as_ref(), &house.running).await.unwrap();
    assert_eq!(house.ada.all_mail().len(), 0);
    house.clock.set(right);
    house.rest().await;
    assert_eq!((house.ada.all_mail().len(), house.copies()), (1, 0));
    house.end().await;
}

const ZONES: [&str; 6] =
    ["America/New_York", "Asia/Tokyo", "UTC", "Pacific/Kiritimati", "Europe/London", "Pacific/Pago_Pago"];

#[tokio::test]
async fn settings_with_another_time_zone_bring_no_second_digest_and_no_second_reminder() {
    use Weekday::*;
    let mut house = House::start().await;
    house.running.digest_days = vec![Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];
    house.ada.write(SERVICE, "Hello", "MENTORS").await.unwrap();
    house.rest().await;
    let directory = house.ada.receive("directory").await.unwrap();
    let asking = format!("INTERESTED {}\n\nDear Maria, how did you begin?", reference(&directory));
    house.ada.write(SERVICE, "Dear Maria", &asking).await.unwrap();
    house.ada.write(SERVICE, "Help", "STAFF Is anybody there?").await.unwrap();
    house.rest().await;
    let (hours, every) = (5 * 24, 5);
    for hour in 0..hours {
        if hour % every == 0 {
            house.in_zone(ZONES[hour / every % ZONES.len()]).await;
        }
        house.later(60);
        house.service.run_once(house.pool.as_ref(), &house.running).await.unwrap();
    }
    let count = |mails: Vec<mentorpost::demo::person::Received>, kind: &str| {
        mails.into_iter().filter(|mail| mail.kind == kind).count()
    };
    assert_eq!(count(house.maria.all_mail(), "request-reminder"), 1, "after three days");
    let digests = house.helen.all_mail().into_iter().filter(|mail| mail.kind == "digest");
    let mut subjects: Vec<_> = digests.map(|mail| mail.subject + &mail.text).collect();
    let all = subjects.len();
    subjects.sort();
    subjects.dedup();
    assert!((1..=7).contains(&all) && subjects.len() == all, "{all} digests, {} different", subjects.len());
    house.end().await;
}
