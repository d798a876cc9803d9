//! Words to the team, its answers, and what staff can do by mail.

use super::world::*;
use crate::mail::inbound::Verdict;
use crate::programme::case::Case;
use crate::programme::change::Change;
use crate::programme::letter::Author;
use crate::programme::notice::Notice;
use crate::programme::outcome::{Disposition, Outcome};
use crate::programme::person::{PersonId, PersonState, Team};

fn case(outcome: &Outcome) -> Option<Case> {
    outcome.changes.iter().find_map(|change| match change {
        Change::NewCase(case) | Change::Case(case) => Some(case.clone()),
        _ => None,
    })
}

#[test]
fn words_to_the_team_open_a_case_with_those_in_charge() {
    let cases = [
        (ADA, "STAFF my mentor moved", "30: case, 1: done", Some((Team::Careers, false))),
        (ADA, "Staff\n\nMy mentor moved.", "30: case, 1: done", Some((Team::Careers, false))),
        (MONA, "STAFF hello", "31: case, 17: done", Some((Team::Alumni, false))),
        (ADA, "CONCERN I do not feel safe", "30: case, 1: concern-sent", Some((Team::Careers, true))),
        (ADA, "STAFF", "1: not-allowed", None),
        (MONA, "CONCERN", "17: not-allowed", None),
    ];
    for (who, text, expected, row) in cases {
        let outcome = World::running().from(who, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(case(&outcome).map(|c| (c.team, c.concern)), row, "{text}");
    }
    let both = World::new().from(ADA, "STAFF about Mona\n\nShe has moved.");
    assert!(says(&both, "case").contains("about Mona") && says(&both, "case").contains("She has moved."));
}

#[test]
fn a_team_without_members_is_everybodys() {
    let world = World::new().with(|w| w.snapshot.staff = vec![ALAN]);
    assert_eq!(told(&world.from(ADA, "STAFF hello")), "31: case, 1: done");
}

#[test]
fn any_of_the_staff_answers_in_the_teams_name() {
    for (staff, expected) in [(STELLA, "1: case-reply"), (ALAN, "1: case-reply, 30: case-answered")] {
        let outcome = World::case(false, false).from(staff, "Dear Ada, we look into it.");
        assert_eq!((told(&outcome).as_str(), &outcome.disposition), (expected, &Disposition::Relayed));
        assert_eq!(letter(&outcome, "case-reply").author, Author::Team(Team::Careers));
        assert_eq!(letter(&outcome, "case-reply").conversation, Some(CASE));
        assert_eq!(case(&outcome).unwrap().answered_at, Some(now()));
        assert!(!says(&outcome, "case-reply").contains("Stella"));
    }
    let leak = World::case(false, false).from(STELLA, "Write to stella@uni.example");
    assert_eq!(told(&leak), "30: held");
}

#[test]
fn a_case_is_closed_and_a_reply_opens_it_again() {
    let cases = [
        (false, STELLA, "CLOSE", "1: case-closed, 30: done", Some(true)),
        (false, STELLA, "close 55", "1: case-closed, 30: done", Some(true)),
        (false, STELLA, "CLOSE\n\nAll is well now.", "1: case-reply, 1: case-closed, 30: done", Some(true)),
        (false, STELLA, "CLOSE 99", "30: transcript", None),
        (true, STELLA, "CLOSE", "30: already-done", None),
        (true, ADA, "It is not solved.", "30: case", Some(false)),
        (false, ADA, "One thing more.", "30: case", Some(false)),
        (false, ADA, "Yes", "30: case", Some(false)),
        (true, STELLA, "One more word of ours.", "1: case-reply", Some(false)),
        (false, ADA, "", "1: not-understood", None),
    ];
    for (closed, who, text, expected, row) in cases {
        let outcome = World::case(closed, false).from(who, text);
        assert_eq!(told(&outcome), expected, "{text}");
        assert_eq!(case(&outcome).map(|c| c.closed_at.is_some()), row, "{text}");
    }
}

fn lines(outcome: &Outcome) -> Vec<(String, bool)> {
    match &letter(outcome, "transcript").notice {
        Notice::Transcript { lines } => lines.iter().map(|l| (l.line.clone(), l.ok)).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn each_line_of_staff_is_answered() {
    let world = World::case(false, false).with(|w| {
        w.snapshot.conversation = None;
        w.snapshot.people.get_mut(&BEN).unwrap().state = PersonState::Applied;
        w.snapshot.people.get_mut(&KARL).unwrap().state = PersonState::Suspended;
    });
    let text = "APPROVE 2\nAPPROVE 1\nbanana\nCLOSE 55\nCLOSE\nSUSPEND M17\nRESTORE 18\nPAUSE 30\nSHOW 1\nPEOPLE marketing\nSHOW 999\nHELP\nREMIND 3\nreject x\nthanks\nSUSPEND 1";
    let outcome = world.from(STELLA, text);
    assert_eq!(outcome.disposition, Disposition::Done("staff.commands"));
    let ok: Vec<bool> = lines(&outcome).into_iter().map(|(_, ok)| ok).collect();
    let expected = [true, false, false, true, false, true, true, false, true, true, false, true, false, false];
    assert_eq!(ok, expected, "{:?}", lines(&outcome));
    assert_eq!(told(&outcome), "2: approved, 1: case-closed, 17: done, 18: resumed, 30: transcript");
    let shown = "person.shown, person.listed, person.listed, person.listed";
    assert_eq!(audit(&outcome), format!("person.approved, case.closed, person.suspended, person.restored, {shown}"));
}

#[test]
fn one_line_of_staff_changes_one_person() {
    use PersonState as S;
    let cases = [
        (S::Applied, "APPROVE 2", Some(S::Active), "2: approved, 30: transcript"),
        (S::Waiting, "APPROVE 2", Some(S::Active), "2: approved, 30: transcript"),
        (S::Active, "APPROVE 2", None, "30: transcript"),
        (S::Applied, "REJECT 2 not of this university", Some(S::Left), "2: rejected, 30: transcript"),
        (S::Active, "REJECT 2", None, "30: transcript"),
        (S::Active, "PAUSE 2", Some(S::Paused), "2: paused, 30: transcript"),
        (S::Paused, "PAUSE 2", None, "30: transcript"),
        (S::Active, "SUSPEND 2", Some(S::Suspended), "2: done, 30: transcript"),
        (S::Suspended, "SUSPEND 2", None, "30: transcript"),
        (S::Suspended, "RESTORE 2", Some(S::Active), "2: resumed, 30: transcript"),
        (S::Active, "RESTORE 2", None, "30: transcript"),
        (S::Active, "SUSPEND 12345", None, "30: transcript"),
        (S::Erased, "RESTORE 2", None, "30: transcript"),
    ];
    for (before, text, after, expected) in cases {
        let outcome = World::new().edit(BEN, |p| p.state = before).from(STELLA, text);
        let state = outcome.changes.iter().find_map(|change| match change {
            Change::Person(person) => Some(person.state),
            _ => None,
        });
        assert_eq!(state, after, "{before:?} {text}");
        assert_eq!(told(&outcome), expected, "{before:?} {text}");
    }
}

#[test]
fn staff_want_proof_too() {
    let world = World::new();
    for (dmarc, token) in [(Verdict::Fail, true), (Verdict::None, false), (Verdict::Fail, false)] {
        let mut mail = world.write(STELLA, "SUSPEND 2");
        mail.authentication = authentication(dmarc);
        let outcome = world.send(STELLA, &mail, token);
        assert_eq!(told(&outcome), "30: confirm-command", "{dmarc:?} {token}");
    }
}

#[test]
fn prose_of_staff_to_nobody_is_answered() {
    assert_eq!(told(&World::new().from(STELLA, "Dear all,\nwhat a day")), "30: not-understood");
}

#[test]
fn many_lines_never_use_up_the_numbers() {
    let world = World::new().with(|w| {
        for id in 100..140 {
            let mut person = w.snapshot.people[&BEN].clone();
            person.id = PersonId(id);
            person.state = PersonState::Applied;
            w.snapshot.people.insert(person.id, person);
        }
    });
    let text: String = (100..140).map(|id| format!("APPROVE {id}\n")).collect();
    let outcome = world.from(STELLA, &text);
    let (done, undone): (Vec<_>, Vec<_>) = lines(&outcome).into_iter().partition(|(_, ok)| *ok);
    assert_eq!((done.len(), undone.len()), (40, 0));
    assert_eq!(outcome.letters.iter().filter(|l| l.notice.kind() == "approved").count(), done.len());
}
