//! A mentorship from the introduction to the feedback: goals, silence, check-ins, the swap of addresses, the end of the studies.

use mentorpost::demo::SERVICE;
use mentorpost::demo::Town;
use mentorpost::demo::person::Person;

use crate::snapshots::assert_mail;
use crate::village::{asked, count, days, end, everything, introduced, kinds, reference, town};

/// How many mails of these kinds Ada and Maria have.
async fn both(town: &Town, kind: &str) -> (usize, usize) {
    (count(town, &town.ada, kind).await, count(town, &town.maria, kind).await)
}

/// Does any mail of this person hold these words?
fn holds(person: &Person, words: &str) -> bool {
    person.all_mail().iter().any(|mail| everything(&mail.raw).contains(&words.to_lowercase()))
}

#[tokio::test]
async fn goals_are_set_and_met_together() {
    let mut town = town().await;
    let (to_ada, to_maria) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "GOAL Apply for three placements\n\nIs that too much?").await.unwrap();
    let told = town.maria.receive("goals").await.unwrap();
    assert_mail("goals", &told);
    town.ada.receive("goals").await.unwrap();
    town.maria.answer(&to_maria, "goal: Have a CV that I would read to its end").await.unwrap();
    let second = town.ada.receive("goals").await.unwrap();
    assert!(second.text.contains("2: Have a CV"), "{}", second.text);
    town.maria.receive("goals").await.unwrap();
    town.ada.press(&second, "DONE 2").await.unwrap();
    let list = town.maria.receive("goals").await.unwrap();
    assert!(list.text.contains("2: Have a CV that I would read to its end (met)"), "{}", list.text);
    // Words in answer to a mail about goals are words to the other.
    town.maria.answer(&list, "Well done!").await.unwrap();
    town.ada.receive("relay").await.unwrap();
    town.maria.press(&told, "DONE 1").await.unwrap();
    let met = town.ada.receive("goals-met").await.unwrap();
    assert_mail("goals-met", &met);
    let also = town.maria.receive("goals-met").await.unwrap();
    // Carrying on with a new one.
    town.maria.answer(&also, "GOAL").await.unwrap();
    assert!(town.maria.receive("not-allowed").await.unwrap().text.contains("A goal was missing"));
    town.ada.answer(&met, "GOAL Say no to the wrong job").await.unwrap();
    assert!(town.maria.receive("goals").await.unwrap().text.contains("3: Say no"));
    town.ada.write(SERVICE, "Our goals", "GOALS").await.unwrap();
    town.settled().await.unwrap();
    let listed = town.ada.all_mail().pop().unwrap();
    assert!(listed.kind == "goals" && listed.text.contains("3: Say no"), "{}", listed.text);
    end(town).await;
}

#[tokio::test]
async fn silence_is_met_with_two_nudges() {
    let mut town = town().await;
    introduced(&mut town).await;
    town.live_until(days(29)).await.unwrap();
    assert_eq!(both(&town, "nudge").await, (0, 0));
    // Maria wrote last, with her acceptance.
    for day in [30, 31, 45, 59] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(both(&town, "nudge").await, (1, 0), "after {day} days");
    }
    assert_mail("nudge", &town.ada.receive("nudge").await.unwrap());
    for day in [60, 61, 90, 200] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(both(&town, "nudge").await, (2, 1), "after {day} days");
    }
    let second = town.ada.receive("nudge").await.unwrap();
    town.ada.answer(&second, "I am back! How are you?").await.unwrap();
    town.maria.receive("relay").await.unwrap();
    for (day, expected) in [(229, (2, 1)), (230, (2, 2)), (259, (2, 2)), (260, (3, 3))] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(both(&town, "nudge").await, expected, "after {day} days");
    }
    end(town).await;
}

#[tokio::test]
async fn a_pause_stops_the_nudges() {
    let mut town = town().await;
    introduced(&mut town).await;
    town.live_until(days(20)).await.unwrap();
    town.maria.write(SERVICE, "Pause", "PAUSE").await.unwrap();
    town.maria.receive("paused").await.unwrap();
    for day in [30, 60, 100] {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(both(&town, "nudge").await, (0, 0), "after {day} days");
    }
    town.maria.write(SERVICE, "Back", "RESUME").await.unwrap();
    town.maria.receive("resumed").await.unwrap();
    town.live_until(days(129)).await.unwrap();
    assert_eq!(both(&town, "nudge").await, (0, 0), "the days count anew");
    town.live_until(days(130)).await.unwrap();
    assert_eq!(both(&town, "nudge").await, (1, 0));
    end(town).await;
}

#[tokio::test]
async fn each_side_is_asked_how_it_goes_three_times() {
    let mut town = town().await;
    introduced(&mut town).await;
    // A month later, 23 December, and the day before.
    for (day, expected) in
        [(29, (0, 0)), (30, (1, 1)), (91, (1, 1)), (92, (2, 2)), (180, (2, 2)), (181, (3, 3)), (400, (3, 3))]
    {
        town.live_until(days(day)).await.unwrap();
        assert_eq!(both(&town, "check-in").await, expected, "after {day} days");
    }
    let first = town.ada.receive("check-in").await.unwrap();
    assert_mail("check-in", &first);
    town.ada.press(&first, "GREAT").await.unwrap();
    town.ada.receive("thanks").await.unwrap();
    town.ada.press(&first, "GREAT").await.unwrap();
    town.ada.receive("already-done").await.unwrap();
    let second = town.ada.receive("check-in").await.unwrap();
    town.ada.answer(&second, "OK\n\nShe is often late.").await.unwrap();
    assert!(town.ada.receive("thanks").await.unwrap().text.contains("The team reads what you wrote"));
    let words = town.helen.receive("case").await.unwrap();
    assert!(words.text.contains("after 3 months") && words.text.contains("often late"), "{}", words.text);
    let third = town.ada.receive("check-in").await.unwrap();
    town.ada.answer(&third, "HELP\n\nShe has not come since May.").await.unwrap();
    let case = town.helen.receive("case").await.unwrap();
    assert!(case.text.contains("after 6 months") && case.text.contains("not come since May"), "{}", case.text);
    town.ada.receive("done").await.unwrap();
    town.settled().await.unwrap();
    for words in ["often late", "not come since"] {
        assert!(!holds(&town.maria, words), "{words} was for the team alone");
    }
    end(town).await;
}

#[tokio::test]
async fn addresses_are_swapped_by_both_or_not_at_all() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "SHARE").await.unwrap();
    let asked = town.maria.receive("share").await.unwrap();
    assert_mail("share", &asked);
    let waiting = town.ada.receive("share").await.unwrap();
    town.ada.press(&waiting, "NO").await.unwrap();
    town.ada.receive("done").await.unwrap();
    assert!(!holds(&town.maria, "ada@student") && !holds(&town.ada, "maria.schmidt@"));
    // Maria would have liked to: now it is she who asks.
    town.maria.press(&asked, "SHARE").await.unwrap();
    town.maria.receive("share").await.unwrap();
    assert!(!holds(&town.maria, "ada@student"));
    let again = town.ada.receive("share").await.unwrap();
    town.ada.press(&again, "SHARE").await.unwrap();
    let shared = town.maria.receive("shared").await.unwrap();
    assert_mail("shared", &shared);
    assert!(shared.text.contains("ada@student.uni.example"), "{}", shared.text);
    let shared = town.ada.receive("shared").await.unwrap();
    assert!(shared.text.contains("maria.schmidt@alumni.example"), "{}", shared.text);
    town.ada.answer(&shared, "I wrote to maria.schmidt@alumni.example from ada@student.uni.example.").await.unwrap();
    assert!(town.maria.receive("relay").await.unwrap().text.contains("ada@student.uni.example"));
    end(town).await;
}

#[tokio::test]
async fn an_end_is_asked_about_before_the_other_side_hears_of_it() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "END").await.unwrap();
    let ending = town.ada.receive("ending").await.unwrap();
    assert_mail("ending", &ending);
    assert_eq!(count(&town, &town.maria, "ended").await, 0);
    town.ada.press(&ending, "NO").await.unwrap();
    assert!(town.ada.receive("done").await.unwrap().text.contains("goes on"));
    town.ada.answer(&to_ada, "END").await.unwrap();
    let ending = town.ada.receive("ending").await.unwrap();
    town.ada.answer(&ending, "I have learnt so much from you.").await.unwrap();
    let again = town.ada.receive("not-understood").await.unwrap();
    assert!(again.text.contains("below END"), "{}", again.text);
    town.ada.answer(&again, "END goals reached\n\nI have learnt so much from you.").await.unwrap();
    let told = town.maria.receive("ended").await.unwrap();
    assert!(told.text.contains("I have learnt so much"), "{}", told.text);
    town.ada.receive("ended").await.unwrap();
    // The reason was said, and a question that is over changes nothing.
    town.ada.press(&ending, "END no time").await.unwrap();
    town.ada.receive("already-done").await.unwrap();
    assert_eq!((count(&town, &town.maria, "ended").await, count(&town, &town.ada, "feedback").await), (1, 1));
    end(town).await;
}

#[tokio::test]
async fn an_end_its_reason_and_the_feedback() {
    let mut town = town().await;
    let (to_ada, _) = introduced(&mut town).await;
    town.ada.answer(&to_ada, "END\n\nThank you, Maria. I have found my way.").await.unwrap();
    let told = town.maria.receive("ended").await.unwrap();
    assert_mail("ended", &told);
    let mine = town.ada.receive("ended").await.unwrap();
    assert!(mine.text.contains("END no time") && mine.text.contains("MENTORS"), "{}", mine.text);
    town.ada.press(&mine, "END no time").await.unwrap();
    assert!(town.ada.receive("thanks").await.unwrap().text.contains("telling us why"));
    let feedback = town.maria.receive("feedback").await.unwrap();
    assert_mail("feedback", &feedback);
    town.maria.answer(&feedback, "4\n\nShe was brave, and never on time.").await.unwrap();
    town.maria.receive("thanks").await.unwrap();
    let feedback = town.ada.receive("feedback").await.unwrap();
    town.ada.answer(&feedback, "Maria talked too much.").await.unwrap();
    let number = town.ada.receive("thanks").await.unwrap();
    town.ada.press(&number, "3").await.unwrap();
    town.ada.receive("thanks").await.unwrap();
    town.settled().await.unwrap();
    assert!(!holds(&town.ada, "never on time") && !holds(&town.maria, "talked too much"));
    // What comes afterwards is sent back, and time brings nothing more.
    town.maria.answer(&told, "One more thing!").await.unwrap();
    town.maria.receive("not-relayed").await.unwrap();
    let before = (kinds(&town, &town.ada).await, kinds(&town, &town.maria).await);
    town.live_until(days(100)).await.unwrap();
    assert_eq!((kinds(&town, &town.ada).await, kinds(&town, &town.maria).await), before);
    // Maria has room again.
    let request = asked(&mut town).await;
    assert!(request.text.contains("Ada"), "{}", request.text);
    town.maria.answer(&request, "DECLINE").await.unwrap();
    town.ada.receive("declined").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn the_end_of_the_studies_is_not_the_end() {
    let mut town = town().await;
    introduced(&mut town).await;
    // Ada's studies end in July 2027: both are asked on 1 June at nine.
    town.live_until("2027-06-01T08:59:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(both(&town, "studies-end").await, (0, 0));
    town.live_until("2027-06-01T09:00:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(both(&town, "studies-end").await, (1, 1));
    let to_ada = town.ada.receive("studies-end").await.unwrap();
    assert_mail("studies-end", &to_ada);
    town.ada.press(&to_ada, "YES").await.unwrap();
    assert!(town.ada.receive("thanks").await.unwrap().text.contains("goes on"));
    town.live_until("2027-12-01T08:00:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(both(&town, "studies-end").await, (1, 1));
    assert_eq!(both(&town, "ended").await, (0, 0));
    let to_maria = town.maria.receive("studies-end").await.unwrap();
    town.maria.answer(&to_maria, "NO\n\nIt was a good time. All the best!").await.unwrap();
    assert!(town.ada.receive("ended").await.unwrap().text.contains("It was a good time"));
    town.maria.receive("ended").await.unwrap();
    end(town).await;
}

#[tokio::test]
async fn who_has_two_mentors_is_asked_which_is_meant() {
    let mut town = town().await;
    introduced(&mut town).await;
    let priya = reference(&mut town, "Priya Nair").await;
    town.ada
        .write(SERVICE, "A second mentor", &format!("INTERESTED {priya}\n\nDear Priya, may I ask you too?"))
        .await
        .unwrap();
    let request = town.priya.receive("request").await.unwrap();
    town.priya.answer(&request, "ACCEPT").await.unwrap();
    town.ada.receive("accepted").await.unwrap();
    let to_ada = town.ada.receive("introduction").await.unwrap();
    town.ada.write(SERVICE, "A goal", "GOAL Find a placement\n\nWhere do I begin?").await.unwrap();
    let which = town.ada.receive("which-one").await.unwrap();
    assert_mail("which-one", &which);
    assert_eq!(count(&town, &town.maria, "goals").await + count(&town, &town.priya, "goals").await, 0);
    town.ada.press(&which, "Maria Schmidt").await.unwrap();
    let told = town.maria.receive("goals").await.unwrap();
    assert!(told.text.contains("Find a placement") && told.text.contains("Where do I begin?"), "{}", told.text);
    assert_eq!(count(&town, &town.priya, "goals").await, 0);
    // In answer to a mail of the one, it is about the one.
    town.ada.answer(&to_ada, "END not the right fit").await.unwrap();
    town.priya.receive("ended").await.unwrap();
    let ended = town.ada.receive("ended").await.unwrap();
    assert!(ended.text.contains("You still have 1 other mentor."), "{}", ended.text);
    assert_eq!(count(&town, &town.maria, "ended").await, 0);
    // One is left: no need to ask.
    town.ada.write(SERVICE, "Goals", "DONE 1").await.unwrap();
    town.maria.receive("goals-met").await.unwrap();
    end(town).await;
}
