//! Cases: `STAFF` and `CONCERN`, and the talk between a person and the team that follows.

use super::acting::Acting;
use super::attachments;
use super::case::{Case, CaseId};
use super::change::Change;
use super::command::{Command, Word};
use super::conversation::Topic;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::held_words;
use super::leak::{self, Leak};
use super::letter::Author;
use super::notice::Notice;
use super::on_command::{already, not_allowed};
use super::outcome::{Disposition, Outcome};
use super::person::{PersonId, Role, Team};
use super::standing::{far_too_many, not_today, not_understood, too_many};

/// How much of a person's words is kept with a case, in characters.
const MAX_KEPT: usize = 10_000;

/// Words that, said to the team, are an answer like any other.
pub(super) fn is_chat(word: Word) -> bool {
    matches!(
        word,
        Word::Yes | Word::No | Word::Ok | Word::Great | Word::Rating | Word::Done | Word::Staff | Word::Concern
    )
}

/// Opens a case with the team that looks after the writer.
pub(super) fn open(
    mut desk: Desk<'_>,
    acting: &Acting<'_, '_>,
    command: &Command,
    message: &str,
    concern: bool,
) -> Outcome {
    let words = format!("{}\n\n{message}", command.argument).trim().to_owned();
    if words.is_empty() && acting.mail.inbound.attachments.is_empty() {
        let word = command.word.as_str();
        let next = format!("Write {word} again with your message behind it or below it.");
        return not_allowed(desk, acting, "There was no message for the team.", &next);
    }
    let stopped = if concern { far_too_many(&desk) } else { too_many(&desk) };
    if stopped {
        return not_today(desk, acting, team_name(acting.person.team()), &words);
    }
    let case = new(&mut desk, acting, concern, &words);
    desk.change(Change::NewCase(case.clone()));
    desk.audit(Some(acting.person.id), if concern { "case.concern" } else { "case.opened" }, case.id.0);
    to_team(&mut desk, acting, &case, &words);
    let what = format!("Your message went to {} as case {}.", team_name(case.team), case.id.0);
    let next = "You will have their answer by mail; to add something, answer this mail.".to_owned();
    let notice = if concern {
        Notice::ConcernSent { number: case.id.0, team: team_name(case.team).to_owned() }
    } else {
        Notice::Done { what, next }
    };
    let letter = Draft::new(acting.person.id, notice).in_conversation(case.conversation);
    desk.post(letter.answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("case.opened"))
}

fn new(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, concern: bool, words: &str) -> Case {
    let id = CaseId(desk.number());
    Case {
        id,
        person: acting.person.id,
        team: acting.person.team(),
        concern,
        conversation: desk.new_conversation(Topic::Case(id), &acting.mail.inbound.subject),
        opened_at: desk.now,
        answered_at: None,
        closed_at: None,
        words: kept(words),
        version: 0,
    }
}

/// Words for the team that want no answer: a case that is closed from the beginning, and opens when somebody answers.
pub(super) fn for_their_eyes(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, words: &str) {
    let case = Case { closed_at: Some(desk.now), ..new(desk, acting, false, words) };
    desk.change(Change::NewCase(case.clone()));
    desk.audit(Some(acting.person.id), "case.words", case.id.0);
    to_team(desk, acting, &case, words);
}

/// The team as people call it.
pub(super) fn team_name(team: Team) -> &'static str {
    match team {
        Team::Alumni => "the alumni team",
        Team::Careers => "the careers service",
    }
}

/// The staff of a team; everybody where a team has nobody, so that no case goes unseen.
pub(super) fn members(desk: &Desk<'_>, team: Team) -> Vec<PersonId> {
    let of_team = |id: &PersonId| desk.person(*id).is_some_and(|person| person.team() == team);
    let members: Vec<_> = desk.snapshot.staff.iter().copied().filter(of_team).collect();
    if members.is_empty() { desk.snapshot.staff.clone() } else { members }
}

fn to_team(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, case: &Case, words: &str) {
    let (files, notes) = attachments::of(desk, acting, team_name(case.team));
    let notice = case_notice(desk, case, words, notes);
    let entry = desk.entry(case.conversation, Some((acting.mail, acting.person.id)));
    for member in members(desk, case.team) {
        let letter = Draft::new(member, notice.clone()).in_conversation(case.conversation).entry(entry);
        desk.post(letter.with(None, files.clone()));
    }
}

/// A case as staff read it.
pub(super) fn case_notice(desk: &Desk<'_>, case: &Case, words: &str, notes: Vec<String>) -> Notice {
    let role = match desk.person(case.person).map(|person| person.role) {
        Some(Role::Mentor) => "mentor",
        Some(Role::Mentee) => "mentee",
        Some(Role::Staff(_)) => "staff",
        None => "former participant",
    };
    Notice::Case {
        number: case.id.0,
        from_name: desk.name(case.person),
        role: role.to_owned(),
        concern: case.concern,
        words: words.to_owned(),
        notes,
    }
}

/// The person's last words, as far as they are kept with the case.
fn kept(words: &str) -> String {
    words.chars().take(MAX_KEPT).collect()
}

/// Words in the conversation of a case, from the person or from the team.
pub(super) fn reply(mut desk: Desk<'_>, acting: &Acting<'_, '_>, case: Case) -> Outcome {
    if acting.words().is_empty() && acting.mail.inbound.attachments.is_empty() {
        return not_understood(desk, acting);
    }
    if matches!(acting.person.role, Role::Staff(_)) && acting.person.id != case.person {
        return answer(desk, acting, case, acting.words());
    }
    if too_many(&desk) {
        return not_today(desk, acting, team_name(case.team), acting.words());
    }
    let reopened = case.closed_at.is_some();
    to_team(&mut desk, acting, &case, acting.words());
    let what = if reopened { "case.reopened" } else { "case.continued" };
    desk.audit(Some(acting.person.id), what, case.id.0);
    desk.put_case(Case { closed_at: None, words: kept(acting.words()), ..case });
    limited(desk, acting.mail, Disposition::Relayed)
}

/// The team's answer, in the team's name.
fn answer(mut desk: Desk<'_>, acting: &Acting<'_, '_>, case: Case, words: &str) -> Outcome {
    let leak = leak::find(desk.snapshot, acting.mail, words, [acting.person.id, case.person]);
    if let Some(Leak::Words | Leak::FileName) = leak {
        return held_words::wait(desk, acting, case.person, words);
    }
    desk.audit(Some(acting.person.id), "case.answered", case.id.0);
    let html = acting.mail.inbound.html.get().filter(|_| leak.is_none());
    tell_person(&mut desk, acting, &case, words, html.map(str::to_owned));
    desk.put_case(Case { answered_at: Some(desk.now), closed_at: None, ..case });
    limited(desk, acting.mail, Disposition::Relayed)
}

fn tell_person(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, case: &Case, words: &str, html: Option<String>) {
    let inbound = acting.mail.inbound;
    let name = desk.name(case.person);
    let (files, notes) = attachments::of(desk, acting, &name);
    let entry = desk.entry(case.conversation, Some((acting.mail, acting.person.id)));
    let letter = Draft::new(case.person, Notice::CaseReply { words: words.to_owned(), notes })
        .by(Author::Team(case.team))
        .in_conversation(case.conversation)
        .entry(entry)
        .subject(&inbound.subject)
        .with(html, files);
    desk.post(letter);
    // The others know then that it is answered, and how.
    let notice = Notice::CaseAnswered {
        number: case.id.0,
        from_name: name,
        colleague: acting.person.name.clone(),
        words: words.to_owned(),
    };
    for member in members(desk, case.team).into_iter().filter(|member| *member != acting.person.id) {
        desk.post(Draft::new(member, notice.clone()).in_conversation(case.conversation).entry(entry));
    }
}

/// `TEAM`: the case goes to the other team, which gets the person's last words; the person is not troubled with it.
pub(super) fn move_to(desk: &mut Desk<'_>, staff: PersonId, case: Case, team: Team) -> Result<String, String> {
    let (number, to) = (case.id.0, team_name(team));
    if case.team == team {
        return Err(format!("Case {number} is with {to} already."));
    }
    let case = Case { team, ..case };
    let notice = case_notice(desk, &case, &case.words, Vec::new());
    let entry = desk.entry(case.conversation, None);
    for member in members(desk, team) {
        desk.post(Draft::new(member, notice.clone()).in_conversation(case.conversation).entry(entry));
    }
    desk.audit(Some(staff), "case.moved", number);
    desk.put_case(case);
    Ok(format!("Case {number} is with {to} now, who have it in a mail."))
}

/// `CLOSE` in answer to the case's mail; words below it are the team's last.
pub(super) fn close_here(mut desk: Desk<'_>, acting: &Acting<'_, '_>, case: Case, words: &str) -> Outcome {
    if case.closed_at.is_some() {
        return already(desk, acting, format!("Case {} is closed already.", case.id.0));
    }
    if !words.is_empty() {
        let found = leak::find_beside_html(desk.snapshot, acting.mail, words, [acting.person.id, case.person]);
        if found == Some(Leak::Words) {
            return answer(desk, acting, case, words);
        }
        tell_person(&mut desk, acting, &case, words, None);
    }
    let number = case.id.0;
    close(&mut desk, acting.person.id, case);
    let notice = Notice::Done { what: format!("Case {number} is closed."), next: "A new reply opens it again.".into() };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done("case.closed"))
}

/// Closes a case and tells its person.
pub(super) fn close(desk: &mut Desk<'_>, staff: PersonId, case: Case) {
    desk.audit(Some(staff), "case.closed", case.id.0);
    let letter = Draft::new(case.person, Notice::CaseClosed { number: case.id.0 }).by(Author::Team(case.team));
    desk.post(letter.in_conversation(case.conversation));
    desk.put_case(Case { closed_at: Some(desk.now), ..case });
}
