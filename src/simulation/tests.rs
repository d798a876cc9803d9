//! Small runs, short enough for every test run; `tests/simulate-long` makes the long ones.

use super::*;

fn plan(seed: u64, faults: Faults) -> Plan {
    Plan { seed, days: 16, mentors: 6, mentees: 16, faults, go_on: false }
}

/// A week or two in a small circle.
fn short(seed: u64, faults: Faults) -> Plan {
    Plan { seed, days: 8, mentors: 4, mentees: 10, faults, go_on: false }
}

async fn lived(plan: Plan) -> Report {
    let report = run(&plan, &mut |_, _| {}).await.unwrap();
    if let Some(failure) = &report.failure {
        panic!(
            "seed {} on day {}: {}: {}\n{}\n{}",
            plan.seed,
            failure.day,
            failure.promise,
            failure.how,
            failure.others.join("\n"),
            failure.story
        );
    }
    report
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fortnight_keeps_every_promise() {
    let report = lived(plan(1, Faults::default())).await;
    // It is a time in which something happens.
    assert!(report.figures.mentorships.0 > 0, "{}", report.figures);
    for kind in ["directory", "request", "request-sent", "accepted", "introduction", "relay", "digest"] {
        assert!(report.figures.sent.contains_key(kind), "{kind}: {}", report.figures);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fortnight_in_which_everything_goes_wrong_keeps_every_promise() {
    let report = lived(plan(3, Faults::all())).await;
    assert!(!report.figures.faults.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_seed_gives_the_same_mails_and_another_seed_others() {
    let first = lived(short(1, Faults::default())).await;
    let again = lived(short(1, Faults::default())).await;
    assert_eq!(first.digest, again.digest);
    assert_eq!(first.figures, again.figures);
    let other = lived(short(4, Faults::default())).await;
    assert_ne!(first.digest, other.digest);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_of_mail_in_both_directions_change_nothing() {
    let once = lived(short(2, Faults::default())).await;
    let copied = lived(short(2, Faults::copies())).await;
    assert!(copied.figures.faults.contains_key("twice"), "{}", copied.figures);
    assert_eq!(once.end, copied.end);
}
