//! The command words of the programme, read from exactly one whole line.

use super::mentorship::EndReason;
use super::person::PersonId;

/// A command and what followed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The word.
    pub word: Word,
    /// What followed it, trimmed, as written; empty where nothing did.
    pub argument: String,
}

/// What may stand behind a word for the line to be a command at all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    /// Words that are searched for or passed on.
    Words,
    /// A mentor's reference, `M17`.
    Mentor,
    /// A whole number.
    Number,
    /// Nothing, or which request: its number, or the mentor's reference.
    Which,
    /// One of the reasons for an end, or nothing.
    Reason,
}

macro_rules! words {
    ($($(#[$doc:meta])* $variant:ident $text:literal $takes:ident,)*) => {
        /// A command word (contract: "Command words in mail").
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Word { $($(#[$doc])* $variant,)* }

        impl Word {
            /// Every word there is.
            pub(crate) fn all() -> &'static [Self] {
                Self::ALL
            }

            /// Every word; one that begins another stands behind it, so that `MENTORS NEXT` is found before `MENTORS`.
            const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word as mails show it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            fn takes(self) -> Takes {
                match self { $(Self::$variant => Takes::$takes,)* }
            }
        }
    };
}

words! {
    /// What can I do?
    Help "HELP" Nothing,
    /// The handbook's answers.
    Faq "FAQ" Words,
    /// How do my things stand?
    Status "STATUS" Nothing,
    /// My profile, to look over and change.
    Profile "PROFILE" Nothing,
    /// Another address of mine for my mail, or one to remove.
    Address "ADDRESS" Words,
    /// All that is kept about me.
    MyData "MYDATA" Nothing,
    /// Take my data out.
    Erase "ERASE" Nothing,
    /// Words to the team.
    Staff "STAFF" Words,
    /// A worry, for the team alone.
    Concern "CONCERN" Words,
    /// Yes, to what was asked.
    Yes "YES" Nothing,
    /// No, to what was asked.
    No "NO" Nothing,
    /// Pass my held words on without the address in them.
    Without "WITHOUT" Nothing,
    /// Take the last step back.
    Undo "UNDO" Nothing,
    /// Take part as a mentor.
    JoinMentor "JOIN MENTOR" Nothing,
    /// Take part.
    Join "JOIN" Nothing,
    /// The next page of the directory.
    MentorsNext "MENTORS NEXT" Nothing,
    /// The directory.
    Mentors "MENTORS" Words,
    /// One profile.
    Mentor "MENTOR" Mentor,
    /// A request to a mentor.
    Interested "INTERESTED" Mentor,
    /// Take a request back.
    Withdraw "WITHDRAW" Which,
    /// Yes to a request.
    Accept "ACCEPT" Which,
    /// No to a request.
    Decline "DECLINE" Which,
    /// How many mentees at a time.
    Limit "LIMIT" Number,
    /// The profile is right as it is.
    Confirm "CONFIRM" Nothing,
    /// A new goal.
    Goal "GOAL" Words,
    /// The goals so far.
    Goals "GOALS" Nothing,
    /// A goal is met.
    Done "DONE" Number,
    /// A meeting is off.
    MeetCancel "MEET CANCEL" Nothing,
    /// A meeting is off.
    Cancel "CANCEL" Nothing,
    /// A meeting.
    Meet "MEET" Words,
    /// Swap addresses.
    Share "SHARE" Nothing,
    /// End the mentorship.
    End "END" Reason,
    /// A check-in's answer.
    Great "GREAT" Nothing,
    /// A check-in's answer.
    Ok "OK" Nothing,
    /// Feedback, one to five.
    Rating "RATING" Number,
    /// Stop taking part for a while.
    Pause "PAUSE" Nothing,
    /// Take part again.
    Resume "RESUME" Nothing,
    /// Leave the programme.
    Leave "LEAVE" Nothing,
}

impl Command {
    /// Reads the first non-empty line of `text` as a command, whole: case, final punctuation, surrounding marks and a leading
    /// greeting word aside. `None` where the line is anything else, however much like a command it sounds.
    ///
    /// With the command comes the rest of the text, the message below it.
    pub fn read(text: &str) -> Option<(Self, String)> {
        let (line, rest) = first_line(text)?;
        // A quoted line is somebody else's, whatever stands below it.
        if line.starts_with('>') {
            return None;
        }
        let command = Self::of_line(line)?;
        Some((command, rest.trim().to_owned()))
    }

    /// Reads one line as a command.
    pub fn of_line(line: &str) -> Option<Self> {
        // No command is longer; a longer line is prose.
        if line.len() > 1_000 {
            return None;
        }
        let stripped = strip_marks(line);
        let mut found =
            Self::matching(stripped).or_else(|| Self::matching(strip_marks(without_greeting(stripped)?)))?;
        if found.word.takes() == Takes::Words {
            found.argument.push_str(end_of_sentence(line, &found.argument));
        }
        Some(found)
    }

    fn matching(line: &str) -> Option<Self> {
        if let [digit @ b'1'..=b'5'] = line.as_bytes() {
            return Some(Self { word: Word::Rating, argument: char::from(*digit).to_string() });
        }
        Word::ALL.iter().find_map(|&word| {
            let after = after_word(line, word.as_str())?;
            let heads = in_capitals(line, word.as_str()) || after.trim_start().starts_with(':');
            let argument = strip_marks(after);
            let fits = match word.takes() {
                Takes::Nothing => argument.is_empty(),
                // Written as commands are, it is one, whatever follows: words meant for the team must never reach anybody else.
                Takes::Words => heads || !goes_on(argument),
                Takes::Mentor => mentor_reference(argument).is_some(),
                Takes::Number => word != Word::Rating && number(argument).is_some(),
                Takes::Which => argument.is_empty() || which(argument).is_some(),
                Takes::Reason => argument.is_empty() || EndReason::of_words(argument).is_some(),
            };
            fits.then(|| Self { word, argument: argument.to_owned() })
        })
    }

    /// The word that a line begins with which is no command all the same, and what the word wants.
    pub(super) fn wanting(line: &str) -> Option<(Word, String)> {
        let line = strip_marks(line.get(..line.floor_char_boundary(1_000)).unwrap_or_default());
        if Self::of_line(line).is_some() {
            return None;
        }
        let found = Word::ALL.iter().copied().find(|word| after_word(line, word.as_str()).is_some())?;
        let word = found.as_str();
        let wants = match found.takes() {
            // Talk begins with these.
            _ if matches!(found, Word::Yes | Word::No | Word::Ok | Word::Great | Word::Without) => return None,
            Takes::Words => return None,
            Takes::Nothing => format!("{word} counts only where it stands alone in the first line."),
            Takes::Mentor => {
                format!("{word} wants the reference of a mentor, as in {word} M17; MENTORS shows them all.")
            }
            Takes::Number => format!("{word} wants a number, as in {word} 2."),
            Takes::Which => {
                format!("{word} stands alone in the first line, or with the number of a request behind it.")
            }
            Takes::Reason => format!("{word} stands alone in the first line, or with a reason, as in {word} no time."),
        };
        Some((found, wants))
    }

    /// The mentor that the argument names.
    pub fn mentor(&self) -> Option<PersonId> {
        mentor_reference(&self.argument)
    }

    /// The number of a request or of its mentor that the argument names.
    pub fn which(&self) -> Option<i64> {
        which(&self.argument)
    }

    /// The number that the argument is.
    pub fn number(&self) -> Option<i64> {
        number(&self.argument)
    }
}

/// The first line that says anything, and what follows it.
fn first_line(text: &str) -> Option<(&str, &str)> {
    let start = text.find(|c: char| !c.is_whitespace())?;
    let text = text.get(start..)?;
    Some(text.split_once('\n').unwrap_or((text, "")))
}

/// Without white space, quoting and emphasis marks around it, and without final punctuation.
fn strip_marks(line: &str) -> &str {
    let invisible =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let mark = |c: char| {
        matches!(c, '*' | '_' | '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '«' | '»' | '„' | '[' | ']' | '(' | ')')
    };
    line.trim_matches(|c: char| {
        c.is_whitespace() || invisible(c) || mark(c) || matches!(c, '.' | '!' | ',' | ';' | ':' | '…' | '>')
    })
}

/// Does the word before begin a sentence of its own ("Staff were kind", "Goals are hard", "Meet you there"), rather than head what follows?
fn goes_on(argument: &str) -> bool {
    const NEXT: &[&str] = &[
        "is", "are", "was", "were", "be", "been", "has", "have", "had", "will", "would", "can", "can't", "cannot",
        "could", "should", "may", "might", "must", "do", "does", "did", "don't", "didn't", "isn't", "aren't", "won't",
        "me", "you", "him", "them", "us", "seems", "seem",
    ];
    /// After which the verb before them asks ("Staff may I have two mentors?").
    const ASKS: &[&str] = &["i", "we", "you", "he", "she", "they", "it", "my", "our", "someone", "somebody", "anyone"];
    let mut words = argument.split(|c: char| c.is_whitespace() || ",.;:!?".contains(c)).filter(|word| !word.is_empty());
    let mut next = || words.next().unwrap_or_default().to_lowercase().replace('’', "'");
    let (first, second) = (next(), next());
    NEXT.contains(&first.as_str()) && !ASKS.contains(&second.as_str())
}

/// Does the line begin with the word in capitals, as every mail shows commands?
fn in_capitals(line: &str, word: &str) -> bool {
    word.split(' ').zip(line.split_whitespace()).all(|(part, written)| written.starts_with(part))
}

/// The full stop and its like that follow `words`, the last of the line: they belong to words that somebody else will read.
fn end_of_sentence<'a>(line: &'a str, words: &str) -> &'a str {
    if words.is_empty() {
        return "";
    }
    let after = line.rfind(words).and_then(|at| line.get(at + words.len()..)).unwrap_or_default();
    let end = after.find(|c| !matches!(c, '.' | '!' | '…')).unwrap_or(after.len());
    after.get(..end).unwrap_or_default()
}

/// What follows a leading greeting word ("Hello, ACCEPT"); `None` without one.
fn without_greeting(line: &str) -> Option<&str> {
    let (first, rest) = line.split_once(|c: char| c.is_whitespace() || c == ',')?;
    let greeting = strip_marks(first).to_lowercase();
    matches!(greeting.as_str(), "hi" | "hello" | "hey" | "dear" | "please" | "hallo" | "bonjour" | "hola" | "ciao")
        .then_some(rest)
}

/// What follows `word` at the start of `line`, any white space between its parts; `None` where the line does not begin with it.
fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = line;
    for part in word.split(' ') {
        rest = rest.trim_start();
        let head = rest.get(..part.len())?;
        if !head.eq_ignore_ascii_case(part) {
            return None;
        }
        rest = rest.get(part.len()..)?;
        if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '@' | '/')) {
            return None;
        }
    }
    Some(rest)
}

fn mentor_reference(text: &str) -> Option<PersonId> {
    let digits = text.strip_prefix(['M', 'm'])?;
    number(digits).map(PersonId)
}

fn which(text: &str) -> Option<i64> {
    number(text).or_else(|| mentor_reference(text).map(|id| id.0))
}

fn number(text: &str) -> Option<i64> {
    let plain = (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_line_is_a_command() {
        let cases = [
            ("accept", Word::Accept, ""),
            ("  *Accept.*", Word::Accept, ""),
            ("> DECLINE!", Word::Decline, ""),
            ("Hi, ACCEPT", Word::Accept, ""),
            ("Please help", Word::Help, ""),
            ("*STAFF I am lost.*", Word::Staff, "I am lost."),
            ("STAFF.", Word::Staff, ""),
            ("STAFF May I have two mentors?", Word::Staff, "May I have two mentors?"),
            ("Staff can I have two mentors?", Word::Staff, "can I have two mentors?"),
            ("CONCERN is growing about my mentor", Word::Concern, "is growing about my mentor"),
            ("GOAL be on time", Word::Goal, "be on time"),
            ("goal: Have a CV", Word::Goal, "Have a CV"),
            ("mentors next", Word::MentorsNext, ""),
            ("MENTORS marketing  germany", Word::Mentors, "marketing  germany"),
            ("Mentor m17.", Word::Mentor, "m17"),
            ("interested M3", Word::Interested, "M3"),
            ("join   mentor", Word::JoinMentor, ""),
            ("End: goals reached", Word::End, "goals reached"),
            ("END", Word::End, ""),
            ("done 2", Word::Done, "2"),
            ("4", Word::Rating, "4"),
            ("Staff: my mentor moved", Word::Staff, "my mentor moved"),
        ];
        for (line, word, argument) in cases {
            assert_eq!(Command::of_line(line), Some(Command { word, argument: argument.into() }), "{line}");
        }
    }

    #[test]
    fn a_sentence_that_contains_a_word_is_not() {
        let lines = [
            "Not able to accept right now",
            "Accept my apologies, but I must decline",
            "I'd be happy to!",
            "No problem, yes",
            "END of term is difficult",
            "Yes please",
            "accepted",
            "help me please",
            "Done!",
            "6",
            "mentor of the year",
            "interested in marketing",
            "pause-button",
            "",
        ];
        for line in lines {
            assert_eq!(Command::of_line(line), None, "{line}");
        }
    }

    #[test]
    fn the_message_is_what_stands_below() {
        let (command, message) = Command::read("\n\nACCEPT\n\nDear Ada,\nwelcome!\n").unwrap();
        assert_eq!((command.word, message.as_str()), (Word::Accept, "Dear Ada,\nwelcome!"));
    }
}
