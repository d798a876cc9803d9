//! `HELP`, and the words that other answers offer: what one can do now, from where one stands.

use super::acting::{Acting, Place};
use super::command::{Command, Word};
use super::desk::Desk;
use super::draft::Draft;
use super::faq::one_slip;
use super::guard::limited;
use super::held_words;
use super::notice::{Notice, WordLine};
use super::on_meeting;
use super::outcome::{Disposition, Outcome};
use super::person::{PersonState, Role};
use super::question::About;
use super::request::{Request, RequestState};
use super::standing::standing;

/// `HELP`: where one stands, and what can be done from there.
pub(super) fn decide(mut desk: Desk<'_>, acting: &Acting<'_, '_>) -> Outcome {
    let here = match here(&desk, acting) {
        Some(here) => format!("{} {here}", standing(&acting.person)),
        None => standing(&acting.person),
    };
    let converses = matches!(acting.person.state, PersonState::Active | PersonState::Paused);
    let notice = Notice::Help { standing: here, options: options(&desk, acting), converses };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Answered("help"))
}

/// What the conversation is, in which the mail was written.
fn here(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> Option<String> {
    let me = acting.person.id;
    match &acting.place {
        Place::Pair(request) => {
            let mentor = request.mentor == me;
            let name = desk.name(request.other(me));
            Some(match (request.state, running(desk, request), mentor) {
                (RequestState::Open, _, true) => {
                    format!("{name} has asked you to be their mentor, and waits for your answer.")
                }
                (RequestState::Open, _, false) => format!("Your request to {name} waits for an answer."),
                (_, true, true) => format!("{name} is your mentee; whatever else you write here goes to them."),
                (_, true, false) => format!("{name} is your mentor; whatever else you write here goes to them."),
                (_, false, _) => {
                    format!("What was between you and {name} is over; nothing you write here goes to them.")
                }
            })
        }
        Place::Case(case) => {
            Some(format!("This is case {} with the team; whatever you write here goes to them.", case.id.0))
        }
        Place::Question(question) if question.open() => Some("A question waits here for your answer.".to_owned()),
        _ => None,
    }
}

fn running(desk: &Desk<'_>, request: &Request) -> bool {
    desk.snapshot.mentorships.iter().chain(&desk.snapshot.mentorship).any(|m| m.request == request.id && m.running())
}

fn word(word: &str, does: &str) -> WordLine {
    WordLine { word: word.to_owned(), does: does.to_owned(), button: true }
}

/// A word that wants something filled in.
fn form(word: &str, does: &str) -> WordLine {
    WordLine { word: word.to_owned(), does: does.to_owned(), button: false }
}

/// What can be said from where this mail stands, the likeliest first.
pub(super) fn options(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> Vec<WordLine> {
    let person = &acting.person;
    let mut lines = of_place(desk, acting);
    match person.state {
        PersonState::Invited => lines.extend([
            word("YES", "takes part from now on"),
            word("NO", "says no to the invitation"),
            word("FAQ", "answers what many ask"),
        ]),
        PersonState::Applied | PersonState::Waiting => {
            lines.extend([word("STATUS", "shows how your application stands"), word("FAQ", "answers what many ask")])
        }
        PersonState::Active | PersonState::Paused => taking_part(acting, &mut lines),
        PersonState::Left => {
            lines.push(word(if person.role == Role::Mentor { "JOIN MENTOR" } else { "JOIN" }, "takes part again"))
        }
        PersonState::Suspended | PersonState::Erased => {}
    }
    lines.extend([
        form("STAFF words", "asks the team"),
        form("CONCERN words", "tells the team, in confidence, of something that worries you"),
        word("MYDATA", "sends you all that is kept about you; ERASE has it deleted"),
    ]);
    lines
}

/// What this very conversation takes.
fn of_place(desk: &Desk<'_>, acting: &Acting<'_, '_>) -> Vec<WordLine> {
    match &acting.place {
        Place::Pair(request) if on_meeting::answers(desk, acting, Word::Yes) && running(desk, request) => vec![
            word("YES", "agrees to the time that was suggested"),
            word("NO", "says that it does not suit you"),
            form("MEET Friday 3pm", "suggests another time; CANCEL calls a meeting off"),
            word("END", "ends this mentorship; alone, it asks you first why, and for a farewell"),
        ],
        Place::Pair(request) if request.state == RequestState::Open && request.mentor == acting.person.id => vec![
            word("ACCEPT", "says yes to this request; words below it go along"),
            word("DECLINE", "says no to it, kindly; words below it go along"),
        ],
        Place::Pair(request) if request.state == RequestState::Open => {
            vec![word("WITHDRAW", "takes this request back")]
        }
        Place::Pair(request) if running(desk, request) => vec![
            form("GOAL words", "sets a goal; GOALS lists them, and DONE 1 says that the first is met"),
            form("MEET Friday 3pm", "suggests a meeting, with your day and time; CANCEL calls one off"),
            word("SHARE", "swaps your addresses, once the other side asks for it too"),
            word("END", "ends this mentorship; alone, it asks you first why, and for a farewell"),
        ],
        Place::Question(question) if question.open() => match question.about {
            About::Feedback(_) => vec![form("1 to 5", "says how it was, 5 being the best")],
            About::CheckIn(..) => {
                vec![word("GREAT", "goes well"), word("OK", "goes all right"), word("HELP", "asks the team")]
            }
            About::Review(_) => vec![word("CONFIRM", "says that your profile is right")],
            About::End(_) => vec![
                word("END no time", "ends it; so do END goals reached, END not the right fit and END other"),
                word("NO", "goes on as before"),
            ],
            About::Words(_, to) => held_words::options(desk, acting.person.id, to),
            About::Join | About::Which => Vec::new(),
            About::Leave | About::Erase | About::Announce | About::GoOn(_) | About::Share(_) => {
                vec![word("YES", "says yes"), word("NO", "says no")]
            }
        },
        _ => Vec::new(),
    }
}

/// What somebody who takes part can do anywhere.
fn taking_part(acting: &Acting<'_, '_>, lines: &mut Vec<WordLine>) {
    let person = &acting.person;
    let mentee = person.role == Role::Mentee;
    if mentee && !matches!(acting.place, Place::Pair(_)) {
        lines.extend([
            word("MENTORS", "shows mentors who fit what you look for"),
            form("MENTORS words", "searches by name, course, job, country or kind of help"),
            form("INTERESTED M17", "asks a mentor, with your message below it"),
        ]);
    } else if !mentee {
        lines.push(form("LIMIT 2", "sets how many mentees you take at a time"));
    }
    lines.extend([
        word("STATUS", "shows how your things stand"),
        word("PROFILE", "shows what others see of you, to look over and change"),
        form("ADDRESS you@home.example", "has your mail sent to another address of yours"),
        word("FAQ", "answers what many ask"),
    ]);
    lines.push(match person.state {
        PersonState::Paused => word("RESUME", "ends your break"),
        _ => word("PAUSE", "is for a break: nobody new can ask you"),
    });
    lines.extend([
        word("UNDO", "takes back an ACCEPT, DECLINE, END or PAUSE of today"),
        word("LEAVE", "leaves the programme"),
    ]);
}

/// Does this line ask to be left alone, in the words of mailing lists?
pub(super) fn wants_no_mail(line: &str) -> bool {
    let line = line.trim().trim_end_matches(['.', '!']).to_lowercase();
    let asks = ["unsubscribe", "stop", "opt out", "remove me", "please remove me", "no more mail", "no more mails"];
    asks.contains(&line.as_str())
        || ["unsubscribe ", "please unsubscribe", "stop sending"].iter().any(|s| line.starts_with(s))
}

/// Puts the lines of these words before all others, in this order.
pub(super) fn put_first(options: &mut [WordLine], words: &[&str]) {
    let place = |line: &WordLine| {
        let own = line.word.split(' ').next().unwrap_or_default();
        words.iter().position(|word| word.split(' ').next() == Some(own)).unwrap_or(words.len())
    };
    options.sort_by_key(place);
}

/// The word that the first line was probably meant to be: but for one letter it begins with it.
pub(super) fn nearest(text: &str) -> Option<Word> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let first = line.split(|c: char| !c.is_alphanumeric()).next()?.to_uppercase();
    let rest = line.split_whitespace().count();
    // Prose begins with words that are near a command too ("Needs", "Meal"): a few words at the most, or shouted.
    let shouted = line.starts_with(first.as_str());
    if first.len() < 4 || Command::of_line(line).is_some() || (rest > 3 && !shouted) {
        return None;
    }
    let near = |word: &&Word| {
        let known = word.as_str().split(' ').next().unwrap_or_default();
        known.len() >= 4 && known != first && one_slip(known, &first)
    };
    Word::all().iter().find(near).copied()
}
