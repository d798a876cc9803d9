//! The command words of staff, several in one mail, a line each.

use super::person::PersonId;

/// One line of a staff mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffCommand {
    /// Take an applicant in.
    Approve(PersonId),
    /// Turn an applicant down, with a reason.
    Reject(PersonId, String),
    /// Close a case; without a number the one that the mail answers.
    Close(Option<i64>),
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
    /// Let somebody pause.
    Pause(PersonId),
    /// Stop somebody.
    Suspend(PersonId),
    /// Let somebody take part again.
    Restore(PersonId),
    /// A word that is known but does nothing yet.
    NotYet(&'static str),
    /// A word with something missing or too much behind it: what it wants.
    Incomplete(&'static str),
}

/// How many lines that nothing is known of end the reading, as in debbugs.
const UNKNOWN_IN_A_ROW: usize = 5;
/// How many lines are carried out; each may need rows of its own.
pub const MOST_LINES: usize = 40;

impl StaffCommand {
    /// Reads one line; `None` where it does not begin with a word of staff.
    pub fn read(line: &str) -> Option<Self> {
        let line = line.trim().trim_matches(['*', '_', '"', '`', '>']).trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let word = word.trim_end_matches([':', '.', '!']).to_uppercase();
        let rest = rest.trim().trim_end_matches(['.', '!']);
        let number = reference(rest);
        let person = number.map(PersonId);
        Some(match word.as_str() {
            "APPROVE" => person.map_or(Self::Incomplete("APPROVE wants a number: APPROVE 12"), Self::Approve),
            "REJECT" => {
                let (who, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                match reference(who) {
                    Some(id) => Self::Reject(PersonId(id), reason.trim().to_owned()),
                    None => Self::Incomplete("REJECT wants a number and may give a reason: REJECT 14 no such course"),
                }
            }
            "CLOSE" if rest.is_empty() => Self::Close(None),
            "CLOSE" => {
                number.map_or(Self::Incomplete("CLOSE wants the number of a case: CLOSE 5"), |n| Self::Close(Some(n)))
            }
            "SHOW" if rest.is_empty() => Self::Incomplete("SHOW wants a number or a name: SHOW 33"),
            "SHOW" => Self::Show(rest.to_owned()),
            "PEOPLE" => Self::People(rest.to_owned()),
            "PENDING" if rest.is_empty() => Self::Pending,
            "DIGEST" if rest.is_empty() => Self::Digest,
            "HELP" if rest.is_empty() => Self::Help,
            "PAUSE" => person.map_or(Self::Incomplete("PAUSE wants the number of a person: PAUSE 17"), Self::Pause),
            "SUSPEND" => {
                person.map_or(Self::Incomplete("SUSPEND wants the number of a person: SUSPEND 17"), Self::Suspend)
            }
            "RESTORE" => {
                person.map_or(Self::Incomplete("RESTORE wants the number of a person: RESTORE 17"), Self::Restore)
            }
            "REMIND" => Self::NotYet("REMIND"),
            "INVITE" => Self::NotYet("INVITE"),
            "ANNOUNCE" => Self::NotYet("ANNOUNCE"),
            "REPORT" => Self::NotYet("REPORT"),
            "EXPORT" => Self::NotYet("EXPORT"),
            _ => return None,
        })
    }
}

/// `17` or `M17`.
fn reference(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['M', 'm', '#']).unwrap_or(text);
    let plain = (1..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// The lines of a staff mail with the commands they are, up to `--`, `thanks`, `quit` or the fifth unknown line in a row.
pub fn lines(text: &str) -> Vec<(String, Option<StaffCommand>)> {
    let mut read = Vec::new();
    let mut unknown = 0;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let end = line.trim_end_matches(['.', '!', ',']).to_lowercase();
        if matches!(end.as_str(), "--" | "thanks" | "thank you" | "quit" | "stop") {
            break;
        }
        let command = StaffCommand::read(line);
        unknown = if command.is_some() { 0 } else { unknown + 1 };
        read.push((line.to_owned(), command));
        if unknown == UNKNOWN_IN_A_ROW || read.len() == MOST_LINES {
            break;
        }
    }
    read
}

/// The numbers that the lines of a staff mail name, and whether they ask for the facts of a digest.
pub fn asked_about(text: &str) -> (Vec<i64>, bool) {
    let mut numbers = Vec::new();
    let mut digest = false;
    for (_, command) in lines(text) {
        match command {
            Some(
                StaffCommand::Approve(person)
                | StaffCommand::Reject(person, _)
                | StaffCommand::Pause(person)
                | StaffCommand::Suspend(person)
                | StaffCommand::Restore(person),
            ) => numbers.push(person.0),
            Some(StaffCommand::Close(Some(number))) => numbers.push(number),
            Some(StaffCommand::Show(what)) => numbers.extend(reference(&what)),
            Some(StaffCommand::Pending | StaffCommand::Digest) => digest = true,
            _ => {}
        }
    }
    (numbers, digest)
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

    #[test]
    fn a_line_is_read_as_what_it_says() {
        let cases = [
            ("approve 12", Some(StaffCommand::Approve(PersonId(12)))),
            ("APPROVE M12.", Some(StaffCommand::Approve(PersonId(12)))),
            ("Reject 14 no such course", Some(StaffCommand::Reject(PersonId(14), "no such course".into()))),
            (
                "reject fourteen",
                Some(StaffCommand::Incomplete("REJECT wants a number and may give a reason: REJECT 14 no such course")),
            ),
            ("CLOSE", Some(StaffCommand::Close(None))),
            ("close #5", Some(StaffCommand::Close(Some(5)))),
            ("show 33", Some(StaffCommand::Show("33".into()))),
            ("PEOPLE marketing", Some(StaffCommand::People("marketing".into()))),
            ("pending", Some(StaffCommand::Pending)),
            ("pending matters", None),
            ("help", Some(StaffCommand::Help)),
            ("help me", None),
            ("suspend 7", Some(StaffCommand::Suspend(PersonId(7)))),
            ("Invite mentor a@b.example", Some(StaffCommand::NotYet("INVITE"))),
            ("Dear all", None),
        ];
        for (line, expected) in cases {
            assert_eq!(StaffCommand::read(line), expected, "{line}");
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
        ];
        for (text, count) in cases {
            assert_eq!(lines(text).len(), count, "{text}");
        }
    }
}
