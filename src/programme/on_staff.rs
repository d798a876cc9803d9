//! A mail of staff: an answer in a case, or command lines that are answered with a transcript.

use super::acting::{Acting, Place};
use super::case::{Case, CaseId};
use super::change::Change;
use super::conversation::HeldWhy;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::{Proof, hold_and_ask, limited};
use super::notice::{Notice, TranscriptLine, WordLine};
use super::outcome::{Disposition, Outcome};
use super::person::{Person, PersonId, PersonState, Role};
use super::staff_command::{StaffCommand, lines};
use super::staff_invite::{invite, remind};
use super::staff_show::{find_case, people, show, state_word};
use super::{announcement, export, on_case, on_digest, report};

/// Decides about a mail of staff.
pub(super) fn decide(desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let read = lines(&acting.mail.inbound.text);
    let first = read.first().and_then(|(_, command)| command.clone());
    if let Place::Case(case) = acting.place.clone() {
        match first {
            None => return on_case::reply(desk, acting, case),
            Some(StaffCommand::Close(number)) if number.is_none_or(|n| n == case.id.0) => {
                if acting.proof != Proof::Proven {
                    return hold_and_ask(desk, acting.mail, &acting.person, HeldWhy::Command);
                }
                if read.len() == 1 || read.get(1).is_some_and(|(_, command)| command.is_none()) {
                    let below = acting.words().split_once('\n').map_or("", |(_, below)| below.trim());
                    return on_case::close_here(desk, acting, case, below);
                }
            }
            Some(_) => {}
        }
    }
    if !read.iter().any(|(_, command)| command.is_some()) {
        return not_understood(desk, acting);
    }
    if acting.proof != Proof::Proven {
        return hold_and_ask(desk, acting.mail, &acting.person, HeldWhy::Command);
    }
    transcript(desk, acting, read)
}

fn transcript(mut desk: Desk<'_>, acting: &Acting<'_, '_>, read: Vec<(String, Option<StaffCommand>)>) -> Outcome {
    let mut answered = Vec::new();
    let mut changed = false;
    for (line, command) in read {
        let (ok, answer) = match command {
            Some(command) => {
                changed |= changes(&command);
                match carry_out(&mut desk, acting, command) {
                    Ok(answer) => (true, answer),
                    Err(answer) => (false, answer),
                }
            }
            None => (false, "I do not know this word; HELP lists those I know.".to_owned()),
        };
        answered.push(TranscriptLine { line, answer, ok });
    }
    let done = changed && answered.iter().any(|line| line.ok);
    desk.post(Draft::new(acting.person.id, Notice::Transcript { lines: answered }).answering(acting.mail));
    let disposition = if done { Disposition::Done("staff.commands") } else { Disposition::Answered("transcript") };
    limited(desk, acting.mail, disposition)
}

fn changes(command: &StaffCommand) -> bool {
    use StaffCommand as C;
    match command {
        C::Approve(_) | C::Reject(..) | C::Close(_) | C::Team(..) | C::Pause(_) | C::Suspend(_) | C::Restore(_) => true,
        C::Remind(_) | C::Invite(..) | C::Announce(..) => true,
        C::Show(_) | C::People(_) | C::Pending | C::Digest | C::Report(_) | C::Export => false,
        C::Help | C::Incomplete(_) => false,
    }
}

/// One line: what it did, or why it did nothing.
fn carry_out(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, command: StaffCommand) -> Result<String, String> {
    // A letter to somebody else may need a conversation of its own.
    if changes(&command) && !desk.has_numbers(2) {
        return Err("That is more than fits into one mail; please send this line again.".to_owned());
    }
    let staff = acting.person.id;
    use PersonState as S;
    match command {
        StaffCommand::Approve(id) => move_on(desk, staff, id, &[S::Applied, S::Waiting], S::Active, "person.approved"),
        StaffCommand::Reject(id, reason) => reject(desk, staff, id, &reason),
        StaffCommand::Pause(id) => move_on(desk, staff, id, &[S::Active], S::Paused, "person.paused-by-staff"),
        StaffCommand::Suspend(id) => {
            let from = [S::Invited, S::Applied, S::Waiting, S::Active, S::Paused];
            move_on(desk, staff, id, &from, S::Suspended, "person.suspended")
        }
        StaffCommand::Restore(id) => restore(desk, staff, id),
        StaffCommand::Close(number) => close(desk, acting, number),
        StaffCommand::Team(team, number) => {
            let case = the_case(desk, acting, number, "TEAM careers 5")?;
            on_case::move_to(desk, staff, case, team)
        }
        StaffCommand::Show(what) => show(desk, acting, &what),
        StaffCommand::People(query) => people(desk, staff, &query),
        StaffCommand::Remind(number) => remind(desk, staff, number),
        StaffCommand::Invite(role, address, name) => invite(desk, staff, role, &address, &name),
        StaffCommand::Announce(audience, text) => announcement::ask(desk, acting, audience, &text),
        StaffCommand::Report(words) => report::send(desk, acting, &words),
        StaffCommand::Export => export::send(desk, acting),
        StaffCommand::Pending => on_digest::pending(desk, acting.person.role),
        StaffCommand::Digest => on_digest::now(desk, acting),
        StaffCommand::Help => Ok(HELP.join("\n")),
        StaffCommand::Incomplete(what) => Err(format!("{what}.")),
    }
}

const HELP: &[&str] = &[
    "PENDING: what waits for you. DIGEST: the digest now.",
    "APPROVE 12: takes an applicant in. REJECT 14 and a reason: turns one down.",
    "SHOW 33: whatever has that number. PEOPLE and words: finds people.",
    "CLOSE 5: closes a case. TEAM careers 5: gives it to that team. To answer a case, reply to its mail.",
    "REMIND 33: reminds the mentor of a request, or an invited person of the invitation.",
    "PAUSE 17, SUSPEND 17, RESTORE 17: how somebody takes part.",
    "INVITE mentor jane@firm.example Jane Doe: asks somebody to take part.",
    "ANNOUNCE mentors, mentees or all, with the words below it: writes to them, once you have confirmed it.",
    "REPORT and a period, such as last month: its figures. EXPORT: everything as tables.",
    "Several lines in one mail are carried out one after the other, up to a line that says thanks, quit or --.",
];

fn not_understood(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let option =
        |word: &str, does: &str, button: bool| WordLine { word: word.to_owned(), does: does.to_owned(), button };
    let notice = Notice::NotUnderstood {
        words: acting.words().to_owned(),
        understood: "None of its first lines is a command; to write to a person, answer the mail of their case."
            .to_owned(),
        options: vec![
            option("PENDING", "lists what waits for a decision", true),
            option("DIGEST", "sends the digest now", true),
            option("PEOPLE words", "finds people", false),
            option("HELP", "lists all that can be said", true),
        ],
    };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("not-understood"))
}

fn participant(desk: &Desk<'_>, id: PersonId) -> Result<Person, String> {
    match desk.person(id) {
        Some(person) if !matches!(person.role, Role::Staff(_)) => Ok(person),
        Some(_) => Err("Staff are named in the configuration and cannot be changed by mail.".to_owned()),
        None => Err(format!("Nobody has the number {}.", id.0)),
    }
}

/// Moves a person from one of these states to another, and tells them.
fn move_on(
    desk: &mut Desk<'_>,
    staff: PersonId,
    id: PersonId,
    from: &[PersonState],
    to: PersonState,
    what: &'static str,
) -> Result<String, String> {
    let mut person = participant(desk, id)?;
    if !from.contains(&person.state) {
        return Err(format!("{} is {}; nothing has changed.", person.name, state_word(person.state)));
    }
    person.state = to;
    let mentor = person.role == Role::Mentor;
    let name = person.name.clone();
    desk.audit(Some(staff), what, id.0);
    desk.change(Change::Person(person));
    let notice = match to {
        PersonState::Active => Notice::Approved { mentor },
        PersonState::Paused => Notice::Paused { mentor, running: 0 },
        _ => Notice::Done {
            what: "The team has stopped your taking part for now; nothing of yours is passed on.".to_owned(),
            next: "Write STAFF and your question to ask why.".to_owned(),
        },
    };
    desk.post(Draft::new(id, notice));
    Ok(format!("{name} is {} now and has been told.", state_word(to)))
}

fn reject(desk: &mut Desk<'_>, staff: PersonId, id: PersonId, reason: &str) -> Result<String, String> {
    let mut person = participant(desk, id)?;
    if !matches!(person.state, PersonState::Applied | PersonState::Waiting) {
        return Err(format!("{} is {}, not an applicant; nothing has changed.", person.name, state_word(person.state)));
    }
    person.state = PersonState::Left;
    let name = person.name.clone();
    desk.audit(Some(staff), "person.rejected", id.0);
    desk.change(Change::Person(person));
    let notice = Notice::Rejected { words: reason.to_owned() };
    desk.post(Draft::new(id, notice));
    Ok(format!("{name} has been turned down and told."))
}

fn restore(desk: &mut Desk<'_>, staff: PersonId, id: PersonId) -> Result<String, String> {
    let mut person = participant(desk, id)?;
    let unreachable = person.failures > 0;
    let back = matches!(person.state, PersonState::Suspended | PersonState::Paused | PersonState::Left);
    if !back && !unreachable {
        return Err(format!("{} is {} already; nothing has changed.", person.name, state_word(person.state)));
    }
    if back {
        person.state = PersonState::Active;
    }
    person.failures = 0;
    let (name, mentor) = (person.name.clone(), person.role == Role::Mentor);
    desk.audit(Some(staff), "person.restored", id.0);
    desk.change(Change::Person(person));
    if back {
        desk.post(Draft::new(id, Notice::Resumed { mentor }));
        return Ok(format!("{name} takes part again and has been told."));
    }
    Ok(format!("Mail to {name} is tried again."))
}

/// The case that a line names, else the one that the mail answers.
fn the_case(desk: &Desk<'_>, acting: &Acting<'_, '_>, number: Option<i64>, example: &str) -> Result<Case, String> {
    match (number, &acting.place) {
        // As this mail has left it so far.
        (None, Place::Case(case)) => Ok(desk.case(case.id).unwrap_or_else(|| case.clone())),
        (None, _) => Err(format!("Which case? This wants its number here: {example}.")),
        (Some(number), _) => {
            let found = desk.case(CaseId(number)).or_else(|| find_case(desk, number));
            found.ok_or_else(|| format!("There is no case {number}."))
        }
    }
}

fn close(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, number: Option<i64>) -> Result<String, String> {
    let unplaced = number.and_then(|n| desk.snapshot.unplaced.iter().find(|mail| mail.id.0 == n).map(|mail| mail.id));
    if let Some(mail) = unplaced {
        desk.change(Change::InboxClosed(mail));
        desk.audit(Some(acting.person.id), "mail.closed", mail.0);
        return Ok(format!("Mail {} is off the list.", mail.0));
    }
    let case = the_case(desk, acting, number, "CLOSE 5")?;
    if case.closed_at.is_some() {
        return Err(format!("Case {} is closed already.", case.id.0));
    }
    let answer = format!("Case {} is closed, and {} has been told.", case.id.0, desk.name(case.person));
    on_case::close(desk, acting.person.id, case);
    Ok(answer)
}
