//! The command words of staff, several in one mail, a line each.

use super::person::{PersonId, Role, Team};
use crate::mail::address::Address;

/// One line of a staff mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffCommand {
    /// Take an applicant in.
    Approve(PersonId),
    /// Turn an applicant down, with a reason.
    Reject(PersonId, String),
    /// Close a case; without a number the one that the mail answers.
    Close(Option<i64>),
    /// Give a case to a team; without a number the one that the mail answers.
    Team(Team, Option<i64>),
    /// Show whatever has this number, or the people these words fit.
    Show(String),
    /// Find people.
    People(String),
    /// What waits for a decision.
    Pending,
    /// The digest, now.
    Digest,
    /// What can be said.
    Help,
    /// Remind whoever this number waits for.
    Remind(i64),
    /// Let somebody pause.
    Pause(PersonId),
    /// Stop somebody.
    Suspend(PersonId),
    /// Let somebody take part again.
    Restore(PersonId),
    /// Ask somebody to take part, under a name that may be empty.
    Invite(Role, Address, String),
    /// Write to all of a group, once it has been confirmed: the words below.
    Announce(Audience, String),
    /// The figures of a period.
    Report(String),
    /// Everybody and everything as tables.
    Export,
    /// A word with something missing or too much behind it: what it wants.
    Incomplete(&'static str),
}

/// Whom an announcement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Mentors alone.
    Mentors,
    /// Mentees alone.
    Mentees,
    /// Both.
    All,
}

/// How many lines that nothing is known of end the reading, as in debbugs.
const UNKNOWN_IN_A_ROW: usize = 5;
/// How many lines are carried out; each may need rows of its own.
pub const MOST_LINES: usize = 40;
/// How long the name of an invited person may be, in characters.
const MAX_NAME: usize = 100;

impl StaffCommand {
    /// Reads one line; `None` where it does not begin with a word of staff. What stands below an announcement is not on it.
    pub fn read(line: &str) -> Option<Self> {
        let line = line.trim().trim_matches(['*', '_', '"', '`']).trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let word = word.trim_end_matches([':', '.', '!']).to_uppercase();
        let written = rest.trim();
        let rest = written.trim_end_matches(['.', '!']);
        let person = |whole: fn(PersonId) -> Self, wants| {
            Some(reference(rest).map_or(Self::Incomplete(wants), |n| whole(PersonId(n))))
        };
        match word.as_str() {
            "APPROVE" => person(Self::Approve, "APPROVE wants a number: APPROVE 12"),
            "PAUSE" => person(Self::Pause, "PAUSE wants the number of a person: PAUSE 17"),
            "SUSPEND" => person(Self::Suspend, "SUSPEND wants the number of a person: SUSPEND 17"),
            "RESTORE" => person(Self::Restore, "RESTORE wants the number of a person: RESTORE 17"),
            "PENDING" => rest.is_empty().then_some(Self::Pending),
            "DIGEST" => rest.is_empty().then_some(Self::Digest),
            "HELP" => rest.is_empty().then_some(Self::Help),
            "EXPORT" => rest.is_empty().then_some(Self::Export),
            "REPORT" => Some(Self::Report(rest.to_owned())),
            "PEOPLE" => Some(Self::People(rest.to_owned())),
            "SHOW" if rest.is_empty() => Some(Self::Incomplete("SHOW wants a number or a name: SHOW 33")),
            "SHOW" => Some(Self::Show(rest.to_owned())),
            // The reason is passed on as it was written.
            "REJECT" => Some(reject(written)),
            "CLOSE" => Some(close(rest)),
            "TEAM" => Some(team(rest)),
            "REMIND" => Some(reference(rest).map_or(
                Self::Incomplete("REMIND wants the number of a request, or of an invited person: REMIND 33"),
                Self::Remind,
            )),
            "INVITE" => Some(invite(rest)),
            "ANNOUNCE" => Some(audience(rest).map_or(
                Self::Incomplete(
                    "ANNOUNCE wants to know for whom, and the words below it: ANNOUNCE mentors, mentees or all",
                ),
                |audience| Self::Announce(audience, String::new()),
            )),
            _ => None,
        }
    }
}

fn reject(rest: &str) -> StaffCommand {
    let (who, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    match reference(who) {
        Some(id) => StaffCommand::Reject(PersonId(id), reason.trim().to_owned()),
        None => StaffCommand::Incomplete("REJECT wants a number and may give a reason: REJECT 14 no such course"),
    }
}

fn close(rest: &str) -> StaffCommand {
    match reference(rest) {
        None if !rest.is_empty() => StaffCommand::Incomplete("CLOSE wants the number of a case: CLOSE 5"),
        number => StaffCommand::Close(number),
    }
}

/// A team's name and a case's number, in either order.
fn team(rest: &str) -> StaffCommand {
    let (mut team, mut number, mut else_said) = (None, None, false);
    for word in rest.split_whitespace() {
        match word.to_lowercase().as_str() {
            "alumni" => team = Some(Team::Alumni),
            "careers" => team = Some(Team::Careers),
            other => match reference(other) {
                Some(found) => number = Some(found),
                None => else_said = true,
            },
        }
    }
    match team {
        Some(team) if !else_said => StaffCommand::Team(team, number),
        _ => StaffCommand::Incomplete("TEAM wants a team and the number of a case: TEAM careers 5, or TEAM alumni 5"),
    }
}

/// A role, an address, and a name around it or none.
fn invite(rest: &str) -> StaffCommand {
    let wants = StaffCommand::Incomplete(
        "INVITE wants a role and an address, and may have a name: INVITE mentor jane@firm.example Jane Doe",
    );
    let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let role = match word.to_lowercase().as_str() {
        "mentor" => Role::Mentor,
        "mentee" => Role::Mentee,
        _ => return wants,
    };
    let (mut address, mut name) = (None, Vec::new());
    for word in rest.split_whitespace() {
        let bare = word.trim_start_matches("mailto:").trim_matches(['<', '>', ',', ';', '(', ')', '"', '[', ']']);
        match bare.contains('@').then(|| Address::parse(bare)) {
            Some(Some(found)) if address.is_none() => address = Some(found),
            // A second address, or one that is none: better nobody is asked than the wrong one.
            Some(_) => return wants,
            None => name.push(bare),
        }
    }
    let name: String = name.join(" ").chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    address.map_or(wants, |address| StaffCommand::Invite(role, address, name.trim().to_owned()))
}

fn audience(rest: &str) -> Option<Audience> {
    match rest.trim_start_matches("to ").trim_end_matches(':').to_lowercase().as_str() {
        "mentors" => Some(Audience::Mentors),
        "mentees" => Some(Audience::Mentees),
        "all" | "everybody" | "everyone" => Some(Audience::All),
        _ => None,
    }
}

/// `17` or `M17`.
pub(super) fn reference(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['M', 'm', '#']).unwrap_or(text);
    let plain = (1..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// The lines of a staff mail with the commands they are, up to `--`, `thanks`, `quit` or the fifth unknown line in a row.
///
/// Quoted lines between them are none of theirs. What stands below `ANNOUNCE`, up to `--`, is what is announced: no word in it is a
/// command.
pub fn lines(text: &str) -> Vec<(String, Option<StaffCommand>)> {
    let mut read = Vec::new();
    let mut unknown = 0;
    let mut rest = text.lines();
    while let Some(line) = rest.next() {
        let line = line.trim();
        // A quoted line is what they answer, and may be somebody else's words.
        if line.is_empty() || line.starts_with('>') {
            continue;
        }
        let end = line.trim_end_matches(['.', '!', ',']).to_lowercase();
        if matches!(end.as_str(), "--" | "thanks" | "thank you" | "quit" | "stop") {
            break;
        }
        let mut command = StaffCommand::read(line);
        if let Some(StaffCommand::Announce(_, words)) = &mut command {
            let below: Vec<_> = rest.by_ref().take_while(|line| line.trim() != "--").collect();
            below.join("\n").trim().clone_into(words);
        }
        unknown = if command.is_some() { 0 } else { unknown + 1 };
        read.push((line.to_owned(), command));
        if unknown == UNKNOWN_IN_A_ROW || read.len() == MOST_LINES {
            break;
        }
    }
    read
}

/// What the lines of a staff mail ask about: what has to be known to carry them out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The numbers of people, cases, requests and mentorships.
    pub numbers: Vec<i64>,
    /// The addresses of people who may be known.
    pub addresses: Vec<Address>,
    /// The facts of the digest.
    pub digest: bool,
    /// Everybody.
    pub everybody: bool,
    /// All requests and mentorships.
    pub export: bool,
    /// The words for each period whose figures are wanted.
    pub reports: Vec<String>,
}

/// What the lines of a staff mail ask about.
pub fn asked_about(text: &str) -> Asked {
    let mut asked = Asked::default();
    for command in lines(text).into_iter().filter_map(|(_, command)| command) {
        match command {
            StaffCommand::Approve(person)
            | StaffCommand::Reject(person, _)
            | StaffCommand::Pause(person)
            | StaffCommand::Suspend(person)
            | StaffCommand::Restore(person) => asked.numbers.push(person.0),
            StaffCommand::Close(number) | StaffCommand::Team(_, number) => asked.numbers.extend(number),
            StaffCommand::Remind(number) => asked.numbers.push(number),
            StaffCommand::Show(what) => match reference(&what) {
                Some(number) => asked.numbers.push(number),
                None => asked.everybody = true,
            },
            StaffCommand::People(_) | StaffCommand::Announce(..) => asked.everybody = true,
            StaffCommand::Pending | StaffCommand::Digest => asked.digest = true,
            StaffCommand::Invite(_, address, _) => asked.addresses.push(address),
            StaffCommand::Export => (asked.everybody, asked.export) = (true, true),
            StaffCommand::Report(words) => asked.reports.push(words),
            StaffCommand::Help | StaffCommand::Incomplete(_) => {}
        }
    }
    asked
}

/// May a mail with these lines, if staff wrote it, need the directory?
pub fn needs_directory(text: &str) -> bool {
    use StaffCommand as C;
    let found = lines(text);
    found.iter().any(|(_, c)| matches!(c, Some(C::People(_) | C::Show(_) | C::Pause(_) | C::Suspend(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn a_line_is_read_as_what_it_says() {
        use StaffCommand as C;
        let cases = [
            ("approve 12", Some(C::Approve(PersonId(12)))),
            ("APPROVE M12.", Some(C::Approve(PersonId(12)))),
            ("Reject 14 no such course", Some(C::Reject(PersonId(14), "no such course".into()))),
            ("REJECT 14 No such course.", Some(C::Reject(PersonId(14), "No such course.".into()))),
            (
                "reject fourteen",
                Some(C::Incomplete("REJECT wants a number and may give a reason: REJECT 14 no such course")),
            ),
            ("CLOSE", Some(C::Close(None))),
            ("close #5", Some(C::Close(Some(5)))),
            ("TEAM careers 5", Some(C::Team(Team::Careers, Some(5)))),
            ("team 5 Alumni.", Some(C::Team(Team::Alumni, Some(5)))),
            ("TEAM alumni", Some(C::Team(Team::Alumni, None))),
            ("show 33", Some(C::Show("33".into()))),
            ("PEOPLE marketing", Some(C::People("marketing".into()))),
            ("pending", Some(C::Pending)),
            ("pending matters", None),
            ("help", Some(C::Help)),
            ("help me", None),
            ("export", Some(C::Export)),
            ("export of goods", None),
            ("suspend 7", Some(C::Suspend(PersonId(7)))),
            ("remind 33", Some(C::Remind(33))),
            ("report last month", Some(C::Report("last month".into()))),
            ("REPORT", Some(C::Report(String::new()))),
            ("Invite mentor a@b.example", Some(C::Invite(Role::Mentor, address("a@b.example"), String::new()))),
            (
                "INVITE mentee Jane Doe <jane@b.example>",
                Some(C::Invite(Role::Mentee, address("jane@b.example"), "Jane Doe".into())),
            ),
            ("Announce Mentors:", Some(C::Announce(Audience::Mentors, String::new()))),
            ("announce all", Some(C::Announce(Audience::All, String::new()))),
            ("Dear all", None),
        ];
        for (line, expected) in cases {
            assert_eq!(StaffCommand::read(line), expected, "{line}");
        }
    }

    #[test]
    fn a_line_that_lacks_something_says_what() {
        for line in [
            "TEAM",
            "TEAM 5",
            "TEAM sales 5",
            "TEAM careers five",
            "REMIND",
            "REMIND all",
            "INVITE",
            "INVITE a@b.example",
            "INVITE friend a@b.example",
            "INVITE mentor Jane",
            "INVITE mentor a@b.example c@d.example",
            "INVITE mentor a@",
            "ANNOUNCE",
            "ANNOUNCE alumni of 1990",
            "SHOW",
            "CLOSE it",
            "APPROVE all",
        ] {
            let read = StaffCommand::read(line);
            assert!(matches!(read, Some(StaffCommand::Incomplete(_))), "{line}: {read:?}");
        }
    }

    #[test]
    fn reading_ends_at_a_sign_off_or_where_prose_begins() {
        let cases = [
            ("CLOSE 5\n\nSHOW 3\nthanks!\nCLOSE 6", 2),
            ("CLOSE 5\n--\nSHOW 1", 1),
            ("quit\nCLOSE 5", 0),
            ("a\nb\nc\nd\ne\nCLOSE 5", 5),
            ("a\nb\nc\nd\nCLOSE 5\ne", 6),
            ("> CLOSE 5\n> SHOW 1\n\nNo, not that one.\n> APPROVE 12\nSHOW 1", 2),
            ("CLOSE 5\nANNOUNCE all\nDear all,\nCLOSE 6\nthanks\nSHOW 1", 2),
            ("ANNOUNCE all\nDear all\n--\nSHOW 1", 2),
        ];
        for (text, count) in cases {
            assert_eq!(lines(text).len(), count, "{text}");
        }
    }

    #[test]
    fn what_stands_below_is_announced_word_for_word() {
        let read = lines("ANNOUNCE mentees\n\nDear all,\n\n  APPROVE 12\nthanks\n\n--\nPENDING");
        let words = "Dear all,\n\n  APPROVE 12\nthanks".to_owned();
        assert_eq!(read[0].1, Some(StaffCommand::Announce(Audience::Mentees, words)));
        assert_eq!(read[1].1, Some(StaffCommand::Pending));
    }

    #[test]
    fn what_has_to_be_known_is_gathered() {
        let asked = asked_about(
            "APPROVE 1\nCLOSE 2\nTEAM careers 3\nREMIND 4\nSHOW 5\nINVITE mentor a@b.example\nREPORT 2026\nPENDING",
        );
        assert_eq!(asked.numbers, [1, 2, 3, 4, 5]);
        assert_eq!(asked.addresses, [address("a@b.example")]);
        assert_eq!((asked.digest, asked.everybody, asked.export), (true, false, false));
        assert_eq!(asked.reports, ["2026"]);
        assert!(asked_about("PEOPLE").everybody && asked_about("SHOW Jane").everybody && asked_about("EXPORT").export);
    }
}
