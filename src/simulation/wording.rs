//! The words people find for what they mean: exact commands, near misses that must be asked about, and talk.

use super::chance::Chance;

/// Answers that mean yes and are not the word for it.
pub const NEARLY_YES: &[&str] = &[
    "I'd be happy to!",
    "Yes, of course. When shall we start?",
    "Sure, why not.",
    "I accept.",
    "Happy to help, let's talk next week.",
    "Sounds good, count me in!",
    "Gladly, I was in the same place ten years ago.",
    "Accepted",
    "OK",
];

/// Answers that mean no and are not the word for it.
pub const NEARLY_NO: &[&str] = &[
    "I'm afraid I can't at the moment.",
    "Sorry, I have too much on this year.",
    "Unfortunately I have to say no this time.",
    "I must decline, I am about to change jobs.",
    "Not at the moment, sorry.",
];

/// What mentors ask before they decide.
pub const QUESTIONS: &[&str] = &[
    "Could you tell me a little more about which jobs you have applied for so far?",
    "Thank you for writing. What would you like to have reached by the summer?",
    "Which modules did you enjoy most, and where do you see yourself in five years?",
    "How often would you like to speak, and would a call in the evening suit you?",
];

/// What mentees write to a mentor they would like.
pub const APPROACHES: &[&str] = &[
    "Dear {name},\n\nI am in my final year and would like to work in your field. I hope you can tell me how you found your first job, \
     and look over my CV.\n\nBest wishes,\n{me}",
    "Hello {name},\n\nyour move abroad is just what I dream of. Could you help me to find out whether it suits me?\n\n{me}",
    "Dear {name},\n\nI read your profile with great interest. I am unsure between a master's degree and a job, and would be grateful \
     for half an hour of your time now and then.\n\nKind regards\n{me}",
    "Hi {name}, I'd love to learn how salary talks really go. Would you have time for me?\n\nThanks, {me}",
];

/// What the two write to each other.
pub const TALK: &[&str] = &[
    "How did the interview go? I thought of you on Tuesday.\n\n{me}",
    "Thank you, that was very helpful. I have rewritten the first page of my CV and will send it round to a friend too.\n\n{me}",
    "I spoke to a colleague who hires graduates: they look at projects first, marks second. Write two sentences about yours.\n\n{me}",
    "Quick question: should I name a figure when they ask about salary, or wait?\n\n{me}",
    "Sorry for the late answer, the term has eaten me alive.\n\nI will have news by next week.\n\n{me}",
    "That sounds like a plan.\n\n{me}",
    "I went to the fair, as you suggested, and came home with three cards. Whom would you write to first?\n\n{me}",
    "Congratulations! That is the best news of the week.\n\n{me}",
    "Would next Thursday at six suit you for a call? Otherwise Friday.\n\n{me}",
    "Here is the article I mentioned: https://example.org/first-hundred-days\n\n{me}",
];

/// Farewells.
pub const FAREWELLS: &[&str] = &[
    "Thank you for everything, I have learnt a great deal from you.\n{me}",
    "It was a pleasure. All the best for your career!\n{me}",
    "",
];

/// Words to the team.
pub const TO_TEAM: &[&str] = &[
    "I cannot find the handbook, could you send me the link?",
    "My mentor has moved to another company, does that change anything?",
    "Is there an event for mentors this year?",
    "I would like to change my course in the profile but do not know how.",
];

/// Worries.
pub const CONCERNS: &[&str] = &[
    "My mentor has asked me for money, and I do not know what to answer.",
    "The tone of the last message was not all right.",
    "I have not heard from them for two months and feel let down.",
];

/// Answers of the team.
pub const FROM_TEAM: &[&str] = &[
    "Thank you for writing to us. We have looked into it and will come back to you by Friday.\n\nThe team",
    "That is a good question: it is all right, and you need do nothing.\n\nBest wishes\nThe team",
    "We are sorry to hear that. Would you have time for a call tomorrow?\n\nThe team",
];

/// What staff announce.
pub const NEWS: &[&str] = &[
    "Dear all,\n\nwe meet on the first Thursday of next month at six, in the old library. Come along!\n\nYour team",
    "Dear all,\n\nthe office is closed for a fortnight. Write as always; we answer when we are back.\n\nYour team",
];

/// Mails that fit nowhere.
pub const STRAY: &[&str] = &[
    "Could you please take me off this list?",
    "help me please",
    "Is this still running?",
    "unsubscribe",
    "MENTORS?",
    "accept",
    "STATUS please",
    "I don't understand what I am supposed to do with this.",
    "thanks!",
    "Thank you very much!",
    "👍",
    "HELP",
    "STATUS",
    "FAQ how often",
    "GOALS",
    "PROFILE",
    "MYDATA",
    "UNDO",
    "LIMIT 3",
    "",
];

/// Fields of study.
pub const COURSES: &[&str] = &[
    "Psychology",
    "Mechanical Engineering",
    "Business Management",
    "Computer Science",
    "History",
    "Biology",
    "Law",
    "Mathematics",
    "Fine Art",
    "Chemistry",
];

/// What people work in and want to.
pub const FIELDS: &[&str] = &[
    "marketing",
    "engineering",
    "software",
    "law",
    "publishing",
    "banking",
    "energy",
    "teaching",
    "design",
    "medicine",
];

/// Places.
pub const PLACES: &[&str] = &["London", "Germany", "Manchester", "Spain", "Canada", "Edinburgh", "Singapore", "Leeds"];

const FIRST: &[&str] = &[
    "Ada", "Ben", "Chloe", "Daniel", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jürgen", "Kofi", "Léa", "Maria",
    "Noor", "Olga", "Priya", "Quentin", "Rosa", "Søren", "Tomás", "Uma", "Victor", "Wanda", "Xin", "Yusuf", "Zoë",
];
const LAST: &[&str] = &[
    "Adeyemi",
    "Byrne",
    "Clarke",
    "Demir",
    "Evans",
    "Fischer",
    "García",
    "Hughes",
    "Ivanova",
    "Jones",
    "Kaur",
    "Lindqvist",
    "Müller",
    "Nair",
    "O'Neill",
    "Patel",
    "Quinn",
    "Rossi",
    "Schmidt",
    "Taylor",
    "Underwood",
    "Vega",
    "Wong",
    "Young",
];

/// A name, such that hardly two have the same.
pub fn name(chance: &mut Chance) -> String {
    format!("{} {}-{}", chance.pick(FIRST), chance.pick(LAST), chance.pick(LAST))
}

/// One of `from` with the names in it.
pub fn filled(chance: &mut Chance, from: &[&str], name: &str, me: &str) -> String {
    let first = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
    chance.pick(from).replace("{name}", &first(name)).replace("{me}", &first(me))
}

/// A command as people type it: as shown, in small letters, with a full stop, behind a greeting.
pub fn typed(chance: &mut Chance, command: &str) -> String {
    match chance.between(0, 5) {
        0 => command.to_lowercase(),
        1 => format!("{command}."),
        2 => format!("*{command}*"),
        3 if !command.contains(' ') => format!("Hello, {command}"),
        _ => command.to_owned(),
    }
}
